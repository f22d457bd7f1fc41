"""Reviewing documents: accepted or returned, corrected, superseded; expiry is computed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from evidence.documents import DocumentDraft, add_document, change_document, link_document
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError
from evidence.reviews import accept_document, accept_documents, return_document, take_back_review
from evidence.viewer import SYSTEM, Viewer
from tests.unit.evidence.house import COLLEAGUE, EARLIER, TODAY, UPLOADER, House, nothing_stored, of_clause, refused

OTHER = Viewer("张工")


@pytest.fixture
def pending(house: House, emr: LevelsCatalog) -> int:
    return house.prove(*of_clause(emr, "05.01.5#1"), accept=False)


def test_accepting(house: House, pending: int) -> None:
    house.clock.now += timedelta(hours=2)
    accept_document(house.store, COLLEAGUE, pending, 1)
    found = house.document(pending)
    assert (found.state, found.reviewer, found.reviewed_at) == ("accepted", "李工", house.clock.now)
    assert (found.uploader, found.version) == (UPLOADER.name, 2)


def test_returning_with_a_reason(house: House, pending: int) -> None:
    return_document(house.store, COLLEAGUE, pending, " 截图没有日期 ", 1)
    found = house.document(pending)
    assert (found.state, found.reason, found.reviewer) == ("returned", "截图没有日期", "李工")


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_returning_needs_a_reason(house: House, pending: int, reason: str) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "请写明原因"):
        return_document(house.store, house.viewer, pending, reason)


def test_a_returned_document_may_be_accepted_after_all(house: House, pending: int) -> None:
    return_document(house.store, COLLEAGUE, pending, "看不清")
    accept_document(house.store, COLLEAGUE, pending)
    assert (house.document(pending).state, house.document(pending).reason) == ("accepted", "")


def test_an_accepted_document_may_be_returned(house: House, pending: int) -> None:
    accept_document(house.store, COLLEAGUE, pending)
    return_document(house.store, COLLEAGUE, pending, "与现场不一致")
    assert house.document(pending).state == "returned"


def test_a_superseded_document_is_no_longer_reviewed(house: House, pending: int) -> None:
    house.prove(supersedes=pending)
    with nothing_stored(house.store), refused(InvalidInputError, "这份材料已有新版本，请审核新版本"):
        accept_document(house.store, house.viewer, pending)
    with nothing_stored(house.store), refused(InvalidInputError, "这份材料已有新版本"):
        return_document(house.store, house.viewer, pending, "旧版")


def test_several_are_accepted_in_one_action_or_none(house: House, pending: int) -> None:
    other, old = house.prove(accept=False), house.prove()
    house.prove(supersedes=old)
    with nothing_stored(house.store), refused(InvalidInputError, "已有新版本"):
        accept_documents(house.store, COLLEAGUE, [pending, other, old])
    accept_documents(house.store, COLLEAGUE, [pending, other])
    found = [house.document(number) for number in (pending, other)]
    assert [(one.state, one.reviewer) for one in found] == [("accepted", "李工")] * 2


def test_of_two_who_review_the_second_is_told(house: House, pending: int) -> None:
    accept_document(house.store, COLLEAGUE, pending, 1)
    with nothing_stored(house.store), refused(ConflictError, "您的修改没有保存"):
        return_document(house.store, OTHER, pending, "看不清", 1)
    return_document(house.store, OTHER, pending, "看不清", 2)
    assert house.document(pending).state == "returned"


def test_the_conflict_names_who_reviewed(house: House, pending: int) -> None:
    accept_document(house.store, COLLEAGUE, pending, 1)
    with pytest.raises(ConflictError) as caught:
        return_document(house.store, OTHER, pending, "看不清", 1)
    assert "刚被李工修改过" in str(caught.value)


def test_correcting_what_was_entered(house: House, pending: int) -> None:
    new = {"effective_on": date(2026, 1, 5), "expires_on": date(2027, 1, 4)}
    change_document(house.store, COLLEAGUE, pending, " 新名称 ", "report", note=" 补充 ", expected=1, **new)
    found = house.document(pending)
    assert (found.title, found.kind, found.note) == ("新名称", "report", "补充")
    assert (found.effective_on, found.expires_on) == (date(2026, 1, 5), date(2027, 1, 4))
    assert (found.state, found.statement, found.uploader) == ("pending", "已核对", UPLOADER.name)


@pytest.mark.parametrize(
    ("title", "kind", "expires", "message"),
    [
        (" ", "report", None, "请填写材料名称"),
        ("名称", "photo", None, "材料类型“photo”未知"),
        ("名称", "report", EARLIER - timedelta(days=1), "失效日期早于生效日期"),
    ],
)
def test_a_wrong_correction(
    house: House, pending: int, title: str, kind: str, expires: date | None, message: str
) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, message):
        change_document(house.store, house.viewer, pending, title, kind, EARLIER, expires, "", 1)


def test_of_two_who_correct_the_second_is_told(house: House, pending: int) -> None:
    change_document(house.store, COLLEAGUE, pending, "李工的名称", "report", EARLIER, None, "", 1)
    with nothing_stored(house.store), refused(ConflictError, "没有保存"):
        change_document(house.store, house.viewer, pending, "我的名称", "report", EARLIER, None, "", 1)


@pytest.mark.parametrize(
    ("expires", "state"),
    [(None, "accepted"), (TODAY + timedelta(days=1), "accepted"), (TODAY, "accepted"),
     (TODAY - timedelta(days=1), "expired")],
)  # fmt: skip
def test_expired_is_computed_and_not_stored(house: House, expires: date | None, state: str) -> None:
    found = house.document(house.prove(expires=expires))
    assert found.state == "accepted"
    assert found.state_on(TODAY) == state


def test_the_older_versions_give_way_when_a_new_one_is_accepted(house: House) -> None:
    first = house.prove()
    second = house.prove(supersedes=first, accept=False)
    third = house.prove(supersedes=second, accept=False)

    def states() -> list[str]:
        return [house.document(one).state for one in (first, second, third)]

    assert states() == ["accepted", "pending", "pending"]
    return_document(house.store, house.viewer, second, "看不清")
    assert states() == ["accepted", "returned", "pending"]
    accept_document(house.store, house.viewer, third)
    assert states() == ["superseded", "superseded", "accepted"]


@pytest.mark.parametrize(
    "change", [{"kind": "report"}, {"effective_on": EARLIER - timedelta(days=1)}, {"expires_on": TODAY}]
)
def test_an_accepted_document_that_says_something_else_is_reviewed_again(
    house: House, change: dict[str, object]
) -> None:
    entered = {"kind": "record", "effective_on": EARLIER, "expires_on": None}
    accepted, returned = house.prove(kind="record"), house.prove(kind="record")
    return_document(house.store, house.viewer, returned, "看不清")
    for document_id in (accepted, returned):
        version = house.document(document_id).version
        fields = entered | change | {"title": "新名称", "note": "", "expected": version}
        change_document(house.store, COLLEAGUE, document_id, **fields)  # type: ignore[arg-type]
    found = house.document(accepted)
    assert (found.state, found.reviewer, found.reviewed_at) == ("pending", "", None)
    assert house.document(returned).state == "returned"


def test_a_new_title_or_note_needs_no_review(house: House) -> None:
    document_id = house.prove(kind="record")
    change_document(house.store, COLLEAGUE, document_id, "新名称", "record", EARLIER, None, "补充", 2)
    found = house.document(document_id)
    assert (found.state, found.reviewer, found.title, found.note) == ("accepted", "王主任", "新名称", "补充")


@pytest.mark.parametrize("state", ["pending", "returned", "superseded"])
def test_only_an_accepted_document_expires(house: House, state: str) -> None:
    document_id = house.prove(accept=False, expires=EARLIER)
    if state == "returned":
        return_document(house.store, house.viewer, document_id, "看不清")
    if state == "superseded":
        house.prove(supersedes=document_id)
    assert house.document(document_id).state_on(TODAY) == state


def test_taking_back_the_acceptance_of_a_new_version_brings_the_old_one_back(house: House, pending: int) -> None:
    accept_document(house.store, COLLEAGUE, pending)
    draft = DocumentDraft("新版本", "screenshot", TODAY, statement="已核对", supersedes_id=pending)
    newer = add_document(house.store, COLLEAGUE, draft)
    before = house.document(newer)
    accept_document(house.store, house.viewer, newer, before.version)
    assert house.document(pending).state == "superseded"
    take_back_review(house.store, house.viewer, before)
    assert (house.document(newer).state, house.document(pending).state) == ("pending", "accepted")


def test_one_new_version_waits_at_a_time_and_follows_the_newest(house: House, pending: int) -> None:
    accept_document(house.store, COLLEAGUE, pending)
    draft = DocumentDraft("新版本", "screenshot", TODAY, statement="已核对", supersedes_id=pending)
    newer = add_document(house.store, COLLEAGUE, draft)
    with nothing_stored(house.store), refused(InvalidInputError, "待审"):
        add_document(house.store, COLLEAGUE, draft)
    accept_document(house.store, house.viewer, newer)
    with nothing_stored(house.store), refused(InvalidInputError, "最新"):
        add_document(house.store, COLLEAGUE, draft)


def test_nobody_vouches_for_their_own_upload(house: House) -> None:
    own = add_document(house.store, COLLEAGUE, DocumentDraft("巡检", "record", EARLIER, statement="已巡检"))
    for review in (accept_document, lambda *who: accept_documents(who[0], who[1], [who[2]])):
        with nothing_stored(house.store), refused(NotAllowedError, "由另一位审核人"):
            review(house.store, COLLEAGUE, own)
    with nothing_stored(house.store), refused(NotAllowedError, "由另一位审核人"):
        return_document(house.store, COLLEAGUE, own, "看不清")
    accept_document(house.store, house.viewer, own)
    assert house.document(own).state == "accepted"


def test_the_account_decides_whose_upload_it_is_not_the_name(house: House) -> None:
    one, namesake = (replace(COLLEAGUE, account_id=number) for number in _accounts(house))
    own = add_document(house.store, one, DocumentDraft("巡检", "record", EARLIER, statement="已巡检"))
    with refused(NotAllowedError, "由另一位审核人"):
        accept_document(house.store, replace(one, name="改了名"), own)
    accept_document(house.store, namesake, own)


def test_a_link_to_an_accepted_document_is_a_review(house: House, emr: LevelsCatalog) -> None:
    clause, more = of_clause(emr, "05.01.5#1", "05.01.5#2")
    proof = house.prove(clause)
    with nothing_stored(house.store), refused(NotAllowedError, "由另一位审核人"):
        link_document(house.store, UPLOADER, proof, [more])
    link_document(house.store, COLLEAGUE, proof, [more])
    assert house.links(proof) == {clause, more}


def _accounts(house: House) -> tuple[int, int]:
    with house.store.writing(SYSTEM) as transaction:
        one, two = (
            transaction.insert("accounts", {"login": login, "person": "李工", "role": "engineer"})
            for login in ("li1", "li2")
        )
    return one, two
