"""Which files are taken as evidence; the rules are in `evidence.intake`."""

from dataclasses import dataclass

from evidence.intake.file_check import check_file
from evidence.intake.kinds import kinds

__all__ = ["FILE_TYPES", "FileType", "check_file"]


@dataclass(frozen=True)
class FileType:
    """What an ending of a file name stands for."""

    media_type: str


FILE_TYPES = {ending: FileType(kind.endings[ending]) for ending, kind in kinds().accepted_endings.items()}
