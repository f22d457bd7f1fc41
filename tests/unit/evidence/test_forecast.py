"""The standing on the review date: what still proves then, everything else as it is now."""

from dataclasses import replace
from datetime import timedelta

import pytest

from criteria.grading.results import LevelsResult
from criteria.models import Catalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.forecast import change_words, load_forecasts, standing_at, standing_on
from evidence.records import Target
from evidence.standing import Basis, Standing, level_label, load_standings
from evidence.target_cards import card
from tests.unit.evidence.house import TODAY, House, links_of, of_clause, of_measure
from tests.unit.evidence.small_catalogs import BASIC, bars, compliance, levels, points

DAY = timedelta(days=1)
REVIEW = TODAY + 60 * DAY
# Two basic items with two levels, without data quality; coverage is not measured.
FUNCTIONS = {"01.01": "function", "01.02": "function"}
CATALOG = levels(
    {"01.01": {1: BASIC, 2: BASIC}, "01.02": {1: BASIC, 2: BASIC}}, bars((2, 0, "0"), (2, 0, "0")), FUNCTIONS
)


def target(house: House, catalog: Catalog, level: str, object_id: int | None = None) -> Target:
    number = register.set_target(house.store, house.viewer, catalog, level, review_on=REVIEW, object_id=object_id)
    return next(entry for entry in register.targets(house.store, house.viewer) if entry.id == number)


def both(house: House, catalog: Catalog, level: str, object_id: int | None = None) -> tuple[Standing, Standing]:
    """The standing today and on the review date."""
    aim, situation = target(house, catalog, level, object_id), house.situation(catalog)
    later = standing_at(house.store, house.viewer, situation, aim, REVIEW)
    return next(s for s in load_standings(house.store, house.viewer, situation) if s.target.id == aim.id), later


def forecasts(house: House, catalog: Catalog) -> dict[int, str]:
    situation = house.situation(catalog)
    standings = load_standings(house.store, house.viewer, situation)
    return dict(load_forecasts(house.store, house.viewer, situation, standings))


def test_proofs_that_run_out_lower_the_proven_standing_only(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*of_clause(CATALOG, "01.01.1#1", "01.02.1#1"), kind="screenshot")
    house.prove(*of_clause(CATALOG, "01.01.2#1", "01.02.2#1"), kind="screenshot", expires=REVIEW - DAY)
    now, later = both(house, CATALOG, "2")
    assert [level_label(now.on(basis)) for basis in Basis] == ["2级"] * 3
    assert [level_label(later.on(basis)) for basis in Basis] == ["2级", "2级", "1级"]
    assert change_words(now, later) == "有据将降为1级，尚差由 0 增为 2 个项目"


