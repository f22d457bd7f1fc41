"""Word documents in the shape of the official annexes, built from catalog data, whole or damaged on purpose."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import docx
from docx.document import Document
from docx.table import Table

from criteria.models import ComplianceCatalog, LevelRequirement, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Kind

KIND_WORDS = {Kind.BASIC: "基本", Kind.OPTIONAL: "选择", Kind.UNCONFIRMED: ""}
EMR_TITLE = "电子病历系统应用水平分级评价标准（试行）\n国卫办医函〔2018〕1079号"
SERVICE_TITLE = "医院智慧服务分级评估标准体系（试行）\n国卫办医函〔2019〕236号"
MANAGEMENT_TITLE = "医院智慧管理分级评估标准体系（试行）\n国卫办医函〔2021〕86号"
INTEROP_TITLE = "国家医疗健康信息医院信息互联互通标准化成熟度测评方案（2020年版）"
MLPS_TITLE = "GB/T 28448-2019 信息安全技术 网络安全等级保护测评要求 第三级"
BASIC_REQUIREMENTS_TITLE = "GB/T 22239-2019 信息安全技术 网络安全等级保护基本要求"
Line = list[str]


@dataclass
class Official:
    """One requirement as the document prints it."""

    code: str
    name: str
    group: str
    level: int
    kind: Kind | None
    clauses: list[str]
    number: str = ""
    full: str = field(default="", repr=False)

    @property
    def content(self) -> str:
        """（1）…；（2）… as annex 3 prints it; a single clause has no number."""
        if len(self.clauses) < 2:
            return "".join(self.clauses)
        return "\n".join(f"（{number}）{text}" for number, text in enumerate(self.clauses, 1))


def reworded(text: str) -> str:
    """The same demand in other words: a wording that no catalog has."""
    return f"应当做到：{text}"


def official_rows(
    catalog: LevelsCatalog,
    kinds: Mapping[str, Kind] | Callable[[LevelRequirement], Kind | None] = {},  # noqa: B006 - only read
    wording: Callable[[str], str] = reworded,
    levels: Iterable[int] = range(1, 9),
) -> list[Official]:
    """The requirements of a levels catalog in their order. `kinds`: by code or by a function, else the catalog's."""
    wanted = set(levels)
    rows = []
    for row in sorted(catalog.requirements, key=lambda r: (r.item, r.level)):
        if row.level not in wanted:
            continue
        kind = kinds(row) if callable(kinds) else kinds.get(row.code, row.kind)
        item = catalog.item_by_code[row.item]
        rows.append(
            Official(
                code=row.item,
                name=item.name,
                group=item.group,
                level=row.level,
                kind=kind,
                clauses=[wording(clause.text) for clause in row.clauses],
                number=str(item.no),
                full=row.code,
            )
        )
    return rows


def document(title: str, *tables: Sequence[Line], paragraphs: Sequence[str] = ()) -> Document:
    """A document with a title and tables of plain cells."""
    made = docx.Document()
    for line in title.split("\n"):
        made.add_paragraph(line)
    for rows in tables:
        add_table(made, rows)
        made.add_paragraph("")
    for text in paragraphs:
        made.add_paragraph(text)
    return made


def add_table(made: Document, rows: Sequence[Line]) -> Table:
    """A table of plain cells; a line break in a text begins a new paragraph."""
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for line, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            first, *more = text.split("\n")
            cell.text = first
            for paragraph in more:
                cell.add_paragraph(paragraph)
    return table


def saved(made: Document) -> bytes:
    """The bytes of the file."""
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


ANNEX_HEADING = ["项目代码", "工作角色", "业务项目", "评价类别", "主要评价内容", "评价等级", "数据质量评价内容"]


def annex_lines(rows: Sequence[Official]) -> list[Line]:
    """EMR annex 3, one row per level: code, role, item, kind, clauses, level, data quality."""
    return [
        [row.full, row.group, row.name, KIND_WORDS.get(row.kind, ""), row.content, str(row.level), "数据与字典一致"]
        for row in rows
    ]


