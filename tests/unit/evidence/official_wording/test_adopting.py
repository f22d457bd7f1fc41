"""Adopted wording: one hospital's own, used everywhere, taken back, and nothing that was judged is lost."""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from criteria.models import Catalog, LevelRequirement, LevelsCatalog
from criteria.overlay import source_of
from criteria.vocabulary import Kind, Verdict
from evidence import register
from evidence.cli import main
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.judgement import judgements
from evidence.official_wording.adopting import adopt_wording, adopted_documents, withdraw_wording
from evidence.official_wording.comparing import Comparison
from evidence.official_wording.reading import read_official
from evidence.requirement_list import load_entries
from evidence.requirement_view import clause_table
from evidence.situation import load_situation
from evidence.standing import load_standings, standing_of
from evidence.store import create_store
from evidence.viewer import Role, Viewer
from tests import official_documents as printed
from tests.unit.evidence.house import TODAY, House, clause_ids, nothing_stored, refused

CODE = "05.01.6"
Catalogs = Mapping[str, Catalog]


def some_kinds(emr: LevelsCatalog) -> Callable[[LevelRequirement], Kind | None]:
    """Kinds that agree with the published counts: of the unconfirmed ones the first are basic."""
    chosen: set[str] = set()
    for number, level in emr.level_by_number.items():
        rows = [rows[number] for rows in emr.rows_by_item.values() if number in rows]
        left = (level.basic_items or 0) - sum(row.kind is Kind.BASIC for row in rows)
        chosen |= {row.code for row in rows if row.kind is Kind.UNCONFIRMED} and {
            row.code for row in [row for row in rows if row.kind is Kind.UNCONFIRMED][:left]
        }

    def kind(row: LevelRequirement) -> Kind | None:
        if row.kind is not Kind.UNCONFIRMED:
            return row.kind
        return Kind.BASIC if row.code in chosen else Kind.OPTIONAL

    return kind


@pytest.fixture(scope="module")
def whole(catalogs: Catalogs, emr: LevelsCatalog) -> Comparison:
    """The whole annex in other words, with all kinds."""
    content = printed.annex(printed.official_rows(emr, some_kinds(emr)))
    return read_official("1079号附件.docx", content, catalogs)


def test_the_wording_is_used_everywhere_and_taken_back(house: House, emr: LevelsCatalog, whole: Comparison) -> None:
    house.system("检验系统")
    house.target(emr, "6")
    record = adopt_wording(house.store, house.viewer, whole)
    situation = house.situation(emr)
    laid = situation.catalogs["emr-2018"]
    standings = load_standings(house.store, house.viewer, situation)
    entries = load_entries(house.store, house.viewer, situation, laid, standings[0])
    table = clause_table(situation, laid, entries, standings[0])
    asked = table[table["级别"] != "0级"]
    assert asked["要求"].str.startswith("应当做到：").all()
    assert {source_of(laid, clause) for clause in table["编码"] if ".0#" not in clause} == {"1079号附件"}
    assert withdraw_wording(house.store, house.viewer, record)
    assert house.situation(emr).catalogs["emr-2018"] is emr
    assert withdraw_wording(house.store, house.viewer, record, withdrawn=False)
    assert house.situation(emr).catalogs["emr-2018"] is laid


def test_confirmed_kinds_bring_level_and_possible_level_together(
    house: House, emr: LevelsCatalog, whole: Comparison
) -> None:
    house.target(emr, "5")
    wanted = [clause for clause in clause_ids(emr) if int(clause.split("#")[0].rsplit(".", 1)[1]) <= 5]
    basic_only = some_kinds(emr)
    failing = next(row for row in emr.requirements if row.level == 4 and basic_only(row) is Kind.OPTIONAL)
    house.judge(emr, Verdict.MET, *(clause for clause in wanted if not clause.startswith(f"{failing.code}#")))
    before = house.standing(emr).functional
    assert before.level < before.possible_level
    adopt_wording(house.store, house.viewer, whole)
    situation = house.situation(emr)
    after = standing_of(situation, situation.targets[0]).functional
    assert before.level < after.level == after.possible_level == 4


