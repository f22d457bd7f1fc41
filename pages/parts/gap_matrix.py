"""差距 as a matrix: requirements down, systems across, a cell opens its detail beside it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from criteria.models import AnyRequirement
from criteria.vocabulary import Verdict
from evidence.gap_matrix import Cell, Matrix
from evidence.gap_view import NO_SYSTEM, WHOLE
from evidence.gaps import Gap
from evidence.naming import level_of, name_of
from evidence.records import System
from evidence.situation import Proof
from evidence.standing import Standing
from evidence.words import GREY, PROOF_SIGNS, VERDICT_SIGNS, WEIGHT_NAMES, Sign
from pages.parts.gap_detail import coloured
from pages.parts.gap_grid import grid
from pages.parts.gap_url import Address, put
from pages.parts.session import Session

_ROWS_PER_PAGE = 60
_MEASURES = Sign("有效应用或数据质量不足（或缺统计材料）", "％", GREY)
_VERDICTS, _PROOFS = tuple(Verdict), tuple(Proof)


def draw_matrix(session: Session, standing: Standing, gaps: Sequence[Gap], address: Address) -> None:
    """Legend, the page of the matrix that is chosen, and the pages below."""
    with st.container(horizontal=True, vertical_alignment="center", key="gap-matrix-bar"):
        matrix = Matrix(session.situation, standing, gaps, address.switch("all", "显示全部条款"))
        pages = max(-(-len(matrix.rows) // _ROWS_PER_PAGE), 1)
        first = (address.page("page", pages) - 1) * _ROWS_PER_PAGE
        shown = matrix.rows[first : first + _ROWS_PER_PAGE]
        if shown:
            st.caption(f"第 {first + 1}–{first + len(shown)} 条，共 {len(matrix.rows)} 条。点击一格查看详情。")
    if not shown:
        st.info("没有符合筛选条件的条款。可以清除筛选，或打开“显示全部条款”。")
        return
    st.html(_legend())
    grid(_grid_data(standing, matrix, shown), "gap-grid", _open)


def _open(code: str, column: str) -> None:
    put("code", code)
    put("at", column)


def _legend() -> str:
    verdicts, proofs = (" ".join(map(coloured, signs.values())) for signs in (VERDICT_SIGNS, PROOF_SIGNS))
    measures = f"<b>{_MEASURES.sign}</b> {_MEASURES.word}"
    return f'<span class="quiet">判定 {verdicts}　佐证 {proofs}　{measures}　空白：不承担</span>'


def _grid_data(standing: Standing, matrix: Matrix, rows: Sequence[AnyRequirement]) -> dict[str, Any]:
    return {
        "corner": "条款",
        "columns": [
            {"key": _column_key(system), "name": system.name if system else NO_SYSTEM} for system in matrix.systems
        ],
        "rows": [_row_data(standing, matrix, row) for row in rows],
        "verdicts": [_sign_data(VERDICT_SIGNS[verdict]) for verdict in _VERDICTS],
        "proofs": [_sign_data(PROOF_SIGNS[proof]) for proof in _PROOFS],
        "measures": _sign_data(_MEASURES),
        "chosen": [st.query_params.get("code", ""), st.query_params.get("at", "")],
    }


def _row_data(standing: Standing, matrix: Matrix, row: AnyRequirement) -> dict[str, Any]:
    cells = matrix.cells(row)
    weight = matrix.weight(row)
    return {
        "code": row.code,
        "name": name_of(standing.catalog, row),
        "level": level_of(row),
        "weight": WEIGHT_NAMES[weight] if weight else "",
        "cells": [_cell_data(cells.get(system.id if system else None)) for system in matrix.systems],
    }


def _cell_data(cell: Cell | None) -> list[int] | None:
    if cell is None:
        return None
    proof = _PROOFS.index(cell.proof) if cell.proof else -1
    return [_VERDICTS.index(cell.verdict), proof, int(cell.measures), cell.gaps]


def _sign_data(sign: Sign) -> dict[str, str]:
    return {"word": sign.word, "sign": sign.sign, "colour": sign.colour}


def _column_key(system: System | None) -> str:
    return str(system.id) if system else WHOLE
