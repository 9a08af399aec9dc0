"""This file is where a picture loses everything but the picture: place, camera, time, comments.

PNG and JPEG are taken apart into their parts and put together anew from those that draw. What
lies after the picture's end, where another file could hide, is left out.
"""

import struct
import zlib
from collections.abc import Iterator

MOST_PIXELS = 60_000_000
PNG_SIGN = b"\x89PNG\r\n\x1a\n"
JPEG_SIGN = b"\xff\xd8\xff"
_PNG_DRAWS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"pHYs"}
# JFIF and Adobe's colour transform are needed to draw; the other application parts only tell.
_JPEG_KEEPS = {0xE0, 0xEE}
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


class Broken(Exception):
    """The parts do not fit together as a picture's do."""


def clean_png(data: bytes) -> bytes:
    """The same picture without text, time and place. Raises Broken."""
    kept = [PNG_SIGN]
    names: list[bytes] = []
    for name, chunk in _png_chunks(data):
        if not names:
            _check_pixels(*struct.unpack(">II", chunk[8:16]))
        names.append(name)
        if name in _PNG_DRAWS:
            kept.append(chunk)
    if names[:1] != [b"IHDR"] or names[-1] != b"IEND" or b"IDAT" not in names:
        raise Broken
    return b"".join(kept)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_SIGN)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        chunk = data[at : at + 12 + length]
        name = chunk[4:8]
        if (
            len(chunk) < 12 + length
            or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]
        ):
            raise Broken
        if name == b"IHDR" and length != 13:
            raise Broken
        yield name, chunk
        if name == b"IEND":
            return
        at += 12 + length
    raise Broken


def clean_jpeg(data: bytes) -> bytes:
    """The same picture, the same way up, without place, camera and comments. Raises Broken."""
    kept, turned, has_size = [b"\xff\xd8"], b"", False
    for marker, segment in _jpeg_segments(data):
        if marker == 0xE1:
            turned = turned or _turning(segment)
        elif marker in _JPEG_SIZES:
            has_size = True
            height, width = struct.unpack(">HH", segment[5:9])
            _check_pixels(width, height)
            kept.append(segment)
        elif not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEEPS:
            kept.append(segment)
    if not has_size:
        raise Broken
    after_jfif = 2 if kept[1:2] and kept[1].startswith(b"\xff\xe0") else 1
    return b"".join([*kept[:after_jfif], turned, *kept[after_jfif:]])


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment with its marker; a scan carries its coded data with it."""
    at = 2
    while at + 2 <= len(data):
        if data[at] != 0xFF:
            raise Broken
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
            continue
        if marker == 0xD9:
            yield marker, b"\xff\xd9"
            return
        if at + 4 > len(data):
            raise Broken
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if end > len(data) or end < at + 4 or (marker in _JPEG_SIZES and end < at + 9):
            raise Broken
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end
    raise Broken


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the next marker stands: coded data escape theirs with a zero, and may restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    raise Broken


def _turning(segment: bytes) -> bytes:
    """Of all that a camera tells, only which way is up: a phone's photo of a paper needs it."""
    tiff = segment[10:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if not segment[4:].startswith(b"Exif\x00\x00") or order is None:
        return b""
    try:
        (at,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION and 2 <= value <= 8:
                return _turned(value)
    except struct.error:
        pass
    return b""


def _turned(value: int) -> bytes:
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        raise Broken
