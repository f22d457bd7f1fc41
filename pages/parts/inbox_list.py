"""The list of messages: filters, marking several at once, pages, export."""

from collections.abc import Sequence
from zlib import crc32

import pandas as pd
import streamlit as st

from evidence.notifications.inbox import (
    InboxFilter,
    Message,
    Unread,
    inbox,
    kinds_in_inbox,
    mark_all_read,
    mark_read,
)
from pages.parts.feedback import done, user_errors
from pages.parts.gap_url import Address, put
from pages.parts.session import Session
from pages.parts.tables import excel_button, opening

_UNREAD, _ALL = "未读", "全部"
_PAGE = 50
# Texts wrap only in rows higher than 56 pixels.
_ROW_HEIGHT = 58
# Beside an open message there is room for what tells the rows apart.
_NARROW = ["状态", "消息"]
_SIGNS = {False: "● 未读", True: "○ 已读"}


def draw_list(session: Session, waiting: Unread, narrow: bool) -> None:
    """Filters and the table; `narrow`: a message is open beside it."""
    address = Address("inbox")
    bar = st.container(horizontal=True, vertical_alignment="center", key="inbox-bar")
    with bar:
        wanted = _filter(session, address)
    total = inbox(session.store, session.viewer, wanted, limit=0).total
    if not total:
        _empty(address, wanted)
        return
    with bar:
        if waiting.count:
            st.button("全部标为已读", key="inbox-all-read", on_click=_mark_all, args=(session,))
        excel_button(
            "消息", lambda: {"消息": _table(inbox(session.store, session.viewer, wanted).messages)}, "inbox-excel"
        )
        page = address.page("page", -(-total // _PAGE))
    messages = inbox(session.store, session.viewer, wanted, _PAGE, (page - 1) * _PAGE).messages
    key = _table_key(messages)
    _bulk(session, messages, key)
    _draw_table(messages, key, narrow)
    st.caption(f"共 {total} 条。点击单元格查看消息并前往处理，勾选行可批量标记。")


def _filter(session: Session, address: Address) -> InboxFilter:
    which = address.one("which", "范围", (_UNREAD, _ALL))
    names = kinds_in_inbox(session.store, session.viewer)
    kinds = address.several("kind", "类型", list(names), names.__getitem__, 150)
    return InboxFilter(which == _UNREAD, kinds, address.text("q", "查找", "在消息中查找"))


def _empty(address: Address, wanted: InboxFilter) -> None:
    with st.container(border=True):
        if wanted.kinds or wanted.text:
            st.write("没有符合条件的消息。")
            st.button("清除筛选条件", key="inbox-clear", on_click=address.go, kwargs={"kind": "", "q": "", "page": ""})
        elif wanted.unread:
            st.write("没有未读消息。材料被退回、有新任务、材料将到期或任务逾期时，会在这里提醒您。")
            st.button("查看全部消息", key="inbox-show-all", on_click=address.go, kwargs={"which": _ALL})
        else:
            st.write("还没有消息。材料被退回、有新任务、材料将到期或任务逾期时，会在这里提醒您。")


def _mark_all(session: Session) -> None:
    with user_errors():
        marked = mark_all_read(session.store, session.viewer)
        done(
            f"已将 {len(marked)} 条消息标为已读。",
            lambda: mark_read(session.store, session.viewer, marked, read=False),
        )


def _table_key(messages: Sequence[Message]) -> str:
    """The rows are part of the key: a selection never survives on other rows than those it was made on."""
    return f"inbox-table-{crc32(repr([(message.id, message.read) for message in messages]).encode()):08x}"


def _bulk(session: Session, messages: Sequence[Message], key: str) -> None:
    rows = st.session_state.get(key, {}).get("selection", {}).get("rows", [])
    chosen = [messages[row] for row in rows if row < len(messages)]
    if not chosen:
        return
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="inbox-bulk"):
        st.markdown(f"**已选 {len(chosen)} 条**")
        for read, label in ((True, "标为已读"), (False, "标为未读")):
            ids = [message.id for message in chosen if message.read is not read]
            st.button(
                label, key=f"inbox-mark-{read}", disabled=not ids, on_click=mark_messages, args=(session, ids, read)
            )


def mark_messages(session: Session, ids: Sequence[int], read: bool) -> None:
    """A callback: marks messages as read or unread."""
    with user_errors():
        count = mark_read(session.store, session.viewer, ids, read)
        done(
            f"已将 {count} 条消息标为{'已读' if read else '未读'}。",
            lambda: mark_read(session.store, session.viewer, ids, not read),
        )


def _table(messages: Sequence[Message]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "状态": [_SIGNS[message.read] for message in messages],
            "时间": [f"{message.at:%Y-%m-%d %H:%M}" for message in messages],
            "类型": [message.kind_name for message in messages],
            "消息": [message.text for message in messages],
        }
    )


def _draw_table(messages: Sequence[Message], key: str, narrow: bool) -> None:
    st.dataframe(
        _table(messages),
        key=key,
        hide_index=True,
        height="content",
        row_height=_ROW_HEIGHT,
        column_order=_NARROW if narrow else None,
        column_config={
            "状态": st.column_config.TextColumn(width=76),
            "时间": st.column_config.TextColumn(width=126),
            "类型": st.column_config.TextColumn(width=94),
            "消息": st.column_config.TextColumn(width=220 if narrow else 300),
        },
        on_select=opening(key, lambda row: put("message", str(messages[row].id))),
        selection_mode=["multi-row", "single-cell"],
        alt="消息列表",
    )
