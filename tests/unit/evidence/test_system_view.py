"""What each system must do, counted for the register and listed for judging."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, register
from evidence.situation import Proof, load_situation
from evidence.standing import standing_of
from evidence.system_view import (
    SystemRow,
    asked_codes,
    matching,
    register_facts,
    register_rows,
    requirement_counts,
    reviews_after,
    standard_tallies,
    stored_verdicts,
    system_clauses,
    tally,
    target_tallies,
    unfiled_systems,
)
from tests.unit.criteria.builders import tiers
from tests.unit.evidence.house import TODAY, House, of_clause
from tests.unit.evidence.small_catalogs import BASIC, bars, compliance, levels, points

MET, PARTIAL, UNMET = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET
NOT_APPLICABLE, UNKNOWN = Verdict.NOT_APPLICABLE, Verdict.UNKNOWN


def two_levels() -> LevelsCatalog:
    """Item 01.01 with one clause at level 1 and at level 2."""
    return levels({"01.01": {1: BASIC, 2: BASIC}}, bars(*[(1, 0, "0")] * 2), {"01.01": "function"})


def rows_of(house: House, catalog: Catalog) -> list[SystemRow]:
    situation = house.situation(catalog)
    [target] = situation.targets
    return register_rows(situation, standing_of(situation, target), house.gaps(catalog))


def test_requirements_are_counted_once_each(house: House, emr: LevelsCatalog, mlps: ComplianceCatalog) -> None:
    lis, oa = house.system("检验系统", "LIS"), house.system("办公系统", "OA")
    counts = requirement_counts(house.situation(emr, mlps))
    named = [row.code for row in emr.requirements if "LIS" in row.systems]
    assert counts[lis][emr.id] >= len(named)
    assert counts[lis][emr.id] < len(system_clauses(house.situation(emr), emr.id, lis))
    assert counts[oa][mlps.id] > 0
    assert counts.keys() == {lis, oa}
    register.retire_system(house.store, house.viewer, oa)
    assert requirement_counts(house.situation(emr, mlps)).keys() == {lis}


def test_proven_is_met_with_a_current_document(house: House) -> None:
    catalog = two_levels()
    lis = house.system("检验系统")
    house.target(catalog, "2")
    house.judge(catalog, MET, "01.01.1#1", "01.01.2#1", system=lis)
    house.prove(*of_clause(catalog, "01.01.1#1"))
    house.prove(*of_clause(catalog, "01.01.2#1"), accept=False)
    [row] = rows_of(house, catalog)
    assert row.tally is not None
    assert (row.tally.total, row.tally.proven, row.tally.share) == (2, 1, Decimal("0.5"))
    assert (row.required, row.gaps, row.open_tasks) == (2, 1, 0)


def test_what_does_not_apply_is_not_in_the_share(house: House) -> None:
    catalog = two_levels()
    lis = house.system("检验系统")
    house.target(catalog, "2")
    house.judge(catalog, NOT_APPLICABLE, "01.01.1#1", "01.01.2#1", system=lis)
    [row] = rows_of(house, catalog)
    assert row.tally is not None
    assert (row.tally.total, row.tally.applicable, row.tally.share) == (2, 0, None)


def test_the_target_limits_what_is_asked(house: House) -> None:
    catalog = two_levels()
    lis = house.system("检验系统")
    house.judge(catalog, UNMET, "01.01.2#1", system=lis)
    assert asked_codes(house.situation(catalog), catalog.id) is None
    assert standard_tallies(house.situation(catalog), lis)[catalog.id].verdicts == {UNKNOWN: 1, UNMET: 1}
    house.target(catalog, "1")
    situation = house.situation(catalog)
    assert asked_codes(situation, catalog.id) == {"01.01.1"}
    assert standard_tallies(situation, lis)[catalog.id].verdicts == {UNKNOWN: 1}
    assert target_tallies(situation, situation.targets[0])[lis].total == 1
    assert [entry.clause.id for entry in system_clauses(situation, catalog.id, lis)] == ["01.01.1#1", "01.01.2#1"]


def test_a_clause_knows_why_and_what_was_found(house: House) -> None:
    catalog = two_levels()
    lis, nis = house.system("检验系统"), house.system("护理系统", "NIS")
    judgement.assign(house.store, house.viewer, catalog, ["01.01.2#1"], nis, True, "护士站采样")
    draft = judgement.VerdictDraft("01.01.2#1", PARTIAL, nis, note="缺时间")
    judgement.record_verdicts(house.store, house.viewer, catalog, [draft])
    situation = house.situation(catalog)
    [entry] = system_clauses(situation, catalog.id, nis)
    assert (entry.reason, entry.verdict, entry.note, entry.version) == ("护士站采样", PARTIAL, "缺时间", 1)
    assert (entry.level, entry.proof, entry.for_hospital) == ("2级", Proof.NONE, False)
    assert entry.item == entry.name
    assert entry.name.startswith("01.01 ")
    own = system_clauses(situation, catalog.id, lis)
    assert {(e.verdict, e.version) for e in own} == {(UNKNOWN, 0)}
    assert "检验" in own[0].reason


def test_a_tiered_indicator_has_the_verdict_of_the_hospital(house: House) -> None:
    catalog = points(tiers(("一级", "0.5")), {"grade": "一级"})
    hip = house.system("集成平台", "HIP")
    house.reach(catalog, "2.1.1#1", "一级")
    house.judge(catalog, UNMET, "2.1.1#1", "2.1.2#1", system=hip)
    tiered, plain = system_clauses(house.situation(catalog), catalog.id, hip)
    assert (tiered.for_hospital, tiered.verdict) == (True, MET)
    assert (plain.for_hospital, plain.verdict) == (False, UNMET)


def test_a_system_answers_for_mlps_units_of_its_own_object(house: House) -> None:
    catalog = compliance(2, {"L3-T-01": {"systems": ["LIS"]}})
    lis, blood = house.system("检验系统"), house.system("血库系统", "LIS")
    target = house.target(catalog, "基本符合", register.set_object(house.store, house.viewer, "检验", {lis}))
    situation = house.situation(catalog)
    [found] = [t for t in situation.targets if t.id == target]
    tallies = target_tallies(situation, found)
    assert (tallies[lis].total, tallies[blood].total) == (1, 0)


def test_taking_back_restores_what_was_stored(house: House) -> None:
    catalog = two_levels()
    lis = house.system("检验系统")
    draft = judgement.VerdictDraft("01.01.1#1", PARTIAL, lis, note="缺时间", example=True)
    judgement.record_verdicts(house.store, house.viewer, catalog, [draft])
    before = system_clauses(house.situation(catalog), catalog.id, lis)
    house.judge(catalog, MET, "01.01.1#1", "01.01.2#1", system=lis)
    judgement.record_verdicts(house.store, house.viewer, catalog, stored_verdicts(before, lis))
    after = system_clauses(house.situation(catalog), catalog.id, lis)
    assert [(e.verdict, e.note) for e in after] == [(PARTIAL, "缺时间"), (UNKNOWN, "")]
    assert after[0].judgement is not None
    assert after[0].judgement.example
    assert tally(after).verdicts == {PARTIAL: 1, UNKNOWN: 1}


def test_the_register_in_numbers(house: House, emr: LevelsCatalog) -> None:
    assert register_facts([]).systems == 0
    first = house.system("检验系统", "LIS", vendor="瑞美")
    house.system("影像系统", "PACS", vendor="瑞美")
    house.system("办公系统", "OA")
    draft = register.SystemDraft("检验系统", "LIS", vendor="瑞美", connected=True)
    register.change_system(house.store, house.viewer, first, draft, expected=1)
    without_target = register_rows(house.situation(emr), None, [])
    assert {(row.tally, row.gaps) for row in without_target} == {(None, None)}
    house.target(emr, "5")
    house.task("补时间", system_id=first)
    rows = rows_of(house, emr)
    facts = register_facts(rows)
    assert (facts.systems, facts.vendors, facts.connected, facts.connection_unknown) == (3, 1, 1, 2)
    assert facts.most_gaps is not None
    assert facts.most_gaps.gaps == max(row.gaps or 0 for row in rows)
    assert [row.open_tasks for row in rows] == [1, 0, 0]


@pytest.mark.parametrize(
    ("kinds", "vendors", "text", "names"),
    [
        ((), (), "", ["检验系统", "影像系统"]),
        (("LIS",), (), "", ["检验系统"]),
        ((), ("瑞美",), "", ["检验系统"]),
        (("PACS",), ("瑞美",), "", []),
        ((), (), "瑞美 LIS", ["检验系统"]),
        ((), (), "pacs", ["影像系统"]),
        ((), (), "没有", []),
    ],
)
def test_the_register_is_filtered(
    house: House, emr: LevelsCatalog, kinds: tuple[str, ...], vendors: tuple[str, ...], text: str, names: list[str]
) -> None:
    house.system("检验系统", "LIS", vendor="瑞美")
    house.system("影像系统", "PACS")
    rows = register_rows(house.situation(emr), None, [])
    assert [row.system.name for row in matching(rows, kinds, vendors, text)] == names


def test_reviews_after_the_end_of_a_contract(house: House, emr: LevelsCatalog, interop: PointsCatalog) -> None:
    register.set_target(house.store, house.viewer, emr, "5", review_on=date(2026, 6, 30))
    register.set_target(house.store, house.viewer, interop, "四级甲等")
    situation = house.situation(emr, interop)
    assert [t.catalog for t in reviews_after(situation, date(2026, 6, 29))] == [emr.id]
    assert reviews_after(situation, date(2026, 6, 30)) == []
    assert reviews_after(situation, None) == []


def test_business_systems_outside_every_object_are_named(house: House, catalogs: Mapping[str, Catalog]) -> None:
    lis, blood = house.system("检验系统"), house.system("血库系统", "BLOOD")
    house.system("防火墙", "SEC")
    register.set_object(house.store, house.viewer, "检验", {lis})
    situation = load_situation(house.store, house.viewer, catalogs, TODAY)
    assert [system.id for system in unfiled_systems(situation)] == [blood]
