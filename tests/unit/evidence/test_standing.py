"""Functional, claimed, proven: the same computation on verdicts alone, with measures, backed by documents."""

import pytest

from criteria.grading.results import LevelsResult, PointsResult
from criteria.models import LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.documents import COVERAGE, DATA_QUALITY
from evidence.reviews import accept_document, return_document
from evidence.standing import Basis, Standing, figure, level_label, level_rank
from tests.unit.criteria.builders import tiers
from tests.unit.evidence.house import TODAY, House, clause_ids, of_clause, of_measure
from tests.unit.evidence.small_catalogs import BASIC, CHECKED, bars, levels, one_item, points

MET, UNMET = Verdict.MET, Verdict.UNMET
# One basic item at two levels, coverage counted as a share, data quality asked at level 2.
CATALOG = levels({"01.01": {1: BASIC, 2: CHECKED}}, bars((1, 0, "0.5"), (1, 0, "1.2")))


def labels(standing: Standing) -> list[str]:
    return [level_label(standing.on(basis)) for basis in Basis]


def figures(standing: Standing) -> list[str]:
    return [figure(standing.on(basis)) for basis in Basis]


@pytest.fixture
def judged(house: House) -> House:
    """Every clause judged as met for the whole hospital, nothing measured, nothing proven."""
    house.target(CATALOG, "2")
    house.judge_all(CATALOG)
    return house


def test_without_any_verdict_nothing_is_reached(house: House) -> None:
    house.target(CATALOG, "2")
    standing = house.standing(CATALOG)
    assert labels(standing) == ["未达1级", "未达1级", "未达1级"]
    assert figures(standing) == ["0.00", "0.00", "0.00"]


def test_verdicts_alone_give_the_functional_standing(judged: House) -> None:
    standing = judged.standing(CATALOG)
    assert labels(standing) == ["2级", "未达1级", "未达1级"]
    assert figures(standing) == ["2.00", "0.00", "0.00"]


def test_a_verdict_short_of_met_lowers_the_functional_standing(judged: House) -> None:
    judged.judge(CATALOG, Verdict.PARTIAL, "01.01.2#1")
    assert labels(judged.standing(CATALOG))[0] == "1级"
    judged.judge(CATALOG, Verdict.NOT_APPLICABLE, "01.01.2#1")
    assert labels(judged.standing(CATALOG))[0] == "2级"


def test_what_was_not_measured_counts_zero_in_the_claimed_standing(judged: House) -> None:
    judged.measure(CATALOG, "01.01", coverage="0.9")
    standing = judged.standing(CATALOG)
    assert labels(standing) == ["2级", "1级", "未达1级"]
    assert figures(standing) == ["2.00", "0.90", "0.00"]


def test_verdicts_and_measures_give_the_claimed_standing(judged: House) -> None:
    judged.measure(CATALOG, "01.01", coverage="0.9", data_quality="0.8")
    standing = judged.standing(CATALOG)
    assert labels(standing) == ["2级", "2级", "未达1级"]
    assert figures(standing) == ["2.00", "1.44", "0.00"]


@pytest.mark.parametrize(("coverage", "quality", "label"), [("0.79", "1", "未达1级"), ("0.8", "1", "2级"),
                                                            ("1", "0.49", "1级"), ("1", "0.6", "2级"),
                                                            ("1", "0.59", "1级")])  # fmt: skip
def test_measures_at_the_thresholds(judged: House, coverage: str, quality: str, label: str) -> None:
    judged.measure(CATALOG, "01.01", coverage=coverage, data_quality=quality)
    assert labels(judged.standing(CATALOG))[1] == label


def test_a_measure_of_one_level_goes_before_the_one_for_all(judged: House) -> None:
    judged.measure(CATALOG, "01.01", coverage="0.9", data_quality="0.8")
    judged.measure(CATALOG, "01.01", 2, coverage="0.6")
    assert labels(judged.standing(CATALOG))[1] == "1级"


