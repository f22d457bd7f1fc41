"""Further shapes in which official documents reach a hospital: converted, cut up by pages, as running text."""

from collections.abc import Callable, Sequence
from itertools import groupby

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table

from criteria.models import ComplianceCatalog, PointsCatalog
from tests import official_documents as printed
from tests.official_documents import Line, Official

HEADING = ["项目代码", "评价项目", "评价类别", "主要评价内容"]


def opened(title: str) -> Document:
    """A document with nothing but its title."""
    return printed.document(title)


def kind(row: Official) -> str:
    """基本 or 选择."""
    return printed.KIND_WORDS.get(row.kind, "") if row.kind is not None else ""


def line(row: Official) -> Line:
    """Code with level, item, kind, clauses."""
    return [row.full, row.name, kind(row), row.content]


def merge_down(table: Table, column: int, first: int, last: int) -> None:
    """Merges the cells of a column from one row to another; the text of the first stays."""
    text = table.cell(first, column).text
    table.cell(first, column).merge(table.cell(last, column)).text = text


def group_in_a_column_called_kind(rows: Sequence[Official], title: str) -> bytes:
    """As the annex of smart services prints it: 类别 is the group of items, 评估类别 the kind, no codes."""
    lines = [["序号", "类别", "业务项目", "应用水平级别", "评估类别", "评估内容"]]
    lines += [[r.number, r.group, r.name, f"{r.level}级", kind(r), r.content] for r in rows]
    return printed.saved(printed.document(title, lines))


def level_as_score(rows: Sequence[Official], title: str) -> bytes:
    """The level stands in 功能评分, the code names the item only, the item name has its coverage in brackets."""
    lines = [["项目代码", "评价项目\n（有效应用评价指标）", "评价类别", "系统功能评价内容", "功能评分"]]
    lines += [
        [r.code, f"{r.name}\n（有效应用按近3个月的人次数计算）", f"（{kind(r)}）", r.content, str(r.level)]
        for r in rows
    ]
    return printed.saved(printed.document(title, lines))


def table_per_item(rows: Sequence[Official], title: str) -> bytes:
    """A heading with code and name over a table of levels; the kind stands with the level."""
    made = opened(title)
    for code, of_item in groupby(rows, key=lambda row: row.code):
        own = list(of_item)
        made.add_paragraph(f"{code} {own[0].name}")
        printed.add_table(made, [["等级", "主要评价内容"], *([f"{r.level}级（{kind(r)}）", r.content] for r in own)])
    return printed.saved(made)


def table_per_level(rows: Sequence[Official], title: str) -> bytes:
    """A heading with the level over a table of items."""
    made = opened(title)
    for level, of_level in groupby(sorted(rows, key=lambda row: row.level), key=lambda row: row.level):
        made.add_paragraph(f"{level}级要求")
        printed.add_table(made, [HEADING, *([r.code, r.name, kind(r), r.content] for r in of_level)])
    return printed.saved(made)


def clause_per_row(rows: Sequence[Official], title: str) -> bytes:
    """Every clause in a row of its own, with code, item and kind again."""
    lines = [[r.full, r.name, kind(r), text] for r in rows for text in r.clauses]
    return printed.saved(printed.document(title, [HEADING, *lines]))


def one_line(rows: Sequence[Official], title: str) -> bytes:
    """Line breaks and ends of sentences are lost: （1）甲（2）乙, in full-width digits."""
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    lines = []
    for row in rows:
        numbered = (f"（{number}）".translate(wide) + text for number, text in enumerate(row.clauses, 1))
        lines.append([row.full.translate(wide), row.name, kind(row), "".join(numbered)])
    return printed.saved(printed.document(title, [HEADING, *lines]))


def framed(rows: Sequence[Official], title: str) -> bytes:
    """The whole annex in the only cell of a table that serves as a frame."""
    made = opened(title)
    cell = made.add_table(rows=1, cols=1).cell(0, 0)
    inner = cell.add_table(rows=0, cols=len(HEADING))
    for texts in [HEADING, *map(line, rows)]:
        for place, text in zip(inner.add_row().cells, texts, strict=True):
            place.text = text
    return printed.saved(made)


def cut_merges(rows: Sequence[Official], title: str, page: int = 4) -> bytes:
    """Code and item merged over the levels; on every page headings again, and the rest of a merge hangs on them."""
    made = opened(title)
    for start in range(0, len(rows), page):
        own = list(rows[start : start + page])
        lines = [["项目代码", "评价项目", "等级", "评价类别", "主要评价内容"]]
        lines += [[r.code, r.name, f"{r.level}级", kind(r), r.content] for r in own]
        table = printed.add_table(made, lines)
        _mark_as_heading(table)
        before = rows[start - 1].code if start else ""
        place = 1
        for code, same in groupby(own, key=lambda row: row.code):
            last = place + len(list(same)) - 1
            for column in (0, 1):
                merge_down(table, column, 0 if code == before and place == 1 else place, last)
            place = last + 1
        made.add_paragraph("")
    return printed.saved(made)


def _mark_as_heading(table: Table) -> None:
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def with_other_annexes(rows: Sequence[Official], title: str) -> bytes:
    """The annex between a list of the items and a table of the levels, which ask nothing."""
    items = {row.code: row for row in rows}.values()
    return printed.saved(
        printed.document(
            title,
            [["序号", "类别", "业务项目", "评估内容"], *([r.number, r.group, r.name, "本项的重点"] for r in items)],
            [["级别", "总分", "基本项数量", "选择项数量"], *([f"{n}级", "10", "4", "8/13"] for n in range(1, 6))],
            [
                ["等级", "内容", "基本项目数（项）", "最低总评分（分）"],
                *([f"{n}级", "初步建立", "4", "10"] for n in range(1, 6)),
            ],
            [HEADING, *map(line, rows)],
        )
    )


