"""厂商工作清单: what the vendor of a system has to build and to prove, by function, the most important first."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from criteria.feature_library import Claim, Feature, claims_of, feature_library
from criteria.models import Evidence
from criteria.vocabulary import vocabulary
from evidence.contracts.coverage import Cover
from evidence.documents import CLAUSE
from evidence.gap_view import Payer, by_importance, target_level
from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason
from evidence.naming import short_title
from evidence.other_standards import OtherClause, OtherStandards, standard_label
from evidence.records import System, Target
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.words import MEASURE_NAMES, REASON_NAMES, REASON_REMEDIES, WEIGHT_NAMES

OTHER = "其他要求"
NOTHING_TO_BUILD = "无需开发"
NO_DATE = "未定"
_TO_BUILD = (Reason.UNMET, Reason.PARTIAL)
_WEIGHTS = tuple(Weight)


@dataclass(frozen=True)
class TargetFacts:
    """A target that the list works toward. `days_left`: None without a review date."""

    target: Target
    name: str
    days_left: int | None
    gaps: int
    blocking: int


@dataclass(frozen=True)
class WorklistLine:
    """One gap. `part`: what of the clause the section's feature covers, empty for all of it;

    `together_with`: the other features that the clause then needs. `cover`: who pays, None where it is not said.
    """

    gap: Gap
    standard: str
    target: str
    evidence: tuple[str, ...]
    also_helps: tuple[OtherClause, ...]
    part: str
    together_with: tuple[str, ...]
    overdue: bool
    cover: Cover | None = None

    @property
    def payment(self) -> str:
        """免费：合同约定支持…; empty where it is not said."""
        return f"{self.cover.name}：{self.cover.reason}" if self.cover else ""

    @property
    def reason(self) -> str:
        """Why the clause is not proven."""
        return reason_of(self.gap)

    @property
    def remedy(self) -> str:
        """What closes the gap."""
        return REASON_REMEDIES[self.gap.reason]

    @property
    def weight(self) -> str:
        """卡级, 计数 or 加分."""
        return WEIGHT_NAMES[self.gap.weight]

    @property
    def due_on(self) -> date | None:
        """When the open task of the gap is due."""
        return self.gap.task.due_on if self.gap.task else None

    @property
    def due(self) -> str:
        """The due date in words, with a mark when it has passed."""
        return f"{self.due_on or NO_DATE}{'（已逾期）' if self.overdue else ''}"


@dataclass(frozen=True)
class WorklistSection:
    """What one feature (None: no feature of the library) has to fulfil, in the order of importance."""

    feature: Feature | None
    lines: tuple[WorklistLine, ...]

    @property
    def name(self) -> str:
        """The feature's name."""
        return self.feature.name if self.feature else OTHER

    @property
    def build(self) -> str:
        """What has to be built, or looked at first where nobody has judged it yet."""
        reasons = {line.gap.reason for line in self.lines}
        if not reasons.intersection((*_TO_BUILD, Reason.NOT_ASSESSED)):
            return NOTHING_TO_BUILD
        what = self.feature.description if self.feature else "按下列要求点逐条落实。"
        return what if reasons.intersection(_TO_BUILD) else f"尚未评估，请先核对是否已经具备：{what}"

    @property
    def proof(self) -> str:
        """What shows that the feature works; empty without a feature."""
        return self.feature.proof if self.feature else ""

    @property
    def evidence(self) -> tuple[str, ...]:
        """What the requirements ask to see, each once."""
        return tuple(dict.fromkeys(entry for line in self.lines for entry in line.evidence))

    @property
    def weights(self) -> Mapping[Weight, int]:
        """Gaps per weight, all weights named."""
        return _by_weight(self.lines)

    @property
    def due_on(self) -> date | None:
        """The earliest date on which a task of the section is due."""
        return min((line.due_on for line in self.lines if line.due_on), default=None)


