"""Commands on hospitals: create, systems, standing, gaps."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from criteria.vocabulary import vocabulary
from evidence import register
from evidence.accounts.demo import create_demo_accounts
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
from evidence.deployment import Deployment
from evidence.errors import InvalidInputError, NotFoundError
from evidence.forecast import change_words, standing_on
from evidence.gap_record import gap_record
from evidence.gaps import gaps_of
from evidence.naming import short_title
from evidence.samples.hospitals import SLUGS, create_sample
from evidence.samples.mock_example import add_example_review
from evidence.samples.progress import add_progress
from evidence.situation import Situation, load_situation
from evidence.standing import Basis, Standing, level_label, standing_of
from evidence.system_view import requirement_counts
from evidence.words import REASON_NAMES


@click.command()
@data_argument
@click.option("--sample", metavar="代号", default=None, help=f"建立示例医院：all 或 {'、'.join(SLUGS)}。")
@click.option("--with-progress", is_flag=True, help="为示例医院加上示例判定、统计、佐证和任务（全部标注“示例”）。")
@click.option("--hospital", metavar="代号", default=None, help="建立一家空白医院，代号用小写字母、数字和连字符。")
@click.option("--name", metavar="名称", default=None, help="医院名称，与 --hospital 一起使用。")
@catalogs_option
@today_option
def init(
    data: Path,
    sample: str | None,
    with_progress: bool,
    hospital: str | None,
    name: str | None,
    own_catalogs: Path | None,
    today: str | None,
) -> None:
    """在数据目录中建立医院：自己的（--hospital）或示例（--sample）。"""
    place = deployment(data, own_catalogs)
    if (sample is None) == (hospital is None):
        raise InvalidInputError("请用 --sample 建立示例医院，或用 --hospital 与 --name 建立自己的医院，二者选一。")
    if hospital is not None:
        if with_progress or not name:
            raise InvalidInputError("建立自己的医院需要 --name 医院名称，且不能加 --with-progress。")
        register.set_hospital(place.create(hospital), OPERATOR, name)
        click.echo(f"已建立 {name}（{data / hospital}）。")
        return
    for slug in SLUGS if sample == "all" else (str(sample),):
        create_example(place, slug, the_day(today) if with_progress else None)
        click.echo(f"已建立示例医院 {slug}（{data / slug}）。")


def create_example(place: Deployment, slug: str, progress_until: date | None) -> None:
    """One sample hospital with the documented accounts, and example progress up to a date if one is given."""
    store = create_sample(place, slug)
    if progress_until is not None:
        add_progress(place, slug, progress_until)
    create_demo_accounts(store)
    if progress_until is not None:
        add_example_review(place, slug, progress_until)


@click.command()
@data_argument
@catalogs_option
@json_option
def systems(data: Path, own_catalogs: Path | None, as_json: bool) -> None:
    """列出各医院的系统，以及每个系统在各标准中承担的条款数。"""
    place = deployment(data, own_catalogs)
    listed = [entry for slug in _hospitals(place) for entry in _systems_of(place, slug)]
    if as_json:
        print_json(listed)
        return
    kinds, catalogs = vocabulary().system_kinds, list(place.catalogs.values())
    rows = [
        [e["hospital"], e["name"], kinds[e["kind"]], e["vendor"] or "—", *(e["requirements"][c.id] for c in catalogs)]
        for e in listed
    ]
    print_table(["医院", "系统", "类型", "厂商", *map(short_title, catalogs)], rows)


def _hospitals(place: Deployment) -> list[str]:
    found = place.hospitals()
    if not found:
        raise NotFoundError(f"{place.data} 里还没有医院，请先运行 readiness init。")
    return found


def _systems_of(place: Deployment, slug: str) -> list[dict[str, Any]]:
    situation = load_situation(place.open(slug), OPERATOR, place.catalogs, the_day(None))
    counts = requirement_counts(situation)
    return [
        {"hospital": slug, "name": s.name, "kind": s.kind, "vendor": s.vendor or None, "requirements": counts[s.id]}
        for s in situation.systems
    ]


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@catalogs_option
@today_option
@json_option
def standing(data: Path, hospital: str, own_catalogs: Path | None, today: str | None, as_json: bool) -> None:
    """计算一家医院各目标的功能、自评、有据三种水平。"""
    situation, standings = _standings(deployment(data, own_catalogs), hospital, the_day(today))
    if as_json:
        print_json([_standing_json(situation, entry) for entry in standings])
        return
    rows = []
    for entry in standings:
        later = _at_review(situation, entry)
        words = (change_words(entry, later) or "不变") if later else "—"
        labels = [level_label(entry.on(basis)) for basis in Basis]
        rows.append([short_title(entry.catalog), entry.target.level, *labels, entry.target.review_on or "未定", words])
    print_table(["标准", "目标", "功能", "自评", "有据", "评审日期", "到评审日"], rows)


def _at_review(situation: Situation, entry: Standing) -> Standing | None:
    """The standing on the review date, None while there is none to come."""
    review_on = entry.target.review_on
    return standing_on(situation, entry, review_on) if review_on and review_on > situation.today else None


def _standings(place: Deployment, slug: str, today: date) -> tuple[Situation, list[Standing]]:
    store = place.open(slug)
    situation = load_situation(store, OPERATOR, place.catalogs, today)
    return situation, [standing_of(situation, target) for target in situation.targets]


def _standing_json(situation: Situation, entry: Standing) -> dict[str, Any]:
    target, later = entry.target, _at_review(situation, entry)
    protected = situation.object_by_id.get(target.object_id or 0)
    return {
        "catalog": target.catalog,
        "target": target.level,
        "object": protected.name if protected else None,
        "review_on": target.review_on,
        "days_left": target.days_left(situation.today),
        "note": target.note,
        "example": target.example,
        "today": situation.today,
        **{basis.value: entry.on(basis).model_dump(mode="json") for basis in Basis},
        "proven_at_review": later.proven.model_dump(mode="json") if later else None,
    }


@click.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.option("--system", "system", metavar="系统", default=None, help="只列这个系统（名称或类型）的差距。")
@click.option("--catalog", "catalog_id", metavar="标准编号", default=None, help="只列这个标准的差距。")
@catalogs_option
@today_option
@json_option
def gaps(
    data: Path,
    hospital: str,
    system: str | None,
    catalog_id: str | None,
    own_catalogs: Path | None,
    today: str | None,
    as_json: bool,
) -> None:
    """列出一家医院到目标为止的全部差距。"""
    place = deployment(data, own_catalogs)
    if catalog_id is not None:
        place.catalog(catalog_id)
    situation, standings = _standings(place, hospital, the_day(today))
    if system is not None and not any(system in (s.name, s.kind) for s in situation.systems):
        names = "、".join(s.name for s in situation.systems)
        raise NotFoundError(f"没有系统“{system}”，已登记的有 {names}。")
    found = [
        gap
        for entry in standings
        if catalog_id in (None, entry.target.catalog)
        for gap in gaps_of(situation, entry)
        if system is None or (gap.system is not None and system in (gap.system.name, gap.system.kind))
    ]
    if as_json:
        print_json([gap_record(gap) for gap in found])
        return
    rows = [
        [
            g.catalog,
            g.clause,
            REASON_NAMES[g.reason],
            "★" if g.blocks else "",
            g.system.name if g.system else "—",
            g.vendor,
        ]
        for g in found
    ]
    print_table(["标准", "要求点", "原因", "卡级", "系统", "厂商"], rows)
