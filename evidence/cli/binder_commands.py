"""Commands on what is handed to reviewers: `readiness binder`, `readiness offline`."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from criteria.models import Catalog
from evidence.binder.export import Exported, export_binder
from evidence.binder.progress import Progress, silent
from evidence.cli.output import (
    OPERATOR,
    catalogs_option,
    data_argument,
    deployment,
    json_option,
    print_json,
    the_day,
    today_option,
)
from evidence.errors import InvalidInputError, NotFoundError
from evidence.offline.export import export_offline
from evidence.records import Target
from evidence.situation import Situation, load_situation
from evidence.store import Store
from evidence.worklist import target_name

_CLEAR = "\r\x1b[K"
target_argument = click.argument("target", metavar="目标")
out_argument = click.argument("out", metavar="输出", type=click.Path(path_type=Path))


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@target_argument
@out_argument
@click.option("--pdf", is_flag=True, help="Word 文件同时生成 PDF（需要 LibreOffice）。")
@catalogs_option
@today_option
@json_option
def binder(
    data: Path,
    hospital: str,
    target: str,
    out: Path,
    pdf: bool,
    own_catalogs: Path | None,
    today: str | None,
    as_json: bool,
) -> None:
    """导出一个目标的材料册（ZIP）。目标写标准编号（emr-2018）、目标编号或名称（“电子病历 5级”）。"""
    place = deployment(data, own_catalogs)
    store, day = place.open(hospital), the_day(today)
    chosen = _target(store, place.catalogs, day, target)
    written = export_binder(store, OPERATOR, place.catalogs, chosen.id, day, _zip(out), pdf, _progress())
    _tell("材料册", written, as_json)


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@target_argument
@out_argument
@catalogs_option
@today_option
@json_option
def offline(
    data: Path, hospital: str, target: str, out: Path, own_catalogs: Path | None, today: str | None, as_json: bool
) -> None:
    """导出一个目标的离线包：输出以 .zip 结尾为 ZIP，否则为文件夹；用浏览器打开其中的 index.html。"""
    place = deployment(data, own_catalogs)
    store, day = place.open(hospital), the_day(today)
    chosen = _target(store, place.catalogs, day, target)
    written = export_offline(store, OPERATOR, place.catalogs, chosen.id, day, out, _progress())
    _tell("离线包", written, as_json)


def _zip(out: Path) -> Path:
    if out.suffix.lower() != ".zip":
        raise InvalidInputError(f"材料册是一个 ZIP 文件，请把输出写成以 .zip 结尾的文件名，例如 {out.name}.zip。")
    return out


def _target(store: Store, catalogs: Mapping[str, Catalog], today: date, wanted: str) -> Target:
    """The target meant. Raises NotFoundError when there is none, InvalidInputError when there are several."""
    situation = load_situation(store, OPERATOR, catalogs, today)
    found = [target for target in situation.targets if wanted.strip() in _names(situation, target)]
    if not situation.targets:
        raise NotFoundError("还没有登记评审目标，请先在“系统 → 评审目标”登记。")
    known = "、".join(f"{target.id}（{target_name(situation, target)}）" for target in situation.targets)
    if not found:
        raise NotFoundError(f"没有评审目标“{wanted}”，已登记的有 {known}。")
    if len(found) > 1:
        raise InvalidInputError(f"“{wanted}”有多个评审目标，请写明编号：{known}。")
    return found[0]


def _names(situation: Situation, target: Target) -> tuple[str, ...]:
    name = target_name(situation, target)
    return (str(target.id), target.catalog, name, name.replace(" ", ""))


def _progress() -> Progress:
    """A line that is written over, where a person watches."""
    if not sys.stderr.isatty():
        return silent

    def show(what: str, done: int, total: int) -> None:
        end = "" if done == total else f"{done}/{total} {what}"
        click.echo(f"{_CLEAR}{end}", nl=False, err=True)

    return show


def _tell(what: str, written: Exported, as_json: bool) -> None:
    if as_json:
        facts: dict[str, Any] = {
            "path": written.path,
            "size": written.size,
            "documents": written.documents,
            "lacks": written.lacks,
            "left_out": written.left_out,
            "notes": list(written.notes),
        }
        print_json(facts)
        return
    click.echo(
        f"{what}已写入 {written.path}：收录材料 {written.documents} 份，"
        f"缺项 {written.lacks} 处，未放入的材料 {written.left_out} 份。"
    )
    for note in written.notes:
        click.echo(f"! {note}")
