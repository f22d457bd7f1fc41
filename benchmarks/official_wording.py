"""Measures official wording: laying it over all five catalogs, and asking for catalogs that are laid already.

python -m benchmarks.official_wording
"""

from functools import partial

from benchmarks.run import machine, median
from criteria.library import shipped_catalogs
from criteria.models import Catalog, LevelRequirement
from criteria.overlay import OfficialRow, Overlay, lay_over


def whole(catalog: Catalog) -> Overlay:
    """The worst case: every clause and every kind of a catalog in other words."""
    rows = {
        row.code: OfficialRow(
            clauses=tuple(f"应当做到：{clause.text}" for clause in row.clauses),
            kind=row.kind if isinstance(row, LevelRequirement) else None,
        )
        for row in catalog.requirements
    }
    return Overlay(source="官方文件", rows=rows)


def lay_all(wordings: dict[str, str]) -> list[Catalog]:
    """What a hospital's first screen pays, the reading of the stored wording included."""
    catalogs = shipped_catalogs()
    return [lay_over(catalogs[id_], [Overlay.model_validate_json(text)]) for id_, text in wordings.items()]


def validate_all(laid: list[Catalog]) -> list[Catalog]:
    """The obvious alternative: making each catalog anew through its model."""
    return [type(catalog).model_validate(_as_files_have_it(catalog)) for catalog in laid]


def _as_files_have_it(catalog: Catalog) -> dict[str, object]:
    plain = catalog.model_dump(by_alias=True)
    for row in plain["requirements"]:
        row["clauses"] = {clause["id"]: clause["text"] for clause in row["clauses"]}
    return plain


def main() -> None:
    """Prints the figures."""
    wordings = {id_: whole(catalog).model_dump_json() for id_, catalog in shipped_catalogs().items()}
    laid = lay_all(wordings)
    print(machine())
    print(f"wording of {len(wordings)} catalogs: {sum(map(len, wordings.values())) // 1024} K characters")
    print(f"laid over, ms: {1000 * median(partial(lay_all, wordings)):.1f}")
    print(f"made anew through the models, ms: {1000 * median(partial(validate_all, laid)):.1f}")


if __name__ == "__main__":
    main()