def annex(rows: Sequence[Official], title: str = EMR_TITLE) -> bytes:
    """A document with annex 3 as one plain table."""
    return saved(document(title, [ANNEX_HEADING, *annex_lines(rows)]))


def merged_annex(rows: Sequence[Official], title: str = EMR_TITLE) -> bytes:
    """As printed: role and item merged over the levels, a title row over all columns, level as 五级, two-line names."""
    made = document(title)
    digits = "零一二三四五六七八"
    lines = [["附件3 评价标准"] * 7, ANNEX_HEADING]
    lines += [
        [r.full, r.group, r.name, KIND_WORDS.get(r.kind, ""), r.content, f"{digits[r.level]}级", ""] for r in rows
    ]
    table = add_table(made, lines)
    merge_row(table, 0)
    for column in (1, 2):
        place = 2
        for _, same in groupby(lines[2:], key=lambda line, c=column: line[c]):
            count = len(list(same))
            if count > 1:
                text = table.cell(place, column).text
                merged = table.cell(place, column).merge(table.cell(place + count - 1, column))
                merged.text = text if column == 1 else f"{text[:2]}\n{text[2:]}"
            place += count
    return saved(made)


def merge_row(table: Table, number: int) -> None:
    """Merges a row into one cell."""
    text = table.cell(number, 0).text
    merged = table.cell(number, 0).merge(table.cell(number, len(table.columns) - 1))
    merged.text = text


def paged_annex(rows: Sequence[Official], title: str = EMR_TITLE, page: int = 9) -> bytes:
    """With the headings again on every page, where the last row of a page goes on at its second clause."""
    lines = [ANNEX_HEADING]
    for number, row in enumerate(rows, 1):
        [line] = annex_lines([row])
        if number % page or len(row.clauses) < 2:
            lines.append(line)
            continue
        first, _, rest = line[4].partition("\n（2）")
        lines += [[*line[:4], first, *line[5:]], ANNEX_HEADING, ["", "", "", "", f"（2）{rest}", "", ""]]
    return saved(document(title, lines))


def level_columns(rows: Sequence[Official], title: str, with_kinds: bool = True) -> bytes:
    """One row per item and one column per level, the kind in front of the clauses, full-width digits."""
    levels = sorted({row.level for row in rows})
    heading = ["序号", "项目编号", "评估项目", *(f"{level}级".translate(_WIDE) for level in levels)]
    lines = [heading]
    for code, of_item in groupby(rows, key=lambda row: row.code):
        by_level = {row.level: row for row in of_item}
        first = next(iter(by_level.values()))
        lines.append(
            [first.number, code.translate(_WIDE), first.name, *(_cell(by_level.get(n), with_kinds) for n in levels)]
        )
    return saved(document(title, lines))


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _cell(row: Official | None, with_kind: bool) -> str:
    if row is None:
        return "—"
    kind = f"【{KIND_WORDS[row.kind]}】" if with_kind and row.kind in (Kind.BASIC, Kind.OPTIONAL) else ""
    return kind + "\n".join(f"{number}、{text}" for number, text in enumerate(row.clauses, 1))


def kind_matrix(rows: Sequence[Official], title: str) -> bytes:
    """Annex 2: items down, levels across, ● basic, ○ optional; a second heading row under a merged one."""
    levels = sorted({row.level for row in rows})
    lines = [
        ["项目序号", "工作角色", "评价项目", *(["各级别评价类别"] * len(levels))],
        ["项目序号", "工作角色", "评价项目", *(f"{level}级" for level in levels)],
    ]
    for _, of_item in groupby(rows, key=lambda row: row.code):
        by_level = {row.level: row for row in of_item}
        first = next(iter(by_level.values()))
        marks = [_mark(by_level.get(level)) for level in levels]
        lines.append([first.number, first.group, first.name, *marks])
    made = document(title)
    table = add_table(made, lines)
    for column in range(3):
        text = lines[0][column]
        table.cell(0, column).merge(table.cell(1, column)).text = text
    table.cell(0, 3).merge(table.cell(0, len(levels) + 2)).text = "各级别评价类别"
    return saved(made)


