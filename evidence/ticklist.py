"""功能清单: the feature library ticked off for a system, and the verdicts that follow from it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from criteria.feature_library import Claim, KindLibrary, claims_of, feature_library
from criteria.models import Catalog, is_tiered
from criteria.vocabulary import Verdict
from evidence.access import Permission, must
from evidence.errors import ConflictError, InvalidInputError
from evidence.features import STATUS_NAMES
from evidence.judgement import VerdictDraft, store_verdict
from evidence.records import Judgement, System, from_row
from evidence.situation import Situation
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

TICKLIST, PERSON = "ticklist", "person"
LIVE, PARTLY, NONE, NOT_APPLICABLE = "live", "partly", "none", "not_applicable"


@dataclass(frozen=True)
class Tick:
    """How far a system has a feature of the library. `departments`: where it is used."""

    system_id: int
    feature: str
    status: str
    departments: str
    note: str
    author: str
    at: datetime
    version: int
    example: bool


@dataclass(frozen=True)
class TickDraft:
    """A tick to be stored; `status` None takes it away.

    `expected`: the version that the person saw (0 = none yet); None skips the check (bulk setting by one person).
    """

    system_id: int
    feature: str
    status: str | None
    departments: str = ""
    note: str = ""
    expected: int | None = None
    example: bool = False


@dataclass(frozen=True)
class Proposal:
    """The verdict on a clause that follows from a system's ticks. `features`: the names of those it rests on.

    `example`: at least one of those ticks is made up.
    """

    catalog: str
    clause: str
    verdict: Verdict
    features: tuple[str, ...]
    reason: str
    example: bool

    @property
    def note(self) -> str:
        """What is stored with the verdict."""
        return f"来自功能清单：{'、'.join(self.features)}"


@dataclass(frozen=True)
class Change:
    """A verdict to be stored. `proposal` None: the ticks bear the earlier one no longer, it is withdrawn."""

    catalog: str
    clause: str
    proposal: Proposal | None
    stored: Judgement | None


@dataclass(frozen=True)
class Difference:
    """A person's verdict, which stays, where the ticks say something else."""

    judgement: Judgement
    proposal: Proposal


