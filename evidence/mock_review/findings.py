"""What a reviewer finds: a verdict and a comment per clause, stored at once; photos."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from criteria.vocabulary import Verdict
from evidence import vault
from evidence.access import Permission, must
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.intake.file_check import check_file
from evidence.intake.names import clean_name
from evidence.mock_review.outlook import rehearsed
from evidence.mock_review.records import Course, MockReview, OwnVerdict, Photo, SelfAssessment, course, self_as_json
from evidence.requirement_list import clause_duties, clause_verdict
from evidence.requirement_tiers import is_tiered
from evidence.situation import Situation
from evidence.store import Row, Store, Transaction
from evidence.texts.kinds import PICTURES
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
    _must_be_of(known, viewer, [draft.clause for draft in drafts])
    compared = _self_assessments(store, viewer, situation, known.review, [draft.clause for draft in drafts])
    with store.writing(viewer) as transaction:
        _must_be_open(transaction, review_id)
        return sum(_record(transaction, review_id, draft, compared.get(draft.clause)) for draft in drafts)


def _must_be_of(known: Course, viewer: Viewer, clauses: Iterable[str]) -> None:
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
    transaction.insert("mock_findings", row | values | _signed(transaction))
    return True


def _signed(transaction: Transaction) -> Row:
    return {"author": transaction.viewer.name.strip(), "at": transaction.now}


def _must_be_open(transaction: Transaction, review_id: int) -> None:
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


def add_photo(
    store: Store, viewer: Viewer, review_id: int, clause: str, file_name: str, content: bytes, caption: str = ""
) -> None:
    """Keeps a photo of what was seen for a clause; the same photo is kept once.

    Raises NotAllowedError, NotFoundError, InvalidInputError for what is not a sound picture, StoreError (disk full).
    """
    must(viewer, Permission.ASSESS)
    viewer.must_be_named()
    _must_be_of(course(store, viewer, review_id), viewer, [clause])
    media_type = check_file(file_name, content)
    if media_type not in PICTURES:
        raise InvalidInputError("这里只能放照片（JPG、PNG 等图片），没有保存；其他材料请在佐证材料中上传。")
    with store.writing(viewer) as transaction:
        _must_be_open(transaction, review_id)
        digest = vault.put(store.files, content)
        if transaction.find("mock_photos", "review_id = ? AND clause = ? AND sha256 = ?", [review_id, clause, digest]):
            return
        row: Row = {
            "review_id": review_id,
            "clause": clause,
            "account_id": viewer.account_id,
            "sha256": digest,
            "file_name": clean_name(file_name),
            "media_type": media_type,
            "size": len(content),
            "caption": caption.strip(),
        }
        transaction.insert("mock_photos", row | _signed(transaction))


def drop_photo(store: Store, viewer: Viewer, photo: Photo) -> None:
    """Takes one's own photo away again. Raises NotAllowedError for another's, InvalidInputError (closed)."""
    must(viewer, Permission.ASSESS)
    with store.writing(viewer) as transaction:
        _must_be_open(transaction, photo.review_id)
        if transaction.get("mock_photos", photo.id)["account_id"] != viewer.account_id:
            raise NotAllowedError("这张照片由另一位评审人员拍摄，只能由本人删除。")
        transaction.delete("mock_photos", photo.id)


def photo_content(store: Store, viewer: Viewer, photo: Photo) -> bytes:
    """The picture. Raises NotFoundError when the viewer does not see it or it is not in the vault."""
    seen = course(store, viewer, photo.review_id).photos
    if photo.id not in {shown.id for shown in seen}:
        raise NotFoundError("这张照片已不存在，请刷新页面。")
    return vault.get(store.files, photo.sha256)
