"""What a mock review comes to: comparison with the self-assessment, tasks, the standing if it held, the report."""

import io
from datetime import date
from decimal import Decimal

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from criteria.models import PointsCatalog
from criteria.vocabulary import Verdict
from evidence import tasks
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.judgement import record_verdicts
from evidence.mock_review import outlook, photos, remedies, results, sheets
from evidence.mock_review.report import report
from evidence.mock_review.results import Comparison
from evidence.mock_review.words import words
from tests.unit.evidence.house import COLLEAGUE, TODAY, House, nothing_stored, of_clause, refused
from tests.unit.evidence.mock_review.rehearsal import Rehearsal, photo

ONE, TWO, THREE = "05.01.5#1", "05.01.5#2", "05.01.4#1"


@pytest.fixture
def review(rehearsal: Rehearsal) -> int:
    """LIS says 符合 to two clauses and 不符合 to the third; all three are judged otherwise or alike."""
    house = rehearsal.house
    system = house.system("检验系统", "LIS", vendor="瑞美")
    house.judge(rehearsal.catalog, Verdict.MET, ONE, system=system)
    house.viewer, head = COLLEAGUE, house.viewer
    house.judge(rehearsal.catalog, Verdict.MET, TWO, system=system)
    house.judge(rehearsal.catalog, Verdict.UNMET, THREE, system=system)
    house.viewer = head
    review = rehearsal.drawn(rehearsal.expert, rehearsal.engineer, share=100)
    rehearsal.find(review, rehearsal.expert, Verdict.MET, ONE)
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, TWO, comment="没有提醒")
    rehearsal.find(review, rehearsal.expert, Verdict.MET, THREE)
    return review


def test_agreement_over_and_under_estimates(rehearsal: Rehearsal, review: int) -> None:
    found = results.clause_results(rehearsal.course(review))
    total = results.overall(found)
    assert (total.compared, total.same, total.over, total.under) == (3, 1, 1, 1)
    assert total.agreement == Decimal(1) / 3
    [lis] = results.by_system(rehearsal.situation(), found)
    assert (lis.name, lis.over, lis.under) == ("检验系统", 1, 1)
    people = {tally.name: (tally.same, tally.over, tally.under) for tally in results.by_assessor(found)}
    assert people == {"王主任": (1, 0, 0), "李工": (0, 1, 1)}


def test_the_strictest_of_the_reviewers_counts(rehearsal: Rehearsal, review: int) -> None:
    rehearsal.find(review, rehearsal.engineer, Verdict.PARTIAL, ONE, comment="偶尔丢失")
    rehearsal.find(review, rehearsal.engineer, Verdict.NOT_APPLICABLE, THREE)
    verdicts = results.mock_verdicts(rehearsal.course(review))
    assert verdicts == {THREE: Verdict.MET, ONE: Verdict.PARTIAL, TWO: Verdict.UNMET}
    short = results.short_results(results.clause_results(rehearsal.course(review)))
    assert [found.clause for found in short] == [ONE, TWO]
    assert short[0].comments == ("陈工：偶尔丢失",)


def test_what_nobody_has_assessed_is_not_compared(rehearsal: Rehearsal, review: int) -> None:
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, "05.01.3#1")
    found = results.clause_results(rehearsal.course(review))
    assert len(found) == 4
    assert results.overall(found).compared == 3


judged = st.sampled_from([verdict for verdict in Verdict if verdict is not Verdict.UNKNOWN])


@given(judged, judged)
def test_comparing_is_a_matter_of_two_sides(own: Verdict, mock: Verdict) -> None:
    turned = {Comparison.OVER: Comparison.UNDER, Comparison.UNDER: Comparison.OVER}
    found, back = results.compare(own, mock), results.compare(mock, own)
    assert found is not None
    assert back is turned.get(found, found)
    assert (found is Comparison.SAME) == (own is mock)
    assert results.compare(own, Verdict.UNKNOWN) is results.compare(Verdict.UNKNOWN, own) is None


def test_progress_counts_whole_requirements(rehearsal: Rehearsal, review: int) -> None:
    course, situation = rehearsal.course(review), rehearsal.situation()
    assert results.progress(situation, course).done == 0
    rows = {row.code: row for row in rehearsal.catalog.requirements}
    rehearsal.find(review, rehearsal.engineer, Verdict.MET, *(clause.id for clause in rows["05.01.5"].clauses[2:]))
    course = rehearsal.course(review)
    assert results.progress(situation, course).done == 1
    assert results.progress(situation, course, rehearsal.expert).done == 0
    assert results.progress(situation, course).total == len(course.sample)


def test_a_finding_becomes_a_task_before_the_review(rehearsal: Rehearsal, review: int) -> None:
    store, viewer, situation = rehearsal.house.store, rehearsal.house.viewer, rehearsal.situation()
    [short] = results.short_results(results.clause_results(rehearsal.course(review)))
    draft = remedies.task_draft(store, viewer, situation, rehearsal.course(review).review, short)
    [task_id] = remedies.make_tasks(store, viewer, review, [(TWO, draft)])
    task = rehearsal.house.find_task(task_id)
    [system] = situation.systems
    assert (task.system_id, task.due_on, task.clauses) == (system.id, date(2026, 4, 20), (("emr-2018", TWO),))
    assert "没有提醒" in task.description
    assert rehearsal.course(review).tasks == {TWO: task_id}
    with nothing_stored(store), refused(InvalidInputError, "已经生成过任务"):
        remedies.make_tasks(store, viewer, review, [(TWO, draft)])
    with nothing_stored(store), refused(InvalidInputError, "没有对"):
        remedies.make_tasks(store, viewer, review, [("05.01.1#1", draft)])
    with nothing_stored(store), refused(NotAllowedError, "权限"):
        remedies.make_tasks(store, rehearsal.expert, review, [(TWO, draft)])
    proof = rehearsal.house.prove(*of_clause(rehearsal.catalog, TWO))
    tasks.close_task(store, viewer, task_id, proof)
    assert rehearsal.house.find_task(task_id).state == "done"


