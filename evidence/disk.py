"""Errors of the disk as one sentence, with the name that the person gave and the reason in Chinese."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from evidence.errors import InvalidInputError, NotFoundError, StoreError

# What every name begins with under which something is written until it is complete.
UNFINISHED = ".unfinished-"
_FULL = (errno.ENOSPC, errno.EDQUOT)
_REASONS = {
    errno.ENOENT: "位置不存在，或不能在那里新建文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许这样操作",
    errno.EROFS: "所在的磁盘是只读的",
    errno.EIO: "磁盘出错",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.EEXIST: "已经有同名的文件或文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENAMETOOLONG: "名称太长",
    errno.EINVAL: "名称里有不能用的字符",
    errno.ELOOP: "链接绕成了圈",
    errno.EBUSY: "正被别的程序使用",
    errno.EFBIG: "文件超过了磁盘格式的上限",
    errno.EMFILE: "同时打开的文件太多",
    errno.ENFILE: "同时打开的文件太多",
    errno.ESTALE: "网络磁盘断开了",
    errno.ETIMEDOUT: "网络磁盘没有回应",
    errno.EHOSTDOWN: "网络磁盘没有回应",
}


def reason_of(error: OSError) -> str:
    """Why the disk refused, in a few words: 没有权限; 错误号 95 for what is rare."""
    return _REASONS.get(error.errno or 0) or f"错误号 {error.errno or '不明'}"


@contextmanager
def told_of_disk(work: str, remedy: str = "请清理磁盘后再试", place: Path | None = None) -> Iterator[None]:
    """Raises StoreError for a disk that is full, or that cannot be read or written.

    `work`: what was being done (备份), and leaves nothing half-done behind; `remedy`: what helps against a full disk;
    `place`: what the person asked to be written, named instead of a name that is only for the time of writing.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            text = f"磁盘空间不足，{work}没有完成，没有留下不完整的结果；{remedy}。"
        else:
            named = _named(error, place)
            text = f"读写{named}失败（{reason_of(error)}），{work}没有完成；请检查磁盘和文件夹权限，或换一个位置再试。"
        raise StoreError(text) from error


def _named(error: OSError, place: Path | None) -> str:
    name = str(error.filename or "")
    if place is not None and (not name or UNFINISHED in name):
        name = str(place)
    return f" {name} " if name else ""


def must_be_file(path: Path) -> Path:
    """The path of a file that is there. Raises NotFoundError, InvalidInputError for a folder."""
    if path.is_dir():
        raise InvalidInputError(f"{path} 是文件夹，请给出文件。")
    if not path.is_file():
        raise NotFoundError(f"文件 {path} 不存在，请核对路径。")
    return path
