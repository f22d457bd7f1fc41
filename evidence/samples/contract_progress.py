"""Example deliveries under the contract of a sample hospital: some in time, some late, some missing."""

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from criteria.yaml_reader import read_yaml
from evidence import register
from evidence.contracts.deliveries import DeliveryDraft, record_delivery
from evidence.contracts.draft import ContractDraft, Fact
from evidence.contracts.editing import with_start, with_value
from evidence.contracts.facts import ConfirmedFacts, all_facts, contract_file
from evidence.contracts.obligations import Obligation, obligations
from evidence.contracts.record import Confirmation, confirm_contract
from evidence.documents import DocumentDraft
from evidence.reviews import accept_document
from evidence.samples.progress_data import between, percent, texts
from evidence.store import Store
from evidence.viewer import Role, Viewer


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("contract_progress.yaml"))
    return words


class ContractProgress:
    """The contract of one sample hospital: it begins, and its deliveries come in step by step."""

    def __init__(self, store: Store, viewer: Viewer) -> None:
        self.store = store
        self.viewer = viewer
        self.engineer = Viewer(texts().vendor_engineer.format(vendor=""), Role.ENGINEER)

    def begin(self, today: date) -> None:
        """Enters an example start and an example sum, which no text names."""
        starts_on = (today - timedelta(days=_words()["started"][self.store.slug])).replace(day=1)
        for facts in all_facts(self.store, self.viewer).values():
            self._confirm_again(facts, self._dated(facts.draft, starts_on))

    def _dated(self, draft: ContractDraft, starts_on: date) -> ContractDraft:
        amount = Decimal(_words()["amounts"][self.store.slug])
        dated = with_value(with_start(draft, starts_on), "contract_sum", amount)
        marks = {"period_start": _words()["note"], "contract_sum": _words()["amount_note"]}
        marked = tuple(Fact(f.field, f.value, f.quotes, marks.get(f.field, f.note)) for f in dated.facts)
        return ContractDraft(marked, dated.problems, dated.not_understood)

    def _confirm_again(self, facts: ConfirmedFacts, draft: ContractDraft) -> None:
        contract = next(c for c in register.contracts(self.store, self.viewer) if c.id == facts.contract_id)
        name, content = contract_file(self.store, self.viewer, facts.contract_id)
        confirmation = Confirmation(
            title=facts.title,
            draft=draft,
            system_ids=facts.system_ids,
            vendor=self._vendor(facts),
            text=facts.text,
            by_ocr=facts.by_ocr,
            file_name=name,
            content=content,
            contract_id=facts.contract_id,
            note=contract.note,
            source=contract.source,
            example=True,
        )
        confirm_contract(self.store, self.viewer, confirmation)

    def _vendor(self, facts: ConfirmedFacts) -> str:
        """The contract's own vendor, else the one that all its systems have."""
        named = {vendor.id: vendor.name for vendor in register.vendors(self.store, self.viewer)}
        of_systems = {s.vendor for s in register.systems(self.store, self.viewer) if s.id in facts.system_ids}
        return named.get(facts.vendor_id or 0) or (of_systems.pop() if len(of_systems) == 1 else "")

    def deliver(self, today: date) -> None:
        """What had been delivered by a day; reports after the inspections that they are about."""
        delivered = 1
        while delivered:
            open_ones = [entry for entry in obligations(self.store, self.viewer, today) if entry.delivery is None]
            delivered = sum(self._deliver(entry, today) for entry in open_ones)

    def _deliver(self, entry: Obligation, today: date) -> bool:
        day = self._day(entry)
        if day is None or day > today or entry.owed_by != "vendor" or not self._has_base(entry, today):
            return False
        draft = DeliveryDraft(day, document=self._document(entry, day), example=True)
        record_delivery(self.store, self.engineer, entry.id, draft)
        found = next(o for o in obligations(self.store, self.viewer, today) if o.id == entry.id)
        if found.delivery is not None and found.delivery.document_id is not None:
            accept_document(self.store, self.viewer, found.delivery.document_id)
        return True

    def _day(self, entry: Obligation) -> date | None:
        """When the example delivers it: in time, late, or never."""
        if entry.due_on is None:
            return None
        fate = percent(self.store.slug, entry.key, "fate")
        if fate < _words()["done"]:
            return entry.due_on - timedelta(days=between(_words()["early_days"], self.store.slug, entry.key, "early"))
        if fate < _words()["done"] + _words()["late"]:
            return entry.due_on + timedelta(days=between(_words()["late_days"], self.store.slug, entry.key, "late"))
        return None

    def _has_base(self, entry: Obligation, today: date) -> bool:
        """Nobody reports on an inspection that did not take place."""
        base = entry.key.partition("/")[2]
        followed = [o for o in obligations(self.store, self.viewer, today) if o.key == base]
        return all(o.delivery is not None for o in followed)

    def _document(self, entry: Obligation, day: date) -> DocumentDraft:
        words = {"hospital": register.hospital(self.store, self.viewer).name, "contract": entry.contract}
        return DocumentDraft(
            title=_words()["title"].format(title=entry.title),
            kind=entry.document_kind,
            effective_on=day,
            file_name=_words()["file"].format(title=entry.title.replace("/", "-")[:60]),
            content=_words()["text"].format(title=entry.title, day=day, **words).encode("utf-8"),
            system_id=entry.system_ids[0] if entry.system_ids else None,
            note=_words()["note"],
            example=True,
        )
