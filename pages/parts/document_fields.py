"""What the parts of 佐证材料 share: signs, the fields of a document, the clause chooser, places in the address."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape
from typing import Any, Literal

import streamlit as st

from criteria.models import Catalog
from criteria.vocabulary import vocabulary
from evidence.document_view import clause_options, link_label, must_name_system
from evidence.documents import CLAUSE, Link
from evidence.records import Document
from evidence.words import DOCUMENT_SIGNS, Sign
from pages.parts.session import Session

LIBRARY, REVIEW, UPLOAD = "材料库", "待审", "上传"
PART = "part"
# Whether the next run shows a part that was gone to: its control then has no default of its own.
GONE_TO = "doc_part_gone_to"
_EARLIEST, _LATEST = date(2000, 1, 1), date(2099, 12, 31)
Change = Literal["rerun", "ignore"]
Persist = Literal["session"] | None


def sign_html(sign: Sign) -> str:
    """A state as sign and word in its colour."""
    return f'<span class="sign" style="color:{sign.colour}">{escape(str(sign))}</span>'


def state_html(session: Session, document: Document) -> str:
    """The state of a document on the day of computation, and whether it is an example."""
    mark = ' <span class="example">示例</span>' if document.example else ""
    return sign_html(DOCUMENT_SIGNS[document.state_on(session.today)]) + mark


def file_size(size: int) -> str:
    """512 B, 236.0 KB, 2.4 MB."""
    if size < 1024:
        return f"{size} B"
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{size / 1024:.1f} KB"


def chosen_document() -> int | None:
    """The document in the address."""
    text = st.query_params.get("doc", "")
    return int(text) if text.isascii() and text.isdigit() else None


def choose_document(document_id: int | None) -> None:
    """Puts a document into the address, or takes it out."""
    if document_id is None:
        st.query_params.pop("doc", None)
    else:
        st.query_params["doc"] = str(document_id)


def go(part: str, document_id: int | None = None) -> None:
    """Callback: shows another part, with a document where one is meant. A table then marks its row anew."""
    st.session_state[PART], st.session_state[GONE_TO] = part, True
    mark_row_anew()
    choose_document(document_id)


def mark_row_anew() -> None:
    """Makes the list take its marked row from the address again."""
    st.session_state["doc_round"] = st.session_state.get("doc_round", 0) + 1


def arrived_clause(session: Session) -> Link | None:
    """The clause in the address (`catalog` and `clause`), when the catalog has it."""
    link = Link(CLAUSE, st.query_params.get("clause", ""), st.query_params.get("catalog", ""))
    return link if link in options_of(session, session.situation.catalogs.get(link.catalog)) else None


def set_arrived_clause(link: Link | None) -> None:
    """Puts a clause into the address, or takes it out."""
    for name in ("catalog", "clause"):
        st.query_params.pop(name, None)
    if link is not None:
        st.query_params.update({"catalog": link.catalog, "clause": link.ref})


def target_catalog(session: Session) -> Catalog:
    """The standard of the chosen target, the first one while there is no target."""
    return session.standing.catalog if session.standing else next(iter(session.situation.catalogs.values()))


def options_of(session: Session, catalog: Catalog | None) -> Mapping[Link, str]:
    """What can be proven in a standard, with labels; put together once per standard."""
    if catalog is None:
        return {}
    key = ("document-options", catalog.id, session.situation.editions)
    found: Mapping[Link, str] = session.store.cached(session.viewer, key, lambda: clause_options(catalog))
    return found


def choose_links(
    session: Session,
    key: str,
    given: Iterable[Link] = (),
    change: Change = "rerun",
    persist: Persist = None,
    label: str = "证明的要求点",
) -> list[Link]:
    """The chooser over the chosen target's standard, searched by code or words; links of other standards stay."""
    labels = dict(options_of(session, target_catalog(session)))
    for link in [*given, *st.session_state.get(key, ())]:
        if link not in labels:
            labels[link] = link_label(session.situation, link)
    return st.multiselect(
        label,
        list(labels),
        default=None if key in st.session_state else list(given),
        format_func=labels.__getitem__,
        key=key,
        placeholder="按编码或文字查找，可多选",
        filter_mode="contains",
        select_all=False,
        on_change=change,
        persist_state=persist,
    )


def kind_input(key: str, value: str, change: Change = "rerun", persist: Persist = None) -> str:
    """The kind of a document. What is already there for the key counts more than the value."""
    kinds = vocabulary().evidence_types
    return st.selectbox(
        "类型",
        list(kinds),
        index=0 if key in st.session_state else list(kinds).index(value),
        format_func=kinds.__getitem__,
        key=key,
        on_change=change,
        persist_state=persist,
    )


def system_input(
    session: Session, key: str, value: int | None, change: Change = "rerun", persist: Persist = None
) -> int | None:
    """The system that a document comes from, empty for the whole hospital where that may be."""
    needed = must_name_system(session.viewer, session.situation)
    names = {system.id: system.name for system in session.situation.systems}
    return st.selectbox(
        "系统",
        list(names),
        index=list(names).index(value) if value in names and key not in st.session_state else None,
        format_func=names.__getitem__,
        key=key,
        placeholder="请选择系统" if needed else "全院（不属于某个系统）",
        on_change=change,
        persist_state=persist,
    )


def first_day_input(key: str, value: date, change: Change = "rerun", persist: Persist = None) -> date:
    """The effective date."""
    return st.date_input(
        "生效日期",
        "today" if key in st.session_state else value,
        _EARLIEST,
        _LATEST,
        key=key,
        format="YYYY-MM-DD",
        required=True,
        on_change=change,
        persist_state=persist,
    )


def day_input(label: str, key: str, change: Callable[..., None], args: tuple[Any, ...], width: int) -> None:
    """A day that is empty until one is chosen; the choice is handed to a callback."""
    st.date_input(
        label,
        None,
        _EARLIEST,
        _LATEST,
        key=key,
        format="YYYY-MM-DD",
        on_change=change,
        args=args,
        width=width,
    )


def last_day_input(key: str, value: date | None, change: Change = "rerun", persist: Persist = None) -> date | None:
    """The expiry date, empty when the document does not run out. Only a field that began empty can be emptied."""
    if value is not None:
        st.session_state.setdefault(key, value)
    return st.date_input(
        "失效日期（可不填）",
        None,
        _EARLIEST,
        _LATEST,
        key=key,
        format="YYYY-MM-DD",
        on_change=change,
        persist_state=persist,
    )


def facts_html(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values in two columns; values are given as HTML."""
    cells = "".join(f'<tr><td class="quiet" style="white-space:nowrap">{n}</td><td>{v}</td></tr>' for n, v in rows if v)
    return f'<table class="plain">{cells}</table>'


def empty_state(text: str, label: str, key: str, action: Callable[[], None]) -> None:
    """Says what is empty and offers what to do next."""
    with st.container(border=True):
        st.write(text)
        st.button(label, key=key, type="primary", on_click=action)
