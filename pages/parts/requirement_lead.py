"""The answer of the screen in one sentence, its empty state, and the few styles that only this screen needs."""

import streamlit as st

from criteria.models import Catalog
from evidence.access import Permission
from evidence.naming import short_title
from evidence.requirement_list import Summary, level_names
from evidence.standing import Standing
from pages.parts import requirement_address as address
from pages.parts.no_target import target_link
from pages.parts.session import Session

# Buttons of one group close together; the message of the last action floats, so that nothing moves while one judges.
_STYLE = """
<style>
.st-key-clause-now { border-left: 4px solid #1F4E79; }
.st-key-judge-bar { background: #F4F6F8; }
[class*="st-key-judge-"] button, [class*="st-key-clause-"] button, [class*="st-key-tier-"] button {
  padding: .15rem .55rem; min-height: 2rem;
}
[class*="st-key-judge-"] button[kind="primary"], [class*="st-key-clause-"] button[kind="primary"],
[class*="st-key-tier-"] button[kind="primary"] {
  background: #DCE6F0; color: #1B1F24; border: 2px solid #1F4E79; font-weight: 600;
}
div:has(> .st-key-feedback-bar) { position: absolute; }
.st-key-feedback-bar {
  position: fixed; right: 1.5rem; bottom: 1.2rem; z-index: 999; width: auto; background: #fff; padding: .5rem .75rem;
  border: 1px solid #1F4E79; border-radius: 4px; box-shadow: 0 2px 8px rgba(27, 31, 36, .2);
}
/* On a tablet the list stands above the requirement while the sidebar takes its share of the width. */
@media (max-width: 1150px) {
  .block-container { padding-left: 1.2rem; padding-right: 1.2rem; }
  .stApp:has([aria-controls="stSidebar"][aria-expanded="true"]) .st-key-requirement-columns
    [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { flex-direction: column; }
  .stApp:has([aria-controls="stSidebar"][aria-expanded="true"]) .st-key-requirement-columns
    [data-testid="stColumn"] { width: 100%; min-width: 100%; flex: none; }
  .stApp:has([aria-controls="stSidebar"][aria-expanded="true"]) .st-key-requirement-table {
    max-height: 300px; overflow-y: auto;
  }
}
</style>
"""


def style() -> None:
    """Puts the screen's styles in place."""
    st.html(_STYLE)


def lead(session: Session, catalog: Catalog, standing: Standing | None, counts: Summary) -> None:
    """What is asked, how much of it is judged and proven, what stops the target."""
    title = short_title(catalog)
    if standing is None:
        asked = f"{title}共 {counts.requirements} 条"
    else:
        level = level_names(catalog).get(standing.target.level, standing.target.level)
        asked = f"{title} {level}要求 {counts.requirements} 条"
    known = f"已判定 {counts.judged} 个，有据 {counts.proven} 个"
    todo = f"；{counts.open} 条没判完" if counts.open else "；全部判完"
    block = f"，{counts.blocking} 条卡级" if counts.blocking else ""
    st.html(f'<div class="lead">{asked}（{counts.clauses} 个要求点）：{known}{todo}{block}。</div>')
    if standing is None:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption("本院没有为这个标准设定评审目标，这里列出全部级别。", width="content")
            if session.may(Permission.DIRECT):
                target_link("设定目标")


def show_nothing_found() -> None:
    """No requirement matches: the way back."""
    st.info("没有符合筛选条件的条款。", icon=":material/filter_alt_off:")
    st.button("清除筛选", key="requirement-clear", on_click=address.clear_filters)
