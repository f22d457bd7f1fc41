"""管理层报告 as a Word file of two pages (A4), with charts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from evidence.management_report.blockers import Blocker
from evidence.management_report.charts import (
    Bars,
    standing_chart,
    standing_notes,
    trend_chart,
    trend_notes,
    vendors_chart,
)
from evidence.management_report.decisions import Decision
from evidence.management_report.facts import Report
from evidence.management_report.lines import blocker_row, decision_row, standing_row, vendor_row
from evidence.management_report.progress import Progress
from evidence.management_report.word_charts import WordCharts
from evidence.management_report.words import clipped, more, most, said, wording
from evidence.printable import printable
from evidence.word_file import WordFile

_MARGIN, _EDGE, _WIDTH = 1.5, 1.3, 18.0
_SIZES = {"Normal": 9, "Title": 18, "Heading 1": 11.5}
_STANDING_WIDTHS = (3.4, 2.4, 2.4, 2.6, 3.0, 4.2)
_BLOCKER_WIDTHS = (2.0, 6.6, 6.2, 3.2)
_VENDOR_WIDTHS = (3.0, 1.5, 1.6, 2.9, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5)
_DECISION_WIDTHS = (7.2, 10.8)
_TREND_HEIGHT = 1.8
_PARAGRAPH = qn("w:p")


class _ReportFile(WordFile):
    """A document with little air: two pages have to hold everything."""

    def __init__(self, title: str, author: str, on: date) -> None:
        super().__init__(title, author, on)
        for name, size in _SIZES.items():
            self._document.styles[name].font.size = Pt(size)
        section = self._document.sections[0]
        section.left_margin = section.right_margin = Cm(_MARGIN)
        section.top_margin = section.bottom_margin = Cm(_EDGE)
        section.footer_distance = Cm(0.7)
        self._charts = WordCharts(self._document, on)

    def headline(self, text: str, below: str) -> None:
        """The title, with whose report it is and of which day under it."""
        _tight(self._document.add_paragraph(printable(text), "Title"), after=2)
        line = self._document.add_paragraph(printable(below))
        _tight(line, after=4)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading close to what it stands over."""
        super().heading(text, level)
        _tight(self._document.paragraphs[-1], before=5, after=2)

    def sentence(self, text: str, bold: bool = False) -> None:
        """A paragraph; nothing without a text."""
        if text:
            paragraph = self._document.add_paragraph()
            paragraph.add_run(printable(text)).bold = bold
            _tight(paragraph, after=2)

    def points(self, texts: Iterable[str]) -> None:
        """A list."""
        for text in texts:
            _tight(self._document.add_paragraph(printable(text), "List Bullet"), after=1)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with little air in it and next to nothing under it."""
        super().table(head, rows, widths)
        for cell in (cell for row in self._document.tables[-1].rows for cell in row.cells):
            _tight(cell.paragraphs[0], before=1, after=1)
        last = self._document.paragraphs[-1]
        _tight(last, after=0)
        last.paragraph_format.line_spacing = Pt(4)

    @contextmanager
    def on_one_page(self) -> Iterator[None]:
        """What is written meanwhile stands on the page of what comes next."""
        before = set(self._document.element.body.iter(_PARAGRAPH))
        yield
        for element in self._document.element.body.iter(_PARAGRAPH):
            if element not in before:
                Paragraph(element, self._document).paragraph_format.keep_with_next = True

    def chart(self, shown: Bars, height: float) -> None:
        """A chart over the whole width."""
        paragraph = self._document.add_paragraph()
        _tight(paragraph, after=0)
        self._charts.add(paragraph.add_run(), shown, _WIDTH, height)

    def trends(self, targets: Sequence[Progress]) -> None:
        """Small charts side by side, each with name and figures."""
        table = self._document.add_table(rows=1, cols=len(targets))
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        width = _WIDTH / max(len(targets), 3)
        for cell, target in zip(table.rows[0].cells, targets, strict=True):
            cell.width = Cm(width)
            name, drawn, told = cell.paragraphs[0], cell.add_paragraph(), cell.add_paragraph()
            name.add_run(printable(clipped(target.name, "trend"))).bold = True
            self._charts.add(drawn.add_run(), trend_chart(target), width - 0.4, _TREND_HEIGHT)
            told.add_run(target.trend.text).font.size = Pt(8)
            for paragraph in (name, drawn, told):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _tight(paragraph, after=0)


def _tight(paragraph: Paragraph, before: float = 0, after: float = 0) -> None:
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    paragraph.paragraph_format.line_spacing = 1.0


def to_word(report: Report, made_by: str) -> bytes:
    """A .docx file of at most two pages; `made_by`: who gives it out. The same input gives the same bytes."""
    words, on = wording(), report.situation.today
    hospital = report.situation.hospital.name
    file = _ReportFile(f"{hospital}{words['title']}", printable(made_by) or hospital, on)
    made = f"{clipped(hospital, 'hospital')}　{on}　制表：{clipped(made_by) or '未填写'}"
    file.headline(words["title"], f"{made}　{words['example']}" if report.example else made)
    file.sentence(report.lead, bold=True)
    draw: Mapping[str, Callable[[], None]] = {
        "standing": lambda: _standing(file, report.targets),
        "trend": lambda: _trends(file, report.targets[: most("trends")]),
        "blockers": lambda: _blockers(file, report.blockers),
        "vendors": lambda: _vendors(file, report),
        "risks": lambda: _risks(file, report),
        "decisions": lambda: _decisions(file, report.decisions),
    }
    for section, title in report.sections.items():
        file.heading(title)
        draw[section]()
    return file.as_bytes()


def _standing(file: _ReportFile, targets: Sequence[Progress]) -> None:
    shown = targets[: most("targets")]
    file.table(wording()["heads"]["standing"], [standing_row(target) for target in shown], _STANDING_WIDTHS)
    file.chart(standing_chart(shown), 1.1 + 0.45 * len(shown))
    file.sentence(f"{wording()['footnote']}{standing_notes(shown)}")
    file.sentence(more("targets", len(targets), "个目标"))


def _trends(file: _ReportFile, targets: Sequence[Progress]) -> None:
    file.trends(targets)
    file.sentence(trend_notes(targets))


def _blockers(file: _ReportFile, found: Sequence[Blocker]) -> None:
    if not found:
        file.sentence(said("no_blockers"))
        return
    file.table(wording()["heads"]["blockers"], [blocker_row(blocker) for blocker in found], _BLOCKER_WIDTHS)


def _vendors(file: _ReportFile, report: Report) -> None:
    if not report.vendors:
        file.sentence(said("no_vendors"))
        return
    rows = [vendor_row(line) for line in report.vendors[: most("vendors")]]
    with file.on_one_page():
        file.table(wording()["heads"]["vendors"], rows, _VENDOR_WIDTHS)
        file.sentence(more("vendors", len(report.vendors), "家厂商"))
    file.chart(vendors_chart(report.vendors), 1.45 + 0.4 * len(rows))
    file.points(report.money_sentences)


def _risks(file: _ReportFile, report: Report) -> None:
    file.points(report.risk_sentences)
    file.sentence(more("risks", len(report.risks), "项风险"))


def _decisions(file: _ReportFile, found: Sequence[Decision]) -> None:
    if not found:
        file.sentence(said("no_decisions"))
        return
    shown = found[: most("decisions")]
    rows = [decision_row(number, decision) for number, decision in enumerate(shown, start=1)]
    file.table(wording()["heads"]["decisions"], rows, _DECISION_WIDTHS)
    file.sentence(more("decisions", len(found), "件事项"))
