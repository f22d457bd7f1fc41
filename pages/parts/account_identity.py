"""The identity from the hospital's OpenID Connect provider, where one is configured (`[auth]` of secrets.toml)."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def configured() -> bool:
    """Whether the operator has named a provider."""
    return st.secrets.load_if_toml_exists() and "auth" in st.secrets


def identity() -> Mapping[str, Any]:
    """What the provider says about this browser's person, empty without any."""
    if not configured() or not st.user.is_logged_in:
        return {}
    return dict(st.user.to_dict())


def identity_button() -> None:
    """The way to the provider."""
    if configured() and st.button("统一身份登录", key="sign-in-identity", icon=":material/badge:", width="stretch"):
        st.login()


def forget_identity() -> bool:
    """Leads the browser out of the provider's session too. Returns whether there was one."""
    known = bool(identity())
    if known:
        st.logout()
    return known
