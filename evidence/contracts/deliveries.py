"""履约记录: recording what was delivered for an obligation, with its document, and taking that back."""

from dataclasses import dataclass
from datetime import date

from evidence.access import Permission, may, must
from evidence.contracts.rules import rules, sort_name
from evidence.dates import iso
from evidence.documents import DocumentDraft, KeptDraft, add_kept, keep_files
from evidence.errors import InvalidInputError, NotAllowedError
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer


@dataclass(frozen=True)
class DeliveryDraft:
    """What a person enters. `document`: a new document (file or statement), or `document_id`: one that is there.

    Neither: what leaves no document (a visit without a report).
    """

    delivered_on: date
    note: str = ""
    document: DocumentDraft | None = None
    document_id: int | None = None
    example: bool = False


def record_delivery(store: Store, viewer: Viewer, obligation_id: int, draft: DeliveryDraft) -> int:
    """Records what was delivered, and its new document as pending, in one action; returns the delivery's id.

    Raises NotFoundError for an obligation or document that the viewer does not see, InvalidInputError for a day to come
    or an obligation that was fulfilled already, NotAllowedError, and as add_document.
    """
    kept = keep_files(store, viewer, [draft.document] if draft.document else [])
    with store.writing(viewer) as transaction:
        obligation = transaction.get("obligations", obligation_id)
        _check(transaction, obligation)
        return _insert(transaction, obligation, draft, kept)


def record_extra(store: Store, viewer: Viewer, contract_id: int, sort: str, draft: DeliveryDraft) -> int:
    """Records what was delivered without being due on a day (补丁升级记录); returns the delivery's id.

    Raises as record_delivery, InvalidInputError for an unknown sort.
    """
    if sort not in rules().sorts:
        raise InvalidInputError(f"履约类别“{sort}”未知，请从列表中选择。")
    kept = keep_files(store, viewer, [draft.document] if draft.document else [])
    with store.writing(viewer) as transaction:
        transaction.get("contracts", contract_id)
        obligation_id = transaction.insert("obligations", _extra_row(transaction, contract_id, sort))
        return _insert(transaction, transaction.get("obligations", obligation_id), draft, kept)


def _extra_row(transaction: Transaction, contract_id: int, sort: str) -> Row:
    sql = "SELECT ifnull(max(number), 0) + 1 AS next FROM obligations WHERE contract_id = ? AND key LIKE ?"
    number = next(transaction.db.query(sql, [contract_id, f"extra/{sort}/%"]))["next"]
    return {
        "contract_id": contract_id,
        "key": f"extra/{sort}/{number}",
        "sort": sort,
        "title": f"{sort_name(sort)}（合同日程以外第 {number} 份）",
        "number": number,
        "owed_by": rules().sorts[sort].owed_by,
    }


def _check(transaction: Transaction, obligation: Row) -> None:
    if obligation["dropped"]:
        raise InvalidInputError(f"“{obligation['title']}”已不在合同要求之内，请刷新页面后选择现行的义务。")
    if obligation["owed_by"] == "hospital" and not may(transaction.viewer, Permission.REGISTER):
        raise NotAllowedError(f"“{obligation['title']}”由医院办理，请联系医院信息部门。")


def _insert(transaction: Transaction, obligation: Row, draft: DeliveryDraft, kept: list[KeptDraft]) -> int:
    if draft.delivered_on > transaction.today:
        raise InvalidInputError(f"履约日期 {draft.delivered_on} 晚于今天，请填写实际完成的日期。")
    if transaction.find("deliveries", "obligation_id = ? AND withdrawn_at IS NULL", [obligation["id"]]):
        raise InvalidInputError(f"“{obligation['title']}”已有履约记录，如需更正请先撤回原来的记录。")
    document_id = draft.document_id
    if document_id is not None:
        transaction.get("documents", document_id)
    for added in add_kept(transaction, kept) if kept else []:
        document_id = added
    row: Row = {
        "obligation_id": obligation["id"],
        "document_id": document_id,
        "delivered_on": iso(draft.delivered_on),
        "note": draft.note.strip(),
        "author": transaction.viewer.name.strip(),
        "account_id": transaction.viewer.account_id,
        "vendor_id": transaction.viewer.vendor_id,
        "at": transaction.now,
        "example": int(draft.example),
    }
    return transaction.insert("deliveries", row)


def withdraw_delivery(store: Store, viewer: Viewer, delivery_id: int, why: str, expected: int | None = None) -> None:
    """Takes a delivery back, with a reason: its obligation is open again; its document stays.

    Raises InvalidInputError without a reason or when it was withdrawn already, NotAllowedError when a vendor takes back
    what the hospital recorded, ConflictError.
    """
    must(viewer, Permission.UPLOAD)
    if not why.strip():
        raise InvalidInputError("撤回履约记录时请写明原因。")
    with store.writing(viewer) as transaction:
        delivery = transaction.get("deliveries", delivery_id)
        if delivery["withdrawn_at"] is not None:
            raise InvalidInputError("这条履约记录已经撤回，请刷新页面。")
        if not may(viewer, Permission.REGISTER) and delivery["vendor_id"] != viewer.vendor_id:
            raise NotAllowedError("这条履约记录由医院登记，只能由医院撤回；如有误请联系医院信息部门。")
        changes: Row = {
            "withdrawn_at": transaction.now,
            "withdrawn_by": viewer.name.strip(),
            "withdrawn_why": why.strip(),
        }
        transaction.update("deliveries", delivery_id, changes, expected)
