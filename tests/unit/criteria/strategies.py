"""Hypothesis strategies: small catalogs of every shape, and facts for them or for the shipped catalogs."""

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from criteria.grading.facts import ComplianceFacts, LevelsFacts, Measures, PointsFacts, ReachedTier
from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind, Verdict
from tests.unit.criteria.builders import (
    GRADES,
    BarSpec,
    RowSpec,
    compliance_catalog,
    levels_catalog,
    points_catalog,
    tiers,
)

KINDS = ("basic", "optional", "unconfirmed", "unconfirmed")
LEVELS = (1, 2, 3, 4)
AT_THRESHOLDS = [Decimal(n) / 100 for n in (0, 1, 49, 50, 51, 79, 80, 81, 100)]

# Most verdicts are good ones, otherwise hardly any example would reach a level.
verdicts = st.sampled_from([Verdict.MET] * 6 + [Verdict.NOT_APPLICABLE] + list(Verdict))
shares: SearchStrategy[Decimal] = st.one_of(
    st.sampled_from([*AT_THRESHOLDS, Decimal(1), Decimal(1)]),
    st.integers(0, 100).map(lambda n: Decimal(n) / 100),
)


@st.composite
def levels_catalogs(
    draw: DrawFn, kinds: tuple[str, ...] = KINDS, published: bool = True, most_levels: int = 4
) -> LevelsCatalog:
    """Up to five items at up to four levels, some rows missing or without clauses."""
    highest = draw(st.integers(1, most_levels))
    items = {
        f"{number:02d}": {level: draw(_rows(kinds)) for level in range(1, highest + 1) if draw(st.integers(0, 5))}
        for number in range(1, draw(st.integers(1, 5)) + 1)
    }
    bars = [draw(_bars(level, [rows[level].kind for rows in items.values() if level in rows], published))
            for level in range(1, highest + 1)]  # fmt: skip
    coverage = {code: draw(st.sampled_from(["ratio", "ratio", "applied", "function"])) for code in items}
    return levels_catalog(items, bars, coverage)


def _rows(kinds: tuple[str, ...]) -> SearchStrategy[RowSpec]:
    return st.builds(RowSpec, st.sampled_from(kinds), st.sampled_from([0, 1, 1, 2]), st.booleans())


@st.composite
def _bars(draw: DrawFn, level: int, kinds: list[str], published: bool) -> BarSpec:
    if not published:
        return BarSpec(None, None, None)
    hidden = st.integers(0, kinds.count("unconfirmed"))
    if kinds.count("unconfirmed") > 1:
        hidden = st.one_of(st.integers(1, kinds.count("unconfirmed") - 1), hidden)
    basic = kinds.count("basic") + draw(hidden)
    optional_min = draw(st.integers(0, len(kinds) - basic))
    quarters = draw(st.one_of(st.integers(0, 4 * level), st.integers(0, 4 * level * len(kinds))))
    return BarSpec(basic, optional_min, Decimal(quarters) / 4)


@st.composite
def levels_facts(draw: DrawFn, catalog: LevelsCatalog) -> LevelsFacts:
    """A verdict for every clause (in half of the examples only few bad ones); measures per level, per item or not."""
    clauses = [clause.id for row in catalog.requirements if row.level for clause in row.clauses]
    given = dict.fromkeys(clauses, Verdict.MET)
    deviating = clauses if draw(st.booleans()) or not clauses else draw(st.lists(st.sampled_from(clauses), max_size=2))
    given |= {clause: draw(verdicts) for clause in deviating}
    return LevelsFacts(given, draw(measures(catalog)), draw(measures(catalog)))


@st.composite
def costly_cases(draw: DrawFn, kinds: tuple[str, ...] = KINDS) -> tuple[LevelsCatalog, LevelsFacts]:
    """Nearly every item passes every level, but many are worth more at a lower one: declarations cost points.

    Evenly random from a drawn seed: Hypothesis alone prefers equal values, and then nothing costs anything.
    """
    even = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - examples, not secrets
    codes = [f"{number:02d}" for number in range(1, even.randint(3, 5) + 1)]
    items = {code: {level: RowSpec(even.choice(kinds)) for level in LEVELS} for code in codes}
    catalog = levels_catalog(items, [_even_bar(even, level, items) for level in LEVELS])
    met = dict.fromkeys((row.clauses[0].id for row in catalog.requirements), Verdict.MET)
    rows: list[tuple[str, int | None]] = [(code, level) for code in codes for level in LEVELS]
    coverage = {row: Decimal(even.choice([80, 90, 100])) / 100 for row in rows}
    quality = {row: Decimal(even.choice([50, 60, 100])) / 100 for row in rows}
    if draw(st.booleans()):
        coverage[draw(st.sampled_from(rows))] = draw(shares)
    return catalog, LevelsFacts(met, Measures(Decimal(1), coverage), Measures(Decimal(1), quality))


def _even_bar(even: Random, level: int, items: dict[str, dict[int, RowSpec]]) -> BarSpec:
    kinds = [rows[level].kind for rows in items.values()]
    basic = kinds.count("basic") + even.randint(0, kinds.count("unconfirmed"))
    optional_min = even.randint(0, len(kinds) - basic)
    return BarSpec(basic, optional_min, Decimal(even.randint(0, 3 * level * len(kinds))) / 4)


@st.composite
def levels_cases(draw: DrawFn, kinds: tuple[str, ...] = KINDS) -> tuple[LevelsCatalog, LevelsFacts]:
    """A small catalog with published counts and facts for it."""
    if draw(st.booleans()):
        case: tuple[LevelsCatalog, LevelsFacts] = draw(costly_cases(kinds))
        return case
    catalog = draw(levels_catalogs(kinds))
    return catalog, draw(levels_facts(catalog))


