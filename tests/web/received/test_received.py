"""Mottaget: what a party's contact sees, and how it goes away."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import participation
from stegvis.casework.models import Note, Plan, PlanAction, PlanGoal
from stegvis.core.dates import today
from stegvis.participants.actions import consent
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Consent, Disclosure
from tests.counting import queries
from tests.world import FK, World

AsPerson = Callable[[str], Client]


@pytest.fixture
def case(world: World) -> UUID:
    """Alva's case with a confirmed plan, and with the note and the plan handed out to FK."""
    sara = world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        mine = {"owner_id": sara.organisation_id, "created_by_id": sara.account_id}
        plan = Plan.objects.create(
            **mine, participant=alva.participant, participation=alva, number=1
        )
        goal = PlanGoal.objects.create(**mine, plan=plan, text="Jag vill jobba med händerna.")
        PlanAction.objects.create(
            **mine, plan=plan, goal=goal, text="Studiebesök", responsible="participant"
        )
        Plan.objects.filter(pk=plan.pk).update(confirmed_at=timezone.now())
        return alva.pk


def hand_out_all(world: World, case: UUID, client: Client) -> None:
    fk = str(world.organisation(FK).pk)
    with acting(world.actor("Sara")):
        items = [("note", world.note("Alva").pk), ("plan", Plan.objects.get().pk)]
    for kind, pk in items:
        url = f"/deltagare/{case}/lamna-ut/{kind}/{pk}/"
        assert client.post(url, {"ground": "consent", "receiver": fk}).status_code == 302


def disclosed(world: World, kind: str) -> UUID:
    with acting(world.actor("Lena")):
        return Disclosure.objects.get(item_kind=kind).pk


def test_fk_reads_and_loses_it_at_the_next_click(
    world: World, as_person: AsPerson, case: UUID
) -> None:
    sara, lena = as_person("Sara"), as_person("Lena")
    url = f"/mottaget/{case}/"
    before = lena.get(url).content.decode()
    assert "Kanariefågel" not in before and "Deltagare i Förrehab" in before
    assert "Exempelsson" not in before
    hand_out_all(world, case, sara)
    shown = lena.get(url).content.decode()
    assert "Alva Exempelsson" in shown
    assert "Kanariefågel" in shown and "jobba med händerna" in shown and "Studiebesök" in shown
    assert "2" in lena.get("/mottaget/").content.decode()
    assert queries(lena, url) <= 10 and queries(lena, "/mottaget/") <= 10
    plan = disclosed(world, "plan")
    assert queries(lena, f"{url}{plan}/") <= 10
    with acting(world.actor("Sara")):
        given = Consent.objects.get(participation_id=case)
    sara.post(f"/deltagare/{case}/samtycke/{given.pk}/aterkalla/", {"receiver": "all"})
    after = lena.get(url).content.decode()
    assert "Kanariefågel" not in after and "händerna" not in after and "Handlingsplan" not in after
    # The note, the plan, and the name that went with them.
    assert after.count("Något togs emot") == 3
    assert "Exempelsson" not in after
    for page in ("", "kopiera/", "kopia.pdf"):
        assert lena.get(f"{url}{plan}/{page}").status_code == 404


def test_taking_it_into_the_own_record_is_logged(
    world: World, as_person: AsPerson, case: UUID
) -> None:
    hand_out_all(world, case, as_person("Sara"))
    lena, plan = as_person("Lena"), disclosed(world, "plan")
    text = lena.get(f"/mottaget/{case}/{plan}/kopiera/").content.decode()
    assert "Handlingsplan" in text and "- Studiebesök (deltagaren)" in text
    assert lena.get(f"/mottaget/{case}/{plan}/kopia.pdf").content.startswith(b"%PDF")
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(event="journal_copied").count() == 2


def test_others_at_the_authority_and_strangers(
    world: World, as_person: AsPerson, case: UUID
) -> None:
    hand_out_all(world, case, as_person("Sara"))
    plan = disclosed(world, "plan")
    for name in ("Per", "Maria", "Olof", "Stina", "Sara"):
        client = as_person(name)
        for page in ("", "anteckning/", f"{plan}/", f"{plan}/kopiera/", f"{plan}/kopia.pdf"):
            assert client.get(f"/mottaget/{case}/{page}").status_code == 404
    assert "Alva" not in as_person("Per").get("/mottaget/").content.decode()


