"""What the overview says of a target: the answer in one sentence, the gaps that matter most, the trend."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, islice

from criteria.grading.numbers import ZERO, two_places
from criteria.grading.results import ComplianceResult, GradeResult, LevelsResult, PointsResult
from criteria.models import Catalog, ComplianceCatalog, PointsCatalog
from evidence.gap_view import by_importance
from evidence.gaps import Gap, Reason
from evidence.naming import short_title
from evidence.register import target_levels
from evidence.situation import Situation
from evidence.standing import Basis, Standing, TrendPoint, trend
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import BASIS_NAMES

NO_VENDOR, NO_SYSTEM = "未登记厂商", "无责任系统"
_NAMED = 3


@dataclass(frozen=True)
class Answer:
    """Where the target stands, in one sentence with numbers, and what has to be said beside it."""

    sentence: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TopGap:
    """A gap, and the texts of all clauses of its requirement that lack the same from the same system."""

    gap: Gap
    texts: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names it in an address: requirement, system, reason and task, as they are grouped."""
        return "~".join(str(part) for part in _group_of(self.gap))


@dataclass(frozen=True)
class VendorGaps:
    """How many gaps of each reason lie with a vendor."""

    vendor: str
    counts: Mapping[Reason, int]

    @property
    def total(self) -> int:
        """All gaps of the vendor."""
        return sum(self.counts.values())


def percent(share: Decimal) -> str:
    """A rate as shown: one decimal, half-up."""
    return f"{(share * 100).quantize(Decimal('0.1'), rounding=ROUND_HALF_UP)}%"


def level_words(level: str) -> str:
    """`5 级`; grades and conclusions as they are."""
    return f"{level} 级" if level.isdigit() else level


def days_words(days: int | None) -> str:
    """距评审 83 天."""
    if days is None:
        return "评审日期未定"
    return f"距评审 {days} 天" if days >= 0 else f"评审日期已过 {-days} 天"


def listed(names: Iterable[str], unit: str) -> str:
    """`甲、乙、丙等 7 个项目`: the first names and the number of all; just the names when they are few."""
    found = list(names)
    shown = "、".join(found[:_NAMED])
    return f"{shown}等 {len(found)} {unit}" if len(found) > _NAMED else shown


def answer(situation: Situation, standing: Standing) -> Answer:
    """The sentence that the overview begins with, and its notes."""
    days = days_words(standing.target.days_left(situation.today))
    head = f"{short_title(standing.catalog)} {level_words(standing.target.level)}"
    return Answer(f"{head}：{_progress(standing)}，{days}", tuple(_notes(standing)))


def _progress(standing: Standing) -> str:
    """What each basis lacks; bases that lack the same are told together, 功能 only where 自评 falls short."""
    states = {basis: _state(standing.on(basis)) for basis in Basis}
    if standing.claimed.reached or isinstance(standing.claimed, ComplianceResult):
        del states[Basis.FUNCTIONAL]
    told = []
    for state, bases in groupby(states, key=states.__getitem__):
        names = [BASIS_NAMES[basis] for basis in bases]
        told.append(f"{'、'.join(names)}{'均' if len(names) > 1 else ''}{state}")
    if isinstance(standing.claimed, ComplianceResult):
        told.append(f"重大风险隐患 {standing.claimed.hazards} 项")
    return "，".join(told)


def _state(result: GradeResult) -> str:
    """已达到, or 尚差 7 个项目."""
    if isinstance(result, ComplianceResult):
        return f"符合率 {percent(result.rate)} 已达到" if result.reached else rate_short(result)
    if result.reached:
        return "已达到"
    if isinstance(result, PointsResult):
        return f"还差 {len(result.at_target.blocking)} 项指标"
    condition = result.at_target.certain
    items = condition.basic_short + condition.optional_short
    return f"尚差 {items} 个项目" if items else f"尚差 {two_places(condition.score_gap or ZERO)} 分"


def rate_short(result: ComplianceResult) -> str:
    """符合率 42.9%（还差 37 项）: why the conclusion is below the target."""
    lacking = f"还差 {result.met_short} 项" if result.met_short else "有重大风险隐患未消除"
    return f"符合率 {percent(result.rate)}（{lacking}）"


def _notes(standing: Standing) -> Iterable[str]:
    claimed, proven = standing.claimed, standing.proven
    if isinstance(claimed, ComplianceResult):
        yield from _compliance_notes(claimed)
    if isinstance(claimed, LevelsResult) and isinstance(proven, LevelsResult):
        for name, result in ((BASIS_NAMES[Basis.CLAIMED], claimed), (BASIS_NAMES[Basis.PROVEN], proven)):
            if result.possible_level > result.level:
                yield f"{name}{_possible(result)}"
        if proven.at_target.unconfirmed and not proven.reached:
            yield _unconfirmed(proven)
        for name, result in ((BASIS_NAMES[Basis.CLAIMED], claimed), (BASIS_NAMES[Basis.PROVEN], proven)):
            if result.warnings:
                yield f"{name}{_warning(result)}"


