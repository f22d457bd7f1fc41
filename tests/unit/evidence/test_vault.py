"""The vault keeps a file once, under its SHA-256; only what it says it is gets in."""

import io
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from evidence import vault
from evidence.errors import InvalidInputError, NotFoundError
from evidence.file_types import FILE_TYPES, check_file
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


def office() -> bytes:
    return b"PK\x03\x04" + b"\x00" * 40


GOOD = {
    "界面.png": (picture(), "image/png"),
    "界面.JPG": (picture("JPEG"), "image/jpeg"),
    "界面.gif": (picture("GIF"), "image/gif"),
    "界面.webp": (picture("WEBP"), "image/webp"),
    "界面.bmp": (picture("BMP"), "image/bmp"),
    "报告.pdf": (b"%PDF-1.7\n", "application/pdf"),
    "报告.docx": (office(), FILE_TYPES["docx"].media_type),
    "统计.xlsx": (office(), FILE_TYPES["xlsx"].media_type),
    "统计.xls": (b"\xd0\xcf\x11\xe0\xa1", "application/vnd.ms-excel"),
    "记录.txt": ("巡检正常".encode(), "text/plain"),
    "演示.mp4": (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
    "a.b.c.pdf": (b"%PDF-1.4\n", "application/pdf"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says(name: str) -> None:
    content, media_type = GOOD[name]
    assert check_file(name, content) == media_type


@pytest.mark.parametrize("name", ["程序.exe", "脚本.sh", "页面.html", "没有扩展名", "压缩.zip", ".pdf", "报告.pdf.exe"])
def test_a_kind_of_file_that_proves_nothing(name: str) -> None:
    with refused(InvalidInputError, f"不接受“{name}”这类文件"):
        check_file(name, b"%PDF-1.7")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("界面.png", picture()[:60]),
        ("界面.png", picture()[:-20]),
        ("界面.png", b"\x89PNG\r\n\x1a\n"),
        ("界面.png", picture("JPEG")),
        ("界面.jpg", picture()),
        ("界面.webp", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        ("报告.pdf", b"<html>"),
        ("报告.docx", b"%PDF-1.7"),
        ("报告.doc", office()),
        ("演示.mp4", b"ftypmp42"),
    ],
)
def test_a_file_that_is_damaged_or_something_else(name: str, content: bytes) -> None:
    with refused(InvalidInputError, f"“{name}”打不开"):
        check_file(name, content)


def test_a_picture_with_a_flipped_byte_is_damaged() -> None:
    content = bytearray(picture())
    content[content.index(b"IDAT") + 6] ^= 0xFF
    with refused(InvalidInputError, "打不开"):
        check_file("界面.png", bytes(content))


@pytest.mark.parametrize("name", ["界面.png", "记录.txt"])
def test_an_empty_upload(name: str) -> None:
    with refused(InvalidInputError, f"“{name}”是空文件（0 字节）"):
        check_file(name, b"")


@pytest.mark.parametrize(
    ("name", "kind"), [("界面.jpg", "JPEG"), ("界面.gif", "GIF"), ("界面.bmp", "BMP"), ("界面.webp", "WEBP")]
)
def test_a_picture_cut_in_half_is_damaged(name: str, kind: str) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(buffer, kind)
    content = buffer.getvalue()
    assert check_file(name, content).endswith(kind.lower())
    for part in (content[: len(content) // 2], content[:-200]):
        with refused(InvalidInputError, "打不开"):
            check_file(name, part)


def test_a_moving_picture_cut_after_its_first_frame_is_damaged() -> None:
    buffer = io.BytesIO()
    frames = [Image.effect_noise((50, 50), spread) for spread in (20, 50, 80)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    content = buffer.getvalue()
    assert check_file("演示.gif", content) == "image/gif"
    with refused(InvalidInputError, "打不开"):
        check_file("演示.gif", content[: len(content) // 2])


def test_a_picture_that_would_fill_the_memory_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with refused(InvalidInputError, "打不开"):
        check_file("界面.jpg", picture("JPEG"))
