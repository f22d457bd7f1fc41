"""合同履约: where it stands, coverage, obligations and deliveries, tickets, penalties, reading a contract."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from evidence import register
from evidence.accounts.records import read_account
from evidence.accounts.sessions import start_session
from evidence.contracts.editing import with_value
from evidence.contracts.facts import all_facts, confirmed_facts
from evidence.contracts.obligations import Obligation, State, obligations
from evidence.contracts.penalty_account import ledger
from evidence.contracts.record import Confirmation, confirm_contract, set_start
from evidence.contracts.tickets import TicketDraft, add_ticket, tickets
from evidence.deployment import Deployment
from evidence.documents import document
from evidence.store import Store
from evidence.viewer import SYSTEM
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME, PERSON, OpenPage, errors, html

# A contract that began so long ago has inspections behind and before it.
BEGAN = timedelta(days=400)
TEXT = """维保合同
甲方：柳州市工人医院
乙方：瑞美公司
一、乙方为甲方的LIS系统提供维保服务，服务期为2年，自2026年1月1日起至2027年12月31日止。
二、乙方每年到现场巡检4次，巡检后5个工作日内提交巡检报告。
三、系统发生故障，乙方应在30分钟内响应，4小时内到达现场。
四、每缺少一次现场巡检，扣除维保费1000元。
五、乙方免费支持医院电子病历系统功能应用水平6级以上评审。
"""
CONTRADICTORY = TEXT.replace("服务期为2年，自2026年1月1日起至2027年12月31日止", "服务期为2年。本合同服务期限为三年")


@pytest.fixture
def store(data: Path) -> Store:
    return Deployment(data).open(HOSPITAL)


def today(store: Store) -> date:
    return store.clock().date()


def contract_of(store: Store) -> int:
    [number] = all_facts(store, PERSON)
    return number


def begin(store: Store) -> int:
    """The sample's contract has no dates: it begins a good year ago."""
    number = contract_of(store)
    set_start(store, PERSON, number, today(store) - BEGAN)
    return number


def owed(store: Store, state: State) -> list[Obligation]:
    return [entry for entry in obligations(store, PERSON, today(store)) if entry.state is state]


def opened(open_page: OpenPage, person: str = PERSON.name, **address: str) -> AppTest:
    return open_page("contracts", person, hospital=HOSPITAL_NAME, **address)


def as_vendor(store: Store, vendor: str = "瑞美", **address: str) -> AppTest:
    """The screen for an engineer of a vendor."""
    [number] = [found.id for found in register.vendors(store, PERSON) if found.name == vendor]
    with store.writing(SYSTEM) as transaction:
        row = {"login": "desk-vendor", "person": "厂商工程师", "role": "vendor", "vendor_id": number}
        account = read_account(transaction.db, transaction.insert("accounts", row | {"password_at": transaction.now}))
        assert account is not None
        token = start_session(transaction, account, {})
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["signed_in"] = {HOSPITAL: token}
    for name, value in ({"hospital": HOSPITAL_NAME} | address).items():
        app.query_params[name] = value
    return app.run().switch_page("pages/contracts.py").run()


def read(open_page: OpenPage, text: str = TEXT) -> AppTest:
    app = opened(open_page, part="读取合同")
    app.text_area(key="reading-text").set_value(text)
    return app.button(key="reading-paste").click().run()


def test_the_sentence_counts_and_its_links_lead_to_what_they_count(open_page: OpenPage, store: Store) -> None:
    begin(store)
    app = opened(open_page)
    assert errors(app) == []
    missed = owed(store, State.MISSED)
    assert f"逾期未履约 {len(missed)} 项" in html(app)
    app.button(key="contracts-to-看逾期未履约的").click().run()
    assert (app.query_params["part"], app.query_params["state"]) == ("履约", "missed")
    assert app.dataframe[0].value["履约义务"].tolist() == [entry.title for entry in missed]
    assert set(app.dataframe[0].value["状态"]) == {"! 逾期未履约"}


def test_coverage_per_system_and_review(open_page: OpenPage, store: Store) -> None:
    app = opened(open_page)
    assert "没有有效合同" in html(app)
    assert "合同起止日期未填" in html(app)
    begin(store)
    app = opened(open_page)
    assert errors(app) == []
    assert "✔ 免费</span> 6 级及以上" in html(app)
    assert "! 合同先到期" in html(app)
    assert "早于电子病历 6级 评审（2030-06-30）到期" in app.dataframe[0].value["提示"].tolist()[0]
    register.add_system(store, PERSON, register.SystemDraft("无主系统", "NIS"))
    app = opened(open_page, risk="1")
    assert "1 个系统没有有效合同" in html(app)
    assert "! 没有合同" in html(app)


