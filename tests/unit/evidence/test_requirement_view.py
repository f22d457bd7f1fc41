"""标准条款: the list with its states, the way through it, and one requirement with its verdicts, figures and links."""

from datetime import date
from decimal import Decimal

import pytest

from criteria.models import Catalog, ComplianceCatalog, LevelsCatalog, PointsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.documents import COVERAGE
from evidence.errors import ConflictError, InvalidInputError
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.measures import DATA_QUALITY, MeasureDraft, record_measures
from evidence.requirement_list import (
    ALL_LEVELS,
    PROOF_ORDER,
    UNPROVEN,
    VERDICT_ORDER,
    WITHOUT_SYSTEM,
    Entry,
    ListFilter,
    filter_entries,
    find_entry,
    headings,
    level_names,
    load_entries,
    summary,
)
from evidence.requirement_measures import clear_measures, coverage_view, quality_view, restore_measures, share_of
from evidence.requirement_related import linked_documents, statistics_documents, verdict_history
from evidence.requirement_tiers import connection_count, tier_choices
from evidence.requirement_tree import neighbours, page_of, pages, tree
from evidence.requirement_view import (
    RequirementView,
    change_duty,
    clause_table,
    note_drafts,
    undo_drafts,
    undo_duty,
    verdict_drafts,
    view_requirement,
)
from evidence.reviews import return_document
from evidence.situation import Proof
from tests.unit.evidence.house import COLLEAGUE, TODAY, House, nothing_stored, of_clause, of_measure, refused

MET, UNMET, UNKNOWN, SKIPPED = Verdict.MET, Verdict.UNMET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE
CODE = "05.01.3"
CLAUSES = [f"{CODE}#{number}" for number in (1, 2, 3)]


def listed(house: House, catalog: Catalog, with_target: bool = True) -> list[Entry]:
    standing = house.standing(catalog) if with_target else None
    return load_entries(house.store, house.viewer, house.situation(catalog), catalog, standing)


def entry_of(house: House, catalog: Catalog, code: str, with_target: bool = True) -> Entry:
    return next(entry for entry in listed(house, catalog, with_target) if entry.code == code)


def viewed(house: House, catalog: Catalog, code: str = CODE, with_target: bool = True) -> RequirementView:
    standing = house.standing(catalog) if with_target else None
    return view_requirement(house.situation(catalog), catalog, entry_of(house, catalog, code, with_target), standing)


def codes(entries: list[Entry]) -> list[str]:
    return [entry.code for entry in entries]


@pytest.fixture
def lis(house: House, emr: LevelsCatalog) -> int:
    """The only system of a hospital that aims at level 5."""
    house.target(emr, "5")
    return house.system("检验系统", "LIS")


def test_a_requirement_is_as_good_as_its_worst_clause(house: House, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, MET, *CLAUSES[:2], system=lis)
    house.judge(emr, SKIPPED, CLAUSES[2], system=lis)
    house.prove(*of_clause(emr, CLAUSES[0]), kind="screenshot")
    entry = entry_of(house, emr, CODE)
    assert (entry.verdict, entry.proof, entry.clauses, entry.judged, entry.proven) == (MET, Proof.NONE, 3, 3, 2)
    assert entry.headings == ("检验处理", "05.01 标本处理")
    assert entry.systems == {lis}
    house.judge(emr, UNMET, CLAUSES[2], system=lis)
    assert entry_of(house, emr, CODE).verdict is UNMET
    house.judge(emr, SKIPPED, *CLAUSES, system=lis)
    skipped = entry_of(house, emr, CODE)
    assert (skipped.verdict, skipped.proof, skipped.proven) == (SKIPPED, None, 3)


