"""Coordination pages in a programme whose parties write in systems of their own."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Refused, Scope
from stegvis.audit.journal import acting
from stegvis.casework.actions import coordination, participation
from stegvis.casework.deadline import Reminder
from stegvis.casework.deadlines import deadlines_of
from stegvis.casework.happenings import known_of
from stegvis.casework.models import (
    ContactFact,
    MonthlyLine,
    Note,
    Participation,
    Party,
    SystemRegistration,
)
from stegvis.core.dates import add_months, today
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Participant
from tests.casework.measured import enrolled
from tests.counting import queries
from tests.world import FK, World

AsPerson = Callable[[str], Client]


def test_what_is_missing_is_something_to_do(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    client, place = as_person("Sara"), f"/deltagare/{case.pk}/"
    shown = client.get(place).content.decode()
    assert "registrerad hos Försäkringskassan (Kassans system)" in shown
    assert "Ny anteckning" not in shown and "Samordning" in shown
    form = f"{place}samordning/registrering/fk/"
    assert client.post(form, {"reference": "", "checked_on": "x"}).status_code == 422
    number = {"reference": "20030214-2385", "checked_on": str(today())}
    answer = client.post(form, number)
    assert answer.status_code == 422 and "inte är ett personnummer" in answer.content.decode()
    good = {"reference": "FK-7", "checked_on": str(today())}
    assert client.post(form, good).status_code == 302
    assert client.post(form, good).status_code == 409
    assert "Kassans system" not in client.get(place).content.decode()
    shown = client.get(f"{place}anteckningar/").content.decode()
    assert "FK-7" in shown and "Kontrollerad" in shown
    assert client.get(f"{place}samordning/registrering/region/").status_code == 404


def test_a_line_and_contacts_instead_of_notes(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    client, place = as_person("Sara"), f"/deltagare/{case.pk}/"
    assert client.get(f"{place}anteckningar/ny/").status_code == 302
    assert client.post(f"{place}anteckningar/ny/", {"text": "Nej."}).status_code == 302
    line = f"{place}samordning/rad/{today():%Y-%m}/"
    assert client.post(line, {"text": "x" * 201}).status_code == 422
    assert client.post(line, {"text": "Prövar simning."}).status_code == 302
    assert client.post(line, {"text": "Simmar.", "revision": "1"}).status_code == 302
    assert client.get(f"{place}samordning/rad/2001-01/").status_code == 404
    sent = {"kind": "samtal", "happened_on": str(today() - timedelta(days=2))}
    assert client.post(f"{place}samordning/kontakt/", sent).status_code == 302
    assert client.post(f"{place}samordning/kontakt/", sent).status_code == 422
    for _ in range(2):
        assert client.post(f"{place}anteckningar/inget-svar/").status_code == 302
    shown = client.get(f"{place}anteckningar/").content.decode()
    assert "Simmar." in shown and "Ringt, inget svar" in shown
    with acting(world.actor("Sara")):
        assert not Note.objects.filter(participation=case).exists()
        assert MonthlyLine.objects.count() == 1
        contact = ContactFact.objects.get(kind="samtal")
    strike = f"{place}samordning/kontakt/{contact.pk}/makulera/"
    assert client.post(strike, {"revision": "1"}).status_code == 302
    assert client.post(strike, {"revision": "2"}).status_code == 404


def test_a_list_from_another_system(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (sara, case):
        coordination.register_in(
            actor=sara, participation=case, party="amf", reference="K-1", checked_on=today()
        )
    client, place = as_person("Sara"), "/samordning/matt/kontakter/"
    day = today() - timedelta(days=3)
    bad = f"referens;datum;slag\nK-2;{day};samtal\nK-1;i går;Möte på månen\nK-1;{day};samtal;Hon sa"
    answer = client.post(place, {"party": "amf", "text": bad})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Rad 2: Ingen av era deltagare" in told
    assert "Rad 3: Datumet går inte att läsa" in told and "Slaget finns inte" in told
    assert "Rad 4: Raden har fler än tre kolumner" in told
    good = {"party": "amf", "text": f"K-1;{day};Telefon\nK-1;{add_months(day, -1)};samtal"}
    preview = client.post(place, good)
    assert preview.status_code == 200 and "Ta in kontakterna" in preview.content.decode()
    with acting(world.actor("Sara")):
        assert not ContactFact.objects.exists()
    for said in ("2 kontakter är nya. 0 fanns", "0 kontakter är nya. 2 fanns"):
        shown = client.post(place, good | {"confirm": "1"}, follow=True).content.decode()
        assert said in shown
    assert client.post(place, {"party": "amf", "text": " "}).status_code == 422


def test_not_for_strangers_nor_where_notes_are_written(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    alva, sara, stina = world.case_id("Alva"), as_person("Sara"), as_person("Stina")
    for rest in ("kontakt/", "registrering/fk/", f"rad/{today():%Y-%m}/"):
        assert stina.get(f"/deltagare/{case.pk}/samordning/{rest}").status_code == 404
        assert sara.get(f"/deltagare/{alva}/samordning/{rest}").status_code == 404
    assert stina.get("/samordning/matt/kontakter/").status_code == 404
    assert sara.get("/samordning/forrehab-uppsala/kontakter/").status_code == 404


def test_cost(world: World, as_person: AsPerson) -> None:
    with enrolled(world) as (_, case):
        pass
    client = as_person("Sara")
    for place in (f"/deltagare/{case.pk}/", f"/deltagare/{case.pk}/anteckningar/"):
        client.get(place)
        assert queries(client, place) <= 10


def test_a_party_writes_down_its_own_reference(world: World, as_person: AsPerson) -> None:
    """Försäkringskassan's line is its own: the operator's check stands beside it, unchanged."""
    with enrolled(world) as (sara, case):
        coordination.register_in(
            actor=sara, participation=case, party="fk", reference="HOS-OSS", checked_on=today()
        )
    lenas = let_in(world, case)
    lena, place = as_person("Lena"), f"/mottaget/{case.pk}/"
    shown = lena.get(place).content.decode()
    assert "Kassans system" in shown and "HOS-OSS" not in shown
    assert "Ny anteckning" not in shown
    form = f"{place}registrering/"
    assert lena.post(form, {"reference": "20020424-2386", "checked_on": "x"}).status_code == 422
    good = {"reference": "FK-77", "checked_on": str(today())}
    assert lena.post(form, good).status_code == 302
    assert lena.post(form, good).status_code == 409
    assert lena.post(form, good | {"reference": "FK-78", "revision": "1"}).status_code == 302
    assert "FK-78" in lena.get(place).content.decode()
    assert max(queries(lena, page) for page in (place, form)) <= 10
    with acting(world.actor("Lena")):
        row = SystemRegistration.objects.get()
        assert (row.owner_id, row.participant_id, row.party) == (
            world.organisation(FK).pk,
            lenas,
            "fk",
        )
    with acting(sara):
        assert SystemRegistration.objects.get().reference == "HOS-OSS"
    sara_sees = as_person("Sara").get(f"/deltagare/{case.pk}/anteckningar/").content.decode()
    assert "HOS-OSS" in sara_sees and "FK-78" not in sara_sees
    for name in ("Sara", "Per", "Stina", "Maria"):
        client = as_person(name)
        assert client.get(form).status_code == client.post(form, good).status_code == 404


def test_a_party_hands_out_its_reference_and_nobody_asks_for_it_again(
    world: World, as_person: AsPerson
) -> None:
    with enrolled(world) as (sara, case):
        pass
    let_in(world, case)
    lena, place = as_person("Lena"), f"/mottaget/{case.pk}/"
    form, notes = f"{place}registrering/lamna-ut/", f"/deltagare/{case.pk}/anteckningar/"
    assert lena.get(form).status_code == 404
    good = {"reference": "FK-77", "checked_on": str(today())}
    assert lena.post(f"{place}registrering/", good).status_code == 302
    shown = as_person("Sara").get(notes).content.decode()
    assert "FK-77" not in shown and "Saknas" in shown
    assert registrations_due(sara, case) == {"fk", "amf"}
    asked = {"category": category(case), "ground": "consent"}
    assert lena.post(form, asked | {"ground": "osl_10_2"}).status_code == 422
    handed = lena.post(form, asked | {"given_on": str(today())}, follow=True).content.decode()
    assert "kan läsa referensen sedan" in handed and "registrering/lamna-ut/" not in handed
    told = as_person("Sara").get(notes).content.decode()
    assert "FK-77" in told and "har själv lämnat ut" in told
    assert registrations_due(sara, case) == {"amf"}
    changed = good | {"reference": "FK-78", "revision": "1"}
    assert lena.post(f"{place}registrering/", changed).status_code == 302
    assert "FK-77" in as_person("Sara").get(notes).content.decode()
    older = lena.get(place).content.decode()
    assert "Den har ändrats sedan dess" in older
    assert lena.post(form, asked | {"given_on": str(today())}).status_code == 302
    anew = as_person("Sara").get(notes).content.decode()
    assert "FK-78" in anew and "FK-77" not in anew
    assert max(queries(lena, page) for page in (place, form)) <= 10
    saras = as_person("Sara")
    saras.get(notes)
    assert queries(saras, notes) <= 10
    for name in ("Sara", "Per", "Stina", "Maria"):
        client = as_person(name)
        assert client.get(form).status_code == client.post(form, asked).status_code == 404


def category(case: Participation) -> str:
    return str(case.version.definition.consent.categories[0].key)


def registrations_due(actor: Actor, case: Participation) -> set[str]:
    with acting(actor):
        mine = Participation.objects.select_related(
            "participant", "version__programme", "owner"
        ).get(pk=case.pk)
        known = known_of(actor, [mine])[case.pk]
        found = deadlines_of(known, mine.version.definition, today())
    return {one.key for one in found if one.watch == Reminder.REGISTRATION}


def test_a_party_writes_nobody_elses_line(world: World) -> None:
    with enrolled(world) as (_, case):
        pass
    let_in(world, case)
    with acting(world.actor("Lena")):
        seat = Party.objects.select_related("participation__version").get(participation=case)
        own = Participant.objects.get(pk=seat.organisation_participant_id)
    given = {"reference": "X-1", "checked_on": today(), "seat": seat, "participant": own}
    with acting(world.actor("Per")), pytest.raises(Refused):
        coordination.register_own(actor=world.actor("Per"), **given)


def let_in(world: World, case: Participation) -> UUID:
    """Lena is Försäkringskassan's contact in the case, and has the person as her own there."""
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        person = register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=Scope(lena.organisation_id, case.version.programme_id),
            particulars=Particulars("Ebba", "Enkätsson", parse("200204042386")),
        )
    with acting(samira):
        participation.add_party(
            actor=samira,
            participation=case,
            organisation_id=lena.organisation_id,
            organisation_participant_id=person.pk,
            seat="handläggare",
            key="fk",
            starts_on=today(),
            contact_id=lena.account_id,
        )
    return person.pk
