"""What can be chosen for a tiered indicator, and the tier that the register of systems speaks for."""

from dataclasses import dataclass

from criteria.models import AnyRequirement, Catalog, Indicator, PointsCatalog
from criteria.responsibility import connection_counts
from criteria.vocabulary import Verdict
from evidence.records import Judgement, System
from evidence.situation import Situation


@dataclass(frozen=True)
class TierChoice:
    """One possible finding. `when`: the official condition; `chosen`: it is what is recorded."""

    verdict: Verdict
    tier: str | None
    name: str
    when: str
    chosen: bool


def tier_choices(indicator: Indicator, given: Judgement | None) -> list[TierChoice]:
    """The tiers from lowest to highest (full points where an indicator goes on above them), none, unknown, n/a."""
    last = indicator.tiers[-1]
    found: list[tuple[Verdict, str | None, str, str]] = [
        (Verdict.MET, tier.grade, f"{tier.grade}档（{tier.points} 分）", tier.when) for tier in indicator.tiers
    ]
    full = indicator.points > last.points
    if full:
        found.append((Verdict.MET, None, f"满分（{indicator.points} 分）", indicator.rule))
    found += [
        (Verdict.UNMET, None, "未达最低档", ""),
        (Verdict.UNKNOWN, None, "未评估", ""),
        (Verdict.NOT_APPLICABLE, None, "不适用", "不适用也计分" if indicator.na_scores else "不适用不计分"),
    ]
    recorded = _recorded(given, None if full else last.grade)
    return [TierChoice(*choice, chosen=choice[:2] == recorded) for choice in found]


def _recorded(given: Judgement | None, top: str | None) -> tuple[Verdict, str | None]:
    """Met without a tier means the top; partly met is below the lowest tier."""
    if given is None:
        return Verdict.UNKNOWN, None
    if given.verdict is Verdict.MET:
        return Verdict.MET, given.tier or top
    return (Verdict.UNMET if given.verdict is Verdict.PARTIAL else given.verdict), None


@dataclass(frozen=True)
class ConnectionCount:
    """The registered systems that an indicator counts: connected to the platform, or not known whether.

    `tier`: what the number connected reaches, None below the lowest tier.
    """

    connected: tuple[System, ...]
    not_known: tuple[System, ...]
    tier: str | None

    @property
    def verdict(self) -> Verdict:
        """The finding that goes with the tier."""
        return Verdict.MET if self.tier else Verdict.UNMET


def connection_count(situation: Situation, catalog: Catalog, row: AnyRequirement) -> ConnectionCount | None:
    """The count for 5.2.1.1 to 5.2.1.3, None for every other requirement."""
    if not isinstance(catalog, PointsCatalog):
        return None
    counted = next((entry for entry in connection_counts(catalog) if entry.indicator.code == row.code), None)
    if counted is None:
        return None
    systems = [system for system in situation.systems if system.kind in counted.kinds]
    connected = tuple(system for system in systems if system.connected)
    tier = counted.tier_for(len(connected))
    return ConnectionCount(
        connected, tuple(system for system in systems if system.connected is None), tier.grade if tier else None
    )
