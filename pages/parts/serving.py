"""The web server: Streamlit with the HTTP interface beside it. `readiness serve` starts it."""

import os
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

import evidence
import pages.parts
from evidence.background import background_work
from evidence.deployment import Deployment
from evidence.http.guard import SignedInOnly
from evidence.http.headers import SafeHeaders
from evidence.http.places import Places
from evidence.http.routes import routes

_APP = Path(__file__).parents[2] / "app.py"
_OWN_SERVER = "READINESS_OWN_SERVER"


def is_own_server() -> bool:
    """Whether this process serves the HTTP interface too (not so under `streamlit run` and in tests of screens)."""
    return _OWN_SERVER in os.environ


def run() -> None:
    """Serves the screens and the HTTP interface until it is stopped, as READINESS_… in the environment say."""
    os.environ[_OWN_SERVER] = "1"
    own = os.environ.get("READINESS_CATALOGS")
    deployment = Deployment(Path(os.environ["READINESS_DATA"]), Path(own) if own else None)
    places = Places(deployment)

    @asynccontextmanager
    async def lifespan(app: st.App) -> AsyncIterator[dict[str, Any] | None]:
        await run_in_threadpool(import_screens)
        work = background_work(deployment)
        work.__enter__()
        try:
            yield None
        finally:
            await run_in_threadpool(work.__exit__, None, None, None)

    guards = [Middleware(SafeHeaders), Middleware(SignedInOnly, places=places)]
    st.App(_APP, routes=routes(places), middleware=guards, lifespan=lifespan).run(
        config={
            "server.address": os.environ["READINESS_ADDRESS"],
            "server.port": int(os.environ["READINESS_PORT"]),
            "server.headless": True,
            "browser.gatherUsageStats": False,
            # A full collection after every rerun walks all catalogs and kept results: 0.3 s in which nobody is served.
            "runner.postScriptGC": False,
            **_secrets(deployment.data),
        }
    )


def import_screens() -> None:
    """Before anybody comes: two first visitors on two threads can hold up each other's imports until both fail."""
    for package in (evidence, pages.parts):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def _secrets(data: Path) -> dict[str, Any]:
    """Where the operator names the hospital's OpenID Connect provider, if there is one (`[auth]`, for st.login)."""
    path = data / "secrets.toml"
    return {"secrets.files": [str(path)]} if path.is_file() else {}
