"""The open requirement: where it stands, what it asks, and the buttons and keys that judge it."""

from html import escape

import streamlit as st

from criteria.models import AssessmentUnit, Indicator, LevelRequirement, is_tiered
from criteria.vocabulary import Verdict, vocabulary
from evidence.naming import level_of
from evidence.requirement_list import asks_nothing
from evidence.words import KIND_NAMES, PROOF_SIGNS, VERDICT_SIGNS
from pages.parts import requirement_address as address
from pages.parts.official_wording import annex_number
from pages.parts.requirement_desk import (
    GO_ON,
    Desk,
    change_focus,
    in_html,
    judge_focus,
    marked,
    open_code,
    show_problem,
)

# In the order of the keys 1 to 5.
VERDICTS = (Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE)
_KIND_HELP = {
    "basic": "基本项：达到目标级别必须通过",
    "optional": "选择项：通过的个数要达到规定数",
    "unconfirmed": "待确认：现有文本看不出本级是基本项还是选择项，按较严的基本项要求；以正式文本为准",
}
_FACTS = {
    "wording": "条文",
    "kind": "基本项／选择项",
    "systems": "责任系统",
    "evidence": "佐证建议",
    "points": "分值",
    "award": "定级规则",
    "high_risk": "高风险情形",
    "scoring_2021": "2021 版评分",
    "clauses": "要求点划分",
}


def show_title(desk: Desk, shown: int) -> None:
    """Way to the neighbours, title, headings, state, and how it is worked out."""
    view, entry = desk.view, desk.view.entry
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _go("上一条", desk.around.before, "k", "requirement-before")
        _go("下一条", desk.around.after, "j", "requirement-after")
        place = f"第 {desk.around.position}／{shown} 条" if desk.around.position else f"不在筛选结果中（共 {shown} 条）"
        st.html(f'<div class="quiet" style="white-space:nowrap">{place}</div>', width="content")
        with st.popover("怎么算的"):
            _explain(desk)
    level = level_of(view.requirement)
    title = f'<span class="code">{view.code}</span> {escape(view.name)}' + (f" · {level}" if level else "")
    facts = [" › ".join(map(escape, entry.headings)), *_facts(desk)]
    state = "" if asks_nothing(view.requirement) else f"{in_html(VERDICT_SIGNS[entry.verdict])}　{_proof(desk)}"
    st.html(f'<div class="lead">{title}</div><div class="quiet">{" ｜ ".join(facts)}</div><div>{state}</div>')


def _go(label: str, code: str | None, key_name: str, key: str) -> None:
    st.button(label, key=key, shortcut=key_name, disabled=code is None, on_click=open_code, args=(code,))


def _proof(desk: Desk) -> str:
    entry = desk.view.entry
    if entry.proof is None:
        return "无需佐证"
    counted = f"{entry.proven}／{entry.clauses} 个要求点计为有据"
    return f"佐证材料 {in_html(PROOF_SIGNS[entry.proof])}　{counted}"


def _facts(desk: Desk) -> list[str]:
    """What kind of demand it is, each with an explanation under the pointer."""
    row, parts = desk.view.requirement, []
    if isinstance(row, LevelRequirement) and row.kind is not None:
        parts.append(_explained(KIND_NAMES[row.kind], _KIND_HELP[row.kind.value]))
    if isinstance(row, Indicator):
        parts.append("选测" if row.elective else "必测" if row.measured else "只记录，不计分")
        parts.append(f"{row.points} 分")
    if isinstance(row, AssessmentUnit):
        parts.append(f"标准原文 {escape(row.clause)}")
        scope = (
            ("全院", "安全物理环境、管理制度等，全院判定一次")
            if row.scope == "platform"
            else ("逐系统", "定级对象中的每个系统都要判定")
        )
        parts.append(_explained(*scope))
    if number := annex_number(desk.view.catalog, row.code):
        parts.append(number)
    if desk.view.entry.blocks:
        parts.append(_explained("卡级", "它不通过，目标就达不到"))
    return parts


