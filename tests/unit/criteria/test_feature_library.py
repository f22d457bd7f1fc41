"""The feature library: complete, sound, and every clause it must cover is covered."""

from pathlib import Path

import pytest

from criteria.crosswalk import counterparts
from criteria.feature_library import (
    FeatureError,
    claims_of,
    clauses_led_by,
    feature_library,
    load_kind,
    uncovered_clauses,
    unknown_claims,
)
from criteria.library import shipped_catalogs

CONTRACT_KINDS = (
    *("LIS", "BLOOD", "BIOBANK", "EMRQC", "RATIONAL", "ANTISTAT", "HIS", "PACS", "HIP", "INFUSION", "PATHWAY"),
    *("OA", "CA", "ECG", "HAI", "INTERNET", "PE", "DRUGREG", "HD", "AIMS", "ICU"),
)
FURTHER_KINDS = (
    *("EMR", "NIS", "PHARM", "PATH", "CDSS", "CDR", "MPI", "MRM", "BI", "HRP", "HRM", "EQUIP", "LOGIS", "QUEUE"),
    *("FOLLOWUP", "REFERRAL", "INFRA", "SEC", "BACKUP", "MGMT"),
)


def test_every_kind_of_the_contracts_and_of_the_usual_hospital_has_a_library() -> None:
    assert set(feature_library()) == {*CONTRACT_KINDS, *FURTHER_KINDS}


@pytest.mark.parametrize("kind", [*CONTRACT_KINDS, *FURTHER_KINDS])
def test_the_library_of_a_kind_is_complete_and_sound(kind: str) -> None:
    library, catalogs = feature_library()[kind], shipped_catalogs()
    assert 8 <= len(library.features) <= 30
    assert not unknown_claims(library, catalogs)
    assert not uncovered_clauses(library, catalogs)
    assert len({feature.name for feature in library.features}) == len(library.features)


@pytest.mark.parametrize("kind", [*CONTRACT_KINDS, *FURTHER_KINDS])
def test_a_clause_is_claimed_whole_or_in_parts_never_in_one_part_only_beside_a_whole(kind: str) -> None:
    """A note on a part says that more is needed: beside a claim on the whole clause it would be idle."""
    parts: dict[tuple[str, str], list[bool]] = {}
    for claim in claims_of(feature_library()[kind]):
        parts.setdefault((claim.catalog, claim.clause), []).append(claim.part is None)
    mixed = [key for key, whole in parts.items() if any(whole) and not all(whole)]
    assert not mixed


def test_clauses_led_by_a_kind_are_those_that_name_it_first() -> None:
    led = clauses_led_by("LIS", shipped_catalogs())
    assert ("emr-2018", "05.01.6#2") in led
    assert ("emr-2018", "05.01.7#1") not in led
    assert ("emr-2018", "01.02.3#1") not in led


def test_counterparts_are_clauses_of_other_standards_and_go_both_ways() -> None:
    catalogs = shipped_catalogs()
    found = 0
    for catalog in catalogs.values():
        for row in catalog.requirements:
            for clause in row.clauses:
                for other in counterparts(catalog.id, clause.id):
                    found += 1
                    assert other.catalog != catalog.id
                    back = counterparts(other.catalog, other.clause)
                    assert (catalog.id, clause.id) in [(b.catalog, b.clause) for b in back]
                    assert other.features
    assert found


GOOD = """
kind: LIS
groups:
  - name: 标本
    features:
      - id: LIS.specimen
        name: 标本条码
        description: 逐环节扫码登记时间和人员。
        proof: 截图
        claims: {emr-2018: {05.01.2#1: null}}
"""


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("kind: LIS", "kind: XYZ", "XYZ"),
        ("LIS.specimen", "HIS.specimen", "HIS.specimen"),
        ("proof: 截图", "prove: 截图", "prove"),
        ("{emr-2018: {05.01.2#1: null}}", "{}", "claims"),
        ("groups:", "groups", "YAML"),
    ],
)
def test_a_broken_library_file_is_explained(tmp_path: Path, old: str, new: str, word: str) -> None:
    path = tmp_path / "LIS.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_kind(path).kind == "LIS"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(FeatureError, match=word):
        load_kind(path)
