"""Why a clause is a gap: ten reasons, the first that applies in their order."""

from datetime import timedelta

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY
from evidence.gaps import Gap, Reason
from evidence.reviews import accept_document, return_document
from tests.unit.criteria.builders import RowSpec, tiers
from tests.unit.evidence.house import TODAY, House, clause_ids, of_clause, of_measure
from tests.unit.evidence.small_catalogs import BASIC, CHECKED, OPTIONAL, UNCONFIRMED, bars, levels, one_item, points

MET, PARTIAL, UNMET = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET
REF = "01.01.1#1"
YESTERDAY = TODAY - timedelta(days=1)
# One clause; coverage counted as a share, data quality asked.
CATALOG = one_item(CHECKED, coverage="ratio")
ALL = (*of_clause(CATALOG, REF), *of_measure(CATALOG, "01.01", COVERAGE, DATA_QUALITY))


@pytest.fixture
def aiming(house: House) -> House:
    house.target(CATALOG, "1")
    return house


@pytest.fixture
def judged(aiming: House) -> House:
    """Met by its system, nothing measured, nothing proven."""
    aiming.judge(CATALOG, MET, REF, system=aiming.system("检验系统"))
    return aiming


@pytest.fixture
def measured(judged: House) -> House:
    judged.measure(CATALOG, "01.01", coverage="0.8", data_quality="0.5")
    return judged


def only(house: House, catalog: LevelsCatalog = CATALOG) -> Gap:
    [gap] = house.gaps(catalog)
    return gap


def test_no_system(aiming: House) -> None:
    gap = only(aiming)
    assert (gap.reason, gap.about, gap.system, gap.vendor) == (Reason.NO_SYSTEM, CLAUSE, None, "")


def test_not_assessed(aiming: House) -> None:
    aiming.system("检验系统")
    gap = only(aiming)
    assert (gap.reason, gap.about) == (Reason.NOT_ASSESSED, CLAUSE)
    assert gap.system is not None


@pytest.mark.parametrize(("verdict", "reason"), [(UNMET, Reason.UNMET), (PARTIAL, Reason.PARTIAL)])
def test_unmet_and_partial(aiming: House, verdict: Verdict, reason: Reason) -> None:
    aiming.judge(CATALOG, verdict, REF, system=aiming.system("检验系统"))
    assert (only(aiming).reason, only(aiming).about) == (reason, CLAUSE)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [(UNMET, Reason.UNMET), (PARTIAL, Reason.PARTIAL), (Verdict.UNKNOWN, Reason.NO_SYSTEM), (MET, Reason.COVERAGE_LOW)],
)
def test_judged_for_the_whole_hospital_no_system_is_missing(aiming: House, verdict: Verdict, reason: Reason) -> None:
    aiming.judge(CATALOG, verdict, REF)
    assert (only(aiming).reason, only(aiming).system) == (reason, None)


@pytest.mark.parametrize("coverage", [None, "0", "0.79"])
def test_coverage_low(judged: House, coverage: str | None) -> None:
    judged.measure(CATALOG, "01.01", data_quality="1")
    if coverage is not None:
        judged.measure(CATALOG, "01.01", coverage=coverage)
    assert (only(judged).reason, only(judged).about) == (Reason.COVERAGE_LOW, COVERAGE)


@pytest.mark.parametrize("quality", [None, "0", "0.49"])
def test_data_quality_low(judged: House, quality: str | None) -> None:
    judged.measure(CATALOG, "01.01", coverage="0.8")
    if quality is not None:
        judged.measure(CATALOG, "01.01", data_quality=quality)
    assert (only(judged).reason, only(judged).about) == (Reason.DATA_QUALITY_LOW, DATA_QUALITY)


def test_no_document(measured: House) -> None:
    assert (only(measured).reason, only(measured).about) == (Reason.NO_DOCUMENT, CLAUSE)


def test_document_pending(measured: House) -> None:
    measured.prove(*ALL, accept=False)
    assert (only(measured).reason, only(measured).about) == (Reason.DOCUMENT_PENDING, CLAUSE)


def test_a_document_of_tomorrow_is_pending(measured: House) -> None:
    measured.prove(*ALL, effective=TODAY + timedelta(days=1))
    assert only(measured).reason is Reason.DOCUMENT_PENDING


def test_document_returned(measured: House) -> None:
    return_document(measured.store, measured.viewer, measured.prove(*ALL), "看不清")
    assert (only(measured).reason, only(measured).about) == (Reason.DOCUMENT_RETURNED, CLAUSE)


def test_document_expired(measured: House) -> None:
    measured.prove(*ALL, expires=YESTERDAY)
    assert (only(measured).reason, only(measured).about) == (Reason.DOCUMENT_EXPIRED, CLAUSE)