def test_the_list_goes_up_to_the_target_and_is_counted(house: House, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, MET, *CLAUSES, system=lis)
    entries = listed(house, emr)
    asked = filter_entries(entries, ListFilter())
    assert {entry.level for entry in asked} == {"1", "2", "3", "4", "5"}
    counts = summary(asked)
    assert (counts.requirements, counts.judged, counts.proven) == (len(asked), 3, 0)
    assert counts.open == sum(entry.clauses > 0 for entry in asked) - 1
    assert counts.blocking == sum(entry.blocks for entry in asked) > 0
    assert len(filter_entries(entries, ListFilter(level=ALL_LEVELS))) == 347
    assert summary(entries).requirements == 347 - 39
    assert {entry.level for entry in filter_entries(entries, ListFilter(level="7"))} == {"7"}
    assert level_names(emr)["7"] == "7级"


def test_the_list_is_searched_and_filtered(house: House, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, MET, *CLAUSES, system=lis)
    house.judge(emr, UNMET, "05.01.4#1", system=lis)
    entries = listed(house, emr)

    def found(**wanted: object) -> list[str]:
        return codes(filter_entries(entries, ListFilter(**wanted)))  # type: ignore[arg-type]

    assert found(text="05.01.3") == [CODE]
    assert found(text="条码 查重") == ["05.01.2"]
    assert set(found(text="标本处理")) >= {"05.01.1", "05.01.5"}
    assert found(state="unmet") == ["05.01.4"]
    assert found(state=UNPROVEN) == [CODE]
    assert CODE in found(system=str(lis))
    assert CODE not in found(system=WITHOUT_SYSTEM)
    assert set(found(heading="检验处理")) > {CODE}
    assert set(found(blocking=True)) == {entry.code for entry in entries if entry.blocks}
    assert found(order=VERDICT_ORDER)[0] == "05.01.4"
    assert found(text="05.01", order=PROOF_ORDER)[0] == "05.01.1"
    assert found(state="unknown", level=ALL_LEVELS, text="05.01.0") == []


def test_a_reference_names_a_requirement_a_clause_or_an_item(house: House, emr: LevelsCatalog, lis: int) -> None:
    entries = listed(house, emr)

    def named(reference: str) -> str | None:
        entry = find_entry(entries, reference)
        return entry.code if entry else None

    assert named(CODE) == CODE
    assert named(f"{CODE}#2") == CODE
    assert named("05.01") == "05.01.1"
    assert named("99.99") is None
    assert named("") is None
    clauses = [clause.id for clause in emr.rows_by_item["05.01"][1].clauses]
    house.judge(emr, SKIPPED, *clauses, system=lis)
    entries = listed(house, emr)
    assert named("05.01") == "05.01.2"


def test_the_tree_repeats_headings_on_every_page(house: House, emr: LevelsCatalog, lis: int) -> None:
    shown = filter_entries(listed(house, emr), ListFilter(heading="检验处理"))
    lines = tree(shown)
    assert [(line.depth, line.title) for line in lines[:3]] == [
        (0, "检验处理"),
        (1, "05.01 标本处理"),
        (2, f"{shown[0].code}　1级 · {'选择项'}"),
    ]
    assert lines[0].clauses == sum(entry.clauses for entry in shown)
    parts = pages(lines, 4)
    assert [line.depth for line in parts[1][:2]] == [0, 1]
    assert parts[page_of(parts, CODE) - 1][-1].depth == 2
    assert any(line.code == CODE for line in parts[page_of(parts, CODE) - 1])
    assert page_of(parts, "99") == 1
    assert {line.depth for line in tree(shown, with_headings=False)} == {2}
    assert pages([], 4) == [[]]


def test_next_and_previous_also_from_a_requirement_that_left_the_list(
    house: House, emr: LevelsCatalog, lis: int
) -> None:
    entries = listed(house, emr)
    shown = filter_entries(entries, ListFilter(text="05.01"))
    at = neighbours(shown, entries, CODE)
    assert (at.before, at.after, at.position) == ("05.01.2", "05.01.4", 3)
    without = [entry for entry in shown if entry.code != CODE]
    left = neighbours(without, entries, CODE)
    assert (left.before, left.after, left.position) == ("05.01.2", "05.01.4", None)
    assert neighbours([], entries, CODE).after is None


def test_mlps_stands_in_the_order_of_the_chapters(house: House, mlps: ComplianceCatalog) -> None:
    found = headings(listed(house, mlps, with_target=False))
    assert found == [domain.name for domain in mlps.domains]
    assert level_names(mlps) == {}


