"""The answer of the task screen: what is open, and will we make it?"""

import streamlit as st

from evidence.naming import short_title
from evidence.records import Target
from evidence.situation import Situation
from evidence.standing import Basis, level_label
from evidence.task_effect import Effect
from evidence.task_view import Outlook
from evidence.words import BASIS_NAMES

_IN_TIME = """
- **能否赶上**：看没有完成的任务中最晚的截止日期是否不晚于评审日期；有任务没有截止日期、或评审日期未定时不作判断。
"""
_EFFECT = """
- **全部完成后**：假定任务所列要求点都已判为符合并有已采纳的材料，用同一套评级规则重新计算。
  只属于一个系统的任务，只算这个系统的部分；有效应用和数据质量保持现在的数值。
"""


def draw_answer(found: Outlook, target: Target, effect: Effect | None) -> None:
    """One sentence on time, one on what the work brings."""
    st.html(f'<p class="lead">{_sentence(found, target)}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="task-answer"):
        if effect:
            st.html(f'<span class="quiet">{_outcome(effect)}</span>', width="content")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_IN_TIME + (_EFFECT if effect else ""))


def _sentence(found: Outlook, target: Target) -> str:
    if not found.open:
        return "没有未完成的整改任务。"
    overdue = f"，其中 {found.overdue} 个逾期" if found.overdue else "，没有逾期"
    return f"{found.open} 个任务未完成{overdue}；{_in_time(found, target)}。"


def _in_time(found: Outlook, target: Target) -> str:
    if target.review_on is None:
        return "评审日期未定，还不能判断能否赶上"
    before = f"{found.before_review} 个在评审（{target.review_on}）前到期"
    undated = f"{found.undated} 个没有截止日期"
    if found.in_time is None:
        return f"{before}，{undated}，还不能判断能否赶上"
    if found.in_time:
        first = "，但逾期的要先补上" if found.overdue else ""
        return f"{before}，最晚 {found.latest}，按计划能赶上{first}"
    others = f"，另有 {undated}" if found.undated else ""
    return f"{before}，{found.after_review} 个晚于评审（最晚 {found.latest}）{others}，按现在的计划赶不上"


def _outcome(effect: Effect) -> str:
    moves = "，".join(f"{BASIS_NAMES[basis]}{change(effect, basis)}" for basis in (Basis.CLAIMED, Basis.PROVEN))
    left = f"仍有 <b>{effect.open_after}</b> 条要求点有差距" if effect.open_after else "不再有差距"
    return f"任务全部完成后：{moves}；{left}（现在 {effect.open_before} 条）"


def change(effect: Effect, basis: Basis) -> str:
    """3级 → <b>4级</b>; 仍为3级 when it does not move."""
    before, after = level_label(effect.before.on(basis)), level_label(effect.after.on(basis))
    return f" {before} → <b>{after}</b>" if before != after else f"仍为{after}"


def effect_title(situation: Situation, effect: Effect) -> str:
    """电子病历, 等保三级 · 定级对象."""
    protected = situation.object_by_id.get(effect.target.object_id or 0)
    return short_title(effect.before.catalog) + (f" · {protected.name}" if protected else "")