def _explained(word: str, text: str) -> str:
    return f'<span title="{escape(text)}" style="border-bottom:1px dotted #6B7280;cursor:help">{escape(word)}</span>'


def _explain(desk: Desk) -> None:
    view, catalog = desk.view, desk.view.catalog
    counted = "、".join(
        f"{VERDICT_SIGNS[v].word} {n}" for v in VERDICTS if (n := sum(c.verdict is v for c in view.clauses))
    )
    st.markdown(
        f"- 要求点的判定取各责任系统中最差的：不符合 → 部分符合 → 未评估 → 符合；不适用的不计。\n"
        f"- 条款取各要求点中最差的。本条 {len(view.clauses)} 个要求点：{counted or '无'}，"
        f"因此为“{VERDICT_SIGNS[view.entry.verdict].word}”。\n"
        f"- 符合且有已采纳、仍在有效期内的佐证材料才算有据；不适用的无需佐证。"
        f"本条有据 {view.entry.proven}／{view.entry.clauses}。"
    )
    if is_tiered(view.requirement):
        st.markdown("- 分档指标由医院整体判定；达到的档低于目标要求的档，按部分符合显示。")
    marks = vocabulary().provenance_marks
    known = "；".join(f"{_FACTS.get(p.fact, p.fact)}：{marks.get(p.mark, p.mark)}" for p in catalog.provenance)
    st.caption(f"依据：{catalog.title}（{catalog.doc_no or catalog.edition}）。{known}。")


def show_bar(desk: Desk) -> None:
    """Judging all clauses, or the one in focus, with a click or the keys 1 to 5."""
    show_problem()
    if asks_nothing(desk.view.requirement):
        st.info("0 级只描述没有系统时的状况，不作要求，无需判定。", icon=":material/info:")
        return
    if not desk.view.clauses:
        st.info("标准在这一级没有提出要求，按符合计算，无需判定。", icon=":material/info:")
        return
    if is_tiered(desk.view.requirement) or not desk.may_judge:
        return
    with st.container(border=True, key="judge-bar", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            several = len(desk.view.clauses) > 1
            what = f"要求点 #{desk.focus.split('#')[1]}" if desk.focus else "整条" if several else "本条"
            st.html(f'<b style="white-space:nowrap">判定{what}</b>', width="content")
            if several:
                st.button("换要求点", key="requirement-focus", shortcut="l", on_click=change_focus, args=(desk,))
            scope_chooser(desk)
            st.toggle("判定后转到下一条", key=GO_ON, persist_state="session")
        _verdict_keys(desk)


def _verdict_keys(desk: Desk) -> None:
    view = desk.view
    clauses = [view.clause(desk.focus)] if desk.focus else view.clauses
    now = {clause.common_verdict(desk.scope) for clause in clauses if clause.judged_by(desk.scope)}
    with st.container(horizontal=True, gap="xsmall"):
        for number, verdict in enumerate(VERDICTS, 1):
            st.button(
                marked(VERDICT_SIGNS[verdict]),
                key=f"judge-{verdict.value}",
                shortcut=str(number),
                type="primary" if now == {verdict} else "secondary",
                disabled=not now,
                on_click=judge_focus,
                args=(desk, verdict),
            )


def scope_chooser(desk: Desk) -> None:
    """For which system is judged; only where there is a choice."""
    everyone = f"全部责任系统（{len(desk.view.systems)} 个）"
    names = {str(system.id): system.name for system in desk.view.systems}
    known = {str(system.id): system.name for system in desk.session.situation.systems}
    names |= {chosen: known[chosen] for chosen in (address.get("for"),) if chosen in known}
    narrowed = address.get("system")
    if narrowed in known:
        names = {"": f"{known[narrowed]}（随筛选）", "all": everyone} | names
    elif len(names) > 1 or desk.scope is not None:
        names = {"": everyone} | names
    else:
        return
    address.select("for", "判定范围", names, width=220, labelled=False)
    if not desk.view.concerns(desk.scope):
        st.caption("该系统不承担本条，请更换判定范围。")
