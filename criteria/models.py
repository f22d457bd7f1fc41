"""Catalog models: one edition of one official standard, as data. Frozen; unknown keys are errors."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from criteria.vocabulary import CoverageKind, Kind, Method


class Frozen(BaseModel):
    """Base of all catalog models: immutable, no unknown keys, no silent conversion of types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=False)


def _exact(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _sequence(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


T = TypeVar("T")
Several = Annotated[tuple[T, ...], BeforeValidator(_sequence)]
Share = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0, le=1)]
Amount = Annotated[Decimal, BeforeValidator(_exact), Field(ge=0)]
Count = Annotated[int, Field(ge=0)]
KindField = Annotated[Kind | None, Field(strict=False)]


class Evidence(Frozen):
    """What typically proves a requirement. `max_age_days`: how old such a proof may be at most (null = no limit)."""

    type: str
    what: str
    max_age_days: Annotated[int, Field(gt=0)] | None = None


class Clause(Frozen):
    """要求点: one numbered part of a requirement, `05.01.6#2`."""

    id: str
    text: str


class Requirement(Frozen):
    """条款: what all methods share."""

    code: str
    clauses: tuple[Clause, ...]
    systems: Several[str]
    evidence: Several[Evidence]

    @model_validator(mode="before")
    @classmethod
    def _clauses_from_mapping(cls, data: Any) -> Any:
        """Files hold clauses as `id: text`; the ids must be code#1, code#2, … in order."""
        if not isinstance(data, dict) or "clauses" not in data:
            return data
        clauses = data["clauses"]
        if not isinstance(clauses, dict):
            raise ValueError("clauses 应为“要求点编号: 文字”的映射")
        expected = [f"{data.get('code')}#{k}" for k in range(1, len(clauses) + 1)]
        if list(clauses) != expected:
            wrong = next(c for c, e in zip(clauses, expected, strict=True) if c != e)
            raise ValueError(f"要求点编号“{wrong}”有误，应按“条款编码#序号”从 1 起连续编号")
        return data | {"clauses": tuple({"id": key, "text": text} for key, text in clauses.items())}


class DataQualityCheck(Frozen):
    """One check of EMR annex 4: aspect (一致性 …) and the fields compared."""

    aspect: str
    check: str


class LevelRequirement(Requirement):
    """An item at a level (levels method)."""

    item: str
    level: Annotated[int, Field(ge=0)]
    kind: KindField
    data_quality: Several[str]
    data_quality_checks: Several[DataQualityCheck] = ()

    @model_validator(mode="after")
    def _kind_from_level_one(self) -> "LevelRequirement":
        if self.level > 0 and self.kind is None:
            raise ValueError("1 级及以上须写明 kind（basic、optional 或 unconfirmed）")
        return self


class Coverage(Frozen):
    """How 有效应用 of an item is counted."""

    kind: Annotated[CoverageKind, Field(strict=False)]
    numerator: str
    denominator: str
    window: str


class Item(Frozen):
    """评价项目 of the levels method."""

    item: str
    no: int
    group: str
    name: str
    focus: str
    coverage: Coverage
    data_quality_basis: str


class Level(Frozen):
    """One overall level with its published counts (null = not published)."""

    level: Annotated[int, Field(ge=0)]
    name: str
    local: str
    overall: Several[str]
    basic_items: Count | None
    optional_min: Count | None
    optional_total: Count | None
    min_score: Amount | None


class LevelThresholds(Frozen):
    """Shares that an item must reach; `optional_share`: for catalogs without published counts."""

    basic_coverage: Share
    optional_coverage: Share
    data_quality: Share
    optional_share: Share | None
    source: str


class Tier(Frozen):
    """A step of a tiered indicator: cumulative points once `when` is fulfilled; `at_least`: the number in it."""

    grade: str
    points: Amount
    when: str
    at_least: int | None = None


class Indicator(Requirement):
    """An interoperability indicator (points method)."""

    section: str
    name: str
    points: Amount
    grade: str | None
    elective: bool
    na_scores: bool
    measured: bool
    rule: str
    tiers: Several[Tier]
    options: Several[str]
    note: str


class Section(Frozen):
    """A heading of the points method with its printed points (null = not printed)."""

    section: str
    title: str
    parent: str
    points: Amount | None
    standard: str


class Grade(Frozen):
    """A grade of the points method; `order` counts from 1, the lowest."""

    grade: str
    order: Annotated[int, Field(ge=1)]
    description: str


class HighRisk(Frozen):
    """Whether an unmet unit is a listed high-risk situation, and when."""

    applies: bool = Field(validation_alias=AliasChoices("is", "applies"), serialization_alias="is")
    when: str
    sure: bool


class AssessmentUnit(Requirement):
    """测评单元 of the compliance method. `clause` is the clause number of the standard (8.1.4.1 a))."""

    clause: str
    domain: str
    control: str
    objects: Several[str]
    scope: Literal["platform", "system"]
    high_risk: HighRisk
    maintenance_evidence: Several[str]


class Domain(Frozen):
    """A chapter of the compliance method with the number of its units."""

    name: str
    count: int
    code_prefix: str
    clause: str


