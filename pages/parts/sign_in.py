"""Who is at the screen: the session that the browser brings along, or the way to one."""

from collections.abc import Callable
from html import escape
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

import streamlit as st

from evidence.accounts.errors import NotSignedInError, PasswordChangeNeededError, StaleIdentityError
from evidence.accounts.first import needs_first_admin
from evidence.accounts.invitations import invited_account
from evidence.accounts.oidc import sign_in_with_identity
from evidence.accounts.records import SignedIn
from evidence.accounts.sessions import sign_out, viewer_of
from evidence.errors import NotAllowedError
from evidence.store import Store
from evidence.viewer import Viewer
from evidence.words import ROLE_NAMES
from pages.parts import cookie
from pages.parts.account_entry import first_admin_form, invitation_form, password_change_form, sign_in_form
from pages.parts.account_identity import forget_identity, identity

INVITATION = "invite"
_SESSIONS, _OVER, _TRIED, _REASON = "signed_in", "session_over", "identity_tried", "signed_out_because"
# The choice of the hospital is there before anybody has signed in.
_STAYS = {"hospital"}
# What a proxy in front of the server adds: whoever comes through it need not sit at the server.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


def require_sign_in(store: Store, slug: str, before: Callable[[], object]) -> Viewer:
    """The viewer of this browser's session. While there is none, draws the way to one (after `before`) and stops."""
    token, invited = own_token(slug), _invitation_is_open(store)
    if token and not invited:
        try:
            viewer = viewer_of(store, token, place())
        except PasswordChangeNeededError as error:
            before()
            password_change_form(store, token, place(), str(error))
            return st.stop()
        except NotSignedInError as error:
            _forget(slug, token)
            st.session_state[_REASON] = str(error)
        else:
            _leave_invitation()
            return viewer
    before()
    if not invited:
        _try_identity(store, slug)
    return _draw(store, slug)


def _invitation_is_open(store: Store) -> bool:
    """Whether the address is an invitation that can be accepted; then it counts for more than who is signed in."""
    if INVITATION not in st.query_params:
        return False
    try:
        invited_account(store, st.query_params[INVITATION])
    except NotSignedInError:
        return False
    return True


def own_token(slug: str) -> str:
    """The token of this browser's session at a hospital, empty without one."""
    kept: dict[str, str] = st.session_state.get(_SESSIONS, {})
    token = kept.get(slug) or cookie.read(slug) or ""
    return "" if token == st.session_state.get(_OVER) else token


def _forget(slug: str, token: str) -> None:
    """Nothing of the person who was here is left for the next one.

    The browser goes on bringing the token of the session that is over; it is not asked about again.
    """
    kept = {name: found for name, found in st.session_state.get(_SESSIONS, {}).items() if name != slug}
    for name in st.session_state.keys() - _STAYS:
        del st.session_state[name]
    st.session_state[_SESSIONS], st.session_state[_OVER] = kept, token


def _try_identity(store: Store, slug: str) -> None:
    """Opens a session for a fresh identity from the hospital's provider; one that opens none is tried once."""
    claims = identity()
    tried = (slug, claims.get("iat"))
    if not claims or st.session_state.get(_TRIED) == tried:
        return
    st.session_state[_TRIED] = tried
    try:
        signed_in = sign_in_with_identity(store, claims, place())
    except StaleIdentityError:
        return
    except NotSignedInError as error:
        st.session_state[_REASON] = str(error)
        return
    _enter(slug, signed_in)


def _draw(store: Store, slug: str) -> NoReturn:
    if INVITATION in st.query_params:
        signed_in = invitation_form(store, st.query_params[INVITATION], place(), _leave_invitation)
    elif needs_first_admin(store):
        signed_in = first_admin_form(store, place(), must_be_at_the_server)
    else:
        signed_in = sign_in_form(store, place(), st.session_state.pop(_REASON, ""))
    if signed_in is not None:
        _enter(slug, signed_in)
    st.stop()


def _enter(slug: str, signed_in: SignedIn) -> NoReturn:
    _leave_invitation()
    st.session_state.setdefault(_SESSIONS, {})[slug] = signed_in.token
    cookie.keep(slug, signed_in.token)
    st.rerun()


def _leave_invitation() -> None:
    """Takes the invitation out of the address."""
    st.query_params.pop(INVITATION, None)


def sign_out_here(store: Store, slug: str) -> None:
    """Ends this browser's session, and its identity from the hospital's provider; the sign-in form follows.

    Not to be called from a callback: the run ends here.
    """
    token = own_token(slug)
    sign_out(store, token, place())
    _forget(slug, token)
    if not forget_identity():
        st.rerun()


def draw_person(store: Store, slug: str, viewer: Viewer) -> None:
    """Who is signed in, and the way out, in the side bar."""
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="person"):
        st.html(f'<b>{escape(viewer.name)}</b> <span class="quiet">{ROLE_NAMES[viewer.role]}</span>', width="stretch")
        if st.button("退出", key="sign-out", icon=":material/logout:", type="tertiary"):
            sign_out_here(store, slug)


def place() -> str:
    """From where the browser comes, for the log."""
    return st.context.ip_address or "本机"


def must_be_at_the_server() -> None:
    """Raises NotAllowedError for a browser that does not run on the server itself."""
    headers = st.context.headers
    forwarded = any(name in headers for name in _FORWARDED)
    if forwarded or not (_is_local(st.context.ip_address) and _is_local(_host(headers.get("Host", "")))):
        raise NotAllowedError(
            "首次设置请在服务器本机的浏览器中进行，或在服务器上运行 readiness account add 建立管理员。"
        )


def _host(header: str) -> str | None:
    return urlsplit(f"//{header}").hostname


def _is_local(address: str | None) -> bool:
    """Whether it names the machine itself; nothing does too: Streamlit leaves out the address of the machine itself."""
    if address in (None, "", "localhost"):
        return True
    try:
        return ip_address(str(address)).is_loopback
    except ValueError:
        return False
