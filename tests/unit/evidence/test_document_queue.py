"""The documents as a stock and a queue: numbers, the reviewer's place, undo, versions, history, export."""

from datetime import date, timedelta

import pandas as pd
import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence.document_asked import asked
from evidence.document_history import history
from evidence.document_queue import (
    Stock,
    cautions,
    export_table,
    library_filter,
    load_stock,
    not_waiting,
    queue_place,
    same_content,
    stock,
    stock_sentence,
    versions,
)
from evidence.documents import (
    COVERAGE,
    DocumentDraft,
    DocumentFilter,
    add_document,
    change_document,
    find_documents,
)
from evidence.errors import ConflictError, UserError
from evidence.privacy import desk
from evidence.reviews import accept_document, refusal_of_acceptance, return_document, take_back_review
from evidence.texts.worker import work_off
from evidence.viewer import SYSTEM
from tests.unit.evidence.house import EARLIER, TODAY, UPLOADER, House, of_clause, of_measure, refused

REVIEW = date(2026, 6, 1)
CLAUSE = "05.01.3#1"


def pending(house: House) -> int:
    house.clock.now += timedelta(minutes=1)
    return house.prove(accept=False)


def test_the_stock_in_one_sentence(house: House) -> None:
    house.prove()
    house.prove(expires=date(2026, 2, 20))
    house.prove(expires=date(2026, 5, 31))
    house.prove(expires=REVIEW)
    house.prove(accept=False)
    house.prove(supersedes=house.prove())
    return_document(house.store, house.viewer, house.prove(accept=False), "看不清")
    found = stock(house.store, house.viewer, TODAY, 1)
    assert found == Stock(accepted=4, pending=1, returned=1, expired=1, due=1, waiting_since=TODAY)
    assert stock_sentence(found) == "7 份材料：4 份已采纳，1 份待审，1 份退回，1 份已过期；评审日前还有 1 份到期"
    assert found.waiting_days(date(2026, 3, 5)) == 3
    assert "到期" not in stock_sentence(stock(house.store, house.viewer, TODAY, None))


def test_an_empty_stock(house: House) -> None:
    found = stock(house.store, house.viewer, TODAY, None)
    assert (found.total, found.waiting_days(TODAY)) == (0, None)
    assert stock_sentence(found) == "还没有材料。"
    assert queue_place(house.store, house.viewer, None) is None


def test_the_queue_is_walked_from_the_oldest_to_the_newest(house: House) -> None:
    first, second, third = (pending(house) for _ in range(3))
    places = [queue_place(house.store, house.viewer, wanted) for wanted in (None, second, third)]
    assert [(p.document_id, p.position, p.total, p.previous_id, p.next_id) for p in places if p] == [
        (first, 1, 3, None, second),
        (second, 2, 3, first, third),
        (third, 3, 3, second, None),
    ]


def test_a_document_that_is_no_longer_pending_gives_way_to_the_oldest(house: House) -> None:
    first, second = pending(house), pending(house)
    accept_document(house.store, house.viewer, second)
    place = queue_place(house.store, house.viewer, second)
    assert place is not None
    assert (place.document_id, place.total) == (first, 1)


def test_a_review_can_be_taken_back(house: House) -> None:
    before = house.document(pending(house))
    accept_document(house.store, house.viewer, before.id, before.version)
    take_back_review(house.store, house.viewer, before)
    after = house.document(before.id)
    assert (after.state, after.reviewer, after.reviewed_at, after.version) == ("pending", "", None, before.version + 2)


def test_a_return_is_taken_back_to_the_former_acceptance(house: House) -> None:
    before = house.document(house.prove())
    return_document(house.store, house.viewer, before.id, "看不清", before.version)
    take_back_review(house.store, house.viewer, before)
    after = house.document(before.id)
    assert (after.state, after.reason, after.reviewed_at) == ("accepted", "", before.reviewed_at)


def test_a_refusal_is_told_before_it_happens(house: House) -> None:
    document, own = (
        house.prove(accept=False),
        add_document(house.store, house.viewer, DocumentDraft("己", "record", TODAY, statement="x")),
    )
    old = house.prove()
    house.prove(supersedes=old)
    assert refusal_of_acceptance(house.store, house.viewer, document) == ""
    accept_document(house.store, house.viewer, document)
    for wanted in (own, old):
        with pytest.raises(UserError) as refusal:
            accept_document(house.store, house.viewer, wanted)
        assert refusal_of_acceptance(house.store, house.viewer, wanted) == str(refusal.value)


