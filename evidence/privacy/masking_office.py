"""Word, Excel and PowerPoint: what was found is overwritten in every part, and painted over in embedded pictures."""

import io
import zipfile
from collections.abc import Sequence

from lxml import etree
from PIL import Image

from evidence.errors import InvalidInputError
from evidence.privacy.finding import Finding
from evidence.privacy.masking_xml import masked_xml, without_thumbnail
from evidence.privacy.painting import Place, painted
from evidence.privacy.stars import longest_first

_XML = frozenset({"xml", "rels", "vml"})
_PACKAGES = frozenset({"docx", "xlsx", "pptx"})
# A picture of the first page as it was, made by the program that wrote the file.
_THUMBNAIL = "docProps/thumbnail"
_RELATIONS = "_rels/.rels"
_QUALITY = 90


def mask_office(content: bytes, findings: Sequence[Finding]) -> bytes:
    """A copy of an Office file in which the found texts are stars and the found places of its pictures are painted.

    Raises InvalidInputError for a file whose parts cannot be read.
    """
    try:
        return _masked_package(content, longest_first(f.text for f in findings if not f.part), _places(findings))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        raise InvalidInputError("这个文件的结构不规范，不能自动遮盖；请用原软件打开另存后作为新版本上传。") from error


def _places(findings: Sequence[Finding]) -> dict[str, list[Place]]:
    """The places to paint by the name of the embedded picture."""
    places: dict[str, list[Place]] = {}
    for finding in findings:
        if finding.part and finding.box is not None:
            places.setdefault(finding.part.lstrip("/"), []).append(Place(finding.box, (finding.width, finding.height)))
    return places


def _masked_package(content: bytes, texts: Sequence[str], places: dict[str, list[Place]]) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            if not entry.filename.startswith(_THUMBNAIL):
                part = _masked_part(entry.filename, source.read(entry), texts, places.get(entry.filename, []))
                target.writestr(entry.filename, part)
    return written.getvalue()


def _masked_part(name: str, part: bytes, texts: Sequence[str], places: Sequence[Place]) -> bytes:
    ending = name.rpartition(".")[2].lower()
    if places:
        return _masked_picture(part, places)
    # The table behind a diagram is a whole file in the file.
    if ending in _PACKAGES and zipfile.is_zipfile(io.BytesIO(part)):
        return _masked_package(part, texts, {})
    if ending not in _XML or not part.strip():
        return part
    return masked_xml(name, without_thumbnail(part) if name == _RELATIONS else part, texts)


def _masked_picture(part: bytes, places: Sequence[Place]) -> bytes:
    """In the format that the document expects."""
    with Image.open(io.BytesIO(part)) as image:
        kind = image.format or "PNG"
    target = io.BytesIO()
    painted(part, places).save(target, "JPEG" if kind == "MPO" else kind, quality=_QUALITY)
    return target.getvalue()
