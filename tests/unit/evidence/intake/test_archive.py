"""A ZIP is taken as the files in it: each by itself, none under a name that leads anywhere, within limits."""

import io
import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import vault
from evidence.errors import InvalidInputError
from evidence.intake.archive import Refused, Unpacked, is_archive, read_again, unpack
from tests.unit.evidence.house import refused
from tests.unit.evidence.intake.limited import limited
from tests.unit.evidence.intake.made_files import excel, pdf, picture, with_flag, word, zipped

NAME = "九月材料.zip"


def found(content: bytes, name: str = NAME) -> list[Unpacked | Refused]:
    return list(unpack(name, io.BytesIO(content), len(content)))


def taken(content: bytes) -> list[str]:
    return [entry.name for entry in found(content) if isinstance(entry, Unpacked)]


def only_reason(content: bytes) -> str:
    """Why the only file of an archive is not taken."""
    [entry] = found(content)
    assert isinstance(entry, Refused)
    assert entry.reason.count("。") == 1
    assert entry.reason.endswith("。")
    return entry.reason


class PlainlyNamed(zipfile.ZipInfo):
    """An entry as Windows in Chinese writes it: a name in bytes, without a word on their encoding."""

    written = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the library's name
        return self.written, self.flag_bits & ~0x800


def named(*names: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number, name in enumerate(names):
            entry = PlainlyNamed(str(number))
            entry.written = name
            archive.writestr(entry, "x")
    return buffer.getvalue()


def test_the_files_of_an_archive_come_one_by_one() -> None:
    content = zipped({"九月/": "", "九月/05.01.6_标本.png": picture(), "九月/统计.xlsx": excel(), "报告.pdf": pdf()})
    entries = found(content)
    assert [(entry.number, entry.name) for entry in entries] == [
        (1, "05.01.6_标本.png"),
        (2, "统计.xlsx"),
        (3, "报告.pdf"),
    ]
    first = entries[0]
    assert isinstance(first, Unpacked)
    assert (first.content, first.media_type) == (picture(), "image/png")
    assert read_again(io.BytesIO(content), 1, first.name) == picture()


def test_a_refused_file_does_not_stop_the_others() -> None:
    content = zipped(
        {
            "好.txt": "x",
            "程序.exe": "MZ",
            "空.txt": "",
            "假.png": pdf(),
            "里层.zip": zipped({"a.txt": "x"}),
            "也好.txt": "y",
        }
    )
    reasons = [entry.reason if isinstance(entry, Refused) else "" for entry in found(content)]
    parts = ["", "Windows 程序", "空文件", "其实是 PDF 文档", "不能放在另一个压缩包里", ""]
    assert len(reasons) == len(parts)
    assert all(part in reason and bool(part) == bool(reason) for part, reason in zip(parts, reasons, strict=True))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/报告.txt",
        "/报告.txt",
        "C:/报告.txt",
        "C:报告.txt",
        "..\\..\\报告.txt",
        "\\\\server\\x\\报告.txt",
        "x/../报告.txt",
    ],
)
def test_of_a_path_in_an_archive_only_the_name_is_used(name: str) -> None:
    assert taken(zipped({name: "x"})) == ["报告.txt"]


def test_odd_names_are_made_plain() -> None:
    long = "很长" * 150 + ".txt"
    [first, second, third] = taken(zipped({"a\x1b\u202etxt.b.txt": "x", long: "x", "…": "x", "b?.txt": "x"}))
    assert first == "atxt.b.txt"
    assert second.endswith("很长.txt")
    assert len(second) <= 100
    assert third == "b_.txt"


def test_what_systems_leave_behind_is_passed_over() -> None:
    left = [
        "__MACOSX/._报告.txt",
        "._报告.txt",
        ".DS_Store",
        "a/.DS_Store",
        "图/Thumbs.db",
        "desktop.ini",
        "~$报告.docx",
    ]
    assert [entry.name for entry in found(zipped(dict.fromkeys(left, "x") | {"报告.txt": "x"}))] == ["报告.txt"]


@pytest.mark.parametrize("text", ["标本闭环.txt", "一.txt", "危急值处置统计（三季度）.txt", "㙍镕.txt", "plain.txt"])
def test_names_of_chinese_windows_and_of_others_are_read(text: str) -> None:
    assert taken(zipped({text: "x"})) == [text]
    assert taken(named(text.encode("gb18030"))) == [text]


def test_names_of_an_apple_computer_are_read_without_their_mark() -> None:
    assert taken(named("标本闭环.txt".encode())) == ["标本闭环.txt"]


def test_a_name_in_no_known_encoding_does_not_stop_the_file() -> None:
    assert taken(named(b"\xff\xff\x81.txt", b"good.txt"))[1:] == ["good.txt"]


def test_a_link_is_no_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("密码.txt")
        entry.create_system = 3
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    assert "只是一个链接" in only_reason(buffer.getvalue())


def test_a_file_with_a_password_is_refused() -> None:
    assert "加了密码" in only_reason(with_flag(zipped({"报告.txt": "x"}), 1))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_ways_of_packing_are_refused(method: int) -> None:
    assert "压缩方式不支持" in only_reason(zipped({"报告.txt": "x" * 100}, method))


def test_a_damaged_file_in_a_good_archive_is_refused() -> None:
    content = zipped({"坏.txt": "abcdefgh", "好.txt": "x"}, zipfile.ZIP_STORED).replace(b"abcdefgh", b"abcdefgx")
    first, second = found(content)
    assert isinstance(first, Refused)
    assert "“坏.txt”解不开" in first.reason
    assert isinstance(second, Unpacked)
    with refused(InvalidInputError, "解不开"):
        read_again(io.BytesIO(content), 0, "坏.txt")


