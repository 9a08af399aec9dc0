"""This file is where a file is shown to ClamAV, if the installation has one (STEGVIS_CLAMD).

Without the setting nothing is scanned; what the file is and carries is judged by its content.
"""

import socket
import struct

from django.conf import settings

from stegvis.core.errors import RuleBroken

SECONDS = 20
_PIECE = 64 * 1024


def finds_something(data: bytes) -> bool:
    """Whether the scanner finds a virus. Raises RuleBroken when a scanner is set and does not
    answer: an unscanned file is not taken in then."""
    if not settings.VIRUS_SCANNER:
        return False
    try:
        answer = _ask(settings.VIRUS_SCANNER, data)
    except OSError as error:
        raise _unscanned() from error
    if answer.endswith(b" FOUND"):
        return True
    if not answer.endswith(b" OK"):
        raise _unscanned()
    return False


def _ask(address: str, data: bytes) -> bytes:
    """clamd's INSTREAM: pieces with their length before them, an empty one last."""
    with _connect(address) as link:
        link.settimeout(SECONDS)
        link.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), _PIECE):
            piece = data[at : at + _PIECE]
            link.sendall(struct.pack(">I", len(piece)) + piece)
        link.sendall(struct.pack(">I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := link.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n")


def _connect(address: str) -> socket.socket:
    """A socket's path, or host:port."""
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    link.settimeout(SECONDS)
    try:
        link.connect(address)
    except OSError:
        link.close()
        raise
    return link


def _unscanned() -> RuleBroken:
    return RuleBroken("Filen kunde inte kontrolleras just nu. Försök igen om en stund.", "file")
