"""Which files are taken as evidence, and whether the content is what the name says."""

import io
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image

from evidence.errors import InvalidInputError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class FileType:
    """A kind of file: media type, and the bytes its content starts with (empty: no fixed start)."""

    media_type: str
    starts_with: bytes = b""
    starts_at: int = 0


FILE_TYPES = {
    "png": FileType("image/png", b"\x89PNG"),
    "jpg": FileType("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": FileType("image/jpeg", b"\xff\xd8\xff"),
    "gif": FileType("image/gif", b"GIF8"),
    "webp": FileType("image/webp", b"RIFF"),
    "bmp": FileType("image/bmp", b"BM"),
    "pdf": FileType("application/pdf", b"%PDF-"),
    "docx": FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    "xlsx": FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    "pptx": FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", _ZIP),
    "doc": FileType("application/msword", _OLE),
    "xls": FileType("application/vnd.ms-excel", _OLE),
    "ppt": FileType("application/vnd.ms-powerpoint", _OLE),
    "txt": FileType("text/plain"),
    "csv": FileType("text/csv"),
    "mp4": FileType("video/mp4", b"ftyp", starts_at=4),
}


def check_file(name: str, content: bytes) -> str:
    """The media type of an uploaded file. Raises InvalidInputError when it is empty, of no known kind or unreadable."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    kind = FILE_TYPES.get(ending)
    if not content:
        raise InvalidInputError(f"“{name}”是空文件（0 字节），没有保存；请检查原文件后重新上传。")
    if kind is None:
        raise InvalidInputError(f"不接受“{name}”这类文件；请上传图片、PDF、Office 文档、文本或 MP4 录屏。")
    start = content[kind.starts_at : kind.starts_at + len(kind.starts_with)]
    if start != kind.starts_with or (kind.media_type.startswith("image/") and not _image_opens(content)):
        raise InvalidInputError(f"“{name}”打不开：内容与扩展名不符或文件已损坏，没有保存；请重新导出后再上传。")
    return kind.media_type


def _image_opens(content: bytes) -> bool:
    """Whether a picture is complete. Opening refuses decompression bombs before anything is decoded.

    PNG has a checksum in every part, so it need not be decoded; JPEG is decoded at an eighth of its size. A moving GIF
    is decoded up to its first picture and must have its end mark.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format == "PNG":
                image.verify()
                return True
            image.draft(None, (1, 1))
            image.load()
            return image.format != "GIF" or content.rstrip(b"\0\r\n").endswith(b";")
    except Exception:  # noqa: BLE001 - decoders raise all kinds of errors, and all say that it cannot be opened
        return False
