"""统计表 in Excel: out, filled in, back; whatever is wrong with the file is said row by row and nothing is stored."""

import io
from collections.abc import Callable
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from criteria.models import LevelsCatalog
from evidence import register
from evidence.errors import InvalidInputError
from evidence.exchange_export import export_system
from evidence.exchange_format import META
from evidence.statistics.entry import QueryDraft, record_figures
from evidence.statistics.reading import Reading, drafts_of, read_typed, read_workbook, seen_by
from evidence.statistics.sheet import Wanted, choose
from evidence.statistics.workbook import COLUMNS, READ, Fields, export_workbook
from evidence.store import create_store
from tests.unit.evidence.exchange import column, edited, fill, opened
from tests.unit.evidence.house import House, nothing_stored, refused
from tests.unit.evidence.statistics.desk import CLERK, FROM, RUN_ON, TO, Desk, check, coverage

SHEET = "电子病历"
GOOD = {"分子": 850, "分母": 1000, "统计开始": FROM, "统计截止": TO, "统计日期": RUN_ON, "统计人": "赵工"}


def export(desk: Desk) -> bytes:
    entries = choose(desk.sheet().entries, Wanted(text="05.01"))
    return export_workbook(desk.situation, desk.house.store, desk.sheet(), entries)


def read(desk: Desk, data: bytes) -> Reading:
    with nothing_stored(desk.house.store):
        return read_workbook(desk.situation, desk.house.store, desk.sheet(), data)


def row_of(book: Workbook, line_id: str) -> int:
    return next(row[0].row for row in book[SHEET].iter_rows() if row[0].value == line_id)


def filled(desk: Desk, level: int = 6, **texts: object) -> bytes:
    def change(book: Workbook) -> None:
        fill(book[SHEET], row_of(book, f"05.01.{level}-有效应用"), **texts)

    return edited(export(desk), change)


def test_out_and_back_changes_nothing(desk: Desk) -> None:
    desk.count(6, 850, 1000, note="=1+1")
    reading = read(desk, export(desk))
    rows = choose(desk.sheet().entries, Wanted(text="05.01"))
    assert (reading.changes, reading.bad_rows, reading.unchanged) == ((), (), len(rows))


