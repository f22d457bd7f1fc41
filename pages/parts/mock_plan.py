"""The plan of a mock review: title, day, reviewers, scope, share, seed, blind or not."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

import streamlit as st

from evidence.mock_review.planning import (
    USUAL_SEED,
    USUAL_SHARE,
    Person,
    PlanDraft,
    change_review,
    plan_review,
    possible_reviewers,
)
from evidence.mock_review.records import MockReview, Scope, target_of
from evidence.mock_review.scopes import group_names, item_names, vendor_names
from evidence.records import Target
from evidence.words import ROLE_NAMES
from evidence.worklist import target_name
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import put
from pages.parts.session import Session

# A rehearsal is usually held this long before the review, so that what it finds can be put right.
_BEFORE = timedelta(days=28)

_T = TypeVar("_T", int, str)
_GROUPS_HELP = (
    "电子病历按工作角色（病房医师、检查科室等）；其他标准按业务类别、评估类目或安全层面。"
    "与项目之间是“或”的关系：所选科室的全部项目，再加上所选的项目。"
)
_VENDORS_HELP = "系统和厂商之间是“或”的关系：条款的责任系统在所选系统中，或由所选厂商维护。"


def draw_plan(session: Session, review: MockReview | None) -> None:
    """The form, of a new mock review for the chosen target or of one that is planned."""
    if review is None and session.standing is None:
        return
    target = target_of(session.situation, review) if review else session.standing.target if session.standing else None
    assert target is not None  # noqa: S101 - one of both is there
    st.html(f'<p class="lead">{target_name(session.situation, target)}：模拟评审计划</p>')
    people = {person.account_id: person for person in possible_reviewers(session.store, session.viewer)}
    key = f"mock-plan-{review.id if review else 'new'}-{target.id}"
    with st.form(key, border=False):
        draft = _fields(session, target, review, people, key)
        label = "保存计划" if review else "保存并继续"
        pressed = st.form_submit_button(label, type="primary", key=f"{key}-save")
    if not pressed:
        return
    with user_errors():
        if review:
            change_review(session.store, session.viewer, review.id, draft, review.version)
        else:
            put("mock", str(plan_review(session.store, session.viewer, target, draft)))
        done(f"已保存模拟评审计划“{draft.title.strip()}”。")
        st.rerun()


def _fields(
    session: Session, target: Target, review: MockReview | None, people: dict[int, Person], key: str
) -> PlanDraft:
    left, right = st.columns(2)
    with left:
        title = st.text_input(
            "名称", review.title if review else "", key=f"{key}-title", placeholder="例如：第一次模拟评审"
        )
        usual = review.held_on if review else _usual_day(session, target)
        day = st.date_input("评审日期", usual, key=f"{key}-day", format="YYYY-MM-DD")
        named = [reviewer.account_id for reviewer in review.reviewers] if review else []
        reviewers = st.multiselect(
            "评审人员",
            list(people),
            [number for number in named if number in people],
            format_func=lambda number: _person(people[number]),
            key=f"{key}-people",
            placeholder="选择账号",
            help="院外专家须先由管理员开通有期限的“专家”账号；专家只能看到和填写安排了自己的模拟评审。",
        )
        blind = st.checkbox(
            "盲评：评审人员先给出自己的判定，再显示自评",
            review.blind if review else True,
            key=f"{key}-blind",
        )
    with right:
        scope = _scope(session, target, review, key)
        with st.container(horizontal=True):
            share = st.number_input(
                "其余条款抽取比例（%）",
                0,
                100,
                review.share if review else USUAL_SHARE,
                key=f"{key}-share",
                help="基本项（含待确认的）、上次评审后有变动的、曾被退回的和上次有问题的全部抽中，其余的按这个比例抽取。",
            )
            seed = st.number_input(
                "抽样种子",
                0,
                999_999,
                review.seed if review else USUAL_SEED,
                key=f"{key}-seed",
                help="任意一个数。数据没有变化时，同一个种子抽出同样的样本；换一个种子就换一批条款。",
            )
    return PlanDraft(
        title=title,
        held_on=day if isinstance(day, date) else usual,
        reviewers=tuple(reviewers),
        scope=scope,
        share=int(share),
        seed=int(seed),
        blind=blind,
        example=review.example if review else False,
    )


def _usual_day(session: Session, target: Target) -> date:
    if target.review_on is None:
        return session.today
    return max(session.today, target.review_on - _BEFORE)


def _person(person: Person) -> str:
    until = f"，至 {person.valid_until}" if person.valid_until else ""
    return f"{person.name}（{ROLE_NAMES[person.role]}{until}）"


def _scope(session: Session, target: Target, review: MockReview | None, key: str) -> Scope:
    """Four lists; an empty one is no limit."""
    known = review.scope if review else Scope()
    items = item_names(session.situation, target)
    systems = {system.id: system.name for system in session.situation.systems}
    vendors = vendor_names(session.situation)
    groups = {name: name for name in group_names(session.situation, target)}
    of_groups = _limit("科室或类别", groups, known.groups, f"{key}-groups", _GROUPS_HELP)
    of_items = _limit("项目", items, known.items, f"{key}-items")
    of_systems = _limit("系统", systems, known.systems, f"{key}-systems")
    of_vendors = _limit("厂商", vendors, known.vendors, f"{key}-vendors", _VENDORS_HELP)
    return Scope(of_items, of_systems, of_vendors, of_groups)


def _limit(
    what: str, names: Mapping[_T, str], known: Sequence[_T], key: str, explained: str | None = None
) -> tuple[_T, ...]:
    chosen = st.multiselect(
        f"范围：{what}",
        list(names),
        [option for option in known if option in names],
        format_func=names.__getitem__,
        key=key,
        placeholder="全部",
        help=explained,
    )
    return tuple(chosen)
