"""How many patients' identities the search finds, and how many false alarms it gives, in texts and in pictures.

python -m benchmarks.privacy [--pictures] [--misses] [--part used|held_out|later|layouts|layouts_later|harmless …]
"""

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field

from benchmarks.privacy_set import Picture, Sample, picture, samples
from criteria.feature_library import feature_library
from criteria.library import shipped_catalogs
from evidence.privacy.finding import Finding, Kind
from evidence.privacy.masking import mask
from evidence.privacy.search import find_identifiers
from evidence.texts.extraction import extract
from evidence.texts.pages import Box, Line, PageText

_PARTS = ("used", "held_out", "later", "layouts", "harmless", "layouts_later", "harmless_later")
# Lines by themselves are no screenshots.
_DRAWN = ("used", "held_out", "later")
_COPIES = 5
# So much of a label's place in a picture must be covered for it to be masked.
_COVERED = 0.9


@dataclass
class Tally:
    """Labels, labels found, findings, findings that are right, by kind; what went wrong in words."""

    labels: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def count_label(self, kind: Kind, found: bool, told: str) -> None:
        """Counts an identity that should be found."""
        self.labels[kind] += 1
        self.found[kind] += found
        if not found:
            self.misses.append(f"missed {kind.value}: {told}")

    def count_finding(self, finding: Finding, right: bool, told: str) -> None:
        """Counts what was found."""
        self.findings[finding.kind] += 1
        self.right[finding.kind] += right
        if not right:
            self.misses.append(f"false alarm {finding.kind.value} “{finding.text}”: {told}")

    def show(self, name: str) -> None:
        """Prints recall and precision per kind."""
        print(f"\n{name}")
        for kind in (*Kind, None):
            labels, found, findings, right = (
                sum(counted.values()) if kind is None else counted[kind]
                for counted in (self.labels, self.found, self.findings, self.right)
            )
            if labels or findings:
                recall = f"{found / labels:.1%}" if labels else "—"
                precision = f"{right / findings:.1%}" if findings else "—"
                told = kind.value if kind else "all"
                print(
                    f"  {told:9} recall {recall:>7} ({found}/{labels})  precision {precision:>7} ({right}/{findings})"
                )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", action="store_true", help="also read rendered screenshots by OCR")
    parser.add_argument("--misses", action="store_true", help="show what was missed and every false alarm")
    parser.add_argument("--part", choices=_PARTS, help="only one part")
    chosen = parser.parse_args()
    for part in [chosen.part] if chosen.part else _PARTS:
        filled = samples(part, _COPIES)
        _show(_texts(filled), f"{part}: {len(filled)} texts", chosen.misses)
        if chosen.pictures and part in _DRAWN:
            pictures = [picture(sample, number) for number, sample in enumerate(samples(part, 1))]
            _show(_pictures(pictures), f"{part}: {len(pictures)} pictures", chosen.misses)
    _own_texts()


def _show(tally: Tally, name: str, misses: bool) -> None:
    tally.show(name)
    for told in tally.misses if misses else ():
        print(f"    {told}")


def _texts(filled: list[Sample]) -> Tally:
    tally = Tally()
    start = time.perf_counter()
    found = [find_identifiers(sample.pages) for sample in filled]
    print(f"{(time.perf_counter() - start) / len(filled) * 1000:.1f} ms per text")
    for sample, findings in zip(filled, found, strict=True):
        for label in sample.labels:
            covered = {place for f in findings if f.line == label.line + 1 for place in range(f.start, f.end)} >= set(
                range(label.start, label.end)
            )
            text = sample.lines[label.line]
            tally.count_label(label.kind, covered, f"“{text[label.start : label.end]}” in {sample.title}: {text[:90]}")
        for finding in findings:
            right = any(
                label.line + 1 == finding.line and label.start < finding.end and finding.start < label.end
                for label in sample.labels
            )
            tally.count_finding(finding, right, f"{sample.title}: {sample.lines[finding.line - 1][:90]}")
    return tally


def _pictures(pictures: list[Picture]) -> Tally:
    tally, left = Tally(), 0
    for shot in pictures:
        name = "shot.png" if shot.content.startswith(b"\x89PNG") else "shot.jpg"
        pages = extract(name, shot.content)
        findings = find_identifiers(pages)
        boxes = [finding.box for finding in findings if finding.box]
        left += _left_after_masking(name, shot, findings)
        for kind, box in shot.labels:
            tally.count_label(kind, _covered(box, boxes) >= _COVERED, f"{shot.title} at {box}: {_read(pages, box)}")
        for finding in findings:
            right = any(finding.box and _common(finding.box, box) > 0 for _, box in shot.labels)
            tally.count_finding(finding, right, f"{shot.title}: {pages[0].lines[finding.line - 1].text[:90]}")
    print(f"\nread again after masking: {left} identities found at masked places")
    return tally


def _left_after_masking(name: str, shot: Picture, findings: list[Finding]) -> int:
    masked = mask(name, shot.content, findings)
    places = [finding.box for finding in findings if finding.box]
    again = [finding.box for finding in find_identifiers(extract(masked.name, masked.content)) if finding.box]
    return sum(any(_common(place, box) > 0 for place in places) for box in again)


def _covered(box: Box, boxes: list[Box]) -> float:
    """The share of a box's width that findings at its height cover."""
    columns = {x for other in boxes if _common(box, other) > 0 for x in range(other[0], other[2])}
    return len(columns & set(range(box[0], box[2]))) / max(box[2] - box[0], 1)


def _common(one: Box, other: Box) -> int:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > (one[3] - one[1]) * 0.3 else 0


def _read(pages: list[PageText], box: Box) -> str:
    return " / ".join(line.text for page in pages for line in page.lines if line.box and _common(box, line.box) > 0)


def _own_texts() -> None:
    """The clauses and features of this project name nobody: every finding is a false alarm."""
    lines = [
        clause.text for catalog in shipped_catalogs().values() for row in catalog.requirements for clause in row.clauses
    ]
    features = [feature for library in feature_library().values() for feature in library.features]
    lines += [text for feature in features for text in (feature.name, feature.description, feature.proof)]
    findings = find_identifiers([PageText(number, (Line(line),)) for number, line in enumerate(lines, 1)])
    print(f"\n{len(lines)} clauses and features of this project: {len(findings)} false alarms")
    for finding in findings:
        print(f"    {finding.kind.value} “{finding.text}”: {lines[finding.page - 1][:90]}")


if __name__ == "__main__":
    main()
