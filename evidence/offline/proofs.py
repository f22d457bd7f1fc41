"""The documents of a binder as places of the offline bundle."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from evidence.binder.content import Binder, BoundDocument
from evidence.binder.numbers import item_paths
from evidence.binder.pictures import has_picture
from evidence.texts.kinds import PDF

_PROOFS, _PICTURES = "proofs", "pictures"


@dataclass(frozen=True)
class Proof:
    """A document with the addresses of its page, its file and its picture (empty without one), from the top folder.

    `drawn`: where the picture is written, empty when the file itself is shown; `note`: what the picture shows.
    """

    bound: BoundDocument
    page: str
    file: str
    picture: str = ""
    drawn: str = ""
    note: str = ""


def proofs_of(binder: Binder) -> list[Proof]:
    """One per document, in their order."""
    pages = item_paths(_PROOFS, [bound.number for bound in binder.documents], "html")
    return [_proof(bound, page) for bound, page in zip(binder.documents, pages, strict=True)]


def _proof(bound: BoundDocument, page: str) -> Proof:
    file = quote(bound.path)
    if not has_picture(bound.document):
        return Proof(bound, quote(page), file)
    if bound.document.media_type != PDF:
        return Proof(bound, quote(page), file, file)
    drawn = page.replace(_PROOFS, _PICTURES, 1).removesuffix("html") + "jpg"
    return Proof(bound, quote(page), file, quote(drawn), drawn)


def by_number(proofs: Iterable[Proof]) -> Mapping[str, Proof]:
    """Number → document."""
    return {proof.bound.number: proof for proof in proofs}
