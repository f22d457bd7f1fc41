"""What is missing, as tables of a Word document: never papered over."""

from collections.abc import Sequence

from evidence.binder.content import Lack, LeftOut
from evidence.binder.words import LACK_HEAD, LEFT_OUT_HEAD, lack_row, left_out_row, wording
from evidence.word_file import WordFile

_LACK_WIDTHS = (2.5, 5.5, 3.0, 2.5, 2.2, 1.4)
_LEFT_OUT_WIDTHS = (2.6, 4.9, 3.6, 6.0)


def lack_tables(file: WordFile, lacks: Sequence[Lack], left_out: Sequence[LeftOut]) -> None:
    """The clauses that are missing, and the documents that could not go in; where there are none, that is said."""
    file.heading(f"缺项（{len(lacks)} 处）")
    if lacks:
        file.table(LACK_HEAD, [lack_row(lack) for lack in lacks], _LACK_WIDTHS)
    else:
        file.text(wording()["no_lacks"])
    file.heading(f"未放入的材料（{len(left_out)} 份）")
    if left_out:
        file.table(LEFT_OUT_HEAD, [left_out_row(entry) for entry in left_out], _LEFT_OUT_WIDTHS)
    else:
        file.text(wording()["no_left_out"])
