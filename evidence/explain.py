"""怎么算的: the official rule of a standing, worked through with this hospital's own numbers."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from criteria.grading.numbers import ZERO, two_places
from criteria.grading.results import ComplianceResult, ItemResult, LevelsResult, PointsResult, Shortfall
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind
from evidence.naming import name_of
from evidence.overview import percent
from evidence.standing import Basis, Standing
from evidence.words import KIND_NAMES

_SHORTFALLS: Mapping[Shortfall, str] = {"function": "功能", "coverage": "有效应用", "data_quality": "数据质量"}
_BASIS_RULES: Mapping[Basis, str] = {
    Basis.FUNCTIONAL: "功能：只看判定，有效应用和数据质量一律按 1 计。",
    Basis.CLAIMED: "自评：按判定和已录入的有效应用、数据质量计算，没有统计的按 0 计。",
    Basis.PROVEN: "有据：要求点有已采纳且有效的佐证材料才算符合，统计数据有已采纳且有效的统计材料才计入。",
}
_RECALLED = "2021版测评报告模板已由 2025 版取代，测评项权重全部按“一般”计。"


@dataclass(frozen=True)
class Table:
    """Figures in rows. `numeric`: the columns that are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Step:
    """One step of the calculation."""

    title: str
    lines: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True)
class Explanation:
    """The calculation of one standing on one basis, and where its rule is printed."""

    source: str
    steps: tuple[Step, ...]


def explain(standing: Standing, basis: Basis) -> Explanation:
    """The rule of the target's standard with the numbers of one basis."""
    catalog, result = standing.catalog, standing.on(basis)
    if isinstance(catalog, LevelsCatalog) and isinstance(result, LevelsResult):
        steps = _levels(catalog, result)
    elif isinstance(catalog, PointsCatalog) and isinstance(result, PointsResult):
        steps = _points(catalog, result)
    else:
        assert isinstance(catalog, ComplianceCatalog)  # noqa: S101 - a result belongs to its catalog's method
        assert isinstance(result, ComplianceResult)  # noqa: S101
        steps = _compliance(catalog, result)
    return Explanation(_source(catalog), (Step("按什么算", (_BASIS_RULES[basis],)), *steps))


def _source(catalog: Catalog) -> str:
    document = f"《{catalog.title}》{catalog.doc_no or catalog.edition + '年版'}，{catalog.issuer}"
    if isinstance(catalog, PointsCatalog):
        return document
    return f"{document}；评定办法：{catalog.thresholds.source}"


def _levels(catalog: LevelsCatalog, result: LevelsResult) -> Iterable[Step]:
    yield Step("结论", tuple(_level_conclusion(result)))
    yield _level_rule(catalog, result)
    for kind in Kind:
        items = [item for item in result.items if item.kind is kind]
        if items:
            yield Step(f"{KIND_NAMES[kind]}（{result.target} 级）", tuple(_kind_lines(catalog, result, kind, items)))
    if result.at_target.min_score is not None:
        yield Step("总分", tuple(_total_lines(result)))
    yield Step("各项目得分", (_ITEM_RULE,), _item_table(result))


_ITEM_RULE = (
    "每个项目取已达到的各级中得分最高的一级：单项得分 = 级别 × 有效应用 × 数据质量；"
    "为满足达标项目数，有的项目须按目标级别或以上申报，列在“申报级别”。"
)


def _level_rule(catalog: LevelsCatalog, result: LevelsResult) -> Step:
    thresholds, level = catalog.thresholds, catalog.level_by_number[result.target]
    basic = "全部基本项" if level.basic_items is None else f"{level.basic_items} 个基本项全部"
    optional = f"选择项至少 {level.optional_min} 个通过"
    if level.optional_min is None and thresholds.optional_share is not None:
        optional = f"选择项通过的原则上超过 {percent(thresholds.optional_share)}"
    lines = [
        f"达到 {result.target} 级须同时满足：",
        f"一、{basic}通过：功能达到 {result.target} 级，有效应用不低于 {two_places(thresholds.basic_coverage)}；",
        f"二、{optional}：功能达到 {result.target} 级，有效应用不低于 {two_places(thresholds.optional_coverage)}；",
    ]
    if level.min_score is not None:
        lines.append(f"三、总分不低于 {two_places(level.min_score)}。")
    if catalog.counts.get("data_quality_checks"):
        floor = two_places(thresholds.data_quality)
        lines.append(f"考察数据质量的项目，{result.target} 级及以前各级的指数均不低于 {floor}。")
    return Step("规则", tuple(lines))


