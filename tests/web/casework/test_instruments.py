"""Questionnaires in a case: when they are due, filled in, explained, corrected; strangers; cost."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from stegvis.audit.journal import acting
from stegvis.casework.actions import instrument, instrument_text
from stegvis.casework.models import InstrumentAnswer, Participation
from stegvis.core.dates import today
from stegvis.outcomes import jobs
from tests.casework.measured import FULL, enrolled
from tests.casework.test_instrument import ITEMS, TEXT
from tests.counting import queries
from tests.web.documents.test_documents import text_of
from tests.world import World

AsPerson = Callable[[str], Client]


def sent(**also: str) -> dict[str, str]:
    given = {f"item_{item}": value for item, value in FULL.items()}
    return {"answered_on": str(today())} | given | also


def place(case: Participation, *rest: str) -> str:
    return "/".join([f"/deltagare/{case.pk}/enkater", *rest, ""])


def test_filled_in_scored_and_compared(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    client = as_person("Sara")
    shown = client.get(place(case)).content.decode()
    assert "Saknas" in shown and "Enkäter" in shown
    form = client.get(place(case, "kasam", "enrolment")).content.decode()
    assert "Fråga 13" in form and "finns inte här" in form
    assert client.post(place(case, "kasam", "enrolment"), sent()).status_code == 302
    later = sent(item_4="7", item_5="")
    assert client.post(place(case, "kasam", "exit"), later).status_code == 302
    shown = client.get(place(case)).content.decode()
    assert "52 av 13–91" in shown
    assert "3,25 högre än första gången" in shown
    assert "1 fråga är inte besvarad" in shown
    assert "Lika som första gången" in shown


def test_bad_answers_are_told_and_kept(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    client, where = as_person("Sara"), place(case, "kasam", "enrolment")
    answer = client.post(where, sent(item_3="8"))
    assert answer.status_code == 422
    assert "Fråga 3 besvaras med ett tal, 1–7" in answer.content.decode()
    tomorrow = str(today() + timedelta(days=1))
    assert client.post(where, sent(answered_on=tomorrow)).status_code == 422
    nothing = client.post(where, {"answered_on": str(today())})
    assert nothing.status_code == 422 and "Inget är besvarat" in nothing.content.decode()
    assert client.post(where, sent()).status_code == 302
    assert client.post(where, sent()).status_code == 409
    assert client.post(where, sent(revision="1")).status_code == 302
    with acting(world.actor("Sara")):
        assert InstrumentAnswer.objects.get().revision == 2


def test_nothing_is_written_in_without_her_yes(world: World, as_person: AsPerson) -> None:
    with enrolled(world, agrees=False) as (_, case):
        pass
    client = as_person("Sara")
    shown = client.get(place(case)).content.decode()
    assert "Samtycke till enkäter saknas" in shown and "Fyll i" not in shown
    answer = client.post(place(case, "kasam", "enrolment"), sent())
    assert answer.status_code == 422
    assert "inte samtyckt till enkäter" in answer.content.decode()


def test_her_own_questions(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (sara, case):
        instrument.answer(
            actor=sara,
            participation=case,
            filled=instrument.Filled("formaga", "enrolment", today(), {"tilltro": "4"}),
        )
    client, where = as_person("Sara"), place(case, "formaga", "exit")
    sent = {"answered_on": str(today()), "fraga-tilltro": "6", "fraga-lss": "ja"}
    assert client.post(where, sent).status_code == 302
    shown = client.get(place(case)).content.decode()
    assert "6 av 10" in shown and "2 högre än första gången" in shown


def test_the_holders_questions_are_shown_and_printed(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    samira, client = world.actor("Samira"), as_person("Sara")
    assert client.get(place(case)).content.decode().count("Frågorna är inte inskrivna") == 1
    with acting(samira):
        instrument_text.keep(
            actor=samira, version=case.version, instrument="kasam", items=ITEMS, **TEXT
        )
    assert "Frågorna är inte inskrivna" not in client.get(place(case)).content.decode()
    form = client.get(place(case, "kasam", "enrolment")).content.decode()
    assert "Påhittad fråga 7?" in form and "7 betyder: Alltid" in form
    for key in ("kasam", "formaga"):
        paper = client.get(place(case, key, "blankett.pdf").removesuffix("/"))
        assert paper["Content-Type"] == "application/pdf"
        text = text_of(paper.content)
        assert "Ebba" not in text and "Namn eller kod" in text
    assert "Påhittad fråga 7?" in text_of(
        client.get(place(case, "kasam", "blankett.pdf").removesuffix("/")).content
    )


def test_not_for_strangers_and_not_what_is_not_there(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    for name in ("Stina", "Lena"):
        client = as_person(name)
        assert client.get(place(case)).status_code == 404
        assert client.post(place(case, "kasam", "enrolment"), sent()).status_code == 404
    sara = as_person("Sara")
    assert sara.get(place(case, "okand", "enrolment")).status_code == 404
    assert sara.get(place(case, "kasam", "manad_3")).status_code == 404


def test_cost(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (sara, case):
        for key, answers in (("kasam", FULL), ("formaga", {"tilltro": "4"})):
            for moment in ("enrolment", "exit"):
                filled = instrument.Filled(key, moment, today(), answers)
                instrument.answer(actor=sara, participation=case, filled=filled)
    client = as_person("Sara")
    client.get(place(case))
    assert queries(client, place(case)) <= 10
    assert queries(client, place(case, "kasam", "exit")) <= 10


def test_the_course_of_the_scores_is_drawn_with_its_table(
    world: World, as_person: AsPerson
) -> None:
    with enrolled(world) as (_, case):
        pass
    client, url = as_person("Sara"), place(case, "kasam", "over-tid", "kurva")
    assert client.post(url).status_code == 204  # nothing to draw yet
    early = sent(answered_on=str(today() - timedelta(days=60)))
    assert client.post(place(case, "kasam", "enrolment"), early).status_code == 302
    assert "Över tid" not in client.get(place(case)).content.decode()
    higher = sent(item_4="7")
    assert client.post(place(case, "kasam", "exit"), higher).status_code == 302
    shown = client.get(place(case)).content.decode()
    assert "Totalt: från 52 till 55." in shown and "Visa som tabell" in shown
    assert "Meningsfullhet" in shown and f'hx-post="{url}"' in shown
    assert client.post(url).status_code == 204
    (job,) = ProcrastinateJob.objects.filter(task_name="stegvis.draw_work")
    jobs.draw_work(**job.args)
    assert "<svg" in client.get(url).content.decode()
    shown = client.get(place(case)).content.decode()
    assert "<svg" in shown and "hx-post=" not in shown
    assert queries(client, place(case)) <= 10
    assert client.get(f"{url}?forsok=x").status_code == 404
    assert as_person("Stina").post(url).status_code == 404
