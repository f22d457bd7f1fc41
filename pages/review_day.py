"""评审准备: are we ready for the day, and what do we hand over and carry along?"""

from collections.abc import Callable, Mapping

import streamlit as st

from evidence.access import Permission
from pages.parts import binder, binder_offline, countdown, mock_review
from pages.parts.session import Session, current

# Part → what draws it, and the permission without which it is not shown (None: whoever may open the screen).
_PARTS: Mapping[str, tuple[Callable[[Session], None], Permission | None]] = {
    "倒计时": (countdown.show, None),
    "模拟评审": (mock_review.show, Permission.ASSESS),
    "材料册": (binder.show, Permission.EXPORT),
    "离线包": (binder_offline.show, Permission.EXPORT),
}


def _show() -> None:
    session = current()
    parts = [name for name, (_, needed) in _PARTS.items() if needed is None or session.may(needed)]
    if not parts:
        st.info("您的账号没有这一页的内容，请从左侧菜单选择。")
        return
    part = st.segmented_control(
        "内容",
        parts,
        default=parts[0],
        required=True,
        key="part",
        bind="query-params",
        label_visibility="collapsed",
    )
    _PARTS[part or parts[0]][0](session)


_show()
