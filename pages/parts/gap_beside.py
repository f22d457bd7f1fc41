"""A list with the detail of one of its entries beside it; the detail stays in view while the list scrolls."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_STYLE = """<style>
[data-testid="stLayoutWrapper"]:has(> .st-key-%(key)s) { position: sticky; top: 1rem; }
.st-key-%(key)s { max-height: calc(100vh - 2rem); overflow-y: auto; }
.st-key-%(key)s > * { flex-shrink: 0; }
</style>"""


def beside(key: str) -> tuple[DeltaGenerator, DeltaGenerator]:
    """The place of the list and, with this key, the place of the detail."""
    st.html(_STYLE % {"key": key})
    left, right = st.columns([3, 2], gap="medium")
    return left, right.container(border=True, key=key)
