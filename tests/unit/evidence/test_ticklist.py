"""功能清单: ticks of a system, the verdicts that follow from them, and what persons have judged."""

import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from criteria.feature_library import claims_of, feature_library
from criteria.library import shipped_catalogs
from criteria.models import Catalog, LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.features import STATUS_NAMES
from evidence.judgement import VerdictDraft, judgements, record_verdicts
from evidence.records import Judgement
from evidence.situation import load_situation
from evidence.standing import Basis, clause_verdicts
from evidence.store import DATABASE_NAME, create_store, open_store
from evidence.store.migrations import migrations
from evidence.ticklist import (
    PERSON,
    TICKLIST,
    Preview,
    TickDraft,
    apply_proposals,
    preview,
    proposals,
    proposed_verdict,
    record_ticks,
    status_counts,
    stored_ticks,
    take_back,
    ticks,
)
from evidence.viewer import Viewer
from tests.unit.evidence.house import COLLEAGUE, NOBODY, TODAY, Clock, House, contents, nothing_stored, refused

MET, PARTIAL, UNMET, UNKNOWN = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN
NOT_APPLICABLE = Verdict.NOT_APPLICABLE
EMR = "emr-2018"
LIS = feature_library()["LIS"]
FEATURE = "LIS.specimen-barcode"
CLAUSE = "05.01.1#1"
WHOLE, PART, OTHER_PART = None, "仅采集环节", "仅接收环节"
STATUSES = [*STATUS_NAMES, None]
Catalogs = Mapping[str, Catalog]


@pytest.fixture
def lis(house: House) -> int:
    return house.system("检验系统")


def tick(house: House, system: int, status: str | None, *features: str) -> int:
    drafts = [TickDraft(system, feature, status) for feature in features or (FEATURE,)]
    return record_ticks(house.store, house.viewer, drafts)


def apply(house: House, catalogs: Catalogs, system: int, seen: Preview | None = None) -> Preview:
    situation = house.situation(*catalogs.values())
    return apply_proposals(house.store, house.viewer, situation, house.registered(system), seen)


def look(house: House, catalogs: Catalogs, system: int) -> Preview:
    situation = house.situation(*catalogs.values())
    return preview(situation, house.store, NOBODY, house.registered(system))


def stored(house: House, clause: str = CLAUSE) -> list[Judgement]:
    return judgements(house.store, NOBODY, EMR, [clause])


def test_a_tick_is_kept_with_its_author_and_time(house: House, lis: int) -> None:
    draft = TickDraft(lis, FEATURE, "partly", " 检验科 ", " 缺门诊 ", expected=0)
    assert record_ticks(house.store, house.viewer, [draft]) == 1
    [found] = ticks(house.store, NOBODY, lis).values()
    assert (found.feature, found.status, found.departments, found.note) == (FEATURE, "partly", "检验科", "缺门诊")
    assert (found.author, found.at, found.version, found.example) == ("王主任", house.clock.now, 1, False)
    with nothing_stored(house.store):
        assert record_ticks(house.store, COLLEAGUE, [TickDraft(lis, FEATURE, "partly", "检验科", "缺门诊")]) == 0
    counts = status_counts(LIS, ticks(house.store, NOBODY, lis))
    assert (counts["partly"], counts["live"], counts[None]) == (1, 0, len(LIS.features) - 1)


def test_of_two_who_tick_the_same_the_second_is_told(house: House, lis: int) -> None:
    tick(house, lis, "live")
    with nothing_stored(house.store), refused(ConflictError, "刚被他人修改过"):
        record_ticks(house.store, COLLEAGUE, [TickDraft(lis, FEATURE, "none", expected=0)])
    record_ticks(house.store, COLLEAGUE, [TickDraft(lis, FEATURE, None, expected=1)])
    assert ticks(house.store, NOBODY, lis) == {}
    with nothing_stored(house.store):
        assert tick(house, lis, None) == 0
        with refused(ConflictError, "刚被他人修改过"):
            record_ticks(house.store, house.viewer, [TickDraft(lis, FEATURE, "none", expected=1)])
    assert record_ticks(house.store, COLLEAGUE, [TickDraft(lis, FEATURE, "live", expected=2)]) == 1


def test_ticks_are_put_back(house: House, lis: int) -> None:
    other = LIS.features[0].id
    record_ticks(house.store, house.viewer, [TickDraft(lis, FEATURE, "partly", "检验科", "缺门诊", example=True)])
    before = ticks(house.store, NOBODY, lis)
    drafts = stored_ticks(lis, before, [FEATURE, other])
    tick(house, lis, "live", FEATURE, other)
    assert record_ticks(house.store, house.viewer, drafts) == 2
    assert ticks(house.store, NOBODY, lis) == {FEATURE: replace(before[FEATURE], version=3)}


