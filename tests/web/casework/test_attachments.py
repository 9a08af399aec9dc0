"""Papers in the pages: added, refused, downloaded, handed out, stopped, struck."""

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.models import Attachment
from stegvis.casework.models.attachment import MOST_BYTES
from stegvis.participants.models import Consent, Disclosure
from tests.casework.files import EICAR, docx, exif, jpeg, pdf, png
from tests.counting import queries
from tests.days import as_of_now, tomorrow
from tests.house.objects import Objects
from tests.world import World

AsPerson = Callable[[str], Client]
TYPED = {
    "kind": "certificate",
    "title": "Intyg från vårdcentralen",
    "happened_on": "2026-11-02",
    "category": "planning",
    "consent": "",
}


def send(
    client: Client, case: UUID, name: str = "intyg.pdf", data: bytes | None = None, **typed: str
) -> HttpResponse:
    file = SimpleUploadedFile(name, pdf() if data is None else data, "text/html")
    url = reverse("attachment-add", args=[case])
    return client.post(url, TYPED | typed | {"file": file})


def kept(world: World, person: str = "Sara") -> list[Attachment]:
    with acting(world.actor(person)):
        return list(Attachment.objects.filter(title=TYPED["title"]))


def test_a_paper_is_added_listed_and_downloaded(world: World, as_person: AsPerson) -> None:
    case, sara = world.case_id("Alva"), as_person("Sara")
    consent = Consent.objects.none()
    with acting(world.actor("Sara")):
        consent = Consent.objects.get(participation_id=case)
    answer = send(sara, case, name="Alva 20030214-2385.pdf", consent=str(consent.pk))
    assert answer.status_code == 302
    (row,) = kept(world)
    assert row.file_name == "Alva nummer.pdf" and row.consent_id == consent.pk
    assert "Intyg från vårdcentralen" in sara.get(answer.url).content.decode()
    page = sara.get(reverse("attachment-list", args=[case])).content.decode()
    assert "Intyg från vårdcentralen" in page
    file = sara.get(reverse("attachment-file", args=[case, row.pk]))
    assert file.content == pdf()
    assert file.headers["Content-Type"] == "application/pdf", "not what the sender said"
    assert file.headers["Content-Disposition"] == (
        'attachment; filename="bilaga-certificate-2026-11-02.pdf"'
    )
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert "script-src" not in file.headers["Content-Security-Policy"]
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Cache-Control"] == "no-store"
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event="document_exported", item_id=row.pk).count() == 1
        assert Entry.objects.filter(event="attachment_added", item_id=row.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("intyg.pdf", b"", "Filen är tom"),
        ("intyg.pdf", b"MZ\x90\x00 a program", "tas inte emot"),
        ("intyg.pdf", png(), "något annat"),
        ("bild.svg", b"<svg onload='alert(1)'/>", "tas inte emot"),
        ("sida.txt", b"<html><script>1</script>", "kod"),
        ("virus.txt", EICAR, "viruskontrollen"),
        ("stor.pdf", pdf() + b" " * MOST_BYTES, "högst 10 MB"),
        ("tva.pdf", pdf() + docx(), "skadad"),
    ],
)
def test_a_hostile_file_keeps_the_form(
    world: World, as_person: AsPerson, name: str, data: bytes, said: str
) -> None:
    answer = send(as_person("Sara"), world.case_id("Alva"), name=name, data=data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in answer.context["form"].errors["file"][0]
    assert 'value="Intyg från vårdcentralen"' in page and 'value="2026-11-02"' in page
    assert kept(world) == []


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": "Om 20030214-2385"}, "title"),
        ({"happened_on": tomorrow}, "happened_on"),
        ({"category": "nonsens"}, "category"),
        ({"kind": "nonsens"}, "kind"),
        ({"consent": "nonsens"}, "consent"),
    ],
)
def test_what_is_said_about_it_is_checked(
    world: World, as_person: AsPerson, typed: dict[str, str], field: str
) -> None:
    answer = send(as_person("Sara"), world.case_id("Alva"), **as_of_now(typed))
    assert answer.status_code == 422 and answer.context["form"].errors[field]
    assert kept(world) == []


def test_without_a_file_it_is_told(world: World, as_person: AsPerson) -> None:
    answer = as_person("Sara").post(reverse("attachment-add", args=[world.case_id("Alva")]), TYPED)
    assert answer.context["form"].errors["file"] == ["Välj en fil."]


def test_more_than_any_form_needs_is_not_read(world: World, as_person: AsPerson) -> None:
    url = reverse("attachment-add", args=[world.case_id("Alva")])
    answer = as_person("Sara").post(
        url,
        data=b"--x\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"Content-Length": str(50 * 1024 * 1024)},
    )
    assert answer.status_code == 413
    assert "för stort" in answer.content.decode()


def test_pictures_are_kept_without_place(world: World, as_person: AsPerson) -> None:
    send(as_person("Sara"), world.case_id("Alva"), name="foto.jpg", data=jpeg(extra=exif()))
    with acting(world.actor("Sara")):
        assert b"17.63893" not in bytes(Attachment.objects.get().content)


