"""What an official document says beside what the catalog has: same, different, missing, unknown, damaged."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

from criteria.models import AnyRequirement, Catalog, Indicator, LevelRequirement
from criteria.overlay import Contradiction as Contradiction
from criteria.overlay import OfficialRow, Overlay, asking, contradictions, lay_over
from criteria.vocabulary import Kind
from evidence.naming import level_of, name_of
from evidence.official_wording.clauses import same_wording
from evidence.official_wording.codebook import DamagedError, PassedOverError, UnknownError, meant
from evidence.official_wording.said import Said
from evidence.official_wording.words import layout_words

_EMPTY = "文件中这一条的要求是空的"
_TWICE = "同一编码在文件中出现几次，{what}不同"


class Wording(StrEnum):
    """How the official clauses stand to the catalog's."""

    SAME = "same"
    DIFFERS = "differs"
    COUNT = "count"
    UNSAID = "unsaid"


class KindChange(StrEnum):
    """How the official kind stands to the catalog's."""

    SAME = "same"
    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Compared:
    """A requirement that the document speaks of. `clauses`, `kind`, `number`: what it says, empty where nothing.

    `by_name`: found by item name and level, because the row has no code.
    """

    code: str
    name: str
    level: str
    place: str
    by_name: bool
    own_clauses: tuple[str, ...]
    clauses: tuple[str, ...]
    own_kind: Kind | None
    kind: Kind | None
    number: str

    @property
    def wording(self) -> Wording:
        """Clause by clause, by their numbers."""
        if not self.clauses:
            return Wording.UNSAID
        if len(self.clauses) != len(self.own_clauses):
            return Wording.COUNT
        same = all(map(same_wording, self.own_clauses, self.clauses))
        return Wording.SAME if same else Wording.DIFFERS

    @property
    def kind_change(self) -> KindChange:
        """Whether the kind is confirmed for the first time, or another one."""
        if self.kind is None or self.own_kind is None:
            return KindChange.UNSAID
        if self.kind is self.own_kind:
            return KindChange.SAME
        return KindChange.CONFIRMED if self.own_kind is Kind.UNCONFIRMED else KindChange.DIFFERS

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The catalog's and the official clause of each number; empty where there is none."""
        return list(zip_longest(self.own_clauses, self.clauses, fillvalue="")) if self.clauses else []

    @property
    def changed(self) -> bool:
        """Whether adopting it would change what is shown or how it is graded."""
        return self.wording in (Wording.DIFFERS, Wording.COUNT) or self.kind_change in (
            KindChange.CONFIRMED,
            KindChange.DIFFERS,
        )

    def row(self, with_count: bool) -> OfficialRow:
        """What is laid over the catalog; another number of clauses only when a person has decided so."""
        take = with_count or self.wording is not Wording.COUNT
        return OfficialRow(clauses=self.clauses if take else (), kind=self.kind, number=self.number)


@dataclass(frozen=True)
class Proposal:
    """A requirement that an unknown row may mean; for a person, by likeness of the wording only."""

    code: str
    likeness: float


