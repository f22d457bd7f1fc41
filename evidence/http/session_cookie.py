"""The cookie that keeps a person signed in over page loads. The browser's scripts never see it.

The screens hand a session over as a ticket: a secret for one use, exchanged for the cookie by a request of the browser.
"""

import hashlib
import secrets
import threading
import time
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/session-cookie"
_TICKET_SECONDS = 60


class Tickets:
    """Tickets that wait for their exchange, in the memory of the one server process."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[float, str, str]] = {}
        self._lock = threading.Lock()

    def issue(self, slug: str, token: str) -> str:
        """A ticket for the session `token` of a hospital."""
        ticket, now = secrets.token_urlsafe(32), time.monotonic()
        with self._lock:
            self._waiting = {key: entry for key, entry in self._waiting.items() if entry[0] > now}
            self._waiting[ticket] = (now + _TICKET_SECONDS, slug, token)
        return ticket

    def redeem(self, ticket: str) -> tuple[str, str] | None:
        """Hospital and session of a ticket, None for one that is unknown, used or too old."""
        with self._lock:
            until, slug, token = self._waiting.pop(ticket, (0.0, "", ""))
        return (slug, token) if until > time.monotonic() else None


TICKETS = Tickets()


def cookie_name(slug: str) -> str:
    """The cookie of one hospital: names of folders may hold characters that a cookie's name may not."""
    return f"readiness-{hashlib.sha256(slug.encode()).hexdigest()[:12]}"


def session_token(cookies: Mapping[str, str], slug: str) -> str | None:
    """The session of a hospital that a browser's cookies name."""
    return cookies.get(cookie_name(slug))


async def _exchange(request: Request) -> Response:
    body = await request.body()
    found = TICKETS.redeem(body[:200].decode("ascii", "replace"))
    if found is None:
        return Response(status_code=403)
    slug, token = found
    response = Response(status_code=204)
    secure = request.url.scheme == "https" or request.headers.get("x-forwarded-proto") == "https"
    response.set_cookie(cookie_name(slug), token, httponly=True, samesite="lax", secure=secure)
    return response


def session_routes() -> list[Route]:
    """The route on which a browser exchanges its ticket."""
    return [Route(PATH, _exchange, methods=["POST"])]
