"""The command on the report for the management: `readiness report`."""

from pathlib import Path

import click

from evidence.cli.output import OPERATOR, catalogs_option, data_argument, deployment, the_day, today_option
from evidence.disk import UNFINISHED, told_of_disk
from evidence.errors import InvalidInputError
from evidence.management_report.facts import load_report
from evidence.management_report.word import to_word
from evidence.situation import load_situation


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.argument("out", metavar="文件.docx", type=click.Path(path_type=Path))
@catalogs_option
@today_option
def report(data: Path, hospital: str, out: Path, own_catalogs: Path | None, today: str | None) -> None:
    """把给管理层的两页报告（Word）写到文件。"""
    if out.suffix.lower() != ".docx":
        raise InvalidInputError(f"报告是 Word 文件，请把文件名“{out.name}”改为以 .docx 结尾。")
    place = deployment(data, own_catalogs)
    store = place.open(hospital)
    situation = load_situation(store, OPERATOR, place.catalogs, the_day(today))
    content = to_word(load_report(store, OPERATOR, situation), OPERATOR.name)
    _write(out, content)
    click.echo(f"已写出 {out}。")


def _write(out: Path, content: bytes) -> None:
    """The file has its name once it is complete; an earlier one gives way."""
    if out.is_dir():
        raise InvalidInputError(f"{out} 是一个文件夹，没有改动；请写明要保存的文件名，例如 {out / '报告.docx'}。")
    with told_of_disk("导出报告", place=out):
        unfinished = out.with_name(f"{UNFINISHED}{out.name}")
        try:
            unfinished.write_bytes(content)
            unfinished.replace(out)
        finally:
            unfinished.unlink(missing_ok=True)
