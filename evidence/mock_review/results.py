"""What a mock review has come to: the verdict per clause, and how it compares with the self-assessment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from criteria.vocabulary import Verdict, worst
from evidence.mock_review.records import Course, Finding, OwnVerdict, SelfAssessment
from evidence.situation import Situation
from evidence.viewer import Viewer

# How far a verdict fulfils a clause: what is not applicable is owed no more than what is met.
_RANK: Mapping[Verdict, int] = {Verdict.UNMET: 0, Verdict.PARTIAL: 1, Verdict.MET: 2, Verdict.NOT_APPLICABLE: 2}
SHORT = (Verdict.UNMET, Verdict.PARTIAL)


class Comparison(StrEnum):
    """A self-assessment beside the mock verdict: as good, better (高估), worse (低估), another kind of fulfilled."""

    SAME = "same"
    OVER = "over"
    UNDER = "under"
    OTHER = "other"


@dataclass(frozen=True)
class ClauseResult:
    """A clause that was judged: the strictest of the reviewers' verdicts. `compared`: when it was first judged."""

    code: str
    clause: str
    verdict: Verdict
    findings: tuple[Finding, ...]
    compared: SelfAssessment
    task_id: int | None

    @property
    def comparison(self) -> Comparison | None:
        """None when the hospital had not assessed the clause."""
        return compare(self.compared.verdict, self.verdict)

    @property
    def comments(self) -> tuple[str, ...]:
        """What the reviewers wrote, with their names."""
        return tuple(f"{found.author}：{found.comment}" for found in self.findings if found.comment)


@dataclass(frozen=True)
class Tally:
    """How some self-assessments compare with the mock verdicts."""

    name: str
    same: int
    over: int
    under: int
    other: int

    @property
    def compared(self) -> int:
        """How many were compared."""
        return self.same + self.over + self.under + self.other

    @property
    def agreement(self) -> Decimal | None:
        """The share of the same verdicts, 0–1; None when nothing was compared."""
        return Decimal(self.same) / self.compared if self.compared else None


@dataclass(frozen=True)
class Progress:
    """How many of the drawn requirements are judged in every clause."""

    done: int
    total: int


def compare(own: Verdict, mock: Verdict) -> Comparison | None:
    """A self-assessed verdict beside the mock one; None when one of them says nothing."""
    if Verdict.UNKNOWN in (own, mock):
        return None
    if own is mock:
        return Comparison.SAME
    if _RANK[own] == _RANK[mock]:
        return Comparison.OTHER
    return Comparison.OVER if _RANK[own] > _RANK[mock] else Comparison.UNDER


def clause_results(course: Course) -> list[ClauseResult]:
    """The clauses that at least one reviewer has judged, in the order of the sample."""
    place = {drawn.code: drawn.place for drawn in course.sample}
    by_clause: dict[str, list[Finding]] = {}
    for finding in course.findings:
        if finding.verdict is not Verdict.UNKNOWN and finding.compared is not None:
            by_clause.setdefault(finding.clause, []).append(finding)
    found = [_result(course, clause, findings) for clause, findings in by_clause.items()]
    return sorted(found, key=lambda result: (place.get(result.code, len(place)), _number(result.clause)))


def _result(course: Course, clause: str, findings: list[Finding]) -> ClauseResult:
    compared = findings[0].compared
    assert compared is not None  # noqa: S101 - the caller has chosen those
    verdict = worst([finding.verdict for finding in findings])
    return ClauseResult(findings[0].code, clause, verdict, course.of_clause(clause), compared, course.tasks.get(clause))


def _number(clause: str) -> int:
    return int(clause.partition("#")[2])


def mock_verdicts(course: Course) -> dict[str, Verdict]:
    """Clause → the strictest verdict of the reviewers, of what was judged."""
    return {result.clause: result.verdict for result in clause_results(course)}


def short_results(results: Iterable[ClauseResult]) -> list[ClauseResult]:
    """问题: what was found unmet or partly met."""
    return [result for result in results if result.verdict in SHORT]


def overall(results: Iterable[ClauseResult]) -> Tally:
    """The hospital's verdicts on clauses beside the mock ones."""
    return _tally("合计", (result.comparison for result in results))


def by_system(situation: Situation, results: Iterable[ClauseResult]) -> list[Tally]:
    """The verdict of each responsible system beside the mock verdict on its clause, most overestimated first."""

    def name(part: OwnVerdict) -> str:
        system = situation.system_by_id.get(part.system_id or 0)
        return system.name if system else "全院" if part.system_id is None else "已停用的系统"

    return _by(results, name)


def by_assessor(results: Iterable[ClauseResult]) -> list[Tally]:
    """The same for each person who made the self-assessment."""
    return _by(results, lambda part: part.author)


def _by(results: Iterable[ClauseResult], name: Callable[[OwnVerdict], str]) -> list[Tally]:
    groups: dict[str, list[Comparison | None]] = {}
    for result in results:
        for part in result.compared.parts:
            groups.setdefault(name(part), []).append(compare(part.verdict, result.verdict))
    tallies = [_tally(group, found) for group, found in groups.items()]
    return sorted((tally for tally in tallies if tally.compared), key=lambda tally: (-tally.over, tally.name))


def _tally(name: str, found: Iterable[Comparison | None]) -> Tally:
    listed = list(found)
    return Tally(name, *(listed.count(kind) for kind in Comparison))


def progress(situation: Situation, course: Course, viewer: Viewer | None = None) -> Progress:
    """How far the review is; with a viewer, how far that reviewer is."""
    judged = {
        finding.clause
        for finding in course.findings
        if finding.verdict is not Verdict.UNKNOWN and (viewer is None or finding.account_id == viewer.account_id)
    }
    rows = {row.code: row for row in situation.catalogs[course.review.catalog].requirements}
    drawn = [rows[sampled.code] for sampled in course.sample if sampled.code in rows]
    return Progress(sum(all(clause.id in judged for clause in row.clauses) for row in drawn), len(drawn))
