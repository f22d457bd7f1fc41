"""Verdicts: per system and for the whole hospital, tiers, two people at once, the history."""

from datetime import timedelta

import pytest

from criteria.grading.facts import ReachedTier
from criteria.models import LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence.errors import ConflictError, InvalidInputError
from evidence.gaps import Reason
from evidence.judgement import VerdictDraft, assign, history, judgements, record_verdicts
from evidence.standing import Basis, clause_verdicts, points_facts
from tests.unit.evidence.house import COLLEAGUE, House, nothing_stored, refused
from tests.unit.evidence.small_catalogs import one_item

MET, PARTIAL, UNMET = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET
UNKNOWN, NOT_APPLICABLE = Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
CLAUSE = "01.01.1#1"
TIERED = "5.2.1.1#1"


def verdict(house: House, catalog: LevelsCatalog, clause: str = CLAUSE) -> Verdict:
    """The hospital's verdict."""
    return clause_verdicts(house.situation(catalog), catalog, Basis.FUNCTIONAL)[clause]


def test_a_verdict_is_kept_with_its_author_and_time(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统")
    draft = VerdictDraft("05.01.5#1", PARTIAL, system, note=" 缺两种试管 ", example=True)
    assert record_verdicts(house.store, house.viewer, emr, [draft]) == 1
    [stored] = judgements(house.store, house.viewer, emr.id, ["05.01.5#1"])
    assert (stored.catalog, stored.clause, stored.system_id) == (emr.id, "05.01.5#1", system)
    assert (stored.verdict, stored.note, stored.tier, stored.example) == (PARTIAL, "缺两种试管", None, True)
    assert (stored.author, stored.at, stored.version) == ("王主任", house.clock.now, 1)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([MET, MET], MET),
        ([MET, UNKNOWN], UNKNOWN),
        ([UNKNOWN, PARTIAL], PARTIAL),
        ([MET, PARTIAL, UNMET], UNMET),
        ([UNMET, UNKNOWN], UNMET),
        ([NOT_APPLICABLE, MET], MET),
        ([NOT_APPLICABLE, UNMET], UNMET),
        ([NOT_APPLICABLE, UNKNOWN], UNKNOWN),
        ([NOT_APPLICABLE, NOT_APPLICABLE], NOT_APPLICABLE),
    ],
)
def test_of_several_systems_the_worst_counts(house: House, given: list[Verdict], expected: Verdict) -> None:
    catalog = one_item()
    for number, one in enumerate(given):
        house.judge(catalog, one, CLAUSE, system=house.system(f"检验系统{number}"))
    assert verdict(house, catalog) is expected


def test_a_responsible_system_without_a_verdict_is_not_assessed(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE, system=house.system("检验系统"))
    assert verdict(house, catalog) is MET
    house.system("微生物系统")
    assert verdict(house, catalog) is UNKNOWN


def test_without_a_system_the_verdict_for_the_whole_hospital_counts(house: House) -> None:
    catalog = one_item()
    assert verdict(house, catalog) is UNKNOWN
    house.judge(catalog, PARTIAL, CLAUSE)
    assert verdict(house, catalog) is PARTIAL


def test_with_a_system_the_verdict_for_the_whole_hospital_does_not_count(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE)
    house.judge(catalog, UNMET, CLAUSE, system=house.system("检验系统"))
    assert verdict(house, catalog) is UNMET


def test_the_verdict_of_a_system_that_does_not_answer_for_the_clause_does_not_count(house: House) -> None:
    catalog = one_item()
    his = house.system("HIS", "HIS")
    house.judge(catalog, UNMET, CLAUSE, system=his)
    house.judge(catalog, MET, CLAUSE)
    assert verdict(house, catalog) is MET
    assign(house.store, house.viewer, catalog, [CLAUSE], his, True, "由 HIS 登记")
    assert verdict(house, catalog) is UNMET


@pytest.mark.parametrize("clause", ["01.01.1#2", "01.01.1", "99.99.1#1", ""])
def test_a_clause_that_the_standard_does_not_have(house: House, clause: str) -> None:
    catalog = one_item()
    with nothing_stored(house.store), refused(InvalidInputError, f"没有要求点“{clause}”"):
        house.judge(catalog, MET, CLAUSE, clause)


