"""Features of a system, and the clauses they claim."""

from collections.abc import Mapping

import pytest

from criteria.models import Catalog
from evidence import documents, features, register
from evidence.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from evidence.features import Feature, FeatureDraft
from tests.unit.evidence.house import COLLEAGUE, EARLIER, NOBODY, House, nothing_stored, refused

EMR = "emr-2018"
FIRST, SECOND = (EMR, "05.01.3#1"), (EMR, "05.01.3#2")
DRAFT = FeatureDraft("危急值提醒", "live", "检验科已验收", (FIRST, SECOND))


@pytest.fixture
def system(house: House) -> int:
    return house.system("检验系统")


def add(house: House, catalogs: Mapping[str, Catalog], system: int, draft: FeatureDraft = DRAFT) -> Feature:
    features.add_feature(house.store, house.viewer, catalogs, system, draft)
    return next(f for f in found(house, system) if f.name == draft.name.strip())


def found(house: House, system: int) -> list[Feature]:
    return features.features(house.store, NOBODY, system)


def test_a_feature_is_kept_as_entered(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    feature = add(house, catalogs, system, FeatureDraft(" 危急值提醒 ", "partly", " 试运行 ", (SECOND, FIRST, SECOND)))
    assert feature == Feature(feature.id, system, "危急值提醒", "partly", "试运行", False, (SECOND, FIRST))
    other = house.system("血库系统", "BLOOD")
    assert found(house, other) == []


@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (FeatureDraft("  ", "live"), "请填写功能名称"),
        (FeatureDraft("条码打印", "done"), "功能状态“done”未知"),
        (FeatureDraft("条码打印", "live", claims=((EMR, "05.01.3#99"),)), "没有要求点“05.01.3#99”"),
        (FeatureDraft("条码打印", "live", claims=(("mine", "1#1"),)), "没有要求点“1#1”"),
        (FeatureDraft(" 危急值提醒", "planned"), "已经登记过功能“危急值提醒”"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    house: House, catalogs: Mapping[str, Catalog], system: int, draft: FeatureDraft, part: str
) -> None:
    add(house, catalogs, system)
    second = add(house, catalogs, system, FeatureDraft("标本追踪", "live"))
    with nothing_stored(house.store), refused(InvalidInputError, part):
        features.add_feature(house.store, house.viewer, catalogs, system, draft)
    with nothing_stored(house.store), refused(InvalidInputError, part):
        features.change_feature(house.store, house.viewer, catalogs, second, draft)


def test_two_systems_may_have_a_feature_of_one_name(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    other = house.system("血库系统", "BLOOD")
    assert add(house, catalogs, system).id != add(house, catalogs, other).id


def test_a_change_replaces_all_that_was_entered(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    seen = add(house, catalogs, system)
    changed = FeatureDraft("危急值闭环", "planned", "", (SECOND,))
    assert features.change_feature(house.store, house.viewer, catalogs, seen, changed)
    [now] = found(house, system)
    assert now == Feature(seen.id, system, "危急值闭环", "planned", "", False, (SECOND,))
    assert not features.change_feature(house.store, house.viewer, catalogs, now, changed)


@pytest.mark.parametrize(
    "first",
    [
        FeatureDraft("危急值提醒", "planned", "检验科已验收", (FIRST, SECOND)),
        FeatureDraft("危急值提醒", "live", "检验科已验收"),
    ],
    ids=["fields", "claims"],
)
def test_a_change_against_an_old_view_is_refused(
    house: House, catalogs: Mapping[str, Catalog], system: int, first: FeatureDraft
) -> None:
    seen = add(house, catalogs, system)
    features.change_feature(house.store, COLLEAGUE, catalogs, seen, first)
    with nothing_stored(house.store), refused(ConflictError, "功能“危急值提醒”刚被他人修改过"):
        features.change_feature(house.store, house.viewer, catalogs, seen, FeatureDraft("我的名称", "live"))


def test_claims_are_replaced_as_a_whole(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    feature = add(house, catalogs, system, FeatureDraft("危急值提醒", "live", claims=(FIRST,)))
    assert features.set_claims(house.store, house.viewer, catalogs, feature.id, [SECOND]) == 2
    assert features.set_claims(house.store, house.viewer, catalogs, feature.id, [SECOND]) == 0
    assert found(house, system)[0].claims == (SECOND,)
    with nothing_stored(house.store), refused(InvalidInputError, "没有要求点"):
        features.set_claims(house.store, house.viewer, catalogs, feature.id, [FIRST, (EMR, "x#1")])


def test_a_removed_feature_is_gone_with_its_claims(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    feature = add(house, catalogs, system)
    features.remove_feature(house.store, house.viewer, feature.id)
    assert found(house, system) == []
    assert features.features_claiming(house.store, NOBODY, EMR, [FIRST[1]]) == []
    with refused(NotFoundError, "已不存在"):
        features.remove_feature(house.store, house.viewer, feature.id)


def test_a_feature_with_a_document_stays(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    feature = add(house, catalogs, system)
    draft = documents.DocumentDraft(
        "验收报告", "report", EARLIER, statement="已验收", links=(documents.Link(documents.FEATURE, str(feature.id)),)
    )
    documents.add_document(house.store, house.viewer, draft)
    with nothing_stored(house.store), refused(InvalidInputError, "已关联佐证材料"):
        features.remove_feature(house.store, house.viewer, feature.id)


def test_features_are_found_by_what_they_claim(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    other = house.system("护理系统", "NIS")
    first = add(house, catalogs, system, FeatureDraft("标本采集", "live", claims=(FIRST, SECOND)))
    second = add(house, catalogs, other, FeatureDraft("床旁采样", "planned", claims=(FIRST,)))
    add(house, catalogs, other, FeatureDraft("体征采集", "live"))

    def claiming(*clauses: str) -> list[Feature]:
        return features.features_claiming(house.store, NOBODY, EMR, clauses)

    assert claiming(FIRST[1]) == [first, second]
    assert claiming(SECOND[1]) == [first]
    assert claiming() == []
    assert features.features_claiming(house.store, NOBODY, "interop-2020", [FIRST[1]]) == []
    register.retire_system(house.store, house.viewer, system)
    assert claiming(FIRST[1]) == [second]


def test_only_a_named_person_changes_features(house: House, catalogs: Mapping[str, Catalog], system: int) -> None:
    feature = add(house, catalogs, system)
    with nothing_stored(house.store):
        with refused(NotAllowedError, "姓名"):
            features.add_feature(house.store, NOBODY, catalogs, system, FeatureDraft("新功能", "live"))
        with refused(NotAllowedError, "姓名"):
            features.change_feature(house.store, NOBODY, catalogs, feature, FeatureDraft("新功能", "live"))
        with refused(NotAllowedError, "姓名"):
            features.set_claims(house.store, NOBODY, catalogs, feature.id, [])
        with refused(NotAllowedError, "姓名"):
            features.remove_feature(house.store, NOBODY, feature.id)
    with refused(NotFoundError, "已不存在"):
        features.add_feature(house.store, house.viewer, catalogs, 99, DRAFT)
