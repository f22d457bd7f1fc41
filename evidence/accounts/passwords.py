"""Passwords: which are good enough, and their Argon2id hashes."""

import re
import threading
import unicodedata
from functools import cache
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlite_utils import Database

from evidence.accounts.rules import common_passwords, rules
from evidence.errors import InvalidInputError
from evidence.store import Transaction

# So many letters beside common words do not make a password of its own.
_LEFT_OVER = 2
# A shorter login or name is no part worth looking for.
_SHORTEST_NAME = 2


@cache
def _hasher() -> PasswordHasher:
    cost = rules().password
    return PasswordHasher(time_cost=cost.time_cost, memory_cost=cost.memory_kib, parallelism=cost.parallelism)


@cache
def _slots() -> threading.BoundedSemaphore:
    """A flood of sign-ins must not take all memory and every core."""
    return threading.BoundedSemaphore(rules().password.at_once)


@cache
def _nobodys_hash() -> str:
    """What is checked where there is no hash, so that a missing account takes as long as a wrong password."""
    return hash_password(token_urlsafe())


def _normal(password: str) -> str:
    """The same password whichever way a keyboard composes its characters."""
    return unicodedata.normalize("NFC", password)


def hash_password(password: str) -> str:
    """The Argon2id hash of a password, with its salt and cost."""
    with _slots():
        return _hasher().hash(_normal(password))


def matches(hashed: str, password: str) -> bool:
    """Whether a password is the one that was hashed; for an empty hash it takes as long and is never true."""
    compared = hashed or _nobodys_hash()
    if len(password) > rules().password.most:
        password = ""
    with _slots():
        try:
            return _hasher().verify(compared, _normal(password)) and bool(hashed)
        except (VerifyMismatchError, InvalidHashError):
            return False


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made at another cost than the rules now ask for."""
    return _hasher().check_needs_rehash(hashed)


def password_hint() -> str:
    """The rules in one sentence, for whoever has to think of a password."""
    limits = rules().password
    return (
        f"至少 {limits.least} 位，含大写字母、小写字母、数字、符号中的 {limits.classes} 类，"
        f"不含账号和姓名，不与最近 {limits.remembered} 次相同。"
    )


def check_password(password: str, login: str, person: str) -> None:
    """Raises InvalidInputError with the first rule that a new password breaks."""
    limits = rules().password
    if not limits.least <= len(password) <= limits.most:
        raise InvalidInputError(f"密码须为 {limits.least} 到 {limits.most} 位，请加长后重试。")
    if _classes(password) < limits.classes:
        raise InvalidInputError(f"密码须包含大写字母、小写字母、数字、符号中的至少 {limits.classes} 类，请补充。")
    if len(set(password)) < limits.different:
        raise InvalidInputError(f"密码至少要有 {limits.different} 个不同的字符，请换一个。")
    for name in (login.split("@")[0], person):
        if len(name) >= _SHORTEST_NAME and name.casefold() in password.casefold():
            raise InvalidInputError("密码不能包含账号或姓名，请换一个。")
    if _is_common(password):
        raise InvalidInputError("这个密码太常见，容易被猜中，请换一个。")


def _classes(password: str) -> int:
    kinds = (str.islower, str.isupper, str.isdigit)
    named = sum(any(kind(character) for character in password) for kind in kinds)
    return named + any(not any(kind(character) for kind in kinds) for character in password)


def _is_common(password: str) -> bool:
    """Whether a password is one that everybody tries, with some digits and signs put around it."""
    known = common_passwords()
    folded = password.casefold()
    if folded in known.whole:
        return True
    letters = str.maketrans(known.letters)
    end_cut = re.sub(r"[^a-z]+$", "", folded)
    cores = {
        re.sub(r"[^a-z]", "", folded),
        end_cut.translate(letters),
        re.sub(r"^[^a-z]+", "", end_cut).translate(letters),
    }
    return any(_only_common_words(re.sub(r"[^a-z]", "", core)) for core in cores)


def _only_common_words(core: str) -> bool:
    rest = core
    for word in sorted(common_passwords().words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != core and len(rest) <= _LEFT_OVER


def new_hash(db: Database, account_id: int, login: str, person: str, password: str) -> str:
    """The hash of an account's new password. Raises InvalidInputError when it is not good enough or was used lately."""
    check_password(password, login, person)
    kept = "SELECT password_hash FROM main.password_history WHERE account_id = ?"
    if any(matches(row[0], password) for row in db.execute(kept, [account_id])):
        raise InvalidInputError(f"不能使用最近 {rules().password.remembered} 次用过的密码，请换一个。")
    return hash_password(password)


def store_hash(transaction: Transaction, account_id: int, hashed: str, must_change: bool = False) -> None:
    """Sets an account's password and forgets what is older than the last few; failed sign-ins before it are over."""
    changes = {"password_hash": hashed, "password_at": transaction.now, "must_change": int(must_change)}
    transaction.update("accounts", account_id, changes | {"failures": 0, "locked_until": None})
    db = transaction.db
    row = [account_id, hashed, transaction.now]
    db.execute("INSERT INTO main.password_history (account_id, password_hash, at) VALUES (?, ?, ?)", row)
    newest = "SELECT id FROM main.password_history WHERE account_id = ? ORDER BY id DESC LIMIT ?"
    db.execute(
        f"DELETE FROM main.password_history WHERE account_id = ? AND id NOT IN ({newest})",  # noqa: S608 - fixed text
        [account_id, account_id, rules().password.remembered],
    )