def test_the_workbook_explains_and_checks(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    book = opened(export(desk))
    page, row = book[SHEET], row_of(book := opened(export(desk)), "05.01.6-有效应用")
    told = {cell.value: page.cell(row, cell.column).value for cell in page[1]}
    assert list(told) == list(COLUMNS)
    assert (told["分子"], told["分母"], told["要求"], told["状态"]) == (850, 1000, "0.80", "… 已填待复核")
    assert told["分子口径"] == "标本处理达到该级别功能的检验人次数"
    assert page["A1"].comment is None
    assert page.cell(1, column(page, "分子")).comment is not None
    kinds = {rule.type: str(rule.sqref) for rule in page.data_validations.dataValidation}
    assert kinds.keys() == {"whole", "list"}
    assert page.protection.sheet
    assert page.cell(row, column(page, "编号")).protection.locked
    assert not page.cell(row, column(page, "分子")).protection.locked
    assert book[META].sheet_state == "hidden"


def test_what_was_filled_in_is_stored(desk: Desk) -> None:
    texts = {**GOOD, "备注": "检验科", "运行系统": "检验系统", "统计语句": "SELECT 1"}
    reading = read(desk, filled(desk, **texts))
    [change] = reading.changes
    assert (change.conflict, change.old, change.new.numerator) == (False, Fields(), "850")
    figures, queries = drafts_of(reading.changes)
    assert record_figures(desk.house.store, CLERK, desk.catalog, figures, queries).changed == 2
    entry = desk.entry(6)
    assert entry.query is not None
    assert entry.result is not None
    assert (desk.figure(6).numerator, desk.figure(6).window_to, entry.result.run_by) == (850, TO, "赵工")
    assert (entry.query.sql_text, entry.result.query_id) == ("SELECT 1", entry.query.id)
    assert read(desk, export(desk)).changes == ()


@pytest.mark.parametrize(
    "texts",
    [
        {"分子": "850", "分母": "1,000"},
        {"分子": 850.0, "分母": "1000.0"},
        {"统计开始": "2025-12-01", "统计截止": datetime.fromisoformat("2026-02-28")},
    ],
)
def test_numbers_and_days_as_spreadsheets_write_them(desk: Desk, texts: dict[str, object]) -> None:
    [change] = read(desk, filled(desk, **(GOOD | texts))).changes
    assert change.figure is not None
    assert (change.figure.numerator, change.figure.denominator) == (850, 1000)
    assert (change.figure.window_from, change.figure.window_to) == (FROM, TO)


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        ({"分子": "八百五"}, "“八百五”不是整数"),
        ({"分子": 850.5}, "“850.5”不是整数"),
        ({"分子": "85%"}, "“85%”不是整数"),
        ({"分子": "²"}, "不是整数"),
        ({"分子": "=10+5"}, "“分子”是公式"),
        ({"分子": 1001}, "分子 1001 大于分母 1000"),
        ({"分母": 0, "分子": 0}, "分母须大于 0"),
        ({"分母": None}, "须同时填写"),
        ({"统计截止": "2026-02-30"}, "“2026-02-30”不是存在的日期"),
        ({"统计截止": "上月底"}, "“上月底”不是存在的日期"),
        ({"统计日期": date(2026, 3, 9)}, "晚于今天"),
        ({"统计人": "长" * 2_001}, "“统计人”超过"),
        ({"运行系统": "没有的系统", "统计语句": "SELECT 1"}, "没有登记名为“没有的系统”"),
        ({"运行系统": "检验系统"}, "没有统计语句"),
    ],
)
def test_a_bad_row_is_refused_and_the_others_are_not(desk: Desk, texts: dict[str, object], part: str) -> None:
    def change(book: Workbook) -> None:
        fill(book[SHEET], row_of(book, "05.01.6-有效应用"), **(GOOD | texts))
        fill(book[SHEET], row_of(book, "05.01.5-有效应用"), **GOOD)

    reading = read(desk, edited(export(desk), change))
    [bad] = reading.bad_rows
    assert (bad.id, part in bad.reason, bad.reason.endswith("。")) == ("05.01.6-有效应用", True, True)
    assert [change.entry.line.id for change in reading.applicable] == ["05.01.5-有效应用"]


