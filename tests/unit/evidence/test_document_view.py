"""What a file name proposes, what can be linked, what may be shown in place."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from criteria.models import Catalog, LevelsCatalog
from evidence.document_view import (
    PREVIEW_BYTES,
    check_system,
    clause_options,
    first_system,
    link_label,
    preview_image,
    preview_of,
    preview_text,
    propose,
    system_for,
)
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, FEATURE, TASK, DocumentDraft, Link, add_document
from evidence.errors import InvalidInputError
from evidence.situation import load_situation
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.house import TODAY, House, refused


@pytest.mark.parametrize(
    ("name", "title", "kind", "effective", "refs"),
    [
        (
            "05.01.6_标本闭环_20261012.png",
            "标本闭环",
            "screenshot",
            date(2026, 10, 12),
            ["05.01.6#1", "05.01.6#2", "05.01.6#3"],
        ),
        ("05.01.6#2_标本闭环_2026-10-12.png", "标本闭环", "screenshot", date(2026, 10, 12), ["05.01.6#2"]),
        ("L3-CES1-04-20260901.pdf", "身份鉴别", "config", date(2026, 9, 1), ["L3-CES1-04#1"]),
        ("l3-ces1-04_口令策略.docx", "口令策略", "config", TODAY, ["L3-CES1-04#1"]),
        ("05.01.6#1+05.01.5#1_标本.xlsx", "标本", "data_query", TODAY, ["05.01.6#1", "05.01.5#1"]),
        ("2.1.1.1_检测_20260101-20260331.docx", "检测 20260101", "test_result", date(2026, 3, 31), ["2.1.1.1#1"]),
        ("05.01.6.png", "标本处理 6级", "screenshot", TODAY, ["05.01.6#1", "05.01.6#2", "05.01.6#3"]),
        ("机房巡检记录2026年9月3日.docx", "机房巡检记录", "record", date(2026, 9, 3), []),
        ("IMG_20261012153000.jpg", "IMG", "screenshot", date(2026, 10, 12), []),
        ("登录演示.mp4", "登录演示", "recording", TODAY, []),
        (r"C:\桌面\05.01.6#1_标本.png", "标本", "screenshot", TODAY, ["05.01.6#1"]),
    ],
)
def test_a_file_name_proposes(
    catalogs: Mapping[str, Catalog], name: str, title: str, kind: str, effective: date, refs: list[str]
) -> None:
    found = propose(name, catalogs.values(), TODAY)
    assert (found.title, found.kind, found.effective_on) == (title, kind, effective)
    assert [link.ref for link in found.links] == refs
    assert all(link.subject == CLAUSE for link in found.links)


@pytest.mark.parametrize(
    ("name", "title"),
    [("05.01.60_标本.png", "05.01.60 标本"), ("05.01.6#9_标本.png", "05.01.6#9 标本"), ("V05.01.6.png", "V05.01.6")],
)
def test_a_code_that_runs_on_is_no_code(catalogs: Mapping[str, Catalog], name: str, title: str) -> None:
    found = propose(name, catalogs.values(), TODAY)
    assert (found.title, found.links) == (title, ())


def test_a_date_that_does_not_exist_stays_in_the_title(catalogs: Mapping[str, Catalog]) -> None:
    found = propose("巡检_20261332.txt", catalogs.values(), TODAY)
    assert (found.title, found.effective_on) == ("巡检 20261332", TODAY)


@pytest.mark.parametrize(
    ("word", "subjects"),
    [("有效应用统计", [COVERAGE]), ("数据质量核查", [DATA_QUALITY]), ("有效应用与数据质量", [COVERAGE, DATA_QUALITY])],
)
def test_statistics_are_linked_to_the_measure_of_the_item(
    catalogs: Mapping[str, Catalog], word: str, subjects: list[str]
) -> None:
    found = propose(f"05.01.6_{word}.xlsx", catalogs.values(), TODAY)
    assert list(found.links) == [Link(subject, "05.01", "emr-2018") for subject in subjects]


def test_the_first_responsible_system_is_proposed(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统", "LIS")
    situation = house.situation(emr)
    assert system_for(situation, [Link(CLAUSE, "05.01.6#1", emr.id)]) == system
    assert system_for(situation, [Link(COVERAGE, "05.01", emr.id)]) is None


def test_everything_that_can_be_proven_can_be_chosen(emr: LevelsCatalog) -> None:
    labels = clause_options(emr)
    assert labels[Link(CLAUSE, "05.01.6#3", emr.id)] == "05.01.6#3 标本处理 6级：不合格标本可反馈给采集部门，并附说明"
    assert labels[Link(COVERAGE, "05.01", emr.id)] == "05.01 标本处理：有效应用统计"
    assert labels[Link(DATA_QUALITY, "05.01", emr.id)] == "05.01 标本处理：数据质量统计"
    assert len(set(labels.values())) == len(labels)
    assert {link.subject for link in clause_options(emr, measures=False)} == {CLAUSE}


def test_a_link_is_named(house: House, emr: LevelsCatalog) -> None:
    task = house.task("补齐标本交接记录")
    situation = house.situation(emr)
    labels = {
        Link(CLAUSE, "05.01.6#3", emr.id): "电子病历 05.01.6#3 标本处理 6级：不合格标本可反馈给采集部门，并附说明",
        Link(COVERAGE, "05.01", emr.id): "电子病历 05.01 标本处理：有效应用统计",
        Link(TASK, str(task)): "整改任务：补齐标本交接记录",
        Link(FEATURE, "7"): "系统功能（编号 7）",
        Link(CLAUSE, "9.9.9#1", emr.id): "电子病历 9.9.9#1",
        Link(CLAUSE, "1#1", "own"): "own 1#1",
    }
    assert {link: link_label(situation, link) for link in labels} == labels


def test_only_pictures_pdf_and_text_are_shown_in_place(house: House) -> None:
    draft = DocumentDraft("说明", "record", TODAY, "a.txt", b"text")
    stored = house.document(add_document(house.store, house.viewer, draft))
    shown = {
        "image/png": "image",
        "application/pdf": "pdf",
        "text/plain": "text",
        "text/csv": "text",
        "text/html": "download",
        "image/svg+xml": "download",
        "video/mp4": "download",
        "application/msword": "download",
    }
    assert {kind: preview_of(replace(stored, media_type=kind)) for kind in shown} == shown
    assert preview_of(replace(stored, size=PREVIEW_BYTES + 1)) == "download"
    assert preview_of(house.document(house.prove())) == "statement"


def test_text_is_read_in_both_encodings_and_cut() -> None:
    assert preview_text("巡检".encode("gb18030")) == preview_text("巡检".encode()) == "巡检"
    assert preview_text(b"x" * 60_000).endswith("请下载查看）")


def test_a_large_picture_is_made_smaller() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (3000, 1500)).save(target, "PNG")
    with Image.open(io.BytesIO(preview_image(target.getvalue()))) as image:
        assert (image.size, image.format, image.getpixel((0, 0))) == ((1440, 720), "JPEG", (255, 255, 255))


def test_a_vendors_upload_belongs_to_one_of_its_systems(house: House, emr: LevelsCatalog) -> None:
    lis = house.system("检验系统", "LIS", vendor="瑞美")
    house.system("护理系统", "NIS", vendor="卫宁")
    ruimei = engineer_of(house, "瑞美")
    seen = load_situation(house.store, ruimei, {emr.id: emr}, TODAY)
    assert first_system(ruimei, seen) == lis
    assert first_system(house.viewer, house.situation(emr)) is None
    check_system(house.viewer, house.situation(emr), None)
    check_system(ruimei, seen, lis)
    with refused(InvalidInputError, "请选择这份材料属于哪个系统"):
        check_system(ruimei, seen, None)
    house.system("血库系统", "BLOOD", vendor="瑞美")
    assert first_system(ruimei, load_situation(house.store, ruimei, {emr.id: emr}, TODAY)) is None
