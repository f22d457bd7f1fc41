"""Text as the words of the full-text index: pairs of Chinese characters, whole Latin words and numbers.

`检验信息系统 LIS` becomes `检验 验信 信息 息系 系统 统 lis`. The last character of a run stands alone as well: it ends
the run (`检验`, `验系统` are not taken for `检验系统`) and lets single characters be found.
"""

import re
import unicodedata
from collections.abc import Iterator

_HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff"
_BLANK = " \t\r\n"
_RUN = re.compile(f"[{_HAN}]+|[^\\W_{_HAN}]+")
_LETTER = f"[^\\W_{_HAN}]"
_NO_LETTER = f"(?:_|[^\\w{_HAN}])*"
_BLANK_IN_HAN = re.compile(f"(?<=[{_HAN}])[{_BLANK}]+(?=[{_HAN}])")
# Of a Latin word or number, so much must be given that what begins with it is found too.
_PREFIX = 3


class _Folding(dict[int, str]):
    """Character → how it is compared: half width, lower case, no compatibility forms."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Text as it is compared: `ＬＩＳ` and `lis` are the same."""
    return text.translate(_FOLDING)


def folded_with_places(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its characters the index of the character of `text` that it comes from."""
    parts = [_FOLDING[ord(character)] for character in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def index_words(text: str) -> str:
    """The words of a text for the index, with a blank between them; a line break inside Chinese text is no boundary."""
    return " ".join(word for run in _RUN.findall(_BLANK_IN_HAN.sub("", fold(text))) for word in _of_run(run))


def query_words(text: str) -> list[str]:
    """What a person is looking for: words separated by blanks, folded; without those of no letter or digit."""
    return list(dict.fromkeys(word for word in fold(text).split() if _RUN.search(word)))


def match_expression(word: str) -> str:
    """The FTS5 phrase for a word of a query, which finds it wherever it stands in a text."""
    *runs, last = _RUN.findall(word)
    words = [part for run in runs for part in _of_run(run)]
    if _is_han(last):
        words += [last[place : place + 2] for place in range(max(len(last) - 1, 1))]
        more = len(last) == 1
    else:
        words.append(last)
        more = len(last) >= _PREFIX
    return f'"{" ".join(words)}"{" *" if more else ""}'


def pattern(word: str) -> re.Pattern[str]:
    """Finds in a folded text what the index finds for a word of a query."""
    *runs, last = _RUN.findall(word)
    parts = [_run_pattern(run) for run in (*runs, last)]
    begins = "" if _is_han((*runs, last)[0]) else f"(?<!{_LETTER})"
    ends = "" if _is_han(last) or len(last) >= _PREFIX else f"(?!{_LETTER})"
    return re.compile(begins + _NO_LETTER.join(parts) + ends)


def _of_run(run: str) -> Iterator[str]:
    if not _is_han(run):
        yield run
        return
    for place in range(len(run) - 1):
        yield run[place : place + 2]
    yield run[-1]


def _run_pattern(run: str) -> str:
    return f"[{_BLANK}]*".join(run) if _is_han(run) else re.escape(run)


def _is_han(run: str) -> bool:
    return re.match(f"[{_HAN}]", run) is not None
