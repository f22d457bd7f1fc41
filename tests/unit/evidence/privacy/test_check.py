"""A flagged document is neither accepted nor shown to others until it is masked or cleared with a reason."""

from dataclasses import replace

import pytest

from evidence import register, vault
from evidence.documents import DocumentDraft, add_document, change_document, content
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.privacy import desk
from evidence.privacy.check import hidden
from evidence.reviews import accept_document
from evidence.settings import change_settings
from evidence.texts.search import search
from evidence.texts.worker import work_off
from evidence.viewer import SYSTEM, Role, Viewer
from tests.unit.evidence.house import COLLEAGUE, EARLIER, UPLOADER, House, nothing_stored, refused
from tests.unit.evidence.intake.made_files import film

TEXT = "患者姓名：张晓梅  身份证号：110101199003074514  标本已接收"
ADMIN = Viewer("赵管理", Role.ADMIN)


@pytest.fixture
def flagged(house: House) -> int:
    document = upload(house, TEXT)
    work_off(house.store)
    return document


def upload(house: House, text: str) -> int:
    draft = DocumentDraft("标本接收记录", "record", EARLIER, file_name="记录.txt", content=text.encode())
    return add_document(house.store, UPLOADER, draft)


def test_a_document_that_is_being_read_waits(house: House) -> None:
    document = upload(house, "标本已接收")
    assert house.document(document).privacy == "unchecked"
    with nothing_stored(house.store), refused(InvalidInputError, "正在识别文字"):
        accept_document(house.store, COLLEAGUE, document)
    work_off(house.store)
    assert house.document(document).privacy == "clean"
    accept_document(house.store, COLLEAGUE, document)


def test_a_flagged_document_is_not_accepted(house: House, flagged: int) -> None:
    assert house.document(flagged).privacy == "flagged"
    found = desk.found_identities(house.store, COLLEAGUE, flagged)
    assert [identity.kind for identity in found] == ["name", "identity"]
    assert all("110101199003074514" not in identity.excerpt for identity in found)
    with nothing_stored(house.store), refused(InvalidInputError, "疑似患者信息"):
        accept_document(house.store, COLLEAGUE, flagged)


def test_who_comes_from_outside_sees_no_patient(house: House, flagged: int) -> None:
    lis = house.system("检验系统", "LIS", vendor="瑞美")
    [vendor] = [vendor.id for vendor in register.vendors(house.store, ADMIN)]
    waiting = upload(house, "还没有读的文件")
    with house.store.writing(SYSTEM) as transaction:
        for document in (flagged, waiting):
            transaction.update("documents", document, {"system_id": lis})
    for outsider in (Viewer("专家", Role.EXPERT), Viewer("瑞美工程师", Role.VENDOR, vendor_id=vendor)):
        assert search(house.store, outsider, "张晓梅").total == 0
        for document in (flagged, waiting):
            with pytest.raises(NotFoundError):
                content(house.store, outsider, document)
    work_off(house.store)
    desk.mask_document(house.store, UPLOADER, flagged)
    assert content(house.store, Viewer("专家", Role.EXPERT), waiting)
    assert "张晓梅" not in content(house.store, Viewer("专家", Role.EXPERT), flagged).decode()


@pytest.mark.parametrize(
    ("title", "note"), [("患者姓名：张晓梅 交接", ""), ("交接记录", "住院号：00345678"), ("交接记录", "长" * 2001)]
)
def test_title_and_note_of_a_file_name_no_patient(house: House, title: str, note: str) -> None:
    draft = DocumentDraft(title, "record", EARLIER, file_name="记录.txt", content=b"text", note=note)
    with nothing_stored(house.store), pytest.raises(InvalidInputError):
        add_document(house.store, UPLOADER, draft)
    document = house.document(upload(house, "标本已接收"))
    with nothing_stored(house.store), pytest.raises(InvalidInputError):
        change_document(house.store, UPLOADER, document.id, title, "record", EARLIER, None, note, document.version)


def test_a_statement_is_checked_at_once(house: House) -> None:
    draft = DocumentDraft("演练说明", "record", EARLIER, statement=TEXT)
    assert house.document(add_document(house.store, UPLOADER, draft)).privacy == "flagged"
    assert house.document(house.prove(accept=False)).privacy == "clean"


def test_masking_leaves_nothing_to_be_found_or_searched(house: House, flagged: int) -> None:
    assert search(house.store, COLLEAGUE, "张晓梅").total == 1
    before = house.document(flagged)
    assert desk.mask_document(house.store, UPLOADER, flagged) == 2
    after = house.document(flagged)
    assert (after.privacy, after.original_sha256) == ("masked", before.sha256)
    assert "张晓梅" not in content(house.store, COLLEAGUE, flagged).decode()
    assert search(house.store, COLLEAGUE, "张晓梅").total == 0
    work_off(house.store)
    assert house.document(flagged).privacy == "masked"
    assert search(house.store, COLLEAGUE, "标本已接收").total == 1
    accept_document(house.store, COLLEAGUE, flagged)


