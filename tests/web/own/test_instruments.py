"""She answers a questionnaire on her own pages: asked when its day has come and she has said yes;
all of it or nothing; staff see that she did it herself."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.access.actor import Person
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework import own_instruments
from stegvis.casework.actions import instrument, instrument_text
from stegvis.casework.models import EarlierAnswer, InstrumentAnswer, Participation
from stegvis.core.dates import today
from stegvis.core.person_key import person_key
from stegvis.organisations.models import Account
from stegvis.web.own.language import COOKIE
from stegvis.web.sessions import FRESH_KEY
from tests.casework.measured import enrolled
from tests.casework.test_instrument import ITEMS, TEXT
from tests.counting import queries
from tests.world import World

QUESTIONS, START = "/mina-sidor/fragor/", "/mina-sidor/"
ALL = {f"item_{item}": "4" for item in range(1, 14)}


@contextmanager
def ebba(world: World, *, agrees: bool = True) -> Iterator[tuple[Client, Participation]]:
    """She, logged in, and her case; the authority has the questions of KASAM."""
    with enrolled(world, agrees=agrees) as (_, case):
        pass
    samira = world.actor("Samira")
    with acting(samira):
        instrument_text.keep(
            actor=samira, version=case.version, instrument="kasam", items=ITEMS, **TEXT
        )
    client = Client()
    account = Account.objects.get_or_create(person_key=person_key("200204042386"))[0]
    client.force_login(account)
    session = client.session
    session[FRESH_KEY] = int(time.time())
    session.save()
    yield client, case


def place(case: Participation, key: str, moment: str = "enrolment") -> str:
    return reverse("own-instrument", args=[case.pk, key, moment])


def test_what_is_due_is_asked_for_and_answered(world: World) -> None:
    with ebba(world) as (client, case):
        start, listed = client.get(START).content.decode(), client.get(QUESTIONS).content.decode()
        for shown in (start, listed):
            assert "KASAM-13" in shown and "Tilltro" in shown and "Svara på enkäten" in shown
        form = client.get(place(case, "kasam")).content.decode()
        assert ITEMS[0] in form and "för att se om stödet hjälper" in form
        assert f"hos {case.owner.name}" in form and "på papper" in form
        assert max(queries(client, url) for url in (START, QUESTIONS, place(case, "kasam"))) <= 10
        # Asked for at the last moment that has come, and at no other.
        assert client.get(place(case, "kasam", "exit")).status_code == 404
        assert client.post(place(case, "formaga"), {"fraga-tilltro": "7"}).status_code == 302
        again = client.get(place(case, "formaga")).content.decode()
        assert "Du svarade själv här" in again and "7 av 10" in again
        assert client.post(place(case, "formaga"), {"fraga-tilltro": "2"}).status_code == 200
        assert "Enkäter som är besvarade" in client.get(QUESTIONS).content.decode()
    with acting(world.actor("Sara")):
        row = InstrumentAnswer.objects.select_related("created_by").get()
        assert (row.answers, row.answered_on) == ({"tilltro": "7"}, today())
        assert row.created_by.is_participant
    with acting(world.actor("Adam")):
        logged = Entry.objects.get(event="instrument_answered")
    assert (logged.account_id, logged.unit) == (row.created_by_id, "deltagaren själv")


def test_all_of_it_or_nothing_and_what_she_chose_is_kept(world: World) -> None:
    with ebba(world) as (client, case):
        url = place(case, "kasam")
        three_left = ALL | {f"item_{item}": "" for item in (5, 6, 7)}
        told = client.post(url, three_left)
        text = told.content.decode()
        assert told.status_code == 422 and "hoppa över högst 2 frågor" in text
        assert 'href="#id_item_5_0"' in text
        assert text.count(" checked") == 10 + 3  # and "Hoppa över" where nothing is chosen
        assert client.post(url, ALL | {"item_3": "9"}).status_code == 422
        nothing = client.post(place(case, "formaga"), {"fraga-tilltro": ""})
        assert nothing.status_code == 422 and "minst en fråga" in nothing.content.decode()
        with acting(world.actor("Sara")):
            assert not InstrumentAnswer.objects.exists()
        assert client.post(url, three_left | {"item_5": "7"}).status_code == 302
        with acting(world.actor("Sara")):
            assert InstrumentAnswer.objects.get().score is not None


def test_without_her_yes_nothing_is_asked(world: World) -> None:
    with ebba(world, agrees=False) as (client, case):
        assert "KASAM-13" not in client.get(QUESTIONS).content.decode()
        assert client.get(place(case, "kasam")).status_code == 404
        assert client.post(place(case, "kasam"), ALL).status_code == 404


def test_staff_see_that_she_answered_herself(
    world: World, as_person: Callable[[str], Client]
) -> None:
    with ebba(world) as (client, case):
        client.post(place(case, "kasam"), ALL)
        sara = as_person("Sara")
        url = f"/deltagare/{case.pk}/enkater/"
        shown = sara.get(url).content.decode()
        assert "Deltagaren svarade själv på sina egna sidor" in shown
        form = f"{url}kasam/enrolment/"
        assert "Deltagaren har svarat själv" in sara.get(form).content.decode()
        corrected = ALL | {"item_1": "5", "answered_on": str(today()), "revision": "1"}
        assert sara.post(form, corrected).status_code == 302
        assert "Rättat efteråt" in sara.get(url).content.decode()
        assert "har rättat svaren" in client.get(place(case, "kasam")).content.decode()


def test_she_corrects_it_until_somebody_has_read_it(
    world: World, as_person: Callable[[str], Client]
) -> None:
    with ebba(world) as (client, case):
        url = place(case, "kasam")
        client.post(url, ALL)
        shown = client.get(url).content.decode()
        assert "Ingen har läst dina svar än" in shown and 'href="?andra"' in shown
        form = client.get(f"{url}?andra").content.decode()
        assert 'name="revision" value="1"' in form and form.count(" checked") == 13
        left_out = ALL | {f"item_{item}": "" for item in (1, 2, 3)} | {"revision": "1"}
        assert client.post(f"{url}?andra", left_out).status_code == 422
        changed = ALL | {"item_1": "7", "revision": "1"}
        assert client.post(f"{url}?andra", changed).status_code == 302
        assert client.post(f"{url}?andra", ALL | {"revision": "1"}).status_code == 409
        again = client.get(url).content.decode()
        assert "Du har själv ändrat svaren" in again and "Så stod det före ändringen" in again
        assert max(queries(client, page) for page in (url, f"{url}?andra")) <= 10
        sara = as_person("Sara")
        listed = sara.get(f"/deltagare/{case.pk}/enkater/").content.decode()
        assert "Deltagaren har själv ändrat svaren" in listed and "Före ändringen" in listed
        with acting(world.actor("Sara")):
            row = InstrumentAnswer.objects.get()
            before = EarlierAnswer.objects.get()
        assert (row.answers["1"], before.answers["1"]) == (7, 4)
        assert (row.score - before.score, before.number) == (-3, 1)  # a reversed item
        late = client.get(f"{url}?andra").content.decode()
        assert "Ändra mina svar" not in late and "Spara mina svar" not in late
        refused = client.post(f"{url}?andra", ALL | {"item_2": "6", "revision": "2"})
        assert refused.status_code == 422
        assert "Det går inte att ändra svaren här längre" in refused.content.decode()
        assert queries(sara, f"/deltagare/{case.pk}/enkater/") <= 10


def test_not_after_so_many_days_nor_what_staff_wrote(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ebba(world) as (client, case):
        url = place(case, "kasam")
        client.post(url, ALL)
        monkeypatch.setattr(own_instruments, "CORRECT_DAYS", -1)
        assert 'href="?andra"' not in client.get(url).content.decode()
        assert "Spara mina svar" not in client.get(f"{url}?andra").content.decode()
        monkeypatch.setattr(own_instruments, "CORRECT_DAYS", 14)
        assert 'href="?andra"' in client.get(url).content.decode()
        sara = world.actor("Sara")
        with acting(sara):
            filled = instrument.Filled("formaga", "enrolment", today(), {"tilltro": "7"})
            instrument.answer(actor=sara, participation=case, filled=filled)
        assert 'href="?andra"' not in client.get(place(case, "formaga")).content.decode()
        account = Account.objects.get(person_key=person_key("200204042386"))
        herself = Person(account.pk, account.person_key, {case.participant_id: case.owner_id})
        with acting(herself):
            # The database says the same of what staff wrote, whatever the application does.
            changed = {
                row.instrument: InstrumentAnswer.objects.filter(pk=row.pk).update(subscores={})
                for row in InstrumentAnswer.objects.all()
            }
        assert changed == {"kasam": 1, "formaga": 0}


@pytest.mark.parametrize("language", ["", "en", "sv-x-lattlast"])
def test_her_answers_over_time_are_a_picture_and_a_table(world: World, language: str) -> None:
    with ebba(world) as (client, case):
        sara = world.actor("Sara")
        with acting(sara):
            for moment, value in (("exit", "6"), ("enrolment", "3")):
                answers = {str(item): value for item in range(1, 14)}
                filled = instrument.Filled("kasam", moment, today(), answers)
                instrument.answer(actor=sara, participation=case, filled=filled)
        if language:
            client.cookies[COOKIE] = language
        shown = client.get(place(case, "kasam")).content.decode()
        heading = {"": "Dina svar över tid", "en": "Your answers over time"}
        assert heading.get(language, "Dina svar") in shown
        assert shown.count('fill="#0b4f8a"') == 2 and '<svg role="img"' in shown
        assert ">49</td>" in shown and ">58</td>" in shown
        assert queries(client, place(case, "kasam")) <= 10


def test_what_staff_wrote_in_is_not_asked_again(world: World) -> None:
    with ebba(world) as (client, case):
        sara = world.actor("Sara")
        with acting(sara):
            filled = instrument.Filled("kasam", "enrolment", today(), {"1": "4"})
            instrument.answer(actor=sara, participation=case, filled=filled)
        assert "Din kontakt skrev in" in client.get(place(case, "kasam")).content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Before you answer"), ("sv-x-lattlast", "Innan du svarar")],
)
def test_around_the_questions_is_her_language(world: World, language: str, words: str) -> None:
    with ebba(world) as (client, case):
        client.cookies[COOKIE] = language
        text = client.get(place(case, "kasam")).content.decode()
        assert words in text and f'<span lang="sv">1. {ITEMS[0]}</span>' in text