@pytest.fixture
def measured(judged: House) -> House:
    judged.measure(CATALOG, "01.01", coverage="0.9", data_quality="0.8")
    return judged


def test_documents_for_all_clauses_but_not_for_the_measures(measured: House) -> None:
    measured.prove(*of_clause(CATALOG, *clause_ids(CATALOG)))
    standing = measured.standing(CATALOG)
    assert labels(standing) == ["2级", "2级", "未达1级"]


def test_documents_for_the_measures_but_not_for_all_clauses(measured: House) -> None:
    measured.prove(*of_measure(CATALOG, "01.01", COVERAGE, DATA_QUALITY), *of_clause(CATALOG, "01.01.1#1"))
    assert labels(measured.standing(CATALOG)) == ["2级", "2级", "1级"]
    assert figures(measured.standing(CATALOG))[2] == "0.90"


def test_everything_documented_is_proven(measured: House) -> None:
    measured.prove_all(CATALOG)
    standing = measured.standing(CATALOG)
    assert labels(standing) == ["2级", "2级", "2级"]
    assert figures(standing) == ["2.00", "1.44", "1.44"]
    assert standing.proven.reached


@pytest.mark.parametrize("subject", [COVERAGE, DATA_QUALITY])
def test_each_measure_needs_its_own_statistics(measured: House, subject: str) -> None:
    measured.prove(*of_clause(CATALOG, *clause_ids(CATALOG)), *of_measure(CATALOG, "01.01", subject))
    assert labels(measured.standing(CATALOG))[2] == ("1级" if subject == COVERAGE else "未达1级")


def test_statistics_must_be_statistics(measured: House) -> None:
    measured.prove(*of_clause(CATALOG, *clause_ids(CATALOG)))
    measured.prove(*of_measure(CATALOG, "01.01", COVERAGE, DATA_QUALITY), kind="screenshot")
    assert labels(measured.standing(CATALOG))[2] == "未达1级"


@pytest.mark.parametrize("subject", [COVERAGE, DATA_QUALITY])
def test_statistics_still_to_be_reviewed_prove_nothing(measured: House, subject: str) -> None:
    other = DATA_QUALITY if subject == COVERAGE else COVERAGE
    measured.prove(*of_clause(CATALOG, *clause_ids(CATALOG)), *of_measure(CATALOG, "01.01", other))
    document = measured.prove(*of_measure(CATALOG, "01.01", subject), accept=False)
    assert labels(measured.standing(CATALOG))[2] != "2级"
    accept_document(measured.store, measured.viewer, document)
    assert labels(measured.standing(CATALOG))[2] == "2级"


def test_only_accepted_current_documents_count(measured: House) -> None:
    document = measured.prove_all(CATALOG)
    return_document(measured.store, measured.viewer, document, "统计口径不对")
    assert labels(measured.standing(CATALOG)) == ["2级", "2级", "未达1级"]


def test_not_applicable_needs_no_document(measured: House) -> None:
    measured.judge(CATALOG, Verdict.NOT_APPLICABLE, "01.01.2#1")
    measured.prove(*of_clause(CATALOG, "01.01.1#1"), *of_measure(CATALOG, "01.01", COVERAGE, DATA_QUALITY))
    assert labels(measured.standing(CATALOG))[2] == "2级"


def test_documents_do_not_replace_verdicts(house: House) -> None:
    house.target(CATALOG, "2")
    house.judge(CATALOG, UNMET, "01.01.1#1", "01.01.2#1")
    house.measure(CATALOG, "01.01", coverage="1", data_quality="1")
    house.prove_all(CATALOG)
    assert labels(house.standing(CATALOG)) == ["未达1级"] * 3


def test_a_row_whose_quality_is_not_asked_needs_no_statistics_of_it(house: House) -> None:
    catalog = one_item(BASIC, coverage="ratio")
    house.target(catalog, "1")
    house.judge_all(catalog)
    house.measure(catalog, "01.01", coverage="0.8")
    house.prove(*of_clause(catalog, "01.01.1#1"), *of_measure(catalog, "01.01", COVERAGE))
    assert labels(house.standing(catalog)) == ["1级"] * 3


