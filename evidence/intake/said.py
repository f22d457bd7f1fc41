"""What a sender says about files in words: names and codes as people write them."""

from collections.abc import Iterable

from evidence.dates import parse_date
from evidence.errors import NotFoundError
from evidence.intake.candidates import links_of
from evidence.intake.incoming import Said
from evidence.situation import Situation


def said_of(
    situation: Situation,
    system: str = "",
    clauses: Iterable[str] = (),
    day: str = "",
    catalog: str = "",
    note: str = "",
) -> Said:
    """A system by its name or kind, clauses by their codes, a day as 2026-11-21.

    Raises NotFoundError for a system, standard or clause that is unknown (or not the viewer's), InvalidInputError for a
    day that does not exist.
    """
    if catalog and catalog not in situation.catalogs:
        raise NotFoundError(f"没有标准目录“{catalog}”，可用的有 {'、'.join(situation.catalogs)}。")
    return Said(
        links=tuple(link for code in clauses for link in links_of(situation, code, catalog)),
        system_id=system_named(situation, system) if system.strip() else None,
        effective_on=parse_date(day, "生效日期"),
        catalog=catalog,
        note=note,
    )


def system_named(situation: Situation, name: str) -> int:
    """The system of a name, or the only one of a kind. Raises NotFoundError."""
    name = name.strip()
    found = [s.id for s in situation.systems if s.name == name] or [s.id for s in situation.systems if s.kind == name]
    if len(found) != 1:
        names = "、".join(system.name for system in situation.systems)
        raise NotFoundError(f"没有（或不止一个）系统“{name}”，可用的有 {names}。")
    return found[0]
