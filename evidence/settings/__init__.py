"""What a hospital may set: typed, checked, one row of the store per setting."""

from evidence.settings.changes import change_settings, read_settings, settings, settings_in
from evidence.settings.checks import is_mail_address, is_robot_address
from evidence.settings.secrets import KEPT, secret_value
from evidence.settings.values import Entry, RobotKind, Security, Settings, Smtp, Webhook, entries

__all__ = [
    "KEPT",
    "Entry",
    "RobotKind",
    "Security",
    "Settings",
    "Smtp",
    "Webhook",
    "change_settings",
    "entries",
    "is_mail_address",
    "is_robot_address",
    "read_settings",
    "secret_value",
    "settings",
    "settings_in",
]
