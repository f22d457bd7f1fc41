"""Lets only signed-in browsers fetch what a screen shows and send files: both have addresses of their own."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from evidence.accounts.sessions import viewer_of
from evidence.errors import UserError
from evidence.http.places import Places

# Where Streamlit serves pictures, previews and downloads from, and where it takes files.
_GUARDED = ("/media/", "/_stcore/upload_file/")


class SignedInOnly:
    """Refuses the guarded addresses to a browser without a session that is still open."""

    def __init__(self, app: ASGIApp, places: Places) -> None:
        self.app = app
        self.places = places

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with 403."""
        if scope["type"] == "http" and scope["path"].startswith(_GUARDED):
            cookies = Request(scope).cookies
            if not await run_in_threadpool(self._signed_in, cookies):
                await Response(status_code=403)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _signed_in(self, cookies: dict[str, str]) -> bool:
        hospitals = self.places.by_cookie()
        return any(self._open(hospitals[name], token) for name, token in cookies.items() if name in hospitals and token)

    def _open(self, slug: str, token: str) -> bool:
        try:
            viewer_of(self.places.store(slug), token)
        except UserError:
            return False
        return True
