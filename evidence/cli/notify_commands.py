"""`readiness notify`: the reminders of a day, and what is to be mailed or posted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from evidence.cli.output import (
    catalogs_option,
    data_argument,
    deployment,
    json_option,
    print_json,
    print_table,
    the_day,
    today_option,
)
from evidence.notifications.deliveries import Report
from evidence.notifications.rounds import Round, run_round


@click.command()
@data_argument
@catalogs_option
@today_option
@json_option
def notify(data: Path, own_catalogs: Path | None, today: str | None, as_json: bool) -> int:
    """提醒到期、截止和逾期事项，并发出邮件和群消息；可以反复运行，同一件事只提醒一次。"""
    place, day = deployment(data, own_catalogs), the_day(today)
    found = {slug: run_round(place.open(slug), place.catalogs, day) for slug in place.hospitals()}
    if as_json:
        print_json([_as_json(slug, done) for slug, done in found.items()])
    else:
        rows = [
            [slug, done.reminded, _words([done.mail] if done.mail else []), _words(done.robots)]
            for slug, done in found.items()
        ]
        print_table(["医院", "新提醒", "邮件", "群消息"], rows)
    return int(any(_errors(_reports(done)) for done in found.values()))


def _reports(done: Round) -> list[Report]:
    return [report for report in (done.mail, *done.robots) if report is not None]


def _errors(reports: Sequence[Report]) -> list[str]:
    refused = [refusal.error for report in reports for refusal in report.refused.values()]
    return [*(report.error for report in reports if report.error), *refused]


def _words(reports: list[Report]) -> str:
    return "；".join([f"已发 {sum(report.sent for report in reports)}" if reports else "无", *_errors(reports)])


def _as_json(slug: str, done: Round) -> dict[str, Any]:
    return {
        "hospital": slug,
        "reminded": done.reminded,
        "mails": done.mail.sent if done.mail else 0,
        "posts": sum(report.sent for report in done.robots),
        "errors": _errors(_reports(done)),
    }
