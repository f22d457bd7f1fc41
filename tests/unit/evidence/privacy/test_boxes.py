"""The part of a line's box that is masked covers what was found, whatever the font."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from evidence.privacy.finding import part_of_box

FONTS = ("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc")
LINES = st.text("患者姓名韦小明住院号：:0123456789 ZYX()（）柳州市", min_size=2, max_size=40)


@given(LINES, st.data(), st.sampled_from(FONTS), st.integers(12, 30))
def test_the_part_covers_the_characters_as_they_are_drawn(text: str, data: st.DataObject, name: str, size: int) -> None:
    font = ImageFont.truetype(name, size)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    box = (100, 50, 100 + round(font.getlength(text)), 50 + round(size * 1.3))
    left, top, right, bottom = part_of_box(text, box, start, end)
    assert left <= 100 + font.getlength(text[:start]) + 1
    assert right >= 100 + font.getlength(text[:end]) - 1
    assert (top, bottom) == (50, box[3])
    assert box[0] <= left < right <= box[2]


def test_spaces_that_were_not_read_are_allowed_for() -> None:
    font = ImageFont.truetype(FONTS[0], 20)
    drawn, read = "姓名：韦小明    性别：男", "姓名：韦小明性别：男"
    box = (0, 0, round(font.getlength(drawn)), 26)
    left, _, right, _ = part_of_box(read, box, 3, 6)
    assert left <= font.getlength("姓名：")
    assert right >= font.getlength("姓名：韦小明")


@pytest.mark.parametrize("text", ["韦小明", "1"])
def test_a_line_that_is_all_an_identity_is_covered_whole(text: str) -> None:
    assert part_of_box(text, (5, 6, 77, 20), 0, len(text)) == (5, 6, 77, 20)