@st.composite
def measures(draw: DrawFn, catalog: LevelsCatalog) -> Measures:
    rows = [(row.item, row.level) for row in catalog.requirements if row.level]
    items: list[tuple[str, int | None]] = [(item.item, None) for item in catalog.items]
    keys = [key for key in [*rows, *items] if not draw(st.integers(0, 2))]
    missing = draw(st.sampled_from([Decimal(1), Decimal(1), Decimal(0)]))
    return Measures(missing, {key: draw(shares) for key in keys})


@st.composite
def hospital_facts(draw: DrawFn, catalog: LevelsCatalog) -> LevelsFacts:
    """Facts for a shipped catalog: a hospital that is about as good everywhere, with a few exceptions."""
    usual = draw(st.integers(1, max(catalog.level_by_number)))
    reached = {item.item: usual for item in catalog.items}
    some_items = st.lists(st.sampled_from(sorted(reached)), max_size=4)
    reached |= {item: usual + draw(st.sampled_from([-1, 1, 2])) for item in draw(some_items)}
    given = {
        clause.id: Verdict.MET if row.level <= reached[row.item] else Verdict.UNMET
        for row in catalog.requirements
        for clause in row.clauses
    }
    for clause in draw(st.lists(st.sampled_from(sorted(given)), max_size=2)):
        given[clause] = draw(verdicts)
    keys = st.tuples(st.sampled_from(sorted(reached)), st.sampled_from([None, usual, max(usual - 1, 1)]))
    exceptions = st.dictionaries(keys, shares, max_size=4)
    coverage = Measures(draw(st.sampled_from([Decimal(n) / 100 for n in (50, 80, 81, 100)])), draw(exceptions))
    quality = Measures(draw(st.sampled_from([Decimal(n) / 100 for n in (49, 50, 90, 100, 100)])), draw(exceptions))
    return LevelsFacts(given, coverage, quality)


@st.composite
def settled_kinds(draw: DrawFn, catalog: LevelsCatalog) -> dict[str, Kind]:
    """Kinds for all unconfirmed rows that agree with the published number of basic items per level."""
    kinds: dict[str, Kind] = {}
    for number, level in catalog.level_by_number.items():
        rows = [row for row in catalog.requirements if row.level == number]
        unconfirmed = [row.code for row in rows if row.kind is Kind.UNCONFIRMED]
        hidden = (level.basic_items or 0) - sum(row.kind is Kind.BASIC for row in rows)
        shuffled = draw(st.permutations(unconfirmed))
        kinds |= {code: Kind.BASIC if place < hidden else Kind.OPTIONAL for place, code in enumerate(shuffled)}
    return kinds


@st.composite
def points_catalogs(draw: DrawFn) -> PointsCatalog:
    return points_catalog([draw(_indicators()) for _ in range(draw(st.integers(1, 6)))])


@st.composite
def _indicators(draw: DrawFn) -> dict[str, Any]:
    if not draw(st.integers(0, 5)):
        return {"measured": False, "points": Decimal(0), "grade": draw(st.sampled_from([*GRADES, None]))}
    flags = {name: not draw(st.integers(0, 3)) for name in ("elective", "na_scores")}
    if draw(st.booleans()):
        return flags | draw(_tiers())
    return flags | {"grade": draw(st.sampled_from([*GRADES, None])), "points": Decimal(draw(st.integers(0, 300))) / 100}


@st.composite
def _tiers(draw: DrawFn) -> dict[str, Any]:
    chosen = sorted(draw(st.sets(st.integers(0, len(GRADES) - 1), min_size=1)))
    worth = sorted(draw(st.integers(0, 300)) for _ in chosen)
    steps = tiers(*[(GRADES[grade], str(Decimal(w) / 100)) for grade, w in zip(chosen, worth, strict=True)])
    beyond_top = Decimal(draw(st.sampled_from([0, 0, 14]))) / 100
    return steps | {"points": steps["points"] + beyond_top}


@st.composite
def points_facts(draw: DrawFn, catalog: PointsCatalog) -> PointsFacts:
    """A usual finding, and a few indicators that deviate from it; a tier only where the indicator has some."""
    usual = draw(st.sampled_from([Verdict.MET, Verdict.MET, Verdict.UNMET]))
    findings: dict[str, Verdict | ReachedTier] = dict.fromkeys((row.code for row in catalog.requirements), usual)
    reached = st.sampled_from([None, *[grade.grade for grade in catalog.grades]]).map(ReachedTier)
    for row in draw(st.lists(st.sampled_from(catalog.requirements), max_size=8)):
        findings[row.code] = draw(st.one_of(verdicts, reached) if row.tiers else verdicts)
    usual_tier = draw(st.none() | reached)
    if usual_tier is not None:
        findings |= {row.code: usual_tier for row in catalog.requirements if row.tiers and findings[row.code] is usual}
    return PointsFacts(findings)


@st.composite
def compliance_cases(
    draw: DrawFn, catalog: ComplianceCatalog | None = None
) -> tuple[ComplianceCatalog, ComplianceFacts]:
    """A catalog (small unless given), verdicts and hazards."""
    catalog = catalog or compliance_catalog(draw(st.integers(1, 30)))
    given = {row.code: draw(verdicts) for row in catalog.requirements}
    return catalog, ComplianceFacts(given, draw(st.sampled_from([0, 0, 1, 2])))
