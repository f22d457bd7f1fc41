"""Searching documents: what is found, how it is ranked and shown, and by whom."""

import pytest

from evidence import documents, reviews
from evidence.store.migrations import migrations
from evidence.texts.index import bring_up_to_date, forget_text
from evidence.texts.search import SearchFilter, search
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import EARLIER, House
from tests.unit.evidence.texts.desk import digest, found, hits, read_all, upload


def test_text_title_file_name_note_and_statement_are_searched(house: House) -> None:
    upload(house, "标本闭环截图")
    upload(house, "甲", "正文", name="质控月报.txt")
    upload(house, "乙", note="危急值通报")
    upload(house, "丙", statement="不良事件上报已启用")
    read_all(house, ["检验报告审核流程"])
    assert found(house, "闭环") == ["标本闭环截图"]
    assert found(house, "质控月报") == ["甲"]
    assert found(house, "危急") == ["乙"]
    assert found(house, "事件上报") == ["丙"]
    assert found(house, "报告审核") == ["甲"]
    assert found(house, "病案") == []


@pytest.mark.parametrize("text", ["", "  ", "。", "——", "*", '"', "' OR 1", "NOT", "title:甲", "a AND", "(", "^"])
def test_whatever_is_typed_is_a_search_for_it(house: House, text: str) -> None:
    upload(house, "甲")
    assert hits(house, text).total == 0


def test_a_very_long_query_is_taken_as_far_as_it_goes(house: House) -> None:
    upload(house, "系统" * 100)
    assert hits(house, "系统" * 500_000).total == 1


def test_several_words_are_all_wanted_wherever_they_stand(house: House) -> None:
    upload(house, "检验系统截图", "一")
    upload(house, "放射系统截图", "二")
    read_all(house, ["登录界面"], ["LIS 首页"])
    assert found(house, "截图 检验") == ["检验系统截图"]
    assert found(house, "检验 ｌｉｓ　登录") == ["检验系统截图"]
    assert sorted(found(house, "截图 登录")) == ["放射系统截图", "检验系统截图"]


def test_a_word_in_the_title_counts_more_than_one_in_the_text(house: House) -> None:
    for number in range(8):
        upload(house, f"其他{number}")
    upload(house, "月度报表", "危急值")
    read_all(house, ["危急值 处理记录", "与标题无关的内容"])
    upload(house, "危急值处理")
    assert found(house, "危急值") == ["危急值处理", "月度报表"]
    first, second = hits(house, "危急值").hits
    assert first.score > second.score


def test_a_hit_shows_the_page_and_the_words(house: House) -> None:
    document = upload(house, "验收报告与病案", "x")
    read_all(house, ["封面", "目录"], ["病案首页"], ["病案首页的数据", "由归档系统生成"])
    [hit] = hits(house, "病案 归档").hits
    assert (hit.document_id, hit.page, hit.part, hit.by_ocr) == (document, 3, "", False)
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.ranges] == ["病案", "归档"]
    assert [hit.title[start:end] for start, end in hit.title_ranges] == ["病案"]


def test_a_hit_in_the_notes_alone_names_no_page(house: House) -> None:
    upload(house, "甲", "x", note="已在病案室核对")
    read_all(house, ["封面"])
    [hit] = hits(house, "病案").hits
    assert hit.page is None
    assert "病案" in hit.snippet.text


def test_words_across_a_line_break_are_found_but_not_across_pages(house: House) -> None:
    upload(house, "甲", "x")
    read_all(house, ["接口", "响应时间", "检验"], ["科室"])
    assert found(house, "接口响应") == ["甲"]
    assert found(house, "检验科室") == []


def test_hits_come_in_pages_with_their_number(house: House) -> None:
    for number in range(7):
        upload(house, f"系统截图{number}")
    pages = [search(house.store, house.viewer, "系统", limit=3, offset=offset) for offset in (0, 3, 6, 9)]
    assert [page.total for page in pages] == [7] * 4
    assert len({hit.document_id for page in pages for hit in page.hits}) == 7
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]


def test_a_search_can_be_narrowed(house: House) -> None:
    system = house.system("检验系统")
    wanted = upload(house, "系统甲", system_id=system)
    upload(house, "系统乙")
    reviews.accept_document(house.store, house.viewer, wanted)
    for among in (
        SearchFilter(system_id=system),
        SearchFilter(states=frozenset({"accepted"})),
        SearchFilter(kinds=frozenset({"record"}), states=frozenset({"accepted", "returned"})),
    ):
        assert [hit.document_id for hit in search(house.store, house.viewer, "系统", among=among).hits] == [wanted]
    assert search(house.store, house.viewer, "系统", among=SearchFilter(frozenset({"contract"}))).total == 0


