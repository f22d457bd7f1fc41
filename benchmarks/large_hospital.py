"""A hospital of the size the aims speak of: 25 systems of the four contracts, five targets, 20,000 documents."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.deployment import Deployment
from evidence.documents import CLAUSE, DocumentDraft, Link, add_documents
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.measures import COVERAGE, DATA_QUALITY, MeasureDraft, record_measures
from evidence.reviews import accept_documents
from evidence.samples.hospitals import SLUGS, read_sample
from evidence.situation import Duty, load_situation
from evidence.store import Store
from evidence.tasks import TaskDraft, create_tasks
from evidence.viewer import Viewer

VIEWER = Viewer("性能测量")
# Nobody accepts their own upload.
REVIEWER = Viewer("性能复核")
TARGETS = {
    "emr-2018": "6",
    "interop-2020": "五级乙等",
    "mlps3-2019": "基本符合",
    "smart-service-2019": "4",
    "smart-management-2021": "4",
}


def build(data: Path, documents: int, today: date) -> Store:
    """Creates the hospital `bench` under a data directory with most clauses judged and `documents` documents."""
    deployment = Deployment(data)
    store = deployment.create("bench")
    register.set_hospital(store, VIEWER, "性能测量医院", example=True)
    members = set()
    for slug in SLUGS:
        for entry in read_sample(slug).data["systems"]:
            draft = register.SystemDraft(f"{slug} {entry['name']}", entry["kind"], vendor=entry.get("vendor", slug))
            members.add(register.add_system(store, VIEWER, draft))
    object_id = register.set_object(store, VIEWER, "全部系统", members)
    for catalog_id, level in TARGETS.items():
        own = object_id if catalog_id == "mlps3-2019" else None
        register.set_target(store, VIEWER, deployment.catalogs[catalog_id], level, today + timedelta(days=90), own)
    clauses: list[tuple[str, str]] = []
    situation = load_situation(store, VIEWER, deployment.catalogs, today)
    for catalog in deployment.catalogs.values():
        record_verdicts(store, VIEWER, catalog, list(_verdicts(situation.duties(catalog.id))))
        clauses += [(catalog.id, clause.id) for row in catalog.requirements for clause in row.clauses]
        if isinstance(catalog, LevelsCatalog):
            record_measures(store, VIEWER, catalog, list(_measures(catalog)))
    ids = add_documents(store, VIEWER, [_document(number, clauses, today) for number in range(documents)])
    accept_documents(store, REVIEWER, [document_id for document_id in ids if document_id % 4])
    drafts = [TaskDraft(f"任务 {n}", due_on=today + timedelta(days=n), clauses=(clauses[n * 7],)) for n in range(60)]
    create_tasks(store, VIEWER, drafts)
    return store


def _verdicts(duties: Mapping[str, tuple[Duty, ...]]) -> Iterator[VerdictDraft]:
    """Three clauses in four met, by position, so that every run has the same hospital."""
    for number, (clause, responsible) in enumerate(duties.items()):
        verdict = Verdict.PARTIAL if number % 4 == 3 else Verdict.MET
        judged: list[int | None] = [duty.system.id for duty in responsible]
        for system_id in judged or [None]:
            yield VerdictDraft(clause, verdict, system_id)


def _measures(catalog: LevelsCatalog) -> Iterator[MeasureDraft]:
    for item in catalog.items:
        yield MeasureDraft(item.item, COVERAGE, numerator=870, denominator=1000)
        yield MeasureDraft(item.item, DATA_QUALITY, numerator=912, denominator=1000)


def _document(number: int, clauses: list[tuple[str, str]], today: date) -> DocumentDraft:
    catalog, clause = clauses[number % len(clauses)]
    return DocumentDraft(
        title=f"材料 {number} {clause}",
        kind="screenshot" if number % 3 else "data_query",
        effective_on=today - timedelta(days=number % 300),
        statement=f"性能测量用的说明 {number}",
        expires_on=today + timedelta(days=number % 500) if number % 5 == 0 else None,
        links=(Link(CLAUSE, clause, catalog),),
    )
