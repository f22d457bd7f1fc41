"""The offline bundle as files: only its own content, everything escaped, nothing loaded from elsewhere."""

import errno
import json
import re
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import pytest
from PIL import Image

from criteria.vocabulary import Verdict
from evidence.binder.export import Exported
from evidence.binder.progress import StoppedError
from evidence.errors import NotAllowedError, StoreError
from evidence.judgement import VerdictDraft, record_verdicts
from evidence.offline.export import export_offline
from evidence.viewer import Role, Viewer
from tests.unit.evidence.binder.shelf import Shelf, nothing_left, picture, sha256, shelf, small_levels
from tests.unit.evidence.house import TODAY, House, of_clause, refused

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>&\"'"


@pytest.fixture
def full(house: House) -> Shelf:
    made = shelf(house, small_levels())
    made.picture("采集界面", "01.01.1#1", "01.01.1#2")
    made.document(HOSTILE, *of_clause(made.catalog, "02.01.1#1"))
    record_verdicts(
        house.store, house.viewer, made.catalog, [VerdictDraft("02.01.2#1", Verdict.MET, note=f"危急值{HOSTILE}")]
    )
    return made


def exported(made: Shelf, out: Path, viewer: Viewer | None = None, **how: Any) -> Exported:
    catalogs = {made.catalog.id: made.catalog}
    return export_offline(made.house.store, viewer or made.house.viewer, catalogs, made.target, TODAY, out, **how)


class Page(HTMLParser):
    """The tags of a page and what they point at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def addresses(self) -> list[str]:
        return [value for _, found in self.tags for name in ("href", "src") if (value := found.get(name))]


def pages(folder: Path) -> dict[Path, Page]:
    return {path: Page(path.read_text("utf-8")) for path in folder.rglob("*.html")}


def test_every_link_leads_to_a_file_of_the_bundle(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    found = pages(tmp_path / "bundle")
    assert len(found) == 6
    for path, page in found.items():
        for address in page.addresses:
            parts = urlsplit(address)
            assert not parts.scheme
            assert not parts.netloc
            target = path.parent / unquote(parts.path) if parts.path else path
            assert target.is_file(), address
            if parts.fragment:
                ids = [entry.get("id") for _, entry in Page(target.read_text("utf-8")).tags]
                assert unquote(parts.fragment) in ids


def test_what_people_have_typed_is_never_active(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    for path, page in pages(tmp_path / "bundle").items():
        scripts = [found.get("src") for tag, found in page.tags if tag == "script"]
        assert all(source and source.endswith((".js",)) for source in scripts), path
        assert not [name for _, found in page.tags for name in found if name.startswith("on")]
        assert "x" not in [found.get("src") for _, found in page.tags]
    assert "<" not in (tmp_path / "bundle" / "search-index.js").read_text("utf-8")


def test_every_page_allows_only_the_bundle_itself(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    for page in pages(tmp_path / "bundle").values():
        [policy] = [found["content"] for tag, found in page.tags if found.get("http-equiv")]
        assert policy
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "http" not in policy


def test_nothing_in_it_speaks_of_an_address(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    for path in (tmp_path / "bundle").rglob("*"):
        if path.suffix in (".html", ".js", ".css"):
            assert not re.search(r"https?://|//[a-z]+\.|fetch\(|XMLHttp|WebSocket|sendBeacon", path.read_text("utf-8"))


def test_every_page_says_who_made_it_when_and_for_what(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    for path in pages(tmp_path / "bundle"):
        text = path.read_text("utf-8")
        for part in ("王主任", "2026-03-02", "2026-06-10", "样例标准 2级", "内部资料", "示例数据"):
            assert part in text


def test_the_documents_lie_in_it_with_their_hashes(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    listed = json.loads((tmp_path / "bundle" / "manifest.json").read_text("utf-8"))["files"]
    for entry in listed:
        assert sha256((tmp_path / "bundle" / entry["path"]).read_bytes()) == entry["sha256"]
    assert (tmp_path / "bundle" / "佐证材料" / "01.01.1-01_采集界面.png").read_bytes() == picture()


def test_the_search_knows_codes_names_words_and_documents(full: Shelf, tmp_path: Path) -> None:
    exported(full, tmp_path / "bundle")
    text = (tmp_path / "bundle" / "search-index.js").read_text("utf-8")
    entries = json.loads(text.removeprefix("window.SEARCH_INDEX=").rstrip().rstrip(";"))
    assert [entry["code"] for entry in entries][:4] == ["01.01.1", "01.01.2", "02.01.1", "02.01.2"]
    assert "危急值" in entries[3]["more"]
    assert entries[4]["title"].startswith("01.01.1-01 采集界面")


def test_a_pdf_shows_its_first_page(full: Shelf, tmp_path: Path) -> None:
    pdf = tmp_path / "a.pdf"
    Image.new("RGB", (300, 200), "white").save(pdf, append_images=[Image.new("RGB", (300, 200))], save_all=True)
    links = of_clause(full.catalog, "01.01.2#1")
    full.document("报告", *links, content=pdf.read_bytes(), file="报告.pdf", kind="report")
    exported(full, tmp_path / "bundle")
    assert (tmp_path / "bundle" / "pictures" / "01.01.2-01.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    page = (tmp_path / "bundle" / "proofs" / "01.01.2-01.html").read_text("utf-8")
    assert "共 2 页，此处为第 1 页" in page


def test_as_a_zip_it_is_the_same_every_time(full: Shelf, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        exported(full, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    exported(full, tmp_path / "folder")
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    folder = tmp_path / "folder"
    assert inside == {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_folder_with_something_in_it_stays_as_it_is(full: Shelf, tmp_path: Path) -> None:
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "mine.txt").write_text("x")
    with nothing_left(tmp_path / "bundle"), refused(StoreError, "已经存在"):
        exported(full, tmp_path / "bundle")


def test_a_stopped_export_leaves_nothing(full: Shelf, tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    steps: list[str] = []
    for name in ("bundle", "bundle.zip"):
        steps.clear()
        with nothing_left(tmp_path / "place"), refused(StoppedError, "已按要求停止"):
            exported(
                full,
                tmp_path / "place" / name,
                progress=lambda what, *_: steps.append(what),
                stopped=lambda: len(steps) > 3,
            )


def test_a_full_disk_leaves_nothing(full: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "place").mkdir()
    opened: Callable[..., IO[Any]] = Path.open

    def full_disk(path: Path, mode: str = "r", *more: Any, **how: Any) -> IO[Any]:
        if "x" in mode:
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, mode, *more, **how)

    monkeypatch.setattr(Path, "open", full_disk)
    with nothing_left(tmp_path / "place"), refused(StoreError, "磁盘空间不足"):
        exported(full, tmp_path / "place" / "bundle")


@pytest.mark.parametrize("role", [Role.VENDOR, Role.EXPERT, Role.AUDITOR])
def test_who_may_not_take_it_gets_nothing(role: Role, full: Shelf, tmp_path: Path) -> None:
    with refused(NotAllowedError, "权限"):
        exported(full, tmp_path / "bundle", Viewer("某人", role))
    assert not (tmp_path / "bundle").exists()
