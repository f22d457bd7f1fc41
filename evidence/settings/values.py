"""The settings and their types; names, defaults and ranges are in `settings.yaml`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer

from criteria.yaml_reader import read_yaml
from evidence.errors import InvalidInputError
from evidence.settings.secrets import shown


class _Plain(BaseModel):
    """Immutable, no unknown names, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Smtp(_Plain):
    """The mail server; without a host no mail is sent. `sender`: the address that mails come from."""

    host: str
    port: int
    security: Security
    user: str
    password: SecretStr
    sender: str

    _hide = field_serializer("password")(shown)


class RobotKind(StrEnum):
    """Whose message format a chat robot understands."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"


class Webhook(_Plain):
    """A chat robot of a group.

    `url` holds the robot's key, `secret` is what DingTalk robots may ask signatures for; `private_http`: the address
    may be http inside the hospital's network.
    """

    name: str
    kind: RobotKind
    url: SecretStr
    secret: SecretStr = SecretStr("")
    private_http: bool = False

    _hide = field_serializer("url", "secret")(shown)


class Settings(_Plain):
    """All settings of a hospital."""

    idle_minutes: int
    session_hours: int
    password_days: int
    oidc_claim: Literal["email", "preferred_username"]
    base_url: str
    keep_originals: bool
    review_hours: int
    remind_days: tuple[int, ...]
    remind_hour: int
    tell_accepted: bool
    digest_hours: int
    smtp: Smtp
    webhooks: tuple[Webhook, ...]


@dataclass(frozen=True)
class Entry:
    """What is said about one setting. `least`, `most`: the range of a number, None = any."""

    name: str
    hint: str
    default: Any
    least: int | None = None
    most: int | None = None


@cache
def entries() -> Mapping[str, Entry]:
    """Setting → what screens say about it, in the order of the screens."""
    data: dict[str, dict[str, Any]] = read_yaml(Path(__file__).with_name("settings.yaml"))
    return {name: Entry(**values) for name, values in data.items()}


def from_plain(values: Mapping[str, Any]) -> Settings:
    """Settings from plain values. Raises InvalidInputError that names the first one of a wrong type."""
    try:
        return Settings.model_validate_json(json.dumps(values))
    except ValidationError as error:
        place = str(error.errors()[0]["loc"][0])
        raise InvalidInputError(f"“{entries()[place].name}”的取值不合要求，请核对后重新填写。") from error


def plain(found: Settings) -> dict[str, Any]:
    """Plain values as the store keeps them, secrets included."""
    return found.model_dump(mode="json", context={"reveal": True})


def blanked(found: Settings) -> Settings:
    """The same settings with KEPT in the place of every secret."""
    return from_plain(found.model_dump(mode="json"))
