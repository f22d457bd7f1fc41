"""Why a file has no text."""

from evidence.errors import UserError


class UnreadableError(UserError):
    """A file that cannot be read: broken, encrypted, or beyond the limits. Other files are not affected."""
