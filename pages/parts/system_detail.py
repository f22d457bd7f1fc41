"""One system: its facts, how far it is per standard, and the tabs with the details."""

from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from criteria.vocabulary import Verdict, vocabulary
from evidence.access import Permission
from evidence.naming import short_title
from evidence.records import System
from evidence.situation import Situation
from evidence.system_view import CONNECTION_NAMES, MLPS_LEVEL_NAMES, Tally, reviews_after, standard_tallies
from evidence.words import RED, VERDICT_SIGNS
from pages.parts import (
    system_contracts,
    system_documents,
    system_exchange,
    system_features,
    system_forms,
    system_gaps,
    system_judging,
)
from pages.parts.session import Session
from pages.parts.system_choice import choose

_TABS: Mapping[str, Callable[[Session, System], None]] = {
    "要求": system_judging.draw,
    "功能清单": system_features.draw,
    "佐证": system_documents.draw,
    "差距": system_gaps.draw,
    "合同": system_contracts.draw_system,
    "离线填写": system_exchange.show,
}

_STYLE = """<style>
table.system-bars { font-size: .9rem; }
table.system-bars td, table.system-bars th { padding: .1rem .5rem; vertical-align: middle; white-space: nowrap; }
table.system-bars th.legend { width: 32%; white-space: normal; font-weight: 400; }
table.system-bars .bar { display: flex; }
table.system-bars .bar > i { position: static; }
</style>"""


def draw(session: Session, system: System, order: list[System]) -> None:
    """Heading, bars per standard, tabs; only the open tab is built."""
    tallies = standard_tallies(session.situation, system.id)
    with st.container(horizontal=True, vertical_alignment="center", key="system-heading"):
        _heading(session, system, order)
        if tallies:
            with st.popover("怎么算的"):
                _explain(session.situation, tallies)
    _facts(session, system)
    _bars(session, tallies)
    names = _tabs(session)
    for name, tab in zip(names, st.tabs(names, key="tab", bind="query-params"), strict=True):
        if tab.open:
            with tab:
                _TABS[name](session, system)


def _tabs(session: Session) -> list[str]:
    """Those of use to the person."""
    shown = {"合同": session.sees_contracts(), "离线填写": session.may(Permission.WORK)}
    return [name for name in _TABS if shown.get(name, True)]


def _heading(session: Session, system: System, order: list[System]) -> None:
    place = [other.id for other in order].index(system.id)
    before, after = order[place - 1] if place else None, order[place + 1] if place + 1 < len(order) else None
    st.html(f'<h3 style="margin:0;padding:0">{escape(system.name)}</h3>', width="stretch")
    _step("上一个", ":material/chevron_left:", before, "previous-system")
    _step("下一个", ":material/chevron_right:", after, "next-system")
    if session.may(Permission.REGISTER):
        if st.button("修改", icon=":material/edit:", key="change-system"):
            system_forms.change_system(session, system)
        if st.button("停用", icon=":material/block:", key="retire-system", help="不再承担标准要求，可以恢复"):
            system_forms.retire(session, system)
    st.button("关闭", icon=":material/close:", key="close-system", on_click=choose, args=(None,))


def _step(label: str, icon: str, to: System | None, key: str) -> None:
    st.button(
        label,
        icon=icon,
        key=key,
        disabled=to is None,
        help=to.name if to else None,
        on_click=choose,
        args=(to.id if to else None,),
    )