def test_a_bomb_is_refused_by_how_much_it_swells() -> None:
    bomb = zipped({"零.bmp": b"\0" * 12_000_000})
    assert "200 倍以上，像是压缩炸弹" in only_reason(bomb)


def lying(content: bytes, real: int, claimed: int) -> bytes:
    """The same archive, which says that its file unpacks to another size."""
    return content.replace(struct.pack("<I", real), struct.pack("<I", claimed))


def test_a_bomb_that_lies_about_its_size_does_not_go_off() -> None:
    bomb = zipped({"零.bmp": b"\0" * 12_000_000})
    assert "解不开" in only_reason(lying(bomb, 12_000_000, 1000))
    assert "200 倍以上" in only_reason(lying(bomb, 12_000_000, 100_000_000))


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_BYTES", 1000)
    big, small = found(zipped({"大.txt": "x" * 1001, "小.txt": "x" * 1000}))
    assert isinstance(big, Refused)
    assert "超过单个文件" in big.reason
    assert isinstance(small, Unpacked)


def test_what_no_longer_fits_is_refused_and_smaller_files_still_come() -> None:
    content = zipped({"一.txt": "x" * 700_000, "二.txt": "y" * 700_000, "三.txt": "z" * 200_000})
    with limited(archive_unpacked_megabytes=1):
        first, second, third = found(content)
    assert isinstance(first, Unpacked)
    assert isinstance(second, Refused)
    assert "“二.txt”：加上它，压缩包解开后合计超过 1 MB" in second.reason
    assert isinstance(third, Unpacked)


def test_an_archive_with_too_many_files_is_refused_before_the_first() -> None:
    with refused(InvalidInputError, f"“{NAME}”里有 501 个文件，超过 500 个的上限，都没有保存"):
        found(zipped({f"{number}.txt": "x" for number in range(501)}))
    assert len(found(zipped({f"{number}.txt": "x" for number in range(500)} | {"a/": ""}))) == 500


def test_a_table_without_end_is_not_read_into_memory() -> None:
    content = zipped({"a.txt": b"PK\x01\x02" * 60_000}, zipfile.ZIP_STORED)
    with refused(InvalidInputError, "打不开：压缩包不完整或已损坏"):
        found(content)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "是空文件"),
        (zipped({}), "里没有文件"),
        (zipped({"a/": "", ".DS_Store": "x"}), "里没有文件"),
        (zipped({"a.txt": "x"})[:-10], "打不开：压缩包不完整或已损坏"),
        (b"PK\x03\x04", "打不开：压缩包不完整或已损坏"),
        (b"\1\2\3\4", "打不开：压缩包不完整或已损坏"),
        (zipped({"标.txt": "x"}).replace("标".encode(), b"\xff\xfe\xfd"), "不完整或已损坏"),
        (b"Rar!\x1a\x07\x01\0", "它的内容其实是 RAR 压缩包"),
        (zipped({"META-INF/MANIFEST.MF": "x"}), "它的内容其实是 Java 程序"),
        (word(), "其实是 Word 文档（.docx），与扩展名不符"),
        (picture(), "请把扩展名改为 .png"),
        (zipped({"[Content_Types].xml": "<!DOCTYPE a><a/>"}), "不合规范"),
    ],
)
def test_an_archive_that_is_none_is_refused_as_a_whole(content: bytes, told: str) -> None:
    with refused(InvalidInputError, told):
        found(content)


def test_a_large_archive_is_refused_before_it_is_read() -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("read although it is too large")

    with refused(InvalidInputError, "有 2048 MB，超过压缩包 1024 MB 的上限"):
        next(unpack(NAME, Unread(), 2 * 1024**3))


def test_an_archive_is_known_by_its_name() -> None:
    assert is_archive("../材料.ZIP")
    assert not is_archive("材料.zip.exe")


ENTRIES = st.dictionaries(
    st.text(min_size=1, max_size=60).filter(lambda name: name.isprintable()),
    st.tuples(st.integers(0, 400_000), st.booleans()),
    max_size=8,
)


@given(ENTRIES)
def test_no_archive_leads_anywhere_or_unpacks_to_more_than_the_limit(entries: dict[str, tuple[int, bool]]) -> None:
    content = zipped({f"{name}.txt": b"ab"[long : long + 1] * size for name, (size, long) in entries.items()})
    with limited(archive_unpacked_megabytes=1):
        try:
            given_out = found(content)
        except InvalidInputError as error:
            assert not entries or "没有文件" in str(error)  # noqa: PT017 - an archive of nothing is refused as a whole
            return
    files = [entry for entry in given_out if isinstance(entry, Unpacked)]
    assert sum(len(entry.content) for entry in files) <= 1024 * 1024
    assert all(not set(entry.name) & set("/\\:\0") and entry.name.strip(". ") for entry in given_out)
    assert {entry.number for entry in given_out} <= set(range(len(entries)))


@given(st.binary(max_size=200), st.integers(0, 400))
def test_no_archive_however_damaged_raises_anything_else(noise: bytes, place: int) -> None:
    content = zipped({"一.txt": "x" * 50, "二.png": picture()})
    content = content[:place] + noise + content[place + len(noise) :]
    try:
        assert all(entry.name for entry in found(content))
    except InvalidInputError as error:
        assert str(error).endswith("。")  # noqa: PT017
