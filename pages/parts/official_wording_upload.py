"""A new official document: upload, what agrees and what differs, choose, adopt."""

import hashlib
from collections.abc import Callable, Mapping
from html import escape

import streamlit as st

from criteria.models import Catalog
from criteria.overlay import Overlay, lay_over
from evidence.official_wording.adopting import adopt_wording, withdraw_wording
from evidence.official_wording.comparing import Compared, Comparison, KindChange, Wording
from evidence.official_wording.reading import OtherEditionError, read_official
from evidence.official_wording.told import (
    change_words,
    contradiction_words,
    differences,
    differences_table,
    kind_word,
    left_out_table,
    missing_table,
    warnings,
)
from pages.parts.feedback import done, user_errors
from pages.parts.session import Session
from pages.parts.tables import excel_button, selectable

_FILTERS: Mapping[str, Callable[[Compared], bool]] = {
    "全部变化": lambda entry: True,
    "条文不同": lambda entry: entry.wording is Wording.DIFFERS,
    "要求点数目不同": lambda entry: entry.wording is Wording.COUNT,
    "确认类别": lambda entry: entry.kind_change is KindChange.CONFIRMED,
    "类别改变": lambda entry: entry.kind_change is KindChange.DIFFERS,
}
_ALL = next(iter(_FILTERS))
# So many of the chosen requirements are shown word by word.
_SHOWN = 5
_CHECKED = "文件有缺行、不认识或有问题的行，我已核对，其余的照文件采用"
_NARROW = {"目录条文": st.column_config.TextColumn(width=290), "官方条文": st.column_config.TextColumn(width=290)}
_MARKS = {
    "same": "{}",
    "removed": '<del style="color:#6B7280">{}</del>',
    "added": '<ins style="color:#1F4E79;font-weight:600">{}</ins>',
}


def show_upload(session: Session, catalog: Catalog) -> None:
    """The uploader, and the comparison of what was uploaded."""
    uploaded = st.file_uploader(
        "上传官方文件（.docx）", key="official-file", help="只读取文件中的条文，文件本身不保存。"
    )
    if uploaded is None:
        number = f"，{catalog.doc_no}" if catalog.doc_no else ""
        st.caption(
            f"请上传本院的《{catalog.title}》{number}（Word 格式，连同附表）；表格跨页、合并单元格都可以识别。"
            "先列出一致、有差异、缺少和不认识的条款，确认后才采用。"
        )
        return
    name, content = uploaded.name, uploaded.getvalue()
    with user_errors():
        try:
            found = _compared(session, name, content, other_edition=False)
        except OtherEditionError as error:
            st.error(str(error), icon=":material/error:")
            if not st.checkbox("我已核对，仍按其他版本对照", key="official-other"):
                return
            found = _compared(session, name, content, other_edition=True)
        _show(session, found)


def _compared(session: Session, name: str, content: bytes, other_edition: bool) -> Comparison:
    """Kept until something changes: a selection must not read the file again."""
    situation = session.situation
    key = ("official", situation.editions, name, hashlib.sha256(content).hexdigest(), other_edition)
    found: Comparison = session.store.cached(
        session.viewer,
        key,
        lambda: read_official(name, content, situation.catalogs, other_edition=other_edition),
    )
    return found


def _show(session: Session, found: Comparison) -> None:
    st.html(
        f'<div class="lead">《{escape(found.catalog.title)}》：一致 {len(found.matched)} 条，'
        f"有变化 {len(found.changed)} 条，文件中没有 {len(found.missing)} 条，"
        f"目录中没有 {len(found.unknown)} 行，不能采用 {len(found.damaged)} 行。</div>"
    )
    if found.other_edition:
        st.warning(found.other_edition, icon=":material/warning:")
    names = ["有变化", "一致", "文件中没有", "目录中没有", "不能采用"]
    counts = map(len, (found.changed, found.matched, found.missing, found.unknown, found.damaged))
    changed, matched, missing, unknown, damaged = st.tabs(
        [f"{name} {count}" for name, count in zip(names, counts, strict=True)]
    )
    with changed:
        _show_changed(session, found)
    with matched:
        st.dataframe(differences_table(found.matched), hide_index=True, key="official-matched", column_config=_NARROW)
    with missing:
        st.caption("文件中没有这些条款，它们保持原样。")
        st.dataframe(missing_table(found), hide_index=True, key="official-missing")
    with unknown:
        st.caption("这些行在标准目录中没有对应的编码或名称，不会采用。条文相近的条款只供人核对。")
        st.dataframe(left_out_table(found.unknown), hide_index=True, key="official-unknown")
    with damaged:
        st.caption("这些行缺编码、列错位或前后矛盾，不会采用；请改正文件后重新上传。")
        st.dataframe(left_out_table(found.damaged), hide_index=True, key="official-damaged")


