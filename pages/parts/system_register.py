"""系统登记: the answer sentence, the register as a table with filters and export, systems out of use."""

from html import escape

import pandas as pd
import streamlit as st

from criteria.vocabulary import vocabulary
from evidence import register
from evidence.access import Permission
from evidence.naming import short_title
from evidence.records import System
from evidence.system_view import CONNECTION_NAMES, MLPS_LEVEL_NAMES, RegisterFacts, SystemRow, matching, register_facts
from evidence.worklist import target_name
from pages.parts import system_detail, system_forms
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.system_choice import choose, chosen
from pages.parts.tables import excel_button

_TABLE = "systems-table"
_GAPS_HELP = "所选评审目标内由本系统补齐的要求点；几个系统共担的要求点缺材料时，计在首要责任系统"
_SHARE_HELP = "所选评审目标内，本系统判为符合且有现行有效材料的要求点，占适用要求点的比例"


def answer(session: Session, rows: list[SystemRow]) -> None:
    """19 个系统，4 家厂商；14 个已接入平台；差距最多的是 HIS（212 个要求点）."""
    facts = register_facts(rows)
    if not facts.systems:
        st.html('<p class="lead">还没有登记系统</p>')
        return
    parts = [
        f"{facts.systems} 个系统，" + (f"{facts.vendors} 家厂商" if facts.vendors else "厂商均未登记"),
        _connection_text(facts),
    ]
    if session.standing is None:
        parts.append("还没有评审目标")
    elif facts.most_gaps is None:
        parts.append(f"对{target_name(session.situation, session.standing.target)}没有差距")
    else:
        parts.append(f"差距最多的是 {escape(facts.most_gaps.system.name)}（{facts.most_gaps.gaps} 个要求点）")
    st.html(f'<p class="lead">{"；".join(parts)}</p>')


def _connection_text(facts: RegisterFacts) -> str:
    if facts.connection_unknown == facts.systems:
        return "是否接入平台均未登记"
    unknown = f"（{facts.connection_unknown} 个未登记）" if facts.connection_unknown else ""
    return f"{facts.connected} 个已接入平台{unknown}"


def draw(session: Session, rows: list[SystemRow]) -> None:
    """The register; below it the system that is open."""
    system = chosen(session)
    if not rows:
        _first_system(session)
    elif system is None:
        _register(session, rows, None)
    else:
        with st.expander(f"系统登记表（{len(rows)} 个系统）", icon=":material/table_rows:", key="register-box"):
            _register(session, rows, system)
        system_detail.draw(session, system, [row.system for row in rows])
    if system is None:
        _out_of_use(session)


def _first_system(session: Session) -> None:
    if not session.may(Permission.REGISTER):
        st.write("医院还没有登记归您查看的系统；登记后，这里列出每个系统要承担的标准要求和差距。")
        return
    st.write("登记医院在用的系统后，就能看到每个系统要承担哪些标准要求、还差哪些。")
    if st.button("登记第一个系统", type="primary", icon=":material/add:", key="add-first-system"):
        system_forms.add_system(session)


