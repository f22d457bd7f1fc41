"""The numbers of signing in (`rules.yaml`) and the passwords that everybody tries (`common_passwords.yaml`)."""

from functools import cache
from pathlib import Path

from criteria.models import Frozen, Several
from criteria.yaml_reader import read_yaml

_FOLDER = Path(__file__).parent


class LoginRules(Frozen):
    """What a login looks like: a pattern for the whole of it, and the same in words."""

    pattern: str
    words: str


class PasswordRules(Frozen):
    """What a password must be, and what checking one costs."""

    least: int
    most: int
    classes: int
    different: int
    remembered: int
    time_cost: int
    memory_kib: int
    parallelism: int
    at_once: int


class LockRules(Frozen):
    """The failures in a row that lock an account, and for how many minutes each further one does."""

    after: int
    minutes: Several[int]


class Rules(Frozen):
    """All of `rules.yaml`."""

    login: LoginRules
    person_length: int
    password: PasswordRules
    lock: LockRules
    invitation_days: int
    identity_minutes: int
    recovery_codes: int
    token_days: int
    clock_tolerance_seconds: int
    seen_every_seconds: int


class CommonPasswords(Frozen):
    """All of `common_passwords.yaml`; `letters`: sign → the letter it stands for."""

    words: Several[str]
    letters: dict[str, str]
    whole: Several[str]


@cache
def rules() -> Rules:
    """The rules."""
    return Rules.model_validate(read_yaml(_FOLDER / "rules.yaml"))


@cache
def common_passwords() -> CommonPasswords:
    """The passwords that are guessed first."""
    return CommonPasswords.model_validate(read_yaml(_FOLDER / "common_passwords.yaml"))
