"""到期: until when a document proves what, and what will be without proof on a later day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.models import EvidenceAges, LevelsCatalog
from evidence import register
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, Link, document
from evidence.expiry import RunningOut, age_cautions, current_until, ending_documents, runs_out, state_for
from evidence.proofs import Proof
from evidence.records import Target
from evidence.reviews import return_document
from evidence.situation import Situation
from evidence.store import create_store
from evidence.tasks import close_task
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import EARLIER, TODAY, Clock, House, of_clause, of_measure
from tests.unit.evidence.small_catalogs import BASIC, CHECKED, bars, levels, one_item

DAY = timedelta(days=1)
REVIEW = TODAY + 60 * DAY
REF, OTHER = "01.01.1#1", "01.01.2#1"
REPORTS = {"evidence": [{"type": "report", "what": "检测报告", "max_age_days": 90}]}
YEARLY = {"evidence": [{"type": "report", "what": "检测报告", "max_age_days": 365}]}
# A report proves the first clause for 90 days, the second one for a year; statistics count for 92 days.
CATALOG = levels(
    {"01.01": {1: CHECKED, 2: BASIC}}, bars((1, 0, "0"), (1, 0, "0")), rows={"01.01.1": REPORTS, "01.01.2": YEARLY}
).model_copy(
    update={
        "evidence_ages": EvidenceAges.model_validate(
            {"measures": {"days": 92, "mark": "working_rule", "source": "惯例"}}
        )
    }
)


def until(house: House, document_id: int, link: Link) -> date | None:
    return current_until(house.situation(CATALOG), house.document(document_id), link)


def listed(house: House, review_on: date = REVIEW, target: Target | None = None) -> list[RunningOut]:
    return runs_out(house.store, house.viewer, house.situation(CATALOG), target, review_on)


def refs(entry: RunningOut) -> list[tuple[str, date]]:
    return [(ending.link.ref, ending.until) for ending in entry.endings]


def test_a_document_is_current_to_its_expiry_date_or_until_it_is_too_old(house: House) -> None:
    first, second = of_clause(CATALOG, REF, OTHER)
    report = house.prove(first, second, kind="report", effective=EARLIER)
    assert until(house, report, first) == EARLIER + 90 * DAY
    assert until(house, report, second) == EARLIER + 365 * DAY
    short = house.prove(first, second, kind="report", effective=EARLIER, expires=TODAY + 5 * DAY)
    assert until(house, short, first) == until(house, short, second) == TODAY + 5 * DAY
    picture = house.prove(first, kind="screenshot", effective=date(2020, 1, 1))
    assert until(house, picture, first) is None


def test_statistics_of_a_measure_get_too_old_by_the_rule_for_measures(house: House) -> None:
    [link] = of_measure(CATALOG, "01.01", COVERAGE)
    statistics = house.prove(link, kind="data_query", effective=EARLIER)
    assert until(house, statistics, link) == EARLIER + 92 * DAY
    situation = house.situation(CATALOG, today=EARLIER + 93 * DAY)
    assert situation.proof(COVERAGE, CATALOG.id, "01.01") is Proof.EXPIRED


def test_where_a_document_is_too_old_for_all_that_is_shown_it_is_expired(house: House) -> None:
    links = of_clause(CATALOG, REF, OTHER)
    old = house.document(house.prove(*links, kind="report", effective=TODAY - 91 * DAY))
    situation = house.situation(CATALOG)
    assert state_for(situation, old, links[:1]) == "expired"
    assert state_for(situation, old, links) == "accepted"
    assert state_for(situation, old, []) == "accepted"
    pending = house.document(house.prove(*links, kind="report", effective=TODAY - 91 * DAY, accept=False))
    assert state_for(situation, pending, links[:1]) == "pending"


def test_the_reviewer_is_told_for_what_a_document_is_too_old(house: House) -> None:
    links = of_clause(CATALOG, REF, OTHER)
    found = house.document(house.prove(*links, kind="report", effective=TODAY - 91 * DAY, accept=False))
    situation = house.situation(CATALOG)
    [caution] = age_cautions(situation, found, links, REVIEW)
    assert REF in caution
    assert "仍为过期" in caution
    fresh = house.document(house.prove(*links, kind="report", effective=TODAY - 40 * DAY, accept=False))
    [caution] = age_cautions(situation, fresh, links, REVIEW)
    assert f"早于评审日 {REVIEW}" in caution
    assert age_cautions(situation, fresh, links, None) == []


def test_what_runs_out_comes_in_the_order_of_the_days(house: House) -> None:
    links = of_clause(CATALOG, REF, OTHER)
    late = house.prove(*links, kind="report", effective=TODAY - 40 * DAY)
    soon = house.prove(links[1], kind="screenshot", expires=TODAY)
    house.prove(links[0], kind="report", effective=TODAY)
    found = listed(house)
    assert [entry.document.id for entry in found] == [soon, late]
    assert refs(found[0]) == [(OTHER, TODAY)]
    assert refs(found[1]) == [(REF, TODAY + 50 * DAY)]
    assert [entry.endings[0].max_age_days for entry in found] == [None, 90]
    assert found[1].until == TODAY + 50 * DAY


def test_the_last_day_before_the_review_is_not_enough_that_of_the_review_is(house: House) -> None:
    links = of_clause(CATALOG, REF)
    house.prove(*links, kind="screenshot", expires=REVIEW)
    assert listed(house) == []
    missed = house.prove(*links, kind="screenshot", expires=REVIEW - DAY)
    assert [entry.document.id for entry in listed(house)] == [missed]


def test_only_what_proves_today_runs_out(house: House) -> None:
    links = of_clause(CATALOG, REF)
    house.prove(*links, kind="screenshot", expires=TODAY - DAY)
    house.prove(*links, kind="screenshot", expires=TODAY + DAY, accept=False)
    house.prove(*links, kind="screenshot", effective=TODAY + DAY, expires=TODAY + 2 * DAY)
    house.prove(kind="screenshot", expires=TODAY + DAY)
    returned = house.prove(*links, kind="screenshot", expires=TODAY + DAY)
    return_document(house.store, house.viewer, returned, "看不清")
    house.prove(*of_measure(CATALOG, "01.01", COVERAGE), kind="screenshot", expires=TODAY + DAY)
    assert listed(house) == []
    assert listed(house, TODAY) == []


def test_what_another_document_goes_on_proving_is_not_lost(house: House) -> None:
    links = of_clause(CATALOG, REF, OTHER)
    house.prove(*links, kind="screenshot", expires=TODAY + DAY)
    house.prove(links[1], kind="screenshot")
    [entry] = listed(house)
    assert {ending.link.ref: ending.lost for ending in entry.endings} == {REF: True, OTHER: False}
    house.prove(links[0], kind="screenshot", effective=TODAY + 30 * DAY)
    [entry] = listed(house)
    assert not any(ending.lost for ending in entry.endings)


def test_what_the_target_asks_for_is_told_apart(house: House) -> None:
    house.target(CATALOG, "1")
    [target] = register.targets(house.store, house.viewer)
    house.prove(*of_clause(CATALOG, REF, OTHER), *of_measure(CATALOG, "01.01", DATA_QUALITY), expires=TODAY + DAY)
    [entry] = listed(house, target=target)
    assert {ending.link.ref for ending in entry.asked} == {REF, "01.01"}
    assert entry.lost == entry.asked
    [everything] = listed(house)
    assert {ending.link.ref for ending in everything.asked} == {REF, OTHER, "01.01"}


def test_what_will_replace_it_is_named(house: House) -> None:
    links = of_clause(CATALOG, REF)
    old = house.prove(*links, kind="screenshot", expires=TODAY + DAY)
    assert [entry.renewal for entry in listed(house)] == [""]
    task = house.task("重新截图", due_on=TODAY + 5 * DAY, clauses=((CATALOG.id, REF),))
    assert [entry.renewal for entry in listed(house)] == [f"整改任务：重新截图（{TODAY + 5 * DAY} 前）"]
    house.prove(kind="screenshot", supersedes=old, accept=False)
    assert [entry.renewal for entry in listed(house)] == ["新版本待审"]
    close_task(house.store, house.viewer, task, house.prove(*links, kind="screenshot", expires=TODAY + 2 * DAY))
    assert [entry.renewal for entry in listed(house)] == ["新版本待审", ""]


def test_a_vendor_sees_their_own_documents_run_out_and_that_others_go_on_proving(house: House) -> None:
    system = house.system("检验平台", "LIS", vendor="瑞美")
    house.system("医院信息系统", "HIS", vendor="卫宁")
    vendors = {vendor.name: vendor.id for vendor in register.vendors(house.store, house.viewer)}
    links = of_clause(CATALOG, REF)
    own = house.prove(*links, kind="screenshot", expires=TODAY + DAY, system=system)
    house.prove(*links, kind="screenshot", expires=TODAY + 2 * DAY)
    house.prove(*links, kind="screenshot", effective=TODAY + DAY, expires=REVIEW)
    vendor = House(house.store, Viewer("瑞美工程师", Role.VENDOR, vendor_id=vendors["瑞美"]), house.clock)
    [entry] = listed(vendor)
    assert (entry.document.id, refs(entry), entry.endings[0].lost) == (own, [(REF, TODAY + DAY)], False)
    assert ending_documents(vendor.situation(CATALOG), REVIEW).keys() == {own}
    stranger = House(house.store, Viewer("卫宁工程师", Role.VENDOR, vendor_id=vendors["卫宁"]), house.clock)
    assert listed(stranger) == []


# Kind, effective and expiry date, what it is linked to, whether it is accepted.
Paper = tuple[str, date, date | None, str, bool]


@st.composite
def papers(draw: st.DrawFn) -> list[Paper]:
    count = draw(st.integers(1, 6))
    days = st.integers(-400, 150)
    found = []
    for _ in range(count):
        effective = TODAY + draw(days) * DAY
        expires = draw(st.none() | st.integers(0, 300).map(lambda n, first=effective: first + n * DAY))
        kind = draw(st.sampled_from(["report", "screenshot", "data_query", "data_quality"]))
        subject = draw(st.sampled_from([CLAUSE, COVERAGE]))
        found.append((kind, effective, expires, subject, draw(st.booleans())))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_papers=papers(), ahead=st.integers(1, 500))
def test_one_rule_for_today_for_later_and_for_every_document(
    tmp_path_factory: pytest.TempPathFactory, clock: Clock, given_papers: list[Paper], ahead: int
) -> None:
    house = House(create_store(tmp_path_factory.mktemp("h") / "h", clock), Viewer("王主任"), clock)
    register.set_hospital(house.store, house.viewer, "某医院")
    links = {CLAUSE: of_clause(CATALOG, REF)[0], COVERAGE: of_measure(CATALOG, "01.01", COVERAGE)[0]}
    accepted = [
        (house.prove(links[subject], kind=kind, effective=effective, expires=expires, accept=accept), subject)
        for kind, effective, expires, subject, accept in given_papers
    ]
    now, day = house.situation(CATALOG), TODAY + ahead * DAY
    later = house.situation(CATALOG, today=day)
    assert now.on(day).proofs == later.proofs
    for situation in (now, later):
        for subject, link in links.items():
            assert (situation.proof(subject, CATALOG.id, link.ref) is Proof.CURRENT) == any(
                _proves(situation, house, number, link) for number, about in accepted if about == subject
            )
    ending = ending_documents(now, day)
    for number, subject in accepted:
        ends = _proves(now, house, number, links[subject]) and not _proves(later, house, number, links[subject])
        assert ends == (number in ending)


def _proves(situation: Situation, house: House, number: int, link: Link) -> bool:
    found, _ = document(house.store, house.viewer, number)
    if found.state != "accepted" or found.effective_on > situation.today:
        return False
    if link.subject != CLAUSE and found.kind not in ("data_query", "data_quality"):
        return False
    last = current_until(situation, found, link)
    return last is None or situation.today <= last


def test_a_day_before_the_situation_cannot_be_foreseen(house: House) -> None:
    with pytest.raises(ValueError, match="before"):
        house.situation(CATALOG).on(TODAY - DAY)


def test_a_catalog_without_limits_lets_nothing_age(house: House) -> None:
    catalog: LevelsCatalog = one_item()
    [link] = of_clause(catalog, REF)
    house.prove(link, kind="data_query", effective=date(2001, 1, 1))
    assert house.situation(catalog).on(date(2090, 1, 1)).proof(CLAUSE, catalog.id, REF) is Proof.CURRENT


def test_far_dates_do_not_overflow(house: House) -> None:
    links = of_clause(CATALOG, REF)
    house.prove(*links, kind="report", effective=date(2026, 1, 1), expires=date(9999, 12, 31))
    assert until(house, house.prove(*links, kind="report", effective=date(9999, 12, 1)), links[0]) is None
