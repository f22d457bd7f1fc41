"""Who is told what when somebody does something; and who is not."""

from datetime import date

from criteria.models import LevelsCatalog
from evidence import reviews, tasks
from evidence.comments import add_comment
from evidence.errors import ConflictError, NotAllowedError
from evidence.mock_review.planning import PlanDraft, change_review
from evidence.notifications.events import documents_uploaded
from evidence.notifications.inbox import inbox
from evidence.statistics.confirmation import return_figures
from evidence.store import Store
from evidence.viewer import Role, Viewer
from tests.unit.evidence.house import nothing_stored, refused
from tests.unit.evidence.mock_review.rehearsal import HELD_ON, Rehearsal
from tests.unit.evidence.notifications.people import Hospital
from tests.unit.evidence.statistics.desk import Desk, counted, coverage


def send_back(hospital: Hospital, document: int, reason: str = "看不清时间") -> None:
    reviews.return_document(hospital.house.store, hospital.engineer, document, reason)


def told_of_uploads(store: Store, who: Viewer, *document_ids: int) -> None:
    """As it happens within the upload."""
    with store.writing(who) as transaction:
        documents_uploaded(transaction, document_ids)


def test_a_returned_document_comes_back_to_its_uploader_with_the_reason(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    send_back(hospital, document)
    assert hospital.messages(hospital.vendor) == ["《标本交接截图》被李工退回：看不清时间"]
    assert hospital.messages(hospital.colleague) == hospital.messages(hospital.stranger) == []
    [message] = inbox(hospital.house.store, hospital.vendor).messages
    assert (message.screen, message.address) == ("documents", {"doc": str(document)})


def test_when_the_uploader_is_gone_a_colleague_is_told(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    hospital.disable(hospital.vendor)
    send_back(hospital, document)
    assert hospital.messages(hospital.colleague, "document_returned")
    assert not hospital.messages(hospital.stranger)


def test_an_upload_from_before_there_were_accounts_belongs_to_its_name(hospital: Hospital) -> None:
    document = hospital.upload(Viewer("周工", Role.ENGINEER))
    send_back(hospital, document)
    assert hospital.messages(hospital.second_engineer, "document_returned")


def test_a_refused_return_tells_nobody(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    with nothing_stored(hospital.house.store), refused(ConflictError, "刚被"):
        reviews.return_document(hospital.house.store, hospital.engineer, document, "看不清", expected=99)
    with nothing_stored(hospital.house.store), refused(NotAllowedError, "权限"):
        reviews.return_document(hospital.house.store, hospital.colleague, document, "看不清")


def test_a_return_taken_back_is_taken_out_of_the_inbox(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    before = hospital.house.document(document)
    send_back(hospital, document)
    reviews.take_back_review(hospital.house.store, hospital.engineer, before)
    assert hospital.messages(hospital.vendor) == []


def test_the_same_document_returned_again_is_said_again(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    send_back(hospital, document)
    reviews.accept_document(hospital.house.store, hospital.engineer, document)
    hospital.house.clock.now = hospital.house.clock.now.replace(hour=16)
    send_back(hospital, document, "缺少签字")
    assert len(hospital.messages(hospital.vendor, "document_returned")) == 2


def test_acceptance_is_told_once_a_day_where_the_hospital_wants_it(hospital: Hospital) -> None:
    first, *more = [hospital.upload(hospital.vendor, f"材料{n}") for n in range(4)]
    reviews.accept_document(hospital.house.store, hospital.engineer, first)
    assert hospital.messages(hospital.vendor) == ["您上传的《材料0》已采纳"]
    reviews.accept_documents(hospital.house.store, hospital.engineer, more[:2])
    assert hospital.messages(hospital.vendor) == ["您上传的材料有 3 份已采纳"]
    hospital.change(tell_accepted=False)
    reviews.accept_document(hospital.house.store, hospital.engineer, more[2])
    assert hospital.messages(hospital.vendor) == ["您上传的材料有 3 份已采纳"]


def test_reviewers_get_one_message_a_day_about_uploads(hospital: Hospital) -> None:
    documents = [hospital.upload(hospital.vendor) for _ in range(5)]
    hospital.house.clock.now = hospital.house.clock.now.replace(day=3)
    told_of_uploads(hospital.house.store, hospital.vendor, documents[0])
    assert hospital.messages(hospital.engineer)[-1] == "《标本交接截图》等待审核，由陈工上传"
    told_of_uploads(hospital.house.store, hospital.vendor, *documents[1:])
    assert hospital.messages(hospital.engineer)[-1] == "今天新上传 5 份材料，等待审核"
    assert hospital.messages(hospital.vendor) == hospital.messages(hospital.stranger) == []
    hospital.house.clock.now = hospital.house.clock.now.replace(day=4)
    told_of_uploads(hospital.house.store, hospital.vendor, documents[0])
    assert len(hospital.messages(hospital.head, "documents_to_review")) >= 2


def test_who_uploads_for_the_hospital_is_not_told_of_it(hospital: Hospital) -> None:
    document = hospital.house.prove(accept=False)
    before = hospital.messages(hospital.engineer)
    told_of_uploads(hospital.house.store, hospital.engineer, document)
    assert hospital.messages(hospital.engineer) == before
    assert hospital.messages(hospital.second_engineer)


def test_a_returned_figure_reaches_who_entered_it(hospital: Hospital, emr: LevelsCatalog) -> None:
    store = hospital.house.store
    desk = Desk(hospital.house, emr)
    for level in (5, 6):
        desk.enter(counted(coverage(emr, level), 850, 1000), who=hospital.engineer)
    return_figures(store, hospital.second_engineer, [desk.figure(6)], "分母不对")
    return_figures(store, hospital.head, [desk.figure(5), desk.figure(6)], "时间不对")
    assert hospital.messages(hospital.engineer) == [
        "“05.01.6”的统计结果被周工退回：分母不对",
        "王主任退回了 2 项统计结果：时间不对",
    ]
    assert hospital.messages(hospital.second_engineer) == hospital.messages(hospital.vendor) == []
    assert {message.screen for message in inbox(store, hospital.engineer).messages} == {"statistics"}


def test_a_reviewer_is_told_of_the_mock_review_once(hospital: Hospital, emr: LevelsCatalog) -> None:
    rehearsal = Rehearsal(hospital.house, emr)
    review = rehearsal.plan(rehearsal.expert, title="五级预评审")
    told = ["您是模拟评审“五级预评审”的评审人员，评审日期 2026-03-20"]
    assert hospital.messages(rehearsal.expert) == told
    [message] = inbox(hospital.house.store, rehearsal.expert).messages
    assert (message.screen, message.address) == ("review_day", {"part": "模拟评审", "mock": str(review)})
    both = tuple(viewer.account_id or 0 for viewer in (rehearsal.expert, hospital.engineer))
    draft = PlanDraft("五级预评审", HELD_ON, both)
    change_review(hospital.house.store, hospital.head, review, draft, rehearsal.course(review).review.version)
    assert hospital.messages(rehearsal.expert) == hospital.messages(hospital.engineer) == told


def new_tasks(hospital: Hospital, *drafts: tasks.TaskDraft) -> list[int]:
    return tasks.create_tasks(hospital.house.store, hospital.engineer, drafts)


def test_a_new_task_reaches_its_owner_and_the_vendor_of_its_system(hospital: Hospital) -> None:
    draft = tasks.TaskDraft("增加超时提醒", owner="周工", system_id=hospital.lis, due_on=date(2026, 5, 31))
    [task] = new_tasks(hospital, draft)
    for who in (hospital.second_engineer, hospital.vendor, hospital.colleague):
        assert hospital.messages(who) == ["新的整改任务“增加超时提醒”，截止日期 2026-05-31"]
    assert not any(hospital.messages(who) for who in (hospital.stranger, hospital.engineer, hospital.head))
    [message] = inbox(hospital.house.store, hospital.vendor).messages
    assert (message.screen, message.address) == ("tasks", {"task": str(task)})


def test_many_new_tasks_are_one_message(hospital: Hospital) -> None:
    new_tasks(hospital, *(tasks.TaskDraft(f"任务{n}", system_id=hospital.lis) for n in range(20)))
    assert hospital.messages(hospital.vendor) == ["新的整改任务 20 个"]


def test_an_owner_of_another_vendor_is_not_told(hospital: Hospital) -> None:
    new_tasks(hospital, tasks.TaskDraft("调整接口", owner="吴工", system_id=hospital.lis))
    assert hospital.messages(hospital.stranger) == []


def test_who_sets_up_their_own_task_is_not_told(hospital: Hospital) -> None:
    new_tasks(hospital, tasks.TaskDraft("核对清单", owner="李工"))
    assert hospital.messages(hospital.engineer) == []


def test_another_due_date_is_told_and_nothing_else(hospital: Hospital) -> None:
    draft = tasks.TaskDraft("增加超时提醒", owner="周工", due_on=date(2026, 5, 31))
    [task] = new_tasks(hospital, draft)
    renamed = tasks.TaskDraft("增加标本超时提醒", owner="周工", due_on=date(2026, 5, 31))
    tasks.change_task(hospital.house.store, hospital.engineer, task, renamed, 1)
    assert len(hospital.messages(hospital.second_engineer)) == 1
    later = tasks.TaskDraft("增加标本超时提醒", owner="周工", due_on=date(2026, 6, 30))
    tasks.change_task(hospital.house.store, hospital.engineer, task, later, 2)
    assert hospital.messages(hospital.second_engineer)[-1] == "整改任务“增加标本超时提醒”的截止日期改为 2026-06-30"


def test_a_task_that_changes_hands_is_new_to_its_new_owner(hospital: Hospital) -> None:
    [task] = new_tasks(hospital, tasks.TaskDraft("核对清单", owner="周工"))
    tasks.change_task(hospital.house.store, hospital.engineer, task, tasks.TaskDraft("核对清单", owner="王主任"), 1)
    assert hospital.messages(hospital.head) == ["新的整改任务“核对清单”，截止日期未定"]
    assert len(hospital.messages(hospital.second_engineer)) == 1


def test_a_comment_reaches_the_other_side(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor, system=hospital.lis)
    add_comment(hospital.house.store, hospital.engineer, document, "请补一张带时间的截图")
    assert hospital.messages(hospital.vendor, "comment") == ["李工在《标本交接截图》留言：请补一张带时间的截图"]
    add_comment(hospital.house.store, hospital.vendor, document, "已补")
    assert hospital.messages(hospital.engineer, "comment") == ["陈工在《标本交接截图》留言：已补"]
    assert not hospital.messages(hospital.second_engineer, "comment")
    assert not hospital.messages(hospital.stranger)


def test_the_first_word_of_a_vendor_goes_to_all_reviewers(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor, system=hospital.lis)
    add_comment(hospital.house.store, hospital.vendor, document, "这样可以吗？")
    for who in (hospital.engineer, hospital.second_engineer, hospital.head):
        assert hospital.messages(who, "comment")


def test_a_comment_on_the_hospitals_document_reaches_the_vendor_of_its_system(hospital: Hospital) -> None:
    document = hospital.upload(hospital.engineer, system=hospital.lis)
    add_comment(hospital.house.store, hospital.head, document, "请厂商核对")
    for who in (hospital.engineer, hospital.vendor, hospital.colleague):
        assert hospital.messages(who, "comment")
    assert not hospital.messages(hospital.stranger)


def test_long_texts_are_quoted_in_part(hospital: Hospital) -> None:
    document = hospital.upload(hospital.vendor)
    add_comment(hospital.house.store, hospital.engineer, document, "长" * 1500)
    [text] = hospital.messages(hospital.vendor, "comment")
    assert text.endswith("……")
    assert len(text) < 120


def test_accounts_out_of_use_or_out_of_time_are_told_nothing(hospital: Hospital) -> None:
    clock = hospital.house.clock
    late = hospital.open("过期厂商", Role.VENDOR, "瑞美", valid_until=clock.now.date())
    hospital.disable(hospital.colleague)
    clock.now = clock.now.replace(day=20)
    new_tasks(hospital, tasks.TaskDraft("增加超时提醒", system_id=hospital.lis))
    clock.now = clock.now.replace(day=2)
    assert hospital.messages(late) == hospital.messages(hospital.colleague) == []
    assert hospital.messages(hospital.vendor)
