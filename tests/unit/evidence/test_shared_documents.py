"""Documents accepted for one standard are proposed for the same work in another."""

from datetime import timedelta

import pytest

from criteria.crosswalk import counterparts
from criteria.library import shipped_catalogs
from evidence.documents import CLAUSE, Link, link_document
from evidence.reviews import accept_document, return_document
from evidence.shared_documents import SharedDocument, shared_documents
from evidence.situation import load_situation
from tests.unit.evidence.house import TODAY, House

OWN = ("emr-2018", "01.01.3#1")


@pytest.fixture
def proof(house: House) -> int:
    """A pending document of the first counterpart."""
    [other, *_] = counterparts(*OWN)
    return house.prove(Link(CLAUSE, other.clause, other.catalog), accept=False)


def proposed(house: House) -> list[SharedDocument]:
    situation = load_situation(house.store, house.viewer, shipped_catalogs(), TODAY)
    return shared_documents(house.store, house.viewer, situation, OWN[0], [OWN[1]])


def test_an_accepted_document_of_a_counterpart_is_proposed_until_it_is_linked(house: House, proof: int) -> None:
    assert proposed(house) == []
    accept_document(house.store, house.viewer, proof)
    [shared] = proposed(house)
    assert shared.document.id == proof
    assert shared.proven.catalog.id != OWN[0]
    assert shared.links == (Link(CLAUSE, OWN[1], OWN[0]),)
    link_document(house.store, house.viewer, proof, shared.links)
    assert proposed(house) == []


def test_what_is_returned_or_not_current_is_not_proposed(house: House, proof: int) -> None:
    return_document(house.store, house.viewer, proof, "看不清")
    [other, *_] = counterparts(*OWN)
    house.prove(Link(CLAUSE, other.clause, other.catalog), expires=TODAY - timedelta(days=1))
    house.prove(Link(CLAUSE, other.clause, other.catalog), effective=TODAY + timedelta(days=1))
    assert proposed(house) == []
