"""A file is taken for what its content is; what is refused is told why and what to do."""

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import vault
from evidence.errors import InvalidInputError
from evidence.intake.file_check import check_file, check_size
from evidence.intake.kinds import kinds
from evidence.intake.refusal import sentences
from tests.unit.evidence.house import refused
from tests.unit.evidence.intake.made_files import (
    OFFICE,
    compound,
    excel,
    film,
    noise,
    office,
    old_excel,
    old_slides,
    old_word,
    pdf,
    picture,
    slides,
    word,
    zipped,
)

CSV = "科室,人数\r\n心内科,12\r\n"
GOOD = {
    "界面.png": (picture(), "image/png"),
    "界面.JPG": (picture("JPEG"), "image/jpeg"),
    "界面.jpeg": (picture("JPEG"), "image/jpeg"),
    "界面.gif": (picture("GIF"), "image/gif"),
    "界面.webp": (picture("WEBP"), "image/webp"),
    "界面.bmp": (picture("BMP"), "image/bmp"),
    "报告.pdf": (pdf(3), "application/pdf"),
    "换行在前.pdf": (b"\r\n" + pdf(), "application/pdf"),
    "报告.docx": (word(), f"{OFFICE}wordprocessingml.document"),
    "统计.xlsx": (excel(), f"{OFFICE}spreadsheetml.sheet"),
    "汇报.pptx": (slides(), f"{OFFICE}presentationml.presentation"),
    "报告.doc": (old_word(), "application/msword"),
    "统计.xls": (old_excel(), "application/vnd.ms-excel"),
    "旧统计.xls": (old_excel(stream="Book"), "application/vnd.ms-excel"),
    "汇报.ppt": (old_slides(), "application/vnd.ms-powerpoint"),
    "记录.txt": ("巡检正常".encode(), "text/plain"),
    "国标码.txt": ("巡检正常，第3季度。".encode("gb18030"), "text/plain"),
    "记事本.txt": ("巡检正常".encode("utf-16"), "text/plain"),
    "像图片.txt": ("BMI指数统计".encode("gb18030"), "text/plain"),
    "像程序.txt": (b"MZ2026 export", "text/plain"),
    "日志.txt": (b"2026-03-01 \x1b[32mOK\x1b[0m\t<html> in a line\r\n", "text/plain"),
    "报文.txt": (b'<?xml version="1.0"?><ClinicalDocument/>', "text/plain"),
    "统计.csv": (CSV.encode("utf-8-sig"), "text/csv"),
    "老系统.csv": (CSV.encode("gb18030") + b"\x1a", "text/csv"),
    "演示.mp4": (film(), "video/mp4"),
    "a.b.c.pdf": (pdf(), "application/pdf"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_that_is_what_it_says(name: str) -> None:
    content, media_type = GOOD[name]
    assert check_file(name, content) == media_type


def test_every_accepted_kind_is_tried_above() -> None:
    endings = {name.rpartition(".")[2].lower() for name in GOOD}
    assert endings == set(kinds().accepted_endings)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("界面.png", pdf(), "“界面.png”的内容其实是 PDF 文档，与扩展名不符，没有保存；请把扩展名改为 .pdf"),
        ("界面.jpg", picture(), "其实是 PNG 图片，与扩展名不符，没有保存；请把扩展名改为 .png"),
        ("报告.pdf", word(), "其实是 Word 文档（.docx）"),
        ("报告.doc", word(), "请把扩展名改为 .docx"),
        ("报告.docx", old_word(), "其实是 Word 97-2003 文档（.doc）"),
        ("统计.xlsx", slides(), "其实是 PowerPoint 演示文稿（.pptx）"),
        ("演示.mp4", picture("GIF"), "其实是 GIF 图片"),
        ("记录.txt", pdf(), "其实是 PDF 文档"),
        ("统计.xls", CSV.encode(), "其实是纯文本"),
        ("界面.png", "请见附件".encode("gb18030"), "或把扩展名改为 .txt"),
        ("报告", pdf(), "“报告”没有可用的扩展名，内容是 PDF 文档，没有保存；请在文件名末尾加上 .pdf"),
        (".pdf", pdf(), "没有可用的扩展名"),
    ],
)
def test_a_name_that_lies_is_told_what_the_file_really_is(name: str, content: bytes, told: str) -> None:
    with refused(InvalidInputError, told):
        check_file(name, content)


