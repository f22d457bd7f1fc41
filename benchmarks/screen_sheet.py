"""A picture that is drawn from top to bottom: bars, tables, forms, dialogs and the like of an application's window."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

# Debian's fonts-noto-cjk; looked for in the system's font folders. The third face is the simplified Chinese one.
_FONT, _SIMPLIFIED = "NotoSansCJK-Regular.ttc", 2
_INK, _LINE, _PALE, _BLUE, _WHITE = "#222222", "#C4C7CC", "#EEF2F6", "#2F6FB0", "#FFFFFF"


class Sheet:
    """The picture and where the next part goes. `letters`: height of ordinary text in pixels."""

    def __init__(self, width: int, height: int, letters: int) -> None:
        self.image = Image.new("RGB", (width, height), _WHITE)
        self.letters = letters
        self.margin = letters
        self.top = 0
        self.left = 0
        self._draw = ImageDraw.Draw(self.image)

    @property
    def _begin(self) -> int:
        return self.left + self.margin

    @property
    def _end(self) -> int:
        return self.image.width - self.margin

    def bar(self, words: Sequence[str], colour: str, ink: str = _INK, letters: int = 0) -> None:
        """A coloured bar over the whole width with words beside each other."""
        size = letters or self.letters
        self._draw.rectangle((self.left, self.top, self.image.width, self.top + 2 * size), fill=colour)
        self._words(words, self.top + size // 2, size, ink)
        self.top += 2 * size

    def bottom_bar(self, words: Sequence[str], colour: str) -> None:
        """A bar at the lower edge."""
        top = self.image.height - 2 * self.letters
        self._draw.rectangle((self.left, top, self.image.width, self.image.height), fill=colour)
        self._words(words, top + self.letters // 2, self.letters - 1, _INK)

    def column(self, words: Sequence[str], colour: str, ink: str, width: int) -> None:
        """A column at the left with one word below the other; what follows stands beside it."""
        self._draw.rectangle((self.left, self.top, self.left + width, self.image.height), fill=colour)
        for place, word in enumerate(words):
            self._text((self.left + 16, self.top + 12 + place * 2.4 * self.letters), word, self.letters, ink)
        self.left += width

    def heading(self, text: str, letters: int = 0) -> None:
        """A larger line."""
        size = letters or round(self.letters * 1.4)
        self._text((self._begin, self.top + size // 2), text, size)
        self.top += round(2.2 * size)

    def paragraphs(self, lines: Sequence[str]) -> None:
        """Text that is broken where it gets too long."""
        for line in lines:
            for part in self._broken(line, self._end - self._begin):
                self._text((self._begin, self.top + 6), part, self.letters)
                self.top += round(1.7 * self.letters)
        self.top += 8

    def form(self, fields: Sequence[str]) -> None:
        """Fields in a row: a label and its value, as many per row as fit."""
        left, height = self._begin, round(2.1 * self.letters)
        for field in fields:
            width = self._width(field) + 2 * self.letters
            if left + width > self._end and left > self._begin:
                left, self.top = self._begin, self.top + height
            self._text((left, self.top + 8), field, self.letters)
            self._draw.rectangle(
                (left - 5, self.top + 4, left + width - self.letters, self.top + height), outline=_LINE
            )
            left += width
        self.top += height + 10

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """A table with a coloured head; cells that are too long for their column are broken."""
        widths = self._column_widths(rows)
        for number, row in enumerate(rows):
            cells = [self._broken(cell, width - 12) for cell, width in zip(row, widths, strict=False)]
            height = max(len(cell) for cell in cells) * round(1.5 * self.letters) + 8
            if not number:
                self._draw.rectangle((self._begin, self.top, self._end, self.top + height), fill=_PALE)
            left = self._begin
            for cell, width in zip(cells, widths, strict=False):
                for place, part in enumerate(cell):
                    self._text((left + 6, self.top + 3 + place * 1.5 * self.letters), part, self.letters)
                left += width
            self.top += height
            self._draw.line((self._begin, self.top, self._end, self.top), fill=_LINE)
        self.top += 12

    def _column_widths(self, rows: Sequence[Sequence[str]]) -> list[int]:
        """As wide as the longest cell, at most a third of the table; all together the whole width."""
        count, whole = max(map(len, rows)), self._end - self._begin
        wanted = [max(self._width(row[n]) if n < len(row) else 0 for row in rows) + 14 for n in range(count)]
        limited = [min(width, whole / 3) for width in wanted]
        return [round(width * whole / sum(limited)) for width in limited]

    def buttons(self, words: Sequence[str], filled: bool) -> None:
        """Buttons (filled) or tabs beside each other."""
        left = self._begin
        for word in words:
            width = self._width(word) + 2 * self.letters
            box = (left, self.top + 4, left + width - 8, self.top + 2.1 * self.letters)
            self._draw.rectangle(box, fill=_BLUE if filled else _WHITE, outline=_BLUE)
            self._text((left + self.letters - 4, self.top + 7), word, self.letters, _WHITE if filled else _BLUE)
            left += width
        self.top += round(2.8 * self.letters)

    def tiles(self, words: Sequence[str]) -> None:
        """Figures in boxes, each a name and a larger number."""
        width = (self._end - self._begin) // len(words)
        for place, word in enumerate(words):
            left, (name, _, figure) = self._begin + place * width, word.partition(" ")
            self._draw.rectangle((left, self.top + 4, left + width - 10, self.top + 5 * self.letters), outline=_LINE)
            self._text((left + 10, self.top + 10), name, self.letters, "#6B7280")
            self._text((left + 10, self.top + 2.3 * self.letters), figure, round(1.5 * self.letters))
        self.top += round(5.6 * self.letters)

    def steps(self, words: Sequence[str]) -> None:
        """A chain of boxes with lines between them."""
        left, middle = self._begin, self.top + 1.5 * self.letters
        for word in words:
            width = self._width(word) + self.letters
            if left > self._begin:
                self._draw.line((left - 24, middle, left, middle), fill=_BLUE, width=2)
            self._draw.rectangle((left, self.top + 6, left + width, self.top + 2.4 * self.letters), outline=_BLUE)
            self._text((left + self.letters // 2, self.top + 9), word, self.letters)
            left += width + 24
        self.top += round(3.2 * self.letters)

    def chart(self, kind: str, title: str, labels: Sequence[str]) -> None:
        """A simple chart (`line` or `bar`) with a title and the labels of its lower axis."""
        height, begin = 9 * self.letters, self._begin + 30
        self._text((begin, self.top + 4), title, self.letters)
        low, step = self.top + height, (self._end - begin) // len(labels)
        heights = [low - 20 - (37 * (place + 3)) % (height - 60) for place in range(len(labels))]
        places = [begin + place * step + 20 for place in range(len(labels))]
        self._draw.line((begin, low, self._end, low), fill=_INK)
        if kind == "line":
            self._draw.line(list(zip(places, heights, strict=True)), fill=_BLUE, width=2)
        for place, top, label in zip(places, heights, labels, strict=True):
            if kind == "bar":
                self._draw.rectangle((place, top, place + step // 3, low), fill=_BLUE)
            self._text((place, low + 4), label, self.letters - 1)
        self.top += height + 2 * self.letters

    def dialog(self, title: str, lines: Sequence[str], words: Sequence[str]) -> None:
        """A window over the others, in the middle."""
        width = min(self._end - self._begin, max(map(self._width, [title, *lines])) + 60)
        left = (self.image.width - width) // 2
        height = round((len(lines) * 1.8 + 6.5) * self.letters)
        self._draw.rectangle((left, self.top, left + width, self.top + height), fill=_WHITE, outline=_INK, width=2)
        self._draw.rectangle((left, self.top, left + width, self.top + 2 * self.letters), fill=_BLUE)
        self._text((left + 12, self.top + 6), title, self.letters, _WHITE)
        before = self.left, self.margin
        self.left, self.margin, self.top = left, 20, self.top + round(2.4 * self.letters)
        for line in lines:
            self._text((self._begin, self.top), line, self.letters)
            self.top += round(1.8 * self.letters)
        self.buttons(words, filled=True)
        self.left, self.margin = before

    def _words(self, words: Sequence[str], top: int, letters: int, ink: str) -> None:
        left = self._begin
        for word in words:
            self._text((left, top - 3), word, letters, ink)
            left += round(_font(letters).getlength(word)) + 22

    def _text(self, place: tuple[float, float], text: str, letters: int, ink: str = _INK) -> None:
        self._draw.text(place, text, fill=ink, font=_font(letters))

    def _width(self, text: str) -> int:
        return round(_font(self.letters).getlength(text))

    def _broken(self, text: str, width: float) -> list[str]:
        """The text in lines that are not wider than this."""
        lines = [""]
        for letter in text:
            if lines[-1] and self._width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
        return lines


def _font(letters: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, letters, index=_SIMPLIFIED)
