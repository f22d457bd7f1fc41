"""The command on what runs out: `readiness expiring`."""

from datetime import date
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
    today_option,
)
from evidence.dates import parse_date
from evidence.errors import InvalidInputError
from evidence.expiry import RunningOut, runs_out
from evidence.expiry_view import expiry_table, outlook, outlook_sentence
from evidence.situation import Situation, load_situation

_SHOWN = ["到期日", "剩余天数", "材料名称", "系统", "厂商", "失去佐证", "更新安排"]


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.option("--until", default=None, metavar="日期", help="看到哪一天，默认到最晚的评审日。")
@catalogs_option
@today_option
@json_option
def expiring(
    data: Path, hospital: str, until: str | None, own_catalogs: Path | None, today: str | None, as_json: bool
) -> None:
    """列出现在有据、但到评审日（或指定日期）已到期的材料，以及它们证明的内容。"""
    place = deployment(data, own_catalogs)
    store = place.open(hospital)
    situation = load_situation(store, OPERATOR, place.catalogs, the_day(today))
    last = _last_day(situation, until)
    found = runs_out(store, OPERATOR, situation, None, last)
    if as_json:
        print_json([_record(situation, entry) for entry in found])
        return
    click.echo(outlook_sentence(outlook(found), situation.today, last, review=until is None) + "。")
    if found:
        print_table(_SHOWN, expiry_table(situation, found)[_SHOWN].values.tolist())


def _last_day(situation: Situation, until: str | None) -> date:
    """The day that was given, else the latest review. Raises InvalidInputError when it is not to come."""
    reviews = [target.review_on for target in situation.targets if target.review_on is not None]
    last = parse_date(until, "日期") or max(reviews, default=None)
    if last is None:
        raise InvalidInputError("各目标都还没有评审日期，请用 --until 给出要看到哪一天。")
    if last <= situation.today:
        raise InvalidInputError(f"{last} 不晚于计算日期 {situation.today}，请用 --until 给出以后的日期。")
    return last


def _record(situation: Situation, entry: RunningOut) -> dict[str, Any]:
    document = entry.document
    system = situation.system_by_id.get(document.system_id or 0)
    return {
        "document": document.id,
        "title": document.title,
        "kind": document.kind,
        "until": entry.until,
        "days_left": (entry.until - situation.today).days,
        "system": system.name if system else None,
        "vendor": (system.vendor or None) if system else None,
        "uploader": document.uploader,
        "renewal": entry.renewal or None,
        "proves": [
            {
                "subject": ending.link.subject,
                "catalog": ending.link.catalog,
                "ref": ending.link.ref,
                "until": ending.until,
                "max_age_days": ending.max_age_days,
                "lost": ending.lost,
            }
            for ending in entry.endings
        ],
    }
