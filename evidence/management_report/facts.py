"""管理层报告: everything that its two pages and its screen say, for the hospital as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evidence.access import Permission, must
from evidence.contracts.coverage_contracts import contracts_by_system
from evidence.contracts.coverage_desk import load_covers
from evidence.contracts.obligations import obligations
from evidence.expiry import runs_out
from evidence.expiry_view import Outlook, outlook
from evidence.forecast import load_forecasts
from evidence.gaps import Gap, load_gaps
from evidence.management_report.blockers import Blocker, blockers, holding
from evidence.management_report.decisions import Decision, decisions
from evidence.management_report.progress import Progress, progress_of
from evidence.management_report.risks import Grounds, ending_contracts, risks
from evidence.management_report.vendors import Money, VendorLine, missed_services, money, totals_of, vendor_lines
from evidence.management_report.words import most, said, section_titles, wording
from evidence.overview import past_trend
from evidence.records import Task
from evidence.situation import Situation
from evidence.standing import Basis, Standing, load_standings
from evidence.store import Store
from evidence.task_view import of_target
from evidence.viewer import Viewer

_TOLD = (Basis.PROVEN, Basis.CLAIMED)


@dataclass(frozen=True)
class Report:
    """The report on a day. `example`: something in it is made up; `lead`: the answer in one or two sentences.

    `judged`: somebody has assessed something, so that no risk found means something.
    """

    situation: Situation
    example: bool
    judged: bool
    lead: str
    targets: tuple[Progress, ...]
    blockers: tuple[Blocker, ...]
    vendors: tuple[VendorLine, ...]
    money: Money
    risks: tuple[str, ...]
    decisions: tuple[Decision, ...]

    @property
    def money_sentences(self) -> list[str]:
        """Who pays, in words."""
        return self.money.sentences({target.standing.target.id: target.name for target in self.targets})

    @property
    def sections(self) -> Mapping[str, str]:
        """Section → its numbered title; without a target only what there is something to say about."""
        found = {"risks": self.risks, "decisions": self.decisions}
        return section_titles(key for key in wording()["sections"] if self.targets or found.get(key))

    @property
    def risk_sentences(self) -> list[str]:
        """The risks that are shown, or that there are none."""
        return list(self.risks[: most("risks")]) or [said("no_risks" if self.judged else "nothing_judged")]


def load_report(store: Store, viewer: Viewer, situation: Situation) -> Report:
    """The report of what the viewer sees, kept until something changes.

    Raises NotAllowedError for who may not take the hospital's result out of the house.
    """
    must(viewer, Permission.EXPORT)
    key = ("management-report", situation.revision, situation.today, situation.editions)
    found: Report = store.cached(viewer, key, lambda: _load(store, viewer, situation))
    return found


def _load(store: Store, viewer: Viewer, situation: Situation) -> Report:
    standings = load_standings(store, viewer, situation)
    gaps = {entry.target.id: load_gaps(store, viewer, situation, entry) for entry in standings}
    grounds = _grounds(store, viewer, situation, standings, gaps)
    totals = totals_of(load_covers(store, viewer, situation), gaps)
    vendors = vendor_lines(situation, totals, grounds.holding, grounds.missed)
    return Report(
        situation=situation,
        example=_has_examples(situation),
        judged=any(situation.judgements.values()),
        lead=_lead(grounds.targets),
        targets=tuple(grounds.targets),
        blockers=blockers(situation, grounds.holding),
        vendors=vendors,
        money=money(totals),
        risks=risks(grounds),
        decisions=decisions(grounds, vendors),
    )


def _grounds(
    store: Store,
    viewer: Viewer,
    situation: Situation,
    standings: Sequence[Standing],
    gaps: Mapping[int, Sequence[Gap]],
) -> Grounds:
    changes = load_forecasts(store, viewer, situation, standings)
    points = {entry.target.id: past_trend(store, viewer, situation, entry) for entry in standings}
    targets = progress_of(situation, standings, changes, points)
    with store.reading(viewer) as db:
        by_system = contracts_by_system(db)
    return Grounds(
        situation=situation,
        targets=targets,
        holding=[gap for entry in standings for gap in holding(entry, gaps[entry.target.id])],
        contracts=ending_contracts(situation, targets, by_system),
        expiring={
            target.standing.target.id: _running_out(store, viewer, situation, target)
            for target in targets
            if target.standing.target.review_on is not None
        },
        late={target.standing.target.id: _late_tasks(situation, target) for target in targets},
        missed=missed_services(obligations(store, viewer, situation.today)),
    )


def _running_out(store: Store, viewer: Viewer, situation: Situation, target: Progress) -> Outlook:
    until = target.standing.target.review_on or situation.today
    return outlook(runs_out(store, viewer, situation, target.standing.target, until))


def _late_tasks(situation: Situation, target: Progress) -> list[Task]:
    """The open tasks for clauses of a target that are due after its review to come."""
    review_on = target.standing.target.review_on
    if review_on is None or review_on < situation.today:
        return []
    tasks = of_target(situation.tasks, target.standing.catalog.id)
    return [task for task in tasks if task.clauses and task.state != "done" and task.due_on and task.due_on > review_on]


def _lead(targets: Sequence[Progress]) -> str:
    """共 5 个评审目标，有据已达到 1 个，自评已达到 2 个。最近的评审是等保三级 …"""
    if not targets:
        return said("no_targets")
    proven, claimed = (sum(target.standing.on(basis).reached for target in targets) for basis in _TOLD)
    told = [said("lead", targets=len(targets), proven=proven, claimed=claimed)]
    to_come = [target for target in targets if target.days_left is not None and target.days_left >= 0]
    if not to_come:
        told.append(said("no_dates"))
    else:
        told.append(_review("nearest", to_come[0]))
        told += [_review("next_short", target) for target in to_come[1:] if not target.reached][:1]
    return "".join(told)


def _review(key: str, target: Progress) -> str:
    review = target.standing.target.review_on
    return said(key, name=target.name, review=review, days=target.days_left, state=target.short)


def _has_examples(situation: Situation) -> bool:
    judged = (judgement.example for found in situation.judgements.values() for judgement in found.values())
    return any(target.example for target in situation.targets) or any(judged)
