"""Reading and changing the settings of a hospital."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, SecretStr
from sqlite_utils import Database

from evidence.access import Permission, must
from evidence.errors import ConflictError, InvalidInputError, NotFoundError
from evidence.settings.checks import check_ranges, check_settings
from evidence.settings.secrets import KEPT
from evidence.settings.values import Settings, blanked, entries, from_plain, plain
from evidence.store import Store, Transaction
from evidence.viewer import SYSTEM, Viewer

_LOG = logging.getLogger(__name__)
_STORE = "INSERT INTO main.settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def read_settings(store: Store) -> Settings:
    """The settings in force, secrets included: for the program itself, never for a screen."""
    with store.reading(SYSTEM) as db:
        return settings_in(db)


def settings_in(db: Database) -> Settings:
    """The settings in force as an open connection sees them; what cannot be read counts as not set."""
    defaults = {name: entry.default for name, entry in entries().items()}
    rows = db.query("SELECT name, value FROM main.settings")
    stored = {row["name"]: _loaded(row["value"]) for row in rows if row["name"] in defaults}
    if not _usable(defaults | stored):
        unusable = {name for name, value in stored.items() if not _usable(defaults | {name: value})}
        _LOG.warning("settings %s are not usable, their defaults hold", unusable)
        stored = {name: value for name, value in stored.items() if name not in unusable}
    return from_plain(defaults | stored)


def _usable(values: Mapping[str, Any]) -> bool:
    try:
        check_ranges(from_plain(values))
    except InvalidInputError:
        return False
    return True


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def settings(store: Store, viewer: Viewer) -> Settings:
    """The settings for the screen: secrets are replaced by KEPT. Raises NotAllowedError."""
    must(viewer, Permission.SETTINGS)
    return blanked(read_settings(store))


def change_settings(
    store: Store, viewer: Viewer, changes: Mapping[str, Any], expected: Settings | None = None
) -> Settings:
    """Changes settings (name → plain value as in `settings.yaml`) and returns all of them, secrets blanked.

    KEPT given for a secret keeps it as long as it goes to the same place. `expected`: what the person saw. Raises
    NotAllowedError, NotFoundError for an unknown name, InvalidInputError, ConflictError when one of the settings was
    changed meanwhile.
    """
    viewer.must_be_named()
    must(viewer, Permission.SETTINGS)
    for name in changes:
        if name not in entries():
            raise NotFoundError(f"没有名为“{name}”的设置，请刷新页面。")
    with store.writing(viewer) as transaction:
        before = settings_in(transaction.db)
        if expected is not None:
            _check_unchanged(before, expected, changes)
        after = _changed(before, changes)
        for name in changes:
            _store(transaction, name, before, after)
    return blanked(after)


def _check_unchanged(before: Settings, expected: Settings, changes: Mapping[str, Any]) -> None:
    current = blanked(before)
    for name in changes:
        if getattr(current, name) != getattr(expected, name):
            raise ConflictError(f"“{entries()[name].name}”刚被他人修改过，您的修改没有保存；请刷新后核对再改。")


def _changed(before: Settings, changes: Mapping[str, Any]) -> Settings:
    """The settings after the changes, checked, with kept secrets put back."""
    old = plain(before)
    new = plain(from_plain(old | dict(changes)))
    new["smtp"] = _with_password(new["smtp"], old["smtp"])
    new["webhooks"] = [_with_secrets(webhook, old["webhooks"]) for webhook in new["webhooks"]]
    after = from_plain(new)
    check_settings(after)
    return after


def _with_password(smtp: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """A kept password goes only to the server, and over the connection, that it was entered for."""
    if smtp["password"] != KEPT:
        return smtp
    if any(smtp[name] != before[name] for name in ("host", "port", "security", "user")):
        raise InvalidInputError("更换邮件服务器、端口、加密方式或用户名后，请重新填写密码。")
    return smtp | {"password": before["password"]}


def _with_secrets(webhook: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    """A kept key goes only to the address that it was entered for."""
    known = next((old for old in before if old["name"] == webhook["name"]), {"url": "", "secret": ""})
    url = known["url"] if webhook["url"] == KEPT else webhook["url"]
    secret = known["secret"] if webhook["secret"] == KEPT and url == known["url"] else webhook["secret"]
    if KEPT in (url, secret):
        raise InvalidInputError(f"群机器人“{webhook['name']}”换了地址，请重新填写它的密钥。")
    return webhook | {"url": url, "secret": secret}


def _store(transaction: Transaction, name: str, before: Settings, after: Settings) -> None:
    """Stores one setting; the log keeps what was changed, of a secret only that it was."""
    old, new = getattr(before, name), getattr(after, name)
    if old == new:
        return
    transaction.db.execute(_STORE, [name, json.dumps(plain(after)[name], ensure_ascii=False)])
    was, becomes = ({"value": found.model_dump(mode="json")[name]} for found in (before, after))
    if _secrets(old) != _secrets(new):
        becomes["changed"] = "密码或密钥已更换"
    transaction.audit("update", "settings", name, was, becomes)


def _secrets(value: Any) -> list[str]:
    """All secrets in a setting."""
    if isinstance(value, SecretStr):
        return [value.get_secret_value()]
    if isinstance(value, BaseModel):
        return [secret for _, part in value for secret in _secrets(part)]
    return [secret for part in value for secret in _secrets(part)] if isinstance(value, tuple) else []
