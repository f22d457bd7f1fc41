"""Puts a binder together from what was read: which documents go in, which do not and why, what is missing."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from criteria.models import AnyRequirement, AssessmentUnit, LevelRequirement, LevelsCatalog
from evidence.binder.content import (
    Binder,
    BinderItem,
    BoundClause,
    BoundDocument,
    BoundRequirement,
    Cover,
    Lack,
    LeftOut,
    Statistics,
)
from evidence.binder.numbers import code_of, file_path
from evidence.binder.reading import NumberedDocument, Source
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, STATISTICS, Link
from evidence.expiry import current_until
from evidence.gaps import Gap
from evidence.naming import item_of, level_of, path_of
from evidence.privacy.check import FLAGGED, PRESENTABLE
from evidence.records import Document
from evidence.requirement_list import Entry
from evidence.requirement_measures import coverage_view, quality_view
from evidence.requirement_view import RequirementView, view_requirement
from evidence.situation import Proof
from evidence.words import MEASURE_NAMES, WEIGHT_NAMES
from evidence.worklist import reason_of, target_name

_ItemKey = tuple[str, str]


def bind(source: Source, made_by: str, unreadable: Collection[str] = ()) -> Binder:
    """The binder of a source. `unreadable`: SHA-256 of files that turned out to be damaged when they were copied."""
    binding = _Binding(source, frozenset(unreadable))
    return Binder(_cover(source, made_by), source.standing, tuple(binding.items()))


def _cover(source: Source, made_by: str) -> Cover:
    situation, target = source.situation, source.standing.target
    return Cover(
        hospital=situation.hospital.name,
        standard=source.standing.catalog.title,
        official=source.standing.catalog.official is not None,
        target_name=target_name(situation, target),
        target=target,
        day=situation.today,
        made_by=made_by,
        made_on=source.made_on,
        example=target.example or any(entry.document.example for entry in source.documents),
    )


@dataclass
class _Kept:
    """What becomes of the documents: those of the binder and those left out, by the code they are numbered under."""

    documents: dict[str, list[BoundDocument]] = field(default_factory=dict)
    left_out: dict[str, list[LeftOut]] = field(default_factory=dict)
    # What is proven → numbers, in the order of the binder.
    proving: dict[Link, list[str]] = field(default_factory=dict)
    withheld: dict[Link, list[str]] = field(default_factory=dict)


class _Binding:
    def __init__(self, source: Source, unreadable: frozenset[str]) -> None:
        self.source = source
        self.catalog = source.standing.catalog
        self.readable = source.present - unreadable
        self.kept = self._sort_out()
        self.gaps: dict[str, list[Gap]] = {}
        for gap in source.gaps:
            self.gaps.setdefault(gap.requirement.code, []).append(gap)

    def _sort_out(self) -> _Kept:
        kept, taken = _Kept(), set[str]()
        for entry in self.source.documents:
            current = [link for link in entry.links if self._proves_on_the_day(entry.document, link)]
            reason = self._why_left_out(entry, current)
            if reason:
                proves = tuple(map(_proven_name, entry.links))
                kept.left_out.setdefault(code_of(entry.number), []).append(
                    LeftOut(entry.number, entry.document, proves, reason)
                )
            else:
                path = file_path(entry.number, entry.document, taken)
                bound = BoundDocument(entry.number, entry.document, tuple(map(_proven_name, current)), path)
                kept.documents.setdefault(code_of(entry.number), []).append(bound)
            for link in current:
                (kept.withheld if reason else kept.proving).setdefault(link, []).append(entry.number)
        return kept

    def _proves_on_the_day(self, document: Document, link: Link) -> bool:
        day = self.source.situation.today
        if document.state != "accepted" or document.effective_on > day:
            return False
        if link.subject != CLAUSE and document.kind not in STATISTICS:
            return False
        until = current_until(self.source.situation, document, link)
        return until is None or until >= day

    def _why_left_out(self, entry: NumberedDocument, current: list[Link]) -> str:
        """Empty for a document that goes in."""
        document = entry.document
        if document.state != "accepted":
            return "待审核，尚未采纳" if document.state == "pending" else f"已退回：{document.reason}"
        if not current:
            return self._why_not_current(entry)
        if document.privacy == FLAGGED:
            return "含疑似患者信息，尚未遮盖或放行"
        if document.privacy not in PRESENTABLE:
            return "没有做过患者信息检查（文字未识别完，或这类文件无法自动检查），请人工核对后另行携带"
        if document.sha256 is not None and document.sha256 not in self.readable:
            return "文件库中的文件缺失或已损坏，请从备份恢复或重新上传"
        return ""

    def _why_not_current(self, entry: NumberedDocument) -> str:
        document, day = entry.document, self.source.situation.today
        if document.effective_on > day:
            return f"{document.effective_on} 才生效，晚于 {day}"
        ends = [current_until(self.source.situation, document, link) for link in entry.links]
        past = [end for end in ends if end is not None and end < day]
        if past:
            return f"有效期到 {max(past)}，{day} 时已过期"
        return "不是数据统计或数据质量核查材料，不能证明统计数据"

    def items(self) -> Iterable[BinderItem]:
        groups: dict[_ItemKey, list[Entry]] = {}
        for entry in self.source.entries:
            groups.setdefault(path_of(self.catalog, entry.requirement), []).append(entry)
        for (heading, title), entries in groups.items():
            yield self._item(heading, title, entries)

    def _item(self, heading: str, title: str, entries: list[Entry]) -> BinderItem:
        rows = [entry.requirement for entry in entries]
        # Of a row's own documents first, then those of the item's statistics.
        codes = list(dict.fromkeys([*(row.code for row in rows), *(item_of(row) for row in rows)]))
        code, name = _code_and_name(rows[0], title)
        requirements = tuple(self._requirement(entry) for entry in entries)
        return BinderItem(
            code=code,
            name=name,
            heading=heading,
            requirements=requirements,
            documents=tuple(one for code in codes for one in self.kept.documents.get(code, ())),
            left_out=tuple(one for code in codes for one in self.kept.left_out.get(code, ())),
            lacks=tuple(lack for requirement in requirements for lack in self._lacks(requirement)),
        )

    def _requirement(self, entry: Entry) -> BoundRequirement:
        view = view_requirement(self.source.situation, self.catalog, entry, self.source.standing)
        clauses = tuple(BoundClause(clause, self._numbers(CLAUSE, clause.id)) for clause in view.clauses)
        return BoundRequirement(view, clauses, self._statistics(view))

    def _numbers(self, subject: str, ref: str) -> tuple[str, ...]:
        return tuple(self.kept.proving.get(Link(subject, ref, self.catalog.id), ()))

    def _statistics(self, view: RequirementView) -> Statistics | None:
        row = view.requirement
        if not isinstance(row, LevelRequirement) or not isinstance(self.catalog, LevelsCatalog):
            return None
        return Statistics(
            coverage=coverage_view(self.source.situation, self.catalog, row),
            quality=quality_view(self.source.situation, self.catalog, row),
            coverage_numbers=self._numbers(COVERAGE, row.item),
            quality_numbers=self._numbers(DATA_QUALITY, row.item),
        )

    def _lacks(self, requirement: BoundRequirement) -> Iterable[Lack]:
        """The gaps of a requirement, then what only documents prove that could not go in."""
        yield from map(_lack, self.gaps.get(requirement.view.code, []))
        for clause in requirement.clauses:
            withheld = self.kept.withheld.get(Link(CLAUSE, clause.view.id, self.catalog.id), ())
            if clause.view.proof is Proof.CURRENT and not clause.numbers and withheld:
                yield self._withheld(requirement, clause, withheld)
        yield from self._withheld_statistics(requirement)

    def _withheld(
        self, requirement: BoundRequirement, clause: BoundClause, numbers: Iterable[str], what: str = ""
    ) -> Lack:
        view = requirement.view
        return Lack(
            clause=clause.view.id,
            text=clause.view.text,
            name=view.name,
            level=level_of(view.requirement),
            reason=f"{what}材料未能放入：{'、'.join(numbers)}",
            system=clause.systems,
            vendor="、".join(
                dict.fromkeys(part.duty.system.vendor for part in clause.view.systems if part.duty.system.vendor)
            ),
            weight="",
        )

    def _withheld_statistics(self, requirement: BoundRequirement) -> Iterable[Lack]:
        row, found = requirement.view.requirement, requirement.statistics
        if found is None or not isinstance(row, LevelRequirement) or not requirement.clauses:
            return
        for subject, numbers in ((COVERAGE, found.coverage_numbers), (DATA_QUALITY, found.quality_numbers)):
            withheld = self.kept.withheld.get(Link(subject, row.item, self.catalog.id), ())
            if withheld and not numbers and str(row.level) == self.source.standing.target.level:
                yield self._withheld(requirement, requirement.clauses[0], withheld, MEASURE_NAMES[subject])


def _proven_name(link: Link) -> str:
    """05.01.6#2; of a measure 05.01 有效应用统计."""
    return link.ref if link.subject == CLAUSE else f"{link.ref} {MEASURE_NAMES[link.subject]}"


def _code_and_name(row: AnyRequirement, title: str) -> tuple[str, str]:
    """05.01 and 标本处理; 2.1.1 and 数据集; 8.1.4.1 and 身份鉴别."""
    if isinstance(row, AssessmentUnit):
        return row.clause.split(" ")[0], title
    code, _, name = title.partition(" ")
    return code, name


def _lack(gap: Gap) -> Lack:
    return Lack(
        clause=gap.clause,
        text=gap.text,
        name=gap.name,
        level=gap.level,
        reason=reason_of(gap),
        system=gap.system.name if gap.system else "",
        vendor=gap.vendor,
        weight=WEIGHT_NAMES[gap.weight],
    )


def numbers_by_requirement(binder: Binder) -> Mapping[str, tuple[str, ...]]:
    """Requirement code → the numbers of its documents, those of its statistics last."""
    found = {}
    for item in binder.items:
        for requirement in item.requirements:
            numbers = [*requirement.numbers]
            if requirement.statistics:
                numbers += [*requirement.statistics.coverage_numbers, *requirement.statistics.quality_numbers]
            found[requirement.view.code] = tuple(dict.fromkeys(numbers))
    return found
