"""The daily pass: each occasion is told once, to those who see the record, however often and late it runs."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from criteria.library import shipped_catalogs
from criteria.models import LevelsCatalog
from evidence import documents, reviews, tasks
from evidence.notifications.inbox import inbox
from evidence.notifications.reminders import remind
from evidence.viewer import Role
from tests.unit.evidence.house import TODAY, nothing_stored
from tests.unit.evidence.notifications.people import Hospital


def day(days: int) -> date:
    """So many days from the first one."""
    return TODAY + timedelta(days=days)


def passes(hospital: Hospital, *days: int) -> list[int]:
    """The daily pass on these days; how many messages each has made."""
    return [remind(hospital.house.store, shipped_catalogs(), day(offset)) for offset in days]


def due_task(hospital: Hospital, title: str, due: date, system: int | None = None, owner: str = "") -> int:
    draft = tasks.TaskDraft(title, due_on=due, system_id=system, owner=owner)
    [task] = tasks.create_tasks(hospital.house.store, hospital.house.viewer, [draft])
    return task


def test_a_document_that_runs_out_is_told_30_7_and_1_days_before_and_when_it_has(hospital: Hospital) -> None:
    document = hospital.accepted(hospital.vendor, "渗透测试报告", expires=day(40))
    days = range(45)
    made = passes(hospital, *days)
    assert [offset for offset, count in zip(days, made, strict=True) if count] == [10, 33, 39, 41]
    said = hospital.messages(hospital.vendor, "documents_due", "documents_expired")
    assert said == ["《渗透测试报告》将于 2026-04-11 到期，请准备新版本"] * 3 + [
        "《渗透测试报告》的有效期已于 2026-04-11 届满，请上传新版本"
    ]
    newest = inbox(hospital.house.store, hospital.vendor).messages[0]
    assert newest.address == {"doc": str(document)}
    assert not hospital.messages(hospital.colleague)
    assert not hospital.messages(hospital.engineer, "documents_due")


def test_several_on_one_day_are_one_message_of_numbers(hospital: Hospital) -> None:
    for number in range(12):
        hospital.accepted(hospital.vendor, f"截图{number}", expires=day(20 + number))
    passes(hospital, 0)
    assert hospital.messages(hospital.vendor, "documents_due") == ["11 份材料即将到期，最早 2026-03-22，请准备新版本"]


def test_running_again_says_nothing_again(hospital: Hospital) -> None:
    hospital.accepted(hospital.vendor, "巡检报告", expires=day(5))
    assert passes(hospital, 0) == [1]
    with nothing_stored(hospital.house.store):
        assert passes(hospital, 0) == [0]


def test_days_on_which_the_server_was_off_are_caught_up(hospital: Hospital) -> None:
    hospital.accepted(hospital.vendor, "巡检报告", expires=day(31))
    assert passes(hospital, 0, 26, 27) == [0, 1, 0]


def test_a_clock_that_is_set_back_repeats_nothing(hospital: Hospital) -> None:
    hospital.accepted(hospital.vendor, "巡检报告", expires=day(30))
    assert passes(hospital, 0, 23, 1, 2, 0) == [1, 1, 0, 0, 0]


def test_what_is_renewed_or_replaced_is_not_told(hospital: Hospital) -> None:
    old = hospital.accepted(hospital.vendor, "巡检报告", expires=day(5))
    hospital.upload(hospital.vendor, "巡检报告", expires=day(400), supersedes=old)
    assert passes(hospital, 0) == [0]


def test_who_renews_when_the_uploader_is_gone(hospital: Hospital) -> None:
    hospital.accepted(hospital.vendor, "巡检报告", expires=day(5))
    hospital.disable(hospital.vendor)
    hospital.disable(hospital.colleague)
    passes(hospital, 0)
    assert hospital.messages(hospital.engineer, "documents_due")
    assert not hospital.messages(hospital.stranger)


def statistics(hospital: Hospital, emr: LevelsCatalog, effective: date) -> int:
    """An accepted count of the coverage of an item, of which the standard wants one from the last three months."""
    draft = documents.DocumentDraft(
        "有效应用统计",
        "data_query",
        effective,
        statement="已统计",
        links=(documents.Link(documents.COVERAGE, "05.01", emr.id),),
    )
    document = documents.add_document(hospital.house.store, hospital.vendor, draft)
    reviews.accept_document(hospital.house.store, hospital.house.viewer, document)
    return document


def test_a_document_that_gets_too_old_for_what_it_proves(hospital: Hospital, emr: LevelsCatalog) -> None:
    statistics(hospital, emr, day(0))
    days = range(120)
    made = passes(hospital, *days)
    told = [offset for offset, count in zip(days, made, strict=True) if count]
    assert len(told) == 4
    last = told[2] + 1
    assert told == [last - 30, last - 7, last - 1, last + 1]
    said = hospital.messages(hospital.vendor, "documents_due", "documents_expired")
    assert said[0] == f"《有效应用统计》将于 {day(last)} 到期，请准备新版本"
    assert said[-1] == f"《有效应用统计》的有效期已于 {day(last)} 届满，请上传新版本"


def test_what_a_newer_document_proves_anyway_is_not_told(hospital: Hospital, emr: LevelsCatalog) -> None:
    statistics(hospital, emr, day(0))
    statistics(hospital, emr, day(60))
    hospital.house.clock.now += timedelta(days=60)
    assert sum(passes(hospital, *range(60, 110))) == 0


def test_tasks_are_told_before_and_after_their_due_date(hospital: Hospital) -> None:
    due_task(hospital, "增加超时提醒", day(7), hospital.lis, owner="周工")
    passes(hospital, 0, 7)
    for who in (hospital.vendor, hospital.colleague, hospital.second_engineer):
        assert hospital.messages(who, "tasks_due")[0] == "整改任务“增加超时提醒”将于 2026-03-09 截止"
    assert not hospital.messages(hospital.head, "tasks_due", "tasks_overdue")
    passes(hospital, 8, 9)
    for who in (hospital.vendor, hospital.second_engineer, hospital.head):
        assert hospital.messages(who, "tasks_overdue") == ["整改任务“增加超时提醒”已逾期，原定 2026-03-09 完成"]
    assert not hospital.messages(hospital.stranger)


def test_a_finished_task_is_not_overdue(hospital: Hospital) -> None:
    task = due_task(hospital, "增加超时提醒", day(1), hospital.lis)
    tasks.close_task(hospital.house.store, hospital.engineer, task, hospital.house.prove())
    assert passes(hospital, 5) == [0]


def test_a_task_that_nobody_works_on_reminds_who_set_it_up(hospital: Hospital) -> None:
    due_task(hospital, "核对清单", day(3))
    passes(hospital, 0)
    assert hospital.messages(hospital.head, "tasks_due")


def test_reviews_that_wait_too_long(hospital: Hospital) -> None:
    for title in ("材料一", "材料二"):
        hospital.upload(hospital.engineer, title)
    assert passes(hospital, 2) == [0]
    passes(hospital, 3, 4)
    assert hospital.messages(hospital.head, "reviews_late") == ["又有 2 份材料等待审核超过 72 小时"]
    assert not hospital.messages(hospital.engineer, "reviews_late")
    assert not hospital.messages(hospital.vendor)


def test_a_review_that_has_waited_for_months_is_told_too(hospital: Hospital) -> None:
    hospital.upload(hospital.vendor, "材料一")
    passes(hospital, 200)
    assert hospital.messages(hospital.head, "reviews_late") == ["《材料一》等待审核已超过 72 小时"]


def test_an_account_about_to_end_is_told_with_the_administrators(hospital: Hospital) -> None:
    admin = hospital.open("赵管理", Role.ADMIN)
    expert = hospital.open("钱专家", Role.EXPERT, valid_until=day(7))
    passes(hospital, 0, 6, 8)
    assert hospital.messages(expert) == ["您的账号只能使用到 2026-03-09，如需继续请联系医院管理员延长"] * 2
    assert hospital.messages(admin, "accounts_ending") == ["“钱专家”的账号只能使用到 2026-03-09"] * 2
    assert not hospital.messages(hospital.head, "accounts_ending")


def test_the_days_are_the_hospitals_choice(hospital: Hospital) -> None:
    hospital.change(remind_days=[3])
    hospital.accepted(hospital.vendor, "巡检报告", expires=day(10))
    assert passes(hospital, 0, 6, 7, 8) == [0, 0, 1, 0]


def test_a_message_about_a_foreign_record_is_not_even_made(hospital: Hospital) -> None:
    """The uploader of the record has changed vendors since: what they sent in is not theirs any more."""
    document = hospital.accepted(hospital.vendor, "巡检报告", expires=day(5))
    with hospital.house.store.writing(hospital.house.viewer.as_program()) as transaction:
        transaction.update("accounts", hospital.vendor.account_id or 0, {"vendor_id": hospital.stranger.vendor_id})
    with nothing_stored(hospital.house.store):
        assert passes(hospital, 0) == [0]
    assert documents.document(hospital.house.store, hospital.engineer, document)[0].state == "accepted"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(-20, 70), min_size=1, max_size=4), st.lists(st.integers(0, 60), max_size=4))
def test_however_the_pass_runs_nobody_hears_of_an_occasion_twice(
    hospital: Hospital, expiries: list[int], runs: list[int]
) -> None:
    """The messages of any passes are at most those of a daily one: an occasion per document and reminder."""
    store = hospital.house.store
    with store.writing(hospital.house.viewer.as_program()) as transaction:
        transaction.db.execute("DELETE FROM notifications")
        transaction.db.execute("UPDATE documents SET state = 'superseded'")
    for number, offset in enumerate(expiries):
        document = hospital.upload(hospital.vendor, f"材料{number}")
        reviews.accept_document(store, hospital.house.viewer, document)
        with store.writing(hospital.house.viewer.as_program()) as transaction:
            transaction.update("documents", document, {"expires_on": day(offset).isoformat()})
    sums = sum(remind(store, shipped_catalogs(), day(offset)) for offset in runs)
    assert sums == len(hospital.messages(hospital.vendor, "documents_due", "documents_expired"))
    assert sums <= 4 * len(expiries)
    assert sum(remind(store, shipped_catalogs(), day(offset)) for offset in runs) == 0