def test_a_figure_is_not_cleared_by_an_empty_cell(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    [bad] = read(desk, filled(desk, 分子=None, 分母=None)).bad_rows
    assert "被清空" in bad.reason


def set_id(book: Workbook, old: str, new: str | None) -> None:
    book[SHEET].cell(row_of(book, old), 1).value = new


@pytest.mark.parametrize(
    ("change", "part", "count"),
    [
        (lambda book: set_id(book, "05.01.6-有效应用", "05.01.66-有效应用"), "编号不存在", 1),
        (lambda book: set_id(book, "05.01.6-有效应用", "05.02.6-有效应用"), "不在导出的行中", 1),
        (lambda book: set_id(book, "05.01.6-有效应用", "05.01.5-有效应用"), "编号重复", 2),
        (lambda book: set_id(book, "05.01.6-有效应用", None), "没有编号", 1),
    ],
)
def test_changed_row_keys(desk: Desk, change: Callable[[Workbook], object], part: str, count: int) -> None:
    reading = read(desk, edited(export(desk), change))
    assert [part in bad.reason for bad in reading.bad_rows] == [True] * count
    assert reading.changes == ()


def drop(book: Workbook, heading: str) -> None:
    book[SHEET].delete_cols(column(book[SHEET], heading))


def set_meta(book: Workbook, kind: str, place: int, text: str) -> None:
    row = next(row for row in book[META].iter_rows() if row[0].value == kind)
    row[place].value = text


@pytest.mark.parametrize(
    ("change", "part"),
    [
        *((lambda book, name=name: drop(book, name), f"缺少或重复了列“{name}”") for name in READ),
        (lambda book: setattr(book[SHEET], "title", "统计"), "没有工作表“电子病历”"),
        (lambda book: book.remove(book[META]), "不是从“统计表”页导出"),
        (lambda book: set_meta(book, "format", 1, "9"), "不是从“统计表”页导出"),
        (lambda book: set_meta(book, "hospital", 1, "other"), "另一家医院"),
        (lambda book: set_meta(book, "sheet", 1, "smart-service-2019"), "另一项标准"),
        (lambda book: set_meta(book, "sheet", 3, "2011"), "旧版目录（2011）"),
    ],
)
def test_a_foreign_or_damaged_file_is_refused(desk: Desk, change: Callable[[Workbook], object], part: str) -> None:
    data = edited(export(desk), change)
    with refused(InvalidInputError, part):
        read(desk, data)


def test_another_workbook_of_this_program_is_refused(desk: Desk) -> None:
    [system] = desk.situation.systems
    data = export_system(desk.situation, desk.house.store, CLERK, system)
    with refused(InvalidInputError, "不是从“统计表”页导出"):
        read(desk, data)
    plain = io.BytesIO()
    Workbook().save(plain)
    with refused(InvalidInputError, "不是从“统计表”页导出"):
        read(desk, plain.getvalue())


def test_the_file_of_another_hospital(desk: Desk, emr: LevelsCatalog) -> None:
    store = create_store(desk.house.store.folder.with_name("zhongyi"), desk.house.clock)
    register.set_hospital(store, desk.house.viewer, "中医院")
    other = Desk(House(store, desk.house.viewer, desk.house.clock), emr)
    data = export(other)
    with refused(InvalidInputError, "另一家医院"):
        read(desk, data)


def test_what_was_changed_since_the_export_is_not_overwritten(desk: Desk) -> None:
    desk.count(6, 850, 1000)
    data = filled(desk, 分子=900)
    desk.count(6, 860, 1000)
    reading = read(desk, data)
    assert [change.conflict for change in reading.changes] == [True]
    assert reading.applicable == ()
    assert drafts_of(reading.changes) == ([], [])


def test_a_line_with_a_figure_for_all_levels_begins_empty(desk: Desk) -> None:
    desk.house.measure(desk.catalog, "05.01", coverage="0.9")
    page = load_workbook(io.BytesIO(export(desk)))[SHEET]
    told = {cell.value: page.cell(row_of(page.parent, "05.01.6-有效应用"), cell.column).value for cell in page[1]}
    assert (told["分子"], told["状态"]) == (None, "… 已填待复核，本项目各级通用 0.90")
    assert read(desk, export(desk)).changes == ()


def test_typed_on_screen(desk: Desk) -> None:
    store = desk.house.store
    query = QueryDraft(coverage(desk.catalog, 6), "SELECT 1")
    record_figures(store, CLERK, desk.catalog, [], [query])
    good = Fields("850", "1000", FROM.isoformat(), TO.isoformat(), sql="SELECT 1")
    bad = Fields("12", "10")
    typed = {"05.01.6-有效应用": good, desk.entry(3, 1).line.id: bad, "05.01.5-有效应用": Fields()}
    with nothing_stored(store):
        reading = read_typed(desk.situation, store, desk.sheet(), typed, seen(desk))
    assert [(change.entry.line.key, change.query) for change in reading.changes] == [(query.key, None)]
    assert [(entry.id, "分子 12 大于分母 10" in entry.reason) for entry in reading.bad_rows] == [
        (desk.entry(3, 1).line.id, True)
    ]
    assert check(desk.catalog, 3, 1) == desk.entry(3, 1).line.key
    assert reading.unchanged == 1
    with refused(InvalidInputError, "没有这一行"):
        read_typed(desk.situation, store, desk.sheet(), {"99.99": good}, seen(desk))


def test_typed_over_what_somebody_else_has_stored_meanwhile(desk: Desk) -> None:
    before = seen(desk)
    desk.count(6, 850, 1000)
    typed = {"05.01.6-有效应用": Fields("900", "1000")}
    reading = read_typed(desk.situation, desk.house.store, desk.sheet(), typed, before)
    assert [change.conflict for change in reading.changes] == [True]
    assert reading.applicable == ()


def seen(desk: Desk) -> dict[str, tuple[int, int]]:
    return {entry.line.id: seen_by(entry) for entry in desk.sheet().entries}