def test_the_number_of_changes_is_told(house: House, emr: LevelsCatalog) -> None:
    clauses = ["05.01.5#1", "05.01.5#2", "05.01.5#3"]
    assert house.judge(emr, MET, *clauses[:2]) == 2
    assert house.judge(emr, MET, *clauses) == 1
    with nothing_stored(house.store):
        assert house.judge(emr, MET, *clauses) == 0


def test_who_judges_the_same_later_does_not_take_the_verdict_over(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE)
    house.clock.now += timedelta(hours=1)
    with nothing_stored(house.store):
        assert record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, MET)]) == 0


def test_not_assessed_without_a_note_is_no_record(house: House) -> None:
    catalog = one_item()
    with nothing_stored(house.store):
        assert house.judge(catalog, UNKNOWN, CLAUSE) == 0
    draft = VerdictDraft(CLAUSE, UNKNOWN, note="等待厂商演示")
    assert record_verdicts(house.store, house.viewer, catalog, [draft]) == 1


def test_a_verdict_may_be_withdrawn(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE)
    assert house.judge(catalog, UNKNOWN, CLAUSE) == 1
    assert verdict(house, catalog) is UNKNOWN
    assert judgements(house.store, house.viewer, catalog.id, [CLAUSE]) == []
    with nothing_stored(house.store):
        assert house.judge(catalog, UNKNOWN, CLAUSE) == 0


def test_a_clause_whose_verdict_was_withdrawn_lacks_a_system_again(house: House) -> None:
    catalog = one_item()
    house.target(catalog, "1")
    reasons = []
    for given in (UNMET, UNKNOWN):
        house.judge(catalog, given, CLAUSE)
        reasons.append([gap.reason for gap in house.gaps(catalog)])
    assert reasons == [[Reason.UNMET], [Reason.NO_SYSTEM]]


def test_a_withdrawn_verdict_stays_in_the_history(house: House, emr: LevelsCatalog) -> None:
    """Also when another verdict has taken its place in the table."""
    for clause, given in (("05.01.5#1", MET), ("05.01.5#1", UNKNOWN), ("05.01.5#2", PARTIAL), ("05.01.5#1", UNMET)):
        house.judge(emr, given, clause)
    found = history(house.store, house.viewer, emr.id, ["05.01.5#1"])
    assert [entry.action for entry in found] == ["insert", "delete", "insert"]
    assert [(entry.after or {})["verdict"] for entry in found] == ["unmet", "unknown", "met"]
    assert (found[1].before or {})["verdict"] == "met"
    [other] = history(house.store, house.viewer, emr.id, ["05.01.5#2"])
    assert (other.after or {})["verdict"] == "partial"


def test_a_withdrawal_is_a_version_of_its_own(house: House) -> None:
    """Who withdrew can put back what was there; who saw the verdict before is told."""
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE)
    record_verdicts(house.store, house.viewer, catalog, [VerdictDraft(CLAUSE, UNKNOWN, expected=1)])
    with nothing_stored(house.store), refused(ConflictError, "刚被他人撤回"):
        record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, UNMET, expected=1)])
    assert record_verdicts(house.store, house.viewer, catalog, [VerdictDraft(CLAUSE, MET, expected=2)]) == 1
    assert verdict(house, catalog) is MET


@pytest.mark.parametrize(
    ("clause", "tier", "given", "message"),
    [
        (TIERED, "三级", MET, "没有分档“三级”"),
        (TIERED, "", MET, "没有分档“”"),
        ("2.1.1.1#1", "四级甲等", MET, "2.1.1.1#1 没有分档“四级甲等”"),
        (TIERED, "四级甲等", PARTIAL, "判定应为“符合”"),
        (TIERED, "四级甲等", NOT_APPLICABLE, "判定应为“符合”"),
    ],
)
def test_a_wrong_tier(
    house: House, interop: PointsCatalog, clause: str, tier: str, given: Verdict, message: str
) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, message):
        record_verdicts(house.store, house.viewer, interop, [VerdictDraft(clause, given, tier=tier)])


def test_a_tier_of_a_standard_without_tiers(house: House) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "没有分档“五级乙等”"):
        record_verdicts(house.store, house.viewer, one_item(), [VerdictDraft(CLAUSE, MET, tier="五级乙等")])


def test_a_tier_is_kept_and_may_be_raised(house: House, interop: PointsCatalog) -> None:
    for tier in ("四级乙等", "四级甲等"):
        house.reach(interop, TIERED, tier)
        assert house.situation(interop).tier(interop.id, TIERED) == tier
    [stored] = judgements(house.store, house.viewer, interop.id, [TIERED])
    assert (stored.verdict, stored.tier, stored.version) == (MET, "四级甲等", 2)


