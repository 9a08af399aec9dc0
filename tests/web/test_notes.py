"""Day notes in the pages: works, strangers, bad input."""

from collections.abc import Callable
from io import BytesIO

from django.test import Client
from pypdf import PdfReader

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.models import Note
from tests.world import World

AsPerson = Callable[[str], Client]


def test_case_manager_writes_a_note(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    answer = client.post(
        f"/deltagare/{case}/anteckningar/ny/",
        {"kind": "samtal", "happened_on": "2026-11-02", "text": "Vi talade om våren."},
    )
    assert answer.status_code == 302
    assert "Vi talade om våren." in client.get(f"/deltagare/{case}/").content.decode()


def test_a_stranger_gets_404(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    for name in ("Stina", "Per", "Frida", "Adam"):
        answer = as_person(name).get(f"/deltagare/{case}/")
        assert answer.status_code == 404
        assert "Exempelsson" not in answer.content.decode()


def test_future_date_keeps_what_was_typed(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    answer = as_person("Sara").post(
        f"/deltagare/{case}/anteckningar/ny/",
        {"kind": "samtal", "happened_on": "2099-01-01", "text": "Det jag skrev."},
    )
    assert answer.status_code == 422
    assert "Det jag skrev." in answer.content.decode()
    assert "framåt i tiden" in answer.content.decode()


def test_note_of_20_001_characters_is_refused(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    url = f"/deltagare/{case}/anteckningar/ny/"
    form = {"kind": "samtal", "happened_on": "2026-11-02"}
    assert as_person("Sara").post(url, form | {"text": "x" * 20_000}).status_code == 302
    assert as_person("Sara").post(url, form | {"text": "x" * 20_001}).status_code == 422


def test_double_submit_saves_once(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    form = {
        "kind": "samtal",
        "happened_on": "2026-11-02",
        "text": "En gång.",
        "_token": "6d0bdd4a-9a3c-4d0e-9d0f-0a6f64bb4a11",
    }
    url = f"/deltagare/{case}/anteckningar/ny/"
    first, second = client.post(url, form), client.post(url, form)
    assert first.url == second.url
    with acting(world.actor("Sara")):
        assert Note.objects.filter(text="En gång.").count() == 1


def test_a_form_brought_back_saves_nothing_again(world: World, as_person: AsPerson) -> None:
    url = f"/deltagare/{world.case_id('Alva')}/anteckningar/ny/"
    client = as_person("Sara")
    form = {"kind": "samtal", "happened_on": "2026-11-02", "text": "Vi talade om hösten."}
    assert client.post(url, form).status_code == 302
    again = client.post(url, form)
    assert again.status_code == 422 and "redan sparad" in again.content.decode()
    assert client.post(url, form | {"text": "Vi talade vidare."}).status_code == 302


def test_notes_are_copied_to_the_own_record_and_that_is_logged(
    world: World, as_person: AsPerson
) -> None:
    case = world.case_id("Alva")
    client = as_person("Sara")
    page = client.get(f"/deltagare/{case}/anteckningar/kopia/").content.decode()
    assert "Kanariefågel Alva" in page
    pdf = client.get(f"/deltagare/{case}/anteckningar/kopia.pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="kopia-till-journal.pdf"'
    assert "Kanariefågel" in PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(event=Event.JOURNAL_COPIED, item_id=case).count() == 2


def test_strangers_copy_nothing(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    for name in ("Stina", "Lena", "Adam"):
        assert as_person(name).get(f"/deltagare/{case}/anteckningar/kopia/").status_code == 404
