"""The entries of the log, newest first, page by page from the store; a chosen one opens beside the list."""

import streamlit as st

from evidence.log import MOST_EXPORTED, LogFilter, LogPage, export_log, load_page, log_table
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button

_PAGE = 100
_HEIGHT = 640
# The number of the page in the address.
PAGE = "sheet"
_LAST = "log-last-filter"
_WIDTHS = {"时间": 140, "人员": 95, "来源": 95, "操作": 62, "类别": 78, "对象": 200, "内容": 330}
# Beside an entry there is room for what tells the rows apart.
_NARROW = {"时间": 140, "人员": 95, "操作": 62, "类别": 78, "对象": 190}


def draw_bar(session: Session, address: Address, wanted: LogFilter) -> LogPage | None:
    """How many entries there are, the page, the export. Returns the page, None when nothing matches."""
    store, viewer, catalogs = session.store, session.viewer, session.situation.catalogs
    if st.session_state.setdefault(_LAST, wanted) != wanted:
        st.session_state[_LAST] = wanted
        address.go(**{PAGE: ""})
    total = load_page(store, viewer, catalogs, wanted, limit=0).total
    if not total:
        st.info("没有符合筛选条件的记录。" if wanted != LogFilter() else "还没有任何记录。")
        return None
    with st.container(horizontal=True, vertical_alignment="center", key="log-list-bar"):
        page = address.page(PAGE, -(-total // _PAGE))
        st.html(f'<span class="quiet">筛选出 {total:,} 条，最近的在前</span>', width="content")
        st.space("stretch")
        if total <= MOST_EXPORTED:
            excel_button(
                f"审计日志 {session.today}",
                lambda: {"审计日志": export_log(store, viewer, catalogs, wanted)},
                "log-excel",
            )
        else:
            st.caption(f"超过 {MOST_EXPORTED:,} 条不能一次导出，请缩小时间范围。", width="content")
    return load_page(store, viewer, catalogs, wanted, _PAGE, (page - 1) * _PAGE)


def draw_list(page: LogPage, narrow: bool) -> None:
    """The table of one page. `narrow`: an entry is open beside it."""
    widths = _NARROW if narrow else _WIDTHS
    first = page.lines[0].id if page.lines else 0
    key = f"log-list-{first}-{len(page.lines)}-{narrow}"

    if not narrow:
        st.caption("选中一行，在旁边查看修改前后的全部内容。")

    def opened() -> None:
        for row in st.session_state[key]["selection"]["rows"]:
            put("entry", str(page.lines[row].id))

    st.dataframe(
        log_table(page.lines),
        key=key,
        hide_index=True,
        height=_HEIGHT,
        placeholder="",
        column_order=list(widths),
        column_config={name: st.column_config.TextColumn(width=width) for name, width in widths.items()},
        on_select=opened,
        selection_mode="single-row",
        alt="审计日志",
    )
