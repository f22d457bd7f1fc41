"""The list on the left: requirements under their headings, page by page; a click opens one."""

import pandas as pd
import streamlit as st

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence.naming import short_title
from evidence.requirement_list import Entry, ListFilter
from evidence.requirement_tree import Line, page_of, pages, tree
from evidence.requirement_view import clause_table
from evidence.situation import Situation
from evidence.standing import Standing
from evidence.words import ACCENT, GREY, PROOF_SIGNS, VERDICT_SIGNS
from pages.parts import requirement_address as address
from pages.parts.tables import excel_button

_LINES = 18
_ROW, _HEAD = 30, 33
_NAME, _VERDICT, _PROOF = "条款", "判定", "有据"
_INDENT = {0: "", 1: "\u2002", 2: "\u2003"}


def show_tree(shown: list[Entry], wanted: ListFilter, catalog: Catalog, code: str) -> None:
    """The page of the list that shows the open requirement; turning pages does not open another."""
    parts = pages(tree(shown, with_headings=not wanted.order), _LINES)
    table = st.container(key="requirement-table")
    number = page_of(parts, code)
    if len(parts) > 1:
        # Another requirement or filter: another widget, which starts at its own page.
        turned = f"requirement-page-{catalog.id}-{code}-{hash(wanted)}"
        number = st.pagination(len(parts), default=number, key=turned, max_visible_pages=5)
    with table:
        _table(parts[number - 1], f"requirement-list-{catalog.id}-{code}", code)


def _table(part: list[Line], key: str, code: str) -> None:
    st.dataframe(
        _styled(part, code),
        key=key,
        hide_index=True,
        row_height=_ROW,
        height=_HEAD + _ROW * len(part),
        on_select=lambda: _open(part, key),
        selection_mode="single-cell",
        column_config={
            _NAME: st.column_config.TextColumn(_NAME, width=258),
            _VERDICT: st.column_config.TextColumn(_VERDICT, width=84),
            _PROOF: st.column_config.TextColumn(_PROOF, width=66, help="佐证状态与有据的要求点数／要求点总数"),
        },
        alt="条款列表",
    )


def export_button(situation: Situation, catalog: Catalog, shown: list[Entry], standing: Standing | None) -> None:
    """Exports what is filtered, one row per clause."""
    name = f"{short_title(catalog)}条款"
    excel_button(name, lambda: {name: clause_table(situation, catalog, shown, standing)}, key="requirement-excel")


def _open(part: list[Line], key: str) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        address.put("code", part[cells[0][0]].code)


def _styled(part: list[Line], code: str) -> "pd.io.formats.style.Styler":
    table = pd.DataFrame(
        {
            _NAME: [_INDENT[line.depth] + line.title for line in part],
            _VERDICT: [str(VERDICT_SIGNS[line.verdict]) if line.clauses else "" for line in part],
            _PROOF: [_proof(line) for line in part],
        }
    )
    return table.style.apply(lambda row: _row_style(part[int(str(row.name))], code), axis=1)


def _proof(line: Line) -> str:
    sign = f"{PROOF_SIGNS[line.proof].sign} " if line.proof else ""
    return f"{sign}{line.proven}/{line.clauses}" if line.clauses else ""


def _row_style(line: Line, code: str) -> list[str]:
    """Headings grey and bold, the open requirement in the accent colour, states in theirs."""
    base = ""
    if line.depth < 2:
        base = "background-color: #F4F6F8; font-weight: 600;"
    elif line.code == code:
        base = f"background-color: #DCE6F0; font-weight: 600; color: {ACCENT};"
    # The light grey of 不适用 is for areas; as text it would be too pale to read.
    verdict = GREY if line.verdict is Verdict.NOT_APPLICABLE else VERDICT_SIGNS[line.verdict].colour
    proof = f" color: {PROOF_SIGNS[line.proof].colour};" if line.proof else ""
    return [base, f"{base} color: {verdict};", f"{base}{proof}"]
