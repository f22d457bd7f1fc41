"""A small OpenID Connect provider that really speaks the protocol: discovery, authorisation with PKCE, token, keys."""

import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.browser.app_server import free_port

CLIENT, CLIENT_SECRET = "readiness", "only-for-this-test"
_CODE_SECONDS = 60


@dataclass
class Provider:
    """People by name with their claims; what the application asked for is kept under the code it was given."""

    people: dict[str, dict[str, Any]]
    redirect_uri: str
    port: int = field(default_factory=free_port)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}))
    asked: dict[str, tuple[float, dict[str, str], str]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    given_out: int = 0

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def secrets_file(self) -> str:
        """What the operator writes for the application."""
        return f"""
[auth]
redirect_uri = "{self.redirect_uri}"
cookie_secret = "{secrets.token_urlsafe(32)}"
client_id = "{CLIENT}"
client_secret = "{CLIENT_SECRET}"
server_metadata_url = "{self.issuer}/.well-known/openid-configuration"
"""

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/keys", self.keys),
            Route("/authorize", self.authorize),
            Route("/choose", self.choose),
            Route("/token", self.token, methods=["POST"]),
        ]

    def discovery(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """The provider's own page: who are you?"""
        asked = dict(request.query_params)
        expected = {"response_type": "code", "client_id": CLIENT, "redirect_uri": self.redirect_uri}
        complete = asked.get("code_challenge_method") == "S256" and asked.get("state") and asked.get("nonce")
        if not complete or any(asked.get(name) != value for name, value in expected.items()):
            return self._refuse("authorize")
        links = "".join(
            f'<p><a href="/choose?{escape(urlencode({**asked, "person": name}))}">{name}</a></p>'
            for name in self.people
        )
        return HTMLResponse(f"<h1>医院统一身份认证</h1>{links}")

    def choose(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self.asked[code] = (time.monotonic() + _CODE_SECONDS, asked, asked["person"])
        return RedirectResponse(f"{self.redirect_uri}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        """An ID token for a code: once, for the right client, and only to who has the verifier of the challenge."""
        form = await request.form()
        until, asked, person = self.asked.pop(str(form.get("code")), (0.0, {}, ""))
        digest = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if until < time.monotonic() or challenge != asked["code_challenge"] or not _is_client(request):
            return self._refuse("token")
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims | self.people[person], self.key)
        self.given_out += 1
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def _refuse(self, where: str) -> Response:
        self.refused.append(where)
        return JSONResponse({"error": "invalid_request"}, 400)


def _is_client(request: Request) -> bool:
    expected = base64.b64encode(f"{CLIENT}:{CLIENT_SECRET}".encode()).decode()
    return request.headers.get("authorization") == f"Basic {expected}"


@contextmanager
def providing(provider: Provider) -> Iterator[Provider]:
    """The provider on its port."""
    config = uvicorn.Config(Starlette(routes=provider.routes()), port=provider.port, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(timeout=10)
