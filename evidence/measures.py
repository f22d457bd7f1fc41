"""Entering coverage (有效应用) and data quality (数据质量): counted, checked, rounded on entry."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from criteria.grading.numbers import MeasureError, ratio, round_measure
from criteria.models import LevelsCatalog
from evidence.dates import iso
from evidence.errors import ConflictError, InvalidInputError
from evidence.records import Measure, from_row
from evidence.store import Row, Store, Transaction
from evidence.viewer import Viewer

COVERAGE = "coverage"
DATA_QUALITY = "data_quality"
_MOST = 10**12


@dataclass(frozen=True)
class MeasureDraft:
    """A figure to be stored: counted (numerator and denominator) or a share given as such.

    `level` None: holds for every level without a value of its own. `check_no`: the k-th (from 1) annex-4 check of
    the row. `expected`: the version that the person saw (0 = none yet), None skips the check.
    """

    item: str
    kind: str
    level: int | None = None
    check_no: int | None = None
    numerator: int | None = None
    denominator: int | None = None
    share: Decimal | None = None
    window_from: date | None = None
    window_to: date | None = None
    note: str = ""
    expected: int | None = None
    example: bool = False


def record_measures(store: Store, viewer: Viewer, catalog: LevelsCatalog, drafts: Iterable[MeasureDraft]) -> int:
    """Stores figures in one action and returns how many changed.

    Raises InvalidInputError (denominator 0, numerator above denominator, numbers beyond all counting, unknown item,
    window that ends before it starts) or ConflictError; then nothing is stored.
    """
    changed = 0
    with store.writing(viewer) as transaction:
        for draft in drafts:
            changed += store_measure(transaction, catalog, draft)
    return changed


def store_measure(transaction: Transaction, catalog: LevelsCatalog, draft: MeasureDraft) -> bool:
    """Stores one figure inside an action; whether it differs from what was there. Raises as record_measures."""
    _check(catalog, draft)
    return _record(transaction, catalog.id, draft)


def _check(catalog: LevelsCatalog, draft: MeasureDraft) -> None:
    rows = catalog.rows_by_item.get(draft.item)
    if rows is None:
        raise InvalidInputError(f"《{catalog.title}》中没有评价项目“{draft.item}”，请刷新页面。")
    if draft.level is not None and draft.level not in rows:
        raise InvalidInputError(f"评价项目 {draft.item} 没有 {draft.level} 级，请重新选择级别。")
    if draft.check_no is not None and draft.kind != DATA_QUALITY:
        raise InvalidInputError(f"{draft.item} 的有效应用不分考察项，请按分子和分母填写。")
    if draft.check_no is not None:
        checks = rows[draft.level].data_quality_checks if draft.level is not None else ()
        if not 1 <= draft.check_no <= len(checks):
            raise InvalidInputError(f"{draft.item} 没有第 {draft.check_no} 项数据质量考察，请刷新页面。")
    if draft.window_from and draft.window_to and draft.window_to < draft.window_from:
        raise InvalidInputError("统计截止日期早于开始日期，请核对统计时间范围。")
    if max(draft.numerator or 0, draft.denominator or 0) > _MOST:
        raise InvalidInputError("分子、分母不能超过一万亿，请核对统计结果后重新填写。")


def _value(draft: MeasureDraft) -> Decimal:
    try:
        if draft.numerator is not None and draft.denominator is not None:
            return ratio(draft.numerator, draft.denominator)
        if draft.share is not None and draft.numerator is None and draft.denominator is None:
            return round_measure(draft.share)
    except MeasureError as error:
        raise InvalidInputError(str(error)) from error
    raise InvalidInputError("请同时填写分子和分母，或只填写比例。")


def _record(transaction: Transaction, catalog: str, draft: MeasureDraft) -> bool:
    key: Row = {
        "catalog": catalog,
        "item": draft.item,
        "level": draft.level,
        "kind": draft.kind,
        "check_no": draft.check_no,
    }
    values: Row = {
        "numerator": draft.numerator,
        "denominator": draft.denominator,
        "value": str(_value(draft)),
        "window_from": iso(draft.window_from),
        "window_to": iso(draft.window_to),
        "note": draft.note.strip(),
        "example": int(draft.example),
    }
    signed = {"author": transaction.viewer.name.strip(), "at": transaction.now}
    where = "catalog IS ? AND item IS ? AND level IS ? AND kind IS ? AND check_no IS ?"
    found = transaction.find("measures", where, key.values())
    if found is None:
        if draft.expected:
            raise ConflictError("这项数据刚被他人删除，您的修改没有保存；请刷新后再改。")
        transaction.insert("measures", key | values | signed)
        return True
    if all(found[name] == value for name, value in values.items()):
        return False
    return transaction.update("measures", found["id"], values | signed, draft.expected)


def drop_measure(store: Store, viewer: Viewer, measure_id: int) -> None:
    """Removes a figure: it is not measured again. Its content stays in the audit."""
    with store.writing(viewer) as transaction:
        transaction.delete("measures", measure_id)


def measures(store: Store, viewer: Viewer, catalog: str, item: str) -> list[Measure]:
    """All figures of one item."""
    sql = "SELECT * FROM measures WHERE catalog = ? AND item = ? ORDER BY kind, level, check_no"
    with store.reading(viewer) as db:
        return [from_row(Measure, row) for row in db.query(sql, [catalog, item])]


def quality_index(index: Decimal | None, checks: dict[int, Decimal], check_count: int) -> Decimal | None:
    """The data quality index of a row: as given, else the mean of its checks, an unmeasured check counting 0.

    None when nothing was measured. The standard gives the coefficient of each check, not how they combine: the mean
    is this project's convention.
    """
    if index is not None:
        return index
    if not checks or not check_count:
        return None
    return round_measure(sum(checks.values(), Decimal(0)) / check_count)
