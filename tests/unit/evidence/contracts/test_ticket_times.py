"""How long a vendor had, by the words of the contract: round the clock, within service hours, in working days."""

from datetime import timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evidence.contracts.draft import ContractDraft, Fact, Quote, ServiceHours
from evidence.contracts.service_clock import Length, ServiceClock, clock_of, deadline
from evidence.contracts.ticket_times import ONSITE, REMOTE, RESOLVE, RESPOND, Outcome, Times, compare, severities
from evidence.contracts.workdays import is_workday
from tests.unit.evidence.contracts.agreed_texts import TIMES, at, draft_of

NOW = at("2026-03-06 12:00")
WITHIN_HOURS = "三、一级故障：2小时内响应，8小时内解决，时限按服务时间计算。\n服务时间：工作日8:00-18:00。"


def outcomes(times: Times, severity: str, draft: ContractDraft | None) -> dict[str, Outcome]:
    return {result.stage: result.outcome for result in compare(times, severity, draft, NOW, is_workday)}


def test_each_stage_is_judged_by_the_times_of_its_severity() -> None:
    times = Times(
        at("2026-03-02 09:30"),
        respond=at("2026-03-02 10:00"),
        onsite=at("2026-03-02 11:31"),
        resolve=at("2026-03-02 13:00"),
    )
    draft = draft_of(TIMES)
    assert severities(draft) == ("一级故障", "二级故障")
    assert outcomes(times, "一级故障", draft) == {
        RESPOND: Outcome.WITHIN,
        REMOTE: Outcome.NOT_AGREED,
        ONSITE: Outcome.LATE,
        RESOLVE: Outcome.WITHIN,
    }
    onsite = compare(times, "一级故障", draft, NOW, is_workday)[2]
    assert onsite.late == timedelta(minutes=1)
    assert onsite.took == timedelta(minutes=121)


def test_what_is_open_runs_until_its_time_is_over() -> None:
    draft = draft_of(TIMES)
    assert outcomes(Times(at("2026-03-06 11:00")), "一级故障", draft)[RESOLVE] is Outcome.RUNNING
    assert outcomes(Times(at("2026-03-06 11:00")), "一级故障", draft)[RESPOND] is Outcome.OVERDUE


def test_a_solved_fault_needs_no_visit_and_was_answered_by_then() -> None:
    solved_at_once = Times(at("2026-03-02 09:30"), resolve=at("2026-03-02 09:50"))
    solved_later = Times(at("2026-03-02 09:30"), resolve=at("2026-03-02 10:50"))
    draft = draft_of(TIMES)
    assert outcomes(solved_at_once, "一级故障", draft)[RESPOND] is Outcome.WITHIN
    assert outcomes(solved_later, "一级故障", draft)[RESPOND] is Outcome.NOT_RECORDED
    assert outcomes(solved_later, "一级故障", draft)[ONSITE] is Outcome.NOT_NEEDED


def test_working_days_skip_weekends_and_public_holidays() -> None:
    friday = Times(at("2026-03-06 16:00"))
    resolve = compare(friday, "二级故障", draft_of(TIMES), at("2026-03-08 12:00"), is_workday)[3]
    assert resolve.deadline == at("2026-03-11 00:00")  # Monday and Tuesday, to the end of the day
    assert resolve.outcome is Outcome.RUNNING
    national_day = Times(at("2026-09-30 16:00"))
    resolve = compare(national_day, "二级故障", draft_of(TIMES), at("2026-09-30 17:00"), is_workday)[3]
    assert resolve.deadline is not None
    assert resolve.deadline >= at("2026-10-09 00:00")


def test_without_a_contract_nothing_was_agreed() -> None:
    assert set(outcomes(Times(at("2026-03-02 09:30")), "", None).values()) == {Outcome.NOT_AGREED}


def test_what_the_severity_leaves_open_comes_from_the_clause_for_every_fault() -> None:
    draft = draft_of("三、系统故障时，乙方应在30分钟内响应，24小时内到达现场。", "严重级别：一级故障：5分钟内响应。")
    times = Times(at("2026-03-02 09:30"), respond=at("2026-03-02 09:40"), onsite=at("2026-03-03 09:00"))
    assert outcomes(times, "一级故障", draft)[RESPOND] is Outcome.LATE
    assert outcomes(times, "一级故障", draft)[ONSITE] is Outcome.WITHIN