def _facts(session: Session, system: System) -> None:
    """What is registered, then what is still to be filled in by who registers systems."""
    ends_on, live_on = system.contract_ends_on, system.go_live_on
    facts = {
        "类型": vocabulary().system_kinds.get(system.kind, system.kind),
        "厂商": system.vendor,
        "产品版本": f"{system.product} {system.product_version}".strip(),
        "维保合同": system.contract,
        "合同到期": ends_on.isoformat() if ends_on else "",
        "等保": MLPS_LEVEL_NAMES[system.mlps_level] if system.mlps_level else "",
        "备案号": system.filing_no,
        "接入平台": "" if system.connected is None else CONNECTION_NAMES[system.connected],
        "上线": live_on.isoformat() if live_on else "",
    }
    parts = [f"{name} <b>{escape(value)}</b>" for name, value in facts.items() if value]
    if reviews_after(session.situation, ends_on):
        parts.append(f'<span class="sign" style="color:{RED}">! 合同在评审之前到期</span>')
    missing = "、".join(name for name, value in facts.items() if not value)
    if missing and session.may(Permission.REGISTER):
        parts.append(f"未登记：{missing}")
    note = f"<div>{escape(system.note)}</div>" if system.note else ""
    st.html(f'<div class="quiet">{" · ".join(parts)}{note}</div>')


def _explain(situation: Situation, tallies: Mapping[str, Tally]) -> None:
    """The proven shares with this system's numbers, the rule and its source."""
    st.write("有据的比例 = 判为符合、且有已采纳并在有效期内的材料的要求点 ÷（本系统承担的要求点 − 不适用）")
    for catalog_id, found in tallies.items():
        share = "没有适用的要求点" if found.share is None else f"{found.share * 100:.1f}%"
        left_out = found.total - found.applicable
        label = scope_label(situation, catalog_id)
        st.write(f"{label}：{found.proven} ÷（{found.total} − {left_out}）= {share}")
    st.caption("要求点按本系统自己的判定计；按全院评定的分档指标取全院的判定。有评审目标的标准只计目标以内的要求。")
    st.caption("要求出自：" + "、".join(f"《{situation.catalogs[catalog_id].title}》" for catalog_id in tallies))


def _bars(session: Session, tallies: Mapping[str, Tally]) -> None:
    """One stacked bar per standard with its counts in words and signs."""
    if not tallies:
        then = "；可在“标准条款”页为它指定要求点" if session.may(Permission.JUDGE) else ""
        st.info(f"现有标准没有要这个系统承担的要求{then}。", icon=":material/info:")
        return
    situation = session.situation
    legend = "&ensp; ".join(_sign(verdict) for verdict in VERDICT_SIGNS)
    head = f'<tr><th>标准</th><th class="legend">{legend}</th>{_head_cells()}</tr>'
    rows = "".join(_bar_row(situation, catalog_id, tally) for catalog_id, tally in tallies.items())
    st.html(_STYLE)
    st.html(f'<table class="plain system-bars">{head}{rows}</table>')


def _head_cells() -> str:
    signs = "".join(f'<th class="num">{sign.sign}</th>' for sign in VERDICT_SIGNS.values())
    return f'{signs}<th class="num">合计</th><th class="num">✔ 有据</th>'


def _sign(verdict: Verdict) -> str:
    sign = VERDICT_SIGNS[verdict]
    return f'<span class="sign" style="color:{sign.colour}">{sign.sign}</span> {sign.word}'


def _bar_row(situation: Situation, catalog_id: str, tally: Tally) -> str:
    parts = "".join(
        f'<i style="flex:{tally.verdicts.get(verdict, 0)};background:{sign.colour}"></i>'
        for verdict, sign in VERDICT_SIGNS.items()
    )
    counts = "".join(f'<td class="num">{tally.verdicts.get(verdict, 0)}</td>' for verdict in VERDICT_SIGNS)
    share = "—" if tally.share is None else f"{tally.share * 100:.1f}%"
    return (
        f"<tr><td>{escape(scope_label(situation, catalog_id))}</td>"
        f'<td><div class="bar">{parts}</div></td>'
        f'{counts}<td class="num">{tally.total}</td><td class="num">{share}</td></tr>'
    )


def scope_label(situation: Situation, catalog_id: str) -> str:
    """电子病历 5级以内, 等保三级 基本符合; 智慧服务 全部级别 where the hospital has no target."""
    levels = dict.fromkeys(t.level for t in situation.targets if t.catalog == catalog_id)
    shown = "、".join(f"{level}级以内" if level.isdigit() else level for level in levels)
    return f"{short_title(situation.catalogs[catalog_id])} {shown or '全部级别'}"
