"""Deliveries as evidence: what a delivered document can prove besides, and which obligation will renew a proof."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from criteria.library import shipped_catalogs
from criteria.models import AnyRequirement, AssessmentUnit, Catalog, Clause
from criteria.yaml_reader import read_yaml
from evidence.contracts.obligations import Obligation
from evidence.documents import CLAUSE, Link
from evidence.gaps import asked_rows
from evidence.naming import name_of, short_title
from evidence.proofs import Proof
from evidence.situation import Situation

# (catalog, clause id).
ProvenClause = tuple[str, str]


@dataclass(frozen=True)
class Proposal:
    """A clause that a delivered document can prove. `own`: a system of the contract answers for it.

    `link`: to be handed to documents.link_document when a person confirms it. `proof`: how far it is proven now.
    """

    link: Link
    standard: str
    code: str
    name: str
    clause: Clause
    own: bool
    proof: Proof


@cache
def proven_by_sort() -> Mapping[str, tuple[ProvenClause, ...]]:
    """Sort of obligation → the clauses that its documents can prove, in catalog order."""
    catalogs = shipped_catalogs()
    found: dict[str, tuple[ProvenClause, ...]] = {}
    for entry in _entries():
        clauses = [*_maintained(catalogs, entry["maintenance"]), *_listed(catalogs, entry)]
        found |= dict.fromkeys(entry["sorts"], tuple(dict.fromkeys(clauses)))
    return found


def _entries() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = read_yaml(Path(__file__).with_name("delivery_evidence.yaml"))
    return entries


def _maintained(catalogs: Mapping[str, Catalog], names: Iterable[str]) -> Iterable[ProvenClause]:
    wanted = set(names)
    for catalog in catalogs.values():
        for row in catalog.requirements:
            if isinstance(row, AssessmentUnit) and not wanted.isdisjoint(row.maintenance_evidence):
                yield from ((catalog.id, clause.id) for clause in row.clauses)


def _listed(catalogs: Mapping[str, Catalog], entry: Mapping[str, Any]) -> Iterable[ProvenClause]:
    return ((catalog, clause) for catalog in catalogs for clause in entry.get(catalog, ()))


def proposals(situation: Situation, obligation: Obligation, linked: Iterable[Link] = ()) -> list[Proposal]:
    """The clauses asked by the hospital's targets that a delivery of an obligation can prove, without those `linked`.

    First those that a system of the contract answers for and that are not proven yet.
    """
    wanted = set(proven_by_sort().get(obligation.sort, ()))
    taken = {(link.catalog, link.ref) for link in linked if link.subject == CLAUSE}
    found = [
        _proposal(situation, obligation, catalog, row, clause)
        for catalog, row in _asked(situation)
        for clause in row.clauses
        if (catalog.id, clause.id) in wanted - taken
    ]
    unique = list({entry.link: entry for entry in found}.values())
    return sorted(unique, key=lambda entry: (not entry.own, entry.proof is Proof.CURRENT))


def _asked(situation: Situation) -> Iterable[tuple[Catalog, AnyRequirement]]:
    for target in situation.targets:
        catalog = situation.catalogs[target.catalog]
        yield from ((catalog, row) for row in asked_rows(catalog, target))


def _proposal(
    situation: Situation, obligation: Obligation, catalog: Catalog, row: AnyRequirement, clause: Clause
) -> Proposal:
    answering = {duty.system.id for duty in situation.duties(catalog.id).get(clause.id, ())}
    return Proposal(
        link=Link(CLAUSE, clause.id, catalog.id),
        standard=short_title(catalog),
        code=row.code,
        name=name_of(catalog, row),
        clause=clause,
        own=not answering.isdisjoint(obligation.system_ids),
        proof=situation.proof(CLAUSE, catalog.id, clause.id),
    )
