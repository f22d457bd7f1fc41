"""Commands on maintenance contracts: what a text says, what is owed, and its calendar."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from click_default_group import DefaultGroup

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
from evidence.contracts.calendar_file import calendar_file
from evidence.contracts.draft import ContractDraft, Quote, draft_as_json, fields
from evidence.contracts.files import SourceText, read_contract_file
from evidence.contracts.obligations import STATE_NAMES, Obligation, ObligationFilter, State, obligations
from evidence.contracts.penalty_units import with_units
from evidence.contracts.wording import told
from evidence.dates import parse_date
from evidence.disk import must_be_file, reason_of
from evidence.errors import InvalidInputError
from evidence.register import hospital as hospital_of
from evidence.store import Store

_AGREED = {
    "free_customisations": ("count", "max_days"),
    "response": ("severity", "respond_minutes", "remote_hours", "onsite_hours", "resolve_hours", "workdays"),
    "penalties": ("event", "amount", "rate_min", "rate_max", "cap_rate", "cap_effect"),
}
_BY_OCR = "文字由扫描件识别而来，个别字可能有误，请对照原件核对。"


def _contract() -> None:
    """维保合同：读合同文本（readiness contract 文件）、列出履约义务、导出履约日历。"""


# The library has no types.
_GROUP: type[click.Group] = DefaultGroup
contract: click.Group = click.group("contract", cls=_GROUP, default="read", default_if_no_args=True)(_contract)


@contract.command()
@click.argument("file", metavar="文件", type=click.Path(path_type=Path))
@json_option
def read(file: Path, as_json: bool) -> None:
    """读一份维保合同或采购需求（.docx、.pdf、.txt；“-”表示从标准输入粘贴），列出读到的内容和原文出处。"""
    source, draft = read_contract_file(*_content(file))
    if as_json:
        print_json(_agreed(draft_as_json(with_units(draft))) | {"by_ocr": source.by_ocr})
    else:
        _print_draft(source, draft)


def _agreed(plain: dict[str, Any]) -> dict[str, Any]:
    """The main fields with the keys that programs rely on; everything that was found stands under `facts`."""
    return plain | {name: _only(plain[name], keys) for name, keys in _AGREED.items()}


def _only(value: Any, keys: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_only(entry, keys) for entry in value]
    return value and {key: value[key] for key in keys}


def _content(file: Path) -> tuple[str, bytes]:
    if str(file) == "-":
        return "粘贴的文字.txt", sys.stdin.buffer.read()
    return must_be_file(file).name, file.read_bytes()


def _print_draft(source: SourceText, draft: ContractDraft) -> None:
    if source.by_ocr:
        click.echo(f"! {_BY_OCR}")
    plain = draft_as_json(draft)
    for field in fields():
        for number, fact in enumerate(draft.facts_of(field.key)):
            value = plain[field.key][number] if field.several else plain[field.key]
            click.echo(f"{field.name}：{told(value)}{f'（{fact.note}）' if fact.note else ''}")
            _print_quotes(fact.quotes)
    for problem in draft.problems:
        click.echo(f"? {problem.message}")
        _print_quotes(problem.quotes)
    if draft.not_understood:
        click.echo(f"未能理解的义务 {len(draft.not_understood)} 句：")
        _print_quotes(draft.not_understood)


def _print_quotes(quotes: tuple[Quote, ...]) -> None:
    for quote in quotes:
        click.echo(f"    第 {quote.line} 行：{' '.join(quote.text.split())}")


@contract.command("list")
@data_argument
@click.argument("hospital", metavar="医院")
@click.option("--from", "first", default=None, metavar="日期", help="只列这一天及以后到期的。")
@click.option("--until", "last", default=None, metavar="日期", help="只列这一天及以前到期的。")
@click.option("--state", "states", multiple=True, metavar="状态", help="只列这种状态，可重复：待履约、逾期未履约等。")
@catalogs_option
@today_option
@json_option
def listing(
    data: Path,
    hospital: str,
    first: str | None,
    last: str | None,
    states: tuple[str, ...],
    own_catalogs: Path | None,
    today: str | None,
    as_json: bool,
) -> None:
    """列出一家医院各维保合同的履约义务和状态。"""
    store = deployment(data, own_catalogs).open(hospital)
    day = the_day(today)
    found = obligations(store, OPERATOR, day, _filter(first, last, states))
    if as_json:
        print_json([_record(entry, day) for entry in found])
        return
    rows = [
        [
            entry.due_on or "未定",
            STATE_NAMES[entry.state],
            entry.title,
            entry.vendor or "—",
            _delivered(entry),
            entry.note,
        ]
        for entry in found
    ]
    print_table(["到期日", "状态", "义务", "维保单位", "履约日期", "说明"], rows)


def _filter(first: str | None, last: str | None, states: tuple[str, ...]) -> ObligationFilter:
    by_name = {name: state for state, name in STATE_NAMES.items()}
    for name in states:
        if name not in by_name:
            raise InvalidInputError(f"没有状态“{name}”，可用的有 {'、'.join(by_name)}。")
    chosen: frozenset[State] = frozenset(by_name[name] for name in states)
    return ObligationFilter(first=parse_date(first, "日期"), last=parse_date(last, "日期"), states=chosen)


def _delivered(entry: Obligation) -> date | str:
    return entry.delivery.delivered_on if entry.delivery else "—"


def _record(entry: Obligation, day: date) -> dict[str, Any]:
    return {
        "id": entry.id,
        "contract": entry.contract,
        "vendor": entry.vendor or None,
        "sort": entry.sort,
        "title": entry.title,
        "owed_by": entry.owed_by,
        "due_on": entry.due_on,
        "days_left": entry.days_left(day),
        "state": entry.state.value,
        "delivered_on": entry.delivery.delivered_on if entry.delivery else None,
        "document": entry.delivery.document_id if entry.delivery else None,
        "quote": entry.quote or None,
        "note": entry.note or None,
    }


@contract.command()
@data_argument
@click.argument("hospital", metavar="医院")
@click.argument("target", metavar="文件.ics", type=click.Path(path_type=Path))
@catalogs_option
@today_option
def calendar(data: Path, hospital: str, target: Path, own_catalogs: Path | None, today: str | None) -> None:
    """把一家医院的履约日历导出为 iCalendar 文件，可导入 Outlook、手机日历；重复导入会更新同一事项。"""
    store = deployment(data, own_catalogs).open(hospital)
    found = [entry for entry in obligations(store, OPERATOR, the_day(today)) if entry.due_on is not None]
    _write(target, calendar_file(store.slug, _title(store), found, store.clock()))
    click.echo(f"已导出 {len(found)} 项到 {target}。")


def _title(store: Store) -> str:
    return f"{hospital_of(store, OPERATOR).name} 合同履约"


def _write(target: Path, content: bytes) -> None:
    try:
        target.write_bytes(content)
    except OSError as error:
        raise InvalidInputError(f"无法写入 {target}（{reason_of(error)}），请换一个文件夹或文件名。") from error
