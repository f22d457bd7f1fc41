"""The log as people read it: in words, filtered, page by page, exported, and only by those who may."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

import evidence.access
from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from criteria.vocabulary import Verdict
from criteria.yaml_reader import read_yaml
from evidence import documents, log, register, reviews
from evidence.errors import InvalidInputError, NotAllowedError, NotFoundError
from evidence.log import LogFilter, LogLine
from evidence.log_words import log_words
from evidence.privacy.desk import clear_document
from evidence.store.heads import Head, noted_heads
from evidence.store.migrations import migrate
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import COLLEAGUE, House, of_clause, refused
from tests.unit.evidence.maintenance.tampering import change_entry, tampering

AUDITOR = Viewer("审计员", Role.AUDITOR)
CLAUSE = "05.01.3#1"


def found(house: House, limit: int = 100, offset: int = 0, **wanted: Any) -> list[LogLine]:
    return log.load_page(house.store, AUDITOR, shipped_catalogs(), LogFilter(**wanted), limit, offset).lines


def newest(house: House, table: str) -> LogLine:
    return found(house, tables=frozenset({table}))[0]


def names(lines: list[LogLine]) -> list[str]:
    return [line.what for line in lines]


def told(line: LogLine) -> tuple[str, str, str, str]:
    return line.action, line.kind, line.what, line.content


def test_a_new_record_in_words(house: House) -> None:
    house.system("检验系统", "LIS", vendor="瑞美")
    line = newest(house, "systems")
    assert told(line) == ("新增", "系统", "检验系统", "名称：检验系统；类型：检验；厂商：瑞美")
    assert (line.at, line.actor, line.role, line.place) == ("2026-03-02 09:30:00", "王主任", "主任", "")
    assert len(line.hash) == 64


def test_a_change_shows_before_and_after(house: House) -> None:
    system = house.system("检验系统", "LIS")
    draft = register.SystemDraft("检验系统", "LIS", connected=True, go_live_on=date(2025, 1, 5))
    register.change_system(house.store, COLLEAGUE, system, draft, 1)
    assert newest(house, "systems").content == "上线日期：空 → 2025-01-05；接入平台：空 → 是"


def test_a_renamed_record_has_its_present_name_everywhere(house: House) -> None:
    system = house.system("检验系统", "LIS")
    register.change_system(house.store, COLLEAGUE, system, register.SystemDraft("检验系统二期", "LIS"), 1)
    assert [line.what for line in found(house, tables=frozenset({"systems"}))] == ["检验系统二期"] * 2


def test_a_verdict(house: House, emr: LevelsCatalog) -> None:
    system = house.system("检验系统", "LIS")
    house.judge(emr, Verdict.PARTIAL, CLAUSE, system=system)
    house.judge(emr, Verdict.MET, CLAUSE, system=system)
    assert told(newest(house, "verdicts")) == (
        "修改",
        "判定",
        "电子病历 05.01.3#1 · 检验系统",
        "判定：部分符合 → 符合",
    )
    house.judge(emr, Verdict.MET, CLAUSE)
    assert newest(house, "verdicts").what == "电子病历 05.01.3#1 · 全院"


def test_a_withdrawn_verdict_shows_what_it_was(house: House, emr: LevelsCatalog) -> None:
    house.judge(emr, Verdict.MET, CLAUSE)
    house.judge(emr, Verdict.UNKNOWN, CLAUSE)
    line = newest(house, "verdicts")
    assert line.action == "删除"
    assert "判定：符合 → 未评估" in line.content


def test_a_review(house: House) -> None:
    document = house.prove(accept=False)
    reviews.return_document(house.store, house.viewer, document, "看不清")
    assert told(newest(house, "documents")) == (
        "修改",
        "佐证材料",
        "《佐证说明》",
        "状态：待审 → 退回；原因：空 → 看不清；审核人：空 → 王主任；审核时间：空 → 2026-03-02 09:30",
    )


def test_what_belongs_to_a_record_is_called_like_it(house: House, emr: LevelsCatalog) -> None:
    document = house.prove(*of_clause(emr, CLAUSE))
    link = newest(house, "document_links")
    assert (link.kind, link.what) == ("材料关联", "《佐证说明》")
    assert "证明对象：要求点；标准：电子病历；证明内容：05.01.3#1" in link.content
    documents.unlink_document(house.store, house.viewer, document, *of_clause(emr, CLAUSE))
    gone = newest(house, "document_links")
    assert (gone.action, gone.what) == ("删除", "《佐证说明》")


def test_what_was_done_about_patients_is_told(house: House) -> None:
    document = house.prove()
    with house.store.writing(house.viewer) as transaction:
        transaction.update("documents", document, {"privacy": "flagged", "state": "pending"})
    assert "患者信息：未发现 → 发现疑似患者信息；状态：已采纳 → 待审" in newest(house, "documents").content
    clear_document(house.store, house.viewer, document, "测试数据")
    told_of = newest(house, "documents").content
    assert "患者信息：发现疑似患者信息 → 放行" in told_of
    assert "放行理由：空 → 测试数据" in told_of
    with house.store.writing(house.viewer) as transaction:
        transaction.audit("open_original", "documents", document, None, {"original_sha256": "0" * 64})
    assert newest(house, "documents").action == "下载未遮盖原件"


def test_the_members_of_a_protected_object(house: House) -> None:
    register.set_object(house.store, house.viewer, "核心业务", {house.system("检验系统")})
    line = newest(house, "object_systems")
    assert (line.what, line.content) == ("核心业务", "系统：空 → 检验系统")


def test_a_record_that_the_log_does_not_name_is_called_by_its_number(house: House) -> None:
    with house.store.writing(house.viewer) as transaction:
        transaction.audit("update", "vendors", 77, {"note": "a"}, {"note": "b"})
        transaction.audit("made up", "something", "x/y", None, {"whatever": 1, "version": 2})
    assert newest(house, "vendors").what == "编号 77"
    assert told(newest(house, "something")) == ("made up", "something", "x/y", "whatever：1")


def test_a_change_of_what_hangs_on_a_record(house: House) -> None:
    system = house.system("检验系统")
    with house.store.writing(house.viewer) as transaction:
        transaction.touch("systems", system)
    assert newest(house, "systems").content == "关联的内容有变动"


def test_an_entry_that_was_tampered_with_is_shown_as_it_is(house: House) -> None:
    house.system("检验系统")
    with tampering(house.store) as connection:
        connection.execute("UPDATE audit SET after = '{broken', before = '[1]', at = 'never' WHERE subject = 'systems'")
    line = newest(house, "systems")
    assert (line.at, line.content) == ("never", "内容：[1] → {broken")


def test_every_table_and_column_has_its_word() -> None:
    """A new table or column that people write needs a word in log_words.yaml."""
    rules = read_yaml(Path(evidence.access.__file__).with_name("access.yaml"))
    words, db = log_words(), Database(memory=True)
    migrate(db, "memory")
    assert set(rules["writes"]) <= set(words.tables)
    wordless = [
        f"{table}.{column}"
        for table in db.table_names()
        if table in words.tables
        for column in db[table].columns_dict
        if column not in words.quiet and words.field(table, column).name == column
    ]
    assert wordless == []


def test_filters(house: House) -> None:
    house.system("检验系统")
    house.clock.now += timedelta(days=3)
    register.add_system(house.store, COLLEAGUE, register.SystemDraft("护理系统 ABC", "NIS"))
    systems = frozenset({"systems"})
    assert names(found(house, tables=systems)) == ["护理系统 ABC", "检验系统"]
    assert names(found(house, tables=systems, people=frozenset({"李工"}))) == ["护理系统 ABC"]
    assert names(found(house, tables=systems, actions=frozenset({"delete"}))) == []
    assert names(found(house, tables=systems, since=date(2026, 3, 3))) == ["护理系统 ABC"]
    assert names(found(house, tables=systems, until=date(2026, 3, 2))) == ["检验系统"]
    assert names(found(house, tables=systems, since=date(2026, 3, 5), until=date(2026, 3, 5))) == ["护理系统 ABC"]
    assert names(found(house, text="护理 abc")) == ["护理系统 ABC"]
    assert found(house, text="护理 检验") == []
    assert found(house, text="%") == []
    assert found(house, text="' OR 1 --") == []


def test_the_place_is_searched_too(house: House) -> None:
    register.add_system(
        house.store, Viewer("李工", Role.ENGINEER, place="10.1.2.7"), register.SystemDraft("护理系统", "NIS")
    )
    [line] = found(house, text="10.1.2.7")
    assert line.place == "10.1.2.7"


def test_a_period_that_ends_before_it_begins(house: House) -> None:
    with refused(InvalidInputError, "截止日期早于开始日期"):
        found(house, since=date(2026, 3, 3), until=date(2026, 3, 2))


def test_pages_follow_each_other_and_the_total_is_of_all(house: House) -> None:
    for number in range(7):
        house.system(f"系统 {number}")
    everything = found(house)
    assert [line.id for line in everything] == sorted((line.id for line in everything), reverse=True)
    pages = [found(house, 3, offset) for offset in range(0, len(everything), 3)]
    assert [line for page in pages for line in page] == everything
    page = log.load_page(house.store, AUDITOR, shipped_catalogs(), LogFilter(), 3, 0)
    assert page.total == len(everything) == house.store.revision(house.viewer)


def test_a_new_entry_is_there_at_once(house: House) -> None:
    before = found(house)
    house.system("检验系统")
    assert found(house)[1:] == before
    assert "王主任" in log.load_choices(house.store, AUDITOR).people
    register.add_system(house.store, COLLEAGUE, register.SystemDraft("护理系统", "NIS"))
    choices = log.load_choices(house.store, AUDITOR)
    assert choices.people == ("李工", "王主任")
    assert choices.actions == {"insert": "新增"}
    assert choices.tables == {"hospital": "医院", "systems": "系统"}


def test_one_entry(house: House) -> None:
    house.system("检验系统")
    line = newest(house, "systems")
    assert log.log_line(house.store, AUDITOR, shipped_catalogs(), line.id) == line
    with refused(NotFoundError, "没有编号为 999 的审计记录"):
        log.log_line(house.store, AUDITOR, shipped_catalogs(), 999)


def test_the_export_holds_all_that_is_filtered(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_AT_ONCE", 2)
    for number in range(5):
        house.system(f"系统 {number}")
    table = log.export_log(house.store, AUDITOR, shipped_catalogs(), LogFilter(tables=frozenset({"systems"})))
    assert table["对象"].tolist() == [f"系统 {number}" for number in (4, 3, 2, 1, 0)]
    assert list(table.columns) == ["时间", "人员", "角色", "来源", "操作", "类别", "对象", "内容", "编号", "校验值"]
    nothing = log.export_log(house.store, AUDITOR, shipped_catalogs(), LogFilter(text="没有这个词"))
    assert len(nothing) == 0
    assert list(nothing.columns) == list(table.columns)


def test_too_many_entries_are_not_exported_at_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "MOST_EXPORTED", 1)
    house.system("检验系统")
    with refused(InvalidInputError, "超过一次导出的上限 1 条，请缩小时间范围"):
        log.export_log(house.store, AUDITOR, shipped_catalogs(), LogFilter())


def test_the_check_of_the_chain(house: House) -> None:
    house.system("检验系统")
    first = log.check_chain(house.store, AUDITOR)
    assert first.whole
    assert first.head in noted_heads(house.store.folder)
    house.system("护理系统", "NIS")
    assert log.check_chain(house.store, AUDITOR, since=first.head).whole
    change_entry(house.store, 1)
    assert not log.check_chain(house.store, AUDITOR).whole


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.AUDITOR)])
def test_only_administrators_and_auditors_read_the_log(house: House, role: Role) -> None:
    viewer = Viewer("某人", role, vendor_id=1)
    for read in (
        lambda: log.load_page(house.store, viewer, shipped_catalogs(), LogFilter()),
        lambda: log.load_choices(house.store, viewer),
        lambda: log.log_line(house.store, viewer, shipped_catalogs(), 1),
        lambda: log.export_log(house.store, viewer, shipped_catalogs(), LogFilter()),
        lambda: log.check_chain(house.store, viewer),
        lambda: log.check_chain(house.store, viewer, since=Head(1, "a" * 64)),
    ):
        with refused(NotAllowedError, "没有这项权限"):
            read()


def test_what_one_may_read_is_not_handed_to_another(house: House) -> None:
    """Results are shared between viewers of the same scope only."""
    found(house)
    with refused(NotAllowedError, "没有这项权限"):
        log.load_page(house.store, Viewer("李工", Role.ENGINEER), shipped_catalogs(), LogFilter())