@pytest.mark.parametrize(
    ("feature", "status", "part"),
    [("LIS.no-such", "live", "没有“LIS.no-such”"), ("HIS.x", "live", "没有“HIS.x”"), (FEATURE, "done", "“done”未知")],
)
def test_what_cannot_be_ticked_is_refused(house: House, lis: int, feature: str, status: str, part: str) -> None:
    drafts = [TickDraft(lis, LIS.features[0].id, "live"), TickDraft(lis, feature, status)]
    with nothing_stored(house.store), refused(InvalidInputError, part):
        record_ticks(house.store, house.viewer, drafts)


def test_only_a_named_person_ticks_and_applies(house: House, catalogs: Catalogs, lis: int) -> None:
    tick(house, lis, "live")
    situation, system = house.situation(*catalogs.values()), house.registered(lis)
    with nothing_stored(house.store):
        with refused(NotAllowedError, "姓名"):
            record_ticks(house.store, NOBODY, [TickDraft(lis, FEATURE, "none")])
        with refused(NotAllowedError, "姓名"):
            apply_proposals(house.store, NOBODY, situation, system)
    with refused(NotFoundError, "已不存在"):
        record_ticks(house.store, house.viewer, [TickDraft(99, FEATURE, "live")])


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([(WHOLE, "live")], MET),
        ([(WHOLE, "live"), (WHOLE, "none")], MET),
        ([(WHOLE, "live"), (WHOLE, None)], MET),
        ([(WHOLE, "partly")], PARTIAL),
        ([(WHOLE, "planned"), (WHOLE, "none")], UNMET),
        ([(WHOLE, "not_applicable")], NOT_APPLICABLE),
        ([(WHOLE, "not_applicable"), (WHOLE, "none")], UNMET),
        ([(PART, "live"), (OTHER_PART, "live")], MET),
        ([(PART, "live"), (OTHER_PART, "not_applicable")], MET),
        ([(PART, "live"), (OTHER_PART, "none")], PARTIAL),
        ([(PART, "live"), (OTHER_PART, "partly")], PARTIAL),
        ([(PART, "planned"), (OTHER_PART, "none")], UNMET),
        ([(PART, "live"), (WHOLE, "none")], PARTIAL),
        ([(PART, "live"), (WHOLE, "not_applicable")], MET),
        ([], NOT_APPLICABLE),
        ([(WHOLE, None)], None),
        ([(WHOLE, "none"), (WHOLE, None)], None),
        ([(PART, "live"), (OTHER_PART, None)], None),
        ([(PART, "live"), (OTHER_PART, "none"), (PART, None)], PARTIAL),
        ([(WHOLE, "not_applicable"), (WHOLE, None)], None),
    ],
)
def test_the_verdict_that_follows(claims: list[tuple[str | None, str | None]], expected: Verdict | None) -> None:
    assert proposed_verdict(claims) is expected


@given(st.lists(st.tuples(st.sampled_from([WHOLE, PART, OTHER_PART]), st.sampled_from(STATUSES)), max_size=4))
def test_a_verdict_is_proposed_just_when_no_missing_tick_could_change_it(
    claims: list[tuple[str | None, str | None]],
) -> None:
    choices = [[status] if status else list(STATUS_NAMES) for _, status in claims]
    possible = {
        proposed_verdict([(part, status) for (part, _), status in zip(claims, chosen, strict=True)])
        for chosen in product(*choices)
    }
    assert proposed_verdict(claims) is (possible.pop() if len(possible) == 1 else None)


def test_proposals_are_for_the_clauses_that_the_system_answers_for(house: House, catalogs: Catalogs, lis: int) -> None:
    situation, system = house.situation(*catalogs.values()), house.registered(lis)
    assert proposals(situation, house.store, NOBODY, system) == []
    tick(house, lis, "live", *(feature.id for feature in LIS.features))
    found = {(p.catalog, p.clause): p for p in proposals(situation, house.store, NOBODY, system)}
    duties = {c: {cl for cl, ds in situation.duties(c).items() if ds} for c in catalogs}
    claimed = {(claim.catalog, claim.clause) for claim in claims_of(LIS)}
    assert found.keys() <= claimed
    assert all(clause in duties[catalog] for catalog, clause in found)
    assert {p.verdict for p in found.values()} == {MET}
    one = found[EMR, CLAUSE]
    assert (one.features, one.reason) == (("标本条码与流转登记",), "标本条码与流转登记：已上线")
    assert one.note == "来自功能清单：标本条码与流转登记"


