"""This file is where a file's own content decides what it is, and whether it is taken in.

What the sender calls it counts for nothing but the ending, which has to agree. A file that is
two things at once, carries code or is locked is refused; pictures and documents lose what they
tell of their maker. Nothing is unpacked beyond fixed limits.
"""

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stegvis.casework import virus_scan
from stegvis.casework.models.attachment import MOST_BYTES, MediaType
from stegvis.casework.pictures import JPEG_SIGN, PNG_SIGN, Broken, clean_jpeg, clean_png
from stegvis.core.errors import RuleBroken

FIELD = "file"
ENDINGS = {
    ".pdf": MediaType.PDF,
    ".png": MediaType.PNG,
    ".jpg": MediaType.JPEG,
    ".jpeg": MediaType.JPEG,
    ".docx": MediaType.DOCX,
    ".txt": MediaType.TEXT,
}
TAKEN = "Vi tar emot PDF, PNG, JPEG, Word (.docx) och ren text (.txt)."
# The harmless string that every virus scanner answers to; in two halves, so that none answers here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

MOST_NAME = 120
MOST_PARTS = 2_000
MOST_UNPACKED = 100 * 1024 * 1024
_STREAM = 4 * 1024 * 1024
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|\?xml|\?php|%)", re.I)
# What makes a PDF do things instead of being read.
_ACTIVE = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|ImportData|SubmitForm)(?![A-Za-z0-9])"
)
# Signs that steer a terminal or a printer: no text holds any but tabs and ends of lines and pages.
_STEERING = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?\d{4}(?!\d)")
_NO_PROPERTIES = {
    "docProps/core.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:core'
    b'Properties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-'
    b'properties"/>',
    "docProps/app.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties '
    b'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
}


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its safe name, its type, and the bytes as they are kept."""

    name: str
    media_type: MediaType
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check(name: str, data: bytes) -> Checked:
    """The file as it may be kept. Raises RuleBroken at the file field with how to mend it."""
    if not data:
        raise _broken("Filen är tom. Välj en annan fil.")
    if len(data) > MOST_BYTES:
        raise _broken("Filen är för stor. Den får vara högst 10 MB.")
    safe = safe_name(name)
    media_type = _type_of(data)
    said = ENDINGS.get(safe[safe.rfind(".") :].lower()) if "." in safe else None
    if media_type is None or said is None:
        raise _broken(f"Filtypen tas inte emot. {TAKEN}")
    if said is not media_type:
        raise _broken(
            "Filen innehåller något annat än vad namnet säger. Öppna den hos dig, spara den på "
            f"nytt som {said.label} och försök igen."
        )
    if EICAR in data:
        raise virus_found()
    try:
        content = _CLEANERS[media_type](data)
    except (Broken, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise _broken(
            "Filen är skadad. Öppna den hos dig, spara den på nytt och försök igen."
        ) from (error)
    if not 0 < len(content) <= MOST_BYTES:
        raise _broken("Filen är för stor. Den får vara högst 10 MB.")
    if virus_scan.finds_something(data):
        raise virus_found()
    return Checked(safe, media_type, content)


def safe_name(name: str) -> str:
    """The last part of the name, without signs that steer and without personal numbers."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(
        sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " "
    )
    shown = _PERSONAL_NUMBER.sub("nummer", " ".join(shown.split())).lstrip(".")
    stem, dot, ending = shown.rpartition(".")
    if not stem:
        return shown[:MOST_NAME] or "fil"
    return f"{stem[: MOST_NAME - 10]}{dot}{ending[:9]}"


def has_personal_number(text: str) -> bool:
    return bool(_PERSONAL_NUMBER.search(text))


def virus_found() -> RuleBroken:
    return _broken("Filen stoppades av viruskontrollen och har inte sparats.")


def _broken(message: str) -> RuleBroken:
    return RuleBroken(message, FIELD)


def _type_of(data: bytes) -> MediaType | None:
    if data.startswith(b"%PDF-"):
        return MediaType.PDF
    if data.startswith(PNG_SIGN):
        return MediaType.PNG
    if data.startswith(JPEG_SIGN):
        return MediaType.JPEG
    if data.startswith(b"PK\x03\x04"):
        return MediaType.DOCX
    return MediaType.TEXT if _as_text(data) is not None else None


