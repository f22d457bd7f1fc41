"""What settings must satisfy beyond their types."""

from urllib.parse import urlsplit

from evidence.errors import InvalidInputError
from evidence.settings.secrets import names_variable
from evidence.settings.values import Security, Settings, Smtp, Webhook, entries

_MOST_WEBHOOKS = 10
_MOST_REMINDERS = 5


def check_settings(found: Settings) -> None:
    """Raises InvalidInputError for a number out of its range or an address nothing can be sent to."""
    check_ranges(found)
    if found.base_url and not _is_web_address(found.base_url, ("http", "https")):
        raise InvalidInputError("访问地址请以 http:// 或 https:// 开头，且不带问号后的参数。")
    _check_smtp(found.smtp)
    if len(found.webhooks) > _MOST_WEBHOOKS:
        raise InvalidInputError(f"群机器人最多登记 {_MOST_WEBHOOKS} 个，请先删去不用的。")
    names = [webhook.name for webhook in found.webhooks]
    if len(set(names)) != len(names):
        raise InvalidInputError("群机器人的名称不能重复，请改名以便区分。")
    for webhook in found.webhooks:
        _check_webhook(webhook)


def check_ranges(found: Settings) -> None:
    """Raises InvalidInputError for a number out of its range."""
    for name, entry in entries().items():
        value = getattr(found, name)
        numbers = value if isinstance(value, tuple) else (value,)
        if entry.least is None or entry.most is None:
            continue
        if not all(entry.least <= number <= entry.most for number in numbers):
            raise InvalidInputError(f"“{entry.name}”应在 {entry.least} 到 {entry.most} 之间，请核对后重新填写。")
    if not 1 <= len(set(found.remind_days)) == len(found.remind_days) <= _MOST_REMINDERS:
        name = entries()["remind_days"].name
        raise InvalidInputError(f"“{name}”请填 1 到 {_MOST_REMINDERS} 个不同的天数。")


def _check_smtp(smtp: Smtp) -> None:
    if not smtp.host:
        return
    if not 1 <= smtp.port <= 65535:
        raise InvalidInputError("邮件服务器的端口应在 1 到 65535 之间，常用 465（TLS）、587（STARTTLS）或 25。")
    if any(character.isspace() or character in "/:@" for character in smtp.host):
        raise InvalidInputError("邮件服务器请只填主机名或 IP 地址，例如 smtp.hospital.cn。")
    if not is_mail_address(smtp.sender):
        raise InvalidInputError("发件地址不是有效的邮箱，请填写例如 pingji@hospital.cn。")
    if smtp.user and smtp.security is Security.NONE:
        raise InvalidInputError("不加密的连接会泄露密码，请改用 TLS 或 STARTTLS，或清空用户名和密码。")
    names_variable(smtp.password)


def _check_webhook(webhook: Webhook) -> None:
    if not webhook.name.strip():
        raise InvalidInputError("请为群机器人填写名称，例如“信息科迎评群”。")
    names_variable(webhook.secret)
    if not names_variable(webhook.url) and not is_robot_address(webhook.url.get_secret_value(), webhook.private_http):
        raise InvalidInputError(f"群机器人“{webhook.name}”的地址须以 https:// 开头；内网的 http 地址须另外勾选允许。")


def is_robot_address(url: str, private_http: bool) -> bool:
    """Whether a chat robot may have this address: https, plain http only where it is allowed."""
    return _is_web_address(url, ("https", "http") if private_http else ("https",), query=True)


def _is_web_address(text: str, schemes: tuple[str, ...], query: bool = False) -> bool:
    """Whether an address has a host, no name or password in it, and no query unless allowed."""
    try:
        parts = urlsplit(text)
        plain = parts.username is None and not parts.fragment and (query or not parts.query)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    printable = text.isprintable() and not any(character.isspace() for character in text)
    return parts.scheme in schemes and plain and whole and printable


def is_mail_address(text: str) -> bool:
    """Whether mail can be sent to an address: a name and a host around one @, nothing that could add a header."""
    name, _, host = text.partition("@")
    allowed = text.isascii() and text.isprintable() and not any(character in ' ,;:<>()[]\\"' for character in text)
    return allowed and bool(name) and "@" not in host and all(host.split("."))
