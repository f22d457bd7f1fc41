"""Which documents go into a binder: accepted, current on the day, without patients; the rest is told with reasons."""

from datetime import date

import pytest

from criteria.vocabulary import Verdict
from evidence import reviews, vault
from evidence.binder.content import Binder
from evidence.binder.export import read_binder
from evidence.errors import NotAllowedError, NotFoundError
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.binder.shelf import REVIEW, Shelf, picture, shelf, small_levels
from tests.unit.evidence.house import TODAY, House, of_clause, of_measure, refused

CLAUSE = "01.01.1#1"


@pytest.fixture
def bare(house: House) -> Shelf:
    return shelf(house, small_levels())


def bound(made: Shelf) -> Binder:
    store, viewer = made.house.store, made.house.viewer
    return read_binder(store, viewer, {made.catalog.id: made.catalog}, made.target, TODAY)


def reasons(made: Shelf) -> list[str]:
    return [entry.reason for entry in bound(made).left_out]


def test_an_accepted_current_document_goes_in(bare: Shelf) -> None:
    bare.picture("界面", CLAUSE)
    [document] = bound(bare).documents
    assert (document.number, document.proves) == ("01.01.1-01", (CLAUSE,))
    assert reasons(bare) == []
    assert CLAUSE not in {lack.clause for lack in bound(bare).lacks}


def test_a_pending_document_stays_out(bare: Shelf) -> None:
    bare.picture("界面", CLAUSE, accept=False)
    assert reasons(bare) == ["待审核，尚未采纳"]
    assert {lack.reason for lack in bound(bare).lacks if lack.clause == CLAUSE} == {"材料待审"}


def test_a_returned_document_stays_out_with_the_reason(bare: Shelf) -> None:
    document = bare.picture("界面", CLAUSE, accept=False)
    reviews.return_document(bare.house.store, bare.house.viewer, document, "看不清")
    assert reasons(bare) == ["已退回：看不清"]


def test_what_expires_before_the_review_is_no_proof_there(bare: Shelf) -> None:
    bare.picture("界面", CLAUSE, expires=date(2026, 5, 1))
    assert bound(bare).cover.day == REVIEW
    assert reasons(bare) == ["有效期到 2026-05-01，2026-06-10 时已过期"]
    assert {lack.reason for lack in bound(bare).lacks if lack.clause == CLAUSE} == {"材料已过期"}


def test_without_a_review_to_come_today_counts(house: House) -> None:
    made = shelf(house, small_levels(), review_on=date(2026, 1, 1))
    made.picture("界面", CLAUSE, expires=date(2026, 5, 1))
    assert bound(made).cover.day == TODAY
    assert len(bound(made).documents) == 1


def test_what_takes_effect_after_the_review_stays_out(bare: Shelf) -> None:
    bare.picture("界面", CLAUSE, effective=date(2026, 7, 1))
    assert reasons(bare) == ["2026-07-01 才生效，晚于 2026-06-10"]


def test_a_file_that_was_not_checked_for_patients_stays_out(bare: Shelf) -> None:
    document = bare.picture("界面", CLAUSE)
    with bare.house.store.writing(SYSTEM) as transaction:
        transaction.update("documents", document, {"privacy": "unchecked"})
    assert reasons(bare)[0].startswith("没有做过患者信息检查")
    assert bound(bare).documents == ()
    assert [lack.reason for lack in bound(bare).lacks if lack.clause == CLAUSE] == ["材料未能放入：01.01.1-01"]


def test_a_flagged_file_stays_out(bare: Shelf) -> None:
    document = bare.picture("界面", CLAUSE)
    with bare.house.store.writing(SYSTEM) as transaction:
        transaction.update("documents", document, {"privacy": "flagged"})
    assert reasons(bare) == ["含疑似患者信息，尚未遮盖或放行"]


def test_a_file_that_is_gone_is_missing_not_forgotten(bare: Shelf) -> None:
    document = bare.picture("界面", CLAUSE)
    digest = bare.house.document(document).sha256
    vault.file_path(bare.house.store.files, str(digest)).unlink()
    assert reasons(bare)[0].startswith("文件库中的文件缺失或已损坏")


def test_only_statistics_prove_a_measure(bare: Shelf) -> None:
    links = of_measure(bare.catalog, "01.01", "coverage")
    bare.document("界面", *links, content=picture(), file="a.png")
    assert reasons(bare) == ["不是数据统计或数据质量核查材料，不能证明统计数据"]


def test_statistics_are_numbered_under_their_item(bare: Shelf) -> None:
    bare.document("统计", *of_measure(bare.catalog, "01.01", "coverage"), kind="data_query")
    [document] = bound(bare).documents
    assert (document.number, document.proves) == ("01.01-01", ("01.01 有效应用统计",))


def test_everything_that_is_not_proven_is_a_lack(bare: Shelf) -> None:
    binder = bound(bare)
    assert {lack.clause for lack in binder.lacks} == {"01.01.1#1", "01.01.1#2", "01.01.2#1", "02.01.1#1", "02.01.2#1"}


def test_what_does_not_apply_needs_no_proof(bare: Shelf) -> None:
    bare.house.judge(bare.catalog, Verdict.NOT_APPLICABLE, "02.01.1#1")
    assert "02.01.1#1" not in {lack.clause for lack in bound(bare).lacks}


def test_what_lies_above_the_target_is_not_in_the_binder(house: House) -> None:
    made = shelf(house, small_levels(), level="1")
    made.picture("高级别", "01.01.2#1")
    assert bound(made).documents == ()
    assert [len(item.requirements) for item in bound(made).items] == [1, 1]


def test_a_document_for_two_items_is_numbered_once(bare: Shelf) -> None:
    bare.picture("界面", CLAUSE, "02.01.1#1")
    first, second = bound(bare).items
    assert [document.number for document in first.documents] == ["01.01.1-01"]
    assert second.documents == ()
    assert second.requirements[0].numbers == ("01.01.1-01",)


@pytest.mark.parametrize("role", [Role.VENDOR, Role.EXPERT, Role.AUDITOR])
def test_who_may_not_hand_out_a_binder_sees_none(role: Role, bare: Shelf) -> None:
    with refused(NotAllowedError, "权限"):
        read_binder(bare.house.store, Viewer("某人", role), {bare.catalog.id: bare.catalog}, bare.target, TODAY)


def test_an_unknown_target_is_told(bare: Shelf) -> None:
    with refused(NotFoundError, "评审目标"):
        read_binder(bare.house.store, bare.house.viewer, {bare.catalog.id: bare.catalog}, 99, TODAY)


def test_a_change_is_seen_at_once(bare: Shelf) -> None:
    before = bound(bare)
    bare.document("说明", *of_clause(bare.catalog, CLAUSE))
    assert len(bound(bare).documents) == len(before.documents) + 1
