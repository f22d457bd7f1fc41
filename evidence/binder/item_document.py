"""分项材料: the Word document of one item: clauses, own statement, statistics, the documents with their pictures."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from criteria.grading.numbers import two_places
from criteria.vocabulary import CoverageKind
from evidence.binder.content import Binder, BinderItem, BoundDocument, BoundRequirement, Statistics
from evidence.binder.lack_tables import lack_tables
from evidence.binder.numbers import code_of
from evidence.binder.pictures import NoPictureError, Picture, has_picture
from evidence.binder.words import (
    NONE,
    caption_of,
    conclusion_of,
    facts_of,
    kind_name,
    refs,
    wording,
)
from evidence.records import Measure
from evidence.word_file import WordFile
from evidence.words import VERDICT_SIGNS

# The picture of a document. Raises NoPictureError.
PictureOf = Callable[[BoundDocument], Picture]

_CLAUSE_HEAD = ("要求点", "要求内容", "判定", "自评说明", "责任系统", "佐证材料")
_CLAUSE_WIDTHS = (2.3, 5.2, 1.8, 3.4, 2.2, 2.3)
_STATISTICS_HEAD = ("统计项", "分子", "分母", "数值", "要求", "统计时间", "统计材料")
_STATISTICS_WIDTHS = (5.0, 1.8, 1.8, 1.5, 2.0, 2.7, 2.4)
_DOCUMENT_HEAD = ("编号", "材料名称", "类型", "生效日期", "证明", "在哪里看")
_DOCUMENT_WIDTHS = (2.4, 4.5, 1.9, 2.3, 2.6, 3.5)
# The space for a picture on a page, in centimetres.
_PAGE_WIDTH, _PAGE_HEIGHT = 16.5, 21.0
_PIXELS_PER_CENTIMETRE = 37.8


def item_document(binder: Binder, item: BinderItem, picture: PictureOf) -> bytes:
    """The .docx file of an item. A picture that cannot be embedded is told with the reason, its file lies apart."""
    cover = binder.cover
    file = WordFile(f"{item.title} · {cover.target_name}", cover.made_by or cover.hospital, cover.made_on)
    file.title(item.title, f"{cover.hospital} · {cover.target_name} · {item.heading}")
    file.facts([*facts_of(binder), ("当前水平", conclusion_of(binder))])
    for requirement in item.requirements:
        _requirement(file, requirement)
    _statistics(file, item)
    where = _documents(file, item, picture)
    _list(file, binder, item, where)
    lack_tables(file, item.lacks, item.left_out)
    file.text(wording()["confidential"])
    return file.as_bytes()


def _requirement(file: WordFile, requirement: BoundRequirement) -> None:
    view = requirement.view
    file.heading(
        view.entry.label if requirement.statistics else f"{view.code}　{view.name}　{view.entry.level}".rstrip()
    )
    if not requirement.clauses:
        file.text("标准在这一级没有列出要求。")
        return
    rows = [
        (
            clause.view.id,
            clause.view.text,
            str(VERDICT_SIGNS[clause.view.verdict]),
            clause.own_words or NONE,
            clause.systems or NONE,
            "\n".join(clause.numbers) or "缺",
        )
        for clause in requirement.clauses
    ]
    file.table(_CLAUSE_HEAD, rows, _CLAUSE_WIDTHS)


def _statistics(file: WordFile, item: BinderItem) -> None:
    """One row per figure; a figure that holds for several levels stands there once."""
    levels: dict[tuple[str, ...], list[str]] = {}
    for requirement in item.requirements:
        if requirement.statistics:
            for row in statistics_rows(requirement.statistics):
                levels.setdefault(row, []).append(requirement.view.entry.level)
    if levels:
        file.heading("统计数据")
        rows = [(f"{'、'.join(of)}级 {row[0]}", *row[1:]) for row, of in levels.items()]
        file.table(_STATISTICS_HEAD, rows, _STATISTICS_WIDTHS)


def statistics_rows(found: Statistics) -> Iterable[tuple[str, ...]]:
    """有效应用, 数据质量 and its checks of a row: what, numerator, denominator, value, demand, window, documents."""
    coverage, quality = found.coverage, found.quality
    if coverage.kind is not CoverageKind.FUNCTION:
        stored = coverage.own or coverage.general
        words = f"有效应用：{coverage.numerator} ÷ {coverage.denominator}"
        demand, numbers = f"≥ {two_places(coverage.threshold)}", _numbers(found.coverage_numbers)
        yield (words, *_counted(stored, coverage.value), demand, _window(stored), numbers)
    if quality.asked:
        stored = quality.own or quality.general
        words = f"数据质量指数：{'；'.join(quality.demands)}"
        demand, numbers = f"≥ {two_places(quality.floor)}", _numbers(found.quality_numbers)
        yield (words, *_counted(stored, quality.value), demand, _window(stored), numbers)
    for check in quality.checks:
        value = check.stored.value if check.stored else None
        words = f"考察 {check.number}（{check.check.aspect}）：{check.check.check}"
        yield (words, *_counted(check.stored, value), NONE, _window(check.stored), NONE)


def _counted(stored: Measure | None, value: Decimal | None) -> tuple[str, str, str]:
    """Numerator, denominator, value."""
    parts = (stored.numerator, stored.denominator) if stored else (None, None)
    counted = [NONE if part is None else f"{part:,}" for part in parts]
    return counted[0], counted[1], "未统计" if value is None else two_places(value)


def _window(stored: Measure | None) -> str:
    if stored is None or not (stored.window_from or stored.window_to):
        return NONE
    return f"{stored.window_from or ''} 至 {stored.window_to or ''}"


def _numbers(numbers: Iterable[str]) -> str:
    return "\n".join(numbers) or "缺"


def _documents(file: WordFile, item: BinderItem, picture: PictureOf) -> Mapping[str, str]:
    """Embeds what can be embedded; number → where a reader finds the document."""
    where: dict[str, str] = {}
    if any(has_picture(one.document) or one.document.statement for one in item.documents):
        file.heading("佐证材料")
    for bound in item.documents:
        if bound.document.sha256 is None:
            file.text(bound.document.statement, caption_of(bound))
            where[bound.number] = "本文所附说明"
        elif has_picture(bound.document):
            where[bound.number] = _embed(file, bound, picture)
        else:
            where[bound.number] = "另附文件"
    return where


def _embed(file: WordFile, bound: BoundDocument, picture: PictureOf) -> str:
    try:
        shown = picture(bound)
    except NoPictureError as error:
        return f"另附文件：{error}"
    scale = min(1 / _PIXELS_PER_CENTIMETRE, _PAGE_WIDTH / shown.width, _PAGE_HEIGHT / shown.height)
    file.picture(shown.content, shown.width * scale, shown.height * scale, caption_of(bound, shown.note))
    return f"本文插图{f'（{shown.note}）' if shown.note else ''}，另附原件"


def _list(file: WordFile, binder: Binder, item: BinderItem, where: Mapping[str, str]) -> None:
    """All documents of the item, with those that are numbered under another one."""
    file.heading("材料清单")
    rows = [_listed(bound, where[bound.number]) for bound in item.documents]
    own, all_numbers = set(where), binder.by_number
    for number in dict.fromkeys(_pointed_at(item)):
        if number not in own:
            rows.append(_listed(all_numbers[number], f"编在 {code_of(number)} 名下"))
    if rows:
        file.table(_DOCUMENT_HEAD, rows, _DOCUMENT_WIDTHS)
    else:
        file.text("没有可用的材料，见下面的缺项。")


def _pointed_at(item: BinderItem) -> Iterable[str]:
    for requirement in item.requirements:
        yield from requirement.numbers
        if requirement.statistics:
            yield from requirement.statistics.coverage_numbers
            yield from requirement.statistics.quality_numbers


def _listed(bound: BoundDocument, where: str) -> tuple[str, ...]:
    document = bound.document
    names = (bound.number, document.title, kind_name(document), str(document.effective_on))
    return (*names, refs(bound.proves), where)
