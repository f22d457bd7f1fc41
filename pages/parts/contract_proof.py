"""Deliveries as evidence: which requirements the document can prove, each confirmed by a person with one click."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from evidence.contracts.obligations import Delivery, Obligation
from evidence.contracts.proposals import Proposal, proposals
from evidence.documents import CLAUSE, Link, document, link_document, may_link, unlink_document
from evidence.errors import NotFoundError
from evidence.words import PROOF_SIGNS
from pages.parts.document_fields import sign_html
from pages.parts.feedback import done, user_errors
from pages.parts.requirement_documents import requirement_anchor
from pages.parts.session import Session

_SHOWN = 6


def draw_renewed(session: Session, entry: Obligation, earlier: Obligation | None) -> None:
    """For what is still owed: what it will prove, and which document it follows on."""
    found = proposals(session.situation, entry)
    own = [proposal for proposal in found if proposal.own]
    if own:
        codes = "、".join(dict.fromkeys(f"{proposal.standard} {proposal.code}" for proposal in own[:_SHOWN]))
        more = f" 等 {len(own)} 个要求点" if len(own) > _SHOWN else ""
        st.html(f'<div class="quiet">履约后可作为佐证：{escape(codes)}{more}</div>')
    if earlier is not None and earlier.delivery is not None:
        title = escape(earlier.delivery.document)
        st.html(f'<div class="quiet">将更新：《{title}》（{earlier.delivery.delivered_on}）</div>')


def draw_proofs(session: Session, entry: Obligation, delivery: Delivery) -> None:
    """What the delivered document is linked to, and what it can prove besides."""
    if delivery.document_id is None:
        return
    try:
        found, links = document(session.store, session.viewer, delivery.document_id)
    except NotFoundError:
        return
    _linked(session, links)
    offered = proposals(session.situation, entry, links)
    if not offered:
        return
    st.markdown(f"**还可以证明**　{len(offered)} 个要求点，请看过材料后逐条确认")
    if not may_link(session.viewer, found):
        st.caption("材料已采纳：关联要求点即成为佐证，须由上传人以外的审核人员确认。")
        return
    for proposal in offered[:_SHOWN]:
        _offer(session, delivery.document_id, proposal)
    rest = offered[_SHOWN:]
    if rest:
        with st.expander(f"其余 {len(rest)} 个要求点"):
            for proposal in rest:
                _offer(session, delivery.document_id, proposal)


def _anchor(session: Session, link: Link) -> str:
    """The clause as a link, for those who have the screen of the requirements."""
    if not session.opens("requirements"):
        return f'<span class="code">{escape(link.ref)}</span>'
    return requirement_anchor(link.catalog, link.ref.split("#")[0], link.ref)


def _linked(session: Session, links: Sequence[Link]) -> None:
    clauses = [link for link in links if link.subject == CLAUSE]
    if clauses:
        shown = "、".join(_anchor(session, link) for link in clauses)
        st.html(f"<b>已关联要求点</b>　{shown}")


def _offer(session: Session, document_id: int, proposal: Proposal) -> None:
    own = "" if proposal.own else "<br><span class='quiet'>责任系统不在本合同内</span>"
    anchor = _anchor(session, proposal.link)
    with st.container(horizontal=True, vertical_alignment="top", wrap=False):
        st.html(
            f'<div class="clause">{anchor} {escape(proposal.name)} '
            f'<span class="quiet">{escape(proposal.standard)}</span> '
            f"{sign_html(PROOF_SIGNS[proposal.proof])}<br>{escape(proposal.clause.text)}{own}</div>",
            width="stretch",
        )
        st.button(
            "确认",
            key=f"prove-{proposal.link.catalog}-{proposal.link.ref}",
            on_click=_confirm,
            args=(session, document_id, proposal.link),
            help=f"把材料关联到 {proposal.link.ref}",
        )


def _confirm(session: Session, document_id: int, link: Link) -> None:
    store, viewer = session.store, session.viewer
    with user_errors():
        link_document(store, viewer, document_id, [link])
        done(f"已把材料关联到 {link.ref}。", lambda: unlink_document(store, viewer, document_id, link))