def test_taking_back_restores_every_result(house: House, catalogs: Catalogs) -> None:
    titles = {
        "emr-2018": printed.EMR_TITLE,
        "smart-service-2019": printed.SERVICE_TITLE,
        "smart-management-2021": printed.MANAGEMENT_TITLE,
    }
    for catalog_id in titles:
        house.target(catalogs[catalog_id], "4")
        failing = re.compile(r".*\.[34]#[1-3]$")
        house.judge(
            catalogs[catalog_id], Verdict.MET, *(c for c in clause_ids(catalogs[catalog_id]) if not failing.match(c))
        )

    def results() -> list[object]:
        situation = load_situation(house.store, house.viewer, catalogs, TODAY)
        return [standing_of(situation, target).functional for target in situation.targets]

    before = results()
    records = []
    for catalog_id, title in titles.items():
        catalog = catalogs[catalog_id]
        assert isinstance(catalog, LevelsCatalog)
        content = printed.annex(printed.official_rows(catalog, some_kinds(catalog)), title)
        records.append(adopt_wording(house.store, house.viewer, read_official("附件.docx", content, catalogs)))
    for earlier, now in zip(before, results(), strict=True):
        assert earlier.level <= now.level == now.possible_level <= earlier.possible_level
    assert results() != before
    for record in records:
        assert withdraw_wording(house.store, house.viewer, record)
    assert results() == before


def test_another_hospital_keeps_the_shipped_wording(
    house: House, emr: LevelsCatalog, whole: Comparison, tmp_path: Path
) -> None:
    other = House(create_store(tmp_path / "other", house.clock), house.viewer, house.clock)
    register.set_hospital(other.store, other.viewer, "中医院")
    adopt_wording(house.store, house.viewer, whole)
    assert other.situation(emr).catalogs["emr-2018"] is emr
    assert house.situation(emr).catalogs["emr-2018"] is not emr
    assert house.situation(emr).editions != other.situation(emr).editions


def test_the_same_content_is_laid_once(house: House, emr: LevelsCatalog, whole: Comparison) -> None:
    adopt_wording(house.store, house.viewer, whole)
    first = house.situation(emr).catalogs["emr-2018"]
    house.system("检验系统")
    assert house.situation(emr).catalogs["emr-2018"] is first


def test_verdicts_outlive_another_number_of_clauses_and_its_undoing(
    house: House, emr: LevelsCatalog, catalogs: Catalogs
) -> None:
    own = [clause.id for row in emr.requirements if row.code == CODE for clause in row.clauses]
    house.judge(emr, Verdict.MET, *own)
    rows = [row for row in printed.official_rows(emr, levels=[6]) if row.full == CODE]
    for clauses in (["只有一点"], [f"第 {n} 点" for n in range(9)]):
        rows[0].clauses = clauses
        found = read_official("标准.docx", printed.annex(rows), catalogs)
        record = adopt_wording(house.store, house.viewer, found, with_count=frozenset({CODE}))
        situation = house.situation(emr)
        laid = situation.catalogs["emr-2018"]
        row = next(row for row in laid.requirements if row.code == CODE)
        verdicts = [situation.verdict("emr-2018", row, clause.id, ()) for clause in row.clauses]
        assert verdicts[: len(own)] == [Verdict.MET] * len(own)
        assert set(verdicts[len(own) :]) <= {Verdict.UNKNOWN}
        if len(clauses) > len(own):
            house.judge(laid, Verdict.MET, f"{CODE}#9")
        withdraw_wording(house.store, house.viewer, record)
    stored = judgements(house.store, house.viewer, "emr-2018", [*own, f"{CODE}#9"])
    assert len(stored) == len(own) + 1
    assert house.situation(emr).judgements.keys() >= {("emr-2018", f"{CODE}#9")}


