"""差距 as people work on them: order, filters, counts, tasks made of them, and the matrix."""

from datetime import date

import pytest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence.contracts.coverage import Cover, Status
from evidence.documents import CLAUSE, Link
from evidence.gap_matrix import Matrix
from evidence.gap_view import (
    NO_VENDOR,
    WHOLE,
    GapFilter,
    Grouping,
    TaskPlan,
    by_importance,
    counts_by_reason,
    counts_by_system,
    draft_tasks,
    filter_gaps,
    linked_documents,
    summarise,
    to_table,
)
from evidence.gap_weights import Weight
from evidence.gaps import Gap, Reason
from evidence.reviews import return_document
from evidence.situation import Proof
from tests.unit.criteria.builders import RowSpec, tiers
from tests.unit.evidence.house import NOBODY, House, of_clause
from tests.unit.evidence.small_catalogs import BASIC, OPTIONAL, bars, levels, one_item, points

MET, PARTIAL, UNMET, NOT_APPLICABLE = Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.NOT_APPLICABLE
# Two basic items and an optional one, two levels; every clause is the duty of a LIS.
CATALOG = levels(
    {"01.01": {1: BASIC, 2: BASIC}, "01.02": {1: OPTIONAL, 2: OPTIONAL}, "02.01": {1: BASIC, 2: BASIC}},
    bars((2, 0, "0"), (2, 0, "0")),
    dict.fromkeys(("01.01", "01.02", "02.01"), "function"),
)
PAIR = one_item(RowSpec("basic", clauses=2, quality=False))


def clauses(gaps: list[Gap]) -> list[str]:
    return [gap.clause for gap in gaps]


def matrix(house: House, catalog: LevelsCatalog, everything: bool = False) -> Matrix:
    return Matrix(house.situation(catalog), house.standing(catalog), house.gaps(catalog), everything)


def test_what_blocks_comes_first_then_low_levels_then_catalog_order(house: House) -> None:
    house.target(CATALOG, "2")
    ordered = by_importance(house.gaps(CATALOG), CATALOG)
    assert clauses(ordered) == [
        *("01.01.1#1", "02.01.1#1", "01.01.2#1", "02.01.2#1"),
        *("01.02.1#1", "01.02.2#1"),
    ]
    assert [gap.weight for gap in ordered] == [Weight.BLOCKS] * 4 + [Weight.POINTS] * 2


def test_grades_are_ordered_as_the_catalog_ranks_them(house: House) -> None:
    catalog = points({"grade": "三级"}, tiers(("二级", "1"), ("三级", "2")), {"grade": "一级"})
    house.target(catalog, "三级")
    assert clauses(by_importance(house.gaps(catalog), catalog)) == ["2.1.3#1", "2.1.2#1", "2.1.1#1"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (GapFilter(), ["01.01.1#1", "01.01.1#1", "01.01.1#2"]),
        (GapFilter(reasons=frozenset({Reason.UNMET})), ["01.01.1#1"]),
        (GapFilter(reasons=frozenset({Reason.UNMET, Reason.NO_DOCUMENT})), ["01.01.1#1", "01.01.1#2"]),
        (GapFilter(systems=frozenset({"2"})), ["01.01.1#1"]),
        (GapFilter(vendors=frozenset({NO_VENDOR})), ["01.01.1#1"]),
        (GapFilter(vendors=frozenset({"甲公司"})), ["01.01.1#1", "01.01.1#2"]),
        (GapFilter(weights=frozenset({Weight.POINTS})), []),
        (GapFilter(levels=frozenset({"1级"})), ["01.01.1#1", "01.01.1#1", "01.01.1#2"]),
        (GapFilter(text="检验一 #2"), ["01.01.1#2"]),
        (GapFilter(tasked=True), ["01.01.1#1"]),
        (GapFilter(tasked=False), ["01.01.1#1", "01.01.1#2"]),
    ],
)
def test_filters(house: House, wanted: GapFilter, expected: list[str]) -> None:
    two_systems(house)
    assert clauses(filter_gaps(house.gaps(PAIR), wanted)) == expected


@pytest.mark.parametrize(
    ("payments", "expected"),
    [
        ({Status.COVERED}, ["01.01.1#1", "01.01.1#1"]),
        ({Status.NEGOTIATED}, ["01.01.1#2"]),
        (set(Status), ["01.01.1#1", "01.01.1#1", "01.01.1#2"]),
        ({Status.NONE}, []),
    ],
)
def test_filter_by_who_pays(house: House, payments: set[Status], expected: list[str]) -> None:
    def payer(gap: Gap) -> Cover:
        return Cover(Status.NEGOTIATED if gap.clause.endswith("#2") else Status.COVERED, "合同原文")

    two_systems(house)
    assert clauses(filter_gaps(house.gaps(PAIR), GapFilter(payments=frozenset(payments)), payer)) == expected


