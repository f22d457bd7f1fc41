"""How far documents back a clause or a measure: accepted, current, young enough, of the right kind."""

from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from evidence import documents, reviews
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY
from evidence.reviews import return_document
from evidence.situation import Proof
from tests.unit.evidence.house import TODAY, House, of_clause, of_measure
from tests.unit.evidence.small_catalogs import BASIC, CHECKED, bars, levels, one_item

REF = "01.01.1#1"
CATALOG = one_item(CHECKED, coverage="ratio")
DAY = timedelta(days=1)


def proof(
    house: House, catalog: LevelsCatalog = CATALOG, subject: str = CLAUSE, ref: str = REF, today: date = TODAY
) -> Proof:
    return house.situation(catalog, today=today).proof(subject, catalog.id, ref)


def test_no_document(house: House) -> None:
    assert proof(house) is Proof.NONE


def test_a_document_without_links_proves_nothing(house: House) -> None:
    house.prove()
    assert proof(house) is Proof.NONE


def test_pending_accepted_returned(house: House) -> None:
    document_id = house.prove(*of_clause(CATALOG, REF), accept=False)
    assert proof(house) is Proof.PENDING
    reviews.accept_document(house.store, house.viewer, document_id)
    assert proof(house) is Proof.CURRENT
    return_document(house.store, house.viewer, document_id, "看不清")
    assert proof(house) is Proof.RETURNED


def test_any_kind_of_document_may_prove_a_clause(house: House) -> None:
    house.prove(*of_clause(CATALOG, REF), kind="interview")
    assert proof(house) is Proof.CURRENT


def test_a_document_counts_to_the_end_of_its_last_day(house: House) -> None:
    house.prove(*of_clause(CATALOG, REF), expires=TODAY)
    assert proof(house) is Proof.CURRENT
    assert proof(house, today=TODAY + DAY) is Proof.EXPIRED


def test_a_document_counts_from_its_effective_date_on(house: House) -> None:
    house.prove(*of_clause(CATALOG, REF), effective=TODAY + DAY)
    assert proof(house) is Proof.PENDING
    assert proof(house, today=TODAY + DAY) is Proof.CURRENT


def test_a_superseded_document_proves_nothing(house: House) -> None:
    links = of_clause(CATALOG, REF)
    new = house.prove(supersedes=house.prove(*links))
    assert proof(house) is Proof.CURRENT
    documents.unlink_document(house.store, house.viewer, new, links[0])
    assert proof(house) is Proof.NONE


def test_the_old_version_proves_until_the_new_one_is_accepted(house: House) -> None:
    new = house.prove(supersedes=house.prove(*of_clause(CATALOG, REF)), accept=False)
    assert proof(house) is Proof.CURRENT
    return_document(house.store, house.viewer, new, "看不清")
    assert proof(house) is Proof.CURRENT


def test_a_link_to_another_clause_or_standard_proves_nothing_here(house: House) -> None:
    other = CATALOG.model_copy(update={"id": "other"})
    house.prove(*of_clause(other, REF), *of_clause(CATALOG, "01.01.1#2"), *of_measure(CATALOG, "01.01", COVERAGE))
    assert proof(house) is Proof.NONE


@pytest.mark.parametrize(
    ("states", "best"),
    [
        (["current", "pending", "returned", "expired"], Proof.CURRENT),
        (["pending", "returned", "expired"], Proof.PENDING),
        (["returned", "expired"], Proof.RETURNED),
        (["expired"], Proof.EXPIRED),
    ],
)
@pytest.mark.parametrize("kinds", [("report",) * 4, ("report", "log", "policy", "record")], ids=["alike", "mixed"])
def test_of_several_documents_the_best_counts(
    house: House, states: list[str], best: Proof, kinds: tuple[str, ...]
) -> None:
    for state, kind in zip(states, kinds, strict=False):
        expires = TODAY - DAY if state == "expired" else None
        accept = state in ("current", "expired")
        document_id = house.prove(*of_clause(CATALOG, REF), kind=kind, expires=expires, accept=accept)
        if state == "returned":
            return_document(house.store, house.viewer, document_id, "看不清")
    assert proof(house) is best


