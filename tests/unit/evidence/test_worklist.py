"""厂商工作清单: order, grouping by feature, help for other standards, and no gap lost."""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import pytest

from criteria.feature_library import feature_library
from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason, gaps_of
from evidence.other_standards import OtherStandards
from evidence.situation import Situation
from evidence.standing import Standing, standing_of
from evidence.worklist import NO_DATE, NOTHING_TO_BUILD, OTHER, Worklist, WorklistLine, WorklistSection, worklist
from tests.unit.evidence.house import EARLIER, TODAY, House, of_clause

EMR, INTEROP, MLPS = "emr-2018", "interop-2020", "mlps3-2019"
SPECIMEN = "LIS.specimen-barcode"


@pytest.fixture
def lis(house: House, catalogs: Mapping[str, Catalog]) -> int:
    """A LIS, and three targets; the review of the EMR grading is the last one."""
    system = house.system("检验信息系统", "LIS", "甲公司")
    for catalog, level, review in ((EMR, "5", 300), (INTEROP, "四级甲等", 100), ("smart-management-2021", "4", 200)):
        day = date.fromordinal(TODAY.toordinal() + review)
        register.set_target(house.store, house.viewer, catalogs[catalog], level, review_on=day)
    return system


def computed(house: House, catalogs: Mapping[str, Catalog]) -> tuple[Situation, list[Standing], dict[int, list[Gap]]]:
    situation = house.situation(*catalogs.values())
    standings = [standing_of(situation, target) for target in situation.targets]
    return situation, standings, {s.target.id: gaps_of(situation, s) for s in standings}


def listed(house: House, catalogs: Mapping[str, Catalog], system: int, only: str = "") -> Worklist:
    situation, standings, gaps = computed(house, catalogs)
    chosen = [s for s in standings if only in ("", s.target.catalog)]
    return worklist(situation, chosen, gaps, situation.system_by_id[system])


def keys(lines: tuple[WorklistLine, ...]) -> list[tuple[str, str]]:
    return [(line.gap.catalog, line.gap.clause) for line in lines]


def section_of(found: Worklist, feature: str) -> WorklistSection:
    return next(section for section in found.sections if section.feature and section.feature.id == feature)


