"""The labelled sets of `privacy.yaml`, `privacy_layouts.yaml` and `privacy_harmless.yaml` as texts and as pictures."""

import io
import random
import string
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from benchmarks.privacy_values import Values
from criteria.yaml_reader import read_yaml
from evidence.privacy.finding import Kind
from evidence.texts.pages import Box, Line, PageText

_SOURCES = ("privacy.yaml", "privacy_layouts.yaml", "privacy_harmless.yaml")
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
_SIZES = (15, 17, 20, 24)
_BLUE, _PALE, _INK = "#1F4E79", "#EEF3F8", "#222222"


@dataclass(frozen=True)
class Label:
    """A patient's identity in a line (from 0)."""

    kind: Kind
    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Sample:
    """A filled text with its labels."""

    title: str
    lines: tuple[str, ...]
    labels: tuple[Label, ...]

    @property
    def pages(self) -> list[PageText]:
        """The text as extraction would give it."""
        return [PageText(1, tuple(Line(text) for text in self.lines))]


def samples(part: str, copies: int) -> list[Sample]:
    """The texts of one part (`used`, `held_out`, `layouts` …), each filled several times."""
    return [
        _filled(text["title"], text["lines"], Values(f"{part}/{text['title']}/{copy}"))
        for copy in range(copies)
        for source in _sources()
        for text in source.get(part, ())
    ]


def _filled(title: str, templates: list[Any], values: Values) -> Sample:
    lines: list[str] = []
    labels: list[Label] = []
    for template in templates:
        line, times = (template, 1) if isinstance(template, str) else (template["line"], template["times"])
        for _ in range(times):
            text, found = _line(line, values)
            labels += [Label(kind, len(lines), start, end) for kind, start, end in found]
            lines.append(text)
    return Sample(title, tuple(lines), tuple(labels))


def _line(template: str, values: Values) -> tuple[str, list[tuple[Kind, int, int]]]:
    text, labels = "", []
    for literal, place, _, _ in string.Formatter().parse(template):
        text += literal
        if place is not None:
            value = values.of(place)
            if place in _patients():
                labels.append((_kind(place), len(text), len(text) + len(value)))
            text += value
    return text, labels


@cache
def _patients() -> frozenset[str]:
    return frozenset(place for source in _sources() for place in source.get("patients", ()))


@cache
def _sources() -> tuple[dict[str, Any], ...]:
    return tuple(read_yaml(Path(__file__).with_name(name)) for name in _SOURCES)


def _kind(place: str) -> Kind:
    begins = {"id": Kind.IDENTITY, **{kind.value: kind for kind in Kind}}
    return Kind.NAME if place.endswith("_name") else begins[place.split("_")[0].rstrip(string.digits)]


@dataclass(frozen=True)
class Picture:
    """A rendered text and the boxes of its labels."""

    title: str
    content: bytes
    labels: tuple[tuple[Kind, Box], ...]


def picture(sample: Sample, number: int) -> Picture:
    """A screenshot of a sample: a window with a title bar, tables in columns; fonts, sizes, colours differ."""
    chance = random.Random(f"{sample.title}/{number}")  # noqa: S311 - example pictures
    font = ImageFont.truetype(chance.choice(_FONTS), size := chance.choice(_SIZES))
    pitch = int(size * chance.choice((1.6, 1.9, 2.3)))
    widths = _columns(sample, font, size)
    total = max([sum(line) for line in widths] + [600]) + 60
    image = Image.new("RGB", (int(total), 70 + pitch * len(sample.lines) + 30), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, image.width, 36), fill=_BLUE)
    labels: list[tuple[Kind, Box]] = []
    for row, text in enumerate(sample.lines):
        top = 60 + row * pitch
        if "\t" in text and chance.random() < 0.7:
            shade = _PALE if row % 2 else "white"
            draw.rectangle((20, top - 4, image.width - 20, top + pitch - 6), fill=shade, outline="#C4C7CC")
        left, place = 30.0, 0
        for cell, width in zip(text.split("\t"), widths[row], strict=True):
            draw.text((left, top), cell, fill=_INK, font=font)
            for label in sample.labels:
                if label.line == row and place <= label.start < place + len(cell) + 1:
                    start = left + font.getlength(cell[: label.start - place])
                    end = left + font.getlength(cell[: label.end - place])
                    box = (int(start), top + size // 4, round(end), top + round(size * 1.25))
                    labels.append((label.kind, box))
            left += width
            place += len(cell) + 1
    return Picture(sample.title, _saved(image, chance), tuple(labels))


def _columns(sample: Sample, font: ImageFont.FreeTypeFont, size: int) -> list[list[float]]:
    """Per line the widths of its cells: lines with as many cells share them."""
    split = [line.split("\t") for line in sample.lines]
    widest: dict[tuple[int, int], float] = {}
    for cells in split:
        for place, cell in enumerate(cells):
            key = (len(cells), place)
            widest[key] = max(widest.get(key, 0), font.getlength(cell) + size * 1.6)
    return [[widest[len(cells), place] for place in range(len(cells))] for cells in split]


def _saved(image: Image.Image, chance: random.Random) -> bytes:
    """As PNG, or as a JPEG as chat programs send it."""
    buffer = io.BytesIO()
    if chance.random() < 0.4:
        image.save(buffer, "JPEG", quality=70)
    else:
        image.save(buffer, "PNG")
    return buffer.getvalue()
