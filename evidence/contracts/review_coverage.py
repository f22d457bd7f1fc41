"""Which contract supports which system in which coming review, how far, and whether it lasts until then."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from criteria.models import Catalog
from evidence.access import Permission, may, sees_all
from evidence.contracts.coverage import Cover, Has, Question, Terms, cover_by_any, review_limit
from evidence.contracts.coverage_contracts import contracts_on, has_ended
from evidence.contracts.draft import ContractDraft
from evidence.contracts.facts import ConfirmedFacts, all_facts
from evidence.contracts.review_levels import level_text, place_of_level
from evidence.contracts.system_contracts import SystemContracts, system_contracts
from evidence.contracts.wording import limit_words
from evidence.contracts.words import SUPPORT_SIGNS
from evidence.gaps import Reason
from evidence.records import Contract, System, Target
from evidence.situation import Situation
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.worklist import target_name


@dataclass(frozen=True)
class ReviewSupport:
    """What the contract of a system gives for a review. `level`: as the contract grants it (6 级及以上), may be empty.

    `limits`: how far it goes, as the text says; `ends_early`: the contract is over before the review.
    """

    cover: Cover
    level: str
    limits: str
    ends_early: bool

    @property
    def text(self) -> str:
        """✔ 免费 6 级及以上，合同先到期."""
        level = f" {self.level.strip()}" if self.level else ""
        return f"{SUPPORT_SIGNS[self.cover.status]}{level}{'，! 合同先到期' if self.ends_early else ''}"


@dataclass(frozen=True)
class SupportRow:
    """A system with its contracts; `reviews`: one for each column, None where the standard asks nothing of it."""

    entry: SystemContracts
    reviews: tuple[ReviewSupport | None, ...]
    others: tuple[str, ...]

    @property
    def system(self) -> System:
        """The system."""
        return self.entry.system


@dataclass(frozen=True)
class SupportGrid:
    """Systems × reviews. `targets`: the columns, `names`: what they are called."""

    targets: tuple[Target, ...]
    names: tuple[str, ...]
    rows: tuple[SupportRow, ...]


def load_support(store: Store, viewer: Viewer, situation: Situation) -> SupportGrid:
    """The grid of the systems that the viewer sees, kept until something changes; empty for who sees no contracts."""

    def compute() -> SupportGrid:
        found = list({(t.catalog, t.level, t.review_on): t for t in situation.targets}.values())
        targets = sorted(found, key=lambda target: target.review_on or date.max)
        names = tuple(target_name(situation, target) for target in targets)
        grid = _Grid(situation, all_facts(store, viewer))
        # Who sees only their own contracts is not told that there is none: another's may hold.
        entries = [e for e in system_contracts(store, viewer, situation) if e.contracts or sees_all(viewer)]
        rows = tuple(grid.row(entry, targets) for entry in entries)
        return SupportGrid(tuple(targets), names, rows)

    if not may(viewer, Permission.WORK):
        return SupportGrid((), (), ())
    key = ("review-support", situation.revision, situation.editions, situation.today)
    kept: SupportGrid = store.cached(viewer, key, compute)
    return kept


class _Grid:
    """What all cells are worked out from."""

    def __init__(self, situation: Situation, facts: Mapping[int, ConfirmedFacts]) -> None:
        self.situation = situation
        self.facts = facts
        self.asked: dict[str, set[int]] = {}

    def row(self, entry: SystemContracts, targets: list[Target]) -> SupportRow:
        held = [self._draft(contract) for contract in contracts_on(entry.contracts, self.situation.today)]
        others = dict.fromkeys(name for draft in held if draft for name in draft.values("other_reviews"))
        return SupportRow(entry, tuple(self._cell(entry, target) for target in targets), tuple(others))

    def _draft(self, contract: Contract) -> ContractDraft | None:
        agreed = self.facts.get(contract.id)
        return agreed.draft if agreed else None

    def _cell(self, entry: SystemContracts, target: Target) -> ReviewSupport | None:
        if entry.system.id not in self._asked(target.catalog):
            return None
        catalog, today = self.situation.catalogs[target.catalog], self.situation.today
        day = max(target.review_on or today, today)
        contracts = {contract.id: contract for contract in contracts_on(entry.contracts, day)}
        terms = [Terms(contract, self._draft(contract), None) for contract in contracts.values()]
        # One that begins before the review is asked about as if it had begun.
        begun = all(contract.starts_on is None or contract.starts_on <= today for contract in contracts.values())
        place = place_of_level(catalog, target.level) or 0
        question = Question(catalog, place, Reason.NO_DOCUMENT, Has.UNKNOWN, today if begun else day, target.review_on)
        found = cover_by_any(question, terms, named=len(entry.contracts) > 1)
        answering = contracts.get(found.contract_id or 0)
        draft = self._draft(answering) if answering else None
        early = answering is not None and has_ended(answering, day)
        return ReviewSupport(found, _granted(draft, catalog), _limits(draft, catalog), early)

    def _asked(self, catalog: str) -> set[int]:
        if catalog not in self.asked:
            duties = self.situation.duties(catalog).values()
            self.asked[catalog] = {duty.system.id for found in duties for duty in found}
        return self.asked[catalog]


def _granted(draft: ContractDraft | None, catalog: Catalog) -> str:
    if draft is None:
        return ""
    named = [fact.value for fact in draft.facts_of("targets") if fact.value.catalog == catalog.id]
    return "、".join(filter(None, (level_text(target).strip() for target in named)))


def _limits(draft: ContractDraft | None, catalog: Catalog) -> str:
    fact = review_limit(draft, catalog.id) if draft else None
    return limit_words(fact.value) if fact else ""


def to_table(grid: SupportGrid) -> pd.DataFrame:
    """One row per system, for Excel."""
    return pd.DataFrame(
        [
            {
                "系统": row.system.name,
                "厂商": row.system.vendor,
                "合同": "、".join(contract.title for contract in row.entry.contracts),
                "提示": row.entry.warning,
                **{
                    name: "" if cell is None else f"{cell.text}：{cell.cover.reason}"
                    for name, cell in zip(grid.names, row.reviews, strict=True)
                },
                "其他评审支持": "、".join(row.others),
            }
            for row in grid.rows
        ]
    )
