"""`readiness binder` and `readiness offline`."""

import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from criteria.library import shipped_catalogs
from evidence import documents, register, reviews
from evidence.cli import main
from evidence.deployment import Deployment
from evidence.viewer import Role, Viewer

HEAD, ENGINEER = Viewer("王主任", Role.HEAD), Viewer("李工", Role.ENGINEER)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hospital with two targets of different standards and one proof."""
    place = Deployment(tmp_path / "data")
    store = place.create("renmin")
    register.set_hospital(store, HEAD, "人民医院")
    catalogs = shipped_catalogs()
    register.set_target(store, HEAD, catalogs["smart-service-2019"], "1", date(2030, 6, 30))
    link = documents.Link("clause", "01.1#1", "smart-service-2019")
    draft = documents.DocumentDraft("预约界面", "record", date(2026, 1, 5), statement="已核对", links=(link,))
    reviews.accept_document(store, HEAD, documents.add_document(store, ENGINEER, draft))
    return place.data


def test_a_binder_is_written(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "材料册.zip"
    assert main(["binder", str(data), "renmin", "smart-service-2019", str(out), "--today", "2026-03-02", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["documents"] == 1
    with zipfile.ZipFile(out) as archive:
        assert "佐证材料/01.1-01_预约界面.txt" in archive.namelist()


def test_a_bundle_is_written_and_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["offline", str(data), "renmin", "智慧服务 1级", str(tmp_path / "bundle")]) == 0
    assert "收录材料 1 份" in capsys.readouterr().out
    assert (tmp_path / "bundle" / "index.html").is_file()


@pytest.mark.parametrize(
    ("target", "out", "words"),
    [
        ("emr-2018", "a.zip", "没有评审目标“emr-2018”，已登记的有 1（智慧服务 1级）。"),
        ("smart-service-2019", "folder", "以 .zip 结尾"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(
    target: str, out: str, words: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["binder", str(data), "renmin", target, str(tmp_path / out)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not (tmp_path / out).exists()


def test_a_hospital_without_targets_is_told_to_set_one(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register.set_hospital(Deployment(data).create("xin"), HEAD, "新医院")
    assert main(["binder", str(data), "xin", "emr-2018", str(tmp_path / "a.zip")]) == 2
    assert capsys.readouterr().err == "还没有登记评审目标，请先在“系统 → 评审目标”登记。\n"


@pytest.mark.parametrize("command", ["binder", "offline"])
def test_a_place_that_cannot_be_written_is_named_as_the_person_gave_it(
    command: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "文件" / "a.zip"
    out.parent.write_text("not a folder")
    assert main([command, str(data), "renmin", "smart-service-2019", str(out)]) == 2
    told = capsys.readouterr().err
    assert "unfinished" not in told
    assert f"{out.parent} 失败（" in told
    assert not re.search("[A-Za-z]{3}", told.replace(str(out.parent), ""))
