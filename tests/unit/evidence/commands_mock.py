"""What changes a mock review, for the walk over all commands."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from criteria.library import shipped_catalogs
from criteria.vocabulary import Verdict
from evidence import register
from evidence.mock_review import drawing, findings, photos, planning, records, remedies
from evidence.situation import Situation, load_situation
from evidence.tasks import TaskDraft
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import TODAY, House
from tests.unit.evidence.mock_review.rehearsal import HELD_ON, photo

if TYPE_CHECKING:
    from tests.unit.evidence.commands import Prepared

CLAUSE, OTHER = "05.01.3#1", "05.01.3#2"
_HOSPITAL = (Role.ADMIN, Role.HEAD, Role.ENGINEER)


@dataclass(frozen=True)
class Rehearsed:
    """A review that is drawn and begun, and one that is only planned; who is named in them."""

    begun: int
    planned: int
    account: int

    def reviewer(self, who: Viewer) -> Viewer:
        """Somebody of the hospital at the named account; others are not named."""
        return replace(who, account_id=self.account) if who.role in _HOSPITAL else who


def rehearse(house: House) -> Rehearsed:
    """Both reviews are about the system 瑞美检验平台, and are called like that."""
    row = {
        "login": "reviewer",
        "person": "陈工（瑞美检验平台）",
        "role": "engineer",
        "password_at": house.clock.now.isoformat(),
    }
    with house.store.writing(SYSTEM) as transaction:
        account = transaction.insert("accounts", row)
    [target] = [found for found in register.targets(house.store, house.viewer) if found.catalog == "emr-2018"]
    draft = planning.PlanDraft("瑞美检验平台模拟评审", HELD_ON, (account,), records.Scope(items=("05.01",)), share=100)
    begun, planned = (planning.plan_review(house.store, house.viewer, target, draft) for _ in range(2))
    situation = load_situation(house.store, house.viewer, shipped_catalogs(), TODAY)
    drawing.draw_sample(house.store, house.viewer, situation, begun)
    rehearsed = Rehearsed(begun, planned, account)
    reviewer = rehearsed.reviewer(house.viewer)
    drafts = [findings.FindingDraft(CLAUSE, Verdict.UNMET, "瑞美检验平台没有提醒")]
    findings.record_findings(house.store, reviewer, situation, begun, drafts)
    photos.add_photo(house.store, reviewer, begun, CLAUSE, "瑞美.jpg", photo(), "瑞美检验平台")
    return rehearsed


def _now(p: "Prepared") -> Situation:
    return load_situation(p.house.store, p.house.viewer, shipped_catalogs(), TODAY)


def _draft(p: "Prepared") -> planning.PlanDraft:
    return planning.PlanDraft("第二次", HELD_ON, (p.rehearsed.account,))


def _plan(p: "Prepared", who: Viewer) -> None:
    [target] = [found for found in _now(p).targets if found.catalog == "emr-2018"]
    planning.plan_review(p.house.store, who, target, _draft(p))


def _reopen(p: "Prepared", who: Viewer) -> None:
    with p.house.store.reading(SYSTEM) as db:
        closed = next(db.query("SELECT closed_at FROM mock_reviews WHERE id = ?", [p.rehearsed.begun]))["closed_at"]
    assert closed is None
    planning.close_review(p.house.store, who, p.rehearsed.begun)
    planning.reopen_review(p.house.store, who, p.rehearsed.begun)


def _find(p: "Prepared", who: Viewer) -> None:
    drafts = [findings.FindingDraft(OTHER, Verdict.MET)]
    findings.record_findings(p.house.store, p.rehearsed.reviewer(who), _now(p), p.rehearsed.begun, drafts)


def _photo(p: "Prepared", who: Viewer) -> None:
    reviewer = p.rehearsed.reviewer(who)
    photos.add_photo(p.house.store, reviewer, p.rehearsed.begun, OTHER, "现场.jpg", photo("red"))


def _drop_photo(p: "Prepared", who: Viewer) -> None:
    [kept] = records.course(p.house.store, p.house.viewer, p.rehearsed.begun).photos
    photos.drop_photo(p.house.store, p.rehearsed.reviewer(who), kept)


COMMANDS = {
    "planning.plan_review": _plan,
    "planning.change_review": lambda p, who: planning.change_review(
        p.house.store, who, p.rehearsed.planned, _draft(p), 1
    ),
    "planning.drop_review": lambda p, who: planning.drop_review(p.house.store, who, p.rehearsed.planned),
    "planning.close_review": lambda p, who: planning.close_review(p.house.store, who, p.rehearsed.begun),
    "planning.reopen_review": _reopen,
    "drawing.draw_sample": lambda p, who: drawing.draw_sample(p.house.store, who, _now(p), p.rehearsed.planned),
    "findings.record_findings": _find,
    "photos.add_photo": _photo,
    "photos.drop_photo": _drop_photo,
    "remedies.make_tasks": lambda p, who: remedies.make_tasks(
        p.house.store, who, p.rehearsed.begun, [(CLAUSE, TaskDraft("补提醒"))]
    ),
}