def _possible(result: LevelsResult) -> str:
    """Why the certain and the possible level differ."""
    check = next(check for check in result.checks if check.level == result.possible_level)
    names = {item.item: item.name for item in result.items}
    separating = listed((names[code] for code in result.separating_items), "个项目")
    why = {
        "unconfirmed_items": f"{separating}（待确认）若是基本项，则还未通过",
        "optional_items": f"待确认项目归类不利时选择项还差 {check.certain.optional_short} 个",
        "score": f"待确认项目归类不利时总分还差 {two_places(check.certain.score_gap or ZERO)}",
    }
    certain = f"确定 {result.level} 级" if result.level else "尚不能确定达到 1 级"
    reasons = "；".join(why[code] for code in result.separation)
    return f"{certain}，最高可能 {result.possible_level} 级：{reasons}。"


def _unconfirmed(result: LevelsResult) -> str:
    """What the numbers assume, and what settles it."""
    return (
        f"{result.target} 级有 {result.at_target.unconfirmed} 个项目是基本项还是选择项待确认，"
        "以上一律按基本项计，是最多的差数。请对照官方文件“评价类别”一栏逐项确认。"
    )


def _warning(result: LevelsResult) -> str:
    """Levels below the standing that would not be reached on their own."""
    shown = [check for check in result.checks if check.level in result.warnings]
    parts = []
    for check in shown:
        lacking = []
        items = check.certain.basic_short + check.certain.optional_short
        if items:
            lacking.append(f"差 {items} 个项目")
        if check.certain.score_gap:
            lacking.append(f"差 {two_places(check.certain.score_gap)} 分")
        parts.append(f"{check.level} 级{'、'.join(lacking)}")
    return f"已达 {result.level} 级，但较低级别单独计算并未达到：{'；'.join(parts)}。结论不变，建议一并补齐。"


def _compliance_notes(result: ComplianceResult) -> Iterable[str]:
    if result.on_boundary:
        yield f"自评符合率恰为 {percent(result.rate)}，文件没有写明归属，按较低的结论计。"
    if result.proposed_risks:
        count = len(result.proposed_risks)
        yield f"自评有 {count} 项不符合属于高风险情形，是否构成重大风险隐患由测评人员认定。"
    if result.hazards:
        yield f"已登记重大风险隐患 {result.hazards} 项，未消除前不能得出“符合”结论。"


def scale(catalog: Catalog) -> list[str]:
    """The names of the places that `level_rank` counts, from 0 up."""
    levels = target_levels(catalog)
    if isinstance(catalog, ComplianceCatalog):
        return list(catalog.conclusions)
    nothing = "未达一级" if isinstance(catalog, PointsCatalog) else "未达1级"
    return [nothing, *(f"{level}级" if level.isdigit() else level for level in levels)]


def target_rank(standing: Standing) -> int:
    """The place of the target on its scale."""
    return target_levels(standing.catalog).index(standing.target.level) + 1


def top_gaps(standing: Standing, gaps: Iterable[Gap], count: int = 10) -> list[TopGap]:
    """What matters most: what blocks, then what counts, then points; low levels first, in catalog order.

    Clauses of one requirement that one system owes for one reason are one piece of work and come as one.
    """
    groups: dict[tuple[str, int, Reason, int], list[Gap]] = {}
    for gap in by_importance(gaps, standing.catalog):
        groups.setdefault(_group_of(gap), []).append(gap)
    return [TopGap(group[0], tuple(gap.text for gap in group)) for group in islice(groups.values(), count)]


def _group_of(gap: Gap) -> tuple[str, int, Reason, int]:
    return gap.requirement.code, gap.system.id if gap.system else 0, gap.reason, gap.task.id if gap.task else 0


def vendor_of(gap: Gap) -> str:
    """Who has to move: the vendor, 未登记厂商 of a system without one, 无责任系统 without a system."""
    return (gap.vendor or NO_VENDOR) if gap.system else NO_SYSTEM


def gaps_by_vendor(gaps: Iterable[Gap]) -> list[VendorGaps]:
    """Gaps per vendor and reason, the vendor with most gaps first."""
    counts: dict[str, Counter[Reason]] = {}
    for gap in gaps:
        counts.setdefault(vendor_of(gap), Counter())[gap.reason] += 1
    found = [VendorGaps(vendor, {r: n[r] for r in Reason if n[r]}) for vendor, n in counts.items()]
    return sorted(found, key=lambda entry: (-entry.total, entry.vendor))


def past_trend(store: Store, viewer: Viewer, situation: Situation, standing: Standing) -> list[TrendPoint]:
    """The remembered standings of the target up to the date of computation."""
    return [point for point in trend(store, viewer, standing.target.id) if point.on <= situation.today]
