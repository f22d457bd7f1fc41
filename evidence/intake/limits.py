"""How much one upload may be (`limits.yaml`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from criteria.yaml_reader import read_yaml

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Numbers of pixels, pages, entries and characters; sizes in MB of 1024 × 1024 bytes."""

    picture_pixels: int
    pdf_pages: int
    pdf_stream_megabytes: int
    office_megabytes: int
    archive_megabytes: int
    archive_entries: int
    archive_unpacked_megabytes: int
    archive_ratio: int
    archive_ratio_from_megabytes: int
    name_characters: int
    name_bytes: int


@cache
def limits() -> Limits:
    """The shipped limits."""
    return Limits(**read_yaml(Path(__file__).with_name("limits.yaml")))


def megabytes(size: int) -> int:
    """A size in bytes as whole MB, rounded up."""
    return -(-size // MEGABYTE)
