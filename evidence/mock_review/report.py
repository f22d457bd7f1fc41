"""模拟评审报告 in Word: plan, sample, results, findings with photos and tasks, comparison, signatures."""

import io
from collections import Counter
from collections.abc import Sequence
from datetime import date

from PIL import Image

from criteria.vocabulary import Verdict
from evidence.errors import UserError
from evidence.gap_view import NO_SYSTEM
from evidence.mock_review.outlook import if_mock_held, rehearsed
from evidence.mock_review.photos import held_back, photo_content
from evidence.mock_review.records import Course, Photo, target_of
from evidence.mock_review.results import (
    ClauseResult,
    Tally,
    by_assessor,
    by_system,
    clause_results,
    mock_verdicts,
    overall,
    progress,
    short_results,
)
from evidence.mock_review.scopes import scope_words
from evidence.mock_review.words import MOCK_WORDS, reason_word, words
from evidence.naming import level_of, name_of, short_title
from evidence.overview import percent
from evidence.situation import Situation
from evidence.standing import Basis, level_label
from evidence.store import Store
from evidence.texts.limits import LIMITS
from evidence.texts.pictures import open_picture
from evidence.viewer import Viewer
from evidence.word_file import WordFile
from evidence.words import BASIS_NAMES, TASK_STATES
from evidence.worklist import target_name

TITLE = "模拟评审报告"
_PHOTO_WIDTH, _PHOTO_HEIGHT, _PHOTO_PIXELS = 12.0, 9.0, 1400
_TALLY_WIDTHS = (5, 1.6, 2, 2, 2, 2.4, 2)
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, UserError)


def report(store: Store, viewer: Viewer, situation: Situation, course: Course, on: date) -> bytes:
    """The .docx file; the same state and day give the same bytes."""
    file = WordFile(f"{TITLE} {course.review.title}", viewer.name, on)
    review, results = course.review, clause_results(course)
    file.title(TITLE, review.title)
    file.text(f"{situation.hospital.name}　{on}")
    _plan(file, situation, course)
    _outcome(file, store, viewer, situation, course, results)
    _findings(file, store, viewer, situation, course, short_results(results))
    _comparison(file, situation, results)
    _sample(file, situation, course)
    _signatures(file, course)
    return file.as_bytes()


def _plan(file: WordFile, situation: Situation, course: Course) -> None:
    review = course.review
    file.heading("一、计划")
    file.facts(
        [
            ("评审目标", target_name(situation, target_of(situation, review))),
            ("模拟评审日期", str(review.held_on)),
            ("评审人员", "、".join(reviewer.person for reviewer in review.reviewers)),
            ("范围", scope_words(situation, review)),
            ("方式", "盲评：先给出判定，再看自评" if review.blind else "评审时可以看到自评"),
            ("抽样", f"其余条款抽取 {review.share}%，种子 {review.seed}；同样的数据和种子得到同样的样本"),
            ("样本", f"{len(course.sample)} 条条款"),
            ("状态", f"{review.closed_at:%Y-%m-%d} 结束" if review.closed_at else "尚未结束"),
        ]
    )


def _outcome(
    file: WordFile,
    store: Store,
    viewer: Viewer,
    situation: Situation,
    course: Course,
    results: Sequence[ClauseResult],
) -> None:
    done, counted = progress(situation, course), Counter(result.verdict for result in results)
    file.heading("二、结果")
    file.text(f"已评完 {done.done}/{done.total} 条条款，判定 {len(results)} 个要求点。")
    shown = [verdict for verdict in Verdict if verdict is not Verdict.UNKNOWN]
    file.table([MOCK_WORDS[v] for v in shown], [[str(counted[v]) for v in shown]], [4.2] * len(shown))
    now = rehearsed(store, viewer, situation, course.review)
    then = if_mock_held(store, viewer, situation, course.review, mock_verdicts(course))
    file.text("把模拟评审的判定套在全院自评上重新计算，没有抽到的条款仍按自评；自评本身没有改动。")
    rows = [(BASIS_NAMES[basis], level_label(now.on(basis)), level_label(then.on(basis))) for basis in Basis]
    file.table(("口径", "现在", "若按模拟结果"), rows, (5, 6, 6))


