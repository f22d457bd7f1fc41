"""What is entered about an account, checked."""

import re

from evidence.accounts.records import AccountDraft
from evidence.accounts.rules import rules
from evidence.dates import iso
from evidence.errors import InvalidInputError
from evidence.settings import is_mail_address
from evidence.store import Row, Transaction
from evidence.viewer import Role


def account_row(transaction: Transaction, draft: AccountDraft, own_id: int = 0) -> Row:
    """The row of `accounts` for a draft; `own_id`: the account that it changes.

    Raises InvalidInputError with the first thing that is missing, taken or does not go together.
    """
    email = draft.email.strip()
    if draft.role is Role.EXPERT and draft.valid_until is None:
        raise InvalidInputError("专家账号须填写使用期限的截止日期。")
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise InvalidInputError("使用期限的截止日期早于开始日期，请核对后重新填写。")
    if email and not is_mail_address(email):
        raise InvalidInputError(f"“{email}”不是有效的邮箱地址，请核对。")
    row = {
        "login": checked_login(draft.login),
        "person": checked_person(draft.person),
        "role": draft.role.value,
        "vendor_id": _vendor(transaction, draft),
        "email": email,
        "valid_from": iso(draft.valid_from),
        "valid_until": iso(draft.valid_until),
    }
    _check_not_taken(transaction, row, own_id)
    return row


def _check_not_taken(transaction: Transaction, row: Row, own_id: int) -> None:
    for column, what in (("login", "账号"), ("email", "邮箱")):
        taken = f"{column} = ? COLLATE NOCASE AND id <> ?"
        if row[column] and transaction.find("accounts", taken, [row[column], own_id]):
            raise InvalidInputError(f"{what}“{row[column]}”已被另一个账号使用，请换一个。")


def is_login(text: str) -> bool:
    """Whether an account could have this login."""
    return re.fullmatch(rules().login.pattern, text) is not None


def checked_login(login: str) -> str:
    """The login without spaces around it. Raises InvalidInputError for one that cannot be."""
    login = login.strip()
    if not is_login(login):
        raise InvalidInputError(f"{rules().login.words}，请修改。")
    return login


def checked_person(person: str) -> str:
    """The name without needless spaces. Raises InvalidInputError without one or for one too long."""
    person = " ".join(person.split())
    if not 0 < len(person) <= rules().person_length:
        raise InvalidInputError(f"请填写使用人姓名（不超过 {rules().person_length} 个字），修改会连同姓名一起记录。")
    return person


def _vendor(transaction: Transaction, draft: AccountDraft) -> int | None:
    name = draft.vendor.strip()
    if draft.role is not Role.VENDOR:
        if name:
            raise InvalidInputError("只有厂商账号可以指定厂商，请清空厂商或改选“厂商”角色。")
        return None
    found = transaction.find("vendors", "name = ?", [name]) if name else None
    if found is None:
        raise InvalidInputError("厂商账号须选择已登记的厂商；新厂商请先在“系统”页登记它的系统或合同。")
    return int(found["id"])
