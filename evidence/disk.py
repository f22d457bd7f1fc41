"""Errors of the disk as one sentence."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from evidence.errors import StoreError

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def told_of_disk(work: str, remedy: str = "请清理磁盘后再试") -> Iterator[None]:
    """Raises StoreError for a disk that is full, or that cannot be read or written.

    `work`: what was being done (备份), and leaves nothing half-done behind; `remedy`: what helps against a full disk.
    """
    try:
        yield
    except OSError as error:
        place = f" {error.filename} " if error.filename else ""
        if error.errno in _FULL:
            text = f"磁盘空间不足，{work}没有完成，没有留下不完整的结果；{remedy}。"
        else:
            text = f"读写{place}失败（{error.strerror}），{work}没有完成；请检查磁盘和文件夹权限后再试。"
        raise StoreError(text) from error
