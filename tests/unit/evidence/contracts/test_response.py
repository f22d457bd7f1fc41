"""Times granted per severity, in sentences and tables."""

import pytest

from tests.unit.evidence.contracts.reading import contract_with, problem_fields, without_nulls


def granted(*lines: str) -> list[dict[str, object]]:
    return [without_nulls(response) for response in contract_with(*lines)["response"]]


FIRST = {"severity": "一级故障", "respond_minutes": 15, "onsite_hours": 1, "resolve_hours": 4}
SECOND = {"severity": "二级故障", "respond_minutes": 30, "onsite_hours": 2, "resolve_hours": 8}


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("接到报障后30分钟内电话响应，2小时内到达现场", {"respond_minutes": 30, "onsite_hours": 2}),
        ("厂家工程师必须在1小时内做出服务响应，必须在6个小时内到达现场", {"respond_minutes": 60, "onsite_hours": 6}),
        (
            "故障响应时间：≤半小时；到场时间：≤２小时；修复时间：≤1天",
            {"respond_minutes": 30, "onsite_hours": 2, "resolve_hours": 24},
        ),
        ("故障发生后一刻钟内应答，一小时内远程接入", {"respond_minutes": 15, "remote_hours": 1}),
        ("故障应在30分钟内响应，到院后4小时内不能恢复的须启用备机", {"respond_minutes": 30}),
        ("提供7×24小时响应服务，故障30分钟内响应", {"respond_minutes": 30}),
    ],
)
def test_times_without_severity(sentence: str, times: dict[str, int]) -> None:
    assert granted(sentence) == [times]


@pytest.mark.parametrize(
    "lines",
    [
        ("一级故障15分钟响应，1小时到场，4小时解决；二级故障30分钟响应，2小时到场，8小时解决",),
        (
            "一级故障（全院中断）：15分钟内响应，1小时内到达现场，4小时内恢复",
            "二级故障：30分钟内响应，2小时内到达现场，8小时内恢复",
        ),
        (
            "1、一级故障",
            "响应时间：15分钟",
            "到场时间：1小时",
            "解决时间：4小时",
            "2、二级故障",
            "响应时间：30分钟",
            "到场时间：2小时",
            "解决时间：8小时",
        ),
        ("故障级别\t响应时间\t到场时间\t解决时间", "一级故障\t15分钟\t1小时\t4小时", "二级故障\t30分钟\t2小时\t8小时"),
        (
            "故障级别",
            "描述",
            "响应时间",
            "到场时间",
            "解决时间",
            "一级故障",
            "全院中断，无法接诊",
            "15分钟",
            "1小时",
            "4小时",
            "二级故障",
            "科室中断",
            "30分钟",
            "2小时",
            "8小时",
        ),
        ("故障级别 响应时间 到场时间 解决时间", "一级故障 15分钟 1小时 4小时", "二级故障 30分钟 2小时 8小时"),
        ("|故障级别|响应|到场|恢复|", "|一级故障|15分钟|1小时|4小时|", "|二级故障|30分钟|2小时|8小时|"),
    ],
    ids=["one sentence", "items", "blocks", "tabs", "one cell per line", "blanks", "bars"],
)
def test_the_same_times_in_any_layout(lines: tuple[str, ...]) -> None:
    assert granted(*lines) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        (
            "一级故障（全院性停机）：15分钟内响应，2小时到场，4小时内解决",
            {"severity": "一级故障", "respond_minutes": 15, "onsite_hours": 2, "resolve_hours": 4},
        ),
        ("三级故障：不影响业务的一般问题，2小时内响应", {"severity": "三级故障", "respond_minutes": 120}),
        ("特级故障：30分钟内到场", {"severity": "特级故障", "onsite_hours": 0.5}),
        ("故障等级A：响应5分钟", {"severity": "故障等级A", "respond_minutes": 5}),
        ("发生重大安全事件的，2小时内到达现场", {"severity": "重大安全事件", "onsite_hours": 2}),
        ("故障现场响应时间不大于2小时", {"onsite_hours": 2}),
    ],
)
def test_a_severity_and_its_description(sentence: str, times: dict[str, object]) -> None:
    assert granted(sentence) == [times]


