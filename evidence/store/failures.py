"""What the database refuses or cannot do, told as one Chinese sentence."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from evidence.errors import InvalidInputError, StoreError, UserError

_LOG = logging.getLogger(__name__)
_PRIMARY = 0xFF
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNUSABLE = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)


@contextmanager
def told_in_chinese(hospital: str, lost: str = "") -> Iterator[None]:
    """Errors of SQLite as errors that a person can mend; mistakes of the program pass as they are.

    `lost`: what became of the work, put into the sentence (`，本次修改没有保存`).
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        told = _told(error, hospital, lost)
        if told is None:
            raise
        _LOG.warning("%s: %s", hospital, error, exc_info=error)
        raise told from error
    except OverflowError as error:
        if "SQLite" not in str(error):
            raise
        raise InvalidInputError(f"填写的数字过大{lost}，请核对后重新填写。") from error


def damaged(hospital: str) -> StoreError:
    """The error for a file that is no database, or no longer one."""
    return StoreError(f"医院 {hospital} 的数据库文件不可用或已损坏，请从备份恢复这个文件夹。")


def _told(error: sqlite3.DatabaseError, hospital: str, lost: str) -> UserError | None:
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    code = extended & _PRIMARY
    if code in _BUSY:
        return StoreError(f"数据库正忙{lost}，请稍候再试一次。")
    if code == sqlite3.SQLITE_FULL:
        return StoreError(f"磁盘空间不足{lost}，请清理磁盘后再试。")
    if code in _DAMAGED:
        return damaged(hospital)
    if code in _UNUSABLE:
        return StoreError(f"医院 {hospital} 的数据库读写失败{lost}，请检查磁盘和文件夹权限后再试。")
    # A trigger speaks up only when the program itself does what it must not (the audit is append-only).
    if code == sqlite3.SQLITE_CONSTRAINT and extended != sqlite3.SQLITE_CONSTRAINT_TRIGGER:
        return InvalidInputError(f"引用的记录不存在或取值不合要求{lost}，请刷新页面后再试。")
    return None
