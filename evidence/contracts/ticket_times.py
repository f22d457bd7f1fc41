"""A fault ticket compared with the times that the contract grants for its severity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from evidence.contracts.draft import ContractDraft, Fact, Quote, ResponseTime
from evidence.contracts.reader.severity import severity_key
from evidence.contracts.reader.words import pattern
from evidence.contracts.service_clock import IsWorkday, Length, clock_of, deadline, workdays_said

RESPOND, REMOTE, ONSITE, RESOLVE = "respond", "remote", "onsite", "resolve"
STAGES = (RESPOND, REMOTE, ONSITE, RESOLVE)
STAGE_NAMES: Mapping[str, str] = {RESPOND: "响应", REMOTE: "远程处理", ONSITE: "到场", RESOLVE: "解决"}
_MINUTES: Mapping[str, tuple[str, int]] = {
    RESPOND: ("respond_minutes", 1),
    REMOTE: ("remote_hours", 60),
    ONSITE: ("onsite_hours", 60),
    RESOLVE: ("resolve_hours", 60),
}


class Outcome(StrEnum):
    """What a stage comes to. OVERDUE: past its time and not done yet; UNCLEAR: the text does not say how hours run."""

    WITHIN = "within"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"
    NOT_AGREED = "not_agreed"
    NOT_NEEDED = "not_needed"
    NOT_RECORDED = "not_recorded"
    UNCLEAR = "unclear"


OUTCOME_NAMES: Mapping[Outcome, str] = {
    Outcome.WITHIN: "按时",
    Outcome.LATE: "超时",
    Outcome.OVERDUE: "已超时未完成",
    Outcome.RUNNING: "计时中",
    Outcome.NOT_AGREED: "合同未约定",
    Outcome.NOT_NEEDED: "无需",
    Outcome.NOT_RECORDED: "未记录",
    Outcome.UNCLEAR: "无法判定",
}


@dataclass(frozen=True)
class Times:
    """The moments of a ticket, local time without zone; None for what has not happened or was not recorded."""

    reported: datetime
    respond: datetime | None = None
    remote: datetime | None = None
    onsite: datetime | None = None
    resolve: datetime | None = None

    def of(self, stage: str) -> datetime | None:
        """The moment of a stage."""
        moment: datetime | None = getattr(self, stage)
        return moment


@dataclass(frozen=True)
class Granted:
    """What the contract grants for a stage. `either`: the text is content with a visit or help from afar."""

    length: Length
    fact: Fact
    either: bool = False

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The sentences that grant it."""
        return self.fact.quotes


@dataclass(frozen=True)
class StageResult:
    """One stage of a ticket. `took`: from the report on, by the wall clock; `late`: past the deadline, up to now while
    it is open; `said`: how the time was counted.
    """

    stage: str
    outcome: Outcome
    granted: Granted | None = None
    deadline: datetime | None = None
    at: datetime | None = None
    took: timedelta | None = None
    late: timedelta | None = None
    said: str = ""


def severities(draft: ContractDraft) -> tuple[str, ...]:
    """The severities that a contract grants times for, as it names them."""
    named = (fact.value.severity for fact in draft.facts_of("response"))
    return tuple(dict.fromkeys(name for name in named if name))


def granted_times(draft: ContractDraft, severity: str) -> dict[str, Granted]:
    """Stage → what is granted for a severity; what its own clause leaves open comes from that for every fault."""
    facts = draft.facts_of("response")
    key = severity_key(severity) if severity else None
    own = [fact for fact in facts if key is not None and severity_key(fact.value.severity) == key]
    general = [fact for fact in facts if fact.value.severity is None]
    found: dict[str, Granted] = {}
    for fact in (*own, *general):
        for stage, length in _lengths(fact.value).items():
            found.setdefault(stage, Granted(length, fact, stage in (REMOTE, ONSITE) and _either(fact)))
    return found


def _lengths(value: ResponseTime) -> dict[str, Length]:
    in_workdays = value.workdays_by_stage or {}
    found = {}
    for stage, (name, minutes) in _MINUTES.items():
        given: Decimal | None = getattr(value, name)
        if given is not None:
            found[stage] = Length(minutes=given * minutes)
        elif stage in in_workdays:
            found[stage] = Length(workdays=in_workdays[stage])
    return found


def _either(fact: Fact) -> bool:
    lengths = _lengths(fact.value)
    same = REMOTE in lengths and lengths[REMOTE] == lengths.get(ONSITE)
    return same and any(_speaks_of_either(quote.text) for quote in fact.quotes)


def _speaks_of_either(text: str) -> bool:
    return pattern("response", "either").search(text) is not None


def compare(
    times: Times, severity: str, draft: ContractDraft | None, now: datetime, is_workday: IsWorkday
) -> tuple[StageResult, ...]:
    """Every stage of a ticket at a moment. `draft` None: no contract says anything."""
    granted = granted_times(draft, severity) if draft else {}
    return tuple(_stage(stage, times, granted.get(stage), draft, now, is_workday) for stage in STAGES)


def _stage(
    stage: str,
    times: Times,
    granted: Granted | None,
    draft: ContractDraft | None,
    now: datetime,
    is_workday: IsWorkday,
) -> StageResult:
    at = _moment(stage, times, granted)
    took = at - times.reported if at else None
    if granted is None or draft is None:
        return StageResult(stage, Outcome.NOT_AGREED, at=at, took=took)
    clock = clock_of(draft, granted.fact)
    said = clock.said if granted.length.workdays is None else workdays_said(clock)
    due = deadline(times.reported, granted.length, clock, is_workday)
    outcome = _outcome(stage, times, at, due, granted, now)
    end = {Outcome.LATE: at, Outcome.OVERDUE: now}.get(outcome)
    late = end - due if end and due else None
    return StageResult(stage, outcome, granted, due, at, took, late, said)


def _moment(stage: str, times: Times, granted: Granted | None) -> datetime | None:
    """When the stage was reached; help from afar or a visit where the text takes either."""
    if granted and granted.either:
        return min((moment for moment in (times.remote, times.onsite) if moment), default=None)
    return times.of(stage)


def _outcome(
    stage: str, times: Times, at: datetime | None, due: datetime | None, granted: Granted, now: datetime
) -> Outcome:
    if at is None and times.resolve is not None:
        return _unrecorded(stage, times.resolve, due)
    if due is None:
        return _without_hours(times.reported, at, granted.length)
    if at is not None:
        return Outcome.WITHIN if at <= due else Outcome.LATE
    return Outcome.RUNNING if now <= due else Outcome.OVERDUE


def _unrecorded(stage: str, solved: datetime, due: datetime | None) -> Outcome:
    """A fault that was solved was answered by then at the latest; nobody need have come or dialled in for it."""
    if stage != RESPOND:
        return Outcome.NOT_NEEDED
    return Outcome.WITHIN if due and solved <= due else Outcome.NOT_RECORDED


def _without_hours(reported: datetime, at: datetime | None, length: Length) -> Outcome:
    """The text counts service hours that it does not name: what was in time even round the clock is in time."""
    within = length.minutes is not None and at is not None and at - reported <= timedelta(minutes=float(length.minutes))
    return Outcome.WITHIN if within else Outcome.UNCLEAR
