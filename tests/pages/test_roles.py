"""What each role is offered on each screen: what it may do and nothing else, and only links that it may follow."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.proto.Dataframe_pb2 import Dataframe as DataframeProto
from streamlit.testing.v1 import AppTest

from evidence import register
from evidence.access import Permission, may, screens
from evidence.accounts.records import read_account
from evidence.accounts.sessions import start_session
from evidence.deployment import Deployment
from evidence.exchange_export import export_system
from evidence.exchange_format import FEATURES
from evidence.situation import load_situation
from evidence.store import Store
from evidence.ticklist import ticks
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.at_the_desk import sit_at
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME, errors, html
from tests.pages.declared_pages import DeclaredPages
from tests.unit.evidence import exchange as workbook

Offer = dict[Permission, set[str]]
_TABLE = "可填写的表格"
_SIGN = re.compile(r":color\[(.)\]\{[^}]*\}")
TAB = "requirement-tab"

# Screen, choices in its address, and what is offered there for which permission: labels of buttons and fields.
VIEWS: dict[str, tuple[str, dict[str, str], Offer]] = {
    "总览": ("overview", {}, {}),
    "条款": (
        "requirements",
        {"code": "05.01.4"},
        {Permission.JUDGE: {"● 符合", "○ 不符合", "保存备注"}},
    ),
    "条款的统计": (
        "requirements",
        {"code": "05.01.4", TAB: "有效应用与数据质量"},
        {Permission.JUDGE: {"保存统计结果", "分子", "分母", "有效应用适用级别"}},
    ),
    "条款的系统": ("requirements", {"code": "05.01.4", TAB: "责任系统"}, {Permission.JUDGE: {"保存调整", "理由"}}),
    "条款的任务": ("requirements", {"code": "05.01.4", TAB: "整改任务"}, {Permission.PLAN: {"到“差距”生成任务"}}),
    "分档指标": (
        "requirements",
        {"catalog": "interop-2020", "code": "5.2.1.1"},
        {Permission.JUDGE: {"按登记数判定", "保存备注"}, Permission.REGISTER: {"登记接入情况"}},
    ),
    "隐患": (
        "requirements",
        {"catalog": "mlps3-2019", "code": "L3-CES1-04", TAB: "高风险与隐患"},
        {Permission.JUDGE: {"● 符合", "情形", "登记"}},
    ),
    "官方原文": ("requirements", {"view": "official"}, {Permission.DIRECT: {"上传官方文件（.docx）"}}),
    "统计表": ("statistics", {}, {Permission.JUDGE: {"录入", "Excel"}}),
    "系统登记": ("systems", {}, {Permission.REGISTER: {"登记系统"}}),
    "评审目标": ("systems", {"part": "评审目标"}, {Permission.DIRECT: {"新增评审目标"}}),
    "定级对象": ("systems", {"part": "定级对象"}, {Permission.REGISTER: {"新建定级对象"}}),
    "合同": ("systems", {"part": "合同"}, {Permission.REGISTER: {"登记合同"}}),
    "系统的要求": (
        "systems",
        {"system": "1", "tab": "要求"},
        {Permission.JUDGE: {"保存修改", _TABLE}, Permission.REGISTER: {"修改", "停用"}},
    ),
    "系统的功能": (
        "systems",
        {"system": "1", "tab": "功能清单"},
        {
            Permission.WORK: {"新增功能", "本组全部已上线", "未填的记为没有"},
            Permission.JUDGE: {"按清单提出判定"},
        },
    ),
    "系统的佐证": (
        "systems",
        {"system": "1", "tab": "佐证"},
        {Permission.REVIEW: {"到“佐证材料”上传或审核"}},
    ),
    "系统的差距": ("systems", {"system": "1", "tab": "差距"}, {Permission.PLAN: {"到“差距”页安排整改任务"}}),
    "按功能的差距": ("systems", {"system": "1", "tab": "差距", "gap-view": "按功能"}, {}),
    "系统的合同": ("systems", {"system": "1", "tab": "合同"}, {Permission.REGISTER: {"改归其他合同"}}),
    "离线填写": ("systems", {"system": "1", "tab": "离线填写"}, {Permission.WORK: {"上传填好的 Excel（.xlsx）"}}),
    "材料": ("documents", {"doc": "1"}, {Permission.UPLOAD: {"上传"}, Permission.REVIEW: {"待审"}}),
    "上传材料": ("documents", {"part": "上传"}, {}),
    "待审材料": ("documents", {"part": "待审"}, {}),
    "差距清单": ("gaps", {"gap-part": "清单"}, {}),
    "一格差距": (
        "gaps",
        {"code": "05.01.4", "at": "1"},
        {Permission.PLAN: {"负责人", "每个任务人天"}, Permission.UPLOAD: {"上传或查看佐证材料"}},
    ),
    "看板": ("tasks", {}, {Permission.PLAN: {"新建任务"}, Permission.WORK: {"开始"}}),
    "一个任务": (
        "tasks",
        {"task": "1"},
        {
            Permission.PLAN: {"新建任务", "修改"},
            Permission.REVIEW: {"保存材料并完成任务"},
            Permission.WORK: {"开始", "状态"},
        },
    ),
    "新任务": ("tasks", {"task": "new"}, {Permission.PLAN: {"建立任务"}}),
    "合同覆盖": ("contracts", {}, {Permission.REGISTER: {"读取合同"}}),
    "履约义务": ("contracts", {"part": "履约"}, {Permission.UPLOAD: {"登记日程以外的履约"}}),
    "故障工单": ("contracts", {"part": "故障工单"}, {Permission.WORK: {"登记工单"}}),
    "违约与扣款": ("contracts", {"part": "违约与扣款"}, {}),
    "评审准备": ("review_day", {}, {Permission.EXPORT: {"材料册", "离线包"}}),
    "管理层报告": ("report", {}, {}),
    "消息": ("inbox", {}, {}),
    "审计日志": ("log", {}, {}),
    "账号与权限": ("accounts", {}, {}),
    "设置": ("settings", {}, {}),
    "我的账号": ("my_account", {}, {}),
}
# What no address keeps: chosen in the session before the screen is drawn.
_IN_SESSION = (TAB, "gap-part")


@pytest.fixture(scope="module")
def place(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """A copy that is only looked at."""
    copy = tmp_path_factory.mktemp("roles") / "data"
    shutil.copytree(samples, copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READINESS_DATA", str(copy))
        sit_at(patch)
        patch.setattr("streamlit.testing.v1.app_test.PagesManager", DeclaredPages)
        yield Deployment(copy)


def signed_in(store: Store, role: Role, vendor: int | None = None) -> str:
    """The token of a new account of a role."""
    with store.writing(SYSTEM) as transaction:
        login = f"role-{role.value}-{vendor or 0}"
        row = {"login": login, "person": f"测试{role.value}", "role": role.value, "password_at": transaction.now}
        account = read_account(transaction.db, transaction.insert("accounts", row | {"vendor_id": vendor}))
        assert account is not None
        return start_session(transaction, account, {})


@pytest.fixture(scope="module")
def tokens(place: Deployment) -> dict[Role, str]:
    """Of an account of each role; the vendor's is of the company that maintains the LIS."""
    store = place.open(HOSPITAL)
    [vendor] = [vendor.id for vendor in register.vendors(store, SYSTEM) if vendor.name]
    return {role: signed_in(store, role, vendor if role is Role.VENDOR else None) for role in Role}


