"""What the scope of a mock review can be chosen from, and in words."""

from collections.abc import Mapping

from evidence.gaps import asked_rows
from evidence.mock_review.drawing import item_key
from evidence.mock_review.records import MockReview, target_of
from evidence.naming import path_of
from evidence.records import Target
from evidence.situation import Situation


def item_names(situation: Situation, target: Target) -> Mapping[str, str]:
    """What a scope can name of the target's standard, key → name: items, sections, control points."""
    catalog = situation.catalogs[target.catalog]
    return {item_key(catalog, row): path_of(catalog, row)[1] for row in asked_rows(catalog, target) if row.clauses}


def group_names(situation: Situation, target: Target) -> tuple[str, ...]:
    """The upper headings of what the target asks: departments (工作角色) of 电子病历, sections, domains."""
    catalog = situation.catalogs[target.catalog]
    found = (path_of(catalog, row)[0] for row in asked_rows(catalog, target) if row.clauses)
    return tuple(dict.fromkeys(found))


def vendor_names(situation: Situation) -> Mapping[int, str]:
    """The vendors of the systems in use."""
    return {system.vendor_id: system.vendor for system in situation.systems if system.vendor_id is not None}


def scope_words(situation: Situation, review: MockReview) -> str:
    """项目：标本处理；系统：检验信息系统; 全部 without a limit."""
    items = item_names(situation, target_of(situation, review))
    vendors = vendor_names(situation)
    systems = {system.id: system.name for system in situation.systems}
    parts = (
        ("科室或类别", review.scope.groups),
        ("项目", [items.get(key, key) for key in review.scope.items]),
        ("系统", [systems.get(key, "已停用的系统") for key in review.scope.systems]),
        ("厂商", [vendors.get(key, "其他厂商") for key in review.scope.vendors]),
    )
    return "；".join(f"{name}：{'、'.join(chosen)}" for name, chosen in parts if chosen) or "全部"