def test_an_open_contract_shows_its_sentences_and_takes_its_start(open_page: OpenPage, store: Store) -> None:
    number = contract_of(store)
    app = opened(open_page, open=str(number))
    assert "每年现场巡检三次" in html(app)
    app.date_input(key=f"contract-start-{number}").set_value(date(2026, 1, 1))
    next(button for button in app.button if button.label == "填写开始日期，排出日程").click().run()
    assert errors(app) == []
    facts = confirmed_facts(store, PERSON, number)
    assert facts is not None
    assert facts.starts == date(2026, 1, 1)


def test_the_calendar_shows_every_obligation_in_its_month(open_page: OpenPage, store: Store) -> None:
    begin(store)
    app = opened(open_page, part="履约", view="日历")
    assert errors(app) == []
    [calendar] = [text for text in html(app).split("</style>") if 'class="months"' in text]
    for entry in obligations(store, PERSON, today(store)):
        assert f"duty={entry.id}" in calendar
        assert entry.due_on is None or f"{entry.due_on.year} 年 {entry.due_on.month} 月" in calendar


def test_a_delivery_is_recorded_with_its_document_and_proves_a_requirement(open_page: OpenPage, store: Store) -> None:
    begin(store)
    entry = next(entry for entry in owed(store, State.MISSED) if entry.sort == "inspection.onsite")
    app = opened(open_page, part="履约", duty=str(entry.id))
    app.button(key=f"duty-{entry.id}-save").click().run()
    assert "请选择材料文件" in errors(app)[0]
    app.file_uploader(key=f"duty-{entry.id}-file").set_value(("巡检报告.txt", "运行正常".encode(), ""))
    app.button(key=f"duty-{entry.id}-save").click().run()
    assert errors(app) == []
    [done] = [found for found in owed(store, State.LATE) if found.id == entry.id]
    assert done.delivery is not None
    assert done.delivery.document_id is not None
    offer = next(button for button in app.button if (button.key or "").startswith("prove-"))
    offer.click().run()
    assert errors(app) == []
    _, links = document(store, PERSON, done.delivery.document_id)
    [link] = links
    assert offer.key == f"prove-{link.catalog}-{link.ref}"
    assert f">{link.ref}</a>" in html(app)
    app.button(key="undo").click().run()
    assert document(store, PERSON, done.delivery.document_id)[1] == []


def test_a_delivery_without_a_document_says_what_was_done(open_page: OpenPage, store: Store) -> None:
    begin(store)
    entry = owed(store, State.MISSED)[0]
    app = opened(open_page, part="履约", duty=str(entry.id))
    app.segmented_control(key=f"duty-{entry.id}-way").set_value("没有材料").run()
    app.button(key=f"duty-{entry.id}-save").click().run()
    assert "请在备注中写明做了什么" in errors(app)[0]
    app.text_input(key=f"duty-{entry.id}-note").set_value("已到现场，未出报告")
    app.button(key=f"duty-{entry.id}-save").click().run()
    assert [found.id for found in owed(store, State.LATE)] == [entry.id]
    app.button(key="duty-withdraw").click().run()
    assert "写明原因" in errors(app)[0]


def test_a_ticket_is_recorded_compared_and_completed(open_page: OpenPage, store: Store) -> None:
    begin(store)
    app = opened(open_page, part="故障工单", ticket="new")
    app.text_input(key="ticket-new-form-title").set_value("检验仪器连接中断")
    reported = store.clock().replace(tzinfo=None, second=0, microsecond=0) - timedelta(hours=9)
    app.datetime_input(key="ticket-new-form-reported_at").set_value(reported)
    app.button(key="ticket-new-form-save").click().run()
    assert errors(app) == []
    [ticket] = tickets(store, PERSON)
    assert app.query_params["ticket"] == str(ticket.id)
    assert "已超时未完成" in html(app)
    key = f"ticket-{ticket.id}-{ticket.version}"
    app.datetime_input(key=f"{key}-responded_at").set_value(reported - timedelta(hours=1))
    app.button(key=f"{key}-save").click().run()
    assert "响应时间早于报修时间" in errors(app)[0]
    app.datetime_input(key=f"{key}-responded_at").set_value(reported + timedelta(minutes=20))
    app.button(key=f"{key}-save").click().run()
    assert errors(app) == []
    assert tickets(store, PERSON)[0].responded_at == reported + timedelta(minutes=20)
    app = opened(open_page, part="故障工单", view="月度统计")
    assert errors(app) == []
    assert app.dataframe[0].value["响应按时率"].tolist() == ["100.0%（1/1）"]


