"""Dates as people type them and as the store keeps them (ISO text)."""

from datetime import date

from evidence.errors import InvalidInputError


def parse_date(text: str | date | None, what: str) -> date | None:
    """A date from 2026-11-21, None for an empty one. Raises InvalidInputError for a date that does not exist."""
    if text is None or isinstance(text, date):
        return text
    text = text.strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(f"{what}“{text}”不是存在的日期，请按 2026-11-21 的格式填写。") from error


def iso(value: date | None) -> str | None:
    """The text that the store keeps."""
    return None if value is None else value.isoformat()
