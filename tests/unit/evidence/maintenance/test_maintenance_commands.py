"""verify, backup and restore on the command line: what they print, and their exit codes."""

import json
from pathlib import Path

import pytest

from evidence.cli import main
from evidence.maintenance.verify import verify
from tests.unit.evidence.house import House
from tests.unit.evidence.maintenance.tampering import change_entry, drop_entries, file_of
from tests.unit.evidence.maintenance.test_backup import FIRST_DIGEST


def printed(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> str:
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    capsys.readouterr()
    assert main([str(argument) for argument in arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.fixture
def data(full: House) -> Path:
    return full.store.folder.parent


@pytest.fixture
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("backups") / "first"


def test_a_sound_hospital(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    head = verify(data / "renmin").head
    assert head is not None
    assert printed(capsys, "verify", data).splitlines() == [
        f"✓ renmin：日志 {head.id} 条链条完整，数据库和 2 个材料文件完好。",
        f"  最新一条日志 {head}",
    ]


def test_one_line_per_finding(capsys: pytest.CaptureFixture[str], full: House, data: Path) -> None:
    change_entry(full.store, 2)
    file_of(full.store, FIRST_DIGEST).unlink()
    (full.store.files / ".incoming-x").write_bytes(b"half")
    lines = printed(capsys, "verify", data, "renmin", code=1).splitlines()
    assert [line[0] for line in lines] == ["✗", "✗", "·", "✗"]
    assert lines[-1] == "✗ renmin：发现 2 处问题。"


def test_as_json(capsys: pytest.CaptureFixture[str], full: House, data: Path) -> None:
    change_entry(full.store, 2)
    [report] = json.loads(printed(capsys, "verify", data, "--json", code=1))
    assert set(report) == {"hospital", "ok", "entries", "head", "files", "findings"}
    assert (report["hospital"], report["ok"], report["files"]) == ("renmin", False, 2)
    [finding] = report["findings"]
    assert (finding["fault"], finding["harmless"]) == ("log_changed", False)


def test_a_head_that_was_written_down(capsys: pytest.CaptureFixture[str], full: House, data: Path) -> None:
    head = verify(data / "renmin").head
    assert head is not None
    printed(capsys, "verify", data, "renmin", "--head", str(head))
    (full.store.folder / "audit.heads").unlink()
    drop_entries(full.store, head.id, forget=True)
    printed(capsys, "verify", data)
    (full.store.folder / "audit.heads").unlink()
    assert "曾经记到第" in printed(capsys, "verify", data, "--head", str(head), code=1)
    assert "不是“编号:校验值”" in refused(capsys, "verify", data, "--head", "12")


def test_there_and_back_again(capsys: pytest.CaptureFixture[str], data: Path, out: Path) -> None:
    assert printed(capsys, "backup", data, out).startswith(f"✓ renmin：已备份到 {out / 'renmin'}，4 个文件")
    printed(capsys, "verify", out)
    target = out.parent / "new"
    assert printed(capsys, "restore", out, target).startswith("已恢复 renmin")
    assert "renmin-2" in printed(capsys, "restore", out, target, "renmin", "--as", "renmin-2")
    printed(capsys, "verify", target)
    assert "已经存在" in refused(capsys, "restore", out, target)
    assert "已经存在" in refused(capsys, "backup", data, out)


def test_faults_are_told_by_backup_and_restore(
    capsys: pytest.CaptureFixture[str], full: House, data: Path, out: Path
) -> None:
    file_of(full.store, FIRST_DIGEST).unlink()
    assert "✗ renmin 在备份前就有上述问题" in printed(capsys, "backup", data, out, code=1)
    assert "✗ renmin：发现 1 处问题。" in printed(capsys, "restore", out, out.parent / "new", code=1)


def test_bad_input_is_one_line(capsys: pytest.CaptureFixture[str], data: Path, out: Path) -> None:
    assert "里没有医院" in refused(capsys, "verify", out)
    assert "里没有医院 nobody" in refused(capsys, "verify", data, "nobody")
    assert "里没有医院 nobody" in refused(capsys, "backup", data, out, "nobody")
    assert "不是完整的备份" in refused(capsys, "restore", data, out)
    assert "只能用小写字母" in refused(capsys, "verify", data, "../renmin")