def test_a_kind_without_a_library_proposes_nothing(house: House, catalogs: Catalogs) -> None:
    system = house.system("静配系统", "PIVAS")
    assert look(house, catalogs, system) == Preview((), (), ())


def test_applied_verdicts_are_marked_and_follow_the_ticks(house: House, catalogs: Catalogs, lis: int) -> None:
    tick(house, lis, "live")
    seen = look(house, catalogs, lis)
    assert seen.counts == {MET: len(seen.changes)}
    assert apply(house, catalogs, lis, seen) == seen
    [verdict] = stored(house)
    assert (verdict.verdict, verdict.system_id, verdict.origin) == (MET, lis, TICKLIST)
    assert (verdict.note, verdict.author) == ("来自功能清单：标本条码与流转登记", "王主任")
    tick(house, lis, "planned")
    assert apply(house, catalogs, lis).counts == {UNMET: len(seen.changes)}
    assert [v.verdict for v in stored(house)] == [UNMET]


def test_a_verdict_that_no_tick_bears_any_longer_is_withdrawn(house: House, catalogs: Catalogs, lis: int) -> None:
    tick(house, lis, "live")
    apply(house, catalogs, lis)
    tick(house, lis, None)
    assert look(house, catalogs, lis).counts.keys() == {UNKNOWN}
    applied = apply(house, catalogs, lis)
    assert stored(house) == []
    take_back(house.store, house.viewer, house.registered(lis), applied)
    assert [(v.verdict, v.origin) for v in stored(house)] == [(MET, TICKLIST)]


def test_what_persons_judged_is_a_difference(house: House, catalogs: Catalogs, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, PARTIAL, CLAUSE, system=lis)
    tick(house, lis, "live")
    [difference] = apply(house, catalogs, lis).differences
    assert (difference.judgement.clause, difference.judgement.verdict) == (CLAUSE, PARTIAL)
    assert difference.proposal.verdict is MET
    assert [(v.verdict, v.origin) for v in stored(house)] == [(PARTIAL, PERSON)]
    house.judge(emr, MET, CLAUSE, system=lis)
    assert apply(house, catalogs, lis).differences == ()


def test_who_judges_after_the_list_takes_the_verdict_over(
    house: House, catalogs: Catalogs, emr: LevelsCatalog, lis: int
) -> None:
    tick(house, lis, "live")
    apply(house, catalogs, lis)
    [listed] = stored(house)
    draft = VerdictDraft(CLAUSE, MET, lis, note=listed.note, expected=listed.version)
    assert record_verdicts(house.store, COLLEAGUE, emr, [draft]) == 1
    assert [(v.author, v.origin) for v in stored(house)] == [("李工", PERSON)]
    tick(house, lis, "none")
    apply(house, catalogs, lis)
    assert [v.verdict for v in stored(house)] == [MET]


def test_a_preview_that_no_longer_holds_is_not_applied(
    house: House, catalogs: Catalogs, emr: LevelsCatalog, lis: int
) -> None:
    tick(house, lis, "live")
    seen = look(house, catalogs, lis)
    house.judge(emr, UNMET, CLAUSE, system=lis)
    with nothing_stored(house.store), refused(ConflictError, "请重新核对预览"):
        apply(house, catalogs, lis, seen)


def test_what_was_applied_is_taken_back(house: House, catalogs: Catalogs, emr: LevelsCatalog, lis: int) -> None:
    tick(house, lis, "partly")
    apply(house, catalogs, lis)
    tick(house, lis, "live", *(feature.id for feature in LIS.features))
    before = [(v.clause, v.verdict, v.note) for v in judgements(house.store, NOBODY, EMR, _clauses())]
    applied = apply(house, catalogs, lis)
    system = house.registered(lis)
    assert take_back(house.store, house.viewer, system, applied) == len(applied.changes)
    assert [(v.clause, v.verdict, v.note) for v in judgements(house.store, NOBODY, EMR, _clauses())] == before
    applied = apply(house, catalogs, lis)
    house.judge(emr, UNMET, CLAUSE, system=lis)
    with nothing_stored(house.store), refused(ConflictError, "刚被王主任判为“不符合”"):
        take_back(house.store, house.viewer, system, applied)


