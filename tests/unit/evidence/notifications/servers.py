"""A mail server and a chat service on this machine, which really speak SMTP and HTTP."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"
USER, PASSWORD = "pingji", "geheim-123"


@dataclass
class Postbox:
    """What the mail server has taken in, and whom it takes nothing for."""

    refuses: set[str] = field(default_factory=set)
    mails: list[EmailMessage] = field(default_factory=list)
    connections: int = 0

    async def handle_EHLO(  # noqa: N802 - the name that the server calls
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return "550 user unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        parsed = BytesParser(policy=default).parsebytes(cast(bytes, envelope.content))
        self.mails.append(cast(EmailMessage, parsed))
        return "250 OK"

    def texts(self) -> list[str]:
        return [mail.get_content() for mail in self.mails]


def _known(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    known = isinstance(given, LoginPassword) and (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=known, handled=False)


class _Controller(Controller):
    """Listens on a port that is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_server(
    postbox: Postbox, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, sign_in: bool = False
) -> Iterator[int]:
    """Its port. `tls`: encrypted at once; `starttls`: it insists on the step; `sign_in`: on user and password."""
    controller = _Controller(
        postbox,
        hostname=HOST,
        port=0,
        ssl_context=tls,
        tls_context=starttls,
        require_starttls=starttls is not None,
        authenticator=_known,
        auth_required=sign_in,
        auth_require_tls=starttls is not None,
    )
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@dataclass
class Chat:
    """What the chat service was sent, and what it answers."""

    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    status: int = 200
    location: str = ""
    paths: list[str] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def chat_service(chat: Chat, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            chat.paths.append(self.path)
            chat.posts.append(json.loads(body))
            self.send_response(chat.status)
            if chat.location:
                self.send_header("Location", chat.location)
            self.send_header("Content-Length", str(len(chat.answer)))
            self.end_headers()
            self.wfile.write(chat.answer)

        def do_GET(self) -> None:
            chat.paths.append(f"GET {self.path}")
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
