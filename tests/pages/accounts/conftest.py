"""A hospital with the documented accounts, and a browser on the server itself."""

from pathlib import Path

import pytest
from argon2 import PasswordHasher

from evidence.accounts import passwords
from evidence.accounts.demo import create_demo_accounts
from evidence.deployment import Deployment
from evidence.store import Store
from evidence.viewer import SYSTEM
from tests.pages.at_the_desk import sit_at
from tests.pages.conftest import HOSPITAL


@pytest.fixture(autouse=True)
def _at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the server itself, with hashes that cost next to nothing."""
    sit_at(monkeypatch)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture
def store(data: Path) -> Store:
    """A sample hospital with the documented accounts."""
    store = Deployment(data).open(HOSPITAL)
    with store.writing(SYSTEM) as transaction:
        for table in ("notifications", "sessions", "accounts"):
            transaction.db.execute(f"DELETE FROM main.{table}")
    create_demo_accounts(store)
    return store