def _kind_lines(catalog: LevelsCatalog, result: LevelsResult, kind: Kind, items: list[ItemResult]) -> Iterable[str]:
    check = result.at_target
    passing = [item for item in items if item.passes]
    failing = [item for item in items if not item.passes]
    if kind is Kind.UNCONFIRMED:
        yield f"所用标准文本没有写明这 {len(items)} 个项目是基本项还是选择项，按基本项的要求衡量。"
        if check.basic_needed is not None:
            hidden = max(check.basic_needed - check.basic_confirmed, 0)
            confirmed = f"已确认 {check.basic_confirmed} 个"
            yield f"本级共 {check.basic_needed} 个基本项，{confirmed}，因此其中 {hidden} 个是基本项，其余是选择项。"
    yield f"通过 {len(passing)}/{len(items)}：{_names(passing)}"
    if failing:
        yield f"未通过 {len(failing)}：{'、'.join(f'{item.item} {item.name}（{_lacks(item)}）' for item in failing)}"


def _names(items: list[ItemResult]) -> str:
    return "、".join(f"{item.item} {item.name}" for item in items) or "无"


def _lacks(item: ItemResult) -> str:
    return "、".join(_SHORTFALLS[code] for code in item.shortfalls) + "不足"


def _total_lines(result: LevelsResult) -> Iterable[str]:
    check = result.at_target
    yield f"各项目最高得分合计 {two_places(result.score)}（见下表）。"
    for name, condition in (("最不利", check.certain), ("最有利", check.possible)):
        if condition.total is not None and (condition is check.certain or condition.total != check.certain.total):
            loss = two_places(result.score - condition.total)
            as_kind = f"待确认项目按{name}的归类，" if check.unconfirmed else ""
            yield (
                f"{as_kind}为满足项目数按 {result.target} 级或以上申报少得 {loss}，"
                f"总分 {two_places(result.score)} − {loss} = {two_places(condition.total)}。"
            )
    gap = check.certain.score_gap or ZERO
    minimum = two_places(check.min_score or ZERO)
    yield f"{result.target} 级最低总分 {minimum}，{f'还差 {two_places(gap)}' if gap else '已够'}。"


def _level_conclusion(result: LevelsResult) -> Iterable[str]:
    condition = result.at_target.certain
    lacking = []
    if condition.basic_short:
        lacking.append(f"基本项（含待确认）差 {condition.basic_short} 个")
    if condition.optional_short:
        lacking.append(
            f"选择项 {condition.optional_passed}/{condition.optional_needed}，差 {condition.optional_short} 个"
        )
    if condition.score_gap:
        lacking.append(f"总分差 {two_places(condition.score_gap)}")
    yield f"{result.target} 级：{'，'.join(lacking) or '各项条件均已满足'}。"
    yield f"确定达到的最高级别：{f'{result.level} 级' if result.level else '未达 1 级'}。"
    if result.possible_level > result.level:
        yield f"待确认项目的归类最有利时，最高可达 {result.possible_level} 级。"


def _item_table(result: LevelsResult) -> Table:
    rows = tuple(
        (
            item.item,
            item.name,
            KIND_NAMES[item.kind] if item.kind else "—",
            f"{item.function_level} 级" if item.function_level else "未达 1 级",
            _product(item),
            two_places(item.score),
            f"{item.declared_level} 级" if item.declared_level else "—",
            "—" if item.passes is None else "通过" if item.passes else _lacks(item),
        )
        for item in result.items
    )
    total = ("", "合计", "", "", "", two_places(result.score), "", "")
    head = ("编号", "项目", "类别", "功能等级", "级别 × 有效应用 × 数据质量", "最高得分", "申报级别", "目标级别")
    return Table(head, (*rows, total), frozenset({5}))


def _product(item: ItemResult) -> str:
    """5 × 0.85 × 0.90 of the level with the highest value, else of the target's own row: why it is nothing."""
    attained = [level for level in item.levels if level.attained]
    if not attained:
        return "—"
    best = max(attained, key=lambda level: (level.value, level.level))
    return f"{best.level} × {two_places(best.coverage)} × {two_places(best.data_quality)}"


def _points(catalog: PointsCatalog, result: PointsResult) -> Iterable[Step]:
    lines = [
        "指标达标得满分；分档指标得所达档次的分；不适用的只有标准写明的才得分；部分符合按不达标计。",
        "一个等级：该等级及以下的必测指标全部达标，分档指标达到不高于该等级的最高一档；选测指标不作要求。",
    ]
    if any(fact.fact == "award" and fact.mark == "working_rule" for fact in catalog.provenance):
        lines.append("标准文本没有写明等级如何由指标得出，以上“全部达标”是工作假定，请以测评机构的解释为准。")
    yield Step("规则", tuple(lines))
    check = result.at_target
    names = {row.code: f"{row.code} {name_of(catalog, row)}" for row in catalog.requirements}
    passed = check.required - len(check.blocking)
    blocking = "、".join(names[code] for code in check.blocking) or "无"
    yield Step(
        f"{check.grade}的必测指标",
        (f"共 {check.required} 项，达标 {passed} 项，未达标 {len(check.blocking)} 项。", f"未达标：{blocking}"),
    )
    yield Step("各等级", (f"由低到高逐级达到，当前：{result.grade or '未达一级'}。",), _grade_table(result))
    yield Step(
        "得分", (f"合计 {two_places(result.score)}，满分 {two_places(result.max_score)}。",), _sections(catalog, result)
    )


