"""How often the right clause is among the first suggested for an uploaded document, read by OCR.

python -m benchmarks.document_suggestions [--half tuned|held-out] [--misses]

The documents are drawn from `benchmarks/screens/*.yaml`. The hospital is a fresh one with a system of every kind among
them and the highest usual targets of all five standards: every clause of every target is an open gap.
"""

import argparse
import hashlib
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks.large_hospital import TARGETS, VIEWER
from benchmarks.render_screens import Screen, labelled_screens, render
from benchmarks.run import machine
from criteria.library import shipped_catalogs
from criteria.vocabulary import vocabulary
from evidence import register
from evidence.document_suggestions import UploadedText, suggest_for, suggested_system
from evidence.document_view import propose
from evidence.documents import CLAUSE, Link
from evidence.gaps import Gap, load_gaps
from evidence.proof_index import ProofIndex, proof_index
from evidence.situation import Situation, load_situation
from evidence.standing import load_standings
from evidence.store import create_store
from evidence.texts.extraction import extract
from evidence.texts.pages import PageText, page_from_row, page_row
from evidence.word_ranking import Ranking, cut, words_of

TODAY = date(2026, 9, 20)
CACHE = Path(tempfile.gettempdir()) / "readiness-screen-texts"
FIRST = (1, 3, 5)
HALVES = ("tuned", "held-out")
# What somebody calls a picture who does not think about it.
NO_NAME = "截图.png"


@dataclass(frozen=True)
class Case:
    """A labelled document as it is uploaded."""

    screen: Screen
    uploaded: UploadedText


@dataclass(frozen=True)
class Hospital:
    """The fresh hospital, as its head sees it."""

    situation: Situation
    gaps: Sequence[Gap]


