"""The values of a draft's field as rows that a person can edit, and back: pure, from the types of the values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, Literal, get_args, get_type_hints

from evidence.contracts.draft import ContractDraft, Fact, draft_as_json
from evidence.contracts.draft import fields as draft_fields
from evidence.contracts.draft_json import checked_value, value_type
from evidence.contracts.editing import BY_HAND, with_value
from evidence.contracts.penalty_units import with_units
from evidence.contracts.wording import code_names, part_name, told
from evidence.errors import InvalidInputError

CONTENT = "content"
_LIST = "、"
Sort = Literal["text", "list", "number", "whole", "flag", "choice"]
_SORTS: Mapping[Any, Sort] = {str: "text", Decimal: "number", int: "whole", bool: "flag"}


@dataclass(frozen=True)
class Column:
    """A part of a value. `sort`: how it is entered; `choices`: code → name, of a choice; `needed`: never empty."""

    name: str
    label: str
    sort: Sort
    choices: Mapping[str, str]
    needed: bool


@dataclass(frozen=True)
class DraftLine:
    """One line of a draft as it is shown: a fact, a field to be decided (`problem`), or one that was not found.

    `number`: of the value within its field; `lines`: of the text.
    """

    field: str
    name: str
    number: int
    fact: Fact | None
    value: str
    lines: tuple[int, ...]
    problem: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether a person has entered it."""
        return self.fact is not None and self.fact.note == BY_HAND


def draft_lines(draft: ContractDraft) -> list[DraftLine]:
    """All fields in their order: each fact one line, a field without facts one line, too."""
    plain, found = draft_as_json(with_units(draft)), []
    problems = {problem.field: problem for problem in draft.problems}
    for field in draft_fields():
        facts = draft.facts_of(field.key)
        for number, fact in enumerate(facts):
            value = plain[field.key][number] if field.several else plain[field.key]
            lines = tuple(dict.fromkeys(quote.line for quote in fact.quotes))
            found.append(DraftLine(field.key, field.name, number, fact, told(value), lines))
        if problem := problems.get(field.key):
            lines = tuple(dict.fromkeys(quote.line for quote in problem.quotes))
            found.append(DraftLine(field.key, field.name, len(facts), None, "", lines, problem.message))
        elif not facts:
            found.append(DraftLine(field.key, field.name, 0, None, "", ()))
    return found


@cache
def columns(field: str) -> tuple[Column, ...]:
    """The parts of a field's values that a person can enter; one column for a value without parts."""
    kind = value_type(field)
    if not is_dataclass(kind):
        return (Column(CONTENT, "内容", _SORTS[kind], {}, True),)
    hints = get_type_hints(kind)
    found = []
    for part in fields(kind):
        types = _types(hints[part.name])
        sort = _sort(types)
        if sort is not None:
            choices = code_names(field, part.name)
            needed = type(None) not in types and sort != "list"
            label = part_name(part.name)
            found.append(Column(part.name, label, "choice" if choices else sort, choices, needed))
    return tuple(found)


def _types(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if isinstance(hint, UnionType) else (hint,)


def _sort(types: tuple[Any, ...]) -> Sort | None:
    """How a part is entered; None for a mapping, which stays as it was read."""
    if any(getattr(kind, "__origin__", None) is tuple for kind in types):
        return "list"
    return next((_SORTS[kind] for kind in types if kind in _SORTS), None)


def rows(draft: ContractDraft, field: str) -> list[dict[str, Any]]:
    """One row per value: column name → text, number (float), whole number, flag, code; None where nothing is said."""
    return [
        {column.name: _cell(value, column) for column in columns(field)} for value in with_units(draft).values(field)
    ]


def _cell(value: Any, column: Column) -> Any:
    part = value if column.name == CONTENT else getattr(value, column.name)
    if column.sort == "list":
        return _LIST.join(part)
    return float(part) if isinstance(part, Decimal) else part


def with_rows(draft: ContractDraft, field: str, given: Iterable[tuple[int | None, Mapping[str, Any]]]) -> ContractDraft:
    """The draft with the values of a field as a person has left them: (number of the value it was, its row).

    A new row has no number. Rows in which nothing is entered are passed over, unless they were so before (a payment of
    which the text says no figure). Raises InvalidInputError.
    """
    known, shown, before = draft.values(field), with_units(draft).values(field), rows(draft, field)
    values = []
    for number, row in given:
        if _says(field, row) or (number is not None and not _says(field, before[number])):
            value = _value(field, shown[number] if number is not None else None, row)
            values.append(known[number] if number is not None and value == shown[number] else value)
    return with_value(draft, field, *values)


def _given(cell: Any) -> bool:
    """Whether something is entered; a data frame writes nothing as not-a-number."""
    return cell is not None and cell == cell and cell != ""


def _says(field: str, row: Mapping[str, Any]) -> bool:
    """Whether anything is entered in a row; a box that is not ticked says nothing, unless it is all there is."""
    cells = ((column, row.get(column.name)) for column in columns(field))
    return any(_given(cell) and (column.name == CONTENT or cell is not False) for column, cell in cells)


def _value(field: str, known: Any, row: Mapping[str, Any]) -> Any:
    parts = {column.name: _part(column, row.get(column.name)) for column in columns(field)}
    if tuple(parts) == (CONTENT,):
        return checked_value(field, parts[CONTENT])
    value = replace(known, **parts) if known is not None else value_type(field)(**parts)
    return known if value == known else checked_value(field, value)


def _part(column: Column, cell: Any) -> Any:
    if column.sort == "flag":
        return bool(cell) if _given(cell) else (False if column.needed else None)
    if column.sort == "list":
        return tuple(filter(None, (part.strip() for part in str(cell or "").split(_LIST))))
    if not _given(cell):
        if column.needed:
            raise InvalidInputError(f"“{column.label}”没有填，请补全这一行，或者删去这一行。")
        return None
    if column.sort in ("number", "whole"):
        return _number(column, cell)
    return str(cell).strip()


def _number(column: Column, cell: Any) -> Decimal | int:
    try:
        number = Decimal(str(cell))
    except InvalidOperation as error:
        raise InvalidInputError(f"“{column.label}”填的是“{cell}”，应为数字，请核对后重新填写。") from error
    if column.sort == "number":
        return number
    if number != number.to_integral_value():
        raise InvalidInputError(f"“{column.label}”填的是 {cell}，应为整数，请核对后重新填写。")
    return int(number)
