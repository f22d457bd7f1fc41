"""Measures what is computed about dates: the proof on any day, what runs out before the review, the standing then.

python -m benchmarks.expiry DIR    (a folder that `python -m benchmarks.run --keep DIR` has filled)
"""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

from benchmarks.large_hospital import VIEWER
from benchmarks.run import TODAY, machine, median
from criteria.evidence_ages import with_ages
from criteria.library import all_catalogs
from criteria.models import AgeRule, Catalog
from criteria.vocabulary import vocabulary
from evidence.expiry import runs_out
from evidence.forecast import load_forecasts
from evidence.proofs import read_backings
from evidence.situation import Situation, load_situation
from evidence.standing import load_standings
from evidence.store import Store, open_store
from evidence.viewer import SYSTEM

REVIEW = TODAY + timedelta(days=90)
_revisions = count(10**9)


def ageing(catalogs: Mapping[str, Catalog]) -> Mapping[str, Catalog]:
    """The worst case: no kind of document lasts, so that nothing can be told without looking at every document."""
    rule = AgeRule(types=tuple(vocabulary().evidence_types), days=300, mark="working_rule", source="性能测量")
    return {
        name: with_ages(
            catalog.model_copy(update={"evidence_ages": catalog.evidence_ages.model_copy(update={"rules": (rule,)})})
        )
        for name, catalog in catalogs.items()
    }


def figures(folder: Path, catalogs: Mapping[str, Catalog], name: str) -> None:
    """Prints the medians for one set of catalogs."""
    store = open_store(folder)
    situation = load_situation(store, VIEWER, catalogs, TODAY)
    standings, target = load_standings(store, VIEWER, situation), situation.targets[0]
    found = runs_out(store, VIEWER, situation, target, REVIEW)
    lost = {ending.link for entry in found for ending in entry.lost}
    print(f"\n{name}: {len(found)} documents run out, {len(lost)} clauses of the target lose their proof")
    with store.reading(SYSTEM) as db:
        _print(median(lambda: read_backings(db, catalogs, TODAY)), "read from when to when what is proven")
    _print(median(lambda: situation.on(REVIEW)), "the proofs on the review date from it")
    _print(median(lambda: _again(store, catalogs)), "alternative: read the hospital again for that day")
    _print(median(lambda: runs_out(store, VIEWER, _new(situation), target, REVIEW)), "list what runs out")
    later = median(lambda: load_forecasts(store, VIEWER, _new(situation), standings))
    _print(later, "five standings on the review date")


def _new(situation: Situation) -> Situation:
    """The same at a revision of which nothing has been computed yet."""
    return replace(situation, revision=next(_revisions))


def _again(store: Store, catalogs: Mapping[str, Catalog]) -> None:
    load_situation(open_store(store.folder), VIEWER, catalogs, REVIEW)


def _print(seconds: float, name: str) -> None:
    print(f"{seconds * 1000:10.1f} ms  {name}")


def main() -> None:
    """Measures with the shipped limits and in the worst case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    folder = parser.parse_args().data / "bench"
    print(machine())
    figures(folder, all_catalogs(), "limits of the catalogs")
    figures(folder, ageing(all_catalogs()), "every document ages")


if __name__ == "__main__":
    main()
