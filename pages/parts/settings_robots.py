"""群机器人: the list with the outcome of each, a test message, adding and removing."""

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from evidence.notifications.deliveries import Report
from evidence.notifications.robots import send_test_message
from evidence.settings import RobotKind, Settings, Webhook, change_settings
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.settings_answer import draw_report

_KINDS = {RobotKind.WECOM: "企业微信", RobotKind.DINGTALK: "钉钉"}
_PREFIX = "robot-"


def draw_robots(session: Session, shown: Settings, reports: Mapping[str, Report]) -> None:
    """What is there on the left, a new one on the right."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html('<div class="quiet">每天在群里发一条汇总，只有材料和任务的数量，不含名称、厂商和人名。</div>')
        for robot in shown.webhooks:
            _robot(session, shown, robot, reports.get(robot.name))
        if not shown.webhooks:
            st.write("还没有群机器人。在群设置中添加机器人，把它的 Webhook 地址填在右边。")
    with right, st.form("robot-form", border=True):
        st.markdown("**添加群机器人**")
        _fields()
        st.form_submit_button("添加", key="robot-add", type="primary", on_click=_add, args=(session, shown))


def _robot(session: Session, shown: Settings, robot: Webhook, report: Report | None) -> None:
    with st.container(border=True, key=f"robot-box-{robot.name}"):
        signed = "，签名校验" if robot.secret.get_secret_value() else ""
        plain = "，允许内网 http" if robot.private_http else ""
        st.html(f'<b>{escape(robot.name)}</b> <span class="quiet">{_KINDS[robot.kind]}{signed}{plain}</span>')
        draw_report(report, "条")
        with st.container(horizontal=True):
            pressed = st.button("发送测试消息", key=f"robot-test-{robot.name}", icon=":material/send:")
            with st.popover("移除", icon=":material/delete:"):
                st.write(f"移除“{robot.name}”后，它的地址和密钥不再保存，要用时须重新填写。")
                st.button("确认移除", key=f"robot-remove-{robot.name}", on_click=_remove, args=(session, shown, robot))
        if pressed:
            with user_errors(), st.spinner("正在发送……"):
                st.success(send_test_message(session.store, session.viewer, robot.name), icon=":material/check_circle:")


def _fields() -> None:
    st.text_input("名称", key=f"{_PREFIX}name", placeholder="例如：信息科迎评群")
    st.selectbox("类型", list(_KINDS), format_func=_KINDS.__getitem__, key=f"{_PREFIX}kind")
    st.text_input("Webhook 地址", key=f"{_PREFIX}url", type="password", autocomplete="off")
    st.text_input("加签密钥（钉钉，可不填）", key=f"{_PREFIX}secret", type="password", autocomplete="new-password")
    st.checkbox("允许内网 http 地址（仅限医院内网的转发服务）", key=f"{_PREFIX}private_http")


def _add(session: Session, shown: Settings) -> None:
    """A callback."""
    entered: dict[str, Any] = {name: st.session_state[f"{_PREFIX}{name}"] for name in Webhook.model_fields}
    for name in ("name", "url", "secret"):
        entered[name] = entered[name].strip()
    with user_errors():
        robots = [*_plain(shown), entered]
        change_settings(session.store, session.viewer, {"webhooks": robots}, shown)
        done(f"已添加群机器人“{entered['name']}”，可以先发一条测试消息。")
        for name in ("name", "url", "secret"):
            st.session_state[f"{_PREFIX}{name}"] = ""


def _remove(session: Session, shown: Settings, robot: Webhook) -> None:
    """A callback."""
    with user_errors():
        robots = [other for other in _plain(shown) if other["name"] != robot.name]
        change_settings(session.store, session.viewer, {"webhooks": robots}, shown)
        done(f"已移除群机器人“{robot.name}”。")


def _plain(shown: Settings) -> list[dict[str, Any]]:
    robots: list[dict[str, Any]] = shown.model_dump(mode="json")["webhooks"]
    return robots
