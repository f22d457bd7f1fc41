"""Real files for some example documents: a mock application window, a text, a table."""

import io

from PIL import Image, ImageDraw, ImageFont

from evidence.samples.progress_data import number, texts

_SIZE = (960, 600)
_BLUE, _PALE, _LINE, _INK, _GREY = "#1F4E79", "#EEF3F8", "#C4C7CC", "#222222", "#6B7280"
_MARK = "#D9DDE3"
_COLUMNS = ((230, "NO"), (300, "RECORD ID"), (480, "STEP"), (640, "STATE"), (780, "TIME"))
_STEPS = ("REQUEST", "CHECK", "CONFIRM", "EXECUTE", "REPORT", "ARCHIVE")
# Only ASCII is drawn: a Chinese font cannot be assumed.
_MENU = ("Worklist", "Requests", "Records", "Reports", "Dictionary", "Statistics", "Settings")


def picture(code: str, kind: str, day: str) -> bytes:
    """A PNG of a mock application window with the requirement's code, visibly an example."""
    image = Image.new("RGB", _SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.text((330, 330), "EXAMPLE", fill=_MARK, font=ImageFont.load_default(110))
    _frame(draw, code, kind, day)
    _menu(draw, number(code, "menu") % len(_MENU))
    _table(draw, code)
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _frame(draw: ImageDraw.ImageDraw, code: str, kind: str, day: str) -> None:
    draw.rectangle((0, 0, _SIZE[0], 44), fill=_BLUE)
    draw.text((16, 12), f"{kind}  |  {code}  |  EXAMPLE", fill="white", font=ImageFont.load_default(18))
    draw.rectangle((0, 44, 180, _SIZE[1]), fill=_PALE)
    draw.text((230, 66), f"Requirement {code}", fill=_INK, font=ImageFont.load_default(24))
    draw.text((230, 102), f"{day}   user: example01", fill=_GREY, font=ImageFont.load_default(15))
    footer = "EXAMPLE - made-up picture, not a real system, no patient data"
    draw.text((230, _SIZE[1] - 32), footer, fill=_GREY, font=ImageFont.load_default(14))
    draw.rectangle((0, 0, _SIZE[0] - 1, _SIZE[1] - 1), outline=_GREY)


def _menu(draw: ImageDraw.ImageDraw, chosen: int) -> None:
    font = ImageFont.load_default(16)
    for place, word in enumerate(_MENU):
        top = 64 + place * 40
        if place == chosen:
            draw.rectangle((0, top - 8, 180, top + 28), fill=_BLUE)
        draw.text((20, top), word, fill="white" if place == chosen else _INK, font=font)


def _table(draw: ImageDraw.ImageDraw, code: str) -> None:
    font = ImageFont.load_default(15)
    draw.rectangle((220, 140, 930, 170), fill=_PALE)
    for left, title in _COLUMNS:
        draw.text((left, 146), title, fill=_BLUE, font=font)
    for line in range(10):
        top = 180 + line * 36
        draw.line((220, top + 28, 930, top + 28), fill=_LINE)
        for (left, _), word in zip(_COLUMNS, _cells(code, line), strict=True):
            draw.text((left, top), word, fill=_INK, font=font)


def _cells(code: str, line: int) -> tuple[str, ...]:
    chosen = number(code, line)
    state = "DONE" if chosen % 5 else "WAITING"
    time = f"{8 + line:02d}:{chosen % 60:02d}"
    return (str(line + 1), f"EX{chosen % 1_000_000:06d}", _STEPS[line % len(_STEPS)], state, time)


def text(**words: str) -> bytes:
    """A text file that says that it is an example."""
    return texts().documents.text.format(**words).encode("utf-8")


def table(numerator: int, denominator: int) -> bytes:
    """A CSV of three months that add up to the figure; marked for Excel as UTF-8."""
    words = texts().documents
    lines = [words.table_head]
    for month in (1, 2, 3):
        parts = [total // 3 if month < 3 else total - 2 * (total // 3) for total in (numerator, denominator)]
        lines.append(words.table_row.format(month=month, numerator=parts[0], denominator=parts[1]))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()
