"""Tables of the tabs: any cells, and the documents that prove something."""

from collections.abc import Iterable, Mapping
from html import escape

import streamlit as st

from criteria.vocabulary import vocabulary
from evidence.access import Permission
from evidence.documents import Link
from evidence.expiry import current_until, state_for
from evidence.requirement_related import LinkedDocument
from evidence.situation import Situation
from evidence.words import ACCENT, DOCUMENT_SIGNS
from pages.parts.requirement_desk import Desk, in_html
from pages.parts.system_choice import requirement_link

_MEASURES = {"coverage": "有效应用", "data_quality": "数据质量"}


def plain_table(head: list[str], rows: list[list[str]], short: frozenset[int] = frozenset()) -> None:
    """A table of HTML cells (already escaped) whose texts wrap, apart from the `short` columns."""
    style = [' style="white-space:nowrap"' if place in short else "" for place in range(len(head))]
    top = "".join(f"<th>{name}</th>" for name in head)
    lines = ("".join(f"<td{look}>{cell}</td>" for look, cell in zip(style, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    st.html(f'<table class="plain"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>')


def documents_link(desk: Desk, label: str, address: Mapping[str, str]) -> None:
    """The way to the documents of a clause, for who only reads them, too."""
    if not desk.session.may(Permission.UPLOAD):
        st.page_link("pages/documents.py", label="查看佐证材料", icon=":material/folder_open:", query_params=address)
        return
    st.page_link("pages/documents.py", label=label, icon=":material/upload_file:", query_params=address)


def point(clause_id: str) -> str:
    """#2 of 05.01.6#2."""
    return f"#{clause_id.partition('#')[2]}"


def requirement_anchor(catalog: str, code: str, shown: str) -> str:
    """A link to a requirement for a cell of a table."""
    address = requirement_link(catalog, code, "").partition("#")[0]
    return f'<a href="{escape(address)}" target="_self" style="color:{ACCENT}">{escape(shown)}</a>'


def example_mark(example: bool) -> str:
    """The mark of made-up records."""
    return ' <span class="example">示例</span>' if example else ""


def show_documents(found: list[LinkedDocument], situation: Situation) -> None:
    """Documents with state and dates, and what each proves; too old for all of it is expired, too."""
    if not found:
        st.caption("还没有材料。")
        return
    names, rows = vocabulary().evidence_types, []
    for entry in found:
        document = entry.document
        sign = DOCUMENT_SIGNS[state_for(situation, document, entry.links)]
        title = escape(document.title) + example_mark(document.example)
        if document.state == "returned":
            title += f'<div class="quiet">退回原因：{escape(document.reason)}</div>'
        dates = f"{document.effective_on}<br>{_until(situation, entry)}"
        rows.append([title, names.get(document.kind, ""), in_html(sign), dates, _about(entry.links)])
    plain_table(["材料", "类型", "状态", "生效、有效至", "证明"], rows, short=frozenset({1, 2, 3}))


def _until(situation: Situation, entry: LinkedDocument) -> str:
    """The last day on which it proves all that it is shown for."""
    days = (current_until(situation, entry.document, link) for link in entry.links)
    first = min((day for day in days if day is not None), default=None)
    return f"至 {first}" if first else "未写失效日期"


def _about(links: Iterable[Link]) -> str:
    return "、".join(_MEASURES.get(link.subject) or point(link.ref) for link in links)
