"""What stands beside a title: names, record numbers, dates of birth, addresses, telephones, cards."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from evidence.privacy import numbers
from evidence.privacy.fields import Field, Fields, Near
from evidence.privacy.finding import Certainty, Kind
from evidence.privacy.names import HAN, latin_name_at, names_at
from evidence.privacy.surroundings import Surroundings
from evidence.privacy.titles import Whose
from evidence.privacy.words import privacy_words

_RECORD = re.compile(
    r"(?=[A-Za-z\d-]*\d[A-Za-z\d-]*\d[A-Za-z\d-]*\d)[A-Za-z]{0,6}-?\d[A-Za-z\d-]{2,35}(?![A-Za-z\d*%])(?!\.\d)"
)
_DATE = re.compile(r"(?:19|20)\d{2}(?:[-/.年]\s?\d{1,2}(?:[-/.月]\s?\d{1,2}日?|月)?|\d{4})(?!\d)")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_PASSPORT = re.compile(r"[A-Z]{1,2}\d{7,10}(?![A-Za-z\d])")
_LOCAL = re.compile(r"[2-8]\d{6,7}(?![\dA-Za-z*%])(?![-./:]\d)")
_MOBILE = re.compile(r"(?:\(?(?:\+|00)?86\)?[- ]?)?1[3-9]\d[-. ]?\d{4}[-. ]?\d{4}(?![\dA-Za-z*])")
_CARD = re.compile(r"\d(?:[ -]?\d){15,18}(?![\dA-Za-z*])")
_SENTENCE = re.compile(rf"[,;。]|\s{{2,}}|\s(?=[{HAN}]{{2,6}}:)|(?:电话|邮编|手机)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class Hit(NamedTuple):
    """A part of a line that is an identity; `line` counts from 0."""

    line: int
    start: int
    end: int
    kind: Kind
    certainty: Certainty


class _Value(NamedTuple):
    """A place where a value may be, with the folded text of its line; `by_ocr`: read from a picture."""

    field: Field
    text: str
    by_ocr: bool

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        return pattern.match(self.text, self.field.start, self.field.end)

    def hit(self, start: int, end: int, kind: Kind, certainty: Certainty) -> Hit:
        return Hit(self.field.line, start, end, kind, certainty)


def hits_beside_titles(fields: Fields, around: Surroundings, by_ocr: bool) -> Iterator[Hit]:
    """What the fields of a page hold; of the places where a value may be only the nearest that holds one counts."""
    for title, places in fields.of_titles:
        search = _SEARCHES.get(title.what)
        if search is None:
            continue
        nearest: Near | None = None
        for field in places:
            if nearest is not None and field.near is not nearest:
                break
            for hit in search(_Value(field, fields.grid.lines[field.line], by_ocr), around):
                nearest = field.near
                yield hit


def _names(value: _Value, around: Surroundings) -> Iterator[Hit]:
    field = value.field
    certainty = around.certainty(field.title.whose, field.row)
    run_in = field.near is Near.BEHIND and not field.between and field.title.what != "name"
    if certainty is None or run_in or (field.title.what == "label" and certainty is Certainty.POSSIBLE):
        return
    places = names_at(value.text, field.start, field.end, not field.separate, value.by_ocr)
    if not places and field.title.whose is Whose.PATIENT and field.separate:
        latin = latin_name_at(value.text, field.start, field.end)
        places = [latin] if latin else []
    for start, end in places:
        yield value.hit(start, end, Kind.NAME, certainty)


def _records(value: _Value, around: Surroundings) -> Iterator[Hit]:
    found = value.match(_RECORD)
    if found and not _counts_or_date(value, found):
        yield value.hit(*found.span(), Kind.RECORD, Certainty.CERTAIN)


def _cards(value: _Value, around: Surroundings) -> Iterator[Hit]:
    certainty = around.certainty(value.field.title.whose, value.field.row)
    if certainty is not None and not (certainty is Certainty.POSSIBLE and value.field.title.what == "number"):
        for hit in _records(value, around):
            yield hit._replace(certainty=min(hit.certainty, certainty))


def _counts_or_date(value: _Value, found: re.Match[str]) -> bool:
    """Whether what looks like a number of a record is an amount of things (1200 例) or a date."""
    after = value.text[found.end() : value.field.end].lstrip().casefold()
    date = _DATE.fullmatch(found.group())
    return after.startswith(privacy_words().units) or bool(date and "-" in found.group())


def _identities(value: _Value, around: Surroundings) -> Iterator[Hit]:
    """Beside its title also a number whose check digit is wrong, and a passport."""
    start, end = value.field.start, value.field.end
    for pattern, holds in _identity_forms():
        found = pattern.match(value.text, start, end)
        if found and holds(re.sub("[ -]", "", numbers.as_digits(found.group()[:-1]) + found.group()[-1].upper())):
            yield value.hit(*found.span(), Kind.IDENTITY, Certainty.LIKELY)
            return
    passport = value.match(_PASSPORT)
    if passport and value.field.title.whose is not Whose.OTHERS:
        yield value.hit(*passport.span(), Kind.IDENTITY, Certainty.LIKELY)


@cache
def _identity_forms() -> tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]:
    digit = f"[0-9{re.escape(''.join(privacy_words().identity.confusions))}]"
    return (
        (re.compile(rf"{digit}(?:[ -]?{digit}){{16}}[ -]?[\dXx](?![\dA-Za-z])"), numbers.has_identity_form),
        (re.compile(r"\d{15}(?![\dA-Za-z])"), numbers.is_old_identity_number),
    )


def _phones(value: _Value, around: Surroundings) -> Iterator[Hit]:
    """Numbers that only their title makes telephones: of new networks, misread, without area code."""
    whose, row = value.field.title.whose, value.field.row
    text = numbers.as_digits(value.text) if value.by_ocr else value.text
    found = _MOBILE.match(text, value.field.start, value.field.end)
    certainty = around.certainty(whose, row)
    if found and certainty is not None:
        yield value.hit(*found.span(), Kind.MOBILE, certainty)
    local = value.match(_LOCAL)
    known = around.patient_only(whose, row)
    if local and known is not None and known > Certainty.POSSIBLE:
        yield value.hit(*local.span(), Kind.LANDLINE, known)


def _addresses(value: _Value, around: Surroundings) -> Iterator[Hit]:
    field = value.field
    stop = _SENTENCE.search(value.text, field.start, field.end)
    address = value.text[field.start : stop.start() if stop else field.end].rstrip()
    parts = sum(part in address for part in privacy_words().address_parts)
    if len(address) < 5 or parts < 2 or "**" in address:
        return
    whose = field.title.whose
    certainty = around.patient_only(whose, address if whose is Whose.OPEN else field.row)
    if whose is Whose.OPEN and around.certainty(whose, field.row) in (None, Certainty.POSSIBLE):
        certainty = None
    if certainty is not None:
        yield value.hit(field.start, field.start + len(address), Kind.ADDRESS, certainty)


def _births(value: _Value, around: Surroundings) -> Iterator[Hit]:
    found = value.match(_DATE)
    certainty = around.certainty(value.field.title.whose, value.field.row)
    if found and certainty is not None and not _TIME.match(value.text, found.end()):
        yield value.hit(*found.span(), Kind.BIRTH, max(certainty, Certainty.LIKELY))


def _banks(value: _Value, around: Surroundings) -> Iterator[Hit]:
    found = value.match(_CARD)
    certainty = around.certainty(value.field.title.whose, value.field.row)
    if found and certainty is not None and numbers.is_bank_card(re.sub(r"\D", "", found.group())):
        yield value.hit(*found.span(), Kind.BANK, Certainty.CERTAIN)


def _mails(value: _Value, around: Surroundings) -> Iterator[Hit]:
    found = value.match(_MAIL)
    known = around.patient_only(value.field.title.whose, value.field.row)
    if found and known is not None and known > Certainty.POSSIBLE:
        yield value.hit(*found.span(), Kind.MAIL, known)


_SEARCHES: dict[str, Callable[[_Value, Surroundings], Iterator[Hit]]] = {
    "name": _names,
    "label": _names,
    "signature": _names,
    "person": _names,
    "record": _records,
    "card": _cards,
    "number": _cards,
    "identity": _identities,
    "phone": _phones,
    "address": _addresses,
    "birth": _births,
    "bank": _banks,
    "mail": _mails,
}