def test_it_is_what_will_be_computed_on_that_day(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot", expires=REVIEW - DAY)
    house.prove(*of_clause(CATALOG, "01.01.1#1"), kind="screenshot", effective=REVIEW)
    _, later = both(house, CATALOG, "2")
    assert later.proven == house.standing(CATALOG, later.target.id, today=REVIEW).proven


def test_work_that_is_pending_is_not_foreseen(house: House) -> None:
    house.judge_all(CATALOG)
    old = house.prove(*links_of(CATALOG), kind="screenshot", expires=REVIEW - DAY)
    house.prove(kind="screenshot", supersedes=old, accept=False)
    _, later = both(house, CATALOG, "2")
    assert isinstance(later.proven, LevelsResult)
    assert later.proven.level == 0


def test_what_was_accepted_for_a_later_day_raises_it(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot", effective=TODAY + DAY)
    now, later = both(house, CATALOG, "2")
    assert change_words(now, later) == "有据将升为2级，尚差由 2 减为 0 个项目"


def test_where_nothing_runs_out_nothing_is_said(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot", expires=REVIEW)
    now, later = both(house, CATALOG, "2")
    assert later is now
    assert change_words(now, later) == ""
    assert forecasts(house, CATALOG) == {}


def test_a_card_tells_only_what_differs(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot", expires=REVIEW - DAY)
    now, _ = both(house, CATALOG, "2")
    situation, told = house.situation(CATALOG), forecasts(house, CATALOG)
    assert told == {now.target.id: "有据将降为未达1级，尚差由 0 增为 2 个项目"}
    assert card(situation, now, told[now.target.id]).forecast.startswith("到评审日有据将降为未达1级")
    assert card(situation, now).forecast == ""


@pytest.mark.parametrize("review_on", [None, TODAY, TODAY - DAY])
def test_without_a_review_to_come_there_is_nothing_to_foresee(house: House, review_on: object) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot", expires=TODAY)
    register.set_target(house.store, house.viewer, CATALOG, "2", review_on=review_on)
    assert forecasts(house, CATALOG) == {}


def test_a_day_before_the_computation_is_refused(house: House) -> None:
    house.judge_all(CATALOG)
    now, _ = both(house, CATALOG, "2")
    with pytest.raises(ValueError, match="before"):
        standing_on(house.situation(CATALOG), now, TODAY - DAY)


def test_indicators_that_are_no_longer_proven(house: House) -> None:
    catalog: PointsCatalog = points({}, {"grade": "二级"})
    house.judge_all(catalog)
    house.prove(*of_clause(catalog, "2.1.1#1"), kind="screenshot")
    house.prove(*of_clause(catalog, "2.1.2#1"), kind="screenshot", expires=TODAY)
    assert change_words(*both(house, catalog, "二级")) == "有据将降为一级，尚差由 0 增为 1 项指标"


def test_a_rate_that_falls_within_the_conclusion(house: House) -> None:
    catalog = compliance(10)
    system = house.system("安全设备", "SEC")
    group = register.set_object(house.store, house.viewer, "检验业务", {system})
    house.judge_all(catalog, Verdict.MET, system)
    house.prove(*of_clause(catalog, *(f"L3-T-{n:02d}#1" for n in range(1, 8))), kind="screenshot")
    house.prove(*of_clause(catalog, "L3-T-08#1"), kind="screenshot", expires=TODAY)
    assert change_words(*both(house, catalog, "基本符合", group)) == "有据符合率将由 80.0% 降为 70.0%"


def test_a_score_that_falls_within_the_level(house: House) -> None:
    """Level 1 stays proven; what the statistics proved above it no longer adds points."""
    catalog: LevelsCatalog = levels({"01.01": {1: BASIC, 2: BASIC}}, bars((1, 0, "0"), (1, 0, "9")))
    house.judge_all(catalog)
    house.prove(*links_of(catalog), kind="data_query")
    house.measure(catalog, "01.01", coverage="0.9")
    now, later = both(house, catalog, "1")
    assert change_words(now, later) == ""
    assert isinstance(now.proven, LevelsResult)
    poorer = replace(now, proven=now.proven.model_copy(update={"score": now.proven.score - 1}))
    assert change_words(now, poorer) == "有据得分将由 1.80 降为 0.80"
    assert change_words(poorer, now) == "有据得分将由 0.80 升为 1.80"


def test_a_possible_level_that_falls(house: House) -> None:
    house.judge_all(CATALOG)
    house.prove(*links_of(CATALOG), kind="screenshot")
    now, _ = both(house, CATALOG, "2")
    assert isinstance(now.proven, LevelsResult)
    less = replace(now, proven=now.proven.model_copy(update={"possible_level": 1}))
    assert change_words(now, less) == "有据最高可能将降为1级"


def test_statistics_of_a_measure_are_foreseen_too(house: House, emr: LevelsCatalog) -> None:
    house.prove(*of_measure(emr, "01.01", "coverage"), effective=TODAY)
    assert house.situation(emr).on(TODAY + 92 * DAY).proof("coverage", emr.id, "01.01") == "current"
    assert house.situation(emr).on(TODAY + 93 * DAY).proof("coverage", emr.id, "01.01") == "expired"
