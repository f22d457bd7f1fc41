"""Identity numbers are found by their own form wherever they stand, and nothing that only looks like one is."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy.finding import Certainty, Kind
from evidence.privacy.numbers import check_character, is_identity_number, is_old_identity_number
from tests.unit.evidence.privacy.reading import findings, found

NUMBER = "11010519491231002X"
MARKS = "：:，, 。（）()\t｜、"


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1900, 1, 1), date(2030, 12, 31)))
    division = draw(st.sampled_from(["110105", "450202", "310104", "654321", "810000"]))
    first = f"{division}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return first + check_character(first)


def test_the_check_character_is_that_of_the_example_in_the_standard() -> None:
    assert check_character("11010519491231002") == "X"
    assert is_identity_number(NUMBER)


@given(
    identity_numbers(),
    st.text(MARKS + "患者姓名证号于在的身份", max_size=12),
    st.text(MARKS + "的，于今日", max_size=8),
)
def test_every_number_with_a_right_check_character_is_found_in_any_text(number: str, before: str, after: str) -> None:
    certain = [f.text for f in findings(before + number + after) if f.certainty is Certainty.CERTAIN]
    assert number in certain


@given(
    identity_numbers(), st.sampled_from([" ", "-", "  ", ". "]), st.sampled_from([(6, 14), (4, 8, 12, 16), (3, 6, 10)])
)
def test_a_number_written_in_groups_is_found_whole(number: str, between: str, cuts: tuple[int, ...]) -> None:
    ends = [0, *cuts, 18]
    grouped = between.join(number[first:last] for first, last in itertools.pairwise(ends))
    assert [text for kind, text in found(f"证件 {grouped} 已核对") if kind is Kind.IDENTITY] == [grouped]


@given(identity_numbers())
def test_full_width_digits_and_a_small_x_are_the_same_number(number: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    assert found(f"证件号：{wide}") == [(Kind.IDENTITY, wide)]
    assert found(f"证件号：{number.lower()}") == [(Kind.IDENTITY, number.lower())]


@pytest.mark.parametrize(
    "read", ["1101O519491231002X", "11010519491231OO2X", "l1010519491231002x", "I1O1O519491231002×"]
)
def test_letters_that_were_read_for_digits_do_not_hide_a_number(read: str) -> None:
    assert found(f"扫描结果 {read}") == [(Kind.IDENTITY, read)]


@given(identity_numbers(), st.sampled_from(["_", "\u00a0", "\u200b", "\ufeff", " - "]))
def test_no_sign_between_its_groups_hides_a_number(number: str, between: str) -> None:
    grouped = between.join((number[:6], number[6:14], number[14:]))
    assert [text for kind, text in found(f"证件 {grouped} 已核对") if kind is Kind.IDENTITY] == [grouped]


@given(identity_numbers(), st.sampled_from([(6,), (14,), (6, 14), (10,)]))
def test_a_number_spread_over_cells_is_found_in_each(number: str, cuts: tuple[int, ...]) -> None:
    parts = [number[first:last] for first, last in itertools.pairwise([0, *cuts, 18])]
    assert [text for _, text in found("\t".join(["身份证号", *parts]))] == parts


@given(identity_numbers(), st.sampled_from(["\t", " ", ","]))
def test_a_number_with_each_digit_in_a_box_of_its_own_is_found(number: str, between: str) -> None:
    spread = between.join(number)
    assert (Kind.IDENTITY, spread) in found(f"身份证号：{spread}")


def test_a_number_shown_with_thousands_is_found() -> None:
    assert found("合计 110,105,194,912,310,029") == []
    assert found("证件 450,202,198,001,011,232") == [(Kind.IDENTITY, "450,202,198,001,011,232")]


def test_figures_side_by_side_are_no_number() -> None:
    assert is_identity_number("450202198001011232")
    assert found("45\t02\t02\t1980\t01\t01\t1232", "4502,0219,80010,11232") == []


@pytest.mark.parametrize("title", ["申请单号", "订单编号", "流水号"])
def test_a_number_of_a_thing_made_of_area_day_and_count_is_nobodys(title: str) -> None:
    number = "450200202610120012"
    assert not is_identity_number(number)
    assert found(f"{title}：{number}") == []
    assert found(f"{number}") == [(Kind.IDENTITY, number)]


def test_a_number_broken_in_a_narrow_column_is_found_in_both_lines() -> None:
    rows = ["1\t110105194912\t已登记", "2\t31002X\t已登记"]
    assert found("序号\t备注\t状态", *rows) == [(Kind.IDENTITY, "110105194912"), (Kind.IDENTITY, "31002X")]


@given(identity_numbers(), st.text("0123456789", min_size=1, max_size=6))
def test_a_number_inside_a_longer_one_is_none(number: str, more: str) -> None:
    assert found(f"流水 {number[:17]}1{more}") == []
    assert found(f"流水 {more}{number[:17]}1") == []


@pytest.mark.parametrize(
    "line",
    [
        "统一社会信用代码 124502004986023871",
        "交易流水号：420000123420261013",
        "条码 690123456789012345",
        "校验值 11010519491331002X",
        "身份证号：110105********002X",
        "身份证号：**************002X",
        "身份证号填写率 98.5%",
        "软件著作权登记号 2020SR0123456",
    ],
)
def test_what_only_looks_like_a_number_is_not_found(line: str) -> None:
    assert found(line) == []


def test_a_number_with_a_wrong_check_digit_still_names_somebody() -> None:
    beside_title, alone = findings("身份证号：110105194912310021"), findings("110105194912310021")
    assert [f.certainty for f in beside_title] == [Certainty.LIKELY]
    assert [f.certainty for f in alone] == [Certainty.POSSIBLE]


def test_an_old_number_has_no_check_digit_and_needs_a_title_or_a_patient_beside_it() -> None:
    assert is_old_identity_number("110105491231002")
    assert not is_old_identity_number("110105491331002")
    assert found("身份证号：110105491231002") == [(Kind.IDENTITY, "110105491231002")]
    assert (Kind.IDENTITY, "110105491231002") in found("患者 110105491231002 已入院")
    assert found("会话 110105491231002 结束") == []


def test_a_passport_is_found_beside_its_title() -> None:
    assert found("证件号码：E12345678") == [(Kind.IDENTITY, "E12345678")]
    assert found("设备证件号码：E12345678") == []
