"""Numbers of documents stay theirs, and names of files are safe on every system."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.binder.numbers import Place, file_path, item_paths, safe_name, stable_numbers
from evidence.records import Document

NEW = dict.fromkeys(range(1, 10), None)
ACCEPTED = dict.fromkeys(range(1, 10), "accepted")


def test_documents_are_numbered_under_the_requirement_that_they_were_first_linked_to() -> None:
    places = [Place(1, 1, "05.01.6"), Place(2, 2, "05.01.6"), Place(3, 2, "05.01.5"), Place(4, 3, "05.01.5")]
    assert stable_numbers(places, NEW, ACCEPTED) == {1: "05.01.6-01", 2: "05.01.6-02", 3: "05.01.5-01"}


def test_a_returned_document_keeps_its_turn() -> None:
    places = [Place(1, 1, "A"), Place(2, 2, "A")]
    assert stable_numbers(places, NEW, ACCEPTED | {1: "returned"})[2] == "A-02"


def test_a_new_version_takes_over_the_number() -> None:
    places = [Place(1, 1, "A"), Place(2, 2, "A"), Place(3, 3, "A")]
    before = stable_numbers(places, NEW | {3: 1}, ACCEPTED | {3: "pending"})
    after = stable_numbers(places, NEW | {3: 1}, ACCEPTED | {1: "superseded"})
    assert before == {1: "A-01", 3: "A-01.2", 2: "A-02"}
    assert after == {3: "A-01", 2: "A-02"}


@given(st.lists(st.tuples(st.integers(1, 6), st.sampled_from("ABC")), max_size=20), st.integers(1, 6))
def test_what_comes_later_moves_no_number(linked: list[tuple[int, str]], cut: int) -> None:
    places = [Place(number, *entry) for number, entry in enumerate(linked)]
    early, all_of_them = (stable_numbers(some, NEW, ACCEPTED) for some in (places[:cut], places))
    assert {number: all_of_them[number] for number in early} == early
    assert len(set(all_of_them.values())) == len(all_of_them)


@pytest.fixture
def document() -> Document:
    day = date(2026, 2, 1)
    return Document(
        **dict.fromkeys(("id", "size", "version"), 1),
        **dict.fromkeys(("kind", "media_type", "statement", "uploader", "state", "reason", "reviewer", "note"), ""),
        **dict.fromkeys(("expires_on", "system_id", "reviewed_at", "supersedes_id", "uploader_id", "vendor_id"), None),
        **dict.fromkeys(("privacy", "privacy_reason", "privacy_by"), ""),
        title="标本采集界面",
        sha256="0" * 64,
        file_name="界面.PNG",
        effective_on=day,
        uploaded_at=datetime(2026, 2, 1),  # noqa: DTZ001
        original_sha256=None,
        example=False,
    )


def test_a_file_is_called_by_number_and_title(document: Document) -> None:
    assert file_path("05.01.6-01", document, set()) == "佐证材料/05.01.6-01_标本采集界面.png"


def test_a_statement_is_a_text(document: Document) -> None:
    assert file_path("A-01", replace(document, sha256=None, file_name=""), set()).endswith(".txt")


@pytest.mark.parametrize("name", ["页面.html", "图.svg", "程序.exe", "无扩展名"])
def test_no_file_gets_an_ending_that_a_browser_runs(name: str, document: Document) -> None:
    assert file_path("A-01", replace(document, file_name=name), set()).endswith(".bin")


def test_separators_in_a_title_make_no_folders(document: Document) -> None:
    path = file_path("A-01", replace(document, title="检验/检查\\报告: 2026?"), set())
    assert path == "佐证材料/A-01_检验_检查_报告_ 2026_.png"


def test_names_are_cut_and_stay_apart(document: Document) -> None:
    taken: set[str] = set()
    long = replace(document, title="长" * 200)
    first, second = (file_path("A-01", long, taken) for _ in range(2))
    assert first != second
    assert max(len(path) for path in (first, second)) < 80


@given(st.text(max_size=250))
def test_any_title_gives_a_safe_name(title: str) -> None:
    name = safe_name(f"A-01_{title}")
    assert 0 < len(name) <= 60
    assert not set(name) & set('<>:"/\\|?*\0\n')
    assert name == name.strip(" .")


def test_items_of_one_title_get_two_files() -> None:
    assert item_paths("分项", ["A 甲", "A 甲"], "docx") == ["分项/A 甲.docx", "分项/A 甲-2.docx"]
