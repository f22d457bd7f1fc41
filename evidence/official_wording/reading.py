"""Reads a hospital's own copy of an official document and sets it beside the catalog that it is about."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePath

from criteria.models import Catalog
from evidence.errors import InvalidInputError, NotFoundError
from evidence.official_wording.codebook import speaks_of
from evidence.official_wording.comparing import Comparison, Elsewhere, compare
from evidence.official_wording.document_rows import rows_of
from evidence.official_wording.said import Said
from evidence.official_wording.word_tables import WordContent, read_word_tables
from evidence.official_wording.words import fold, layout_words


class OtherEditionError(InvalidInputError):
    """The document is of another edition than the catalog; a person may say that it is to be compared nevertheless."""


def read_official(
    name: str,
    content: bytes,
    catalogs: Mapping[str, Catalog],
    catalog_id: str | None = None,
    other_edition: bool = False,
) -> Comparison:
    """A .docx beside the catalog that it is about (`catalog_id`, else the one it names or fits best).

    `other_edition`: compare it even though it is another edition. Raises OtherEditionError for one, InvalidInputError
    for a file that cannot be read or in which no requirement is found, NotFoundError for an unknown catalog.
    """
    if catalog_id is not None and catalog_id not in catalogs:
        raise NotFoundError(f"没有标准目录“{catalog_id}”，可用的有 {'、'.join(catalogs)}。")
    word = read_word_tables(name, content)
    rows = rows_of(word)
    title = fold(f"{PurePath(name).stem}\n{word.opening[: layout_words().title_characters]}")
    candidates = [catalogs[catalog_id]] if catalog_id is not None else _named(catalogs, title)
    found = max((_compared(catalog, rows, name, content) for catalog in candidates), key=_fit)
    if not found.compared:
        raise InvalidInputError(
            f"在“{name}”的表格中没有找到能与标准目录对照的条款；"
            "请确认是官方文件的 .docx 文本，表头有编码、项目或级别，条款在表格内。"
        )
    found = _own_tables(found, rows, catalogs, word, content)
    bound_with = [catalog for catalog in _titled(catalogs, title) if catalog.id != found.catalog.id]
    told = _other_edition(found, title, bound_with)
    if told and not other_edition:
        raise OtherEditionError(told)
    return replace(found, other_edition=told)


def _named(catalogs: Mapping[str, Catalog], title: str) -> list[Catalog]:
    """The catalogs whose title stands in the document; all when none does."""
    return _titled(catalogs, title) or list(catalogs.values())


def _titled(catalogs: Mapping[str, Catalog], text: str) -> list[Catalog]:
    known = layout_words().documents
    return [
        catalog
        for id_, catalog in catalogs.items()
        if fold(catalog.title) in text or (id_ in known and any(word in text for word in known[id_].titles))
    ]


def _own_tables(
    found: Comparison, rows: list[Said], catalogs: Mapping[str, Catalog], word: WordContent, content: bytes
) -> Comparison:
    """The comparison without the tables that are about another standard, which the document names as well."""
    text = fold("\n".join(paragraph.text for paragraph in word.paragraphs))
    others = [catalog for catalog in _titled(catalogs, text) if catalog.id != found.catalog.id]
    elsewhere = []
    for table in {said.table for said in rows} if others else set():
        own = [said for said in rows if said.table == table]
        fits = {catalog.id: sum(speaks_of(catalog, said) for said in own) for catalog in [found.catalog, *others]}
        best = max(fits, key=lambda id_: fits[id_])
        if fits[best] > fits[found.catalog.id]:
            elsewhere.append(Elsewhere(table, len(own), catalogs[best].title))
    if not elsewhere:
        return found
    apart = {entry.table for entry in elsewhere}
    left = [said for said in rows if said.table not in apart]
    return replace(_compared(found.catalog, left, found.file_name, content), elsewhere=tuple(elsewhere))


def _compared(catalog: Catalog, rows: list[Said], name: str, content: bytes) -> Comparison:
    return compare(catalog, rows, PurePath(name).stem, PurePath(name).name, hashlib.sha256(content).hexdigest())


def _fit(comparison: Comparison) -> tuple[int, int]:
    return len(comparison.compared), -len(comparison.unknown) - len(comparison.damaged)


def _other_edition(comparison: Comparison, title: str, bound_with: list[Catalog]) -> str:
    """One sentence when the document is of another edition, else nothing. `bound_with`: what the title names, too."""
    catalog, words = comparison.catalog, layout_words()
    own = f"《{catalog.title}》{catalog.edition} 年版"
    years = set(_years(catalog.id, title)) - {
        year[:4] for other in bound_with for year in (other.edition, other.issued)
    }
    if years and not years & {catalog.edition[:4], catalog.issued[:4]}:
        return (
            f"“{comparison.file_name}”像是 {'、'.join(sorted(years))} 年的版本，而标准目录是{own}，"
            "没有采用任何内容；如确认仍要对照，请选择按其他版本对照。"
        )
    total = len(comparison.compared) + len(comparison.unknown)
    if total >= words.least_rows and len(comparison.unknown) > total * words.unknown_share:
        return (
            f"“{comparison.file_name}”的 {total} 行中有 {len(comparison.unknown)} 行在{own}中没有对应的编码，"
            "像是其他版本，没有采用任何内容；如确认仍要对照，请选择按其他版本对照。"
        )
    return ""


def _years(catalog_id: str, title: str) -> Iterator[str]:
    words = layout_words()
    known = words.documents.get(catalog_id)
    for pattern in known.editions if known else ():
        yield from pattern.findall(title)
    yield from (year for name, year in words.superseded.items() if name in title)
