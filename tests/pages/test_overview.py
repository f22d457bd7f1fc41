"""总览: the answer first, a card per target that chooses it, the gaps that matter, how it is worked out."""

from pathlib import Path

import pytest

from evidence import register
from evidence.deployment import Deployment
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

HOSPITALS = {
    HOSPITAL_NAME: "电子病历 6 级：",
    "郁南县人民医院": "电子病历 5 级：",
    "广西壮族自治区南溪山医院": "电子病历 5 级：",
    "手术麻醉与重症监护运维项目医院（合同未写院名）": "电子病历 5 级：",
}
TARGETS = {
    "互联互通 五级乙等": "项指标",
    "等保三级 基本符合": "符合率 0.0%（还差 127 项），重大风险隐患 0 项",
    "智慧服务 4级": "个项目",
    "智慧管理 4级": "个项目",
}


@pytest.mark.parametrize(("name", "sentence"), HOSPITALS.items())
def test_every_hospital_gets_its_answer_and_cards(open_page: OpenPage, name: str, sentence: str) -> None:
    app = open_page(hospital=name)
    assert errors(app) == []
    assert sentence in html(app)
    assert html(app).count('<div class="card') == len([b for b in app.button if str(b.key).startswith("choose-")])
    assert len(app.get("plotly_chart")) == 3


def test_a_card_chooses_its_target_for_all_screens(open_page: OpenPage) -> None:
    app = open_page(hospital=HOSPITAL_NAME)
    assert "电子病历 6 级：功能" in html(app)
    for number, (label, words) in enumerate(TARGETS.items(), start=2):
        app.button(key=f"choose-{number}").click().run()
        assert errors(app) == []
        assert app.selectbox(key="target").value == str(number)
        lead = next(part for part in html(app).splitlines() if 'class="lead"' in part)
        assert label.split()[0] in lead
        assert words in lead
    app.switch_page("pages/gaps.py").run()
    assert app.selectbox(key="target").value == "5"


def test_a_gap_opens_with_what_closes_it_and_stays_in_the_address(open_page: OpenPage) -> None:
    app = open_page(hospital=HOSPITAL_NAME)
    app.button(key="pick-gap-0").click().run()
    assert "怎么补" in html(app)
    gap = str(app.query_params["gap"])
    again = open_page(hospital=HOSPITAL_NAME, gap=gap)
    assert "怎么补" in html(again)
    again.button(key="pick-gap-0").click().run()
    assert "怎么补" not in html(again)
    assert "gap" not in again.query_params


def test_the_explanation_shows_the_rule_with_the_numbers(open_page: OpenPage) -> None:
    app = open_page(hospital=HOSPITAL_NAME)
    app.button(key="explain-1").click().run()
    assert "达到 6 级须同时满足" in html(app)
    assert "国卫办医函〔2018〕1079号" in html(app)
    app.button(key="explain-3").click().run()
    assert "÷（211 − 0）" in html(app)


def test_a_hospital_without_targets_is_told_where_to_set_them(open_page: OpenPage, data: Path) -> None:
    store = Deployment(data).open(HOSPITAL)
    for target in register.targets(store, PERSON):
        register.drop_target(store, PERSON, target.id)
    app = open_page(hospital=HOSPITAL_NAME)
    assert errors(app) == []
    assert "还没有评审目标" in html(app)
    [link] = app.main.get("page_link")
    assert link.proto.page == "systems"
    assert not app.get("plotly_chart")
