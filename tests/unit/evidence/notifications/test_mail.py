"""E-mail, through a real mail server on this machine."""

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from evidence import tasks
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.notifications.deliveries import claimed, reports
from evidence.notifications.digests import send_digests, send_test_mail
from evidence.notifications.inbox import mark_all_read
from evidence.notifications.mail import MailError, RecipientError, open_mailer
from evidence.settings import Security, Smtp, read_settings
from tests.unit.evidence.house import nothing_stored, refused
from tests.unit.evidence.notifications.people import ADMIN, Hospital
from tests.unit.evidence.notifications.servers import HOST, PASSWORD, USER, Postbox, mail_server

CHEN = "chen@ruimei.cn"


def smtp(port: int, security: str = "none", **fields: str) -> dict[str, Any]:
    given = {"host": HOST, "port": port, "security": security, "user": "", "password": ""}
    return given | {"sender": "pingji@hospital.cn"} | fields


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def mailing(hospital: Hospital, postbox: Postbox) -> Iterator[Hospital]:
    """A hospital with a mail server and two messages to a vendor's engineer who has an address."""
    with mail_server(postbox) as port:
        hospital.change(smtp=smtp(port), base_url="https://pingji.hospital.cn/")
        new_task(hospital, "增加超时提醒")
        new_task(hospital, "接入平台\n二期")
        yield hospital


def new_task(hospital: Hospital, title: str) -> None:
    draft = tasks.TaskDraft(title, system_id=hospital.lis)
    tasks.create_tasks(hospital.house.store, hospital.house.viewer, [draft])


def later(hospital: Hospital, **time: float) -> None:
    hospital.house.clock.now += timedelta(**time)


def test_what_is_new_comes_in_one_mail_with_links(mailing: Hospital, postbox: Postbox) -> None:
    report = send_digests(mailing.house.store)
    assert report is not None
    assert (report.sent, report.error) == (1, "")
    [mail] = postbox.mails
    assert (mail["To"], mail["Subject"]) == (CHEN, "人民医院迎评：2 条新消息")
    assert (mail["From"], mail["Auto-Submitted"]) == ("医院迎评 <pingji@hospital.cn>", "auto-generated")
    assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
    [text] = postbox.texts()
    lines = text.splitlines()
    assert lines[0] == "陈工，您好："
    assert "· 2026-03-02 09:30 新的整改任务“接入平台 二期”，截止日期未定" in lines
    hospital = "%E4%BA%BA%E6%B0%91%E5%8C%BB%E9%99%A2"
    assert f"  https://pingji.hospital.cn/tasks?hospital={hospital}&task=1" in lines
    assert f"查看全部消息：https://pingji.hospital.cn/inbox?hospital={hospital}" in lines


def test_nothing_is_mailed_twice(mailing: Hospital, postbox: Postbox) -> None:
    send_digests(mailing.house.store)
    later(mailing, days=1)
    with nothing_stored(mailing.house.store):
        assert send_digests(mailing.house.store) is None
    assert len(postbox.mails) == 1


def test_news_within_hours_wait_for_the_next_mail(mailing: Hospital, postbox: Postbox) -> None:
    send_digests(mailing.house.store)
    new_task(mailing, "补充日志")
    later(mailing, hours=3)
    assert send_digests(mailing.house.store) is None
    later(mailing, hours=2)
    send_digests(mailing.house.store)
    assert "补充日志" in postbox.texts()[-1]
    assert "接入平台" not in postbox.texts()[-1]


def test_what_was_read_or_is_old_is_not_mailed(mailing: Hospital, postbox: Postbox) -> None:
    later(mailing, days=8)
    assert send_digests(mailing.house.store) is None
    new_task(mailing, "补充日志")
    mark_all_read(mailing.house.store, mailing.vendor)
    assert send_digests(mailing.house.store) is None
    assert postbox.connections == 0


def test_no_mail_without_a_server_an_address_or_an_account_in_use(mailing: Hospital, postbox: Postbox) -> None:
    mailing.disable(mailing.vendor)
    assert send_digests(mailing.house.store) is None
    mailing.change(smtp=smtp(0, host=""))
    assert send_digests(mailing.house.store) is None
    assert postbox.connections == 0


def test_what_may_no_longer_be_seen_is_not_mailed(mailing: Hospital, postbox: Postbox) -> None:
    with mailing.house.store.writing(mailing.house.viewer.as_program()) as transaction:
        transaction.update("systems", mailing.lis, {"vendor_id": mailing.stranger.vendor_id})
    assert send_digests(mailing.house.store) is None
    assert postbox.mails == []


def test_long_lists_are_cut(mailing: Hospital, postbox: Postbox) -> None:
    for number in range(60):
        new_task(mailing, f"任务{number}")
    send_digests(mailing.house.store)
    assert "还有 22 条，请在“消息”中查看。" in postbox.texts()[0]


