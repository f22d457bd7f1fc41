"""按清单提出判定: what the ticks of a system would change, and applying it."""

from collections import Counter
from collections.abc import Callable

import streamlit as st

from criteria.vocabulary import VERDICT_WORDS, Verdict
from evidence.errors import UserError
from evidence.naming import short_title
from evidence.records import System
from evidence.situation import Situation
from evidence.ticklist import Preview, apply_proposals, preview, take_back
from evidence.words import VERDICT_SIGNS
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_layout import plain_table

_PROPOSED = (Verdict.MET, Verdict.PARTIAL, Verdict.UNMET, Verdict.NOT_APPLICABLE)
_SHOWN = 30
SAID = "ticklist-said"


def attempt(command: Callable[[], object]) -> str:
    """Runs one command; the sentence that tells why it was refused, empty when it was not."""
    try:
        command()
    except UserError as error:
        return str(error)
    return ""


def tell(message: str, undo: Callable[[], object]) -> None:
    """What changed, with the way back on top of the screen, and again above the list."""
    done(message, undo)
    st.session_state[SAID] = message


@st.dialog("按清单提出判定", width="large")
def confirm(session: Session, system: System) -> None:
    """The preview, and the button that stores it."""
    found = preview(session.situation, session.store, session.viewer, system)
    situation = session.situation
    if not found.proposals and not found.changes:
        st.write("已填的功能还不足以提出判定，请先继续填写清单。")
        return
    st.write(_summary(found))
    if found.changes:
        _table(situation, found)
    st.caption("判定只记在本系统名下；同一要求点由几个系统负责时，全院按其中最差的评定。人工作出的判定不会被改动。")
    if st.button("确认应用", type="primary", key="apply-proposals", disabled=not found.changes):
        with user_errors():
            applied = apply_proposals(session.store, session.viewer, situation, system, found)
            tell(_told(applied), lambda: take_back(session.store, session.viewer, system, applied))
            st.rerun()
    _differences(situation, found)


def _summary(found: Preview) -> str:
    text = f"由清单可以得出 **{len(found.proposals)}** 个要求点的判定"
    if not found.changes:
        return f"{text}，与已有判定相比没有需要更新的。"
    return f"{text}，应用后有 **{len(found.changes)}** 个发生变化：{_listed(found)}。"


def _listed(found: Preview) -> str:
    told = [
        f"{VERDICT_WORDS[verdict]} {found.counts[verdict]} 个" for verdict in _PROPOSED if found.counts.get(verdict)
    ]
    withdrawn = found.counts.get(Verdict.UNKNOWN)
    return "、".join([*told, f"撤回 {withdrawn} 个（清单已不再支持）"] if withdrawn else told)


def _told(applied: Preview) -> str:
    kept = f"另有 {len(applied.differences)} 个与人工判定不同，未改动。" if applied.differences else ""
    return f"已按清单更新 {len(applied.changes)} 个要求点的判定：{_listed(applied)}。{kept}"


def _table(situation: Situation, found: Preview) -> None:
    """Per standard, how many clauses would get which verdict."""
    counts: dict[str, Counter[Verdict]] = {}
    for change in found.changes:
        verdict = change.proposal.verdict if change.proposal else Verdict.UNKNOWN
        counts.setdefault(change.catalog, Counter())[verdict] += 1
    shown = [*_PROPOSED, *([Verdict.UNKNOWN] if found.counts.get(Verdict.UNKNOWN) else [])]
    head = ["标准", *("撤回" if v is Verdict.UNKNOWN else str(VERDICT_SIGNS[v]) for v in shown)]
    plain_table(
        head, [[_title(situation, c), *(f"{by[v]} 个" if by[v] else "" for v in shown)] for c, by in counts.items()]
    )


def _title(situation: Situation, catalog: str) -> str:
    return short_title(situation.catalogs[catalog]) if catalog in situation.catalogs else catalog


def _differences(situation: Situation, found: Preview) -> None:
    """Persons' verdicts that the list contradicts: they stay, somebody should look at them."""
    if not found.differences:
        return
    st.write(f"有 **{len(found.differences)}** 个要求点的人工判定与清单不同，应用时保持人工判定，请核对：")
    rows = [
        [
            f"{_title(situation, given.catalog)} {given.clause}",
            f"{VERDICT_SIGNS[given.verdict]}（{given.author} {given.at:%Y-%m-%d}）",
            str(VERDICT_SIGNS[proposal.verdict]),
            proposal.reason,
        ]
        for given, proposal in ((d.judgement, d.proposal) for d in found.differences[:_SHOWN])
    ]
    plain_table(["要求点", "人工判定", "按清单", "依据"], rows)
    if len(found.differences) > _SHOWN:
        st.caption(f"只列出前 {_SHOWN} 个。")