def _show_changed(session: Session, found: Comparison) -> None:
    if not found.changed:
        st.caption("与现在使用的条文和类别没有不同。")
        _adopt_button(session, found, [], narrowed=False)
        return
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        wanted = st.segmented_control(
            "筛选", list(_FILTERS), default=_ALL, required=True, key="official-filter", label_visibility="collapsed"
        )
        shown = [entry for entry in found.changed if _FILTERS[str(wanted)](entry)]
        excel_button("官方原文差异", lambda: {"有变化": differences_table(shown)}, "official-export")
    rows = selectable(
        differences_table(shown),
        f"official-changed-{found.sha256[:12]}-{wanted}-{session.situation.revision}",
        mode="multi-row",
        columns=_NARROW,
        height=300,
    )
    chosen = [shown[row] for row in rows]
    _adopt_button(session, found, chosen or shown, narrowed=bool(chosen) or wanted != _ALL)
    if not chosen:
        st.caption("勾选一行可逐字对照；不勾选时采用当前列出的全部。")
    for entry in chosen[:_SHOWN]:
        _show_pair(entry)


def _adopt_button(session: Session, found: Comparison, entries: list[Compared], narrowed: bool) -> None:
    """Adopts what is listed; without a choice also what agrees, so that it counts as official wording."""
    counted = frozenset(entry.code for entry in entries if entry.wording is Wording.COUNT)
    with_count = False
    if counted:
        st.warning(
            f"{len(counted)} 条的要求点数目与官方文件不同：默认不采用这些条文，只采用类别。"
            "采用官方划分时按序号对应，多出的官方要求点待判定，官方没有的保留原文，已有判定都不丢失。",
            icon=":material/rule:",
        )
        with_count = st.checkbox("这些条款也采用官方的要求点划分", key="official-count")
    codes = frozenset(entry.code for entry in entries) if narrowed else None
    for warning in map(contradiction_words, found.contradictions(codes)) if narrowed else warnings(found):
        st.warning(warning, icon=":material/warning:")
    total = len(entries) if narrowed else len(found.compared)
    if total and _holds(found.catalog, found.overlay(codes, counted if with_count else frozenset())):
        st.button("已采用", key="official-adopted", icon=":material/check:", disabled=True)
        return
    checked = narrowed or not found.doubtful() or st.checkbox(_CHECKED, key="official-checked")
    st.button(
        f"采用所列 {total} 条" if narrowed else f"采用全部 {total} 条（含一致的）",
        key="official-adopt",
        type="primary",
        disabled=not (total and checked),
        on_click=_adopt,
        args=(session, found, codes, counted if with_count else frozenset()),
    )


def _holds(catalog: Catalog, overlay: Overlay) -> bool:
    """Whether the catalog of the hospital has all that a document says already, from this document."""
    if catalog.official is None:
        return False
    laid = lay_over(catalog, [overlay])
    assert laid.official is not None  # noqa: S101 - just laid over
    known, new = catalog.official, laid.official
    return (
        laid.requirements == catalog.requirements
        and new.sources.items() <= known.sources.items()
        and new.numbers.items() <= known.numbers.items()
        and set(new.kinds) <= set(known.kinds)
    )


def _adopt(session: Session, found: Comparison, codes: frozenset[str] | None, with_count: frozenset[str]) -> None:
    store, viewer = session.store, session.viewer
    with user_errors():
        record = adopt_wording(store, viewer, found, codes, with_count)
        count = len(found.overlay(codes, with_count).rows)
        done(f"已采用《{found.source}》{count} 条官方内容。", lambda: withdraw_wording(store, viewer, record))


def _show_pair(entry: Compared) -> None:
    """Both wordings of a requirement, clause by clause, with what differs marked."""
    kinds = f"{kind_word(entry.own_kind)} → {kind_word(entry.kind)}" if entry.kind else ""
    lines = [
        f'<div class="clause"><span class="code quiet">#{number}</span> '
        + "".join(_MARKS[piece.mark].format(escape(piece.text)) for piece in differences(own, official))
        + "</div>"
        for number, (own, official) in enumerate(entry.pairs, 1)
    ]
    with st.container(border=True, gap="xsmall"):
        st.html(
            f'<div><span class="code">{entry.code}</span> {escape(entry.name)} <span class="quiet">'
            f"{escape(change_words(entry))}　{kinds}</span></div>{''.join(lines)}"
        )
