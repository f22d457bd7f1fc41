"""What a catalog must satisfy beyond the shape of its fields: unique codes, known words, exact totals."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from criteria.evidence_ages import idle_rules
from criteria.models import Catalog, ComplianceCatalog, Indicator, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind, vocabulary


@dataclass(frozen=True)
class Finding:
    """`code`: requirement, item, section or head field; `reason`: one Chinese clause without a full stop."""

    code: str
    reason: str


def integrity_problems(catalog: Catalog) -> list[Finding]:
    """All violations, in the order of the file."""
    findings = [*_unique_codes(catalog), *_known_words(catalog), *_evidence_ages(catalog)]
    if isinstance(catalog, LevelsCatalog):
        findings += [*_level_rows(catalog), *_level_counts(catalog)]
    elif isinstance(catalog, PointsCatalog):
        findings += _points(catalog)
    else:
        findings += _compliance(catalog)
    return findings or list(_totals(catalog))


def _unique_codes(catalog: Catalog) -> Iterator[Finding]:
    codes = Counter(requirement.code for requirement in catalog.requirements)
    for code, times in codes.items():
        if times > 1:
            yield Finding(code, f"条款编码重复出现 {times} 次")
    if isinstance(catalog, LevelsCatalog):
        for code, times in Counter(item.item for item in catalog.items).items():
            if times > 1:
                yield Finding(code, f"评价项目编码重复出现 {times} 次")
    for requirement in catalog.requirements:
        for k, clause in enumerate(requirement.clauses, start=1):
            if clause.id != f"{requirement.code}#{k}":
                yield Finding(requirement.code, f"要求点编号“{clause.id}”有误，应为“{requirement.code}#{k}”")


def _known_words(catalog: Catalog) -> Iterator[Finding]:
    words = vocabulary()
    for requirement in catalog.requirements:
        for kind in requirement.systems:
            if kind not in words.system_kinds:
                yield Finding(requirement.code, f"系统类型“{kind}”未知")
        for evidence in requirement.evidence:
            if evidence.type not in words.evidence_types:
                yield Finding(requirement.code, f"佐证类型“{evidence.type}”未知")
    for mark in catalog.provenance:
        if mark.mark not in words.provenance_marks:
            yield Finding("provenance", f"来源标记“{mark.mark}”未知")


def _evidence_ages(catalog: Catalog) -> Iterator[Finding]:
    words, ages = vocabulary(), catalog.evidence_ages
    for place, rule in enumerate(ages.rules):
        for kind in rule.types:
            if kind not in words.evidence_types:
                yield Finding(f"evidence_ages.rules.{place}", f"佐证类型“{kind}”未知")
    for place in idle_rules(catalog):
        yield Finding(f"evidence_ages.rules.{place}", "没有一条佐证适用这条规则，请核对类型、词语和条款编码，或删除")
    for limit in (*ages.rules, *([ages.measures] if ages.measures else [])):
        if limit.mark not in words.provenance_marks:
            yield Finding("evidence_ages", f"来源标记“{limit.mark}”未知")
    if ages.measures and not isinstance(catalog, LevelsCatalog):
        yield Finding("evidence_ages.measures", "只有按级别评定的标准才有有效应用和数据质量")


def _level_rows(catalog: LevelsCatalog) -> Iterator[Finding]:
    items = {item.item for item in catalog.items}
    levels = {level.level for level in catalog.levels}
    numbers = sorted(level.level for level in catalog.levels if level.level > 0)
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield Finding("levels", "级别应从 1 起连续，每级一次")
    seen: set[tuple[str, int]] = set()
    for row in catalog.requirements:
        if row.item not in items:
            yield Finding(row.code, f"评价项目“{row.item}”未定义")
        if row.level not in levels:
            yield Finding(row.code, f"级别 {row.level} 未定义")
        if (row.item, row.level) in seen:
            yield Finding(row.code, f"项目 {row.item} 的 {row.level} 级出现两次")
        seen.add((row.item, row.level))


def _level_counts(catalog: LevelsCatalog) -> Iterator[Finding]:
    """The kinds of a level must be able to add up to its published counts."""
    for level in catalog.levels:
        if level.level == 0 or level.basic_items is None:
            continue
        kinds = Counter(row.kind for row in catalog.requirements if row.level == level.level)
        rows = kinds.total()
        published = level.basic_items + (level.optional_total or 0)
        if rows != published:
            yield Finding(f"levels {level.level}", f"本级条款 {rows} 条，与基本项加选择项 {published} 项不符")
        if not kinds[Kind.BASIC] <= level.basic_items <= kinds[Kind.BASIC] + kinds[Kind.UNCONFIRMED]:
            yield Finding(f"levels {level.level}", f"基本项数 {level.basic_items} 与条款标注不符")
        if level.optional_min is None or level.min_score is None:
            yield Finding(f"levels {level.level}", "给出基本项数时，须同时给出选择项最低数和最低总分")
        elif level.optional_min > (level.optional_total or 0):
            yield Finding(f"levels {level.level}", "选择项最低数大于选择项总数")


def _points(catalog: PointsCatalog) -> Iterator[Finding]:
    orders = sorted(grade.order for grade in catalog.grades)
    if not orders or orders != list(range(1, len(orders) + 1)) or len(catalog.order) != len(orders):
        yield Finding("grades", "等级次序应从 1 起连续，每个等级一次")
    yield from _sections(catalog)
    for row in catalog.requirements:
        if row.grade is not None and row.grade not in catalog.order:
            yield Finding(row.code, f"等级“{row.grade}”未定义")
        if row.tiers:
            yield from _tiers(catalog, row)


def _sections(catalog: PointsCatalog) -> Iterator[Finding]:
    sections = Counter(section.section for section in catalog.sections)
    for code, times in sections.items():
        if times > 1:
            yield Finding(code, f"章节编号重复出现 {times} 次")
    for section in catalog.sections:
        if section.parent and section.parent not in sections:
            yield Finding(section.section, f"上级章节“{section.parent}”未定义")
    for row in catalog.requirements:
        if row.section not in sections:
            yield Finding(row.code, f"章节“{row.section}”未定义")


def _tiers(catalog: PointsCatalog, row: Indicator) -> Iterator[Finding]:
    unknown = [tier.grade for tier in row.tiers if tier.grade not in catalog.order]
    if unknown:
        yield Finding(row.code, f"分档等级“{unknown[0]}”未定义")
        return
    orders = [catalog.order[tier.grade] for tier in row.tiers]
    points = [tier.points for tier in row.tiers]
    if orders != sorted(set(orders)) or points != sorted(points) or points[-1] > row.points:
        yield Finding(row.code, "分档应按等级由低到高排列，分值不得递减，也不得超过本项分值")
    if row.grade is not None:
        yield Finding(row.code, "分档计分的指标不应再写 grade")


def _compliance(catalog: ComplianceCatalog) -> Iterator[Finding]:
    counts = Counter(row.domain for row in catalog.requirements)
    for domain in catalog.domains:
        if counts.pop(domain.name, 0) != domain.count:
            yield Finding(domain.name, f"条款数与标明的 {domain.count} 条不符")
    for name in counts:
        yield Finding(name, "安全域未定义")
    codes = {row.code for row in catalog.requirements}
    for trigger in catalog.hazard_triggers:
        if trigger.code not in codes:
            yield Finding(trigger.code, "重大风险隐患触发项所指条款不存在")
    if len(catalog.conclusions) != 3 or catalog.default_target not in catalog.conclusions:
        yield Finding("conclusions", "结论应由差到好列出三种，default_target 应为其中之一")


def _totals(catalog: Catalog) -> Iterator[Finding]:
    """The totals of the head must be those of the content: a lost row is an error, not a smaller catalog."""
    for name in ("requirements", "clauses"):
        if name not in catalog.counts:
            yield Finding(f"counts.{name}", "缺少合计数，请写明以便核对")
    for name, stated in catalog.counts.items():
        actual = actual_counts(catalog).get(name)
        if actual is None:
            yield Finding(f"counts.{name}", "未知的合计项")
        elif actual != stated:
            yield Finding(f"counts.{name}", f"合计应为 {stated}，实有 {actual}")


def actual_counts(catalog: Catalog) -> dict[str, int]:
    """Totals counted from the content. Clauses of level 0 (the state before any system) do not count."""
    rows = catalog.requirements
    counts = {"requirements": len(rows)}
    if isinstance(catalog, LevelsCatalog):
        counts["clauses"] = sum(len(row.clauses) for row in catalog.requirements if row.level > 0)
        counts["items"] = len(catalog.items)
        counts["data_quality_checks"] = sum(len(row.data_quality_checks) for row in catalog.requirements)
        return counts
    counts["clauses"] = sum(len(row.clauses) for row in rows)
    if isinstance(catalog, PointsCatalog):
        counts["sections"] = len(catalog.sections)
        counts["tiered"] = sum(bool(row.tiers) for row in catalog.requirements)
        counts["measured"] = sum(row.measured for row in catalog.requirements)
    else:
        counts["platform"] = sum(row.scope == "platform" for row in catalog.requirements)
        counts["system"] = sum(row.scope == "system" for row in catalog.requirements)
    return counts
