"""Reading the markup of Office parts from bytes: no entities, no document type, nothing beyond what is asked for."""

from collections.abc import Iterable, Mapping
from xml.parsers import expat

from evidence.intake.refusal import RefusedError

Element = tuple[str, Mapping[str, str]]


class _EnoughError(Exception):
    """The first element was reached."""


def elements(content: bytes) -> list[Element]:
    """All elements of a small part: local name and attributes.

    Raises RefusedError: `damaged`, `markup_inside` for a document type (Office writes none, and bombs need one).
    """
    found: list[Element] = []
    parser = _parser()
    parser.StartElementHandler = lambda name, attributes: found.append((name.rpartition(":")[2], attributes))
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise RefusedError("damaged") from error
    return found


def refuse_document_type(chunks: Iterable[bytes]) -> None:
    """Reads a part up to its first element. Raises RefusedError as `elements`."""
    parser = _parser()
    parser.StartElementHandler = _enough
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except _EnoughError:
        return
    except expat.ExpatError as error:
        raise RefusedError("damaged") from error


def _parser() -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_: object) -> None:
    raise RefusedError("markup_inside")


def _enough(*_: object) -> None:
    raise _EnoughError
