"""The vault keeps a file once, under its SHA-256."""

import io
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from evidence import vault
from evidence.errors import InvalidInputError, NotFoundError
from tests.unit.evidence.house import refused


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def picture(kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(buffer, kind)
    return buffer.getvalue()


def test_a_file_comes_back_as_it_was(tmp_path: Path) -> None:
    content = bytes(range(256)) * 10
    digest = vault.put(tmp_path, content)
    assert digest == sha256(content).hexdigest()
    assert vault.get(tmp_path, digest) == content
    assert files(tmp_path) == [vault.file_path(tmp_path, digest)]


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    first = vault.put(tmp_path, b"inspected")
    stamp = vault.file_path(tmp_path, first).stat().st_mtime_ns
    assert vault.put(tmp_path, b"inspected") == first
    assert vault.put(tmp_path, b"something else") != first
    assert len(files(tmp_path)) == 2
    assert vault.file_path(tmp_path, first).stat().st_mtime_ns == stamp


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with refused(InvalidInputError, "文件是空的（0 字节）"):
        vault.put(tmp_path, b"")
    assert files(tmp_path) == []


def test_a_file_over_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_BYTES", 2 * 1024 * 1024)
    vault.put(tmp_path, b"x" * vault.MAX_BYTES)
    with refused(InvalidInputError, "文件超过 2 MB 的上限"):
        vault.put(tmp_path, b"y" * (vault.MAX_BYTES + 1))
    assert len(files(tmp_path)) == 1


def test_a_lost_file_is_told(tmp_path: Path) -> None:
    digest = vault.put(tmp_path, b"inspected")
    vault.file_path(tmp_path, digest).unlink()
    with refused(NotFoundError, "不在文件库中，请从备份恢复"):
        vault.get(tmp_path, digest)


@pytest.mark.parametrize("digest", ["", "../../readiness.db", "a" * 63, "A" * 64, "g" * 64, "/" * 64])
def test_only_a_sha256_names_a_file(tmp_path: Path, digest: str) -> None:
    with refused(NotFoundError, "文件编号无效"):
        vault.get(tmp_path, digest)
