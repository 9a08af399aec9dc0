"""What a file is, by its content: whole ones are taken in clean, all others are told in Swedish."""

import io
import socket
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from stegvis.casework.file_contents import check, safe_name
from stegvis.casework.models import MediaType
from stegvis.casework.models.attachment import MOST_BYTES
from stegvis.core.errors import RuleBroken
from tests.casework.files import EICAR, chunk, docx, exif, jpeg, lying_zip, pdf, png, segment

OUTWARD = (
    b'<Relationships><Relationship Type="http://x/attachedTemplate" TargetMode="External" '
    b'Target="http://x/evil.dotm"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("intyg.pdf", pdf(), MediaType.PDF),
        ("bild.PNG", png(), MediaType.PNG),
        ("foto.jpeg", jpeg(), MediaType.JPEG),
        ("brev.docx", docx(), MediaType.DOCX),
        ("rad.txt", "Hej på dig, 3 < 5 och å ä ö.".encode(), MediaType.TEXT),
        ("gammal.txt", "Hej på dig".encode("cp1252"), MediaType.TEXT),
    ],
)
def test_whole_files_are_taken_in(name: str, data: bytes, media_type: MediaType) -> None:
    checked = check(name, data)
    assert checked.media_type is media_type
    assert len(checked.sha256) == 64


