"""Adding documents: files and dated statements, new versions, links."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from evidence import documents, reviews, vault
from evidence.document_queue import stock
from evidence.documents import DocumentDraft, DocumentFilter, Link, add_document
from evidence.errors import InvalidInputError, NotFoundError
from evidence.texts.worker import work_off
from tests.unit.evidence.house import COLLEAGUE, EARLIER, TODAY, House, nothing_stored, of_clause, of_measure, refused
from tests.unit.evidence.test_vault import files, picture

FILE = DocumentDraft("标本交接界面", "screenshot", EARLIER, file_name="界面.png", content=picture())
STATEMENT = DocumentDraft("巡检说明", "record", EARLIER, statement="2月已巡检")


def add(house: House, draft: DocumentDraft) -> int:
    return add_document(house.store, house.viewer, draft)


def test_a_file_is_kept_with_what_was_entered(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统")
    links = of_clause(emr, "05.01.5#1", "05.01.5#2")
    draft = replace(
        FILE,
        title=" 标本交接界面 ",
        note=" 二版 ",
        expires_on=date(2027, 1, 1),
        system_id=system,
        links=links,
        example=True,
    )
    document_id = add(house, draft)
    found = house.document(document_id)
    assert (found.title, found.kind, found.note) == ("标本交接界面", "screenshot", "二版")
    assert (found.file_name, found.media_type, found.size) == ("界面.png", "image/png", len(FILE.content))
    assert (found.effective_on, found.expires_on, found.system_id) == (EARLIER, date(2027, 1, 1), system)
    assert (found.uploader, found.uploaded_at, found.state) == ("王主任", house.clock.now, "pending")
    assert (found.reviewer, found.reviewed_at, found.reason, found.version) == ("", None, "", 1)
    assert found.example
    assert documents.content(house.store, house.viewer, document_id) == FILE.content
    assert house.links(document_id) == set(links)


def test_the_effective_date_is_not_the_time_of_upload(house: House) -> None:
    found = house.document(add(house, replace(STATEMENT, effective_on=date(2024, 5, 6))))
    assert found.effective_on == date(2024, 5, 6)
    assert found.uploaded_at == house.clock.now


def test_the_same_file_may_prove_several_things_and_is_kept_once(house: House) -> None:
    first, second = add(house, FILE), add(house, replace(FILE, title="另一份", file_name="副本.png"))
    assert first != second
    assert len(files(house.store.files)) == 1
    assert house.document(second).file_name == "副本.png"
    assert documents.content(house.store, house.viewer, second) == FILE.content


def test_a_dated_statement_needs_no_file(house: House) -> None:
    document_id = add(house, STATEMENT)
    found = house.document(document_id)
    assert (found.sha256, found.statement, found.size, found.file_name) == (None, "2月已巡检", 0, "")
    assert files(house.store.files) == []
    with refused(NotFoundError, "文件编号无效"):
        documents.content(house.store, house.viewer, document_id)


@pytest.mark.parametrize(
    "name",
    ["../../readiness.png", "/etc/passwd/界面.png", "C:\\Users\\li\\界面.png", "..\\..\\界面.png", "a/b\\界面.png"],
)
def test_of_a_path_only_the_name_is_kept(house: House, name: str) -> None:
    found = house.document(add(house, replace(FILE, file_name=name)))
    assert found.file_name in ("界面.png", "readiness.png")
    assert [path.parent.parent for path in files(house.store.files)] == [house.store.files]


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        (replace(FILE, title="  "), "请填写材料名称"),
        (replace(FILE, kind="photo"), "材料类型“photo”未知"),
        (replace(FILE, kind=""), "材料类型“”未知"),
        (replace(STATEMENT, statement="  "), "请上传文件，或填写一段有日期的说明"),
        (replace(FILE, expires_on=EARLIER - timedelta(days=1)), "失效日期早于生效日期"),
        (replace(FILE, content=b""), "是空文件（0 字节）"),
        (replace(FILE, content=b"", statement="见附件"), "是空文件（0 字节）"),
        (replace(FILE, file_name="界面.exe"), "不接受“界面.exe”"),
        (replace(FILE, file_name="界面.pdf"), "“界面.pdf”的内容其实是 PNG 图片"),
        (replace(FILE, content=FILE.content[:50]), "“界面.png”打不开"),
    ],
)
def test_a_wrong_entry_is_refused_and_leaves_no_file(house: House, draft: DocumentDraft, message: str) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, message):
        add(house, draft)
    assert files(house.store.files) == []


def test_several_documents_are_stored_in_one_action_or_none(house: House) -> None:
    good, wrong = replace(STATEMENT, title="第一份"), replace(STATEMENT, title=" ")
    with nothing_stored(house.store), refused(InvalidInputError, "请填写材料名称"):
        documents.add_documents(house.store, house.viewer, [good, wrong])
    numbers = documents.add_documents(house.store, house.viewer, [good, FILE])
    assert [house.document(number).title for number in numbers] == ["第一份", "标本交接界面"]


def test_a_file_over_the_limit_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_BYTES", len(FILE.content) - 1)
    with nothing_stored(house.store), refused(InvalidInputError, "的上限，没有保存"):
        add(house, FILE)
    assert files(house.store.files) == []


def test_a_document_valid_for_one_day(house: House) -> None:
    assert house.document(add(house, replace(FILE, expires_on=EARLIER))).expires_on == EARLIER


def test_a_new_version_takes_the_place_and_the_links_of_the_old(house: House, emr: LevelsCatalog) -> None:
    clause, more = of_clause(emr, "05.01.5#1", "05.01.5#2")
    [figure] = of_measure(emr, "05.01", documents.COVERAGE)
    old = house.prove(clause, figure)
    new = add(house, replace(FILE, supersedes_id=old, links=(clause, more)))
    assert house.document(old).state == "accepted"
    assert (house.document(new).state, house.document(new).supersedes_id) == ("pending", old)
    assert house.links(new) == {clause, more, figure}
    assert house.links(old) == {clause, figure}
    work_off(house.store)
    reviews.accept_document(house.store, COLLEAGUE, new)
    assert [house.document(one).state for one in (old, new)] == ["superseded", "accepted"]


def test_a_new_version_of_a_new_version(house: House, emr: LevelsCatalog) -> None:
    links = of_clause(emr, "05.01.5#1")
    first = house.prove(*links)
    second = house.prove(supersedes=first)
    third = house.prove(supersedes=second)
    assert [house.document(one).state for one in (first, second, third)] == ["superseded", "superseded", "accepted"]
    assert house.links(third) == set(links)


def test_links_are_added_once(house: House, emr: LevelsCatalog) -> None:
    first, second = of_clause(emr, "05.01.5#1", "05.01.5#2")
    document_id = add(house, replace(STATEMENT, links=(first, first)))
    assert house.links(document_id) == {first}
    assert documents.link_document(house.store, house.viewer, document_id, [first, second, second]) == 1
    with nothing_stored(house.store):
        assert documents.link_document(house.store, house.viewer, document_id, [first, second]) == 0


def test_the_same_clause_number_in_two_standards_is_two_links(house: House) -> None:
    links = (Link("clause", "01.01.1#1", "smart-service-2019"), Link("clause", "01.01.1#1", "smart-management-2021"))
    assert house.links(add(house, replace(STATEMENT, links=links))) == set(links)


def test_a_link_is_removed_and_the_document_stays(house: House, emr: LevelsCatalog) -> None:
    first, second = of_clause(emr, "05.01.5#1", "05.01.5#2")
    document_id = house.prove(first, second)
    documents.unlink_document(house.store, house.viewer, document_id, first)
    assert house.links(document_id) == {second}
    assert house.document(document_id).state == "accepted"
    with nothing_stored(house.store):
        documents.unlink_document(house.store, house.viewer, document_id, first)


def shown_counts(house: House) -> tuple[dict[str, int], int]:
    """The numbers of the answer sentence, and how many documents are replaced."""
    found = stock(house.store, house.viewer, TODAY, None)
    counts = {name: getattr(found, name) for name in ("pending", "accepted", "expired", "returned")}
    replaced = DocumentFilter(states=frozenset({"superseded"}))
    return counts, documents.find_documents(house.store, house.viewer, replaced, TODAY).total


def test_documents_are_counted_by_state(house: House) -> None:
    house.prove(accept=False)
    house.prove()
    house.prove(expires=TODAY)
    past = house.prove(expires=TODAY - timedelta(days=1))
    house.prove(supersedes=house.prove())
    counts = {"pending": 1, "accepted": 3, "expired": 1, "returned": 0}
    assert shown_counts(house) == (counts, 1)
    reviews.return_document(house.store, house.viewer, past, "已过期，请重新上传")
    counts = {"pending": 1, "accepted": 3, "expired": 0, "returned": 1}
    assert shown_counts(house) == (counts, 1)
