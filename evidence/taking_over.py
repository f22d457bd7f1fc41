"""沿用全院判定: a system that is registered later takes over what was judged for the whole hospital before.

From its registration on only its own verdicts count for the clauses that it answers for; without them the hospital's
standing falls, although nothing has changed in the hospital.
"""

from collections.abc import Iterator, Mapping, Sequence

from criteria.models import Catalog, is_tiered
from criteria.vocabulary import Verdict
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.situation import Duty, Situation
from evidence.store import Store
from evidence.viewer import Viewer

_NOTE = "沿用登记本系统前的全院判定"

Drafts = Mapping[str, Sequence[VerdictDraft]]


def to_take_over(situation: Situation, system_id: int) -> Drafts:
    """Catalog → the verdicts that a system can take over: judged for the hospital, by no responsible system yet."""
    found = {catalog.id: [*_of_catalog(situation, catalog, system_id)] for catalog in situation.catalogs.values()}
    return {catalog_id: drafts for catalog_id, drafts in found.items() if drafts}


def _of_catalog(situation: Situation, catalog: Catalog, system_id: int) -> Iterator[VerdictDraft]:
    duties = situation.duties(catalog.id)
    for row in catalog.requirements:
        if is_tiered(row):
            continue
        for clause in row.clauses:
            draft = _of_clause(situation, catalog.id, clause.id, duties[clause.id], system_id)
            if draft is not None:
                yield draft


def _of_clause(
    situation: Situation, catalog_id: str, clause: str, duties: Sequence[Duty], system_id: int
) -> VerdictDraft | None:
    given = situation.judgements.get((catalog_id, clause), {})
    systems = {duty.system.id for duty in duties}
    whole = given.get(None)
    if whole is None or whole.verdict is Verdict.UNKNOWN or system_id not in systems or systems & given.keys():
        return None
    note = f"{_NOTE}：{whole.note}" if whole.note else _NOTE
    return VerdictDraft(clause, whole.verdict, system_id, note=note, expected=0, example=whole.example)


def take_over(store: Store, viewer: Viewer, situation: Situation, drafts: Drafts) -> int:
    """Stores the verdicts and returns how many; nobody's later verdict is replaced.

    Raises NotAllowedError, ConflictError when somebody has judged one of them meanwhile.
    """
    return sum(record_verdicts(store, viewer, situation.catalogs[name], own) for name, own in drafts.items())


def withdraw(store: Store, viewer: Viewer, situation: Situation, drafts: Drafts) -> None:
    """Takes the verdicts back, for undo. Raises NotAllowedError."""
    for name, own in drafts.items():
        back = [VerdictDraft(draft.clause, Verdict.UNKNOWN, draft.system_id) for draft in own]
        record_verdicts(store, viewer, situation.catalogs[name], back)
