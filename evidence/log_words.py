"""The log in words: what was done, to what, which fields changed from what to what (`log_words.yaml`)."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict

from criteria.models import Catalog
from criteria.vocabulary import VERDICT_WORDS, vocabulary
from criteria.yaml_reader import read_yaml
from evidence.features import STATUS_NAMES
from evidence.naming import short_title
from evidence.words import DOCUMENT_SIGNS, MEASURE_NAMES, ROLE_NAMES, TASK_STATES

EMPTY = "空"
_HASH_SHOWN = 12

# What a record is called: (table, number) → label.
Label = Callable[[str, str], str]


class Logged(Protocol):
    """What an entry of the log says: which record, what it held before and after (None: it was not there)."""

    @property
    def subject(self) -> str:
        """The table."""

    @property
    def subject_id(self) -> str:
        """The record, in most tables its number."""

    @property
    def before(self) -> Mapping[str, Any] | None:
        """Column → value."""

    @property
    def after(self) -> Mapping[str, Any] | None:
        """Column → value."""


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldWords(_Strict):
    """A column: its word, the codes that its values are, the table of which it holds numbers."""

    name: str
    codes: str = ""
    of: str = ""


class TableWords(_Strict):
    """A table: its word, the field that names a record, or the table it belongs to and the field with the number."""

    name: str
    called: str = ""
    about: str = ""
    by: str = ""


_Field = Annotated[FieldWords, BeforeValidator(lambda given: {"name": given} if isinstance(given, str) else given)]


class LogWords(_Strict):
    """The contents of `log_words.yaml`."""

    actions: Mapping[str, str]
    tables: Mapping[str, TableWords]
    quiet: frozenset[str]
    fields: Mapping[str, _Field]
    own_fields: Mapping[str, Mapping[str, _Field]]
    codes: Mapping[str, Mapping[str, str]]

    def field(self, table: str, column: str) -> FieldWords:
        """The words of a column; a column without words is called as it is."""
        return self.own_fields.get(table, {}).get(column) or self.fields.get(column) or FieldWords(name=column)

    def table(self, name: str) -> TableWords:
        """The words of a table; one without words is called as it is."""
        return self.tables.get(name) or TableWords(name=name)


@cache
def log_words() -> LogWords:
    """The words of `log_words.yaml`."""
    return LogWords.model_validate(read_yaml(Path(__file__).with_name("log_words.yaml")))


@cache
def _codes() -> Mapping[str, Mapping[str, str]]:
    """The codes that the program has words for, and those of the file."""
    return {
        "document_states": {state: sign.word for state, sign in DOCUMENT_SIGNS.items()},
        "evidence_types": vocabulary().evidence_types,
        "feature_states": STATUS_NAMES,
        "measures": MEASURE_NAMES,
        "roles": {role.value: name for role, name in ROLE_NAMES.items()},
        "system_kinds": vocabulary().system_kinds,
        "task_states": TASK_STATES,
        "verdicts": {verdict.value: word for verdict, word in VERDICT_WORDS.items()},
        **log_words().codes,
    }


@dataclass(frozen=True)
class Change:
    """One field: its word, and what it was and became; an empty text where there was or is nothing."""

    field: str
    before: str
    after: str


def changes_of(entry: Logged, catalogs: Mapping[str, Catalog], label: Label) -> tuple[Change, ...]:
    """The fields of an entry, without those that say nothing to a person.

    A new record shows what was entered, a removed one what it held, a changed one also what became empty.
    """
    before, after = entry.before or {}, entry.after or {}
    found = []
    for column in dict.fromkeys([*before, *after]):
        was, becomes = before.get(column), after.get(column)
        if column in log_words().quiet or (was in (None, "") and becomes in (None, "")):
            continue
        words = log_words().field(entry.subject, column)
        shown = [_shown(words, value, catalogs, label) for value in (was, becomes)]
        if entry.before is not None and entry.after is not None:
            shown = [text or EMPTY for text in shown]
        found.append(Change(words.name, *shown))
    return tuple(found)


def _shown(words: FieldWords, value: Any, catalogs: Mapping[str, Catalog], label: Label) -> str:
    if value is None or value == "":
        return ""
    if words.of:
        return "、".join(label(words.of, number) for number in numbers_in(value))
    if words.codes == "catalogs":
        return short_title(catalogs[value]) if value in catalogs else str(value)
    if words.codes == "hash":
        return f"{str(value)[:_HASH_SHOWN]}…"
    if words.codes:
        return _codes()[words.codes].get(str(value), str(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return _moment(str(value))


def numbers_in(value: Any) -> list[str]:
    """The numbers of records in a field that holds one or several."""
    return [str(number) for number in (value if isinstance(value, list) else [value])]


def _moment(text: str) -> str:
    """2026-03-02 09:30 for a moment; any other text as it is."""
    is_moment = len(text) >= len("2026-03-02T09:30:00") and text[10:11] == "T" and text[:4].isdigit()
    return text[:16].replace("T", " ") if is_moment else text


def sentence(changes: tuple[Change, ...]) -> str:
    """状态：待审 → 已采纳；审核人：空 → 王主任."""
    return "；".join(
        f"{change.field}：{change.before} → {change.after}"
        if change.before and change.after
        else f"{change.field}：{change.after or change.before}"
        for change in changes
    )


def action_word(action: str) -> str:
    """What was done; an action without a word is called as it is."""
    return log_words().actions.get(action, action)


def role_word(role: str) -> str:
    """The role in which it was done."""
    return _codes()["roles"].get(role, role)
