"""Several documents accepted at once: each that may be, the others named with their reasons; who may link what."""

from contextlib import suppress
from itertools import product

import pytest

from criteria.models import LevelsCatalog
from evidence.document_queue import pending_table
from evidence.documents import (
    DocumentFilter,
    change_document,
    find_documents,
    link_document,
    may_change,
    may_link,
    may_unlink,
    unlink_document,
)
from evidence.errors import ConflictError, NotAllowedError, UserError
from evidence.records import Document
from evidence.reviews import accept_document, accept_each, return_document, take_back_reviews
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import COLLEAGUE, TODAY, UPLOADER, House, nothing_stored, of_clause, refused
from tests.unit.evidence.texts.desk import read_all, upload

PATIENT = "患者姓名：张晓梅 身份证号：110101199003074514"


@pytest.fixture
def pending(house: House, emr: LevelsCatalog) -> list[Document]:
    """Two that may be accepted, one of the reviewer's own, one with a patient's data, one that is not read yet."""
    ids = [house.prove(*of_clause(emr, f"05.01.5#{number}"), accept=False) for number in (1, 2)]
    ids.append(upload(house, "自己的记录", viewer=COLLEAGUE))
    ids.append(upload(house, "标本登记", PATIENT))
    read_all(house, [PATIENT])
    ids.append(upload(house, "交接班记录", "还没有读的文件"))
    return [house.document(number) for number in ids]


def states(house: House, documents: list[Document]) -> list[str]:
    return [house.document(document.id).state for document in documents]


def test_each_that_may_be_is_accepted_and_the_others_are_named(house: House, pending: list[Document]) -> None:
    left = accept_each(house.store, COLLEAGUE, pending)
    assert states(house, pending) == ["accepted", "accepted", "pending", "pending", "pending"]
    assert [entry.document.title for entry in left] == ["自己的记录", "标本登记", "交接班记录"]
    for entry, reason in zip(left, ("由另一位审核人审核", "疑似患者信息", "正在识别文字"), strict=True):
        assert reason in entry.reason
        assert entry.reason.endswith("。")


def test_what_was_changed_since_it_was_shown_is_not_accepted(house: House, pending: list[Document]) -> None:
    return_document(house.store, house.viewer, pending[0].id, "看不清")
    [left] = accept_each(house.store, COLLEAGUE, pending[:2])
    assert left.document == pending[0]
    assert f"刚被{house.viewer.name}修改过" in left.reason
    assert states(house, pending[:2]) == ["returned", "accepted"]


def test_who_reviews_nothing_accepts_nothing(house: House, pending: list[Document]) -> None:
    for role in (Role.VENDOR, Role.EXPERT, Role.AUDITOR):
        with nothing_stored(house.store), pytest.raises(NotAllowedError):
            accept_each(house.store, Viewer("来人", role), pending)


def test_none_chosen_changes_nothing(house: House) -> None:
    with nothing_stored(house.store):
        assert accept_each(house.store, COLLEAGUE, []) == []


def test_all_are_taken_back_or_none(house: House, pending: list[Document]) -> None:
    accept_each(house.store, COLLEAGUE, pending[:2])
    return_document(house.store, house.viewer, pending[1].id, "看不清")
    with nothing_stored(house.store), refused(ConflictError, "您的修改没有保存"):
        take_back_reviews(house.store, COLLEAGUE, pending[:2])
    accept_document(house.store, house.viewer, pending[1].id)
    take_back_reviews(house.store, COLLEAGUE, pending[:1])
    assert states(house, pending[:2]) == ["pending", "accepted"]


def test_the_table_says_beforehand_what_stands_in_the_way(house: House, pending: list[Document]) -> None:
    page = find_documents(house.store, COLLEAGUE, DocumentFilter(states=frozenset({"pending"})), TODAY)
    table = pending_table(house.situation(), COLLEAGUE, page, None).set_index("材料名称")
    notes = table["审核前请注意"]
    assert list(notes["佐证说明"]) == ["", ""]
    assert notes["自己的记录"].startswith("您自己上传的")
    assert "疑似患者信息" in notes["标本登记"]
    assert "还没有自动查完" in notes["交接班记录"]
    assert sorted(table["证明"]["佐证说明"]) == ["05.01.5#1", "05.01.5#2"]


def test_may_link_says_what_linking_does(house: House, emr: LevelsCatalog) -> None:
    """For everybody and every state, but for versions that were replaced: these may be linked and prove nothing."""
    system = house.system("检验系统", "LIS", vendor="瑞美")
    house.system("护理系统", "NIS", vendor="卫宁")
    ruimei, weining = engineer_of(house, "瑞美"), engineer_of(house, "卫宁")
    made = {}
    for uploader in (UPLOADER, ruimei):
        for state in ("pending", "accepted", "returned"):
            number = upload(house, f"{uploader.name} {state}", viewer=uploader, system_id=system)
            if state == "accepted":
                accept_document(house.store, house.viewer, number)
            elif state == "returned":
                return_document(house.store, house.viewer, number, "看不清")
            made[number] = house.document(number)
    viewers = [UPLOADER, COLLEAGUE, ruimei, weining, Viewer("周专家", Role.EXPERT), Viewer("审计员", Role.AUDITOR)]
    for viewer, (number, shown) in product(viewers, made.items()):
        linked = 0
        links = of_clause(emr, f"05.01.{viewers.index(viewer) + 2}#1")
        with suppress(Exception):
            linked = link_document(house.store, viewer, number, links)
        assert bool(linked) == may_link(viewer, shown), (viewer, shown.title)


def test_what_may_be_changed_and_unlinked_is(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统", "LIS", vendor="瑞美")
    ruimei = engineer_of(house, "瑞美")
    viewers = [UPLOADER, COLLEAGUE, ruimei, Viewer("周专家", Role.EXPERT)]
    links = [of_clause(emr, f"05.01.{number}#1")[0] for number in range(2, 2 + len(viewers))]
    for uploader, state in product((UPLOADER, ruimei), ("pending", "accepted")):
        number = upload(house, f"{uploader.name} {state}", viewer=uploader, system_id=system)
        link_document(house.store, house.viewer, number, links)
        if state == "accepted":
            accept_document(house.store, house.viewer, number)
        for viewer, link in zip(viewers, links, strict=True):
            before = house.document(number)
            with suppress(UserError):
                unlink_document(house.store, viewer, number, link)
            assert (link not in house.links(number)) == may_unlink(viewer, before), (viewer, before.title)
            given = (before.title, before.kind, before.effective_on, None, f"{viewer.name}的备注", before.version)
            with suppress(UserError):
                change_document(house.store, viewer, number, *given)
            changed = house.document(number).note == f"{viewer.name}的备注"
            assert changed == may_change(viewer, before), (viewer, before.title)


def test_a_replaced_version_is_not_linked_any_more(house: House, emr: LevelsCatalog) -> None:
    old = house.prove(*of_clause(emr, "05.01.5#1"))
    house.prove(supersedes=old)
    assert house.document(old).state == "superseded"
    assert not may_link(COLLEAGUE, house.document(old))
