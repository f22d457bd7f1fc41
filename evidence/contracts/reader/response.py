"""How soon the vendor answers, comes and solves, per severity."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from evidence.contracts.draft import ResponseTime
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.sentence import Line, Sentence
from evidence.contracts.reader.severity import Named, severities_in, severity_at_start, severity_key
from evidence.contracts.reader.time_tables import read_time_tables
from evidence.contracts.reader.times import STAGES, Time, times_in

_LONGEST_ITEM = 10
_MINUTES = {"respond": 1, "remote": 60, "onsite": 60, "resolve": 60}
_FIELDS = {
    "respond": "respond_minutes",
    "remote": "remote_hours",
    "onsite": "onsite_hours",
    "resolve": "resolve_hours",
}
_STAGE_WORDS = {"respond": "响应", "remote": "远程处理", "onsite": "到场", "resolve": "解决"}


def find_response(text: ContractText) -> Iterable[Finding]:
    """The times granted, one finding per severity; contradictory ones are left out and reported."""
    tables = read_time_tables(text)
    yield from tables.problems
    times = [*tables.times, *_in_sentences(text, tables.lines)]
    groups: dict[str | None, list[Time]] = {}
    for time in sorted(times, key=lambda t: t.at.start):
        groups.setdefault(severity_key(time.severity), []).append(time)
    for group in groups.values():
        yield from _of_severity(group)


def _in_sentences(text: ContractText, in_tables: frozenset[int]) -> Iterator[Time]:
    blocks = _blocks(text)
    last: Sentence | None = None
    continued: Named | None = None
    for sentence in text.duties:
        if last is None or last.line is not sentence.line or not last.text.endswith(";"):
            continued = None
        if sentence.line.number not in in_tables:
            yield from times_in(sentence, continued or blocks.get(sentence.line.number))
        named = severities_in(sentence.text)
        continued = named[-1] if named else continued
        last = sentence


def _blocks(text: ContractText) -> dict[int, Named | None]:
    """Line number → the severity of the item or flattened table row that the line stands in."""
    blocks: dict[int, Named | None] = {}
    current: tuple[Named, Line] | None = None
    for line in text.lines:
        named = severity_at_start(line.text)
        if named:
            current = named, line
        elif current and _ends(line, current[1]):
            current = None
        blocks[line.number] = current[0] if current else None
    return blocks


def _ends(line: Line, first: Line) -> bool:
    """A numbered line ends the item before it, unless it is numbered below it; so do many lines without numbers."""
    if line.depth is None:
        return line.number - first.number > _LONGEST_ITEM
    return first.depth is None or line.depth <= first.depth


def _of_severity(times: list[Time]) -> Iterator[Finding]:
    """The times of one severity as one value."""
    severity = next((time.severity for time in times), None)
    values: dict[str, Decimal] = {}
    workdays: dict[str, Decimal] = {}
    used: list[Sentence] = []
    for stage in STAGES:
        given = [time for time in times if time.stage == stage]
        if not given:
            continue
        if problem := _problem(severity, stage, given):
            yield unusable("response", problem, *_each_once(time.at for time in given))
            continue
        used += [time.at for time in given]
        for time in given:
            if time.length.minutes is None:
                workdays[stage] = time.length.days or Decimal(0)
            else:
                values[_FIELDS[stage]] = time.length.minutes / _MINUTES[stage]
    last = next((workdays[stage] for stage in reversed(STAGES) if stage in workdays), None)
    if used:
        value = ResponseTime(severity, **values, workdays=last, workdays_by_stage=workdays or None)
        yield found("response", value, *_each_once(sorted(used, key=lambda s: s.start)))


def _problem(severity: str | None, stage: str, given: list[Time]) -> str:
    name = f"{severity or '故障'}的{_STAGE_WORDS[stage]}时间"
    if odd := next((t for t in given if not (t.length.minutes or t.length.days)), None):
        return f"{name}“{odd.length.text}”不合常理，请核对。"
    if spread := next((t for t in given if t.length.is_range), None):
        return f"{name}“{spread.length.text}”是一个范围，请确认按哪个数执行。"
    lengths = {(t.length.minutes, t.length.days if t.length.in_workdays else None) for t in given}
    if len(lengths) > 1:
        shown = "、".join(dict.fromkeys(f"“{t.length.text}”" for t in given))
        return f"{name}前后不一致（{shown}），请确认按哪个数执行。"
    return ""


def _each_once(sentences: Iterable[Sentence]) -> list[Sentence]:
    return list(dict.fromkeys(sentences))