def test_the_menu_is_for_those_who_run_no_cases(world: World, as_person: AsPerson) -> None:
    assert 'href="/mottaget/"' in as_person("Maria").get("/mottaget/").content.decode()
    assert 'href="/mottaget/"' not in as_person("Sara").get("/mottaget/").content.decode()


def seat_per(world: World, case: UUID) -> None:
    """AF joins, and knows Alva as a client of its own."""
    per = world.actor("Per")
    with acting(per):
        own = register(
            actor=per,
            permission=Permission.REFERRAL_DRAFT,
            scope=own_scope(per),
            particulars=Particulars("Alva", "Hos-AF"),
        )
    with acting(world.actor("Sara")):
        participation.add_party(
            actor=world.actor("Sara"),
            participation=world.case("Alva"),
            organisation_id=per.organisation_id,
            seat="arbetsförmedlare",
            starts_on=today(),
            contact_id=per.account_id,
            organisation_participant_id=own.pk,
        )


def test_a_party_writes_and_hands_out_its_own_note(
    world: World, as_person: AsPerson, case: UUID
) -> None:
    seat_per(world, case)
    per, sara = as_person("Per"), as_person("Sara")
    assert "Alva Hos-AF" in per.get(f"/mottaget/{case}/").content.decode()
    written = per.post(
        f"/mottaget/{case}/anteckning/",
        {"kind": "samtal", "happened_on": "2026-11-02", "text": "Per skriver om SIUS."},
    )
    assert written.status_code == 302
    assert "Per skriver" not in sara.get(f"/deltagare/{case}/anteckningar/").content.decode()
    # Nothing is claimed for her: neither what it is about nor that somebody has consented today.
    form = per.get(written.url).content.decode()
    assert " checked" not in form and str(today()) not in form
    chosen = re.search(r'<option value="([^"]*)" selected>', form)
    assert chosen and chosen[1] == ""
    hand = {"category": "planning", "ground": "osl_10_2", "reason": ""}
    assert per.post(written.url, hand).status_code == 422
    # Why is not enough: whether somebody comes to harm is weighed, and written, before.
    unweighed = per.post(written.url, hand | {"reason": "Behövs för planen."})
    assert unweighed.status_code == 422
    assert "hur du har prövat sekretessen" in unweighed.content.decode()
    assert "Behövs för planen." in unweighed.content.decode()
    no_date = per.post(written.url, hand | {"ground": "consent"})
    assert no_date.status_code == 422 and "när samtycket" in no_date.content.decode()
    given = hand | {"ground": "consent", "given_on": "2026-11-01"}
    assert per.post(written.url, given).status_code == 302
    listed = sara.get(f"/deltagare/{case}/anteckningar/").content.decode()
    assert "Per skriver" in listed and "Arbetsförmedlingen</span>" in listed
    with acting(world.actor("Per")):
        theirs = Note.objects.get(text="Per skriver om SIUS.").pk
    read = f"/deltagare/{case}/anteckningar/{theirs}/"
    shown = sara.get(read).content.decode()
    assert "Anteckning från Arbetsförmedlingen" in shown
    assert "Skriv rättelse" not in shown and f"lamna-ut/note/{theirs}" not in shown
    mended = {"text": "Ändrad.", "reason": "Fel."}
    assert sara.get(f"{read}ratta/").status_code == 404, "it is mended where it was written"
    assert sara.post(f"{read}ratta/", mended).status_code == 404
    assert sara.post(read, mended | {"revision": "1"}).status_code == 404
    assert "Mottaget från andra" in sara.get(f"/deltagare/{case}/utlamnat/").content.decode()
    with acting(world.actor("Per")):
        own = Consent.objects.get(owner_id=world.actor("Per").organisation_id)
        assert own.grants.count() == 1
        consent.withdraw(
            actor=world.actor("Per"),
            scope=own_scope(world.actor("Per")),
            consent=own,
        )
    assert "Per skriver" not in sara.get(f"/deltagare/{case}/anteckningar/").content.decode()
