"""`readiness contract FILE`."""

import io
import json
from pathlib import Path

import pytest

from evidence.cli import main
from tests.labelled_contracts import FOLDER, SEEDS

SEED = SEEDS / "liuzhou-workers.txt"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", str(SEED), "--json"]) == 0
    draft = json.loads(capsys.readouterr().out)
    assert draft["vendor"] == "瑞美"
    assert draft["quotes"]["period_months"] == "本次采购3年的维保。"
    assert draft["free_customisations"] is None
    assert draft["by_ocr"] is False


def test_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", str(SEED)]) == 0
    shown = capsys.readouterr().out
    assert "维保系统：名称 LIS系统，类型 检验" in shown
    assert "评审支持：标准 电子病历，级别 6，及以上 是" in shown
    assert "    第 5 行：本次采购3年的维保。" in shown
    assert "未能理解的义务" in shown


def test_problems_are_shown_with_their_sentences(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contract", str(FOLDER / "tuned" / "contradictory-blood.txt")]) == 0
    shown = capsys.readouterr().out
    assert "? 服务期（月）前后不一致（36、24），请确认以哪个为准。" in shown


def test_pasted_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    pasted = io.TextIOWrapper(io.BytesIO("LIS系统维保合同，服务期两年，甲方：东山县人民医院".encode()))
    monkeypatch.setattr("sys.stdin", pasted)
    assert main(["contract", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["period_months"] == 24


def test_bad_input_is_one_line_and_code_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光", encoding="utf-8")
    for file in (poem, tmp_path / "missing.txt", tmp_path):
        assert main(["contract", str(file), "--json"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
