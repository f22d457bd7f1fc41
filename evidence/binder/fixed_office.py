"""Workbooks without the time of writing: the same content gives the same bytes."""

import io
import re
import zipfile
from datetime import date

_PROPERTIES = "docProps/core.xml"
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
_STAMP = (1980, 1, 1, 0, 0, 0)


def fixed_workbook(content: bytes, on: date) -> bytes:
    """The same .xlsx file, said to be written on a day; its entries carry no clock."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in source.namelist():
            part = source.read(name)
            if name == _PROPERTIES:
                part = _MOMENT.sub(rb"\g<1>" + f"{on}T00:00:00Z".encode() + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            fixed.writestr(entry, part)
    return target.getvalue()
