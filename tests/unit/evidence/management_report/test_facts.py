"""管理层报告: what it says is what was found, in the order in which a director asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from criteria.grading.results import ComplianceResult, LevelsResult
from criteria.models import Catalog
from evidence import hazards, register
from evidence.contracts.coverage import Status
from evidence.errors import NotAllowedError
from evidence.gaps import Reason
from evidence.management_report.blockers import obstacle_of
from evidence.management_report.charts import standing_notes, trend_notes
from evidence.management_report.facts import Report, load_report
from evidence.management_report.progress import lacking, progress_of
from evidence.management_report.words import clipped, most, some, wording
from evidence.standing import Basis, TrendPoint
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import House, refused
from tests.unit.evidence.management_report.desk import EMR, REVIEW, furnish, report_of

Catalogs = Mapping[str, Catalog]


def decisions(report: Report) -> str:
    return "\n".join(f"{decision.text}：{decision.reason}" for decision in report.decisions)


def test_the_answer_counts_targets_and_names_the_next_review(report: Report) -> None:
    assert report.lead.startswith("共 5 个评审目标，有据已达到 0 个，自评已达到 0 个。")
    assert "2026-06-01，还有 91 天，还差" in report.lead


def test_what_a_target_takes_is_split_into_proven_claimed_and_undone(report: Report) -> None:
    for target in report.targets:
        assert target.done + target.on_paper + target.undone == target.needed
        assert min(target.done, target.on_paper, target.undone) >= 0
        assert sum(target.shares) == pytest.approx(1)
        if not isinstance(target.standing.proven, ComplianceResult):
            assert target.needed - target.done == lacking(target.standing.proven)


def test_the_bar_of_a_rate_is_of_all_units_that_apply(report: Report) -> None:
    [mlps] = [target for target in report.targets if isinstance(target.standing.proven, ComplianceResult)]
    proven, claimed = mlps.standing.proven, mlps.standing.claimed
    assert isinstance(proven, ComplianceResult)
    assert isinstance(claimed, ComplianceResult)
    assert (mlps.needed, mlps.done, mlps.on_paper) == (proven.applicable, proven.met, claimed.met - proven.met)
    beyond = proven.model_copy(update={"met": 151, "met_short": 0, "applicable": 201, "reached": True})
    paper = claimed.model_copy(update={"met": 160, "met_short": 0, "applicable": 201, "reached": True})
    [shown] = progress_of(
        report.situation, [replace(mlps.standing, proven=beyond, claimed=paper)], {}, {mlps.standing.target.id: ()}
    )
    assert (shown.done, shown.on_paper, shown.undone) == (151, 9, 41)
    assert standing_notes([shown]) == "等保三级 基本符合按全部 201 项适用的测评计，“基本符合”要求符合率超过 60.0%。"


def test_who_subtracts_gets_the_score_that_is_said_to_be_short(report: Report) -> None:
    target = next(target for target in report.targets if target.standing.catalog.id == EMR)
    result = target.standing.proven
    assert isinstance(result, LevelsResult)
    certain = result.at_target.certain.model_copy(update={"total": Decimal("51.85"), "score_gap": Decimal("118.15")})
    check = result.at_target.model_copy(update={"certain": certain, "min_score": Decimal(170)})
    scored = result.model_copy(update={"score": Decimal("123.67"), "at_target": check})
    days = [
        TrendPoint(on, {}, {basis.value: score for basis in Basis})
        for on, score in ((date(2026, 1, 1), "75.67"), (date(2026, 3, 2), "123.67"))
    ]
    number = target.standing.target.id
    [shown] = progress_of(report.situation, [replace(target.standing, proven=scored)], {}, {number: days})
    assert shown.short.endswith("另差 118.15 分")
    assert shown.trend.text == "有据 75.67 分 → 123.67 分，其中计入目标 51.85 分，目标 170.00 分，差 118.15 分"
    assert "计入目标的分数因此更低" in trend_notes([shown])
    whole = scored.model_copy(update={"score": Decimal("51.85")})
    [plain] = progress_of(report.situation, [replace(target.standing, proven=whole)], {}, {number: days})
    assert plain.trend.text == "有据 75.67 分 → 123.67 分，目标 170.00 分"
    assert trend_notes([plain]) == wording()["legend"]


def test_a_target_without_a_date_comes_last_and_is_asked_for(report: Report) -> None:
    assert report.targets[-1].review == "未定"
    assert "等保三级 基本符合没有评审日期，无法安排倒排计划。" in report.risks
    assert report.decisions[0].text == "确定等保三级 基本符合的评审日期"


def test_every_reason_of_a_gap_belongs_to_one_obstacle() -> None:
    named = [reason for entry in wording()["obstacles"] for reason in entry["reasons"]]
    assert sorted(named) == sorted(reason.value for reason in Reason)
    assert obstacle_of(Reason.DOCUMENT_PENDING)["name"] == "材料已交未审核"


def test_what_blocks_names_items_and_owners(report: Report) -> None:
    found = {blocker.obstacle: blocker for blocker in report.blockers}
    assert found["功能没有做到"].what == "电子病历：检验结果记录"
    assert found["功能没有做到"].whose == "检验系统（瑞美） 1 项"
    assert [b.items for b in report.blockers] == sorted((b.items for b in report.blockers), reverse=True)


def test_vendors_with_their_open_work(report: Report) -> None:
    lines = {line.vendor: line for line in report.vendors}
    assert (lines["瑞美"].tasks, lines["瑞美"].overdue) == (1, 1)
    assert lines["卫宁"].tasks == 0
    for line in report.vendors:
        assert sum(line.payments.values()) == line.requirements
        assert line.holding <= line.requirements
    assert "约谈瑞美：逾期整改任务 1 项，逾期未做的合同服务 0 项。" in decisions(report)


def test_without_contracts_nothing_is_said_to_be_free_and_no_price_is_made_up(report: Report) -> None:
    assert report.money.payments[Status.COVERED] == 0
    assert report.money.payments[Status.NONE] == sum(line.requirements for line in report.vendors)
    assert "没有合同依据" in decisions(report)
    assert " 元" not in "".join(report.money_sentences)


def test_a_contract_that_ends_before_the_review(house: House, catalogs: Catalogs) -> None:
    days = {"starts_on": date(2025, 1, 1), "ends_on": date(2026, 4, 30)}
    contract_id = register.add_contract(house.store, house.viewer, "检验维保", "瑞美", **days)
    draft = register.SystemDraft("检验系统", "LIS", vendor="瑞美", contract_id=contract_id)
    register.add_system(house.store, house.viewer, draft)
    register.set_target(house.store, house.viewer, catalogs[EMR], "5", review_on=REVIEW)
    found = report_of(house, catalogs)
    assert (
        "《检验维保》2026-04-30 到期，早于电子病历 5级评审（2026-06-01），评审时厂商可能没有义务配合。" in found.risks
    )
    assert "续签或延长《检验维保》：2026-04-30 到期，电子病历 5级评审在其后。" in decisions(found)
    later = report_of(house, catalogs, today=date(2026, 5, 2))
    assert "《检验维保》已于 2026-04-30 到期，检验系统现在没有合同。" in later.risks


def test_hazards_and_kinds_that_are_not_confirmed(house: House, catalogs: Catalogs) -> None:
    furnish(house, catalogs)
    [group] = house.situation(*catalogs.values()).objects
    hazards.add_hazard(house.store, house.viewer, catalogs["mlps3-2019"], group.id, "弱口令")  # type: ignore[arg-type]
    found = report_of(house, catalogs)
    assert "等保三级 基本符合：已登记重大风险隐患 1 项，没有消除。" in found.risks
    assert "限期消除等保三级 基本符合的重大风险隐患" in decisions(found)
    assert "安排对照官方文件确认项目类别" in decisions(found)


def test_a_hospital_without_targets_is_told_what_to_do(house: House, catalogs: Catalogs) -> None:
    found = report_of(house, catalogs)
    assert found.lead == "还没有设定评审目标，请先确定参加哪些评审、达到几级、何时评审。"
    assert (found.targets, found.blockers, found.risks, found.decisions) == ((), (), (), ())
    assert found.sections == {}


def test_sections_are_numbered_without_a_gap(report: Report) -> None:
    assert [*report.sections.values()][:2] == ["一、现在到哪一步", "二、进展"]
    assert [*replace(report, targets=()).sections.values()] == ["一、风险", "二、请领导决定"]


def test_no_risk_is_only_said_where_something_was_assessed(report: Report) -> None:
    nothing_found = replace(report, risks=())
    assert nothing_found.risk_sentences == ["目前没有需要特别关注的风险。"]
    assert replace(nothing_found, judged=False).risk_sentences == ["还没有评估任何要求，现在说不出有没有风险。"]
    assert report.judged


def test_only_the_hospital_itself_has_the_report(house: House, catalogs: Catalogs) -> None:
    situation = house.situation(*catalogs.values())
    for role in (Role.VENDOR, Role.EXPERT, Role.AUDITOR):
        with refused(NotAllowedError, "没有这项权限"):
            load_report(house.store, Viewer("某人", role), situation)


def test_names_are_cut_and_lists_are_counted() -> None:
    assert clipped("一" * 16) == "一" * 16
    assert clipped("一" * 17) == "一" * 15 + "…"
    assert some(["甲", "乙", "丙", "甲"], "家") == "甲、乙、丙"
    assert some(["甲", "乙", "丙", "丁"], "家") == "甲、乙、丙等 4 家"
    assert some(["甲", "乙"], "项", total=9) == "甲、乙等 9 项"
    assert most("blockers") >= len(wording()["obstacles"])
