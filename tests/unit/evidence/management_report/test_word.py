"""管理层报告 in Word: what was found stands in it, with Word's own charts, on two pages at most."""

import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from docx.text.paragraph import Paragraph
from lxml import etree

from evidence.management_report.charts import standing_chart, trend_chart
from evidence.management_report.facts import Report
from evidence.management_report.word import to_word
from evidence.management_report.words import most
from evidence.standing import Basis
from tests.unit.evidence.management_report.desk import crowded, headings, opened, table_under

OFFICE = shutil.which("soffice")
SECTIONS = ["一、现在到哪一步", "二、进展", "三、卡在哪里", "四、厂商与费用", "五、风险", "六、请领导决定"]
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
DRAWN_AT = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def text_of(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in opened(content).paragraphs)


def test_the_sections_and_the_answer(report: Report) -> None:
    content = to_word(report, "王主任")
    assert headings(opened(content)) == SECTIONS
    assert "人民医院　2026-03-02　制表：王主任" in text_of(content)
    assert report.lead in text_of(content)
    assert all(risk in text_of(content) for risk in report.risks[: most("risks")])


def test_the_tables_say_what_was_found(report: Report) -> None:
    document = opened(to_word(report, ""))
    standing = table_under(document, "目标")
    assert [row[0] for row in standing[1:]] == [target.name for target in report.targets]
    assert standing[1][1] == "2026-06-01\n还有 91 天"
    assert [row[2] for row in standing[1:]] == [target.level(Basis.PROVEN) for target in report.targets]
    [vendor] = [row for row in table_under(document, "厂商") if row[0] == "瑞美"]
    line = next(line for line in report.vendors if line.vendor == "瑞美")
    assert vendor[1:5] == [f"{line.requirements} 项", f"{line.holding} 项", "1 项，逾期 1 项", "0 项"]
    assert vendor[-1] == "—"
    asked = table_under(document, "请决定")
    assert asked[1] == [f"1. {report.decisions[0].text}", report.decisions[0].reason]


def test_what_has_to_be_negotiated_has_no_price(report: Report) -> None:
    first = report.vendors[0]
    payments = dict(zip(first.payments, (1, 2, 3, 4), strict=True))
    dear = replace(report, vendors=(replace(first, payments=payments),))
    [_, row] = table_under(opened(to_word(dear, "")), "厂商")
    assert row[5:] == ["1 项", "2 项", "3 项", "4 项", "尚无报价"]


def charts_of(content: bytes) -> list[tuple[etree._Element, openpyxl.Workbook]]:
    """The charts in their order, each with the workbook that its figures are edited in."""
    document = opened(content)
    found = []
    for drawn in document.element.iter(f"{CHART}chart"):
        part = document.part.related_parts[drawn.get(DRAWN_AT)]
        space = etree.fromstring(part.blob)
        external = space.find(f"{CHART}externalData")
        book = part.related_parts[external.get(DRAWN_AT)]
        found.append((space, openpyxl.load_workbook(io.BytesIO(book.blob))))
    return found


def drawn(space: etree._Element) -> list[tuple[str, list[float]]]:
    """Name and figures of the series of a chart."""
    return [
        (
            series.findtext(f"{CHART}tx//{CHART}v"),
            [float(value.text) for value in series.iterfind(f"{CHART}val//{CHART}v")],
        )
        for series in space.iter(f"{CHART}ser")
    ]


def test_the_charts_draw_the_figures(report: Report) -> None:
    charts = charts_of(to_word(report, ""))
    assert len(charts) == 1 + len(report.targets) + 1
    standing, trend = standing_chart(report.targets), trend_chart(report.targets[0])
    assert drawn(charts[0][0]) == [(series.name, list(series.values)) for series in standing.series]
    assert drawn(charts[1][0]) == [(series.name, list(series.values)) for series in trend.series]
    sheet = charts[0][1].worksheets[0]
    assert [cell.value for cell in sheet["A"]][1:] == [target.name for target in report.targets]
    assert [cell.value for cell in sheet["B"]][1:] == [target.done for target in report.targets]


def test_every_chart_says_what_it_shows_to_those_who_cannot_see_it(report: Report) -> None:
    told = [element.get("descr") for element in opened(to_word(report, "")).element.iter("{*}docPr")]
    assert len(told) == len(report.targets) + 2
    assert all(told)


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    first = to_word(report, "王主任")
    time.sleep(1.1)  # the time of writing in the workbooks counts seconds
    assert to_word(report, "王主任") == first


def test_lists_are_cut_and_say_so(report: Report) -> None:
    content = to_word(crowded(report), "王主任")
    document = opened(content)
    assert len(table_under(document, "目标")) == 1 + most("targets")
    assert len(table_under(document, "厂商")) == 1 + most("vendors")
    assert len(table_under(document, "请决定")) == 1 + most("decisions")
    for told in ("其余 5 个目标见系统“总览”页。", "家厂商见系统“差距”页。", "其余 15 项风险见系统“总览”页。"):
        assert told in text_of(content)


def test_a_hospital_without_targets(report: Report) -> None:
    empty = replace(report, targets=(), blockers=(), vendors=(), risks=(), decisions=())
    assert headings(opened(to_word(empty, ""))) == []
    assert "没有需要" not in text_of(to_word(empty, ""))
    assert headings(opened(to_word(replace(empty, risks=report.risks), ""))) == ["一、风险"]


def test_the_chart_of_the_vendors_stands_with_its_table(report: Report) -> None:
    document = opened(to_word(report, ""))
    [table] = [table for table in document.tables if table.rows[0].cells[0].text == "厂商"]
    following = table._tbl.itersiblings("{*}p")
    kept = [cell.paragraphs[0] for row in table.rows for cell in row.cells]
    space, chart = Paragraph(next(following), document), Paragraph(next(following), document)
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in [*kept, space])
    assert list(chart._p.iter(f"{CHART}chart"))


def test_control_characters_do_no_harm(report: Report) -> None:
    targets = (replace(report.targets[0], name="电子\x00病历\x0b"), *report.targets[1:])
    assert "电子病历" in table_under(opened(to_word(replace(report, targets=targets), "王\x07主任")), "目标")[1][0]


def pages(content: bytes, folder: Path) -> int:
    """How many pages LibreOffice makes of it."""
    (folder / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "report.docx")], check=True, capture_output=True, timeout=120)
    return len(pypdfium2.PdfDocument(folder / "report.pdf"))


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed here")
def test_two_pages_hold_the_most_crowded_report(report: Report, tmp_path: Path) -> None:
    assert pages(to_word(crowded(report), "王主任"), tmp_path) == 2


def test_the_file_is_sound(report: Report) -> None:
    with zipfile.ZipFile(io.BytesIO(to_word(report, ""))) as file:
        assert file.testzip() is None
        types = file.read("[Content_Types].xml").decode()
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(file.read(name))
    assert types.count("drawingml.chart+xml") == len(report.targets) + 2
