"""Passwords and keys among the settings: how they are hidden and where they are taken from.

They are stored as entered, protected by the rights on the hospital's folder only: a key beside the database would
protect nothing, and a server without a desk has no key ring. `env:READINESS_SECRET_…` keeps one out of the folder and
its backups: it names an environment variable of the server.
"""

import os

from pydantic import SecretStr, SerializationInfo

from evidence.errors import InvalidInputError

# Stands for a secret that is stored; given back unchanged, the secret stays.
KEPT = "（已保存）"
_VARIABLE = "env:"
# Only variables meant for it: who may set an address must not read the rest of the server's environment.
_VARIABLES = "READINESS_SECRET_"


def shown(secret: SecretStr, info: SerializationInfo) -> str:
    """What leaves a model: KEPT in the place of a secret, itself only when the context asks to reveal it."""
    value = secret.get_secret_value()
    if info.context and info.context.get("reveal"):
        return value
    return KEPT if value else ""


def names_variable(secret: SecretStr) -> bool:
    """Whether a secret is kept in the environment. Raises InvalidInputError for a variable not meant for it."""
    value = secret.get_secret_value()
    if not value.startswith(_VARIABLE):
        return False
    if not value.removeprefix(_VARIABLE).startswith(_VARIABLES):
        raise InvalidInputError(f"用环境变量保存密码时，变量名须以 {_VARIABLES} 开头。")
    return True


def secret_value(secret: SecretStr) -> str:
    """The secret itself, taken from the environment when it names a variable.

    Raises InvalidInputError when the server has no such variable.
    """
    if not names_variable(secret):
        return secret.get_secret_value()
    name = secret.get_secret_value().removeprefix(_VARIABLE)
    if name not in os.environ:
        raise InvalidInputError(f"服务器上没有环境变量 {name}，请设置后重启服务，或直接填写密码。")
    return os.environ[name]
