"""Finding documents: by text, state, kind, system, clause, task and expiry; page by page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from criteria.models import LevelsCatalog
from evidence import reviews
from evidence.documents import DocumentDraft, DocumentFilter, DocumentPage, Link, add_document, find_documents
from tests.unit.evidence.house import COLLEAGUE, EARLIER, TODAY, House, of_clause

USUAL = DocumentDraft("材料", "record", EARLIER, statement="说明")


def add(house: House, title: str, accept: bool = False, **fields: object) -> int:
    draft = replace(USUAL, title=title, **fields)  # type: ignore[arg-type]
    document_id = add_document(house.store, house.viewer, draft)
    if accept:
        reviews.accept_document(house.store, COLLEAGUE, document_id)
    return document_id


def find(house: House, today: date = TODAY, limit: int = 50, offset: int = 0, **wanted: object) -> DocumentPage:
    filters = DocumentFilter(**wanted)  # type: ignore[arg-type]
    return find_documents(house.store, house.viewer, filters, today, limit, offset)


def titles(page: DocumentPage) -> list[str]:
    return [document.title for document in page.documents]


def test_the_newest_comes_first(house: House) -> None:
    add(house, "旧")
    house.clock.now += timedelta(days=1)
    add(house, "新一")
    add(house, "新二")
    page = find(house)
    assert (titles(page), page.total) == (["新二", "新一", "旧"], 3)


def test_an_empty_house(house: House) -> None:
    assert find(house) == DocumentPage([], 0, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("巡检", ["巡检照片", "季度巡检报告"]),
        ("  巡检   报告 ", ["季度巡检报告"]),
        ("报告 巡检", ["季度巡检报告"]),
        ("LIS", ["接口文档"]),
        ("lis-v5", ["接口文档"]),
        ("第三机房", ["巡检照片"]),
        ("恢复成功", ["恢复试验"]),
        ("没有这样的", []),
        ("", ["恢复试验", "接口文档", "巡检照片", "季度巡检报告"]),
    ],
)
def test_every_word_is_searched_in_title_file_name_note_and_statement(
    house: House, text: str, expected: list[str]
) -> None:
    add(house, "季度巡检报告")
    add(house, "巡检照片", note="第三机房")
    add(house, "接口文档", file_name="LIS-V5.txt", content=b"interface")
    add(house, "恢复试验", statement="数据恢复成功")
    assert titles(find(house, text=text)) == expected


@pytest.mark.parametrize("text", ["'", '"', "'; DROP TABLE documents; --", "\\", "?"])
def test_a_search_is_never_a_command(house: House, text: str) -> None:
    add(house, "巡检")
    assert find(house, text=text).total == 0
    assert find(house).total == 1


@pytest.mark.parametrize("text", ["%", "_", "100%", "05_01"])
def test_percent_and_underscore_stand_for_themselves(house: House, text: str) -> None:
    add(house, "覆盖 100 例 05.01")
    assert find(house, text=text).total == 0
    add(house, "100%_05_01")
    assert titles(find(house, text=text)) == ["100%_05_01"]


@pytest.fixture
def in_all_states(house: House) -> House:
    add(house, "待审")
    add(house, "有效", accept=True)
    add(house, "今天到期", accept=True, expires_on=TODAY)
    add(house, "过期", accept=True, expires_on=TODAY - timedelta(days=1))
    reviews.return_document(house.store, COLLEAGUE, add(house, "退回"), "看不清")
    add(house, "新版", supersedes_id=add(house, "旧版"), accept=True)
    return house


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"pending"}, {"待审"}),
        ({"accepted"}, {"有效", "今天到期", "新版"}),
        ({"expired"}, {"过期"}),
        ({"returned"}, {"退回"}),
        ({"superseded"}, {"旧版"}),
        ({"accepted", "expired"}, {"有效", "今天到期", "过期", "新版"}),
        ({"returned", "expired", "pending"}, {"退回", "过期", "待审"}),
        (set(), {"待审", "有效", "今天到期", "过期", "退回", "新版", "旧版"}),
    ],
)
def test_by_state(in_all_states: House, states: set[str], expected: set[str]) -> None:
    page = find(in_all_states, states=frozenset(states))
    assert (set(titles(page)), page.total) == (expected, len(expected))


def test_what_is_expired_depends_on_the_day(in_all_states: House) -> None:
    later = TODAY + timedelta(days=1)
    assert set(titles(find(in_all_states, later, states=frozenset({"expired"})))) == {"今天到期", "过期"}


def test_only_some(in_all_states: House) -> None:
    wanted = frozenset(document.id for document in find(in_all_states).documents if document.title in ("过期", "退回"))
    assert set(titles(find(in_all_states, ids=wanted))) == {"过期", "退回"}
    assert titles(find(in_all_states, ids=wanted, states=frozenset({"returned"}))) == ["退回"]
    assert titles(find(in_all_states, ids=frozenset())) == []


def test_by_kind_and_system(house: House) -> None:
    lis, nis = house.system("检验系统"), house.system("护理系统", "NIS")
    add(house, "检验报告", kind="report", system_id=lis)
    add(house, "检验日志", kind="log", system_id=lis)
    add(house, "护理报告", kind="report", system_id=nis)
    add(house, "制度", kind="policy")
    assert titles(find(house, kinds=frozenset({"report"}))) == ["护理报告", "检验报告"]
    assert titles(find(house, kinds=frozenset({"report", "log"}), system_id=lis)) == ["检验日志", "检验报告"]
    assert titles(find(house, system_id=nis)) == ["护理报告"]


def test_by_clause_and_task(house: House, emr: LevelsCatalog) -> None:
    task = house.task("补齐")
    add(house, "条款一", links=of_clause(emr, "05.01.5#1", "05.01.5#2"))
    add(house, "条款二", links=of_clause(emr, "05.01.5#2"))
    add(house, "别的标准", links=(Link("clause", "05.01.5#1", "interop-2020"),))
    add(house, "任务", links=(Link("task", str(task)),))
    assert titles(find(house, clause=(emr.id, "05.01.5#1"))) == ["条款一"]
    assert titles(find(house, clause=(emr.id, "05.01.5#2"))) == ["条款二", "条款一"]
    assert titles(find(house, task_id=task)) == ["任务"]
    assert find(house, task_id=task + 1).total == 0


def test_all_filters_together(house: House, emr: LevelsCatalog) -> None:
    lis = house.system("检验系统")
    wanted = {"kind": "report", "system_id": lis, "links": of_clause(emr, "05.01.5#1")}
    add(house, "检验巡检", accept=True, **wanted)
    add(house, "检验巡检待审", **wanted)
    add(house, "检验培训", accept=True, **wanted)
    page = find(
        house,
        text="巡检",
        states=frozenset({"accepted"}),
        kinds=frozenset({"report"}),
        system_id=lis,
        clause=(emr.id, "05.01.5#1"),
    )
    assert titles(page) == ["检验巡检"]


def test_page_by_page(house: House) -> None:
    for number in range(7):
        add(house, f"材料{number}", note="批次" if number else "")
    pages = [find(house, text="批次", limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [page.total for page in pages] == [6, 6, 6]
    assert [titles(page) for page in pages] == [["材料6", "材料5", "材料4"], ["材料3", "材料2", "材料1"], []]


def test_every_document_of_a_page_comes_with_its_links(house: House, emr: LevelsCatalog) -> None:
    links = of_clause(emr, "05.01.5#1", "05.01.5#2")
    linked = add(house, "有关联", links=links)
    alone = add(house, "无关联")
    page = find(house)
    assert {number: set(found) for number, found in page.links.items()} == {linked: set(links), alone: set()}
    assert list(find(house, limit=1).links) == [alone]
