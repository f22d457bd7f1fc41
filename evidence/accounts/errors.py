"""Why somebody is not signed in."""

from evidence.errors import NotAllowedError


class NotSignedInError(NotAllowedError):
    """No session: it never was, it ended, or its account may not be used; the person has to sign in."""


class SecondFactorNeededError(NotSignedInError):
    """The password was right; the code of the second factor is asked for."""


class StaleIdentityError(NotSignedInError):
    """An identity from the provider that was used already or is too old: a browser keeps it for weeks."""


class PasswordChangeNeededError(NotAllowedError):
    """Signed in, but nothing else is possible before a new password is set."""
