"""统计表: what is filled in, confirming and returning, queries, and a filled-in workbook from upload to undo."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from streamlit.testing.v1 import AppTest

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence.deployment import Deployment
from evidence.measures import COVERAGE, MeasureDraft, measures, record_measures
from evidence.situation import load_situation
from evidence.statistics.entry import FigureDraft, record_figures
from evidence.statistics.lines import Key
from evidence.statistics.sheet import Entry, Sheet, Wanted, choose, load_sheet
from evidence.statistics.workbook import export_workbook
from evidence.store import Store
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, UPLOADER, OpenPage, errors, html

ITEM = "05.01"
EXCEL = "statistics-file-emr-2018"


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def emr() -> LevelsCatalog:
    catalog = shipped_catalogs()["emr-2018"]
    assert isinstance(catalog, LevelsCatalog)
    return catalog


def key(level: int) -> Key:
    return Key("emr-2018", ITEM, level, COVERAGE, None)


def enter(store: Store, level: int = 6) -> None:
    today = store.clock().date()
    draft = FigureDraft(key(level), 70, 100, today, today, today, "赵工")
    record_figures(store, UPLOADER, emr(), [draft])


def sheet(store: Store) -> Sheet:
    situation = load_situation(store, PERSON, shipped_catalogs(), date.today())  # noqa: DTZ011 - as the screen does
    return load_sheet(store, PERSON, situation, emr(), situation.targets[0])


def line(store: Store, level: int = 6) -> Entry:
    return sheet(store).by_id[f"05.01.{level}-有效应用"]


def opened(open_page: OpenPage, person: str = "王主任", **address: str) -> AppTest:
    return open_page("statistics", person, hospital=HOSPITAL_NAME, **address)


def test_the_answer_and_the_table(open_page: OpenPage) -> None:
    app = opened(open_page)
    assert errors(app) == []
    assert "电子病历 6级：须填统计" in html(app)
    assert "已填 6，已复核 0，存疑 6。" in html(app)
    assert "不能通过目标级别：01.01 病房医嘱处理" in html(app)
    table = app.dataframe[0].value
    assert table["复核状态"].value_counts().to_dict().keys() == {"∅ 未填", "… 已填待复核"}
    app.multiselect(key="statistics-state").set_value(["entered"]).run()
    assert app.query_params["state"] == "entered"
    assert app.dataframe[0].value["编号"].tolist() == [f"05.01.{level}-有效应用" for level in range(1, 7)]
    app.button(key="statistics-clear").click().run()
    app.text_input(key="statistics-q").set_value("没有这样的项目").run()
    assert "没有符合筛选条件" in app.info[0].value


def test_another_standard(open_page: OpenPage) -> None:
    app = opened(open_page)
    app.segmented_control(key="statistics-standard").set_value("smart-service-2019").run()
    assert errors(app) == []
    [lead] = [text for text in html(app).split("<p") if "须填统计" in text]
    assert "智慧服务" in lead
    assert {line_id.split("-")[1] for line_id in app.dataframe[0].value["编号"]} == {"有效应用"}


def test_confirming_and_undoing(open_page: OpenPage, store: Store) -> None:
    enter(store)
    app = opened(open_page, line="05.01.6-有效应用")
    assert "70 ÷ 100" in html(app)
    assert "现为 0.70，本项目不能通过" in html(app)
    app.button(key="statistics-confirm").click().run()
    assert errors(app) == []
    assert line(store).state == "confirmed"
    app.button(key="undo").click().run()
    assert line(store).state == "entered"


def test_returning_takes_a_reason(open_page: OpenPage, store: Store) -> None:
    enter(store)
    app = opened(open_page, line="05.01.6-有效应用")
    app.button(key="statistics-return").click().run()
    assert "写明原因" in errors(app)[0]
    app.text_input(key="statistics-reason-05.01.6-有效应用").set_value("分母不全")
    app.button(key="statistics-return").click().run()
    assert line(store).state == "returned"
    assert "退回原因：分母不全" in errors(app)[0]


def test_who_entered_it_cannot_confirm(open_page: OpenPage, store: Store) -> None:
    enter(store)
    app = opened(open_page, UPLOADER.name, line="05.01.6-有效应用")
    assert errors(app) == []
    assert "statistics-confirm" not in {button.key for button in app.button}
    assert any("须由另一位人员复核" in caption.value for caption in app.caption)


def test_a_query_is_kept(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, line="05.01.6-有效应用")
    app.text_area(key="statistics-sql-05.01.6-有效应用-0").set_value("SELECT count(*) FROM specimen")
    next(button for button in app.button if button.label == "保存为新的一版").click().run()
    assert errors(app) == []
    query = line(store).query
    assert query is not None
    assert (query.sql_text, query.number, query.author) == ("SELECT count(*) FROM specimen", 1, "王主任")
    assert app.code[0].value == "SELECT count(*) FROM specimen"


def test_an_expert_only_looks(open_page: OpenPage, store: Store) -> None:
    enter(store)
    app = opened(open_page, "周专家", line="05.01.6-有效应用")
    assert errors(app) == []
    assert app.segmented_control(key="statistics-part").options == ["核对与复核"]
    assert not {"statistics-confirm", "statistics-return"} & {button.key for button in app.button}
    assert not app.text_area


def test_the_table_for_typing(open_page: OpenPage) -> None:
    app = opened(open_page, part="录入")
    assert errors(app) == []
    assert app.date_input(key="statistics-from").label == "本次统计开始"


def workbook(store: Store, change: Callable[[Workbook], object]) -> bytes:
    shown = sheet(store)
    situation = load_situation(store, PERSON, shipped_catalogs(), date.today())  # noqa: DTZ011
    entries = choose(shown.entries, Wanted(text=ITEM))
    book = load_workbook(io.BytesIO(export_workbook(situation, store, shown, entries)))
    change(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(book: Workbook, line_id: str, **texts: object) -> None:
    page = book["电子病历"]
    row = next(row[0].row for row in page.iter_rows() if row[0].value == line_id)
    for heading, text in texts.items():
        column = next(cell.column for cell in page[1] if cell.value == heading)
        page.cell(row, column).value = text


def two_rows(book: Workbook) -> None:
    put(book, "05.01.6-有效应用", 分子=90, 分母=100)
    put(book, "05.01.5-有效应用", 分子="九十", 分母=100)


def stored(store: Store) -> dict[int | None, int | None]:
    return {measure.level: measure.numerator for measure in measures(store, PERSON, "emr-2018", ITEM)}


def test_a_workbook_with_a_bad_row_stores_nothing_until_the_good_ones_are_taken(
    open_page: OpenPage, store: Store
) -> None:
    before = stored(store)
    app = opened(open_page, part="Excel")
    app.file_uploader(key=EXCEL).set_value(("统计表.xlsx", workbook(store, two_rows), "")).run()
    assert errors(app) == ["1 行不能保存，原因见下表。"]
    assert "“九十”不是整数" in app.dataframe[1].value["原因"].tolist()[0]
    assert app.button(key="statistics-file-save").disabled
    app.checkbox(key="statistics-file-agreed").check().run()
    assert stored(store) == before
    app.button(key="statistics-file-save").click().run()
    assert stored(store) == before | {6: 90}
    app.button(key="undo").click().run()
    assert stored(store) == before


def test_a_foreign_workbook_is_one_sentence(open_page: OpenPage) -> None:
    app = opened(open_page, part="Excel")
    app.file_uploader(key=EXCEL).set_value(("别的.xlsx", b"PK\x03\x04", "")).run()
    assert errors(app) == ["文件已损坏，无法读取，请用 Excel 打开核对并重新保存后再上传。"]


def test_a_figure_for_all_levels_is_seen_where_its_rows_are_typed(open_page: OpenPage, store: Store) -> None:
    record_measures(store, UPLOADER, emr(), [MeasureDraft(ITEM, COVERAGE, numerator=24164, denominator=27775)])
    enter(store, level=6)
    app = opened(open_page, part="录入")
    assert errors(app) == []
    [table] = [found.value for found in app.dataframe if "现有数据" in found.value]
    held = dict(zip(table["编号"], table["现有数据"], strict=True))
    assert held["05.01.5-有效应用"] == "各级通用 24164/27775 = 0.87"
    assert held["05.01.6-有效应用"] == "0.70"
