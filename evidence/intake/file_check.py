"""What is let in as evidence: a file is taken for what its content is, not for what its name says."""

from collections.abc import Callable, Mapping

from evidence import vault
from evidence.intake import office_binary, office_xml, pdf, pictures, video
from evidence.intake.content import kind_of
from evidence.intake.kinds import Kind, kinds
from evidence.intake.limits import MEGABYTE, megabytes
from evidence.intake.names import clean_name, ending_of
from evidence.intake.refusal import RefusedError
from evidence.privacy.finding import Certainty
from evidence.privacy.finding import Kind as Identity
from evidence.privacy.numbers import is_date
from evidence.privacy.search import find_identifiers
from evidence.texts.pages import Line, PageText

# What may not even be attached to a PDF.
_NEVER = frozenset({"program", "script", "page", "vector", "macro", "archive", "zip", "locked"})


def check_size(name: str, size: int) -> None:
    """Raises InvalidInputError for an empty file or one over the limit; asked before anything of it is read."""
    if size == 0:
        raise RefusedError("empty").error(clean_name(name))
    if size > vault.MAX_BYTES:
        values = {"size": megabytes(size), "limit": vault.MAX_BYTES // MEGABYTE}
        raise RefusedError("too_large", **values).error(clean_name(name))


def check_file(name: str, content: bytes) -> str:
    """The media type of a file. Raises InvalidInputError with the reason and what to do when it is not taken."""
    check_size(name, len(content))
    try:
        kind = _taken(name, content)
        _refuse_person(name)
    except RefusedError as refusal:
        raise refusal.error(clean_name(name)) from refusal
    return kind.endings[ending_of(name)]


def _taken(name: str, content: bytes) -> Kind:
    ending = ending_of(name)
    _refuse_ending(ending)
    expected = kinds().accepted_endings.get(ending)
    try:
        kind = kind_of(content)
        if kind is not None and kind.because:
            raise RefusedError(kind.because, word=kind.word, is_a="它的内容其实是")
        if kind is None or kind is not expected:
            raise _mistaken(ending, expected, kind)
        _CHECKS[kind.id](content)
    except RefusedError as refusal:
        raise RefusedError(
            refusal.why, **{"word": expected.word if expected else "文件", **refusal.values}
        ) from refusal
    return kind


def _refuse_person(name: str) -> None:
    """The name of a file becomes the title of the material, which every list shows. Its date is nobody's number."""
    found = find_identifiers([PageText(1, (Line(clean_name(name)),))])
    if any(
        one.certainty > Certainty.POSSIBLE and not (one.kind is Identity.RECORD and is_date(one.text[:8]))
        for one in found
    ):
        raise RefusedError("person_in_name")


def _refuse_ending(ending: str) -> None:
    refused = kinds().refused_ending(ending)
    if refused is not None:
        raise RefusedError(refused.because, word=refused.word, is_a="这是")


def _mistaken(ending: str, expected: Kind | None, kind: Kind | None) -> RefusedError:
    """Why a name and a content do not go together: `kind` is what the content is, `expected` what the name says."""
    text = kinds().accepted["text"]
    if kind is None:
        return RefusedError("unreadable" if expected else "unknown")
    if expected is None and (ending or kind is text):
        return RefusedError("unknown")
    values = {"word": kind.word, "ending": kind.ending}
    if expected is None:
        return RefusedError("no_ending", **values)
    return RefusedError("lies_text" if kind is text else "lies", **values)


def _refuse_attached(name: str, content: bytes) -> None:
    """Data beside an invoice may be attached; what acts or hides may not."""
    for kind in (kinds().refused_ending(ending_of(name)), kind_of(content)):
        if kind is not None and kind.because in _NEVER:
            raise RefusedError(kind.because)


def _nothing_more(content: bytes) -> None:
    """Text is what it is."""


def _picture(kind: str) -> Callable[[bytes], None]:
    return lambda content: pictures.check(content, kind)


_CHECKS: Mapping[str, Callable[[bytes], None]] = {
    **{kind: _picture(kind) for kind in ("png", "jpeg", "gif", "webp", "bmp")},
    **dict.fromkeys(("docx", "xlsx", "pptx"), office_xml.check),
    **dict.fromkeys(("doc", "xls", "ppt"), office_binary.check),
    "pdf": lambda content: pdf.check(content, _refuse_attached),
    "mp4": video.check,
    "text": _nothing_more,
}
