"""系统: the register, one system with its tabs, targets, protected objects, contracts."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from criteria.vocabulary import Verdict
from evidence import features, register
from evidence.deployment import Deployment
from evidence.features import FeatureDraft
from evidence.judgement import VerdictDraft, judgements, record_verdicts
from evidence.records import System, Target
from evidence.viewer import Viewer
from tests.pages.conftest import HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html, open_accounts

HOSPITALS = {
    HOSPITAL_NAME: "3 个系统，1 家厂商",
    "郁南县人民医院": "19 个系统，厂商均未登记",
    "广西壮族自治区南溪山医院": "1 个系统，1 家厂商",
    "手术麻醉与重症监护运维项目医院（合同未写院名）": "2 个系统，厂商均未登记",
}
LIS = "1"
CLAUSE = "01.02.3#1"


def opened(open_page: OpenPage, **address: str) -> AppTest:
    return open_page("systems", "李工", hospital=HOSPITAL_NAME, **address)


def submit(app: AppTest, opener: str, button: str) -> AppTest:
    """Presses a button in a dialog. AppTest knows no fragments: the dialog is opened in the same run again."""
    app.button(key=opener).click()
    return app.button(key=button).click().run()


def place(data: Path) -> Deployment:
    return Deployment(data)


def systems(data: Path, retired: bool = False) -> list[System]:
    return register.systems(place(data).open(HOSPITAL), PERSON, retired)


def targets(data: Path) -> list[Target]:
    return register.targets(place(data).open(HOSPITAL), PERSON)


def verdicts(data: Path, clause: str = CLAUSE) -> list[tuple[Verdict, str, str]]:
    return [(j.verdict, j.note, j.author) for j in judgements(place(data).open(HOSPITAL), PERSON, "emr-2018", [clause])]


@pytest.mark.parametrize(("name", "sentence"), HOSPITALS.items())
def test_the_register_answers_first(open_page: OpenPage, name: str, sentence: str) -> None:
    app = open_page("systems", hospital=name)
    assert errors(app) == []
    assert f'<p class="lead">{sentence}' in html(app)
    assert "差距最多的是" in html(app)
    assert len(app.dataframe[0].value) == int(sentence.split()[0])


def test_the_register_is_filtered_by_the_address(open_page: OpenPage) -> None:
    app = open_page("systems", hospital=HOSPITAL_NAME, q="血库", kind="血库/输血")
    assert list(app.dataframe[0].value["系统"]) == ["血库管理系统"]
    assert "筛选出 1 / 3 个" in html(app)


@pytest.mark.parametrize("tab", ["要求", "功能清单", "佐证", "差距", "合同"])
def test_a_system_is_opened_by_the_address(open_page: OpenPage, tab: str) -> None:
    app = open_page("systems", hospital=HOSPITAL_NAME, system=LIS, tab=tab)
    assert errors(app) == []
    assert "LIS系统</h3>" in html(app)
    assert "电子病历 6级以内" in html(app)


def test_a_system_that_does_not_exist_shows_the_register(open_page: OpenPage) -> None:
    for system in ("99", "x"):
        app = open_page("systems", hospital=HOSPITAL_NAME, system=system)
        assert errors(app) == []
        assert len(app.dataframe[0].value) == 3


def test_one_goes_on_to_the_next_system(open_page: OpenPage) -> None:
    app = opened(open_page, system=LIS)
    assert app.button(key="previous-system").disabled
    app.button(key="next-system").click().run()
    assert "血库管理系统</h3>" in html(app)
    assert list(app.query_params["system"]) == ["2"]
    app.button(key="close-system").click().run()
    assert "system" not in app.query_params


def test_the_part_is_in_the_address_and_an_open_system_comes_first(open_page: OpenPage) -> None:
    app = open_page("systems", hospital=HOSPITAL_NAME, part="合同", system=LIS)
    assert "LIS系统</h3>" in html(app)
    assert "part" not in app.query_params
    app.segmented_control(key="systems-part").set_value("评审目标").run()
    assert "system" not in app.query_params
    assert "评审目标" in app.query_params["part"]
    assert len(app.dataframe[0].value) == 5
    app.segmented_control(key="systems-part").set_value("系统登记").run()
    assert "part" not in app.query_params


def test_a_new_system_is_registered_and_opened(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page)
    app.button(key="add-system").click().run()
    app.text_input(key="system-name").set_value("LIS系统")
    app.selectbox(key="system-kind").set_value("ECG")
    submit(app, "add-system", "add-system-submit")
    assert errors(app) == ["系统“LIS系统”已经登记过，请换一个名称或修改原有的登记。"]
    app.text_input(key="system-name").set_value("心电系统")
    app.selectbox(key="system-vendor").set_value("瑞美")
    submit(app, "add-system", "add-system-submit")
    assert errors(app) == []
    new = systems(data)[-1]
    assert (new.name, new.kind, new.vendor) == ("心电系统", "ECG", "瑞美")
    assert "心电系统</h3>" in html(app)


def test_a_system_is_taken_out_of_use_and_back(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page, system=LIS)
    app.button(key="retire-system").click().run()
    assert "已停用" in app.success[0].value
    assert [system.name for system in systems(data)] == ["血库管理系统", "生物标本库管理系统"]
    app.button(key="undo").click().run()
    assert len(systems(data)) == 3


def test_selected_clauses_are_judged_at_once(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page, system=LIS, item="01.02 病房检验申请")
    app.button(key="pick-all").click().run()
    app.button(key="judge-met").click().run()
    assert errors(app) == []
    assert "判为“符合”" in app.success[0].value
    assert verdicts(data) == [(Verdict.MET, "", "李工")]
    app.button(key="undo").click().run()
    assert verdicts(data) == []


def edited(app: AppTest, note: str) -> AppTest:
    """As if a verdict and a note had been typed into the table (AppTest cannot type there)."""
    from pages.parts.system_edits import Edit

    app.session_state[f"desk-{HOSPITAL}-{LIS}-emr-2018-edits"] = {CLAUSE: Edit(Verdict.UNMET, note, 0)}
    return app.run()


def test_typed_verdicts_are_saved_together(open_page: OpenPage, data: Path) -> None:
    app = edited(opened(open_page, system=LIS), "没有申请接口")
    assert app.button(key="save-verdicts").label == "保存修改（1）"
    app.button(key="save-verdicts").click().run()
    assert errors(app) == []
    assert verdicts(data) == [(Verdict.UNMET, "没有申请接口", "李工")]


def test_what_was_typed_survives_a_failed_save(open_page: OpenPage, data: Path) -> None:
    app = edited(opened(open_page, system=LIS), "没有申请接口")
    other = VerdictDraft(CLAUSE, Verdict.PARTIAL, int(LIS))
    record_verdicts(place(data).open(HOSPITAL), Viewer("王工"), place(data).catalog("emr-2018"), [other])
    app.button(key="save-verdicts").click().run()
    assert errors(app) == [f"{CLAUSE} 刚被王工判为“部分符合”，您的修改没有保存；请刷新后核对再改。"]
    assert verdicts(data) == [(Verdict.PARTIAL, "", "王工")]
    assert app.button(key="save-verdicts").label == "保存修改（1）"
    app.button(key="save-verdicts").click().run()
    assert errors(app) == []
    assert verdicts(data) == [(Verdict.UNMET, "没有申请接口", "李工")]


def test_a_feature_is_added_with_its_claims(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page, system=LIS, tab="功能清单")
    app.button(key="add-feature").click().run()
    app.text_input(key="feature-name").set_value("危急值提醒")
    app.multiselect(key="feature-claims").set_value([("emr-2018", "05.01.6#1")])
    submit(app, "add-feature", "add-feature-submit")
    assert errors(app) == []
    [feature] = features.features(place(data).open(HOSPITAL), PERSON, int(LIS))
    assert (feature.name, feature.claims) == ("危急值提醒", (("emr-2018", "05.01.6#1"),))
    draft = FeatureDraft("标本追踪", "live")
    features.add_feature(place(data).open(HOSPITAL), PERSON, {}, int(LIS), draft)
    app.run()
    assert list(app.dataframe[-1].value["功能"]) == ["危急值提醒", "标本追踪"]


def test_a_target_is_added_and_mlps_needs_an_object(open_page: OpenPage, data: Path) -> None:
    app = open_page("systems", hospital="郁南县人民医院", part="评审目标")
    app.button(key="add-target").click().run()
    assert "电子病历" not in "".join(app.selectbox(key="target-standard").options)
    app.button(key="add-target").click()
    app.selectbox(key="target-standard").set_value("interop-2020").run()
    app.selectbox(key="target-level-interop-2020").set_value("四级甲等")
    app.date_input(key="target-date").set_value(date(2030, 1, 31))
    submit(app, "add-target", "target-submit")
    assert errors(app) == []
    new = register.targets(place(data).open("yunan-peoples"), PERSON)[-1]
    assert (new.catalog, new.level, new.review_on) == ("interop-2020", "四级甲等", date(2030, 1, 31))


def test_a_protected_object_needs_a_name(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page, part="定级对象")
    app.button(key="add-object").click().run()
    app.multiselect(key="object-systems").set_value([2])
    submit(app, "add-object", "object-submit")
    assert errors(app) == ["请填写定级对象名称。"]
    app.text_input(key="object-name").set_value("血库")
    submit(app, "add-object", "object-submit")
    assert errors(app) == []
    assert "血库" in list(app.dataframe[0].value["定级对象"])


def test_a_contract_that_ends_before_the_review_stands_out(open_page: OpenPage, data: Path) -> None:
    app = opened(open_page, part="合同")
    app.button(key="add-contract").click().run()
    app.text_input(key="contract-title").set_value("LIS 维保")
    app.date_input(key="contract-from").set_value(date(2029, 1, 1))
    app.date_input(key="contract-to").set_value(date(2028, 1, 1))
    submit(app, "add-contract", "add-contract-submit")
    assert errors(app) == ["合同结束日期早于开始日期，请核对后重新填写。"]
    app.date_input(key="contract-to").set_value(date(2029, 12, 31))
    submit(app, "add-contract", "add-contract-submit")
    assert errors(app) == []
    assert "早于电子病历 6级 评审" in html(app)


def test_an_empty_hospital_is_told_what_to_do(open_page: OpenPage, data: Path) -> None:
    register.set_hospital(place(data).create("new-hospital"), PERSON, "新医院")
    open_accounts(place(data).open("new-hospital"))
    app = open_page("systems", hospital="新医院")
    assert errors(app) == []
    assert "还没有登记系统" in html(app)
    app.button(key="add-first-system").click().run()
    app.text_input(key="system-name").set_value("检验系统")
    app.selectbox(key="system-kind").set_value("LIS")
    submit(app, "add-first-system", "add-system-submit")
    assert errors(app) == []
    assert "检验系统</h3>" in html(app)
    for part in ("评审目标", "定级对象", "合同"):
        app.segmented_control(key="systems-part").set_value(part).run()
        assert errors(app) == []
