"""故障工单: recording, changing, withdrawing, and the figures per month."""

from datetime import date

import pytest

from evidence.contracts.ticket_statistics import chart_rows, monthly_figures, to_table
from evidence.contracts.tickets import TicketDraft, add_ticket, change_ticket, tickets, withdraw_ticket
from evidence.contracts.tickets_compared import compared_tickets, duration_text, in_period
from evidence.contracts.tickets_compared import to_table as tickets_table
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed_texts import TIMES, agree, at
from tests.unit.evidence.house import House, nothing_stored, refused


@pytest.fixture
def system(house: House) -> int:
    return house.system("瑞美检验平台", "LIS", vendor="瑞美")


@pytest.fixture
def contract(house: House, system: int) -> int:
    return agree(house, system, TIMES)


def draft(system: int, reported: str = "2026-02-25 08:00", **given: object) -> TicketDraft:
    values = {"title": "标本条码打不出", "severity": "一级故障", **given}
    return TicketDraft(system, reported_at=at(reported), **values)


def test_a_ticket_belongs_to_the_contract_that_holds_on_its_day(house: House, system: int, contract: int) -> None:
    add_ticket(house.store, house.viewer, draft(system))
    [ticket] = tickets(house.store, house.viewer)
    assert (ticket.contract_id, ticket.reported_at, ticket.author) == (contract, at("2026-02-25 08:00"), "王主任")
    assert ticket.is_open


def test_a_system_without_a_contract_has_faults_too(house: House) -> None:
    system = house.system("护理系统", "NIS")
    add_ticket(house.store, house.viewer, draft(system, severity="一级"))
    [found] = compared_tickets(house.store, house.viewer)
    assert found.ticket.contract_id is None
    assert {stage.outcome for stage in found.stages} == {"not_agreed"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "故障现象"),
        ({"responded_at": at("2026-02-25 07:59")}, "响应时间早于报修时间"),
        ({"responded_at": at("2026-02-25 09:00"), "onsite_at": at("2026-02-25 08:59")}, "到场时间早于响应时间"),
        ({"onsite_at": at("2026-02-25 09:00"), "solved_at": at("2026-02-25 08:30")}, "解决时间早于到场时间"),
        ({"solved_at": at("2026-03-02 09:31")}, "还没有到"),
        ({"severity": "特级故障"}, "没有约定“特级故障”"),
    ],
)
def test_what_cannot_be_is_refused(
    house: House, system: int, contract: int, given: dict[str, object], said: str
) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, said):
        add_ticket(house.store, house.viewer, draft(system, **given))


def test_a_contract_that_does_not_cover_the_system_is_refused(house: House, contract: int) -> None:
    other = house.system("护理系统", "NIS")
    with refused(InvalidInputError, "不包含系统“护理系统”"):
        add_ticket(house.store, house.viewer, draft(other, severity="", contract_id=contract))


def test_times_are_kept_to_the_minute(house: House, system: int, contract: int) -> None:
    given = draft(system, responded_at=at("2026-02-25 08:00:59"))
    add_ticket(house.store, house.viewer, given)
    [ticket] = tickets(house.store, house.viewer)
    assert ticket.responded_at == at("2026-02-25 08:00")


def test_who_saw_an_older_version_changes_nothing(house: House, system: int, contract: int) -> None:
    number = add_ticket(house.store, house.viewer, draft(system))
    assert change_ticket(house.store, house.viewer, number, draft(system, solved_at=at("2026-02-25 09:00")), 1)
    with nothing_stored(house.store), refused(ConflictError, "刚被"):
        change_ticket(house.store, house.viewer, number, draft(system, title="改名"), 1)


def test_a_vendor_fills_in_what_is_open_and_changes_nothing_else(house: House, system: int, contract: int) -> None:
    number = add_ticket(house.store, house.viewer, draft(system, responded_at=at("2026-02-25 08:50")))
    vendor = engineer_of(house, "瑞美")
    filled = draft(system, responded_at=at("2026-02-25 08:50"), solved_at=at("2026-02-25 11:00"))
    assert change_ticket(house.store, vendor, number, filled, 1)
    earlier = draft(system, responded_at=at("2026-02-25 08:10"), solved_at=at("2026-02-25 11:00"))
    with nothing_stored(house.store), refused(NotAllowedError, "补填"):
        change_ticket(house.store, vendor, number, earlier, 2)
    with nothing_stored(house.store), refused(NotAllowedError, "由医院撤回"):
        withdraw_ticket(house.store, vendor, number, "误报", 2)


def test_a_withdrawn_ticket_is_kept_and_does_not_count(house: House, system: int, contract: int) -> None:
    number = add_ticket(house.store, house.viewer, draft(system))
    with refused(InvalidInputError, "原因"):
        withdraw_ticket(house.store, house.viewer, number, " ", 1)
    withdraw_ticket(house.store, house.viewer, number, "重复登记", 1)
    assert tickets(house.store, house.viewer) == []
    [kept] = tickets(house.store, house.viewer, withdrawn=True)
    assert (kept.withdrawn_why, kept.is_open) == ("重复登记", False)
    with refused(InvalidInputError, "已经撤回"):
        change_ticket(house.store, house.viewer, number, draft(system), kept.version)
    with refused(InvalidInputError, "已经撤回"):
        withdraw_ticket(house.store, house.viewer, number, "再撤", kept.version)


def three(house: House, system: int) -> None:
    """Answered after 10, 30 and 50 minutes; the contract grants 30; the last one is not solved."""
    for answered, solved in (("08:10", "09:00"), ("08:30", "13:00"), ("08:50", None)):
        times = {"responded_at": at(f"2026-02-25 {answered}")}
        if solved:
            times["solved_at"] = at(f"2026-02-25 {solved}")
        add_ticket(house.store, house.viewer, draft(system, **times))


def test_the_month_in_figures(house: House, system: int, contract: int) -> None:
    three(house, system)
    add_ticket(house.store, house.viewer, draft(system, "2026-03-01 10:00", severity=""))
    march, february = monthly_figures(compared_tickets(house.store, house.viewer))
    assert (march.month, february.month) == ("2026-03", "2026-02")
    assert (february.vendor, february.tickets, february.open) == ("瑞美", 3, 1)
    assert february.severities == {"一级故障": 3}
    respond, resolve = february.stages["respond"], february.stages["resolve"]
    assert (respond.judged, respond.within, respond.median, respond.worst) == (3, 2, 30, 50)
    assert (resolve.judged, resolve.within, resolve.median, resolve.worst) == (3, 1, 180, 300)
    assert february.stages["remote"].share is None


def test_figures_as_tables(house: House, system: int, contract: int) -> None:
    three(house, system)
    compared = compared_tickets(house.store, house.viewer)
    months = monthly_figures(compared)
    [row] = to_table(months).to_dict("records")
    assert row["响应按时率"] == "66.7%（2/3）"
    assert row["解决最长"] == "5 小时"
    assert set(chart_rows(months)["环节"]) == {"响应", "到场", "解决"}
    table = tickets_table(compared)
    assert "超时 20 分钟" in set(table["响应"])
    assert in_period(compared, date(2026, 2, 26), date(2026, 3, 1)) == []


def test_no_tickets_no_rows() -> None:
    assert monthly_figures([]) == []
    assert to_table([]).empty
    assert chart_rows([]).empty


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 分钟"),
        (12, "12 分钟"),
        (130, "2 小时 10 分钟"),
        (1440, "1 天"),
        (4325, "3 天 5 分钟"),
        (4400, "3 天 1 小时 20 分钟"),
    ],
)
def test_how_long_in_words(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text