def test_document_too_old_for_the_standard(house: House) -> None:
    catalog = one_item(evidence=[{"type": "report", "what": "检测报告", "max_age_days": 30}])
    house.target(catalog, "1")
    house.judge_all(catalog)
    house.prove(*of_clause(catalog, REF), kind="report", effective=TODAY - timedelta(days=31))
    assert only(house, catalog).reason is Reason.DOCUMENT_EXPIRED


@pytest.mark.parametrize(
    ("proven", "missing"), [(COVERAGE, DATA_QUALITY), (DATA_QUALITY, COVERAGE)], ids=["data quality", "coverage"]
)
def test_no_document_for_a_measure(measured: House, proven: str, missing: str) -> None:
    measured.prove(*of_clause(CATALOG, REF), *of_measure(CATALOG, "01.01", proven))
    assert (only(measured).reason, only(measured).about) == (Reason.NO_DOCUMENT, missing)
    measured.prove(*of_measure(CATALOG, "01.01", missing), accept=False)
    assert (only(measured).reason, only(measured).about) == (Reason.DOCUMENT_PENDING, missing)


def test_nothing_missing_is_no_gap(measured: House) -> None:
    measured.prove(*ALL)
    assert measured.gaps(CATALOG) == []


@pytest.mark.parametrize("by_system", [True, False])
def test_not_applicable_is_no_gap(house: House, by_system: bool) -> None:
    catalog = one_item()
    house.target(catalog, "1")
    system = house.system("检验系统") if by_system else None
    house.judge(catalog, Verdict.NOT_APPLICABLE, REF, system=system)
    assert house.gaps(catalog) == []


def test_figures_are_asked_even_where_no_clause_applies(aiming: House) -> None:
    """They hold the item back as before, so what is missing has to be seen."""
    system = aiming.system("检验系统")
    aiming.judge(CATALOG, Verdict.NOT_APPLICABLE, REF, system=system)
    seen = [(only(aiming).reason, only(aiming).about)]
    aiming.measure(CATALOG, "01.01", coverage="0.8")
    seen.append((only(aiming).reason, only(aiming).about))
    aiming.measure(CATALOG, "01.01", data_quality="0.5")
    seen.append((only(aiming).reason, only(aiming).about))
    aiming.prove(*of_measure(CATALOG, "01.01", COVERAGE))
    seen.append((only(aiming).reason, only(aiming).about))
    assert seen == [
        (Reason.COVERAGE_LOW, COVERAGE),
        (Reason.DATA_QUALITY_LOW, DATA_QUALITY),
        (Reason.NO_DOCUMENT, COVERAGE),
        (Reason.NO_DOCUMENT, DATA_QUALITY),
    ]
    owner = only(aiming).system
    assert owner is not None
    assert owner.id == system
    aiming.prove(*of_measure(CATALOG, "01.01", DATA_QUALITY))
    assert aiming.gaps(CATALOG) == []
    assert aiming.standing(CATALOG).proven.reached


def test_the_first_clause_speaks_for_the_figures_once(house: House) -> None:
    catalog = one_item(RowSpec("basic", clauses=2, quality=False), coverage="ratio")
    house.target(catalog, "1")
    house.judge_all(catalog, Verdict.NOT_APPLICABLE)
    assert [(gap.clause, gap.about) for gap in house.gaps(catalog)] == [(REF, COVERAGE)]
    house.judge(catalog, MET, "01.01.1#2")
    assert [(gap.clause, gap.about) for gap in house.gaps(catalog)] == [("01.01.1#2", COVERAGE)]


def test_the_reasons_in_their_order(aiming: House) -> None:
    """Everything is missing at first; what is mended uncovers the next reason."""
    seen = [only(aiming).reason]

    def note() -> None:
        seen.append(only(aiming).reason)

    system = aiming.system("检验系统")
    note()
    for verdict in (UNMET, PARTIAL, MET):
        aiming.judge(CATALOG, verdict, REF, system=system)
        note()
    aiming.measure(CATALOG, "01.01", coverage="0.8")
    note()
    aiming.measure(CATALOG, "01.01", data_quality="0.5")
    note()
    document = aiming.prove(*ALL, accept=False, expires=YESTERDAY)
    note()
    return_document(aiming.store, aiming.viewer, document, "已过期")
    note()
    accept_document(aiming.store, aiming.viewer, document)
    note()
    assert seen == list(Reason)
    aiming.prove(*ALL)
    assert aiming.gaps(CATALOG) == []


def test_documents_do_not_hide_an_earlier_reason(aiming: House) -> None:
    aiming.prove(*ALL)
    assert only(aiming).reason is Reason.NO_SYSTEM
    system = aiming.system("检验系统")
    assert only(aiming).reason is Reason.NOT_ASSESSED
    aiming.judge(CATALOG, MET, REF, system=system)
    assert only(aiming).reason is Reason.COVERAGE_LOW