def test_a_list_does_not_bring_the_bytes(world: World, as_person: AsPerson) -> None:
    case, sara = world.case_id("Alva"), as_person("Sara")
    send(sara, case)
    url = reverse("attachment-list", args=[case])
    assert queries(sara, url) <= 8
    with CaptureQueriesContext(connection) as captured:
        sara.get(url)
    bytes_of = '"casework_attachment"."content"'
    assert not any(bytes_of in query["sql"] for query in captured.captured_queries)


def test_strangers_find_nothing(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    send(as_person("Sara"), case)
    (row,) = kept(world)
    for name in ("Stina", "Lena", "Per", "Adam", "Frida"):
        client = as_person(name)
        for url in ("attachment-show", "attachment-file", "attachment-strike"):
            assert client.get(reverse(url, args=[case, row.pk])).status_code == 404, name
        assert client.get(reverse("attachment-list", args=[case])).status_code == 404
        assert send(client, case).status_code == 404
    assert len(kept(world)) == 1 and kept(world, "Stina") == [] and kept(world, "Lena") == []


def test_another_case_does_not_open_it(world: World, as_person: AsPerson) -> None:
    """Right authority, wrong case: the address of one person's paper under another's."""
    send(as_person("Sara"), world.case_id("Alva"))
    (row,) = kept(world)
    url = reverse("attachment-file", args=[world.case_id("Bo"), row.pk])
    assert as_person("Sara").get(url).status_code == 404


def _handed_out(world: World, objects: Objects, as_person: AsPerson) -> tuple[UUID, UUID, str]:
    """Alva's paper, handed out to Försäkringskassan by consent: case, paper, Lena's address."""
    case, sara = objects.ids["own"]["case"], as_person("Sara")
    send(sara, case)
    (row,) = kept(world)
    shown = sara.get(reverse("attachment-show", args=[case, row.pk])).content.decode()
    assert "Samtycket omfattar" in shown
    make = reverse("disclosure-make", args=[case, "attachment", row.pk])
    fk = world.organisation("forsakringskassan").pk
    assert sara.post(make, {"ground": "consent", "receiver": str(fk)}).status_code == 302
    with acting(world.actor("Sara")):
        given = Disclosure.objects.get(item_id=row.pk)
    assert given.title == "Bilaga: intyg eller utlåtande 2 november 2026"
    return case, row.pk, str(given.pk)


def test_handed_out_it_opens_and_stopped_it_closes(
    world: World, objects: Objects, as_person: AsPerson
) -> None:
    case, paper, given = _handed_out(world, objects, as_person)
    lena = as_person("Lena")
    item, file = (reverse(n, args=[case, given]) for n in ("received-item", "received-file"))
    assert "Intyg från vårdcentralen" in lena.get(item).content.decode()
    got = lena.get(file)
    assert got.content == pdf() and "sandbox" in got.headers["Content-Security-Policy"]
    assert as_person("Maria").get(file).status_code == 404
    with acting(world.actor("Sara")):
        told = Entry.objects.filter(event="document_exported", item_id=paper)
        assert told.count() == 1, "the owner's log tells that the receiver took it out"
    as_person("Sara").post(reverse("disclosure-close", args=[case, given]))
    assert lena.get(item).status_code == 404
    assert lena.get(file).status_code == 404
    left = lena.get(reverse("received-show", args=[case])).content.decode()
    assert "Intyg från vårdcentralen" not in left and "Bilaga: intyg" not in left
    assert kept(world, "Lena") == [], "nor by the database"


def test_a_plan_is_no_file(world: World, objects: Objects, as_person: AsPerson) -> None:
    own = objects.ids["own"]
    url = reverse("received-file", args=[own["case"], own["given_plan"]])
    assert as_person("Lena").get(url).status_code == 404


def test_withdrawal_closes_it(world: World, objects: Objects, as_person: AsPerson) -> None:
    case, _, given = _handed_out(world, objects, as_person)
    consent = objects.ids["own"]["consent"]
    url = reverse("consent-withdraw", args=[case, consent])
    form = as_person("Sara").get(url).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"scope": "all"}
    as_person("Sara").post(url, typed)
    with acting(world.actor("Sara")):
        closed = Disclosure.objects.get(pk=given).closed_at
    assert closed is not None
    assert as_person("Lena").get(reverse("received-file", args=[case, given])).status_code == 404


def test_struck_it_is_closed_to_all(world: World, objects: Objects, as_person: AsPerson) -> None:
    case, paper, given = _handed_out(world, objects, as_person)
    sara, url = as_person("Sara"), reverse("attachment-strike", args=[case, paper])
    assert sara.post(url, {"reason": ""}).status_code == 422
    assert sara.post(url, {"reason": "Gällde en annan person."}).status_code == 302
    assert sara.get(reverse("attachment-file", args=[case, paper])).status_code == 404
    assert as_person("Lena").get(reverse("received-file", args=[case, given])).status_code == 404
    left = sara.get(reverse("attachment-list", args=[case])).content.decode()
    assert "Gällde en annan person." in left and "Intyg från vårdcentralen" not in left
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event="attachment_struck", item_id=paper).count() == 1


def test_the_file_is_never_on_disk(
    world: World, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> BytesIO:
        raise AssertionError("a file was written")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    answer = send(as_person("Sara"), world.case_id("Alva"), name="a.txt", data=b"a" * 5_000_000)
    assert answer.status_code == 302
