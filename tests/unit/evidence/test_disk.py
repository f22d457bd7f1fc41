"""Errors of the disk are told in Chinese, with the name that the person gave."""

import errno
import os
from pathlib import Path

import pytest

from evidence.disk import UNFINISHED, must_be_file, reason_of, told_of_disk
from evidence.errors import InvalidInputError, NotFoundError, StoreError
from tests.unit.evidence.house import refused


def broken(number: int, name: object = None) -> OSError:
    return OSError(number, os.strerror(number), name)


def test_a_temporary_name_gives_way_to_the_one_that_was_asked_for() -> None:
    out = Path("/备份/材料册.zip")
    with refused(StoreError, "读写 /备份/材料册.zip 失败（没有权限），导出没有完成；"), told_of_disk("导出", place=out):
        raise broken(errno.EACCES, f"/备份/{UNFINISHED}ab12")
    with refused(StoreError, "读写 /材料/一.pdf 失败（磁盘出错）"), told_of_disk("导出", place=out):
        raise broken(errno.EIO, "/材料/一.pdf")


def test_a_full_disk_has_a_sentence_of_its_own() -> None:
    with refused(StoreError, "磁盘空间不足，备份没有完成"), told_of_disk("备份"):
        raise broken(errno.ENOSPC)


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EROFS, errno.ENAMETOOLONG, errno.EISDIR, errno.ESTALE, 4711])
def test_reasons_are_chinese(number: int) -> None:
    assert not any(letter.isascii() and letter.isalpha() for letter in reason_of(broken(number)))
    assert reason_of(OSError()) == "错误号 不明"


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with refused(InvalidInputError, f"{tmp_path} 是文件夹，请给出文件。"):
        must_be_file(tmp_path)
    with refused(NotFoundError, "不存在，请核对路径。"):
        must_be_file(tmp_path / "没有.docx")
    (tmp_path / "有.docx").touch()
    assert must_be_file(tmp_path / "有.docx").name == "有.docx"
