"""Starts the real app on a free port and drives it with Debian's Chromium."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from evidence.accounts.demo import demo

ROOT = Path(__file__).parents[2]
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The installed Chromium, None if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, port: int | None = None) -> Iterator[str]:
    """`readiness serve` on a data directory, on a free port unless one is given; gives its address."""
    port = port or free_port()
    command = [sys.executable, "-m", "evidence.cli", "serve", "--data", str(data), "--port", str(port)]
    log = data / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.25)
    raise RuntimeError(f"the app did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


@contextmanager
def browsing(width: int = 1440, height: int = 900) -> Iterator[Page]:
    """A page in headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=_FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
        page.set_default_timeout(20_000)
        yield page
        browser.close()


def sign_in(page: Page, address: str, login: str) -> None:
    """Signs in with a documented account and waits until the browser has its cookie; whoever was here signs out."""
    page.context.clear_cookies()
    page.goto(f"{address}/my_account")
    settle(page)
    page.get_by_label("账号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(demo().password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.get_by_role("button", name="退出").wait_for()
    settle(page)


def settle(page: Page) -> None:
    """Waits until the script has run and nothing is being loaded."""
    page.wait_for_selector('[data-testid="stApp"]')
    page.wait_for_timeout(250)
    page.wait_for_function(
        """() => document.querySelector('[data-test-script-state="notRunning"]')
               && !document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')"""
    )
    page.wait_for_timeout(250)
