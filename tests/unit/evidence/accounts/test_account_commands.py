"""`readiness account`: opening, listing and closing accounts at the machine, no secret on the command line."""

import io
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from evidence.accounts.invitations import accept_invitation
from evidence.accounts.sign_in import sign_in
from evidence.cli import main
from evidence.deployment import Deployment
from tests.unit.evidence.accounts.people import OTHER, PASSWORD

SLUG = "renmin"


@pytest.fixture
def data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["init", str(tmp_path), "--hospital", SLUG, "--name", "人民医院"]) == 0
    capsys.readouterr()
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["account", *arguments]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["account", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def add(capsys: pytest.CaptureFixture[str], data: Path, login: str = "zhao", *more: str) -> str:
    """Opens an account and returns the invitation."""
    out = run(capsys, "add", str(data), SLUG, login, "--person", "赵管理", "--role", "admin", *more)
    query = parse_qs(urlsplit(out.splitlines()[-1]).query)
    assert query["hospital"] == ["人民医院"]
    return query["invite"][0]


def test_an_invitation_from_the_machine_opens_the_account(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Deployment(data).open(SLUG)
    accept_invitation(store, add(capsys, data), PASSWORD)
    assert sign_in(store, "zhao", PASSWORD).account.person == "赵管理"


def test_accounts_are_listed_without_secrets(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    token = add(capsys, data)
    assert "待接受邀请" in run(capsys, "list", str(data), SLUG)
    out = run(capsys, "list", str(data), SLUG, "--json")
    [entry] = json.loads(out)
    assert (entry["login"], entry["role"], entry["has_password"], entry["disabled"]) == ("zhao", "admin", False, False)
    assert token not in out
    assert "hash" not in out


def test_a_password_is_read_from_the_input(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    add(capsys, data)
    typed(monkeypatch, f"{PASSWORD}\n")
    run(capsys, "password", str(data), SLUG, "ZHAO")
    assert sign_in(Deployment(data).open(SLUG), "zhao", PASSWORD).must_change
    typed(monkeypatch, "")
    assert "10 到 128 位" in refused(capsys, "password", str(data), SLUG, "zhao")
    assert "没有账号" in refused(capsys, "password", str(data), SLUG, "nobody")


def test_an_account_is_closed_and_opened_again(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Deployment(data).open(SLUG)
    for login, password in (("zhao", PASSWORD), ("qian", OTHER)):
        accept_invitation(store, add(capsys, data, login), password)
    run(capsys, "disable", str(data), SLUG, "qian")
    assert "已停用" in run(capsys, "list", str(data), SLUG)
    assert "至少要保留一个" in refused(capsys, "disable", str(data), SLUG, "zhao")
    run(capsys, "enable", str(data), SLUG, "qian")
    sign_in(store, "qian", OTHER)


def test_bad_input_is_one_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(capsys, data)
    person = ("--person", "钱某")
    assert "已被另一个账号使用" in refused(capsys, "add", str(data), SLUG, "zhao", *person, "--role", "head")
    assert "截止日期" in refused(capsys, "add", str(data), SLUG, "qian", *person, "--role", "expert")
    assert "2026-02-30" in refused(
        capsys, "add", str(data), SLUG, "qian", *person, "--role", "expert", "--until", "2026-02-30"
    )
    assert "用法" in refused(capsys, "add", str(data), SLUG, "qian", *person, "--role", "king")
    assert "没有找到医院" in refused(capsys, "list", str(data), "nowhere")
