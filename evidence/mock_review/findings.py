"""What a reviewer finds: a verdict and a comment per clause, stored at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.models import is_tiered
from criteria.vocabulary import Verdict
from evidence.access import Permission, must
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.mock_review.outlook import rehearsed
from evidence.mock_review.records import Course, MockReview, OwnVerdict, SelfAssessment, course, self_as_json
from evidence.requirement_list import clause_duties, clause_verdict
from evidence.situation import Situation
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

LONGEST_COMMENT = 2000


@dataclass(frozen=True)
class FindingDraft:
    """A verdict of the person at the screen on a clause, unknown = 未查. `comment` None: as it is."""

    clause: str
    verdict: Verdict
    comment: str | None = None


def record_findings(
    store: Store, viewer: Viewer, situation: Situation, review_id: int, drafts: Sequence[FindingDraft]
) -> int:
    """Stores the viewer's own findings in one action and returns how many changed.

    What somebody finds stands beside what the other reviewers find, never in its place, and never changes the
    hospital's own verdicts. Raises NotAllowedError for who is not named in the review, NotFoundError, InvalidInputError
    for a clause that was not drawn or a closed review.
    """
    must(viewer, Permission.ASSESS)
    viewer.must_be_named()
    known = course(store, viewer, review_id)
    must_be_of(known, viewer, [draft.clause for draft in drafts])
    compared = _self_assessments(store, viewer, situation, known.review, [draft.clause for draft in drafts])
    with store.writing(viewer) as transaction:
        must_be_open(transaction, review_id)
        return sum(_record(transaction, review_id, draft, compared.get(draft.clause)) for draft in drafts)


def must_be_of(known: Course, viewer: Viewer, clauses: Iterable[str]) -> None:
    """Raises NotAllowedError for who is not a reviewer, InvalidInputError for what was not drawn."""
    if not known.review.names(viewer):
        raise NotAllowedError("您不是这次模拟评审的评审人员，没有保存；如需参加，请联系医院信息部门。")
    if known.review.closed_at:
        raise _over()
    codes = {drawn.code for drawn in known.sample}
    for clause in clauses:
        if clause.partition("#")[0] not in codes:
            raise InvalidInputError(f"{clause} 不在这次模拟评审的样本中，请刷新页面。")


def _record(transaction: Transaction, review_id: int, draft: FindingDraft, compared: SelfAssessment | None) -> bool:
    code = draft.clause.partition("#")[0]
    if compared is None:
        raise InvalidInputError(f"标准目录中没有要求点“{draft.clause}”，请刷新页面。")
    if draft.comment is not None and len(draft.comment) > LONGEST_COMMENT:
        raise InvalidInputError(f"评审意见超过 {LONGEST_COMMENT} 字，没有保存；请精简后再保存。")
    key = [review_id, draft.clause, transaction.viewer.account_id]
    found = transaction.find("mock_findings", "review_id = ? AND clause = ? AND account_id = ?", key)
    values: Row = {"verdict": draft.verdict.value}
    if draft.comment is not None:
        values["comment"] = draft.comment.strip()
    # Compared is what stood there when it was first judged: what is put right afterwards was found all the same.
    if draft.verdict is not Verdict.UNKNOWN and not (found and found["self"]):
        values["self"] = self_as_json(compared)
    if found:
        return transaction.update("mock_findings", found["id"], values)
    if draft.verdict is Verdict.UNKNOWN and not values.get("comment"):
        return False
    row = {"review_id": review_id, "code": code, "clause": draft.clause, "account_id": transaction.viewer.account_id}
    transaction.insert("mock_findings", row | values | signed(transaction))
    return True


def signed(transaction: Transaction) -> Row:
    """Who finds something, and when."""
    return {"author": transaction.viewer.name.strip(), "at": transaction.now}


def must_be_open(transaction: Transaction, review_id: int) -> None:
    """Raises NotFoundError, InvalidInputError for a review that is over."""
    if transaction.get("mock_reviews", review_id)["closed_at"]:
        raise _over()


def _over() -> InvalidInputError:
    return InvalidInputError("这次模拟评审已经结束，没有保存；如需继续，请联系医院信息部门重新打开。")


def _self_assessments(
    store: Store, viewer: Viewer, situation: Situation, review: MockReview, clauses: Iterable[str]
) -> dict[str, SelfAssessment]:
    """Clause → the hospital's own verdict now and those it comes from."""
    wanted, catalog = set(clauses), situation.catalogs[review.catalog]
    standing = rehearsed(store, viewer, situation, review)
    found = {}
    for row in catalog.requirements:
        for clause in row.clauses:
            if clause.id not in wanted:
                continue
            duties = clause_duties(situation, catalog, row, clause.id, standing)
            given = situation.judgements.get((catalog.id, clause.id), {})
            systems = [duty.system.id for duty in duties] if duties and not is_tiered(row) else [None]
            found[clause.id] = SelfAssessment(
                clause_verdict(situation, catalog, row, clause.id, duties, standing),
                tuple(OwnVerdict(n, given[n].verdict, given[n].author) for n in systems if n in given),
            )
    return found
