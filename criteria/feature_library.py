"""The feature library: what systems of a kind do, in the trade's words, and which clauses that claims.

One file per kind, `criteria/features/<KIND>.yaml`:

    kind: LIS
    groups:
      - name: 标本管理
        features:
          - id: LIS.specimen-barcode
            name: 标本条码闭环
            description: 从采集到销毁逐环节扫码登记时间和人员，任一标本可查当前位置。
            proof: 标本流转时间轴截图；近三个月各环节扫码率统计
            claims:
              emr-2018:
                05.01.2#1: null            # the whole clause
                05.01.6#2: 仅标本采集与接收环节  # only this part of it
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from criteria.grading.points import is_required
from criteria.models import AnyRequirement, Catalog, Frozen, Indicator, LevelRequirement, PointsCatalog, Several
from criteria.vocabulary import vocabulary
from criteria.yaml_reader import YamlError, read_yaml

FOLDER = Path(__file__).with_name("features")
# Up to which level the library of a kind must cover the clauses whose first responsible kind it is.
COVERED_UP_TO: Mapping[str, str] = {
    "emr-2018": "6",
    "smart-service-2019": "4",
    "smart-management-2021": "4",
    "interop-2020": "五级乙等",
}


class FeatureError(Exception):
    """A library file that cannot be used. The message is one Chinese sentence with file and feature."""


class Feature(Frozen):
    """Something a system does. `claims`: catalog → clause id → None (whole) or the part that is covered."""

    id: Annotated[str, Field(pattern=r"^[A-Z]+\.[a-z0-9]+(-[a-z0-9]+)*$")]
    name: Annotated[str, Field(min_length=2, max_length=30)]
    description: Annotated[str, Field(min_length=8)]
    proof: Annotated[str, Field(min_length=2)]
    claims: Annotated[dict[str, dict[str, str | None]], Field(min_length=1)]


class FeatureGroup(Frozen):
    """Features that belong together, in the order in which one would tick them."""

    name: str
    features: Several[Feature]


class KindLibrary(Frozen):
    """All features of a kind."""

    kind: str
    groups: Several[FeatureGroup]

    @property
    def features(self) -> tuple[Feature, ...]:
        """All features in order."""
        return tuple(feature for group in self.groups for feature in group.features)


@dataclass(frozen=True)
class Claim:
    """A feature's claim on a clause; `part` None: the whole clause."""

    feature: Feature
    catalog: str
    clause: str
    part: str | None


@cache
def feature_library() -> Mapping[str, KindLibrary]:
    """Kind → library, for all kinds that have a file. Raises FeatureError."""
    return {path.stem: load_kind(path) for path in sorted(FOLDER.glob("*.yaml"))}


def load_kind(path: Path) -> KindLibrary:
    """The library in one file. Raises FeatureError (unknown key, kind, duplicate or foreign id)."""
    try:
        library = KindLibrary.model_validate(read_yaml(path))
    except YamlError as error:
        raise FeatureError(str(error)) from error
    except ValidationError as error:
        first = min(error.errors(), key=lambda finding: finding["type"] != "extra_forbidden")
        place = ".".join(map(str, first["loc"]))
        raise FeatureError(f"功能库 {path.name} 的 {place} 有误（{first['msg']}），请改正后再试。") from error
    if library.kind != path.stem or library.kind not in vocabulary().system_kinds:
        raise FeatureError(f"功能库 {path.name} 的系统类型“{library.kind}”未知或与文件名不符。")
    seen: set[str] = set()
    for feature in library.features:
        if feature.id in seen or not feature.id.startswith(f"{library.kind}."):
            raise FeatureError(f"功能库 {path.name} 的编号“{feature.id}”重复，或没有以“{library.kind}.”开头。")
        seen.add(feature.id)
    return library


def claims_of(library: KindLibrary) -> list[Claim]:
    """All claims of a library, in order."""
    return [
        Claim(feature, catalog, clause, part)
        for feature in library.features
        for catalog, clauses in feature.claims.items()
        for clause, part in clauses.items()
    ]


def unknown_claims(library: KindLibrary, catalogs: Mapping[str, Catalog]) -> list[Claim]:
    """Claims on clauses that no catalog has."""
    known = {
        (catalog.id, clause.id)
        for catalog in catalogs.values()
        for row in catalog.requirements
        for clause in row.clauses
    }
    return [claim for claim in claims_of(library) if (claim.catalog, claim.clause) not in known]


def uncovered_clauses(library: KindLibrary, catalogs: Mapping[str, Catalog]) -> list[tuple[str, str]]:
    """(catalog, clause) whose first responsible kind is the library's, within the levels to be covered, unclaimed."""
    claimed = {(claim.catalog, claim.clause) for claim in claims_of(library)}
    return [key for key in clauses_led_by(library.kind, catalogs) if key not in claimed]


def clauses_led_by(kind: str, catalogs: Mapping[str, Catalog]) -> list[tuple[str, str]]:
    """(catalog, clause) for which systems of the kind are first responsible, within the levels to be covered."""
    return [
        (catalog.id, clause.id)
        for catalog in catalogs.values()
        for row in _within(catalog)
        if row.systems[:1] == (kind,)
        for clause in row.clauses
    ]


def _within(catalog: Catalog) -> Iterable[AnyRequirement]:
    limit = COVERED_UP_TO.get(catalog.id)
    if limit is None:
        return
    yield from (row for row in catalog.requirements if _asked(catalog, row, limit))


def _asked(catalog: Catalog, row: AnyRequirement, limit: str) -> bool:
    if isinstance(row, LevelRequirement):
        return 0 < row.level <= int(limit)
    return isinstance(row, Indicator) and isinstance(catalog, PointsCatalog) and _in_grade(catalog, row, limit)


def _in_grade(catalog: PointsCatalog, row: Indicator, limit: str) -> bool:
    own = row.grade is not None and catalog.order[row.grade] <= catalog.order[limit]
    return own or is_required(catalog, row, limit)


def library_as_json(catalogs: Mapping[str, Catalog]) -> list[dict[str, Any]]:
    """Per kind: its features with their claims, and the clauses that no feature covers."""
    return [
        {
            "kind": kind,
            "name": vocabulary().system_kinds[kind],
            "features": [feature.model_dump(mode="json") for feature in library.features],
            "uncovered": [
                {"catalog": catalog, "clause": clause} for catalog, clause in uncovered_clauses(library, catalogs)
            ],
        }
        for kind, library in feature_library().items()
    ]