def test_a_penalty_is_waived_with_a_reason_and_back(open_page: OpenPage, store: Store) -> None:
    number = begin(store)
    entry = next(entry for entry in owed(store, State.MISSED) if entry.sort == "inspection.onsite")
    breach = f"obligation/{entry.id}"
    app = opened(open_page, part="违约与扣款", of=str(number), breach=breach)
    assert "每缺少1次现场巡检记录" in html(app)
    assert "1,000.00 元" in html(app)
    key = f"breach-{breach}-0"
    app.button(key=f"{key}-save").click().run()
    assert "理由" in errors(app)[0]
    app.text_input(key=f"{key}-reason").set_value("医院改期")
    app.button(key=f"{key}-save").click().run()
    assert errors(app) == []
    assert state_of(store, number, breach) == ("waived", Decimal(0))
    app.button(key="undo").click().run()
    assert state_of(store, number, breach) == ("charged", Decimal(1000))


def state_of(store: Store, number: int, breach: str) -> tuple[str, Decimal]:
    found = ledger(store, PERSON, number, today(store))
    assert found is not None
    [entry] = [entry for entry in found.account.entries if entry.breach.key == breach]
    assert entry.amount is not None
    return entry.state.value, entry.amount.high


def test_a_vendor_completes_its_own_and_decides_nothing(store: Store) -> None:
    number = begin(store)
    other = with_value(with_value(all_facts(store, PERSON)[number].draft, "vendor", "卫宁"), "contract_sum", 777777)
    confirm_contract(store, PERSON, Confirmation("护理维保合同", other, vendor="卫宁"))
    reported = datetime.combine(today(store) - timedelta(days=3), datetime.min.time())
    [system, *_] = register.systems(store, PERSON)
    ticket = add_ticket(store, PERSON, TicketDraft(system.id, "打印慢", reported, responded_at=reported))
    app = as_vendor(store)
    assert errors(app) == []
    assert app.segmented_control(key="contracts-part").options == ["合同与覆盖", "履约", "故障工单", "违约与扣款"]
    assert "维保合同 1 份" in html(app)
    assert "卫宁" not in html(app)
    app = as_address(app, part="故障工单", ticket=str(ticket))
    key = f"ticket-{ticket}-1"
    assert app.datetime_input(key=f"{key}-responded_at").disabled
    assert not app.datetime_input(key=f"{key}-solved_at").disabled
    breach = f"obligation/{owed(store, State.MISSED)[0].id}"
    app = as_address(app, part="违约与扣款", breach=breach)
    assert "合同原文" in html(app)
    assert not [button for button in app.button if button.label == "保存处理"]


def as_address(app: AppTest, **address: str) -> AppTest:
    """The same person follows a link to another part."""
    again = AppTest.from_file(str(APP), default_timeout=60)
    again.session_state["signed_in"] = app.session_state["signed_in"]
    for name, value in ({"hospital": HOSPITAL_NAME} | address).items():
        again.query_params[name] = value
    return again.run().switch_page("pages/contracts.py").run()


def test_an_expert_has_no_such_screen(open_page: OpenPage) -> None:
    assert errors(opened(open_page, "周专家")) == ["您的账号没有这一页，请从左侧菜单选择。"]


def test_a_pasted_text_is_read_confirmed_and_planned(open_page: OpenPage, store: Store) -> None:
    before = set(all_facts(store, PERSON))
    app = read(open_page)
    assert errors(app) == []
    assert "须决定 0 项" in html(app)
    assert 'class="source"' in html(app)
    app.text_input(key="draft-confirm-0-title").set_value("LIS 续签合同")
    app.button(key="draft-confirm-0-save").click().run()
    assert errors(app) == []
    [number] = set(all_facts(store, PERSON)) - before
    facts = all_facts(store, PERSON)[number]
    assert (facts.title, facts.starts, facts.ends) == ("LIS 续签合同", date(2026, 1, 1), date(2027, 12, 31))
    assert [system.name for system in register.systems(store, PERSON) if system.id in facts.system_ids] == ["LIS系统"]
    assert (app.query_params["part"], app.query_params["contract"]) == ("履约", str(number))
    assert "第 1 次现场巡检" in app.dataframe[0].value["履约义务"].tolist()


