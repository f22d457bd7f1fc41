"""The HTTP interface: evidence in, gaps out, health. Documented in docs/api.md.

Every request but `/healthz` carries a personal token (`Authorization: Bearer 医院代号.令牌`) and is answered within the
rights of its account. Answers are JSON; an error is one Chinese sentence under `error`.
"""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from evidence.accounts.tokens import viewer_of_token
from evidence.dates import parse_date
from evidence.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StoreError,
    UserError,
)
from evidence.gap_record import gap_record
from evidence.gaps import load_gaps
from evidence.http.places import Places
from evidence.http.session_cookie import session_routes
from evidence.http.upload import TooLargeError, receive_documents
from evidence.intake.arrivals import Outcome
from evidence.situation import load_situation
from evidence.standing import load_standings
from evidence.store import Store
from evidence.viewer import Viewer

_LOG = logging.getLogger(__name__)
_STATUS: tuple[tuple[type[UserError], int], ...] = (
    (TooLargeError, 413),
    (NotAllowedError, 403),
    (NotFoundError, 404),
    (ConflictError, 409),
    (InvalidInputError, 422),
    (StoreError, 503),
)

Answer = Callable[[Request], Awaitable[Response]]


class TokenError(UserError):
    """A request without a token that is still good."""


def routes(places: Places) -> list[Route]:
    """All routes that are served beside the screens."""
    return [
        Route("/healthz", _told(lambda request: _health(places)), methods=["GET"]),
        Route("/api/v1/gaps", _told(lambda request: _gaps(places, request)), methods=["GET"]),
        Route("/api/v1/documents", _told(lambda request: _documents(places, request)), methods=["POST"]),
        # Whatever else is asked here: without this the screens would answer with a page and success.
        Route("/api/{path:path}", _told(_unknown), methods=_METHODS),
        *session_routes(),
    ]


_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_KNOWN = {"/api/v1/gaps": "GET", "/api/v1/documents": "POST"}


async def _unknown(request: Request) -> Response:
    """A path that is not there, or one with another method."""
    method = _KNOWN.get(request.url.path)
    if method:
        return answer({"error": f"{request.url.path} 只接受 {method} 请求，说明见 docs/api.md。"}, 405)
    paths = "、".join(f"{method} {path}" for path, method in _KNOWN.items())
    return answer({"error": f"没有这个接口，现有 {paths}，说明见 docs/api.md。"}, 404)


def answer(value: Any, status: int = 200) -> Response:
    """A JSON answer that no browser takes for a page."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(text, status, headers, "application/json; charset=utf-8")


def _told(handler: Answer) -> Answer:
    """What a person can mend becomes a sentence; anything else is logged and answered without details."""

    async def handle(request: Request) -> Response:
        try:
            return await handler(request)
        except TokenError as error:
            return answer({"error": str(error)}, 401)
        except UserError as error:
            status = next((code for kind, code in _STATUS if isinstance(error, kind)), 400)
            return answer({"error": str(error)}, status)
        except Exception:  # noqa: BLE001 - the last line of defence: logged, and the caller learns no details
            _LOG.exception("%s %s", request.method, request.url.path)
            return answer({"error": "服务器处理出错，已记录；请稍后重试或联系医院信息部门。"}, 500)

    return handle


async def _health(places: Places) -> Response:
    """Whether the data directory can be read; says nothing about who is on this server."""
    readable = await run_in_threadpool(places.deployment.data.is_dir)
    return answer({"status": "ok" if readable else "data directory unreadable"}, 200 if readable else 503)


def signed_in(places: Places, request: Request) -> tuple[Store, Viewer]:
    """Hospital and viewer of the token that a request carries. Raises TokenError, NotAllowedError."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    slug, _, token = bearer.strip().partition(".")
    if scheme.lower() != "bearer" or not token:
        raise TokenError("请求没有带令牌：请在请求头写 Authorization: Bearer 令牌，令牌在“我的账号”页生成。")
    address = request.client.host if request.client else ""
    try:
        store = places.store(slug)
        return store, viewer_of_token(store, token, address)
    except (NotFoundError, NotAllowedError) as error:
        raise TokenError("令牌无效、已过期或已停用，请在“我的账号”页重新生成。") from error


async def _gaps(places: Places, request: Request) -> Response:
    return answer(await run_in_threadpool(_own_gaps, places, request))


def _own_gaps(places: Places, request: Request) -> dict[str, Any]:
    """The gaps that the account sees, of all targets or of `catalog`, on a day (`today`)."""
    store, viewer = signed_in(places, request)
    today: date = parse_date(request.query_params.get("today"), "日期") or store.clock().date()
    catalog = request.query_params.get("catalog")
    if catalog is not None:
        places.deployment.catalog(catalog)
    situation = load_situation(store, viewer, places.deployment.catalogs, today)
    standings = [
        standing for standing in load_standings(store, viewer, situation) if catalog in (None, standing.target.catalog)
    ]
    found = [gap_record(gap) for standing in standings for gap in load_gaps(store, viewer, situation, standing)]
    return {"hospital": situation.hospital.name, "today": today, "count": len(found), "gaps": found}


async def _documents(places: Places, request: Request) -> Response:
    store, viewer = await run_in_threadpool(signed_in, places, request)
    outcomes = await receive_documents(places.deployment.catalogs, store, viewer, request)
    stored = any(outcome["status"] != Outcome.REFUSED.value for outcome in outcomes)
    return answer({"documents": outcomes}, 201 if stored else 422)
