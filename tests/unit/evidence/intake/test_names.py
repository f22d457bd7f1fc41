"""A file keeps the name that people gave it, without what a machine could stumble over."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.intake.limits import limits
from evidence.intake.names import UNNAMED, clean_name, ending_of


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("05.01.6_标本闭环_20261012.png", "05.01.6_标本闭环_20261012.png"),
        ("2026年第三季度（终稿）.docx", "2026年第三季度（终稿）.docx"),
        ("com¹.txt", "_com¹.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\readiness.db", "readiness.db"),
        ("/root/报告.pdf", "报告.pdf"),
        ("C:\\Users\\li\\报告.pdf", "报告.pdf"),
        ("D:报告.pdf", "报告.pdf"),
        ("\\\\server\\share\\报告.pdf", "报告.pdf"),
        ("a/b\\报告.pdf", "报告.pdf"),
        ("报告.txt:evil.exe", "报告.txt_evil.exe"),
        ('什么?*<"|>.pdf', "什么______.pdf"),
        ("报\x00告\x1b\n.pdf", "报告.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("\ufeff报告\u200b.pdf", "报告.pdf"),
        ("cafe\u0301.pdf", "caf\u00e9.pdf"),
        ("  报　告   一.pdf ", "报 告 一.pdf"),
        ("程序.exe. ", "程序.exe"),
        (".htaccess", "htaccess"),
        ("CON.pdf", "_CON.pdf"),
        ("com1", "_com1"),
        ("console.pdf", "console.pdf"),
        ("..", UNNAMED),
        ("", UNNAMED),
        ("资料/", UNNAMED),
        ("\udc80.pdf", "pdf"),
    ],
)
def test_only_a_plain_name_is_kept(name: str, kept: str) -> None:
    assert clean_name(name) == kept


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    cut = clean_name("标" * 300 + ".docx")
    assert cut.endswith("标.docx")
    assert 70 < len(cut) <= limits().name_characters
    assert clean_name("a" * 300 + ".docx") == "a" * 95 + ".docx"
    assert clean_name("名." + "b" * 300).startswith("名.bbb")


@pytest.mark.parametrize(
    ("name", "ending"),
    [("界面.PNG", "png"), ("a.tar.gz", "gz"), ("无扩展名", ""), (".pdf", ""), ("a.pdf/..", ""), ("程序.exe . ", "exe")],
)
def test_the_ending_is_that_of_the_kept_name(name: str, ending: str) -> None:
    assert ending_of(name) == ending


ODD = st.sampled_from(
    ["/", "\\", "..", ":", ".", " ", "\u202e", "\0", "con", ".exe", "标", "e\u0301", "\ud800", "𠮷", "<"]
)
NAMES = st.one_of(st.text(max_size=400), st.lists(st.one_of(ODD, st.text(max_size=5)), max_size=80).map("".join))


@given(NAMES)
def test_no_name_leads_anywhere_or_hides_anything(name: str) -> None:
    kept = clean_name(name)
    assert not set(kept) & set('/\\:<>"|?*')
    assert kept not in ("", ".", "..")
    assert kept == kept.strip(" .")
    assert {unicodedata.category(sign) for sign in kept}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert len(kept) <= limits().name_characters
    assert len(kept.encode()) <= limits().name_bytes


@given(NAMES)
def test_a_kept_name_is_kept(name: str) -> None:
    kept = clean_name(name)
    assert clean_name(kept) == kept
