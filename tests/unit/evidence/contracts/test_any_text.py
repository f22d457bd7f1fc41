"""Texts that are no contract, and any text at all."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.contracts.reader.layout import lay_out
from evidence.contracts.reading import read_contract
from evidence.errors import InvalidInputError

POEM = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。"
SCREEN = """姓名：张某 性别：女 年龄：45岁 住院号：0012345 科室：心内科
主诉：反复胸闷3天。现病史：持续约5分钟，休息后缓解。
体格检查：T 36.5℃ P 80次/分 BP 130/80mmHg 护理级别：一级护理
医嘱：心电监护，阿司匹林100mg 每日1次，每月复查一次"""
NEWS = "医院召开电子病历六级评审启动会，力争2026年通过电子病历六级评审、互联互通五级乙等测评。"
FURNITURE = "采购合同\n甲方：东山县人民医院\n乙方：红星家具有限公司\n采购办公桌30张，每张800元，交货期30日。"
WORDS = [
    *[
        "维保",
        "合同",
        "甲方",
        "每年",
        "巡检",
        "次",
        "一级故障",
        "小时内",
        "响应",
        "违约金",
        "元",
        "%",
        "。",
        "；",
        "，",
        "|",
        "（",
        "）",
        "1",
        "三",
        "-",
        "电子病历",
        "级",
        "以上",
        "系统",
        "、",
        "①",
    ],
    *("\n", "\t", " ", "\ufeff", "[bookmark: x]"),
]


@pytest.mark.parametrize("text", [POEM, SCREEN, NEWS, FURNITURE], ids=["poem", "screen", "news", "furniture"])
def test_a_text_that_is_no_contract_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="不像维保合同"):
        read_contract(text)


@pytest.mark.parametrize("text", ["", "   \n\t\u3000"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="没有文字"):
        read_contract(text)


def test_a_huge_text_is_refused_with_its_length() -> None:
    with pytest.raises(InvalidInputError, match="共 1800000 字"):
        read_contract("维保合同" * 450_000)


@given(st.text(max_size=200))
def test_any_characters_are_read_or_refused(text: str) -> None:
    try:
        draft = read_contract(text)
    except InvalidInputError:
        return
    assert draft.facts or draft.problems


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_quotes_stand_in_the_text_whatever_its_form(parts: list[str]) -> None:
    text = "维保合同 甲方 巡检\n服务期：1年\n" + "".join(parts)
    draft = read_contract(text)
    for fact in draft.facts:
        for quote in fact.quotes:
            assert text[quote.start : quote.end] == quote.text


@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_folding_leads_back_to_the_source(text: str) -> None:
    normal = lay_out(text).normal
    assert len(normal.origin) == len(normal.text)
    assert normal.origin == sorted(set(normal.origin))
    assert all(0 <= place < len(text) for place in normal.origin)


def test_lines_broken_at_a_fixed_width_are_joined() -> None:
    text = """一、服务要求
1. 中标供应商应为我院正在使用的检验信息系统提供每周七天的电话支持，任何时间接到报障
均须在半小时以内作出回应，需要到院处理的，应在接到报障后两小时内到达现场进行处理，直
至系统恢复正常运行，处理结果应填写服务单并由使用科室签字确认后交我院信息科存档备查。
2. 中标供应商应每三个月对系统进行一次预防性巡检，检查服务器、数据库以及仪器接口的运
行情况，巡检后五个工作日内提交巡检报告。"""
    sentences = [sentence.text for sentence in lay_out(text).sentences]
    assert sentences[1].startswith("中标供应商应为我院")
    assert sentences[1].endswith("交我院信息科存档备查。")
    assert len(sentences) == 3


def test_short_lines_are_not_joined() -> None:
    assert len(lay_out("故障等级\n响应时间\n到场时间\n一级\n15分钟\n2小时").sentences) == 6
