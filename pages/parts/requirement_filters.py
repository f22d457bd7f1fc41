"""What the list of requirements shows: standard, search, level, part, state, system, order."""

from collections.abc import Mapping
from dataclasses import replace

from criteria.models import Catalog, ComplianceCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.naming import short_title
from evidence.requirement_list import (
    ALL_LEVELS,
    PROOF_ORDER,
    UNPROVEN,
    UP_TO_TARGET,
    VERDICT_ORDER,
    WITHOUT_SYSTEM,
    Entry,
    ListFilter,
    headings,
    level_names,
)
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.words import VERDICT_SIGNS
from evidence.worklist import target_name
from pages.parts import requirement_address as address
from pages.parts.session import Session

_STATES: Mapping[str, str] = {
    "": "全部",
    **{verdict.value: str(VERDICT_SIGNS[verdict]) for verdict in (Verdict.UNKNOWN, Verdict.UNMET, Verdict.PARTIAL)},
    UNPROVEN: "● 符合但未有据",
    **{verdict.value: str(VERDICT_SIGNS[verdict]) for verdict in (Verdict.MET, Verdict.NOT_APPLICABLE)},
}
_ORDERS = {"": "标准顺序", VERDICT_ORDER: "未过的在前", PROOF_ORDER: "缺佐证的在前"}


def choose_catalog(session: Session) -> tuple[Catalog, Standing | None]:
    """The standard to look at: that of the target chosen in the header, or another one; with its standing if any."""
    situation, chosen = session.situation, session.standing
    options = {} if chosen is None else {"": f"{target_name(situation, chosen.target)}（目标）"}
    for catalog in situation.catalogs.values():
        if chosen is None or catalog.id != chosen.catalog.id:
            options[catalog.id] = short_title(catalog)
    wanted = address.select("catalog", "标准", options, width=185)
    if chosen is not None and wanted in ("", chosen.catalog.id):
        return chosen.catalog, chosen
    others = (standing for standing in session.standings if standing.catalog.id == wanted)
    return situation.catalogs[wanted], next(others, None)


def choose_filter(
    situation: Situation, catalog: Catalog, standing: Standing | None, entries: list[Entry]
) -> ListFilter:
    """The conditions on the list."""
    return ListFilter(
        text=address.search("q", "检索", "编码、名称或条文", width=175),
        level=_level(catalog, standing),
        heading=address.select("part", _part_name(catalog), _parts(entries), width=150),
        state=address.select("state", "状态", _STATES, width=145),
        system=address.select("system", "责任系统", _systems(situation), width=160),
    )


def choose_order(wanted: ListFilter, standing: Standing | None) -> ListFilter:
    """What stops the target only, and in which order; above the list itself."""
    blocking = standing is not None and address.switch(
        "blocks",
        "只看卡级",
        "只列自身就使目标达不到的条款：未通过的基本项和待确认项、未达标的必测指标、未达标的高风险测评项",
    )
    return replace(wanted, blocking=blocking, order=address.select("order", "排序", _ORDERS, width=135, labelled=False))


def _level(catalog: Catalog, standing: Standing | None) -> str:
    names = level_names(catalog)
    if not names:
        return ALL_LEVELS
    first = {"": f"至目标 {names[standing.target.level]}"} if standing else {"": "全部级别"}
    further = {ALL_LEVELS: "全部级别"} if standing else {}
    chosen = address.select("level", "级别", first | further | names, width=140)
    return chosen or (UP_TO_TARGET if standing else ALL_LEVELS)


def _part_name(catalog: Catalog) -> str:
    if isinstance(catalog, PointsCatalog):
        return "章节"
    return "安全类" if isinstance(catalog, ComplianceCatalog) else "类别"


def _parts(entries: list[Entry]) -> dict[str, str]:
    return {"": "全部"} | {heading: heading for heading in headings(entries)}


def _systems(situation: Situation) -> dict[str, str]:
    names = {str(system.id): system.name for system in situation.systems}
    return {"": "全部"} | names | {WITHOUT_SYSTEM: "没有责任系统"}
