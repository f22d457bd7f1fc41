"""Entry of the screens: settings, sign-in, page list, header. No rule lives here."""

import logging
from itertools import chain
from pathlib import Path

import streamlit as st
from streamlit import Page

from evidence.access import screens
from evidence.errors import UserError
from evidence.viewer import Viewer
from pages.parts import feedback, header, session
from pages.parts.first_steps import create_first_hospital
from pages.parts.serving import is_own_server

_HERE = Path(__file__).parent
_PARTS = _HERE / "pages" / "parts"
# The sections of the menu, and their screens.
_SECTIONS = {
    "现状": {
        "overview": ("总览", ":material/dashboard:"),
        "requirements": ("标准条款", ":material/checklist:"),
        "statistics": ("统计表", ":material/calculate:"),
        "systems": ("系统", ":material/dns:"),
        "documents": ("佐证材料", ":material/folder_open:"),
        "gaps": ("差距", ":material/grid_on:"),
    },
    "推进": {
        "tasks": ("整改", ":material/task_alt:"),
        "contracts": ("合同履约", ":material/contract:"),
        "review_day": ("评审准备", ":material/fact_check:"),
        "report": ("管理层报告", ":material/slideshow:"),
    },
    "管理": {
        "inbox": ("消息", ":material/inbox:"),
        "log": ("审计日志", ":material/history:"),
        "accounts": ("账号与权限", ":material/manage_accounts:"),
        "settings": ("设置", ":material/settings:"),
        "my_account": ("我的账号", ":material/account_circle:"),
    },
}
_START = "overview"
_LOG = logging.getLogger(__name__)
_BROKEN = "程序出错，这次操作可能没有完成，已保存的内容不受影响；请刷新重试，仍然出错请把时间告诉管理员查看日志。"


def main() -> None:
    """Draws the chosen screen under the header."""
    st.set_page_config(page_title="医院信息化评级迎评", page_icon=str(_PARTS / "icon.png"), layout="wide")
    st.html(_PARTS / "style.css")
    try:
        hospital = header.choose_hospital()
        if hospital is None:
            _navigate(())
            create_first_hospital()
            return
        viewer = header.signed_in(hospital, before=lambda: _navigate(()))
        page = _navigate(screens(viewer))
        _lead_to_own_screens(page, viewer)
        st.session_state["session"] = header.choose(hospital, viewer)
        feedback.show_feedback()
        page.run()
    except UserError as error:
        st.error(str(error), icon=":material/error:")
    except Exception:
        # A programmer's mistake: loud in tests, in the log of the server; people are not offered its English details.
        if not is_own_server():
            raise
        _LOG.exception("%s", st.query_params.to_dict())
        st.error(_BROKEN, icon=":material/error:")


def _navigate(menu: tuple[str, ...]) -> Page:
    """Declares all screens, so that every link leads somewhere, and shows those of the menu."""
    sections = {
        section: [
            st.Page(
                _HERE / "pages" / f"{name}.py",
                title=title,
                icon=icon,
                url_path=name,
                default=name == _START,
                visibility="visible" if name in menu else "hidden",
            )
            for name, (title, icon) in entries.items()
        ]
        for section, entries in _SECTIONS.items()
    }
    page = st.navigation(sections, position="sidebar" if menu else "hidden", expanded=True)
    names = [name for entries in _SECTIONS.values() for name in entries]
    pages = dict(zip(names, chain.from_iterable(sections.values()), strict=True))
    asked = st.query_params.to_dict()
    screen = asked.pop(session.SCREEN_PARAMETER, None)
    if screen in pages:
        st.switch_page(pages[screen], query_params=asked)
    st.session_state[session.PAGES] = pages
    return page


def _lead_to_own_screens(page: Page, viewer: Viewer) -> None:
    """The start screen of a role is the first of its menu; another's screen stays closed."""
    menu, pages = screens(viewer), st.session_state[session.PAGES]
    if page.url_path in menu or (page.url_path == "" and _START in menu):
        return
    if page.url_path == "" and menu:
        st.switch_page(pages[menu[0]], query_params=st.query_params.to_dict())
    st.error("您的账号没有这一页，请从左侧菜单选择。", icon=":material/error:")
    st.stop()


main()