def _clauses() -> list[str]:
    return [claim.clause for claim in claims_of(LIS) if claim.catalog == EMR]


def test_verdicts_from_made_up_ticks_are_examples(house: House, catalogs: Catalogs, lis: int) -> None:
    record_ticks(house.store, house.viewer, [TickDraft(lis, FEATURE, "live", example=True)])
    apply(house, catalogs, lis)
    assert [v.example for v in stored(house)] == [True]


def test_the_hospital_is_met_only_when_no_other_responsible_system_is_short(
    house: House, catalogs: Catalogs, emr: LevelsCatalog, lis: int
) -> None:
    tick(house, lis, "live")
    apply(house, catalogs, lis)
    clause = next(v.clause for v in judgements(house.store, NOBODY, EMR, _clauses()))

    def verdict() -> Verdict:
        return clause_verdicts(house.situation(emr), emr, Basis.FUNCTIONAL)[clause]

    other = house.system("微生物系统")
    assert verdict() is UNKNOWN
    tick(house, other, "live")
    apply(house, catalogs, other)
    assert verdict() in (MET, UNKNOWN)
    tick(house, other, "none")
    apply(house, catalogs, other)
    assert verdict() is UNMET


EXAMPLES = st.dictionaries(
    st.sampled_from([feature.id for feature in LIS.features]), st.sampled_from(list(STATUS_NAMES)), max_size=30
)
JUDGED = st.dictionaries(st.sampled_from(sorted(set(_clauses()))[:40]), st.sampled_from(list(Verdict)), max_size=6)


@settings(max_examples=40)
@given(first=EXAMPLES, second=EXAMPLES, judged=JUDGED)
def test_persons_are_never_overwritten_and_applying_twice_changes_nothing(
    template: Path,
    first: dict[str, str],
    second: dict[str, str],
    judged: dict[str, Verdict],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(shutil.copytree(template, Path(folder) / "renmin")))
        viewer, catalogs = Viewer("王主任"), shipped_catalogs()
        [system] = register.systems(store, viewer)
        situation = load_situation(store, viewer, catalogs, TODAY)
        drafts = [VerdictDraft(clause, verdict, system.id, note="核对过") for clause, verdict in judged.items()]
        for ticked in (first, second):
            record_ticks(store, viewer, [TickDraft(system.id, f, status) for f, status in ticked.items()])
            apply_proposals(store, viewer, situation, system)
            record_verdicts(store, viewer, catalogs[EMR], drafts)
        applied = apply_proposals(store, viewer, situation, system)
        before = contents(store)
        assert apply_proposals(store, viewer, situation, system).changes == ()
        assert contents(store) == before
        kept = judgements(store, viewer, EMR, judged)
        assert {v.clause: v.verdict for v in kept} == judged
        assert all((v.origin, v.note) == (PERSON, "核对过") for v in kept)
        assert all(judged[d.judgement.clause] is not d.proposal.verdict for d in applied.differences)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital with a LIS, to be copied."""
    store, viewer = create_store(tmp_path_factory.mktemp("template") / "renmin"), Viewer("王主任")
    register.set_hospital(store, viewer, "人民医院")
    register.add_system(store, viewer, register.SystemDraft("检验系统", "LIS"))
    return store.folder


def test_a_database_from_before_the_ticklist_is_brought_up_to_date_without_loss(
    tmp_path: Path, clock: Clock, viewer: Viewer
) -> None:
    folder = tmp_path / "renmin"
    folder.mkdir()
    db = Database(sqlite3.connect(folder / DATABASE_NAME))
    migrations.apply(db, stop_before="m002_ticklist")
    assert "ticks" not in db.table_names()
    db.table("systems").insert({"name": "检验系统", "kind": "LIS"})
    judged = {"catalog": EMR, "clause": CLAUSE, "system_id": 1, "verdict": "partial", "note": "缺门诊"}
    db.table("verdicts").insert({**judged, "author": "王主任", "at": "2026-01-01T08:00:00+08:00", "version": 4})
    before = {table: list(db.table(table).rows) for table in ("systems", "verdicts", "audit")}
    db.close()
    store = open_store(folder, clock)
    with store.reading(viewer) as now:
        after = {table: list(now.table(table).rows) for table in before}
    assert after == before | {"verdicts": [before["verdicts"][0] | {"origin": "person"}]}
    assert record_ticks(store, viewer, [TickDraft(1, FEATURE, "live")]) == 1
    assert open_store(folder, clock).revision(viewer) == store.revision(viewer)
