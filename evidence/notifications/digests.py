"""E-mail: what is unread and was not mailed yet, one mail per account, never while somebody waits for a screen."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from urllib.parse import quote, urlencode

from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.errors import InvalidInputError, UserError
from evidence.notifications.deliveries import MAIL, Refusal, Report, claimed, keep_report, read_report
from evidence.notifications.inbox import Message, read_message
from evidence.notifications.mail import RecipientError, open_mailer
from evidence.notifications.recipients import Recipient, active_accounts
from evidence.register import read_hospital
from evidence.settings import Settings, is_mail_address, read_settings, settings_in
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer

# What is older was seen, or does not matter any more when mail is set up at last.
_NEWS = timedelta(days=7)
_REFUSED_WAIT = timedelta(days=1)
_MOST_LINES = 40
_WAITING = """
    SELECT account_id, max(mailed_at) AS mailed FROM main.notifications
    GROUP BY account_id HAVING max(read_at IS NULL AND mailed_at IS NULL AND at >= ?)
"""
_UNMAILED = """
    SELECT * FROM notifications
    WHERE account_id = ? AND read_at IS NULL AND mailed_at IS NULL AND at >= ? ORDER BY kind, at DESC, id DESC
"""


@dataclass(frozen=True)
class _Digest:
    account: Recipient
    messages: Sequence[Message]


@dataclass(frozen=True)
class _Post:
    """What is to be mailed. `base`: the report so far."""

    settings: Settings
    hospital: str
    digests: Sequence[_Digest]
    base: Report


def send_digests(store: Store) -> Report | None:
    """Mails what is due and returns how it went; None when there was nothing to do or it is not time to try again."""
    if not _prepared(store).digests:
        return None
    with claimed(store) as mine:
        post = _prepared(store)
        if not mine or not post.digests:
            return None
        report = _send_all(store, post)
        keep_report(store, MAIL, report)
        return report


def _prepared(store: Store) -> _Post:
    now = store.clock()
    with store.reading(SYSTEM) as db:
        settings, last = settings_in(db), read_report(db, MAIL)
        refused = _still_refused(last, now)
        base = Report(now, failures=last.failures if last else 0, refused=refused)
        ready = settings.smtp.host and (last is None or last.may_try(now))
        accounts = [account for account in _due(db, settings, now) if account.email not in refused] if ready else []
        hospital = read_hospital(db).name
    digests = [_digest(store, account, now) for account in accounts]
    return _Post(settings, hospital, [digest for digest in digests if digest.messages], base)


def _still_refused(last: Report | None, now: datetime) -> dict[str, Refusal]:
    """The addresses that are not tried again before a day is over."""
    known = last.refused if last is not None else {}
    return {address: refusal for address, refusal in known.items() if abs(now - refusal.at) < _REFUSED_WAIT}


def _due(db: Database, settings: Settings, now: datetime) -> list[Recipient]:
    """The accounts with a mail address, news, and no mail within the last hours."""
    since = (now - timedelta(hours=settings.digest_hours)).isoformat(timespec="seconds")
    rows = db.query(_WAITING, [(now - _NEWS).isoformat(timespec="seconds")])
    waiting = {row["account_id"] for row in rows if not since < (row["mailed"] or "") <= now.isoformat()}
    return [
        account
        for account in active_accounts(db, now.date())
        if account.id in waiting and is_mail_address(account.email)
    ]


def _digest(store: Store, account: Recipient, now: datetime) -> _Digest:
    """What the account has not read, as far as it still sees it."""
    with store.reading(account.viewer) as db:
        rows = db.query(_UNMAILED, [account.id, (now - _NEWS).isoformat(timespec="seconds")])
        return _Digest(account, [read_message(row) for row in rows])


def _send_all(store: Store, post: _Post) -> Report:
    """One connection for all; an address that is refused holds up nobody else."""
    sent, refused = 0, dict(post.base.refused)
    try:
        with open_mailer(post.settings.smtp) as mailer:
            for digest in post.digests:
                try:
                    mailer.send(digest.account.email, *_words(post.hospital, post.settings.base_url, digest))
                except RecipientError as error:
                    refused[digest.account.email] = Refusal(post.base.at, str(error))
                else:
                    sent += 1
                    _keep_mailed(store, digest)
    except UserError as error:
        return replace(post.base, sent=sent, error=str(error), failures=post.base.failures + 1, refused=refused)
    return replace(post.base, sent=sent, failures=0, refused=refused)


def _keep_mailed(store: Store, digest: _Digest) -> None:
    sql = "UPDATE main.notifications SET mailed_at = ? WHERE id IN (SELECT value FROM json_each(?))"
    ids = json.dumps([message.id for message in digest.messages])
    with store.writing(SYSTEM) as transaction:
        transaction.db.execute(sql, [transaction.now, ids])


def _words(hospital: str, base_url: str, digest: _Digest) -> tuple[str, str]:
    """Subject (numbers only: it is shown on locked telephones) and text."""
    count = len(digest.messages)
    lines = [f"{digest.account.viewer.name}，您好：", "", f"{hospital}信息化评级迎评有 {count} 条新消息。"]
    for name, messages in groupby(digest.messages[:_MOST_LINES], key=lambda message: message.kind_name):
        lines += ["", f"【{name}】"]
        for message in messages:
            lines.append(f"· {message.at:%Y-%m-%d %H:%M} {' '.join(message.text.split())}")
            if base_url and message.screen:
                lines.append(f"  {_link(base_url, message.screen, hospital, message.address)}")
    if count > _MOST_LINES:
        lines += ["", f"还有 {count - _MOST_LINES} 条，请在“消息”中查看。"]
    if base_url:
        lines += ["", f"查看全部消息：{_link(base_url, 'inbox', hospital, {})}"]
    lines += ["", "本邮件由系统自动发出，请勿回复。"]
    return f"{hospital}迎评：{count} 条新消息", "\n".join(lines)


def _link(base_url: str, screen: str, hospital: str, address: Mapping[str, str]) -> str:
    query = urlencode({"hospital": hospital, **address}, quote_via=quote)
    return f"{base_url.rstrip('/')}/{screen}?{query}"


def send_test_mail(store: Store, viewer: Viewer, address: str) -> str:
    """Sends a mail through the server as it is set up and says in one sentence that it went.

    Raises NotAllowedError, InvalidInputError without a server or a usable address, MailError, RecipientError.
    """
    must(viewer, Permission.SETTINGS)
    smtp = read_settings(store).smtp
    if not smtp.host:
        raise InvalidInputError("还没有填写邮件服务器，请先填写并保存。")
    if not is_mail_address(address.strip()):
        raise InvalidInputError("请填写收测试邮件的邮箱，例如 wang@hospital.cn。")
    with open_mailer(smtp) as mailer:
        mailer.send(address.strip(), "迎评系统测试邮件", f"这是{viewer.name}发出的测试邮件，收到即说明邮件设置可用。")
    # What waits need not wait any longer for a server that failed before.
    keep_report(store, MAIL, Report(store.clock(), sent=1))
    return f"测试邮件已交给 {smtp.host}，请到 {address.strip()} 查收。"
