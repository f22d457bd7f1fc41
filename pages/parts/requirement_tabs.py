"""What hangs on a requirement, one tab each; only the open tab reads and draws."""

from collections.abc import Callable
from html import escape

import streamlit as st

from criteria.models import AssessmentUnit, Indicator, LevelRequirement
from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.documents import link_document, unlink_document
from evidence.features import STATUS_NAMES, features_claiming
from evidence.other_standards import OtherStandards
from evidence.requirement_list import asks_nothing
from evidence.requirement_related import contract_renewals, linked_documents, verdict_history
from evidence.shared_documents import SharedDocument, shared_documents
from evidence.words import TASK_STATES, VERDICT_SIGNS
from pages.parts.requirement_desk import Desk, act, in_html
from pages.parts.requirement_documents import (
    documents_link,
    example_mark,
    plain_table,
    point,
    requirement_anchor,
    show_documents,
)
from pages.parts.requirement_figures import show_figures
from pages.parts.requirement_hazards import show_hazards
from pages.parts.requirement_systems import show_systems

_TABS = "requirement-tab"


def show_tabs(desk: Desk) -> None:
    """The tabs that this kind of requirement has."""
    if asks_nothing(desk.view.requirement) or not desk.view.clauses:
        return
    tabs = _tabs_of(desk)
    for name, tab in zip(tabs, st.tabs(list(tabs), key=_TABS, on_change="rerun"), strict=True):
        if tab.open:
            with tab:
                tabs[name](desk)


def _tabs_of(desk: Desk) -> dict[str, Callable[[Desk], None]]:
    row = desk.view.requirement
    tabs: dict[str, Callable[[Desk], None]] = {"审查要点与佐证": _show_proof}
    if isinstance(row, LevelRequirement):
        tabs["有效应用与数据质量"] = show_figures
    if isinstance(row, Indicator):
        tabs["计分规则"] = _show_rule
    if isinstance(row, AssessmentUnit):
        tabs["高风险与隐患"] = show_hazards
    return tabs | {"责任系统": show_systems, "整改任务": _show_tasks, "修改历史": _show_history}


def _show_proof(desk: Desk) -> None:
    view, names = desk.view, vocabulary().evidence_types
    st.markdown("**审查时看什么**")
    rows = [
        [names.get(e.type, e.type), escape(e.what), f"{e.max_age_days} 天内" if e.max_age_days else "不限"]
        for e in view.requirement.evidence
    ]
    if rows:
        plain_table(["类型", "内容", "材料时限"], rows, short=frozenset({0, 2}))
    else:
        st.caption("目录没有列出典型佐证，由医院自行确定。")
    if isinstance(view.requirement, AssessmentUnit) and view.requirement.maintenance_evidence:
        st.caption(f"维保服务中即可形成的材料：{'、'.join(view.requirement.maintenance_evidence)}。")
    st.markdown("**已关联的佐证材料**")
    show_documents(linked_documents(desk.session.store, desk.session.viewer, view), desk.session.situation)
    _show_renewals(desk)
    parameters = {"catalog": view.catalog.id, "clause": desk.focus or view.clauses[0].id}
    documents_link(desk, "上传或关联材料", parameters)
    _show_shared(desk)
    _show_features(desk)
    _show_counterparts(desk)


def _show_renewals(desk: Desk) -> None:
    """Which delivery under a contract renews the proof next; the same one for several clauses once."""
    session = desk.session
    clauses: dict[str, list[str]] = {}
    for clause, words in contract_renewals(session.store, session.viewer, session.situation, desk.view).items():
        clauses.setdefault(words, []).append(point(clause))
    for words, numbers in clauses.items():
        about = f"（{'、'.join(numbers)}）" if len(desk.view.clauses) > 1 else ""
        st.html(f'<div class="quiet">下次更新{about}：{escape(words)}</div>')


def _show_shared(desk: Desk) -> None:
    """Documents of other standards that may prove this one, too: a person confirms each."""
    session, view = desk.session, desk.view
    clauses = [clause.id for clause in view.clauses]
    found = shared_documents(session.store, session.viewer, session.situation, view.catalog.id, clauses)
    if not found:
        return
    st.markdown("**其他标准已采纳、也可能证明本条的材料**")
    for shared in found:
        proves = "、".join(point(link.ref) for link in shared.links)
        with st.container(horizontal=True, vertical_alignment="center"):
            if session.may(Permission.REVIEW):
                st.button("也用于本条", key=f"share-{shared.document.id}", on_click=_share, args=(desk, shared))
            st.html(
                f"<div>{escape(shared.document.title)}{example_mark(shared.document.example)}"
                f'<div class="quiet">已证明 {escape(shared.proven.standard)} {escape(shared.proven.clause.id)}；'
                f"可证明本条 {proves}</div></div>",
                width="stretch",
            )


