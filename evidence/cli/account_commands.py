"""Commands on accounts. Who works at the machine may do all of it; nothing secret is given as an argument."""

import sys
from dataclasses import asdict, replace
from pathlib import Path

import click

from evidence import register
from evidence.accounts.accounts import accounts, add_account, disable_account, enable_account, set_password_for
from evidence.accounts.invitations import invitation_address
from evidence.accounts.overview import state_of
from evidence.accounts.records import Account, AccountDraft
from evidence.cli.output import OPERATOR, data_argument, deployment, json_option, print_json, print_table
from evidence.dates import parse_date
from evidence.errors import NotFoundError
from evidence.settings import read_settings
from evidence.store import Store
from evidence.viewer import Role
from evidence.words import ACCOUNT_SIGNS, ROLE_NAMES

_ADMIN = replace(OPERATOR, role=Role.ADMIN)

hospital_argument = click.argument("hospital", metavar="医院")
login_argument = click.argument("login", metavar="账号")


@click.group()
def account() -> None:
    """管理一家医院的账号：列出、新建、停用、恢复、设密码。"""


@account.command("list")
@data_argument
@hospital_argument
@json_option
def list_(data: Path, hospital: str, as_json: bool) -> None:
    """列出账号、角色和状态。"""
    store = deployment(data, None).open(hospital)
    found = accounts(store, _ADMIN)
    if as_json:
        print_json([asdict(entry) for entry in found])
        return
    rows = [
        [a.login, a.person, ROLE_NAMES[a.role], a.vendor or "—", a.valid_until or "不限", _state(a, store)]
        for a in found
    ]
    print_table(["账号", "姓名", "角色", "厂商", "使用期限至", "状态"], rows)


def _state(entry: Account, store: Store) -> str:
    return ACCOUNT_SIGNS[state_of(entry, store.clock())].word


@account.command()
@data_argument
@hospital_argument
@login_argument
@click.option("--person", required=True, metavar="姓名", help="使用人姓名，随修改一起记录。")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="角色。")
@click.option("--vendor", default="", metavar="厂商", help="厂商账号所属的厂商（须已登记）。")
@click.option("--email", default="", metavar="邮箱", help="接收通知、对应统一身份认证的邮箱。")
@click.option("--from", "valid_from", default=None, metavar="日期", help="从哪一天起可用。")
@click.option("--until", "valid_until", default=None, metavar="日期", help="用到哪一天为止；专家账号必填。")
def add(
    data: Path,
    hospital: str,
    login: str,
    person: str,
    role: str,
    vendor: str,
    email: str,
    valid_from: str | None,
    valid_until: str | None,
) -> None:
    """新建账号，并给出邀请链接；使用人打开链接自己设密码。"""
    store = deployment(data, None).open(hospital)
    days = parse_date(valid_from, "开始日期"), parse_date(valid_until, "截止日期")
    invited = add_account(store, _ADMIN, AccountDraft(login, person, Role(role), vendor, email, *days))
    base = read_settings(store).base_url or "http://服务器地址"
    click.echo(
        f"已新建账号 {invited.login}。请把下面的邀请链接交给本人（{invited.expires_at:%Y-%m-%d %H:%M} 前有效）："
    )
    click.echo(invitation_address(base, register.hospital(store, _ADMIN).name, invited.token))


@account.command()
@data_argument
@hospital_argument
@login_argument
def disable(data: Path, hospital: str, login: str) -> None:
    """停用账号：登录、令牌和邀请立即失效，记录保留。"""
    store = deployment(data, None).open(hospital)
    disable_account(store, _ADMIN, _find(store, login).id)
    click.echo(f"已停用账号 {login}。")


@account.command()
@data_argument
@hospital_argument
@login_argument
def enable(data: Path, hospital: str, login: str) -> None:
    """恢复停用的账号，或解除登录失败后的锁定。"""
    store = deployment(data, None).open(hospital)
    enable_account(store, _ADMIN, _find(store, login).id)
    click.echo(f"账号 {login} 可以使用了。")


@account.command()
@data_argument
@hospital_argument
@login_argument
def password(data: Path, hospital: str, login: str) -> None:
    """设置初始密码（从键盘或标准输入读取），本人下次登录时须更换；同时解除锁定。"""
    store = deployment(data, None).open(hospital)
    found = _find(store, login)
    set_password_for(store, _ADMIN, found.id, _read_password())
    click.echo(f"已为账号 {login} 设置初始密码，下次登录须更换。")


def _read_password() -> str:
    if sys.stdin.isatty():
        entered: str = click.prompt("新密码", hide_input=True, confirmation_prompt="再输一遍")
        return entered
    return sys.stdin.readline().rstrip("\r\n")


def _find(store: Store, login: str) -> Account:
    for found in accounts(store, _ADMIN):
        if found.login.lower() == login.lower():
            return found
    raise NotFoundError(f"没有账号“{login}”，可用 readiness account list 查看已有的账号。")