def test_judging_all_systems_or_one(house: House, emr: LevelsCatalog, lis: int) -> None:
    path = house.system("病理系统", "PATH")
    view = viewed(house, emr)
    drafts = verdict_drafts(view, None, None, MET)
    assert {(draft.clause, draft.system_id) for draft in drafts} == {(c, s) for c in CLAUSES for s in (lis, path)}
    record_verdicts(house.store, house.viewer, emr, drafts)
    view = viewed(house, emr)
    record_verdicts(house.store, house.viewer, emr, verdict_drafts(view, CLAUSES[1], path, UNMET))
    clause = viewed(house, emr).clause(CLAUSES[1])
    assert (clause.verdict, clause.common_verdict(None), clause.common_verdict(lis)) == (UNMET, None, MET)
    with refused(InvalidInputError, "不承担"):
        verdict_drafts(view, None, 999, MET)
    with refused(InvalidInputError, "没有要求点"):
        view.clause("05.01.3#9")


def test_without_a_system_the_hospital_is_judged(house: House, emr: LevelsCatalog) -> None:
    house.target(emr, "5")
    view = viewed(house, emr)
    drafts = verdict_drafts(view, None, None, MET)
    assert {draft.system_id for draft in drafts} == {None}
    record_verdicts(house.store, house.viewer, emr, drafts)
    assert viewed(house, emr).entry.verdict is MET


def test_a_verdict_keeps_the_note_and_a_note_keeps_the_verdict(house: House, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, MET, CLAUSES[0], system=lis)
    record_verdicts(house.store, house.viewer, emr, note_drafts(viewed(house, emr), CLAUSES[0], None, "已现场核对"))
    clause = viewed(house, emr).clause(CLAUSES[0])
    assert (clause.verdict, clause.common_note(None), clause.notes()) == (
        MET,
        "已现场核对",
        {"已现场核对": ["检验系统"]},
    )
    record_verdicts(house.store, house.viewer, emr, verdict_drafts(viewed(house, emr), None, None, UNMET))
    clause = viewed(house, emr).clause(CLAUSES[0])
    assert (clause.verdict, clause.common_note(None)) == (UNMET, "已现场核对")


def test_undo_brings_back_verdict_note_and_example(house: House, emr: LevelsCatalog, lis: int) -> None:
    former = VerdictDraft(CLAUSES[0], Verdict.PARTIAL, lis, note="缺标识", example=True)
    record_verdicts(house.store, house.viewer, emr, [former, VerdictDraft(CLAUSES[1], MET, lis)])
    view = viewed(house, emr)
    drafts = verdict_drafts(view, None, None, MET)
    record_verdicts(house.store, COLLEAGUE, emr, drafts)
    back = undo_drafts(view, drafts)
    assert [draft.clause for draft in back] == [CLAUSES[0], CLAUSES[2]]
    record_verdicts(house.store, COLLEAGUE, emr, back)
    again = viewed(house, emr)
    assert [clause.verdict for clause in again.clauses] == [Verdict.PARTIAL, MET, UNKNOWN]
    assert (again.clauses[0].common_note(None), again.clauses[0].example) == ("缺标识", True)


def test_undo_of_what_changed_nothing_is_empty(house: House, emr: LevelsCatalog, lis: int) -> None:
    view = viewed(house, emr)
    assert undo_drafts(view, verdict_drafts(view, None, None, UNKNOWN)) == []


def test_a_verdict_given_in_between_is_a_conflict(house: House, emr: LevelsCatalog, lis: int) -> None:
    view = viewed(house, emr)
    record_verdicts(house.store, COLLEAGUE, emr, [VerdictDraft(CLAUSES[0], UNMET, lis)])
    with nothing_stored(house.store), refused(ConflictError, "刚被李工判为“不符合”"):
        record_verdicts(house.store, house.viewer, emr, verdict_drafts(view, None, None, MET))


