"""Planning a mock review: for which target, about what, when, by whom; closing it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlite_utils import Database

from evidence.access import Permission, may, must
from evidence.dates import iso
from evidence.errors import InvalidInputError
from evidence.mock_review.records import Scope
from evidence.notifications.events import mock_review_given
from evidence.records import Target
from evidence.store import Row, Store, Transaction
from evidence.viewer import Role, Viewer

USUAL_SHARE, USUAL_SEED = 20, 1
_LARGEST_SEED = 999_999


@dataclass(frozen=True)
class PlanDraft:
    """What a person enters about a mock review. `reviewers`: accounts; `share`: percent of what chance decides."""

    title: str
    held_on: date
    reviewers: tuple[int, ...]
    scope: Scope = field(default_factory=Scope)
    share: int = USUAL_SHARE
    seed: int = USUAL_SEED
    blind: bool = True
    example: bool = False


@dataclass(frozen=True)
class Person:
    """An account that may judge in mock reviews. `valid_until`: the last day of an invited expert."""

    account_id: int
    name: str
    role: Role
    valid_from: date | None
    valid_until: date | None

    def may_sign_in(self, day: date) -> bool:
        """Whether the account is open on a day."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)


_PEOPLE = """
    SELECT id, person, role, valid_from, valid_until FROM accounts WHERE disabled = 0 ORDER BY role <> 'expert', person
"""


def possible_reviewers(store: Store, viewer: Viewer) -> list[Person]:
    """The accounts that may be named as reviewers, experts first. Raises NotAllowedError."""
    must(viewer, Permission.PLAN)
    with store.reading(viewer) as db:
        return _people(db)


def _people(db: Database) -> list[Person]:
    found = [
        Person(row["id"], row["person"], Role(row["role"]), _day(row["valid_from"]), _day(row["valid_until"]))
        for row in db.query(_PEOPLE)
    ]
    return [person for person in found if may(Viewer("", person.role), Permission.ASSESS)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def plan_review(store: Store, viewer: Viewer, target: Target, draft: PlanDraft) -> int:
    """Plans a mock review of a target and returns its id.

    Raises NotAllowedError, InvalidInputError for a missing title or reviewer, a share or seed out of range, or an
    expert whose account is not open on the day.
    """
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        people = _reviewers(transaction, draft)
        row = _row(draft) | {
            "catalog": target.catalog,
            "level": target.level,
            "object_id": target.object_id,
            "author": transaction.viewer.name.strip(),
            "at": transaction.now,
            "example": int(draft.example),
        }
        review_id = transaction.insert("mock_reviews", row)
        _name(transaction, review_id, people)
        return review_id


def change_review(store: Store, viewer: Viewer, review_id: int, draft: PlanDraft, expected: int) -> None:
    """Changes a plan. Raises as plan_review, ConflictError, and InvalidInputError once something depends on it.

    What decides the sample (scope, share, seed) stays once it is drawn; who has judged stays a reviewer.
    """
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        before, row = transaction.get("mock_reviews", review_id), _row(draft)
        if before["drawn_at"] and any(before[name] != row[name] for name in ("scope", "share", "seed")):
            raise InvalidInputError("样本已经抽取，范围、比例和种子不能再改；如需另抽，请新建一次模拟评审。")
        people = _reviewers(transaction, draft)
        transaction.update("mock_reviews", review_id, row, expected)
        _name(transaction, review_id, people)


def drop_review(store: Store, viewer: Viewer, review_id: int) -> None:
    """Removes a mock review in which nobody has judged. Raises NotAllowedError, NotFoundError, InvalidInputError."""
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        for table in ("mock_findings", "mock_photos", "mock_tasks"):
            if transaction.find(table, "review_id = ?", [review_id]):
                raise InvalidInputError("已有评审人员给出判定，不能删除这次模拟评审；可以将它结束。")
        for table in ("mock_samples", "mock_reviewers"):
            for row_id in _ids(transaction, table, review_id):
                transaction.delete(table, row_id)
        transaction.delete("mock_reviews", review_id)


def close_review(store: Store, viewer: Viewer, review_id: int, expected: int | None = None) -> None:
    """Ends a mock review: nobody judges in it any more. Raises NotAllowedError, NotFoundError, ConflictError."""
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        transaction.update("mock_reviews", review_id, {"closed_at": transaction.now}, expected)


def reopen_review(store: Store, viewer: Viewer, review_id: int) -> None:
    """Lets the reviewers go on. Raises NotAllowedError, NotFoundError."""
    must(viewer, Permission.PLAN)
    with store.writing(viewer) as transaction:
        transaction.update("mock_reviews", review_id, {"closed_at": None})


def _row(draft: PlanDraft) -> Row:
    if not draft.title.strip():
        raise InvalidInputError("请填写模拟评审的名称。")
    if not 0 <= draft.share <= 100:
        raise InvalidInputError("抽取比例应在 0 到 100 之间，请重新填写。")
    if not 0 <= draft.seed <= _LARGEST_SEED:
        raise InvalidInputError(f"抽样种子应在 0 到 {_LARGEST_SEED} 之间，请重新填写。")
    return {
        "title": draft.title.strip(),
        "held_on": iso(draft.held_on),
        "scope": draft.scope.as_json(),
        "share": draft.share,
        "seed": draft.seed,
        "blind": int(draft.blind),
    }


def _reviewers(transaction: Transaction, draft: PlanDraft) -> list[Person]:
    known = {person.account_id: person for person in _people(transaction.db)}
    if not draft.reviewers:
        raise InvalidInputError("请至少选择一位评审人员。")
    found = []
    for account_id in dict.fromkeys(draft.reviewers):
        person = known.get(account_id)
        if person is None:
            raise InvalidInputError("所选的账号不能担任评审人员，请从列表中重新选择。")
        if not person.may_sign_in(draft.held_on):
            raise InvalidInputError(
                f"{person.name} 的账号在 {draft.held_on} 不在有效期内，请调整评审日期或账号的有效期。"
            )
        found.append(person)
    return found


def _name(transaction: Transaction, review_id: int, people: Iterable[Person]) -> None:
    """Makes exactly these the reviewers. Raises InvalidInputError when somebody who has judged would be left out."""
    wanted = {person.account_id: person.name for person in people}
    rows = list(transaction.db.query("SELECT * FROM mock_reviewers WHERE review_id = ?", [review_id]))
    for row in rows:
        if row["account_id"] in wanted:
            continue
        if transaction.find("mock_findings", "review_id = ? AND account_id = ?", [review_id, row["account_id"]]):
            raise InvalidInputError(f"{row['person']} 已经给出判定，不能从评审人员中去掉。")
        transaction.delete("mock_reviewers", row["id"])
    known = {row["account_id"] for row in rows}
    added = {account_id: name for account_id, name in wanted.items() if account_id not in known}
    for account_id, name in added.items():
        transaction.insert("mock_reviewers", {"review_id": review_id, "account_id": account_id, "person": name})
    mock_review_given(transaction, transaction.get("mock_reviews", review_id), added)


def _ids(transaction: Transaction, table: str, review_id: int) -> list[int]:
    sql = f"SELECT id FROM {table} WHERE review_id = ?"  # noqa: S608 - fixed names
    return [row["id"] for row in transaction.db.query(sql, [review_id])]
