"""谁出钱: whether a contract covers the work that closes a gap, by its words; what they leave open is said to be so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from criteria.models import Catalog, ComplianceCatalog
from criteria.yaml_reader import read_yaml
from evidence.contracts.coverage_contracts import has_ended
from evidence.contracts.customisations import Balance
from evidence.contracts.draft import ContractDraft, Fact, Quote, ReviewLimit
from evidence.contracts.review_levels import level_text, reaches
from evidence.gaps import Reason
from evidence.naming import short_title
from evidence.records import Contract


class Status(StrEnum):
    """Who pays: the contract covers it, it has to be negotiated, the text leaves it open, or there is no contract."""

    COVERED = "covered"
    NEGOTIATED = "negotiated"
    UNCLEAR = "unclear"
    NONE = "none"


# What several contracts of a system say, the answer that counts first.
_CLEAREST = (Status.COVERED, Status.NEGOTIATED, Status.UNCLEAR, Status.NONE)


class Has(StrEnum):
    """Whether a system has the features that a clause asks for, as far as its feature list says."""

    YES = "yes"
    NO = "no"
    PARTS = "parts"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Cover:
    """Who pays for a piece of work. `quote`: the clause that says so; `work`: its sort in Chinese."""

    status: Status
    reason: str
    quote: Quote | None = None
    work: str = ""
    contract_id: int | None = None
    contract: str = ""

    @property
    def name(self) -> str:
        """免费, 需协商, 待确认, 无合同."""
        return status_name(self.status)


@dataclass(frozen=True)
class Terms:
    """What a contract says about work: its facts as confirmed (None: nothing was), and what is left of free work."""

    contract: Contract
    draft: ContractDraft | None
    balance: Balance | None


@dataclass(frozen=True)
class Question:
    """A piece of work. `place`: of the requirement's level on the catalog's scale, 0 where there is none."""

    catalog: Catalog
    place: int
    reason: Reason
    has: Has
    today: date
    review_on: date | None


def status_name(status: Status) -> str:
    """免费, 需协商, 待确认, 无合同."""
    return str(words()["statuses"][status])


def cover(question: Question, terms: Terms | None) -> Cover:
    """Who pays for a piece of work under the contract of its system; `terms` None: there is no contract."""
    if question.reason is Reason.NO_SYSTEM:
        return Cover(Status.NONE, _said("no_system"))
    if terms is None:
        return Cover(Status.NONE, _said("no_contract"))
    contract = terms.contract
    found = _not_in_force(question, terms) or _by_work(question, terms)
    if found.status is Status.COVERED and question.review_on and has_ended(contract, question.review_on):
        early = _said("ends_early", ends=contract.ends_on, review=question.review_on)
        found = replace(found, reason=f"{found.reason}；{early}")
    return replace(found, contract_id=contract.id, contract=contract.title)


def cover_by_any(question: Question, terms: Sequence[Terms], named: bool) -> Cover:
    """Who pays under several contracts that hold: one that covers the work is enough, of several the longest one.

    Where none does, the status is that of the clearest one. `named`: the system has several contracts, so what one of
    them says or leaves open is told with its name.
    """
    if not terms:
        return cover(question, None)
    longest = sorted(terms, key=lambda one: one.contract.ends_on or date.max, reverse=True)
    answers = sorted((cover(question, one) for one in longest), key=lambda answer: _CLEAREST.index(answer.status))
    if not named or answers[0].status is Status.COVERED:
        return answers[0]
    told = (_said("named", contract=answer.contract, reason=answer.reason) for answer in answers)
    return replace(answers[0], reason="；".join(told))


def _not_in_force(question: Question, terms: Terms) -> Cover | None:
    contract = terms.contract
    if has_ended(contract, question.today):
        return Cover(Status.NONE, _said("ended", ends=contract.ends_on))
    if contract.starts_on is not None and contract.starts_on > question.today:
        return Cover(Status.NONE, _said("not_begun", starts=contract.starts_on))
    if terms.draft is None:
        return Cover(Status.UNCLEAR, _said("not_confirmed"))
    return None


def _by_work(question: Question, terms: Terms) -> Cover:
    assert terms.draft is not None  # noqa: S101 - without it the contract does not answer
    work = work_of(question)
    clauses = _Clauses(question.catalog, question.place, terms.draft, terms.balance)
    rules: Mapping[str, Callable[[], Cover]] = {
        "documents": clauses.documents,
        "existing": clauses.existing,
        "use": lambda: Cover(Status.UNCLEAR, _said("use_open")),
        "new": clauses.new,
        "security": clauses.security,
        "either": clauses.either,
    }
    return replace(rules[work](), work=words()["works"][work])


def work_of(question: Question) -> str:
    """The sort of work: documents, existing, use, new, security, or either (existing or new, not known which)."""
    work: str = words()["work"][question.reason]
    if work != "build":
        return work
    if isinstance(question.catalog, ComplianceCatalog):
        return "security"
    if question.has is Has.UNKNOWN and question.reason is Reason.PARTIAL:
        return "existing"
    return {Has.YES: "existing", Has.NO: "new"}.get(question.has, "either")


class _Clauses:
    """What the clauses of one contract say about work for one requirement."""

    def __init__(self, catalog: Catalog, place: int, draft: ContractDraft, balance: Balance | None) -> None:
        self.draft = draft
        self.balance = balance
        self.catalog = catalog
        self.review = short_title(catalog)
        self.named = [fact for fact in draft.facts_of("targets") if fact.value.catalog == catalog.id]
        self.supporting = next((fact for fact in self.named if reaches(catalog, fact.value, place)), None)
        self.limit = review_limit(draft, catalog.id)

    def documents(self) -> Cover:
        """What is shown to the reviewers."""
        limit: ReviewLimit | None = self.limit.value if self.limit else None
        if self.supporting:
            if limit is None or limit.documents:
                return self._supported("supported")
            return self._open("no_documents", self.limit, review=self.review)
        return self._agreed("review_support", "review_free", "review_paid") or self._not_named()

    def existing(self) -> Cover:
        """A change of a function that is there."""
        limit: ReviewLimit | None = self.limit.value if self.limit else None
        if self.supporting and (limit is None or limit.existing_functions):
            return self._supported("supported" if limit is None else "supported_existing")
        return self._customisation() or self._defect() or self._open("existing_open")

    def new(self) -> Cover:
        """A function that the system does not have."""
        fact = self._fact("new_modules_negotiated") or self._work("new_module", free=False)
        if fact:
            return Cover(Status.NEGOTIATED, _said("new_paid"), _quote(fact))
        if fact := self._work("new_module", free=True):
            return Cover(Status.COVERED, _said("new_free"), _quote(fact))
        if self.balance:
            status = Status.NEGOTIATED if self.balance.exhausted else Status.UNCLEAR
            said = "quota_gone" if self.balance.exhausted else "new_quota"
            return Cover(status, _said(said, left=self.balance.left_text), self.balance.quote)
        if self.supporting and self.limit and self.limit.value.existing_functions:
            return Cover(Status.NEGOTIATED, _said("new_beyond_support"), _quote(self.limit))
        return self._open("new_open", self.supporting)

    def security(self) -> Cover:
        """What an assessment of protection finds."""
        return (
            self._agreed("security", "security_free", "security_paid")
            or (self._supported("supported") if self.supporting else None)
            or self._defect()
            or self._open("security_open")
        )

    def either(self) -> Cover:
        """A change or a new function: where both come to the same it need not be known which it is."""
        existing, new = self.existing(), self.new()
        if existing.status is new.status:
            return existing
        return Cover(Status.UNCLEAR, _said("either", existing=existing.reason, new=new.reason), new.quote)

    def _customisation(self) -> Cover | None:
        if self.balance:
            if self.balance.exhausted:
                return Cover(Status.NEGOTIATED, _said("quota_gone"), self.balance.quote)
            return Cover(Status.COVERED, _said("quota_left", left=self.balance.left_text), self.balance.quote)
        found = self._agreed("customisation", "customisation_free", "customisation_paid")
        if found and found.status is Status.COVERED and self._work("structural_change", free=False):
            return replace(found, reason=found.reason + _said("not_structural"))
        return found

    def _defect(self) -> Cover | None:
        fact = self._work("defect", free=True)
        return Cover(Status.UNCLEAR, _said("defect_only"), _quote(fact)) if fact else None

    def _agreed(self, sort: str, free: str, paid: str) -> Cover | None:
        """By a clause on the sort of work itself; one that says both leaves it open."""
        given, charged = self._work(sort, free=True), self._work(sort, free=False)
        if given and not charged:
            return Cover(Status.COVERED, _said(free), _quote(given))
        if charged and not given:
            return Cover(Status.NEGOTIATED, _said(paid), _quote(charged))
        return None

    def _supported(self, said: str) -> Cover:
        assert self.supporting is not None  # noqa: S101 - the callers have looked
        level = self._level(self.supporting)
        limited = said == "supported_existing" and self.limit
        quote = _quote(self.limit) if limited and self.limit else _quote(self.supporting)
        return Cover(Status.COVERED, _said(said, review=self.review, level=level), quote)

    def _not_named(self) -> Cover:
        if not self.named:
            return self._open("no_review", review=self.review)
        fact = self.named[0]
        said = "no_level" if fact.value.level is None else "beyond"
        return self._open(said, fact, review=self.review, level=self._level(fact))

    def _open(self, said: str, fact: Fact | None = None, **values: object) -> Cover:
        return Cover(Status.UNCLEAR, _said(said, **values), _quote(fact) if fact else None)

    def _level(self, fact: Fact) -> str:
        """The level of a review; the name of the protection standard says its own."""
        return "" if isinstance(self.catalog, ComplianceCatalog) else level_text(fact.value)

    def _fact(self, field: str) -> Fact | None:
        return next((fact for fact in self.draft.facts_of(field) if fact.value), None)

    def _work(self, sort: str, free: bool) -> Fact | None:
        facts = self.draft.facts_of("covered_work")
        return next((fact for fact in facts if fact.value.sort == sort and fact.value.free is free), None)


def review_limit(draft: ContractDraft, catalog_id: str) -> Fact | None:
    """How far review support goes: what is said of this review, else of all of them."""
    facts = draft.facts_of("review_limits")
    own = [fact for fact in facts if fact.value.catalog == catalog_id]
    return next(iter(own or [fact for fact in facts if fact.value.catalog is None]), None)


def _quote(fact: Fact) -> Quote | None:
    return fact.quotes[0] if fact.quotes else None


def _said(key: str, **values: object) -> str:
    return str(words()["said"][key]).format(**values)


@cache
def words() -> dict[str, Any]:
    """The words and rules of `coverage.yaml`."""
    found: dict[str, Any] = read_yaml(Path(__file__).with_name("coverage.yaml"))
    return found
