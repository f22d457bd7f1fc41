"""群机器人, through a real HTTP service on this machine."""

import base64
import hashlib
import hmac
import ssl
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from criteria.library import shipped_catalogs
from evidence import tasks
from evidence.errors import NotAllowedError, NotFoundError
from evidence.notifications.deliveries import Report, reports
from evidence.notifications.robots import RobotError, post_summaries, send_test_message
from tests.unit.evidence.house import nothing_stored, refused
from tests.unit.evidence.notifications.people import ADMIN, Hospital
from tests.unit.evidence.notifications.servers import HOST, Chat, chat_service

KEY = "SEC-456"


@pytest.fixture
def chat() -> Chat:
    return Chat()


def robot(port: int, **fields: Any) -> dict[str, Any]:
    given = {"name": "迎评群", "kind": "wecom", "url": f"http://{HOST}:{port}/send?key=abc", "private_http": True}
    return given | fields


@pytest.fixture
def busy(hospital: Hospital, chat: Chat) -> Iterator[tuple[Hospital, int]]:
    """A hospital with something to tell: two uploads, one document about to run out, one task overdue."""
    for number in range(2):
        hospital.upload(hospital.vendor, f"机密材料{number}")
    hospital.accepted(hospital.vendor, "渗透测试报告", expires=date(2026, 3, 20))
    draft = tasks.TaskDraft("增加超时提醒", due_on=date(2026, 3, 1), system_id=hospital.lis)
    tasks.create_tasks(hospital.house.store, hospital.house.viewer, [draft])
    with chat_service(chat) as port:
        hospital.change(webhooks=[robot(port)], base_url="https://pingji.hospital.cn")
        yield hospital, port


def post(hospital: Hospital) -> list[Report]:
    return post_summaries(hospital.house.store, shipped_catalogs())


