"""The command line: what it prints, and its exit codes (0 ok, 1 a check failed, 2 bad input with one line)."""

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from criteria.library import SHIPPED
from evidence.cli import main

DESIGN = Path(__file__).parents[1] / "scenarios" / "design.yaml"
COUNTS = {
    "emr-2018": 347,
    "interop-2020": 282,
    "mlps3-2019": 211,
    "smart-management-2021": 198,
    "smart-service-2019": 102,
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    assert main(["init", str(folder), "--sample", "all"]) == 0
    return folder


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    capsys.readouterr()
    assert main([*arguments, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Exit code 2, nothing on stdout, one Chinese line on stderr."""
    capsys.readouterr()
    assert main(list(arguments)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert any("\u4e00" <= sign <= "\u9fff" for sign in err)
    return err


def test_catalogs_are_listed_with_their_counts(capsys: pytest.CaptureFixture[str]) -> None:
    listed = printed(capsys, "catalogs")
    assert {entry["id"]: entry["counts"]["requirements"] for entry in listed} == COUNTS
    assert {entry["method"] for entry in listed} == {"levels", "points", "compliance"}


@pytest.mark.parametrize("catalog", COUNTS)
def test_a_catalog_is_shown_with_all_its_requirements(capsys: pytest.CaptureFixture[str], catalog: str) -> None:
    shown = printed(capsys, "catalog", catalog)
    assert shown["id"] == catalog
    assert len(shown["requirements"]) == COUNTS[catalog]
    for row in shown["requirements"]:
        assert {"code", "item", "level", "grade", "kind", "clauses", "points", "tiers", "systems", "evidence"} <= set(
            row
        )
        assert [clause["id"] for clause in row["clauses"]] == [
            f"{row['code']}#{k}" for k in range(1, len(row["clauses"]) + 1)
        ]


def test_points_and_tiers_are_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["code"]: row for row in printed(capsys, "catalog", "interop-2020")["requirements"]}
    assert rows["2.1.1.1"]["points"] == 0.19
    assert rows["5.2.1.4"]["tiers"] == [
        {"grade": "四级甲等", "points": 0.05, "when": "第 2 项：数据量基本支持平台应用"},
        {"grade": "五级乙等", "points": 0.1, "when": "第 3 项：数据量足够支持平台应用"},
    ]


def test_the_cases_of_the_design_are_graded(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = printed(capsys, "grade", str(DESIGN))
    assert [set(outcome) for outcome in outcomes] == [{"case", "result", "ok"}] * 3
    assert all(outcome["ok"] for outcome in outcomes)
    assert outcomes[0]["result"]["score"] == "153.63"
    assert outcomes[1]["result"]["score"] == "93.70"
    assert outcomes[2]["result"]["rate"] == "0.9952"


def test_a_wrong_expectation_is_a_failed_check(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(DESIGN.read_text("utf-8").replace('"153.63"', '"153.64"'), encoding="utf-8")
    assert [outcome["ok"] for outcome in printed(capsys, "grade", str(path), code=1)] == [False, True, True]


@pytest.mark.parametrize("text", ["- [", "a: 1", "- {case: x, catalog: none, given: {}, expect: {}}", ""])
def test_a_malformed_scenario_is_bad_input(capsys: pytest.CaptureFixture[str], tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(text, encoding="utf-8")
    refused(capsys, "grade", str(path))


def test_shipped_catalogs_pass_the_check_and_a_broken_one_fails_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["check", str(SHIPPED)]) == 0
    copy = tmp_path / "mine"
    shutil.copytree(SHIPPED / "emr-2018", copy)
    path = copy / "requirements" / "05.yaml"
    path.write_text(path.read_text("utf-8").replace("[LIS, PATH]", "[LISX, PATH]", 1), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(copy)]) == 1
    assert "05.yaml：05.01.1：系统类型“LISX”未知" in capsys.readouterr().err


def test_an_own_catalog_is_used_from_its_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "smart-service-2019", tmp_path / "own")
    head = tmp_path / "own" / "catalog.yaml"
    head.write_text(head.read_text("utf-8").replace("id: smart-service-2019", "id: our-standard", 1), encoding="utf-8")
    listed = printed(capsys, "catalogs", "--catalogs", str(tmp_path))
    assert "our-standard" in [entry["id"] for entry in listed]


def test_the_25_systems_are_listed_with_their_requirements(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    listed = printed(capsys, "systems", str(data))
    assert len(listed) == 25
    for entry in listed:
        assert set(entry) == {"hospital", "name", "kind", "vendor", "requirements"}
        assert set(entry["requirements"]) == set(COUNTS)
        assert entry["requirements"]["mlps3-2019"] >= 82
        assert entry["requirements"]["emr-2018"] > 0
        assert entry["requirements"]["interop-2020"] > 0


def test_a_standing_has_three_results_per_target(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    standings = printed(capsys, "standing", str(data), "liuzhou-workers", "--today", "2026-11-21")
    assert [(entry["catalog"], entry["target"]) for entry in standings] == [
        ("emr-2018", "6"),
        ("interop-2020", "五级乙等"),
        ("mlps3-2019", "基本符合"),
        ("smart-service-2019", "4"),
        ("smart-management-2021", "4"),
    ]
    for entry in standings:
        assert {"functional", "claimed", "proven"} <= set(entry)
        assert not entry["proven"]["reached"]


def test_gaps_are_filtered_by_system_and_catalog(capsys: pytest.CaptureFixture[str], data: Path) -> None:
    everything = printed(capsys, "gaps", str(data), "nanxishan")
    assert {"catalog", "clause", "reason", "system", "vendor", "blocks"} <= set(everything[0])
    assert {gap["reason"] for gap in everything} == {"no_system", "not_assessed"}
    own = printed(capsys, "gaps", str(data), "nanxishan", "--system", "HD", "--catalog", "emr-2018")
    assert own
    assert {gap["system"] for gap in own} == {"血液透析智能管理信息系统"}
    assert {gap["catalog"] for gap in own} == {"emr-2018"}


def test_a_hospital_starts_with_its_own_data(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "--hospital", "renmin", "--name", "人民医院"]) == 0
    assert printed(capsys, "standing", str(tmp_path), "renmin") == []


def test_bad_input_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str], data: Path, tmp_path: Path) -> None:
    slug = "liuzhou-workers"
    assert "标准目录" in refused(capsys, "catalog", "none")
    assert "没有找到" in refused(capsys, "standing", str(data), "nobody")
    assert "2026-02-30" in refused(capsys, "standing", str(data), slug, "--today", "2026-02-30")
    assert "没有系统" in refused(capsys, "gaps", str(data), slug, "--system", "HIS")
    assert "已经存在" in refused(capsys, "init", str(data), "--sample", slug)
    assert "示例医院" in refused(capsys, "init", str(tmp_path), "--sample", "nobody")
    assert "二者选一" in refused(capsys, "init", str(tmp_path))
    assert "用法" in refused(capsys, "systems")
    assert "还没有医院" in refused(capsys, "systems", str(tmp_path))


def test_a_database_of_a_newer_version_is_left_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["init", str(tmp_path), "--hospital", "renmin", "--name", "人民医院"]) == 0
    path = tmp_path / "renmin" / "readiness.db"
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('readiness', 'm999_later', '')"
        )
    connection.close()
    assert "较新版本" in refused(capsys, "standing", str(tmp_path), "renmin")
