"""Pictures as pages."""

import io

from PIL import Image, ImageOps

from evidence.texts.errors import UnreadableError
from evidence.texts.limits import Budget
from evidence.texts.ocr import read_picture
from evidence.texts.pages import PageText


def read_picture_file(content: bytes, budget: Budget) -> list[PageText]:
    """The one page of a picture file (of a moving picture, the first). Raises UnreadableError for too many pixels."""
    picture = open_picture(content, budget.limits.picture_pixels)
    return [picture_page(1, picture)]


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