def test_a_numbered_heading_does_not_belong_to_the_table_below_it() -> None:
    lines = ("4.故障处理时限", "故障等级", "响应时间", "到达现场时间", "重大故障", "10分钟", "30分钟")
    assert granted(*lines) == [{"severity": "重大故障", "respond_minutes": 10, "onsite_hours": 0.5}]


def test_two_times_for_one_stage_are_left_to_a_person() -> None:
    draft = contract_with("故障发生后，本地2小时、外地24小时内到达现场。")
    assert (draft["response"], problem_fields(draft)) == ([], ["response"])


def test_times_in_a_row_without_their_stages_are_listed_as_not_understood() -> None:
    draft = contract_with("Ⅰ级故障：5分钟/30分钟/2小时（响应/到场/恢复）。")
    assert draft["response"] == []
    assert [quote["text"] for quote in draft["not_understood"]] == ["Ⅰ级故障：5分钟/30分钟/2小时（响应/到场/恢复）。"]


def test_hours_after_a_severity_are_no_severity_of_their_own() -> None:
    assert granted("一级故障在服务时间内2小时内响应，4小时内到达现场", "二级故障工作时间内4小时内响应") == [
        {"severity": "一级故障", "respond_minutes": 120, "onsite_hours": 4},
        {"severity": "二级故障", "respond_minutes": 240},
    ]


def test_working_days_keep_their_unit() -> None:
    [response] = contract_with("三级故障2小时内响应，1个工作日内到场，3个工作日内解决")["response"]
    assert response["respond_minutes"] == 120
    assert (response["onsite_hours"], response["resolve_hours"]) == (None, None)
    assert (response["workdays"], response["workdays_by_stage"]) == (3, {"onsite": 1, "resolve": 3})


def test_a_sentence_after_the_table_adds_to_its_rows() -> None:
    draft = granted("严重级别\t响应时间", "1级\t5分钟", "A级\t5分钟", "1级/A级问题若远程无法解决，须在12小时内到场。")
    assert draft == [
        {"severity": "1级", "respond_minutes": 5, "onsite_hours": 12},
        {"severity": "A级", "respond_minutes": 5, "onsite_hours": 12},
    ]


def test_the_severity_of_an_item_ends_with_the_item() -> None:
    found = granted("1、二级故障", "1小时内响应。", "2、系统瘫痪时，乙方应在2小时内到达现场。")
    assert found == [{"severity": "二级故障", "respond_minutes": 60}, {"onsite_hours": 2}]


def test_working_hours_are_told_apart() -> None:
    assert granted("工作时间内15分钟响应报障，非工作时间30分钟响应") == [
        {"severity": "工作时间", "respond_minutes": 15},
        {"severity": "非工作时间", "respond_minutes": 30},
    ]


def test_contradictory_times_of_one_severity_are_left_out() -> None:
    draft = contract_with("二、紧急故障15分钟内响应，2小时内到场。", "三、紧急故障45分钟内响应。")
    assert [without_nulls(response) for response in draft["response"]] == [{"severity": "紧急故障", "onsite_hours": 2}]
    assert draft["problems"][0]["message"] == "紧急故障的响应时间前后不一致（“15分钟”、“45分钟”），请确认按哪个数执行。"


@pytest.mark.parametrize("sentence", ["故障0分钟内响应", "故障1-2小时内到达现场"])
def test_a_time_that_cannot_be_used_is_reported(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["response"] == []
    assert problem_fields(draft) == ["response"]


@pytest.mark.parametrize(
    "sentence",
    [
        "高危漏洞24小时内给出修复方案",
        "计划停机须提前48小时公告",
        "合同签订后10个工作日内提交实施方案",
        "乙方未在30分钟内响应的，每次扣款100元",
        "响应单位应在服务期满前15日提交服务总结",
        "一般问题当日解决",
    ],
)
def test_times_of_other_things(sentence: str) -> None:
    assert granted(sentence) == []
