"""`python -m evidence.cli` is the command `readiness`."""

from evidence.cli import entry

entry()
