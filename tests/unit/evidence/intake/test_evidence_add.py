"""`readiness evidence add`: one line per file, exit code 1 when one is refused, 2 when the command is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.accounts.accounts import accounts, add_account, disable_account
from evidence.accounts.records import AccountDraft
from evidence.cli import main
from evidence.cli.output import OPERATOR
from evidence.deployment import Deployment
from evidence.documents import document
from evidence.register import SystemDraft, add_system
from evidence.store import Store
from evidence.viewer import SYSTEM, Role
from tests.unit.evidence.intake.made_files import pdf, picture, zipped


@pytest.fixture
def data(tmp_path: Path) -> Path:
    assert main(["init", str(tmp_path / "data"), "--hospital", "renmin", "--name", "人民医院"]) == 0
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> Store:
    store = Deployment(data).open("renmin")
    add_system(store, OPERATOR, SystemDraft("检验系统", "LIS", vendor="瑞美"))
    add_system(store, OPERATOR, SystemDraft("医院信息系统", "HIS", vendor="卫宁"))
    return store


@pytest.fixture
def screen(tmp_path: Path) -> str:
    path = tmp_path / "05.01.6#2_标本闭环_20260215.png"
    path.write_bytes(picture())
    return str(path)


@pytest.fixture
def archive(tmp_path: Path) -> str:
    path = tmp_path / "九月.zip"
    path.write_bytes(zipped({"05.01.5_交接.pdf": pdf(), "程序.exe": "MZ"}))
    return str(path)


def added(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str, code: int = 0) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert main(["evidence", "add", str(data), "renmin", *arguments, "--json"]) == code
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], data: Path, *arguments: str) -> str:
    """Exit code 2, nothing on stdout, one line on stderr."""
    capsys.readouterr()
    assert main(["evidence", "add", str(data), "renmin", *arguments]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


def test_files_are_uploaded_with_what_is_said(
    capsys: pytest.CaptureFixture[str], data: Path, store: Store, screen: str
) -> None:
    said = ["--system", "HIS", "--clause", "05.01.5#1", "--date", "2026-01-31", "--note", "一季度"]
    [record] = added(capsys, data, screen, *said)
    assert (record["status"], record["clauses"]) == ("stored", ["05.01.5#1", "05.01.6#2"])
    stored, _ = document(store, SYSTEM, record["document"])
    assert (stored.title, str(stored.effective_on), stored.note) == ("标本闭环", "2026-01-31", "一季度")
    assert (stored.system_id, stored.uploader) == (2, "命令行")
    assert [record["status"] for record in added(capsys, data, screen)] == ["known"]
    assert [record["status"] for record in added(capsys, data, screen, "--again")] == ["stored"]


def test_each_file_has_its_line_and_a_refused_one_fails_the_command(
    capsys: pytest.CaptureFixture[str], data: Path, store: Store, screen: str, archive: str
) -> None:
    capsys.readouterr()
    assert main(["evidence", "add", str(data), "renmin", archive, screen]) == 1
    first, second, third = capsys.readouterr().out.splitlines()
    assert first.startswith("已保存  九月.zip → 05.01.5_交接.pdf（编号 1）：已保存为《交接》")
    assert second.startswith("未保存  九月.zip → 程序.exe：不接受“程序.exe”")
    assert third.startswith("已保存  05.01.6#2_标本闭环_20260215.png（编号 2）")


def test_an_account_uploads_within_its_rights(
    capsys: pytest.CaptureFixture[str], data: Path, store: Store, screen: str
) -> None:
    add_account(store, SYSTEM, AccountDraft("ruimei", "陈工", Role.VENDOR, vendor="瑞美"))
    add_account(store, SYSTEM, AccountDraft("audit", "审计员", Role.AUDITOR))
    [record] = added(capsys, data, screen, "--as", "RuiMei")
    stored, _ = document(store, SYSTEM, record["document"])
    assert (stored.uploader, stored.system_id) == ("陈工", 1)
    assert "没有（或不止一个）系统" in refused(capsys, data, screen, "--as", "ruimei", "--system", "HIS")
    assert "没有这项权限" in refused(capsys, data, screen, "--as", "audit")
    assert "没有账号“nobody”" in refused(capsys, data, screen, "--as", "nobody")
    [account] = [found for found in accounts(store, SYSTEM) if found.login == "ruimei"]
    disable_account(store, SYSTEM, account.id)
    assert "已停用" in refused(capsys, data, screen, "--as", "ruimei")


def test_a_wrong_command_stores_nothing(
    capsys: pytest.CaptureFixture[str], data: Path, store: Store, screen: str, tmp_path: Path
) -> None:
    revision = store.revision(SYSTEM)
    assert "没有找到文件" in refused(capsys, data, screen, str(tmp_path / "没有.png"))
    assert "没有找到文件" in refused(capsys, data, str(tmp_path))
    assert "没有编号为“05.01.9”" in refused(capsys, data, screen, "--clause", "05.01.9")
    assert "没有标准目录" in refused(capsys, data, screen, "--catalog", "emr-2030")
    assert "2026-02-30" in refused(capsys, data, screen, "--date", "2026-02-30")
    assert "用法" in refused(capsys, data)
    assert store.revision(SYSTEM) == revision