def test_what_contradicts_is_decided_before_it_is_confirmed(open_page: OpenPage, store: Store) -> None:
    before = set(all_facts(store, PERSON))
    app = read(open_page, CONTRADICTORY)
    assert "须决定 1 项" in html(app)
    app.text_input(key="draft-confirm-0-title").set_value("矛盾合同")
    app.button(key="draft-confirm-0-save").click().run()
    [refusal] = errors(app)
    assert refusal.count("。") == 1
    assert "请选定一个值" in refusal
    assert set(all_facts(store, PERSON)) == before
    app.button(key="draft-decide-0").click().run()
    assert '<mark class="chosen">' in html(app)
    app.number_input(key="editor-period_months-0").set_value(24)
    app.button(key="editor-period_months-0-save").click().run()
    assert "须决定 0 项" in html(app)
    assert "✎ 人工" in app.dataframe[0].value["状态"].tolist()
    app.button(key="draft-confirm-0-save").click().run()
    assert errors(app) == []
    [number] = set(all_facts(store, PERSON)) - before
    assert all_facts(store, PERSON)[number].changed == {"period_months"}


def test_what_does_not_agree_with_the_register_is_decided_by_a_person(open_page: OpenPage, store: Store) -> None:
    before = set(all_facts(store, PERSON))
    app = read(open_page, TEXT.replace("甲方：柳州市工人医院", "甲方：清河县人民医院"))
    assert "须决定 1 项" in html(app)
    assert "合同甲方写的是“清河县人民医院”，不是本院“柳州市工人医院”" in html(app)
    app.text_input(key="draft-confirm-0-title").set_value("别家的合同")
    app.button(key="draft-confirm-0-save").click().run()
    [refusal] = errors(app)
    assert "清河县人民医院" in refusal
    assert set(all_facts(store, PERSON)) == before
    [box] = [box for box in app.checkbox if box.label == "已核对，照此登记"]
    box.check()
    app.button(key="draft-confirm-0-save").click().run()
    assert errors(app) == []
    [number] = set(all_facts(store, PERSON)) - before
    [note] = [contract.note for contract in register.contracts(store, PERSON) if contract.id == number]
    assert "确认时已核对：合同甲方写的是“清河县人民医院”" in note


def test_the_refusal_of_a_text_goes_when_another_one_is_given(open_page: OpenPage) -> None:
    app = read(open_page, "今天天气很好，适合郊游。")
    assert len(errors(app)) == 1
    assert len(errors(app.run())) == 1
    app.text_area(key="reading-text").set_value(TEXT).run()
    assert errors(app) == []


def test_a_text_read_again_shows_what_changed_first(open_page: OpenPage, store: Store) -> None:
    app = read(open_page)
    app.text_input(key="draft-confirm-0-title").set_value("LIS 合同")
    app.button(key="draft-confirm-0-save").click().run()
    number = max(all_facts(store, PERSON))
    app = opened(open_page, part="读取合同", again=str(number))
    app.text_area(key="reading-text").set_value(TEXT.replace("现场巡检4次", "现场巡检2次"))
    app.button(key="reading-paste").click().run()
    table = app.dataframe[0].value
    assert table["项目"].tolist() == ["每年巡检次数", "各类巡检"]
    assert (table["上次确认"][0], table["这次读到"][0]) == ("4", "2")
    app.button(key=f"draft-confirm-{number}-save").click().run()
    assert errors(app) == []
    assert all_facts(store, PERSON)[number].draft.value("inspections_per_year") == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有粘贴任何文字"),
        ("今天天气很好，适合郊游。", "合同"),
        ("合同" * 400_000, "字"),
    ],
)
def test_a_text_that_is_no_contract_is_one_sentence(open_page: OpenPage, text: str, told: str) -> None:
    app = read(open_page, text)
    [message] = errors(app)
    assert told in message
    assert message.endswith("。")
