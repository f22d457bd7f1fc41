"""What a person confirms with one click: likely clauses of a document; several documents accepted at once."""

import zlib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence import documents, register
from evidence.accounts.records import read_account
from evidence.accounts.sessions import start_session
from evidence.deployment import Deployment
from evidence.reviews import return_document
from evidence.store import Store
from evidence.texts import queue
from evidence.texts.pages import Line, PageText, Reading
from evidence.viewer import SYSTEM
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, TOKENS, UPLOADER, OpenPage, errors, html
from tests.pages.test_documents import opened, stored

TEXT = ("不合格标本登记", "拒收原因：溶血", "退回采集科室并说明")
CLAUSE = documents.Link(documents.CLAUSE, "05.01.6#3", "emr-2018")
BUTTON = "doc-suggest-{}-clause-emr-2018-05.01.6#3"


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


@pytest.fixture
def shot(store: Store) -> int:
    """A file of the laboratory that is linked to nothing, and not read yet."""
    return uploaded(store, "截图1", "\n".join(TEXT))


def uploaded(store: Store, title: str, content: str) -> int:
    [system] = [system.id for system in register.systems(store, PERSON) if system.kind == "LIS"]
    day = stored(store)[0].effective_on
    draft = documents.DocumentDraft(title, "screenshot", day, f"{title}.txt", content.encode(), system_id=system)
    return documents.add_document(store, UPLOADER, draft)


def read_all(store: Store) -> None:
    while claim := queue.claim_next(store):
        assert queue.finish(store, claim, Reading((PageText(1, tuple(map(Line, TEXT))),), complete=True))


def links(store: Store, document_id: int) -> list[documents.Link]:
    return documents.document(store, PERSON, document_id)[1]


def suggested(app: AppTest) -> list[str]:
    return [button.key or "" for button in app.button if (button.key or "").startswith("doc-suggest-")]


@pytest.mark.parametrize("part", ["材料库", "待审"])
def test_a_likely_clause_is_linked_with_one_click_and_back(
    open_page: OpenPage, store: Store, shot: int, part: str
) -> None:
    read_all(store)
    app = opened(open_page, part=part, doc=str(shot))
    assert "按名称和文件内容给出" in html(app)
    assert len(suggested(app)) == 5
    assert "目标差距" in html(app)
    assert "相关词：" in html(app)
    app.button(key=BUTTON.format(shot)).click().run()
    assert errors(app) == []
    assert links(store, shot) == [CLAUSE]
    assert [message.value for message in app.success] == ["《截图1》已关联 05.01.6#3。"]
    assert "✔ 已关联" in html(app)
    assert BUTTON.format(shot) not in suggested(app)
    app.button(key="undo").click().run()
    assert links(store, shot) == []
    assert BUTTON.format(shot) in suggested(app)


def test_while_the_text_is_read_the_title_counts(open_page: OpenPage, store: Store, shot: int) -> None:
    named = uploaded(store, "危急值提醒", "另一份")
    app = opened(open_page, doc=str(shot))
    assert "正在识别文字…" in html(app)
    assert suggested(app) == []
    app = opened(open_page, doc=str(named))
    assert "正在识别文字…" in html(app)
    assert suggested(app)


def test_who_may_not_link_gets_no_suggestions(open_page: OpenPage, store: Store, shot: int) -> None:
    read_all(store)
    app = opened(open_page, person="周专家", doc=str(shot))
    assert suggested(app) == []
    assert not [button for button in app.button if (button.key or "").startswith(("doc-link", "doc-unlink"))]


def test_what_was_just_saved_offers_its_clauses(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, part="上传")
    app.file_uploader[0].set_value([("不合格标本登记.txt", "\n".join(TEXT).encode(), "text/plain")]).run()
    assert suggested(app) == []
    app.button(key="doc-save").click().run()
    assert errors(app) == []
    new = stored(store)[-1].id
    assert "正在识别文字…" in html(app)
    app.button(key=BUTTON.format(new)).click().run()
    assert errors(app) == []
    assert links(store, new) == [CLAUSE]
    assert "已关联 05.01.6#3" in html(app)
    read_all(store)
    app.run()
    assert "按名称和文件内容给出" in html(app)


