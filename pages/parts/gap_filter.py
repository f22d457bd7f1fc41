"""The filter bar of the gap screen; every choice is in the address."""

from collections.abc import Sequence

import streamlit as st

from criteria.models import Catalog
from evidence.contracts.coverage import Status, status_name
from evidence.gap_view import GapFilter, Payer, counts_by_system, counts_by_vendor, level_place
from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason
from evidence.words import REASON_NAMES, WEIGHT_NAMES
from pages.parts.gap_url import Address

_TASKED = {"with": True, "without": False}
_TASK_NAMES = {"with": "已有任务", "without": "没有任务"}
_CLEARED: dict[str, str | list[str]] = dict.fromkeys(
    ("q", "reason", "weight", "system", "vendor", "level", "payment", "tasked"), ""
)


def draw_filter(address: Address, catalog: Catalog, gaps: Sequence[Gap], payer: Payer | None) -> GapFilter:
    """Draws the bar and returns what is chosen. Offered is only what occurs among the gaps.

    `payer`: tells who pays; None for who does not see that.
    """
    systems = {count.key: count.name for count in counts_by_system(gaps)}
    reasons = {gap.reason.value for gap in gaps}
    weights = {gap.weight.value for gap in gaps}
    with st.container(horizontal=True, vertical_alignment="bottom", key="gap-filter"):
        text = address.text("q", "查找", "查找编码、名称、内容", width=165)
        reason = address.several(
            "reason", "原因", [r for r in Reason if r in reasons], lambda r: REASON_NAMES[Reason(r)], 110
        )
        weight = address.several(
            "weight", "权重", [w for w in Weight if w in weights], lambda w: WEIGHT_NAMES[Weight(w)], 95
        )
        system = address.several("system", "系统", list(systems), systems.__getitem__, 120)
        vendor = address.several("vendor", "厂商", [count.key for count in counts_by_vendor(gaps)], width=110)
        levels = _levels(catalog, gaps)
        level = address.several("level", "级别", levels, width=95) if levels else frozenset()
        payment = _payment(address, gaps, payer) if payer else frozenset()
        tasked = address.several("tasked", "整改任务", list(_TASK_NAMES), _TASK_NAMES.__getitem__, 115)
        chosen = GapFilter(
            text=text,
            reasons=frozenset(Reason(value) for value in reason),
            weights=frozenset(Weight(value) for value in weight),
            systems=system,
            vendors=vendor,
            levels=level,
            tasked=_TASKED[next(iter(tasked))] if len(tasked) == 1 else None,
            payments=frozenset(Status(value) for value in payment),
        )
        if chosen != GapFilter():
            st.button("清除筛选", key="gap-clear", on_click=address.go, kwargs=_CLEARED, type="tertiary")
    return chosen


def _payment(address: Address, gaps: Sequence[Gap], payer: Payer) -> frozenset[str]:
    there = {payer(gap).status for gap in gaps}
    offered = [status.value for status in Status if status in there]
    return address.several("payment", "谁出钱", offered, lambda value: status_name(Status(value)), 105)


def _levels(catalog: Catalog, gaps: Sequence[Gap]) -> list[str]:
    """The levels that occur, lowest first; none for a standard without levels."""
    places = {gap.level: level_place(catalog, gap.requirement) for gap in gaps if gap.level}
    return sorted(places, key=places.__getitem__)
