"""How much of what a person reads in contract texts the reader finds, and how much of what it finds is right.

python -m benchmarks.contract_reading [--differences GROUP]
"""

import argparse
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from evidence.contracts.draft import draft_as_json
from evidence.contracts.reading import read_contract
from tests.labelled_contracts import MEASURED, Comparison, LabelledText, compare, fields_with_problems, labelled_texts

GROUPS = ("seeds", "tuned", "held_out", "later", "fresh", "unseen_1", "unseen_2")
REPEATS_OF_LONG_TEXT = 60


@dataclass
class Figures:
    """Sums over the texts of a group."""

    right: int = 0
    found: int = 0
    wanted: int = 0
    differences: list[str] = field(default_factory=list)

    def add(self, name: str, comparison: Comparison) -> None:
        """One text more."""
        self.right += comparison.right
        self.found += comparison.found
        self.wanted += comparison.wanted
        self.differences += [f"{name}: missed {value}" for value in comparison.missing]
        self.differences += [f"{name}: wrong {value}" for value in comparison.wrong]

    @property
    def precision(self) -> str:
        """Right of found."""
        return f"{self.right / self.found:.0%}" if self.found else "–"

    @property
    def recall(self) -> str:
        """Right of wanted."""
        return f"{self.right / self.wanted:.0%}" if self.wanted else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--differences", choices=GROUPS, help="show what was missed or wrong in a group")
    shown = parser.parse_args().differences
    measured = {group: _measure(labelled_texts(group)) for group in GROUPS}
    print("precision / recall (values to be found)")
    print(f"{'field':32}" + "".join(f"{group:>22}" for group in GROUPS))
    for key in (*MEASURED, "all"):
        print(f"{key:32}" + "".join(_cell(figures[key]) for figures in measured.values()))
    if shown:
        for key, figures in measured[shown].items():
            for difference in figures.differences if key != "all" else ():
                print(f"  {key} {difference}")
    _print_times()


def _measure(texts: Iterable[LabelledText]) -> dict[str, Figures]:
    figures = {key: Figures() for key in (*MEASURED, "all")}
    for labelled in texts:
        draft = draft_as_json(read_contract(labelled.text))
        draft["problems"] = fields_with_problems(draft)
        for key in MEASURED:
            comparison = compare(key, labelled.labels.get(key), draft[key])
            figures[key].add(labelled.name, comparison)
            figures["all"].add(labelled.name, comparison)
    return figures


def _cell(figures: Figures) -> str:
    return f"{figures.precision:>8} /{figures.recall:>5} ({figures.wanted:>3})"


def _print_times() -> None:
    texts = [labelled.text for group in GROUPS for labelled in labelled_texts(group)]
    long = "\n".join(texts * REPEATS_OF_LONG_TEXT)[:490_000]
    for name, text in (("all labelled texts, one by one", texts), ("one text of 490,000 characters", [long])):
        start = time.perf_counter()
        for one in text:
            read_contract(one)
        print(f"{name}: {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
