"""What the accounts screen says first: how many may sign in, and what needs attention."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evidence.accounts.records import Account
from evidence.viewer import Role


class AccountState(StrEnum):
    """Whether an account can be signed in with, by the first reason that applies."""

    DISABLED = "disabled"
    ENDED = "ended"
    INVITED = "invited"
    UNUSABLE = "unusable"
    LOCKED = "locked"
    LATER = "later"
    USABLE = "usable"


def state_of(account: Account, now: datetime) -> AccountState:
    """The state of an account at a moment."""
    today = now.date()
    checks = (
        (AccountState.DISABLED, account.disabled),
        (AccountState.ENDED, account.valid_until is not None and account.valid_until < today),
        (AccountState.INVITED, account.invited_until is not None and account.invited_until > now and _new(account)),
        (AccountState.UNUSABLE, _new(account)),
        (AccountState.LOCKED, account.locked_until is not None and account.locked_until > now),
        (AccountState.LATER, account.valid_from is not None and account.valid_from > today),
    )
    return next((state for state, applies in checks if applies), AccountState.USABLE)


def _new(account: Account) -> bool:
    """Whether nobody has set a password yet."""
    return not account.has_password


@dataclass(frozen=True)
class AccountFacts:
    """Counts of a list of accounts; `ends_next`: the usable account that ends first, if any ends."""

    roles: Counter[Role]
    states: Counter[AccountState]
    second_factors: int
    ends_next: Account | None

    @property
    def usable(self) -> int:
        """How many can sign in now."""
        return self.states[AccountState.USABLE]


def account_facts(found: Iterable[Account], now: datetime) -> AccountFacts:
    """The facts about accounts at a moment; roles and second factors are those of usable accounts."""
    states = {account: state_of(account, now) for account in found}
    usable = [account for account, state in states.items() if state is AccountState.USABLE]
    ending = [account for account in usable if account.valid_until is not None]
    return AccountFacts(
        roles=Counter(account.role for account in usable),
        states=Counter(states.values()),
        second_factors=sum(account.second_factor for account in usable),
        ends_next=min(ending, key=lambda account: str(account.valid_until), default=None),
    )
