"""Confirming a draft: what differs from what was confirmed before, its name, vendor and systems, and the button."""

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePath
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence import register
from evidence.contracts.editing import differences, with_value
from evidence.contracts.facts import ConfirmedFacts, confirmed_facts
from evidence.contracts.obligations import ObligationFilter, obligations
from evidence.contracts.overview import ContractRow, Overview
from evidence.contracts.record import Confirmation, confirm_contract, match_systems
from evidence.contracts.register_check import doubts_to_decide
from evidence.errors import ConflictError
from evidence.words import RED
from pages.parts.contract_answer import OBLIGATIONS, lead
from pages.parts.contract_pending import Pending, forget, remember
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address
from pages.parts.session import Session

_NEW = 0


def draw_differences(session: Session, overview: Overview, found: Pending) -> None:
    """Which contract it is; for one that was confirmed before, what differs, and which old values are kept."""
    titles = {_NEW: "登记为新合同"} | {row.contract.id: f"重新确认：{row.contract.title}" for row in overview.rows}
    known = found.contract_id if found.contract_id in titles else _NEW
    chosen = st.selectbox(
        "这份文本是",
        list(titles),
        index=list(titles).index(known or _NEW),
        format_func=titles.__getitem__,
        key="draft-which",
    )
    if chosen != (known or _NEW):
        remember(session, replace(found, contract_id=chosen or None, round=found.round + 1))
        st.rerun()
    old = confirmed_facts(session.store, session.viewer, chosen) if chosen else None
    if old is None:
        return
    changed = differences(old.draft, found.draft)
    if not changed:
        st.success("与上次确认的内容没有不同。", icon=":material/check_circle:")
        return
    st.markdown(f"**与上次确认的内容有 {len(changed)} 项不同**　勾选的行可保留原值")
    table = pd.DataFrame(
        [{"项目": entry.name, "上次确认": entry.before or "—", "这次读到": entry.after or "—"} for entry in changed]
    )
    state = st.dataframe(
        table,
        key=f"draft-differences-{found.round}",
        hide_index=True,
        height="content" if len(table) <= 8 else 320,
        on_select="rerun",
        selection_mode="multi-row",
        alt="差异",
    )
    rows = [row for row in state["selection"]["rows"] if row < len(changed)]
    if rows:
        names = [changed[row].field for row in rows]
        st.button(f"这 {len(rows)} 项保留原值", key="draft-keep", on_click=_keep, args=(session, found, old, names))


def _keep(session: Session, found: Pending, old: ConfirmedFacts, names: list[str]) -> None:
    draft = found.draft
    for name in names:
        draft = with_value(draft, name, *old.draft.values(name))
    remember(session, replace(found, draft=draft, round=found.round + 1))


def confirm_doubts(session: Session, overview: Overview, found: Pending) -> list[str]:
    """What does not agree with the register, by the vendor and the systems as they were entered last."""
    key, proposed = _form(session, overview, found)
    chosen = st.session_state.get(_systems_key(session, found, key), proposed)
    vendor = st.session_state.get(f"{key}-vendor", _vendor(overview, found))
    return doubts_to_decide(session.store, session.viewer, found.draft, vendor or "", chosen, found.contract_id)


def _again(overview: Overview, found: Pending) -> ContractRow | None:
    return next((row for row in overview.rows if row.contract.id == found.contract_id), None)


def _vendor(overview: Overview, found: Pending) -> str:
    again = _again(overview, found)
    return again.vendor if again else ""


def _form(session: Session, overview: Overview, found: Pending) -> tuple[str, list[int]]:
    """The key of the form, and the systems that are proposed: those that the text names, those confirmed before."""
    again = _again(overview, found)
    before = list(again.facts.system_ids) if again and again.facts else []
    return f"draft-confirm-{found.contract_id or 0}", list(dict.fromkeys([*_matched(session, found), *before]))


def _matched(session: Session, found: Pending) -> list[int]:
    matches = match_systems(found.draft, session.situation.systems)
    return [match.system.id for match in matches if match.system is not None]


def _systems_key(session: Session, found: Pending, key: str) -> str:
    """What the draft names decides what is proposed; a person's own choice lasts as long as that stays."""
    return f"{key}-systems-{'-'.join(map(str, _matched(session, found)))}"


def draw_confirm(session: Session, overview: Overview, found: Pending, doubts: Sequence[str]) -> None:
    """Name, vendor, systems, what does not agree with the register, and the button.

    While something is undecided the refusal is one sentence.
    """
    again = _again(overview, found)
    key, proposed = _form(session, overview, found)
    names = {system.id: system.name for system in session.situation.systems}
    stem = PurePath(found.file_name).stem if found.file_name else ""
    with st.form(key, border=True):
        left, right = st.columns(2)
        title = left.text_input("合同名称", again.contract.title if again else stem, key=f"{key}-title", max_chars=200)
        vendor = right.text_input(
            "厂商（空白则按读到的维保单位）", _vendor(overview, found), key=f"{key}-vendor", max_chars=100
        )
        systems = st.multiselect(
            "合同包含的系统",
            list(names),
            default=proposed,
            format_func=names.__getitem__,
            key=_systems_key(session, found, key),
            placeholder="请选择登记的系统",
        )
        _missing(session, found)
        accepted = frozenset(doubt for doubt in doubts if _accept(doubt))
        if not st.form_submit_button("确认合同", type="primary", key=f"{key}-save"):
            return
    with user_errors():
        _confirm(session, found, again is not None, title, vendor, tuple(systems), accepted)


def _missing(session: Session, found: Pending) -> None:
    missing = [m.named.name for m in match_systems(found.draft, session.situation.systems) if m.system is None]
    if missing:
        st.html(
            f'<div class="quiet">合同写的 {escape("、".join(missing))} 没有对应到登记的系统：请在上面选择，'
            "或先到“系统”页登记。</div>"
        )


def _accept(doubt: str) -> bool:
    """Whether the person confirms what does not agree with the register."""
    st.html(f'<b style="color:{RED}">! 须决定</b>　{escape(doubt)}')
    return st.checkbox("已核对，照此登记", key=f"draft-accept-{crc32(doubt.encode()):08x}")


def _confirm(
    session: Session,
    found: Pending,
    again: bool,
    title: str,
    vendor: str,
    systems: tuple[int, ...],
    accepted: frozenset[str],
) -> None:
    if found.contract_id is not None and not again:
        raise ConflictError("这份合同已不在登记中，请改为“登记为新合同”后再确认。")
    given = Confirmation(
        title=title,
        draft=found.draft,
        system_ids=systems,
        vendor=vendor,
        text=found.text,
        by_ocr=found.by_ocr,
        file_name=found.file_name,
        content=found.content,
        contract_id=found.contract_id,
        note=_note(session, found),
        accepted=accepted,
    )
    number = confirm_contract(session.store, session.viewer, given)
    owed = obligations(session.store, session.viewer, session.today, ObligationFilter(contract_id=number))
    forget(session)
    lead(Address("contracts"), OBLIGATIONS, contract=[str(number)])
    done(f"已确认合同“{title.strip()}”，排出 {len(owed)} 项履约义务。")
    st.rerun()


def _note(session: Session, found: Pending) -> str:
    """What the register says about a contract that is confirmed again stays."""
    known = {contract.id: contract.note for contract in register.contracts(session.store, session.viewer)}
    return known.get(found.contract_id or 0, "")
