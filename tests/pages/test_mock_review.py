"""模拟评审 and 倒计时 on the screen: plan, draw, judge, results, task, report; and what has to be done by when."""

import io
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from streamlit.testing.v1 import AppTest

from criteria.library import shipped_catalogs
from criteria.vocabulary import Verdict
from evidence import register
from evidence.deployment import Deployment
from evidence.mock_review.drawing import draw_sample
from evidence.mock_review.findings import FindingDraft, record_findings
from evidence.mock_review.planning import PlanDraft, plan_review, possible_reviewers
from evidence.mock_review.records import Course, Scope, course, reviews
from evidence.mock_review.report import report
from evidence.situation import Situation, load_situation
from evidence.store import Store
from evidence.viewer import Role, Viewer
from tests.pages.conftest import EXPERT, HOSPITAL, HOSPITAL_NAME, PERSON, UPLOADER, OpenPage, errors, html

TODAY = date.today()  # noqa: DTZ011 - as the screen does
CLAUSE = "05.01.5#1"
MOCK = "模拟评审"
SELF = '<div class="quiet">自评 '


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def account(store: Store, person: str) -> int:
    return next(found.account_id for found in possible_reviewers(store, PERSON) if found.name == person)


def situation(store: Store) -> Situation:
    return load_situation(store, PERSON, shipped_catalogs(), TODAY)


def planned(store: Store) -> int:
    """Of item 05.01, for the invited expert and the engineer."""
    people = (account(store, EXPERT.name), account(store, UPLOADER.name))
    draft = PlanDraft("第一次模拟评审", TODAY + timedelta(days=5), people, Scope(items=("05.01",)), share=100)
    return plan_review(store, PERSON, situation(store).targets[0], draft)


def judged(store: Store) -> Course:
    """Drawn, and one clause found unmet by the engineer."""
    review = planned(store)
    draw_sample(store, PERSON, situation(store), review)
    who = Viewer(UPLOADER.name, Role.ENGINEER, account(store, UPLOADER.name))
    drafts = [FindingDraft("05.01.3#1", Verdict.UNMET, "现场没有")]
    record_findings(store, who, situation(store), review, drafts)
    return course(store, PERSON, review)


def opened(open_page: OpenPage, person: str = PERSON.name, part: str = MOCK, **address: str) -> AppTest:
    return open_page("review_day", person, hospital=HOSPITAL_NAME, part=part, **address)


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label.endswith(label)).click()
    return app.run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_planning_and_drawing(open_page: OpenPage, store: Store) -> None:
    app = press(opened(open_page), "安排模拟评审")
    next(field for field in app.text_input if field.label == "名称").set_value("第一次模拟评审")
    people = next(field for field in app.multiselect if field.label == "评审人员")
    people.set_value([account(store, EXPERT.name)])
    app = press(app, "保存并继续")
    assert errors(app) == []
    [review] = reviews(store, PERSON)
    assert (review.title, [reviewer.person for reviewer in review.reviewers]) == ("第一次模拟评审", [EXPERT.name])
    app = press(app, "抽取样本")
    assert errors(app) == []
    assert "条条款：" in html(app)
    assert len(course(store, PERSON, review.id).sample) > 30


def test_a_department_is_planned_and_told(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, mock="new")
    next(field for field in app.text_input if field.label == "名称").set_value("检查科室预评审")
    fields = {field.label: field for field in app.multiselect}
    fields["评审人员"].set_value([account(store, EXPERT.name)])
    fields["范围：科室或类别"].set_value(["检查科室"])
    app = press(app, "保存并继续")
    assert errors(app) == []
    [review] = reviews(store, PERSON)
    assert review.scope == Scope(groups=("检查科室",))
    assert "科室或类别：检查科室" in html(app)


def test_a_plan_without_a_reviewer_says_what_is_missing(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page, mock="new")
    next(field for field in app.text_input if field.label == "名称").set_value("空")
    assert errors(press(app, "保存并继续")) == ["请至少选择一位评审人员。"]
    assert reviews(store, PERSON) == []