def test_a_review_is_not_taken_back_over_the_head_of_others(house: House) -> None:
    before = house.document(pending(house))
    accept_document(house.store, house.viewer, before.id)
    return_document(house.store, house.viewer, before.id, "看不清")
    with refused(ConflictError, "修改过"):
        take_back_review(house.store, house.viewer, before)


@pytest.mark.parametrize(
    ("effective", "expires", "linked", "words"),
    [
        (EARLIER, None, True, []),
        (EARLIER, REVIEW, True, []),
        (date(2026, 3, 3), None, True, ["生效日期 2026-03-03 还没有到"]),
        (EARLIER, date(2026, 3, 1), True, ["失效日期 2026-03-01 已过"]),
        (EARLIER, date(2026, 5, 31), False, ["失效日期 2026-05-31 早于评审日 2026-06-01", "还没有关联任何要求点"]),
    ],
)
def test_a_reviewer_is_cautioned(
    house: House, emr: LevelsCatalog, effective: date, expires: date | None, linked: bool, words: list[str]
) -> None:
    links = of_clause(emr, CLAUSE) if linked else ()
    found = house.document(house.prove(*links, effective=effective, expires=expires, accept=False))
    said = cautions(found, links, TODAY, REVIEW)
    assert len(said) == len(words)
    assert all(word in text for word, text in zip(words, said, strict=True))


def test_the_same_content_is_found_in_its_newest_document(house: House) -> None:
    draft = DocumentDraft("说明", "record", TODAY, "a.txt", b"text")
    ids = [add_document(house.store, house.viewer, draft) for _ in range(2)]
    digest = str(house.document(ids[0]).sha256)
    found = same_content(house.store, house.viewer, [digest, "0" * 64])
    assert {key: document.id for key, document in found.items()} == {digest: ids[1]}


def test_versions_are_found_from_any_of_them(house: House) -> None:
    first = house.prove(accept=False)
    second = house.prove(accept=False, supersedes=first)
    third = house.prove(accept=False, supersedes=second)
    house.prove()
    for start in (first, second, third):
        assert [found.id for found in versions(house.store, house.viewer, start)] == [third, second, first]


def test_history_in_words(house: House, emr: LevelsCatalog) -> None:
    document = house.prove(*of_clause(emr, CLAUSE), accept=False)
    return_document(house.store, house.viewer, document, "看不清")
    before = house.document(document)
    change_document(house.store, house.viewer, document, "新名称", "policy", EARLIER, REVIEW, "", before.version)
    accept_document(house.store, house.viewer, document)
    house.prove(supersedes=document)
    events = history(house.store, house.viewer, document)
    assert [event.what for event in events] == [
        "由新版本替换",
        "采纳",
        "名称由“佐证说明”改为“新名称”；类型由“数据统计”改为“制度/预案”；失效日期由“无”改为“2026-06-01”",
        "退回：看不清",
        f"关联 {CLAUSE}",
        "上传",
    ]
    assert {event.actor for event in events} == {"王主任", UPLOADER.name}


def test_what_was_done_about_patients_is_told(house: House) -> None:
    patient = "患者姓名：张晓梅  身份证号：110101199003074514  标本已接收"
    drafts = [
        DocumentDraft(name, "record", EARLIER, f"{name}.txt", f"{name} {patient}".encode()) for name in ("一", "二")
    ]
    masked, cleared = (add_document(house.store, UPLOADER, draft) for draft in drafts)
    work_off(house.store)
    desk.mask_document(house.store, UPLOADER, masked)
    desk.original_content(house.store, house.viewer, masked)
    desk.clear_document(house.store, house.viewer, cleared, "测试数据")
    assert said(house, masked) == ["下载未遮盖原件", "遮盖患者信息", "发现疑似患者信息", "上传"]
    assert said(house, cleared) == ["放行（理由：测试数据）", "发现疑似患者信息", "上传"]


def test_a_finding_in_an_accepted_document_is_told_with_what_follows(house: House) -> None:
    document = house.prove()
    with house.store.writing(SYSTEM) as transaction:
        transaction.update("documents", document, {"privacy": "flagged", "state": "pending"})
    assert said(house, document)[0] == "发现疑似患者信息，转为待审"


