"""What the charts of the report show; Word and the screen draw the same figures in the same colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evidence.contracts.coverage import Status
from evidence.management_report.progress import Progress
from evidence.management_report.vendors import VendorLine
from evidence.management_report.words import clipped, most, wording
from evidence.standing import Basis
from evidence.words import ACCENT, AMBER, BASIS_NAMES, LIGHT

_PALE, _MIDDLE, _INK = "#9DB4CC", "#4F7CAC", "#1B1F24"


@dataclass(frozen=True)
class Series:
    """A row of figures. `line`: solid, dash or dot where it is a line."""

    name: str
    values: tuple[float, ...]
    colour: str
    line: str = "solid"


@dataclass(frozen=True)
class Bars:
    """Stacked bars, the first category on top. `whole`: every bar has the same length. `alt`: what it says."""

    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    whole: bool


@dataclass(frozen=True)
class Lines:
    """Figures over time."""

    alt: str
    days: tuple[date, ...]
    series: tuple[Series, ...]


def standing_chart(targets: Sequence[Progress]) -> Bars:
    """What each target takes: proven, done without proof, not done."""
    names = wording()["shares"]
    figures = {
        "done": (ACCENT, [target.done for target in targets]),
        "on_paper": (_PALE, [target.on_paper for target in targets]),
        "undone": (LIGHT, [target.undone for target in targets]),
    }
    series = tuple(Series(names[key], tuple(map(float, counts)), colour) for key, (colour, counts) in figures.items())
    return Bars(wording()["charts"]["standing"], tuple(clipped(target.name) for target in targets), series, whole=True)


def standing_notes(targets: Sequence[Progress]) -> str:
    """What has to be said under the chart of the standing; empty where the bars speak for themselves."""
    return "".join(target.rate_note for target in targets)


def trend_notes(targets: Sequence[Progress]) -> str:
    """How the charts of the trend are read."""
    counted = any(target.trend.counted is not None for target in targets)
    return f"{wording()['legend']}{wording()['legend_counted'] if counted else ''}"


_PAYMENT_COLOURS = {Status.COVERED: ACCENT, Status.NEGOTIATED: AMBER, Status.UNCLEAR: _PALE, Status.NONE: LIGHT}


def vendors_chart(vendors: Sequence[VendorLine]) -> Bars:
    """The open work of the vendors shown in the table, by who pays; only answers that occur."""
    shown = vendors[: most("vendors")]
    names = wording()["payments"]
    series = tuple(
        Series(names[status.value], tuple(float(line.payments[status]) for line in shown), colour)
        for status, colour in _PAYMENT_COLOURS.items()
        if any(line.payments[status] for line in shown)
    )
    return Bars(
        wording()["charts"]["vendors"], tuple(clipped(line.vendor, "vendor") for line in shown), series, whole=False
    )


def trend_chart(target: Progress) -> Lines:
    """Claimed and proven figures of a target over time, and what the standard asks where it says so."""
    trend = target.trend
    series = [
        Series(BASIS_NAMES[Basis.CLAIMED], tuple(trend.values(Basis.CLAIMED)), _MIDDLE, "dash"),
        Series(BASIS_NAMES[Basis.PROVEN], tuple(trend.values(Basis.PROVEN)), ACCENT),
    ]
    if trend.aim is not None:
        series.append(Series("目标", (float(trend.aim),) * len(trend.points), _INK, "dot"))
    alt = str(wording()["charts"]["trend"]).format(name=target.name, text=trend.text)
    return Lines(alt, tuple(point.on for point in trend.points), tuple(series))
