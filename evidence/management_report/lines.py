"""The lines of the report's tables, the same in Word and on the screen."""

from evidence.contracts.coverage import Status
from evidence.management_report.blockers import Blocker
from evidence.management_report.decisions import Decision
from evidence.management_report.progress import Progress
from evidence.management_report.vendors import VendorLine
from evidence.management_report.words import clipped, said
from evidence.standing import Basis


def standing_row(target: Progress) -> tuple[str, ...]:
    """A line under the heads of the standing."""
    change = target.change or said("no_change")
    levels = target.level(Basis.PROVEN), target.level(Basis.CLAIMED)
    return clipped(target.name), target.review, *levels, target.short, change


def blocker_row(blocker: Blocker) -> tuple[str, ...]:
    """A line under the heads of what blocks."""
    return blocker.obstacle, blocker.what, blocker.whose, blocker.decide


def vendor_row(line: VendorLine) -> tuple[str, ...]:
    """A line under the heads of the vendors. Of what has to be negotiated the price is asked, never made up."""
    tasks = said("tasks", open=line.tasks, overdue=line.overdue) if line.tasks else "0 项"
    counts = (f"{line.payments[status]} 项" for status in Status)
    quote = said("no_offer") if line.payments[Status.NEGOTIATED] else "—"
    return (
        clipped(line.vendor, "vendor"),
        f"{line.requirements} 项",
        f"{line.holding} 项",
        tasks,
        f"{line.missed} 项",
        *counts,
        quote,
    )


def decision_row(number: int, decision: Decision) -> tuple[str, ...]:
    """A line under the heads of the decisions, numbered from 1."""
    return f"{number}. {decision.text}", decision.reason