@pytest.mark.parametrize(
    ("kind", "coverage", "label"),
    [("function", None, "1级"), ("applied", None, "未达1级"), ("applied", "0", "未达1级"), ("applied", "0.01", "1级")],
)
def test_coverage_by_function_or_by_use(house: House, kind: str, coverage: str | None, label: str) -> None:
    catalog = one_item(BASIC, coverage=kind)
    house.target(catalog, "1")
    house.judge_all(catalog)
    if coverage is not None:
        house.measure(catalog, "01.01", coverage=coverage)
    assert labels(house.standing(catalog))[:2] == ["1级", label]


def interop() -> PointsCatalog:
    return points({}, tiers(("一级", "0.4"), ("三级", "1.0")), {"elective": True}, {"grade": "二级"})


def test_grades_and_points(house: House) -> None:
    catalog = interop()
    house.target(catalog, "二级")
    house.judge(catalog, MET, "2.1.1#1", "2.1.4#1")
    assert labels(house.standing(catalog)) == ["未达一级"] * 3
    house.reach(catalog, "2.1.2#1", "一级")
    standing = house.standing(catalog)
    assert labels(standing) == ["二级", "二级", "未达一级"]
    assert figures(standing) == ["2.40", "2.40", "0.00"]
    house.prove(*of_clause(catalog, "2.1.1#1", "2.1.2#1"))
    assert labels(house.standing(catalog)) == ["二级", "二级", "一级"]
    assert figures(house.standing(catalog))[2] == "1.40"
    house.prove(*of_clause(catalog, "2.1.4#1"))
    assert isinstance(house.standing(catalog).proven, PointsResult)
    assert house.standing(catalog).proven.reached


def test_met_without_a_tier_is_the_top_tier(house: House) -> None:
    catalog = interop()
    house.target(catalog, "三级")
    house.judge(catalog, MET, "2.1.1#1", "2.1.2#1", "2.1.4#1")
    standing = house.standing(catalog)
    assert (labels(standing)[0], figures(standing)[0]) == ("三级", "3.00")


def test_a_system_answers_for_a_plain_indicator(house: House) -> None:
    catalog = interop()
    house.target(catalog, "一级")
    house.judge(catalog, MET, "2.1.1#1")
    house.reach(catalog, "2.1.2#1", "一级")
    house.judge(catalog, UNMET, "2.1.1#1", system=house.system("集成平台", "HIP"))
    assert labels(house.standing(catalog))[0] == "未达一级"


def test_the_place_on_the_scale(house: House) -> None:
    catalog = interop()
    house.target(catalog, "三级")
    assert [level_rank(house.standing(catalog).on(basis), catalog) for basis in Basis] == [0, 0, 0]
    house.judge(catalog, MET, "2.1.1#1", "2.1.2#1", "2.1.4#1")
    assert level_rank(house.standing(catalog).functional, catalog) == 3


def test_the_standing_speaks_of_its_target(judged: House) -> None:
    standing = judged.standing(CATALOG)
    assert isinstance(standing.functional, LevelsResult)
    assert (standing.functional.target, standing.target.level, standing.catalog.id) == (2, "2", CATALOG.id)
    assert standing.functional.reached
    assert not standing.claimed.reached


def test_tomorrow_a_document_may_have_expired(measured: House) -> None:
    links = (*of_clause(CATALOG, *clause_ids(CATALOG)), *of_measure(CATALOG, "01.01", COVERAGE, DATA_QUALITY))
    measured.prove(*links, expires=TODAY)
    assert labels(measured.standing(CATALOG))[2] == "2级"
    assert labels(measured.standing(CATALOG, today=TODAY.replace(day=TODAY.day + 1)))[2] == "未达1级"


def test_a_hospital_without_any_entry_has_reached_nothing(house: House, emr: LevelsCatalog) -> None:
    house.target(emr, "5")
    assert labels(house.standing(emr)) == ["未达1级"] * 3
