"""The sections of 管理层报告 on the screen, in large type."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

import streamlit as st

from evidence.management_report.charts import standing_chart, standing_notes, trend_notes, vendors_chart
from evidence.management_report.facts import Report
from evidence.management_report.lines import blocker_row, decision_row, standing_row, vendor_row
from evidence.management_report.words import more, most, said, wording
from evidence.standing import Standing
from pages.parts.report_charts import show_bars, show_trends

_STYLE = Path(__file__).with_name("report_style.css")
_VENDOR_NUMBERS = range(1, 9)
_NUMBER = ' class="num"'
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def style() -> None:
    """The look of the screen and of its print."""
    st.html(_STYLE)


def draw(report: Report, chosen: Standing | None) -> None:
    """All sections; `chosen`: the target of the header, marked among the others."""
    if not report.targets:
        _lead(report)
        st.page_link("pages/systems.py", label="到“系统”页设置评审目标", query_params={"part": "评审目标"})
    draw_section: Mapping[str, Callable[[], None]] = {
        "standing": lambda: _standing(report, chosen),
        "trend": lambda: _trends(report),
        "blockers": lambda: _blockers(report),
        "vendors": lambda: _vendors(report),
        "risks": lambda: _risks(report),
        "decisions": lambda: _decisions(report),
    }
    for section, title in report.sections.items():
        with st.container(key=f"report-section-{section}"):
            st.html(f'<h2 class="report-title">{escape(title)}</h2>')
            draw_section[section]()


def _lead(report: Report) -> None:
    example = f' <span class="example">{escape(wording()["example"])}</span>' if report.example else ""
    st.html(f'<p class="report-lead">{_html(report.lead)}{example}</p>')


def _standing(report: Report, chosen: Standing | None) -> None:
    _lead(report)
    shown = report.targets[: most("targets")]
    marked = [place for place, target in enumerate(shown) if target.standing is chosen]
    _table("standing", [standing_row(target) for target in shown], marked=marked)
    _text(more("targets", len(report.targets), "个目标"))
    show_bars(standing_chart(shown), "report-standing")
    _text(f"{wording()['footnote']}{standing_notes(shown)}")


def _trends(report: Report) -> None:
    shown = report.targets[: most("trends")]
    show_trends(shown)
    _text(trend_notes(shown))


def _blockers(report: Report) -> None:
    if report.blockers:
        _table("blockers", [blocker_row(blocker) for blocker in report.blockers])
    else:
        _text(said("no_blockers"))


def _vendors(report: Report) -> None:
    if not report.vendors:
        _text(said("no_vendors"))
        return
    shown = report.vendors[: most("vendors")]
    _table("vendors", [vendor_row(line) for line in shown], numbers=_VENDOR_NUMBERS)
    _text(more("vendors", len(report.vendors), "家厂商"))
    show_bars(vendors_chart(report.vendors), "report-vendors")
    _list(report.money_sentences)


def _risks(report: Report) -> None:
    _list(report.risk_sentences)
    _text(more("risks", len(report.risks), "项风险"))


def _decisions(report: Report) -> None:
    if not report.decisions:
        _text(said("no_decisions"))
        return
    shown = report.decisions[: most("decisions")]
    _table("decisions", [decision_row(number, decision) for number, decision in enumerate(shown, start=1)])
    _text(more("decisions", len(report.decisions), "件事项"))


def _text(text: str) -> None:
    if text:
        st.html(f'<p class="report-text">{_html(text)}</p>')


def _list(texts: Iterable[str]) -> None:
    items = "".join(f"<li>{_html(text)}</li>" for text in texts)
    st.html(f'<ul class="report-text">{items}</ul>')


def _table(
    section: str, rows: Iterable[Sequence[str]], numbers: Sequence[int] = (), marked: Sequence[int] = ()
) -> None:
    """`numbers`: the columns of figures; `marked`: the rows of what is chosen."""
    head = "".join(_cell("th", text, place in numbers) for place, text in enumerate(wording()["heads"][section]))
    body = "".join(
        ('<tr class="chosen">' if line in marked else "<tr>")
        + "".join(_cell("td", text, place in numbers) for place, text in enumerate(row))
        + "</tr>"
        for line, row in enumerate(rows)
    )
    st.html(f'<table class="report"><tr>{head}</tr>{body}</table>')


def _cell(tag: str, text: str, number: bool) -> str:
    # Only what comes in lines of its own is short enough never to be torn.
    lines = "<br>".join(f'<span class="whole">{line}</span>' for line in escape(text).split("\n"))
    shown = lines if "\n" in text else _html(text)
    return f"<{tag}{_NUMBER if number else ''}>{shown}</{tag}>"


def _html(text: str) -> str:
    """Escaped, with days that are never torn at the end of a line."""
    return _DAY.sub(r'<span class="whole">\g<0></span>', escape(text))