@dataclass(frozen=True)
class Worklist:
    """The worklist of one system. `contract`: the title of the contract that covers the system, may be empty."""

    hospital: str
    example: bool
    system: System
    targets: tuple[TargetFacts, ...]
    sections: tuple[WorklistSection, ...]

    @property
    def vendor(self) -> str:
        """The vendor of the system, empty when none is registered."""
        return self.system.vendor

    @property
    def contract(self) -> str:
        """The contract that covers the system, empty when none is registered."""
        return self.system.contract

    @property
    def lines(self) -> tuple[WorklistLine, ...]:
        """All gaps, section by section."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def weights(self) -> Mapping[Weight, int]:
        """Gaps per weight, all weights named."""
        return _by_weight(self.lines)

    @property
    def reasons(self) -> Mapping[str, int]:
        """Gaps per reason in words, most first."""
        return dict(Counter(REASON_NAMES[line.gap.reason] for line in self.lines).most_common())


def worklist(
    situation: Situation,
    standings: Sequence[Standing],
    gaps_by_target: Mapping[int, Sequence[Gap]],
    system: System,
    payer: Payer | None = None,
) -> Worklist:
    """The worklist of a system for some targets; `gaps_by_target`: target id → its gaps, in catalog order.

    `payer`: tells who pays for a gap; without it nothing is said of that.
    """
    owed = {
        standing.target.id: [
            gap for gap in gaps_by_target[standing.target.id] if gap.system and gap.system.id == system.id
        ]
        for standing in standings
    }
    soonest = sorted(standings, key=lambda standing: standing.target.review_on or date.max)
    ordered = [gap for s in soonest for gap in by_importance(owed[s.target.id], s.catalog)]
    ordered.sort(key=lambda gap: _WEIGHTS.index(gap.weight))
    return Worklist(
        hospital=situation.hospital.name,
        example=any(_is_example(situation, gap) for gap in ordered),
        system=system,
        targets=tuple(_target_facts(situation, s.target, owed[s.target.id]) for s in soonest),
        sections=_sections(situation, system, ordered, payer),
    )


def _is_example(situation: Situation, gap: Gap) -> bool:
    given = situation.judgements.get((gap.catalog, gap.clause), {}).values()
    return gap.target.example or any(judgement.example for judgement in given)


def _target_facts(situation: Situation, target: Target, gaps: Sequence[Gap]) -> TargetFacts:
    return TargetFacts(
        target=target,
        name=target_name(situation, target),
        days_left=target.days_left(situation.today),
        gaps=len(gaps),
        blocking=sum(gap.blocks for gap in gaps),
    )


def target_name(situation: Situation, target: Target) -> str:
    """电子病历 5级; 等保三级 基本符合 · 定级对象 where a standard has several targets."""
    name = f"{short_title(situation.catalogs[target.catalog])} {target_level(target)}"
    protected = situation.object_by_id.get(target.object_id or 0)
    several = sum(other.catalog == target.catalog for other in situation.targets) > 1
    return f"{name} · {protected.name}" if protected and several else name


def reason_of(gap: Gap) -> str:
    """缺佐证材料; of a measure 缺佐证材料（有效应用统计）."""
    of_measure = gap.about != CLAUSE and gap.reason not in (Reason.COVERAGE_LOW, Reason.DATA_QUALITY_LOW)
    name = REASON_NAMES[gap.reason]
    return f"{name}（{MEASURE_NAMES[gap.about]}）" if of_measure else name


def _sections(
    situation: Situation, system: System, gaps: Iterable[Gap], payer: Payer | None
) -> tuple[WorklistSection, ...]:
    """Sections in the order of their first gap; what no feature claims comes last."""
    claims, others = _claims(system.kind), OtherStandards(situation)
    lines: dict[str, list[WorklistLine]] = {}
    features: dict[str, Feature] = {}
    for gap in gaps:
        found = claims.get((gap.catalog, gap.clause), [])
        key = found[0].feature.id if found else OTHER
        features |= {claim.feature.id: claim.feature for claim in found[:1]}
        line = _line(situation, gap, found, others)
        lines.setdefault(key, []).append(replace(line, cover=payer(gap)) if payer else line)
    ordered = sorted(lines, key=lambda key: key == OTHER)
    return tuple(WorklistSection(features.get(key), tuple(lines[key])) for key in ordered)


def _claims(kind: str) -> Mapping[tuple[str, str], list[Claim]]:
    """Clause → what the features of a kind claim of it: whole claims first, then in the library's order."""
    library = feature_library().get(kind)
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in sorted(claims_of(library) if library else [], key=lambda claim: claim.part is not None):
        found.setdefault((claim.catalog, claim.clause), []).append(claim)
    return found


def _line(situation: Situation, gap: Gap, claims: Sequence[Claim], others: OtherStandards) -> WorklistLine:
    first = claims[0] if claims else None
    part = first.part if first else None
    helped = [other for other in others.of(gap.catalog, gap.clause) if first and first.feature in other.features]
    return WorklistLine(
        gap=gap,
        standard=standard_label(situation.catalogs[gap.catalog], gap.requirement),
        target=target_name(situation, gap.target),
        evidence=tuple(evidence_text(entry) for entry in gap.requirement.evidence),
        also_helps=tuple(other for other in helped if other.asked),
        part=part or "",
        together_with=tuple(claim.feature.name for claim in claims[1:]) if part else (),
        overdue=gap.task is not None and gap.task.overdue(situation.today),
    )


def evidence_text(entry: Evidence) -> str:
    """系统截图：标本流转时间轴（90 天内）."""
    age = f"（{entry.max_age_days} 天内）" if entry.max_age_days else ""
    return f"{vocabulary().evidence_types.get(entry.type, entry.type)}：{entry.what}{age}"


def _by_weight(lines: Iterable[WorklistLine]) -> Mapping[Weight, int]:
    counted = Counter(line.gap.weight for line in lines)
    return {weight: counted[weight] for weight in Weight}
