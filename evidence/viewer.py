"""Who is asking. Every reading and writing function of `evidence/` takes a viewer."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from evidence.errors import NotAllowedError


class Role(StrEnum):
    """Roles of design section 7."""

    ADMIN = "admin"
    HEAD = "head"
    ENGINEER = "engineer"
    VENDOR = "vendor"
    EXPERT = "expert"
    AUDITOR = "auditor"


@dataclass(frozen=True)
class Viewer:
    """A person with a role. `name` is recorded with every change; an unnamed viewer may only read.

    `vendor_id`: for whom a vendor's engineer works, None sees nothing. `valid_from`, `valid_until`: the days on which
    an invited expert may read. `place`: from where (address, 命令行). `trusted`: the program itself, acting
    for the person after it has checked what they may do; only `evidence/` makes such a viewer.
    """

    name: str
    role: Role = Role.HEAD
    account_id: int | None = None
    vendor_id: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    place: str = ""
    trusted: bool = False

    def must_be_named(self) -> None:
        """Raises NotAllowedError when a change would be recorded without a name."""
        if not self.name.strip():
            raise NotAllowedError("请先登录再修改，修改会连同姓名一起记录。")

    def must_be_valid(self, today: date) -> None:
        """Raises NotAllowedError outside the days for which the account was opened."""
        if self.valid_from is not None and today < self.valid_from:
            raise NotAllowedError(f"这个账号从 {self.valid_from} 起才能使用，请届时再登录。")
        if self.valid_until is not None and today > self.valid_until:
            raise NotAllowedError(f"这个账号的使用期限到 {self.valid_until} 为止，如需继续请联系医院管理员延长。")

    def as_program(self) -> "Viewer":
        """The program acting for this person, after the caller has checked what they may do."""
        return replace(self, trusted=True)


# Writes derived figures (the trend) while somebody only looks.
SYSTEM = Viewer("系统", Role.ADMIN, trusted=True)
