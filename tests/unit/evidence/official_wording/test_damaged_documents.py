"""Damaged documents: nothing of a doubtful row is applied, and each is told with its place and reason."""

import io
import zipfile
from collections.abc import Callable, Mapping

import pytest

from criteria.models import Catalog, LevelsCatalog
from evidence.errors import InvalidInputError, NotFoundError
from evidence.official_wording.comparing import Comparison, Wording
from evidence.official_wording.reading import OtherEditionError, read_official
from evidence.official_wording.told import warnings
from evidence.official_wording.words import layout_words
from tests import official_documents as printed
from tests.unit.evidence.house import refused
from tests.unit.evidence.official_wording import printed_otherwise as otherwise

Catalogs = Mapping[str, Catalog]
Lines = list[list[str]]
CODE = "05.01.6"


@pytest.fixture
def lines(emr: LevelsCatalog) -> Lines:
    return printed.annex_lines(printed.official_rows(emr, levels=[5, 6]))


def at(lines: Lines, code: str = CODE) -> int:
    return next(place for place, line in enumerate(lines) if line[0] == code)


def read(lines: Lines, catalogs: Catalogs, name: str = "标准.docx") -> Comparison:
    made = printed.document(printed.EMR_TITLE, [printed.ANNEX_HEADING, *lines])
    return read_official(name, printed.saved(made), catalogs)


def applied(found: Comparison) -> set[str]:
    return set(found.overlay().rows)


def test_a_missing_row(lines: Lines, catalogs: Catalogs) -> None:
    del lines[at(lines)]
    found = read(lines, catalogs)
    assert CODE in {entry.code for entry in found.missing}
    assert CODE not in applied(found)
    assert len(applied(found)) == len(lines)
    assert [entry.code for entry in found.holes] == [CODE]
    assert found.doubtful()


def test_a_part_of_the_annex_has_no_holes(lines: Lines, catalogs: Catalogs) -> None:
    found = read([line for line in lines if line[0].startswith("05")], catalogs)
    assert found.missing
    assert not found.doubtful()


def test_a_row_shifted_by_a_column(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place] = ["", *lines[place][:-1]]
    found = read(lines, catalogs)
    [damaged] = found.damaged
    assert f"第 {place + 2} 行" in damaged.place
    assert CODE not in applied(found)
    assert CODE in {entry.code for entry in found.missing}


def test_a_code_where_another_column_has_slipped_into_its_place(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place] = [*lines[place][1:], ""]
    found = read(lines, catalogs)
    assert any("列错位" in entry.reason for entry in found.damaged)
    assert CODE not in applied(found)


@pytest.mark.parametrize("code", ["05.01.9", "05.09.6", "99.01.6"])
def test_a_changed_code_that_does_not_exist_is_unknown_with_a_proposal(
    code: str, lines: Lines, catalogs: Catalogs, emr: LevelsCatalog
) -> None:
    place = at(lines)
    row = next(row for row in emr.requirements if row.code == CODE)
    lines[place][0], lines[place][5] = code, code[-1]
    lines[place][4] = "\n".join(f"（{n}）{clause.text}" for n, clause in enumerate(row.clauses, 1))
    found = read(lines, catalogs)
    [unknown] = found.unknown
    assert unknown.proposals[0].code == CODE
    assert CODE not in applied(found)
    assert CODE in {entry.code for entry in found.missing}


def test_a_changed_code_that_belongs_to_another_item(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place][0] = "05.02.6"
    found = read(lines, catalogs)
    assert [entry.reason for entry in found.damaged] == ["编码是“检验结果记录”的，项目名称却是“标本处理”"]
    assert CODE not in applied(found)
    assert "05.02.6" in applied(found)


