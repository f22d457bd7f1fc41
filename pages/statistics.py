"""统计表: which statistics are filled in and confirmed, and what do they hold back?"""

import streamlit as st

from criteria.models import LevelsCatalog
from evidence.access import Permission
from evidence.naming import short_title
from evidence.records import Target
from evidence.statistics.sheet import Sheet, choose, load_sheet, measured_catalogs
from evidence.statistics.words import answer
from pages.parts import statistics_entry, statistics_exchange, statistics_table
from pages.parts.gap_url import Address
from pages.parts.session import Session, current
from pages.parts.statistics_filter import draw_filter

_CHECK, _ENTER, _EXCEL = "核对与复核", "录入", "Excel"
_PARTS = {_CHECK: statistics_table.show, _ENTER: statistics_entry.show, _EXCEL: statistics_exchange.show}
_HOW = """
每个项目、每个级别一行**有效应用**（分子 ÷ 分母，口径见标准附表），数据质量按附件 4 的考察项逐项统计。
比例四舍五入到两位小数；没有统计的按 0 计。

- **填写**：医院信息部门录入，或用 Excel 导出、填写、导入。一个项目各级共用一个数时，标为“各级通用”。
- **存疑**：按合理性规则提示，不妨碍保存，请复核人员逐条核对。
- **复核**：录入人不能复核自己录入的数据。复核状态随材料一起导出，不改变评级的算法：
  自评采用已录入的数据，有据还要求有已采纳、未过期的统计材料。
- **不能通过**：目标级别的有效应用低于要求（基本项 0.80、选择项 0.50；待确认的按基本项），
  或目标级别及以下任一级的数据质量指数低于 0.50。
"""


def main() -> None:
    """The answer, the filters, then the chosen part."""
    session = current()
    catalogs = measured_catalogs(session.situation)
    if not catalogs:
        st.info("在用的标准都不要求统计有效应用或数据质量。")
        return
    address = Address("statistics")
    place = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="statistics-parts"):
        sheet = _choose_sheet(session, address, catalogs)
        may_enter = session.may(Permission.JUDGE)
        part = address.one("part", "查看方式", list(_PARTS) if may_enter else [_CHECK])
    with place:
        _answer(sheet)
    wanted, beyond = draw_filter(address, sheet)
    shown = choose([entry for entry in sheet.entries if entry.asked or beyond], wanted)
    if not shown:
        st.info("没有符合筛选条件的统计。")
        return
    _PARTS[part](session, sheet, shown)


def _choose_sheet(session: Session, address: Address, catalogs: list[LevelsCatalog]) -> Sheet:
    """Of the standard of the chosen target, if it asks for statistics; else of the first that does."""
    own = session.standing.catalog.id if session.standing else ""
    ordered = sorted(catalogs, key=lambda catalog: catalog.id != own)
    names = {catalog.id: short_title(catalog) for catalog in ordered}
    chosen = address.one("standard", "标准", list(names), names.__getitem__)
    catalog = next(catalog for catalog in ordered if catalog.id == chosen)
    return load_sheet(session.store, session.viewer, session.situation, catalog, _target(session, chosen))


def _target(session: Session, catalog: str) -> Target | None:
    if session.standing is not None and session.standing.target.catalog == catalog:
        return session.standing.target
    return next((target for target in session.situation.targets if target.catalog == catalog), None)


def _answer(sheet: Sheet) -> None:
    lead, why = answer(sheet)
    st.html(f'<p class="lead">{lead}</p>')
    with st.container(horizontal=True, vertical_alignment="center", key="statistics-answer"):
        st.html(f'<span class="quiet">{why}</span>', width="content")
        with st.popover("怎么算的", type="tertiary"):
            st.markdown(_HOW)


main()
