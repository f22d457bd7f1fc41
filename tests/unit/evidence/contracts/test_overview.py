"""合同履约 at a glance: what is due, overdue and charged, what ends too early, and which system has no contract."""

from datetime import date

import pytest

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence import register
from evidence.contracts.coverage import Status
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from evidence.contracts.draft import ReviewLimit, ReviewTarget
from evidence.contracts.obligation_view import Wanted, choose, months, renewed_by, to_table
from evidence.contracts.obligations import State, obligations
from evidence.contracts.overview import Overview, load_overview
from evidence.contracts.overview import to_table as contracts_table
from evidence.contracts.review_coverage import ReviewSupport, SupportGrid, load_support
from evidence.contracts.review_coverage import to_table as support_table
from evidence.documents import DocumentDraft
from evidence.situation import Situation, load_situation
from evidence.viewer import Role, Viewer
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed import YEAR, confirm, owed
from tests.unit.evidence.house import TODAY, House

SIX = ReviewTarget("emr-2018", "6", or_above=False)


@pytest.fixture
def system(house: House) -> int:
    return house.system("检验系统", vendor="瑞美")


def situation_of(house: House, today: date = TODAY, who: Viewer | None = None) -> Situation:
    return load_situation(house.store, who or house.viewer, shipped_catalogs(), today)


def overview(house: House, who: Viewer | None = None) -> Overview:
    return load_overview(house.store, who or house.viewer, situation_of(house, who=who))


def support(house: House, today: date = TODAY) -> SupportGrid:
    return load_support(house.store, house.viewer, situation_of(house, today))


def cell(house: House, today: date = TODAY) -> ReviewSupport:
    [row] = support(house, today).rows
    [found] = row.reviews
    assert found is not None
    return found


def aim(house: House, emr: LevelsCatalog, level: str = "5", review: date | None = date(2026, 10, 1)) -> None:
    register.set_target(house.store, house.viewer, emr, level, review_on=review)


def test_the_figures_are_those_of_the_obligations(house: House, system: int) -> None:
    confirm(house, **YEAR, inspections_per_year=12, system_ids=(system,))
    confirm(house, "护理合同", **YEAR, inspections_per_year=12, vendor="卫宁")
    found = overview(house)
    # On 2 March: January and February of both are overdue, that of 31 March falls due within 30 days.
    assert (len(found.rows), found.missed, found.due) == (2, 4, 2)
    assert [(row.vendor, row.missed, row.due) for row in found.rows] == [("卫宁", 2, 1), ("瑞美", 2, 1)]
    assert contracts_table(found.rows)["系统"].tolist() == ["", "检验系统"]


def test_a_vendor_sees_its_own_contracts_and_is_not_told_of_missing_ones(house: House, system: int) -> None:
    confirm(house, **YEAR, system_ids=(system,))
    confirm(house, "护理合同", **YEAR, vendor="卫宁", system_ids=(house.system("护理系统", "NIS", vendor="卫宁"),))
    house.system("瑞美质控", "LIS", vendor="瑞美")
    found = overview(house, engineer_of(house, "瑞美"))
    assert [row.contract.title for row in found.rows] == ["检验维保合同"]
    assert found.without == ()
    assert [entry.system.name for entry in overview(house).without] == ["瑞美质控"]
    assert overview(house, Viewer("专家", Role.EXPERT)).rows == ()


@pytest.mark.parametrize(
    ("period", "ending", "without", "warning"),
    [
        (YEAR, 0, 0, ""),
        ({"period_start": "2026-01-01", "period_months": 6}, 1, 0, "早于电子病历 5级 评审（2026-10-01）到期"),
        ({"period_start": "2025-01-01", "period_months": 12}, 0, 1, "已于 2025-12-31 到期"),
        ({"period_months": 12}, 0, 1, "起止日期未填"),
    ],
)
def test_what_ends_before_the_review_or_holds_no_more_stands_out(
    house: House,
    system: int,
    emr: LevelsCatalog,
    period: dict[str, object],
    ending: int,
    without: int,
    warning: str,
) -> None:
    aim(house, emr)
    confirm(house, **period, system_ids=(system,))
    found = overview(house)
    assert (len(found.ending), len(found.without)) == (ending, without)
    assert found.rows[0].warning == warning


