"""自评表: the hospital's own assessment in the columns of the official annex, one layout per method."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from criteria.grading.numbers import two_places
from criteria.grading.results import ComplianceResult, IndicatorResult, ItemResult, LevelsResult, PointsResult
from criteria.models import AssessmentUnit, Indicator, LevelRequirement, LevelsCatalog
from criteria.vocabulary import VERDICT_WORDS
from evidence.binder.binding import numbers_by_requirement
from evidence.binder.content import Binder, BinderItem, BoundRequirement
from evidence.binder.fixed_office import fixed_workbook
from evidence.binder.words import conclusion_of, counts_of, facts_of, rules_of, wording
from evidence.excel import to_excel
from evidence.overview import percent
from evidence.printable import printable
from evidence.words import KIND_NAMES

_Row = dict[str, Any]


def self_assessment(binder: Binder) -> bytes:
    """自评表.xlsx: the assessment, for the levels method a second sheet with the items, and what the table is."""
    result = binder.standing.claimed
    if isinstance(result, LevelsResult):
        sheets = {"自评表": _levels(binder), "项目得分": _items(result)}
    elif isinstance(result, PointsResult):
        sheets = {"自评表": _points(binder, result)}
    else:
        sheets = {"自评表": _units(binder), "符合率": _rates(result)}
    sheets["说明"] = pd.DataFrame(
        [
            *({"名称": name, "内容": text} for name, text in facts_of(binder)),
            {"名称": "当前水平", "内容": conclusion_of(binder)},
            {"名称": "材料", "内容": counts_of(binder)},
            *({"名称": "说明", "内容": rule} for rule in rules_of(binder.cover)),
            {"名称": "密级", "内容": wording()["confidential"]},
        ]
    )
    return fixed_workbook(to_excel({name: _printable(table) for name, table in sheets.items()}), binder.cover.made_on)


def _printable(table: pd.DataFrame) -> pd.DataFrame:
    return table.map(lambda value: printable(value) if isinstance(value, str) else value)


def _rows(binder: Binder) -> Iterable[tuple[BinderItem, BoundRequirement]]:
    return ((item, requirement) for item in binder.items for requirement in item.requirements)


def _shared(requirement: BoundRequirement, numbers: Mapping[str, tuple[str, ...]]) -> _Row:
    """What every layout ends with: own verdict, own statement, responsible systems, documents."""
    words = [f"（{clause.view.number}）{clause.own_words}" for clause in requirement.clauses if clause.own_words]
    systems = [system.name for system in requirement.view.systems]
    return {
        "自评": VERDICT_WORDS[requirement.view.entry.verdict],
        "自评说明": "\n".join(words),
        "责任系统": "、".join(systems),
        "佐证材料编号": "、".join(numbers[requirement.view.code]),
    }


def _clauses(requirement: BoundRequirement) -> str:
    """（1）…（2）… with the verdict of each where there are several."""
    clauses = requirement.clauses
    if len(clauses) == 1:
        return clauses[0].view.text
    return "\n".join(
        f"（{clause.view.number}）{clause.view.text}［{VERDICT_WORDS[clause.view.verdict]}］" for clause in clauses
    )


def _levels(binder: Binder) -> pd.DataFrame:
    """项目代码, 工作角色, 业务项目, 级别, 类别, 要求 … as in the annex; one row per requirement."""
    catalog, numbers = binder.standing.catalog, numbers_by_requirement(binder)
    assert isinstance(catalog, LevelsCatalog)  # noqa: S101 - a result belongs to its catalog's method
    rows = []
    for item, requirement in _rows(binder):
        row, found = requirement.view.requirement, requirement.statistics
        assert isinstance(row, LevelRequirement)  # noqa: S101
        rows.append(
            {
                "项目代码": row.code,
                "工作角色": item.heading,
                "业务项目": catalog.item_by_code[row.item].name,
                "级别": row.level,
                "类别": KIND_NAMES[row.kind] if row.kind else "",
                "主要评价内容": _clauses(requirement),
                "有效应用": _figure(found.coverage.value) if found else "",
                "数据质量指数": ("不要求" if not found.quality.asked else _figure(found.quality.value))
                if found
                else "",
                "单项得分": _value(binder, row),
                **_shared(requirement, numbers),
            }
        )
    return pd.DataFrame(rows)


def _figure(value: Decimal | None) -> Decimal | str:
    return "未统计" if value is None else value


def _value(binder: Binder, row: LevelRequirement) -> Decimal | str:
    """Level × coverage × data quality where the level is attained."""
    result = binder.standing.claimed
    assert isinstance(result, LevelsResult)  # noqa: S101
    item = next(item for item in result.items if item.item == row.item)
    level = next((level for level in item.levels if level.level == row.level), None)
    return level.value if level and level.attained else "未达到"


def _items(result: LevelsResult) -> pd.DataFrame:
    rows: list[_Row] = [_item_row(item) for item in result.items]
    rows.append({"业务项目": "合计", "得分": result.score})
    return pd.DataFrame(rows)


def _item_row(item: ItemResult) -> _Row:
    return {
        "序号": item.item,
        "工作角色": item.group,
        "业务项目": item.name,
        "类别": KIND_NAMES[item.kind] if item.kind else "",
        "功能级别": item.function_level,
        "申报级别": item.declared_level,
        "有效应用": "" if item.coverage is None else item.coverage,
        "数据质量指数": "" if item.data_quality is None else item.data_quality,
        "得分": item.score,
        "达到目标": {True: "是", False: "否", None: "不要求"}[item.passes],
    }


def _points(binder: Binder, result: PointsResult) -> pd.DataFrame:
    """指标编号, 名称, 等级, 分值 …; one row per indicator, and the sum."""
    numbers, found = numbers_by_requirement(binder), {entry.code: entry for entry in result.indicators}
    rows: list[_Row] = []
    for item, requirement in _rows(binder):
        row = requirement.view.requirement
        assert isinstance(row, Indicator)  # noqa: S101
        entry = found.get(row.code)
        rows.append(
            {
                "指标编号": row.code,
                "部分": item.heading,
                "章节": item.title,
                "指标名称": row.name,
                "等级要求": row.grade or "、".join(tier.grade for tier in row.tiers),
                "选测": "是" if row.elective else "",
                "指标要求": requirement.clauses[0].view.text if requirement.clauses else "",
                "评分规则": row.rule,
                "分值": row.points,
                "达到档次": (entry.tier or "") if entry else "",
                "自评得分": _points_got(entry),
                **_shared(requirement, numbers),
            }
        )
    own = sum((entry.points for entry in result.indicators if entry.code in numbers), Decimal(0))
    rows.append({"指标名称": "本表合计", "自评得分": own})
    total = f"全部指标合计（满分 {two_places(result.max_score)}）"
    rows.append({"指标名称": total, "自评得分": result.score})
    return pd.DataFrame(rows)


def _points_got(entry: IndicatorResult | None) -> Decimal | str:
    return "不计分" if entry is None else entry.points


def _units(binder: Binder) -> pd.DataFrame:
    """测评单元, 控制点, 判定, 证据 …; one row per unit."""
    numbers = numbers_by_requirement(binder)
    rows = []
    for _, requirement in _rows(binder):
        row = requirement.view.requirement
        assert isinstance(row, AssessmentUnit)  # noqa: S101
        rows.append(
            {
                "测评单元": row.code,
                "标准条款": row.clause,
                "安全类": row.domain,
                "控制点": row.control,
                "要求项": requirement.clauses[0].view.text,
                "测评对象": "、".join(row.objects),
                "高风险情形": row.high_risk.when if row.high_risk.applies else "",
                **_shared(requirement, numbers),
            }
        )
    return pd.DataFrame(rows)


def _rates(result: ComplianceResult) -> pd.DataFrame:
    rows: list[_Row] = [
        {
            "层面": domain.domain,
            "符合": domain.met,
            "部分符合": domain.partial,
            "不符合": domain.unmet,
            "未评估": domain.unknown,
            "不适用": domain.not_applicable,
        }
        for domain in result.domains
    ]
    rows.append({"层面": f"符合率 {percent(result.rate)}，结论 {result.conclusion}", "符合": result.met})
    return pd.DataFrame(rows)
