"""The app on a hospital of its own, and a browser."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from evidence.accounts.demo import create_demo_accounts
from evidence.deployment import Deployment
from evidence.samples.hospitals import create_sample
from tests.browser.app_server import browsing, chromium, serving


@pytest.fixture(scope="session", autouse=True)
def _chromium_is_there() -> None:
    if chromium() is not None:
        return
    message = "Chromium is not installed (apt-get install chromium fonts-noto-cjk)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with the hospital of one contract and the documented accounts, nothing judged."""
    create_demo_accounts(create_sample(Deployment(tmp_path), "liuzhou-workers"))
    return tmp_path


@pytest.fixture
def address(data: Path) -> Iterator[str]:
    with serving(data) as started:
        yield started


@pytest.fixture
def page() -> Iterator[Page]:
    with browsing() as opened:
        yield opened