@pytest.mark.parametrize(
    ("spec", "enough"),
    [(BASIC, "0.8"), (UNCONFIRMED, "0.8"), (OPTIONAL, "0.5")],
    ids=["basic", "unconfirmed", "optional"],
)
def test_the_coverage_asked_depends_on_the_kind(house: House, spec: RowSpec, enough: str) -> None:
    count = 0 if spec is OPTIONAL else 1
    catalog = levels({"01.01": {1: spec}}, bars((count, 1 - count, "0")))
    house.target(catalog, "1")
    house.judge_all(catalog)
    house.prove_all(catalog)
    house.measure(catalog, "01.01", coverage=f"{float(enough) - 0.01:.2f}")
    assert only(house, catalog).reason is Reason.COVERAGE_LOW
    house.measure(catalog, "01.01", coverage=enough)
    assert house.gaps(catalog) == []


def test_coverage_is_asked_at_the_target_and_quality_up_to_it(house: House) -> None:
    catalog = levels({"01.01": {1: CHECKED, 2: CHECKED}}, bars((1, 0, "0"), (1, 0, "0")))
    house.target(catalog, "2")
    house.judge_all(catalog)
    house.prove_all(catalog)
    house.measure(catalog, "01.01", 1, coverage="0.1", data_quality="0.4")
    house.measure(catalog, "01.01", 2, coverage="0.9", data_quality="0.9")
    gap = only(house, catalog)
    assert (gap.clause, gap.reason) == ("01.01.1#1", Reason.DATA_QUALITY_LOW)
    house.measure(catalog, "01.01", 1, data_quality="0.5")
    assert house.gaps(catalog) == []


def test_statistics_of_coverage_are_asked_at_the_target_and_those_of_quality_up_to_it(house: House) -> None:
    catalog = levels({"01.01": {1: CHECKED, 2: CHECKED}}, bars((1, 0, "0"), (1, 0, "0")))
    house.target(catalog, "2")
    house.judge_all(catalog)
    house.measure(catalog, "01.01", coverage="0.9", data_quality="0.9")
    house.prove(*of_clause(catalog, *clause_ids(catalog)))
    missing = {gap.clause: gap.about for gap in house.gaps(catalog)}
    assert missing == {"01.01.1#1": DATA_QUALITY, "01.01.2#1": COVERAGE}
    house.prove(*of_measure(catalog, "01.01", COVERAGE))
    missing = {gap.clause: gap.about for gap in house.gaps(catalog)}
    assert missing == {"01.01.1#1": DATA_QUALITY, "01.01.2#1": DATA_QUALITY}
    house.prove(*of_measure(catalog, "01.01", DATA_QUALITY))
    assert house.gaps(catalog) == []


@pytest.mark.parametrize("kind", ["function", "applied"])
def test_no_share_is_asked_where_none_is_counted(house: House, kind: str) -> None:
    catalog = one_item(BASIC, coverage=kind)
    house.target(catalog, "1")
    house.judge_all(catalog)
    house.prove(*of_clause(catalog, REF))
    if kind == "applied":
        assert only(house, catalog).reason is Reason.COVERAGE_LOW
        house.measure(catalog, "01.01", coverage="0.01")
        assert (only(house, catalog).reason, only(house, catalog).about) == (Reason.NO_DOCUMENT, COVERAGE)
        house.prove(*of_measure(catalog, "01.01", COVERAGE))
    assert house.gaps(catalog) == []


def test_a_tier_below_the_one_needed_is_partial(house: House) -> None:
    catalog = points(tiers(("一级", "0.4"), ("二级", "0.7"), ("三级", "1.0")))
    house.target(catalog, "二级")
    house.prove(*of_clause(catalog, *clause_ids(catalog)))
    house.reach(catalog, "2.1.1#1", "一级")
    [gap] = house.gaps(catalog)
    assert (gap.reason, gap.about) == (Reason.PARTIAL, CLAUSE)
    house.reach(catalog, "2.1.1#1", "二级")
    assert house.gaps(catalog) == []


def test_a_sufficient_tier_still_needs_its_document(house: House) -> None:
    catalog = points(tiers(("一级", "0.4"), ("三级", "1.0")))
    house.target(catalog, "二级")
    house.reach(catalog, "2.1.1#1", "一级")
    assert [gap.reason for gap in house.gaps(catalog)] == [Reason.NO_DOCUMENT]


@pytest.mark.parametrize(
    ("verdict", "reason"), [(None, Reason.NOT_ASSESSED), (UNMET, Reason.UNMET), (PARTIAL, Reason.PARTIAL)]
)
def test_a_tiered_indicator_without_a_tier(house: House, verdict: Verdict | None, reason: Reason) -> None:
    catalog = points(tiers(("一级", "0.4"), ("三级", "1.0")))
    house.target(catalog, "二级")
    platform = house.system("集成平台", "HIP")
    if verdict is not None:
        house.judge(catalog, verdict, "2.1.1#1")
    [gap] = house.gaps(catalog)
    assert gap.reason is reason
    assert gap.system is not None
    assert gap.system.id == platform
