"""倒计时: one list of what has to be done before the review of a target, by day, for the whole team."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlite_utils import Database

from evidence.access import Permission, may, screens
from evidence.contracts.obligations import STATE_NAMES, ObligationFilter, State, obligations
from evidence.countdown_view import Due, Kind, settings
from evidence.expiry import RunningOut, runs_out
from evidence.mock_review.records import MockReview, reviews
from evidence.records import Target, Task
from evidence.situation import Situation
from evidence.statistics.due import DueAgain, due_again
from evidence.store import Store
from evidence.task_view import due_before, of_target, owner_of
from evidence.viewer import Viewer

_REVIEWERS, _HOSPITAL = "审核人员", "医院"
_NAMED = 4


def countdown(store: Store, viewer: Viewer, situation: Situation, target: Target) -> list[Due]:
    """What has to be done before the review of a target, the earliest first, what has no day last.

    Only what the viewer sees: a vendor's own tasks, documents, statistics and obligations. Without a review date to
    come what depends on it (documents that run out, statistics to be taken again, obligations) is left out.
    """

    def compute() -> list[Due]:
        return list(_computed(store, viewer, situation, target))

    key = ("countdown", situation.revision, situation.today, situation.editions, target)
    found: list[Due] = store.cached(viewer, key, compute)
    mocks = _mocks(store, viewer, situation, target) if may(viewer, Permission.ASSESS) else []
    menu = screens(viewer)
    return _ordered(due if due.screen in menu else replace(due, screen="", address={}) for due in (*found, *mocks))


def _ordered(found: Iterable[Due]) -> list[Due]:
    place = {kind: number for number, kind in enumerate(settings().kinds)}
    return sorted(found, key=lambda due: (due.on or date.max, place[due.kind], due.what))


def _computed(store: Store, viewer: Viewer, situation: Situation, target: Target) -> Iterator[Due]:
    yield from (_task(situation, target, task) for task in of_target(situation.tasks, target.catalog) if _open(task))
    if may(viewer, Permission.REVIEW):
        with store.reading(viewer) as db:
            yield from _waiting(db, situation, target)
    review_on = target.review_on
    if review_on is None or review_on <= situation.today:
        return
    for entry in runs_out(store, viewer, situation, target, review_on):
        if entry.lost:
            yield _proof(situation, entry, review_on)
    yield from _statistics(due_again(store, viewer, situation, review_on, target), situation.today)
    yield from _obligations(store, viewer, situation, target, review_on)


def _open(task: Task) -> bool:
    return task.state != "done"


def _task(situation: Situation, target: Target, task: Task) -> Due:
    late = task.due_on is not None and target.review_on is not None and task.due_on > target.review_on
    return Due(
        on=task.due_on,
        kind=Kind.TASK,
        what=task.title,
        who=owner_of(task),
        **_of(situation, [task.system_id]),
        note="晚于评审日" if late else "" if task.due_on else "未定截止日期",
        screen="tasks",
        address={"task": str(task.id)},
    )


def _of(situation: Situation, system_ids: Iterable[int | None]) -> dict[str, tuple[str, ...]]:
    """The names of systems in use, and of who maintains them."""
    systems = (situation.system_by_id.get(number or 0) for number in dict.fromkeys(system_ids))
    found = [system for system in systems if system is not None]
    vendors = dict.fromkeys(system.vendor for system in found if system.vendor)
    return {"systems": tuple(system.name for system in found), "vendors": tuple(vendors)}


_WAITING = """
    SELECT system_id, count(*) AS n, min(uploaded_at) AS oldest FROM documents AS d
    WHERE state = 'pending' AND (
        EXISTS (SELECT 1 FROM document_links AS l WHERE l.document_id = d.id AND l.catalog = :catalog)
        OR NOT EXISTS (SELECT 1 FROM document_links AS l WHERE l.document_id = d.id AND l.catalog <> '')
    )
    GROUP BY system_id
