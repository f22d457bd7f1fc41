"""统计表 for others: as a table for export and for the binder, saying which figures are confirmed."""

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from evidence.naming import level_of
from evidence.records import Target
from evidence.situation import Situation
from evidence.statistics.confirmation import told
from evidence.statistics.records import State
from evidence.statistics.sheet import Entry, load_sheet
from evidence.statistics.words import STATE_SIGNS
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import KIND_NAMES


def confirmed_sheet(
    store: Store, viewer: Viewer, situation: Situation, target: Target, item: str | None = None
) -> list[Entry]:
    """The lines that a target asks for (of one item, or of all) that have a figure, whether confirmed or not.

    `Entry.state` says which are confirmed; a figure that is not must be marked where it is printed. Empty for a
    standard that measures nothing.
    """
    catalog = situation.catalogs[target.catalog]
    if catalog.method != "levels":
        return []
    sheet = load_sheet(store, viewer, situation, catalog, target)
    wanted = [entry for entry in sheet.entries if entry.asked and entry.state is not State.EMPTY]
    return [entry for entry in wanted if item in (None, entry.line.key.item)]


def to_table(entries: Iterable[Entry]) -> pd.DataFrame:
    """Lines as a table, one row each, in Chinese."""
    return pd.DataFrame([_row(entry) for entry in entries], columns=list(_COLUMNS))


_COLUMNS = (
    "编号", "项目", "级别", "类型", "考察内容", "考察方面", "分子口径", "分母口径", "分子", "分母", "比例", "要求",
    "统计开始", "统计截止", "统计日期", "统计人", "录入", "复核状态", "复核", "存疑", "对目标的影响", "系统",
)  # fmt: skip


def _row(entry: Entry) -> dict[str, object]:
    line, figure, result = entry.line, entry.figure, entry.result
    kind = line.requirement.kind
    counted: dict[str, object] = {}
    if figure is not None:
        counted = {
            "分子": figure.numerator,
            "分母": figure.denominator,
            "比例": share_text(figure.value),
            "统计开始": figure.window_from,
            "统计截止": figure.window_to,
            "录入": f"{figure.author} {figure.at:%Y-%m-%d}" if figure.author else "",
        }
    return {
        "编号": line.id,
        "项目": line.item.name,
        "级别": level_of(line.requirement),
        "类型": KIND_NAMES[kind] if kind else "",
        "考察内容": line.counted,
        "考察方面": line.aspect,
        "分子口径": line.numerator,
        "分母口径": line.denominator,
        "要求": share_text(line.asked),
        **counted,
        "统计日期": result.run_on if result else None,
        "统计人": result.run_by if result else "",
        "复核状态": str(STATE_SIGNS[entry.state]),
        "复核": told(result),
        "存疑": "；".join(finding.text for finding in entry.doubts),
        "对目标的影响": "；".join(finding.text for finding in entry.effects),
        "系统": "、".join(system.name for system in entry.systems),
    }


def share_text(value: Decimal) -> str:
    """0.85."""
    return f"{value:.2f}"
