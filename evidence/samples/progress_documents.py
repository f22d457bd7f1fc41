"""Which example documents there are: what each proves, when it comes in, and what becomes of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from criteria.models import AnyRequirement, Catalog, Evidence, LevelsCatalog
from criteria.vocabulary import CoverageKind
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link
from evidence.measures import MeasureDraft
from evidence.naming import name_of
from evidence.proofs import AgeLimits, age_limits
from evidence.records import System
from evidence.samples.progress_data import number, one_of, percent, texts, weighted
from evidence.samples.progress_measures import MeasurePlan
from evidence.samples.progress_verdicts import Duties, LevelsVerdicts, Provable, VerdictPlan
from evidence.situation import Duty

PICTURE, TEXT, TABLE = "picture", "text", "table"
_ACCEPTED = ("accepted", "expiring", "expired", "renewed")


@dataclass(frozen=True)
class DocumentPlan:
    """A document to come.

    `fate`: accepted, expiring, expired, pending, returned, or renewed (returned, then a new version accepted).
    `form`: picture, text or table for a real file, empty for a statement. `counted`: step → the figure of statistics.
    `repeats`: the later steps at which it is made anew, because the old one would get too old for what it proves.
    """

    key: str
    code: str
    name: str
    kind: str
    what: str
    links: tuple[Link, ...]
    system: System | None
    step: int
    fate: str
    form: str = ""
    counted: Mapping[int, MeasureDraft] = field(default_factory=dict)
    repeats: tuple[int, ...] = ()

    @property
    def accepted_at(self) -> int | None:
        """The step at which it is accepted, None for never."""
        if self.fate not in _ACCEPTED:
            return None
        return self.step + (self.fate == "renewed")

    @property
    def comes_in_at(self) -> frozenset[int]:
        """The steps at which a version is uploaded."""
        return self.accepted_in | {self.step}

    @property
    def accepted_in(self) -> frozenset[int]:
        """The steps at which a version is accepted."""
        return frozenset(() if self.accepted_at is None else (self.accepted_at, *self.repeats))


def plan_documents(
    slug: str, catalog: Catalog, verdicts: VerdictPlan, measures: MeasurePlan | None, duties: Duties
) -> list[DocumentPlan]:
    """The documents of one standard, without files yet."""
    groups: dict[str, list[Provable]] = {}
    for entry in verdicts.provable():
        groups.setdefault(entry.group, []).append(entry)
    found = [_of_group(slug, catalog, group, duties) for group in groups.values()]
    if isinstance(catalog, LevelsCatalog) and isinstance(verdicts, LevelsVerdicts) and measures:
        found += _statistics(slug, catalog, verdicts, measures, duties)
    limits = age_limits({catalog.id: catalog})
    return [replace(plan, repeats=_repeats(plan, limits)) for plan in found if plan.fate != "none"]


def _repeats(plan: DocumentPlan, limits: AgeLimits) -> tuple[int, ...]:
    """The latest steps at which nothing has run out yet, up to the last; what has expired stays so."""
    found = [limits.get((link.subject, link.catalog, link.ref), {}) for link in plan.links]
    days = min((ages[plan.kind] for ages in found if plan.kind in ages), default=None)
    if days is None or plan.accepted_at is None or plan.fate == "expired":
        return ()
    back, youngest = texts().steps, days - texts().documents.age_days[-1]
    steps: list[int] = []
    step = plan.accepted_at
    while back[step] > youngest:
        step = max(later for later in range(step + 1, len(back)) if back[step] - back[later] <= youngest)
        steps.append(step)
    return tuple(steps)


def _of_group(slug: str, catalog: Catalog, group: list[Provable], duties: Duties) -> DocumentPlan:
    rows = [entry.row for entry in group]
    key = (slug, catalog.id, group[0].group)
    words = texts().documents
    expected = _expected(rows, key)
    step = max(entry.step for entry in group)
    late = percent(*key, "delayed") < words.delayed
    states = words.states["solid" if all(entry.solid for entry in group) else "loose"]
    step, fate = _settle(weighted(states, *key, "state"), min(step + late, texts().last))
    return DocumentPlan(
        key="|".join(key),
        code=_span(rows),
        name=_name(catalog, rows),
        kind=expected.type,
        what=expected.what,
        links=tuple(Link(CLAUSE, clause, catalog.id) for entry in group for clause in entry.clauses),
        system=_first_system(duties[rows[0].clauses[0].id]),
        step=step,
        fate=fate,
    )


def _expected(rows: list[AnyRequirement], key: tuple[str, ...]) -> Evidence:
    entries = [entry for row in rows for entry in row.evidence]
    return one_of(entries, *key, "evidence") if entries else Evidence(type="policy", what=texts().documents.policy_what)


def _name(catalog: Catalog, rows: list[AnyRequirement]) -> str:
    names = list(dict.fromkeys(name_of(catalog, row) for row in rows))
    return names[0] if len(names) == 1 else texts().documents.several.format(name=names[0], count=len(rows))


def _span(rows: list[AnyRequirement]) -> str:
    return rows[0].code if len(rows) == 1 else f"{rows[0].code}～{rows[-1].code}"


def _first_system(duties: tuple[Duty, ...]) -> System | None:
    return duties[0].system if duties else None


def _settle(state: str, step: int) -> tuple[int, str]:
    """A state that is possible at the step: only an older document has expired, the newest waits for review."""
    last = texts().last
    if state == "expired" and step > last - 2:
        return step, "pending"
    if state == "pending":
        return max(step, last - 1), state
    if state == "renewed" and step == last:
        return step, "accepted"
    return step, state


def _statistics(
    slug: str, catalog: LevelsCatalog, verdicts: LevelsVerdicts, measures: MeasurePlan, duties: Duties
) -> Iterator[DocumentPlan]:
    """Statistics that prove coverage and data quality; only of items that need not pass are some not in order."""
    for item in catalog.items:
        first = measures.first_step(item.item)
        rows = catalog.rows_by_item[item.item]
        if first is None:
            continue
        subjects = [COVERAGE] if item.coverage.kind is not CoverageKind.FUNCTION else []
        subjects += [DATA_QUALITY] if any(row.data_quality for row in rows.values()) else []
        system = next((d.system for row in rows.values() for c in row.clauses for d in duties[c.id]), None)
        for subject in subjects:
            key = (slug, catalog.id, item.item, subject)
            state = weighted(texts().documents.statistics, *key) if verdicts.is_spare(item.item) else "accepted"
            step, fate = _settle(state, first + percent(*key, "late") % 2)
            figures = {n: measures.figure(item.item, subject, n) for n in range(step, texts().last + 1)}
            yield DocumentPlan(
                key="|".join(key),
                code=item.item,
                name=item.name,
                kind="data_query" if subject == COVERAGE else "data_quality",
                what=_statistics_what(catalog, item.item, subject),
                links=(Link(subject, item.item, catalog.id),),
                system=system,
                step=step,
                fate=fate,
                counted={n: figure for n, figure in figures.items() if figure is not None},
            )


def _statistics_what(catalog: LevelsCatalog, item: str, subject: str) -> str:
    words, coverage = texts().documents, catalog.item_by_code[item].coverage
    if subject == DATA_QUALITY:
        return words.quality_what
    if not coverage.numerator:
        return words.coverage_what_plain
    return words.coverage_what.format(numerator=coverage.numerator, denominator=coverage.denominator)


def with_files(plans: Iterable[DocumentPlan]) -> list[DocumentPlan]:
    """Gives a modest number of the documents of a hospital a real file."""
    words, result = texts().documents, list(plans)
    forms: Mapping[str, tuple[int, tuple[str, ...]]] = {
        PICTURE: (words.pictures, words.picture_kinds),
        TEXT: (words.texts, words.text_kinds),
        TABLE: (words.tables, ("data_query",)),
    }
    for form, (count, kinds) in forms.items():
        places = [
            place
            for place, plan in enumerate(result)
            if plan.kind in kinds and not plan.form and (form != TABLE or plan.counted)
        ]
        for place in sorted(places, key=lambda place: _file_order(result[place]))[:count]:
            result[place] = replace(result[place], form=form)
    return result


def _file_order(plan: DocumentPlan) -> tuple[bool, int]:
    """Documents of registered systems first."""
    return (plan.system is None, number(plan.key, "file"))
