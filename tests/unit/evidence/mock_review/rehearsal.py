"""A mock review under test: accounts to be named, a small target, and short words for what is done."""

import io
from dataclasses import dataclass, field, replace
from datetime import date

from PIL import Image

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.mock_review import drawing, findings, planning, records
from evidence.records import Target
from evidence.situation import Situation
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import TODAY, House

HELD_ON = date(2026, 3, 20)
CLOSES = date(2026, 4, 30)


def open_account(house: House, person: str, role: Role, until: date | None = None) -> Viewer:
    """An account, and its owner at the screen."""
    row = {
        "login": f"login-{person}",
        "person": person,
        "role": role.value,
        "valid_until": until.isoformat() if until else None,
        "password_at": house.clock.now.isoformat(),
    }
    with house.store.writing(SYSTEM) as transaction:
        account_id = transaction.insert("accounts", row)
    return Viewer(person, role, account_id, valid_until=until)


@dataclass
class Rehearsal:
    """A house with a target, an engineer and an invited expert who may be named."""

    house: House
    catalog: Catalog
    level: str = "5"
    review_on: date = date(2026, 5, 4)
    engineer: Viewer = field(init=False)
    expert: Viewer = field(init=False)

    def __post_init__(self) -> None:
        self.engineer = open_account(self.house, "陈工", Role.ENGINEER)
        self.expert = open_account(self.house, "周专家", Role.EXPERT, CLOSES)
        register.set_target(self.house.store, self.house.viewer, self.catalog, self.level, self.review_on)

    def situation(self, today: date = TODAY) -> Situation:
        return self.house.situation(self.catalog, today=today)

    def target(self) -> Target:
        [target] = self.situation().targets
        return target

    def plan(self, *reviewers: Viewer, **fields: object) -> int:
        people = tuple(person.account_id or 0 for person in reviewers or (self.expert,))
        draft = replace(planning.PlanDraft("第一次模拟评审", HELD_ON, people), **fields)  # type: ignore[arg-type]
        return planning.plan_review(self.house.store, self.house.viewer, self.target(), draft)

    def draw(self, review: int) -> list[str]:
        drawing.draw_sample(self.house.store, self.house.viewer, self.situation(), review)
        return [drawn.code for drawn in self.course(review).sample]

    def drawn(self, *reviewers: Viewer, **fields: object) -> int:
        review = self.plan(*reviewers, **fields)
        self.draw(review)
        return review

    def course(self, review: int, who: Viewer | None = None) -> records.Course:
        return records.course(self.house.store, who or self.house.viewer, review)

    def find(self, review: int, who: Viewer, verdict: Verdict, *clauses: str, comment: str | None = None) -> int:
        drafts = [findings.FindingDraft(clause, verdict, comment) for clause in clauses]
        return findings.record_findings(self.house.store, who, self.situation(), review, drafts)


def photo(colour: str = "white") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(written, "JPEG")
    return written.getvalue()
