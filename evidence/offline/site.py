"""The pages of the offline bundle: plain HTML from the templates beside this module, everything escaped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from criteria.vocabulary import Verdict
from evidence.binder.content import Binder, BinderItem, BoundRequirement
from evidence.binder.numbers import item_paths
from evidence.binder.words import (
    LACK_HEAD,
    LEFT_OUT_HEAD,
    conclusion_of,
    counts_of,
    kind_name,
    lack_row,
    left_out_row,
    rules_of,
    wording,
)
from evidence.offline.proofs import Proof, by_number
from evidence.words import MEASURE_NAMES, VERDICT_SIGNS

TEMPLATES = Path(__file__).with_name("templates")
# Copied as they are.
ASSETS = ("style.css", "app.js")
# Nothing may be loaded but the bundle's own files: `file:` for a folder on a disk, 'self' where it lies on a server.
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; "
    "base-uri 'none'; form-action 'none'"
)
_ITEMS = "items"


@dataclass(frozen=True)
class ItemPage:
    """An item with the address of its page from the top folder, and the name of its file."""

    item: BinderItem
    page: str

    @property
    def file(self) -> str:
        """05.01.html."""
        return PurePosixPath(self.page).name

    @property
    def title(self) -> str:
        """05.01 标本处理."""
        return self.item.title

    @property
    def proven(self) -> int:
        """How many clauses nothing is owed for."""
        return sum(clause.proven for requirement in self.item.requirements for clause in requirement.clauses)


class Site:
    """Renders the pages of one binder."""

    def __init__(self, binder: Binder, proofs: list[Proof]) -> None:
        self.binder = binder
        self.proofs = proofs
        paths = item_paths(_ITEMS, [item.code for item in binder.items], "html")
        self.items = [ItemPage(item, path) for item, path in zip(binder.items, paths, strict=True)]

    @cached_property
    def proof_by_number(self) -> Mapping[str, Proof]:
        """Number → document."""
        return by_number(self.proofs)

    @cached_property
    def page_of_ref(self) -> Mapping[str, str]:
        """Requirement code, clause id or item → where it stands."""
        found = {}
        for entry in self.items:
            for requirement in entry.item.requirements:
                row = requirement.view.requirement
                found[row.code] = f"{entry.page}#{row.code}"
                found |= {clause.id: f"{entry.page}#{clause.id.replace('#', '%23')}" for clause in row.clauses}
            found.setdefault(entry.item.code, entry.page)
        return found

    def index(self) -> bytes:
        """The start page."""
        headings: dict[str, list[ItemPage]] = {}
        for entry in self.items:
            headings.setdefault(entry.item.heading, []).append(entry)
        return self._page(
            "index.html",
            headings=list(headings.items()),
            conclusion=conclusion_of(self.binder),
            counts=counts_of(self.binder),
            lacks=len(self.binder.lacks),
            left_out=len(self.binder.left_out),
            rules=rules_of(self.binder.cover),
        )

    def item(self, place: int) -> bytes:
        """The page of the item at a place."""
        before, after = _beside(self.items, place)
        item = self.items[place].item
        return self._page(
            "item.html",
            root="../",
            item=item,
            before=before,
            after=after,
            proofs=self.proof_by_number,
            label=_label,
            sign=_sign,
            statistics=_statistics,
            shown_lacks=item.lacks,
            lack_head=LACK_HEAD,
            lack_row=lack_row,
        )

    def proof(self, place: int) -> bytes:
        """The page of the document at a place."""
        before, after = _beside(self.proofs, place)
        proof = self.proofs[place]
        proves = [(ref, self.page_of_ref.get(ref.split(" ")[0], "index.html")) for ref in proof.bound.proves]
        home = next(entry for entry in self.items if proof.bound in entry.item.documents)
        return self._page(
            "proof.html",
            root="../",
            proof=proof,
            before=before,
            after=after,
            home=home,
            proves=proves,
            kind=kind_name(proof.bound.document),
            ending=PurePosixPath(proof.bound.path).suffix.lstrip("."),
        )

    def lacks(self) -> bytes:
        """The page of what is missing."""
        return self._page(
            "lacks.html",
            rules=rules_of(self.binder.cover),
            shown_lacks=self.binder.lacks,
            left_out=self.binder.left_out,
            lack_head=LACK_HEAD,
            lack_row=lack_row,
            left_out_head=LEFT_OUT_HEAD,
            left_out_row=left_out_row,
        )

    def _page(self, template: str, root: str = "", **given: Any) -> bytes:
        shared = {"cover": self.binder.cover, "words": wording(), "policy": POLICY, "root": root}
        return self._environment.get_template(template).render(**shared, **given).encode()

    @cached_property
    def _environment(self) -> Environment:
        return Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )


def _beside(pages: list[Any], place: int) -> tuple[Any, Any]:
    """The page before and the one after, None at the ends."""
    return (pages[place - 1] if place else None), (pages[place + 1] if place + 1 < len(pages) else None)


def _label(requirement: BoundRequirement) -> str:
    view = requirement.view
    return view.entry.label if requirement.statistics else f"{view.code}　{view.name}　{view.entry.level}".rstrip()


def _sign(verdict: Verdict) -> Markup:
    return Markup('<span class="sign {}">{}</span>').format(verdict.value, str(VERDICT_SIGNS[verdict]))


def _statistics(requirement: BoundRequirement) -> Iterable[tuple[str, tuple[str, ...]]]:
    """有效应用统计 and 数据质量统计 of a requirement, where they are asked, with the numbers of their documents."""
    found = requirement.statistics
    if found is None:
        return
    if found.coverage_numbers or found.coverage.value is not None:
        yield MEASURE_NAMES["coverage"], found.coverage_numbers
    if found.quality.asked:
        yield MEASURE_NAMES["data_quality"], found.quality_numbers