def _as_text(data: bytes) -> str | None:
    """The text, if it is one: UTF-8, or the Windows alphabet that older programs write."""
    for alphabet in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(alphabet)
        except UnicodeDecodeError:
            continue
        return None if _STEERING.search(text) else text
    return None


def _clean_text(data: bytes) -> bytes:
    text = _as_text(data) or ""
    if _MARKUP.search(data):
        raise _broken(f"Filen innehåller kod som en webbläsare kan köra. {TAKEN}")
    return text.encode()


def _clean_pdf(data: bytes) -> bytes:
    """As it came; but nothing before or after it, no code in it, no password on it."""
    head, tail = data[:1024], data[data.rfind(b"%%EOF") + 5 :]
    if b"%%EOF" not in data[-2048:] or tail.strip(b"\r\n\t \x00"):
        raise Broken
    if _MARKUP.search(head) or b"PK\x05\x06" in data[-66_000:]:
        raise _broken("Filen är två filtyper på en gång. Skriv ut den till PDF på nytt.")
    for text in _pdf_texts(data):
        names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), text)
        if EICAR in names:
            raise virus_found()
        if re.search(rb"/Encrypt(?![A-Za-z])", names):
            raise _broken(
                "PDF-filen är låst med lösenord. Spara den utan lösenord och försök igen."
            )
        if _ACTIVE.search(names):
            raise _broken(
                "PDF-filen innehåller skript eller inbäddade filer. Skriv ut den till PDF på nytt "
                "och försök igen."
            )
    return data


def _pdf_texts(data: bytes) -> Iterator[bytes]:
    """What stands in the file in the open, and in its packed object lists, up to a limit."""
    outside, at, left = [], 0, MOST_UNPACKED
    for found in re.finditer(rb"stream\r?\n", data):
        if found.start() < at:
            continue
        outside.append(data[at : found.start()])
        end = data.find(b"endstream", found.end())
        at = end if end >= 0 else len(data)
        if b"ObjStm" in data[max(0, found.start() - 400) : found.start()]:
            text = zlib.decompressobj().decompress(data[found.end() : at], min(_STREAM * 4, left))
            left -= len(text)
            if left <= 0:
                raise Broken
            yield text
    yield b"".join([*outside, data[at:]])


def _clean_docx(data: bytes) -> bytes:
    """The document packed anew without its properties; no macros, no objects, no way out."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        _check_parts(parts, len(data))
        kept = io.BytesIO()
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as clean:
            for part in parts:
                content = _NO_PROPERTIES.get(part.filename) or archive.read(part)
                _check_part(part.filename, content)
                clean.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or len(set(names)) != len(names):
        raise _broken("Dokumentet packas upp till mer än vad vi tar emot. Spara det som PDF.")
    if sum(part.compress_size for part in parts) > size:
        raise Broken
    if any(part.flag_bits & 1 for part in parts):
        raise _broken("Dokumentet är låst med lösenord. Spara det utan lösenord och försök igen.")
    if any(".." in name.split("/") or name.startswith("/") or "\\" in name for name in names):
        raise Broken
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        raise _broken(f"Filtypen tas inte emot. {TAKEN}")


def _check_part(name: str, content: bytes) -> None:
    lowered = name.lower()
    is_active = (
        "vbaproject" in lowered
        or lowered.startswith(("word/embeddings/", "word/activex/"))
        or (name == "[Content_Types].xml" and b"macroEnabled" in content)
        or (lowered.endswith(".rels") and _leads_out(content))
    )
    if is_active:
        raise _broken("Dokumentet innehåller makron eller inbäddade objekt. Spara det som PDF.")
    if lowered.endswith((".xml", ".rels")) and re.search(rb"<!(DOCTYPE|ENTITY)", content):
        raise Broken
    if EICAR in content:
        raise virus_found()


def _leads_out(relations: bytes) -> bool:
    """Fetches something from elsewhere when it is opened; a plain link that is clicked does not."""
    return any(
        b'TargetMode="External"' in one and b"/hyperlink" not in one
        for one in re.findall(rb"<Relationship\b[^>]*>", relations)
    )


_CLEANERS: dict[MediaType, Callable[[bytes], bytes]] = {
    MediaType.PDF: _clean_pdf,
    MediaType.PNG: clean_png,
    MediaType.JPEG: clean_jpeg,
    MediaType.DOCX: _clean_docx,
    MediaType.TEXT: _clean_text,
}