@dataclass(frozen=True)
class LeftOut:
    """A row of the document that is not applied, and why."""

    place: str
    text: str
    reason: str
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A requirement of which the document says nothing."""

    code: str
    name: str
    level: str


@dataclass(frozen=True)
class Elsewhere:
    """A table of the document, with so many rows, that is about another standard and was not compared."""

    table: int
    rows: int
    title: str


@dataclass(frozen=True)
class Comparison:
    """A document beside a catalog. `source`: how the document is called; `elsewhere`: what is about other standards."""

    catalog: Catalog
    source: str
    file_name: str
    sha256: str
    compared: tuple[Compared, ...]
    missing: tuple[Missing, ...]
    unknown: tuple[LeftOut, ...]
    damaged: tuple[LeftOut, ...]
    other_edition: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def matched(self) -> list[Compared]:
        """What agrees with the catalog."""
        return [entry for entry in self.compared if not entry.changed]

    @property
    def changed(self) -> list[Compared]:
        """What adopting the document would change."""
        return [entry for entry in self.compared if entry.changed]

    def overlay(self, codes: frozenset[str] | None = None, with_count: frozenset[str] = frozenset()) -> Overlay:
        """What adopting would lay over the catalog. `codes`: of these requirements only, None = of all.

        `with_count`: those of which a person has decided that the other number of clauses holds.
        """
        rows = {
            entry.code: entry.row(entry.code in with_count)
            for entry in self.compared
            if codes is None or entry.code in codes
        }
        empty = OfficialRow()
        return Overlay(source=self.source, rows={code: row for code, row in rows.items() if row != empty})

    def doubtful(self) -> bool:
        """Whether the document is damaged or contradicts itself or the standard, so that a person must look at it."""
        return bool(self.unknown or self.damaged or self.holes or self.other_kinds or self.contradictions())

    @property
    def holes(self) -> list[Missing]:
        """What is missing in the midst: of an item and a level (a section, a control) of which the document speaks."""
        rows = {row.code: row for row in self.catalog.requirements}
        spoken = {key for entry in self.compared for key in _neighbours(rows[entry.code])}
        return [
            entry
            for entry in self.missing
            if rows[entry.code].clauses and all(key in spoken for key in _neighbours(rows[entry.code]))
        ]

    @property
    def other_kinds(self) -> list[Compared]:
        """What the document calls basic or optional against a kind that the catalog is certain of."""
        return [entry for entry in self.compared if entry.kind_change is KindChange.DIFFERS]

    def contradictions(self, codes: frozenset[str] | None = None) -> list[Contradiction]:
        """The levels whose published number of basic items would not hold any more after adopting."""
        return contradictions(lay_over(self.catalog, [self.overlay(codes)]))


def _neighbours(row: AnyRequirement) -> tuple[str, ...]:
    """What a requirement has in common with those printed around it."""
    if isinstance(row, LevelRequirement):
        return row.item, f"level {row.level}"
    return (row.section if isinstance(row, Indicator) else row.control,)


def compare(catalog: Catalog, rows: Iterable[Said], source: str, file_name: str, sha256: str) -> Comparison:
    """Sets the rows of a document beside the requirements of a catalog."""
    found: dict[str, list[Said]] = defaultdict(list)
    unknown: list[LeftOut] = []
    damaged: list[LeftOut] = []
    for said in rows:
        try:
            for code, own in list(meant(catalog, said)):
                found[code].append(own)
        except PassedOverError:
            continue
        except UnknownError:
            unknown.append(LeftOut(said.place, said.told, "标准目录中没有这个编码或名称", _proposals(catalog, said)))
        except DamagedError as error:
            damaged.append(LeftOut(said.place, said.told, str(error)))
    together = [_together(catalog, row, found[row.code]) for row in catalog.requirements if row.code in found]
    damaged += [entry for entry in together if isinstance(entry, LeftOut)]
    seen = set(found)
    missing = tuple(
        Missing(row.code, name_of(catalog, row), level_of(row)) for row in asking(catalog) if row.code not in seen
    )
    compared = tuple(entry for entry in together if isinstance(entry, Compared))
    return Comparison(catalog, source, file_name, sha256, compared, missing, tuple(unknown), tuple(damaged))


def _together(catalog: Catalog, row: AnyRequirement, said: list[Said]) -> Compared | LeftOut:
    """What several rows say of one requirement (one annex has the wording, another the kind)."""
    place = "、".join(dict.fromkeys(entry.place for entry in said))
    texts = _texts(said, len(row.clauses))
    kinds = {entry.kind for entry in said if entry.kind is not None}
    different = [what for what, several in (("要求", len(texts) > 1), ("基本项或选择项", len(kinds) > 1)) if several]
    if different:
        return LeftOut(place, f"{row.code} {name_of(catalog, row)}", _TWICE.format(what="、".join(different)))
    if row.clauses and not texts and any(entry.empty for entry in said):
        return LeftOut(place, f"{row.code} {name_of(catalog, row)}", _EMPTY)
    own_kind = row.kind if isinstance(row, LevelRequirement) else None
    return Compared(
        code=row.code,
        name=name_of(catalog, row),
        level=level_of(row),
        place=place,
        by_name=all(not entry.code for entry in said),
        own_clauses=tuple(clause.text for clause in row.clauses),
        clauses=texts[0] if texts else (),
        own_kind=own_kind,
        kind=kinds.pop() if kinds and own_kind is not None else None,
        number=next((entry.number for entry in said if entry.number), ""),
    )


def _texts(said: list[Said], own: int) -> list[tuple[str, ...]]:
    """The different readings of the wording. `own`: the catalog's number of clauses.

    Rows that say one clause each are the clauses of one requirement when there are as many; an enumeration behind words
    of its own belongs to the clause when the catalog has a single one.
    """
    parts = [entry.parts for entry in said if entry.parts is not None]
    readings = [(part.undivided,) if own == 1 and part.undivided else part.texts for part in parts]
    different = list(dict.fromkeys(readings))
    if len(different) == len(parts) == own > 1 and all(len(part.texts) == 1 for part in parts):
        return [tuple(text for [text] in different)]
    return different


def _proposals(catalog: Catalog, said: Said) -> tuple[Proposal, ...]:
    """Requirements with the most similar wording, for a person to look at."""
    words = layout_words()
    text = "".join(said.parts.texts) if said.parts else ""
    if not text:
        return ()
    matcher = SequenceMatcher(b=text, autojunk=False)
    found = []
    for row in catalog.requirements:
        matcher.set_seq1("".join(clause.text for clause in row.clauses))
        if matcher.real_quick_ratio() >= words.least_similar and matcher.quick_ratio() >= words.least_similar:
            found.append(Proposal(row.code, matcher.ratio()))
    likely = sorted((p for p in found if p.likeness >= words.least_similar), key=lambda p: -p.likeness)
    return tuple(likely[: words.proposals])