def test_the_original_is_for_head_and_admin_and_leaves_a_trace(house: House, flagged: int) -> None:
    with refused(NotFoundError, "没有遮盖过"):
        desk.original_content(house.store, house.viewer, flagged)
    desk.mask_document(house.store, UPLOADER, flagged)
    assert desk.original_content(house.store, house.viewer, flagged).decode() == TEXT
    with refused(NotAllowedError, "权限"):
        desk.original_content(house.store, COLLEAGUE, flagged)
    with house.store.reading(house.viewer) as db:
        [entry] = db.query("SELECT * FROM audit WHERE action = 'open_original'")
    assert (entry["actor"], entry["subject_id"]) == ("王主任", str(flagged))


def test_a_hospital_may_want_originals_deleted(house: House, flagged: int) -> None:
    change_settings(house.store, ADMIN, {"keep_originals": False})
    original = house.document(flagged).sha256 or ""
    desk.mask_document(house.store, UPLOADER, flagged)
    assert not vault.file_path(house.store.files, original).exists()
    with refused(NotFoundError, "不在文件库中"):
        desk.original_content(house.store, house.viewer, flagged)


def test_clearing_takes_a_reason_and_somebody_else(house: House, flagged: int) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "理由"):
        desk.clear_document(house.store, COLLEAGUE, flagged, "  ")
    with nothing_stored(house.store), refused(NotAllowedError, "由另一位审核人"):
        desk.clear_document(house.store, UPLOADER, flagged, "测试数据")
    desk.clear_document(house.store, COLLEAGUE, flagged, "测试数据，不含真实患者")
    found = house.document(flagged)
    assert (found.privacy, found.privacy_reason, found.privacy_by) == ("cleared", "测试数据，不含真实患者", "李工")
    accept_document(house.store, house.viewer, flagged)


def test_a_file_that_cannot_be_checked_is_cleared_by_a_person(house: House) -> None:
    draft = DocumentDraft("操作录像", "record", EARLIER, file_name="操作.mp4", content=film())
    document = add_document(house.store, UPLOADER, draft)
    work_off(house.store)
    assert house.document(document).privacy == "unchecked"
    desk.clear_document(house.store, COLLEAGUE, document, "已看完全部画面")
    assert house.document(document).privacy == "cleared"
    with nothing_stored(house.store), refused(InvalidInputError, "无需放行"):
        desk.clear_document(house.store, COLLEAGUE, document, "再一次")


def test_a_file_that_is_still_being_read_cannot_be_cleared(house: House) -> None:
    draft = DocumentDraft("记录", "record", EARLIER, file_name="记录.txt", content=b"checked")
    document = add_document(house.store, UPLOADER, draft)
    with nothing_stored(house.store), refused(InvalidInputError, "无需放行"):
        desk.clear_document(house.store, COLLEAGUE, document, "已看")


def test_an_example_shows_nobody(house: House) -> None:
    draft = DocumentDraft("示例", "record", EARLIER, file_name="示例.txt", content=TEXT.encode(), example=True)
    document = add_document(house.store, UPLOADER, draft)
    work_off(house.store)
    assert house.document(document).privacy == "clean"


def test_a_vendor_masks_only_their_own(house: House, flagged: int) -> None:
    house.system("检验系统", vendor="瑞美")
    vendor = replace(UPLOADER, role=Role.VENDOR, vendor_id=1)
    with refused(NotFoundError, "不存在"):
        desk.mask_document(house.store, vendor, flagged)


@pytest.mark.parametrize(("text", "shown"), [("张三", "张＊"), ("13912345678", "1＊＊＊8"), ("王小明", "王＊＊")])
def test_an_excerpt_names_nobody(text: str, shown: str) -> None:
    assert hidden(text) == shown


def test_the_same_content_again_is_flagged_at_once(house: House, flagged: int) -> None:
    again = upload(house, TEXT)
    assert house.document(again).privacy == "flagged"
    with nothing_stored(house.store), refused(InvalidInputError, "疑似患者信息"):
        accept_document(house.store, COLLEAGUE, again)
    harmless = upload(house, "标本已接收")
    work_off(house.store)
    assert [house.document(each).privacy for each in (harmless, upload(house, "标本已接收"))] == ["clean", "clean"]


def test_a_file_that_nobody_can_read_is_not_taken_for_clean(house: House) -> None:
    draft = DocumentDraft("录屏", "record", EARLIER, file_name="录屏.mp4", content=film())
    document = add_document(house.store, UPLOADER, draft)
    work_off(house.store)
    assert house.document(document).privacy == "unchecked"
