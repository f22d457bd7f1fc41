"""What a word of a query finds: the index and the highlighting agree."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.texts.snippets import find_words, snippet
from evidence.texts.words import fold, index_words, match_expression, pattern, query_words

TEXT = "检验信息系统 LIS V5.2 已上线，患\n者随访率 95%；条码 2026101200，A类标本。"
written = st.text(st.sampled_from("检验系统患者aBＬ12。，_ \n"), max_size=14)


def index_finds(word: str, text: str) -> bool:
    """Whether SQLite's full-text search finds a word of a query in a text."""
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE t USING fts5 (text, tokenize = 'unicode61 remove_diacritics 0')")
        db.execute("INSERT INTO t VALUES (?)", [index_words(text)])
        found = db.execute("SELECT count(*) FROM t WHERE t MATCH ?", [match_expression(word)])
        return bool(found.fetchone()[0])
    finally:
        db.close()


@pytest.mark.parametrize(
    "wanted",
    [
        "系统",
        "信息系统",
        "统",
        "患者",
        "随访率",
        "lis",
        "LIS",
        "ＬＩＳ",
        "v5",
        "V5.2",
        "2026101200",
        "202610",
        "A类",
        "类标",
        "95%",
    ],
)
def test_what_stands_in_a_text_is_found(wanted: str) -> None:
    [word] = query_words(wanted)
    assert index_finds(word, TEXT)
    assert find_words(TEXT, [word])


@pytest.mark.parametrize("wanted", ["统系", "系统上线", "检验系统", "IS", "5.3", "26101200", "率条码", "b类", "类本"])
def test_what_does_not_stand_in_a_text_is_not_found(wanted: str) -> None:
    [word] = query_words(wanted)
    assert not index_finds(word, TEXT)
    assert not find_words(TEXT, [word])


def test_rare_characters_are_found() -> None:
    for wanted in ("𠮷野", "㐂", "〇二六", "β受体"):
        [word] = query_words(wanted)
        assert index_finds(word, "𠮷野家，㐂。二〇二六年 β受体阻滞剂")


def test_a_query_is_words_between_blanks() -> None:
    assert query_words(" 系统　ＬＩＳ \t系统 —— 。") == ["系统", "lis"]


@given(text=written, query=written)
def test_the_index_finds_what_is_highlighted_and_nothing_else(text: str, query: str) -> None:
    for word in query_words(query):
        assert index_finds(word, text) == (pattern(word).search(fold(text)) is not None)


@given(text=st.text(st.sampled_from("检验系统患者。 a1"), min_size=1, max_size=14), data=st.data())
def test_every_chinese_part_of_a_text_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    if all("\u4e00" <= character <= "\u9fff" for character in part):
        assert index_finds(part, text)
        assert any(part in text[left:right] for left, right in find_words(text, [part]))


def test_a_snippet_shows_the_first_place_on_one_line() -> None:
    shown = snippet("前" * 300 + "\n检验系统 的　ＬＩＳ" + "后" * 300, ["检验", "lis"])
    assert len(shown.text) <= 122
    assert "\n" not in shown.text
    assert shown.text[0] == shown.text[-1] == "…"
    assert [shown.text[start:end] for start, end in shown.ranges] == ["检验", "ＬＩＳ"]


def test_a_snippet_of_a_short_text_is_all_of_it() -> None:
    shown = snippet("检验系统", ["检验", "验系"])
    assert (shown.text, shown.ranges) == ("检验系统", ((0, 3),))


@given(text=st.text(max_size=300), words=st.lists(st.sampled_from(["系统", "a", "1"]), max_size=2, unique=True))
def test_the_ranges_of_a_snippet_lie_in_it_in_order(text: str, words: list[str]) -> None:
    shown = snippet(text, words, length=40)
    ends = [0]
    for start, end in shown.ranges:
        assert ends[-1] <= start < end <= len(shown.text)
        ends.append(end)
    assert len(shown.text) <= 42