Method = Callable[[Hospital, Case], list[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="only these documents")
    parser.add_argument("--misses", action="store_true", help="show documents without a hit among the first five")
    options = parser.parse_args()
    screens = [screen for screen in labelled_screens() if options.half in (None, screen.half)]
    with tempfile.TemporaryDirectory() as temporary:
        hospital = fresh_hospital(Path(temporary) / "bench", {screen.kind for screen in labelled_screens()})
    cases = [_case(hospital, screen) for screen in screens]
    nameless = [_without_name(case) for case in cases]
    print(
        f"{machine()}; {len(cases)} documents, {len(hospital.situation.systems)} systems, {len(hospital.gaps)} gaps\n"
    )
    print(f"{'hit rate among the first 1 / 3 / 5':56}" + "".join(f"{half:>22}" for half in (*HALVES, "all")))
    print_rates("suggestions, system known", hospital, cases, _known)
    print_rates("suggestions, system not known", hospital, cases, _unknown)
    print_rates("suggestions, system known, file name says nothing", hospital, nameless, _known)
    print_rates("suggestions, system not known, file name says nothing", hospital, nameless, _unknown)
    print_rates("alternative: file name against wording (BM25)", hospital, cases, _by_name)
    print_rates("alternative: text against wording (BM25)", hospital, cases, _by_text)
    print_systems(hospital, cases)
    print_times(hospital, cases)
    if options.misses:
        print_misses(hospital, cases)


def fresh_hospital(folder: Path, kinds: Iterable[str]) -> Hospital:
    """One system of each kind, all in one protected object, nothing judged yet."""
    store, catalogs = create_store(folder), shipped_catalogs()
    register.set_hospital(store, VIEWER, "示范市第一人民医院", example=True)
    names = vocabulary().system_kinds
    members = {register.add_system(store, VIEWER, register.SystemDraft(names[kind], kind)) for kind in sorted(kinds)}
    whole = register.set_object(store, VIEWER, "全部系统", members)
    for catalog, level in TARGETS.items():
        own = whole if catalog == "mlps3-2019" else None
        register.set_target(store, VIEWER, catalogs[catalog], level, TODAY + timedelta(days=90), own)
    situation = load_situation(store, VIEWER, catalogs, TODAY)
    standings = load_standings(store, VIEWER, situation)
    return Hospital(situation, [gap for s in standings for gap in load_gaps(store, VIEWER, situation, s)])


def _case(hospital: Hospital, screen: Screen) -> Case:
    proposal = propose(screen.file, hospital.situation.catalogs.values(), TODAY)
    system = next(system.id for system in hospital.situation.systems if system.kind == screen.kind)
    return Case(screen, UploadedText(proposal.title, screen.file, proposal.kind, system, text_of(screen)))


def _without_name(case: Case) -> Case:
    known = case.uploaded
    return Case(case.screen, UploadedText(NO_NAME, NO_NAME, known.kind, known.system_id, known.pages))


def text_of(screen: Screen) -> list[PageText]:
    """What OCR reads on a picture; kept in a temporary folder under the hash of the picture."""
    content = render(screen)
    kept = CACHE / f"{hashlib.sha256(content).hexdigest()}.json"
    if not kept.exists():
        CACHE.mkdir(exist_ok=True)
        rows = [page_row(page) for page in extract(screen.file, content)]
        kept.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return [page_from_row(row) for row in json.loads(kept.read_text(encoding="utf-8"))]


def _known(hospital: Hospital, case: Case) -> list[str]:
    return [_name(s.link) for s in suggest_for(hospital.situation, hospital.gaps, case.uploaded)]


def _unknown(hospital: Hospital, case: Case) -> list[str]:
    known = case.uploaded
    uploaded = UploadedText(known.title, known.file_name, known.kind, None, known.pages)
    return [_name(s.link) for s in suggest_for(hospital.situation, hospital.gaps, uploaded)]


def _by_name(hospital: Hospital, case: Case) -> list[str]:
    return _plain(hospital, case, case.uploaded.title)


def _by_text(hospital: Hospital, case: Case) -> list[str]:
    whole = "\n".join((case.uploaded.title, *(page.text for page in case.uploaded.pages)))
    return _plain(hospital, case, whole)


def _plain(hospital: Hospital, case: Case, text: str) -> list[str]:
    """The clauses of the system by their wording alone, every word of the text counting once."""
    index = proof_index(hospital.situation.catalogs)
    scores = _wordings(index).scores(dict.fromkeys(cut(text)[0], 1))
    own = {
        (catalog, clause)
        for catalog in hospital.situation.catalogs
        for clause, duties in hospital.situation.duties(catalog).items()
        if any(duty.system.id == case.uploaded.system_id for duty in duties)
    }
    links = [provable.link for provable in index.provables]
    places = [n for n, link in enumerate(links) if link.subject == CLAUSE and (link.catalog, link.ref) in own]
    best = sorted((place for place in places if scores[place] > 0), key=lambda place: -scores[place])
    return [_name(links[place]) for place in best[: FIRST[-1]]]


_KEPT: dict[ProofIndex, Ranking] = {}


def _wordings(index: ProofIndex) -> Ranking:
    if index not in _KEPT:
        _KEPT[index] = Ranking(words_of((provable.text, 1)) for provable in index.provables)
    return _KEPT[index]


def _name(link: Link) -> str:
    return link.ref if link.subject == CLAUSE else f"{link.subject} {link.ref}"


def _rank(case: Case, names: list[str]) -> int | None:
    return next((rank for rank, name in enumerate(names, 1) if name in case.screen.right), None)


def print_rates(name: str, hospital: Hospital, cases: Sequence[Case], method: Method) -> None:
    """One line: the share of documents with a right suggestion among the first, per half and of all."""
    ranks = [(case.screen.half, _rank(case, method(hospital, case))) for case in cases]
    columns = []
    for half in (*HALVES, None):
        own = [rank for its, rank in ranks if half in (None, its)]
        rates = [sum(rank is not None and rank <= first for rank in own) / len(own) for first in FIRST] if own else []
        columns.append(" / ".join(f"{rate:.0%}" for rate in rates))
    print(f"{name:56}" + "".join(f"{column:>22}" for column in columns))


def print_systems(hospital: Hospital, cases: Sequence[Case]) -> None:
    """How often the system that is proposed is the right one."""
    found = [suggested_system(hospital.situation, case.uploaded) for case in cases]
    right = sum(bool(s) and s.kind == case.screen.kind for s, case in zip(found, cases, strict=True) if s)
    print(f"\nthe proposed system is the right one: {right / len(cases):.0%}")


def print_times(hospital: Hospital, cases: Sequence[Case]) -> None:
    """Seconds per document with everything at hand."""
    for name, method in (("known", _known), ("not known", _unknown)):
        took = []
        for case in cases:
            start = time.perf_counter()
            method(hospital, case)
            took.append((time.perf_counter() - start) * 1000)
        print(f"per document, system {name}: median {statistics.median(took):.0f} ms, at most {max(took):.0f} ms")


def print_misses(hospital: Hospital, cases: Sequence[Case]) -> None:
    """The documents without a right suggestion among the first five, and what was suggested."""
    for case in cases:
        suggested = suggest_for(hospital.situation, hospital.gaps, case.uploaded)
        if _rank(case, [_name(s.link) for s in suggested]) is None:
            print(f"\n{case.screen.id} {case.uploaded.title} ({case.uploaded.kind}): {'、'.join(case.screen.right)}")
            for s in suggested:
                print(f"    {s.score:7.1f} {s.label[:60]} {'、'.join(s.matched)}")


if __name__ == "__main__":
    main()
