"""Which words are names of people: a surname, one or two characters, and not a word of everyday life."""

import re
from collections.abc import Iterator
from functools import cache

import rjieba

from evidence.privacy.words import privacy_words

# Tags of words that may be names: persons, places, and what the dictionary does not know.
_OF_NAMES = ("nr", "ns", "nz", "x")
# More of a sentence need not be read to see where a name ends.
_LONGEST = 12
HAN = "\u3400-\u9fff"
_DOTS = "·•・‧"
_RUN = re.compile(rf"[{HAN}{_DOTS}○〇]+")
_SPREAD = re.compile(rf"([{HAN}])[ \u3000]{{1,4}}([{HAN}])(?![ \u3000]?[{HAN}])")
_OTHER_TONGUES = re.compile(rf"[{HAN}]{{2,10}}(?:[{_DOTS}][{HAN}]{{2,12}})+")
_LATIN = re.compile(r"[A-Z][A-Za-z'-]*(?:[ ^]{1,2}[A-Z][A-Za-z'-]+){1,3}(?![A-Za-z])")
_MORE = re.compile(r"\s?[、,/;]\s?")


def name_pattern() -> str:
    """A regular expression (no groups) for a surname with one or two characters."""
    names = privacy_words().names
    single, compound = f"[{''.join(names.surnames.split())}]", "|".join(names.compound)
    return rf"(?:(?:{compound})[{HAN}]{{1,2}}|{single}[{HAN}]{{1,2}})"


@cache
def _name() -> re.Pattern[str]:
    names = privacy_words().names
    single = f"[{''.join(names.surnames.split())}]"
    child = f"(?:{'|'.join(names.child)})?"
    return re.compile(rf"(?:{name_pattern()}|{single}{single}[{HAN}]{{1,2}}){child}")


@cache
def _not_names() -> frozenset[str]:
    return frozenset(privacy_words().names.not_names)


def is_name(word: str, doubtful: bool = False) -> bool:
    """Whether a run of Chinese characters is a person's name.

    `doubtful`: what stands around it does not speak for a name, so that nothing that begins like a word is one.
    """
    names = privacy_words().names
    if _OTHER_TONGUES.fullmatch(word):
        return True
    if not _name().fullmatch(word) or word in _not_names() or word[-1] in names.not_name_endings:
        return False
    if any(word.endswith(title) and (len(title) > 1 or len(word) == 2) for title in names.titles_after):
        return False
    # Four characters (two surnames) are as often two words.
    return not ((doubtful or len(word) > 3) and any(word[:length] in _not_names() for length in (2, 3)))


def names_at(text: str, start: int, end: int, doubtful: bool, by_ocr: bool) -> list[tuple[int, int]]:
    """The places of the names with which a part of a text begins: none, one, or several with 、 between them.

    `by_ocr`: spaces behind a name may be missing.
    """
    found = []
    place = _name_at(text, start, end, doubtful, by_ocr)
    while place is not None:
        found.append(place)
        more = _MORE.match(text, place[1], end)
        place = _name_at(text, more.end(), end, doubtful, by_ocr) if more else None
    return found


def _name_at(text: str, start: int, end: int, doubtful: bool, by_ocr: bool) -> tuple[int, int] | None:
    spread = _SPREAD.match(text, start, end)
    if spread and is_name(spread.group(1) + spread.group(2), doubtful):
        return spread.span()
    run = _RUN.match(text, start, end)
    if run is None or text[run.end() : min(run.end() + 1, end)] in tuple(privacy_words().names.masked):
        return None
    if is_name(run.group(), doubtful):
        return run.span()
    for length in _shorter(run.group(), reaches_title=by_ocr and run.end() == end < len(text)):
        if is_name(run.group()[:length], doubtful):
            return run.start(), run.start() + length
    return None


def _shorter(run: str, reaches_title: bool) -> tuple[int, ...]:
    """How long a name may be with which a reader of pictures ran together what follows it.

    `reaches_title`: the next title follows without a gap (张三住院流水号：).
    """
    if run[-1] in "男女":
        return (len(run) - 1,)
    return (3, 2) if reaches_title and len(run) > 3 else ()


def latin_name_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place of a name in Latin letters (ZHANG^SAN, Li Ming) with which a part of a text begins."""
    found = _LATIN.match(text, start, end)
    return found.span() if found else None


def names_in_sentence(text: str) -> Iterator[tuple[int, int]]:
    """The places of names that follow directly on 患者, 家属 … in running text."""
    for before in _before_name().finditer(text):
        name = _RUN.match(text, before.end(), before.end() + _LONGEST)
        length = _name_length(name.group()) if name else 0
        if length:
            yield before.end(), before.end() + length


@cache
def _before_name() -> re.Pattern[str]:
    return re.compile(privacy_words().in_sentences)


@cache
def _tagger() -> rjieba.Jieba:
    return rjieba.Jieba()


def _name_length(run: str) -> int:
    """How many characters of a run of Chinese characters are the name with which it begins, 0 if none is.

    The tagger of words tells a name from a verb or noun; where it leaves behind what is no word, that is the name's.
    """
    (first, tag), *others = _tagger().tag(run)
    if is_name(run, doubtful=True) and tag in _OF_NAMES:
        return len(run)
    if tag not in _OF_NAMES or not is_name(first, doubtful=True):
        return 0
    following = others[0][0] if others else ""
    torn = len(first) == 2 and len(following) > 1 and not _tagger().has_word(following)
    return len(first) + torn
