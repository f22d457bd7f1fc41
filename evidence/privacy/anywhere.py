"""What is an identity wherever it stands: identity numbers, telephones, bank cards, patterns of the trade."""

import re
from collections.abc import Iterator
from functools import cache

from evidence.privacy import numbers
from evidence.privacy.beside_titles import Hit
from evidence.privacy.cells import Cell, Grid
from evidence.privacy.fields import Field, Fields
from evidence.privacy.finding import Certainty, Kind
from evidence.privacy.names import HAN, is_name, name_pattern, names_in_sentence
from evidence.privacy.surroundings import Surroundings, speaks_of_patient
from evidence.privacy.titles import Whose
from evidence.privacy.words import privacy_words

_NOT_BEFORE = r"(?<![\dA-Za-z*])(?<!\d[-._])"
_NOT_AFTER = r"(?![\dA-Za-z*])(?![-._]\d)"
_MOBILE = re.compile(rf"{_NOT_BEFORE}(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{_NOT_AFTER}")
_LANDLINE = re.compile(
    rf"{_NOT_BEFORE}(?:\+?86[- ]?)?(?P<number>\(?0\d{{2,3}}(?P<gap>\)|[- ]|\)-)?\d{{7,8}})(?:[-转]\d{{1,5}})?"
    rf"{_NOT_AFTER}"
)
_CARD = re.compile(rf"{_NOT_BEFORE}\d(?:[ -]?\d){{15,18}}{_NOT_AFTER}")
_OLD_IDENTITY = re.compile(rf"{_NOT_BEFORE}\d{{15}}{_NOT_AFTER}")
_END_DIGITS = re.compile(r"(?<!\d)\d{3,17}$")
_START_DIGITS = re.compile(r"\d{1,15}[\dXx](?![\dA-Za-z])|[\dXx](?![\dA-Za-z])")
_CHINESE = re.compile(f"[{HAN}]")
_OF_NAMES = ("name", "person")
_SEX_AND_AGE = re.compile(r"[男女]性?[\s,、/|]*(?:年龄)?[:\s]*\d{1,3}\s*(?:岁|个?月|天)")
# So many characters of an identity number must be digits before others are taken for misread ones.
_TRUE_DIGITS = 14


def hits_anywhere(fields: Fields, around: Surroundings) -> Iterator[Hit]:
    """The identities on a page that need no title, and those whose title only says that they are none."""
    for line, text in enumerate(fields.grid.lines):
        yield from _identity_numbers(line, text)
        yield from _patterns(fields, around, line, text)
        yield from (Hit(line, start, end, Kind.NAME, Certainty.LIKELY) for start, end in names_in_sentence(text))
        if sum(map(str.isdigit, text)) >= 10:
            yield from _mobiles(fields, around, line, text)
            yield from _landlines(fields, around, line, text)
            yield from _bank_cards(fields, line, text)
            yield from _old_identity_numbers(fields, line, text)
    for cell in fields.grid.cells:
        yield from _broken_identity_number(fields.grid, cell)
        yield from _name_of_card(fields, cell)


@cache
def _identity_pattern() -> re.Pattern[str]:
    digit = f"[0-9{re.escape(''.join(privacy_words().identity.confusions))}]"
    return re.compile(rf"(?<!\d)(?=({digit}(?:[ .-]{{0,2}}{digit}){{16}}[ .-]{{0,2}}[0-9XxΧХ×{digit[4:-1]}])(?!\d))")


def _identity_numbers(line: int, text: str) -> Iterator[Hit]:
    upto = 0
    for found in _identity_pattern().finditer(text):
        if found.start() < upto:
            continue
        plain = re.sub(r"[ .-]", "", found.group(1))
        if sum(map(str.isdigit, plain)) < _TRUE_DIGITS:
            continue
        last = "X" if plain[-1] in "XxΧХ×" else numbers.as_digits(plain[-1])
        number = numbers.as_digits(plain[:17]) + last
        if numbers.is_identity_number(number):
            upto = found.end(1)
            yield Hit(line, found.start(1), upto, Kind.IDENTITY, Certainty.CERTAIN)
        elif plain[:17].isdigit() and numbers.has_identity_form(number) and found.group(1) == plain:
            upto = found.end(1)
            yield Hit(line, found.start(1), upto, Kind.IDENTITY, Certainty.POSSIBLE)


def _broken_identity_number(grid: Grid, cell: Cell) -> Iterator[Hit]:
    """An identity number that goes on in the cell below, as narrow columns break it."""
    first = _END_DIGITS.search(cell.text)
    below = next(grid.below(cell), None) if first else None
    second = _START_DIGITS.match(below.text) if below else None
    if first is None or below is None or second is None:
        return
    if numbers.is_identity_number(first.group() + second.group().upper()):
        yield Hit(cell.line, cell.start + first.start(), cell.end, Kind.IDENTITY, Certainty.CERTAIN)
        yield Hit(below.line, below.start, below.start + second.end(), Kind.IDENTITY, Certainty.CERTAIN)


