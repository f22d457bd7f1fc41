"""厂商工作清单 as files: what is on the screen is in the workbook and in the document, and nothing of the clock."""

import io
import re
import time
import zipfile
from collections.abc import Mapping
from datetime import date, datetime

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.gap_weights import Weight
from evidence.gaps import gaps_of
from evidence.standing import standing_of
from evidence.worklist import Worklist, worklist
from evidence.worklist_export import Issue, lines_table, to_word, to_workbook
from tests.unit.evidence.house import House

EMR = "emr-2018"
ISSUE = Issue("王主任", date(2026, 3, 2))


def made(house: House, catalogs: Mapping[str, Catalog], kind: str = "LIS") -> Worklist:
    situation = house.situation(*catalogs.values())
    standings = [standing_of(situation, target) for target in situation.targets]
    system = next(system for system in situation.systems if system.kind == kind)
    return worklist(situation, standings, {s.target.id: gaps_of(situation, s) for s in standings}, system)


@pytest.fixture
def listed(house: House, catalogs: Mapping[str, Catalog]) -> Worklist:
    system = house.system("检验信息系统", "LIS", "甲公司")
    house.target(catalogs["interop-2020"], "四级甲等")
    register.set_target(house.store, house.viewer, catalogs[EMR], "5", review_on=date(2026, 6, 10))
    house.judge(catalogs[EMR], Verdict.UNMET, "05.01.2#1", system=system)
    house.task("扫码", system_id=system, due_on=date(2026, 5, 1), clauses=((EMR, "05.01.2#1"),))
    return made(house, catalogs)


def document_of(content: bytes) -> tuple[str, list[list[list[str]]]]:
    """The paragraphs, and the tables as rows of cell texts."""
    document = docx.Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    return "\n".join(paragraph.text for paragraph in document.paragraphs), tables


def test_the_document_says_whose_list_it_is(listed: Worklist) -> None:
    text, tables = document_of(to_word(listed, ISSUE))
    assert "厂商工作清单\n人民医院 · 检验信息系统" in text
    assert tables[0] == [
        ["医院", "人民医院"],
        ["系统", "检验信息系统"],
        ["厂商", "甲公司"],
        ["合同", "未登记"],
        ["制表人", "王主任"],
        ["制表日期", "2026-03-02"],
    ]
    (first, emr), (second, interop) = tables[1]
    assert (first, second) == ("电子病历 5级", "互联互通 四级甲等")
    assert emr.startswith("2026-06-10 评审，还有 100 天；差距 ")
    assert interop.startswith("评审日期未定；差距 ")
    assert f"差距共 {len(listed.lines)} 项：卡级 " in text


def test_the_document_holds_every_gap_under_its_feature(listed: Worklist) -> None:
    text, tables = document_of(to_word(listed, ISSUE))
    assert [row[:2] for row in tables[2][1:]] == [[section.name, section.build] for section in listed.sections]
    rows = [row for table in tables[3:] for row in table[1:]]
    assert len(tables) == 3 + len(listed.sections)
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(listed.lines) + 1)]
    for row, line in zip(rows, listed.lines, strict=True):
        assert row[1] == f"{line.standard}\n{line.gap.clause}"
        assert row[2].startswith(line.gap.text)
        assert row[3].startswith(f"{line.reason}：{line.remedy}")
        assert row[5].count("#") == len(line.also_helps)
        assert row[6] == line.due
    for place, section in enumerate(listed.sections, start=1):
        assert f"{place}. {section.name}（{len(section.lines)} 项）" in text
        assert section.proof in text
    assert any(line.due == "2026-05-01" and line.reason == "不符合" for line in listed.lines)


def test_the_document_is_set_for_chinese_print(listed: Worklist) -> None:
    content = to_word(listed, ISSUE)
    document = docx.Document(io.BytesIO(content))
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei"
    sizes = {(round(section.page_width.cm, 1), round(section.page_height.cm, 1)) for section in document.sections}
    assert sizes == {(21.0, 29.7), (29.7, 21.0)}
    for table in document.tables[2:]:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert b'w:altName w:val="Noto Sans CJK SC"' in parts.read("word/fontTable.xml")
        footers = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("word/footer"))
    assert re.findall(b"<w:instrText[^>]*>([A-Z]+)<", footers) == [b"PAGE", b"NUMPAGES"]


def test_the_same_list_gives_the_same_bytes(listed: Worklist) -> None:
    first = to_word(listed, ISSUE)
    time.sleep(2.1)  # the time in a zip file counts in steps of two seconds
    assert to_word(listed, ISSUE) == first
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.last_modified_by) == ("王主任", "王主任")
    day = datetime(2026, 3, 2)  # noqa: DTZ001 - the format knows no zone
    stored = [moment and moment.replace(tzinfo=None) for moment in (properties.created, properties.modified)]
    assert stored == [day, day]
    assert to_word(listed, Issue("王主任", date(2026, 3, 3))) != first


def test_the_workbook_has_one_row_per_gap(listed: Worklist) -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(listed, ISSUE)))
    assert book.sheetnames == ["清单", "汇总"]
    head, *rows = book["清单"].values
    column = {name: place for place, name in enumerate(head)}
    shown = [[row[column[name]] for name in ("序号", "功能", "要求点", "要求内容", "原因", "完成期限")] for row in rows]
    expected = [(section, line) for section in listed.sections for line in section.lines]
    assert shown == [
        [number, section.name, line.gap.clause, line.gap.text, line.reason, line.due]
        for number, (section, line) in enumerate(expected, start=1)
    ]
    summary = {(row[0], row[1]): row[2] for row in book["汇总"].values}
    assert summary[("基本情况", "医院")] == "人民医院"
    assert summary[("轻重", "卡级")] == f"{listed.weights[Weight.BLOCKS]} 项"
    assert [key[1] for key in summary if key[0] == "功能"] == [section.name for section in listed.sections]


def test_a_system_without_gaps_gets_files_that_say_so(house: House, catalogs: Mapping[str, Catalog]) -> None:
    house.system("检验信息系统", "LIS")
    found = made(house, catalogs)
    text, tables = document_of(to_word(found, Issue("", ISSUE.on)))
    assert "按目前的判定和材料，这个系统没有差距。" in text
    assert ["厂商", "未登记厂商"] in tables[0]
    assert ["制表人", "未填写"] in tables[0]
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(found, ISSUE)))
    assert book["清单"].max_row == 1
    assert list(lines_table(found)) == ["序号", "功能", "要求点"]
