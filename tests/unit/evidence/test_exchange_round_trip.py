"""离线填写: the workbook of a system goes out, is filled in, and comes back."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from criteria.feature_library import feature_library
from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog, PointsCatalog
from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence import register
from evidence.exchange_apply import take_back
from evidence.exchange_format import FEATURE_KEY, FEATURES, GUIDE, META, Value, clean, sheet_names
from evidence.features import STATUS_NAMES
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.store import create_store
from evidence.ticklist import TickDraft, record_ticks
from evidence.viewer import Viewer
from tests.unit.evidence.exchange import Exchange, column, edited, fill, opened, saved
from tests.unit.evidence.house import COLLEAGUE, Clock, House, nothing_stored

EMR, SHEET = "emr-2018", "电子病历"
FEATURE = "LIS.specimen-barcode"
STATE_WORDS = {
    key: {word: state for state, word in words.items()}
    for key, words in (
        (FEATURE_KEY, STATUS_NAMES),
        (EMR, {verdict.value: word for verdict, word in VERDICT_WORDS.items()}),
    )
}


def exchange_in(house: House) -> Exchange:
    system = house.registered(house.system("检验系统", vendor="某公司"))
    emr = shipped_catalogs()[EMR]
    house.target(emr, "3")
    return Exchange(house, {EMR: emr}, system)


@pytest.fixture
def exchange(house: House) -> Exchange:
    return exchange_in(house)


def first_clause(exchange: Exchange) -> str:
    return str(opened(exchange.export())[SHEET].cell(2, 1).value)


def judge(exchange: Exchange, clause: str, verdict: Verdict, note: str = "") -> None:
    draft = VerdictDraft(clause, verdict, exchange.system.id, note=note)
    record_verdicts(exchange.house.store, COLLEAGUE, exchange.catalogs[EMR], [draft])


def test_the_workbook_holds_the_features_and_the_clauses_up_to_the_target(exchange: Exchange) -> None:
    book = opened(exchange.export())
    assert book.sheetnames == [GUIDE, FEATURES, SHEET, META]
    assert book[META].sheet_state == "hidden"
    features = [row[0] for row in book[FEATURES].iter_rows(min_row=2, values_only=True)]
    assert features == [feature.id for feature in feature_library()["LIS"].features]
    levels = {row[2] for row in book[SHEET].iter_rows(min_row=2, values_only=True)}
    assert levels == {"1级", "2级", "3级"}
    told = " ".join(str(cell) for row in book[GUIDE].iter_rows(values_only=True) for cell in row)
    assert "人民医院" in told
    assert "检验系统" in told
    assert exchange.catalogs[EMR].edition in told


def test_a_sheet_is_made_for_filling_in(exchange: Exchange) -> None:
    page = opened(exchange.export())[SHEET]
    assert page.freeze_panes == "B2"
    assert page.protection.sheet
    assert page.protection.password is None
    assert page.cell(2, 1).protection.locked
    assert not page.cell(2, column(page, "判定")).protection.locked
    [offered] = page.data_validations.dataValidation
    assert offered.formula1 == '"符合,部分符合,不符合,不适用,未评估"'
    [offered] = opened(exchange.export())[FEATURES].data_validations.dataValidation
    assert offered.formula1 == '"已上线,部分上线,计划中,没有,不适用"'


def test_without_a_target_all_levels_are_asked_and_tiered_indicators_never(
    house: House, emr: LevelsCatalog, interop: PointsCatalog
) -> None:
    platform = house.registered(house.system("集成平台", "HIP"))
    book = opened(Exchange(house, {emr.id: emr, interop.id: interop}, platform).export())
    codes = {str(row[0]).split("#")[0] for row in book["互联互通"].iter_rows(min_row=2, values_only=True)}
    assert codes
    assert codes.isdisjoint({row.code for row in interop.requirements if row.tiers})


def test_an_unfilled_file_changes_nothing(exchange: Exchange) -> None:
    judge(exchange, first_clause(exchange), Verdict.PARTIAL, "=1+1\r\n缺两种 #N/A \x0b")
    record_ticks(exchange.house.store, COLLEAGUE, [TickDraft(exchange.system.id, FEATURE, "live", "检验科", "全部")])
    data = exchange.export()
    reading = exchange.read(data)
    assert (reading.edits, reading.bad_rows, reading.problems) == ((), (), ())
    book = opened(data)
    assert reading.unchanged == book[FEATURES].max_row + book[SHEET].max_row - 2


def test_what_is_filled_in_is_previewed_stored_and_taken_back(exchange: Exchange) -> None:
    clause = first_clause(exchange)

    def change(book: Workbook) -> None:
        fill(book[SHEET], 2, 判定="部分符合", 备注=" 缺两种试管 ")
        fill(book[FEATURES], 2, 状态="已上线", 使用科室="检验科", 备注=2026)

    before = exchange.stored()
    data = edited(exchange.export(), change)
    reading = exchange.read(data)
    feature = feature_library()["LIS"].features[0]
    assert [(e.sheet, e.row, e.id, e.old, e.new, e.conflict) for e in reading.edits] == [
        (FEATURES, 2, feature.id, Value(""), Value("live", "2026", "检验科"), False),
        (SHEET, 2, clause, Value("unknown"), Value("partial", "缺两种试管"), False),
    ]
    outcome = exchange.apply(reading)
    assert (outcome.changed, outcome.problems) == (2, ())
    assert exchange.stored()[EMR, clause] == Value("partial", "缺两种试管")
    with nothing_stored(exchange.house.store):
        again = exchange.read(data)
        assert again.edits == ()
        assert exchange.apply(again).changed == 0
    assert take_back(exchange.house.store, exchange.house.viewer, exchange.situation, outcome) == 2
    assert exchange.stored() == before


def test_a_value_can_be_taken_away(exchange: Exchange) -> None:
    clause = first_clause(exchange)
    judge(exchange, clause, Verdict.MET)
    feature = feature_library()["LIS"].features[0].id
    record_ticks(exchange.house.store, COLLEAGUE, [TickDraft(exchange.system.id, feature, "live")])

    def change(book: Workbook) -> None:
        fill(book[SHEET], 2, 判定=None)
        fill(book[FEATURES], 2, 状态=None)

    reading = exchange.read(edited(exchange.export(), change))
    outcome = exchange.apply(reading)
    assert outcome.changed == 2
    assert exchange.stored()[EMR, clause] == Value("unknown")
    assert exchange.stored()[FEATURE_KEY, feature] == Value("")
    take_back(exchange.house.store, exchange.house.viewer, exchange.situation, outcome)
    assert exchange.stored()[EMR, clause] == Value("met")
    assert exchange.stored()[FEATURE_KEY, feature] == Value("live")


def test_what_has_changed_since_the_export_is_a_conflict_and_stays(exchange: Exchange) -> None:
    clause = first_clause(exchange)
    data = edited(exchange.export(), lambda book: fill(book[SHEET], 2, 判定="符合"))
    judge(exchange, clause, Verdict.UNMET, "现场核对没有")
    reading = exchange.read(data)
    [edit] = reading.edits
    assert edit.conflict
    assert edit.old == Value("unmet", "现场核对没有")
    assert reading.applicable == ()
    outcome = exchange.apply(reading)
    assert outcome.changed == 0
    assert clause in outcome.problems[0]
    assert exchange.stored()[EMR, clause] == edit.old


def test_what_changed_in_the_meantime_but_not_in_the_file_stays(exchange: Exchange) -> None:
    data = exchange.export()
    judge(exchange, first_clause(exchange), Verdict.UNMET)
    assert exchange.read(data).edits == ()


def test_the_same_change_on_both_sides_is_no_change(exchange: Exchange) -> None:
    data = edited(exchange.export(), lambda book: fill(book[SHEET], 2, 判定="符合"))
    judge(exchange, first_clause(exchange), Verdict.MET)
    assert exchange.read(data).edits == ()


def test_a_change_between_preview_and_applying_is_reported_and_the_other_sheet_stored(exchange: Exchange) -> None:
    def change(book: Workbook) -> None:
        fill(book[SHEET], 2, 判定="符合")
        fill(book[FEATURES], 2, 状态="已上线")

    clause = first_clause(exchange)
    reading = exchange.read(edited(exchange.export(), change))
    judge(exchange, clause, Verdict.UNMET)
    outcome = exchange.apply(reading)
    assert outcome.changed == 1
    assert SHEET in outcome.problems[0]
    assert exchange.stored()[EMR, clause] == Value("unmet")


def test_rows_and_columns_may_be_moved(exchange: Exchange) -> None:
    clause = first_clause(exchange)

    def change(book: Workbook) -> None:
        page = book[SHEET]
        fill(page, 2, 判定="符合")
        page.insert_cols(1)
        page.insert_rows(2, 3)

    [edit] = exchange.read(edited(exchange.export(), change)).edits
    assert (edit.row, edit.id, edit.new) == (5, clause, Value("met"))


def test_sheet_names_are_ones_that_excel_takes(emr: LevelsCatalog) -> None:
    def named(number: int, title: str) -> LevelsCatalog:
        return emr.model_copy(update={"id": f"own-{number}", "short_title": title})

    given_names = ["电子病历", "电子病历", "说明", "甲/乙[丙]:*?", "长" * 40, "/"]
    names = sheet_names([named(number, title) for number, title in enumerate(given_names)])
    assert list(names.values()) == ["电子病历", "电子病历 2", "说明 2", "甲 乙 丙", "长" * 28, "own-5"]


@contextmanager
def fresh_house() -> Iterator[House]:
    clock = Clock(datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=8))))
    with tempfile.TemporaryDirectory() as folder:
        store = create_store(Path(folder) / "renmin", clock)
        viewer = Viewer("王主任")
        register.set_hospital(store, viewer, "人民医院")
        yield House(store, viewer, clock)


def shown(exchange: Exchange) -> dict[tuple[str, str], Value]:
    """What the cells of an export say."""
    book = opened(exchange.export())
    found = {}
    for key, page in ((FEATURE_KEY, book[FEATURES]), (EMR, book[SHEET])):
        for row in page.iter_rows(min_row=2, values_only=True):
            by_heading = dict(zip([cell.value for cell in page[1]], row, strict=True))
            word = by_heading.get("状态") or by_heading.get("判定")
            texts_of = [str(by_heading.get(heading) or "") for heading in ("备注", "使用科室")]
            found[key, str(row[0])] = Value(STATE_WORDS[key][str(word)] if word else "", *texts_of)
    return found


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("检验科\n "), max_size=20
)
texts = texts.map(clean).filter(lambda text: not text.startswith("=") and "x005F_" not in text)
cells = st.tuples(
    st.sampled_from([FEATURE_KEY, EMR]),
    st.integers(0, 12),
    st.integers(0, 4),
    texts,
    texts,
)


@settings(max_examples=15)
@given(st.lists(st.lists(cells, max_size=12), min_size=1, max_size=2))
def test_what_is_filled_in_is_what_the_next_export_shows(rounds: list[list[tuple[str, int, int, str, str]]]) -> None:
    with fresh_house() as house:
        exchange = exchange_in(house)
        expected = exchange.stored()
        for changes in rounds:
            book = opened(exchange.export())
            for key, place, state, note, departments in changes:
                page: Worksheet = book[FEATURES if key == FEATURE_KEY else SHEET]
                word, code = list(STATE_WORDS[key].items())[state]
                row = place + 2
                if key == FEATURE_KEY:
                    fill(page, row, 状态=word, 使用科室=departments, 备注=note)
                else:
                    fill(page, row, 判定=word, 备注=note)
                for cell in page[row]:
                    cell.data_type = "s"
                used = departments if key == FEATURE_KEY else ""
                expected[key, str(page.cell(row, 1).value)] = Value(code, note, used)
            data = saved(book)
            reading = exchange.read(data)
            assert (reading.bad_rows, reading.problems) == ((), ())
            assert exchange.apply(reading).problems == ()
            assert exchange.stored() == expected
            assert exchange.read(data).edits == ()
            now = shown(exchange)
            assert now == {key: expected[key] for key in now}
