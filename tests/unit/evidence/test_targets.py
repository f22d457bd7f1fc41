"""Protected objects and targets."""

from contextlib import suppress
from datetime import date

import pytest

from criteria.models import ComplianceCatalog, LevelsCatalog, PointsCatalog
from evidence import register
from evidence.errors import InvalidInputError, NotFoundError
from evidence.records import ProtectedObject
from evidence.register import drop_target, set_object, set_target, target_levels, targets
from tests.unit.evidence.house import TODAY, House, nothing_stored, refused


def objects(house: House) -> list[ProtectedObject]:
    with house.store.reading(house.viewer) as db:
        return register.read_objects(db)


def test_a_protected_object_is_one_system_or_several(house: House) -> None:
    his, lis = house.system("HIS", "HIS"), house.system("LIS", "LIS")
    set_object(house.store, house.viewer, " 核心业务 ", {his, lis}, filing_no=" 45020019001 ")
    set_object(house.store, house.viewer, "检验", {lis})
    first, second = objects(house)
    assert (first.name, first.filing_no, first.systems) == ("核心业务", "45020019001", {his, lis})
    assert (second.name, second.systems) == ("检验", {lis})


def test_a_protected_object_may_be_renamed_and_regrouped(house: House) -> None:
    his, lis = house.system("HIS", "HIS"), house.system("LIS", "LIS")
    entry = set_object(house.store, house.viewer, "核心业务", {his, lis})
    assert set_object(house.store, house.viewer, "医院信息系统", {his}, object_id=entry) == entry
    [changed] = objects(house)
    assert (changed.name, changed.systems) == ("医院信息系统", {his})


def test_a_protected_object_needs_a_name_of_its_own_and_systems(house: House) -> None:
    his = house.system("HIS", "HIS")
    set_object(house.store, house.viewer, "核心业务", {his})
    with nothing_stored(house.store), refused(InvalidInputError, "至少要包含一个系统"):
        set_object(house.store, house.viewer, "检验", set())
    with nothing_stored(house.store), refused(InvalidInputError, "请填写定级对象名称"):
        set_object(house.store, house.viewer, " ", {his})
    with nothing_stored(house.store), refused(InvalidInputError, "定级对象“核心业务”已经存在"):
        set_object(house.store, house.viewer, "核心业务", {his})
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        set_object(house.store, house.viewer, "检验", {his}, object_id=99)


def test_what_may_be_aimed_at(emr: LevelsCatalog, interop: PointsCatalog, mlps: ComplianceCatalog) -> None:
    assert target_levels(emr) == ["1", "2", "3", "4", "5", "6", "7", "8"]
    assert target_levels(interop)[0] == "一级"
    assert target_levels(interop)[-3:] == ["四级甲等", "五级乙等", "五级甲等"]
    assert target_levels(mlps) == ["基本符合", "符合"]


@pytest.mark.parametrize("level", ["0", "9", "", "5级", "四级甲等"])
def test_a_level_that_the_standard_does_not_have_is_refused(house: House, emr: LevelsCatalog, level: str) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, f"“{level}”不是《{emr.title}》可选的目标"):
        set_target(house.store, house.viewer, emr, level)


def test_not_conforming_is_no_target(house: House, mlps: ComplianceCatalog) -> None:
    entry = set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    with nothing_stored(house.store), refused(InvalidInputError, "“不符合”不是"):
        set_target(house.store, house.viewer, mlps, "不符合", object_id=entry)


def test_an_mlps_target_needs_a_protected_object(house: House, mlps: ComplianceCatalog) -> None:
    with nothing_stored(house.store), refused(InvalidInputError, "等保目标要落在一个定级对象上"):
        set_target(house.store, house.viewer, mlps, "基本符合")


def test_a_target_is_updated_and_not_set_twice(house: House, emr: LevelsCatalog, interop: PointsCatalog) -> None:
    first = set_target(house.store, house.viewer, emr, "5", review_on=date(2026, 11, 21), note="合同", example=True)
    set_target(house.store, house.viewer, interop, "四级甲等")
    assert set_target(house.store, house.viewer, emr, "6", review_on=date(2027, 3, 1)) == first
    found = targets(house.store, house.viewer)
    assert [(target.catalog, target.level) for target in found] == [(emr.id, "6"), (interop.id, "四级甲等")]
    assert (found[0].review_on, found[0].note, found[0].example) == (date(2027, 3, 1), "", False)


def test_every_protected_object_has_its_own_mlps_target(house: House, mlps: ComplianceCatalog) -> None:
    his, lis = house.system("HIS", "HIS"), house.system("LIS", "LIS")
    core = set_object(house.store, house.viewer, "核心业务", {his})
    lab = set_object(house.store, house.viewer, "检验", {lis})
    set_target(house.store, house.viewer, mlps, "基本符合", object_id=core)
    set_target(house.store, house.viewer, mlps, "符合", object_id=lab)
    set_target(house.store, house.viewer, mlps, "符合", object_id=core)
    assert [(t.object_id, t.level) for t in targets(house.store, house.viewer)] == [(core, "符合"), (lab, "符合")]


def test_a_protected_object_means_nothing_for_other_standards(house: House, emr: LevelsCatalog) -> None:
    entry = set_object(house.store, house.viewer, "核心业务", {house.system("HIS", "HIS")})
    set_target(house.store, house.viewer, emr, "6")
    with suppress(InvalidInputError):
        set_target(house.store, house.viewer, emr, "5", object_id=entry)
    assert len(targets(house.store, house.viewer)) == 1


def test_a_dropped_target_leaves_verdicts_and_documents(house: House, emr: LevelsCatalog) -> None:
    target = house.target(emr, "5")
    document = house.prove()
    drop_target(house.store, house.viewer, target)
    assert targets(house.store, house.viewer) == []
    assert house.document(document).state == "accepted"
    with nothing_stored(house.store), refused(NotFoundError, "已不存在"):
        drop_target(house.store, house.viewer, target)


@pytest.mark.parametrize(
    ("review_on", "days"), [(date(2026, 3, 12), 10), (TODAY, 0), (date(2026, 2, 28), -2), (None, None)]
)
def test_days_until_the_review(house: House, emr: LevelsCatalog, review_on: date | None, days: int | None) -> None:
    set_target(house.store, house.viewer, emr, "5", review_on=review_on)
    [target] = targets(house.store, house.viewer)
    assert target.days_left(TODAY) == days