def test_a_code_that_contradicts_its_level(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][5] = "5级"
    found = read(lines, catalogs)
    assert ["编码与级别" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


def test_two_rows_with_one_code_and_different_texts(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines.insert(place + 1, [*lines[place][:4], "（1）另一种说法；（2）又一种说法", *lines[place][5:]])
    found = read(lines, catalogs)
    assert ["出现几次" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


def test_a_row_without_code_is_found_by_item_name_and_level(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][0] = ""
    found = read(lines, catalogs)
    [entry] = [entry for entry in found.compared if entry.by_name]
    assert entry.code == CODE
    assert found.damaged == ()


def test_a_row_without_code_and_level_is_not_taken_for_a_continuation(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place] = ["", "", "", "", "（1）闭环；（2）留痕", "", ""]
    found = read(lines, catalogs)
    [damaged] = found.damaged
    assert "缺了编码" in damaged.reason
    before = next(entry for entry in found.compared if entry.code == lines[place - 1][0])
    assert len(before.clauses) == len(before.own_clauses)


def test_a_row_without_code_after_a_finished_sentence_is_doubtful(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place - 1][4] = "全院可以查询。"
    lines[place] = ["", "", "", "", "全程有闭环", "", ""]
    found = read(lines, catalogs)
    assert ["看不出是它的续行" in entry.reason for entry in found.damaged] == [True]
    assert next(entry for entry in found.compared if entry.code == lines[place - 1][0]).clauses == ("全院可以查询。",)


def test_a_row_that_goes_on_names_both_places(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place][4] = "（1）闭环；（2）各环节都"
    lines.insert(place + 1, ["", "", "", "", "留有记录；（3）可统计", "", ""])
    entry = next(entry for entry in read(lines, catalogs).compared if entry.code == CODE)
    assert entry.clauses == ("闭环；", "各环节都留有记录；", "可统计")
    assert entry.place == f"表 1 第 {place + 2} 行、表 1 第 {place + 3} 行"


def test_a_mark_that_is_no_kind(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][3] = "0.8"
    found = read(lines, catalogs)
    assert ["列错位" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


def test_another_number_of_clauses_is_left_to_a_person(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][4] = "（1）甲；（2）乙；（3）丙；（4）丁；（5）戊；（6）己；（7）庚；（8）辛；（9）壬"
    found = read(lines, catalogs)
    entry = next(entry for entry in found.compared if entry.code == CODE)
    assert entry.wording is Wording.COUNT
    assert found.overlay().rows[CODE].clauses == ()
    assert found.overlay().rows[CODE].kind is not None
    assert found.overlay(with_count=frozenset({CODE})).rows[CODE].clauses[8] == "壬"


def other_year(text: str) -> str:
    return text.replace("2018", "2026")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("标准.docx", other_year(printed.EMR_TITLE)),
        ("电子病历系统应用水平分级评价标准（2025年版）.docx", "附件"),
    ],
)
def test_another_edition_is_refused_until_a_person_says_so(
    name: str, title: str, lines: Lines, catalogs: Catalogs
) -> None:
    content = printed.saved(printed.document(title, [printed.ANNEX_HEADING, *lines]))
    with refused(OtherEditionError, "没有采用任何内容"):
        read_official(name, content, catalogs)
    found = read_official(name, content, catalogs, other_edition=True)
    assert found.other_edition
    assert CODE in applied(found)


def test_many_unknown_codes_are_another_edition(lines: Lines, catalogs: Catalogs) -> None:
    for line in lines[::3]:
        line[0] = "2" + line[0]
    with refused(OtherEditionError, "没有对应的编码"):
        read(lines, catalogs)


def broken(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("标准.docx", lambda content: b"", "空"),
        ("标准.docx", broken, "“标准.docx”"),
        ("标准.doc", lambda content: content, "另存为 .docx"),
        ("标准.pdf", lambda content: b"%PDF-1.7", "另存为 .docx"),
        ("标准.docx", lambda content: b"%PDF-1.7", "另存为 .docx"),
        ("标准.docx", lambda content: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "“标准.docx”"),
        ("标准.docx", lambda content: "纯文字".encode(), "“标准.docx”"),
    ],
)
def test_what_is_no_readable_word_document(
    name: str, make: Callable[[bytes], bytes], words: str, lines: Lines, catalogs: Catalogs
) -> None:
    content = printed.saved(printed.document(printed.EMR_TITLE, [printed.ANNEX_HEADING, *lines]))
    with refused(InvalidInputError, words):
        read_official(name, make(content), catalogs)


def test_a_document_without_a_table_that_fits(catalogs: Catalogs) -> None:
    made = printed.document("通知", [["姓名", "电话"], ["张三", "1"]], paragraphs=["正文"])
    with refused(InvalidInputError, "没有找到"):
        read_official("通知.docx", printed.saved(made), catalogs)


def test_an_unknown_catalog(catalogs: Catalogs) -> None:
    with refused(NotFoundError, "没有标准目录"):
        read_official("标准.docx", b"", catalogs, "emr-2011")


def test_a_score_that_contradicts_the_code(lines: Lines, catalogs: Catalogs) -> None:
    heading = [*printed.ANNEX_HEADING]
    heading[5] = "功能评分"
    place = at(lines)
    lines[place][0], lines[place - 1][0] = lines[place - 1][0], lines[place][0]
    made = printed.document(printed.EMR_TITLE, [heading, *lines])
    found = read_official("标准.docx", printed.saved(made), catalogs)
    assert ["编码与级别" in entry.reason for entry in found.damaged] == [True, True]
    assert not {CODE, "05.01.5"} & applied(found)


def test_a_row_repeated_with_a_text_without_numbers(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines.insert(place + 1, [*lines[place][:4], "完全不同的要求", *lines[place][5:]])
    found = read(lines, catalogs)
    assert ["出现几次" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


def test_a_row_repeated_word_by_word_is_one(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines.insert(place + 1, [*lines[place]])
    found = read(lines, catalogs)
    assert found.damaged == ()
    assert CODE in applied(found)


def test_a_row_whose_text_is_lost(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][4] = ""
    found = read(lines, catalogs)
    assert ["空的" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


@pytest.mark.parametrize("clauses", ["（1）甲；\n（2）乙；\n（4）丁。", "（1）甲；\n（1）乙；\n（2）丙；\n（3）丁。"])
def test_numbers_that_do_not_count_on(clauses: str, lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines)][4] = clauses
    found = read(lines, catalogs)
    assert ["不连续" in entry.reason for entry in found.damaged] == [True]
    assert CODE not in applied(found)


def test_a_shifted_row_is_told_with_all_its_cells(lines: Lines, catalogs: Catalogs) -> None:
    place = at(lines)
    lines[place] = ["", *lines[place][:-1]]
    [damaged] = read(lines, catalogs).damaged
    assert CODE in damaged.text
    assert "标本处理" in damaged.text


def test_kinds_that_are_missing_or_contradict_the_catalog_are_told(lines: Lines, catalogs: Catalogs) -> None:
    lines[at(lines, "01.01.6")][3] = "选择"
    found = read(lines, catalogs)
    assert found.doubtful()
    told = warnings(found)
    assert ["01.01.6" in warning for warning in told if "不同" in warning] == [True]
    assert [warning for warning in told if "没有写明" in warning]


def test_a_document_in_the_strict_dialect_is_called_so(catalogs: Catalogs) -> None:
    content = printed.saved(printed.document(printed.EMR_TITLE))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            text = old.read(name).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            new.writestr(name, text)
    with refused(InvalidInputError, "严格 Open XML"):
        read_official("标准.docx", buffer.getvalue(), catalogs)


def test_a_text_that_unpacks_to_more_than_any_annex(catalogs: Catalogs) -> None:
    content = printed.saved(printed.document(printed.EMR_TITLE))
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new,
    ):
        for name in old.namelist():
            text = old.read(name)
            if name == "word/document.xml":
                padding = b" " * (layout_words().largest_text + 1)
                text = text.replace(b"</w:body>", b"</w:body>" + padding)
            new.writestr(name, text)
    with refused(InvalidInputError, "不像官方文件"):
        read_official("标准.docx", buffer.getvalue(), catalogs)


def test_a_merged_code_without_its_level_is_not_taken_for_a_continuation(catalogs: Catalogs) -> None:
    made = printed.document(
        printed.EMR_TITLE,
        [
            ["项目代码", "评价项目", "级别", "主要评价内容"],
            ["05.01", "标本处理", "5", "（1）甲；（2）乙；（3）丙。"],
            ["05.01", "标本处理", "", "（1）丁；（2）戊；（3）己。"],
        ],
    )
    otherwise.merge_down(made.tables[0], 0, 1, 2)
    found = read_official("标准.docx", printed.saved(made), catalogs)
    assert ["级别为空" in entry.reason for entry in found.damaged] == [True]
    assert found.overlay().rows["05.01.5"].clauses == ("甲；", "乙；", "丙。")


@pytest.mark.parametrize("text", ["0.19", "5", "五级"])
def test_a_number_or_a_mark_is_no_wording(text: str, catalogs: Catalogs) -> None:
    table = [["指标编号", "指标名称", "指标描述", "分值"], ["2.1.1.1", "患者基本信息子集", text, "须覆盖全部数据元"]]
    table.append(["2.1.1.2", "基本健康信息子集", "须覆盖全部数据元", "0.19"])
    found = read_official("标准.docx", printed.saved(printed.document(printed.INTEROP_TITLE, table)), catalogs)
    assert ["列错位" in entry.reason for entry in found.damaged] == [True]
    assert applied(found) == {"2.1.1.2"}


def test_a_unit_shifted_by_a_column(catalogs: Catalogs) -> None:
    table = [["测评单元编号", "控制点", "测评指标", "测评对象"], ["L3-PES1-01", "物理位置选择", "甲", "机房"]]
    table.append(["", "L3-PES1-02", "物理位置选择", "乙"])
    found = read_official("标准.docx", printed.saved(printed.document(printed.MLPS_TITLE, table)), catalogs)
    assert ["L3-PES1-02" in entry.text for entry in (*found.damaged, *found.unknown)] == [True]
    assert applied(found) == {"L3-PES1-01"}