def _share(desk: Desk, shared: SharedDocument) -> None:
    session, document = desk.session, shared.document

    def undo() -> None:
        for link in shared.links:
            unlink_document(session.store, session.viewer, document.id, link)

    act(
        lambda: link_document(session.store, session.viewer, document.id, shared.links),
        f"《{document.title}》已关联到本条 {len(shared.links)} 个要求点。",
        undo,
    )


def _show_counterparts(desk: Desk) -> None:
    """What the same work fulfils in other standards."""
    view, others = desk.view, OtherStandards(desk.session.situation)
    rows = []
    for other, own in others.of_several(view.catalog.id, (clause.id for clause in view.clauses)):
        link = requirement_anchor(other.catalog.id, other.requirement.code, other.clause.id)
        features = "、".join(feature.name for feature in other.features)
        standard = escape(other.standard) + ("" if other.asked else '<div class="quiet">不在本院目标内</div>')
        rows.append(["、".join(map(point, own)), standard, f"{link} {escape(other.clause.text)}", escape(features)])
    if rows:
        st.markdown("**同时满足**")
        plain_table(["本条", "标准", "要求点", "通过哪项功能"], rows, short=frozenset({0, 1}))


def _show_features(desk: Desk) -> None:
    view, situation = desk.view, desk.session.situation
    clauses = [clause.id for clause in view.clauses]
    found = features_claiming(desk.session.store, desk.session.viewer, view.catalog.id, clauses)
    if not found:
        return
    st.markdown("**声称满足本条的系统功能**")
    rows = []
    for feature in found:
        system = situation.system_by_id.get(feature.system_id)
        claimed = "、".join(point(c) for catalog, c in feature.claims if catalog == view.catalog.id and c in clauses)
        rows.append(
            [escape(feature.name), escape(system.name if system else ""), STATUS_NAMES[feature.status], claimed]
        )
    plain_table(["功能", "系统", "状态", "要求点"], rows)


def _show_rule(desk: Desk) -> None:
    row = desk.view.requirement
    assert isinstance(row, Indicator)  # noqa: S101 - the tab exists for indicators only
    st.write(row.rule or f"符合得 {row.points} 分。")
    if row.tiers:
        plain_table(["档次", "累计得分", "条件"], [[t.grade, str(t.points), escape(t.when)] for t in row.tiers])
    if row.options:
        st.caption(f"计入范围（{len(row.options)} 类）：{'、'.join(row.options)}。")
    if row.note:
        st.caption(row.note)


def _show_tasks(desk: Desk) -> None:
    view, today, rows = desk.view, desk.session.today, []
    clauses = {clause.id for clause in view.clauses}
    for task in view.tasks:
        due = str(task.due_on or "未定") + ("　<b>已逾期</b>" if task.overdue(today) else "")
        own = "、".join(point(c) for catalog, c in task.clauses if catalog == view.catalog.id and c in clauses)
        title = escape(task.title) + example_mark(task.example)
        rows.append([title, escape(task.owner), due, TASK_STATES[task.state], own])
    if rows:
        plain_table(["任务", "负责人", "截止日期", "状态", "要求点"], rows, short=frozenset({2, 3}))
        if desk.session.opens("tasks"):
            st.page_link("pages/tasks.py", label="到“整改”处理", icon=":material/task_alt:")
    elif desk.session.may(Permission.PLAN):
        st.caption("没有未完成的整改任务。差距可在“差距”页选中后成批生成任务。")
        st.page_link("pages/gaps.py", label="到“差距”生成任务", icon=":material/grid_on:")
    else:
        st.caption("没有未完成的整改任务。")


def _show_history(desk: Desk) -> None:
    session = desk.session
    rows = []
    for line in verdict_history(session.store, session.viewer, session.situation, desk.view):
        before = in_html(VERDICT_SIGNS[line.before]) if line.before else ""
        after = in_html(VERDICT_SIGNS[line.after]) if line.after else "只改备注"
        change = f"{before} → {after}" if before else after
        tier = f"（{escape(line.tier)}档）" if line.tier else ""
        who = [f"{line.at:%Y-%m-%d %H:%M}", escape(line.actor), point(line.clause), escape(line.system)]
        rows.append([*who, change + tier, escape(line.note)])
    if rows:
        plain_table(["时间", "修改人", "要求点", "系统", "判定", "备注"], rows, short=frozenset({0, 2, 4}))
    else:
        st.caption("还没有人判定过。")
