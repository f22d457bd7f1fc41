"""One connection to the hospital's mail server, and what went wrong with it as one Chinese sentence."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import formataddr, formatdate, make_msgid
from socket import gaierror

from evidence.errors import UserError
from evidence.settings import Security, Smtp, secret_value

_SECONDS = 10.0


class MailError(UserError):
    """The mail server cannot be used as it is set up."""


class RecipientError(UserError):
    """The mail server does not take mail for one address; others may still be sent to."""


class Mailer:
    """An open, signed-in connection."""

    def __init__(self, connection: smtplib.SMTP, sender: str) -> None:
        self._connection = connection
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Hands over one plain-text mail. Raises RecipientError, MailError."""
        mail = compose(self._sender, to, subject, text)
        with _told_in_chinese():
            try:
                self._connection.send_message(mail)
            except smtplib.SMTPRecipientsRefused as error:
                code, reason = next(iter(error.recipients.values()))
                raise RecipientError(
                    f"邮件服务器不接收发往 {to} 的邮件（{_answer(code, reason)}），请核对邮箱。"
                ) from error


def compose(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """A plain-text mail in UTF-8, marked as written by a machine."""
    mail = EmailMessage()
    mail["From"] = formataddr(("医院迎评", sender))
    mail["To"] = to
    mail["Subject"] = " ".join(subject.split())
    mail["Date"] = formatdate(localtime=True)
    mail["Message-ID"] = make_msgid(domain=_domain(sender))
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text, charset="utf-8", cte="base64")
    return mail


@contextmanager
def open_mailer(smtp: Smtp, seconds: float = _SECONDS) -> Iterator[Mailer]:
    """Connects and signs in; `seconds`: how long the server may take for each answer.

    Raises MailError, InvalidInputError when the password is in an environment variable that is not there.
    """
    password = secret_value(smtp.password)
    with _told_in_chinese():
        connection = _connect(smtp, seconds)
    try:
        with _told_in_chinese():
            if smtp.security is Security.STARTTLS:
                connection.starttls(context=ssl.create_default_context())
            if smtp.user:
                connection.login(smtp.user, password)
        yield Mailer(connection, smtp.sender)
    finally:
        _close(connection)


def _connect(smtp: Smtp, seconds: float) -> smtplib.SMTP:
    name = _domain(smtp.sender)
    if smtp.security is Security.TLS:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(smtp.host, smtp.port, local_hostname=name, timeout=seconds, context=context)
    return smtplib.SMTP(smtp.host, smtp.port, local_hostname=name, timeout=seconds)


def _domain(sender: str) -> str:
    return sender.partition("@")[2]


def _close(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (smtplib.SMTPException, OSError):
        connection.close()


@contextmanager
def _told_in_chinese() -> Iterator[None]:
    try:
        yield
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        # A time-out comes as a broken connection with the time-out behind it.
        raise MailError(_sentence(error.__context__ if isinstance(error.__context__, OSError) else error)) from error


# The first that fits; connection errors of all kinds are OSError, certificate errors are SSLError.
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "邮件服务器的证书不受信任，请安装医院的根证书或核对服务器地址。"),
    (ssl.SSLError, "与邮件服务器的加密连接没有建立，请核对端口和加密方式（465 用 TLS，587 用 STARTTLS）。"),
    (gaierror, "找不到邮件服务器，请核对服务器地址。"),
    (TimeoutError, "邮件服务器没有回应，请核对地址、端口和防火墙。"),
    (ConnectionRefusedError, "邮件服务器拒绝连接，请核对端口。"),
    (smtplib.SMTPAuthenticationError, "邮件服务器不接受用户名或密码，请核对（多数邮箱须用授权码）。"),
    (smtplib.SMTPNotSupportedError, "邮件服务器不支持所选的加密或登录方式，请更换设置。"),
    (smtplib.SMTPServerDisconnected, "邮件服务器中断了连接，请核对端口和加密方式。"),
    (UnicodeError, "用户名或密码含有邮件协议不支持的字符，请改用字母、数字和常用符号。"),
    (OSError, "连接邮件服务器失败，请检查网络后再试。"),
)


def _sentence(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPSenderRefused):
        return f"邮件服务器不接受发件地址（{_answer(error.smtp_code, error.smtp_error)}），请改用登录用户自己的邮箱。"
    if isinstance(error, smtplib.SMTPResponseException) and not isinstance(error, smtplib.SMTPAuthenticationError):
        return f"邮件服务器没有接收邮件（{_answer(error.smtp_code, error.smtp_error)}），请稍后再试。"
    return next(
        (text for kind, text in _SENTENCES if isinstance(error, kind)), "邮件没有发出，请核对邮件服务器的设置。"
    )


def _answer(code: int, reason: bytes | str) -> str:
    """The server's own words, as they are: 550 user unknown."""
    text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
    return f"{code} {' '.join(text.split())[:80].rstrip('。')}".strip()
