"""Options and printing shared by the commands."""

import json
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from evidence.dates import parse_date
from evidence.deployment import Deployment
from evidence.viewer import Viewer

# The operator of the machine; people's names come with the screens.
OPERATOR = Viewer("命令行", place="命令行")

Command = Callable[..., Any]


def json_option(command: Command) -> Command:
    """`--json`: machine-readable output."""
    return click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")(command)


def today_option(command: Command) -> Command:
    """`--today DATE`: compute for another date."""
    return click.option("--today", default=None, metavar="日期", help="按哪一天计算，如 2026-11-21；默认今天。")(
        command
    )


def catalogs_option(command: Command) -> Command:
    """`--catalogs DIR`: the operator's own catalogs."""
    return click.option(
        "--catalogs",
        "own_catalogs",
        type=click.Path(path_type=Path),
        envvar="READINESS_CATALOGS",
        default=None,
        metavar="文件夹",
        help="自有标准目录所在的文件夹（也可用环境变量 READINESS_CATALOGS 给出）。",
    )(command)


def data_argument(command: Command) -> Command:
    """DIR: the data directory."""
    return click.argument("data", metavar="数据目录", type=click.Path(path_type=Path))(command)


def the_day(today: str | None) -> date:
    """The date to compute for. Raises InvalidInputError for one that does not exist."""
    return parse_date(today, "日期") or date.today()  # noqa: DTZ011 - the server's calendar day is meant


def deployment(data: Path, own_catalogs: Path | None) -> Deployment:
    """The deployment of a data directory."""
    return Deployment(data, own_catalogs)


def print_json(value: Any) -> None:
    """Indented UTF-8 JSON; decimals and dates as text."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns aligned by display width (a Chinese character is two wide)."""
    cells = [[str(cell) for cell in row] for row in [heads, *rows]]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        click.echo(
            "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
