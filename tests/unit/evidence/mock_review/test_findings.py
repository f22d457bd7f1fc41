"""Judging in a mock review: by whom it may be done, what is kept, and that nothing of the hospital's own changes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from criteria.vocabulary import Verdict
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.mock_review import photos, planning, records, sheets
from evidence.mock_review.planning import PlanDraft
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import TODAY, contents, nothing_stored, refused
from tests.unit.evidence.mock_review.rehearsal import CLOSES, HELD_ON, Rehearsal, open_account, photo

CLAUSE = "05.01.5#1"


@pytest.fixture
def review(rehearsal: Rehearsal) -> int:
    return rehearsal.drawn(rehearsal.expert, rehearsal.engineer, share=100)


def test_a_finding_is_kept_and_can_be_changed(rehearsal: Rehearsal, review: int) -> None:
    assert rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE) == 1
    assert rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE) == 0
    rehearsal.find(review, rehearsal.expert, Verdict.PARTIAL, CLAUSE, comment=" 缺提醒 ")
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, CLAUSE)
    [found] = rehearsal.course(review, rehearsal.expert).findings
    assert (found.clause, found.code, found.verdict, found.comment) == (CLAUSE, "05.01.5", Verdict.UNMET, "缺提醒")
    assert found.author == "周专家"


def test_each_reviewer_has_a_verdict_of_their_own(rehearsal: Rehearsal, review: int) -> None:
    rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE)
    rehearsal.find(review, rehearsal.engineer, Verdict.UNMET, CLAUSE)
    assert {found.author: found.verdict for found in rehearsal.course(review).findings} == {
        "周专家": Verdict.MET,
        "陈工": Verdict.UNMET,
    }


def test_a_comment_alone_is_kept_as_not_looked_at(rehearsal: Rehearsal, review: int) -> None:
    assert rehearsal.find(review, rehearsal.expert, Verdict.UNKNOWN, CLAUSE) == 0
    rehearsal.find(review, rehearsal.expert, Verdict.UNKNOWN, CLAUSE, comment="系统停机，改天再看")
    [found] = rehearsal.course(review).findings
    assert (found.verdict, found.compared) == (Verdict.UNKNOWN, None)


def test_the_verdicts_of_the_hospital_stay(rehearsal: Rehearsal, review: int) -> None:
    system = rehearsal.house.system("检验系统", "LIS")
    rehearsal.house.judge(rehearsal.catalog, Verdict.MET, CLAUSE, system=system)
    before = contents(rehearsal.house.store)
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, CLAUSE, comment="现场没有")
    after = contents(rehearsal.house.store)
    assert {table for table in after if after[table] != before[table]} - {"snapshots"} == {"mock_findings", "audit"}


def test_what_stood_when_it_was_first_judged_is_compared(rehearsal: Rehearsal, review: int) -> None:
    system = rehearsal.house.system("检验系统", "LIS")
    rehearsal.house.judge(rehearsal.catalog, Verdict.MET, CLAUSE, system=system)
    rehearsal.find(review, rehearsal.expert, Verdict.UNMET, CLAUSE)
    rehearsal.house.judge(rehearsal.catalog, Verdict.UNMET, CLAUSE, system=system)
    rehearsal.find(review, rehearsal.expert, Verdict.PARTIAL, CLAUSE)
    [found] = rehearsal.course(review).findings
    assert found.compared == records.SelfAssessment(Verdict.MET, (records.OwnVerdict(system, Verdict.MET, "王主任"),))


def test_only_those_named_judge(rehearsal: Rehearsal, review: int) -> None:
    stranger = open_account(rehearsal.house, "吴专家", Role.EXPERT, CLOSES)
    for who, kind in (
        (stranger, NotFoundError),
        (open_account(rehearsal.house, "孙工", Role.ENGINEER), NotAllowedError),
        (Viewer("无账号", Role.HEAD), NotAllowedError),
        (open_account(rehearsal.house, "审计", Role.AUDITOR), NotAllowedError),
        (Viewer("厂商", Role.VENDOR, 99, 1), NotAllowedError),
    ):
        with nothing_stored(rehearsal.house.store), pytest.raises(kind):
            rehearsal.find(review, who, Verdict.MET, CLAUSE)
        with nothing_stored(rehearsal.house.store), pytest.raises(kind):
            photos.add_photo(rehearsal.house.store, who, review, CLAUSE, "a.jpg", photo())


def test_an_expert_sees_only_the_own_reviews(rehearsal: Rehearsal, review: int) -> None:
    stranger = open_account(rehearsal.house, "吴专家", Role.EXPERT, CLOSES)
    assert records.reviews(rehearsal.house.store, stranger) == []
    with refused(NotFoundError, "没有安排您参加"):
        rehearsal.course(review, stranger)
    other = rehearsal.plan(stranger)
    seen = records.reviews(rehearsal.house.store, rehearsal.expert)
    assert [(found.id, len(found.reviewers)) for found in seen] == [(review, 1)]
    assert [found.id for found in records.reviews(rehearsal.house.store, stranger)] == [other]


def test_vendors_and_auditors_see_no_mock_review(rehearsal: Rehearsal, review: int) -> None:
    for role in (Role.VENDOR, Role.AUDITOR):
        assert records.reviews(rehearsal.house.store, Viewer("某人", role, 99, 1)) == []


def test_an_expert_judges_within_the_days_of_the_account(rehearsal: Rehearsal, review: int) -> None:
    rehearsal.house.clock.now += timedelta(days=(CLOSES - TODAY).days + 1)
    with nothing_stored(rehearsal.house.store), refused(NotAllowedError, "使用期限"):
        rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE)
    rehearsal.find(review, rehearsal.engineer, Verdict.MET, CLAUSE)


def test_what_was_not_drawn_is_not_judged(rehearsal: Rehearsal) -> None:
    review = rehearsal.drawn(share=0)
    for clause in ("05.01.1#1", "99.99.9#1"):
        with nothing_stored(rehearsal.house.store), refused(InvalidInputError, "不在这次模拟评审的样本中"):
            rehearsal.find(review, rehearsal.expert, Verdict.MET, clause)


def test_a_closed_review_is_only_read(rehearsal: Rehearsal, review: int) -> None:
    planning.close_review(rehearsal.house.store, rehearsal.house.viewer, review)
    with nothing_stored(rehearsal.house.store), refused(InvalidInputError, "已经结束"):
        rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE)
    planning.reopen_review(rehearsal.house.store, rehearsal.house.viewer, review)
    assert rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE) == 1


def test_a_blind_review_hides_the_self_assessment_until_all_is_judged(rehearsal: Rehearsal, review: int) -> None:
    store, situation = rehearsal.house.store, rehearsal.situation()

    def hidden(who: Viewer) -> bool:
        return sheets.open_sheet(store, who, situation, rehearsal.course(review, who), "05.01.5").hidden

    assert hidden(rehearsal.expert)
    assert not hidden(rehearsal.house.viewer)
    clauses = [clause.id for row in rehearsal.catalog.requirements if row.code == "05.01.5" for clause in row.clauses]
    rehearsal.find(review, rehearsal.expert, Verdict.MET, *clauses[:-1])
    assert hidden(rehearsal.expert)
    rehearsal.find(review, rehearsal.expert, Verdict.MET, clauses[-1])
    assert not hidden(rehearsal.expert)
    assert hidden(rehearsal.engineer)
    open_review = rehearsal.drawn(blind=False, share=100)
    course = rehearsal.course(open_review, rehearsal.expert)
    assert not sheets.open_sheet(store, rehearsal.expert, situation, course, "05.01.5").hidden


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title": " "}, "名称"),
        ({"reviewers": ()}, "至少选择一位"),
        ({"reviewers": (999,)}, "不能担任"),
        ({"share": 101}, "比例"),
        ({"seed": -1}, "种子"),
        ({"held_on": CLOSES + timedelta(days=1)}, "有效期"),
    ],
)
def test_a_plan_that_cannot_be(rehearsal: Rehearsal, wrong: dict[str, object], why: str) -> None:
    with nothing_stored(rehearsal.house.store), refused(InvalidInputError, why):
        rehearsal.plan(**wrong)


def test_who_has_judged_stays_and_so_does_the_sample(rehearsal: Rehearsal, review: int) -> None:
    store, viewer = rehearsal.house.store, rehearsal.house.viewer
    rehearsal.find(review, rehearsal.expert, Verdict.MET, CLAUSE)
    people = (rehearsal.expert.account_id or 0, rehearsal.engineer.account_id or 0)
    draft = PlanDraft("改名", HELD_ON, people, share=100)
    version = rehearsal.course(review).review.version
    with nothing_stored(store), refused(InvalidInputError, "不能从评审人员中去掉"):
        planning.change_review(store, viewer, review, replace(draft, reviewers=people[1:]), version)
    with nothing_stored(store), refused(InvalidInputError, "不能再改"):
        planning.change_review(store, viewer, review, replace(draft, seed=9), version)
    with nothing_stored(store), refused(InvalidInputError, "不能删除"):
        planning.drop_review(store, viewer, review)
    planning.change_review(store, viewer, review, replace(draft, reviewers=people[:1]), version)
    changed = rehearsal.course(review).review
    assert (changed.title, [reviewer.person for reviewer in changed.reviewers]) == ("改名", ["周专家"])


def test_a_plan_without_findings_can_be_dropped(rehearsal: Rehearsal, review: int) -> None:
    planning.drop_review(rehearsal.house.store, rehearsal.house.viewer, review)
    assert records.reviews(rehearsal.house.store, rehearsal.house.viewer) == []


def test_experts_plan_nothing(rehearsal: Rehearsal) -> None:
    rehearsal.house.viewer = rehearsal.expert
    with nothing_stored(rehearsal.house.store), refused(NotAllowedError, "权限"):
        rehearsal.plan()
    with refused(NotAllowedError, "权限"):
        planning.possible_reviewers(rehearsal.house.store, rehearsal.expert)
