"""设置: what holds for this hospital, and does mail go out?"""

from evidence.notifications.deliveries import reports
from evidence.settings import settings
from pages.parts.gap_url import Address
from pages.parts.session import current
from pages.parts.settings_answer import draw_answer
from pages.parts.settings_fields import draw_fields
from pages.parts.settings_mail import draw_mail
from pages.parts.settings_robots import draw_robots

_REMINDERS, _MAIL, _ROBOTS, _SIGN_IN, _DOCUMENTS = "提醒", "邮件", "群机器人", "登录", "材料"
_FIELDS = {
    _REMINDERS: ("remind_days", "remind_hour", "review_hours", "tell_accepted", "digest_hours", "base_url"),
    _SIGN_IN: ("idle_minutes", "session_hours", "password_days", "oidc_claim"),
    _DOCUMENTS: ("keep_originals",),
}


def main() -> None:
    """The answer, then the settings of one subject."""
    session = current()
    shown = settings(session.store, session.viewer)
    mail, robots = reports(session.store, session.viewer)
    draw_answer(session, shown, mail, robots)
    part = Address("settings").one("part", "内容", (_REMINDERS, _MAIL, _ROBOTS, _SIGN_IN, _DOCUMENTS))
    if part == _MAIL:
        draw_mail(session, shown, mail)
    elif part == _ROBOTS:
        draw_robots(session, shown, robots)
    else:
        draw_fields(session, shown, _FIELDS[part])


main()
