"""Puts planned example documents into the store and reviews them."""

from collections.abc import Sequence
from datetime import date, timedelta

from criteria.vocabulary import vocabulary
from evidence.documents import DocumentDraft, add_documents
from evidence.records import System
from evidence.reviews import accept_documents, return_document
from evidence.samples import progress_files
from evidence.samples.progress_data import between, one_of, percent, texts
from evidence.samples.progress_documents import PICTURE, TABLE, TEXT, DocumentPlan
from evidence.store import Store
from evidence.viewer import Viewer


class Uploader:
    """Adds the documents of one step, then reviews them; knows which document has which id."""

    def __init__(self, store: Store, reviewer: Viewer, plans: Sequence[DocumentPlan], days: Sequence[date]) -> None:
        self.store = store
        self.reviewer = reviewer
        self.plans = plans
        self.days = days
        self.ids: dict[str, int] = {}
        self.words = texts().documents

    def upload(self, step: int) -> None:
        """What comes in at the step: first versions, new ones of what was returned or gets too old; per person."""
        coming: dict[str, list[DocumentPlan]] = {}
        for plan in self.plans:
            if step in plan.comes_in_at:
                coming.setdefault(self._uploader(plan), []).append(plan)
        for uploader, plans in coming.items():
            drafts = [self._draft(plan, step, uploader) for plan in plans]
            ids = add_documents(self.store, Viewer(uploader), drafts)
            self.ids.update(zip((plan.key for plan in plans), ids, strict=True))

    def review(self, step: int) -> None:
        """Accepts and returns what came in at the step; the rest stays pending."""
        accepted = [self.ids[plan.key] for plan in self.plans if step in plan.accepted_in]
        accept_documents(self.store, self.reviewer, accepted)
        for plan in self.plans:
            if plan.step == step and plan.fate in ("returned", "renewed"):
                reason = one_of(self.words.return_reasons, plan.key, "reason")
                return_document(self.store, self.reviewer, self.ids[plan.key], reason)

    def _draft(self, plan: DocumentPlan, step: int, uploader: str) -> DocumentDraft:
        effective = self.days[step] - timedelta(days=between(self.words.age_days, plan.key, step, "age"))
        supersedes = self.ids.get(plan.key)
        name, content = self._file(plan, effective, step)
        return DocumentDraft(
            title=self.words.title.format(code=plan.code, name=plan.name, kind=_kind_name(plan)),
            kind=plan.kind,
            effective_on=effective,
            file_name=name,
            content=content,
            statement="" if content else self._statement(plan, effective, uploader),
            expires_on=self._expiry(plan, effective),
            system_id=plan.system.id if plan.system else None,
            note=self.words.note.format(what=plan.what),
            links=plan.links if supersedes is None else (),
            supersedes_id=supersedes,
            example=True,
        )

    def _uploader(self, plan: DocumentPlan) -> str:
        if plan.system and plan.system.vendor:
            return vendor_engineer(plan.system)
        return one_of(texts().engineers, plan.key, "engineer")

    def _expiry(self, plan: DocumentPlan, effective: date) -> date | None:
        today = self.days[-1]
        if plan.fate == "expired":
            return today - timedelta(days=between(self.words.expired_days, plan.key, "expired"))
        if plan.fate == "expiring":
            return today + timedelta(days=between(self.words.expiring_days, plan.key, "expiring"))
        limited = percent(plan.key, "limited") < self.words.limited
        return effective + timedelta(days=self.words.valid_for_days) if limited else None

    def _statement(self, plan: DocumentPlan, effective: date, uploader: str) -> str:
        return self.words.statement.format(
            date=effective.isoformat(), uploader=uploader, what=plan.what, code=plan.code, name=plan.name
        )

    def _file(self, plan: DocumentPlan, effective: date, step: int) -> tuple[str, bytes]:
        """Name and content of a real file, empty for a statement."""
        code, day = plan.code.replace("～", "-"), effective.isoformat()
        stem = self.words.file_name.format(code=code, kind=_kind_name(plan).replace("/", "-"))
        if plan.form == PICTURE:
            return f"{stem}.png", progress_files.picture(code, plan.system.kind if plan.system else "ALL", day)
        if plan.form == TEXT:
            system = plan.system.name if plan.system else self.words.whole_hospital
            words = {"code": plan.code, "name": plan.name, "kind": _kind_name(plan), "what": plan.what}
            return f"{stem}.txt", progress_files.text(**words, system=system, date=day)
        if plan.form == TABLE and step in plan.counted:
            counted = plan.counted[step]
            return f"{stem}.csv", progress_files.table(counted.numerator or 0, counted.denominator or 0)
        return "", b""


def vendor_engineer(system: System) -> str:
    """Who uploads and works for a system's vendor, visibly an example."""
    return texts().vendor_engineer.format(vendor=system.vendor.removeprefix(texts().mark))


def _kind_name(plan: DocumentPlan) -> str:
    return vocabulary().evidence_types[plan.kind]
