"""Which clauses are gaps, for whom, and what else a gap knows."""

from datetime import date
from pathlib import Path

import pytest

from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, judgement, measures, register, reviews
from evidence.deployment import Deployment
from evidence.gaps import Gap, Reason, gaps_of
from evidence.situation import load_situation
from evidence.standing import standing_of
from evidence.tasks import close_task, move_task
from evidence.texts.worker import work_off
from evidence.viewer import Viewer
from tests.unit.criteria.builders import levels_files, tiers, write
from tests.unit.evidence.house import COLLEAGUE, EARLIER, TODAY, House, clause_ids, links_of, of_clause
from tests.unit.evidence.small_catalogs import BASIC, bars, compliance, levels, one_item, points

MET, PARTIAL, UNMET = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET
REF = "01.01.1#1"
CATALOG = one_item()


def clauses(gaps: list[Gap]) -> list[str]:
    return [gap.clause for gap in gaps]


def systems(gaps: list[Gap]) -> list[tuple[str, Reason]]:
    return [(gap.system.name if gap.system else "", gap.reason) for gap in gaps]


def test_gaps_reach_up_to_the_target(house: House) -> None:
    catalog = levels({"01.01": {1: BASIC, 2: BASIC, 3: BASIC}}, bars(*[(1, 0, "0")] * 3), {"01.01": "function"})
    for level in (1, 2, 3):
        house.target(catalog, str(level))
        assert clauses(house.gaps(catalog)) == [f"01.01.{n}#1" for n in range(1, level + 1)]


def test_level_zero_asks_nothing(house: House, emr: LevelsCatalog) -> None:
    house.target(emr, "5")
    found = house.gaps(emr)
    assert {gap.level for gap in found} == {"1级", "2级", "3级", "4级", "5级"}
    asked = [clause.id for row in emr.requirements if 1 <= row.level <= 5 for clause in row.clauses]
    assert clauses(found) == asked


def test_gaps_of_indicators_reach_up_to_the_target_grade(house: House) -> None:
    steps = tiers(("二级", "0.4"), ("三级", "1.0"))
    catalog = points({"grade": "一级"}, {"grade": "三级"}, steps, {"grade": "二级"}, {"grade": None})
    for grade, asked in (
        ("一级", ["2.1.1#1"]),
        ("二级", ["2.1.1#1", "2.1.3#1", "2.1.4#1"]),
        ("三级", ["2.1.1#1", "2.1.2#1", "2.1.3#1", "2.1.4#1"]),
    ):
        house.target(catalog, grade)
        assert clauses(house.gaps(catalog)) == asked


def test_every_unit_of_mlps_is_asked(house: House, mlps: ComplianceCatalog) -> None:
    entry = register.set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    house.target(mlps, "基本符合", entry)
    assert clauses(house.gaps(mlps)) == clause_ids(mlps)


def test_every_system_that_is_short_has_its_gap(house: House) -> None:
    house.target(CATALOG, "1")
    for name, verdict in (("甲", MET), ("乙", UNMET), ("丙", PARTIAL), ("戊", Verdict.NOT_APPLICABLE)):
        house.judge(CATALOG, verdict, REF, system=house.system(name))
    house.system("丁")
    expected = [("乙", Reason.UNMET), ("丙", Reason.PARTIAL), ("丁", Reason.NOT_ASSESSED)]
    assert systems(house.gaps(CATALOG)) == expected


def test_when_all_are_met_the_most_responsible_owes_the_document(house: House) -> None:
    catalog = one_item(systems=["NIS", "LIS"])
    house.target(catalog, "1")
    for name, kind in (("检验", "LIS"), ("护理", "NIS")):
        house.judge(catalog, MET, REF, system=house.system(name, kind))
    assert systems(house.gaps(catalog)) == [("护理", Reason.NO_DOCUMENT)]


