"""Reading text from pictures with RapidOCR: its models come in its package, nothing is loaded from outside."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import rapidocr
from PIL import Image, ImageChops
from rapidocr.utils.output import RapidOCROutput

from evidence.texts.limits import LIMITS
from evidence.texts.pages import Box, Line

_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
}
# A strip is at most this many times as tall as wide; neighbours share some lines, so that none is cut.
_TALL = 1.5
_SHARED = 120
# What differs less from the corner's colour belongs to the margin; so much of the margin is kept.
_EVEN = 24
_MARGIN = 20


@cache
def _engine() -> rapidocr.RapidOCR:
    """The one engine of this process, on one core. A model named by its path is never looked for on the network."""
    folder = Path(rapidocr.__file__).parent / "models"
    one_core = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    sizes = {"Global.max_side_len": 2 * LIMITS.width, "Global.log_level": "error"}
    cv2.setNumThreads(1)
    return rapidocr.RapidOCR(params={**{key: str(folder / name) for key, name in _MODELS.items()}, **one_core, **sizes})


def read_picture(picture: Image.Image) -> tuple[Line, ...]:
    """The lines of a picture from top to bottom, with their boxes in pixels of the given picture."""
    whole = picture.convert("RGB")
    written = _written(whole)
    if written is None:
        return ()
    reduced = _reduced(whole.crop(written))
    scale = (written[2] - written[0]) / reduced.width
    lines: list[Line] = []
    for top, upper, lower in _strips(reduced.height, int(max(reduced.width * _TALL, LIMITS.width))):
        strip = reduced.crop((0, top, reduced.width, min(lower + _SHARED, reduced.height)))
        end = lower if lower < reduced.height else reduced.height + 1
        lines += [
            Line(line.text, _on_the_whole(line.box, top, scale, written))
            for line in _lines(strip)
            if line.box and upper <= top + (line.box[1] + line.box[3]) / 2 < end
        ]
    return tuple(lines)


def _written(picture: Image.Image) -> Box | None:
    """The part inside the even margins, None for an even picture. Few words on a large blank page are overlooked."""
    margin = Image.new("RGB", picture.size, picture.getpixel((0, 0)))
    differs = ImageChops.difference(picture, margin).convert("L").point(lambda light: 255 * (light > _EVEN))
    found = differs.getbbox()
    if found is None:
        return None
    left, top, right, bottom = found
    return (
        max(left - _MARGIN, 0),
        max(top - _MARGIN, 0),
        min(right + _MARGIN, picture.width),
        min(bottom + _MARGIN, picture.height),
    )


def _reduced(picture: Image.Image) -> Image.Image:
    """A picture that is not wider than the limit; its height follows."""
    if picture.width <= LIMITS.width:
        return picture
    height = max(round(picture.height * LIMITS.width / picture.width), 1)
    return picture.resize((LIMITS.width, height), Image.Resampling.LANCZOS)


def _strips(height: int, tallest: int) -> Iterator[tuple[int, int, int]]:
    """Where a strip begins, and between which heights the lines belong to it (by their middle)."""
    upper = 0
    while upper < height:
        lower = height if height - upper <= tallest else upper + tallest
        yield max(upper - _SHARED, 0), upper, lower
        upper = lower


def _lines(strip: Image.Image) -> list[Line]:
    found = _engine()(np.asarray(strip)[:, :, ::-1])
    if not isinstance(found, RapidOCROutput) or found.boxes is None or found.txts is None:
        return []
    return [Line(text, _bounds(corners)) for corners, text in zip(found.boxes, found.txts, strict=True)]


def _bounds(corners: np.ndarray) -> Box:
    left, top = np.floor(corners.min(axis=0)).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _on_the_whole(box: Box, begin: int, scale: float, written: Box) -> Box:
    """A box of a strip that begins at this height of the reduced part, in pixels of the whole picture."""
    left, right = (written[0] + round(place * scale) for place in (box[0], box[2]))
    top, bottom = (written[1] + round((place + begin) * scale) for place in (box[1], box[3]))
    return left, top, right, bottom
