"""The real texts are read exactly; the texts that served while the rules were made are read as labelled."""

from pathlib import Path
from typing import Any

import pytest

from criteria.yaml_reader import read_yaml
from evidence import samples
from evidence.contracts.draft import draft_as_json, fields
from evidence.contracts.reading import read_contract
from evidence.contracts.wording import told
from tests.labelled_contracts import MEASURED, LabelledText, compare, fields_with_problems, labelled_texts

SEEDS = list(labelled_texts("seeds"))
TUNED = list(labelled_texts("tuned"))
GROUPS = ("seeds", "tuned", "held_out", "later", "fresh", "unseen_1", "unseen_2")
ALL = [text for group in GROUPS for text in labelled_texts(group)]


def named(texts: list[LabelledText]) -> Any:
    return pytest.mark.parametrize("labelled", texts, ids=[text.name for text in texts])


@named(SEEDS)
def test_the_real_texts_are_read_exactly(labelled: LabelledText) -> None:
    draft = draft_as_json(read_contract(labelled.text))
    assert draft["problems"] == labelled.labels["problems"]
    for key, wanted in labelled.labels.items():
        assert same(draft[key], wanted), key


def same(found: Any, wanted: Any) -> bool:
    """Whether a value is as labelled; a mapping in the labels names the parts that matter."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(same(found[key], part) for key, part in wanted.items())
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(same(f, w) for f, w in zip(found, wanted, strict=True))
    return bool(found == wanted)


@named(TUNED)
def test_the_texts_used_for_the_rules_are_read_as_labelled(labelled: LabelledText) -> None:
    draft = draft_as_json(read_contract(labelled.text))
    draft["problems"] = fields_with_problems(draft)
    for key in MEASURED:
        comparison = compare(key, labelled.labels.get(key), draft[key])
        assert (comparison.missing, comparison.wrong) == ((), ()), key


@named(ALL)
def test_every_quote_stands_in_the_text_at_its_place(labelled: LabelledText) -> None:
    draft = read_contract(labelled.text)
    said = [quote for fact in draft.facts for quote in fact.quotes]
    said += [quote for problem in draft.problems for quote in problem.quotes]
    for quote in (*said, *draft.not_understood):
        assert labelled.text[quote.start : quote.end] == quote.text
        assert labelled.text.count("\n", 0, quote.start) + 1 == quote.line
    assert all(fact.quotes for fact in draft.facts)


@named(ALL)
def test_what_was_understood_is_not_listed_as_not_understood(labelled: LabelledText) -> None:
    draft = read_contract(labelled.text)
    understood = {quote for fact in draft.facts for quote in fact.quotes}
    assert understood.isdisjoint(draft.not_understood)


@named(ALL)
def test_every_value_can_be_told_to_people(labelled: LabelledText) -> None:
    draft = draft_as_json(read_contract(labelled.text))
    for field in fields():
        values = draft[field.key] if field.several else [draft[field.key]]
        assert all(told(value) for value in values if value is not None)


@named(SEEDS)
def test_the_sample_hospitals_have_the_systems_of_their_contracts(labelled: LabelledText) -> None:
    described = read_yaml(Path(samples.__file__).with_name(f"{labelled.name}.yaml"))
    read = [(system.name, system.kind) for system in read_contract(labelled.text).values("systems")]
    assert read == [(system["name"], system["kind"]) for system in described["systems"]]


def test_the_json_has_every_field_and_a_quote_for_each_value() -> None:
    labelled = SEEDS[-1]
    draft = draft_as_json(read_contract(labelled.text))
    for field in fields():
        value = draft[field.key]
        if field.several:
            assert [f"{field.key}[{n}]" in draft["quotes"] for n in range(len(value))] == [True] * len(value)
        assert (field.key in draft["quotes"]) == (value not in (None, []))
    assert all(quote in labelled.text for quote in draft["quotes"].values())


def test_the_labels_name_only_fields_of_a_draft() -> None:
    known = {field.key for field in fields()} | {"problems"}
    for labelled in ALL:
        assert set(labelled.labels) <= known, labelled.name
