"""The text of a file, page by page, whatever kind of file it is. Loads the OCR engine: only workers import this."""

from collections.abc import Callable
from pathlib import PurePath

from evidence.texts import kinds
from evidence.texts.errors import UnreadableError
from evidence.texts.limits import LIMITS, Budget, Limits
from evidence.texts.office import read_excel, read_powerpoint, read_word
from evidence.texts.pages import PageText, Reading
from evidence.texts.pdf import read_pdf
from evidence.texts.pictures import read_picture_file
from evidence.texts.plain import read_plain

_READERS: dict[str, Callable[[bytes, Budget], list[PageText]]] = {
    kinds.PDF: read_pdf,
    kinds.WORD: read_word,
    kinds.EXCEL: read_excel,
    kinds.POWERPOINT: read_powerpoint,
    **dict.fromkeys(kinds.PLAIN, read_plain),
    **dict.fromkeys(kinds.PICTURES, read_picture_file),
}


def extract(name: str, content: bytes) -> list[PageText]:
    """The pages of a file of this name; none for a kind without text. Raises UnreadableError, and nothing else."""
    media_type = kinds.media_type_of(PurePath(name).suffix.lstrip("."))
    return list(read_file(media_type, content).pages)


def read_file(media_type: str, content: bytes, limits: Limits = LIMITS) -> Reading:
    """What can be read of a file of this type within the limits. Raises UnreadableError, and nothing else."""
    reader = _READERS.get(media_type)
    if reader is None:
        return Reading(())
    budget = Budget(limits)
    try:
        pages = reader(content, budget)
    except UnreadableError:
        raise
    except MemoryError as error:
        raise UnreadableError("这个文件过大，读取时内存不足；请拆分或缩小后重新上传。") from error
    except Exception as error:  # the readers' libraries raise all kinds of errors, and all say that it is broken
        raise UnreadableError("这个文件已损坏或格式不规范，读不出文字；请用原软件打开并另存后重新上传。") from error
    return Reading(tuple(pages), not budget.cut)