def test_a_visit_or_help_from_afar_is_enough_where_the_text_takes_either() -> None:
    draft = draft_of("三、二级故障：1小时内响应，12小时内到达现场或远程维护。")
    times = Times(at("2026-03-02 09:30"), respond=at("2026-03-02 09:40"), remote=at("2026-03-02 12:00"))
    assert outcomes(times, "二级故障", draft)[ONSITE] is Outcome.WITHIN


def test_hours_run_round_the_clock_unless_the_text_limits_them() -> None:
    draft = draft_of(TIMES, "服务时间：工作日8:00-18:00。")
    clock = clock_of(draft, draft.facts_of("response")[0])
    assert clock.round_the_clock
    assert "连续计算" in clock.said


def test_hours_run_within_service_hours_where_the_text_says_so() -> None:
    draft = draft_of(WITHIN_HOURS)
    friday_evening = Times(at("2026-03-06 17:00"))
    respond = compare(friday_evening, "一级故障", draft, at("2026-03-06 18:00"), is_workday)[0]
    assert respond.deadline == at("2026-03-09 09:00")
    assert "08:00-18:00" in respond.said


def quoted(text: str) -> tuple[Quote, ...]:
    return (Quote(text, 1, 0, len(text)),)


def test_service_hours_that_are_not_named_leave_it_open() -> None:
    draft = draft_of("三、一级故障：2小时内响应，时限按工作时间计算。")
    late = Times(at("2026-03-02 09:30"), respond=at("2026-03-02 12:00"))
    in_time = Times(at("2026-03-02 09:30"), respond=at("2026-03-02 11:00"))
    assert outcomes(late, "一级故障", draft)[RESPOND] is Outcome.UNCLEAR
    assert outcomes(in_time, "一级故障", draft)[RESPOND] is Outcome.WITHIN


def clock(windows: tuple[tuple[int, int], ...], weekdays: frozenset[int] | None) -> ServiceClock:
    return ServiceClock(windows, weekdays, 1440, "", None)


ALWAYS = clock(((0, 1440),), frozenset(range(7)))
moments = st.datetimes(at("2026-01-01 00:00"), at("2026-12-01 00:00")).map(lambda m: m.replace(second=0, microsecond=0))


@given(moments, st.integers(1, 5000))
def test_round_the_clock_every_minute_counts(start, minutes) -> None:
    assert deadline(start, Length(minutes=Decimal(minutes)), ALWAYS, is_workday) == start + timedelta(minutes=minutes)


@given(moments, st.integers(1, 3000), st.integers(1, 3000))
def test_more_time_never_ends_earlier_and_limits_never_help_the_hospital(start, first, more) -> None:
    office = clock(((480, 720), (780, 1080)), None)
    short = deadline(start, Length(minutes=Decimal(first)), office, is_workday)
    long = deadline(start, Length(minutes=Decimal(first + more)), office, is_workday)
    assert short is not None
    assert long is not None
    assert start + timedelta(minutes=first) <= short < long
    assert is_workday(short.date())
    assert 480 < short.hour * 60 + short.minute <= 1080


@given(moments, st.integers(1, 30))
def test_the_last_working_day_is_worked_and_the_day_of_the_report_does_not_count(start, days) -> None:
    end = deadline(start, Length(workdays=Decimal(days)), clock(((0, 1440),), None), is_workday)
    assert end is not None
    last = (end - timedelta(minutes=1)).date()
    counted = [start.date() + timedelta(days=n) for n in range(1, (last - start.date()).days + 1)]
    assert is_workday(last)
    assert sum(map(is_workday, counted)) == days


def test_service_beyond_midnight_counts_on_both_sides() -> None:
    hours = Fact("service_hours", ServiceHours("每天", ("20:00-06:00",)), quoted("时限按服务时间计算，每天20:00-06:00"))
    granting = draft_of(TIMES).facts_of("response")[0]
    night = clock_of(ContractDraft((hours,), (), ()), granting)
    assert night.windows == ((0, 360), (1200, 1440))
    assert deadline(at("2026-03-02 23:00"), Length(minutes=Decimal(120)), night, is_workday) == at("2026-03-03 01:00")
