"""谁出钱: what a contract covers of the work that closes a gap."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence.contracts.coverage import Cover, Has, Question, Status, Terms, cover, cover_by_any, words
from evidence.contracts.coverage_contracts import contract_on, contracts_on
from evidence.contracts.coverage_desk import CoverDesk, cover_totals, load_covers
from evidence.contracts.customisations import (
    balance_of,
    contract_year,
    customisations,
    drop_customisation,
    record_customisation,
)
from evidence.contracts.review_coverage import load_support
from evidence.errors import InvalidInputError
from evidence.features import FeatureDraft, add_feature
from evidence.gap_view import to_table
from evidence.gaps import Gap, Reason, load_gaps
from evidence.records import Contract
from evidence.standing import load_standings
from evidence.viewer import Role, Viewer
from evidence.worklist import worklist
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed_texts import agree, day, draft_of
from tests.unit.evidence.house import TODAY, House, nothing_stored, refused

SUPPORT = "三、乙方须满足医院电子病历系统功能应用水平分级评价达到5级的评审要求。"
SUPPORT_ABOVE = "三、乙方须满足医院电子病历系统功能应用水平分级评价达到5级及以上的评审要求。"
NEW_PAID = "四、如评审涉及新增功能模块，双方另行协商价格。"
QUOTA = "五、乙方每年免费完成不超过2项报表或界面的个性化修改，单项工作量不超过3人天。"
SECURITY = "六、系统存在安全漏洞的，乙方应免费修复，不得另行收费。"
CONTRACT = Contract(7, "检验维保合同", 1, date(2026, 1, 1), date(2026, 12, 31), 12, "", "")


def asked(
    catalog: Catalog, reason: Reason, *sentences: str, place: int = 5, has: Has = Has.UNKNOWN, review: str = ""
) -> Cover:
    draft = draft_of(*sentences)
    terms = Terms(CONTRACT, draft, balance_of(draft, [], CONTRACT.starts_on, TODAY))
    question = Question(catalog, place, reason, has, TODAY, day(review) if review else None)
    return cover(question, terms)


@pytest.fixture
def emr(catalogs: Mapping[str, Catalog]) -> Catalog:
    return catalogs["emr-2018"]


def test_every_reason_of_a_gap_has_its_work() -> None:
    assert set(words()["work"]) == set(Reason) - {Reason.NO_SYSTEM}


@pytest.mark.parametrize("reason", [Reason.NOT_ASSESSED, Reason.NO_DOCUMENT, Reason.DOCUMENT_EXPIRED])
def test_documents_for_a_review_that_the_contract_supports_are_free(emr: Catalog, reason: Reason) -> None:
    found = asked(emr, reason, SUPPORT)
    assert found.status is Status.COVERED
    assert found.quote is not None
    assert "分级评价达到5级" in found.quote.text
    assert (found.contract_id, found.contract) == (7, "检验维保合同")


def test_a_higher_level_than_the_contract_names_is_open(emr: Catalog) -> None:
    found = asked(emr, Reason.NO_DOCUMENT, SUPPORT, place=6)
    assert found.status is Status.UNCLEAR
    assert "只约定到" in found.reason
    assert asked(emr, Reason.NO_DOCUMENT, SUPPORT_ABOVE, place=6).status is Status.COVERED
    assert asked(emr, Reason.NO_DOCUMENT, SUPPORT, place=3).status is Status.COVERED


def test_a_review_that_the_contract_does_not_name_is_open(catalogs: Mapping[str, Catalog]) -> None:
    found = asked(catalogs["smart-service-2019"], Reason.NO_DOCUMENT, SUPPORT, place=3)
    assert (found.status, found.quote) == (Status.UNCLEAR, None)
    assert "没有约定智慧服务评审支持" in found.reason


def test_a_function_that_is_there_is_improved_free_and_a_new_one_is_negotiated(emr: Catalog) -> None:
    there = asked(emr, Reason.PARTIAL, SUPPORT, NEW_PAID, has=Has.YES)
    new = asked(emr, Reason.UNMET, SUPPORT, NEW_PAID, has=Has.NO)
    assert (there.status, new.status) == (Status.COVERED, Status.NEGOTIATED)
    assert new.quote is not None
    assert "另行协商" in new.quote.text


def test_not_knowing_whether_it_is_there_leaves_it_open(emr: Catalog) -> None:
    found = asked(emr, Reason.UNMET, SUPPORT, NEW_PAID)
    assert found.status is Status.UNCLEAR
    assert "功能清单没有登记" in found.reason


def test_support_without_a_word_on_new_functions_leaves_them_open(emr: Catalog) -> None:
    assert asked(emr, Reason.UNMET, SUPPORT, has=Has.NO).status is Status.UNCLEAR


def test_without_support_changes_come_from_the_free_quota(emr: Catalog) -> None:
    found = asked(emr, Reason.PARTIAL, QUOTA, has=Has.YES)
    assert found.status is Status.COVERED
    assert "还剩 2 项（单项不超过 3 人天）" in found.reason
    assert asked(emr, Reason.PARTIAL, has=Has.YES).status is Status.UNCLEAR


def test_use_by_departments_is_nobodys_clause(emr: Catalog) -> None:
    assert asked(emr, Reason.COVERAGE_LOW, SUPPORT).status is Status.UNCLEAR


def test_security_work_goes_by_its_own_clause_or_by_the_review(catalogs: Mapping[str, Catalog]) -> None:
    mlps = catalogs["mlps3-2019"]
    review = "三、乙方须满足信息系统安全等级保护三级测评的要求。"
    second = "三、乙方须满足信息系统安全等级保护二级测评的要求。"
    assert asked(mlps, Reason.UNMET, SECURITY, place=0).status is Status.COVERED
    assert asked(mlps, Reason.UNMET, review, place=0).status is Status.COVERED
    assert asked(mlps, Reason.UNMET, second, place=0).status is Status.UNCLEAR
    assert asked(mlps, Reason.UNMET, place=0).status is Status.UNCLEAR


def test_grades_go_by_their_order(catalogs: Mapping[str, Catalog]) -> None:
    interop = catalogs["interop-2020"]
    review = "三、乙方须满足医院信息互联互通标准化成熟度测评达到四级甲等的要求。"
    order = interop.order
    assert asked(interop, Reason.NO_DOCUMENT, review, place=order["四级甲等"]).status is Status.COVERED
    assert asked(interop, Reason.NO_DOCUMENT, review, place=order["五级乙等"]).status is Status.UNCLEAR


def test_without_a_contract_in_force_nobody_has_agreed_to_anything(emr: Catalog) -> None:
    question = Question(emr, 5, Reason.NO_DOCUMENT, Has.UNKNOWN, day("2027-02-01"), None)
    assert cover(question, None).status is Status.NONE
    ended = cover(question, Terms(CONTRACT, draft_of(SUPPORT), None))
    assert ended.status is Status.NONE
    assert "2026-12-31 到期" in ended.reason
    before = Question(emr, 5, Reason.NO_DOCUMENT, Has.UNKNOWN, day("2025-02-01"), None)
    assert cover(before, Terms(CONTRACT, draft_of(SUPPORT), None)).status is Status.NONE
    unread = Question(emr, 5, Reason.NO_DOCUMENT, Has.UNKNOWN, TODAY, None)
    assert "没有读取确认" in cover(unread, Terms(CONTRACT, None, None)).reason


def test_a_contract_that_ends_before_the_review_says_so(emr: Catalog) -> None:
    found = asked(emr, Reason.NO_DOCUMENT, SUPPORT, review="2027-03-01")
    assert found.status is Status.COVERED
    assert "早于评审日期 2027-03-01" in found.reason


def contract(number: int, starts: str | None, ends: str | None) -> Contract:
    return Contract(number, "", 1, day(starts) if starts else None, day(ends) if ends else None, None, "", "")


def test_the_contract_in_force_answers_before_all_others() -> None:
    old, now = contract(1, "2024-01-01", "2025-12-31"), contract(2, "2026-01-01", "2026-12-31")
    undated, coming = contract(3, None, None), contract(4, "2027-01-01", "2027-12-31")
    assert contract_on([old, undated, coming, now], TODAY) is now
    assert contract_on([old, undated, coming], TODAY) is undated
    assert contract_on([coming, old], TODAY) is old
    assert contract_on([], TODAY) is None


def test_all_contracts_that_hold_answer_and_one_to_come_does_not() -> None:
    old, now, also = (
        contract(1, "2024-01-01", "2025-12-31"),
        contract(2, "2026-01-01", "2026-12-31"),
        contract(5, None, "2026-06-30"),
    )
    undated, coming = contract(3, None, None), contract(4, "2027-01-01", "2027-12-31")
    assert contracts_on([old, undated, coming, now, also], TODAY) == (now, also)
    assert contracts_on([old, undated, coming], TODAY) == (undated,)
    assert contracts_on([], TODAY) == ()


def several(emr: Catalog, *texts: tuple[Contract, tuple[str, ...]], has: Has = Has.UNKNOWN) -> Cover:
    terms = [Terms(found, draft_of(*sentences), None) for found, sentences in texts]
    reason = Reason.NO_DOCUMENT if has is Has.UNKNOWN else Reason.UNMET
    return cover_by_any(Question(emr, 5, reason, has, TODAY, day("2026-12-01")), terms, named=True)


FIRST = Contract(7, "检验维保合同", 1, date(2026, 1, 1), date(2026, 12, 31), 12, "", "")
SECOND = Contract(8, "全院平台合同", 2, date(2026, 1, 1), date(2026, 11, 30), 11, "", "")


def test_one_contract_that_covers_the_work_is_enough(emr: Catalog) -> None:
    for texts in (((FIRST, (SUPPORT,)), (SECOND, ())), ((SECOND, ()), (FIRST, (SUPPORT,)))):
        found = several(emr, *texts)
        assert (found.status, found.contract) == (Status.COVERED, "检验维保合同")
        assert "全院平台合同" not in found.reason


def test_of_two_that_cover_it_the_one_that_lasts_until_the_review(emr: Catalog) -> None:
    found = several(emr, (SECOND, (SUPPORT,)), (FIRST, (SUPPORT,)))
    assert (found.contract, "早于评审日期" in found.reason) == ("检验维保合同", False)


def test_what_several_contracts_leave_open_is_told_with_their_names(emr: Catalog) -> None:
    found = several(emr, (FIRST, ()), (SECOND, (NEW_PAID,)), has=Has.NO)
    assert (found.status, found.contract) == (Status.NEGOTIATED, "全院平台合同")
    assert found.reason == (
        "《全院平台合同》：合同约定新增功能或模块另行协商；《检验维保合同》：合同没有写明新增功能是否收费"
    )


@pytest.mark.parametrize(
    ("starts", "on", "year"),
    [
        (None, "2026-03-02", ("2026-01-01", "2026-12-31")),
        ("2025-05-01", "2026-03-02", ("2025-05-01", "2026-04-30")),
        ("2025-05-01", "2026-05-01", ("2026-05-01", "2027-04-30")),
        ("2024-02-29", "2026-02-27", ("2025-02-28", "2026-02-27")),
    ],
)
def test_the_year_of_a_contract(starts: str | None, on: str, year: tuple[str, str]) -> None:
    found = contract_year(day(starts) if starts else None, day(on))
    assert tuple(map(str, found)) == year


# A hospital with a gap, a contract and a task.


@pytest.fixture
def system(house: House) -> int:
    return house.system("瑞美检验平台", "LIS", vendor="瑞美")


def desk_of(house: House, catalogs: Mapping[str, Catalog], who: Viewer | None = None) -> tuple[CoverDesk, list[Gap]]:
    viewer = who or house.viewer
    situation = house.situation(*catalogs.values())
    desk = load_covers(house.store, viewer, situation)
    assert desk is not None
    [standing] = load_standings(house.store, viewer, situation)
    return desk, load_gaps(house.store, viewer, situation, standing)


def test_gaps_are_answered_by_the_contract_of_their_system(
    house: House, catalogs: Mapping[str, Catalog], system: int
) -> None:
    house.target(catalogs["emr-2018"], "5")
    agree(house, system, SUPPORT, NEW_PAID)
    house.system("护理系统", "NIS")
    desk, gaps = desk_of(house, catalogs)
    by_kind = {gap.system.kind if gap.system else "": desk.of_gap(gap).status for gap in gaps}
    assert (by_kind["LIS"], by_kind["NIS"], by_kind[""]) == (Status.COVERED, Status.NONE, Status.NONE)
    totals = {entry.vendor: entry.counts for entry in cover_totals(desk, {gaps[0].target.id: gaps})}
    assert totals["瑞美"][Status.COVERED] == sum(gap.vendor == "瑞美" for gap in gaps)
    assert totals["未登记厂商"][Status.NONE] > 0
    table = to_table(gaps, desk.of_gap)
    assert set(table["谁出钱"]) == {"免费", "无合同"}
    assert "谁出钱" not in to_table(gaps)


def test_a_second_contract_of_a_system_takes_nothing_away(
    house: House, catalogs: Mapping[str, Catalog], system: int
) -> None:
    house.target(catalogs["emr-2018"], "5")
    agree(house, system, SUPPORT, NEW_PAID)
    desk, gaps = desk_of(house, catalogs)
    alone = {totals.vendor: totals.counts for totals in cover_totals(desk, {gaps[0].target.id: gaps})}
    agree(house, system, title="另一份合同")
    desk, gaps = desk_of(house, catalogs)
    assert {t.vendor: t.counts for t in cover_totals(desk, {gaps[0].target.id: gaps})} == alone
    [row] = load_support(house.store, house.viewer, house.situation(*catalogs.values())).rows
    assert {cell.cover.contract for cell in row.reviews if cell} == {"检验维保合同"}


def test_the_feature_list_tells_new_functions_from_old_ones(
    house: House, catalogs: Mapping[str, Catalog], system: int
) -> None:
    emr = catalogs["emr-2018"]
    house.target(emr, "5")
    agree(house, system, SUPPORT, NEW_PAID)
    house.judge(emr, Verdict.UNMET, "05.01.3#1", system=system)
    for status, expected in (("none", Status.NEGOTIATED), ("live", Status.UNCLEAR)):
        claims = (("emr-2018", "05.01.3#1"),)
        draft = FeatureDraft(f"标本条码 {status}", status, claims=claims)
        add_feature(house.store, house.viewer, catalogs, system, draft)
        desk, gaps = desk_of(house, catalogs)
        [gap] = [g for g in gaps if g.clause == "05.01.3#1"]
        assert desk.of_gap(gap).status is expected


def test_a_vendor_is_told_of_its_own_contracts_only_and_an_expert_of_none(
    house: House, catalogs: Mapping[str, Catalog], system: int
) -> None:
    house.target(catalogs["emr-2018"], "5")
    agree(house, system, SUPPORT)
    desk, gaps = desk_of(house, catalogs, engineer_of(house, "瑞美"))
    assert {desk.of_gap(gap).status for gap in gaps} >= {Status.COVERED}
    situation = house.situation(*catalogs.values())
    for role in (Role.EXPERT, Role.AUDITOR):
        assert load_covers(house.store, Viewer("某人", role), situation) is None


def test_free_customisations_are_used_up(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    emr = catalogs["emr-2018"]
    house.target(emr, "5")
    house.judge(emr, Verdict.PARTIAL, "05.01.3#1", system=system)
    contract_id = agree(house, system, QUOTA)
    tasks = [
        house.task(f"报表 {number}", system_id=system, clauses=(("emr-2018", "05.01.3#1"),)) for number in range(3)
    ]
    for task in tasks[:2]:
        record_customisation(house.store, house.viewer, task, Decimal("2.5"), TODAY)
    desk, gaps = desk_of(house, catalogs)
    balance = desk.balance(contract_id)
    assert balance is not None
    assert (balance.count_left, balance.exhausted, balance.yearly) == (0, True, True)
    texts = [desk.of_task(house.find_task(task), gaps).text for task in tasks]
    assert texts[0] == texts[1] == "使用免费定制 2.5 人天"
    assert "需协商" in texts[2]
    record_customisation(house.store, house.viewer, tasks[2], Decimal("2"), TODAY)
    desk, gaps = desk_of(house, catalogs)
    assert desk.of_task(house.find_task(tasks[2]), gaps).text == "定制超出免费额度，需协商 2 人天"


def test_a_customisation_above_the_size_is_not_free(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    house.target(catalogs["emr-2018"], "5")
    contract_id = agree(house, system, QUOTA)
    task = house.task("大改造", system_id=system)
    record_customisation(house.store, house.viewer, task, Decimal(10), TODAY)
    desk, gaps = desk_of(house, catalogs)
    balance = desk.balance(contract_id)
    assert balance is not None
    assert (balance.used, balance.oversized, balance.count_left) == (0, 1, 2)
    assert not desk.of_task(house.find_task(task), gaps).free


def test_a_use_is_changed_and_taken_back(house: House, system: int) -> None:
    agree(house, system, QUOTA)
    task = house.task("报表", system_id=system)
    first = record_customisation(house.store, house.viewer, task, Decimal(1), TODAY)
    assert record_customisation(house.store, house.viewer, task, Decimal(2), TODAY) == first
    [use] = customisations(house.store, house.viewer)
    assert use.days == 2
    drop_customisation(house.store, house.viewer, first)
    assert customisations(house.store, house.viewer) == []


def test_uses_that_cannot_be(house: House, system: int) -> None:
    bare, free = house.task("全院任务"), house.task("报表", system_id=system)
    cases = [
        (bare, Decimal(1), TODAY, "没有指定系统"),
        (free, Decimal(1), TODAY, "没有登记维保合同"),
        (free, Decimal(0), TODAY, "大于 0"),
        (free, Decimal(1), date(2026, 3, 3), "还没有到"),
    ]
    for task, days, used_on, said in cases:
        with nothing_stored(house.store), refused(InvalidInputError, said):
            record_customisation(house.store, house.viewer, task, days, used_on)


def test_the_worklist_says_who_pays(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    house.target(catalogs["emr-2018"], "5")
    agree(house, system, SUPPORT)
    desk, gaps = desk_of(house, catalogs)
    situation = house.situation(*catalogs.values())
    standings = load_standings(house.store, house.viewer, situation)
    by_target = {standings[0].target.id: gaps}
    listed = worklist(situation, standings, by_target, situation.system_by_id[system], desk.of_gap)
    assert {line.payment.split("：")[0] for line in listed.lines} == {"免费"}
    silent = worklist(situation, standings, by_target, situation.system_by_id[system])
    assert {line.payment for line in silent.lines} == {""}