def test_only_the_chosen_requirements(house: House, emr: LevelsCatalog, whole: Comparison) -> None:
    adopt_wording(house.store, house.viewer, whole, frozenset({CODE}))
    laid = house.situation(emr).catalogs["emr-2018"]
    assert laid.official is not None
    assert {clause.split("#")[0] for clause in laid.official.sources} == {CODE}
    with nothing_stored(house.store), refused(InvalidInputError, "没有可以采用"):
        adopt_wording(house.store, house.viewer, whole, frozenset({"不存在"}))


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.VENDOR, Role.EXPERT, Role.AUDITOR])
def test_only_head_and_administrator_decide(role: Role, house: House, whole: Comparison) -> None:
    record = adopt_wording(house.store, Viewer("赵管理", Role.ADMIN), whole)
    viewer = Viewer("某人", role)
    with nothing_stored(house.store):
        with refused(NotAllowedError, "权限"):
            adopt_wording(house.store, viewer, whole)
        with refused(NotAllowedError, "权限"):
            withdraw_wording(house.store, viewer, record)


def test_a_vendor_sees_the_wording_and_nothing_of_who_adopted_it(
    house: House, emr: LevelsCatalog, whole: Comparison
) -> None:
    house.system("检验系统", vendor="瑞美")
    adopt_wording(house.store, house.viewer, whole)
    [vendor] = register.vendors(house.store, house.viewer)
    engineer = Viewer("瑞美工程师", Role.VENDOR, vendor_id=vendor.id)
    theirs = House(house.store, engineer, house.clock)
    assert theirs.situation(emr).catalogs["emr-2018"].official is not None
    assert adopted_documents(house.store, engineer) == []
    [document] = adopted_documents(house.store, house.viewer, "emr-2018")
    assert (document.author, document.sha256, document.withdrawn) == ("王主任", whole.sha256, False)
    assert document.requirements == 308


def test_the_command_line(house: House, emr: LevelsCatalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = printed.official_rows(emr, wording=str, levels=[5, 6])
    place = next(place for place, row in enumerate(rows) if row.full == CODE)
    rows[place].clauses = [printed.reworded(text) for text in rows[place].clauses]
    rows[0].full = "77.01.5"
    file = tmp_path / "附件.docx"
    file.write_bytes(printed.annex(rows))
    command = ["overlay", str(house.store.folder.parent), house.store.slug, str(file)]
    with nothing_stored(house.store):
        assert main([*command, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [entry["code"] for entry in told["changed"]] == [CODE]
    assert [entry["text"][:7] for entry in told["unknown"]] == ["77.01.5"]
    assert len(told["matched"]) == len(rows) - 2
    assert {"01.01.5", "01.01.1"} <= {entry["code"] for entry in told["missing"]}
    assert (told["damaged"], told["applied"]) == ([], None)
    with nothing_stored(house.store):
        assert main(command) == 2
    assert "1 行在目录中没有（如表 1 第 2 行）" in capsys.readouterr().err
    assert main([*command, "--accept-rest"]) == 0
    assert "已采用" in capsys.readouterr().out
    assert house.situation(emr).catalogs["emr-2018"].official is not None


def test_the_command_line_refuses(
    house: House, emr: LevelsCatalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "附件.docx"
    title = printed.EMR_TITLE.replace("2018", "2026")
    file.write_bytes(printed.annex(printed.official_rows(emr, levels=[5]), title))
    data, slug = str(house.store.folder.parent), house.store.slug
    for arguments in (
        [data, slug, str(file)],
        [data, slug, str(file), "--dry-run", "--json"],
        [data, slug, str(tmp_path / "没有.docx")],
        [data, slug, str(file), "--other-edition", "--new-clauses", "05.01.5"],
        [data, "nobody", str(file)],
    ):
        with nothing_stored(house.store):
            assert main(["overlay", *arguments]) == 2
        assert capsys.readouterr().err.count("。") == 1
    assert main(["overlay", data, slug, str(file), "--other-edition"]) == 0
