"""What the calendar of 到期 shows: the answer in a sentence, the time line, the table, and the limits behind it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from criteria.models import AgeLimit, AgeRule, Catalog
from criteria.vocabulary import vocabulary
from evidence.dates import iso
from evidence.document_queue import system_name
from evidence.documents import CLAUSE, Link
from evidence.expiry import Ending, RunningOut
from evidence.naming import short_title
from evidence.situation import Situation
from evidence.words import MEASURE_NAMES

# Up to this many days the time line counts by weeks, beyond it by months.
_DAYS_BY_WEEK = 250
_NAMED = 6


@dataclass(frozen=True)
class Outlook:
    """The numbers of the answer. `asked`: documents that prove something of the target; `first`: the earliest end.

    `clauses`, `measures`: what the target asks for and nothing will prove on the later day.
    """

    documents: int
    asked: int
    clauses: int
    measures: int
    first: date | None


def outlook(found: Sequence[RunningOut]) -> Outlook:
    """The numbers behind the sentence."""
    lost = {ending.link for entry in found for ending in entry.lost}
    clauses = sum(link.subject == CLAUSE for link in lost)
    asked = sum(bool(entry.asked) for entry in found)
    return Outlook(len(found), asked, clauses, len(lost) - clauses, found[0].until if found else None)


def outlook_sentence(numbers: Outlook, today: date, until: date, review: bool) -> str:
    """评审日 2027-03-31 前有 23 份材料到期，41 个要求点将失去佐证；最早的一份 12 天后到期."""
    day = f"评审日 {until}" if review else str(until)
    if numbers.first is None:
        return f"{day} 前没有材料到期"
    days = (numbers.first - today).days
    first = f"最早的一份 {days} 天后到期" if days else "最早的一份今天是最后一天"
    own = f"（所选目标 {numbers.asked} 份）" if numbers.asked < numbers.documents else ""
    return f"{day} 前有 {numbers.documents} 份材料到期{own}，{_lost_words(numbers)}；{first}"


def _lost_words(numbers: Outlook) -> str:
    parts = [f"{numbers.clauses} 个要求点"] if numbers.clauses else []
    parts += [f"{numbers.measures} 项统计指标"] if numbers.measures else []
    return f"{'、'.join(parts)}将失去佐证" if parts else "没有要求点因此失去佐证"


@dataclass(frozen=True)
class Slot:
    """A week or month of the time line: how many documents run out, and of how many the target loses something."""

    first: date
    last: date
    losing: int
    other: int


def time_line(found: Sequence[RunningOut], today: date, until: date) -> list[Slot]:
    """The weeks (months for a long time) in which documents run out, in order."""
    weekly = (until - today).days <= _DAYS_BY_WEEK
    counts: dict[date, Counter[bool]] = {}
    for entry in found:
        first = _monday(entry.until) if weekly else entry.until.replace(day=1)
        counts.setdefault(first, Counter())[bool(entry.lost)] += 1
    return [Slot(day, _end(day, weekly), n[True], n[False]) for day, n in sorted(counts.items())]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _end(first: date, weekly: bool) -> date:
    if weekly:
        return first + timedelta(days=6)
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def narrowed(
    found: Iterable[RunningOut], text: str, system_id: int | None, losing: bool, slot: Slot | None
) -> list[RunningOut]:
    """What the filters leave. `losing`: only where the target loses a proof; `slot`: only what runs out in it."""
    words = text.split()
    return [
        entry
        for entry in found
        if all(word in f"{entry.document.title} {entry.document.uploader}" for word in words)
        and system_id in (None, entry.document.system_id)
        and (entry.lost or not losing)
        and (slot is None or slot.first <= entry.until <= slot.last)
    ]


def expiry_table(situation: Situation, found: Sequence[RunningOut]) -> pd.DataFrame:
    """One row per document, in the order given."""
    kinds, systems = vocabulary().evidence_types, situation.system_by_id
    documents = [entry.document for entry in found]
    owners = [systems.get(document.system_id or 0) for document in documents]
    return pd.DataFrame(
        {
            "到期日": pd.Series([iso(entry.until) for entry in found], dtype=str),
            "剩余天数": pd.Series([(entry.until - situation.today).days for entry in found], dtype="int64"),
            "材料名称": [document.title for document in documents],
            "失去佐证": [_refs(situation, entry.lost) for entry in found],
            "系统": [system_name(situation, document.system_id) for document in documents],
            "厂商": [owner.vendor if owner else "" for owner in owners],
            "上传人": [document.uploader for document in documents],
            "类型": [kinds.get(document.kind, document.kind) for document in documents],
            "另有材料": [_refs(situation, (e for e in entry.asked if not e.lost)) for entry in found],
            "其他标准": [_refs(situation, (e for e in entry.endings if not e.asked)) for entry in found],
            "到期原因": [_reason(entry.endings[0]) for entry in found],
            "更新安排": [entry.renewal for entry in found],
        }
    )


def _refs(situation: Situation, endings: Iterable[Ending]) -> str:
    """电子病历 05.01.6#2、05.01 有效应用统计 等 9 项."""
    names = [_ref(situation.catalogs.get(ending.link.catalog), ending.link) for ending in endings]
    return "、".join(names[:_NAMED]) + (f" 等 {len(names)} 项" if len(names) > _NAMED else "")


def _ref(catalog: Catalog | None, link: Link) -> str:
    standard = short_title(catalog) if catalog else link.catalog
    what = "" if link.subject == CLAUSE else f" {MEASURE_NAMES[link.subject]}"
    return f"{standard} {link.ref}{what}"


def _reason(ending: Ending) -> str:
    return "失效日期" if ending.max_age_days is None else f"超过 {ending.max_age_days} 天"


@dataclass(frozen=True)
class LimitLine:
    """One limit of a catalog, in words: for which material, how long, how certain, from where."""

    material: str
    days: str
    mark: str
    source: str


def limit_lines(catalog: Catalog) -> list[LimitLine]:
    """The maximum ages that a catalog sets, in the order in which they are tried; what is not listed does not age."""
    ages = catalog.evidence_ages
    measures = [_line("证明有效应用、数据质量的统计", ages.measures)] if ages.measures else []
    return [*measures, *(_line(_material(rule), rule) for rule in ages.rules)]


def _line(material: str, limit: AgeLimit) -> LimitLine:
    marks: Mapping[str, str] = vocabulary().provenance_marks
    days = "不限" if limit.days is None else f"{limit.days} 天"
    return LimitLine(material, days, marks.get(limit.mark, limit.mark), limit.source)


def _material(rule: AgeRule) -> str:
    kinds = vocabulary().evidence_types
    parts = ["、".join(kinds[kind] for kind in rule.types)]
    parts += [f"含“{'”“'.join(rule.words)}”"] if rule.words else []
    parts += [f"限 {'、'.join(rule.codes)}"] if rule.codes else []
    return "；".join(parts)
