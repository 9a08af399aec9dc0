"""This file is where the tests make files: whole ones, and such as nobody should take in."""

import io
import struct
import zipfile
import zlib

from pypdf import PdfWriter

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Override PartName="/word/document.xml" ContentType="x"/></Types>'
)


def pdf(script: str = "", password: str = "", attached: bytes = b"", packed: bool = False) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if attached:
        writer.add_attachment("a.exe", attached)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    whole = out.getvalue()
    if script:
        added = f"98 0 obj << /S /JavaScript /JS ({script}) >> endobj\nxref"
        whole = whole.replace(b"xref", added.encode(), 1)
    return _with_object_stream(whole) if packed else whole


def _with_object_stream(whole: bytes) -> bytes:
    """A script where only those who unpack the object list see it, its name spelt in hex."""
    inner = zlib.compress(b"9 0 << /S /J#61vaScript /JS (app.alert(1)) >>")
    added = b"99 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(
        inner
    )
    return whole.replace(b"xref", added + b"\nstream\n" + inner + b"\nendstream\nendobj\nxref", 1)


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 1, height: int = 1, extra: bytes = b"", after: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\x00\x80")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + extra
        + chunk(b"IDAT", body)
        + chunk(b"IEND", b"")
        + after
    )


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 6, told: bytes = b"59.85856 N 17.63893 E") -> bytes:
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, 0x0112, 3, 1, orientation, 0, 0)
    return segment(0xE1, b"Exif\x00\x00" + tiff + told)


def jpeg(extra: bytes = b"", after: bytes = b"", width: int = 8, height: int = 8) -> bytes:
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + extra
        + segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + after
    )


def docx(parts: dict[str, bytes] | None = None, without: str = "", after: bytes = b"") -> bytes:
    inside = {
        "[Content_Types].xml": TYPES.encode(),
        "_rels/.rels": b"<Relationships/>",
        "word/document.xml": b"<w:document>Hej</w:document>",
        "docProps/core.xml": b"<creator>Sara Berg</creator>",
    } | (parts or {})
    inside.pop(without, None)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in inside.items():
            archive.writestr(name, content)
    return out.getvalue() + after


def lying_zip() -> bytes:
    """A document whose part unpacks to far more than its list of contents says."""
    big = docx({"word/media/a.bin": b"\x00" * 5_000_000})
    true, lie = struct.pack("<I", 5_000_000), struct.pack("<I", 50)
    return big.replace(true, lie)