def test_tiers_are_chosen_for_the_whole_hospital(house: House, interop: PointsCatalog) -> None:
    house.target(interop, "五级乙等")
    house.system("集成平台", "HIP")
    indicator = next(row for row in interop.requirements if row.code == "5.2.1.1")
    names = [choice.name for choice in tier_choices(indicator, None)]
    assert names == [
        "四级乙等档（0.4 分）",
        "四级甲等档（0.5 分）",
        "五级乙等档（0.6 分）",
        "五级甲等档（0.7 分）",
        "未达最低档",
        "未评估",
        "不适用",
    ]
    drafts = verdict_drafts(viewed(house, interop, "5.2.1.1"), None, None, MET, "四级甲等")
    record_verdicts(house.store, house.viewer, interop, drafts)
    view = viewed(house, interop, "5.2.1.1")
    [chosen] = [choice.tier for choice in tier_choices(indicator, view.clauses[0].hospital) if choice.chosen]
    assert chosen == "四级甲等"
    assert view.entry.verdict is Verdict.PARTIAL, "below the tier that the target asks for"
    assert viewed(house, interop, "5.2.1.1", with_target=False).entry.verdict is MET


def test_full_points_above_the_only_tier(interop: PointsCatalog) -> None:
    indicator = next(row for row in interop.requirements if row.code == "5.2.2.4")
    assert [choice.name for choice in tier_choices(indicator, None)][:2] == ["五级甲等档（0.16 分）", "满分（0.3 分）"]


def test_the_register_proposes_the_tier(house: House, interop: PointsCatalog) -> None:
    for number in range(8):
        draft = register.SystemDraft(f"临床系统{number}", "LIS", connected=True)
        register.add_system(house.store, house.viewer, draft)
    house.system("护理系统", "NIS")
    rows = {row.code: row for row in interop.requirements}
    count = connection_count(house.situation(interop), interop, rows["5.2.1.1"])
    assert count is not None
    assert (len(count.connected), [s.name for s in count.not_known]) == (8, ["护理系统"])
    assert (count.tier, count.verdict) == ("四级乙等", MET)
    other = connection_count(house.situation(interop), interop, rows["5.2.1.3"])
    assert other is not None
    assert (other.tier, other.verdict) == (None, UNMET)
    assert connection_count(house.situation(interop), interop, rows["2.1.1.1"]) is None


def test_documents_of_clauses_and_of_figures(house: House, emr: LevelsCatalog, lis: int) -> None:
    both = house.prove(*of_clause(emr, *CLAUSES[:2]), kind="screenshot")
    returned = house.prove(*of_clause(emr, CLAUSES[0]), accept=False)
    return_document(house.store, house.viewer, returned, "看不清")
    figures = house.prove(*of_measure(emr, "05.01", COVERAGE))
    view = viewed(house, emr)
    found = linked_documents(house.store, house.viewer, view)
    assert [entry.document.id for entry in found] == [returned, both]
    assert {link.ref for link in found[1].links} == set(CLAUSES[:2])
    assert [e.document.id for e in statistics_documents(house.store, house.viewer, view)] == [figures]


def test_history_says_what_became_of_each_verdict(house: House, emr: LevelsCatalog, lis: int) -> None:
    house.judge(emr, MET, CLAUSES[0], system=lis)
    house.judge(emr, UNMET, CLAUSES[0], system=lis)
    lines = verdict_history(house.store, house.viewer, house.situation(emr), viewed(house, emr))
    assert [(line.clause, line.system, line.before, line.after) for line in lines] == [
        (CLAUSES[0], "检验系统", MET, UNMET),
        (CLAUSES[0], "检验系统", None, MET),
    ]


