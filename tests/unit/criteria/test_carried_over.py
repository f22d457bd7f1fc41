"""The catalogs hold exactly the facts of the reference data.

The digests below were computed once from the reference data itself (see `canonical.py` for the canonical form) and
agreed with the shipped catalogs. A change here means that a fact of a standard was changed: correct the catalog, or
record in its `provenance` and in the changelog why the reference was wrong, and enter the new digest.
"""

import pytest

from criteria.library import shipped_catalogs
from tests.unit.criteria.canonical import digest, facts_of

REFERENCE = {
    "emr-2018": "6cb44b2954e4f34e903d17abe53b5a8b27017a47a991efce35780d38c953ec8b",
    "interop-2020": "2a868869b0a839c43316b960a3addf6709780a4abcae038ff80f3644ca61c404",
    "mlps3-2019": "5986b00f072304c97cddeb748eacf44c8eb08a0c266185312aa87625bf236ab2",
    "smart-service-2019": "c2cc453e5022e8f8d03a802609de9f913621a399c24a50fa655a1344bdc55d2d",
    "smart-management-2021": "76486f9357ab971908e33c1a3b0d05ad4576d29ed9bfc5e2b711f027a7b94cb1",
}


@pytest.mark.parametrize("name", REFERENCE)
def test_the_catalog_holds_the_facts_of_the_reference(name: str) -> None:
    assert digest(facts_of(shipped_catalogs()[name])) == REFERENCE[name]


def test_a_single_changed_word_changes_the_digest() -> None:
    facts = facts_of(shipped_catalogs()["smart-service-2019"])
    facts["rows"][5]["clauses"][0] += "。"
    assert digest(facts) != REFERENCE["smart-service-2019"]


def test_every_shipped_catalog_has_a_digest() -> None:
    assert set(REFERENCE) == set(shipped_catalogs())
