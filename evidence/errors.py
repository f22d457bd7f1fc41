"""Errors that a person caused or can mend. Each message is one Chinese sentence: what is wrong, what to do."""


class UserError(Exception):
    """Base of all such errors: screens show the message, the command line prints it and exits with 2."""


class InvalidInputError(UserError):
    """A value that cannot be stored as given."""


class NotFoundError(UserError):
    """Something named that does not exist here."""


class ConflictError(UserError):
    """Somebody else changed the same record in the meantime; nothing was stored."""


class StoreError(UserError):
    """A hospital folder that cannot be opened."""


class NotAllowedError(UserError):
    """The viewer may not do this."""
