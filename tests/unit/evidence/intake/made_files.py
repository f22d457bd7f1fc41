"""Files as people send them and as they should not, made for the tests."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import docx
import openpyxl
import pypdfium2
from PIL import Image

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
OFFICE = "application/vnd.openxmlformats-officedocument."
PACKAGE_CLASS = "0003000C-0000-0000-C000-000000000046"


def picture(kind: str = "PNG", size: tuple[int, int] = (20, 20)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind)
    return buffer.getvalue()


def noise(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(buffer, kind)
    return buffer.getvalue()


def word() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("标本交接记录")
    document.save(buffer)
    return buffer.getvalue()


def excel() -> bytes:
    buffer = io.BytesIO()
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["A1"] = "有效应用统计"
    workbook.save(buffer)
    return buffer.getvalue()


def zipped(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office(main: str, parts: Mapping[str, bytes | str] | None = None) -> bytes:
    """An Office file with a main part of this content type and further parts."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{main}"/></Types>'
    return zipped({"[Content_Types].xml": types, "main.xml": "<main/>", **(parts or {})})


def slides() -> bytes:
    return office(f"{OFFICE}presentationml.presentation.main+xml")


def with_part(content: bytes, name: str, part: bytes | str) -> bytes:
    """An Office file with one more part, or one replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({entry: archive.read(entry) for entry in archive.namelist()} | {name: part})


def with_flag(content: bytes, flag: int) -> bytes:
    """A ZIP whose entries all have this flag, in both of its tables."""
    found = bytearray(content)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = found.find(mark)
        while place >= 0:
            found[place + offset] |= flag
            place = found.find(mark, place + 4)
    return bytes(found)


def compound(streams: Mapping[str, bytes], classes: Mapping[str, str] | None = None) -> bytes:
    """An OLE file with these streams (`Macros/VBA/dir`); `classes`: storage → its class, `` for the root.

    Streams are filled up to 4096 bytes, from which on they are kept in whole sectors.
    """
    tree: dict[str, Any] = {}
    for path, content in streams.items():
        *folders, name = path.split("/")
        place = tree
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = content.ljust(4096, b"\0")
    records: list[bytearray] = []
    data: list[bytes] = []
    _add_record(records, data, "Root Entry", tree, classes or {}, "")
    directory = b"".join(records)
    directory += b"\0" * (-len(directory) % _SECTOR)
    return _assembled(directory, data)


def _add_record(
    records: list[bytearray], data: list[bytes], name: str, node: Any, classes: Mapping[str, str], path: str
) -> int:
    number = len(records)
    record = bytearray(128)
    records.append(record)
    written = name.encode("utf-16-le")
    kind = 5 if number == 0 else 1 if isinstance(node, dict) else 2
    struct.pack_into("<64sHBBIII", record, 0, written, len(written) + 2, kind, 1, _FREE, _FREE, _FREE)
    struct.pack_into("<I", record, 116, _END)
    if path in classes:
        first, second, third, *rest = classes[path].split("-")
        struct.pack_into(
            "<IHH8s", record, 80, int(first, 16), int(second, 16), int(third, 16), bytes.fromhex("".join(rest))
        )
    if kind == 2:
        struct.pack_into("<IQ", record, 116, sum(len(content) for content in data) // _SECTOR, len(node))
        data.append(node + b"\0" * (-len(node) % _SECTOR))
        return number
    last = None
    for child, content in node.items():
        below = _add_record(records, data, child, content, classes, f"{path}/{child}".lstrip("/"))
        struct.pack_into("<I", record if last is None else records[last], 76 if last is None else 72, below)
        last = below
    return number


def _assembled(directory: bytes, data: list[bytes]) -> bytes:
    chains = [len(content) // _SECTOR for content in data]
    total = sum(chains) + len(directory) // _SECTOR
    table: list[int] = []
    for length in [*chains, len(directory) // _SECTOR]:
        table += [len(table) + step + 1 for step in range(length - 1)] + [_END]
    table_sectors = 1
    while (total + table_sectors) * 4 > table_sectors * _SECTOR:
        table_sectors += 1
    table += [_FAT] * table_sectors
    table += [_FREE] * (table_sectors * 128 - len(table))
    head = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, table_sectors, sum(chains), 0, 4096, _END, 0, _END, 0)
    head += b"".join(struct.pack("<I", total + number) for number in range(table_sectors)).ljust(436, b"\xff")
    return head + b"".join(data) + directory + struct.pack(f"<{len(table)}I", *table)


def old_word(flags: int = 0, **more: Any) -> bytes:
    fields = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0409, 0, flags)
    return compound({"WordDocument": fields, "1Table": b"", **more.get("streams", {})}, more.get("classes"))


def record(number: int, content: bytes) -> bytes:
    return struct.pack("<HH", number, len(content)) + content


def old_excel(*records: bytes, stream: str = "Workbook") -> bytes:
    """A workbook with these records between the first and the end mark."""
    return compound({stream: record(0x0809, b"\0" * 16) + b"".join(records) + record(0x0A, b"")})


def old_slides(*records: bytes, token: int = 0xE391C05F) -> bytes:
    user = struct.pack("<HHIII", 0, 0x0FF6, 0x14, 0x14, token)
    return compound({"PowerPoint Document": b"".join(records), "Current User": user})


def pdf(pages: int = 1, count: int | None = None, catalog: str = "", trailer: str = "", objects: str = "") -> bytes:
    """A PDF of empty pages; `count`: how many it claims to have."""
    kids = " ".join(["3 0 R"] * pages)
    body = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages if count is None else count} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        *([objects] if objects else []),
    ]
    content, places = b"%PDF-1.7\n", []
    for number, text in enumerate(body, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        content
        + (
            f"xref\n0 {len(body) + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {len(body) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(content)}\n%%EOF\n"
        ).encode()
    )


def locked_pdf() -> bytes:
    secret = "ab" * 32
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{secret}> /U <{secret}> /P -4 >>"
    return pdf(trailer=f"{encrypt} /ID [<{secret}> <{secret}>]")


def pdf_with(name: str, attached: bytes) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.new_attachment(name).set_data(attached)
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    return buffer.getvalue()


def stream(content: bytes, keys: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream of a PDF."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), keys, content)


def pdf_with_packed_action() -> bytes:
    """A PDF whose catalog, with a script to be run at once, is in a packed stream of objects."""
    first = b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>"
    table = b"1 0 4 %d " % (len(first) + 1)
    packed = zlib.compress(table + first + b" <</S/JavaScript/JS(1)>>")
    content, rows = b"%PDF-1.7\n", [struct.pack(">BIH", 0, 0, 65535), struct.pack(">BIH", 2, 5, 0)]
    for number, words in (
        (2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
        (5, stream(packed, b"/Type/ObjStm/N 2/First %d/Filter/FlateDecode" % len(table))),
    ):
        rows += [struct.pack(">BIH", 2, 5, 1)] * (number == 5) + [struct.pack(">BIH", 1, len(content), 0)]
        content += b"%d 0 obj\n%s\nendobj\n" % (number, words)
    rows.append(struct.pack(">BIH", 1, len(content), 0))
    index = stream(b"".join(rows), b"/Type/XRef/Size 7/W[1 4 2]/Root 1 0 R")
    content += b"6 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (index, len(content))
    return content


def box(kind: str, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind.encode()) + content


def film() -> bytes:
    return box("ftyp", b"mp42\0\0\0\0") + box("moov", b"\0" * 64) + box("mdat", b"\0" * 256)
