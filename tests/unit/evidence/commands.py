"""Every function of `evidence/` that changes what a hospital has stored, each with one change to make."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from criteria.library import shipped_catalogs
from criteria.models import ComplianceCatalog, LevelsCatalog
from criteria.vocabulary import Verdict
from evidence import comments, documents, features, hazards, judgement, measures, register, reviews, tasks, ticklist
from evidence.records import System
from evidence.situation import Situation, load_situation
from evidence.viewer import Role, Viewer
from tests.unit.evidence import (
    commands_mock,
    commands_obligations,
    commands_overlay,
    commands_payers,
    commands_statistics,
    commands_wire,
)
from tests.unit.evidence.house import EARLIER, TODAY, House, of_clause

CLAUSE = "05.01.3#1"


@dataclass(frozen=True)
class Prepared:
    """A house in which every command has something to change."""

    house: House
    catalog: LevelsCatalog
    system: int
    member: int
    target: int
    measure: int
    document: int
    file: int
    task: int
    proof: int
    protected: int
    hazard: int
    feature: features.Feature
    applied: ticklist.Preview
    counted: commands_statistics.Counted
    signed: commands_obligations.Signed
    rehearsed: commands_mock.Rehearsed
    adopted: int
    served: commands_payers.Served

    def now(self) -> tuple[Situation, System]:
        situation = load_situation(self.house.store, self.house.viewer, shipped_catalogs(), TODAY)
        return situation, situation.system_by_id[self.system]


def mlps() -> ComplianceCatalog:
    catalog = shipped_catalogs()["mlps3-2019"]
    assert isinstance(catalog, ComplianceCatalog)
    return catalog


def prepare(house: House) -> Prepared:
    catalog = shipped_catalogs()["emr-2018"]
    assert isinstance(catalog, LevelsCatalog)
    system = house.system("瑞美检验平台", "LIS", vendor="瑞美")
    house.measure(catalog, "05.01", 3, coverage="0.8")
    [measure] = measures.measures(house.store, house.viewer, catalog.id, "05.01")
    protected = register.set_object(house.store, house.viewer, "检验业务", {system})
    features.add_feature(
        house.store,
        house.viewer,
        shipped_catalogs(),
        system,
        _barcodes(),
    )
    [feature] = features.features(house.store, house.viewer, system)
    applied = _tick(house, system, "LIS.quality-control")
    ticklist.record_ticks(house.store, house.viewer, [ticklist.TickDraft(system, "LIS.critical-values", "live")])
    return Prepared(
        house=house,
        catalog=catalog,
        system=system,
        member=house.system("护理系统", "NIS"),
        target=house.target(catalog, "5"),
        measure=measure.id,
        document=house.prove(*of_clause(catalog, CLAUSE), accept=False, system=system),
        file=_upload(house, system),
        task=house.task("补齐标本交接记录", system_id=system, clauses=((catalog.id, CLAUSE),)),
        proof=house.prove(),
        protected=protected,
        hazard=hazards.add_hazard(house.store, house.viewer, mlps(), protected, "弱口令"),
        feature=feature,
        applied=applied,
        counted=commands_statistics.count(house, catalog),
        signed=commands_obligations.sign(house),
        rehearsed=commands_mock.rehearse(house),
        adopted=commands_overlay.adopt(house),
        served=commands_payers.serve(house),
    )


def engineer_of(house: House, vendor: str) -> Viewer:
    """Somebody who works for a vendor."""
    [vendor_id] = [found.id for found in register.vendors(house.store, house.viewer) if found.name == vendor]
    return Viewer(f"{vendor}工程师", Role.VENDOR, vendor_id=vendor_id)


def _barcodes() -> features.FeatureDraft:
    return features.FeatureDraft("标本条码闭环", "live", claims=(("emr-2018", CLAUSE),))


def _upload(house: House, system: int) -> int:
    """A file that the vendor's own engineer has uploaded and said something about."""
    draft = documents.DocumentDraft(
        "质控截图", "record", EARLIER, file_name="质控.txt", content="质控记录".encode(), system_id=system
    )
    file = documents.add_document(house.store, engineer_of(house, "瑞美"), draft)
    comments.add_comment(house.store, engineer_of(house, "瑞美"), file, "质控截图只到上月")
    return file


def _tick(house: House, system: int, feature: str) -> ticklist.Preview:
    """Ticks a feature and applies what follows from it."""
    ticklist.record_ticks(house.store, house.viewer, [ticklist.TickDraft(system, feature, "live")])
    situation = load_situation(house.store, house.viewer, shipped_catalogs(), TODAY)
    return ticklist.apply_proposals(house.store, house.viewer, situation, situation.system_by_id[system])


Command = Callable[[Prepared, Viewer], object]


def _take_back(prepared: Prepared, who: Viewer) -> None:
    """As if the document had just been reviewed: what was seen before has the version before."""
    accepted = prepared.house.document(prepared.proof)
    reviews.take_back_review(
        prepared.house.store, who, replace(accepted, state="pending", reviewer="", version=accepted.version - 1)
    )


def _statement() -> documents.DocumentDraft:
    return documents.DocumentDraft("巡检说明", "record", EARLIER, statement="已巡检")


