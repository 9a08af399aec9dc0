"""The register extract on the pages: asked for, reviewed, handed over, fetched."""

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import note as notes
from stegvis.casework.models import RegisterExtract
from stegvis.core.dates import today
from stegvis.participants.legal_bases import bases_of
from tests.counting import queries
from tests.world import World

LogIn = Callable[[str], Client]
REVIEW = "Allt är genomgånget. Inget omfattas av sekretess."


@pytest.fixture
def alva(world: World) -> str:
    with acting(world.actor("Sara")):
        return str(world.case("Alva").participant_id)


def asked(client: Client, alva: str) -> str:
    """The address of the review of a request that staff have written in."""
    answer = client.post(f"/registerutdrag/person/{alva}/", {"ask": "1"})
    assert answer.status_code == 302
    return str(answer.url)


def released(client: Client, alva: str, **more: object) -> str:
    address = asked(client, alva)
    answer = client.post(address, {"review": REVIEW, **more})
    assert answer.status_code == 302, answer.content.decode()
    return address


def test_the_review_shows_everything_and_costs_little(as_person: LogIn, alva: str) -> None:
    sara = as_person("Sara")
    address = asked(sara, alva)
    text = sara.get(address).content.decode()
    assert "Kanariefågel Alva" in text
    assert "Kanariefågel Bo" not in text
    assert queries(sara, address) <= 14


def test_the_extract_can_be_read_by_people_and_programs(as_person: LogIn, alva: str) -> None:
    sara = as_person("Sara")
    address = released(sara, alva)
    pdf = sara.get(address + "utdrag.pdf")
    assert pdf.headers["Content-Disposition"] == 'attachment; filename="registerutdrag.pdf"'
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Kanariefågel Alva" in words.replace("\n", " ")
    assert "Vem som har läst" in words
    packed = zipfile.ZipFile(io.BytesIO(sara.get(address + "uppgifter.zip").content))
    assert set(packed.namelist()) >= {"utdrag.pdf", "uppgifter.json"}
    content = json.loads(packed.read("uppgifter.json"))
    assert content["format"] == "stegvis-registerutdrag-1"
    names = {table["namn"] for table in content["tabeller"]}
    assert {"participants.identity", "casework.note", "audit.entry"} <= names
    # What it is for, on what legal basis and how long it is kept, for this controller.
    flat = re.sub(r"\s+", " ", words.replace("\u00ad", ""))
    wanted = bases_of("kommun")
    assert content["andamal"] == [
        {"andamal": one.label, "rattslig_grund": one.sentence} for one in wanted
    ]
    assert len(wanted) >= 6 and "Rättslig grund" in flat
    assert "gallras fem år efter den sista anteckningen" in flat
    assert "gallras fem år" in content["bevarande"]
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", flat)


def test_what_the_review_keeps_back_is_in_neither(as_person: LogIn, world: World) -> None:
    sara = as_person("Sara")
    with acting(world.actor("Sara")):
        note = world.note("Alva")
        alva = str(note.participant_id)
    address = released(sara, alva, withhold=f"casework.note:{note.pk}", reason="OSL 25 kap. 6 §")
    pdf = PdfReader(io.BytesIO(sara.get(address + "utdrag.pdf").content))
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "Kanariefågel" not in words
    assert "1 uppgift lämnas inte ut" in words.replace("\n", " ")
    packed = zipfile.ZipFile(io.BytesIO(sara.get(address + "uppgifter.zip").content))
    assert "Kanariefågel" not in packed.read("uppgifter.json").decode()


