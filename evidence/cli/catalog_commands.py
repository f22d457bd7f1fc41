"""Commands on standards: list, show, check, grade."""

from pathlib import Path
from typing import Any

import click

from criteria.feature_library import claims_of, feature_library, library_as_json, uncovered_clauses
from criteria.integrity import actual_counts
from criteria.library import SHIPPED, shipped_catalogs
from criteria.loading import CatalogError, load_catalog
from criteria.models import AnyRequirement, Catalog, Indicator
from criteria.scenarios import run_scenarios
from criteria.vocabulary import vocabulary
from criteria.yaml_reader import read_yaml
from evidence.cli.output import catalogs_option, deployment, json_option, print_json, print_table
from evidence.errors import NotFoundError
from evidence.naming import level_of, name_of


@click.command()
@catalogs_option
@json_option
def catalogs(own_catalogs: Path | None, as_json: bool) -> None:
    """列出所有标准目录。"""
    known = deployment(Path(), own_catalogs).catalogs.values()
    if as_json:
        print_json([{"id": c.id, "title": c.title, "method": c.method, "counts": actual_counts(c)} for c in known])
        return
    rows = [[c.id, c.counts["requirements"], c.counts["clauses"], c.title] for c in known]
    print_table(["编号", "条款", "要求点", "标准"], rows)


@click.command()
@click.argument("catalog_id", metavar="标准编号")
@catalogs_option
@json_option
def catalog(catalog_id: str, own_catalogs: Path | None, as_json: bool) -> None:
    """显示一个标准的全部条款。"""
    found = deployment(Path(), own_catalogs).catalog(catalog_id)
    if as_json:
        rows = [requirement_as_json(row) for row in found.requirements]
        print_json({"id": found.id, "title": found.title, "method": found.method, "requirements": rows})
        return
    kinds = vocabulary().system_kinds
    rows_shown = [
        [row.code, level_of(row), name_of(found, row), len(row.clauses), "、".join(kinds[k] for k in row.systems)]
        for row in found.requirements
    ]
    print_table(["条款", "级别", "名称", "要求点", "责任系统类型"], rows_shown)


def requirement_as_json(row: AnyRequirement) -> dict[str, Any]:
    """A requirement with the keys common to all methods (null where one has none) and its own; points as numbers."""
    common = dict.fromkeys(("item", "level", "grade", "kind", "points", "tiers"))
    shown: dict[str, Any] = common | row.model_dump(mode="json", by_alias=True)
    shown["evidence"] = [entry.model_dump(exclude_none=True) for entry in row.evidence]
    if isinstance(row, Indicator):
        shown["points"] = float(row.points)
        shown["tiers"] = [tier.model_dump(exclude_none=True) | {"points": float(tier.points)} for tier in row.tiers]
    return shown


@click.command()
@json_option
def features(as_json: bool) -> None:
    """列出功能库：每类系统的功能、功能所能满足的要求点，以及尚未覆盖的要求点。"""
    known = shipped_catalogs()
    if as_json:
        print_json(library_as_json(known))
        return
    rows = [
        [kind, vocabulary().system_kinds[kind], len(library.features), len(claims_of(library)), len(uncovered)]
        for kind, library in feature_library().items()
        for uncovered in [uncovered_clauses(library, known)]
    ]
    print_table(["类型", "名称", "功能", "对应要求点", "未覆盖"], rows)


@click.command()
@click.argument("folder", metavar="文件夹", type=click.Path(path_type=Path))
def check(folder: Path) -> int:
    """检查一个标准目录（或装有多个标准目录的文件夹）是否完整、可用。"""
    if not folder.is_dir():
        raise NotFoundError(f"文件夹 {folder} 不存在，请核对路径。")
    found = [folder] if (folder / "catalog.yaml").exists() else sorted(p.parent for p in folder.glob("*/catalog.yaml"))
    if not found:
        raise NotFoundError(f"{folder} 里没有 catalog.yaml，不是标准目录；格式可参照 {SHIPPED.name} 中的随附目录。")
    return max(_check(path) for path in found)


def _check(folder: Path) -> int:
    try:
        checked: Catalog = load_catalog(folder)
    except CatalogError as error:
        for problem in error.problems:
            click.echo(f"✗ {folder.name}：{problem}", err=True)
        return 1
    counts = actual_counts(checked)
    click.echo(f"✓ {checked.id}：{checked.title}，条款 {counts['requirements']} 条，要求点 {counts['clauses']} 个")
    return 0


@click.command()
@click.argument("file", metavar="场景文件", type=click.Path(path_type=Path))
@catalogs_option
@json_option
def grade(file: Path, own_catalogs: Path | None, as_json: bool) -> int:
    """按场景文件计算评级结果，并与期望核对。"""
    outcomes = run_scenarios(read_yaml(file), deployment(Path(), own_catalogs).catalogs)
    if as_json:
        print_json([{"case": o.case, "result": o.result.model_dump(mode="json"), "ok": o.ok} for o in outcomes])
    else:
        for outcome in outcomes:
            click.echo(
                f"{'✓' if outcome.ok else '✗'} {outcome.case}" + "".join(f"\n    {d}" for d in outcome.differences)
            )
    return 0 if all(outcome.ok for outcome in outcomes) else 1
