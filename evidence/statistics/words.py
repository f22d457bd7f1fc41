"""The words and signs of 统计表."""

from collections.abc import Mapping

from evidence.naming import short_title
from evidence.statistics.records import State
from evidence.statistics.sheet import Sheet, tally
from evidence.words import AMBER, GREEN, GREY, RED, Sign

# Items named in the answer; more than this nobody reads.
_LISTED = 4

STATE_SIGNS: Mapping[State, Sign] = {
    State.EMPTY: Sign("未填", "∅", GREY),
    State.ENTERED: Sign("已填待复核", "…", AMBER),
    State.CONFIRMED: Sign("已复核", "✔", GREEN),
    State.RETURNED: Sign("退回", "↩", RED),
}


def answer(sheet: Sheet) -> tuple[str, str]:
    """Where we stand: how much of what the target asks for is filled in and confirmed, and what that holds back."""
    counted = tally(entry for entry in sheet.entries if entry.asked)
    about = f"{short_title(sheet.catalog)}{f' {sheet.target.level}级' if sheet.target else ''}"
    parts = [f"已填 {counted.filled}", f"已复核 {counted.confirmed}"]
    if counted.returned:
        parts.append(f"退回 {counted.returned}")
    parts.append(f"存疑 {counted.doubtful}")
    lead = f"{about}：须填统计 {counted.total} 行，{'，'.join(parts)}。"
    if sheet.target is None:
        return lead, "这项标准还没有评审目标，因此算不出对目标的影响。"
    if not counted.blocking:
        return lead, "有效应用和数据质量都达到目标要求。"
    names = sheet.catalog.item_by_code
    listed = "、".join(f"{code} {names[code].name}" for code in counted.blocking[:_LISTED])
    more = f" 等 {len(counted.blocking)} 个项目" if len(counted.blocking) > _LISTED else ""
    return lead, f"因有效应用或数据质量没有统计或不够而不能通过目标级别：{listed}{more}。"
