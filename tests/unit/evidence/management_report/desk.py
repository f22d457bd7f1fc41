"""A hospital with five targets and two vendors, its report, and how a Word file is read back."""

import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import docx
from docx.document import Document

from criteria.models import Catalog
from criteria.vocabulary import Verdict
from evidence import register
from evidence.contracts.coverage import Status
from evidence.management_report.facts import Report, load_report
from evidence.management_report.progress import Trend
from evidence.management_report.vendors import Money
from evidence.standing import Basis, TrendPoint
from tests.unit.evidence.house import TODAY, House, of_clause

EMR = "emr-2018"
LEVELS = {EMR: "5", "interop-2020": "四级甲等", "smart-service-2019": "4", "smart-management-2021": "4"}
REVIEW = date(2026, 6, 1)


def furnish(house: House, catalogs: Mapping[str, Catalog]) -> None:
    """Two systems; 05.02.2 unmet at the laboratory, 05.02.3 waiting for somebody to look; one task overdue."""
    lab = house.system("检验系统", "LIS", "瑞美")
    house.system("医院信息系统", "HIS", "卫宁")
    for catalog, level in LEVELS.items():
        register.set_target(house.store, house.viewer, catalogs[catalog], level, review_on=REVIEW)
    group = register.set_object(house.store, house.viewer, "检验业务", {lab})
    register.set_target(house.store, house.viewer, catalogs["mlps3-2019"], "基本符合", None, group)
    house.judge(catalogs[EMR], Verdict.UNMET, "05.02.2#1", system=lab)
    house.judge(catalogs[EMR], Verdict.MET, "05.02.3#1", system=lab)
    house.prove(*of_clause(catalogs[EMR], "05.02.3#1"), accept=False)
    house.task("扫码", system_id=lab, due_on=date(2026, 2, 1), clauses=((EMR, "05.02.2#1"),))


def report_of(house: House, catalogs: Mapping[str, Catalog], today: date = TODAY) -> Report:
    return load_report(house.store, house.viewer, house.situation(*catalogs.values(), today=today))


def crowded(report: Report) -> Report:
    """The same with more of everything than two pages hold, all names longer than a line."""
    long = "某某省某某市第一人民医院附属检验信息系统及血库管理系统" * 3
    sentence = f"{long}：评审（2026-06-01）前有 108 份证明材料到期，170 项内容将失去证明"
    whose = "、".join([f"{long[:10]}…（{long[:7]}…） 40 项"] * 2) + "等 12 个系统"
    return replace(
        report,
        situation=replace(report.situation, hospital=replace(report.situation.hospital, name=long)),
        targets=tuple(
            replace(target, name=long, change="有据将降为未达1级，尚差由 34 增为 36 个项目", trend=_long_trend())
            for target in report.targets
        )
        * 2,
        blockers=tuple(replace(blocker, what=sentence[:52], whose=whose) for blocker in (report.blockers * 7)[:7]),
        vendors=tuple(replace(line, vendor=f"{place}{long}") for place, line in enumerate(report.vendors * 6)),
        money=_unsettled(report, long),
        risks=(sentence[:86],) * 20,
        decisions=tuple(replace(decision, text=long[:40], reason=sentence[:60]) for decision in report.decisions * 5),
    )


def _long_trend() -> Trend:
    """Two days, and a score of which only a part counts."""
    figures = {basis.value: "123.67" for basis in Basis}
    points = tuple(TrendPoint(on, {}, figures) for on in (date(2026, 1, 2), TODAY))
    return Trend(points, Decimal(170), False, Decimal("51.85"))


def _unsettled(report: Report, name: str) -> Money:
    """Money to be negotiated for every target, and free work left."""
    targets = tuple((target.standing.target, dict.fromkeys(Status, 99)) for target in report.targets)
    return Money(dict.fromkeys(Status, 900), targets, ((name, " 3 项（单项不超过 5 人天）"),))


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def headings(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]


def table_under(document: Document, first_head: str) -> list[list[str]]:
    """The rows of the table whose first heading this is."""
    [table] = [table for table in document.tables if table.rows[0].cells[0].text == first_head]
    return [[cell.text for cell in row.cells] for row in table.rows]
