"""群机器人: one message a day with numbers only, in the formats of 企业微信 and 钉钉.

Formats: https://developer.work.weixin.qq.com/document/path/91770 (markdown, at most 4096 bytes) and
https://open.dingtalk.com/document/robots/custom-robot-access (markdown, signature HMAC-SHA256 over time and key).
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from sqlite_utils import Database

from criteria.models import Catalog
from evidence.access import Permission, must
from evidence.errors import NotFoundError, UserError
from evidence.expiry import ending_documents
from evidence.notifications.deliveries import Report, claimed, keep_report, read_report, robot_name
from evidence.register import read_hospital
from evidence.settings import RobotKind, Settings, Webhook, is_robot_address, read_settings, secret_value, settings_in
from evidence.situation import Situation, load_situation
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer

_SECONDS = 10.0
_MOST_ANSWER = 65536
_COUNTS = """
    SELECT
        (SELECT count(*) FROM main.documents WHERE state = 'pending') AS pending,
        (SELECT count(*) FROM main.documents WHERE state = 'returned') AS returned,
        (SELECT count(*) FROM main.documents WHERE state = 'accepted' AND expires_on < :today) AS expired,
        (SELECT count(*) FROM main.tasks WHERE state <> 'done' AND due_on < :today) AS overdue
"""
_EXPIRING = "SELECT id FROM main.documents WHERE state = 'accepted' AND expires_on BETWEEN :today AND :soon"


class RobotError(UserError):
    """A chat robot that did not take a message."""


class _NoRedirects(HTTPRedirectHandler):
    """A message goes to the address that was set, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follows nothing: urllib then reports the answer as an error."""


def post_summaries(store: Store, catalogs: Mapping[str, Catalog]) -> list[Report]:
    """Posts the day's numbers to every robot that has not got them yet; returns how each attempt went."""
    if not _prepared(store, catalogs).robots:
        return []
    with claimed(store) as mine:
        return _post_all(store, _prepared(store, catalogs)) if mine else []


@dataclass(frozen=True)
class _Summaries:
    """What is to be posted: the robots with their last reports, the title and the lines."""

    robots: list[tuple[Webhook, Report | None]]
    title: str
    lines: list[str]


def _prepared(store: Store, catalogs: Mapping[str, Catalog]) -> _Summaries:
    now = store.clock()
    situation = load_situation(store, SYSTEM, catalogs, now.date())
    with store.reading(SYSTEM) as db:
        settings = settings_in(db)
        last = [(robot, read_report(db, robot_name(robot.name))) for robot in settings.webhooks]
        waiting = [(robot, report) for robot, report in last if _may_post(report, now)]
        lines = _counts(db, settings, situation) if waiting else []
        title = f"{read_hospital(db).name}迎评日报 {now:%Y-%m-%d}"
    footer = [f"[打开迎评系统]({settings.base_url})"] if settings.base_url else []
    return _Summaries(waiting if lines else [], title, [*lines, *footer])


def _post_all(store: Store, summaries: _Summaries) -> list[Report]:
    now = store.clock()
    done = []
    for robot, last in summaries.robots:
        try:
            _post(robot, summaries.title, summaries.lines, now)
            report = Report(now, sent=1)
        except UserError as error:
            report = Report(now, error=str(error), failures=last.failures + 1 if last else 1)
        keep_report(store, robot_name(robot.name), report)
        done.append(report)
    return done


def _may_post(last: Report | None, now: datetime) -> bool:
    """Once a day when it went well, again after a while when it did not."""
    if last is None:
        return True
    return last.may_try(now) if last.error else last.at.date() != now.date()


def _counts(db: Database, settings: Settings, situation: Situation) -> list[str]:
    """The numbers that are not zero."""
    days = max(settings.remind_days)
    day, soon = situation.today.isoformat(), (situation.today + timedelta(days=days)).isoformat()
    row = next(db.query(_COUNTS, {"today": day}))
    expiring = {number for (number,) in db.execute(_EXPIRING, {"today": day, "soon": soon})}
    due = len(expiring | ending_documents(situation, situation.today + timedelta(days=days + 1)).keys())
    parts = {
        f"待审核材料 {row['pending']} 份": row["pending"],
        f"退回待补正材料 {row['returned']} 份": row["returned"],
        f"{days} 天内到期材料 {due} 份": due,
        f"已过期材料 {row['expired']} 份": row["expired"],
        f"逾期整改任务 {row['overdue']} 个": row["overdue"],
    }
    return [text for text, count in parts.items() if count]