def _grade_table(result: PointsResult) -> Table:
    rows = tuple(
        (g.grade, str(g.required), str(g.required - len(g.blocking)), str(len(g.blocking)), "是" if g.reached else "否")
        for g in result.grades
    )
    return Table(("等级", "必测指标", "达标", "未达标", "达到"), rows, frozenset({1, 2, 3}))


def _sections(catalog: PointsCatalog, result: PointsResult) -> Table:
    section_of = {row.code: ".".join(row.section.split(".")[:2]) for row in catalog.requirements}
    got: Counter[str] = Counter()
    most: Counter[str] = Counter()
    points: dict[str, Decimal] = {}
    full: dict[str, Decimal] = {}
    for entry in result.indicators:
        section = section_of[entry.code]
        points[section] = points.get(section, ZERO) + entry.points
        full[section] = full.get(section, ZERO) + entry.max_points
        got[section] += entry.points > 0
        most[section] += 1
    titles = {section.section: section.title for section in catalog.sections}
    rows = tuple(
        (
            f"{section} {titles[section]}",
            f"{got[section]}/{most[section]}",
            two_places(points[section]),
            two_places(full[section]),
        )
        for section in points
    )
    total = ("合计", f"{got.total()}/{most.total()}", two_places(result.score), two_places(result.max_score))
    return Table(("部分", "得分指标", "得分", "满分"), (*rows, total), frozenset({1, 2, 3}))


def _compliance(catalog: ComplianceCatalog, result: ComplianceResult) -> Iterable[Step]:
    conform, basic = percent(catalog.thresholds.conform_above), percent(catalog.thresholds.basic_above)
    worst, middle, best = catalog.conclusions
    yield Step(
        "规则",
        (
            "符合率 = 符合的测评项 ÷（全部测评项 − 不适用）；部分符合和未评估都不算符合。",
            f"符合率高于 {conform} 且没有重大风险隐患：{best}；"
            f"高于 {conform} 但有重大风险隐患，或高于 {basic}、不高于 {conform}：{middle}；其余：{worst}。",
            f"恰为 {conform} 或 {basic} 时文件没有写明归属，按较低的结论计。",
        ),
    )
    total = result.applicable + result.not_applicable
    yield Step("符合率", tuple(_rate_lines(result, total)), _domain_table(result))
    yield Step("重大风险隐患", tuple(_risk_lines(result)), _risk_table(catalog, result))
    if result.reference is not None:
        score = two_places(result.reference.score)
        lines = (f"{result.reference.title}：{score}。", f"{result.reference.status}。", _RECALLED)
        yield Step("参考：2021 版综合得分", lines)


def _rate_lines(result: ComplianceResult, total: int) -> Iterable[str]:
    yield (
        f"{result.met} ÷（{total} − {result.not_applicable}）= {result.met} ÷ {result.applicable} = "
        f"{percent(result.rate)}，结论：{result.conclusion}。"
    )
    if result.met_short:
        yield f"目标“{result.target}”还须再有 {result.met_short} 项符合。"
    if result.on_boundary:
        yield "符合率恰在分界上，按较低的结论计。"


def _domain_table(result: ComplianceResult) -> Table:
    rows = tuple(
        (d.domain, *(str(n) for n in (d.met, d.partial, d.unmet, d.unknown, d.not_applicable))) for d in result.domains
    )
    sums = (result.met, result.partial, result.unmet, result.unknown, result.not_applicable)
    head = ("层面", "符合", "部分符合", "不符合", "未评估", "不适用")
    return Table(head, (*rows, ("合计", *(str(n) for n in sums))), frozenset(range(1, 6)))


def _risk_lines(result: ComplianceResult) -> Iterable[str]:
    yield f"已登记未消除的重大风险隐患 {result.hazards} 项。"
    if result.proposed_risks:
        yield f"下列 {len(result.proposed_risks)} 项不符合属于高风险情形，仅为提示，是否认定由测评人员决定。"
    else:
        yield "没有不符合项落入高风险情形。"


def _risk_table(catalog: ComplianceCatalog, result: ComplianceResult) -> Table | None:
    if not result.proposed_risks:
        return None
    names = {row.code: name_of(catalog, row) for row in catalog.requirements}
    rows = tuple(
        (risk.code, names[risk.code], risk.when or "—", risk.trigger or "—", "已核对" if risk.sure else "待核对")
        for risk in result.proposed_risks
    )
    return Table(("测评单元", "控制点", "高风险情形", "触发项", "依据"), rows)
