"""The rounds of the server, and `readiness notify`."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from criteria.library import shipped_catalogs
from evidence.cli import main
from evidence.deployment import Deployment
from evidence.notifications.rounds import run_round, run_rounds
from evidence.store import DATABASE_NAME
from evidence.store.connection import local_now
from tests.unit.evidence.notifications.people import Hospital
from tests.unit.evidence.notifications.servers import Chat, Postbox, chat_service, mail_server
from tests.unit.evidence.notifications.test_mail import free_port, smtp
from tests.unit.evidence.notifications.test_robots import robot


def test_one_round_reminds_mails_and_posts(hospital: Hospital) -> None:
    postbox, chat = Postbox(), Chat()
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=date(2026, 3, 20))
    with mail_server(postbox) as port, chat_service(chat) as other:
        hospital.change(smtp=smtp(port), webhooks=[robot(other)], tell_accepted=False)
        done = run_round(hospital.house.store, shipped_catalogs())
    assert (done.reminded, len(done.robots)) == (1, 1)
    assert done.mail is not None
    assert done.mail.sent == len(postbox.texts())
    assert any("渗透测试报告" in text for text in postbox.texts())
    assert run_round(hospital.house.store, shipped_catalogs()).reminded == 0


def test_the_daily_part_waits_for_its_hour(hospital: Hospital) -> None:
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=date(2026, 3, 20))
    hospital.change(remind_hour=10)
    assert run_round(hospital.house.store, shipped_catalogs()).reminded == 0
    hospital.house.clock.now += timedelta(hours=1)
    assert run_round(hospital.house.store, shipped_catalogs()).reminded == 1


def test_the_daily_part_is_done_once_a_day(hospital: Hospital) -> None:
    store = hospital.house.store
    run_round(store, shipped_catalogs())
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=date(2026, 3, 20))
    assert run_round(store, shipped_catalogs()).reminded == 0
    hospital.house.clock.now += timedelta(days=1)
    assert run_round(store, shipped_catalogs()).reminded == 1


def test_trouble_with_one_hospital_holds_up_no_other(
    hospital: Hospital, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / DATABASE_NAME).write_bytes(b"no database")
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=local_now().date() + timedelta(days=3))
    hospital.change(smtp=smtp(free_port()), remind_hour=0)
    run_rounds(Deployment(tmp_path))
    assert hospital.messages(hospital.vendor, "documents_due")
    assert "broken" in caplog.text
    assert "拒绝连接" in caplog.text


def test_the_command_reminds_for_a_day(hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=date(2030, 6, 30))
    for expected in (1, 0):
        assert main(["notify", str(tmp_path), "--today", "2030-06-01", "--json"]) == 0
        [found] = json.loads(capsys.readouterr().out)
        assert found == {"hospital": "renmin", "reminded": expected, "mails": 0, "posts": 0, "errors": []}
    assert hospital.messages(hospital.vendor, "documents_due")


def test_the_command_says_what_was_not_sent(
    hospital: Hospital, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=local_now().date() + timedelta(days=3))
    hospital.change(smtp=smtp(free_port()))
    assert main(["notify", str(tmp_path)]) == 1
    assert "邮件服务器拒绝连接" in capsys.readouterr().out


def test_a_day_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["notify", str(tmp_path), "--today", "2026-02-30"]) == 2
    assert "不是存在的日期" in capsys.readouterr().err
