"""What the running text of GB/T 22239 and GB/T 28448 says under its headings, where no table has it."""

from collections.abc import Iterator
from dataclasses import replace

from evidence.official_wording.clauses import Parts, joined, split_clauses
from evidence.official_wording.said import Said
from evidence.official_wording.word_tables import Cell
from evidence.official_wording.words import fold, layout_words


def running_text(paragraphs: tuple[Cell, ...]) -> Iterator[Said]:
    """`8.1.4.1 身份鉴别` with a), b), c) … below it, and `8.1.4.1.1 测评单元（L3-CES1-01）` with its 测评指标."""
    heading: Said | None = None
    content = Cell()
    for place, paragraph in enumerate(paragraphs, 1):
        if layout_words().chapter_heading.match(paragraph.text) is None:
            content.listed |= {number + len(content.lines) for number in paragraph.listed}
            content.lines += paragraph.lines
            continue
        yield from _under(heading, content)
        heading, content = _heading(f"第 {place} 段", paragraph.text), Cell()
    yield from _under(heading, content)


def _heading(place: str, text: str) -> Said | None:
    """The control or unit that a heading announces; None for any other heading and for a line of the contents."""
    words = layout_words()
    if words.contents_line.fullmatch(text):
        return None
    unit = words.unit_code.search(fold(text))
    if unit is not None:
        return Said(place, code=unit[0])
    control = words.control_heading.fullmatch(text)
    return Said(place, code=control[1], name=control[2].strip()) if control else None


def _under(heading: Said | None, content: Cell) -> Iterator[Said]:
    """What stands under a heading; a heading with nothing under it, as one of units, says nothing."""
    if heading is None or not content.lines:
        return
    if heading.name:
        yield replace(heading, parts=split_clauses(_by_sentences(content)))
        return
    demand = _demand(content.lines)
    yield replace(heading, parts=Parts((demand,), ()) if demand else None, empty=not demand)


def _by_sentences(content: Cell) -> Cell:
    """Paragraphs that are a sentence each, as if Word numbered them: converted files lose the letters in front."""
    words = layout_words()
    demands = {place for place, line in enumerate(content.lines) if not words.introduction.fullmatch(line)}
    whole = all(content.lines[place][-1] in words.sentence_ends for place in demands)
    return Cell(content.lines, demands) if whole and demands and not content.listed else content


def _demand(lines: list[str]) -> str:
    """What stands under 测评指标 of a unit."""
    words = layout_words()
    begins = [(place, found.end()) for place, line in enumerate(lines) if (found := words.unit_says.match(line))]
    if not begins:
        return ""
    place, behind = begins[0]
    wanted = [lines[place][behind:]]
    for line in lines[place + 1 :]:
        if words.unit_ends.match(line):
            break
        wanted.append(line)
    return joined(wanted)
