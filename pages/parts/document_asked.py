"""Draws the requirements that a document is to prove: wording, verdicts, expected evidence."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from evidence.document_asked import Asked, AskedPoint
from evidence.words import PROOF_SIGNS, VERDICT_SIGNS
from pages.parts.document_fields import sign_html


def show_asked(entries: Iterable[Asked], kind: str = "") -> None:
    """One block per requirement; expected evidence of the document's own kind is set off."""
    for entry in entries:
        st.html(_block(entry, kind))


def _block(entry: Asked, kind: str) -> str:
    part = ""
    if len(entry.points) < entry.clauses:
        part = f' <span class="quiet">共 {entry.clauses} 个要求点，关联其中 {len(entry.points)} 个</span>'
    points = "".join(_point(point) for point in entry.points)
    expected = "".join(
        f"<li>{'<b>' if e.kind == kind else ''}{escape(e.text)}{'</b>' if e.kind == kind else ''}</li>"
        for e in entry.expected
    )
    return (
        f'<div style="margin-bottom:1rem"><b>{escape(entry.heading)}</b>{part}{points}'
        f'<div class="quiet" style="margin-top:.35rem">评审时通常要看</div>'
        f'<ul class="quiet" style="margin:0;padding-left:1.2rem">{expected}</ul></div>'
    )


def _point(point: AskedPoint) -> str:
    signs = [sign_html(PROOF_SIGNS[point.proof])]
    if point.verdict is not None:
        signs.insert(0, sign_html(VERDICT_SIGNS[point.verdict]))
    return (
        f'<div class="clause" style="margin-top:.35rem"><span class="code">{escape(point.link.ref)}</span> '
        f'{escape(point.text)} <span class="quiet">{" · ".join(signs)}</span></div>'
    )