def test_an_expert_judges_and_sees_the_self_assessment_afterwards(open_page: OpenPage, store: Store) -> None:
    review = planned(store)
    draw_sample(store, PERSON, situation(store), review)
    app = opened(open_page, EXPERT.name, mock=str(review), sheet="05.01.3")
    assert errors(app) == []
    assert SELF not in html(app)
    assert "标本处理达到该级别功能的检验人次数" in html(app)
    for group in [field for field in app.button_group if field.key and field.key.startswith("mock-verdict")]:
        app.button_group(key=group.key).set_value(Verdict.MET).run()
    found = course(store, PERSON, review).findings
    assert {finding.verdict for finding in found} == {Verdict.MET}
    assert {finding.author for finding in found} == {EXPERT.name}
    assert SELF in html(app)
    assert "我已评完 1 / 6 条" in [bar.proto.text for bar in app.get("progress")]


def test_a_comment_is_kept_when_the_field_is_left(open_page: OpenPage, store: Store) -> None:
    review = planned(store)
    draw_sample(store, PERSON, situation(store), review)
    app = opened(open_page, EXPERT.name, mock=str(review), sheet="05.01.5")
    field = next(area for area in app.text_area if area.key == f"mock-comment-{review}-{CLAUSE}")
    field.set_value("缺超时提醒").run()
    [found] = course(store, PERSON, review).findings
    assert (found.clause, found.verdict, found.comment) == (CLAUSE, Verdict.UNKNOWN, "缺超时提醒")


def test_a_finding_becomes_a_task_and_a_self_assessment_by_a_person(open_page: OpenPage, store: Store) -> None:
    known = judged(store)
    app = opened(open_page, mock=str(known.review.id), view="结果")
    assert errors(app) == []
    assert "发现 1 个问题，0 个已建任务" in html(app)
    assert "比较了 1 个要求点，与自评一致 0.0%" in html(app)
    app = press(app, "生成整改任务")
    assert errors(app) == []
    [task_id] = course(store, PERSON, known.review.id).tasks.values()
    [task] = [task for task in situation(store).tasks if task.id == task_id]
    assert task.clauses == (("emr-2018", "05.01.3#1"),)
    assert "1 个已建任务" in html(app)
    app = press(app, "改判")
    assert errors(app) == []
    [system] = {duty.system.id for duty in situation(store).duties("emr-2018")["05.01.3#1"]}
    assert situation(store).judgements["emr-2018", "05.01.3#1"][system].verdict is Verdict.UNMET
    press(app, "撤销")
    assert situation(store).judgements["emr-2018", "05.01.3#1"][system].verdict is Verdict.MET


def test_the_report_names_the_finding(store: Store) -> None:
    known = judged(store)
    document = docx.Document(io.BytesIO(report(store, PERSON, situation(store), known, TODAY)))
    assert any("05.01.3#1" in paragraph.text for paragraph in document.paragraphs)


def test_ending_and_reopening(open_page: OpenPage, store: Store) -> None:
    known = judged(store)
    app = press(opened(open_page, mock=str(known.review.id)), "结束评审")
    assert errors(app) == []
    assert course(store, PERSON, known.review.id).review.closed_at is not None
    expert = opened(open_page, EXPERT.name, mock=str(known.review.id), view="结果")
    assert "发现 1 个问题" in html(expert)
    assert not [label for label in labels(expert) if label in ("生成整改任务", "改判", "结束评审")]


def test_an_expert_who_is_not_named_sees_none(open_page: OpenPage, store: Store) -> None:
    people = (account(store, UPLOADER.name),)
    review = plan_review(store, PERSON, situation(store).targets[0], PlanDraft("内部预演", TODAY, people))
    app = opened(open_page, EXPERT.name)
    assert "目前没有安排您参加的模拟评审" in html(app)
    app = opened(open_page, EXPERT.name, mock=str(review))
    assert errors(app) == ["这次模拟评审不存在，或者没有安排您参加，请返回列表。"]


def test_the_countdown(open_page: OpenPage, store: Store) -> None:
    planned(store)
    app = opened(open_page, part="倒计时")
    assert errors(app) == []
    assert "件事要做" in html(app)
    assert "评审日 2030-06-30" in html(app)
    [table] = app.dataframe
    assert {"增加标本超时提醒", "第一次模拟评审"} <= set(table.value["事项"])


def test_the_countdown_without_a_review_date(open_page: OpenPage, store: Store) -> None:
    register.set_target(store, PERSON, shipped_catalogs()["emr-2018"], "6")
    app = opened(open_page, part="倒计时")
    assert errors(app) == []
    assert '<p class="lead">评审日期未定，还有' in html(app)