class ComplianceThresholds(Frozen):
    """Compliance rates above which a conclusion is given (exclusive)."""

    conform_above: Share
    basic_above: Share
    source: str


class HazardTrigger(Frozen):
    """An item of the template's trigger table: an unmet unit is proposed as 重大风险隐患."""

    trigger: str
    code: str


class ReferenceScore(Frozen):
    """The 2021 report form's score, a reference figure only (`status` says why)."""

    title: str
    status: str
    focus: Share
    item_score: dict[str, Share]
    weight: Amount
    technical_domains: Several[str]
    management_domains: Several[str]


class Provenance(Frozen):
    """How certain a fact of the catalog is."""

    fact: str
    mark: str
    why: str = ""


class AgeLimit(Frozen):
    """How many days a proof counts after its effective date (null = no limit), and who says so."""

    days: Annotated[int, Field(gt=0)] | None
    mark: str
    source: str


class AgeRule(AgeLimit):
    """The maximum age of the evidence of some types that names one of the words, of requirements that begin so.

    Without `words` or `codes` every one fits.
    """

    types: Annotated[Several[str], Field(min_length=1)]
    words: Several[str] = ()
    codes: Several[str] = ()

    def fits(self, code: str, entry: Evidence) -> bool:
        """Whether the rule speaks of an evidence entry of a requirement."""
        return (
            entry.type in self.types
            and (not self.words or any(word in entry.what for word in self.words))
            and (not self.codes or code.startswith(self.codes))
        )


class EvidenceAges(Frozen):
    """The maximum ages of a catalog: for its evidence the first rule that fits, for 有效应用 and 数据质量 one."""

    rules: Several[AgeRule] = ()
    measures: AgeLimit | None = None


class OfficialWording(Frozen):
    """What a hospital's own official documents have put in place of a catalog's own facts (`criteria/overlay.py`).

    `sources`: clause id → the document whose wording it has; `numbers`: requirement code → its number in the annex;
    `kinds`: codes whose kind a document shows; `digest`: names all of this.
    """

    digest: str
    sources: dict[str, str]
    numbers: dict[str, str]
    kinds: Several[str]


class CatalogBase(Frozen):
    """标准目录: what all methods share. `counts` are the totals that loading verifies.

    `official`: what a hospital has laid over it; never in a file.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,40}$")]
    title: str
    short_title: str = ""
    doc_no: str | None
    issuer: str
    issued: str
    edition: str
    effective_from: str
    effective_to: str | None
    counts: dict[str, int]
    provenance: Several[Provenance]
    notes: Several[str]
    reference: dict[str, Any]
    evidence_ages: EvidenceAges = EvidenceAges()
    official: OfficialWording | None = None


class LevelsCatalog(CatalogBase):
    """EMR, smart service, smart management."""

    method: Literal["levels"]
    thresholds: LevelThresholds
    levels: Several[Level]
    items: Several[Item]
    requirements: Several[LevelRequirement]

    @cached_property
    def item_by_code(self) -> Mapping[str, Item]:
        """Item code → item."""
        return {item.item: item for item in self.items}

    @cached_property
    def rows_by_item(self) -> Mapping[str, Mapping[int, LevelRequirement]]:
        """Item code → level ≥ 1 → requirement, levels ascending."""
        rows: dict[str, dict[int, LevelRequirement]] = {item.item: {} for item in self.items}
        for row in sorted(self.requirements, key=lambda r: r.level):
            if row.level > 0:
                rows[row.item][row.level] = row
        return rows

    @cached_property
    def level_by_number(self) -> Mapping[int, Level]:
        """Level number → level, from 1 up."""
        return {level.level: level for level in self.levels if level.level > 0}


class PointsCatalog(CatalogBase):
    """Interoperability maturity."""

    method: Literal["points"]
    grades: Several[Grade]
    sections: Several[Section]
    requirements: Several[Indicator]

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Grade name → order."""
        return {grade.grade: grade.order for grade in self.grades}


class ComplianceCatalog(CatalogBase):
    """Classified protection. `conclusions` from worst to best."""

    method: Literal["compliance"]
    thresholds: ComplianceThresholds
    conclusions: Several[str]
    default_target: str
    domains: Several[Domain]
    hazard_triggers: Several[HazardTrigger]
    reference_score: ReferenceScore | None
    requirements: Several[AssessmentUnit]

    @cached_property
    def trigger_by_code(self) -> Mapping[str, str]:
        """Unit code → trigger number."""
        return {trigger.code: trigger.trigger for trigger in self.hazard_triggers}


Catalog: TypeAlias = LevelsCatalog | PointsCatalog | ComplianceCatalog
AnyRequirement: TypeAlias = LevelRequirement | Indicator | AssessmentUnit


def is_tiered(row: AnyRequirement) -> bool:
    """Whether the tier reached is judged instead of met or not, once for the whole hospital."""
    return isinstance(row, Indicator) and bool(row.tiers)


MODELS: Mapping[Method, type[LevelsCatalog] | type[PointsCatalog] | type[ComplianceCatalog]] = {
    Method.LEVELS: LevelsCatalog,
    Method.POINTS: PointsCatalog,
    Method.COMPLIANCE: ComplianceCatalog,
}
