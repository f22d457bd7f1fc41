"""Suggestions for features in the vendors' own words."""

from collections import Counter
from pathlib import Path

import pytest

from criteria.feature_library import feature_library
from criteria.library import shipped_catalogs
from criteria.responsibility import responsible_clauses
from criteria.vocabulary import vocabulary
from criteria.yaml_reader import read_yaml
from evidence import suggestions
from evidence.suggestions import Suggestion, suggest_clauses, suggest_features


def suggested(kind: str, text: str, limit: int = 10) -> list[Suggestion]:
    return suggest_clauses(shipped_catalogs(), kind, text, limit)


def ids(kind: str, text: str, limit: int = 10) -> list[str]:
    return [suggestion.clause for suggestion in suggested(kind, text, limit)]


@pytest.mark.parametrize("text", ["", "  \n", "，。！？", "的", "实现 管理 功能", "🙂"])
def test_a_text_without_words_suggests_nothing(text: str) -> None:
    assert suggested("LIS", text) == []
    assert suggest_features("LIS", text) == []


@pytest.mark.parametrize("text", ["qwertyuiop", "火星车轮胎"])
def test_words_that_no_clause_uses_suggest_nothing(text: str) -> None:
    assert suggested("LIS", text) == []
    assert suggest_features("LIS", text) == []


def test_width_and_case_of_letters_do_not_matter() -> None:
    assert suggested("PACS", "ＤＩＣＯＭ 图像") == suggested("PACS", "dicom 图像")
    assert "04.04.4#1" in ids("PACS", "ＤＩＣＯＭ")


def test_words_of_two_signs_are_found() -> None:
    assert "07.02.4#1" in ids("BLOOD", "配血")
    assert all("配血" in suggestion.matched for suggestion in suggested("BLOOD", "配血", 3))


@pytest.mark.parametrize(
    ("kind", "text", "clause"),
    [
        ("LIS", "室内质控", "05.02.5#3"),
        ("LIS", "不合格标本登记与反馈", "05.01.6#3"),
        ("NIS", "护理电子签名", "02.03.6#3"),
        ("PHARM", "处方点评结果反馈给开方医生", "07.03.6#3"),
        ("BACKUP", "异地实时备份", "L3-CES1-30#1"),
        ("INTERNET", "院内导航地图", "05.3#2"),
    ],
)
def test_clear_cases_are_among_the_first_three(kind: str, text: str, clause: str) -> None:
    assert clause in ids(kind, text, 3)


@pytest.mark.parametrize("text", ["危急值", "危机值", "panic value", "Critical  Value"])
def test_other_words_of_the_trade_find_the_same(text: str) -> None:
    assert "03.03.6#2" in ids("LIS", " ".join(text.split()), 5)
    assert suggest_features("LIS", " ".join(text.split()))[0].feature.name == "危急值主动提示"


def test_no_trade_word_has_two_meanings() -> None:
    groups = read_yaml(Path(suggestions.__file__).with_name("trade_synonyms.yaml"))
    words = [word for group in groups for word in group]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert words == [word.casefold() for word in words]


def test_a_word_that_only_a_claiming_feature_uses_leads_to_its_clauses() -> None:
    [feature] = [f for f in feature_library()["LIS"].features if f.id == "LIS.specimen-barcode"]
    assert set(ids("LIS", feature.name)) & set(feature.claims["emr-2018"])


def test_best_first_limited_and_only_own_clauses() -> None:
    found = suggested("LIS", "标本采集", limit=7)
    own = {(c.id, clause) for c in shipped_catalogs().values() for clause in responsible_clauses(c, "LIS")}
    assert len(found) == 7
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert {(s.catalog, s.clause) for s in found} <= own
    assert all(s.text and s.item and s.matched for s in found)


def test_a_kind_without_library_gets_clauses_but_no_features() -> None:
    kind = next(kind for kind in vocabulary().system_kinds if kind not in feature_library())
    assert suggest_features(kind, "数据备份") == []
    assert suggested(kind, "身份鉴别 数据 患者")


def test_an_unknown_kind_answers_for_nothing() -> None:
    assert suggested("NOSUCH", "危急值") == []


def test_catalogs_with_another_wording_are_not_mixed_up() -> None:
    emr = {"emr-2018": shipped_catalogs()["emr-2018"]}
    assert {s.catalog for s in suggest_clauses(emr, "LIS", "危急值", 50)} == {"emr-2018"}
    assert len({s.catalog for s in suggested("LIS", "危急值", 50)}) > 1
