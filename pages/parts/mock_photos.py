"""Photos of what a reviewer saw: those that are there, and taking another one."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from evidence.document_view import preview_image
from evidence.mock_review.photos import add_photo, drop_photo, held_back, photo_content
from evidence.mock_review.records import Course, Photo
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session

_TYPES = ["jpg", "jpeg", "png", "webp", "bmp", "gif"]
_ROUND = "mock-photo-round"
_WIDTH = 220


def draw_photos(session: Session, known: Course, clause: str, judging: bool) -> None:
    """The photos of a clause; a reviewer adds one by camera or from a file. A tablet offers its camera for a file."""
    own = [
        photo
        for photo in known.photos
        if photo.clause == clause and (judging is False or photo.account_id == session.viewer.account_id)
    ]
    if own:
        reasons = held_back(session.store, session.viewer, own)
        with st.container(horizontal=True):
            for photo in own:
                _photo(session, photo, judging, reasons.get(photo.id, ""))
    if judging:
        with st.popover("照片", icon=":material/photo_camera:"):
            _add(session, known, clause)


def _photo(session: Session, photo: Photo, judging: bool, held: str) -> None:
    """`held`: why the photo gets into no report."""
    with st.container(width=_WIDTH, key=f"mock-photo-{photo.id}"), user_errors():
        st.image(
            preview_image(photo_content(session.store, session.viewer, photo)),
            caption=photo.caption or f"{photo.author} {photo.at:%H:%M}",
            width=_WIDTH,
        )
        if held:
            st.caption(f":material/visibility_off: 不放入报告：{held}。")
        if judging and st.button("删除照片", key=f"mock-photo-drop-{photo.id}", type="tertiary"):
            drop_photo(session.store, session.viewer, photo)
            done("已删除照片。")
            st.rerun()


def _add(session: Session, known: Course, clause: str) -> None:
    key = f"mock-photo-{clause}-{st.session_state.get(_ROUND, 0)}"
    caption = st.text_input("照片说明", key=f"{key}-caption", max_chars=200, placeholder="可不填")
    st.caption("请不要拍到患者的姓名、号码等信息。")
    chosen = st.file_uploader("照片文件（平板上可直接拍照）", _TYPES, key=f"{key}-file")
    if st.toggle("用本机摄像头", key=f"{key}-camera"):
        chosen = st.camera_input("拍照", key=f"{key}-shot", label_visibility="collapsed") or chosen
    if chosen is not None:
        _keep(session, known, clause, chosen, caption)


def _keep(session: Session, known: Course, clause: str, chosen: UploadedFile, caption: str) -> None:
    with user_errors():
        add_photo(session.store, session.viewer, known.review.id, clause, chosen.name, chosen.getvalue(), caption)
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        done("照片已保存。")
        st.rerun()
