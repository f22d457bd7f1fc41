"""The mail server: its fields, how the last mails went, a test mail."""

from typing import Any

import streamlit as st

from evidence.notifications.deliveries import Report
from evidence.notifications.digests import send_test_mail
from evidence.settings import KEPT, Security, Settings, Smtp
from pages.parts.feedback import user_errors
from pages.parts.session import Session
from pages.parts.settings_answer import draw_report
from pages.parts.settings_fields import save

_SECURITY = {
    Security.TLS: "TLS（常用端口 465）",
    Security.STARTTLS: "STARTTLS（常用端口 587）",
    Security.NONE: "不加密（仅限内网、无需登录的服务器）",
}
_PREFIX = "smtp-"
_HONEST = (
    "密码原样保存在医院文件夹的数据库中，只受文件夹权限保护，备份里也有；界面和审计日志都不显示。"
    "不希望它落盘时，请填 env:READINESS_SECRET_SMTP，并在服务器上设置这个环境变量。"
)


def draw_mail(session: Session, shown: Settings, report: Report | None) -> None:
    """The form on the left, the outcome and the test on the right."""
    left, right = st.columns([3, 2], gap="large")
    with left, st.form("smtp-form", border=False):
        _fields(shown.smtp)
        st.caption(_HONEST)
        st.form_submit_button("保存", key="smtp-save", type="primary", on_click=_save, args=(session, shown))
    with right:
        st.markdown("**最近一次发送**")
        draw_report(report, "封")
        _test(session, shown)


def _fields(smtp: Smtp) -> None:
    stored = bool(smtp.password.get_secret_value())
    st.text_input("服务器地址", smtp.host, key=f"{_PREFIX}host", placeholder="例如 smtp.hospital.cn；留空则不发邮件")
    first, second = st.columns(2)
    kinds = list(_SECURITY)
    first.selectbox("加密方式", kinds, kinds.index(smtp.security), _SECURITY.__getitem__, key=f"{_PREFIX}security")
    second.number_input("端口", 1, 65535, smtp.port, key=f"{_PREFIX}port")
    first.text_input("用户名", smtp.user, key=f"{_PREFIX}user", placeholder="不需要登录时留空")
    second.text_input(
        "密码或授权码",
        type="password",
        key=f"{_PREFIX}password",
        placeholder="已保存，可留空" if stored else "",
        autocomplete="new-password",
    )
    st.text_input("发件地址", smtp.sender, key=f"{_PREFIX}sender", placeholder="例如 pingji@hospital.cn")


def _save(session: Session, shown: Settings) -> None:
    """A callback: an empty password keeps the stored one; without a user there is none."""
    entered: dict[str, Any] = {name: st.session_state[f"{_PREFIX}{name}"] for name in Smtp.model_fields}
    for name in ("host", "user", "sender"):
        entered[name] = entered[name].strip()
    stored = bool(shown.smtp.password.get_secret_value())
    given = entered["password"]
    entered["password"] = "" if not entered["user"] else given or (KEPT if stored else "")
    with user_errors():
        changed = entered != shown.smtp.model_dump(mode="json")
        kept = entered["password"] == shown.smtp.model_dump(mode="json")["password"]
        save(session, shown, {"smtp": entered} if changed else {}, undo=kept)
        st.session_state[f"{_PREFIX}password"] = ""


def _test(session: Session, shown: Settings) -> None:
    with st.container(border=True):
        address = st.text_input("收测试邮件的邮箱", key="smtp-test-address", placeholder="例如 wang@hospital.cn")
        pressed = st.button("发送测试邮件", key="smtp-test", disabled=not shown.smtp.host, icon=":material/send:")
        if not shown.smtp.host:
            st.caption("先填写邮件服务器并保存，再发送测试邮件。")
        if pressed:
            with user_errors(), st.spinner("正在连接邮件服务器……"):
                st.success(send_test_mail(session.store, session.viewer, address), icon=":material/check_circle:")
