"""Whatever is entered: functional is at least claimed, and claimed is at least proven."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from criteria.grading.results import ComplianceResult, GradeResult
from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, measures, register
from evidence.documents import Link
from evidence.standing import Basis, level_rank
from evidence.store import create_store
from evidence.viewer import Viewer
from tests.unit.criteria import strategies
from tests.unit.evidence.house import Clock, House, links_of
from tests.unit.evidence.small_catalogs import compliance

EXAMPLES = settings(max_examples=25)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def new_house(data: Path) -> House:
    clock = Clock(datetime(2026, 3, 2, tzinfo=UTC))
    house = House(create_store(data / f"h{len(list(data.iterdir()))}", clock), Viewer("王主任"), clock)
    register.set_hospital(house.store, house.viewer, "人民医院")
    return house


@st.composite
def some_of(draw: st.DrawFn, links: Sequence[Link]) -> list[Link]:
    """Mostly nearly all of them."""
    left_out = (
        draw(st.sets(st.sampled_from(links), max_size=draw(st.sampled_from([0, 1, 2, len(links)])))) if links else ()
    )
    return [link for link in links if link not in left_out]


def enter_levels(house: House, catalog: LevelsCatalog, source: st.DataObject) -> None:
    facts = source.draw(strategies.levels_facts(catalog))
    judge(house, catalog, [judgement.VerdictDraft(clause, verdict) for clause, verdict in facts.verdicts.items()])
    drafts = [
        measures.MeasureDraft(item, kind, level, share=share)
        for kind, given in (("coverage", facts.coverage.given), ("data_quality", facts.data_quality.given))
        for (item, level), share in given.items()
    ]
    measures.record_measures(house.store, house.viewer, catalog, drafts)


def enter_points(house: House, catalog: PointsCatalog, source: st.DataObject) -> None:
    drafts = []
    for row in catalog.requirements:
        verdict = source.draw(strategies.verdicts)
        tier = source.draw(st.sampled_from([None, *[tier.grade for tier in row.tiers]]))
        drafts.append(judgement.VerdictDraft(row.clauses[0].id, verdict, tier=tier if verdict is Verdict.MET else None))
    judge(house, catalog, drafts)


def judge(house: House, catalog: Catalog, drafts: list[judgement.VerdictDraft]) -> None:
    judgement.record_verdicts(house.store, house.viewer, catalog, drafts)


def prove(house: House, catalog: Catalog, source: st.DataObject) -> None:
    house.prove(*source.draw(some_of(links_of(catalog))))


def in_order(house: House, catalog: Catalog) -> None:
    """The three results never rise, in rank or in score."""
    standing = house.standing(catalog)
    results = [standing.on(basis) for basis in Basis]
    ranks = [level_rank(result, catalog) for result in results]
    assert ranks == sorted(ranks, reverse=True)
    numbers = [number(result) for result in results]
    assert numbers == sorted(numbers, reverse=True)
    reached = [result.reached for result in results]
    assert reached == sorted(reached, reverse=True)


def number(result: GradeResult) -> object:
    return result.rate if isinstance(result, ComplianceResult) else result.score


@given(source=st.data())
@EXAMPLES
def test_levels(data: Path, source: st.DataObject) -> None:
    catalog = source.draw(strategies.levels_catalogs(most_levels=3, published=source.draw(st.booleans())))
    house = new_house(data)
    house.target(catalog, str(source.draw(st.sampled_from(sorted(catalog.level_by_number)))))
    enter_levels(house, catalog, source)
    prove(house, catalog, source)
    in_order(house, catalog)


@given(source=st.data())
@EXAMPLES
def test_points(data: Path, source: st.DataObject) -> None:
    catalog = source.draw(strategies.points_catalogs())
    house = new_house(data)
    house.target(catalog, source.draw(st.sampled_from(["一级", "二级", "三级"])))
    enter_points(house, catalog, source)
    prove(house, catalog, source)
    in_order(house, catalog)


@given(source=st.data())
@EXAMPLES
def test_compliance(data: Path, source: st.DataObject) -> None:
    catalog: ComplianceCatalog = compliance(source.draw(st.integers(1, 12)))
    house = new_house(data)
    entry = register.set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    house.target(catalog, source.draw(st.sampled_from(["基本符合", "符合"])), entry)
    clauses = [row.clauses[0].id for row in catalog.requirements]
    judge(house, catalog, [judgement.VerdictDraft(clause, source.draw(strategies.verdicts)) for clause in clauses])
    prove(house, catalog, source)
    in_order(house, catalog)
