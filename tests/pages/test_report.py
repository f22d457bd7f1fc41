"""管理层报告 on the screen: its sections, the Word file, who has the page, and what is said without targets."""

from pathlib import Path

import pytest

from evidence import register
from evidence.deployment import Deployment
from evidence.samples.hospitals import SLUGS
from evidence.viewer import SYSTEM
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

SECTIONS = ("现在到哪一步", "进展", "卡在哪里", "厂商与费用", "风险", "请领导决定")


@pytest.mark.parametrize("slug", SLUGS)
def test_every_hospital_has_all_sections(slug: str, open_page: OpenPage, data: Path) -> None:
    name = register.hospital(Deployment(data).open(slug), SYSTEM).name
    app = open_page("report", hospital=name)
    assert errors(app) == []
    places = [html(app).find(f"、{section}</h2>") for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


def test_the_answer_the_tables_and_the_charts(open_page: OpenPage) -> None:
    app = open_page("report", hospital=HOSPITAL_NAME)
    shown = html(app)
    assert '<p class="report-lead">共 ' in shown
    assert '<span class="whole">2030-06-30</span><br>' in shown
    assert '<td class="num">1 项，逾期 0 项</td>' in shown
    assert "1. 确定" in shown
    assert len(app.get("plotly_chart")) == 3
    assert [button.label for button in app.get("download_button")] == ["导出 Word"]
    assert "按 F11 全屏放映" in shown


def test_the_target_of_the_header_is_marked(open_page: OpenPage, data: Path) -> None:
    store = Deployment(data).open(HOSPITAL)
    app = open_page("report", hospital=HOSPITAL_NAME)
    for target in register.targets(store, PERSON)[:2]:
        app.selectbox(key="target").set_value(str(target.id)).run()
        [row] = [row for row in html(app).split("<tr") if row.startswith(' class="chosen"')]
        named = {"emr-2018": "电子病历", "interop-2020": "互联互通", "mlps3-2019": "等保三级"}
        assert f"<td>{named[target.catalog]}" in row


def test_nothing_to_choose_but_hospital_target_and_day(open_page: OpenPage) -> None:
    app = open_page("report", hospital=HOSPITAL_NAME)
    assert {box.key for box in app.selectbox} == {"hospital", "target"}
    assert {day.key for day in app.date_input} == {"on"}
    assert not app.multiselect
    assert not app.text_input


def test_an_expert_has_no_such_page(open_page: OpenPage) -> None:
    app = open_page("report", "周专家", hospital=HOSPITAL_NAME)
    assert errors(app) == ["您的账号没有这一页，请从左侧菜单选择。"]
    assert "厂商与费用" not in html(app)


def test_a_hospital_without_targets_is_led_to_set_one(open_page: OpenPage, data: Path) -> None:
    store = Deployment(data).open(HOSPITAL)
    for target in register.targets(store, PERSON):
        register.drop_target(store, PERSON, target.id)
    app = open_page("report", hospital=HOSPITAL_NAME)
    assert errors(app) == []
    assert "还没有设定评审目标" in html(app)
    assert "没有需要" not in html(app)
    assert "到“系统”页设置评审目标" in [link.proto.label for link in app.get("page_link")]
