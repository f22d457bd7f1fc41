"""The clauses of a requirement: text, verdict buttons, proof, each system's own verdict, notes."""

from collections import Counter
from collections.abc import Iterable
from html import escape

import streamlit as st

from criteria.models import Indicator, is_tiered
from criteria.vocabulary import Verdict
from evidence.access import Permission
from evidence.records import Judgement
from evidence.requirement_list import asks_nothing
from evidence.requirement_tiers import TierChoice, connection_count, tier_choices
from evidence.requirement_view import ClauseView
from evidence.ticklist import TICKLIST
from evidence.words import PROOF_SIGNS, VERDICT_SIGNS
from pages.parts.official_wording import official_mark
from pages.parts.requirement_desk import Desk, in_html, judge, judge_focus, marked, write_note
from pages.parts.requirement_detail import VERDICTS
from pages.parts.requirement_documents import example_mark

_NAMED_SYSTEMS = 4


def show_clauses(desk: Desk) -> None:
    """One block per clause; the one that keys judge has a bar at its left."""
    for clause in desk.view.clauses:
        in_focus = clause.id == desk.focus
        with st.container(border=True, gap="xsmall", key="clause-now" if in_focus else f"clause-{clause.number}"):
            number = f'<span class="code quiet">#{clause.number}</span> ' if len(desk.view.clauses) > 1 else ""
            mark = official_mark(desk.view.catalog, clause.id)
            st.html(f'<div class="clause">{number}{escape(clause.text)}</div>{mark}')
            if asks_nothing(desk.view.requirement):
                continue
            if is_tiered(desk.view.requirement):
                _tiers(desk, clause)
            else:
                _verdicts(desk, clause)
            st.html(_state(clause))


def _verdicts(desk: Desk, clause: ClauseView) -> None:
    now = clause.common_verdict(desk.scope)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        for verdict in VERDICTS if desk.may_judge and len(desk.view.clauses) > 1 else ():
            st.button(
                marked(VERDICT_SIGNS[verdict]),
                key=f"clause-{clause.number}-{verdict.value}",
                type="primary" if now is verdict else "secondary",
                disabled=not clause.judged_by(desk.scope),
                on_click=judge,
                args=(desk, clause.id, verdict),
            )
        _note(desk, clause)
        _documents_link(desk, clause)


def _note(desk: Desk, clause: ClauseView) -> None:
    if not desk.may_judge:
        return
    key = f"note-{clause.id}-{desk.scope or 0}"
    with st.popover("备注", disabled=not clause.judged_by(desk.scope)):
        st.text_area("备注", value=clause.common_note(desk.scope), key=key, placeholder="判定依据、核对过程、尚缺什么")
        st.button("保存备注", key=f"save-{key}", on_click=write_note, args=(desk, clause.id, key), type="primary")


def _documents_link(desk: Desk, clause: ClauseView) -> None:
    parameters = {"catalog": desk.view.catalog.id, "clause": clause.id}
    st.page_link("pages/documents.py", label="佐证材料", icon=":material/attach_file:", query_params=parameters)


def _state(clause: ClauseView) -> str:
    """Who judged what and when for each system, the verdict and proof that count, notes."""
    owed = clause.verdict is not Verdict.NOT_APPLICABLE
    proof = f"　佐证 {in_html(PROOF_SIGNS[clause.proof])}" if owed else "　无需佐证"
    lines = [f"{_systems(clause)}{proof}{example_mark(clause.example)}"]
    lines += [f"备注（{_named(names)}）：{escape(note)}" for note, names in clause.notes().items()]
    return "".join(f'<div class="quiet">{line}</div>' for line in lines)


def _named(names: list[str]) -> str:
    return escape("、".join(names)) if len(names) <= _NAMED_SYSTEMS else f"{len(names)} 个系统"


