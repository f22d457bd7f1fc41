"""Finds the requirement that a row of an official document means: by its code, else by item name and level."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from criteria.models import AssessmentUnit, Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence.official_wording.clauses import Parts
from evidence.official_wording.said import Said
from evidence.official_wording.words import fold, layout_words, same_name

_NUMBERS = re.compile(r"(\d{1,3}(?:[.．、-]\d{1,3})*)")
_CLAUSE = re.compile(r"(\d+(?:\.\d+)+)(?:([a-z])\)?)?", re.IGNORECASE)
_Key = tuple[int, ...]


class UnknownError(Exception):
    """The row has a code or a name that the catalog does not have."""


class DamagedError(Exception):
    """The row cannot be relied on; the message is a Chinese clause that says why."""


class PassedOverError(Exception):
    """The row speaks of an item or a section, not of a requirement."""


def meant(catalog: Catalog, said: Said) -> Iterator[tuple[str, Said]]:
    """The requirement codes that a row speaks of, each with what is said of it (several for a control with a), b) …).

    Raises UnknownError, DamagedError, PassedOverError.
    """
    if said.problem:
        raise DamagedError(said.problem)
    if said.parts is not None and said.parts.broken:
        raise DamagedError("要求点的编号不连续，像是少了或多了一条")
    try:
        yield from _of_catalog(catalog, said)
    except (UnknownError, DamagedError) as error:
        # A heading over a table names many things: only one that the catalog has makes its rows speak of requirements.
        if said.named_above and (isinstance(error, UnknownError) or not said.code):
            raise PassedOverError from error
        raise


def speaks_of(catalog: Catalog, said: Said) -> bool:
    """Whether a row means requirements that the catalog has."""
    try:
        return bool(list(meant(catalog, said)))
    except (UnknownError, DamagedError, PassedOverError):
        return False


def _of_catalog(catalog: Catalog, said: Said) -> Iterator[tuple[str, Said]]:
    if isinstance(catalog, ComplianceCatalog):
        yield from _units(catalog, said)
    elif isinstance(catalog, LevelsCatalog):
        yield _level_row(catalog, said), said
    else:
        yield _indicator(catalog, said), said


@lru_cache(maxsize=4096)
def _key(code: str) -> _Key | None:
    """(5, 1, 6) of `05.01.6`, `５.１.６ ` or `05-01-6`; None for what is no code."""
    found = _NUMBERS.match(fold(code))
    if found is None or fold(code)[found.end() :][:1].isdigit():
        return None
    rest = fold(code)[found.end() :]
    if len(rest) > 30:
        return None
    return tuple(int(part) for part in re.split(r"[.．、-]", found[1]))


def _same(one: str, other: str) -> bool:
    """Whether two names are the same, or one is the other with an addition."""
    short, long = sorted((same_name(one), same_name(other)), key=len)
    return bool(short) and (short in long)


def _names(text: str) -> set[str]:
    """A name with and without what stands behind it in brackets: 病房医嘱处理（有效应用按近3个月计算）."""
    return {same_name(text), same_name(re.split(r"[(（\n]", text.strip())[0])}


def _level_row(catalog: LevelsCatalog, said: Said) -> str:
    items = {_key(item.item): item for item in catalog.items}
    depth = len(next(key for key in items if key))
    key = _key(said.code)
    if said.code and key is None:
        raise DamagedError(f"编码列的“{said.code[:12]}”不是编码，像是列错位")
    if said.level_text and said.level is None:
        raise DamagedError(f"级别列的“{said.level_text[:12]}”不是级别，像是列错位")
    if said.level is None and (key is None or len(key) == depth):
        said = replace(said, level=said.level_above)
    if key is None:
        return _by_item_name(catalog, said)
    _check_depth(said, len(key), depth)
    item = items.get(key[:depth])
    level = key[depth] if len(key) > depth else said.level
    if said.level not in (None, level):
        raise DamagedError(f"编码与级别“{said.level_text}”不一致")
    rows = {row.level: row.code for row in catalog.requirements if item is not None and row.item == item.item}
    if item is None or level not in rows:
        raise UnknownError
    if said.name and not _same(said.name, item.name):
        raise DamagedError(f"编码是“{item.name}”的，项目名称却是“{' '.join(said.name.split())[:20]}”")
    return rows[level]


def _check_depth(said: Said, own: int, depth: int) -> None:
    """A code must name an item and a level, or an item with the level beside it."""
    if own not in (depth, depth + 1):
        raise UnknownError
    if own == depth and said.level is None:
        if said.kind is None and said.parts is None:
            raise PassedOverError
        raise DamagedError("有项目编码而没有级别")


def _by_item_name(catalog: LevelsCatalog, said: Said) -> str:
    if not said.name:
        raise DamagedError("没有编码，也没有项目名称")
    found = [item for item in catalog.items if same_name(item.name) in _names(said.name)]
    if said.level is None:
        if (said.kind is None and said.parts is None) or (found and not said.has_level_column):
            raise PassedOverError
        raise DamagedError("没有编码，也没有级别")
    codes = [row.code for item in found for row in catalog.requirements if row.item == item.item]
    wanted = [row.code for row in catalog.requirements if row.code in codes and row.level == said.level]
    if len(found) > 1:
        raise DamagedError("没有编码，而有几个项目叫这个名称")
    if not wanted:
        raise UnknownError
    return wanted[0]


def _indicator(catalog: PointsCatalog, said: Said) -> str:
    if not said.code:
        found = [row.code for row in catalog.requirements if said.name and same_name(row.name) in _names(said.name)]
        if len(found) == 1:
            return found[0]
        raise DamagedError("没有编码，名称也不能唯一确定一项指标" if said.name else "没有编码，也没有指标名称")
    key = _key(said.code)
    if key is None:
        raise DamagedError(f"编码列的“{said.code[:12]}”不是编码，像是列错位")
    if any(_key(section.section) == key for section in catalog.sections):
        raise PassedOverError
    row = next((row for row in catalog.requirements if _key(row.code) == key), None)
    if row is None:
        raise UnknownError
    if said.name and not _same(said.name, row.name):
        raise DamagedError(f"编码是“{row.name}”的，指标名称却是“{' '.join(said.name.split())[:20]}”")
    return row.code


def _units(catalog: ComplianceCatalog, said: Said) -> Iterator[tuple[str, Said]]:
    unit = layout_words().unit_code.search(fold(said.code).upper())
    if unit is not None:
        code = f"L3-{unit[0].replace('-', '')[2:6]}-{unit[0][-2:]}"
        row = next((row for row in catalog.requirements if row.code == code), None)
        if row is None:
            raise UnknownError
        if said.name and said.name != said.code and not _names_unit(row, said.name):
            raise DamagedError(f"编码是“{row.control}”的，控制点却是“{' '.join(said.name.split())[:20]}”")
        yield code, said
        return
    numbered = _CLAUSE.fullmatch(fold(said.code)) or _CLAUSE.match(fold(said.name))
    if said.code and numbered is None:
        raise DamagedError(f"编码列的“{said.code[:12]}”不是测评单元编号，像是列错位")
    yield from _of_control(catalog, said, numbered)


def _names_unit(row: AssessmentUnit, name: str) -> bool:
    return _same(name, row.control) or bool(layout_words().unit_code.search(fold(name).upper()))


def _of_control(catalog: ComplianceCatalog, said: Said, numbered: re.Match[str] | None) -> Iterator[tuple[str, Said]]:
    """The units of a control, by its clause number or its name, and by the letters in front of the parts."""
    by_clause: dict[str, dict[str, AssessmentUnit]] = defaultdict(dict)
    for row in catalog.requirements:
        number, _, letter = row.clause.partition(" ")
        by_clause[number][letter.rstrip(")")] = row
    if numbered is not None:
        number = str(numbered[1])
    else:
        named = {
            number
            for number, units in by_clause.items()
            for row in units.values()
            if same_name(row.control) == same_name(said.name) and (not said.group or _same(said.group, row.domain))
        }
        if not said.name or len(named) > 1:
            raise DamagedError("没有编号，控制点的名称也不能唯一确定")
        number = named.pop() if named else ""
    units = by_clause.get(number, {})
    if not units:
        raise UnknownError
    control = next(iter(units.values())).control
    if said.name and not _same(said.name, control):
        raise DamagedError(f"编号是“{control}”的，控制点却是“{' '.join(said.name.split())[:20]}”")
    yield from _lettered(units, numbered[2] if numbered is not None else None, said)


def _lettered(units: dict[str, AssessmentUnit], letter: str | None, said: Said) -> Iterator[tuple[str, Said]]:
    parts = said.parts or Parts((), ())
    if letter is not None or len(units) == 1:
        row = units.get(letter.lower() if letter else next(iter(units)))
        if row is None:
            raise UnknownError
        whole = Parts(("".join(parts.texts),), ()) if len(parts.texts) > 1 and not parts.numbers else said.parts
        yield row.code, replace(said, parts=whole)
        return
    numbers = parts.numbers
    if not numbers and len(parts.texts) == len(units):
        # Word numbers the paragraphs itself: their letters are not in the text, but all of them are there.
        numbers = tuple(range(1, len(units) + 1))
    if len(numbers) != len(parts.texts) or not parts.texts:
        raise DamagedError("控制点下的要求没有逐条标出 a)、b)、c)")
    for number, text in zip(numbers, parts.texts, strict=True):
        own = units.get(chr(ord("a") + number - 1))
        if own is None:
            raise UnknownError
        yield (
            own.code,
            replace(said, code=f"{said.code} {chr(ord('a') + number - 1)})".strip(), parts=Parts((text,), ())),
        )
