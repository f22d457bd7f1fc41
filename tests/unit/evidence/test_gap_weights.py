"""What closing a gap is worth: it blocks the target, counts toward a number still short, or only adds points."""

import pytest

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.gap_weights import Weight
from tests.unit.criteria.builders import BarSpec, RowSpec, tiers
from tests.unit.evidence.house import House, clause_ids, of_clause
from tests.unit.evidence.small_catalogs import BASIC, OPTIONAL, UNCONFIRMED, bars, compliance, levels, points

MET = Verdict.MET
BLOCKS, COUNTS, POINTS = Weight.BLOCKS, Weight.COUNTS, Weight.POINTS
BY_FUNCTION = {f"0{n}": "function" for n in range(1, 5)}


def weights(house: House, catalog: Catalog, target: int | None = None) -> dict[str, Weight]:
    """Item → weight of its gaps; the same for all gaps of an item."""
    found = {gap.item: gap.weight for gap in house.gaps(catalog, target)}
    assert all(gap.weight is found[gap.item] for gap in house.gaps(catalog, target))
    assert all(gap.blocks is (gap.weight is BLOCKS) for gap in house.gaps(catalog, target))
    return found


def prove(house: House, catalog: Catalog, *clauses: str) -> None:
    house.judge(catalog, MET, *clauses)
    house.prove(*of_clause(catalog, *clauses))


def test_basic_and_unconfirmed_items_block_and_optional_ones_count_while_too_few_pass(house: House) -> None:
    items = {"01": {1: BASIC}, "02": {1: UNCONFIRMED}, "03": {1: OPTIONAL}, "04": {1: OPTIONAL}}
    catalog = levels(items, bars((2, 1, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    assert weights(house, catalog) == {"01": BLOCKS, "02": BLOCKS, "03": COUNTS, "04": COUNTS}
    prove(house, catalog, "03.1#1")
    assert weights(house, catalog) == {"01": BLOCKS, "02": BLOCKS, "04": POINTS}
    prove(house, catalog, "01.1#1")
    assert weights(house, catalog) == {"02": BLOCKS, "04": POINTS}


def test_a_lower_row_of_a_basic_item_blocks_too(house: House) -> None:
    catalog = levels({"01": {1: OPTIONAL, 2: BASIC}}, bars((0, 0, "0"), (1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "2")
    prove(house, catalog, "01.2#1")
    assert {(gap.clause, gap.weight) for gap in house.gaps(catalog)} == {("01.1#1", BLOCKS)}


def test_the_kind_at_the_target_decides(house: House) -> None:
    catalog = levels({"01": {1: BASIC, 2: OPTIONAL}}, bars((1, 0, "0"), (0, 1, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    assert weights(house, catalog) == {"01": BLOCKS}
    house.target(catalog, "2")
    assert weights(house, catalog) == {"01": COUNTS}


def test_an_item_that_the_target_level_does_not_ask_for_only_adds_points(house: House) -> None:
    catalog = levels({"01": {1: BASIC}, "02": {2: BASIC}}, bars((1, 0, "0"), (1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "2")
    assert weights(house, catalog) == {"01": POINTS, "02": BLOCKS}


def test_the_weight_is_that_of_the_proven_standing(house: House) -> None:
    catalog = levels({"01": {1: BASIC}}, bars((1, 0, "0")), BY_FUNCTION)
    house.target(catalog, "1")
    house.judge_all(catalog)
    assert house.standing(catalog).claimed.reached
    assert weights(house, catalog) == {"01": BLOCKS}


def test_where_no_counts_are_published_half_of_the_optional_items_must_pass(house: House) -> None:
    row = RowSpec("optional", quality=False)
    catalog = levels({f"0{n}": {1: row} for n in range(1, 5)}, [BarSpec(None, None, None)], BY_FUNCTION)
    house.target(catalog, "1")
    prove(house, catalog, "01.1#1")
    assert weights(house, catalog) == dict.fromkeys(("02", "03", "04"), COUNTS)
    prove(house, catalog, "02.1#1")
    assert weights(house, catalog) == dict.fromkeys(("03", "04"), POINTS)


def test_required_indicators_block_and_others_only_add_points(house: House) -> None:
    catalog = points(
        {}, tiers(("一级", "0.4"), ("三级", "1.0")), {"elective": True}, {"measured": False}, {"grade": "三级"}
    )
    house.target(catalog, "二级")
    found = weights(house, catalog)
    assert (found["2.1.1"], found["2.1.2"], found["2.1.3"]) == (BLOCKS, BLOCKS, POINTS)
    assert found.get("2.1.4", POINTS) is POINTS
    assert "2.1.5" not in found


@pytest.mark.parametrize("verdict", [Verdict.UNMET, Verdict.PARTIAL, Verdict.MET])
def test_an_elective_indicator_never_blocks(house: House, verdict: Verdict) -> None:
    catalog = points({"elective": True}, tiers(("一级", "1")) | {"elective": True})
    house.target(catalog, "三级")
    house.judge_all(catalog, verdict)
    assert weights(house, catalog) == {"2.1.1": POINTS, "2.1.2": POINTS}
    assert house.standing(catalog).proven.reached


def test_a_tier_below_the_one_needed_blocks(house: House) -> None:
    catalog = points(tiers(("一级", "0.4"), ("二级", "1.0")))
    house.target(catalog, "二级")
    house.reach(catalog, "2.1.1#1", "一级")
    house.prove(*of_clause(catalog, "2.1.1#1"))
    assert weights(house, catalog) == {"2.1.1": BLOCKS}


def test_mlps_risks_block_and_other_units_count_until_the_target_is_reached(house: House) -> None:
    """Of ten units the first is a hazard trigger and the second a high-risk situation; 基本符合 needs 7."""
    risk = {"high_risk": {"is": True, "when": "未做身份鉴别", "sure": True}}
    catalog = compliance(10, {"L3-T-02": risk})
    entry = register.set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    target = house.target(catalog, "基本符合", entry)
    expected = {row.code: COUNTS for row in catalog.requirements} | {"L3-T-01": BLOCKS, "L3-T-02": BLOCKS}
    assert weights(house, catalog, target) == expected
    prove(house, catalog, *clause_ids(catalog)[4:])
    left = {"L3-T-01": BLOCKS, "L3-T-02": BLOCKS, "L3-T-03": COUNTS, "L3-T-04": COUNTS}
    assert weights(house, catalog, target) == left
    prove(house, catalog, "L3-T-04#1")
    assert weights(house, catalog, target) == dict.fromkeys(("L3-T-01", "L3-T-02", "L3-T-03"), POINTS)
    house.target(catalog, "符合", entry)
    assert weights(house, catalog, target) == {"L3-T-01": BLOCKS, "L3-T-02": BLOCKS, "L3-T-03": COUNTS}