def test_a_verdict_for_the_whole_hospital_does_not_excuse_a_system(house: House) -> None:
    house.target(CATALOG, "1")
    house.system("检验系统")
    house.judge(CATALOG, MET, REF)
    assert systems(house.gaps(CATALOG)) == [("检验系统", Reason.NOT_ASSESSED)]


def test_a_retired_system_owes_nothing(house: House) -> None:
    house.target(CATALOG, "1")
    system = house.system("检验系统")
    register.retire_system(house.store, house.viewer, system)
    assert systems(house.gaps(CATALOG)) == [("", Reason.NO_SYSTEM)]


def test_an_object_has_the_gaps_of_its_members(house: House) -> None:
    catalog = compliance(1, {"L3-T-01": {"systems": ["HIS", "LIS"]}})
    his, lis = house.system("HIS", "HIS"), house.system("LIS", "LIS")
    core = house.target(catalog, "符合", register.set_object(house.store, house.viewer, "核心", {his}))
    lab = house.target(catalog, "符合", register.set_object(house.store, house.viewer, "检验", {lis}))
    house.judge(catalog, UNMET, "L3-T-01#1", system=lis)
    assert systems(house.gaps(catalog, core)) == [("HIS", Reason.NOT_ASSESSED)]
    assert systems(house.gaps(catalog, lab)) == [("LIS", Reason.UNMET)]


def test_a_gap_names_what_people_need(house: House, emr: LevelsCatalog) -> None:
    house.target(emr, "5")
    system = house.system("检验系统", "LIS", vendor="瑞美")
    gap = next(gap for gap in house.gaps(emr) if gap.clause == "05.01.5#1")
    assert (gap.catalog, gap.item, gap.name, gap.level) == (emr.id, "05.01", "标本处理", "5级")
    assert gap.text == emr.rows_by_item["05.01"][5].clauses[0].text
    assert (gap.requirement.code, gap.target.level) == ("05.01.5", "5")
    assert gap.system is not None
    assert (gap.system.id, gap.vendor) == (system, "瑞美")