def send_test_message(store: Store, viewer: Viewer, name: str) -> str:
    """Posts a test message to one robot and says in one sentence that it went.

    Raises NotAllowedError, NotFoundError for an unknown robot, RobotError.
    """
    must(viewer, Permission.SETTINGS)
    robot = next((robot for robot in read_settings(store).webhooks if robot.name == name), None)
    if robot is None:
        raise NotFoundError(f"没有名为“{name}”的群机器人，请先保存设置。")
    _post(robot, "医院迎评测试消息", [f"{viewer.name}发出，收到即说明群机器人设置可用"], store.clock())
    return f"测试消息已发到“{name}”，请在群里查看。"


def _post(robot: Webhook, title: str, lines: Sequence[str], now: datetime) -> None:
    """Raises RobotError, InvalidInputError when a key is in an environment variable that is not there."""
    url = secret_value(robot.url)
    if not is_robot_address(url, robot.private_http):
        raise RobotError(f"群机器人“{robot.name}”的地址不可用，请核对后重新填写。")
    if url.startswith("http:"):
        _check_private(robot, url)
    body = json.dumps(_body(robot.kind, title, lines), ensure_ascii=False).encode()
    request = Request(_signed(robot, url, now), body, {"Content-Type": "application/json; charset=utf-8"})  # noqa: S310
    try:
        with _opener(url).open(request, timeout=_SECONDS) as response:
            answer = response.read(_MOST_ANSWER)
    except HTTPError as error:
        error.close()
        raise RobotError(f"群机器人“{robot.name}”的服务器回复 {error.code}，请核对地址。") from error
    except (OSError, HTTPException) as error:
        raise RobotError(f"群机器人“{robot.name}”连接失败，请检查网络和地址后再试。") from error
    _check_answer(robot, answer)


def _body(kind: RobotKind, title: str, lines: Sequence[str]) -> dict[str, Any]:
    text = "\n".join([f"### {title}", *(f"- {line}" for line in lines)])
    if kind is RobotKind.WECOM:
        return {"msgtype": "markdown", "markdown": {"content": text}}
    return {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


def _signed(robot: Webhook, url: str, now: datetime) -> str:
    """The address, for DingTalk robots with a key with time and signature."""
    secret = secret_value(robot.secret)
    if robot.kind is not RobotKind.DINGTALK or not secret:
        return url
    timestamp = str(round(now.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    query = urlencode({"timestamp": timestamp, "sign": base64.b64encode(digest).decode()})
    return f"{url}{'&' if urlsplit(url).query else '?'}{query}"


def _opener(url: str) -> OpenerDirector:
    """https goes through the server's proxy, if it has one; http stays in the house."""
    return build_opener(_NoRedirects, *([ProxyHandler({})] if url.startswith("http:") else []))


def _check_private(robot: Webhook, url: str) -> None:
    parts = urlsplit(url)
    try:
        found = {info[4][0] for info in socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise RobotError(f"群机器人“{robot.name}”的服务器找不到，请核对地址。") from error
    if not all(_inside(str(address)) for address in found):
        raise RobotError(f"群机器人“{robot.name}”不在医院内网，须改用 https:// 地址。")


def _inside(address: str) -> bool:
    """Whether an address is of the hospital's own network; link-local ones serve machines, not people."""
    found = ipaddress.ip_address(address.split("%")[0])
    return found.is_private and not found.is_link_local


def _check_answer(robot: Webhook, answer: bytes) -> None:
    """Both services answer 200 with an error code of their own, 0 when the message was taken."""
    try:
        code = json.loads(answer)["errcode"]
    except (ValueError, KeyError, TypeError) as error:
        raise RobotError(f"群机器人“{robot.name}”的回复无法识别，请核对地址。") from error
    if code != 0:
        raise RobotError(f"群机器人“{robot.name}”没有接收消息（错误码 {str(code)[:20]}），请核对地址、密钥和关键词。")
