"""佐证材料: the answer first, the library with its filters, the reviewer's queue, the upload of many files."""

import io
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from evidence import documents
from evidence.deployment import Deployment
from evidence.records import Document, from_row
from evidence.store import Store
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

EMR = "emr-2018"


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def opened(open_page: OpenPage, person: str = "王主任", part: str = "材料库", **address: str) -> AppTest:
    """A part of the screen of the hospital with facts, at this address."""
    app = open_page("documents", person, hospital=HOSPITAL_NAME)
    for name, value in address.items():
        app.query_params[name] = value
    app.button_group(key="part").set_value(part).run()
    assert errors(app) == []
    return app


def stored(store: Store) -> list[Document]:
    with store.reading(PERSON) as db:
        return [from_row(Document, row) for row in db.query("SELECT * FROM documents ORDER BY id")]


def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (1600, 900), "white").save(target, "PNG")
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (HOSPITAL_NAME, "2 份材料：1 份已采纳，1 份待审，0 份退回，0 份已过期；评审日前还有 0 份到期"),
        ("郁南县人民医院", "还没有材料。"),
        ("广西壮族自治区南溪山医院", "还没有材料。"),
        ("手术麻醉与重症监护运维项目医院（合同未写院名）", "还没有材料。"),
    ],
)
def test_every_hospital_gets_its_answer_in_every_part(open_page: OpenPage, name: str, sentence: str) -> None:
    app = open_page("documents", hospital=name)
    for part in ("材料库", "待审", "上传"):
        app.button_group(key="part").set_value(part).run()
        assert errors(app) == []
        assert sentence in html(app)


def test_an_empty_library_leads_to_the_upload(open_page: OpenPage) -> None:
    app = open_page("documents", hospital="郁南县人民医院")
    app.button(key="doc-first").click().run()
    assert app.button_group(key="part").value == "上传"
    assert len(app.file_uploader) == 1


def test_filters_narrow_the_list_and_can_be_cleared(open_page: OpenPage) -> None:
    app = opened(open_page)
    assert list(app.dataframe[0].value["材料名称"]) == ["标本流转说明", "标本采集截图"]
    app.multiselect(key="doc_state").set_value(["pending"]).run()
    assert list(app.dataframe[0].value["材料名称"]) == ["标本流转说明"]
    app.text_input(key="doc_q").set_value("没有这样的材料").run()
    assert not app.dataframe
    app.button(key="doc-clear").click().run()
    assert len(app.dataframe[0].value) == 2


def test_the_clause_in_the_address_filters_the_list(open_page: OpenPage) -> None:
    app = opened(open_page, catalog=EMR, clause="05.01.3#1")
    assert list(app.dataframe[0].value["材料名称"]) == ["标本采集截图"]


def test_the_document_in_the_address_stands_beside_the_list(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, doc="1")
    assert "标本采集截图" in html(app)
    assert list(app.dataframe[0].value.columns) == ["材料名称", "状态", "失效日期", "关联"]
    app.button(key="doc-unlink-clause-emr-2018-05.01.3#1").click().run()
    assert errors(app) == []
    assert "05.01.3#1" not in {link.ref for link in documents.document(store, PERSON, 1)[1]}
    app.button(key="undo").click().run()
    assert "05.01.3#1" in {link.ref for link in documents.document(store, PERSON, 1)[1]}


def test_an_address_without_a_document_is_told(open_page: OpenPage) -> None:
    app = open_page("documents", hospital=HOSPITAL_NAME)
    app.query_params["doc"] = "999"
    app.run()
    assert errors(app) == ["这份材料不存在，请刷新页面。"]


def test_acceptance_and_its_undo(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, part="待审")
    assert "第 1 / 1 份" in html(app)
    assert "电子病历 05.01.4 标本处理 4级" in html(app)
    app.button(key="doc-accept").click().run()
    assert errors(app) == []
    assert [(d.state, d.reviewer) for d in stored(store)] == [("accepted", "王主任"), ("accepted", "王主任")]
    assert [success.value for success in app.success] == ["已采纳《标本流转说明》。"]
    app.button(key="undo").click().run()
    assert errors(app) == []
    assert stored(store)[1].state == "pending"
    assert "第 1 / 1 份" in html(app)


