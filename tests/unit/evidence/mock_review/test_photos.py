"""Photos of a mock review: who keeps and drops them, and that none which shows a patient gets into a report."""

import io

import docx
import pytest

from criteria.vocabulary import Verdict
from evidence import vault
from evidence.documents import DocumentDraft, add_document, content
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.mock_review import photos
from evidence.mock_review.report import report
from evidence.texts.pages import Line, PageText, Reading
from evidence.texts.queue import claim_next, finish
from evidence.viewer import SYSTEM
from tests.unit.evidence.house import TODAY, nothing_stored, refused
from tests.unit.evidence.mock_review.rehearsal import Rehearsal, photo

CLAUSE = "05.01.5#1"


@pytest.fixture
def review(rehearsal: Rehearsal) -> int:
    rehearsal.house.system("检验系统", "LIS")
    return rehearsal.drawn(rehearsal.expert, rehearsal.engineer, share=100)


def test_a_photo_is_kept_once_and_taken_away_by_its_maker(rehearsal: Rehearsal, review: int) -> None:
    store = rehearsal.house.store
    for _ in range(2):
        photos.add_photo(store, rehearsal.expert, review, CLAUSE, "现场.jpg", photo(), " 采集界面 ")
    [kept] = rehearsal.course(review).photos
    assert (kept.clause, kept.caption, kept.media_type) == (CLAUSE, "采集界面", "image/jpeg")
    assert photos.photo_content(store, rehearsal.expert, kept) == photo()
    with refused(NotAllowedError, "另一位评审人员"):
        photos.drop_photo(store, rehearsal.engineer, kept)
    photos.drop_photo(store, rehearsal.expert, kept)
    assert rehearsal.course(review).photos == ()
    with refused(NotFoundError, "照片已不存在"):
        photos.photo_content(store, rehearsal.expert, kept)


@pytest.mark.parametrize(
    ("name", "content"),
    [("说明.txt", "文字".encode()), ("假.jpg", b"MZ\x90\x00"), ("空.jpg", b""), ("坏.jpg", photo()[:200])],
)
def test_only_sound_pictures_are_photos(rehearsal: Rehearsal, review: int, name: str, content: bytes) -> None:
    with nothing_stored(rehearsal.house.store), pytest.raises(InvalidInputError):
        photos.add_photo(rehearsal.house.store, rehearsal.expert, review, CLAUSE, name, content)


@pytest.mark.parametrize(
    ("said", "in_report", "told"),
    [
        ("标本采集 12:30", True, "采集界面"),
        ("身份证号 11010519491231002X", False, "没有放入报告：发现疑似患者信息"),
    ],
)
def test_a_photo_that_shows_a_patient_gets_into_no_report(
    rehearsal: Rehearsal, review: int, said: str, in_report: bool, told: str
) -> None:
    store, viewer = rehearsal.house.store, rehearsal.house.viewer
    photos.add_photo(store, rehearsal.expert, review, CLAUSE, "现场.jpg", photo(), "采集界面")
    claim = claim_next(store)
    assert claim is not None
    finish(store, claim, Reading((PageText(1, (Line(said),), by_ocr=True),)))
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, CLAUSE)
    written = report(store, viewer, rehearsal.situation(), rehearsal.course(review), TODAY)
    document = docx.Document(io.BytesIO(written))
    assert len(document.inline_shapes) == int(in_report)
    assert any(told in paragraph.text for paragraph in document.paragraphs)
    [kept] = rehearsal.course(review).photos
    photos.drop_photo(store, rehearsal.expert, kept)
    assert not vault.file_path(store.files, kept.sha256).exists()
    with store.reading(SYSTEM) as db:
        assert not [*db["page_texts"].rows, *db["file_texts"].rows, *db["privacy_findings"].rows]


def test_a_photo_taken_away_leaves_the_document_of_the_same_content(rehearsal: Rehearsal, review: int) -> None:
    store = rehearsal.house.store
    photos.add_photo(store, rehearsal.expert, review, CLAUSE, "现场.jpg", photo())
    draft = DocumentDraft("采集界面", "screenshot", TODAY, file_name="采集.jpg", content=photo())
    number = add_document(store, rehearsal.engineer, draft)
    [kept] = rehearsal.course(review).photos
    photos.drop_photo(store, rehearsal.expert, kept)
    assert content(store, rehearsal.engineer, number) == photo()
