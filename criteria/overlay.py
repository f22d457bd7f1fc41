"""What a hospital's own official documents say, laid over a catalog: wording, kinds, annex numbers (section 9)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from criteria.integrity import actual_counts
from criteria.models import (
    AnyRequirement,
    Catalog,
    Clause,
    Frozen,
    KindField,
    LevelRequirement,
    LevelsCatalog,
    OfficialWording,
    Provenance,
    Several,
)
from criteria.vocabulary import Kind

_WHOLLY, _PARTLY = "hospital_document", "partly_hospital_document"


class OfficialRow(Frozen):
    """What a document says of one requirement; what is empty stays as the catalog has it."""

    clauses: Several[str] = ()
    kind: KindField = None
    number: str = ""


class Overlay(Frozen):
    """What one document (`source`: how it is called) says, by requirement code."""

    source: str
    rows: dict[str, OfficialRow]


@dataclass(frozen=True)
class Contradiction:
    """A level whose kinds are all confirmed, with more or fewer basic items than the standard publishes."""

    level: int
    basic: int
    published: int


def lay_over(catalog: Catalog, overlays: Sequence[Overlay]) -> Catalog:
    """A new catalog with what the documents say; of two that speak of the same, the later counts.

    Clauses go by their number. A clause beyond the official ones keeps its wording and a further official one is added,
    so that every clause that a verdict or document refers to stays. Codes the catalog does not have are passed over.
    """
    if not overlays:
        return catalog
    laying = _Laying(overlays)
    rows = tuple(laying.row(row) for row in catalog.requirements)
    laid = _with(catalog, requirements=rows, official=laying.official())
    counts = actual_counts(laid)
    return _with(
        laid,
        counts={name: counts[name] for name in laid.counts},
        provenance=tuple(_provenance(laid, entry) for entry in laid.provenance),
    )


class _Laying:
    """Collects, row by row, what came from which document."""

    def __init__(self, overlays: Sequence[Overlay]) -> None:
        self.overlays = overlays
        self.sources: dict[str, str] = {}
        self.numbers: dict[str, str] = {}
        self.kinds: list[str] = []

    def row(self, row: AnyRequirement) -> AnyRequirement:
        """The requirement as the documents have it."""
        changes: dict[str, Any] = {}
        clauses = row.clauses
        for overlay in self.overlays:
            said = overlay.rows.get(row.code)
            if said is None:
                continue
            if said.clauses:
                clauses = self._clauses(row.code, clauses, said.clauses, overlay.source)
            if said.number:
                self.numbers[row.code] = said.number
            if said.kind not in (None, Kind.UNCONFIRMED) and isinstance(row, LevelRequirement) and row.level > 0:
                changes["kind"] = said.kind
        if "kind" in changes:
            self.kinds.append(row.code)
        if clauses is not row.clauses:
            changes["clauses"] = clauses
        return row.model_copy(update=changes) if changes else row

    def _clauses(self, code: str, own: tuple[Clause, ...], texts: Sequence[str], source: str) -> tuple[Clause, ...]:
        official = tuple(Clause(id=f"{code}#{number}", text=text) for number, text in enumerate(texts, 1))
        self.sources |= {clause.id: source for clause in official}
        return official + own[len(official) :]

    def official(self) -> OfficialWording:
        """The record of what was laid over."""
        content = "\n".join(overlay.model_dump_json() for overlay in self.overlays)
        return OfficialWording(
            digest=hashlib.sha256(content.encode()).hexdigest(),
            sources=self.sources,
            numbers=self.numbers,
            kinds=tuple(self.kinds),
        )


def _with(catalog: Catalog, **changes: Any) -> Catalog:
    """A changed copy. Not model_copy, which would keep the tables that the old catalog has worked out and cached."""
    fields = {name: getattr(catalog, name) for name in type(catalog).model_fields}
    return type(catalog).model_construct(**(fields | changes))


def _provenance(catalog: Catalog, entry: Provenance) -> Provenance:
    """How certain a fact is with the documents."""
    assert catalog.official is not None  # noqa: S101 - called for a catalog that was laid over
    if entry.fact == "wording":
        owed, shown = {clause.id for row in asking(catalog) for clause in row.clauses}, set(catalog.official.sources)
    elif entry.fact == "kind":
        owed, shown = {row.code for row in asking(catalog)}, set(catalog.official.kinds)
    else:
        return entry
    if not owed & shown:
        return entry
    return Provenance(fact=entry.fact, mark=_WHOLLY if owed <= shown else _PARTLY, why=entry.why)


def asking(catalog: Catalog) -> list[AnyRequirement]:
    """The requirements without level 0, which only describes the state before any system."""
    return [row for row in catalog.requirements if not (isinstance(row, LevelRequirement) and row.level == 0)]


def contradictions(catalog: Catalog) -> list[Contradiction]:
    """The levels at which confirmed kinds cannot be right, because the published number of basic items is another."""
    if not isinstance(catalog, LevelsCatalog):
        return []
    found = []
    for number, level in catalog.level_by_number.items():
        kinds = [rows[number].kind for rows in catalog.rows_by_item.values() if number in rows]
        basic, open_ = kinds.count(Kind.BASIC), kinds.count(Kind.UNCONFIRMED)
        if level.basic_items is not None and not basic <= level.basic_items <= basic + open_:
            found.append(Contradiction(number, basic, level.basic_items))
    return found


def source_of(catalog: Catalog, clause_id: str) -> str:
    """The document whose wording a clause has; empty for this project's own."""
    return catalog.official.sources.get(clause_id, "") if catalog.official else ""


def number_of(catalog: Catalog, code: str) -> str:
    """The number of a requirement in the hospital's own copy of the annex; empty where there is none."""
    return catalog.official.numbers.get(code, "") if catalog.official else ""


def editions(catalogs: Mapping[str, Catalog]) -> tuple[tuple[str, str], ...]:
    """What tells catalogs with the same ids apart: id and digest of what is laid over, for the key of a cache."""
    return tuple((id_, catalog.official.digest if catalog.official else "") for id_, catalog in catalogs.items())
