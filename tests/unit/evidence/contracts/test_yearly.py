"""Inspections, recovery tests and reports: how often, and by when."""

import pytest

from tests.unit.evidence.contracts.reading import contract_with, problem_fields


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("每年现场巡检三次", 3),
        ("每年安排不少于４次现场巡检", 4),
        ("乙方每季度派工程师到现场巡检一次", 4),
        ("服务商每三个月定期派技术人员对系统进行检查、维护", 4),
        ("一年2次上门巡检", 2),
        ("每半年一次例行巡检", 2),
        ("三个月一次巡检", 4),
        ("按季度进行巡检", 4),
        ("巡检频次：1次/季度", 4),
        ("年度巡检不少于2次", 2),
        ("每两个月对系统进行一次上门巡检", 6),
        ("每个月进行1次远程巡检，每季度进行1次现场巡检", 4),
        ("服务期内巡检8次", 4),
        ("每年巡检3次、每半年进行一次备份恢复测试", 3),
        ("每年6月、12月各巡检一次", 2),
        ("于每年3月、6月、9月、12月进行巡检", 4),
        ("上下半年各一次现场巡检", 2),
        ("每两周巡检一次", 26),
        ("乙方应每季度现场巡检一次，缺少一次的，扣除违约金800元", 4),
    ],
)
def test_wordings_of_inspections(sentence: str, times: int) -> None:
    draft = contract_with("服务期：2年", sentence)
    assert draft["inspections_per_year"] == times
    assert draft["problems"] == []


def test_inspections_of_the_database_are_counted_apart() -> None:
    draft = contract_with("每年巡检三次，每年数据库巡检两次。")
    assert (draft["inspections_per_year"], draft["database_inspections_per_year"]) == (3, 2)


def test_a_drill_and_a_recovery_test_in_one_clause() -> None:
    draft = contract_with("每年开展1次应急演练和2次备份恢复测试。")
    assert (draft["drills_per_year"], draft["backup_tests_per_year"]) == (1, 2)


def test_a_duty_and_its_penalty_that_contradict_another_duty() -> None:
    draft = contract_with("每年巡检三次。", "乙方应每季度巡检一次，缺少一次的，扣除违约金800元。")
    assert (draft["inspections_per_year"], problem_fields(draft)) == (None, ["inspections_per_year"])


def test_a_database_among_other_things_inspected_is_no_inspection_of_its_own() -> None:
    draft = contract_with("每年巡检四次，检查服务器、数据库及客户端运行情况。")
    assert (draft["inspections_per_year"], draft["database_inspections_per_year"]) == (4, None)


@pytest.mark.parametrize("sentence", ["每年巡检0次", "每年至少进行-2次巡检", "每年巡检若干次", "乙方提供巡检4次"])
def test_a_number_that_cannot_be_used_is_reported(sentence: str) -> None:
    draft = contract_with(sentence)
    assert draft["inspections_per_year"] is None
    assert problem_fields(draft) == ["inspections_per_year"]


def test_contradictory_numbers_are_never_chosen() -> None:
    draft = contract_with("二、每季度现场巡检一次。", "三、全年现场巡检不少于6次。")
    assert draft["inspections_per_year"] is None
    [problem] = draft["problems"]
    assert [quote["line"] for quote in problem["quotes"]] == [4, 5]


@pytest.mark.parametrize(
    "sentence",
    [
        "每月末提交运维月报",
        "每缺少一次巡检，扣除500元",
        "每季度进行一次漏洞扫描",
        "每年召开两次服务例会",
        "每月对账号权限作一次审计",
        "定期巡检",
        "每次巡检后签字",
    ],
)
def test_what_is_no_inspection_or_has_no_number(sentence: str) -> None:
    assert contract_with(sentence)["inspections_per_year"] is None


@pytest.mark.parametrize(
    ("sentence", "times"),
    [
        ("每年进行2次备份恢复测试", 2),
        ("每半年开展一次数据恢复演练", 2),
        ("每年组织一次容灾切换演练", 1),
        ("合同期内配合进行两次备份可用性检测和恢复试验", 1),
    ],
)
def test_wordings_of_recovery_tests(sentence: str, times: int) -> None:
    assert contract_with("服务期：2年", sentence)["backup_tests_per_year"] == times


def test_a_drill_is_no_recovery_test() -> None:
    draft = contract_with("每年组织两次应急演练")
    assert (draft["drills_per_year"], draft["backup_tests_per_year"]) == (2, None)


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("巡检后5个工作日内提交书面巡检报告", 5),
        ("巡检结束后十个工作日内出具《巡检报告》", 10),
        ("巡检报告应于巡检完成后7个工作日内提交", 7),
        ("每月检查一次，次月前5个工作日内提交月检报告", 5),
    ],
)
def test_deadline_of_a_report_on_an_inspection(sentence: str, days: int) -> None:
    assert contract_with(sentence)["report_workdays"] == days


@pytest.mark.parametrize(
    ("sentence", "report"),
    [
        ("巡检后5日内出具巡检报告", {"name": "巡检报告", "days": 5, "unit": "日"}),
        ("年度服务期满后10个工作日内提供《年度总结报告》", {"name": "年度总结报告", "days": 10, "unit": "工作日"}),
    ],
)
def test_other_deadlines_are_kept_with_their_unit(sentence: str, report: dict[str, object]) -> None:
    draft = contract_with(sentence)
    assert draft["reports"] == [report]
    assert draft["report_workdays"] is None