@pytest.mark.parametrize(
    ("asked", "granted", "status"),
    [
        ("5", SIX, Status.COVERED),
        ("6", ReviewTarget("emr-2018", "5", or_above=True), Status.COVERED),
        ("6", ReviewTarget("emr-2018", "5", or_above=False), Status.UNCLEAR),
        ("5", ReviewTarget("smart-service-2019", "4", or_above=True), Status.UNCLEAR),
    ],
)
def test_a_review_is_supported_up_to_the_level_agreed(
    house: House, system: int, emr: LevelsCatalog, asked: str, granted: ReviewTarget, status: Status
) -> None:
    aim(house, emr, asked)
    confirm(house, **YEAR, targets=[granted], system_ids=(system,))
    assert cell(house).cover.status is status


def test_limits_and_an_early_end_are_told(house: House, system: int, emr: LevelsCatalog) -> None:
    aim(house, emr, review=date(2027, 3, 1))
    limit = ReviewLimit(None, existing_functions=True, documents=True, engineers_on_site=False)
    confirm(house, **YEAR, targets=[SIX], review_limits=[limit], system_ids=(system,))
    found = cell(house)
    assert (found.limits, found.ends_early) == ("现有功能完善、文审材料", True)
    assert found.text == "✔ 免费 6 级，! 合同先到期"
    assert "合同先到期" in support_table(support(house)).iloc[0]["电子病历 5级"]


def test_a_contract_that_begins_before_the_review_counts_for_it(house: House, system: int, emr: LevelsCatalog) -> None:
    aim(house, emr, review=date(2027, 3, 1))
    confirm(house, **YEAR, system_ids=(system,))
    confirm(house, "续签合同", period_start="2027-01-01", period_months=12, targets=[SIX], system_ids=(system,))
    assert (cell(house).cover.status, cell(house).ends_early) == (Status.COVERED, False)


def test_a_system_without_a_contract_is_in_the_grid(house: House, system: int, emr: LevelsCatalog) -> None:
    aim(house, emr)
    assert cell(house).cover.status is Status.NONE
    assert support(house).rows[0].entry.warning == "没有合同"


def test_obligations_are_chosen_by_period_state_contract_and_system(house: House, system: int) -> None:
    first = confirm(house, **YEAR, inspections_per_year=12, system_ids=(system,))
    second = confirm(house, "护理合同", **YEAR, inspections_per_year=2, vendor="卫宁")
    entries = obligations(house.store, house.viewer, TODAY)
    missed = choose(entries, Wanted(states=frozenset({State.MISSED})), TODAY)
    assert [entry.due_on for entry in missed] == [date(2026, 1, 31), date(2026, 2, 28)]
    assert choose(entries, Wanted(period="今天以前"), TODAY) == missed
    assert {entry.contract_id for entry in choose(entries, Wanted(contracts=frozenset({second})), TODAY)} == {second}
    assert {entry.contract_id for entry in choose(entries, Wanted(systems=frozenset({system})), TODAY)} == {first}
    assert [entry.due_on for entry in choose(entries, Wanted(period="30 天内"), TODAY)] == [date(2026, 3, 31)]
    assert choose(entries, Wanted(), TODAY) == entries


def test_months_hold_every_obligation_once(house: House, system: int) -> None:
    confirm(house, period_months=12, inspections_per_year=4, system_ids=(system,))
    confirm(house, "护理合同", **YEAR, inspections_per_year=4, vendor="卫宁")
    entries = obligations(house.store, house.viewer, TODAY)
    found = months(entries)
    assert sorted(entry.id for month in found for entry in month.entries) == sorted(entry.id for entry in entries)
    assert [month.name for month in found][-1] == "日期未定"
    assert all(
        entry.due_on is None or entry.due_on.month == month.first.month
        for month in found
        if month.first
        for entry in month.entries
    )
    assert to_table(entries, situation_of(house))["到期日"].tolist()[-1] == "未定"


def test_the_last_report_of_the_same_sort_is_renewed(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=12)
    first, second, third, *_ = owed(house, contract)
    for entry, day in ((first, date(2026, 1, 30)), (second, date(2026, 2, 27))):
        report = DocumentDraft(f"{entry.title}报告", "record", day, statement="运行正常")
        record_delivery(house.store, house.viewer, entry.id, DeliveryDraft(day, document=report))
    entries = owed(house, contract)
    renewed = renewed_by(third, entries)
    assert renewed is not None
    assert renewed.id == second.id
    assert renewed_by(first, [first, third]) is None
