"""Clauses that may fit a feature in the vendor's own words: the person says yes or no to each."""

import streamlit as st

from evidence.features import Claim
from evidence.naming import short_title
from evidence.records import System
from evidence.suggestions import Suggestion, suggest_clauses, suggest_features
from pages.parts.session import Session


def show(session: Session, system: System, text: str) -> list[Claim]:
    """Draws the suggestions for the text and returns the clauses that the person has confirmed."""
    if not text.strip():
        st.caption("写下功能名称和一两句说明，这里会列出可能对应的要求点。")
        return []
    _listed_already(system, text)
    found = suggest_clauses(session.situation.catalogs, system.kind, text)
    if not found:
        st.write("没有找到相近的要求点。请换一种说法，或在下面按编号、文字查找。")
        return []
    st.write("可能对应的要求点，请逐条核对，符合的打勾：")
    with st.container(border=True, gap="xsmall", height=320, key="suggested-claims"):
        return [(s.catalog, s.clause) for s in found if _confirmed(session, system, s)]


def _listed_already(system: System, text: str) -> None:
    """The nearest features of the library, as a feature listed there is better ticked off than entered again."""
    near = suggest_features(system.kind, text, limit=3)
    if near:
        names = "、".join(f"“{suggestion.feature.name}”" for suggestion in near)
        st.caption(f"功能清单里相近的有{names}。如果就是其中一项，在清单里点选状态即可，不必另外登记。")


def _confirmed(session: Session, system: System, suggestion: Suggestion) -> bool:
    title = short_title(session.situation.catalogs[suggestion.catalog])
    level = f"（{suggestion.level}）" if suggestion.level else ""
    chosen = st.checkbox(
        f"{title} {suggestion.clause}{level} {_plain_text(suggestion.text)}",
        key=f"suggested-{system.id}-{suggestion.catalog}-{suggestion.clause}",
    )
    st.caption(f"{_plain_text(suggestion.item)}　相关词：{'、'.join(suggestion.matched)}")
    return chosen


def _plain_text(text: str) -> str:
    """Labels are Markdown: signs that would format the text, or open a directive, are shown as they are."""
    for sign in "\\`*_[]~$:#<>":
        text = text.replace(sign, f"\\{sign}")
    return text