def _findings(
    file: WordFile,
    store: Store,
    viewer: Viewer,
    situation: Situation,
    course: Course,
    short: Sequence[ClauseResult],
) -> None:
    file.heading(f"三、问题（{len(short)} 个）")
    if not short:
        file.text("没有判为不符合或部分符合的要求点。")
    tasks = {task.id: task for task in situation.tasks}
    catalog = situation.catalogs[course.review.catalog]
    rows = {clause.id: (row, clause) for row in catalog.requirements for clause in row.clauses}
    for number, result in enumerate(short, 1):
        row, clause = rows[result.clause]
        file.heading(f"{number}. {result.clause} {name_of(catalog, row)}{level_of(row)}", 2)
        duties = situation.duties(catalog.id)[clause.id]
        task = tasks.get(result.task_id or 0)
        told = f"{TASK_STATES[task.state]}，{task.title}，期限 {task.due_on or '未定'}" if task else "还没有任务"
        file.facts(
            [
                ("要求", clause.text),
                ("判定", MOCK_WORDS[result.verdict]),
                ("当时的自评", MOCK_WORDS[result.compared.verdict] if result.compared.parts else "未自评"),
                ("评审意见", "\n".join(result.comments) or "没有填写"),
                ("责任系统", "、".join(duty.system.name for duty in duties) or NO_SYSTEM),
                ("整改任务", told),
            ]
        )
        _photos(file, store, viewer, [photo for photo in course.photos if photo.clause == result.clause])


def _photos(file: WordFile, store: Store, viewer: Viewer, photos: Sequence[Photo]) -> None:
    reasons = held_back(store, viewer, photos)
    for photo in photos:
        if photo.id in reasons:
            file.text(f"照片“{photo.file_name}”没有放入报告：{reasons[photo.id]}。")
            continue
        caption = f"{photo.clause} {photo.caption or photo.file_name}（{photo.author} {photo.at:%Y-%m-%d}）"
        try:
            picture = open_picture(photo_content(store, viewer, photo), LIMITS.picture_pixels)
        except _BROKEN:
            file.text(f"照片“{photo.file_name}”无法插入，请在系统中查看。")
            continue
        picture.thumbnail((_PHOTO_PIXELS, _PHOTO_PIXELS))
        written = io.BytesIO()
        picture.save(written, "JPEG", quality=85)
        scale = min(_PHOTO_WIDTH / picture.width, _PHOTO_HEIGHT / picture.height)
        file.picture(written.getvalue(), picture.width * scale, picture.height * scale, caption)


def _comparison(file: WordFile, situation: Situation, results: Sequence[ClauseResult]) -> None:
    file.heading("四、与自评比较")
    total = overall(results)
    file.text(comparison_sentence(total))
    for name, tallies in (("按系统", by_system(situation, results)), ("按自评人", by_assessor(results))):
        if tallies:
            file.heading(name, 2)
            head = (name[1:], "比较", *words().comparisons.values(), "一致率")
            file.table(head, map(_tally_row, tallies), _TALLY_WIDTHS)


def comparison_sentence(total: Tally) -> str:
    """比较了 41 个要求点，与自评一致 78.0%；自评偏高 7 个，偏低 2 个."""
    if total.agreement is None:
        return "还没有可以与自评比较的判定。"
    return (
        f"比较了 {total.compared} 个要求点，与自评一致 {percent(total.agreement)}；"
        f"自评偏高 {total.over} 个，偏低 {total.under} 个。"
    )


def _tally_row(tally: Tally) -> tuple[str, ...]:
    shares = "—" if tally.agreement is None else percent(tally.agreement)
    counts = (tally.compared, tally.same, tally.over, tally.under, tally.other)
    return (tally.name, *map(str, counts), shares)


def _sample(file: WordFile, situation: Situation, course: Course) -> None:
    catalog = situation.catalogs[course.review.catalog]
    rows = {row.code: row for row in catalog.requirements}
    file.heading("五、样本")
    listed = [
        (
            str(drawn.place + 1),
            drawn.code,
            f"{name_of(catalog, rows[drawn.code])} {level_of(rows[drawn.code])}",
            "、".join(reason_word(catalog, rows[drawn.code], reason) for reason in drawn.reasons),
        )
        for drawn in course.sample
        if drawn.code in rows
    ]
    file.table(("序号", "条款", f"名称（{short_title(catalog)}）", "抽中理由"), listed, (1.4, 3.2, 6.4, 6))


def _signatures(file: WordFile, course: Course) -> None:
    file.heading("六、签字")
    people = [(f"评审人员 {reviewer.person}", "签字：　　　　　　　　日期：") for reviewer in course.review.reviewers]
    file.facts([*people, ("信息部门负责人", "签字：　　　　　　　　日期：")])
