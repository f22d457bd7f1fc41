"""The heat map: shares of what is proven, where the target is blocked, where a click leads."""

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.heat_map import HeatCell, HeatMap, heat_map
from tests.unit.criteria.builders import RowSpec, tiers
from tests.unit.evidence.house import House, of_clause
from tests.unit.evidence.small_catalogs import BASIC, OPTIONAL, bars, compliance, levels, points

MET = Verdict.MET
BY_FUNCTION = {f"0{n}": "function" for n in range(1, 5)}


def drawn(house: House, catalog: Catalog) -> HeatMap:
    return heat_map(house.situation(catalog), house.standing(catalog), house.gaps(catalog))


def cell(heat: HeatMap, row: int, column: int) -> HeatCell:
    return next(found for found in heat.cells if (found.row, found.column) == (row, column))


def prove(house: House, catalog: Catalog, *clauses: str) -> None:
    house.judge(catalog, MET, *clauses)
    house.prove(*of_clause(catalog, *clauses))


def test_items_by_levels_with_the_share_of_proven_clauses(house: House) -> None:
    three = RowSpec("basic", clauses=3, quality=False)
    catalog = levels({"01": {1: BASIC, 2: three}, "02": {2: OPTIONAL}}, bars((1, 0, "0"), (1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "2")
    prove(house, catalog, "01.1#1", "01.2#1")
    house.judge(catalog, MET, "01.2#2")
    house.judge(catalog, Verdict.NOT_APPLICABLE, "01.2#3")
    heat = drawn(house, catalog)
    assert heat.columns == ("1级", "2级")
    assert heat.target_column == 1
    assert [(row.code, row.kind) for row in heat.rows] == [("01", "基本项"), ("02", "选择项")]
    assert len(heat.cells) == 3
    assert (cell(heat, 0, 0).percent, cell(heat, 0, 0).blocks) == (100, False)
    found = cell(heat, 0, 1)
    assert (found.percent, found.proven, found.total, found.blocks) == (66, 2, 3, True)
    assert (found.code, found.why) == ("01.2", "缺佐证材料 1")
    assert not cell(heat, 1, 1).blocks


def test_levels_above_the_target_never_block(house: House) -> None:
    catalog = levels({"01": {1: BASIC, 2: BASIC}}, bars((1, 0, "0"), (1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    heat = drawn(house, catalog)
    assert [found.blocks for found in heat.cells] == [True, False]
    assert cell(heat, 0, 1).why == ""


def test_a_requirement_without_clauses_has_no_share(house: House) -> None:
    catalog = levels({"01": {1: RowSpec("basic", clauses=0, quality=False)}}, bars((1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    [found] = drawn(house, catalog).cells
    assert (found.percent, found.total, found.blocks) == (None, 0, False)


def test_sections_by_grades_count_required_indicators_and_tiers(house: House) -> None:
    catalog = points(
        {}, {"grade": "二级"}, {"elective": True}, {"measured": False}, tiers(("一级", "1"), ("二级", "2"))
    )
    house.target(catalog, "二级")
    prove(house, catalog, "2.1.1#1", "2.1.5#1")
    house.reach(catalog, "2.1.5#1", "一级")
    heat = drawn(house, catalog)
    assert heat.columns == ("一级", "二级", "三级")
    assert (cell(heat, 0, 0).percent, cell(heat, 0, 0).blocks, cell(heat, 0, 0).code) == (100, False, "2.1.1")
    assert (cell(heat, 0, 1).proven, cell(heat, 0, 1).total, cell(heat, 0, 1).blocks) == (0, 2, True)
    assert cell(heat, 0, 1).code == "2.1.2"
    assert len(heat.cells) == 2


def test_domains_by_scope_leave_out_what_is_not_applicable(house: House) -> None:
    catalog = compliance(4, {"L3-T-02": {"scope": "platform"}})
    system = house.system("安全平台", "SEC")
    object_id = register.set_object(house.store, house.viewer, "核心系统", {system})
    house.target(catalog, "符合", object_id)
    house.judge(catalog, Verdict.NOT_APPLICABLE, "L3-T-04#1", system=system)
    house.judge(catalog, Verdict.UNMET, "L3-T-01#1", system=system)
    house.judge(catalog, MET, "L3-T-02#1", "L3-T-03#1", system=system)
    house.prove(*of_clause(catalog, "L3-T-02#1"))
    heat = drawn(house, catalog)
    assert heat.columns == ("全院共用", "定级对象")
    assert heat.target_column is None
    assert cell(heat, 0, 0).percent == 100
    found = cell(heat, 0, 1)
    assert (found.proven, found.total, found.blocks, found.code) == (0, 2, True, "L3-T-01")
    assert found.why == "不符合 1、缺佐证材料 1"
