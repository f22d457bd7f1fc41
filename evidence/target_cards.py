"""A card per target: level aimed at, the three standings on its scale, what is needed, and what blocks."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.grading.numbers import two_places
from criteria.grading.results import ComplianceResult, LevelsResult, PointsResult
from criteria.models import Catalog, ComplianceCatalog
from criteria.vocabulary import Kind
from evidence.naming import name_of
from evidence.overview import days_words, listed, percent, rate_short, target_rank
from evidence.register import target_levels
from evidence.situation import Situation
from evidence.standing import Basis, Standing, level_label, level_rank


@dataclass(frozen=True)
class Bar:
    """One standing on the scale of the target: shares of the scale, 0–1.

    `possible`: the place that depends on kinds still to be confirmed, with its own label, else empty.
    """

    basis: Basis
    share: float
    label: str
    possible: float
    possible_label: str


@dataclass(frozen=True)
class Fact:
    """One line of a card: claimed, proven, and what is needed."""

    name: str
    claimed: str
    proven: str
    needed: str


@dataclass(frozen=True)
class Card:
    """What the card of a target shows. `aim`: the target as a share of the scale; `blocks`: one sentence.

    `forecast`: how the proven standing differs at the review, empty where it does not.
    """

    standing: Standing
    aim: float
    bars: tuple[Bar, ...]
    facts: tuple[Fact, ...]
    days: str
    blocks: str
    forecast: str


def card(situation: Situation, standing: Standing, forecast: str = "") -> Card:
    """What the card of a target shows; `forecast` as load_forecasts() tells it."""
    top = len(target_levels(standing.catalog))
    return Card(
        standing=standing,
        aim=target_rank(standing) / top,
        bars=tuple(_bar(standing, basis, top) for basis in Basis),
        facts=tuple(_facts(standing)),
        days=days_words(standing.target.days_left(situation.today)),
        blocks=_blocks(standing),
        forecast=f"到评审日{forecast}" if forecast else "",
    )


def _bar(standing: Standing, basis: Basis, top: int) -> Bar:
    result, label = standing.on(basis), level_label(standing.on(basis))
    share = level_rank(result, standing.catalog) / top
    if isinstance(result, LevelsResult) and result.possible_level > result.level:
        return Bar(basis, share, label, result.possible_level / top, f"可能 {result.possible_level}级")
    return Bar(basis, share, label, share, "")


def _facts(standing: Standing) -> Iterable[Fact]:
    claimed, proven = standing.claimed, standing.proven
    if isinstance(claimed, LevelsResult) and isinstance(proven, LevelsResult):
        yield from _levels_facts(claimed, proven)
    elif isinstance(claimed, PointsResult) and isinstance(proven, PointsResult):
        yield from _points_facts(claimed, proven)
    elif isinstance(claimed, ComplianceResult) and isinstance(proven, ComplianceResult):
        yield from _compliance_facts(standing.catalog, claimed, proven)


def _levels_facts(claimed: LevelsResult, proven: LevelsResult) -> Iterable[Fact]:
    check = claimed.at_target
    totals = (check.certain.total, proven.at_target.certain.total)
    if check.min_score is not None and totals[0] is not None and totals[1] is not None:
        yield Fact("总分", two_places(totals[0]), two_places(totals[1]), two_places(check.min_score))
    basic = "全部" if check.basic_needed is None else str(check.basic_needed)
    needed = check.certain.optional_needed
    for kind, name, need in (
        (Kind.BASIC, "基本项", basic),
        (Kind.OPTIONAL, "选择项", "—" if needed is None else str(needed)),
        (Kind.UNCONFIRMED, "待确认", "—"),
    ):
        if any(item.kind is kind for item in claimed.items):
            yield Fact(name, _passed(claimed, kind), _passed(proven, kind), need)


def _passed(result: LevelsResult, kind: Kind) -> str:
    of_kind = [item for item in result.items if item.kind is kind]
    return f"{sum(item.passes is True for item in of_kind)}/{len(of_kind)}"


def _points_facts(claimed: PointsResult, proven: PointsResult) -> Iterable[Fact]:
    yield Fact("得分", two_places(claimed.score), two_places(proven.score), f"满分{two_places(claimed.max_score)}")
    required = claimed.at_target.required
    short = [len(result.at_target.blocking) for result in (claimed, proven)]
    yield Fact("达标项", str(required - short[0]), str(required - short[1]), str(required))
    yield Fact("卡级项", str(short[0]), str(short[1]), "0")


def _compliance_facts(catalog: Catalog, claimed: ComplianceResult, proven: ComplianceResult) -> Iterable[Fact]:
    assert isinstance(catalog, ComplianceCatalog)  # noqa: S101 - a result belongs to its catalog's method
    highest = claimed.target == catalog.conclusions[-1]
    above = catalog.thresholds.conform_above if highest else catalog.thresholds.basic_above
    yield Fact("符合率", percent(claimed.rate), percent(proven.rate), f"＞{percent(above)}")
    yield Fact("符合", str(claimed.met), str(proven.met), f"共{claimed.applicable}")
    yield Fact("部分符合", str(claimed.partial), str(proven.partial), "—")
    yield Fact("不符合", str(claimed.unmet), str(proven.unmet), "—")
    yield Fact("未评估", str(claimed.unknown), str(proven.unknown), "—")
    yield Fact("重大隐患", str(claimed.hazards), str(proven.hazards), "0" if highest else "—")


def _blocks(standing: Standing) -> str:
    """One sentence on what holds the target back on the proven basis."""
    result = standing.proven
    if result.reached:
        return "有据已达到目标，没有卡级的内容。"
    if isinstance(result, LevelsResult):
        return _levels_blocks(result)
    if isinstance(result, PointsResult):
        names = {row.code: name_of(standing.catalog, row) for row in standing.catalog.requirements}
        return f"{listed((names[code] for code in result.at_target.blocking), '项指标')}有据未达标。"
    risks = f"，其中 {len(result.proposed_risks)} 项不符合属于高风险情形" if result.proposed_risks else ""
    return f"有据{rate_short(result)}{risks}。"


def _levels_blocks(result: LevelsResult) -> str:
    names, condition = {item.item: item.name for item in result.items}, result.at_target.certain
    parts = []
    if condition.missing:
        parts.append(f"{listed((names[code] for code in condition.missing), '个项目')}有据未通过")
    if condition.optional_short:
        parts.append(f"选择项差 {condition.optional_short} 个")
    if condition.score_gap:
        parts.append(f"总分差 {two_places(condition.score_gap)}")
    return "，".join(parts) + "。"