def said(house: House, document: int) -> list[str]:
    return [event.what for event in history(house.store, house.viewer, document)]


@pytest.mark.parametrize(("state", "words"), [("accepted", "已采纳（王主任，"), ("returned", "已退回（王主任，")])
def test_what_became_of_a_document_that_waits_no_longer(house: House, state: str, words: str) -> None:
    document = house.prove(accept=state == "accepted")
    if state == "returned":
        return_document(house.store, house.viewer, document, "看不清")
    told = not_waiting(house.document(document))
    assert told.startswith(f"《佐证说明》{words}")
    assert told.endswith("，不在待审之列。")


def test_a_replaced_version_waits_no_longer_either(house: House) -> None:
    old = house.prove()
    house.prove(supersedes=old)
    assert "已由新版本替换" in not_waiting(house.document(old))


def test_the_library_leaves_replaced_versions_out_unless_asked(house: House) -> None:
    old = house.prove(accept=False)
    new = house.prove(supersedes=old)
    due = house.prove(expires=date(2026, 5, 1))

    def listed(wanted: DocumentFilter, due: frozenset[int] | None = None) -> set[int]:
        found = find_documents(house.store, house.viewer, library_filter(wanted, due), TODAY)
        return {document.id for document in found.documents}

    assert listed(DocumentFilter()) == {new, due}
    assert listed(DocumentFilter(states=frozenset({"superseded"}))) == {old}
    assert listed(DocumentFilter(), frozenset({due, old})) == {due}
    assert listed(DocumentFilter(), frozenset()) == set()


def test_what_runs_out_before_the_review_is_counted_as_it_proves(house: House, emr: LevelsCatalog) -> None:
    """By its own expiry date or because it gets too old for what it proves; without links it proves nothing."""
    proves = of_clause(emr, CLAUSE)
    house.prove(*proves, kind="screenshot", expires=date(2026, 5, 31))
    house.prove(*proves, kind="screenshot", expires=REVIEW)
    house.prove(*proves, kind="data_quality")
    house.prove(expires=date(2026, 5, 31))
    house.prove(*proves, kind="data_quality", accept=False)
    situation = house.situation(emr)
    assert load_stock(house.store, house.viewer, situation, REVIEW).due == 2
    assert load_stock(house.store, house.viewer, situation, TODAY).due == 0
    assert load_stock(house.store, house.viewer, situation, None).due is None


def test_the_export_has_every_page_and_says_what_is_proven(
    house: House, emr: LevelsCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.document_queue._EXPORT_PAGE", 2)
    for _ in range(5):
        house.prove(*of_clause(emr, CLAUSE, "05.01.3#2"))
    table = export_table(house.store, house.viewer, house.situation(emr), DocumentFilter())
    assert len(table) == 5
    assert set(table["证明"]) == {"05.01.3#1、05.01.3#2"}
    assert set(table["状态"]) == {"✔ 已采纳"}
    assert isinstance(export_table(house.store, house.viewer, house.situation(emr), DocumentFilter("无")), pd.DataFrame)


def test_what_a_document_is_asked_to_prove(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统", "LIS")
    house.system("病理系统", "PATH")
    links = (*of_clause(emr, "05.01.6#3", "05.01.6#1"), *of_measure(emr, "05.01", COVERAGE))
    house.judge(emr, Verdict.MET, "05.01.6#1", system=system)
    house.prove(*links, accept=False)
    requirement, measure = asked(house.situation(emr), links)
    assert requirement.heading == "电子病历 05.01.6 标本处理 6级"
    assert [(point.link.ref, point.proof) for point in requirement.points] == [
        ("05.01.6#1", "pending"),
        ("05.01.6#3", "pending"),
    ]
    assert requirement.clauses == 3
    assert "功能截图：" in requirement.expected[1].text
    assert measure.heading == "电子病历 05.01 标本处理 有效应用统计"
    assert measure.points[0].text.startswith("分子：标本处理达到该级别功能的检验人次数")
    assert [entry.kind for entry in measure.expected] == ["data_query", "data_quality"]


def test_links_that_lead_nowhere_are_left_out(house: House, emr: LevelsCatalog) -> None:
    links = (*of_clause(emr, "99.99.9#1"), *of_measure(emr, "99.99", COVERAGE))
    assert asked(house.situation(emr), links) == []
