"""What a viewer may do and sees (`access.yaml`, design section 7). The store applies it; screens only ask."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence.errors import NotAllowedError
from evidence.viewer import Role, Viewer


class Permission(StrEnum):
    """Something that only some roles may do."""

    UPLOAD = "upload"
    WORK = "work"
    JUDGE = "judge"
    REVIEW = "review"
    PLAN = "plan"
    REGISTER = "register"
    DIRECT = "direct"
    STANDING = "standing"
    ASSESS = "assess"
    EXPORT = "export"
    ACCOUNTS = "accounts"
    SETTINGS = "settings"
    LOG = "log"


@dataclass(frozen=True)
class _Rules:
    permissions: Mapping[Permission, frozenset[Role]]
    writes: Mapping[str, Permission]
    see_whole_tables: frozenset[Role]
    sees: Mapping[Role, Mapping[str, str]]
    share_results: frozenset[Role]
    secret_columns: Mapping[str, tuple[str, ...]]
    unlogged_columns: Mapping[str, tuple[str, ...]]
    screens: Mapping[Role, tuple[str, ...]]


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = read_yaml(Path(__file__).with_name("access.yaml"))
    return _Rules(
        permissions={Permission(name): frozenset(map(Role, roles)) for name, roles in data["permissions"].items()},
        writes={table: Permission(name) for table, name in data["writes"].items()},
        see_whole_tables=frozenset(map(Role, data["see_whole_tables"])),
        sees={Role(role): data["everyone_sees"] | rows for role, rows in data["sees"].items()},
        share_results=frozenset(map(Role, data["share_results"])),
        secret_columns={table: tuple(columns) for table, columns in data["secret_columns"].items()},
        unlogged_columns={table: tuple(columns) for table, columns in data["unlogged_columns"].items()},
        screens={Role(role): tuple(names) for role, names in data["screens"].items()},
    )


def may(viewer: Viewer, permission: Permission) -> bool:
    """Whether the viewer's role includes a permission."""
    return viewer.trusted or viewer.role in _rules().permissions[permission]


def must(viewer: Viewer, permission: Permission) -> None:
    """Raises NotAllowedError when the viewer's role does not include a permission."""
    if not may(viewer, permission):
        raise NotAllowedError("您的账号没有这项权限；如确需操作，请联系医院信息部门的管理员。")


def must_write(viewer: Viewer, table: str) -> None:
    """Raises NotAllowedError when the viewer's role does not write a table."""
    needed = _rules().writes.get(table)
    if not viewer.trusted and (needed is None or not may(viewer, needed)):
        raise NotAllowedError("您的账号没有修改这类记录的权限，没有保存；如确需修改，请联系医院信息部门的管理员。")


def sees_all(viewer: Viewer) -> bool:
    """Whether nothing of the hospital's own records is hidden from the viewer."""
    return viewer.trusted or viewer.role in _rules().see_whole_tables


def screens(viewer: Viewer) -> tuple[str, ...]:
    """The screens of the viewer's menu."""
    return _rules().screens[viewer.role]


def scope(viewer: Viewer) -> tuple[object, ...]:
    """What results may be shared between viewers: those with the same scope see the same records."""
    if viewer.trusted or viewer.role in _rules().share_results:
        return ()
    return (viewer.role, viewer.vendor_id, viewer.account_id)


def secret_columns(table: str) -> tuple[str, ...]:
    """Columns of a table that nobody is shown."""
    return _rules().secret_columns.get(table, ())


def unlogged_columns(table: str) -> tuple[str, ...]:
    """Columns of a table whose values the log does not keep: the secret ones, and what its readers may not see."""
    return (*secret_columns(table), *_rules().unlogged_columns.get(table, ()))


def shadows(viewer: Viewer, tables: Mapping[str, Sequence[str]]) -> list[str]:
    """Statements that lay over the tables (name → columns) what the viewer sees of them.

    A temporary view hides the table of its name from every statement on the connection that does not say `main.`.
    """
    if viewer.trusted:
        return []
    found = []
    for table, columns in tables.items():
        rows = _rows(viewer, table)
        secret = secret_columns(table)
        if rows is not None or secret:
            found.append(f"CREATE TEMP VIEW [{table}] AS {_select(table, columns, secret, rows or '1')}")
    return found


def _rows(viewer: Viewer, table: str) -> str | None:
    """The condition on the rows of a table, None when all of them are seen."""
    rules = _rules()
    rows = rules.sees[viewer.role].get(table, "all" if viewer.role in rules.see_whole_tables else "nothing")
    if rows == "all":
        return None
    if rows == "nothing":
        return "0"
    # Numbers only; a viewer without one matches no row.
    return rows.format(vendor=int(viewer.vendor_id or -1), account=int(viewer.account_id or -1))


def _select(table: str, columns: Sequence[str], secret: Iterable[str], rows: str) -> str:
    shown = ", ".join(f"'' AS [{name}]" if name in secret else f"[{name}]" for name in columns)
    return f"SELECT {shown} FROM main.[{table}] WHERE {rows}"  # noqa: S608 - names from the schema, rules from our file