def opened(token: str, screen: str, address: dict[str, str]) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.session_state["signed_in"] = {HOSPITAL: token}
    for name, value in ({"hospital": HOSPITAL_NAME} | address).items():
        if name in _IN_SESSION:
            app.session_state[name] = value
        else:
            app.query_params[name] = value
    return app.switch_page(f"pages/{screen}.py").run()


def offered(app: AppTest) -> set[str]:
    """The labels of all that can be pressed, filled in or followed."""
    kinds = ("button", "button_group", "file_uploader", "number_input", "page_link", "text_area", "text_input")
    labels = {_SIGN.sub(r"\1", element.proto.label) for kind in kinds for element in app.get(kind)}
    parts = {option.content for group in app.button_group for option in group.proto.options}
    editing = {table.proto.editing_mode for table in app.dataframe} - {DataframeProto.READ_ONLY}
    return labels | parts | ({_TABLE} if editing else set())


def requirement_links(app: AppTest) -> list[str]:
    """Links to 标准条款 in tables and texts."""
    cells = [str(cell) for table in app.dataframe for cell in table.value.to_numpy().ravel()]
    return [cell for cell in cells if cell.startswith("/requirements")] + re.findall(
        'href="/requirements[^"]*', html(app)
    )


def is_in_menu(role: Role, screen: str) -> bool:
    return screen in screens(Viewer("", role))


CASES = [(role, view) for role in Role for view in VIEWS if is_in_menu(role, VIEWS[view][0])]


@pytest.mark.parametrize(("role", "view"), CASES, ids=[f"{role.value}-{view}" for role, view in CASES])
def test_a_role_is_offered_what_it_may_do(tokens: dict[Role, str], role: Role, view: str) -> None:
    screen, address, offer = VIEWS[view]
    app = opened(tokens[role], screen, address)
    assert errors(app) == []
    there = offered(app)
    for permission, labels in offer.items():
        if may(Viewer("", role), permission):
            assert labels <= there, f"{permission}: {labels - there}"
        else:
            assert not labels & there, f"{permission}"
    assert {link.proto.page for link in app.get("page_link")} <= set(screens(Viewer("", role)))
    assert is_in_menu(role, "requirements") or not requirement_links(app)


