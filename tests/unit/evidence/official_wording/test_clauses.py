"""Numbered texts fall into their clauses, however they are numbered, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.vocabulary import Kind
from evidence.official_wording.clauses import same_wording, split_clauses
from evidence.official_wording.told import differences
from evidence.official_wording.word_tables import Cell
from evidence.official_wording.words import layout_words, level_number

CIRCLED = layout_words().circled
NUMBERS = {
    "（1）": lambda n: f"（{n}）",
    "(1)": lambda n: f"({n})",
    "（一）": lambda n: f"（{'一二三四五六七八九'[n - 1]}）",
    "①": lambda n: CIRCLED[n - 1],
    "1.": lambda n: f"{n}.",
    "1、": lambda n: f"{n}、",
    "1)": lambda n: f"{n})",
    "a)": lambda n: f"{'abcdefghi'[n - 1]}) ",
}
INLINE = ("（1）", "(1)", "（一）", "①")
sentences = st.lists(st.text("医嘱处理检验报告可查询共享5级、，", min_size=1, max_size=12), min_size=2, max_size=9)
# A comma or digit at the beginning would belong to the number.
texts = sentences.map(lambda found: [f"文{text}字" for text in found])


@pytest.mark.parametrize("way", NUMBERS)
@given(found=texts)
def test_one_clause_per_line(way: str, found: list[str]) -> None:
    lines = [NUMBERS[way](number) + text for number, text in enumerate(found, 1)]
    parts = split_clauses(Cell(lines))
    assert list(parts.texts) == found
    assert list(parts.numbers) == list(range(1, len(found) + 1))


@pytest.mark.parametrize("way", INLINE)
@given(found=texts)
def test_all_clauses_in_one_line(way: str, found: list[str]) -> None:
    line = "；".join(NUMBERS[way](number) + text for number, text in enumerate(found, 1))
    assert [text.rstrip("；") for text in split_clauses(Cell([line])).texts] == found


@pytest.mark.parametrize(
    ("lines", "clauses"),
    [
        ([], []),
        (["医嘱在计算机上", "下达并保存"], ["医嘱在计算机上下达并保存"]),
        (["支持 DICOM", "IHE 规范"], ["支持 DICOM IHE 规范"]),
        (["应满足：（1）可查；（2）可改"], ["应满足：可查；", "可改"]),
        (["本项要求包括：", "a) 有标识；", "b) 有锁定"], ["有标识；", "有锁定"]),
        (["3.5 版本以上的接口"], ["3.5 版本以上的接口"]),
        (["按第（3）类处理"], ["按第（3）类处理"]),
        (["（1）分为①登记②核对两步；（2）留痕"], ["分为①登记②核对两步；", "留痕"]),
    ],
)
def test_what_is_no_number_stays_text(lines: list[str], clauses: list[str]) -> None:
    assert list(split_clauses(Cell(lines)).texts) == clauses


@pytest.mark.parametrize(
    ("text", "level"),
    [("5级", 5), ("５ 级", 5), ("五级", 5), ("5", 5), ("等级 5", 5), ("第五级", 5), ("基本", None), ("05.01.6", None)],
)
def test_levels(text: str, level: int | None) -> None:
    assert level_number(text) == level


def test_wording_is_compared_without_looks() -> None:
    assert same_wording("医嘱，可查。", "医嘱， 可查；")
    assert not same_wording("医嘱可查", "医嘱不可查")


@given(st.text("医嘱处理检验报告", max_size=20), st.text("医嘱处理检验报告", max_size=20))
def test_differences_hold_both_texts(own: str, official: str) -> None:
    pieces = differences(own, official)
    assert "".join(piece.text for piece in pieces if piece.mark != "added") == own
    assert "".join(piece.text for piece in pieces if piece.mark != "removed") == official


def test_marks_of_kinds() -> None:
    kinds = layout_words().kinds
    assert (kinds["●"], kinds["○"], kinds["选择项"]) == (Kind.BASIC, Kind.OPTIONAL, Kind.OPTIONAL)