def test_only_saved_files_on_the_screen_are_looked_at(
    open_page: OpenPage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counted(
        _store: Store, _viewer: object, _situation: object, _gaps: object, document_id: int, _limit: int
    ) -> list:  # type: ignore[type-arg]
        asked.append(document_id)
        return []

    app = opened(open_page, part="上传")
    app.file_uploader[0].set_value([(f"{n}.txt", f"{n}".encode(), "text/plain") for n in range(12)]).run()
    monkeypatch.setattr("pages.parts.document_suggested.suggestions_of", counted)
    app.button(key="doc-save").click().run()
    assert errors(app) == []
    assert len(stored(store)) == 14
    assert len(set(asked)) == 10


def test_several_are_accepted_and_the_refused_ones_named(open_page: OpenPage, store: Store, shot: int) -> None:
    read_all(store)
    own = documents.add_document(
        store, PERSON, documents.DocumentDraft("自己的说明", "record", stored(store)[0].effective_on, statement="x")
    )
    app = opened(open_page, part="待审")
    app.button_group(key="doc-way").set_value("批量采纳").run()
    table = app.dataframe[0]
    assert sorted(table.value["材料名称"]) == ["截图1", "标本流转说明", "自己的说明"]
    notes = table.value.set_index("材料名称")["审核前请注意"]
    assert notes["自己的说明"].startswith("您自己上传的")
    waiting = [document.id for document in reversed(stored(store)) if document.state == "pending"]
    key = f"doc-bulk-{zlib.crc32(repr(waiting).encode())}"
    app.session_state[key] = {"selection": {"rows": [0, 1, 2], "columns": [], "cells": []}}
    app.run()
    app.button(key="doc-bulk-accept").click().run()
    assert errors(app) == []
    states = {document.title: document.state for document in stored(store)}
    assert states["截图1"] == states["标本流转说明"] == "accepted"
    assert documents.document(store, PERSON, own)[0].state == "pending"
    assert [message.value for message in app.success] == ["已采纳 2 份材料，1 份没有采纳。"]
    assert "《自己的说明》：《自己的说明》是您自己上传的" in html(app)
    app.button(key="undo").click().run()
    assert {document.state for document in stored(store) if document.title in ("截图1", "标本流转说明")} == {"pending"}
    app.button(key="doc-bulk-read").click().run()
    assert "自己上传的，须由另一位" not in html(app)


def vendor_token(store: Store) -> str:
    """Somebody of the laboratory system's vendor signs in."""
    [system] = [system for system in register.systems(store, PERSON) if system.kind == "LIS"]
    [vendor] = [vendor.id for vendor in register.vendors(store, PERSON) if vendor.name == system.vendor]
    with store.writing(SYSTEM) as transaction:
        row = {"login": "desk-vendor", "person": "厂商工程师", "role": "vendor", "vendor_id": vendor}
        number = transaction.insert("accounts", row | {"password_at": transaction.now})
        account = read_account(transaction.db, number)
        assert account is not None
        return start_session(transaction, account, {})


def test_a_vendor_reads_why_and_sends_the_new_version_from_there(
    open_page: OpenPage, store: Store, shot: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_all(store)
    return_document(store, PERSON, shot, "看不到日期")
    monkeypatch.setitem(TOKENS, "厂商工程师", {HOSPITAL: vendor_token(store)})
    app = open_page("documents", "厂商工程师", hospital=HOSPITAL_NAME)
    app.query_params["doc"] = str(shot)
    app.run()
    assert "退回原因：看不到日期" in html(app)
    assert not app.file_uploader
    app.button(key="doc-renew").click().run()
    app.file_uploader[0].set_value([("b.txt", b"second", "text/plain")])
    app.button(key=f"doc-new-{shot}-save").click().run()
    assert errors(app) == []
    assert (stored(store)[-1].supersedes_id, stored(store)[-1].state) == (shot, "pending")
