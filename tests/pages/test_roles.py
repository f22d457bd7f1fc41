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
from evidence.store import Store
from evidence.viewer import SYSTEM, Role, Viewer
from tests.pages.at_the_desk import sit_at
from tests.pages.conftest import APP, HOSPITAL, HOSPITAL_NAME, errors, html
from tests.pages.declared_pages import DeclaredPages

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
    "统计表": ("statistics", {}, {}),
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
    "系统的合同": ("systems", {"system": "1", "tab": "合同"}, {Permission.REGISTER: {"改归其他合同"}}),
    "离线填写": ("systems", {"system": "1", "tab": "离线填写"}, {Permission.WORK: {"上传填好的 Excel（.xlsx）"}}),
    "材料": ("documents", {"doc": "1"}, {}),
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
    "评审准备": ("review_day", {}, {Permission.EXPORT: {"材料册", "离线包"}}),
    "消息": ("inbox", {}, {}),
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
    assert is_in_menu(role, "requirements") or 'href="/requirements' not in html(app)


@pytest.mark.parametrize("role", Role)
def test_another_roles_screens_stay_closed(tokens: dict[Role, str], role: Role) -> None:
    # 总览 is the start: it leads to the first screen of the role's own menu.
    closed = {screen for screen, _, _ in VIEWS.values()} - {"overview"} | {"log", "accounts", "settings", "report"}
    for screen in sorted(closed - set(screens(Viewer("", role)))):
        app = opened(tokens[role], screen, {})
        assert errors(app) == ["您的账号没有这一页，请从左侧菜单选择。"], screen
