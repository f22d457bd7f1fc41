"""Smaller limits for a test, so that it need not make gigabytes."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from unittest.mock import patch

from evidence.intake import archive, limits, names, office_xml, pdf, pictures


@contextmanager
def limited(**changes: int) -> Iterator[None]:
    """The block runs with these limits changed wherever they are asked for."""
    smaller = replace(limits.limits(), **changes)
    with ExitStack() as stack:
        for module in (archive, names, office_xml, pdf, pictures):
            stack.enter_context(patch.object(module, "limits", lambda: smaller))
        yield
