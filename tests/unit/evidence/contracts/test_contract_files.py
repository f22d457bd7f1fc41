"""Contracts as files: text, Word, PDF, pictures."""

import io
from typing import Any

import docx
import pytest

from evidence.contracts.files import contract_text, read_contract_file
from evidence.errors import InvalidInputError, UserError
from tests.unit.evidence.texts.made_files import as_bytes, screen

TEXT = "甲方：东山县人民医院\n乙方：海月软件有限公司\n一、维保系统：LIS系统\n二、服务期：两年\n三、每季度巡检一次。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_plain_text_in_the_encodings_of_chinese_systems(encoding: str) -> None:
    source, draft = read_contract_file("合同.txt", TEXT.encode(encoding))
    assert source.text == TEXT
    assert draft.value("period_months") == 24
    assert not source.by_ocr


def word(*blocks: Any) -> bytes:
    """A Word document of paragraphs (text) and tables (lists of rows)."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for number, row in enumerate(block):
            for place, cell in enumerate(row):
                table.cell(number, place).text = cell
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_word_paragraphs_and_tables_in_their_order() -> None:
    rows = [["故障级别", "响应时间", "到场时间"], ["一级故障", "15分钟", "2小时"], ["二级故障", "30分钟", "4小时"]]
    content = word("LIS系统维保服务合同", "一、故障时限：", rows, "二、服务期：两年。")
    source, draft = read_contract_file("合同.docx", content)
    assert source.text.split("\n") == [
        "LIS系统维保服务合同",
        "一、故障时限：",
        "故障级别\t响应时间\t到场时间",
        "一级故障\t15分钟\t2小时",
        "二级故障\t30分钟\t4小时",
        "二、服务期：两年。",
    ]
    first, second = draft.values("response")
    assert (first.respond_minutes, first.onsite_hours) == (15, 2)
    assert (second.respond_minutes, second.onsite_hours) == (30, 4)


def test_merged_cells_are_read_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 2)).text = "服务内容"
    table.cell(1, 0).text = "LIS系统"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "每季度巡检一次"
    buffer = io.BytesIO()
    document.save(buffer)
    assert contract_text("合同.docx", buffer.getvalue()).text == "服务内容\nLIS系统\t每季度巡检一次"


def test_long_cells_are_laid_out_one_below_the_other() -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 1)
    cell.text = "1、每季度巡检一次。"
    cell.add_paragraph("2、巡检后5个工作日内提交巡检报告。")
    buffer = io.BytesIO()
    document.save(buffer)
    assert contract_text("合同.docx", buffer.getvalue()).text.split("\n") == [
        "1、每季度巡检一次。",
        "2、巡检后5个工作日内提交巡检报告。",
    ]


def test_a_picture_of_a_contract_is_read_by_ocr() -> None:
    rows = [((20, 20 + 50 * n), line) for n, line in enumerate(TEXT.split("\n"))]
    source, draft = read_contract_file("扫描件.png", as_bytes(screen(*rows, letters=28)))
    assert source.by_ocr
    assert draft.value("period_months") == 24
    assert draft.value("inspections_per_year") == 4


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("合同.txt", b"", "空文件"),
        ("合同.doc", b"\xd0\xcf\x11\xe0" + bytes(600), "旧格式"),
        ("合同.txt", b"\xff\xff\x00\x81" * 20, "编码无法识别"),
        ("合同.docx", b"PK\x03\x04 broken", "损坏"),
        ("合同.pdf", b"%PDF-1.7 broken", "损坏"),
        ("合同.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "密码"),
        ("合同.mp4", b"....ftyp", "没有读出文字"),
    ],
)
def test_files_that_cannot_be_read_say_why(name: str, content: bytes, message: str) -> None:
    with pytest.raises(UserError, match=message):
        read_contract_file(name, content)


def test_an_empty_word_file_says_that_nothing_was_read() -> None:
    with pytest.raises(InvalidInputError, match="没有读出文字"):
        read_contract_file("合同.docx", word())