PROGRAMS = {
    " Windows 程序": b"MZ\x90\0\x03\0\0\0",
    " Linux 程序": b"\x7fELF\x02\x01\x01\0",
    "苹果电脑程序": b"\xcf\xfa\xed\xfe\x07\0\0\x01",
    " Java 程序": zipped({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
    "安卓应用": zipped({"AndroidManifest.xml": b"\3\0", "classes.dex": b"dex"}),
    "安装包": compound({"Tables": b"x"}, {"": "000C1084-0000-0000-C000-000000000046"}),
    "快捷方式": b"L\0\0\0\x01\x14\x02\0\0\0\0\0",
}


@pytest.mark.parametrize("what", PROGRAMS)
@pytest.mark.parametrize("name", ["报告.pdf", "界面.png", "说明", "x.dat"])
def test_a_program_is_refused_whatever_its_name(what: str, name: str) -> None:
    with refused(InvalidInputError, f"不接受“{name}”：它的内容其实是{what}，程序不能作为佐证材料"):
        check_file(name, PROGRAMS[what])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"#!/bin/sh\nrm -rf /\n", "脚本"),
        (b"\xef\xbb\xbf#! /usr/bin/env python\n", "脚本"),
        (b"@echo off\r\ndel c:\\*\r\n", "脚本"),
        (b"\r\n@ECHO OFF\r\n", "脚本"),
        (b"<?php system($_GET[0]);", "脚本"),
        (b"<%@ Page Language='C#' %>", "脚本"),
        ("Windows Registry Editor Version 5.00\r\n".encode("utf-16"), "脚本"),
        (b"[InternetShortcut]\r\nURL=file://x", "脚本"),
        (b"<job id='a'><script language='VBScript'>", "脚本"),
        (b"<!DOCTYPE html><p>x", "网页"),
        (b"  <!-- a --> <!-- b -->\n<HTML><script>alert(1)</script>", "网页"),
        ("<html><script>".encode("utf-16"), "网页"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "网页"),
        (b"<table border=1><tr><td>1</td></tr></table>", "网页"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "SVG"),
        (b'<?xml version="1.0"?>\n<!-- x --><!DOCTYPE svg PUBLIC "a" "b"><svg/>', "SVG"),
    ],
)
@pytest.mark.parametrize("name", ["记录.txt", "统计.xls", "界面.png"])
def test_what_runs_in_a_shell_or_a_browser_is_refused_whatever_its_name(name: str, content: bytes, word: str) -> None:
    with refused(InvalidInputError, word):
        check_file(name, content)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("程序.exe", "这是 Windows 程序"),
        ("报告.pdf.exe", "这是 Windows 程序"),
        ("报告\u202efdp.scr", "“报告fdp.scr”：这是 Windows 程序"),
        ("脚本.sh", "这是脚本"),
        ("脚本.ps1", "这是脚本"),
        ("脚本.vbs. ", "这是脚本"),
        ("页面.html", "打印为 PDF"),
        ("图.svg", "请导出为 PNG"),
        ("报告.docm", "另存为不含宏的"),
        ("资料.rar", "改用 ZIP 格式"),
        ("报告.wps", "另存为 .docx"),
        ("发票.ofd", "导出为 PDF"),
        ("影像.dcm", "遮盖患者信息"),
        ("照片.heic", "另存为 JPG"),
        ("录屏.mov", "转换为 MP4"),
        ("库.mdb", "数据库文件"),
        ("东西.xyz", "不接受“东西.xyz”这类文件"),
    ],
)
def test_a_kind_of_file_that_is_not_taken_is_refused_by_its_name(name: str, told: str) -> None:
    with refused(InvalidInputError, told):
        check_file(name, b"some text")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Rar!\x1a\x07\x01\0", "RAR 压缩包"),
        (b"7z\xbc\xaf'\x1c\0\x04", "7z 压缩包"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "GZ 压缩包"),
        (b"\0" * 257 + b"ustar\0", "TAR 归档"),
        (zipped({"a.txt": "x"}), "ZIP 压缩包"),
        (b"PK\x05\x06" + b"\0" * 18, "ZIP 压缩包"),
        (zipped({"OFD.xml": "<ofd/>"}), "OFD 版式文件"),
        (zipped({"mimetype": "x", "META-INF/manifest.xml": "<x/>"}), "OpenDocument"),
        (office("application/vnd.ms-word.document.macroEnabled.main+xml"), "启用宏的 Office 文档"),
        (office(f"{OFFICE}wordprocessingml.template.main+xml"), "模板"),
        (office("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), "xlsb"),
        (compound({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "加了打开密码的 Office 文档"),
        (compound({"__properties_version1.0": b"x"}), "Outlook 邮件"),
        (compound({"Contents": b"x"}), "认不出的旧版 Office 类文件"),
        (b"{\\rtf1\\ansi", "RTF 文档"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC 照片"),
        (b"\0\0\0\x14ftypqt  \0\0\0\0", "MOV 视频"),
        (b"RIFF\0\0\0\0WAVEfmt ", "录音"),
        (b"II*\0\x08\0\0\0", "TIFF"),
        (b"\0" * 128 + b"DICM", "DICOM"),
        (b"SQLite format 3\0", "数据库文件"),
    ],
)
def test_a_kind_of_file_that_is_not_taken_is_refused_by_its_content(content: bytes, told: str) -> None:
    with refused(InvalidInputError, told):
        check_file("材料.docx", content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("报告.pdf", b"b\x14#e\x01\x02\x03\xff\xfe E-SafeNet"),
        ("记录.txt", bytes(range(256))),
        ("演示.mp4", b"\0\1\2\3\4\5"),
    ],
)
def test_content_of_no_known_kind_may_be_encrypted_by_the_companys_software(name: str, content: bytes) -> None:
    with refused(InvalidInputError, "或被文档加密软件加密"):
        check_file(name, content)


@pytest.mark.parametrize("name", ["界面.png", "记录.txt", "程序.exe", "资料"])
def test_an_empty_file_is_refused(name: str) -> None:
    with refused(InvalidInputError, f"“{name}”是空文件（0 字节）"):
        check_file(name, b"")


def test_two_gigabytes_are_refused_before_they_are_read() -> None:
    with refused(InvalidInputError, "“全部资料.pdf”有 2048 MB，超过单个文件 200 MB 的上限"):
        check_size("C:\\桌面\\全部资料.pdf", 2 * 1024**3)
    check_size("全部资料.pdf", vault.MAX_BYTES)


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "MAX_BYTES", 10)
    with refused(InvalidInputError, "的上限，没有保存"):
        check_file("记录.txt", b"x" * 11)


def test_a_path_is_not_repeated_to_the_person() -> None:
    with refused(InvalidInputError, "不接受“evil.exe”"):
        check_file("../../\x1b[31m/evil.exe", b"x")


def test_many_comments_before_nothing_are_read_in_no_time() -> None:
    assert check_file("记录.txt", b"<!-- -->" * 600) == "text/plain"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "WEBP"])