def _verdict() -> judgement.VerdictDraft:
    return judgement.VerdictDraft(CLAUSE, Verdict.MET)


def _change_document(p: Prepared, who: Viewer) -> None:
    documents.change_document(p.house.store, who, p.document, "新名称", "report", EARLIER, date(2027, 1, 1), "", 1)


COMMANDS: dict[str, Command] = {
    "register.set_hospital": lambda p, who: register.set_hospital(p.house.store, who, "第一人民医院"),
    "register.add_system": lambda p, who: register.add_system(
        p.house.store, who, register.SystemDraft("心电系统", "ECG", vendor="新厂商")
    ),
    "register.change_system": lambda p, who: register.change_system(
        p.house.store, who, p.system, register.SystemDraft("检验系统二期", "LIS"), 1
    ),
    "register.retire_system": lambda p, who: register.retire_system(p.house.store, who, p.system),
    "register.add_contract": lambda p, who: register.add_contract(p.house.store, who, "维保合同", vendor="新厂商"),
    "register.set_object": lambda p, who: register.set_object(p.house.store, who, "核心业务", {p.system, p.member}),
    "register.set_target": lambda p, who: register.set_target(p.house.store, who, p.catalog, "6"),
    "register.drop_target": lambda p, who: register.drop_target(p.house.store, who, p.target),
    "judgement.record_verdicts": lambda p, who: judgement.record_verdicts(p.house.store, who, p.catalog, [_verdict()]),
    "judgement.assign": lambda p, who: judgement.assign(
        p.house.store, who, p.catalog, [CLAUSE], p.member, False, "护理不参与"
    ),
    "measures.record_measures": lambda p, who: measures.record_measures(
        p.house.store, who, p.catalog, [measures.MeasureDraft("05.01", "coverage", 4, share=Decimal("0.7"))]
    ),
    "measures.drop_measure": lambda p, who: measures.drop_measure(p.house.store, who, p.measure),
    "comments.add_comment": lambda p, who: comments.add_comment(p.house.store, who, p.document, "请补时间"),
    "documents.add_document": lambda p, who: documents.add_document(p.house.store, who, _statement()),
    "documents.add_documents": lambda p, who: documents.add_documents(p.house.store, who, [_statement(), _statement()]),
    "documents.link_document": lambda p, who: documents.link_document(
        p.house.store, who, p.document, of_clause(p.catalog, "05.01.3#2")
    ),
    "documents.unlink_document": lambda p, who: documents.unlink_document(
        p.house.store, who, p.document, of_clause(p.catalog, CLAUSE)[0]
    ),
    "reviews.accept_document": lambda p, who: reviews.accept_document(p.house.store, who, p.document),
    "reviews.accept_documents": lambda p, who: reviews.accept_documents(p.house.store, who, [p.document, p.proof]),
    "reviews.take_back_review": _take_back,
    "reviews.return_document": lambda p, who: reviews.return_document(p.house.store, who, p.document, "看不清"),
    "documents.change_document": _change_document,
    "tasks.create_tasks": lambda p, who: tasks.create_tasks(p.house.store, who, [tasks.TaskDraft("新任务")]),
    "tasks.change_task": lambda p, who: tasks.change_task(p.house.store, who, p.task, tasks.TaskDraft("改名"), 1),
    "tasks.move_task": lambda p, who: tasks.move_task(p.house.store, who, p.task, "doing"),
    "tasks.close_task": lambda p, who: tasks.close_task(p.house.store, who, p.task, p.proof),
    "features.add_feature": lambda p, who: features.add_feature(
        p.house.store, who, shipped_catalogs(), p.system, features.FeatureDraft("危急值", "planned")
    ),
    "features.change_feature": lambda p, who: features.change_feature(
        p.house.store, who, shipped_catalogs(), p.feature, features.FeatureDraft(p.feature.name, "partly")
    ),
    "features.set_claims": lambda p, who: features.set_claims(
        p.house.store, who, shipped_catalogs(), p.feature.id, [("emr-2018", "05.01.3#2")]
    ),
    "features.remove_feature": lambda p, who: features.remove_feature(p.house.store, who, p.feature.id),
    "hazards.add_hazard": lambda p, who: hazards.add_hazard(p.house.store, who, mlps(), p.protected, "未备份"),
    "hazards.fix_hazard": lambda p, who: hazards.fix_hazard(p.house.store, who, p.hazard),
    "hazards.drop_hazard": lambda p, who: hazards.drop_hazard(p.house.store, who, p.hazard),
    "ticklist.record_ticks": lambda p, who: ticklist.record_ticks(
        p.house.store, who, [ticklist.TickDraft(p.system, "LIS.specimen-barcode", "none")]
    ),
    "ticklist.apply_proposals": lambda p, who: ticklist.apply_proposals(p.house.store, who, *p.now()),
    "ticklist.take_back": lambda p, who: ticklist.take_back(p.house.store, who, p.now()[1], p.applied),
}
COMMANDS |= commands_statistics.COMMANDS
COMMANDS |= commands_obligations.COMMANDS
COMMANDS |= commands_payers.COMMANDS
COMMANDS |= commands_wire.COMMANDS
COMMANDS |= commands_overlay.COMMANDS
COMMANDS |= commands_mock.COMMANDS
