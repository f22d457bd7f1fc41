"""Telephones, bank cards, dates of birth, addresses: whose they are decides, not only their form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.privacy.finding import Kind
from evidence.privacy.numbers import is_bank_card, passes_luhn
from tests.unit.evidence.privacy.reading import found

MOBILE = "13877218899"
CARD = next(card for card in (f"621700287000123456{last}" for last in range(10)) if passes_luhn(card))


@pytest.mark.parametrize(
    "written", [MOBILE, "138 7721 8899", "138-7721-8899", "+86 13877218899", "１３８７７２１８８９９"]
)
def test_a_mobile_number_is_found_however_it_is_written(written: str) -> None:
    assert found(f"回访 {written} 未接通") == [(Kind.MOBILE, written)]


@pytest.mark.parametrize(
    "line",
    [
        "标本条码：13877218899",
        "订单号 13877218899",
        "采样管号：13877218899",
        "单据 2026-13877218899-01",
        "时间戳 1387721889901",
        "金额 13877218899.50",
        "联系电话：138****8899",
        "工程师：张工 13877218899",
        "信息科值班手机：13877218899",
        "厂家技术支持 李经理 13877218899",
        "服务热线：13877218899",
        "版本 V13.877.218.899  地址 10.13.87.72",
    ],
)
def test_numbers_of_things_staff_and_hotlines_are_not_found(line: str) -> None:
    assert found(line) == []


def test_a_patient_in_the_row_makes_a_number_a_patients_whoever_else_is_named() -> None:
    assert (Kind.MOBILE, MOBILE) in found(f"患者家属 {MOBILE}，经治医师李四已告知")


def test_a_column_of_numbers_is_what_its_title_says() -> None:
    row = f"1\t{MOBILE}\t13977218899"
    assert found("序号\t联系电话\t条码号", row) == [(Kind.MOBILE, MOBILE)]


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("患者电话：0772-2812345", "0772-2812345"),
        ("住宅电话：(0772)2812345", "(0772)2812345"),
        ("家属联系电话：2812345", "2812345"),
        ("患者王芳 010-62345678", "010-62345678"),
    ],
)
def test_a_landline_of_a_patient_is_found(line: str, number: str) -> None:
    assert (Kind.LANDLINE, number) in found(line)


@pytest.mark.parametrize(
    "line",
    [
        "市人民医院  地址：柳石路1号  电话：0772-2662222",
        "咨询电话：0772-2662222",
        "预约热线 12320  投诉电话 0772-2662222",
        "填表人：李四    电话：0772-2662222",
        "客服 400-820-8820",
        "病案号：0772-0012",
    ],
)
def test_a_landline_of_the_house_is_not(line: str) -> None:
    assert (Kind.LANDLINE, "0772-2662222") not in found(line)
    assert all(kind is not Kind.MOBILE for kind, _ in found(line))


@given(st.text("0123456789", min_size=15, max_size=18))
def test_exactly_one_last_digit_makes_a_number_pass(first: str) -> None:
    assert sum(passes_luhn(first + last) for last in "0123456789") == 1


def test_a_bank_card_is_found_alone_and_in_groups() -> None:
    assert is_bank_card(CARD)
    grouped = " ".join(CARD[start : start + 4] for start in range(0, len(CARD), 4))
    assert found(f"退款至 {CARD}") == [(Kind.BANK, CARD)]
    assert found(f"银行卡号 {grouped}") == [(Kind.BANK, grouped)]
    assert found(f"交易流水号：{CARD}") == []
    assert found(f"批次 {CARD[:-1]}{(int(CARD[-1]) + 1) % 10}") == []


def test_a_date_of_birth_is_one_only_beside_its_title() -> None:
    assert found("出生日期：1985年3月15日") == [(Kind.BIRTH, "1985年3月15日")]
    assert found("姓名\t出生日期", "韦小明\t1985-03-15") == [(Kind.NAME, "韦小明"), (Kind.BIRTH, "1985-03-15")]
    assert found("检查日期：1985-03-15") == []
    assert found("出生日期 必填 datetime 8") == []


@pytest.mark.parametrize("title", ["家庭住址", "现住址", "户籍地址", "患者联系地址"])
def test_an_address_is_found_beside_a_patients_title(title: str) -> None:
    assert found(f"{title}：柳州市柳北区跃进路12号3栋2单元501室") == [
        (Kind.ADDRESS, "柳州市柳北区跃进路12号3栋2单元501室")
    ]


@pytest.mark.parametrize(
    "line",
    [
        "地址：广西柳州市柳石路1号  邮编：545000",
        "IP地址：192.168.10.12",
        "接口地址：http://10.1.1.5:8080/路径/区",
        "医院地址：柳州市柳石路1号",
        "家庭住址：广西柳州市****",
    ],
)
def test_an_address_of_the_house_or_of_a_machine_is_not(line: str) -> None:
    assert found(line) == []


def test_an_e_mail_address_counts_only_beside_a_patient() -> None:
    assert (Kind.MAIL, "466127@qq.com") in found("患者姓名：韦小明  邮箱：466127@qq.com")
    assert found("乙方联系人：李经理  邮箱：support@example.com") == []


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("手机号：008613877218899", "008613877218899"),
        ("联系电话 138.7721.8899", "138.7721.8899"),
        ("患者电话：+86-772-2804567", "+86-772-2804567"),
    ],
)
def test_telephones_are_found_with_the_country_before_them_and_dots_within(line: str, number: str) -> None:
    assert [text for _, text in found(line)] == [number]
