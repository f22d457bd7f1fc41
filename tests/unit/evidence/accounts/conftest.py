"""A hospital with an administrator, and password hashes that cost next to nothing."""

import shutil
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from evidence import register
from evidence.accounts import passwords
from evidence.store import Store, create_store, open_store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.accounts.people import People
from tests.unit.evidence.house import Clock


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the cost differs from the real ones."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: cheap)


@pytest.fixture(scope="session")
def empty_hospital(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hospital with a name and nothing else. Not to be changed."""
    folder = tmp_path_factory.mktemp("empty") / "renmin"
    clock = Clock(datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8))))
    register.set_hospital(create_store(folder, clock), Viewer("王主任", Role.HEAD), "人民医院")
    return folder


@pytest.fixture
def store(empty_hospital: Path, tmp_path: Path, clock: Clock) -> Store:
    """A copy of it, made faster than a new one."""
    return open_store(shutil.copytree(empty_hospital, tmp_path / "renmin"), clock)


@pytest.fixture
def people(store: Store, clock: Clock) -> People:
    return People(store, clock)
