"""Entry of the screens: settings, page list, header. No rule lives here."""

from pathlib import Path

import streamlit as st

from evidence.errors import UserError
from pages.parts import feedback, header, session
from pages.parts.first_steps import create_first_hospital

_HERE = Path(__file__).parent
_PARTS = _HERE / "pages" / "parts"
_PAGES = {
    "overview": ("总览", ":material/dashboard:"),
    "requirements": ("标准条款", ":material/checklist:"),
    "systems": ("系统", ":material/dns:"),
    "documents": ("佐证材料", ":material/folder_open:"),
    "gaps": ("差距", ":material/grid_on:"),
    "tasks": ("整改", ":material/task_alt:"),
}


def main() -> None:
    """Draws the chosen screen under the header."""
    st.set_page_config(page_title="医院信息化评级迎评", page_icon=str(_PARTS / "icon.png"), layout="wide")
    st.html(_PARTS / "style.css")
    pages = [
        st.Page(_HERE / "pages" / f"{name}.py", title=title, icon=icon, url_path=name, default=name == "overview")
        for name, (title, icon) in _PAGES.items()
    ]
    page = st.navigation(pages)
    asked = st.query_params.to_dict()
    screen = asked.pop(session.SCREEN_PARAMETER, None)
    if screen in _PAGES:
        st.switch_page(pages[list(_PAGES).index(screen)], query_params=asked)
    try:
        if not session.deployment().hospitals():
            create_first_hospital()
            return
        st.session_state["session"] = header.choose()
        feedback.show_feedback()
        page.run()
    except UserError as error:
        st.error(str(error), icon=":material/error:")


main()
