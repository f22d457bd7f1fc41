"""Which clauses and measures an uploaded document probably proves, for a person to confirm.

Found by its title and the text read from it; open gaps of its system come before what is proven or not asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from criteria.feature_library import feature_library
from criteria.models import Evidence
from criteria.vocabulary import vocabulary
from evidence.document_view import link_label
from evidence.document_words import DocumentWords, words_of_document
from evidence.documents import CLAUSE, COVERAGE, DATA_QUALITY, STATISTICS, Link, document
from evidence.gaps import Gap
from evidence.proof_index import Chosen, Found, ProofIndex, proof_index
from evidence.records import System
from evidence.situation import Proof, Situation
from evidence.store import Store
from evidence.texts.pages import Line, PageText
from evidence.texts.queue import text_of
from evidence.viewer import Viewer
from evidence.word_ranking import Ranking, Scores, words_of

# What is proven already, or asked for by no target, comes after open gaps unless it fits much better.
_NO_GAP = 0.6
# A requirement for which documents of this kind are expected; a measure, for a document of a kind that proves it.
_EXPECTED_KIND, _STATISTICS = 1.1, 1.5
_COUNTED_BY = {COVERAGE: "data_query", DATA_QUALITY: "data_quality"}
# Of a clause's score without a known system, so much depends on how well the text fits the system that answers for it.
_SYSTEM_SHARE = 0.3
_SYSTEM_NAME, _SYSTEM_FEATURE = 5, 1
_SHOWN_WORDS = 6


@dataclass(frozen=True)
class UploadedText:
    """What is known of a document: its title and file name, its kind, its system (if any) and the text read from it."""

    title: str
    file_name: str = ""
    kind: str = ""
    system_id: int | None = None
    pages: Sequence[PageText] = ()


@dataclass(frozen=True)
class DocumentSuggestion:
    """A clause or measure that the document probably proves. The higher the score, the better it fits.

    `label`: as link_label names it; `matched`: words of the document that speak for it, the weightiest first;
    `is_gap`: it is an open gap of a target; `expected`: the expected evidence that comes closest; `system`: who answers
    for it, None for the hospital itself; `linked`: the document is linked to it.
    """

    link: Link
    label: str
    score: float
    matched: tuple[str, ...]
    is_gap: bool
    expected: Evidence | None
    system: System | None
    linked: bool = False


def suggestions_of(
    store: Store, viewer: Viewer, situation: Situation, gaps: Iterable[Gap], document_id: int, limit: int = 5
) -> list[DocumentSuggestion]:
    """What a stored document probably proves, its links marked; from its title and file name until it has been read.

    `situation` and `gaps` (of all targets that count) are what the viewer sees. Raises NotFoundError for a document
    that the viewer does not see.
    """
    found, links = document(store, viewer, document_id)
    pages = text_of(store, viewer, found.sha256) if found.sha256 else []
    if found.statement:
        pages.append(PageText(1, tuple(map(Line, found.statement.splitlines()))))
    uploaded = UploadedText(found.title, found.file_name, found.kind, found.system_id, pages)
    return [replace(s, linked=s.link in links) for s in suggest_for(situation, gaps, uploaded, limit)]


def suggest_for(
    situation: Situation, gaps: Iterable[Gap], uploaded: UploadedText, limit: int = 5
) -> list[DocumentSuggestion]:
    """The clauses and measures that a document probably proves, best first; none for a text that says nothing.

    Of a known system: only those it answers for. Else those of all systems of the situation, and gaps that no system
    answers for.
    """
    said = _words(situation, uploaded)
    if not said.words.counts:
        return []
    index = proof_index(situation.catalogs)
    known = situation.system_by_id.get(uploaded.system_id or 0)
    open_gaps = [gap for gap in gaps if known is None or gap.system == known]
    found = _Search(situation, index, said, open_gaps)
    scores, owners = found.of_system(known) if known else found.of_all_systems()
    scores *= found.weights(uploaded.kind)
    best = [int(place) for place in np.argsort(-scores, kind="stable")[:limit] if scores[place] > 0]
    return [found.suggestion(place, float(scores[place]), owners[place], uploaded.kind) for place in best]


def suggested_system(situation: Situation, uploaded: UploadedText) -> System | None:
    """The system that a document is probably of, None when nothing speaks for one."""
    said = _words(situation, uploaded)
    scores = _system_scores(situation.systems, said.counts)
    return situation.systems[int(np.argmax(scores))] if scores.any() else None


def _words(situation: Situation, uploaded: UploadedText) -> DocumentWords:
    return words_of_document(uploaded.title, uploaded.file_name, uploaded.pages, situation.hospital.name)


class _Search:
    """How well everything that can be proven fits the words of one document."""

    def __init__(self, situation: Situation, index: ProofIndex, said: DocumentWords, gaps: Sequence[Gap]) -> None:
        self.situation = situation
        self.index = index
        self.said = said
        self.found = Found(index, said.counts)
        self.open = self._open(gaps)
        self.of_hospital = self._places((gap.catalog, gap.clause) for gap in gaps if gap.system is None)

    def _open(self, gaps: Iterable[Gap]) -> Chosen:
        """What is an open gap: clauses, and measures without current statistics of items with a gap."""
        found = self._nothing()
        for catalog, clause, about in {(gap.catalog, gap.clause, gap.about) for gap in gaps}:
            for place in self.index.places_of(catalog, clause):
                link = self.index.provables[place].link
                if link.subject == about or (link.subject != CLAUSE and not self._proven(link)):
                    found[place] = True
        return found

    def _proven(self, link: Link) -> bool:
        return self.situation.proof(link.subject, link.catalog, link.ref) is Proof.CURRENT

    def _nothing(self) -> Chosen:
        return np.zeros(len(self.index.provables), dtype=bool)

    def _places(self, clauses: Iterable[tuple[str, str]]) -> Chosen:
        found = self._nothing()
        for catalog, clause in clauses:
            found[self.index.places_of(catalog, clause)] = True
        return found

    def _answered(self) -> Mapping[int, Chosen]:
        """System id → what the system answers for."""
        clauses: dict[int, list[tuple[str, str]]] = {}
        for catalog in self.situation.catalogs:
            for clause, duties in self.situation.duties(catalog).items():
                for duty in duties:
                    clauses.setdefault(duty.system.id, []).append((catalog, clause))
        return {system: self._places(own) for system, own in clauses.items()}

    def of_system(self, system: System) -> tuple[Scores, Sequence[System | None]]:
        """Score and owner of everything for one system, 0 for what it does not answer for."""
        own = self._answered().get(system.id, self._nothing())
        return self.found.for_kind(system.kind) * own, [system] * len(own)

    def of_all_systems(self) -> tuple[Scores, Sequence[System | None]]:
        """Score and owner of everything for the system of all that it fits best, and of the hospital's own gaps."""
        scores = self.found.for_kind("") * self.of_hospital * (1 - _SYSTEM_SHARE)
        owners = np.full(len(scores), -1)
        fits = _system_scores(self.situation.systems, self.said.counts)
        fits /= fits.max(initial=0) or 1
        kinds = {system.kind: self.found.for_kind(system.kind) for system in self.situation.systems}
        answered = self._answered()
        for number, system in enumerate(self.situation.systems):
            share = 1 - _SYSTEM_SHARE * (1 - fits[number])
            own = kinds[system.kind] * answered.get(system.id, self._nothing()) * share
            better = own > scores
            scores[better], owners[better] = own[better], number
        return scores, [self.situation.systems[number] if number >= 0 else None for number in owners]

    def weights(self, kind: str) -> Scores:
        """What a document of this kind can close first: gaps, and what is expected to be proven by such documents."""
        weights = np.where(self.open, 1.0, _NO_GAP) * np.where(self.index.expecting(kind), _EXPECTED_KIND, 1.0)
        for measure in (COVERAGE, DATA_QUALITY):
            counted = measure in self.said.measures or kind == _COUNTED_BY[measure]
            weights[self.index.about(measure)] *= counted * (_STATISTICS if kind in STATISTICS else 1.0)
        return weights

    def suggestion(self, place: int, score: float, owner: System | None, kind: str) -> DocumentSuggestion:
        """A place of the index as it is shown."""
        provable = self.index.provables[place]
        matched = self.found.matched(place, owner.kind if owner else "", self.said.words)
        return DocumentSuggestion(
            link=provable.link,
            label=link_label(self.situation, provable.link),
            score=round(score, 1),
            matched=tuple(sorted(matched, key=self._counts, reverse=True)[:_SHOWN_WORDS]),
            is_gap=bool(self.open[place]),
            expected=max(provable.evidence, key=lambda entry: self._closeness(entry, kind), default=None),
            system=owner,
        )

    def _counts(self, word: str) -> int:
        return self.said.counts.get(word, 0)

    def _closeness(self, entry: Evidence, kind: str) -> tuple[bool, int]:
        """Evidence of the document's kind comes first, then what shares most words with the document."""
        return entry.type == kind, sum(map(self._counts, words_of((entry.what, 1)).counts))


def _system_scores(systems: Sequence[System], counts: Mapping[str, int]) -> Scores:
    """How well the words fit each system: its name and product, its kind and what such systems do."""
    return _system_ranking(tuple((system.kind, f"{system.name} {system.product}") for system in systems)).scores(counts)


@lru_cache(maxsize=64)
def _system_ranking(systems: tuple[tuple[str, str], ...]) -> Ranking:
    texts = []
    for kind, name in systems:
        library = feature_library().get(kind)
        features = " ".join(f"{f.name} {f.description}" for f in library.features) if library else ""
        named = f"{name} {kind} {vocabulary().system_kinds.get(kind, '')}"
        texts.append(words_of((named, _SYSTEM_NAME), (features, _SYSTEM_FEATURE)))
    return Ranking(texts)
