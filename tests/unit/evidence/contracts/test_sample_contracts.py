"""The sample hospitals carry their contracts as the reader reads them; example deliveries are marked."""

from datetime import date
from pathlib import Path

import pytest

from evidence.contracts.facts import all_facts, contract_file
from evidence.contracts.obligations import State, obligations
from evidence.contracts.reading import read_contract
from evidence.deployment import Deployment
from evidence.documents import document
from evidence.register import systems
from evidence.samples.hospitals import READER, SLUGS, create_sample
from evidence.samples.progress import add_progress
from tests.labelled_contracts import SEEDS

TODAY = date(2026, 10, 15)
FIRST = {
    "liuzhou-workers": ("第 1 次现场巡检", 18),
    "yunan-peoples": ("第 1 次现场巡检", 6),
    "nanxishan": ("第 1 次现场巡检", 12),
    "or-icu": ("第 1 次现场巡检", 28),
}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_sample_has_its_contract_as_it_is_read(slug: str, tmp_path: Path) -> None:
    store = create_sample(Deployment(tmp_path), slug)
    [facts] = all_facts(store, READER).values()
    text = (SEEDS / f"{slug}.txt").read_text("utf-8")
    assert facts.draft == read_contract(text)
    assert (facts.changed, facts.amount, facts.starts, facts.example) == (frozenset(), None, None, False)
    assert contract_file(store, READER, facts.contract_id)[1].decode() == text
    assert facts.system_ids == tuple(system.id for system in systems(store, READER))
    found = obligations(store, READER, TODAY)
    assert (found[0].title, len(found)) == FIRST[slug]
    assert {entry.due_on for entry in found} == {None}


def test_example_deliveries_are_marked_and_of_every_state(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path)
    store = create_sample(deployment, "or-icu")
    add_progress(deployment, "or-icu", TODAY)
    [facts] = all_facts(store, READER).values()
    assert facts.changed == {"period_start", "contract_sum"}
    assert {fact.note for key in facts.changed for fact in facts.draft.facts_of(key)} == {"示例", "示例金额"}
    found = [entry for entry in obligations(store, READER, TODAY) if entry.owed_by == "vendor"]
    assert {entry.state for entry in found} == set(State)
    for entry in found:
        if entry.delivery is not None:
            assert entry.delivery.example
            assert "示例" in document(store, READER, entry.delivery.document_id or 0)[0].title
