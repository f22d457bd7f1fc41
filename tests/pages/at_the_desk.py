"""The browser of a screen under test: AppTest has none, and what it says about one is made of mocks."""

from collections.abc import Mapping

import pytest
import streamlit as st


def sit_at(
    monkeypatch: pytest.MonkeyPatch,
    address: str | None = None,
    headers: Mapping[str, str] | None = None,
    cookies: Mapping[str, str] | None = None,
) -> None:
    """A browser on the server itself, unless an address or headers say otherwise."""
    context = type(st.context)
    monkeypatch.setattr(context, "ip_address", property(lambda self: address))
    monkeypatch.setattr(context, "headers", property(lambda self: headers or {"Host": "127.0.0.1:8501"}))
    monkeypatch.setattr(context, "cookies", property(lambda self: cookies or {}))
    monkeypatch.setattr(context, "url", property(lambda self: "http://127.0.0.1:8501/accounts"))
