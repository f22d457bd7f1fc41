"""Who is asking. Every reading and writing function of `evidence/` takes a viewer."""

from dataclasses import dataclass
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
    """A person with a role. `name` is recorded with every change; an unnamed viewer may only read."""

    name: str
    role: Role = Role.HEAD

    def must_be_named(self) -> None:
        """Raises NotAllowedError when a change would be recorded without a name."""
        if not self.name.strip():
            raise NotAllowedError("请先在左侧填写您的姓名，修改会连同姓名一起记录。")


# Writes derived figures (the trend) while somebody only looks.
SYSTEM = Viewer("系统", Role.ADMIN)
