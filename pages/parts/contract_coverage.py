"""合同与覆盖: the contracts, and which of them supports which system in which review."""

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from evidence.access import Permission
from evidence.contracts.coverage import Status
from evidence.contracts.overview import Overview, to_table
from evidence.contracts.review_coverage import ReviewSupport, SupportGrid, SupportRow, load_support
from evidence.contracts.review_coverage import to_table as support_table
from evidence.contracts.words import SUPPORT_SIGNS
from evidence.words import RED
from pages.parts.contract_answer import READING, lead
from pages.parts.contract_detail import draw_contract
from pages.parts.gap_beside import beside
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.system_choice import kept_parameters
from pages.parts.tables import excel_button, opening

OPEN = "open"
# What counts comes first: on a narrow screen the rest is reached by scrolling, or by the click on a row.
_WIDTHS = {
    "合同": 160,
    "金额（元）": 85,
    "30 天内到期": 82,
    "逾期未履约": 80,
    "扣款": 148,
    "厂商": 65,
    "提示": 170,
    "期限": 175,
    "系统": 170,
    "内容": 65,
    "示例": 55,
}
_NARROW = ("合同", "逾期未履约", "扣款", "厂商", "提示")
# Dropped when it is empty in every row.
_OPTIONAL = ("提示", "示例")
_SUPPORT_RULE = """
每个格子回答：这个系统的合同在评审日那天（没有评审日就看今天）是否支持这项评审的材料和迎评工作。

- **✔ 免费**：合同写明支持这项评审到目标级别。
- **¥ 需协商**：合同写明另行收费。
- **? 待确认**：合同没有写明，或只写到较低级别。
- **! 无合同**：没有登记合同，或合同已到期。
- “及以上”包括本级（民法典第一千二百五十九条）。
- 标“合同先到期”的，合同在评审日之前结束；请续签，或把评审支持写入新合同。
- 空格：这项标准没有要这个系统承担的要求。
"""


def show(session: Session, address: Address, overview: Overview) -> None:
    """The contracts with the open one beside them, then the grid."""
    if not overview.rows:
        if session.may(Permission.REGISTER):
            st.button("读取第一份合同", type="primary", on_click=lead, args=(address, READING), key="contracts-first")
        return
    opened = next((row for row in overview.rows if str(row.contract.id) == st.query_params.get(OPEN)), None)
    if opened is None:
        _contracts(session, overview, narrow=False)
        _support(session, address)
        return
    left, right = beside("contract-panel")
    with left:
        _contracts(session, overview, narrow=True)
        _support(session, address, opened.contract.id)
    with right:
        draw_contract(session, address, opened)


def _contracts(session: Session, overview: Overview, narrow: bool) -> None:
    table = to_table(overview.rows)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{len(overview.rows)} 份合同。点击单元格查看合同内容和原文。")
        name = f"{session.situation.hospital.name}-维保合同"
        excel_button(name, lambda: _sheets(session, table), "contracts-excel")
    key = f"contracts-list-{session.situation.revision}-{narrow}"

    wanted = [name for name in (_NARROW if narrow else _WIDTHS) if name not in _OPTIONAL or table[name].any()]
    shown = table[wanted]
    warned = [name for name in wanted if name == "提示"]
    st.dataframe(
        shown.style.map(lambda text: f"color: {RED}" if text else "", subset=pd.Index(warned)),
        key=key,
        hide_index=True,
        height="content" if len(shown) <= 6 else 380,
        row_height=74,
        placeholder="",
        column_config=_columns(shown),
        on_select=opening(key, lambda row: put(OPEN, str(overview.rows[row].contract.id))),
        selection_mode="single-cell",
        alt="维保合同",
    )


def _columns(table: pd.DataFrame) -> dict[str, Any]:
    found: dict[str, Any] = {name: st.column_config.Column(width=_WIDTHS[name]) for name in table.columns}
    if "金额（元）" in table.columns:
        found["金额（元）"] = st.column_config.NumberColumn(format="localized", width=_WIDTHS["金额（元）"])
    return found


def _sheets(session: Session, table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    grid = load_support(session.store, session.viewer, session.situation)
    return {"合同": table, "系统与评审": support_table(grid)}


def _support(session: Session, address: Address, opened: int | None = None) -> None:
    """The grid; beside an open contract only its systems."""
    grid = load_support(session.store, session.viewer, session.situation)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("**哪个系统的哪项评审有合同支持**")
        risky = address.switch("risk", "只看有问题的系统")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_SUPPORT_RULE)
    rows = [row for row in grid.rows if not risky or row.entry.warning]
    if opened is not None:
        rows = [row for row in rows if any(contract.id == opened for contract in row.entry.contracts)]
    if not rows:
        st.info("没有这样的系统。" if risky else "还没有登记系统。")
        return
    st.html(f'<div style="overflow-x:auto">{_grid(grid, rows, opened is not None)}</div>')


def _grid(grid: SupportGrid, rows: list[SupportRow], narrow: bool) -> str:
    heads = "".join(
        f'<th>{escape(name)}<br><span class="quiet">{target.review_on or "日期未定"}</span></th>'
        for name, target in zip(grid.names, grid.targets, strict=True)
    )
    with_others = not narrow and any(row.others for row in rows)
    contract = "" if narrow else "<th>合同</th>"
    others = "<th>其他评审</th>" if with_others else ""
    body = "".join(f"<tr>{_row(row, narrow)}{_others(row) if with_others else ''}</tr>" for row in rows)
    return f'<table class="plain support"><tr><th>系统</th>{contract}{heads}{others}</tr>{body}</table>'


def _row(row: SupportRow, narrow: bool) -> str:
    contracts = "<br>".join(_contract_link(contract.id, contract.title) for contract in row.entry.contracts)
    warning = (
        f'<div style="color:{RED};font-weight:600">! {escape(row.entry.warning)}</div>' if row.entry.warning else ""
    )
    vendor = f'<div class="quiet">{escape(row.system.vendor)}</div>' if row.system.vendor else ""
    cells = "".join(f'<td class="cell">{_cell(cell)}</td>' for cell in row.reviews)
    if narrow:
        return f"<td>{escape(row.system.name)}{warning}</td>{cells}"
    return f"<td>{escape(row.system.name)}{vendor}</td><td>{contracts}{warning}</td>{cells}"


def _contract_link(contract_id: int, title: str) -> str:
    parameters = "&".join(f"{name}={escape(value)}" for name, value in kept_parameters().items())
    return f'<a href="/contracts?{parameters}&open={contract_id}" target="_self">{escape(title)}</a>'


def _cell(cell: ReviewSupport | None) -> str:
    if cell is None:
        return ""
    sign = SUPPORT_SIGNS[cell.cover.status]
    level = f" {escape(cell.level)}" if cell.level and cell.cover.status is Status.COVERED else ""
    early = f'<div style="color:{RED};font-weight:600">! 合同先到期</div>' if cell.ends_early else ""
    limits = f"{escape(cell.limits)}<br>" if cell.limits and cell.cover.status is Status.COVERED else ""
    why = "" if cell.cover.status is Status.COVERED else escape(cell.cover.reason)
    quote = f' title="{escape(cell.cover.quote.text)}"' if cell.cover.quote else ""
    return (
        f'<div{quote}><span class="sign" style="color:{sign.colour}">{sign}</span>{level}'
        f'{early}<div class="quiet">{limits}{why}</div></div>'
    )


def _others(row: SupportRow) -> str:
    return f"<td>{escape('、'.join(row.others))}</td>"