def test_a_gap_of_an_indicator_and_of_a_unit(house: House, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    target = house.target(interop, "四级甲等")
    found = {gap.clause: gap for gap in house.gaps(interop, target)}
    gap = found["5.2.1.1#1"]
    assert (gap.item, gap.name, gap.level) == ("5.2.1.1", "临床服务系统接入平台", "四级乙等起分档")
    entry = register.set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    target = house.target(mlps, "基本符合", entry)
    unit = next(gap for gap in house.gaps(mlps, target) if gap.clause == "L3-CES1-01#1")
    assert (unit.item, unit.name, unit.level) == ("L3-CES1-01", "身份鉴别", "")


def task_of(house: House) -> str:
    [gap] = house.gaps(CATALOG)
    return gap.task.title if gap.task else ""


def test_a_gap_knows_its_open_task(house: House) -> None:
    house.target(CATALOG, "1")
    house.judge(CATALOG, UNMET, REF, system=house.system("检验系统"))
    assert task_of(house) == ""
    task = house.task("整改", clauses=((CATALOG.id, REF),))
    for state in ("doing", "verifying", "todo"):
        move_task(house.store, house.viewer, task, state)
        assert task_of(house) == "整改"
    close_task(house.store, house.viewer, task, house.prove())
    assert task_of(house) == ""
    move_task(house.store, house.viewer, task, "doing")
    assert task_of(house) == "整改"


@pytest.mark.parametrize("pair", [("other", REF), ("small-levels", "01.01.1#2")])
def test_a_task_for_something_else_is_not_that_of_the_gap(house: House, pair: tuple[str, str]) -> None:
    house.target(CATALOG, "1")
    house.system("检验系统")
    house.task("别的", clauses=(pair,))
    assert task_of(house) == ""


def test_a_task_of_a_system_is_for_the_gaps_of_that_system(house: House) -> None:
    house.target(CATALOG, "1")
    first, second = house.system("检验系统"), house.system("微生物系统")
    house.task("检验整改", system_id=first, clauses=((CATALOG.id, REF),))
    found = {gap.system.id: gap.task for gap in house.gaps(CATALOG) if gap.system}
    assert found[first] is not None
    assert found[second] is None
    house.task("共同整改", clauses=((CATALOG.id, REF),), due_on=date(2026, 3, 1))
    found = {gap.system.id: gap.task for gap in house.gaps(CATALOG) if gap.system}
    assert [task.title for task in found.values() if task] == ["检验整改", "共同整改"]


def test_of_several_tasks_the_first_due_is_named(house: House) -> None:
    house.target(CATALOG, "1")
    house.system("检验系统")
    for title, due in (("四月", date(2026, 4, 1)), ("三月", date(2026, 3, 5)), ("无期限", None)):
        house.task(title, due_on=due, clauses=((CATALOG.id, REF),))
    assert task_of(house) == "三月"


def test_gaps_come_in_the_order_of_the_standard(house: House, emr: LevelsCatalog) -> None:
    house.target(emr, "3")
    order = clause_ids(emr)
    places = [order.index(clause) for clause in clauses(house.gaps(emr))]
    assert places == sorted(places)


def test_a_document_closes_the_gaps_it_is_linked_to(house: House) -> None:
    catalog = levels(
        {"01.01": {1: BASIC}, "01.02": {1: BASIC}}, bars((2, 0, "0")), dict.fromkeys(("01.01", "01.02"), "function")
    )
    house.target(catalog, "1")
    house.judge_all(catalog)
    document = house.prove(*of_clause(catalog, "01.01.1#1"))
    assert clauses(house.gaps(catalog)) == ["01.02.1#1"]
    documents.unlink_document(house.store, house.viewer, document, of_clause(catalog, "01.01.1#1")[0])
    assert clauses(house.gaps(catalog)) == ["01.01.1#1", "01.02.1#1"]


def test_what_holds_the_target_back_is_a_gap(house: House) -> None:
    """For a denominator of 0 the program itself advises to judge the clauses as not applicable."""
    catalog = one_item(coverage="ratio")
    house.target(catalog, "1")
    house.judge(catalog, Verdict.NOT_APPLICABLE, REF)
    assert house.standing(catalog).proven.reached or house.gaps(catalog)


def test_an_own_standard_that_is_fully_proven_has_no_gaps(tmp_path: Path, viewer: Viewer) -> None:
    """From its files to the standing, as a hospital would do it."""
    write(tmp_path / "own" / "small", levels_files())
    deployment = Deployment(tmp_path / "data", tmp_path / "own")
    catalog = deployment.catalog("small-levels")
    assert isinstance(catalog, LevelsCatalog)
    store = deployment.create("renmin")
    register.set_hospital(store, viewer, "人民医院")
    lis = register.add_system(store, viewer, register.SystemDraft("检验系统", "LIS"))
    register.set_target(store, viewer, catalog, "2")
    drafts = [judgement.VerdictDraft(clause, MET, lis) for clause in clause_ids(catalog)]
    judgement.record_verdicts(store, viewer, catalog, drafts)
    figures = [
        measures.MeasureDraft(item.item, kind, numerator=95, denominator=100)
        for item in catalog.items
        for kind in ("coverage", "data_quality")
    ]
    measures.record_measures(store, viewer, catalog, figures)
    statistics = documents.DocumentDraft(
        "全量统计", "data_query", EARLIER, file_name="统计.csv", content=b"item,share\n", links=links_of(catalog)
    )
    document = documents.add_document(store, viewer, statistics)

    def look() -> tuple[bool, int]:
        situation = load_situation(deployment.open("renmin"), viewer, deployment.catalogs, TODAY)
        standing = standing_of(situation, situation.targets[0])
        return standing.proven.reached, len(gaps_of(situation, standing))

    reached, gaps = look()
    assert not reached
    assert gaps == 5
    work_off(store)
    reviews.accept_document(store, COLLEAGUE, document)
    assert look() == (True, 0)
