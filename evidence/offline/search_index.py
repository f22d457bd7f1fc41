"""What the search of the offline bundle looks through, as a file of data that a page loads without a server."""

import json
from collections.abc import Iterable

from evidence.binder.words import kind_name, refs
from evidence.offline.site import Site
from evidence.words import VERDICT_SIGNS

Entry = dict[str, str]
_SHOWN = 160


def search_index(site: Site) -> bytes:
    """`search-index.js`: requirements, then documents. code, title and text are shown; `more` is only searched."""
    text = json.dumps([*_requirements(site), *_documents(site)], ensure_ascii=False, separators=(",", ":"))
    # Line breaks of JavaScript that JSON does not know, and the end of a script.
    for sign, code in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("<", "\\u003c")):
        text = text.replace(sign, code)
    return f"window.SEARCH_INDEX={text};\n".encode()


def _requirements(site: Site) -> Iterable[Entry]:
    for entry in site.items:
        item = entry.item
        for requirement in item.requirements:
            view = requirement.view
            words = "；".join(clause.view.text for clause in requirement.clauses)
            notes = [clause.own_words for clause in requirement.clauses]
            systems = [f"{system.name} {system.product} {system.vendor} {system.kind}" for system in view.systems]
            level = f"{view.entry.level}级" if requirement.statistics else view.entry.level
            name = view.name if view.name == item.name else f"{item.name} {view.name}"
            proofs = len(requirement.numbers)
            yield {
                "code": view.code,
                "title": f"{view.code} {name} {level} {VERDICT_SIGNS[view.entry.verdict]}，材料 {proofs} 份",
                "text": _cut(words),
                "more": "\n".join(
                    [words, *notes, *systems, item.heading, *(clause.view.id for clause in requirement.clauses)]
                ),
                "page": site.page_of_ref[view.code],
            }


def _documents(site: Site) -> Iterable[Entry]:
    for proof in site.proofs:
        document = proof.bound.document
        yield {
            "code": proof.bound.number,
            "title": f"{proof.bound.number} {document.title}（材料）",
            "text": f"{kind_name(document)}，{document.effective_on} 生效，证明 {refs(proof.bound.proves)}",
            "more": "\n".join([document.file_name, document.statement, document.note]),
            "page": proof.page,
        }


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
