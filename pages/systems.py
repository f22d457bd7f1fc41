"""系统: what each system must do, and how far it is."""

from collections.abc import Callable, Mapping

from evidence import register
from evidence.access import Permission
from evidence.system_view import SystemRow, register_rows
from pages.parts import system_contracts, system_objects, system_register, system_targets
from pages.parts.session import Session, current
from pages.parts.system_choice import choose_part

_PARTS: Mapping[str, Callable[[Session, list[SystemRow]], None]] = {
    "系统登记": system_register.draw,
    "评审目标": system_targets.draw,
    "定级对象": system_objects.draw,
    "合同": system_contracts.draw,
}


def main() -> None:
    """The answer sentence, then the chosen part of the register."""
    session = current()
    rows = register_rows(session.situation, session.standing, session.gaps())
    system_register.answer(session, rows)
    part = choose_part(session, _parts(session))
    _PARTS[part](session, rows)


def _parts(session: Session) -> list[str]:
    """Who may enter nothing in a part sees it when there is something to read."""
    shown = {
        "评审目标": session.may(Permission.DIRECT) or bool(session.standings),
        "定级对象": session.may(Permission.REGISTER) or bool(session.situation.objects),
        "合同": session.may(Permission.REGISTER) or bool(register.contracts(session.store, session.viewer)),
    }
    return [part for part in _PARTS if shown.get(part, True)]


main()