def card_per_indicator(catalog: PointsCatalog, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """Code and name in a heading over a card with its demand, rule, points and grade."""
    made = opened(printed.INTEROP_TITLE)
    for row in catalog.requirements:
        made.add_paragraph(f"{row.code} {row.name}")
        text = "".join(wording(clause.text) for clause in row.clauses)
        printed.add_table(made, [["指标描述", text], ["评分标准", "符合得分"], ["分值", str(row.points)]])
    return printed.saved(made)


def ticked_grades(catalog: PointsCatalog, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """Code and name in one cell, and a column per grade with a tick."""
    grades = ["一级", "二级", "三级", "四级乙等", "四级甲等", "五级乙等", "五级甲等"]
    lines = [["一级指标", "三级指标", "指标描述", "分值", *grades]]
    for row in catalog.requirements:
        text = "".join(wording(clause.text) for clause in row.clauses)
        ticks = ["√" if row.grade == grade else "" for grade in grades]
        lines.append(["2 数据资源", f"{row.code} {row.name}", text, str(row.points), *ticks])
    return printed.saved(printed.document(printed.INTEROP_TITLE, lines))


def unit_text(catalog: ComplianceCatalog, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """GB/T 28448 as it is printed: a heading per unit with 测评指标, 测评对象, 测评实施, 单元判定 below it."""
    paragraphs: list[str] = []
    for number, rows in groupby(catalog.requirements, key=lambda row: row.clause.partition(" ")[0]):
        for place, row in enumerate(rows, 1):
            paragraphs += [f"{number} {row.control}"] if place == 1 else []
            paragraphs += [
                f"{number}.{place} 测评单元（{row.code}）",
                "该测评单元包括以下要求：",
                f"a) 测评指标：{wording(row.clauses[0].text)}",
                "b) 测评对象：机房。",
                "c) 测评实施包括以下内容：",
                "1) 应核查记录；",
                "d) 单元判定：如果1)为肯定，则符合本测评单元指标要求。",
            ]
    return printed.saved(printed.document(printed.MLPS_TITLE, paragraphs=paragraphs))


def unit_cards(catalog: ComplianceCatalog, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """A card per unit, without a heading over it."""
    made = opened(printed.MLPS_TITLE)
    for row in catalog.requirements:
        text = wording(row.clauses[0].text)
        printed.add_table(made, [["测评单元", row.code], ["测评指标", text], ["测评对象", "机房"]])
        made.add_paragraph("")
    return printed.saved(made)


def control_rows(catalog: ComplianceCatalog, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """A row per demand: the number of the control in a column 条款, the letter in front of the text."""
    lines = [["安全类", "安全控制点", "条款", "测评项"]]
    for row in catalog.requirements:
        number, _, letter = row.clause.partition(" ")
        lines.append([row.domain, row.control, number, f"{letter} {wording(row.clauses[0].text)}".strip()])
    return printed.saved(printed.document(printed.BASIC_REQUIREMENTS_TITLE, lines))


def controls(catalog: ComplianceCatalog, numbered: str, wording: Callable[[str], str] = printed.reworded) -> bytes:
    """GB/T 22239 with its contents, other levels and extensions; letters typed, numbered by Word, or lost.

    `numbered`: "typed", "by Word" or "lost".
    """
    headings = [
        (n, list(rows)) for n, rows in groupby(catalog.requirements, key=lambda row: row.clause.partition(" ")[0])
    ]
    made = opened(printed.BASIC_REQUIREMENTS_TITLE)
    for number, rows in headings:
        made.add_paragraph(f"{number} {rows[0].control}\t33")
    _other_level(made, "7.1.1.1", "【二级】")
    for number, rows in headings:
        made.add_paragraph(f"{number} {rows[0].control}")
        made.add_paragraph("本项要求包括：" if len(rows) > 1 else "")
        for row in rows:
            letter = row.clause.partition(" ")[2] if numbered == "typed" else ""
            paragraph = made.add_paragraph(f"{letter} {wording(row.clauses[0].text)}；".strip())
            if numbered == "by Word" and len(rows) > 1:
                paragraph.paragraph_format.element.get_or_add_pPr().append(_list_mark())
    _other_level(made, "8.2.1.1", "【云】")
    _other_level(made, "9.1.1.1", "【四级】")
    return printed.saved(made)


def _other_level(made: Document, number: str, mark: str) -> None:
    made.add_paragraph(f"{number} 物理位置选择")
    made.add_paragraph(f"a) {mark}另一处的要求；")


def _list_mark() -> BaseOxmlElement:
    mark = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", "0"), ("w:numId", "1")):
        part = OxmlElement(tag)
        part.set(qn("w:val"), value)
        mark.append(part)
    return mark


def without(catalog: ComplianceCatalog, code: str) -> ComplianceCatalog:
    """The catalog as a document has it that lacks a unit."""
    return catalog.model_copy(update={"requirements": tuple(row for row in catalog.requirements if row.code != code)})


def of_controls(catalog: ComplianceCatalog, controls: Sequence[str]) -> ComplianceCatalog:
    """The catalog with some controls only, each whole."""
    rows = tuple(row for row in catalog.requirements if row.clause.partition(" ")[0] in controls)
    return catalog.model_copy(update={"requirements": rows})


def two_standards(first: Sequence[Official], second: Sequence[Official], titles: Sequence[str]) -> bytes:
    """Two annexes in one file."""
    made = docx.Document()
    for title, rows in zip(titles, (first, second), strict=True):
        made.add_paragraph(title)
        printed.add_table(made, [HEADING, *map(line, rows)])
    return printed.saved(made)
