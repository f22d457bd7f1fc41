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
from evidence.privacy.words import Pattern, privacy_words

_NOT_BEFORE = r"(?<![\dA-Za-z*])(?<!\d[-._])"
_NOT_AFTER = r"(?![\dA-Za-z*])(?![-._]\d)"
_MOBILE = re.compile(rf"{_NOT_BEFORE}(?:(?:\+|00)?86[- ]?)?1[3-9]\d[-. ]?\d{{4}}[-. ]?\d{{4}}{_NOT_AFTER}")
_LANDLINE = re.compile(
    rf"{_NOT_BEFORE}(?:\+?86[- ]?)?(?P<number>(?:\(?0|\+86[- ]?)\d{{2,3}}(?P<gap>\)|[- ]|\)-)?\d{{7,8}})"
    rf"(?:[-转]\d{{1,5}})?{_NOT_AFTER}"
)
_CARD = re.compile(rf"{_NOT_BEFORE}\d(?:[ -]?\d){{15,18}}{_NOT_AFTER}")
_OLD_IDENTITY = re.compile(rf"{_NOT_BEFORE}\d{{15}}{_NOT_AFTER}")
_END_DIGITS = re.compile(r"(?<!\d)\d{3,17}$")
_START_DIGITS = re.compile(r"\d{1,15}[\dXx](?![\dA-Za-z])|[\dXx](?![\dA-Za-z])")
# What stands between the digits of one number: blanks, signs, borders of cells, characters that are not seen.
_APART = r"[\s._,\-\u00ad\u200b-\u200f\u2060\ufeff]"
# Parts in cells of their own are found one by one, unless so short that they stand everywhere.
_SHORTEST_PART = 4
_MOST_PARTS = 3
_CHINESE = re.compile(f"[{HAN}]")
_OF_NAMES = ("name", "person")
_SEX_AND_AGE = re.compile(r"[男女]性?[\s,、/|]*(?:年龄)?[:\s]*\d{1,3}\s*(?:岁|个?月|天)")
# So many characters of an identity number must be digits before others are taken for misread ones.
_TRUE_DIGITS = 14


def hits_anywhere(fields: Fields, around: Surroundings) -> Iterator[Hit]:
    """The identities on a page that need no title, and those whose title only says that they are none."""
    for line, text in enumerate(fields.grid.lines):
        yield from _identity_numbers(fields, line, text)
        digits = sum(map(str.isdigit, text))
        yield from _patterns(fields, around, line, text, digits)
        yield from (Hit(line, start, end, Kind.NAME, Certainty.LIKELY) for start, end in names_in_sentence(text))
        if digits >= 10:
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
    last = f"[0-9XxΧХ×{digit[4:-1]}]"
    return re.compile(rf"(?<!\d)(?=({digit}(?:{_APART}{{0,3}}{digit}){{16}}{_APART}{{0,3}}{last})(?!\d))")


def _identity_numbers(fields: Fields, line: int, text: str) -> Iterator[Hit]:
    """With its check digit wherever it stands; without, unless it is the number of a thing (area, day, number)."""
    upto = 0
    for found in _identity_pattern().finditer(text):
        if found.start() < upto:
            continue
        plain = re.sub(_APART, "", found.group(1))
        if sum(map(str.isdigit, plain)) < _TRUE_DIGITS:
            continue
        last = "X" if plain[-1] in "XxΧХ×" else numbers.as_digits(plain[-1])
        number = numbers.as_digits(plain[:17]) + last
        if numbers.is_identity_number(number) and _is_one(found.group(1)):
            upto = found.end(1)
            for start, end in _parts(text, found.start(1), upto):
                yield Hit(line, start, end, Kind.IDENTITY, Certainty.CERTAIN)
        elif plain[:17].isdigit() and numbers.has_identity_form(number) and found.group(1) == plain:
            upto = found.end(1)
            field = _title_of(fields, line, found.start(1))
            if field is None or field.title.what != "thing":
                yield Hit(line, found.start(1), upto, Kind.IDENTITY, Certainty.POSSIBLE)


def _is_one(number: str) -> bool:
    """Whether cells or commas divide a number as people do: into few parts, single digits or thousands. Figures of a
    table that together look like one are none.
    """
    lengths = {len(part) for part in re.split(r"\s*[\t,]\s*", number)}
    return len(lengths) == 1 or (min(lengths) > 2 and len(re.findall(r"[\t,]", number)) < _MOST_PARTS)


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of a number in the cells over which it is spread."""
    cells = [(start + found.start(), start + found.end()) for found in re.finditer(r"[^\t]+", text[start:end])]
    return cells if all(last - first >= _SHORTEST_PART for first, last in cells) else [(start, end)]


def _broken_identity_number(grid: Grid, cell: Cell) -> Iterator[Hit]:
    """An identity number that goes on in the cell below, as narrow columns break it, or in the next one."""
    first = _END_DIGITS.search(cell.text)
    for other in (next(grid.below(cell), None), grid.right(cell)) if first else ():
        second = _START_DIGITS.match(other.text) if other else None
        if first is None or other is None or second is None:
            continue
        if numbers.is_identity_number(first.group() + second.group().upper()):
            yield Hit(cell.line, cell.start + first.start(), cell.end, Kind.IDENTITY, Certainty.CERTAIN)
            yield Hit(other.line, other.start, other.start + second.end(), Kind.IDENTITY, Certainty.CERTAIN)
            return


def _name_of_card(fields: Fields, cell: Cell) -> Iterator[Hit]:
    """A name without a title, beside or above the number or the age of its owner, as on the cards of telephone apps."""
    if not is_name(cell.text, doubtful=True):
        return
    for other in (fields.grid.right(cell), next(fields.grid.below(cell), None)):
        if other is None:
            continue
        titles = fields.titles_of(other)
        number = numbers.is_identity_number(other.text.upper())
        if number or _SEX_AND_AGE.match(other.text) or (titles and titles[0].what in ("record", "identity")):
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
def _compiled() -> tuple[tuple[Pattern, re.Pattern[str]], ...]:
    named = [(known, known.pattern.replace("NAME", name_pattern())) for known in privacy_words().patterns]
    return tuple((known, re.compile(text.replace("HAN", f"[{HAN}]"))) for known, text in named)


def _patterns(fields: Fields, around: Surroundings, line: int, text: str, digits: int) -> Iterator[Hit]:
    for known, pattern in _compiled():
        kind = Kind(known.kind)
        for found in pattern.finditer(text) if known.has in text and digits >= known.digits else ():
            value = found["value"]
            if kind is Kind.NAME and _CHINESE.search(value) and not is_name(value, doubtful=True):
                continue
            row = _row(fields, line, found.start()) if known.open else ""
            if not known.open or around.certainty(Whose.OPEN, row) is not None:
                yield Hit(line, *found.span("value"), kind, Certainty.LIKELY)