@pytest.mark.parametrize("role", Role)
def test_another_roles_screens_stay_closed(tokens: dict[Role, str], role: Role) -> None:
    # 总览 is the start: it leads to the first screen of the role's own menu.
    closed = {screen for screen, _, _ in VIEWS.values()} - {"overview"}
    for screen in sorted(closed - set(screens(Viewer("", role)))):
        app = opened(tokens[role], screen, {})
        assert errors(app) == ["您的账号没有这一页，请从左侧菜单选择。"], screen


def test_the_auditors_screens_know_no_target(tokens: dict[Role, str]) -> None:
    app = opened(tokens[Role.AUDITOR], "inbox", {})
    assert errors(app) == []
    assert not app.date_input
    assert [box.label for box in app.selectbox] == ["医院"]


def test_a_vendor_is_told_its_own_share_only(tokens: dict[Role, str]) -> None:
    app = opened(tokens[Role.VENDOR], "gaps", {})
    assert "归您负责的系统有 " in html(app)
    assert "556 条要求点中" not in html(app)
    app = opened(tokens[Role.VENDOR], "systems", {"part": "评审目标"})
    assert not {"功能", "自评", "有据"} & set(app.dataframe[0].value.columns)
    app = opened(tokens[Role.VENDOR], "tasks", {"task": "1"})
    assert "任务全部完成后" not in html(app)
    assert "完成后的变化" not in [text.value for text in app.markdown]


def test_an_expert_sees_nothing_of_contracts(tokens: dict[Role, str]) -> None:
    app = opened(tokens[Role.EXPERT], "systems", {})
    assert not {"合同", "合同到期"} & set(app.dataframe[0].value.columns)
    assert "合同" not in offered(app)
    app = opened(tokens[Role.EXPERT], "systems", {"system": "1"})
    assert {"合同", "离线填写"}.isdisjoint(tab.label for tab in app.tabs)


@pytest.fixture
def bare(data: Path) -> Store:
    """A hospital that has dropped its targets."""
    store = Deployment(data).open(HOSPITAL)
    for target in register.targets(store, SYSTEM):
        register.drop_target(store, SYSTEM, target.id)
    return store


@pytest.mark.parametrize("role", [Role.ENGINEER, Role.VENDOR, Role.EXPERT])
def test_only_who_sets_targets_is_sent_to_set_one(bare: Store, role: Role) -> None:
    [vendor] = [vendor.id for vendor in register.vendors(bare, SYSTEM) if vendor.name]
    token = signed_in(bare, role, vendor if role is Role.VENDOR else None)
    for screen in ("overview", "requirements", "systems", "gaps", "tasks"):
        if is_in_menu(role, screen):
            app = opened(token, screen, {"system": "1", "tab": "差距"} if screen == "systems" else {})
            assert errors(app) == [], screen
            assert "systems" not in {link.proto.page for link in app.main.get("page_link")}, screen
            told = "".join(text.value for text in (*app.info, *app.caption, *app.markdown))
            assert screen == "requirements" or "由医院的主任或管理员设定" in told, screen


def test_a_vendor_without_systems_is_not_told_to_register_one(bare: Store) -> None:
    with bare.writing(SYSTEM) as transaction:
        vendor = transaction.insert("vendors", {"name": "新来的厂商"})
    app = opened(signed_in(bare, Role.VENDOR, vendor), "systems", {})
    assert errors(app) == []
    assert offered(app) == {"退出"}
    assert "医院还没有登记归您查看的系统" in "".join(text.value for text in app.markdown)


def filled_in(place: Deployment) -> bytes:
    """The workbook of the LIS with its first feature live and another verdict on its first EMR clause."""
    store = place.open(HOSPITAL)
    situation = load_situation(store, SYSTEM, place.catalogs, store.clock().date())
    book = workbook.opened(export_system(situation, store, SYSTEM, situation.system_by_id[1]))
    workbook.fill(book[FEATURES], 2, 状态="已上线")
    workbook.fill(book["电子病历"], 2, 判定="部分符合")
    return workbook.saved(book)


def test_a_vendors_workbook_changes_features_and_leaves_verdicts(data: Path) -> None:
    place = Deployment(data)
    store = place.open(HOSPITAL)
    [vendor] = [vendor.id for vendor in register.vendors(store, SYSTEM) if vendor.name]
    app = opened(signed_in(store, Role.VENDOR, vendor), "systems", {"system": "1", "tab": "离线填写"})
    app.file_uploader[0].upload("填好.xlsx", filled_in(place)).run()
    assert errors(app) == []
    assert app.info[0].value == "文件中另有 1 行判定的改动，由医院核对后写入，这里不列出。"
    app.button(key="exchange-apply").click().run()
    assert errors(app) == []
    assert [tick.status for tick in ticks(store, SYSTEM, 1).values()] == ["live"]
    assert app.success[0].value.startswith("已写入 1 处修改。")


def test_who_has_the_requirements_is_led_there(tokens: dict[Role, str]) -> None:
    for view in ("系统的要求", "系统的差距", "按功能的差距"):
        screen, address, _ = VIEWS[view]
        assert requirement_links(opened(tokens[Role.EXPERT], screen, address)), view