"""


def _waiting(db: Database, situation: Situation, target: Target) -> Iterator[Due]:
    """What waits for review, of the target or not yet linked, in one line per system."""
    for row in db.query(_WAITING, {"catalog": target.catalog}):
        oldest = datetime.fromisoformat(row["oldest"]).date()
        yield Due(
            on=oldest + timedelta(days=settings().review_within_days),
            kind=Kind.REVIEW,
            what=f"审核 {row['n']} 份待审材料",
            who=_REVIEWERS,
            **_of(situation, [row["system_id"]]),
            note=f"最早的一份 {oldest} 送审",
            screen="documents",
            address={"part": "待审"},
        )


def _proof(situation: Situation, entry: RunningOut, review_on: date) -> Due:
    """A document that will not prove at the review what nothing else proves."""
    ages = [ending.max_age_days for ending in entry.lost if ending.max_age_days is not None]
    again = f"新材料的生效日期不早于 {review_on - timedelta(days=min(ages))}" if ages else ""
    return Due(
        on=entry.until,
        kind=Kind.PROOF,
        what=f"更新《{entry.document.title}》",
        who=entry.document.uploader,
        **_of(situation, [entry.document.system_id]),
        note="；".join(filter(None, (f"到期后 {_refs(entry)} 失去佐证", again, entry.renewal))),
        screen="documents",
        address={"part": "到期", "doc": str(entry.document.id)},
    )


def _refs(entry: RunningOut) -> str:
    names = [ending.link.ref for ending in entry.lost]
    return "、".join(names[:_NAMED]) + (f" 等 {len(names)} 项" if len(names) > _NAMED else "")


def _statistics(found: Iterable[DueAgain], today: date) -> Iterator[Due]:
    """Figures of an item that have to be taken again on the same days, in one line."""
    groups: dict[tuple[str, str, date], list[DueAgain]] = {}
    for due in found:
        line = due.lines[0]
        groups.setdefault((line.item.item, line.key.kind, due.again_from), []).append(due)
    for (item, _, again_from), same in groups.items():
        first, lines = same[0], [line for due in same for line in due.lines]
        usual = due_before(first.review_date, today) or first.review_date
        ended = min((due.ended_on for due in same if due.ended_on), default=None)
        yield Due(
            on=max(usual, again_from),
            kind=Kind.STATISTICS,
            what=f"重新统计 {item} {lines[0].item.name} {'有效应用' if lines[0].is_coverage else '数据质量'}",
            who="、".join(dict.fromkeys(due.figure.author for due in same if due.figure.author)) or _HOSPITAL,
            systems=tuple(dict.fromkeys(name for due in same for name in due.systems)),
            vendors=tuple(dict.fromkeys(name for due in same for name in due.vendors)),
            note=f"统计区间须截止到 {again_from} 或以后（现为 {ended or '未写明'}），共 {len(lines)} 行",
            screen="statistics",
            address={"standard": first.catalog.id, "line": lines[0].id},
        )


def _obligations(store: Store, viewer: Viewer, situation: Situation, target: Target, review_on: date) -> Iterator[Due]:
    """What contracts oblige to before the review, and what is owed since earlier."""
    wanted = ObligationFilter(last=review_on, states=frozenset({State.DUE, State.MISSED}))
    for entry in obligations(store, viewer, situation.today, wanted):
        if entry.catalog not in ("", target.catalog):
            continue
        named = _of(situation, entry.system_ids)
        yield Due(
            on=entry.due_on,
            kind=Kind.OBLIGATION,
            what=entry.title,
            who=entry.vendor if entry.owed_by == "vendor" else _HOSPITAL,
            systems=named["systems"],
            vendors=(entry.vendor,) if entry.vendor else (),
            note="；".join(filter(None, (STATE_NAMES[entry.state], entry.contract, entry.note))),
            screen="contracts",
            address={"part": "履约", "duty": str(entry.id)},
        )


def _mocks(store: Store, viewer: Viewer, situation: Situation, target: Target) -> list[Due]:
    return [
        _mock(situation, review)
        for review in reviews(store, viewer)
        if (review.catalog, review.object_id) == (target.catalog, target.object_id) and review.closed_at is None
    ]


def _mock(situation: Situation, review: MockReview) -> Due:
    return Due(
        on=review.held_on,
        kind=Kind.MOCK,
        what=review.title,
        who="、".join(reviewer.person for reviewer in review.reviewers),
        **_of(situation, review.scope.systems),
        note="" if review.drawn_at else "还没有抽样",
        screen="review_day",
        address={"part": "模拟评审", "mock": str(review.id)},
    )
