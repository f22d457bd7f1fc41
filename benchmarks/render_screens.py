"""Draws the labelled screens and pages of `benchmarks/screens/*.yaml` as a vendor would upload them.

python -m benchmarks.render_screens FOLDER

An entry: `id`; `kind` of its system; `half` (tuned: looked at while the ranking was settled; held-out: not); `file`,
the name under which it is uploaded; `right`, what it proves (clauses, or `coverage 05.01`, `data_quality 05.01`);
`look` (desktop, web, phone, paper); `window`, the product's title; `menu`, `tools`, `page`, `patient` and the parts of
its `body`. Cells and fields are parted by |. Everything else on the picture comes from render_screens.yaml.
"""

import io
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.screen_sheet import Sheet
from criteria.yaml_reader import read_yaml

FOLDER = Path(__file__).with_name("screens")
_NAVY, _BLUE, _PALE, _WHITE = "#1F4E79", "#2F6FB0", "#EEF2F6", "#FFFFFF"
_SIZES = {"desktop": (1366, 768), "web": (1440, 810), "phone": (720, 1480), "paper": (1240, 1754)}


@dataclass(frozen=True)
class Screen:
    """One labelled picture: what is drawn on it, and what it proves."""

    id: str
    kind: str
    half: str
    file: str
    right: list[str]
    look: str
    window: str
    body: list[dict[str, Any]]
    menu: str = ""
    tools: str = ""
    page: str = ""
    patient: bool = False
    noise: random.Random = field(default_factory=random.Random, compare=False)

    @property
    def held_out(self) -> bool:
        """Whether the picture was kept away from whoever settled the ranking."""
        return self.half == "held-out"


def labelled_screens() -> list[Screen]:
    """All labelled pictures, in the order of their files."""
    entries = [entry for path in sorted(FOLDER.glob("*.yaml")) for entry in read_yaml(path)]
    return [Screen(**entry, noise=random.Random(entry["id"])) for entry in entries]  # noqa: S311 - drawing


def render(screen: Screen) -> bytes:
    """The file as it is uploaded: a PDF of a scanned page, a JPEG or a PNG, by the ending of its name."""
    screen.noise.seed(screen.id)
    sheet = Sheet(*_SIZES[screen.look], letters=24 if screen.look in ("phone", "paper") else 14)
    {"desktop": _desktop, "web": _web, "phone": _phone, "paper": _paper}[screen.look](sheet, screen)
    target = io.BytesIO()
    ending = screen.file.rsplit(".", 1)[1].lower()
    if ending == "pdf":
        scanned = sheet.image.rotate(0.3, fillcolor="white")
        # Without its dates a PDF of the same picture is the same file.
        scanned.save(target, "PDF", resolution=150, creationDate=None, modDate=None)
    else:
        sheet.image.save(target, "JPEG" if ending == "jpg" else "PNG")
    return target.getvalue()


def _desktop(sheet: Sheet, screen: Screen) -> None:
    words = _around(screen)
    sheet.bar([screen.window], _NAVY, _WHITE)
    sheet.bar([*_cells(screen.menu), *words["window_menu"]], _PALE)
    if screen.tools:
        sheet.bar(_cells(screen.tools), _WHITE)
    if screen.patient:
        sheet.bar(_cells(words["patient"]), "#FFF8E1")
    _body(sheet, screen)
    sheet.bottom_bar(words["status"], _PALE)


def _web(sheet: Sheet, screen: Screen) -> None:
    words = _around(screen)
    sheet.bar([screen.window, *words["header"]], _BLUE, _WHITE, letters=18)
    sheet.column(_cells(screen.menu), "#263445", _WHITE, width=180)
    sheet.bar([screen.page.replace(" > ", " / ")], _PALE)
    if screen.patient:
        sheet.bar(_cells(words["patient"]), "#FFF8E1")
    else:
        sheet.bar(words["filter"], _WHITE)
    _body(sheet, screen)
    sheet.bottom_bar([words["page_footer"]], _WHITE)


def _phone(sheet: Sheet, screen: Screen) -> None:
    sheet.bar(_around(screen)["phone"], _WHITE, letters=20)
    sheet.bar([screen.window], _WHITE, letters=22)
    sheet.heading(screen.page)
    _body(sheet, screen)


def _paper(sheet: Sheet, screen: Screen) -> None:
    sheet.margin = 110
    sheet.top = 130
    sheet.heading(screen.window, letters=38)
    _body(sheet, screen)
    sheet.bottom_bar([_around(screen)["paper_footer"]], _WHITE)


def _body(sheet: Sheet, screen: Screen) -> None:
    for part in screen.body:
        if "side" in part:
            sheet.column(_cells(part["side"]), _PALE, "#222222", width=190)
    for part in screen.body:
        _part(sheet, part)


def _part(sheet: Sheet, part: dict[str, Any]) -> None:
    if "table" in part:
        sheet.table([_cells(row) for row in part["table"]])
    elif "form" in part:
        sheet.form(_cells(part["form"]))
    elif "text" in part:
        sheet.paragraphs(part["text"])
    elif "heading" in part:
        sheet.heading(part["heading"])
    elif "chart" in part:
        sheet.chart(part["chart"], part["title"], _cells(part["labels"]))
    elif "dialog" in part:
        sheet.dialog(part["dialog"], part["lines"], _cells(part["buttons"]))
    elif "tiles" in part:
        sheet.tiles(_cells(part["tiles"]))
    elif "steps" in part:
        sheet.steps([step.strip() for step in part["steps"].split(">")])
    elif "tabs" in part or "buttons" in part:
        sheet.buttons(_cells(part.get("tabs") or part["buttons"]), filled="buttons" in part)


@cache
def _words() -> dict[str, Any]:
    words: dict[str, Any] = read_yaml(Path(__file__).with_name("render_screens.yaml"))
    return words


def _around(screen: Screen) -> dict[str, Any]:
    """The words around the matter, with made-up values; the same for the same screen."""
    words, pick = _words(), screen.noise
    values = {
        "user": pick.choice(words["users"]),
        "department": pick.choice(words["departments"]),
        "hospital": words["hospital"],
        "ip": f"10.8.{pick.randint(1, 60)}.{pick.randint(2, 250)}",
        "version": f"{pick.randint(2, 9)}.{pick.randint(0, 9)}.{pick.randint(100, 999)}",
        "clock": f"{pick.randint(8, 17)}:{pick.randint(10, 59)}",
        "battery": pick.randint(20, 99),
        "pages": pick.randint(1, 30),
        "rows": pick.randint(3, 600),
    }
    values["moment"] = f"2026-09-18 {values['clock']}"
    patient = pick.choice(words["patients"])
    return {"patient": patient} | {key: _filled(entry, values) for key, entry in words.items()}


def _filled(entry: Any, values: dict[str, Any]) -> Any:
    if isinstance(entry, list):
        return [_filled(part, values) for part in entry]
    return str(entry).format(**values)


def _cells(text: str) -> list[str]:
    return [cell.strip() for cell in text.split("|")] if text else []


def main(arguments: Iterable[str]) -> None:
    """Writes all pictures into a folder, each under its id."""
    folder = Path(next(iter(arguments)))
    folder.mkdir(parents=True, exist_ok=True)
    for screen in labelled_screens():
        (folder / f"{screen.id}.{screen.file.rsplit('.', 1)[1]}").write_bytes(render(screen))
    print(f"{len(labelled_screens())} pictures in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
