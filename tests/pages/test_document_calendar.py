"""到期: what will not prove any more at the review: sentence, time line, table with its document, rules."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence.deployment import Deployment
from evidence.documents import CLAUSE, DocumentDraft, Link, add_document
from evidence.reviews import accept_document
from tests.pages.conftest import HOSPITAL, PERSON, REVIEW, UPLOADER, errors, html

TODAY = date(2030, 6, 1)
EMR = "emr-2018"


def screen(data: str, hospital: str, target: int | None) -> None:
    """The part alone, for a person who has signed in; runs inside the test's app."""
    from datetime import date
    from pathlib import Path

    from evidence.deployment import Deployment
    from evidence.situation import load_situation
    from evidence.standing import load_standings
    from evidence.viewer import Viewer
    from pages.parts import document_calendar
    from pages.parts.session import Session

    place, viewer, today = Deployment(Path(data)), Viewer("王主任"), date(2030, 6, 1)
    store = place.open(hospital)
    situation = load_situation(store, viewer, place.catalogs, today)
    standings = load_standings(store, viewer, situation)
    chosen = None if target is None else standings[target]
    document_calendar.show(Session(place, store, viewer, situation, standings, chosen, today))


def opened(data: Path, hospital: str = HOSPITAL, target: int | None = 0) -> AppTest:
    app = AppTest.from_function(screen, args=(str(data), hospital, target), default_timeout=60).run()
    assert errors(app) == []
    return app


@pytest.fixture
def papers(data: Path) -> dict[str, int]:
    """Title → id: a picture and statistics that run out before the review, and one that does not."""
    store = Deployment(data).open(HOSPITAL)

    def add(title: str, kind: str, clause: str, expires: date | None) -> int:
        draft = DocumentDraft(
            title, kind, TODAY - timedelta(days=70), statement="已核对", expires_on=expires,
            links=(Link(CLAUSE, clause, EMR),),
        )  # fmt: skip
        number = add_document(store, UPLOADER, draft)
        accept_document(store, PERSON, number)
        return number

    return {
        "采集界面": add("采集界面", "screenshot", "05.01.4#1", TODAY + timedelta(days=12)),
        "标本核查": add("标本核查", "data_quality", "05.01.3#1", None),
        "长期有效": add("长期有效", "screenshot", "05.01.2#1", REVIEW),
    }


@pytest.mark.usefixtures("papers")
def test_the_answer_comes_first(data: Path) -> None:
    app = opened(data)
    assert f"评审日 {REVIEW} 前有 2 份材料到期，1 个要求点将失去佐证；最早的一份 12 天后到期" in html(app)
    assert len(app.get("plotly_chart")) == 1
    table = app.dataframe[0].value
    assert list(table["材料名称"]) == ["采集界面", "标本核查"]
    assert list(table["到期原因"]) == ["失效日期", "超过 92 天"]
    assert list(table["失去佐证"]) == ["电子病历 05.01.4#1", ""]


@pytest.mark.usefixtures("papers")
def test_filters_narrow_the_table(data: Path) -> None:
    app = opened(data)
    app.checkbox(key="due_losing").check().run()
    assert list(app.dataframe[0].value["材料名称"]) == ["采集界面"]
    app.text_input(key="due_q").set_value("没有这样的材料").run()
    assert not app.dataframe
    assert any("没有符合条件的材料" in text.value for text in app.markdown)


@pytest.mark.usefixtures("papers")
def test_another_day_can_be_looked_at(data: Path) -> None:
    app = opened(data)
    app.date_input[0].set_value(TODAY + timedelta(days=13)).run()
    assert errors(app) == []
    assert f"{TODAY + timedelta(days=13)} 前有 1 份材料到期" in html(app)
    assert "评审日" not in html(app).split("前有")[0]


def test_a_row_opens_its_document_beside(data: Path, papers: dict[str, int]) -> None:
    app = AppTest.from_function(screen, args=(str(data), HOSPITAL, 0), default_timeout=60)
    app.query_params["doc"] = str(papers["采集界面"])
    app.run()
    assert errors(app) == []
    assert list(app.dataframe[0].value.columns) == ["到期日", "剩余天数", "材料名称", "失去佐证"]
    assert f"本材料有效至 {TODAY + timedelta(days=12)}" in html(app)
    app.button(key="doc-close").click().run()
    assert "类型" in app.dataframe[0].value.columns


def test_where_nothing_runs_out_the_next_step_is_offered(data: Path) -> None:
    app = opened(data)
    assert f"评审日 {REVIEW} 前没有材料到期" in html(app)
    assert not app.dataframe
    app.button(key="due-library").click().run()
    assert app.session_state["part"] == "材料库"


def test_without_a_target_the_next_months_are_shown(data: Path) -> None:
    app = opened(data, target=None)
    assert f"{TODAY + timedelta(days=90)} 前没有材料到期" in html(app)


def test_the_rules_are_told_with_their_sources(data: Path) -> None:
    assert "近3个月" in html(opened(data))