def test_a_missing_reason_keeps_what_was_typed(as_person: LogIn, world: World) -> None:
    sara = as_person("Sara")
    with acting(world.actor("Sara")):
        note = world.note("Alva")
    address = asked(sara, str(note.participant_id))
    answer = sara.post(address, {"review": REVIEW, "withhold": f"casework.note:{note.pk}"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Skriv skäl och lagrum" in text
    assert REVIEW in text
    assert f'value="casework.note:{note.pk}" id="w-casework.note:{note.pk}" checked' in text
    with acting(world.actor("Sara")):
        assert RegisterExtract.objects.get().released_at is None


@pytest.mark.parametrize("name", ["Lena", "Stina", "Adam", "Frida"])
def test_others_find_nothing(as_person: LogIn, alva: str, name: str) -> None:
    address = released(as_person("Sara"), alva)
    other = as_person(name)
    for path in (
        f"/registerutdrag/person/{alva}/",
        address,
        address + "utdrag.pdf",
        address + "uppgifter.zip",
    ):
        assert other.get(path).status_code == 404


def test_she_fetches_it_herself(
    as_person: LogIn, as_participant: LogIn, alva: str, world: World
) -> None:
    phone = as_participant("Alva")
    assert phone.post("/mina-sidor/mina-uppgifter/", {"participant": alva}).status_code == 302
    page = phone.get("/mina-sidor/mina-uppgifter/").content.decode()
    assert "ska vara klart senast" in page
    with acting(world.actor("Sara")):
        extract = RegisterExtract.objects.get()
    own = f"/mina-sidor/mina-uppgifter/{extract.pk}/"
    assert phone.get(own + "utdrag.pdf").status_code == 404
    sara = as_person("Sara")
    assert str(extract.pk) in sara.get("/att-gora/").content.decode()
    sara.post(f"/registerutdrag/{extract.pk}/", {"review": REVIEW})
    assert phone.get(own + "utdrag.pdf").content.startswith(b"%PDF")
    assert phone.get(own + "uppgifter.zip").status_code == 200
    assert as_participant("Bo").get(own + "utdrag.pdf").status_code == 404


def test_she_asks_once_at_a_time_and_only_for_herself(
    as_participant: LogIn, alva: str, world: World
) -> None:
    with acting(world.actor("Kim")):
        bo = str(world.case("Bo").participant_id)
    phone = as_participant("Alva")
    assert phone.post("/mina-sidor/mina-uppgifter/", {"participant": bo}).status_code == 404
    phone.post("/mina-sidor/mina-uppgifter/", {"participant": alva})
    again = phone.post("/mina-sidor/mina-uppgifter/", {"participant": alva})
    assert again.status_code == 422
    assert "redan begärt" in again.content.decode()


def test_what_came_after_the_review_is_not_handed_over_unseen(
    as_person: LogIn, world: World
) -> None:
    sara = as_person("Sara")
    with acting(world.actor("Sara")):
        case = world.case("Alva")
    address = asked(sara, str(case.participant_id))
    seen = re.search(r'name="seen" value="([^"]+)"', sara.get(address).content.decode())
    assert seen
    with acting(world.actor("Sara")):
        notes.write(
            actor=world.actor("Sara"),
            participation=case,
            participant=case.participant,
            kind=case.version.definition.notes.kinds[0].key,
            happened_on=today(),
            text="Hennes mamma ringde och berättade.",
        )
    answer = sara.post(address, {"review": REVIEW, "seen": seen[1]})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "har ändrats medan du granskade" in text
    assert "Hennes mamma ringde" in text
    assert REVIEW in text
    again = re.search(r'name="seen" value="([^"]+)"', text)
    assert again and again[1] != seen[1]
    assert sara.post(address, {"review": REVIEW, "seen": again[1]}).status_code == 302


def test_that_she_looks_at_her_requests_is_logged(
    as_participant: LogIn, world: World, alva: str
) -> None:
    assert as_participant("Alva").get("/mina-sidor/mina-uppgifter/").status_code == 200
    with acting(world.actor("Sara")):
        seen = Entry.objects.filter(participant_id=alva, purpose="own-extract")
        assert [row.account_id for row in seen] == [world.participant_account("Alva").pk]
