"""How often the suggestions for features in vendors' words hold a clause that a person would choose.

python -m benchmarks.suggestions [--misses]
"""

import argparse
import time
from pathlib import Path
from typing import Any

from criteria.feature_library import feature_library
from criteria.library import shipped_catalogs
from criteria.yaml_reader import read_yaml
from evidence.suggestions import Suggestion, suggest_clauses

LABELLED = Path(__file__).with_name("suggestions.yaml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="show the phrases without a hit among the first five")
    misses = parser.parse_args().misses
    cases: list[dict[str, Any]] = read_yaml(LABELLED)
    found = [suggest_clauses(shipped_catalogs(), case["kind"], case["text"]) for case in cases]
    ranks = [_rank(case["clauses"], suggestions) for case, suggestions in zip(cases, found, strict=True)]
    for name, chosen in (("used for settling", False), ("written later", True)):
        _print_rates(name, [r for case, r in zip(cases, ranks, strict=True) if case.get("later", False) is chosen])
    _print_times(cases)
    for case, rank, suggestions in zip(cases, ranks, found, strict=True):
        if misses and (rank is None or rank > 5):
            print(f"{case['kind']} {case['text']}: rank {rank}, wanted {case['clauses']}")
            for s in suggestions[:5]:
                print(f"    {s.catalog} {s.clause} {s.text[:40]} {s.score} {'、'.join(s.matched)}")


def _print_rates(name: str, ranks: list[int | None]) -> None:
    rates = [(first, sum(rank is not None and rank <= first for rank in ranks)) for first in (1, 5, 10)]
    told = ", ".join(f"hit rate@{first} {hits / len(ranks):.0%} ({hits})" for first, hits in rates)
    print(f"{len(ranks)} phrases {name}: {told}")


def _rank(wanted: list[str], suggestions: list[Suggestion]) -> int | None:
    return next((place for place, s in enumerate(suggestions, 1) if s.clause in wanted), None)


def _print_times(cases: list[dict[str, Any]]) -> None:
    """Building is measured for the kinds that the phrases have not touched yet."""
    queries = [_seconds(case["kind"], case["text"]) for case in cases]
    fresh = [kind for kind in feature_library() if kind not in {case["kind"] for case in cases}]
    builds = [_seconds(kind, "统计分析") for kind in fresh]
    print(f"query: at most {max(queries) * 1000:.1f} ms; index of a kind: at most {max(builds) * 1000:.0f} ms")


def _seconds(kind: str, text: str) -> float:
    start = time.perf_counter()
    suggest_clauses(shipped_catalogs(), kind, text)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
