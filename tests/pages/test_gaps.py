"""差距: the answer first, filters in the address, an open cell, tasks made of chosen gaps."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from evidence import register, tasks
from evidence.deployment import Deployment
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

HOSPITALS = (
    HOSPITAL_NAME,
    "郁南县人民医院",
    "广西壮族自治区南溪山医院",
    "手术麻醉与重症监护运维项目医院（合同未写院名）",
)
EMR_GAPS = "电子病历 6级：556 条要求点中 556 条有差距，其中 539 条卡级（涉及 37 个项目）。"


def address(app: AppTest) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in app.query_params.items()}


def table(app: AppTest) -> Any:
    [found] = app.dataframe
    return found.value


def choose_rows(app: AppTest, *rows: int) -> None:
    _, _, number = app.dataframe[0].proto.id.partition("gap-list-")
    app.session_state[f"gap-list-{number}"] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    app.run()


@pytest.mark.parametrize("name", HOSPITALS)
@pytest.mark.parametrize("part", ["矩阵", "清单", "按原因"])
def test_every_hospital_gets_its_answer(open_page: OpenPage, name: str, part: str) -> None:
    app = open_page("gaps", hospital=name)
    app.segmented_control(key="gap-part").set_value(part).run()
    assert errors(app) == []
    assert "条要求点中" in html(app)
    assert "条有差距，其中 " in html(app)
    assert "最多的原因是<b>" in html(app)
    assert len(app.get("bidi_component")) == (part == "矩阵")
    assert len(app.dataframe) == (part == "清单")
    assert len(app.get("plotly_chart")) == (3 if part == "按原因" else 0)


def test_the_answer_counts_clauses_and_what_is_arranged(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    assert EMR_GAPS in html(app)
    assert "已安排整改任务 <b>1</b> 条，<b>555</b> 条还没有安排" in html(app)


def test_filters_are_in_the_address_and_come_from_it(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    app.segmented_control(key="gap-part").set_value("清单").run()
    everything = len(table(app))
    app.multiselect(key="gap-reason").set_value(["unmet"]).run()
    assert table(app)["要求点"].tolist() == ["05.01.5#1"]
    assert address(app)["reason"] == ["unmet"]
    app.text_input(key="gap-q").set_value("没有这个词").run()
    assert not app.dataframe
    app.button(key="gap-clear").click().run()
    assert len(table(app)) == everything
    assert not {"reason", "q"} & address(app).keys()


def test_the_most_important_gaps_come_first(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    app.segmented_control(key="gap-part").set_value("清单").run()
    levels = table(app)[table(app)["权重"] == "卡级"]["级别"].tolist()
    assert levels == sorted(levels)
    assert table(app)["权重"].iloc[0] == "卡级"


def test_an_open_cell_shows_reason_remedy_task_and_ways_on(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    [lis] = app_systems(app, "LIS")
    app.query_params["code"], app.query_params["at"] = "05.01.5", str(lis)
    app.run()
    assert errors(app) == []
    assert "由厂商开发或启用这项功能，完成后重新判定" in html(app)
    assert "判定说明：无自动提醒" in html(app)
    assert "增加标本超时提醒" in html(app)
    links = {link.proto.page: parse_qs(link.proto.query_string) for link in app.main.get("page_link")}
    assert links["requirements"] == {"catalog": ["emr-2018"], "code": ["05.01.5"]}
    assert links["documents"] == {"catalog": ["emr-2018"], "clause": ["05.01.5#1"]}
    assert links["tasks"] == {"task": ["1"]}
    app.button(key="gap-close").click().run()
    assert "code" not in app.query_params
    assert "由厂商开发" not in html(app)


def app_systems(app: AppTest, kind: str) -> list[int]:
    return [system.id for system in app.session_state["session"].situation.systems if system.kind == kind]


def test_an_impossible_address_shows_the_screen_without_a_panel(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    app.query_params["code"], app.query_params["at"] = "99.99.9", "77"
    app.run()
    assert errors(app) == []
    assert EMR_GAPS in html(app)


def test_chosen_gaps_become_tasks_in_one_action(open_page: OpenPage, data: Path) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    app.segmented_control(key="gap-part").set_value("清单").run()
    app.multiselect(key="gap-reason").set_value(["not_assessed", "unmet"]).run()
    assert not [button for button in app.button if button.key == "gap-many-create"]
    choose_rows(app, 0, 1, 2)
    app.selectbox(key="gap-many-grouping").set_value("requirement").run()
    app.text_input(key="gap-many-owner").set_value("张工").run()
    app.button(key="gap-many-create").click().run()
    assert errors(app) == []
    made = [task for task in tasks.tasks(Deployment(data).open(HOSPITAL), PERSON) if task.author == "王主任"]
    new = [task for task in made if task.owner == "张工" and task.title.startswith("补齐 ")]
    assert sum(len(task.clauses) for task in new) == 3
    assert f"已生成 {len(new)} 个整改任务，覆盖 3 条要求点。" in app.success[0].value
    links = [parse_qs(link.proto.query_string) for link in app.main.get("page_link")]
    assert [{"task": [str(task.id)]} for task in new] == links
    assert not [button for button in app.button if button.key == "gap-many-create"]


def test_the_due_date_is_two_weeks_before_the_review(open_page: OpenPage) -> None:
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    app.segmented_control(key="gap-part").set_value("清单").run()
    choose_rows(app, 0)
    assert str(app.date_input(key="gap-many-due").value) == "2030-06-16"


def test_without_a_target_the_screen_says_where_to_set_one(open_page: OpenPage, data: Path) -> None:
    store = Deployment(data).open(HOSPITAL)
    for target in register.targets(store, PERSON):
        register.drop_target(store, PERSON, target.id)
    app = open_page("gaps", hospital=HOSPITAL_NAME)
    assert errors(app) == []
    assert "还没有评审目标" in app.info[0].value
    assert [link.proto.page for link in app.main.get("page_link")] == ["systems"]