def two_systems(house: House) -> tuple[int, int]:
    """Clause 1: unmet by the first system, which has a task, partial by the second; clause 2: met without proof."""
    house.target(PAIR, "1")
    first, second = house.system("检验一", vendor="甲公司"), house.system("检验二")
    house.judge(PAIR, UNMET, "01.01.1#1", system=first)
    house.judge(PAIR, PARTIAL, "01.01.1#1", system=second)
    for system in (first, second):
        house.judge(PAIR, MET, "01.01.1#2", system=system)
    house.task("启用功能", system_id=first, clauses=((PAIR.id, "01.01.1#1"),), due_on=date(2026, 5, 1))
    return first, second


def test_a_clause_that_two_systems_owe_counts_once(house: House) -> None:
    two_systems(house)
    gaps = house.gaps(PAIR)
    found = summarise(house.standing(PAIR), gaps)
    assert (found.asked, found.clauses, found.blocking, found.blocking_items, found.tasked) == (2, 2, 2, 1, 0)
    assert found.vendor is not None
    assert (found.vendor.key, found.vendor.clauses) == ("甲公司", 2)
    assert found.system is not None
    assert (found.system.name, found.system.clauses, found.system.blocking) == ("检验一", 2, 2)
    assert {count.key: count.clauses for count in counts_by_reason(gaps)} == {
        Reason.UNMET: 1,
        Reason.PARTIAL: 1,
        Reason.NO_DOCUMENT: 1,
    }


def test_without_systems_nobody_is_named(house: House) -> None:
    house.target(PAIR, "1")
    gaps = house.gaps(PAIR)
    found = summarise(house.standing(PAIR), gaps)
    assert (found.system, found.vendor) == (None, None)
    assert [count.key for count in counts_by_system(gaps)] == [WHOLE]


def test_one_task_per_system_leaves_out_what_has_a_task(house: House) -> None:
    first, second = two_systems(house)
    plan = TaskPlan(Grouping.SYSTEM, "张工", date(2026, 6, 1), 3)
    drafts = draft_tasks(PAIR, house.gaps(PAIR), plan)
    assert [(draft.system_id, draft.clauses) for draft in drafts] == [
        (second, ((PAIR.id, "01.01.1#1"),)),
        (first, ((PAIR.id, "01.01.1#2"),)),
    ]
    assert {(draft.owner, draft.due_on, draft.effort_days) for draft in drafts} == {("张工", date(2026, 6, 1), 3)}
    assert drafts[0].title.startswith("检验二：补齐")
    assert drafts[0].description == "部分符合：补齐尚缺的部分，完成后重新判定（01.01.1#1）"


def test_one_task_per_requirement_belongs_to_no_system_when_several_owe_it(house: House) -> None:
    two_systems(house)
    [draft] = draft_tasks(PAIR, house.gaps(PAIR), TaskPlan(Grouping.REQUIREMENT))
    assert draft.system_id is None
    assert draft.clauses == ((PAIR.id, "01.01.1#1"), (PAIR.id, "01.01.1#2"))
    assert draft.title.startswith("补齐 01.01.1 ")


def test_the_table_says_what_to_do_and_by_when(house: House) -> None:
    two_systems(house)
    row = to_table(house.gaps(PAIR)).iloc[0]
    assert (row["要求点"], row["原因"], row["权重"], row["系统"]) == ("01.01.1#1", "不符合", "卡级", "检验一")
    assert (row["任务"], row["截止日期"]) == ("启用功能", date(2026, 5, 1))
    assert row["补齐办法"] == "由厂商开发或启用这项功能，完成后重新判定"


def test_documents_of_several_subjects_once_and_without_replaced_ones(house: House) -> None:
    links = of_clause(PAIR, "01.01.1#1", "01.01.1#2")
    both = house.prove(*links)
    old = house.prove(links[0])
    new = house.prove(supersedes=old)
    house.prove(Link(CLAUSE, "01.01.1#1", "another-catalog"))
    found = linked_documents(house.store, NOBODY, links)
    assert {document.id for document in found} == {both, new}
    assert linked_documents(house.store, NOBODY, ()) == []


def test_the_matrix_shows_the_worst_of_each_system(house: House) -> None:
    first, second = two_systems(house)
    shown = matrix(house, PAIR)
    cells = shown.cells(shown.rows[0])
    assert {key: (cell.verdict, cell.proof, cell.gaps) for key, cell in cells.items()} == {
        first: (UNMET, Proof.NONE, 2),
        second: (PARTIAL, Proof.NONE, 1),
    }
    assert shown.weight(shown.rows[0]) is Weight.BLOCKS


