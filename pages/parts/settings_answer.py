"""The sentence on top of the settings: does what leaves the house go out?"""

from collections.abc import Mapping
from html import escape

import streamlit as st

from evidence.notifications.deliveries import Report
from evidence.settings import Settings
from evidence.words import GREEN, RED
from pages.parts.session import Session


def draw_answer(session: Session, shown: Settings, mail: Report | None, robots: Mapping[str, Report]) -> None:
    """邮件正常，最近一次 2026-03-02 09:30 发出 3 封；群机器人 2 个，1 个没有发出."""
    failed = [name for name in (robot.name for robot in shown.webhooks) if name in robots and robots[name].error]
    count = len(shown.webhooks)
    chats = f"群机器人 {count} 个" + (f"，{len(failed)} 个没有发出" if failed else "") if count else "没有群机器人"
    st.html(f'<div class="lead">{escape(_mail_words(shown, mail))}；{chats}。</div>')
    notes = [] if shown.base_url else ["还没有填写访问地址，邮件和群消息里没有链接"]
    notes.append(f"以下设置只对{session.situation.hospital.name}有效，每次修改都记入审计日志")
    st.html(f'<div class="quiet">{escape("；".join(notes))}。</div>')


def _mail_words(shown: Settings, mail: Report | None) -> str:
    if not shown.smtp.host:
        return "邮件没有启用"
    if mail is None:
        return "邮件已设置，还没有发过"
    if mail.error:
        return f"邮件没有发出（{mail.at:%Y-%m-%d %H:%M}），会自动重试"
    refused = f"，{len(mail.refused)} 个邮箱被拒收" if mail.refused else ""
    return f"邮件正常，最近一次 {mail.at:%Y-%m-%d %H:%M} 发出 {mail.sent} 封{refused}"


def draw_report(report: Report | None, unit: str) -> None:
    """How the last attempt went, with the reason where it failed. `unit`: of what was sent (封, 条)."""
    if report is None:
        st.html('<div class="quiet">还没有发过。</div>')
        return
    at = f"{report.at:%Y-%m-%d %H:%M}"
    if report.error:
        lines = [_line("○", RED, f"{at} 没有发出：{report.error}")]
    else:
        lines = [_line("●", GREEN, f"{at} 已发出 {report.sent} {unit}")]
    st.html("".join([*lines, *(_line("○", RED, refusal.error) for refusal in report.refused.values())]))


def _line(sign: str, colour: str, text: str) -> str:
    return f'<div><span class="sign" style="color:{colour}">{sign}</span> {escape(text)}</div>'
