"""Tables of severities and times, with their rows on lines or flattened to one cell per line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.contracts.reader.findings import Finding, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import duration
from evidence.contracts.reader.sentence import Line, Sentence
from evidence.contracts.reader.severity import severity_at_start
from evidence.contracts.reader.times import Time
from evidence.contracts.reader.words import pattern, words

_TOPIC = "response"
_MOST_LINES = 60
_MOST_COLUMNS = 8


@dataclass(frozen=True)
class _Header:
    """`columns`: what each column says: a stage, `severity` or nothing. `end`: the line after the header."""

    columns: tuple[str | None, ...]
    end: int
    in_rows: bool

    @property
    def stages(self) -> list[str]:
        return [column for column in self.columns if column and column != "severity"]


@dataclass(frozen=True)
class TimeTable:
    """What the tables of a text grant; `lines`: the numbers of the lines that belong to them."""

    times: tuple[Time, ...]
    problems: tuple[Finding, ...]
    lines: frozenset[int]


def read_time_tables(text: ContractText) -> TimeTable:
    """The tables of a text whose heads name severities and times."""
    sentences = {sentence.line.number: sentence for sentence in reversed(text.sentences)}
    times: list[Time] = []
    problems: list[Finding] = []
    used: set[int] = set()
    place = 0
    while place < len(text.lines):
        header = _header(text.lines, place)
        if header is None:
            place += 1
            continue
        body = _body(text.lines, header)
        rows = list(_rows(body, header))
        for row_lines, cells in rows:
            granted = _row_times(cells, header, sentences[row_lines[0].number])
            if granted is None:
                at = sentences[row_lines[0].number]
                problems.append(unusable("response", f"“{cells[0]}”一行的时限与表头的列对不上，请人工填写。", at))
            times.extend(granted or ())
        used |= {line.number for line in (*text.lines[place : header.end], *body)} if rows else set()
        place = header.end + len(body)
    return TimeTable(tuple(times), tuple(problems), frozenset(used))


def _header(lines: tuple[Line, ...], place: int) -> _Header | None:
    cells = lines[place].cells
    if len(cells) > 1:
        columns = tuple(_column(cell) for cell in cells)
        return _checked(_Header(columns, place + 1, in_rows=True))
    inline = re.findall(r"(\S{0,4}?(?:级别|等级|类别|分级)|\S{0,4}?(?:时间|时限|要求))", lines[place].text)
    if len(inline) > 2 and "".join(inline) in lines[place].text.replace(" ", ""):
        return _checked(_Header(tuple(_column(cell.strip()) for cell in inline), place + 1, in_rows=False))
    a_heading = lines[place].depth is not None
    if a_heading or "severity" not in [_column(line.text) for line in lines[place : place + 2]]:
        return None
    run = []
    for line in lines[place : place + _MOST_COLUMNS]:
        if len(line.text) > words(_TOPIC)["longest_header_cell"] or severity_at_start(line.text):
            break
        run.append(_column(line.text))
    return _checked(_Header(tuple(run), place + len(run), in_rows=False))


def _checked(header: _Header) -> _Header | None:
    return header if "severity" in header.columns[:2] and header.stages else None


def _column(cell: str) -> str | None:
    if pattern(_TOPIC, "header_severity").match(cell):
        return "severity"
    if len(cell) > words(_TOPIC)["longest_header_cell"] or re.search(r"\d", cell):
        return None
    return next((s for s, source in words(_TOPIC)["header_stages"].items() if re.search(source, cell)), None)


def _body(lines: tuple[Line, ...], header: _Header) -> tuple[Line, ...]:
    body = []
    for line in lines[header.end : header.end + _MOST_LINES]:
        if line.depth is not None and len(line.cells) < 2 and not severity_at_start(line.text):
            break
        if header.in_rows and len(line.cells) < 2:
            break
        body.append(line)
    return tuple(body)


def _rows(body: tuple[Line, ...], header: _Header) -> Iterator[tuple[list[Line], list[str]]]:
    """Lines and cells of each row; a flattened row begins with a severity."""
    if header.in_rows:
        for line in body:
            missing = len(header.columns) - len(line.cells)
            if missing >= 0:
                yield [line], [*line.cells, *[""] * missing]
        return
    row: list[Line] = []
    for line in body:
        if severity_at_start(line.text) and not _is_label(row):
            if row:
                yield row, _flat_cells(row)
            row = []
        if row or severity_at_start(line.text):
            row.append(line)
    if row:
        yield row, _flat_cells(row)


def _is_label(row: list[Line]) -> bool:
    """Whether a row holds its severity alone so far: what follows is a cell, whatever it begins with."""
    named = severity_at_start(row[0].text) if len(row) == 1 else None
    return named is not None and named.end == len(row[0].text.rstrip())


def _flat_cells(row: list[Line]) -> list[str]:
    return [cell for line in row for cell in (re.split(r"\s+", line.text) if len(row) == 1 else [line.text.strip()])]


def _row_times(cells: list[str], header: _Header, at: Sentence) -> list[Time] | None:
    """The times of a row, None when its cells cannot be told apart."""
    named = severity_at_start(cells[header.columns.index("severity")] if header.in_rows else cells[0])
    severity = named.names[0] if named else cells[header.columns.index("severity") if header.in_rows else 0]
    if header.in_rows:
        granted = [(column, cell) for column, cell in zip(header.columns, cells, strict=True) if column]
    else:
        filled = [cell for cell in cells[1:] if _is_time(cell) or pattern(_TOPIC, "empty_cell").match(cell)]
        if len(filled) != len(header.stages):
            return None
        granted = list(zip(header.stages, filled, strict=True))
    return [
        Time(severity, stage, duration(found.group("duration")), at)
        for stage, cell in granted
        if stage != "severity" and (found := pattern(_TOPIC, "time_cell").match(cell))
    ]


def _is_time(cell: str) -> bool:
    return pattern(_TOPIC, "time_cell").match(cell) is not None
