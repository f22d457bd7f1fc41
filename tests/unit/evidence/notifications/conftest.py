"""A hospital full of people; a certificate that this machine can be told to trust."""

import shutil
import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from evidence import register
from evidence.store import create_store, open_store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import Clock, House
from tests.unit.evidence.notifications.people import MORNING, Hospital, people
from tests.unit.evidence.notifications.servers import HOST


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Hospital:
    """The hospital as every test finds it; not to be changed."""
    clock, head = Clock(MORNING), Viewer("王主任", Role.HEAD)
    store = create_store(tmp_path_factory.mktemp("opened") / "renmin", clock)
    register.set_hospital(store, head, "人民医院")
    return people(House(store, head, clock))


@pytest.fixture
def hospital(opened: Hospital, tmp_path: Path, clock: Clock) -> Hospital:
    """A copy of its own for every test."""
    shutil.copytree(opened.house.store.folder, tmp_path / "renmin")
    return replace(opened, house=House(open_store(tmp_path / "renmin", clock), opened.house.viewer, clock))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """A server's certificate for this machine, and the file of the authority that has signed it."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    file = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return context, file


@pytest.fixture
def tls(certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificate, on a machine that trusts its authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    monkeypatch.setenv("no_proxy", HOST)
    return certificate[0]
