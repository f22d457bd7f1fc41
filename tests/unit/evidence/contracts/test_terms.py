"""Hotline, service hours, free work, training, hand-over, penalties, money."""

from typing import Any

import pytest

from tests.unit.evidence.contracts.reading import contract_with, problem_fields, without_nulls


@pytest.mark.parametrize(
    ("sentence", "hotline"),
    [
        ("提供7*24小时技术支持热线", True),
        ("电话7×24小时远程支持", True),
        ("以24×7为基础提供连续的支持服务", True),
        ("７Ｘ２４小时服务热线", True),
        ("每周7天，每天24小时受理报障", True),
        ("设置24小时值班电话", True),
        ("提供5×8小时电话支持", False),
        ("提供5×8小时电话支持，并为紧急情况提供7×24小时应急电话", True),
        ("系统须7×24小时不间断运行", None),
        ("24小时内到达现场", None),
        ("提供电话支持", None),
    ],
)
def test_round_the_clock(sentence: str, hotline: bool | None) -> None:
    assert contract_with(sentence)["hotline_24x7"] is hotline


def test_service_hours() -> None:
    draft = contract_with("“服务时间”是指工作时间，每天8:30至17:30。")
    assert draft["service_hours"] == {"days": "每天", "ranges": ["08:30-17:30"]}
    draft = contract_with("电话受理时间：工作日8:00～12:00、14:30～17:30。")
    assert draft["service_hours"] == {"days": "工作日", "ranges": ["08:00-12:00", "14:30-17:30"]}


@pytest.mark.parametrize("sentence", ["热线每天25小时开通。", "服务时间为8:00至25:00。", "服务时间为17:30至8:30。"])
def test_hours_that_do_not_exist(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["service_hours"] is None
    assert "service_hours" in problem_fields(draft)


@pytest.mark.parametrize(
    "sentence", ["服务商应于2025年13月1日前提交计划。", "于2026年2月30日前完成。", "每年13月提交总结。"]
)
def test_dates_that_do_not_exist(sentence: str) -> None:
    assert problem_fields(contract_with(sentence)) == ["dates"]


@pytest.mark.parametrize(
    ("sentence", "free"),
    [
        ("免费完成工作量低于5日的不少于3项系统客户化需求改造", {"count": 3, "max_days": 5}),
        ("每年免费完成不超过10项报表的个性化修改，单项工作量不超过3人天", {"count": 10, "max_days": 3}),
        ("功能修改不多于五项，每项工作量以五个工作日为限，乙方不另收费用", {"count": 5, "max_days": 5}),
        ("每年提供不低于60人日的免费二次开发服务", {"total_days": 60}),
        ("报表修改不限数量，免费提供", None),
        ("每年提供不超过12项免费接口改造，每项工作量不超过5人天", {"count": 12, "max_days": 5}),
        ("3人天以内的功能修改免费，每年不超过20项", {"count": 20, "max_days": 3}),
        ("报表修改每年十份以内免费，每份不超过二个人日", {"count": 10, "max_days": 2}),
        ("个性化需求开发每年50人天免费，超出部分按1500元/人天收费", {"total_days": 50}),
        ("定制开发另行收费", None),
    ],
)
def test_free_customisations(sentence: str, free: dict[str, int] | None) -> None:
    found = contract_with(sentence)["free_customisations"]
    assert (None if found is None else without_nulls(found)) == free


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("帮助医院培养2名能独立运维的技术人员", 2),
        ("负责培训甲方系统管理员两名", 2),
        ("培训人数不少于6人", 6),
        ("培训不少于20人次", None),
        ("累计培训人数不少于50人次", 50),
        ("培训总人数不少于120人次，并培养系统管理员2名", 2),
        ("每年培训2次，每次不少于20人", None),
        ("派2名工程师驻场并组织培训", None),
    ],
)
def test_people_trained(sentence: str, people: int | None) -> None:
    assert contract_with(sentence)["people_trained"] == people


