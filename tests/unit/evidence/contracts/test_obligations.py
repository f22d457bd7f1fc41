"""Which obligations a contract brings, when they are due, and in what state they are."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from criteria.models import LevelsCatalog
from evidence import register
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from evidence.contracts.draft import Inspections, ReportDuty, ReviewTarget
from evidence.contracts.obligations import ObligationFilter, State, obligations, state_of
from evidence.contracts.period import ContractPeriod, last_day, period_of
from evidence.contracts.record import set_start
from evidence.contracts.schedule import planned
from tests.unit.evidence.contracts.agreed import YEAR, confirm, draft_of, one, owed
from tests.unit.evidence.house import House

REPORT = [ReportDuty("巡检报告", Decimal(10), "工作日")]


def test_quarterly_inspections_are_spread_over_the_year(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=4)
    found = owed(house, contract)
    assert [entry.title for entry in found] == [f"第 {n} 次现场巡检" for n in (1, 2, 3, 4)]
    assert [str(entry.due_on) for entry in found] == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
    assert {entry.vendor for entry in found} == {"瑞美"}


def test_every_sort_of_inspection_has_its_own_days(house: House) -> None:
    visits = [Inspections("onsite", Decimal(2)), Inspections("remote", Decimal(1)), Inspections("database", Decimal(1))]
    contract = confirm(house, **YEAR, inspections=visits)
    assert [(entry.sort, str(entry.due_on)) for entry in owed(house, contract)] == [
        ("inspection.onsite", "2026-06-30"),
        ("inspection.onsite", "2026-12-31"),
        ("inspection.database", "2026-12-31"),
        ("inspection.remote", "2026-12-31"),
    ]


def test_a_number_that_a_person_chose_goes_before_the_sorts_read(house: House) -> None:
    visits = [Inspections("onsite", Decimal(4)), Inspections("remote", Decimal(1))]
    contract = confirm(house, **YEAR, inspections=visits, inspections_per_year=2)
    assert len(owed(house, contract, date(2026, 3, 2), "inspection.onsite")) == 2
    assert len(owed(house, contract, date(2026, 3, 2), "inspection.remote")) == 1


def test_daily_care_is_summed_up_by_month(house: House) -> None:
    contract = confirm(house, **YEAR, inspections=[Inspections("daily", Decimal(365))])
    assert [entry.due_on for entry in owed(house, contract)][:2] == [date(2026, 1, 31), date(2026, 2, 28)]
    assert len(owed(house, contract)) == 12


def test_a_report_is_due_after_the_day_on_which_the_inspection_was_done(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=4, reports=REPORT)
    report = one(house, contract, "inspection_report")
    assert report.due_on == date(2026, 4, 15)  # ten working days after 31 March, without 清明
    visit = one(house, contract, "inspection.onsite")
    record_delivery(house.store, house.viewer, visit.id, DeliveryDraft(date(2026, 2, 27)))
    moved = one(house, contract, "inspection_report")
    assert moved.due_on == date(2026, 3, 12)  # 28 February is worked in exchange


def test_a_deadline_in_calendar_days_is_counted_so(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=1, reports=[ReportDuty("巡检报告", Decimal(5), "日")])
    assert one(house, contract, "inspection_report").due_on == date(2027, 1, 5)


def test_a_report_in_a_year_without_published_holidays_says_so(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=1, report_workdays=10)
    assert "尚未公布" in one(house, contract, "inspection_report").note


def test_what_is_due_once(house: House) -> None:
    contract = confirm(
        house,
        **YEAR,
        confidentiality_agreement=True,
        people_trained=2,
        documents_handover=["数据字典", "操作手册"],
        reports=[ReportDuty("年度运维总结报告", Decimal(10), "日")],
        drills_per_year=1,
        backup_tests_per_year=2,
    )
    found = {entry.title: str(entry.due_on) for entry in owed(house, contract)}
    assert found == {
        "保密协议": "2026-01-31",
        "第 1 次备份恢复测试": "2026-06-30",
        "第 2 次备份恢复测试": "2026-12-31",
        "第 1 次应急演练": "2026-12-31",
        "培养 2 名运维人员": "2026-12-31",
        "移交资料：数据字典、操作手册": "2026-12-31",
        "第 1 个服务年度的年度运维总结报告": "2027-01-10",
    }
    assert "合同没有写明日期" in one(house, contract, "handover").note
    renewal = one(house, contract, "renewal")
    assert (renewal.due_on, renewal.owed_by) == (date(2026, 10, 2), "hospital")


def test_review_support_is_due_on_the_review(house: House, emr: LevelsCatalog) -> None:
    contract = confirm(
        house, **YEAR, targets=[ReviewTarget("emr-2018", "6", or_above=True)], other_reviews=["三甲评审"]
    )
    support, other = owed(house, contract)
    assert (support.title, support.due_on, support.note) == (
        "电子病历 6级以上 评审支持",
        None,
        "医院没有设这个标准的目标",
    )
    assert (other.title, other.due_on, other.note) == ("三甲评审支持", None, "评审日期未定")
    register.set_target(house.store, house.viewer, emr, "6", review_on=date(2026, 9, 1))
    assert owed(house, contract)[0].due_on == date(2026, 9, 1)
    register.set_target(house.store, house.viewer, emr, "6", review_on=date(2027, 3, 1))
    assert owed(house, contract)[0].note == "合同 2026-12-31 到期，早于评审日 2027-03-01"


def test_without_a_start_obligations_stand_without_dates_until_it_is_entered(house: House) -> None:
    contract = confirm(house, period_months=36, inspections_per_year=3, confidentiality_agreement=True)
    before = owed(house, contract)
    assert len(before) == 10
    assert {entry.due_on for entry in before} == {None}
    assert {entry.note for entry in before} == {"合同开始日期未填，填写后排出日期"}
    assert {entry.state for entry in before} == {State.DUE}
    set_start(house.store, house.viewer, contract, date(2026, 2, 1))
    after = owed(house, contract, date(2026, 3, 2), "inspection.onsite")
    assert [str(entry.due_on) for entry in after][:3] == ["2026-05-31", "2026-09-30", "2027-01-31"]
    assert {entry.id for entry in after} < {entry.id for entry in before}


def test_the_state_follows_from_the_days() -> None:
    due, day = date(2026, 3, 31), timedelta(days=1)
    assert state_of(due, None, due) is State.DUE
    assert state_of(due, None, due + day) is State.MISSED
    assert state_of(due, due, due + 30 * day) is State.DONE
    assert state_of(due, due + day, due + 30 * day) is State.LATE
    assert state_of(None, None, due) is State.DUE
    assert state_of(None, due, due) is State.DONE


def test_filters(house: House) -> None:
    lis = house.system("检验系统")
    first = confirm(house, **YEAR, inspections_per_year=2, system_ids=(lis,))
    second = confirm(house, "影像维保合同", **YEAR, inspections_per_year=1, vendor="卫宁")
    vendor = next(v.id for v in register.vendors(house.store, house.viewer) if v.name == "卫宁")

    def contracts(wanted: ObligationFilter) -> list[int]:
        return [entry.contract_id for entry in obligations(house.store, house.viewer, date(2026, 7, 1), wanted)]

    visits = frozenset({"inspection.onsite"})
    assert contracts(ObligationFilter(system_id=lis, sorts=visits)) == [first, first]
    assert contracts(ObligationFilter(vendor_id=vendor, sorts=visits)) == [second]
    assert contracts(ObligationFilter(states=frozenset({State.MISSED}))) == [first]
    assert contracts(ObligationFilter(first=date(2026, 12, 1), last=date(2026, 12, 31))) == [first, second]


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 120), st.integers(1, 52))
def test_inspections_lie_in_the_period_in_order_and_as_many_as_agreed(starts: date, months: int, per_year: int) -> None:
    period = ContractPeriod(starts, last_day(starts, months), months)
    days = [
        entry.due_on for entry in planned(draft_of(inspections_per_year=per_year), period) if entry.sort != "renewal"
    ]
    assert len(days) == max(months * per_year // 12, 1)
    assert all(day is not None and starts <= day <= last_day(starts, months) for day in days)
    assert days == sorted(days, key=lambda day: day or starts)
    assert len(set(days)) == len(days)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 120))
def test_a_period_is_the_same_from_its_start_and_from_both_dates(starts: date, months: int) -> None:
    from_months = period_of(draft_of(period_start=starts.isoformat(), period_months=months))
    assert from_months.ends is not None
    dates = draft_of(period_start=starts.isoformat(), period_end=from_months.ends.isoformat())
    assert period_of(dates) == from_months


def test_nothing_is_owed_for_a_review_of_a_higher_level(house: House, emr: LevelsCatalog) -> None:
    register.set_target(house.store, house.viewer, emr, "6", review_on=date(2026, 9, 1))
    named = [ReviewTarget("emr-2018", "5", or_above=False), ReviewTarget("emr-2018", "4", or_above=True)]
    contract = confirm(house, **YEAR, targets=named)
    found = {entry.title: (entry.due_on, entry.note) for entry in owed(house, contract)}
    assert found["电子病历 5级 评审支持"] == (None, "合同只约定到5 级，医院的目标更高")
    assert found["电子病历 4级以上 评审支持"] == (date(2026, 9, 1), "")
    bare = confirm(house, "未写级别", **YEAR, targets=[ReviewTarget("emr-2018", None, or_above=False)])
    assert one(house, bare, "review_support").due_on == date(2026, 9, 1)