def test_a_corrected_title_is_found_and_the_old_one_is_not(house: House) -> None:
    document = upload(house, "检验系统截图", "x")
    read_all(house, ["登录界面"])
    assert found(house, "检验") == ["检验系统截图"]
    for title in ("放射系统截图", "药房系统截图"):
        version = house.document(document).version
        documents.change_document(
            house.store, house.viewer, document, title, "record", EARLIER, None, "备注", expected=version
        )
    assert [found(house, word) for word in ("检验", "放射", "药房", "登录", "备注")] == [
        [],
        [],
        *[["药房系统截图"]] * 3,
    ]


def test_the_same_file_is_found_for_each_of_its_documents(house: House) -> None:
    upload(house, "甲", "x")
    assert read_all(house, ["登录界面"]) == 1
    upload(house, "乙", "x")
    assert read_all(house) == 0
    assert sorted(found(house, "登录")) == sorted(["甲", "乙"])


def test_a_text_that_is_forgotten_is_found_no_more(house: House) -> None:
    upload(house, "甲", "x")
    read_all(house, ["身份证号 450103199003078530"])
    assert found(house, "450103199003078530") == ["甲"]
    with house.store.writing(SYSTEM) as transaction:
        forget_text(transaction, digest("x"))
    assert found(house, "450103199003078530") == []
    assert found(house, "甲") == ["甲"]
    with house.store.reading(SYSTEM) as db:
        db.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search_index, row)")
        assert [row["term"] for row in db.query("SELECT term FROM words WHERE term LIKE '4501%'")] == []


def test_a_vendor_finds_their_own_and_what_the_hospital_uploaded_for_their_systems(house: House) -> None:
    system = house.system("检验系统", vendor="瑞美")
    other = house.system("医院系统", "HIS", vendor="卫宁")
    vendor, stranger = engineer_of(house, "瑞美"), engineer_of(house, "卫宁")
    upload(house, "瑞美截图", "x", vendor, system_id=system)
    upload(house, "医院截图", "y", system_id=system)
    upload(house, "内部截图", "z")
    upload(house, "卫宁截图", "x", stranger, system_id=other)
    read_all(house, ["登录界面"])
    assert sorted(found(house, "登录", vendor)) == sorted(["瑞美截图", "医院截图"])
    assert hits(house, "登录", vendor).total == 2
    assert found(house, "登录", stranger) == ["卫宁截图"]
    assert len(found(house, "登录")) == 4
    assert found(house, "登录", Viewer("审计员", Role.AUDITOR)) == []
    assert found(house, "登录", Viewer("无名厂商", Role.VENDOR)) == []


def test_searching_leaves_no_trace_in_the_log(house: House) -> None:
    upload(house, "甲", "x")
    before = house.store.revision(house.viewer)
    read_all(house, ["登录界面"])
    assert found(house, "登录") == ["甲"]
    assert house.store.revision(house.viewer) == before


def test_many_documents_are_left_to_the_workers(house: House) -> None:
    for number in range(120):
        upload(house, f"系统截图{number}")
    assert hits(house, "系统").total == 50
    assert bring_up_to_date(house.store) == 70
    assert hits(house, "系统").total == 120
    assert bring_up_to_date(house.store) == 0


def test_documents_from_before_the_index_are_taken_up(house: House) -> None:
    upload(house, "甲", "x")
    with house.store.writing(SYSTEM) as transaction:
        db = transaction.db
        for name in ("search_index", "search_entries", "search_waiting", "page_texts", "file_texts"):
            db.execute(f"DROP TABLE {name}")
        for name in ("document_is_new", "document_reads_differently"):
            db.execute(f"DROP TRIGGER {name}")
        db.execute("DELETE FROM _sqlite_migrations WHERE name = 'm004_texts'")
    with house.store.writing(SYSTEM) as transaction:
        assert [step.name for step in migrations.pending(transaction.db)] == ["m004_texts"]
        migrations.apply(transaction.db)
    assert read_all(house, ["登录界面"]) == 1
    assert found(house, "登录") == ["甲"]