# Made when they are needed: some are big.
HOSTILE: dict[str, tuple[str, bytes | Callable[[], bytes], str]] = {
    "empty": ("a.pdf", b"", "tom"),
    "too big": ("a.txt", b"a" * (MOST_BYTES + 1), "10 MB"),
    "a program": ("a.pdf", b"MZ\x90\x00\x03\x00", "tas inte emot"),
    "a program as text": ("a.txt", b"\x7fELF\x02\x01\x01\x00", "tas inte emot"),
    "SVG with a script": ("a.svg", b"<svg onload='alert(1)'/>", "tas inte emot"),
    "SVG called text": ("a.txt", b"<svg onload='alert(1)'/>", "kod"),
    "HTML called text": ("a.txt", b"  <!DOCTYPE html><script>1</script>", "kod"),
    "HTML called PDF": ("a.pdf", b"<html><script>1</script>", "annat"),
    "PHP called text": ("a.txt", b"hej <?php system(1);", "kod"),
    "PNG called PDF": ("a.pdf", png(), "annat"),
    "PDF called PNG": ("a.png", pdf(), "annat"),
    "two endings": ("a.pdf.exe", pdf(), "tas inte emot"),
    "no ending": ("a", pdf(), "tas inte emot"),
    "only an ending": (".pdf", pdf(), "tas inte emot"),
    "EICAR": ("a.txt", EICAR, "viruskontrollen"),
    "EICAR in a document": ("a.docx", docx({"word/media/x": EICAR}), "viruskontrollen"),
    "EICAR in a PDF": ("a.pdf", pdf().replace(b"%%EOF", EICAR + b"\n%%EOF"), "viruskontrollen"),
    "PDF with a script": ("a.pdf", pdf(script="app.alert(1)"), "skript"),
    "PDF with a packed script": ("a.pdf", pdf(packed=True), "skript"),
    "PDF with a file in it": ("a.pdf", pdf(attached=b"MZ"), "inbäddade"),
    "PDF with a password": ("a.pdf", pdf(password="hemligt"), "lösenord"),
    "PDF and ZIP": ("a.pdf", pdf() + docx(), "skadad"),
    "PDF and ZIP inside": (
        "a.pdf",
        pdf().replace(b"%%EOF", b"% PK\x05\x06" + b"\x00" * 18 + b"\n%%EOF"),
        "två filtyper",
    ),
    "PDF and HTML": ("a.pdf", b"%PDF-1.7\n%<script>1</script>\n%%EOF", "två filtyper"),
    "PDF cut off": ("a.pdf", pdf()[:-40], "skadad"),
    "PNG cut off": ("a.png", png()[:-5], "skadad"),
    "PNG with a broken sum": ("a.png", png()[:30] + b"\x00" + png()[31:], "skadad"),
    "PNG of too many dots": ("a.png", png(100_000, 100_000), "skadad"),
    "JPEG cut off": ("a.jpg", jpeg()[:-2], "skadad"),
    "JPEG of too many dots": ("a.jpg", jpeg(width=60_000, height=60_000), "skadad"),
    "JPEG without a picture": ("a.jpg", b"\xff\xd8\xff\xd9", "skadad"),
    "ZIP called document": ("a.docx", docx(without="word/document.xml"), "tas inte emot"),
    "bomb": ("a.docx", lambda: docx({"word/media/x": b"\x00" * 106_000_000}), "packas upp"),
    "bomb that lies": ("a.docx", lying_zip(), "skadad"),
    "many parts": ("a.docx", docx({f"word/media/{n}": b"" for n in range(2_001)}), "packas upp"),
    "macros": ("a.docx", docx({"word/vbaProject.bin": b"x"}), "makron"),
    "macros by type": ("a.docx", docx({"[Content_Types].xml": b"macroEnabled"}), "makron"),
    "an object": ("a.docx", docx({"word/embeddings/a.bin": b"x"}), "inbäddade"),
    "a template elsewhere": ("a.docx", docx({"word/_rels/a.rels": OUTWARD}), "makron"),
    "a part outside": ("a.docx", docx({"../../etc/passwd": b"x"}), "skadad"),
    "entities": (
        "a.docx",
        docx({"word/document.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
        "skadad",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_are_told(what: str) -> None:
    name, made, said = HOSTILE[what]
    data = made() if callable(made) else made
    with pytest.raises(RuleBroken, match=said) as told:
        check(name, data)
    assert told.value.field == "file"


def test_pictures_lose_what_they_tell() -> None:
    text = chunk(b"tEXt", b"Author\x00Sara Berg")
    clean = check("a.png", png(extra=text, after=b"PK\x03\x04 hidden")).content
    assert clean == png()
    told = exif() + segment(0xFE, b"Sara Berg") + segment(0xE2, b"MPF\x00 more")
    kept = check("a.jpg", jpeg(extra=told, after=b"<script>hidden</script>")).content
    assert b"17.63893" not in kept and b"Sara" not in kept and b"MPF" not in kept
    assert kept.endswith(b"\xff\xd9") and b"hidden" not in kept


def test_a_photo_stays_the_right_way_up() -> None:
    kept = check("a.jpg", jpeg(extra=exif(orientation=6))).content
    assert b"Exif\x00\x00MM" in kept
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept
    assert b"Exif" not in check("a.jpg", jpeg(extra=exif(orientation=1))).content


def test_a_document_loses_its_author_and_what_hangs_on_it() -> None:
    kept = check("a.docx", docx(after=b"<script>hidden</script>")).content
    assert b"hidden" not in kept
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        assert b"Sara" not in archive.read("docProps/core.xml")
        assert b"Hej" in archive.read("word/document.xml")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\sara\\intyg.pdf", "intyg.pdf"),
        ("intyg\u202efdp.exe.pdf", "intygfdp.exe.pdf"),
        ("in\x00tyg\r\n.pdf", "intyg.pdf"),
        ("Alva 20030214-2385.pdf", "Alva nummer.pdf"),
        ("å" * 300 + ".pdf", "å" * 110 + ".pdf"),
        ("..", "fil"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.fixture
def scanner(tmp_path: Path, settings: Settings, socket_enabled: None) -> Callable[..., None]:
    """A stand-in for ClamAV's daemon that answers what it is told to."""

    def start(answer: bytes) -> None:
        path = str(tmp_path / "clamd")
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(path)
        server.listen(1)
        settings.VIRUS_SCANNER = path

        def serve() -> None:
            link, _ = server.accept()
            with link, server:
                got = b""
                while not got.endswith(b"\x00\x00\x00\x00"):
                    got += link.recv(65536)
                assert got.startswith(b"zINSTREAM\x00")
                link.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()

    return start


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"stream: OK\0", ""),
        (b"stream: Win.Test FOUND\0", "viruskontrollen"),
        (b"INSTREAM size limit exceeded. ERROR\0", "kunde inte kontrolleras"),
        (b"", "kunde inte kontrolleras"),
    ],
)
def test_the_scanner_is_asked(scanner: Callable[..., None], answer: bytes, said: str) -> None:
    scanner(answer)
    if not said:
        assert check("a.txt", b"Hej").content == b"Hej"
        return
    with pytest.raises(RuleBroken, match=said):
        check("a.txt", b"Hej")


def test_a_scanner_that_is_gone_stops_the_file(settings: Settings, tmp_path: Path) -> None:
    settings.VIRUS_SCANNER = str(tmp_path / "nobody")
    with pytest.raises(RuleBroken, match="kunde inte kontrolleras"):
        check("a.txt", b"Hej")
