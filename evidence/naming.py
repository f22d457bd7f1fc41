"""How requirements of the three methods are named and grouped on screens and in exports."""

from criteria.models import (
    AnyRequirement,
    AssessmentUnit,
    Catalog,
    Indicator,
    LevelRequirement,
    LevelsCatalog,
    PointsCatalog,
)


def short_title(catalog: Catalog) -> str:
    """电子病历, 互联互通 …: as people in the field say it; the title where the catalog gives no short one."""
    return catalog.short_title or catalog.title


def item_of(row: AnyRequirement) -> str:
    """What a result is given for: the item of a level row, else the requirement itself."""
    return row.item if isinstance(row, LevelRequirement) else row.code


def name_of(catalog: Catalog, row: AnyRequirement) -> str:
    """标本处理 (item), 共享文档库数据量 (indicator), 身份鉴别 (control)."""
    if isinstance(row, LevelRequirement):
        assert isinstance(catalog, LevelsCatalog)  # noqa: S101 - a row belongs to its catalog
        return catalog.item_by_code[row.item].name
    return row.name if isinstance(row, Indicator) else row.control


def level_of(row: AnyRequirement) -> str:
    """`5级`, the grade(s) of an indicator, empty for MLPS."""
    if isinstance(row, LevelRequirement):
        return f"{row.level}级"
    if isinstance(row, Indicator):
        if row.tiers:
            return f"{row.tiers[0].grade}起分档"
        return row.grade or ""
    return ""


def path_of(catalog: Catalog, row: AnyRequirement) -> tuple[str, str]:
    """The two headings above a requirement: (role, item), (section, subsection), (domain, control)."""
    if isinstance(row, LevelRequirement):
        assert isinstance(catalog, LevelsCatalog)  # noqa: S101
        item = catalog.item_by_code[row.item]
        return item.group, f"{item.item} {item.name}"
    if isinstance(row, AssessmentUnit):
        return row.domain, row.control
    assert isinstance(catalog, PointsCatalog)  # noqa: S101
    titles = {section.section: section.title for section in catalog.sections}
    upper = ".".join(row.section.split(".")[:2])
    return f"{upper} {titles[upper]}", f"{row.section} {titles[row.section]}"