@dataclass(frozen=True)
class Preview:
    """What applying the proposals would do, and what it would leave as it is."""

    proposals: tuple[Proposal, ...]
    changes: tuple[Change, ...]
    differences: tuple[Difference, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Verdict → the number of clauses that would get it; `unknown`: verdicts to be withdrawn."""
        return Counter(c.proposal.verdict if c.proposal else Verdict.UNKNOWN for c in self.changes)


def library_of(system: System) -> KindLibrary | None:
    """The library of a system's kind, None if that has none."""
    return feature_library().get(system.kind)


def ticks(store: Store, viewer: Viewer, system_id: int) -> dict[str, Tick]:
    """Library id → tick of a system."""
    with store.reading(viewer) as db:
        return _ticks(db, system_id)


def _ticks(db: Database, system_id: int) -> dict[str, Tick]:
    rows = db.query("SELECT * FROM ticks WHERE system_id = ? ORDER BY id", [system_id])
    return {row["feature"]: from_row(Tick, row) for row in rows}


def status_counts(library: KindLibrary, given: Mapping[str, Tick]) -> dict[str | None, int]:
    """Status → number of the library's features; None: those without a tick."""
    found = Counter(given[f.id].status if f.id in given else None for f in library.features)
    return {status: found[status] for status in (*STATUS_NAMES, None)}


def stored_ticks(system_id: int, given: Mapping[str, Tick], features: Iterable[str]) -> list[TickDraft]:
    """The ticks as they are now, for taking the next change of them back."""
    found = [(feature, given.get(feature)) for feature in features]
    return [
        TickDraft(system_id, feature, tick.status, tick.departments, tick.note, tick.version + 1, tick.example)
        if tick
        else TickDraft(system_id, feature, None, expected=1)
        for feature, tick in found
    ]


def record_ticks(store: Store, viewer: Viewer, drafts: Iterable[TickDraft]) -> int:
    """Stores ticks in one action and returns how many changed.

    Raises InvalidInputError for an unknown status or a feature that the library of the system's kind does not have,
    ConflictError when somebody else changed one of them since it was read; then nothing is stored.
    """
    with store.writing(viewer) as transaction:
        return sum([_record(transaction, draft) for draft in drafts])


def _record(transaction: Transaction, draft: TickDraft) -> bool:
    feature = _checked(transaction, draft)
    key: Row = {"system_id": draft.system_id, "feature": draft.feature}
    found = transaction.find("ticks", "system_id = ? AND feature = ?", list(key.values()))
    # A tick that was taken away may come again under another id: the log goes by its place.
    name = f"{draft.system_id}/{draft.feature}"
    if draft.expected is not None and _version(transaction, found, name, draft.expected) != draft.expected:
        raise ConflictError(f"功能“{feature}”刚被他人修改过，您的修改没有保存；请刷新后核对再改。")
    if draft.status is None:
        if found is None:
            return False
        transaction.delete("ticks", found["id"], name, {"version": found["version"] + 1})
        return True
    values: Row = {
        "status": draft.status,
        "departments": draft.departments.strip(),
        "note": draft.note.strip(),
        "example": int(draft.example),
    }
    signed = {"author": transaction.viewer.name.strip(), "at": transaction.now}
    if found is None:
        transaction.insert("ticks", key | values | signed, name)
        return True
    if all(found[field] == value for field, value in values.items()):
        return False
    return transaction.update("ticks", found["id"], values | signed, subject_id=name)


def _checked(transaction: Transaction, draft: TickDraft) -> str:
    """The name of the feature."""
    system = transaction.get("systems", draft.system_id)
    library = feature_library().get(system["kind"])
    names = {feature.id: feature.name for feature in library.features} if library else {}
    if draft.feature not in names:
        raise InvalidInputError(f"系统“{system['name']}”的功能库中没有“{draft.feature}”，请刷新页面。")
    if draft.status is not None and draft.status not in STATUS_NAMES:
        raise InvalidInputError(f"功能状态“{draft.status}”未知，请从列表中选择。")
    return names[draft.feature]


def _version(transaction: Transaction, found: Row | None, name: str, expected: int) -> int:
    """The version of a stored tick; without one 0, or that with which it was taken away for who saw this."""
    if found is not None:
        return int(found["version"])
    entry = transaction.last_entry("ticks", name) if expected else None
    return int(json.loads(entry["after"])["version"]) if entry else 0


def proposals(situation: Situation, store: Store, viewer: Viewer, system: System) -> list[Proposal]:
    """The verdicts that follow from a system's ticks, for the clauses that it answers for, in catalog order."""
    return _proposals(situation, system, ticks(store, viewer, system.id))


def _proposals(situation: Situation, system: System, given: Mapping[str, Tick]) -> list[Proposal]:
    library = library_of(system)
    if library is None or not given:
        return []
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims_of(library):
        claims.setdefault((claim.catalog, claim.clause), []).append(claim)
    found = [
        _proposal(catalog.id, clause, claims[catalog.id, clause], given)
        for catalog in situation.catalogs.values()
        for clause in _own_clauses(situation, catalog, system)
        if (catalog.id, clause) in claims
    ]
    return [proposal for proposal in found if proposal is not None]


def _own_clauses(situation: Situation, catalog: Catalog, system: System) -> list[str]:
    """The clauses that the system answers for itself: tiered indicators are judged for the whole hospital."""
    duties = situation.duties(catalog.id)
    return [
        clause.id
        for row in catalog.requirements
        if not is_tiered(row)
        for clause in row.clauses
        if any(duty.system.id == system.id for duty in duties[clause.id])
    ]


def _proposal(catalog: str, clause: str, claims: list[Claim], given: Mapping[str, Tick]) -> Proposal | None:
    statuses = {feature: tick.status for feature, tick in given.items()}
    verdict = proposed_verdict([(claim.part, statuses.get(claim.feature.id)) for claim in claims])
    if verdict is None:
        return None
    ticked = [claim for claim in claims if claim.feature.id in statuses]
    if verdict is not Verdict.NOT_APPLICABLE:
        ticked = [claim for claim in ticked if statuses[claim.feature.id] != NOT_APPLICABLE]
    if verdict is Verdict.MET:
        live = [claim for claim in ticked if statuses[claim.feature.id] == LIVE]
        ticked = [claim for claim in live if claim.part is None] or live
    reason = "；".join(_told(claim, statuses[claim.feature.id]) for claim in ticked)
    example = any(given[claim.feature.id].example for claim in ticked)
    return Proposal(catalog, clause, verdict, tuple(claim.feature.name for claim in ticked), reason, example)


def _told(claim: Claim, status: str) -> str:
    part = f"（{claim.part}）" if claim.part else ""
    return f"{claim.feature.name}{part}：{STATUS_NAMES[status]}"


def proposed_verdict(claims: Iterable[tuple[str | None, str | None]]) -> Verdict | None:
    """The verdict on a clause from the features that claim it: (part or None for the whole, status or None).

    None while a feature without a status could still change it. Were all of those live, or were there none of them,
    are the two ends: when both give the same verdict, so does everything between.
    """
    listed = list(claims)
    best = _outcome([(part, status or LIVE) for part, status in listed])
    least = _outcome([(part, status or NONE) for part, status in listed])
    return best if best is least else None


def _outcome(claims: list[tuple[str | None, str]]) -> Verdict:
    """A feature that does not apply is not needed; parts add up where no feature is to do the whole."""
    needed = [(part, status) for part, status in claims if status != NOT_APPLICABLE]
    if not needed:
        return Verdict.NOT_APPLICABLE
    whole = [status for part, status in needed if part is None]
    if LIVE in whole or (not whole and all(status == LIVE for _, status in needed)):
        return Verdict.MET
    return Verdict.PARTIAL if any(status in (LIVE, PARTLY) for _, status in needed) else Verdict.UNMET


def preview(situation: Situation, store: Store, viewer: Viewer, system: System) -> Preview:
    """What applying would change now."""
    with store.reading(viewer) as db:
        return _preview(db, situation, system)


def _preview(db: Database, situation: Situation, system: System) -> Preview:
    found = _proposals(situation, system, _ticks(db, system.id))
    rows = db.query("SELECT * FROM verdicts WHERE system_id = ? ORDER BY id", [system.id])
    stored = {(row["catalog"], row["clause"]): from_row(Judgement, row) for row in rows}
    changes, differences = [], []
    for proposal in found:
        given = stored.pop((proposal.catalog, proposal.clause), None)
        if given is None or given.origin == TICKLIST:
            if given is None or _content(given) != _content(proposal):
                changes.append(Change(proposal.catalog, proposal.clause, proposal, given))
        elif given.verdict is not proposal.verdict:
            differences.append(Difference(given, proposal))
    left = [given for given in stored.values() if given.origin == TICKLIST]
    changes += [Change(given.catalog, given.clause, None, given) for given in left]
    return Preview(tuple(found), tuple(changes), tuple(differences))


def _content(verdict: Judgement | Proposal) -> tuple[Verdict, str, bool]:
    return verdict.verdict, verdict.note, verdict.example


def apply_proposals(
    store: Store, viewer: Viewer, situation: Situation, system: System, seen: Preview | None = None
) -> Preview:
    """Stores the proposals in one action and returns what was done; verdicts of persons stay.

    `seen`: the preview that the person agreed to. Raises ConflictError when ticks or verdicts have changed since.
    """
    must(viewer, Permission.JUDGE)
    with store.writing(viewer) as transaction:
        now = _preview(transaction.db, situation, system)
        if seen is not None and now != seen:
            raise ConflictError("功能清单或判定刚被他人修改过，判定没有应用；请重新核对预览。")
        for change in now.changes:
            store_verdict(transaction, change.catalog, _draft(system.id, change))
        return now


def _draft(system_id: int, change: Change) -> VerdictDraft:
    proposal = change.proposal
    if proposal is None:
        return VerdictDraft(change.clause, Verdict.UNKNOWN, system_id, origin=TICKLIST)
    return VerdictDraft(
        change.clause,
        proposal.verdict,
        system_id,
        note=proposal.note,
        example=proposal.example,
        origin=TICKLIST,
    )


def take_back(store: Store, viewer: Viewer, system: System, applied: Preview) -> int:
    """Puts back what was stored before proposals were applied, and returns how many verdicts that changed.

    Raises ConflictError when somebody has changed one of them since; then nothing is stored.
    """
    must(viewer, Permission.JUDGE)
    with store.writing(viewer) as transaction:
        drafts = [(change.catalog, _earlier(system.id, change)) for change in applied.changes]
        return sum([store_verdict(transaction, catalog, draft) for catalog, draft in drafts])


def _earlier(system_id: int, change: Change) -> VerdictDraft:
    before = change.stored
    expected = 1 if before is None else before.version + 1
    if before is None:
        return VerdictDraft(change.clause, Verdict.UNKNOWN, system_id, expected=expected, origin=TICKLIST)
    return VerdictDraft(
        change.clause,
        before.verdict,
        system_id,
        note=before.note,
        expected=expected,
        example=before.example,
        origin=TICKLIST,
    )