def _name_of_card(fields: Fields, cell: Cell) -> Iterator[Hit]:
    """A name without a title, beside or above the number or the age of its owner, as on the cards of telephone apps."""
    if not is_name(cell.text, doubtful=True):
        return
    for other in (fields.grid.right(cell), next(fields.grid.below(cell), None)):
        if other is None:
            continue
        titles = fields.titles_of(other)
        if _SEX_AND_AGE.match(other.text) or (titles and titles[0].what in ("record", "identity")):
            yield Hit(cell.line, cell.start, cell.end, Kind.NAME, Certainty.LIKELY)
            return


def _old_identity_numbers(fields: Fields, line: int, text: str) -> Iterator[Hit]:
    """Without check digit, so only in rows of patients or beside a title (which beside_titles finds)."""
    for found in _OLD_IDENTITY.finditer(text):
        field = _title_of(fields, line, found.start())
        if (field is not None and field.title.what not in _OF_NAMES) or not numbers.is_old_identity_number(
            found.group()
        ):
            continue
        if speaks_of_patient(_row(fields, line, found.start())):
            yield Hit(line, *found.span(), Kind.IDENTITY, Certainty.POSSIBLE)


def _mobiles(fields: Fields, around: Surroundings, line: int, text: str) -> Iterator[Hit]:
    for found in _MOBILE.finditer(text):
        if not numbers.is_mobile_number(found.group()):
            continue
        certainty = _whose_number(fields, around, line, found.start())
        if certainty is not None:
            yield Hit(line, *found.span(), Kind.MOBILE, certainty)


def _landlines(fields: Fields, around: Surroundings, line: int, text: str) -> Iterator[Hit]:
    for found in _LANDLINE.finditer(text):
        title = _title_of(fields, line, found.start() + found.group().startswith("("))
        if not numbers.is_landline_number(found["number"]) or (title is None and not found["gap"]):
            continue
        if title is not None and title.title.what != "phone":
            continue
        whose = title.title.whose if title else Whose.OPEN
        certainty = around.patient_only(whose, title.row if title else _row(fields, line, found.start()))
        if certainty is not None and (title is not None or certainty > Certainty.POSSIBLE):
            yield Hit(line, *found.span(), Kind.LANDLINE, certainty)


def _bank_cards(fields: Fields, line: int, text: str) -> Iterator[Hit]:
    """Cards are of people, whoever stands beside them: organisations have accounts."""
    for found in _CARD.finditer(text):
        number = re.sub(r"\D", "", found.group())
        if number.startswith(privacy_words().bank.union) and numbers.is_bank_card(number):
            field = _title_of(fields, line, found.start())
            if field is None or field.title.what != "thing":
                yield Hit(line, *found.span(), Kind.BANK, Certainty.LIKELY)


def _whose_number(fields: Fields, around: Surroundings, line: int, start: int) -> Certainty | None:
    """How sure it is that a number with the form of a patient's is one; a number of a thing or of staff is none."""
    field = _title_of(fields, line, start)
    if field is None:
        return around.certainty(Whose.OPEN, _row(fields, line, start))
    if field.title.what in ("thing", "staff"):
        return None
    return around.certainty(field.title.whose, field.row)


def _title_of(fields: Fields, line: int, start: int) -> Field | None:
    """The field to which a number belongs: no words stand between its title and the number."""
    field = fields.governing(line, start)
    if field is None or _CHINESE.search(fields.grid.lines[line], field.start, start):
        return None
    return field


def _row(fields: Fields, line: int, start: int) -> str:
    cells = fields.grid.cells_of(line)
    cell = next((cell for cell in cells if cell.start <= start < cell.end), None)
    return fields.grid.row(cell) if cell else fields.grid.lines[line]


@cache
def _compiled() -> tuple[tuple[Kind, bool, re.Pattern[str]], ...]:
    named = [(known, known.pattern.replace("NAME", name_pattern())) for known in privacy_words().patterns]
    return tuple((Kind(known.kind), known.open, re.compile(text.replace("HAN", f"[{HAN}]"))) for known, text in named)


def _patterns(fields: Fields, around: Surroundings, line: int, text: str) -> Iterator[Hit]:
    for kind, is_open, pattern in _compiled():
        for found in pattern.finditer(text):
            value = found["value"]
            if kind is Kind.NAME and _CHINESE.search(value) and not is_name(value, doubtful=True):
                continue
            row = _row(fields, line, found.start()) if is_open else ""
            if not is_open or around.certainty(Whose.OPEN, row) is not None:
                yield Hit(line, *found.span("value"), kind, Certainty.LIKELY)
