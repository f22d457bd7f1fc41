"""The calendar file, and the commands that list and export."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from evidence.cli import main
from evidence.contracts.calendar_file import calendar_file
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from tests.unit.evidence.contracts.agreed import YEAR, confirm, one, owed
from tests.unit.evidence.house import EARLIER, TODAY, House


@pytest.fixture
def contract(house: House) -> int:
    return confirm(house, **YEAR, inspections_per_year=4, other_reviews=["三甲评审"])


def events(house: House, contract: int) -> list[Any]:
    content = calendar_file(house.store.slug, "人民医院 合同履约", owed(house, contract), house.clock.now)
    calendar = Calendar.from_ical(content)
    assert str(calendar["X-WR-CALNAME"]) == "人民医院 合同履约"
    return calendar.walk("VEVENT")


def test_one_all_day_event_for_each_obligation_with_a_date(house: House, contract: int) -> None:
    found = events(house, contract)
    assert len(found) == 4
    assert str(found[0]["SUMMARY"]) == "第 1 次现场巡检（待履约）"
    assert (found[0].decoded("DTSTART"), found[0].decoded("DTEND")) == (date(2026, 3, 31), date(2026, 4, 1))
    assert "维保单位：瑞美" in str(found[0]["DESCRIPTION"])


def test_an_event_keeps_its_uid_when_the_contract_is_confirmed_again(house: House, contract: int) -> None:
    before = [str(event["UID"]) for event in events(house, contract)]
    visit = one(house, contract, "inspection.onsite")
    record_delivery(house.store, house.viewer, visit.id, DeliveryDraft(EARLIER))
    confirm(house, contract_id=contract, **(YEAR | {"period_start": "2026-02-01"}), inspections_per_year=4)
    after = events(house, contract)
    assert [str(event["UID"]) for event in after] == before
    assert len(set(before)) == 4
    assert "已履约" in str(after[0]["SUMMARY"])
    assert after[1].decoded("DTSTART") == date(2026, 7, 31)


def test_lines_are_folded_as_the_standard_asks(house: House, contract: int) -> None:
    content = calendar_file("renmin", "人民医院" * 40, owed(house, contract), house.clock.now)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


@pytest.fixture
def data(house: House, contract: int) -> str:
    return str(house.store.folder.parent)


def test_the_list(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "list", data, "renmin", "--today", "2026-04-20", "--state", "逾期未履约"]) == 0
    shown = capsys.readouterr().out
    assert "第 1 次现场巡检" in shown
    assert "第 2 次现场巡检" not in shown
    assert main(["contract", "list", data, "renmin", "--today", str(TODAY), "--until", "2026-06-30", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(entry["due_on"], entry["state"], entry["days_left"]) for entry in found] == [
        ("2026-03-31", "due", 29),
        ("2026-06-30", "due", 120),
    ]


def test_the_calendar(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "履约.ics"
    assert main(["contract", "calendar", data, "renmin", str(target)]) == 0
    assert "已导出 5 项" in capsys.readouterr().out
    assert len(Calendar.from_ical(target.read_bytes()).walk("VEVENT")) == 5


def test_what_cannot_be_done_is_said(data: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", "list", data, "renmin", "--state", "完成"]) == 2
    assert "没有状态“完成”" in capsys.readouterr().err
    assert main(["contract", "calendar", data, "renmin", str(tmp_path / "没有" / "a.ics")]) == 2
    assert "无法写入" in capsys.readouterr().err
    assert main(["contract", "list", data, "renmin", "--from", "2026-13-01"]) == 2
    assert "不是存在的日期" in capsys.readouterr().err
