"""Deliveries as evidence: what they can prove, and which obligation renews a proof."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from criteria.models import AssessmentUnit, Catalog, ComplianceCatalog, LevelsCatalog
from evidence import register
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from evidence.contracts.proposals import _entries, proposals, proven_by_sort
from evidence.contracts.renewals import renewal_words, renewals
from evidence.contracts.rules import rules
from evidence.documents import DocumentDraft, link_document
from evidence.expiry import runs_out
from evidence.requirement_list import load_entries
from evidence.requirement_related import contract_renewals
from evidence.requirement_view import view_requirement
from evidence.reviews import accept_document
from evidence.viewer import Role, Viewer
from tests.unit.evidence.contracts.agreed import YEAR, confirm, one
from tests.unit.evidence.house import COLLEAGUE, EARLIER, TODAY, House, of_clause

BACKUP = "09.04.5#2"


@pytest.fixture
def contract(house: House, emr: LevelsCatalog) -> int:
    lis = house.system("检验系统", "LIS")
    register.set_target(house.store, house.viewer, emr, "5", review_on=date(2027, 5, 1))
    return confirm(house, **YEAR, backup_tests_per_year=2, inspections_per_year=4, system_ids=(lis,))


def deliver(house: House, contract: int, expires: date | None = None) -> int:
    """A first recovery test with its accepted record. Returns the document."""
    test = one(house, contract, "backup_test")
    document = DocumentDraft("恢复测试记录", "record", EARLIER, expires_on=expires, statement="已恢复并核对")
    record_delivery(house.store, COLLEAGUE, test.id, DeliveryDraft(EARLIER, document=document))
    delivery = one(house, contract, "backup_test").delivery
    assert delivery is not None
    accept_document(house.store, house.viewer, delivery.document_id or 0)
    return delivery.document_id or 0


def test_every_code_of_the_data_is_one_of_the_catalogs(catalogs: Mapping[str, Catalog]) -> None:
    clauses = {catalog.id: {c.id for row in catalog.requirements for c in row.clauses} for catalog in catalogs.values()}
    units = [row for row in catalogs["mlps3-2019"].requirements if isinstance(row, AssessmentUnit)]
    maintained = {name for unit in units for name in unit.maintenance_evidence}
    for entry in _entries():
        assert set(entry["sorts"]) <= set(rules().sorts)
        assert set(entry["maintenance"]) <= maintained
        assert set(entry) <= {"sorts", "maintenance"} | set(clauses)
        for catalog, listed in clauses.items():
            assert set(entry.get(catalog, ())) <= listed


def test_every_sort_of_a_rule_is_described() -> None:
    named = {rule.sort for rule in (*rules().yearly, *rules().once, *rules().reports)}
    assert named | set(proven_by_sort()) <= set(rules().sorts)


def test_a_recovery_test_is_proposed_for_what_the_targets_ask(house: House, contract: int, emr: LevelsCatalog) -> None:
    situation = house.situation(emr)
    found = proposals(situation, one(house, contract, "backup_test"))
    assert {entry.link.ref for entry in found} == {"09.04.2#1", BACKUP, "09.04.5#3"}
    assert {entry.standard for entry in found} == {"电子病历"}
    assert proposals(situation, one(house, contract, "renewal")) == []


def test_units_of_classified_protection_come_from_the_catalog(house: House, mlps: ComplianceCatalog) -> None:
    lis = house.system("检验系统", "LIS")
    protected = register.set_object(house.store, house.viewer, "检验业务", {lis})
    house.target(mlps, "基本符合", protected)
    contract = confirm(house, **YEAR, backup_tests_per_year=1, system_ids=(lis,))
    found = proposals(house.situation(mlps), one(house, contract, "backup_test"))
    codes = {row.code for row in mlps.requirements if "备份恢复测试记录" in row.maintenance_evidence}
    assert {entry.code for entry in found} == codes
    assert [entry.own for entry in found] == sorted((entry.own for entry in found), reverse=True)
    assert found[0].own


def test_a_confirmed_proposal_proves_and_is_not_proposed_again(house: House, contract: int, emr: LevelsCatalog) -> None:
    document = deliver(house, contract)
    chosen = next(
        p for p in proposals(house.situation(emr), one(house, contract, "backup_test")) if p.link.ref == BACKUP
    )
    link_document(house.store, house.viewer, document, [chosen.link])
    rest = proposals(house.situation(emr), one(house, contract, "backup_test"), house.links(document))
    assert BACKUP not in {entry.link.ref for entry in rest}
    assert house.situation(emr).proof("clause", emr.id, BACKUP) == "current"


def test_the_next_delivery_renews_the_document_and_the_clause(house: House, contract: int) -> None:
    document = deliver(house, contract)
    coming = renewals(house.store, house.viewer, TODAY)
    words = "2026-12-31 第 2 次备份恢复测试（瑞美）"
    assert renewal_words(coming.of_document(document)) == words
    assert renewal_words(coming.of_clause("emr-2018", BACKUP)) == words
    assert coming.of_clause("emr-2018", BACKUP, [999]) is None
    assert coming.of_clause("emr-2018", BACKUP, kind="certificate") is None
    assert renewal_words(coming.of_document(document + 1)) == ""
    assert renewals(house.store, Viewer("专家", Role.EXPERT), TODAY).of_document(document) is None


def test_the_calendar_of_expiry_shows_the_renewal_and_whether_it_is_too_late(
    house: House, contract: int, emr: LevelsCatalog
) -> None:
    document = deliver(house, contract, expires=date(2026, 11, 1))
    link_document(house.store, house.viewer, document, of_clause(emr, BACKUP))
    [entry] = runs_out(house.store, house.viewer, house.situation(emr), None, date(2027, 5, 1))
    assert entry.renewal == "2026-12-31 第 2 次备份恢复测试（瑞美），到期后才有"
    house.prove(*of_clause(emr, BACKUP), kind="record", expires=date(2027, 2, 1))
    other = runs_out(house.store, house.viewer, house.situation(emr), None, date(2027, 5, 1))[-1]
    assert other.renewal == "2026-12-31 第 2 次备份恢复测试（瑞美）"


def test_a_requirement_shows_what_renews_its_clauses(house: House, contract: int, emr: LevelsCatalog) -> None:
    situation = house.situation(emr)
    entries = load_entries(house.store, house.viewer, situation, emr, None)
    row = next(entry for entry in entries if entry.requirement.code == "09.04.5")
    found = contract_renewals(house.store, house.viewer, situation, view_requirement(situation, emr, row, None))
    assert found == {
        BACKUP: "2026-06-30 第 1 次备份恢复测试（瑞美）",
        "09.04.5#3": "2026-06-30 第 1 次备份恢复测试（瑞美）",
    }


def test_a_missed_delivery_renews_nothing(house: House, contract: int) -> None:
    after = date(2026, 12, 31) + timedelta(days=1)
    assert renewals(house.store, house.viewer, after).of_clause("emr-2018", BACKUP) is None
