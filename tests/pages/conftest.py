"""The four sample hospitals with a few facts, and the screens opened on a copy of them."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import documents, judgement, measures, register, reviews, tasks
from evidence.accounts.records import read_account
from evidence.accounts.sessions import start_session
from evidence.deployment import Deployment
from evidence.samples.hospitals import SLUGS, create_sample
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.at_the_desk import sit_at
from tests.pages.declared_pages import DeclaredPages

APP = Path(__file__).parents[2] / "app.py"
PERSON = Viewer("王主任")
# Uploads what the person at the screen reviews.
UPLOADER = Viewer("李工", Role.ENGINEER)
# Its LIS answers for items 05.01–05.03 of the EMR grading, item 05.01 has facts.
HOSPITAL, HOSPITAL_NAME = "liuzhou-workers", "柳州市工人医院"
REVIEW = date(2030, 6, 30)

EXPERT = Viewer("周专家", Role.EXPERT)
LOGINS = {"desk-wang": PERSON, "desk-li": UPLOADER, "desk-zhou": EXPERT}
# Person → hospital → token of a session.
TOKENS: dict[str, dict[str, str]] = {}

OpenPage = Callable[..., AppTest]


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with all sample hospitals; the facts are in the first one. Not to be changed."""
    place = Deployment(tmp_path_factory.mktemp("samples"))
    for slug in SLUGS:
        create_sample(place, slug)
        open_accounts(place.open(slug))
    _add_facts(place)
    return place.data


def open_accounts(store: Store) -> None:
    """An account and a session for each person who sits down at the screen; the tokens are TOKENS."""
    with store.writing(SYSTEM) as transaction:
        for login, person in LOGINS.items():
            row = {"login": login, "person": person.name, "role": person.role.value, "password_at": transaction.now}
            account = read_account(transaction.db, transaction.insert("accounts", row))
            assert account is not None
            TOKENS.setdefault(person.name, {})[store.slug] = start_session(transaction, account, {})


def _add_facts(place: Deployment) -> None:
    """05.01 met up to level 4, level 3 proven; one clause of level 5 unmet with a task; one pending document."""
    store, emr = place.open(HOSPITAL), place.catalog("emr-2018")
    assert isinstance(emr, LevelsCatalog)
    register.set_target(store, PERSON, emr, "6", review_on=REVIEW, note="合同")
    [system] = [system.id for system in register.systems(store, PERSON) if system.kind == "LIS"]
    rows = emr.rows_by_item["05.01"]
    met = [clause.id for level in (1, 2, 3, 4) for clause in rows[level].clauses]
    unmet = rows[5].clauses[0].id
    drafts = [judgement.VerdictDraft(clause, Verdict.MET, system) for clause in met]
    judgement.record_verdicts(
        store, PERSON, emr, [*drafts, judgement.VerdictDraft(unmet, Verdict.UNMET, system, note="无自动提醒")]
    )
    measures.record_measures(
        store, PERSON, emr, [measures.MeasureDraft("05.01", measures.COVERAGE, numerator=85, denominator=100)]
    )
    proofs = [(documents.Link(documents.CLAUSE, clause.id, emr.id)) for clause in rows[3].clauses]
    accepted = _statement(place, "标本采集截图", tuple(proofs))
    reviews.accept_document(store, PERSON, accepted)
    _statement(place, "标本流转说明", (documents.Link(documents.CLAUSE, rows[4].clauses[0].id, emr.id),))
    task = tasks.TaskDraft(
        "增加标本超时提醒", owner="张工", system_id=system, due_on=date(2030, 5, 31), clauses=((emr.id, unmet),)
    )
    tasks.create_tasks(store, PERSON, [task])


def _statement(place: Deployment, title: str, links: tuple[documents.Link, ...]) -> int:
    draft = documents.DocumentDraft(title, "screenshot", date(2026, 1, 5), statement="已核对", links=links)
    return documents.add_document(place.open(HOSPITAL), UPLOADER, draft)


@pytest.fixture
def data(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample hospitals that the screens work on."""
    copy = tmp_path / "data"
    shutil.copytree(samples, copy)
    monkeypatch.setenv("READINESS_DATA", str(copy))
    sit_at(monkeypatch)
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", DeclaredPages)
    return copy


@pytest.fixture
def open_page(data: Path) -> OpenPage:
    """open_page("gaps", hospital=HOSPITAL_NAME, …): the screen of that name for a person, with query parameters."""

    def opened(page: str = "overview", person: str = PERSON.name, **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app.session_state["signed_in"] = dict(TOKENS[person])
        for name, value in address.items():
            app.query_params[name] = value
        app.run()
        if page != "overview":
            app.switch_page(f"pages/{page}.py").run()
        return app

    return opened


def html(app: AppTest) -> str:
    """All HTML fragments of a screen."""
    return "\n".join(element.proto.body for element in app.get("html"))


def errors(app: AppTest) -> list[str]:
    """The error messages on a screen; an exception fails the test."""
    assert not app.exception, [element.message for element in app.exception]
    return [element.value for element in app.error]
