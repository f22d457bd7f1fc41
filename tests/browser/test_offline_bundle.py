"""The offline bundle opened from the disk in Chromium: no server, no network, two clicks to the proof."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page

from evidence import documents, register, reviews
from evidence.deployment import Deployment
from evidence.offline.export import export_offline
from evidence.samples.hospitals import create_sample
from evidence.viewer import Role, Viewer
from tests.browser.app_server import browsing

pytestmark = pytest.mark.browser
HEAD, ENGINEER = Viewer("王主任", Role.HEAD), Viewer("李工", Role.ENGINEER)
TODAY, REVIEW = date(2026, 3, 2), date(2026, 6, 10)
HOSTILE = "<img src=https://example.org/x onerror=alert(1)>报告"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample hospital with a screenshot of the specimen process and a document with a hostile title."""
    place = Deployment(tmp_path_factory.mktemp("data"))
    store = create_sample(place, "liuzhou-workers")
    target = register.set_target(store, HEAD, place.catalog("emr-2018"), "3", review_on=REVIEW)
    picture = io.BytesIO()
    Image.new("RGB", (1800, 900), "#1F4E79").save(picture, "PNG")
    for title, content, clause in (("标本采集界面", picture.getvalue(), "05.01.3#1"), (HOSTILE, b"", "05.01.3#2")):
        draft = documents.DocumentDraft(
            title,
            "screenshot",
            date(2026, 2, 1),
            file_name="界面.png" if content else "",
            content=content,
            statement="" if content else "危急值处理说明",
            links=(documents.Link("clause", clause, "emr-2018"),),
            example=True,
        )
        reviews.accept_document(store, HEAD, documents.add_document(store, ENGINEER, draft))
    out = tmp_path_factory.mktemp("stick") / "离线包 一"
    export_offline(store, HEAD, place.catalogs, target, TODAY, out)
    return out


@pytest.fixture
def asked(bundle: Path) -> Iterator[tuple[Page, list[str]]]:
    """The start page, and everything that is asked for from then on."""
    with browsing(1024, 768) as page:
        addresses: list[str] = []
        problems: list[str] = []
        page.on("request", lambda request: addresses.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text))
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto((bundle / "index.html").as_uri())
        yield page, addresses
        assert problems == []
        assert addresses
        assert [address for address in addresses if not address.startswith("file:")] == []


def test_from_a_code_to_the_picture_in_two_clicks(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.get_by_label("查找").fill("05.01.3")
    page.locator("#hits a").first.click()
    page.locator("section[id='05.01.3'] .proofs a").first.click()
    page.locator("#picture img").wait_for()
    assert page.evaluate("document.querySelector('#picture img').naturalWidth") == 1800
    page.locator("#picture").click()
    shown = page.evaluate("document.querySelector('#picture img').getBoundingClientRect().width")
    assert shown == 1800


@pytest.mark.parametrize(
    ("words", "expected"),
    [("标本处理", "05.01.3"), ("LIS", "05.01.3"), ("危急值处理", "05.01.3-02"), ("采集界面", "05.01.3-01")],
)
def test_it_is_found_by_item_system_and_word(words: str, expected: str, asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.get_by_label("查找").fill(words)
    assert expected in page.locator("#hits").inner_text()


def test_what_is_not_there_is_said(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.get_by_label("查找").fill("没有这个词")
    assert page.locator("#found").inner_text().startswith("没有找到")


def test_the_keyboard_is_enough(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.keyboard.type("05.01.3")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("section[id='05.01.3']").wait_for()
    page.locator(".proofs a").first.focus()
    page.keyboard.press("Enter")
    page.locator("#picture").wait_for()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/05.01.3-02.html")
    page.keyboard.press("Escape")
    page.wait_for_url("**/items/05.01.html")
    page.keyboard.press("/")
    page.get_by_label("查找").wait_for()


def test_a_hostile_title_is_only_text(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.get_by_label("查找").fill("报告（材料）")
    page.locator("#hits a", has_text="example.org").click()
    assert HOSTILE in page.locator("h1").inner_text()


def test_the_way_back_keeps_the_search(asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.get_by_label("查找").fill("采集界面")
    page.locator("#hits a").first.click()
    page.locator("h1").wait_for()
    page.go_back()
    page.locator("#hits a").first.wait_for()
    assert page.get_by_label("查找").input_value() == "采集界面"


@pytest.mark.parametrize("width", [820, 1440])
def test_nothing_is_wider_than_the_screen(width: int, asked: tuple[Page, list[str]]) -> None:
    page, _ = asked
    page.set_viewport_size({"width": width, "height": 900})
    for place in ("index.html", "lacks.html", "items/05.01.html", "proofs/05.01.3-01.html"):
        page.goto(root(page) + place)
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def root(page: Page) -> str:
    """The folder of the bundle."""
    home = page.locator("header .home").evaluate("link => link.href")
    return str(home).removesuffix("index.html")
