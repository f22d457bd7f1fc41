"""Whether a picture is complete and of a size that can be drawn."""

import io

from PIL import Image

from evidence.intake.limits import limits
from evidence.intake.refusal import RefusedError


def check(content: bytes, kind: str) -> None:
    """Reads a picture of a kind (`png`, `jpeg`, `gif`, `webp`, `bmp`); its size is looked at before it is decoded.

    PNG has a checksum in every part, so it need not be decoded; JPEG is decoded at an eighth of its size. A moving GIF
    is decoded up to its first picture and must have its end mark.
    Raises RefusedError: `many_pixels`, `damaged`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as image:
            if image.width * image.height > limits().picture_pixels:
                raise _many_pixels()
            if kind == "png":
                image.verify()
                return
            image.draft(None, (1, 1))
            image.load()
    except RefusedError:
        raise
    except Image.DecompressionBombError as error:
        raise _many_pixels() from error
    except Exception as error:  # decoders raise all kinds of errors, and all say that it cannot be opened
        raise RefusedError("damaged") from error
    if kind == "gif" and not content.rstrip(b"\0\r\n").endswith(b";"):
        raise RefusedError("damaged")


def _many_pixels() -> RefusedError:
    return RefusedError("many_pixels", limit=limits().picture_pixels // 10_000)