def test_a_refused_address_holds_up_nobody_else(mailing: Hospital, postbox: Postbox) -> None:
    postbox.refuses.add(CHEN)
    draft = tasks.TaskDraft("核对清单", owner="李工")
    tasks.create_tasks(mailing.house.store, mailing.house.viewer, [draft])
    report = send_digests(mailing.house.store)
    assert report is not None
    assert [mail["To"] for mail in postbox.mails] == ["li@hospital.cn"]
    assert "550 user unknown" in report.refused[CHEN].error
    later(mailing, hours=5)
    assert send_digests(mailing.house.store) is None
    postbox.refuses.clear()
    later(mailing, days=1)
    send_digests(mailing.house.store)
    assert postbox.mails[-1]["To"] == CHEN
    assert reports(mailing.house.store, ADMIN)[0] is not None


def test_a_server_that_is_down_is_tried_again_after_longer_and_longer_times(
    mailing: Hospital, postbox: Postbox
) -> None:
    working = read_settings(mailing.house.store).smtp
    mailing.change(smtp=smtp(free_port()))
    for minutes in (0, 5, 10, 20):
        later(mailing, minutes=minutes)
        report = send_digests(mailing.house.store)
        assert report is not None
        assert report.error == "邮件服务器拒绝连接，请核对端口。"
        assert send_digests(mailing.house.store) is None
    assert reports(mailing.house.store, ADMIN)[0] == report
    mailing.change(smtp=smtp(working.port))
    later(mailing, minutes=40)
    report = send_digests(mailing.house.store)
    assert report is not None
    assert (report.sent, report.error, report.failures) == (1, "", 0)


def test_only_one_server_sends(mailing: Hospital, postbox: Postbox) -> None:
    with claimed(mailing.house.store) as mine:
        assert mine
        assert send_digests(mailing.house.store) is None
        # The other server has died in the middle of it.
        later(mailing, minutes=11)
        assert send_digests(mailing.house.store) is not None
    assert len(postbox.mails) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def send(given: dict[str, Any], to: str = CHEN, seconds: float = 5) -> None:
    with open_mailer(Smtp(**given | {"security": Security(given["security"])}), seconds) as mailer:
        mailer.send(to, "测试", "正文")


def test_starttls_and_signing_in(tls: ssl.SSLContext, postbox: Postbox) -> None:
    with mail_server(postbox, starttls=tls, sign_in=True) as port:
        send(smtp(port, "starttls", user=USER, password=PASSWORD))
        with refused(MailError, "不接受用户名或密码"):
            send(smtp(port, "starttls", user=USER, password=PASSWORD[:-1]))
        with refused(MailError, "530"):
            send(smtp(port, "none"))
    assert len(postbox.mails) == 1


def test_tls_from_the_start(tls: ssl.SSLContext, postbox: Postbox) -> None:
    with mail_server(postbox, tls=tls) as port:
        send(smtp(port, "tls"))
    assert len(postbox.mails) == 1


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_an_untrusted_certificate_gets_no_password(
    certificate: tuple[ssl.SSLContext, object], postbox: Postbox, security: str
) -> None:
    kind = "tls" if security == "tls" else "starttls"
    with mail_server(postbox, **{kind: certificate[0]}) as port, refused(MailError, "证书不受信任"):
        send(smtp(port, security, user=USER, password=PASSWORD))
    assert postbox.mails == []


def test_a_server_without_starttls_gets_no_password(postbox: Postbox) -> None:
    with mail_server(postbox) as port, refused(MailError, "不支持所选的加密或登录方式"):
        send(smtp(port, "starttls", user=USER, password=PASSWORD))


def test_tls_on_a_port_that_speaks_plainly(postbox: Postbox) -> None:
    with mail_server(postbox) as port, refused(MailError, "请核对端口和加密方式"):
        send(smtp(port, "tls"))


def test_a_server_that_says_nothing() -> None:
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen()
        with refused(MailError, "没有回应"):
            send(smtp(silent.getsockname()[1]), seconds=0.2)


def test_a_server_that_is_not_there() -> None:
    with refused(MailError, "找不到邮件服务器"):
        send(smtp(25, host="smtp.invalid"))


def test_a_password_that_mail_cannot_carry(tls: ssl.SSLContext, postbox: Postbox) -> None:
    with mail_server(postbox, starttls=tls, sign_in=True) as port, refused(MailError, "不支持的字符"):
        send(smtp(port, "starttls", user="评级", password=PASSWORD))


def test_a_refused_recipient(postbox: Postbox) -> None:
    postbox.refuses.add(CHEN)
    with mail_server(postbox) as port, refused(RecipientError, CHEN):
        send(smtp(port))


def test_the_test_mail_says_how_it_went(mailing: Hospital, postbox: Postbox) -> None:
    store = mailing.house.store
    assert "请到 zhao@hospital.cn 查收" in send_test_mail(store, ADMIN, " zhao@hospital.cn ")
    assert postbox.mails[0]["Subject"] == "迎评系统测试邮件"
    with refused(InvalidInputError, "请填写收测试邮件的邮箱"):
        send_test_mail(store, ADMIN, "zhao")
    with refused(NotAllowedError, "权限"):
        send_test_mail(store, mailing.head, "zhao@hospital.cn")
    mailing.change(smtp=smtp(25, host=""))
    with refused(InvalidInputError, "还没有填写邮件服务器"):
        send_test_mail(store, ADMIN, "zhao@hospital.cn")


def test_only_administrators_see_how_sending_went(hospital: Hospital) -> None:
    with refused(NotAllowedError, "权限"):
        reports(hospital.house.store, hospital.head)
