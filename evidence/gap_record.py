"""A gap as the command line and the HTTP interface print it."""

from typing import Any

from criteria.crosswalk import counterparts
from evidence.gaps import Gap


def gap_record(gap: Gap) -> dict[str, Any]:
    """Plain values of a gap: standard, clause, what is missing, whose it is, the task, where else the work helps."""
    return {
        "catalog": gap.catalog,
        "target": gap.target.level,
        "clause": gap.clause,
        "text": gap.text,
        "item": gap.item,
        "name": gap.name,
        "level": gap.level,
        "reason": gap.reason,
        "about": gap.about,
        "system": gap.system.name if gap.system else None,
        "kind": gap.system.kind if gap.system else None,
        "vendor": gap.vendor or None,
        "blocks": gap.blocks,
        "weight": gap.weight,
        "task": gap.task.title if gap.task else None,
        "due_on": gap.task.due_on if gap.task else None,
        "also_helps": [
            {"catalog": other.catalog, "clause": other.clause} for other in counterparts(gap.catalog, gap.clause)
        ],
    }
