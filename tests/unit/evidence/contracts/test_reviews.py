"""Reviews that the vendor supports, their levels and limits."""

import pytest

from tests.unit.evidence.contracts.reading import contract_with, problem_fields


def targets(*lines: str) -> list[tuple[str, str | None, bool]]:
    return [(t["catalog"], t["level"], t["or_above"]) for t in contract_with(*lines)["targets"]]


@pytest.mark.parametrize(
    ("sentence", "target"),
    [
        ("满足电子病历系统功能应用水平分级评价达到6级以上评审", ("emr-2018", "6", True)),
        ("电子病历五级及以上涉及本系统相关功能改造", ("emr-2018", "5", True)),
        ("配合电子病历评级（目标为五级）", ("emr-2018", "5", False)),
        ("做好电子病历评级工作，达到五级要求", ("emr-2018", "5", False)),
        ("配合电子病历评级（现为四级，目标五级）", ("emr-2018", "5", False)),
        ("配合五级电子病历评审", ("emr-2018", "5", False)),
        ("甲方电子病历现为四级，乙方应配合甲方升至五级", ("emr-2018", "5", False)),
        ("通过电子病历应用水平分级评价6级（含）以上", ("emr-2018", "6", True)),
        ("互联互通四级甲等测评", ("interop-2020", "四级甲等", False)),
        ("互联互通标准化成熟度测评达到五级乙等以上水平", ("interop-2020", "五级乙等", True)),
        ("互联互通五级乙等等以上", ("interop-2020", "五级乙等", True)),
        ("互联互通标准化成熟度5级乙等", ("interop-2020", "五级乙等", False)),
        ("互联互通标准化成熟度测评四甲", ("interop-2020", "四级甲等", False)),
        ("信息系统安全等级保护三级测评", ("mlps3-2019", "三级", False)),
        ("符合信息安全保护等级2.0三级标准", ("mlps3-2019", "三级", False)),
        ("系统符合网络安全等级保护２．０第三级的要求", ("mlps3-2019", "三级", False)),
        ("每年配合完成三级等保测评", ("mlps3-2019", "三级", False)),
        ("智慧服务分级评估标准体系达到4级以上", ("smart-service-2019", "4", True)),
        ("医院智慧管理分级评估，目标：四级", ("smart-management-2021", "4", False)),
    ],
)
def test_wordings_of_a_level(sentence: str, target: tuple[str, str, bool]) -> None:
    assert targets(sentence) == [target]


def test_several_reviews_in_one_sentence() -> None:
    assert targets("配合电子病历六级、互联互通五级乙等、智慧服务三级、智慧管理三级评审和等保三级测评。") == [
        ("emr-2018", "6", False),
        ("interop-2020", "五级乙等", False),
        ("smart-service-2019", "3", False),
        ("smart-management-2021", "3", False),
        ("mlps3-2019", "三级", False),
    ]


def test_what_other_hospitals_reached_is_no_target() -> None:
    assert targets("乙方曾帮助多家医院通过电子病历五级评审。") == []
    assert targets("十、公司简介", "近几年有二十一家医院使用我公司的平台通过互联互通四级甲等测评。") == []


def test_two_levels_one_after_the_other_are_both_kept_and_asked_about() -> None:
    draft = contract_with("2026年通过电子病历系统应用水平分级评价4级，2028年通过5级。")
    assert [target["level"] for target in draft["targets"]] == ["4", "5"]
    assert problem_fields(draft) == ["targets"]


def test_a_heading_names_no_review() -> None:
    assert contract_with("七、等级评审要求", "1、配合三甲复审。")["other_reviews"] == ["三甲评审"]


def test_a_review_without_a_level_gives_way_to_the_same_with_one() -> None:
    assert targets("支持等保测评及整改", "系统须通过等保三级测评") == [("mlps3-2019", "三级", False)]
    assert targets("配合电子病历评级") == [("emr-2018", None, False)]


@pytest.mark.parametrize(
    ("sentence", "catalog"),
    [("电子病历9级评审", "emr-2018"), ("互联互通四级测评", "interop-2020"), ("二级等保测评", "mlps3-2019")],
)
def test_a_level_that_no_catalog_has_is_reported(sentence: str, catalog: str) -> None:
    draft = contract_with(sentence)
    assert [(t["catalog"], t["level"]) for t in draft["targets"]] == [(catalog, None)]
    assert problem_fields(draft) == ["targets"]


def test_two_levels_of_one_review_both_stay_and_a_person_is_asked() -> None:
    draft = contract_with("二、2026年通过电子病历五级评审。", "三、2027年通过电子病历六级评审。")
    assert [t["level"] for t in draft["targets"]] == ["5", "6"]
    assert problem_fields(draft) == ["targets"]


@pytest.mark.parametrize(
    "sentence",
    [
        "系统与电子病历系统对接。",
        "实现与集成平台的互联互通。",
        "投标人须具有电子病历五级评审成功案例。",
        "本项目不包括等保三级测评费用。",
        "三级故障2小时内响应。",
    ],
)
def test_what_is_no_review(sentence: str) -> None:
    assert targets(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("配合三甲医院评审", "三甲评审"),
        ("配合三级甲等综合医院复审", "三甲评审"),
        ("配合二级甲等医院复审", "等级评审"),
        ("配合国家三级公立医院绩效考核", "国家绩效考核"),
        ("配合网络攻防演练", "攻防演练"),
        ("参加护网行动", "攻防演练"),
    ],
)
def test_other_reviews_have_one_name_each(sentence: str, name: str) -> None:
    assert contract_with(sentence)["other_reviews"] == [name]


@pytest.mark.parametrize(
    ("sentence", "negotiated"),
    [
        ("评级涉及到新增功能模块或者定制化开发的，双方另行协商价格。", True),
        ("评审中确需新建功能模块的，费用由双方另议。", True),
        ("新增功能模块免费。", False),
        ("为评审需要新增的功能模块，包含在合同总价内，乙方不得另行收费。", False),
        ("不涉及新增模块的改造免费。", None),
        ("跨主版本升级由双方另行签约。", None),
        ("涉及产品结构性变动的，可与采购方另行协商。", None),
    ],
)
def test_new_modules(sentence: str, negotiated: bool | None) -> None:
    assert contract_with(sentence)["new_modules_negotiated"] is negotiated


def test_limits_of_support_add_up_per_review() -> None:
    draft = contract_with(
        "（1）电子病历五级涉及本系统相关功能改造完善。",
        "（2）电子病历五级涉及本系统相关文审材料制作。",
        "（3）电子病历五级评审时，提供工程师现场支持。",
        "（4）互联互通四级甲等涉及本系统相关功能改造完善。",
    )
    emr = {"catalog": "emr-2018", "existing_functions": True, "documents": True, "engineers_on_site": True}
    interop = {"catalog": "interop-2020", "existing_functions": True, "documents": False, "engineers_on_site": False}
    assert draft["review_limits"] == [emr, interop]


def test_what_follows_in_the_paragraph_belongs_to_the_reviews_named_before() -> None:
    found = contract_with(
        "乙方应配合甲方通过电子病历系统应用水平分级评价五级、网络安全等级保护2.0三级测评，现有功能范围内的修改不另收费；"
        "文审阶段提供文档材料，现场查验期间派2名工程师驻场。"
    )
    assert [limit["catalog"] for limit in found["review_limits"]] == ["emr-2018", "mlps3-2019"]
    assert all(limit["documents"] and limit["engineers_on_site"] for limit in found["review_limits"])
    assert [(work["sort"], work["free"]) for work in found["covered_work"]] == [("review_support", True)]