def _mark(row: Official | None) -> str:
    return "" if row is None else {Kind.BASIC: "●", Kind.OPTIONAL: "○"}.get(row.kind or Kind.UNCONFIRMED, "")


def ticked_columns(rows: Sequence[Official], title: str) -> bytes:
    """Code and level in columns of their own, a tick in the column 基本 or 选择, （1） written as ①."""
    heading = ["项目代码", "评估项目", "级别", "基本", "选择", "功能要求"]
    circled = "①②③④⑤⑥⑦⑧⑨"
    lines = [heading] + [
        [
            row.code,
            f" {row.name[:1]} {row.name[1:]}\n",
            f"{row.level}级",
            "√" if row.kind is Kind.BASIC else "",
            "√" if row.kind is Kind.OPTIONAL else "",
            "".join(f"{circled[place]}{text}；" for place, text in enumerate(row.clauses)),
        ]
        for row in rows
    ]
    return saved(document(title, lines))


def indicator_table(catalog: PointsCatalog, wording: Callable[[str], str] = reworded) -> bytes:
    """Interoperability: number, name, demand, grade and points, with a row for each heading of a section."""
    lines = [["指标编号", "指标名称", "指标要求", "等级", "分值"]]
    titles = {section.section: section.title for section in catalog.sections}
    for section, rows in groupby(catalog.requirements, key=lambda row: row.section):
        lines.append([section, titles[section], "", "", ""])
        for row in rows:
            text = "".join(wording(clause.text) for clause in row.clauses)
            lines.append([row.code, row.name, text, row.grade or "", str(row.points)])
    return saved(document(INTEROP_TITLE, lines))


def unit_table(catalog: ComplianceCatalog, wording: Callable[[str], str] = reworded) -> bytes:
    """GB/T 28448: one unit a row with its number, control and indicator."""
    lines = [["测评单元编号", "控制点", "测评指标", "测评对象"]]
    for row in catalog.requirements:
        letter = row.clause.partition(" ")[2]
        lines.append([row.code, row.control, letter + wording(row.clauses[0].text), "服务器"])
    return saved(document(MLPS_TITLE, lines))


def _by_control(catalog: ComplianceCatalog, wording: Callable[[str], str]) -> dict[tuple[str, str, str], list[str]]:
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in catalog.requirements:
        number, _, letter = row.clause.partition(" ")
        text = f"{letter} {wording(row.clauses[0].text)}；".strip()
        found.setdefault((row.domain, number, row.control), []).append(text)
    return found


def control_table(catalog: ComplianceCatalog, wording: Callable[[str], str] = reworded) -> bytes:
    """GB/T 22239 as a table: domain and control, all demands a), b), c) in one cell."""
    lines = [["安全类", "控制点", "要求项"]]
    lines += [[domain, name, "\n".join(texts)] for (domain, _, name), texts in _by_control(catalog, wording).items()]
    return saved(document(BASIC_REQUIREMENTS_TITLE, lines))


def running_text(catalog: ComplianceCatalog, wording: Callable[[str], str] = reworded) -> bytes:
    """GB/T 22239 as it is printed: headings 8.1.4.1 身份鉴别 with paragraphs a), b), c) under them, no table."""
    paragraphs = []
    for (_, number, name), texts in _by_control(catalog, wording).items():
        paragraphs += [f"{number} {name}", "本项要求包括：" if len(texts) > 1 else "", *texts]
    paragraphs += ["8.2 云计算安全扩展要求", "a) 应保证云计算基础设施位于中国境内。"]
    return saved(document(BASIC_REQUIREMENTS_TITLE, paragraphs=[text for text in paragraphs if text]))