def _register(session: Session, rows: list[SystemRow], system: System | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        listed = _filtered(rows)
        table = _as_table(session, listed)
        if session.may(Permission.REGISTER) and st.button(
            "登记系统", type="primary", icon=":material/add:", key="add-system"
        ):
            system_forms.add_system(session)
        excel_button(f"系统登记表-{session.situation.hospital.name}", lambda: {"系统": table}, key="export-systems")
        st.html(f'<span class="quiet">{_count_text(len(listed), len(rows))}</span>', width="content")
    if listed:
        _table(table, [row.system.id for row in listed], system)


def _filtered(rows: list[SystemRow]) -> list[SystemRow]:
    kinds = vocabulary().system_kinds
    text = st.text_input(
        "搜索系统",
        key="q",
        bind="query-params",
        placeholder="搜索名称、产品、合同、备案号",
        label_visibility="collapsed",
        type="search",
        width=240,
    )
    chosen_kinds = st.multiselect(
        "系统类型",
        list(dict.fromkeys(row.system.kind for row in rows)),
        format_func=lambda kind: kinds.get(kind, kind),
        key="kind",
        bind="query-params",
        placeholder="全部类型",
        label_visibility="collapsed",
        width=190,
    )
    vendors = st.multiselect(
        "厂商",
        sorted({row.system.vendor for row in rows if row.system.vendor}),
        key="vendor",
        bind="query-params",
        placeholder="全部厂商",
        label_visibility="collapsed",
        width=170,
    )
    return matching(rows, chosen_kinds, vendors, text or "")


def _count_text(listed: int, total: int) -> str:
    if listed == total:
        return "点选一行查看这个系统"
    return f"筛选出 {listed} / {total} 个" if listed else "没有符合条件的系统，请放宽筛选"


def _as_table(session: Session, rows: list[SystemRow]) -> pd.DataFrame:
    kinds, catalogs = vocabulary().system_kinds, session.situation.catalogs.values()
    entries = [
        {
            "系统": row.system.name,
            "类型": kinds.get(row.system.kind, row.system.kind),
            "厂商": row.system.vendor or None,
            "差距": row.gaps,
            "有据 %": _percent(row),
            "任务": row.open_tasks,
            "条款": row.required,
            "合同到期": row.system.contract_ends_on,
            "等保": f"{MLPS_LEVEL_NAMES[row.system.mlps_level]} {row.system.filing_no}".strip(),
            "接入平台": CONNECTION_NAMES[row.system.connected],
            "产品版本": f"{row.system.product} {row.system.product_version}".strip() or None,
            "合同": row.system.contract or None,
            **{f"{short_title(catalog)} 条款": row.requirements[catalog.id] for catalog in catalogs},
        }
        for row in rows
    ]
    table = pd.DataFrame(entries)
    return table if session.sees_contracts() else table.drop(columns=["合同到期", "合同"], errors="ignore")


def _percent(row: SystemRow) -> float | None:
    share = row.tally.share if row.tally else None
    return None if share is None else round(float(share * 100), 1)


def _table(table: pd.DataFrame, ids: list[int], system: System | None) -> None:
    """The selection follows the address, whatever was filtered or sorted meanwhile."""
    rows = [ids.index(system.id)] if system is not None and system.id in ids else []
    st.session_state[_TABLE] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    st.dataframe(
        table,
        key=_TABLE,
        hide_index=True,
        height="content" if len(ids) <= 20 else 740,
        on_select=lambda: _follow_selection(ids),
        selection_mode="single-row",
        placeholder="—",
        alt="系统登记表",
        column_config={
            "系统": text(pinned=True, width=185),
            "类型": text(width=185),
            "厂商": text(width=80),
            "差距": number(width=55, help=_GAPS_HELP),
            "有据 %": number(width=65, format="%.1f", help=_SHARE_HELP),
            "任务": number(width=55, help="未完成的整改任务"),
            "条款": number(width=55, help="全部标准中由本系统承担的条款数"),
            "产品版本": text(width=140),
            "合同到期": st.column_config.DateColumn(format="YYYY-MM-DD", width=95),
            "等保": text(width=80),
            "接入平台": text(width=75),
            "合同": text(width=260),
        },
    )


def _follow_selection(ids: list[int]) -> None:
    rows = st.session_state[_TABLE]["selection"]["rows"]
    choose(ids[rows[0]] if rows else None)


def _out_of_use(session: Session) -> None:
    """Systems taken out of use, with the way back."""
    retired = [s for s in register.systems(session.store, session.viewer, retired=True) if s.retired]
    if not retired:
        return
    with st.expander(f"已停用的系统（{len(retired)}）", key="retired-box"):
        for system in retired:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.write(system.name)
                if session.may(Permission.REGISTER) and st.button("恢复使用", key=f"restore-{system.id}"):
                    with user_errors():
                        register.retire_system(session.store, session.viewer, system.id, retired=False)
                        done(f"“{system.name}”已恢复使用，重新承担它的标准要求。")
                        st.rerun()
