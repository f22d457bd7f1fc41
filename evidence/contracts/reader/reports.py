"""Reports the vendor owes, and by when."""

import re
from collections.abc import Iterable, Iterator

from evidence.contracts.draft import ReportDuty
from evidence.contracts.reader.findings import Finding, found, unusable
from evidence.contracts.reader.layout import ContractText
from evidence.contracts.reader.numbers import Duration, duration
from evidence.contracts.reader.sentence import Sentence
from evidence.contracts.reader.words import pattern

_TOPIC = "reports"
_UNNAMED = "书面报告"


def find_reports(text: ContractText) -> Iterable[Finding]:
    """Every report with a deadline; for reports on inspections also their working days.

    A deadline in calendar days is kept in `reports` alone: it is no number of working days.
    """
    for sentence in text.agreed:
        yield from _reports(sentence)


def _reports(sentence: Sentence) -> Iterator[Finding]:
    said = ""
    for clause in sentence.duty_clauses:
        said += clause
        within = _deadline(clause)
        name = _name(clause) or (_name(sentence.text) if within else None)
        if within is None or name is None or within.days is None:
            continue
        if within.days <= 0:
            yield unusable("report_workdays", f"报告期限“{within.text}”不合常理，请核对。", sentence)
            continue
        yield found("reports", ReportDuty(name, within.days, within.unit), sentence)
        if within.in_workdays and _on_inspection(name, clause, said):
            if within.is_range:
                yield unusable("report_workdays", f"报告期限“{within.text}”是一个范围，请确认。", sentence)
            else:
                yield found("report_workdays", within.days, sentence)


def _deadline(clause: str) -> Duration | None:
    for shape in ("within", "deadline"):
        stated = pattern(_TOPIC, shape).search(clause)
        if stated:
            text = next(part for part in stated.groups() if part)
            return duration(text)
    return None


def _name(clause: str) -> str | None:
    names = list(pattern(_TOPIC, "name").finditer(clause))
    if not names:
        return None
    name = names[-1].group("quoted") or pattern(_TOPIC, "lead_in").sub("", names[-1].group("plain"))
    return re.sub("^报告$", _UNNAMED, name) or _UNNAMED


def _on_inspection(name: str, clause: str, said: str) -> bool:
    """By the report's own name, else by its clause, else by what the sentence has said so far."""
    for passage in (name, clause):
        if pattern(_TOPIC, "inspection").search(passage):
            return True
        if pattern(_TOPIC, "other").search(passage):
            return False
    return bool(pattern(_TOPIC, "inspection").search(said))
