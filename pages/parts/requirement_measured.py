"""有效应用 and 数据质量 of one requirement for reading: what counts, what is asked, what was counted."""

from collections.abc import Iterable
from decimal import Decimal
from html import escape

import streamlit as st

from criteria.vocabulary import CoverageKind
from evidence.records import Measure
from evidence.requirement_measures import CoverageView, QualityView
from evidence.situation import Proof
from evidence.words import PROOF_SIGNS
from pages.parts.requirement_desk import in_html
from pages.parts.requirement_documents import example_mark, plain_table

_HEAD = ["统计内容", "适用", "分子 ÷ 分母", "结果", "统计时间", "录入"]
BY_FUNCTION = "**有效应用**：本项目按功能评定，不统计应用比例。"
NOT_ASKED = "**数据质量**：本级不考察，按 1 计。"


def show_measured(coverage: CoverageView, quality: QualityView) -> None:
    """Both figures with what was entered for them."""
    if coverage.kind is CoverageKind.FUNCTION:
        st.markdown(BY_FUNCTION)
    else:
        show_value("有效应用", coverage.value, coverage.threshold, coverage.enough, coverage.proof)
        _table(("有效应用", measure) for measure in (coverage.own, coverage.general))
    if not quality.asked:
        st.markdown(NOT_ASKED)
        return
    show_value("数据质量", quality.value, quality.floor, quality.enough, quality.proof)
    st.caption(f"{quality.basis}。本级要求：{'；'.join(quality.demands)}")
    checks = ((f"{part.check.aspect}：{part.check.check}", part.stored) for part in quality.checks)
    _table([("数据质量指数", quality.own), ("数据质量指数", quality.general), *checks])


def show_value(name: str, value: Decimal | None, asked: Decimal, enough: bool, proof: Proof) -> None:
    """What counts, against what is asked, and whether it is proven."""
    shown = "未统计，按 0 计" if value is None else f"{value:.2f}"
    text = f"<b>{name} {shown}</b>　要求不低于 {asked:.2f}，{'达到' if enough else '<b>未达到</b>'}"
    st.html(f"<div>{text}　<span class='quiet'>统计佐证 {in_html(PROOF_SIGNS[proof])}</span></div>")


def _table(figures: Iterable[tuple[str, Measure | None]]) -> None:
    rows = [_row(what, measure) for what, measure in figures if measure is not None]
    if rows:
        plain_table(_HEAD, rows, short=frozenset({1, 2, 3, 4}))


def _row(what: str, measure: Measure) -> list[str]:
    counted = f"{measure.numerator} ÷ {measure.denominator}" if measure.denominator is not None else "直接填写"
    return [
        escape(what),
        "各级通用" if measure.level is None else f"{measure.level} 级",
        counted,
        f"{measure.value:.2f}",
        f"{measure.window_from or '未填'} 至 {measure.window_to or '未填'}",
        f"{escape(measure.author)} {measure.at:%Y-%m-%d}{example_mark(measure.example)}",
    ]