def test_a_picture_cut_anywhere_is_damaged(kind: str) -> None:
    content = noise(kind)
    name = f"界面.{kind.lower()}"
    assert check_file(name, content) == f"image/{kind.lower()}"
    for part in (content[: len(content) // 2], content[:-200], content[:40]):
        with refused(InvalidInputError, f"“{name}”打不开"):
            check_file(name, part)


@pytest.mark.parametrize("key", sentences())
def test_every_sentence_says_what_is_wrong_and_what_to_do(key: str) -> None:
    sentence = sentences()[key]
    assert "“{name}”" in sentence
    assert "请" in sentence.partition("；")[2]
    assert sentence.endswith("。")
    assert sentence.count("。") == 1
    known = {"name", "word", "a_word", "is_a", "size", "limit", "ending", "inside", "pages", "count", "ratio"}
    assert {field for _, field, _, _ in Formatter().parse(sentence) if field} <= known


def test_no_ending_belongs_to_two_kinds_and_every_reason_has_a_sentence() -> None:
    endings = [ending for kind in kinds() for ending in kind.endings]
    assert sorted(endings) == sorted(set(endings))
    assert {kind.because for kind in kinds().refused} <= set(sentences())
    assert all(re.fullmatch("[a-z0-9]+", ending) for ending in endings)


STARTS = [content[:60] for content, _ in GOOD.values()] + [*PROGRAMS.values()]
CONTENT = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.tuples(st.sampled_from(STARTS), st.binary(max_size=300)).map(b"".join),
    st.tuples(
        st.sampled_from([content for content, _ in GOOD.values()]), st.integers(0, 5000), st.binary(max_size=9)
    ).map(lambda given: given[0][: given[1]] + given[2] + given[0][given[1] + len(given[2]) :]),
)


def reason_of(name: str, content: bytes) -> str | None:
    """Why a file is refused, None when it is taken as what its name says."""
    try:
        assert check_file(name, content) == GOOD[name][1]
    except InvalidInputError as error:
        return str(error)
    return None


@given(st.sampled_from([*GOOD, "程序.exe", "资料.zip", "无"]), CONTENT)
def test_any_content_is_taken_or_refused_with_a_sentence(name: str, content: bytes) -> None:
    told = reason_of(name, content)
    assert told is None or (told.count("。") == 1 and told.endswith("。") and "{" not in told)


@pytest.mark.parametrize(
    "name", ["患者李建国_闭环.png", "张三丰_450202198001011232.png", "住院号00123456.png", "随访 13877218899 家属.png"]
)
def test_a_name_that_tells_a_patient_is_refused(name: str) -> None:
    with refused(InvalidInputError, "文件名里有疑似患者信息"):
        check_file(name, picture())


@pytest.mark.parametrize(
    "name",
    [
        "05.01.6_标本闭环_20261012.png",
        "05.01.6_住院号20261012.png",
        "患者身份识别流程.png",
        "巡检报告_张伟_20261012.png",
        "mmexport1760236245123.png",
        "Screenshot_2026-10-12-10-30-45-123_com.tencent.mm.png",
    ],
)
def test_a_name_that_tells_none_is_taken(name: str) -> None:
    assert check_file(name, picture()) == "image/png"