def test_a_return_needs_its_reason(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, part="待审")
    app.button(key="doc-return").click().run()
    assert errors(app) == ["退回材料时请写明原因，便于上传人补正。"]
    app.text_input(key="doc-reason-2").set_value("看不到日期")
    app.button(key="doc-return").click().run()
    assert errors(app) == []
    assert (stored(store)[1].state, stored(store)[1].reason) == ("returned", "看不到日期")


def test_an_expert_looks_but_does_not_review(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, person="周专家", doc=str(stored(store)[1].id))
    assert "待审" not in app.button_group(key="part").options
    assert not [button for button in app.button if button.key in ("doc-review", "doc-accept")]


def test_good_files_are_stored_and_bad_ones_get_their_reason(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, part="上传")
    files = [
        ("05.01.6#2_标本闭环_20251012.png", picture(), "image/png"),
        ("空.png", b"", "image/png"),
        ("页.html", b"<b>x</b>", "text/html"),
        ("同一张.png", picture(), "image/png"),
        ("机房巡检记录_20251001.txt", b"ok", "text/plain"),
    ]
    app.file_uploader[0].set_value(files).run()
    assert errors(app) == []
    assert "空文件" in html(app)
    assert "不接受“页.html”：这是网页" in html(app)
    assert "与本次的“05.01.6#2_标本闭环_20251012.png”内容相同" in html(app)
    title = next(field for field in app.text_input if field.value == "机房巡检记录")
    title.set_value("机房巡检记录（十月）")
    app.button(key="doc-save").click().run()
    assert errors(app) == []
    assert [success.value for success in app.success] == ["已保存 2 份材料，等待审核。"]
    shot, record = stored(store)[2:]
    assert (shot.title, shot.kind, str(shot.effective_on)) == ("标本闭环", "screenshot", "2025-10-12")
    assert documents.document(store, PERSON, shot.id)[1] == [documents.Link(documents.CLAUSE, "05.01.6#2", EMR)]
    assert (record.title, record.kind, record.uploader) == ("机房巡检记录（十月）", "record", "王主任")


def test_content_that_is_there_is_linked_to_the_clause_come_for(open_page: OpenPage, store: Store) -> None:
    draft = documents.DocumentDraft("旧说明", "record", stored(store)[0].effective_on, "a.txt", b"same")
    old = documents.add_document(store, PERSON, draft)
    app = opened(open_page, part="上传", catalog=EMR, clause="05.01.5#1")
    assert "电子病历 05.01.5 标本处理 5级" in html(app)
    app.file_uploader[0].set_value([("新.txt", b"same", "text/plain")]).run()
    assert any("《旧说明》" in text.value for text in app.markdown)
    app.button(key="doc-save").click().run()
    assert [success.value for success in app.success] == ["1 个文件的内容已有材料，已补充关联。"]
    assert len(stored(store)) == 3
    assert documents.document(store, PERSON, old)[1] == [documents.Link(documents.CLAUSE, "05.01.5#1", EMR)]


def test_a_statement_without_a_file(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, part="上传", catalog=EMR, clause="05.01.5#1")
    app.button(key="doc-say-0-save").click().run()
    assert errors(app) == ["请填写材料名称。"]
    app.text_input(key="doc-say-0-title").set_value("切换演练")
    app.text_area(key="doc-say-0-text").set_value("用时 46 秒")
    app.button(key="doc-say-0-save").click().run()
    assert errors(app) == []
    assert (stored(store)[-1].title, stored(store)[-1].statement) == ("切换演练", "用时 46 秒")
    assert documents.document(store, PERSON, 3)[1] == [documents.Link(documents.CLAUSE, "05.01.5#1", EMR)]


def test_a_new_version_replaces_the_old_one(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, doc="2")
    app.session_state["doc-tab"] = "上传新版本"
    app.run()
    app.file_uploader[0].set_value([("b.txt", b"second", "text/plain")])
    app.button(key="doc-new-2-save").click().run()
    assert errors(app) == []
    assert [(d.state, d.supersedes_id) for d in stored(store)[1:]] == [("pending", None), ("pending", 2)]
    assert app.query_params["doc"] == "3"
