"""Pictures as pages."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image, ImageOps

from evidence.texts.errors import UnreadableError
from evidence.texts.limits import Budget
from evidence.texts.ocr import read_picture
from evidence.texts.pages import Line, PageText

# Times are written with colons in pictures, the numbers of people are not.
_NUMBER = re.compile(r"\d{6}")


def read_picture_file(content: bytes, budget: Budget) -> list[PageText]:
    """The one page of a picture file (of a moving picture, the first). Raises UnreadableError for too many pixels."""
    picture = open_picture(content, budget.limits.picture_pixels)
    with Image.open(io.BytesIO(content)) as image:
        # The other pictures in a photo (MPO) are its preview and what is far and near.
        budget.cut |= image.format != "MPO" and getattr(image, "n_frames", 1) > 1
        remarks = tuple(_remarks(image))
    page = picture_page(1, picture)
    return [replace(page, lines=(*page.lines, *remarks))]


def _remarks(image: Image.Image) -> Iterator[Line]:
    """What the file says about the picture, where it has a number that may be somebody's; it has no place in it."""
    said = [value for value in image.info.values() if isinstance(value, str)]
    said += [value for value in image.getexif().values() if isinstance(value, str)]
    for value in said:
        if _NUMBER.search(value):
            yield Line(" ".join(value.split()))


def open_picture(content: bytes, most_pixels: int) -> Image.Image:
    """The picture as it is shown: turned as its camera says, on white where it is transparent.

    Boxes of lines are pixels of this picture. Raises UnreadableError for too many pixels, and what Pillow raises.
    """
    with Image.open(io.BytesIO(content)) as image:
        if image.width * image.height > most_pixels:
            raise UnreadableError(
                f"图片有 {image.width}×{image.height} 像素，超过可识别的上限；请缩小或裁剪后重新上传。"
            )
        image.load()
        turned = ImageOps.exif_transpose(image)
    if "transparency" in turned.info or turned.mode in ("RGBA", "LA", "PA"):
        white = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(white, turned.convert("RGBA"))
    return turned.convert("RGB")


def picture_page(number: int, picture: Image.Image, part: str = "") -> PageText:
    """What a picture says, as a page of a file."""
    return PageText(number, read_picture(picture), True, picture.width, picture.height, part)
