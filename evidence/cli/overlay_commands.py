"""The official wording of a hospital's own documents: compared, adopted, taken back."""

from pathlib import Path
from typing import Any

import click

from evidence.cli.output import (
    OPERATOR,
    catalogs_option,
    data_argument,
    deployment,
    json_option,
    print_json,
    print_table,
    the_day,
)
from evidence.disk import must_be_file
from evidence.errors import InvalidInputError
from evidence.official_wording.adopting import adopt_wording
from evidence.official_wording.comparing import Comparison, LeftOut, Wording
from evidence.official_wording.reading import OtherEditionError, read_official
from evidence.official_wording.told import change_words, kind_word, warnings
from evidence.situation import load_situation


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只对照，不采用。")
@click.option("--catalog", "catalog_id", metavar="标准编号", default=None, help="文件属于哪个标准；默认自行判断。")
@click.option("--accept-rest", is_flag=True, help="文件有不能采用、目录中没有或自相矛盾的内容，其余仍然采用。")
@click.option("--other-edition", is_flag=True, help="文件是其他版本，仍按编码对照。")
@click.option(
    "--new-clauses",
    "with_count",
    metavar="条款编码",
    multiple=True,
    help="这条的要求点数目与官方文件不同，也采用官方的划分（可重复）。",
)
@catalogs_option
@json_option
def overlay(
    data: Path,
    hospital: str,
    file: Path,
    dry_run: bool,
    accept_rest: bool,
    catalog_id: str | None,
    other_edition: bool,
    with_count: tuple[str, ...],
    own_catalogs: Path | None,
    as_json: bool,
) -> None:
    """用本院的官方文件（.docx）对照标准条款，采用官方原文、基本项与选择项、附表序号。"""
    place = deployment(data, own_catalogs)
    store = place.open(hospital)
    must_be_file(file)
    situation = load_situation(store, OPERATOR, place.catalogs, the_day(None))
    try:
        found = read_official(file.name, file.read_bytes(), situation.catalogs, catalog_id, other_edition)
    except OtherEditionError as error:
        raise InvalidInputError(str(error).replace("请选择按其他版本对照", "请加 --other-edition")) from error
    chosen = frozenset(with_count)
    _check_codes(found, chosen)
    if not (dry_run or accept_rest):
        _check_doubts(found)
    record = None if dry_run else adopt_wording(store, OPERATOR, found, with_count=chosen)
    if as_json:
        print_json(_as_json(found, chosen) | {"applied": record})
    else:
        _print(found, chosen, applied=record is not None)


def _check_codes(found: Comparison, chosen: frozenset[str]) -> None:
    known = {entry.code for entry in found.changed if entry.wording is Wording.COUNT}
    for code in sorted(chosen - known):
        raise InvalidInputError(f"{code} 的要求点数目与官方文件没有不同，或文件中没有这一条，请核对 --new-clauses。")


def _check_doubts(found: Comparison) -> None:
    """A damaged document is not adopted before a person has seen what is wrong with it."""
    if not found.doubtful():
        return
    parts = [
        f"{len(found.damaged)} 行不能采用（如{found.damaged[0].place}）" if found.damaged else "",
        f"{len(found.unknown)} 行在目录中没有（如{found.unknown[0].place}）" if found.unknown else "",
        f"{len(found.holes)} 条像是缺了行（如 {found.holes[0].code}）" if found.holes else "",
        f"{len(found.other_kinds)} 条的基本项或选择项与目录不同（如 {found.other_kinds[0].code}）"
        if found.other_kinds
        else "",
        f"{len(found.contradictions())} 个级别的基本项数与标准公布的不符" if found.contradictions() else "",
    ]
    raise InvalidInputError(
        f"“{found.file_name}”有 {'、'.join(filter(None, parts))}，没有采用任何内容；"
        "请先加 --dry-run 查看，确认其余内容可以采用时加 --accept-rest。"
    )


def _as_json(found: Comparison, chosen: frozenset[str]) -> dict[str, Any]:
    return {
        "catalog": found.catalog.id,
        "file": found.file_name,
        "sha256": found.sha256,
        "other_edition": found.other_edition or None,
        "matched": [{"code": entry.code, "place": entry.place} for entry in found.matched],
        "changed": [
            {
                "code": entry.code,
                "place": entry.place,
                "by_name": entry.by_name,
                "wording": entry.wording.value,
                "clauses": [{"own": own, "official": official} for own, official in entry.pairs],
                "kind": {"own": entry.own_kind, "official": entry.kind, "change": entry.kind_change.value},
                "number": entry.number,
                "left_to_person": entry.wording is Wording.COUNT and entry.code not in chosen,
            }
            for entry in found.changed
        ],
        "missing": [{"code": entry.code, "name": entry.name} for entry in found.missing],
        "unknown": [_left_out(entry) for entry in found.unknown],
        "damaged": [_left_out(entry) for entry in found.damaged],
        "warnings": warnings(found),
    }


def _left_out(entry: LeftOut) -> dict[str, Any]:
    proposals = [{"code": p.code, "likeness": round(p.likeness, 2)} for p in entry.proposals]
    return {"place": entry.place, "text": entry.text, "reason": entry.reason, "proposals": proposals}


def _print(found: Comparison, chosen: frozenset[str], applied: bool) -> None:
    click.echo(
        f"《{found.catalog.title}》：一致 {len(found.matched)} 条，有变化 {len(found.changed)} 条，"
        f"文件中没有 {len(found.missing)} 条，目录中没有 {len(found.unknown)} 行，不能采用 {len(found.damaged)} 行。"
    )
    rows = [[e.code, e.name, change_words(e), kind_word(e.own_kind), kind_word(e.kind)] for e in found.changed]
    if rows:
        print_table(["条款", "名称", "变化", "目录", "官方"], rows)
    for title, entries in (("目录中没有", found.unknown), ("不能采用", found.damaged)):
        for entry in entries:
            click.echo(f"? {title} {entry.place}：{entry.reason}（{entry.text[:40]}）")
    for warning in warnings(found):
        click.echo(f"! {warning}")
    left = [e.code for e in found.changed if e.wording is Wording.COUNT and e.code not in chosen]
    if left:
        click.echo(f"! 要求点数目不同，条文没有采用，请由人决定（--new-clauses）：{'、'.join(left)}")
    click.echo("已采用。" if applied else "只对照，没有采用。")
