"""留言: hospital and vendor talk about a document; who does not see the document neither reads nor writes there."""

from datetime import timedelta

import pytest

from evidence import documents
from evidence.comments import add_comment, comments
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import COLLEAGUE, EARLIER, House, nothing_stored, refused


@pytest.fixture
def vendor(house: House) -> Viewer:
    house.system("检验系统", "LIS", vendor="瑞美")
    house.system("医院信息系统", "HIS", vendor="卫宁")
    return engineer_of(house, "瑞美")


def upload(house: House, who: Viewer, supersedes: int | None = None) -> int:
    draft = documents.DocumentDraft("交接截图", "record", EARLIER, statement="已核对", supersedes_id=supersedes)
    return documents.add_document(house.store, who, draft)


def said(house: House, who: Viewer, document: int) -> list[tuple[str, str]]:
    return [(comment.author, comment.text) for comment in comments(house.store, who, document)]


def test_both_sides_read_the_whole_talk_in_order(house: House, vendor: Viewer) -> None:
    document = upload(house, vendor)
    add_comment(house.store, COLLEAGUE, document, " 请补时间 ")
    house.clock.now += timedelta(hours=1)
    add_comment(house.store, vendor, document, "已补")
    talk = [("李工", "请补时间"), ("瑞美工程师", "已补")]
    assert said(house, vendor, document) == said(house, house.viewer, document) == talk


def test_the_talk_goes_on_with_a_new_version(house: House, vendor: Viewer) -> None:
    old = upload(house, vendor)
    add_comment(house.store, COLLEAGUE, old, "请补时间")
    new = upload(house, vendor, supersedes=old)
    add_comment(house.store, vendor, new, "新版已补")
    assert [text for _, text in said(house, vendor, old)] == [text for _, text in said(house, vendor, new)]
    assert [comment.document_id for comment in comments(house.store, vendor, new)] == [old, new]


def test_who_does_not_see_the_document_is_not_in_the_talk(house: House, vendor: Viewer) -> None:
    document = upload(house, vendor)
    add_comment(house.store, COLLEAGUE, document, "请补时间")
    stranger = engineer_of(house, "卫宁")
    assert comments(house.store, stranger, document) == []
    with nothing_stored(house.store), refused(NotFoundError, "不存在"):
        add_comment(house.store, stranger, document, "让我看看")


@pytest.mark.parametrize("role", [Role.EXPERT, Role.AUDITOR])
def test_experts_and_auditors_are_not_in_the_talk(house: House, vendor: Viewer, role: Role) -> None:
    document = upload(house, vendor)
    add_comment(house.store, COLLEAGUE, document, "请补时间")
    assert comments(house.store, Viewer("某人", role), document) == []
    with nothing_stored(house.store), refused(NotAllowedError, "权限"):
        add_comment(house.store, Viewer("某人", role), document, "你好")


@pytest.mark.parametrize(("text", "part"), [("", "请写下"), (" \n\t", "请写下"), ("长" * 2001, "不能超过 2000")])
def test_what_cannot_be_said(house: House, vendor: Viewer, text: str, part: str) -> None:
    document = upload(house, vendor)
    with nothing_stored(house.store), refused(InvalidInputError, part):
        add_comment(house.store, vendor, document, text)
    add_comment(house.store, vendor, document, "长" * 2000)


def test_a_document_that_is_not_there(house: House) -> None:
    with nothing_stored(house.store), refused(NotFoundError, "不存在"):
        add_comment(house.store, COLLEAGUE, 99, "你好")
    assert comments(house.store, COLLEAGUE, 99) == []
