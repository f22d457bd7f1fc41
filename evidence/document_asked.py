"""What a document is to prove: the linked requirements with their wording, verdicts and expected evidence."""

from collections.abc import Iterable
from dataclasses import dataclass

from criteria.models import AnyRequirement, Catalog, Item, LevelsCatalog
from criteria.vocabulary import Verdict, vocabulary
from evidence.documents import CLAUSE, COVERAGE, STATISTICS, Link
from evidence.naming import level_of, name_of, short_title
from evidence.situation import Proof, Situation
from evidence.words import MEASURE_NAMES


@dataclass(frozen=True)
class AskedPoint:
    """A linked clause (or measure) with the hospital's verdict and how far documents back it."""

    link: Link
    text: str
    verdict: Verdict | None
    proof: Proof


@dataclass(frozen=True)
class Expected:
    """What typically proves a requirement."""

    kind: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A requirement that a document is to prove: its linked clauses and what a reviewer expects to see."""

    heading: str
    points: tuple[AskedPoint, ...]
    clauses: int
    expected: tuple[Expected, ...]


def asked(situation: Situation, links: Iterable[Link]) -> list[Asked]:
    """The linked requirements and measures in the order of the links; links to tasks and features are left out."""
    groups: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        if link.catalog in situation.catalogs:
            key = (link.catalog, link.subject, link.ref.split("#")[0])
            groups.setdefault(key, []).append(link)
    found = []
    for (catalog_id, subject, code), group in groups.items():
        catalog = situation.catalogs[catalog_id]
        entry = (
            _asked_clauses(situation, catalog, code, group)
            if subject == CLAUSE
            else _asked_measure(situation, catalog, group[0])
        )
        if entry:
            found.append(entry)
    return found


def _asked_clauses(situation: Situation, catalog: Catalog, code: str, links: list[Link]) -> Asked | None:
    row = next((row for row in catalog.requirements if row.code == code), None)
    if row is None:
        return None
    linked = {link.ref: link for link in links}
    points = tuple(
        AskedPoint(
            linked[clause.id],
            clause.text,
            situation.verdict(catalog.id, row, clause.id, situation.duties(catalog.id)[clause.id]),
            situation.proof(CLAUSE, catalog.id, clause.id),
        )
        for clause in row.clauses
        if clause.id in linked
    )
    heading = f"{short_title(catalog)} {row.code} {name_of(catalog, row)} {level_of(row)}".strip()
    return Asked(heading, points, len(row.clauses), _expected(row))


def _expected(row: AnyRequirement) -> tuple[Expected, ...]:
    kinds = vocabulary().evidence_types
    return tuple(
        Expected(
            entry.type,
            f"{kinds[entry.type]}：{entry.what}" + (f"（{entry.max_age_days} 天内有效）" if entry.max_age_days else ""),
        )
        for entry in row.evidence
    )


def _asked_measure(situation: Situation, catalog: Catalog, link: Link) -> Asked | None:
    item = catalog.item_by_code.get(link.ref) if isinstance(catalog, LevelsCatalog) else None
    if item is None:
        return None
    heading = f"{short_title(catalog)} {item.item} {item.name} {MEASURE_NAMES[link.subject]}"
    proof = situation.proof(link.subject, catalog.id, link.ref)
    kinds = vocabulary().evidence_types
    expected = tuple(Expected(kind, kinds[kind]) for kind in STATISTICS)
    return Asked(heading, (AskedPoint(link, _measured(item, link.subject), None, proof),), 1, expected)


def _measured(item: Item, subject: str) -> str:
    if subject != COVERAGE:
        return item.data_quality_basis
    counted = item.coverage
    return f"分子：{counted.numerator}；分母：{counted.denominator}；统计时段：{counted.window}"