def test_every_gap_of_the_system_appears_exactly_once(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    house.system("血库管理系统", "BLOOD")
    _, _, gaps = computed(house, catalogs)
    own = [gap for found in gaps.values() for gap in found if gap.system and gap.system.id == lis]
    lines = listed(house, catalogs, lis).lines
    assert len(own) > 40
    assert Counter(line.gap for line in lines) == Counter(own)


def test_what_blocks_comes_first_and_other_requirements_last(
    house: House, catalogs: Mapping[str, Catalog], lis: int
) -> None:
    sections = listed(house, catalogs, lis).sections
    rank = list(Weight).index
    by_section = [[rank(line.gap.weight) for line in section.lines] for section in sections]
    assert all(ranks == sorted(ranks) for ranks in by_section)
    first = [ranks[0] for section, ranks in zip(sections, by_section, strict=True) if section.feature]
    assert first == sorted(first)
    names = [section.name for section in sections]
    assert len(names) == len(set(names))
    assert OTHER not in names[:-1]


def test_the_next_review_comes_first(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    found = listed(house, catalogs, lis)
    assert [(facts.name, facts.days_left) for facts in found.targets] == [
        ("互联互通 四级甲等", 100),
        ("智慧管理 4级", 200),
        ("电子病历 5级", 300),
    ]
    assert sum(facts.gaps for facts in found.targets) == len(found.lines) == sum(found.weights.values())
    assert sum(facts.blocking for facts in found.targets) == found.weights[Weight.BLOCKS]
    assert found.reasons == {"未评估": len(found.lines)}
    assert (found.hospital, found.vendor, found.contract) == ("人民医院", "甲公司", "")


def test_a_gap_stands_under_a_feature_that_claims_it(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    found = listed(house, catalogs, lis)
    claimed = {(c, clause) for f in feature_library()["LIS"].features for c, of in f.claims.items() for clause in of}
    for section in found.sections:
        for line in section.lines:
            if section.feature is None:
                assert (line.gap.catalog, line.gap.clause) not in claimed
            else:
                assert section.feature.claims[line.gap.catalog][line.gap.clause] == (line.part or None)


def test_one_target_alone(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    found = listed(house, catalogs, lis, EMR)
    assert {line.gap.catalog for line in found.lines} == {EMR}
    assert [facts.name for facts in found.targets] == ["电子病历 5级"]


def test_what_is_met_and_lacks_a_document_needs_no_building(
    house: House, catalogs: Mapping[str, Catalog], lis: int
) -> None:
    section = section_of(listed(house, catalogs, lis), SPECIMEN)
    assert section.feature
    assert section.build == f"尚未评估，请先核对是否已经具备：{section.feature.description}"
    for catalog, clause in keys(section.lines):
        house.judge(catalogs[catalog], Verdict.MET, clause, system=lis)
    met = section_of(listed(house, catalogs, lis), SPECIMEN)
    assert {line.gap.reason for line in met.lines} <= {
        Reason.NO_DOCUMENT,
        Reason.COVERAGE_LOW,
        Reason.DATA_QUALITY_LOW,
    }
    assert met.build == NOTHING_TO_BUILD
    assert met.proof == section.feature.proof
    assert len(met.evidence) == len(set(met.evidence)) > 1
    assert set(met.evidence) == {entry for line in met.lines for entry in line.evidence}

    catalog, clause = keys(met.lines)[0]
    house.judge(catalogs[catalog], Verdict.UNMET, clause, system=lis)
    assert section_of(listed(house, catalogs, lis), SPECIMEN).build == section.feature.description


def test_the_due_date_is_that_of_the_open_task(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    first = listed(house, catalogs, lis).lines[0]
    assert (first.due_on, first.due) == (None, NO_DATE)
    key = (first.gap.catalog, first.gap.clause)
    house.task("补齐", system_id=lis, due_on=date(2026, 5, 1), clauses=(key,))
    found = listed(house, catalogs, lis)
    assert {line.due for line in found.lines if (line.gap.catalog, line.gap.clause) == key} == {"2026-05-01"}
    assert found.sections[0].due_on == date(2026, 5, 1)


def test_a_due_date_that_has_passed_is_marked(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    first = listed(house, catalogs, lis).lines[0].gap
    house.task("补齐", system_id=lis, due_on=EARLIER, clauses=((first.catalog, first.clause),))
    assert listed(house, catalogs, lis).lines[0].due == "2026-02-01（已逾期）"


def test_only_clauses_that_a_target_asks_for_are_named_as_helped(
    house: House, catalogs: Mapping[str, Catalog], lis: int
) -> None:
    situation, _, _ = computed(house, catalogs)
    found = listed(house, catalogs, lis)
    helped = [(s, line, other) for s in found.sections for line in s.lines for other in line.also_helps]
    assert helped
    for section, line, other in helped:
        assert other.asked
        assert section.feature in other.features
        assert other.catalog.id != line.gap.catalog
    others = {other.catalog.id for _, _, other in helped}
    target = next(t for t in situation.targets if t.catalog in others)
    register.drop_target(house.store, house.viewer, target.id)
    left = {other.catalog.id for line in listed(house, catalogs, lis).lines for other in line.also_helps}
    assert target.catalog not in left


def test_a_proven_clause_is_no_longer_listed(house: House, catalogs: Mapping[str, Catalog], lis: int) -> None:
    clause = next(c for s in listed(house, catalogs, lis).sections for k, c in keys(s.lines) if k == INTEROP)
    house.judge(catalogs[INTEROP], Verdict.MET, clause, system=lis)
    house.prove(*of_clause(catalogs[INTEROP], clause))
    assert (INTEROP, clause) not in keys(listed(house, catalogs, lis).lines)


def test_a_kind_without_a_library_lists_everything_under_other_requirements(
    house: House, catalogs: Mapping[str, Catalog], lis: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.worklist.feature_library", dict)
    [section] = listed(house, catalogs, lis).sections
    assert (section.name, section.proof) == (OTHER, "")
    assert section.build == "尚未评估，请先核对是否已经具备：按下列要求点逐条落实。"


def test_a_counterpart_of_several_clauses_is_named_once(
    house: House, catalogs: Mapping[str, Catalog], lis: int
) -> None:
    others = OtherStandards(house.situation(*catalogs.values()))
    clauses = [clause.id for row in catalogs[EMR].requirements for clause in row.clauses]
    found = others.of_several(EMR, clauses)
    names = [(other.catalog.id, other.clause.id) for other, _ in found]
    assert len(names) == len(set(names)) > 1
    assert any(len(own) > 1 for _, own in found)
    assert sum(len(own) for _, own in found) == sum(len(others.of(EMR, clause)) for clause in clauses)
    asked = [other.asked for other, _ in found]
    assert asked == sorted(asked, reverse=True)
    assert {True, False} == set(asked)
