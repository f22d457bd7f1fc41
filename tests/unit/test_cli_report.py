"""`readiness report`: the Word file under its name, or a sentence and no file."""

from pathlib import Path

import docx
import pytest

from evidence import register
from evidence.cli import main
from evidence.deployment import Deployment
from evidence.viewer import Viewer

HEAD = Viewer("王主任")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    place = Deployment(tmp_path / "data")
    store = place.create("renmin")
    register.set_hospital(store, HEAD, "人民医院")
    register.set_target(store, HEAD, place.catalog("emr-2018"), "5")
    return place.data


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0) -> tuple[str, str]:
    assert main(["report", *map(str, arguments), "--today", "2026-03-02"]) == code
    out, err = capsys.readouterr()
    return out, err


def test_the_file_is_written_and_an_earlier_one_gives_way(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "报告.docx"
    out.write_bytes(b"old")
    assert run(capsys, data, "renmin", out) == (f"已写出 {out}。\n", "")
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(out)).paragraphs)
    assert "人民医院　2026-03-02　制表：命令行" in text
    assert "共 1 个评审目标，有据已达到 0 个" in text
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["报告.docx"]


@pytest.mark.parametrize(
    ("name", "part"), [("报告.pdf", "以 .docx 结尾"), ("没有/报告.docx", "没有/报告.docx 失败（位置不存在")]
)
def test_a_file_that_cannot_be_written(
    name: str, part: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, err = run(capsys, data, "renmin", tmp_path / name, code=2)
    assert part in err
    assert err.count("\n") == 1
    assert not (tmp_path / name).exists()


def test_a_folder_is_not_overwritten(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "报告.docx").mkdir()
    _, err = run(capsys, data, "renmin", tmp_path / "报告.docx", code=2)
    assert "是一个文件夹，没有改动" in err
    assert [path.name for path in tmp_path.iterdir() if path.name != "data"] == ["报告.docx"]
