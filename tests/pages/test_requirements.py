"""标准条款: the answer first, the list, judging with clicks, figures, responsibility, hazards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from criteria.models import ComplianceCatalog
from criteria.vocabulary import Verdict
from evidence import judgement, measures, register
from evidence.deployment import Deployment
from evidence.hazards import hazards
from evidence.records import Judgement
from evidence.viewer import Viewer
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME, PERSON, TOKENS, errors, html

Opened = Callable[..., AppTest]
HOSPITALS = [
    HOSPITAL_NAME,
    "郁南县人民医院",
    "广西壮族自治区南溪山医院",
    "手术麻醉与重症监护运维项目医院（合同未写院名）",
]
CLAUSES = ["05.01.5#1", "05.01.5#2", "05.01.5#3"]
MLPS = "L3-CES1-01"


@pytest.fixture
def opened(data: Path) -> Opened:
    """opened(code="05.01.5", …): the screen with choices in its address, for a person with a name."""

    def run(person: str = PERSON.name, **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        for name, value in ({"hospital": HOSPITAL_NAME} | address).items():
            app.query_params[name] = value
        app.session_state["signed_in"] = dict(TOKENS[person])
        return app.switch_page("pages/requirements.py").run()

    return run


def stored(data: Path, *clauses: str, catalog: str = "emr-2018") -> list[Judgement]:
    return judgement.judgements(Deployment(data).open(HOSPITAL), PERSON, catalog, clauses)


def listed(app: AppTest) -> list[str]:
    return [str(title).strip() for title in app.dataframe[0].value["条款"]]


@pytest.mark.parametrize("name", HOSPITALS)
def test_every_hospital_gets_the_answer_and_its_first_requirement(opened: Opened, name: str) -> None:
    app = opened(hospital=name)
    assert errors(app) == []
    assert "级要求" in html(app)
    assert "01.01.1" in html(app)
    assert app.query_params["code"] == "01.01.1"


@pytest.mark.parametrize(
    ("catalog", "code", "words"),
    [
        ("", "05.01", "05.01.1"),
        ("", "05.01.0", "0 级"),
        ("", "10.02.1", "没有提出要求"),
        ("interop-2020", "5.2.1.1", "接入平台的临床服务系统≥8 个"),
        ("mlps3-2019", MLPS, "逐系统"),
        ("smart-service-2019", "", "智慧服务 4级要求"),
        ("smart-management-2021", "", "智慧管理 4级要求"),
    ],
)
def test_every_kind_of_requirement_opens(opened: Opened, catalog: str, code: str, words: str) -> None:
    app = opened(catalog=catalog, code=code)
    assert errors(app) == []
    assert words in html(app) + "".join(info.value for info in app.info)


def test_the_list_is_searched_and_the_address_keeps_it(opened: Opened) -> None:
    app = opened()
    app.text_input(key="requirement-q").set_value("条码 查重").run()
    assert listed(app) == ["检验处理", "05.01 标本处理", "05.01.2　2级 · 选择项"]
    assert (app.query_params["q"], app.query_params["code"]) == ("条码 查重", "05.01.2")
    app.text_input(key="requirement-q").set_value("没有这样的条文").run()
    assert [info.value for info in app.info] == ["没有符合筛选条件的条款。"]
    app.button(key="requirement-clear").click().run()
    assert len(listed(app)) > 10


def test_judging_the_whole_requirement_and_undoing_it(opened: Opened, data: Path) -> None:
    app = opened(code="05.01.5")
    before = [entry.verdict for entry in stored(data, *CLAUSES)]
    app.button(key="judge-met").click().run()
    assert errors(app) == []
    assert [entry.verdict for entry in stored(data, *CLAUSES)] == [Verdict.MET] * 3
    assert "3 个要求点" in app.success[0].value
    app.button(key="undo").click().run()
    assert errors(app) == []
    assert before == [Verdict.UNMET]
    assert [entry.verdict for entry in stored(data, *CLAUSES)] == before
    assert stored(data, CLAUSES[0])[0].note == "无自动提醒"


def test_judging_clause_by_clause_goes_on(opened: Opened, data: Path) -> None:
    app = opened(code=CLAUSES[1])
    app.toggle(key="requirement-go-on").set_value(True).run()
    app.button(key="judge-partial").click().run()
    assert app.query_params["code"] == CLAUSES[2]
    app.button(key="judge-met").click().run()
    assert app.query_params["code"] == "05.01.6#1"
    found = {entry.clause: entry.verdict for entry in stored(data, *CLAUSES)}
    assert (found[CLAUSES[1]], found[CLAUSES[2]]) == (Verdict.PARTIAL, Verdict.MET)
    app.button(key="requirement-before").click().run()
    app.button(key="clause-1-met").click().run()
    assert stored(data, CLAUSES[0])[0].verdict is Verdict.MET
    app.text_area(key=f"note-{CLAUSES[0]}-0").set_value("现场核对").run()
    app.button(key=f"save-note-{CLAUSES[0]}-0").click().run()
    assert (stored(data, CLAUSES[0])[0].note, stored(data, CLAUSES[0])[0].verdict) == ("现场核对", Verdict.MET)


def test_an_expert_reads_verdicts_and_figures(opened: Opened) -> None:
    app = opened(person="周专家", code="05.01.4")
    assert errors(app) == []
    assert "王主任" in html(app)
    assert not [button for button in app.button if (button.key or "").startswith(("judge-", "clause-", "note-"))]
    app.session_state["requirement-tab"] = "有效应用与数据质量"
    app.run()
    assert errors(app) == []
    assert "85 ÷ 100" in html(app)
    assert not app.number_input


def test_a_colleague_was_faster(opened: Opened, data: Path) -> None:
    app = opened(code="05.01.6")
    place = Deployment(data)
    [lis] = [s.id for s in register.systems(place.open(HOSPITAL), PERSON) if s.kind == "LIS"]
    draft = judgement.VerdictDraft("05.01.6#1", Verdict.UNMET, lis)
    judgement.record_verdicts(place.open(HOSPITAL), Viewer("李工"), place.catalog("emr-2018"), [draft])
    app.button(key="judge-met").click().run()
    assert errors(app) == ["05.01.6#1 刚被李工判为“不符合”，您的修改没有保存；请刷新后核对再改。"]
    assert app.button(key="clause-1-unmet").proto.type == "primary", "the screen shows what the colleague stored"
    app.button(key="judge-met").click().run()
    assert errors(app) == []


def test_one_of_several_systems_is_judged(opened: Opened, data: Path) -> None:
    app = opened(catalog="mlps3-2019", code=MLPS)
    systems = register.systems(Deployment(data).open(HOSPITAL), PERSON)
    app.selectbox(key="requirement-for").set_value(str(systems[1].id)).run()
    app.button(key="judge-unmet").click().run()
    assert [entry.system_id for entry in stored(data, f"{MLPS}#1", catalog="mlps3-2019")] == [systems[1].id]
    app.selectbox(key="requirement-for").set_value("").run()
    app.button(key="judge-met").click().run()
    assert len(stored(data, f"{MLPS}#1", catalog="mlps3-2019")) == len(systems)


def test_a_tier_is_chosen_and_taken_from_the_register(opened: Opened, data: Path) -> None:
    app = opened(catalog="interop-2020", code="5.2.1.1")
    app.button(key="tier-3").click().run()
    [found] = stored(data, "5.2.1.1#1", catalog="interop-2020")
    assert (found.verdict, found.tier) == (Verdict.MET, "五级乙等")
    app.button(key="take-count").click().run()
    assert stored(data, "5.2.1.1#1", catalog="interop-2020")[0].verdict is Verdict.UNMET


def test_figures_are_entered_with_their_errors(opened: Opened, data: Path) -> None:
    app = opened(code="05.01.4")
    app.session_state["requirement-tab"] = "有效应用与数据质量"
    app.run()
    app.number_input(key="coverage-05.01-None-1-top").set_value(95).run()
    assert "95 ÷ 100 = **0.95**" in [text.value for text in app.markdown]
    app.number_input(key="coverage-05.01-None-1-bottom").set_value(0).run()
    assert errors(app)[0].startswith("分母为 0")
    app.button(key="save-coverage-05.01-None-1").click().run()
    assert {text.split("，")[0] for text in errors(app)} == {"分母为 0"}
    app.number_input(key="coverage-05.01-None-1-bottom").set_value(100).run()
    app.button(key="save-coverage-05.01-None-1").click().run()
    assert errors(app) == []
    assert [str(m.value) for m in measures.measures(Deployment(data).open(HOSPITAL), PERSON, "emr-2018", "05.01")] == [
        "0.95"
    ]
    app.button(key="undo").click().run()
    assert [str(m.value) for m in measures.measures(Deployment(data).open(HOSPITAL), PERSON, "emr-2018", "05.01")] == [
        "0.85"
    ]


def test_responsibility_changes_with_a_reason(opened: Opened) -> None:
    app = opened(code="05.01.4")
    app.session_state["requirement-tab"] = "责任系统"
    app.run()
    assert "按类型" in html(app)
    app.button(key="FormSubmitter:duty-保存调整").click().run()
    assert errors(app) == ["请写明调整责任系统的理由，评审时需要说得清由谁负责。"]
    app.selectbox(key="duty-system").set_value(2)
    app.text_input(key="duty-why").set_value("血库共用标本接收")
    app.button(key="FormSubmitter:duty-保存调整").click().run()
    assert errors(app) == []
    assert "人工指定：血库共用标本接收" in html(app)


def test_other_tabs_read_when_opened(opened: Opened) -> None:
    app = opened(code="05.01.5")
    for name, words in (("整改任务", "增加标本超时提醒"), ("修改历史", "王主任"), ("审查要点与佐证", "审查时看什么")):
        app.session_state["requirement-tab"] = name
        app.run()
        assert errors(app) == []
        assert words in html(app) + "".join(text.value for text in app.markdown)


def test_a_proposed_hazard_is_recorded_and_resolved(opened: Opened, data: Path) -> None:
    app = opened(catalog="mlps3-2019", code=MLPS)
    app.button(key="judge-unmet").click().run()
    app.session_state["requirement-tab"] = "高风险与隐患"
    app.run()
    app.button(key=f"record-{MLPS}").click().run()
    place = Deployment(data)
    assert isinstance(place.catalog("mlps3-2019"), ComplianceCatalog)
    [found] = hazards(place.open(HOSPITAL), PERSON, 1)
    assert (found.code, found.fixed) == (MLPS, False)
    app.button(key=f"fix-{found.id}").click().run()
    assert errors(app) == []
    assert hazards(place.open(HOSPITAL), PERSON, 1)[0].fixed


def test_another_target_in_the_header_begins_anew(opened: Opened) -> None:
    app = opened(catalog="mlps3-2019", code=MLPS)
    assert app.selectbox(key="requirement-catalog").value == "mlps3-2019"
    app.selectbox(key="target").set_value("2").run()
    assert errors(app) == []
    assert app.selectbox(key="requirement-catalog").value == ""
    assert "互联互通 五级乙等要求" in html(app)
