"""离线包 of 评审准备: the same content as plain pages for where there is no network."""

import streamlit as st

from evidence.binder.export import read_binder
from evidence.binder.running import BUNDLE
from pages.parts.binder_content import draw_answer, draw_lacks
from pages.parts.binder_job import draw_job
from pages.parts.no_target import show_no_target
from pages.parts.session import Session

_HOLDS = (
    "一个 ZIP：解压后用浏览器打开其中的 index.html，不需要网络和服务器。"
    "按编码、项目、系统或任意词查找，两次点击看到佐证；适合装在平板或笔记本上带到现场。"
)


def show(session: Session) -> None:
    """The tab."""
    if session.standing is None:
        show_no_target(session, "因此没有离线包可做")
        return
    target = session.standing.target.id
    binder = read_binder(session.store, session.viewer, session.deployment.catalogs, target, session.today)
    draw_answer(binder, BUNDLE)
    st.caption(_HOLDS)
    draw_job(session, BUNDLE)
    draw_lacks(binder)
