"""A system registered late takes over what was judged for the whole hospital."""

from criteria.vocabulary import Verdict
from evidence.standing import Basis
from evidence.taking_over import take_over, to_take_over, withdraw
from tests.unit.evidence.house import House
from tests.unit.evidence.small_catalogs import one_item

MET, PARTIAL = Verdict.MET, Verdict.PARTIAL


def test_the_standing_falls_with_the_registration_and_comes_back(house: House) -> None:
    catalog = one_item()
    house.target(catalog, "1")
    clauses = [clause.id for row in catalog.requirements if row.code.endswith(".1") for clause in row.clauses]
    house.judge(catalog, MET, *clauses)
    before = house.standing(catalog).on(Basis.FUNCTIONAL)
    system = house.system("检验信息系统")
    assert house.standing(catalog).on(Basis.FUNCTIONAL) != before
    situation = house.situation(catalog)
    drafts = to_take_over(situation, system)
    assert {draft.clause: draft.verdict for draft in drafts[catalog.id]} == dict.fromkeys(clauses, MET)
    assert take_over(house.store, house.viewer, situation, drafts) == len(clauses)
    assert house.standing(catalog).on(Basis.FUNCTIONAL) == before
    assert to_take_over(house.situation(catalog), system) == {}
    withdraw(house.store, house.viewer, situation, drafts)
    assert to_take_over(house.situation(catalog), system).keys() == {catalog.id}


def test_what_a_responsible_system_has_judged_is_not_for_another(house: House) -> None:
    catalog = one_item()
    house.target(catalog, "1")
    first = house.system("检验一")
    clause = catalog.requirements[0].clauses[0].id
    house.judge(catalog, PARTIAL, clause, system=first)
    house.judge(catalog, MET, clause)
    second = house.system("检验二")
    assert to_take_over(house.situation(catalog), second) == {}
