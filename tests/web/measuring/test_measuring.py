"""The coordinator's pages: what is measured with, a licence holder's questions, the codes."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.models import ComparisonAnswer, ComparisonPerson, InstrumentText
from stegvis.core.dates import today
from tests.casework.measured import measured
from tests.casework.test_instrument import ITEMS, TEXT
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]
PLACE = "/enkater/matt/"


def test_questions_are_pasted(world: World, as_person: AsPerson) -> None:
    measured()
    client = as_person("Samira")
    shown = client.get(PLACE).content.decode()
    assert "Frågorna är inte inskrivna" in shown and "Så skriver ni in frågorna" in shown
    few = client.post(f"{PLACE}kasam/fragor/", TEXT | {"items": "\n".join(ITEMS[:12])})
    assert few.status_code == 422
    assert "13 frågor, men listan har 12" in few.content.decode()
    assert "Påhittad fråga 12?" in few.content.decode()
    sent = TEXT | {"items": "\r\n".join(ITEMS) + "\r\n\r\n"}
    assert client.post(f"{PLACE}kasam/fragor/", sent).status_code == 302
    shown = client.get(PLACE).content.decode()
    assert "Avtal 12" in shown and "Så skriver ni in frågorna" not in shown
    assert client.get(f"{PLACE}formaga/fragor/").status_code == 404
    with acting(world.actor("Samira")):
        assert InstrumentText.objects.get().items == ITEMS


def test_codes_and_answers_are_pasted(world: World, as_person: AsPerson) -> None:
    measured()
    client, place = as_person("Samira"), f"{PLACE}jamforelsegrupp/flera/"
    day = str(today())
    bad = (
        f"kod;kön;födelseår;datum;tilltro;lss\nK-1;x;92;{day};11;ja\n200302142385;;;{day};4\n"
        f"K-2;;;{day};4;ja;mer\nK-3;;;{day};4\nK-3;;;nyss;5"
    )
    answer = client.post(place, {"what": "formaga enrolment", "text": bad})
    told = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Kön skrivs", "fyra siffror", "Välj ett av svaren", "personnummer"):
        assert said in told
    assert "för många kolumner" in told and "Samma kod som på rad 5" in told
    good = {"what": "formaga enrolment", "text": f"K-1;kvinna;1992;{day};4;ja\nK-2;;;{day};;nej"}
    preview = client.post(place, good).content.decode()
    assert "Inget är sparat än" in preview and "1992" in preview
    assert client.post(place, good | {"confirm": "1"}).status_code == 302
    again = client.post(place, good | {"confirm": "1"})
    assert again.status_code == 422 and "har redan svar" in again.content.decode()
    assert client.post(place, good | {"confirm": "1", "replace": "on"}).status_code == 302
    exits = {"what": "formaga exit", "text": f"K-1;;;{day};7", "confirm": "1"}
    assert client.post(place, exits).status_code == 302
    shown = client.get(f"{PLACE}jamforelsegrupp/").content.decode()
    assert "2 koder" in shown and "Kvinna" in shown
    with acting(world.actor("Samira")):
        assert (ComparisonPerson.objects.count(), ComparisonAnswer.objects.count()) == (2, 3)
        codes = set(ComparisonPerson.objects.values_list("pk", flat=True))
    # Nobody is behind a code here, but the evaluator knows who it is: to read is to be logged.
    with acting(world.actor("Adam")):
        looks = Entry.objects.filter(event="comparison_read", purpose="comparison-list")
        assert {row.item_id for row in looks} == codes


def test_only_for_whoever_keeps_them(world: World, as_person: AsPerson) -> None:
    measured()
    for name in ("Sara", "Stina", "Lena"):
        client = as_person(name)
        for rest in ("", "kasam/fragor/", "jamforelsegrupp/", "jamforelsegrupp/flera/"):
            assert client.get(f"{PLACE}{rest}").status_code == 404


def test_cost(world: World, as_person: AsPerson) -> None:
    measured()
    client = as_person("Samira")
    day = str(today())
    text = "\n".join(f"K-{n};;;{day};4;ja" for n in range(30))
    sent = {"what": "formaga enrolment", "text": text, "confirm": "1"}
    client.post(f"{PLACE}jamforelsegrupp/flera/", sent)
    for rest in ("", "jamforelsegrupp/"):
        client.get(f"{PLACE}{rest}")
        assert queries(client, f"{PLACE}{rest}") <= 10
