"""留言: the talk about a document, for the screen that shows the document."""

from html import escape

import streamlit as st

from evidence.access import Permission
from evidence.comments import Comment, add_comment, comments
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session


def draw_comments(session: Session, document_id: int) -> None:
    """What was said about all versions, oldest first, and a field to answer in."""
    found = comments(session.store, session.viewer, document_id)
    st.html(
        "".join(map(_comment, found)) or '<div class="quiet">还没有留言。有疑问可以在这里问对方，对方会收到消息。</div>'
    )
    if not session.may(Permission.UPLOAD):
        return
    with st.form(f"comment-{document_id}-{len(found)}", border=False):
        st.text_area("留言", key=f"comment-text-{document_id}-{len(found)}", height=80, max_chars=2000)
        pressed = st.form_submit_button("发送", key=f"comment-send-{document_id}")
    if pressed:
        with user_errors():
            text = st.session_state[f"comment-text-{document_id}-{len(found)}"]
            add_comment(session.store, session.viewer, document_id, text)
            done("留言已保存，对方会收到消息。")
            st.rerun()


def _comment(comment: Comment) -> str:
    mark = ' <span class="example">示例</span>' if comment.example else ""
    head = f'<b>{escape(comment.author)}</b> <span class="quiet">{comment.at:%Y-%m-%d %H:%M}</span>{mark}'
    text = escape(comment.text).replace("\n", "<br>")
    return f'<div class="clause" style="border-top:1px solid #EDF0F3;padding:.4rem 0">{head}<br>{text}</div>'
