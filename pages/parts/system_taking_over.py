"""What was judged for the whole hospital before a system was registered, taken over with one click."""

import streamlit as st

from evidence.access import Permission
from evidence.records import System
from evidence.taking_over import take_over, to_take_over, withdraw
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session


def draw(session: Session, system: System) -> None:
    """Nothing where there is nothing to take over."""
    drafts = to_take_over(session.situation, system.id)
    count = sum(map(len, drafts.values()))
    if not count or not session.may(Permission.JUDGE):
        return
    st.warning(
        f"{count} 个要求点在登记本系统之前按全院判定过，现在须由本系统判定；没有判定前按未评估计算，级别可能下降。",
        icon=":material/warning:",
    )
    if st.button(f"沿用原来的判定（{count} 个）", key="take-over", type="primary"):
        with user_errors():
            taken = take_over(session.store, session.viewer, session.situation, drafts)
            done(
                f"“{system.name}”沿用了 {taken} 个要求点原来的全院判定，请逐条核对。",
                undo=lambda: withdraw(session.store, session.viewer, session.situation, drafts),
            )
            st.rerun()
