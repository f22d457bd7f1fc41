"""离线填写: files that are refused, sheets that are passed over, and rows that cannot be taken over."""

import io
import zipfile
from collections.abc import Callable

import pytest
from openpyxl import Workbook

from criteria.feature_library import feature_library
from criteria.models import LevelsCatalog
from evidence import exchange_file, register
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.exchange_apply import apply_edits
from evidence.exchange_format import FEATURES, LONGEST_TEXT, META
from evidence.store import create_store
from tests.unit.evidence.exchange import Exchange, column, edited, fill, opened
from tests.unit.evidence.house import NOBODY, House, nothing_stored, refused

EMR, SHEET = "emr-2018", "电子病历"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def exchange(house: House, emr: LevelsCatalog) -> Exchange:
    house.target(emr, "2")
    return Exchange(house, {EMR: emr}, house.registered(house.system("检验系统")))


def rezipped(data: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_macro_type(parts: dict[str, bytes]) -> None:
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main")


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (lambda data: b"", "不是 .xlsx"),
        (lambda data: "编号,判定\n".encode(), "不是 .xlsx"),
        (lambda data: OLE + bytes(600), "不是 .xlsx"),
        (lambda data: OLE + bytes(64) + "EncryptedPackage".encode("utf-16-le"), "加密"),
        (lambda data: rezipped(data, lambda parts: parts.pop("xl/workbook.xml")), "不是 .xlsx"),
        (lambda data: rezipped(data, lambda parts: parts.update({"xl/vbaProject.bin": b"x"})), "宏"),
        (lambda data: rezipped(data, with_macro_type), "宏"),
        (lambda data: data[: len(data) // 2], "损坏"),
        (lambda data: b"PK\x03\x04" + bytes(100), "损坏"),
        (lambda data: rezipped(data, lambda parts: parts.update({"xl/workbook.xml": b"<"})), "损坏"),
        (lambda data: rezipped(data, lambda parts: parts.update({"xl/worksheets/sheet3.xml": b"<a"})), "损坏"),
        (lambda data: edited(data, lambda book: book.remove(book[META])), "_meta"),
        (lambda data: edited(data, lambda book: book[META].delete_rows(1)), "_meta"),
        (lambda data: edited(data, lambda book: set_meta(book, "format", 2, "9")), "其他版本"),
        (lambda data: edited(data, lambda book: set_meta(book, "hospital", 2, "other")), "另一家医院"),
        (lambda data: edited(data, lambda book: set_meta(book, "system", 2, "99")), "“检验系统”导出"),
        (lambda data: edited(data, lambda book: set_meta(book, "system", 4, "HIS")), "类型"),
        (lambda data: edited(data, lambda book: set_meta(book, "sheet", 4, "2011")), "旧版"),
        (lambda data: edited(data, lambda book: set_meta(book, "sheet", 5, "7")), "旧版"),
        (lambda data: edited(data, lambda book: set_meta(book, "sheet", 2, "emr-2011")), "不再使用"),
    ],
)
def test_a_file_is_refused_with_one_sentence(exchange: Exchange, change: Callable[[bytes], bytes], part: str) -> None:
    data = change(exchange.export())
    with nothing_stored(exchange.house.store), refused(InvalidInputError, part):
        exchange.read(data)


def set_meta(book: Workbook, kind: str, place: int, text: str) -> None:
    """The last fact of a kind: of the sheets, that of the standard."""
    rows = [row for row in book[META].iter_rows() if row[0].value == kind]
    rows[-1][place - 1].value = text


def test_damage_anywhere_is_one_sentence_or_none_at_all(exchange: Exchange) -> None:
    data = exchange.export()
    for place in range(0, len(data), len(data) // 12):
        broken = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        try:
            exchange.read(broken)
        except InvalidInputError as error:
            assert str(error).count("。") == 1  # noqa: PT017 - damage between the parts may do no harm


def test_a_file_of_another_hospital_is_refused(exchange: Exchange, emr: LevelsCatalog) -> None:
    house = exchange.house
    other = House(create_store(house.store.folder.parent / "other", house.clock), house.viewer, house.clock)
    register.set_hospital(other.store, other.viewer, "另一家")
    theirs = Exchange(other, {EMR: emr}, other.registered(other.system("检验系统")))
    with refused(InvalidInputError, "另一家医院"):
        exchange.read(theirs.export())


def test_too_many_rows_and_too_much_content_are_refused(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    def change(book: Workbook) -> None:
        for _ in range(20_001):
            book[SHEET].append(["x"])

    data = exchange.export()
    with refused(InvalidInputError, "20000 行"):
        exchange.read(edited(data, change))
    monkeypatch.setattr(exchange_file, "_MOST_BYTES", 1000)
    with refused(InvalidInputError, "过大"):
        exchange.read(data)


def rename(book: Workbook) -> None:
    book[SHEET].title = "改名"


def drop_column(book: Workbook) -> None:
    book[SHEET].delete_cols(column(book[SHEET], "备注"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (rename, "没有找到工作表“电子病历”"),
        (lambda book: book.remove(book[SHEET]), "没有找到工作表“电子病历”"),
        (drop_column, "缺少或重复了列“备注”"),
        (lambda book: fill(book[SHEET], 1, 项目="备注"), "缺少或重复了列“备注”"),
        (lambda book: book[SHEET].delete_rows(1), "缺少或重复了列“要求点”“判定”“备注”"),
    ],
)
def test_a_sheet_that_cannot_be_read_does_not_stop_the_others(
    exchange: Exchange, change: Callable[[Workbook], None], part: str
) -> None:
    def both(book: Workbook) -> None:
        fill(book[FEATURES], 2, 状态="已上线")
        change(book)

    reading = exchange.read(edited(exchange.export(), both))
    [problem] = reading.problems
    assert part in problem
    assert problem.endswith("。")
    assert [edit.sheet for edit in reading.edits] == [FEATURES]


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        ({"要求点": "99.99.1#1"}, "编号不存在"),
        ({"要求点": "01.01.1#1"}, "不由本系统"),
        ({"要求点": None, "判定": "符合"}, "没有编号"),
        ({"判定": "满足"}, "“满足”不在可选范围"),
        ({"判定": '=IF(1,"符合","")'}, "公式"),
        ({"备注": "#N/A"}, "错误值"),
        ({"备注": "长" * (LONGEST_TEXT + 1)}, "超过 2000 个字"),
    ],
)
def test_a_bad_row_gets_its_reason_and_good_rows_are_kept(
    exchange: Exchange, texts: dict[str, str | None], part: str
) -> None:
    def change(book: Workbook) -> None:
        fill(book[SHEET], 2, **texts)
        fill(book[SHEET], 3, 判定="符合")

    reading = exchange.read(edited(exchange.export(), change))
    [bad] = reading.bad_rows
    assert (bad.sheet, bad.row) == (SHEET, 2)
    assert part in bad.reason
    assert [edit.row for edit in reading.edits] == [3]


def test_of_a_duplicate_id_no_row_is_taken(exchange: Exchange) -> None:
    data = exchange.export()
    first = opened(data)[SHEET].cell(2, 1).value
    reading = exchange.read(edited(data, lambda book: fill(book[SHEET], 3, 要求点=first, 判定="符合")))
    assert [bad.row for bad in reading.bad_rows] == [2, 3]
    assert all("第 2、3 行" in bad.reason for bad in reading.bad_rows)
    assert reading.edits == ()


@pytest.mark.parametrize(
    ("texts", "part"),
    [
        ({"功能编号": "LIS.nothing"}, "编号不存在"),
        ({"功能编号": feature_library()["PACS"].features[0].id}, "不由本系统"),
        ({"使用科室": "检验科"}, "没有选择状态"),
        ({"状态": "符合"}, "不在可选范围"),
        ({"状态": "已上线", "使用科室": "长" * (LONGEST_TEXT + 1)}, "“使用科室”超过"),
    ],
)
def test_a_bad_row_of_the_feature_list(exchange: Exchange, texts: dict[str, str], part: str) -> None:
    reading = exchange.read(edited(exchange.export(), lambda book: fill(book[FEATURES], 2, **texts)))
    [bad] = reading.bad_rows
    assert part in bad.reason
    assert reading.edits == ()


def test_nobody_unnamed_applies_a_file(exchange: Exchange) -> None:
    reading = exchange.read(edited(exchange.export(), lambda book: fill(book[SHEET], 2, 判定="符合")))
    with nothing_stored(exchange.house.store), refused(NotAllowedError, "姓名"):
        apply_edits(exchange.house.store, NOBODY, exchange.situation, exchange.system, reading.edits)
