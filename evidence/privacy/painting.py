"""Painting over places of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from evidence.texts.limits import LIMITS
from evidence.texts.pages import Box
from evidence.texts.pictures import open_picture

_COLOUR = "#1B1F24"


@dataclass(frozen=True)
class Place:
    """A box in a picture; `measured`: the size of the picture in whose pixels it counts, the picture's own if empty."""

    box: Box
    measured: tuple[int, int] = (0, 0)


def painted(content: bytes, places: Sequence[Place]) -> Image.Image:
    """A picture as it is shown with its places painted over: only pixels, no metadata, comments or previews of it."""
    shown = open_picture(content, LIMITS.picture_pixels)
    picture = Image.new("RGB", shown.size)
    picture.paste(shown)
    paint(picture, places)
    return picture


def paint(picture: Image.Image, places: Sequence[Place]) -> None:
    """Paints the places over, in the picture itself."""
    pen = ImageDraw.Draw(picture)
    for place in places:
        across = picture.width / place.measured[0] if place.measured[0] else 1.0
        down = picture.height / place.measured[1] if place.measured[1] else 1.0
        left, top, right, bottom = place.box
        pen.rectangle((left * across, top * down, right * across, bottom * down), fill=_COLOUR)
