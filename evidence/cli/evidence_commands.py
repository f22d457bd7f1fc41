"""Commands on 佐证材料: uploading files, as a vendor's script or the operator does it."""

from collections.abc import Iterator
from pathlib import Path

import click

from evidence.accounts.accounts import accounts
from evidence.accounts.records import as_viewer
from evidence.accounts.validity import must_be_usable
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
from evidence.errors import NotFoundError
from evidence.intake.arrivals import Arrival, Outcome, arrival_record, take_in
from evidence.intake.incoming import IncomingFile
from evidence.intake.said import said_of
from evidence.situation import load_situation
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer

_CHECK_FAILED = 1
_WORDS = {Outcome.STORED: "已保存", Outcome.LINKED: "已关联", Outcome.KNOWN: "已有", Outcome.REFUSED: "未保存"}


@click.group()
def evidence() -> None:
    """佐证材料：上传文件。"""


@evidence.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.argument("files", metavar="文件...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "login", metavar="账号", default=None, help="以哪个账号的名义和权限上传；默认是本机操作员。")
@click.option("--system", default="", metavar="系统", help="属于哪个系统（名称，或只有一个系统的类型）。")
@click.option("--clause", "clauses", multiple=True, metavar="编号", help="证明哪个条款或要求点，可重复给出。")
@click.option("--catalog", default="", metavar="标准编号", help="文件名和 --clause 中的编号属于哪个标准。")
@click.option("--date", "day", default="", metavar="日期", help="生效日期；默认取文件名中的日期，没有则为今天。")
@click.option("--note", default="", metavar="文字", help="备注。")
@click.option("--again", is_flag=True, help="内容相同的材料已经有了，也另存为新材料。")
@catalogs_option
@today_option
@json_option
def add(
    data: Path,
    hospital: str,
    files: tuple[Path, ...],
    login: str | None,
    system: str,
    clauses: tuple[str, ...],
    catalog: str,
    day: str,
    note: str,
    again: bool,
    own_catalogs: Path | None,
    today: str | None,
    as_json: bool,
) -> int:
    """上传文件（ZIP 按其中的文件逐个保存），名称、要求点和日期按文件名识别；有文件未保存时退出码为 1。"""
    place = deployment(data, own_catalogs)
    store, the_date = place.open(hospital), the_day(today)
    viewer = _viewer(store, login)
    situation = load_situation(store, viewer, place.catalogs, the_date)
    said = said_of(situation, system, clauses, day, catalog, note)
    arrivals = take_in(store, viewer, situation, [_incoming(path) for path in files], the_date, said, again)
    shown = list(arrivals) if as_json else list(_told(arrivals))
    if as_json:
        print_json([arrival_record(arrival) for arrival in shown])
    return _CHECK_FAILED if any(arrival.outcome is Outcome.REFUSED for arrival in shown) else 0


def _viewer(store: Store, login: str | None) -> Viewer:
    """The account of a login, or who works at the machine. Raises NotFoundError, NotAllowedError."""
    if login is None:
        return OPERATOR
    for account in accounts(store, SYSTEM):
        if account.login.lower() == login.lower():
            with store.reading(SYSTEM) as db:
                must_be_usable(store, db, account)
            return as_viewer(account, OPERATOR.place)
    raise NotFoundError(f"没有账号“{login}”，请核对后再试。")


def _incoming(path: Path) -> IncomingFile:
    if not path.is_file():
        raise NotFoundError(f"没有找到文件“{path}”，没有保存任何文件；请核对路径。")
    return IncomingFile.of_path(path)


def _told(arrivals: Iterator[Arrival]) -> Iterator[Arrival]:
    """Prints each outcome as soon as it is there."""
    for arrival in arrivals:
        source = f"{arrival.archive} → {arrival.name}" if arrival.archive else arrival.name
        number = f"（编号 {arrival.document_id}）" if arrival.document_id is not None else ""
        click.echo(f"{_WORDS[arrival.outcome]}  {source}{number}：{arrival.text}")
        yield arrival
