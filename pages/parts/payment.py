"""谁出钱: who pays for gaps or a task, with the sentence of the contract that says so."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

import streamlit as st

from evidence.contracts.coverage import Cover
from evidence.gaps import Gap
from evidence.records import Task
from pages.parts.session import Session

_SHOWN_AT_ONCE = 80


@dataclass(frozen=True)
class Payment:
    """What is shown: a headline (may be empty), then each answer with the clauses that it is about."""

    headline: str
    answers: tuple[tuple[Cover, tuple[str, ...]], ...]


def gap_payment(session: Session, gaps: Iterable[Gap]) -> Payment | None:
    """Who pays for some gaps; None for those who see no contracts, or without gaps."""
    desk = session.covers()
    if desk is None:
        return None
    answers = [(desk.of_gap(gap), (gap.clause,)) for gap in gaps]
    return Payment("", _together(answers)) if answers else None


def task_payment(session: Session, task: Task) -> Payment | None:
    """Who pays for a task; None for those who see no contracts, or when nothing of it is open."""
    desk = session.covers()
    if desk is None:
        return None
    gaps = [gap for standing in session.standings for gap in session.gaps(standing)]
    found = desk.of_task(task, gaps)
    return Payment(found.text, _together(found.covers)) if found.text else None


def _together(answers: Iterable[tuple[Cover, tuple[str, ...]]]) -> tuple[tuple[Cover, tuple[str, ...]], ...]:
    """The same answer once, whatever the sort of work, so that a long clause is not read twice."""
    found: dict[Cover, list[str]] = {}
    for cover, clauses in answers:
        found.setdefault(replace(cover, work=""), []).extend(clauses)
    return tuple((cover, tuple(dict.fromkeys(clauses))) for cover, clauses in found.items())


def draw_payment(payment: Payment | None) -> None:
    """The answers, each with its reason and the quoted clause."""
    if payment is None:
        return
    headline = f"　{escape(payment.headline)}" if payment.headline else ""
    st.html(f"<b>谁出钱</b>{headline}{''.join(_answer(*answer) for answer in payment.answers)}")


def _answer(cover: Cover, clauses: tuple[str, ...]) -> str:
    contract = f" · {escape(cover.contract)}" if cover.contract else ""
    return (
        f'<div class="clause" style="padding:.2rem 0"><b class="sign">{cover.name}</b> {escape(cover.reason)}'
        f'<br><span class="quiet"><span class="code">{"、".join(clauses)}</span>{contract}</span>'
        f"{_quote(cover.quote.text) if cover.quote else ''}</div>"
    )


def _quote(text: str) -> str:
    """The sentence of the contract; a long one is opened by a click."""
    quoted = f'<span class="quiet">“{escape(text)}”</span>'
    if len(text) <= _SHOWN_AT_ONCE:
        return f"<br>{quoted}"
    return f'<details><summary class="quiet">合同原文</summary>{quoted}</details>'