def test_a_person_changes_who_is_responsible(house: House, emr: LevelsCatalog, lis: int) -> None:
    platform = house.system("集成平台", "HIP")
    view = viewed(house, emr)
    with nothing_stored(house.store):
        with refused(InvalidInputError, "理由"):
            change_duty(house.store, house.viewer, view, None, platform, True, " ")
        with refused(InvalidInputError, "本来就不是"):
            change_duty(house.store, house.viewer, view, None, platform, False, "无关")
        with refused(InvalidInputError, "已经是"):
            change_duty(house.store, house.viewer, view, CLAUSES[0], lis, True, "由检验负责")
    assert change_duty(house.store, house.viewer, view, CLAUSES[0], platform, True, "由平台统一实现") == 1
    changed = viewed(house, emr).clause(CLAUSES[0])
    [duty] = [part.duty for part in changed.systems if part.duty.system.id == platform]
    assert (duty.by_person, duty.reason) == (True, "由平台统一实现")
    undo_duty(house.store, house.viewer, view, CLAUSES[0], platform, True)
    assert [part.duty.system.id for part in viewed(house, emr).clause(CLAUSES[0]).systems] == [lis]


def test_open_tasks_and_export(house: House, emr: LevelsCatalog, lis: int) -> None:
    task = house.task("补齐记录", clauses=((emr.id, CLAUSES[1]),))
    house.judge(emr, UNMET, CLAUSES[1], system=lis)
    view = viewed(house, emr)
    assert [found.id for found in view.tasks] == [task]
    table = clause_table(house.situation(emr), emr, [view.entry], house.standing(emr))
    assert list(table["编码"]) == CLAUSES
    assert list(table["判定"]) == ["未评估", "不符合", "未评估"]
    assert set(table["责任系统"]) == {"检验系统"}


def test_coverage_of_the_level_goes_before_that_of_all_levels(house: House, emr: LevelsCatalog) -> None:
    row = emr.rows_by_item["05.01"][3]
    empty = coverage_view(house.situation(emr), emr, row)
    assert (empty.value, empty.enough) == (None, False)
    house.measure(emr, "05.01", coverage="0.45")
    general = coverage_view(house.situation(emr), emr, row)
    assert (general.value, general.own, general.enough, general.threshold) == (
        Decimal("0.45"),
        None,
        False,
        Decimal("0.5"),
    )
    house.measure(emr, "05.01", 3, coverage="0.9")
    own = coverage_view(house.situation(emr), emr, row)
    assert (own.value, own.enough) == (Decimal("0.9"), True)
    assert own.general is not None


def test_data_quality_by_check_and_by_index(house: House, emr: LevelsCatalog) -> None:
    row = emr.rows_by_item["05.01"][3]
    counted = MeasureDraft("05.01", DATA_QUALITY, 3, 1, numerator=9, denominator=10, window_to=TODAY)
    record_measures(house.store, house.viewer, emr, [counted])
    view = quality_view(house.situation(emr), emr, row)
    assert view.asked
    assert view.checks[0].stored is not None
    assert view.checks[0].stored.numerator == 9
    assert view.value == Decimal("0.9") / len(row.data_quality_checks)
    assert not quality_view(house.situation(emr), emr, emr.rows_by_item["05.01"][1]).asked


def test_figures_are_put_back(house: House, emr: LevelsCatalog) -> None:
    house.measure(emr, "05.01", 3, coverage="0.9")
    row = emr.rows_by_item["05.01"][3]
    before = coverage_view(house.situation(emr), emr, row).own
    drafts = [
        MeasureDraft("05.01", COVERAGE, 3, numerator=1, denominator=2, window_from=date(2026, 1, 1)),
        MeasureDraft("05.01", COVERAGE, 4, numerator=1, denominator=2),
    ]
    record_measures(house.store, house.viewer, emr, drafts)
    restore_measures(house.store, house.viewer, emr, drafts, [before, None])
    again = coverage_view(house.situation(emr), emr, row).own
    assert again is not None
    assert (again.value, again.numerator, again.window_from) == (Decimal("0.90"), None, None)
    assert coverage_view(house.situation(emr), emr, emr.rows_by_item["05.01"][4]).own is None
    clear_measures(house.store, house.viewer, [again])
    assert coverage_view(house.situation(emr), emr, row).value is None


def test_the_share_is_worked_out_while_typing() -> None:
    assert share_of(850, 1000) == Decimal("0.85")
    with refused(InvalidInputError, "大于分母"):
        share_of(3, 2)