def test_the_standing_if_the_mock_verdicts_held(rehearsal: Rehearsal) -> None:
    house, emr = rehearsal.house, rehearsal.catalog
    system = house.system("检验系统", "LIS")
    house.judge_all(emr)
    house.judge(
        emr,
        Verdict.MET,
        *(clause for clause, duties in rehearsal.situation().duties(emr.id).items() if duties),
        system=system,
    )
    review = rehearsal.drawn(share=100)
    now = outlook.rehearsed(house.store, house.viewer, rehearsal.situation(), rehearsal.course(review).review)

    def if_held(verdict: Verdict, clause: str) -> object:
        situation, course = rehearsal.situation(), rehearsal.course(review)
        then = outlook.if_mock_held(house.store, house.viewer, situation, course.review, {clause: verdict})
        return then.functional

    assert if_held(Verdict.MET, ONE) == now.functional
    assert if_held(Verdict.UNMET, ONE) != now.functional
    assert if_held(Verdict.UNKNOWN, ONE) == now.functional
    assert rehearsal.situation().judgements[emr.id, ONE][system].verdict is Verdict.MET


def test_a_tiered_indicator_met_in_the_mock_review_reaches_the_tier_of_the_target(
    house: House, interop: PointsCatalog
) -> None:
    rehearsal = Rehearsal(house, interop, level="四级甲等")
    review = rehearsal.course(rehearsal.drawn(share=100)).review
    situation = rehearsal.situation()
    then = outlook.if_mock_held(house.store, house.viewer, situation, review, {"5.2.1.1#1": Verdict.MET})
    [points] = [entry.points for entry in then.functional.indicators if entry.code == "5.2.1.1"]
    assert points == Decimal("0.5")
    house.reach(interop, "5.2.1.1#1", "五级乙等")
    then = outlook.if_mock_held(house.store, house.viewer, rehearsal.situation(), review, {"5.2.1.1#1": Verdict.MET})
    [points] = [entry.points for entry in then.functional.indicators if entry.code == "5.2.1.1"]
    assert points == Decimal("0.6")


def test_a_person_may_take_the_mock_verdict_over(rehearsal: Rehearsal, review: int) -> None:
    store, viewer, situation = rehearsal.house.store, rehearsal.house.viewer, rehearsal.situation()
    [short] = results.short_results(results.clause_results(rehearsal.course(review)))
    _, drafts = remedies.adopting_drafts(store, viewer, situation, rehearsal.course(review).review, short)
    assert record_verdicts(store, viewer, rehearsal.catalog, drafts) == 1
    [system] = situation.systems
    assert rehearsal.situation().judgements["emr-2018", TWO][system.id].verdict is Verdict.UNMET
    after = results.overall(results.clause_results(rehearsal.course(review)))
    assert after.over == 1, "what was overestimated stays so, whatever is put right afterwards"


def test_a_sheet_tells_what_to_look_at_and_what_to_ask(rehearsal: Rehearsal, review: int) -> None:
    rehearsal.house.prove(*of_clause(rehearsal.catalog, TWO))
    course = rehearsal.course(review, rehearsal.expert)
    sheet = sheets.open_sheet(rehearsal.house.store, rehearsal.expert, rehearsal.situation(), course, "05.01.5")
    row = sheet.view.requirement
    assert len(sheet.looks) == len(row.evidence)
    assert all(entry.what in look for entry, look in zip(row.evidence, sheet.looks, strict=True))
    asked = "\n".join(sheet.questions)
    assert "标本处理达到该级别功能的检验人次数" in asked
    assert "还没有统计" in asked
    assert [entry.document.title for entry in sheet.documents] == ["佐证说明"]
    assert (sheet.total, course.sample[sheet.number - 1].code) == (len(course.sample), "05.01.5")
    assert sheet.before == "05.01.4"


def test_an_unknown_sheet_opens_the_first(rehearsal: Rehearsal, review: int) -> None:
    course = rehearsal.course(review, rehearsal.expert)
    sheet = sheets.open_sheet(rehearsal.house.store, rehearsal.expert, rehearsal.situation(), course, "没有")
    assert (sheet.number, sheet.before) == (1, None)


def test_every_type_of_evidence_has_its_words() -> None:
    assert all("{what}" in text for text in words().looks.values())


def test_the_report_in_word(rehearsal: Rehearsal, review: int) -> None:
    store, viewer = rehearsal.house.store, rehearsal.house.viewer
    photos.add_photo(store, rehearsal.expert, review, TWO, "现场.jpg", photo(), "采集界面")
    written = report(store, viewer, rehearsal.situation(), rehearsal.course(review), TODAY)
    assert written == report(store, viewer, rehearsal.situation(), rehearsal.course(review), TODAY)
    document = docx.Document(io.BytesIO(written))
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert heads == ["一、计划", "二、结果", "三、问题（1 个）", "四、与自评比较", "五、样本", "六、签字"]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert {"第一次模拟评审", "周专家：没有提醒", "检验系统", "33.3%", "随机抽取"} & set(cells) >= {
        "周专家：没有提醒",
        "检验系统",
        "33.3%",
        "随机抽取",
    }
    assert any("种子 1" in cell for cell in cells)
    assert len(document.inline_shapes) == 0
    assert any("没有放入报告：还没有完成患者信息检查" in paragraph.text for paragraph in document.paragraphs)
