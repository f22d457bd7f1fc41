"""What a person does at the screens of accounts."""

from streamlit.testing.v1 import AppTest

from evidence.accounts.accounts import accounts
from evidence.accounts.demo import demo
from evidence.accounts.records import Account
from evidence.accounts.sessions import viewer_of
from evidence.accounts.sign_in import sign_in
from evidence.store import Store
from evidence.viewer import SYSTEM, Viewer
from pages.parts.session import SCREEN_PARAMETER
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME

OWN, NEW, WEAK = "Kx7-mtnv-Qp", "My-0wn-choice", "weak"


def opened(page: str = "my_account", token: str = "", **address: str) -> AppTest:
    """A screen in a new browser, signed in with the token of a session."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    for name, value in ({"hospital": HOSPITAL_NAME, SCREEN_PARAMETER: page} | address).items():
        app.query_params[name] = value
    if token:
        app.session_state["signed_in"] = {HOSPITAL: token}
    return app.run()


def signed_in(store: Store, login: str = "admin") -> str:
    return sign_in(store, login, demo().password).token


def named(store: Store, login: str) -> Account:
    return next(found for found in accounts(store, SYSTEM) if found.login == login)


def admin(store: Store) -> Viewer:
    return viewer_of(store, signed_in(store))


def fill(app: AppTest, key: str, **values: str) -> AppTest:
    """Fills the fields of a form and sends it."""
    for name, value in values.items():
        app.text_input(key=f"{key}-{name}").set_value(value)
    app.button(key=f"{key}-submit").click()
    return app.run()


def menu(app: AppTest) -> bool:
    """Whether somebody is signed in: the way out is there."""
    return any(button.key == "sign-out" for button in app.button)


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def in_dialog(app: AppTest, opener: str, *pressed: str) -> None:
    """Presses buttons in a dialog. AppTest knows no fragments: the dialog is opened in the same run again."""
    for key in (opener, *pressed):
        app.button(key=key).click()
    app.run()
