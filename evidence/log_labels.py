"""What records are called, read from the log itself: it knows those that are gone, and its reader may see no others."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlite_utils import Database

from criteria.models import Catalog
from evidence.log_words import Logged, log_words, numbers_in
from evidence.naming import short_title

_Key = tuple[str, str]
_AT_ONCE = 400
_WHOLE_HOSPITAL = "全院"


def read_values(text: str | None) -> dict[str, Any] | None:
    """Column → value from what the log keeps; a text that is none of ours (a log that was tampered with) as it is."""
    if not text:
        return None
    try:
        values = json.loads(text)
    except ValueError:
        values = text
    return values if isinstance(values, dict) else {"text": values}


class Labels:
    """The labels of all records that some entries speak of. `label(table, number)` never fails."""

    def __init__(self, db: Database, catalogs: Mapping[str, Catalog], entries: Iterable[Logged]) -> None:
        self._db, self._catalogs = db, catalogs
        self._facts: dict[_Key, dict[str, Any]] = {}
        found = list(entries)
        self._read({key for entry in found for key in _spoken_of(entry)})
        # What belongs to another record is called like that one.
        self._read({key for key in map(self._owner, list(self._facts)) if key})

    def _read(self, keys: Iterable[_Key]) -> None:
        """Puts together what the log says of each record, the newest last."""
        by_table: dict[str, list[str]] = defaultdict(list)
        for table, number in set(keys) - set(self._facts):
            self._facts[table, number] = {}
            if log_words().table(table).called or log_words().table(table).by:
                by_table[table].append(number)
        for table, numbers in by_table.items():
            for start in range(0, len(numbers), _AT_ONCE):
                self._read_some(table, numbers[start : start + _AT_ONCE])

    def _read_some(self, table: str, numbers: list[str]) -> None:
        words = log_words().table(table)
        marks = ", ".join("?" * len(numbers))
        sql = f"SELECT * FROM audit WHERE subject = ? AND subject_id IN ({marks}) ORDER BY id"  # noqa: S608
        for row in self._db.query(sql, [table, *numbers]):
            facts = (read_values(row["before"]) or {}) | (read_values(row["after"]) or {})
            wanted = {name: facts[name] for name in (words.called, words.by) if name in facts}
            self._facts[table, row["subject_id"]] |= wanted

    def _owner(self, key: _Key) -> _Key | None:
        """The record that this one belongs to."""
        words = log_words().table(key[0])
        if not words.about:
            return None
        number = self._facts.get(key, {}).get(words.by) if words.by else key[1]
        return (words.about, str(number)) if number is not None else None

    def label(self, table: str, number: str) -> str:
        """《…》 of a document or task, the name of a system, the clause of a verdict; else the number."""
        if table == "verdicts":
            return self._of_verdict(number)
        owner = self._owner((table, number))
        if owner:
            return self.label(*owner)
        words = log_words().table(table)
        name = self._facts.get((table, number), {}).get(words.called)
        if name is None:
            return f"编号 {number}" if number.isdecimal() else number
        if words.called == "catalog":
            return self._standard(str(name))
        return f"《{name}》" if words.called == "title" else str(name)

    def _of_verdict(self, number: str) -> str:
        """电子病历 05.01.3#1 · 检验系统."""
        catalog, _, rest = number.partition("/")
        clause, _, system = rest.rpartition("/")
        where = _WHOLE_HOSPITAL if system == "0" else self.label("systems", system)
        return f"{self._standard(catalog)} {clause} · {where}"

    def _standard(self, catalog: str) -> str:
        return short_title(self._catalogs[catalog]) if catalog in self._catalogs else catalog


def _spoken_of(entry: Logged) -> Iterable[_Key]:
    """The record of an entry, and the records whose numbers stand in its fields."""
    yield entry.subject, entry.subject_id
    if entry.subject == "verdicts":
        yield "systems", entry.subject_id.rpartition("/")[2]
    for values in (entry.before or {}, entry.after or {}):
        for column, value in values.items():
            table = log_words().field(entry.subject, column).of
            if table and value is not None:
                yield from ((table, number) for number in numbers_in(value))