def test_the_worst_proof_of_a_cell_is_shown(house: House) -> None:
    house.target(PAIR, "1")
    system = house.system("检验系统")
    house.judge_all(PAIR, MET, system)
    house.prove(*of_clause(PAIR, "01.01.1#1"))
    returned = house.prove(*of_clause(PAIR, "01.01.1#2"), accept=False)
    return_document(house.store, house.viewer, returned, "请补充日期")
    cell = matrix(house, PAIR).cells(PAIR.requirements[0])[system]
    assert (cell.verdict, cell.proof, cell.gaps) == (MET, Proof.RETURNED, 1)


def test_what_does_not_apply_needs_no_proof(house: House) -> None:
    house.target(PAIR, "1")
    system = house.system("检验系统")
    house.judge_all(PAIR, NOT_APPLICABLE, system)
    assert matrix(house, PAIR).rows == ()
    cell = matrix(house, PAIR, everything=True).cells(PAIR.requirements[0])[system]
    assert (cell.verdict, cell.proof) == (NOT_APPLICABLE, None)


def test_rows_and_columns_without_a_gap_are_hidden_unless_asked_for(house: House) -> None:
    house.target(CATALOG, "2")
    lis = house.system("检验系统")
    house.system("影像系统", kind="PACS")
    house.judge_all(CATALOG, MET, lis)
    house.prove(*of_clause(CATALOG, "01.01.1#1", "01.02.1#1", "02.01.1#1"))
    shown, all_of_it = matrix(house, CATALOG), matrix(house, CATALOG, everything=True)
    assert [row.code for row in shown.rows] == ["01.01.2", "01.02.2", "02.01.2"]
    assert [system.name for system in shown.systems if system] == ["检验系统"]
    assert [row.code for row in all_of_it.rows] == [row.code for row in CATALOG.requirements if row.level]
    assert [system.name if system else None for system in all_of_it.systems] == ["检验系统", "影像系统", None]


def test_missing_measures_are_marked(house: House) -> None:
    catalog = one_item(coverage="ratio")
    house.target(catalog, "1")
    system = house.system("检验系统")
    house.judge_all(catalog, MET, system)
    house.prove(*of_clause(catalog, "01.01.1#1"))
    cell = matrix(house, catalog).cells(catalog.requirements[0])[system]
    assert (cell.verdict, cell.proof, cell.measures) == (MET, Proof.CURRENT, True)


def test_a_tiered_indicator_stands_with_the_first_system(house: House) -> None:
    catalog = points(tiers(("一级", "1"), ("二级", "2")))
    house.target(catalog, "二级")
    first, _ = house.system("平台一", kind="HIP"), house.system("平台二", kind="HIP")
    house.reach(catalog, "2.1.1#1", "一级")
    found = Matrix(house.situation(catalog), house.standing(catalog), house.gaps(catalog))
    assert {key: cell.verdict for key, cell in found.cells(found.rows[0]).items()} == {first: MET}
    detail = found.detail("2.1.1", first)
    assert detail is not None
    assert [gap.reason for gap in detail.gaps] == [Reason.PARTIAL]


def test_an_open_cell_tells_whom_else_the_clause_waits_for(house: House) -> None:
    first, second = two_systems(house)
    detail = matrix(house, PAIR).detail("01.01.1", second)
    assert detail is not None
    assert detail.system == house.registered(second)
    assert [(state.clause, state.verdict, state.others) for state in detail.clauses] == [
        ("01.01.1#1", PARTIAL, ("检验一",)),
        ("01.01.1#2", MET, ("检验一",)),
    ]
    assert [gap.system.id for gap in detail.gaps if gap.system] == [second]
    assert Link(CLAUSE, "01.01.1#2", PAIR.id) in detail.links
    assert matrix(house, PAIR).detail("01.01.1", None) is None
    assert matrix(house, PAIR).detail("99.99.9", first) is None


def test_a_clause_without_a_system_stands_with_the_whole_hospital(house: House) -> None:
    house.target(PAIR, "1")
    house.judge(PAIR, PARTIAL, "01.01.1#1")
    shown = matrix(house, PAIR)
    assert shown.systems == (None,)
    detail = shown.detail("01.01.1", None)
    assert detail is not None
    assert [state.verdict for state in detail.clauses] == [PARTIAL, Verdict.UNKNOWN]
    assert [gap.reason for gap in detail.gaps] == [Reason.PARTIAL, Reason.NO_SYSTEM]