@pytest.mark.parametrize("sentence", ["培养2～3名运维人员", "培训管理员2人、操作员30人"])
def test_numbers_of_people_that_are_left_to_a_person(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["people_trained"] is None
    assert problem_fields(draft) == ["people_trained"]


def test_documents_to_hand_over() -> None:
    draft = contract_with(
        "服务期满前乙方应向甲方移交以下资料：运维手册（含停机、启动步骤）、数据字典、接口文档等资料。"
    )
    assert draft["documents_handover"] == ["运维手册（含停机、启动步骤）", "数据字典", "接口文档"]


@pytest.mark.parametrize(
    ("lines", "documents"),
    [
        (("乙方应移交数据字典、部署手册和应急预案。",), ["数据字典", "部署手册", "应急预案"]),
        (("验收时提交安装与部署手册、接口规范各一套。",), ["安装与部署手册", "接口规范"]),
        (("乙方应交付以下文档：（1）安装手册；（2）操作手册。",), ["安装手册", "操作手册"]),
        (("服务结束时移交如下资料：", "1. 系统配置文档；", "2. 应急预案。"), ["系统配置文档", "应急预案"]),
        (("乙方须提交资料，包括《用户手册》《数据字典》。",), ["《用户手册》", "《数据字典》"]),
    ],
)
def test_documents_one_by_one(lines: tuple[str, ...], documents: list[str]) -> None:
    assert contract_with(*lines)["documents_handover"] == documents


@pytest.mark.parametrize(
    ("sentence", "work"),
    [
        ("如发现系统存在安全缺陷，应立即修复，不得另行收费。", [("security", True)]),
        ("因程序错误产生的问题，免费修改。", [("defect", True)]),
        ("甲方更换第三方系统引起的接口重新开发，费用由第三方承担。", [("interface", False)]),
        (
            "如不涉及产品结构性变动，可免费进行功能的修改，如涉及产品结构性变动，可与采购方另行协商。",
            [("customisation", True), ("structural_change", False)],
        ),
    ],
)
def test_who_pays_for_what(sentence: str, work: list[tuple[str, bool]]) -> None:
    assert [(w["sort"], w["free"]) for w in contract_with(sentence)["covered_work"]] == work


def test_confidentiality() -> None:
    draft = contract_with("工作人员须与医院签订保密协议。")
    assert (draft["confidentiality"], draft["confidentiality_agreement"]) == (True, True)
    assert contract_with("每季度巡检一次。")["confidentiality"] is None
    assert contract_with("六、数据安全", "因病毒造成数据丢失的，乙方不承担责任。")["confidentiality"] is None
    assert contract_with("六、数据安全", "乙方不得将数据带离医院。")["confidentiality"] is True


def penalties(*lines: str) -> list[dict[str, Any]]:
    return [without_nulls(penalty) for penalty in contract_with(*lines)["penalties"]]


@pytest.mark.parametrize(
    ("sentence", "penalty"),
    [
        ("每缺少1次巡检记录，投标方应向甲方支付违约金1000元", {"event": "每缺少1次巡检记录", "amount": 1000}),
        ("未按时到场的，每次支付违约金0.3万元", {"event": "未按时到场的", "amount": 3000}),
        ("未按时到场的，每次扣款人民币伍佰元整", {"event": "未按时到场的", "amount": 500}),
        (
            "未提供服务的，每次按合同合计金额的0.1‰-0.1%支付违约金，累计超过合同款项的5%的，有权终止合同并收回已付款项。",
            {
                "event": "未提供服务的",
                "rate_min": 0.0001,
                "rate_max": 0.001,
                "basis": "合同合计金额",
                "cap_rate": 0.05,
                "cap_effect": "终止合同并收回已付款项",
            },
        ),
        (
            "未提供服务的，每逾期一日按合同总价的千分之三支付违约金",
            {"event": "未提供服务的", "rate_min": 0.003, "rate_max": 0.003, "basis": "合同总价"},
        ),
        (
            "发现提供虚假发票，须赔偿采购人发票票面金额一倍的违约金，且采购人有权终止合同。",
            {
                "event": "发现提供虚假发票",
                "rate_min": 1,
                "rate_max": 1,
                "basis": "发票票面金额",
                "cap_effect": "终止合同",
            },
        ),
        (
            "逾期到院的，每小时支付违约金200元，单次不超过2000元",
            {"event": "逾期到院的", "amount": 200, "cap_amount": 2000},
        ),
    ],
)
def test_penalties(sentence: str, penalty: dict[str, Any]) -> None:
    assert penalties(sentence) == [penalty]


def test_the_effect_in_the_next_sentence_of_the_item_belongs_to_the_penalty() -> None:
    [penalty] = penalties(
        "10.3 逾期的，每日按合同总价的1%支付违约金，累计不超过合同总价的10%；达到上限时甲方有权解除合同。"
    )
    assert (penalty["cap_rate"], penalty["cap_effect"]) == (0.1, "解除合同")


@pytest.mark.parametrize(
    ("lines", "amounts"),
    [
        (("响应超时一次扣500元，到场超时一次扣1000元。",), [500, 1000]),
        (("逾期的，违约金500元，逾期超过10日的，违约金5000元。",), [500, 5000]),
        (("五、违约考核", "考核项目\t扣罚标准", "未按时响应\t200元/次", "未按时到场\t500元/次"), [200, 500]),
        (("未按约定巡检的，每次减收维护费1000元。",), [1000]),
    ],
)
def test_several_penalties(lines: tuple[str, ...], amounts: list[int]) -> None:
    assert [penalty["amount"] for penalty in penalties(*lines)] == amounts


def test_the_event_in_a_table_of_penalties() -> None:
    [penalty] = penalties("五、违约责任", "| 事项 | 扣罚 |", "| 未按时响应 | 1%/次 |")
    assert penalty == {"event": "未按时响应", "rate_min": 0.01, "rate_max": 0.01}


@pytest.mark.parametrize(
    "sentence",
    ["全年扣款超过当年服务费10%的，甲方可以解除本补充协议。", "扣除金额达到服务费10%时，甲方可以解除本补充协议。"],
)
def test_a_cap_without_the_word_accumulated(sentence: str) -> None:
    [penalty] = penalties(sentence)
    assert (penalty["cap_rate"], penalty["cap_effect"]) == (0.1, "解除本补充协议")
    assert "rate_min" not in penalty


@pytest.mark.parametrize(
    "sentence",
    [
        "甲方逾期付款的，每日按应付金额的万分之三向乙方支付违约金。",
        "甲方无正当理由逾期付款的，每日按应付款项的0.1‰支付违约金。",
        "每季度支付390,000.00元，扣除当季应扣款项后，甲方在收到发票之日起30日内支付。",
    ],
)
def test_what_the_hospital_owes_is_no_penalty_of_the_vendor(sentence: str) -> None:
    assert penalties(sentence) == []


def test_a_right_to_end_the_contract_without_a_figure_stands_apart() -> None:
    draft = contract_with("乙方泄露患者信息的，甲方有权解除合同。")
    assert (draft["penalties"], draft["termination"]) == ([], ["乙方泄露患者信息的"])


@pytest.mark.parametrize("sentence", ["未到场的，每次扣款300。", "违约金为5000", "每次违约金1000元至5000元"])
def test_amounts_that_are_not_clear(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["penalties"] == []
    assert problem_fields(draft) == ["penalties"]


@pytest.mark.parametrize(
    ("sentence", "yuan"),
    [
        ("合同总价：人民币叁拾万元整（￥300,000.00）", 300000),
        ("合同金额30万元", 300000),
        ("服务费总额为人民币壹拾贰万伍仟元整。", 125000),
        ("预算金额：50万元", None),
    ],
)
def test_the_contract_sum(sentence: str, yuan: int | None) -> None:
    assert contract_with(sentence)["contract_sum"] == yuan


@pytest.mark.parametrize(
    "sentence",
    [
        "维护费每年96000元（大写：玖万陆仟伍佰元整）",
        "最高限价：128000",
        "合同总价：300000",
        "合同总金额为人民币玖万陆仟元整（¥98000元）",
    ],
)
def test_a_sum_without_unit_or_that_contradicts_itself(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["contract_sum"] is None
    assert problem_fields(draft) == ["contract_sum"]


def test_instalments() -> None:
    draft = contract_with("四、付款方式", "合同签订后30日内支付合同总价的40%；验收合格后10个工作日内支付60%。")
    assert [without_nulls(payment) for payment in draft["payment"]] == [
        {"share": 0.4, "days": 30, "unit": "日"},
        {"share": 0.6, "days": 10, "unit": "工作日"},
    ]


def test_a_duty_that_no_rule_understands_is_listed() -> None:
    draft = contract_with("乙方应协助甲方制定停电应急方案。")
    assert [quote["text"] for quote in draft["not_understood"]] == ["乙方应协助甲方制定停电应急方案。"]