def limited(days: int, kind: str = "report") -> LevelsCatalog:
    """A standard that accepts such documents up to an age, screenshots of any age."""
    entries = [{"type": kind, "what": "检测报告", "max_age_days": days}, {"type": "screenshot", "what": "界面"}]
    return one_item(evidence=entries)


@pytest.mark.parametrize(("age", "expected"), [(0, Proof.CURRENT), (90, Proof.CURRENT), (91, Proof.EXPIRED)])
def test_a_document_may_be_too_old_for_the_standard(house: House, age: int, expected: Proof) -> None:
    catalog = limited(90)
    house.prove(*of_clause(catalog, REF), kind="report", effective=TODAY - age * DAY)
    assert proof(house, catalog) is expected


def test_the_age_limit_is_that_of_the_kind_of_document(house: House) -> None:
    catalog = limited(90)
    house.prove(*of_clause(catalog, REF), kind="screenshot", effective=TODAY - 400 * DAY)
    assert proof(house, catalog) is Proof.CURRENT


def test_the_youngest_document_decides_about_the_age(house: House) -> None:
    catalog = limited(90)
    links = of_clause(catalog, REF)
    house.prove(*links, kind="report", effective=TODAY - 400 * DAY)
    house.prove(*links, kind="report", effective=TODAY + DAY)
    assert proof(house, catalog) is Proof.PENDING
    house.prove(*links, kind="report", effective=TODAY - 80 * DAY)
    assert proof(house, catalog) is Proof.CURRENT


@pytest.mark.parametrize("subject", [COVERAGE, DATA_QUALITY])
def test_statistics_may_be_too_old_too_by_the_strictest_row(house: House, subject: str) -> None:
    def row(days: int | None) -> dict[str, object]:
        return {"evidence": [{"type": "data_query", "what": "统计", "max_age_days": days}]}

    rows = {"01.01.1": row(180), "01.01.2": row(90), "01.01.3": row(None), "01.02.1": row(10)}
    items = {"01.01": dict.fromkeys((1, 2, 3), BASIC), "01.02": {1: BASIC}}
    catalog = levels(items, bars((2, 0, "0"), (1, 0, "0"), (1, 0, "0")), rows=rows)
    house.prove(*of_measure(catalog, "01.01", subject), effective=TODAY - 90 * DAY)
    assert proof(house, catalog, subject, "01.01") is Proof.CURRENT
    assert proof(house, catalog, subject, "01.01", TODAY + DAY) is Proof.EXPIRED
    house.prove(*of_measure(catalog, "01.01", subject), kind="data_quality", effective=TODAY - 400 * DAY)
    assert proof(house, catalog, subject, "01.01", TODAY + DAY) is Proof.CURRENT


def test_too_old_and_pending_is_pending(house: House) -> None:
    catalog = limited(90)
    house.prove(*of_clause(catalog, REF), kind="report", effective=TODAY - 400 * DAY)
    house.prove(*of_clause(catalog, REF), kind="report", accept=False)
    assert proof(house, catalog) is Proof.PENDING


@pytest.mark.parametrize("subject", [COVERAGE, DATA_QUALITY])
@pytest.mark.parametrize(("kind", "expected"), [("data_query", Proof.CURRENT), ("data_quality", Proof.CURRENT),
                                                ("screenshot", Proof.NONE), ("report", Proof.NONE)])  # fmt: skip
def test_a_measure_is_proven_by_statistics_only(house: House, subject: str, kind: str, expected: Proof) -> None:
    house.prove(*of_measure(CATALOG, "01.01", subject), kind=kind)
    assert proof(house, subject=subject, ref="01.01") is expected


def test_coverage_and_data_quality_are_proven_apart(house: House) -> None:
    house.prove(*of_measure(CATALOG, "01.01", COVERAGE))
    assert proof(house, subject=COVERAGE, ref="01.01") is Proof.CURRENT
    assert proof(house, subject=DATA_QUALITY, ref="01.01") is Proof.NONE
    assert proof(house) is Proof.NONE


def test_statistics_expire_too(house: House) -> None:
    house.prove(*of_measure(CATALOG, "01.01", COVERAGE), expires=TODAY - DAY)
    assert proof(house, subject=COVERAGE, ref="01.01") is Proof.EXPIRED