def test_a_tiered_indicator_is_judged_for_the_whole_hospital(house: House, interop: PointsCatalog) -> None:
    system = house.system("检验系统")
    house.judge(interop, UNMET, TIERED, system=system)
    house.reach(interop, TIERED, "四级甲等")
    finding = points_facts(house.situation(interop), interop, Basis.FUNCTIONAL).findings["5.2.1.1"]
    assert finding == ReachedTier("四级甲等")


def test_of_two_who_judge_the_same_clause_the_second_learns_who_was_first(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, MET, CLAUSE)
    record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, PARTIAL, expected=1)])
    mine = [VerdictDraft(CLAUSE, UNMET, note="我的判断", expected=1)]
    with nothing_stored(house.store), refused(ConflictError, f"{CLAUSE} 刚被李工判为“部分符合”"):
        record_verdicts(house.store, house.viewer, catalog, mine)
    assert verdict(house, catalog) is PARTIAL


def test_who_saw_no_verdict_does_not_overwrite_one(house: House) -> None:
    catalog = one_item()
    record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, MET, expected=0)])
    with nothing_stored(house.store), refused(ConflictError, "刚被李工判为“符合”"):
        record_verdicts(house.store, house.viewer, catalog, [VerdictDraft(CLAUSE, UNMET, expected=0)])


def test_one_conflict_stops_the_whole_action(house: House, emr: LevelsCatalog) -> None:
    house.judge(emr, MET, "05.01.5#2")
    drafts = [VerdictDraft("05.01.5#1", MET, expected=0), VerdictDraft("05.01.5#2", UNMET, expected=0)]
    with nothing_stored(house.store), refused(ConflictError, "05.01.5#2 刚被王主任"):
        record_verdicts(house.store, COLLEAGUE, emr, drafts)


def test_a_version_that_never_was(house: House) -> None:
    with nothing_stored(house.store), refused(ConflictError, "没有保存"):
        record_verdicts(house.store, house.viewer, one_item(), [VerdictDraft(CLAUSE, MET, expected=3)])


def test_verdicts_of_different_systems_do_not_conflict(house: House) -> None:
    catalog = one_item()
    systems = [house.system("检验系统"), house.system("微生物系统")]
    for system in systems:
        record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, MET, system, expected=0)])
    stored = judgements(house.store, house.viewer, catalog.id, [CLAUSE])
    assert [(one.system_id, one.version) for one in stored] == [(system, 1) for system in systems]


def test_the_history_shows_who_when_and_what_before_and_after(house: House) -> None:
    catalog = one_item()
    house.judge(catalog, UNMET, CLAUSE)
    first = house.clock.now
    house.clock.now += timedelta(days=1)
    record_verdicts(house.store, COLLEAGUE, catalog, [VerdictDraft(CLAUSE, MET, note="已升级")])
    newest, oldest = history(house.store, house.viewer, catalog.id, [CLAUSE])
    assert (oldest.actor, oldest.at, oldest.before) == ("王主任", first, None)
    assert (newest.actor, newest.at) == ("李工", house.clock.now)
    assert oldest.after is not None
    assert oldest.after["verdict"] == "unmet"
    assert newest.before is not None
    assert newest.after is not None
    assert (newest.before["verdict"], newest.before["note"], newest.before["author"]) == ("unmet", "", "王主任")
    assert (newest.after["verdict"], newest.after["note"], newest.after["author"]) == ("met", "已升级", "李工")


def test_the_history_is_that_of_the_clauses_asked_for(house: House, emr: LevelsCatalog) -> None:
    house.judge(emr, MET, "05.01.5#1", "05.01.5#2")
    house.judge(emr, MET, "05.01.5#1", system=house.system("检验系统"))
    entries = history(house.store, house.viewer, emr.id, ["05.01.5#1"])
    assert [entry.after["clause"] for entry in entries if entry.after] == ["05.01.5#1"] * 2
    assert len(history(house.store, house.viewer, emr.id, ["05.01.5#1", "05.01.5#2"])) == 3
    assert history(house.store, house.viewer, "interop-2020", ["05.01.5#1"]) == []
    assert history(house.store, house.viewer, emr.id, []) == []
