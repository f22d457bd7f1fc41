"""What 佐证材料 offers: nothing that would be refused, a way for many files at once, and what became of old links."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence import documents, register
from evidence.accounts.records import read_account
from evidence.accounts.sessions import start_session
from evidence.deployment import Deployment
from evidence.reviews import accept_document, return_document
from evidence.store import Store
from evidence.texts.worker import work_off
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, TOKENS, UPLOADER, OpenPage, errors, html
from tests.pages.test_documents import opened, stored

PATIENT = "患者姓名：张晓梅  身份证号：110101199003074514  标本已接收"
EXPERT = "周专家"


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


@pytest.fixture
def flagged(store: Store) -> int:
    """A file in which a patient was found."""
    draft = documents.DocumentDraft("接收记录", "record", stored(store)[0].effective_on, "a.txt", PATIENT.encode())
    document = documents.add_document(store, UPLOADER, draft)
    work_off(store)
    return document


def of_person(store: Store, title: str = "自己的说明") -> int:
    """Uploaded by who sits at the screen."""
    draft = documents.DocumentDraft(title, "record", stored(store)[0].effective_on, statement="x")
    return documents.add_document(store, PERSON, draft)


def tabs(app: AppTest) -> list[str]:
    return [tab.label for tab in app.tabs]


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["doc-tab"] = name
    return app.run()


def keys(app: AppTest) -> set[str]:
    return {button.key or "" for button in app.button}


def waiting_at(app: AppTest, document: int | str) -> AppTest:
    """The review queue as a link leads to it."""
    app.session_state["part"] = "待审"
    app.query_params["doc"] = str(document)
    return app.run()


def test_who_only_reads_gets_facts_and_nothing_to_fill_in(open_page: OpenPage) -> None:
    app = tab(opened(open_page, person=EXPERT, doc="1"), "资料")
    assert [name.partition("（")[0] for name in tabs(app)] == ["证明内容", "资料", "文字", "历史"]
    assert "失效日期</td><td>未写" in html(app)
    assert not any(key.startswith(("doc-save", "doc-mask", "doc-clear", "doc-unlink", "comment")) for key in keys(app))
    assert not [field for field in app.text_input if (field.key or "").startswith("doc-title")]
    assert not app.text_area
    assert not app.file_uploader


def test_who_works_on_it_gets_everything(open_page: OpenPage) -> None:
    app = tab(opened(open_page, doc="1"), "资料")
    assert {"留言", "上传新版本"} <= set(tabs(app))
    assert [button.label for button in app.button if (button.key or "").startswith("doc-save-change")] == ["保存修改"]


def test_a_vendor_corrects_only_its_own(open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    [lis] = [system for system in register.systems(store, PERSON) if system.kind == "LIS"]
    token, vendor = vendor_at(store)
    monkeypatch.setitem(TOKENS, "厂商", {HOSPITAL: token})
    day = stored(store)[0].effective_on
    ours = documents.DocumentDraft("医院的说明", "record", day, statement="x", system_id=lis.id)
    theirs = documents.DocumentDraft("厂商的说明", "record", day, statement="y", system_id=lis.id)
    hospitals = documents.add_document(store, UPLOADER, ours)
    own = documents.add_document(store, vendor, theirs)
    for document, offered in ((hospitals, False), (own, True)):
        app = open_page("documents", "厂商", hospital=HOSPITAL_NAME)
        app.query_params["doc"] = str(document)
        app = tab(app, "资料")
        assert any(key.startswith("doc-save-change") for key in keys(app)) == offered
        assert "留言" in tabs(app)


def test_a_replaced_version_takes_no_new_one(open_page: OpenPage, store: Store) -> None:
    draft = documents.DocumentDraft("新版", "record", stored(store)[0].effective_on, statement="x", supersedes_id=1)
    accept_document(store, PERSON, documents.add_document(store, UPLOADER, draft))
    assert "上传新版本" not in tabs(opened(open_page, doc="1"))


def test_ones_own_upload_is_not_to_be_pressed(open_page: OpenPage, store: Store) -> None:
    app = waiting_at(opened(open_page), of_person(store))
    assert app.button(key="doc-accept").disabled
    assert "《自己的说明》是您自己上传的，须由另一位审核人审核。" in html(app)
    assert "doc-return" not in keys(app)


def test_a_flagged_document_is_first_masked(open_page: OpenPage, store: Store, flagged: int) -> None:
    app = waiting_at(opened(open_page), flagged)
    assert app.button(key="doc-accept").disabled
    assert "《接收记录》中发现疑似患者信息，请先遮盖，或写明可以使用的理由，再采纳。" in html(app)
    assert not app.button(key="doc-return").disabled
    app.button(key="doc-mask").click().run()
    assert errors(app) == []
    work_off(store)
    app = waiting_at(opened(open_page), flagged)
    assert not app.button(key="doc-accept").disabled
    labels = [button.proto.label for button in app.get("download_button")]
    assert [label.split(" ")[0] for label in labels] == ["下载（已遮盖）", "下载未遮盖原件（会留下记录）"]


def test_what_is_being_read_waits(open_page: OpenPage, store: Store) -> None:
    draft = documents.DocumentDraft("日志", "log", stored(store)[0].effective_on, "a.txt", b"text")
    app = waiting_at(opened(open_page), documents.add_document(store, UPLOADER, draft))
    assert app.button(key="doc-accept").disabled
    assert "《日志》正在识别文字并检查患者信息，请稍候一两分钟再采纳。" in html(app)


def test_an_old_link_tells_what_became_of_the_document(open_page: OpenPage, store: Store) -> None:
    return_document(store, PERSON, 2, "看不清")
    of_person(store)
    for document, word in ((1, "已采纳"), (2, "已退回")):
        app = waiting_at(opened(open_page), document)
        told = [text.value for text in app.markdown if "不在待审之列" in text.value]
        assert len(told) == 1
        assert word in told[0]
        assert "第 1 / 1 份" in html(app)
        app.button(key="doc-gone-open").click().run()
        assert app.button_group(key="part").value == "材料库"
        assert app.query_params["doc"] == str(document)


def test_an_old_link_is_told_also_when_nothing_waits(open_page: OpenPage, store: Store) -> None:
    accept_document(store, PERSON, 2)
    app = waiting_at(opened(open_page), 2)
    assert any("《标本流转说明》已采纳（王主任，" in text.value for text in app.markdown)
    assert "doc-to-upload" in keys(app)
    assert errors(waiting_at(opened(open_page), 999)) == ["这份材料不存在，请刷新页面。"]


def test_who_turns_to_the_queue_is_not_told_of_the_document_beside_the_list(open_page: OpenPage) -> None:
    app = opened(open_page, doc="1")
    app.button_group(key="part").set_value("待审").run()
    assert errors(app) == []
    assert "doc-gone-open" not in keys(app)
    assert "第 1 / 1 份" in html(app)


def dropped(app: AppTest, names: tuple[str, ...]) -> AppTest:
    app.file_uploader[0].set_value([(name, name.encode(), "text/plain") for name in names]).run()
    assert errors(app) == []
    return app


def for_all(app: AppTest, kind: str, field: str) -> object:
    """A field of 全部设为."""
    return next(box for box in app.get(kind) if (box.key or "").startswith("doc-all-") and box.key.endswith(field))  # type: ignore[union-attr]


def test_one_choice_fills_all_rows_and_can_be_taken_back(open_page: OpenPage, store: Store) -> None:
    names = tuple(f"巡检 {number}.txt" for number in range(12))
    app = dropped(opened(open_page, part="上传"), names)
    system = register.systems(store, PERSON)[1]
    for_all(app, "selectbox", "-kind").set_value("policy").run()  # type: ignore[attr-defined]
    assert [message.value for message in app.success] == ["已把 12 份材料的类型设为“制度/预案”。"]
    app.button(key="undo").click().run()
    for_all(app, "selectbox", "-system").set_value(system.id).run()  # type: ignore[attr-defined]
    for_all(app, "date_input", "-from").set_value(stored(store)[0].effective_on).run()  # type: ignore[attr-defined]
    app.button(key="doc-save").click().run()
    assert errors(app) == []
    new = stored(store)[2:]
    assert len(new) == 12
    assert {document.kind for document in new} == {"record"}
    assert {document.system_id for document in new} == {system.id}
    assert {document.effective_on for document in new} == {stored(store)[0].effective_on}


def test_files_that_cannot_be_saved_are_shown_alone(open_page: OpenPage) -> None:
    app = dropped(opened(open_page, part="上传"), ("a.txt", "页.html", "b.txt"))
    shown = next(group for group in app.button_group if (group.key or "").startswith("doc_files_shown"))
    shown.set_value("不能保存").run()
    assert "页.html" in html(app)
    assert "<b>a.txt</b>" not in html(app)


def vendor_at(store: Store) -> tuple[str, Viewer]:
    """The token of somebody who signs in for the company of the LIS, and who that is."""
    [lis] = [system for system in register.systems(store, PERSON) if system.kind == "LIS"]
    [vendor] = [vendor.id for vendor in register.vendors(store, PERSON) if vendor.name == lis.vendor]
    with store.writing(SYSTEM) as transaction:
        row = {"login": "offers-vendor", "person": "厂商", "role": "vendor", "vendor_id": vendor}
        number = transaction.insert("accounts", row | {"password_at": transaction.now})
        account = read_account(transaction.db, number)
        assert account is not None
        return start_session(transaction, account, {}), Viewer("厂商", Role.VENDOR, number, vendor)


def test_a_vendors_only_system_is_taken_of_several_one_is_chosen(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, viewer = vendor_at(store)
    monkeypatch.setitem(TOKENS, "厂商", {HOSPITAL: token})
    several = [system.id for system in register.systems(store, viewer)]
    assert len(several) > 1
    app = dropped(opened(open_page, person="厂商", part="上传"), ("说明.txt",))
    app.button(key="doc-save").click().run()
    assert "请选择这份材料属于哪个系统，再保存。" in html(app)
    assert "1 个文件，1 个待保存，1 个没有保存，原因见各行" in html(app)
    assert not app.success
    next(box for box in app.selectbox if (box.key or "").endswith("-0-system")).set_value(several[1]).run()
    app.button(key="doc-save").click().run()
    assert stored(store)[-1].system_id == several[1]
    with store.writing(SYSTEM) as transaction:
        for other in several[1:]:
            transaction.update("systems", other, {"vendor_id": None})
    app = dropped(opened(open_page, person="厂商", part="上传"), ("另一份.txt",))
    app.button(key="doc-save").click().run()
    assert errors(app) == []
    assert (stored(store)[-1].title, stored(store)[-1].system_id) == ("另一份", several[0])
