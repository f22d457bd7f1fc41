"""A draft as a person edits it: rows of values, lines of the list, marks in the text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.draft import ContractDraft, Quote, fields
from evidence.contracts.draft_rows import CONTENT, columns, draft_lines, rows, with_rows
from evidence.contracts.editing import BY_HAND, EMPTY_DRAFT
from evidence.contracts.reading import read_contract
from evidence.contracts.text_marks import around, marked_lines
from evidence.errors import InvalidInputError

SEEDS = sorted((Path(__file__).parents[4] / "evidence/samples/contracts").glob("*.txt"))
CONTRADICTION = "维保合同\n1.乙方每年巡检4次。\n2.乙方每年巡检2次，服务期1年。\n3.乙方应按医院要求佩戴标识。"


@pytest.fixture(scope="module", params=SEEDS, ids=lambda path: path.stem)
def read(request: pytest.FixtureRequest) -> tuple[str, ContractDraft]:
    text = request.param.read_text("utf-8")
    return text, read_contract(text)


def test_saving_without_a_change_keeps_values_and_sentences(read: tuple[str, ContractDraft]) -> None:
    _, draft = read
    for field in fields():
        saved = with_rows(draft, field.key, enumerate(rows(draft, field.key)))
        assert saved.facts_of(field.key) == draft.facts_of(field.key)


def test_every_field_and_every_problem_has_a_line(read: tuple[str, ContractDraft]) -> None:
    _, draft = read
    lines = draft_lines(draft)
    assert [line.fact for line in lines if line.fact] == [f for field in fields() for f in draft.facts_of(field.key)]
    assert {line.field for line in lines} == {field.key for field in fields()}
    assert {line.problem for line in lines if line.problem} == {problem.message for problem in draft.problems}


def test_the_marked_text_is_the_text(read: tuple[str, ContractDraft]) -> None:
    text, draft = read
    lines = marked_lines(text, draft)
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == text
    marked = "".join(piece.text for line in lines for piece in line.pieces if piece.mark)
    for quote in (*draft.not_understood, *(quote for fact in draft.facts for quote in fact.quotes)):
        assert "".join(quote.text.split()) in "".join(marked.split())


def test_a_changed_row_is_by_hand_and_the_others_keep_their_sentences() -> None:
    draft = read_contract("维保合同\n1.乙方每年巡检4次。\n2.支持电子病历5级、互联互通四级甲等评审。")
    first, second = rows(draft, "targets")
    changed = with_rows(draft, "targets", [(0, first | {"level": "6"}), (1, second)])
    assert [(fact.value.level, fact.note) for fact in changed.facts_of("targets")] == [("6", BY_HAND), ("四级甲等", "")]
    assert [line.by_hand for line in draft_lines(changed) if line.field == "targets"] == [True, False]


def test_rows_are_added_and_taken_away() -> None:
    draft = with_rows(EMPTY_DRAFT, "systems", [(None, {"name": "LIS系统", "kind": "LIS", "version": None})])
    [value] = draft.values("systems")
    assert (value.name, value.kind, value.version) == ("LIS系统", "LIS", None)
    assert with_rows(draft, "systems", []).values("systems") == []
    assert with_rows(draft, "systems", [(0, rows(draft, "systems")[0]), (None, {})]).values("systems") == [value]


@pytest.mark.parametrize(
    ("field", "row", "told"),
    [
        ("systems", {"kind": "LIS"}, "“名称”没有填"),
        ("period_months", {CONTENT: 1.5}, "应为整数"),
        ("contract_sum", {CONTENT: "十万"}, "应为数字"),
        ("inspections", {"sort": "onsite"}, "“每年次数”没有填"),
    ],
)
def test_what_cannot_be_is_one_sentence(field: str, row: dict[str, object], told: str) -> None:
    with pytest.raises(InvalidInputError, match=told) as refused:
        with_rows(EMPTY_DRAFT, field, [(None, row)])
    assert str(refused.value).endswith("。")
    assert str(refused.value).count("。") == 1


def test_an_unticked_box_alone_is_an_answer_only_where_it_is_the_whole_value() -> None:
    said = with_rows(EMPTY_DRAFT, "hotline_24x7", [(None, {CONTENT: False})])
    assert said.values("hotline_24x7") == [False]
    none = {column.name: False if column.sort == "flag" else None for column in columns("review_limits")}
    assert with_rows(EMPTY_DRAFT, "review_limits", [(None, none)]).values("review_limits") == []


def test_deciding_a_problem_takes_it_away() -> None:
    draft = read_contract(CONTRADICTION)
    [problem] = [line for line in draft_lines(draft) if line.field == "inspections_per_year" and line.problem]
    assert problem.lines == (2, 3)
    decided = with_rows(draft, "inspections_per_year", [(None, {CONTENT: 4})])
    assert "inspections_per_year" not in {entry.field for entry in decided.problems}
    assert decided.value("inspections_per_year") == 4


def test_the_chosen_sentence_is_stronger_than_other_marks() -> None:
    text = "第一句。第二句。\n第三句。"
    chosen = Quote("第二句。", 1, 4, 8)
    [first, second] = marked_lines(text, EMPTY_DRAFT, [chosen])
    assert [(piece.text, piece.mark) for piece in first.pieces] == [("第一句。", ""), ("第二句。", "chosen")]
    assert [piece.mark for piece in second.pieces] == [""]


@given(st.lists(st.integers(1, 60), max_size=4), st.integers(1, 60))
def test_windows_hold_the_lines_asked_for_in_order_and_once(numbers: list[int], count: int) -> None:
    lines = marked_lines("\n".join("行" for _ in range(count)), EMPTY_DRAFT)
    shown = [line.number for group in around(lines, numbers, 1, 2) for line in group]
    assert shown == sorted(set(shown))
    assert {number for number in numbers if number <= count} <= set(shown)
