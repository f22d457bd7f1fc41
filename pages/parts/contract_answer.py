"""Where the contracts stand, in a sentence whose figures lead to what they count."""

import streamlit as st

from evidence.access import sees_all
from evidence.contracts.obligations import State
from evidence.contracts.overview import SOON_DAYS, Overview
from evidence.contracts.penalty_account import money_text
from pages.parts.gap_url import Address
from pages.parts.session import Session

COVERAGE, OBLIGATIONS, TICKETS, PENALTIES, READING = "合同与覆盖", "履约", "故障工单", "违约与扣款", "读取合同"
SOON = f"{SOON_DAYS} 天内"
# What a link to another part leaves behind.
_CHOICES = ("duty", "ticket", "breach", "open", "risk", "contract", "system", "state", "when", "view", "of", "again")


def draw_answer(session: Session, address: Address, found: Overview) -> None:
    """The sentence, and a link for each figure that asks for something."""
    if not found.rows:
        st.html(f'<p class="lead">{_nothing(session)}</p>')
        return
    parts = [f"{SOON_DAYS} 天内应履约 {found.due} 项", f"逾期未履约 {found.missed} 项", _penalties(found)]
    st.html(f'<p class="lead">维保合同 {len(found.rows)} 份：{"，".join(parts)}；{_lasting(session, found)}。</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="contracts-answer"):
        _link(address, found.due, "看 30 天内应履约的", OBLIGATIONS, state=[State.DUE.value], when=SOON)
        _link(address, found.missed, "看逾期未履约的", OBLIGATIONS, state=[State.MISSED.value])
        charged = found.penalties.high > 0 or found.open > 0
        _link(address, int(charged), "看违约与扣款", PENALTIES)
        _link(address, len(found.ending) + len(found.without), "看先到期和没有合同的系统", COVERAGE, risk="1")


def _nothing(session: Session) -> str:
    if sees_all(session.viewer):
        return "还没有登记维保合同。请在“读取合同”中上传合同文本，核对后确认。"
    return "还没有登记可供您查看的合同，请联系医院信息部门。"


def _lasting(session: Session, found: Overview) -> str:
    parts = [f"{len(found.ending)} 份在评审前到期"] if found.ending else []
    parts += [f"{len(found.without)} 个系统没有有效合同"] if found.without else []
    if parts:
        return "，".join(parts)
    return "各系统的合同都管到评审" if sees_all(session.viewer) else "合同都管到评审"


def _penalties(found: Overview) -> str:
    waiting = f"（另有 {found.open} 项金额待定）" if found.open else ""
    return f"至今扣款 {money_text(found.penalties)}{waiting}"


def _link(address: Address, count: int, label: str, part: str, **values: str | list[str]) -> None:
    if count:
        st.button(
            label, key=f"contracts-to-{label}", type="tertiary", on_click=lead, args=(address, part), kwargs=values
        )


def lead(address: Address, part: str, **values: str | list[str]) -> None:
    """Callback: shows another part with these choices and no others."""
    cleared: dict[str, str | list[str]] = dict.fromkeys(_CHOICES, "")
    first = part == COVERAGE
    address.go(**(cleared | {"part": "" if first else part} | values))