def _systems(clause: ClauseView) -> str:
    if clause.whole:
        who = "全院判定" if clause.systems else "没有责任系统，由医院整体判定"
        return f"{who} {in_html(VERDICT_SIGNS[clause.verdict])}{_signed(clause.hospital)}"
    whole = f"<b>{in_html(VERDICT_SIGNS[clause.verdict])}</b>　" if len(clause.systems) > 1 else ""
    if len(clause.systems) > _NAMED_SYSTEMS:
        counts = Counter(part.verdict for part in clause.systems)
        told = "、".join(f"{in_html(VERDICT_SIGNS[v])} {counts[v]}" for v in VERDICTS if counts[v])
        return f"{whole}{len(clause.systems)} 个责任系统：{told}（逐个见“责任系统”）"
    return whole + "；".join(
        f'<span title="{escape(part.duty.reason)}">{escape(part.duty.system.name)}</span> '
        f"{in_html(VERDICT_SIGNS[part.verdict])}{_signed(part.given)}"
        for part in clause.systems
    )


def _signed(given: Judgement | None) -> str:
    if given is None:
        return ""
    source = " 来自功能清单" if given.origin == TICKLIST else ""
    return f"（{escape(given.author)} {given.at:%Y-%m-%d}{source}）"


def _tiers(desk: Desk, clause: ClauseView) -> None:
    """The tier reached; keys 1, 2, … in the order shown."""
    indicator = desk.view.requirement
    assert isinstance(indicator, Indicator)  # noqa: S101 - only indicators have tiers
    _proposal(desk)
    choices = tier_choices(indicator, clause.hospital)
    if not desk.may_judge:
        _read_tiers(choices)
    for number, choice in enumerate(choices, 1) if desk.may_judge else ():
        with st.container(horizontal=True, wrap=False, gap="small", vertical_alignment="center"):
            _tier(desk, number, choice)
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        _note(desk, clause)
        _documents_link(desk, clause)


def _tier(desk: Desk, number: int, choice: TierChoice) -> None:
    st.button(
        f"{marked(VERDICT_SIGNS[choice.verdict]).split(' ')[0]} {choice.name}",
        key=f"tier-{number}",
        shortcut=str(number) if number <= 9 else None,
        type="primary" if choice.chosen else "secondary",
        width=230,
        on_click=judge_focus,
        args=(desk, choice.verdict, choice.tier),
    )
    if choice.when:
        st.html(f'<div class="clause quiet">{escape(choice.when)}</div>')


def _read_tiers(choices: Iterable[TierChoice]) -> None:
    """The tiers with the one that was reached, for who does not judge."""
    for choice in choices:
        text = f"{escape(choice.name)}　{escape(choice.when)}"
        if choice.chosen:
            st.html(f'<div class="clause">{in_html(VERDICT_SIGNS[choice.verdict])} <b>{text}（现判定）</b></div>')
        elif choice.tier:
            st.html(f'<div class="clause quiet">{text}</div>')


def _proposal(desk: Desk) -> None:
    """What the register of systems says for 5.2.1.1 to 5.2.1.3, to be taken over with one click."""
    count = connection_count(desk.session.situation, desk.view.catalog, desk.view.requirement)
    if count is None:
        return
    names = "、".join(system.name for system in count.connected)
    reached = f"达到{count.tier}档" if count.tier else "未达最低档"
    st.write(f"系统登记中已接入平台的有 **{len(count.connected)}** 个，{reached}。" + (f"（{names}）" if names else ""))
    if count.not_known:
        st.caption(
            f"另有 {len(count.not_known)} 个系统没有登记是否接入平台：{'、'.join(s.name for s in count.not_known)}。"
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        if desk.may_judge:
            st.button("按登记数判定", key="take-count", on_click=judge, args=(desk, None, count.verdict, count.tier))
        if desk.session.may(Permission.REGISTER):
            st.page_link("pages/systems.py", label="登记接入情况", icon=":material/dns:")
