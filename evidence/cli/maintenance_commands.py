"""Commands of the person who runs the server: verify, backup, restore."""

import re
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from evidence.cli.output import OPERATOR, data_argument, json_option, print_json
from evidence.errors import InvalidInputError
from evidence.maintenance import backup as backups
from evidence.maintenance import restore as restoring
from evidence.maintenance import verify as checking
from evidence.maintenance.copying import megabytes
from evidence.maintenance.findings import Finding, Progress, silent
from evidence.store.heads import Head

_CHECK_FAILED = 1
_SECONDS_BETWEEN = 0.2
_CLEAR = "\r\x1b[K"

hospital_argument = click.argument("hospital", metavar="[医院]", required=False)
backup_argument = click.argument("out", metavar="备份", type=click.Path(path_type=Path))


@click.command()
@data_argument
@hospital_argument
@click.option("--head", "known", metavar="编号:校验值", default=None, help="另行记下的一条日志，须仍在日志中且未变。")
@json_option
def verify(data: Path, hospital: str | None, known: str | None, as_json: bool) -> int:
    """校验审计日志、数据库和全部材料文件，指出错在哪里；也可校验一份备份。"""
    slugs = checking.chosen_hospitals(data, hospital)
    if known is not None and len(slugs) > 1:
        raise InvalidInputError("使用 --head 时请写明是哪一家医院。")
    heads = [] if known is None else [_parse_head(known)]
    reports = [checking.verify(data / slug, heads, _progress(slug)) for slug in slugs]
    if as_json:
        print_json([_as_json(report) for report in reports])
    else:
        for report in reports:
            _print_report(report)
    return 0 if all(report.sound for report in reports) else _CHECK_FAILED


def _parse_head(text: str) -> Head:
    match = re.fullmatch(r"([0-9]{1,18}):([0-9a-f]{64})", text.strip())
    if match is None:
        raise InvalidInputError(f"“{text}”不是“编号:校验值”，请照 readiness verify 打印的格式填写。")
    return Head(int(match[1]), match[2])


def _as_json(report: checking.Report) -> dict[str, Any]:
    return {
        "hospital": report.hospital,
        "ok": report.sound,
        "entries": report.entries,
        "head": str(report.head) if report.head else None,
        "files": report.files,
        "findings": [{"fault": f.fault, "harmless": f.harmless, "text": f.text} for f in report.findings],
    }


def _print_report(report: checking.Report) -> None:
    _print_findings(report.hospital, report.findings)
    if not report.sound:
        wrong = sum(not finding.harmless for finding in report.findings)
        click.echo(f"✗ {report.hospital}：发现 {wrong} 处问题。")
        return
    click.echo(f"✓ {report.hospital}：日志 {report.entries} 条链条完整，数据库和 {report.files} 个材料文件完好。")
    if report.head:
        click.echo(f"  最新一条日志 {report.head}")


def _print_findings(slug: str, findings: Iterable[Finding]) -> None:
    for finding in findings:
        click.echo(f"{'·' if finding.harmless else '✗'} {slug}：{finding.text}")


@click.command()
@data_argument
@backup_argument
@hospital_argument
def backup(data: Path, out: Path, hospital: str | None) -> int:
    """把各医院（或一家医院）备份到一个新文件夹；不必停止使用。"""
    copies = backups.backup(data, out, hospital, _progress("备份"))
    for copy in copies:
        slug, files = copy.manifest.hospital, len(copy.manifest.files)
        _print_findings(slug, copy.findings)
        size = megabytes(copy.manifest.size)
        click.echo(f"✓ {slug}：已备份到 {out / slug}，{files} 个文件，{size} MB，日志 {copy.manifest.log_entries} 条。")
    faulty = [copy.manifest.hospital for copy in copies if copy.findings]
    if faulty:
        click.echo(f"✗ {'、'.join(faulty)} 在备份前就有上述问题，备份如实保留了现状；请先处理，再做一次备份。")
    return _CHECK_FAILED if faulty else 0


@click.command()
@backup_argument
@data_argument
@hospital_argument
@click.option("--as", "new_name", metavar="新代号", default=None, help="恢复成另一个代号（只能用于一家医院）。")
def restore(out: Path, data: Path, hospital: str | None, new_name: str | None) -> int:
    """从备份恢复医院；核对清单后写入，不会覆盖已有的医院。"""
    sound = True
    for report in restoring.restore(out, data, OPERATOR, hospital, new_name, _progress("恢复")):
        click.echo(f"已恢复 {report.hospital}（{data / report.hospital}），校验结果：")
        _print_report(report)
        sound = sound and report.sound
    return 0 if sound else _CHECK_FAILED


def _progress(name: str) -> Progress:
    """Shows on a terminal how far long work is, in one line; silent in a log or a pipe."""
    if not sys.stderr.isatty():
        return silent
    last = time.monotonic()

    def show(what: str, done: int, total: int) -> None:
        nonlocal last
        if done >= total:
            click.echo(_CLEAR, err=True, nl=False)
        elif time.monotonic() - last > _SECONDS_BETWEEN:
            last = time.monotonic()
            click.echo(f"{_CLEAR}{name}：{what} {done:,}/{total:,}", err=True, nl=False)

    return show