def test_the_days_numbers_in_the_format_of_wecom(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, _ = busy
    [report] = post(hospital)
    assert (report.sent, report.error) == (1, "")
    assert chat.paths == ["/send?key=abc"]
    text = (
        "### 人民医院迎评日报 2026-03-02\n- 待审核材料 2 份\n- 30 天内到期材料 1 份\n- 逾期整改任务 1 个\n"
        "- [打开迎评系统](https://pingji.hospital.cn)"
    )
    assert chat.posts == [{"msgtype": "markdown", "markdown": {"content": text}}]


def test_no_titles_and_no_names_leave_the_house(busy: tuple[Hospital, int], chat: Chat) -> None:
    post(busy[0])
    said = str(chat.posts)
    assert not any(word in said for word in ("机密", "渗透", "超时", "瑞美", "陈工", "检验"))


def test_dingtalk_gets_a_title_and_a_signature(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, port = busy
    hospital.change(webhooks=[robot(port, kind="dingtalk", secret=KEY)])
    post(hospital)
    [body] = chat.posts
    assert body["markdown"]["title"] == "人民医院迎评日报 2026-03-02"
    assert body["markdown"]["text"].startswith("### 人民医院迎评日报")
    query = parse_qs(urlsplit(chat.paths[0]).query)
    at = query["timestamp"][0]
    assert int(at) == round(hospital.house.clock.now.timestamp() * 1000)
    expected = hmac.new(KEY.encode(), f"{at}\n{KEY}".encode(), hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(expected).decode()]
    assert query["key"] == ["abc"]


def test_once_a_day(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, _ = busy
    post(hospital)
    hospital.house.clock.now += timedelta(hours=6)
    with nothing_stored(hospital.house.store):
        assert post(hospital) == []
    hospital.house.clock.now += timedelta(days=1)
    assert len(post(hospital)) == 1
    assert len(chat.posts) == 2


def test_nothing_to_tell(hospital: Hospital, chat: Chat) -> None:
    with chat_service(chat) as port:
        hospital.change(webhooks=[robot(port)])
        assert post(hospital) == []
    assert chat.posts == []


@pytest.mark.parametrize(
    ("answer", "status", "part"),
    [
        (b'{"errcode": 93000, "errmsg": "invalid webhook url"}', 200, "错误码 93000"),
        (b'{"errcode": 310000, "errmsg": "keywords not in content"}', 200, "关键词"),
        (b"<html>login</html>", 200, "回复无法识别"),
        (b"[]", 200, "回复无法识别"),
        (b"\xff\xfe", 200, "回复无法识别"),
        (b"", 500, "回复 500"),
    ],
)
def test_a_robot_that_does_not_take_the_message_is_tried_again_later(
    busy: tuple[Hospital, int], chat: Chat, answer: bytes, status: int, part: str
) -> None:
    hospital, _ = busy
    chat.answer, chat.status = answer, status
    [report] = post(hospital)
    assert part in report.error
    assert post(hospital) == []
    assert reports(hospital.house.store, ADMIN)[1]["迎评群"] == report
    chat.answer, chat.status = Chat().answer, 200
    hospital.house.clock.now += timedelta(minutes=5)
    [report] = post(hospital)
    assert (report.sent, report.error, report.failures) == (1, "", 0)


def test_a_redirect_is_not_followed(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, port = busy
    chat.status, chat.location = 302, f"http://{HOST}:{port}/elsewhere"
    [report] = post(hospital)
    assert "回复 302" in report.error
    assert chat.paths == ["/send?key=abc"]


def test_one_robot_that_fails_holds_up_no_other(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, port = busy
    hospital.change(webhooks=[robot(1, name="坏"), robot(port)])
    assert [bool(report.error) for report in post(hospital)] == [True, False]
    assert len(chat.posts) == 1


@pytest.mark.parametrize("host", ["8.8.8.8", "169.254.169.254", "[2606:4700::1111]"])
def test_plain_http_stays_inside_the_hospital(busy: tuple[Hospital, int], host: str) -> None:
    hospital, _ = busy
    hospital.change(webhooks=[robot(1, url=f"http://{host}/send")])
    [report] = post(hospital)
    assert "不在医院内网" in report.error


def test_https(busy: tuple[Hospital, int], chat: Chat, tls: ssl.SSLContext) -> None:
    hospital, _ = busy
    with chat_service(chat, tls) as port:
        hospital.change(webhooks=[robot(port, url=f"https://{HOST}:{port}/send", private_http=False)])
        [report] = post(hospital)
    assert report.error == ""


def test_https_with_an_untrusted_certificate(
    busy: tuple[Hospital, int], chat: Chat, certificate: tuple[ssl.SSLContext, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    hospital, _ = busy
    monkeypatch.setenv("no_proxy", HOST)
    with chat_service(chat, certificate[0]) as port:
        hospital.change(webhooks=[robot(port, url=f"https://{HOST}:{port}/send", private_http=False)])
        [report] = post(hospital)
    assert "连接失败" in report.error
    assert chat.posts == []


def test_an_address_in_the_environment(busy: tuple[Hospital, int], chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    hospital, port = busy
    hospital.change(webhooks=[robot(port, url="env:READINESS_SECRET_ROBOT")])
    [report] = post(hospital)
    assert "READINESS_SECRET_ROBOT" in report.error
    monkeypatch.setenv("READINESS_SECRET_ROBOT", "ftp://files/")
    hospital.house.clock.now += timedelta(hours=1)
    [report] = post(hospital)
    assert "地址不可用" in report.error
    monkeypatch.setenv("READINESS_SECRET_ROBOT", f"http://{HOST}:{port}/secret")
    hospital.house.clock.now += timedelta(hours=1)
    [report] = post(hospital)
    assert chat.paths == ["/secret"]


def test_the_test_message_says_how_it_went(busy: tuple[Hospital, int], chat: Chat) -> None:
    hospital, _ = busy
    store = hospital.house.store
    assert send_test_message(store, ADMIN, "迎评群") == "测试消息已发到“迎评群”，请在群里查看。"
    with refused(NotFoundError, "没有名为“别的群”"):
        send_test_message(store, ADMIN, "别的群")
    with refused(NotAllowedError, "权限"):
        send_test_message(store, hospital.head, "迎评群")
    chat.status = 404
    with refused(RobotError, "回复 404"):
        send_test_message(store, ADMIN, "迎评群")
