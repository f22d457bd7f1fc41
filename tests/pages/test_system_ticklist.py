"""系统 › 功能清单: ticking features off, the preview, applying it, and what persons have judged."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from criteria.feature_library import feature_library
from criteria.vocabulary import Verdict
from evidence import register
from evidence.deployment import Deployment
from evidence.judgement import judgements
from evidence.records import Judgement
from evidence.store import Store
from evidence.ticklist import TICKLIST, TickDraft, record_ticks, ticks
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

LIS = 1
LIBRARY = feature_library()["LIS"]
FEATURE = "LIS.specimen-barcode"
# The person's verdict from the shared facts is `met`; the other clause nobody has judged.
JUDGED, OPEN = "05.01.1#1", "02.02.6#1"


def opened(open_page: OpenPage, person: str = "李工") -> AppTest:
    return open_page("systems", person, hospital=HOSPITAL_NAME, system=str(LIS), tab="功能清单")


def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def statuses(data: Path) -> dict[str, str]:
    return {feature: tick.status for feature, tick in ticks(store(data), PERSON, LIS).items()}


def verdict(data: Path, clause: str) -> Judgement:
    [found] = judgements(store(data), PERSON, "emr-2018", [clause])
    return found


def pick(app: AppTest, status: str, feature: str = FEATURE) -> AppTest:
    return app.button_group(key=f"tick-{LIS}-{feature}").set_value(status).run()


def text(app: AppTest) -> str:
    return html(app) + "\n".join(element.value for element in app.markdown)


def test_the_library_is_shown_by_groups(open_page: OpenPage) -> None:
    app = opened(open_page)
    assert errors(app) == []
    assert f"共 {len(LIBRARY.features)} 项" in html(app)
    for group in LIBRARY.groups:
        assert f"<b>{group.name}</b>" in html(app)
    assert all(feature.description in html(app) for feature in LIBRARY.features)
    assert app.button(key="propose").disabled


def test_a_click_is_stored_at_once(open_page: OpenPage, data: Path) -> None:
    app = pick(opened(open_page), "partly")
    assert errors(app) == []
    assert statuses(data) == {FEATURE: "partly"}
    assert "部分上线 <b>1</b>" in html(app)
    app.text_input(key=f"departments-{LIS}-{FEATURE}").set_value("检验科").run()
    [tick] = ticks(store(data), PERSON, LIS).values()
    assert (tick.departments, tick.author) == ("检验科", "李工")


def test_an_expert_reads_the_list(open_page: OpenPage, data: Path) -> None:
    record_ticks(store(data), PERSON, [TickDraft(LIS, FEATURE, "live", "检验科")])
    app = opened(open_page, person="周专家")
    assert errors(app) == []
    assert "<td>已上线</td><td>检验科</td>" in html(app)
    assert not [group for group in app.button_group if (group.key or "").startswith("tick-")]


def test_a_click_against_an_old_view_is_refused(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page)
    record_ticks(store(data), PERSON, [TickDraft(LIS, FEATURE, "none")])
    pick(app, "live")
    assert "刚被他人修改过" in errors(app)[0]
    assert statuses(data) == {FEATURE: "none"}
    assert app.button_group(key=f"tick-{LIS}-{FEATURE}").value == "none"


def test_a_group_is_set_as_a_whole_and_undone(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page)
    app.button(key="group-live-0").click().run()
    group = LIBRARY.groups[0].features
    assert statuses(data) == {feature.id: "live" for feature in group}
    assert app.success[0].value == f"“{LIBRARY.groups[0].name}”全部记为已上线：{len(group)} 项有变化。"
    app.button(key="undo").click().run()
    assert errors(app) == []
    assert statuses(data) == {}


def test_proposals_are_previewed_applied_and_taken_back(open_page: OpenPage, data: Path) -> None:
    app = pick(opened(open_page), "planned")
    app.button(key="propose").click().run()
    assert "不符合 " in text(app)
    assert "人工判定与清单不同" in text(app)
    assert f"电子病历 {JUDGED}" in html(app)
    # AppTest knows no fragments: the dialog is opened in the same run again.
    app.button(key="propose").click()
    app.button(key="apply-proposals").click().run()
    assert errors(app) == []
    assert "已按清单更新" in app.success[0].value
    assert "与人工判定不同，未改动" in app.success[0].value
    found = verdict(data, OPEN)
    assert (found.verdict, found.origin, found.author) == (Verdict.UNMET, TICKLIST, "李工")
    assert found.note.startswith("来自功能清单：")
    assert (verdict(data, JUDGED).verdict, verdict(data, JUDGED).author) == (Verdict.MET, "王主任")
    app.button(key="undo").click().run()
    assert errors(app) == []
    assert judgements(store(data), PERSON, "emr-2018", [OPEN]) == []


def test_where_a_verdict_comes_from_is_shown_with_the_clause(open_page: OpenPage, data: Path) -> None:
    app = pick(opened(open_page), "live")
    app.button(key="propose").click()
    app.run()
    app.button(key="propose").click()
    app.button(key="apply-proposals").click().run()
    clause = open_page("requirements", hospital=HOSPITAL_NAME, catalog="emr-2018", code=OPEN.split("#")[0])
    assert "来自功能清单）" in html(clause)


@pytest.mark.parametrize("kind", ["PIVAS"])
def test_a_kind_without_a_library_has_its_own_features_only(open_page: OpenPage, data: Path, kind: str) -> None:
    system = register.add_system(store(data), PERSON, register.SystemDraft("静配系统", kind))
    app = open_page("systems", hospital=HOSPITAL_NAME, system=str(system), tab="功能清单")
    assert errors(app) == []
    assert "还没有现成的功能清单" in text(app)
    assert app.button(key="add-feature").label == "新增功能"
