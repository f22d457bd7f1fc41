"""Form fields that several forms of the screen 系统 share."""

from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from streamlit.delta_generator import DeltaGenerator

from evidence import register
from pages.parts.session import Session

T = TypeVar("T")
_EARLIEST, _LATEST = date(1990, 1, 1), date(2099, 12, 31)


def vendor_field(session: Session, box: DeltaGenerator, known: str, key: str) -> str:
    """Free text with the known vendors as suggestions."""
    names = [vendor.name for vendor in register.vendors(session.store, session.viewer)]
    chosen = box.selectbox(
        "厂商",
        names,
        index=names.index(known) if known in names else None,
        key=key,
        placeholder="选择，或直接输入新厂商",
        accept_new_options=True,
    )
    return chosen or ""


def date_field(box: DeltaGenerator, label: str, known: date | None, key: str) -> date | None:
    """A date that may stay empty."""
    chosen = box.date_input(label, value=known, min_value=_EARLIEST, max_value=_LATEST, format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else None


def choice_field(box: DeltaGenerator, label: str, names: Mapping[T, str], known: T, key: str) -> T:
    """One of a few named values."""
    values = list(names)
    chosen = box.selectbox(label, values, index=values.index(known), format_func=lambda value: names[value], key=key)
    return known if chosen is None else chosen
