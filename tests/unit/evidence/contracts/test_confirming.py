"""Confirming a contract: what is stored, what is refused, and what happens when it is confirmed again."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from evidence import register
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from evidence.contracts.draft import ContractDraft, Inspections
from evidence.contracts.draft_json import draft_from_json, draft_to_json
from evidence.contracts.editing import BY_HAND, differences, with_value
from evidence.contracts.facts import ConfirmedFacts, all_facts, confirmed_facts, contract_file
from evidence.contracts.reading import read_contract
from evidence.contracts.record import Confirmation, confirm_contract, match_systems, set_start
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.log import LogFilter, load_page
from evidence.viewer import Role, Viewer
from tests.labelled_contracts import FOLDER, SEEDS
from tests.unit.evidence.commands import engineer_of
from tests.unit.evidence.contracts.agreed import YEAR, confirm, draft_of, one, owed
from tests.unit.evidence.house import TODAY, House, nothing_stored, refused

TEXT = (SEEDS / "liuzhou-workers.txt").read_text("utf-8")
OTHER_NAME = "合同甲方写的是“柳州市工人医院”，不是本院“人民医院”"
CONTRADICTORY = (FOLDER / "tuned" / "contradictory-blood.txt").read_text("utf-8")


def confirm_text(house: House, draft: ContractDraft, title: str = "检验维保", contract_id: int | None = None) -> int:
    systems = register.systems(house.store, house.viewer)
    found = tuple(match.system.id for match in match_systems(draft, systems) if match.system)
    given = Confirmation(
        title,
        draft,
        found,
        text=TEXT,
        file_name="合同.txt",
        content=TEXT.encode(),
        contract_id=contract_id,
        accepted=frozenset({OTHER_NAME}),
    )
    return confirm_contract(house.store, house.viewer, given)


def facts(house: House, contract: int) -> ConfirmedFacts:
    found = confirmed_facts(house.store, house.viewer, contract)
    assert found is not None
    return found


def test_a_text_becomes_a_contract_with_its_systems_facts_and_file(house: House) -> None:
    lis = house.system("LIS系统", "LIS")
    blood = house.system("输血管理", "BLOOD")
    draft = with_value(read_contract(TEXT), "contract_sum", Decimal("486000"))
    contract = confirm_text(house, draft)
    found = facts(house, contract)
    assert found.system_ids == (lis, blood)
    assert (found.amount, found.starts, found.ends) == (Decimal("486000"), None, None)
    assert found.quotes["period_months"].text == "本次采购3年的维保。"
    assert found.quotes["targets[1]"].line == 20
    assert found.changed == {"contract_sum"}
    assert (found.author, found.at) == (house.viewer.name, house.clock.now)
    assert contract_file(house.store, house.viewer, contract) == ("合同.txt", TEXT.encode())
    assert house.registered(lis).contract == "检验维保"
    assert [vendor.name for vendor in register.vendors(house.store, house.viewer)] == ["瑞美"]


def test_what_a_person_changes_is_marked_and_what_was_read_keeps_its_sentence(house: House) -> None:
    draft = with_value(read_contract(TEXT), "period_months", 24)
    [changed] = draft.facts_of("period_months")
    assert (changed.note, changed.quotes) == (BY_HAND, ())
    back = with_value(read_contract(TEXT), "period_months", 36)
    assert back.facts_of("period_months")[0].quotes[0].text == "本次采购3年的维保。"
    assert [(d.name, d.before, d.after) for d in differences(read_contract(TEXT), draft)] == [
        ("服务期（月）", "36", "24")
    ]
    assert facts(house, confirm_text(house, draft)).changed == {"period_months"}


def test_contradictions_are_refused_until_a_person_has_chosen(house: House) -> None:
    draft = read_contract(CONTRADICTORY)
    while draft.problems:
        problem = draft.problems[0]
        with nothing_stored(house.store), refused(InvalidInputError, "请选定一个值"):
            confirm_text(house, draft)
        values = {"period_months": [24], "inspections_per_year": [4]}.get(problem.field, [])
        draft = with_value(draft, problem.field, *values)
    contract = confirm_text(house, draft)
    chosen = facts(house, contract).draft.facts_of("period_months")[0]
    assert (chosen.value, chosen.note) == (24, BY_HAND)
    assert chosen.quotes  # the contradictory sentences stay beside it
    assert len(owed(house, contract, TODAY, "inspection.onsite")) == 8


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({}, "服务期还没有确定"),
        ({"period_end": "2027-01-01"}, "服务期还没有确定"),
        ({"period_months": 0}, "1 到 240"),
        ({"period_months": -12}, "1 到 240"),
        ({"period_start": "2026-13-01", "period_months": 12}, "不是存在的日期"),
        ({"period_start": "2026-02-01", "period_end": "2026-01-01"}, "早于"),
        ({"period_start": "2026-01-01", "period_end": "2027-12-31", "period_months": 12}, "不一致"),
        ({**YEAR, "inspections_per_year": 0}, "大于 0"),
        ({**YEAR, "backup_tests_per_year": -1}, "大于 0"),
        ({**YEAR, "inspections": [Inspections("onsite", Decimal(0))]}, "大于 0"),
        ({**YEAR, "contract_sum": 0}, "合同金额应大于 0"),
        ({**YEAR, "people_trained": 0}, "至少为 1"),
    ],
)
def test_impossible_values_are_refused(values: dict[str, object], part: str, house: House) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, part):
        confirm(house, **values)


def test_a_value_that_the_field_cannot_hold_is_refused() -> None:
    with refused(InvalidInputError, "服务期（月）不能填“三年”"):
        draft_of(period_months="三年")


def test_a_title_is_needed_and_taken_once(house: House) -> None:
    confirm(house, "检验维保", **YEAR)
    with nothing_stored(house.store), refused(InvalidInputError, "已经登记过"):
        confirm(house, " 检验维保 ", **YEAR)
    with nothing_stored(house.store), refused(InvalidInputError, "合同名称"):
        confirm(house, " ", **YEAR)


def test_confirming_again_plans_open_obligations_anew_and_leaves_fulfilled_ones(house: House) -> None:
    contract = confirm(house, **YEAR, inspections_per_year=4, confidentiality_agreement=True)
    first = one(house, contract, "inspection.onsite")
    record_delivery(house.store, house.viewer, first.id, DeliveryDraft(date(2026, 2, 20)))
    later = YEAR | {"period_start": "2026-03-01"}
    assert confirm(house, contract_id=contract, **later, inspections_per_year=2) == contract
    found = owed(house, contract)
    assert [(entry.number, str(entry.due_on), entry.state.value) for entry in found] == [
        (1, "2026-03-31", "done"),
        (2, "2027-02-28", "due"),
    ]
    confirm(house, contract_id=contract, **later, inspections_per_year=4)
    assert len(owed(house, contract)) == 4


def test_a_renewed_contract_takes_over_in_the_register_and_the_old_one_keeps_its_systems(house: House) -> None:
    lis = house.system("检验系统")
    old = confirm(house, "一期", **YEAR, system_ids=(lis,))
    new = confirm(house, "二期", period_months=12, period_start="2027-01-01", system_ids=(lis,))
    assert house.registered(lis).contract == "二期"
    assert [facts(house, contract).system_ids for contract in (old, new)] == [(lis,), (lis,)]
    confirm(house, "二期", new, period_months=12, period_start="2027-01-01")
    assert house.registered(lis).contract == "一期"
    assert facts(house, new).system_ids == ()


def test_a_contract_that_only_the_register_knows_covers_its_system(house: House) -> None:
    contract = confirm(house, **YEAR)
    lis = house.system("检验系统")
    register.change_system(
        house.store, house.viewer, lis, register.SystemDraft("检验系统", "LIS", contract_id=contract), 1
    )
    assert facts(house, contract).system_ids == (lis,)


def test_only_the_hospital_and_the_vendor_itself_see_contract_and_price(house: House) -> None:
    house.system("检验系统", vendor="瑞美")
    house.system("护理系统", "NIS", vendor="卫宁")
    contract = confirm(house, **YEAR, contract_sum=Decimal("123456"), inspections_per_year=4)
    for role in (Role.ADMIN, Role.HEAD, Role.ENGINEER):
        assert contract in all_facts(house.store, Viewer("某人", role))
    assert all_facts(house.store, engineer_of(house, "瑞美"))[contract].amount == Decimal("123456")
    for other in (engineer_of(house, "卫宁"), Viewer("专家", Role.EXPERT), Viewer("审计员", Role.AUDITOR)):
        assert all_facts(house.store, other) == {}
        assert register.contracts(house.store, other) == []
    with pytest.raises(NotAllowedError):
        confirm_contract(house.store, engineer_of(house, "瑞美"), Confirmation("自拟", draft_of(**YEAR)))


def test_the_log_tells_that_a_contract_was_confirmed_but_not_its_price(house: House) -> None:
    confirm(house, **YEAR, contract_sum=Decimal("123456"), inspections_per_year=4)
    page = load_page(house.store, Viewer("审计员", Role.AUDITOR), {}, LogFilter())
    assert "合同内容" in str(page)
    assert "123456" not in str(page)


def test_a_start_is_entered_only_for_a_confirmed_contract(house: House) -> None:
    bare = register.add_contract(house.store, house.viewer, "只登记的合同", months=12)
    with refused(NotFoundError, "还没有确认过内容"):
        set_start(house.store, house.viewer, bare, date(2026, 1, 1))
    assert confirmed_facts(house.store, house.viewer, bare) is None
    ended = confirm(house, period_start="2026-01-01", period_end="2026-12-31")
    with refused(InvalidInputError, "早于"):
        set_start(house.store, house.viewer, ended, date(2027, 1, 1))


def test_a_contract_without_a_file_says_so(house: House) -> None:
    contract = confirm(house, **YEAR)
    with refused(NotFoundError, "没有留存文件"):
        contract_file(house.store, house.viewer, contract)


@pytest.mark.parametrize(
    "path", [*sorted(FOLDER.rglob("*.txt")), *sorted(SEEDS.glob("*.txt"))], ids=lambda path: path.stem
)
def test_what_is_read_is_kept_without_loss(path: Path) -> None:
    draft = read_contract(path.read_text("utf-8"))
    assert draft_from_json(draft_to_json(draft)) == draft
