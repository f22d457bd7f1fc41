"""What the calendar of 到期 says: the sentence, the time line, the filters, the table, the limits."""

from datetime import date, timedelta

from criteria.models import LevelsCatalog
from evidence.expiry import RunningOut, runs_out
from evidence.expiry_view import (
    Outlook,
    Slot,
    expiry_table,
    limit_lines,
    narrowed,
    outlook,
    outlook_sentence,
    time_line,
)
from tests.unit.evidence.house import TODAY, House, of_clause, of_measure
from tests.unit.evidence.small_catalogs import one_item

DAY = timedelta(days=1)
REVIEW = date(2026, 6, 1)
CLAUSE, STATISTICS = "05.01.3#1", "05.01"


def found(house: House, emr: LevelsCatalog) -> list[RunningOut]:
    """The picture of a clause and the statistics of an item run out, another picture of the clause goes on."""
    house.target(emr, "6")
    [aim] = house.situation(emr).targets
    system = house.system("检验平台", "LIS", vendor="瑞美")
    house.prove(*of_clause(emr, CLAUSE), kind="screenshot", expires=date(2026, 3, 14), system=system)
    house.prove(*of_clause(emr, CLAUSE), kind="screenshot")
    house.prove(*of_measure(emr, STATISTICS, "coverage"), *of_clause(emr, "05.01.7#1"), effective=TODAY - 60 * DAY)
    return runs_out(house.store, house.viewer, house.situation(emr), aim, REVIEW)


def test_the_answer_in_one_sentence(house: House, emr: LevelsCatalog) -> None:
    numbers = outlook(found(house, emr))
    assert numbers == Outlook(documents=2, asked=2, clauses=0, measures=1, first=date(2026, 3, 14))
    assert outlook_sentence(numbers, TODAY, REVIEW, review=True) == (
        "评审日 2026-06-01 前有 2 份材料到期，1 项统计指标将失去佐证；最早的一份 12 天后到期"
    )


def test_other_answers() -> None:
    def said(numbers: Outlook, review: bool = False) -> str:
        return outlook_sentence(numbers, TODAY, REVIEW, review)

    assert said(Outlook(0, 0, 0, 0, None)) == "2026-06-01 前没有材料到期"
    assert said(Outlook(3, 1, 41, 2, TODAY)) == (
        "2026-06-01 前有 3 份材料到期（所选目标 1 份），41 个要求点、2 项统计指标将失去佐证；最早的一份今天是最后一天"
    )
    assert "没有要求点因此失去佐证" in said(Outlook(3, 3, 0, 0, TODAY), review=True)


def test_the_time_line_counts_by_weeks_and_for_a_long_time_by_months(house: House, emr: LevelsCatalog) -> None:
    entries = found(house, emr)
    first = Slot(date(2026, 3, 9), date(2026, 3, 15), losing=0, other=1)
    second = Slot(date(2026, 3, 30), date(2026, 4, 5), losing=1, other=0)
    assert entries[1].until == date(2026, 4, 3)
    assert time_line(entries, TODAY, REVIEW) == [first, second]
    months = time_line(entries, TODAY, date(2027, 6, 1))
    assert [(slot.first, slot.last) for slot in months] == [
        (date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 4, 30)),
    ]
    assert time_line([], TODAY, REVIEW) == []


def test_filters_narrow_the_list(house: House, emr: LevelsCatalog) -> None:
    entries = found(house, emr)
    picture, statistics = entries
    assert narrowed(entries, "", None, losing=False, slot=None) == entries
    assert narrowed(entries, "佐证 周工", None, losing=False, slot=None) == entries
    assert narrowed(entries, "没有", None, losing=False, slot=None) == []
    assert narrowed(entries, "", picture.document.system_id, losing=False, slot=None) == [picture]
    assert narrowed(entries, "", None, losing=True, slot=None) == [statistics]
    week = Slot(date(2026, 3, 9), date(2026, 3, 15), 0, 1)
    assert narrowed(entries, "", None, losing=False, slot=week) == [picture]


def test_the_table_says_what_is_lost_and_why(house: House, emr: LevelsCatalog) -> None:
    entries = found(house, emr)
    table = expiry_table(house.situation(emr), entries)
    assert list(table["到期日"]) == ["2026-03-14", "2026-04-03"]
    assert list(table["剩余天数"]) == [12, 32]
    assert list(table["厂商"]) == ["瑞美", ""]
    assert list(table["失去佐证"]) == ["", "电子病历 05.01 有效应用统计"]
    assert list(table["另有材料"]) == [f"电子病历 {CLAUSE}", ""]
    assert list(table["到期原因"]) == ["失效日期", "超过 92 天"]
    assert list(expiry_table(house.situation(emr), []).columns) == list(table.columns)


def test_a_long_list_is_cut_with_its_number(house: House, emr: LevelsCatalog) -> None:
    clauses = [clause.id for row in emr.requirements[:9] for clause in row.clauses][:8]
    house.prove(*of_clause(emr, *clauses), kind="screenshot", expires=TODAY)
    entries = runs_out(house.store, house.viewer, house.situation(emr), None, REVIEW)
    [lost] = expiry_table(house.situation(emr), entries)["失去佐证"]
    assert lost.endswith(" 等 8 项")


def test_the_limits_are_told_with_their_sources(emr: LevelsCatalog) -> None:
    first, *others = limit_lines(emr)
    assert (first.material, first.days, first.mark) == ("证明有效应用、数据质量的统计", "92 天", "据公布文本改写")
    assert len(others) == len(emr.evidence_ages.rules)
    assert any("含“演练”" in line.material and line.days == "365 天" for line in others)
    assert all(line.source for line in others)
    assert limit_lines(one_item()) == []


def test_limits_that_are_none_and_for_some_requirements(catalogs: dict[str, LevelsCatalog]) -> None:
    first = limit_lines(catalogs["mlps3-2019"])[0]
    assert first.days == "不限"
    assert "限 L3-HRS1-02、" in first.material
