"""Whatever was handed out is gone at the receiver's next request, by every way that leads to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import party
from stegvis.casework.models import Activity, Exit, Mapping, Meeting, Participation, Party, Plan
from stegvis.core.dates import today
from stegvis.participants.actions import consent, disclosure
from stegvis.participants.models import Consent, Disclosure
from stegvis.web.casework import disclosing
from stegvis.web.casework.disclosure import _ended
from stegvis.web.received.rendering import plan_in_words, shown
from tests.casework.test_exit import WHOLE
from tests.house.objects import Objects
from tests.participants.test_disclosure import make
from tests.world import FK, World

AsPerson = Callable[[str], Client]
# What each kind of item holds, in words that stand nowhere else.
WORDS = {
    "note": "Lavendelown handlades",
    "plan": "Salviaown",
    "mapping": "Timjanown",
    "activity": "Myntaown paus",
    "meeting": "Dragonown",
    "question": "Oreganoown",
}
TABLES = ("note", "plan", "mapping", "frozenversion", "question")


@pytest.fixture
def case(world: World, objects: Objects) -> UUID:
    """Alva's case with one of every kind handed out to Försäkringskassan."""
    own, sara = objects.ids["own"], world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        for model, name in ((Activity, "activity"), (Meeting, "meeting"), (Mapping, "mapping")):
            item = model.objects.get(pk=own[name])
            item.participation = alva
            disclosing.by_consent(
                actor=sara,
                case=alva,
                item=item,
                receiver_id=world.organisation(FK).pk,
                holds=disclosing.categories_of(item, alva),
            )
    return alva.pk


def given(world: World, case: UUID) -> list[Disclosure]:
    with acting(world.actor("Lena")):
        return list(Disclosure.objects.filter(participation_id=case))


def ways(world: World, case: UUID) -> list[str]:
    """Every page by which a receiver can come to what she has been given. The documents that can
    be fetched from there are asked for by themselves."""
    found = [reverse("received-list"), reverse("received-show", args=[case]), reverse("todo")]
    found += [reverse("question-list"), reverse("received-note", args=[case])]
    for row in given(world, case):
        if row.item_kind == "question":
            found.append(reverse("question-show", args=[row.item_id]))
        found += [reverse(name, args=[case, row.pk]) for name in ("received-item", "received-copy")]
    return found


def text_of(client: Client, urls: list[str]) -> str:
    """All that the pages say; a fragment is asked for as well as the page."""
    answers = [client.get(url) for url in urls]
    answers += [client.get(url, headers={"HX-Request": "true"}) for url in urls]
    return "\n".join(answer.content.decode() for answer in answers)


def withdrawn(world: World, case: Participation) -> None:
    rows = Consent.objects.in_force().filter(participation_id=case.pk, kind="secrecy")
    consent.withdraw(
        actor=world.actor("Sara"),
        scope=case.scope,
        consent=rows.get(),
        receiver_id=world.organisation(FK).pk,
    )


def refused_anew(world: World, case: Participation) -> None:
    consent.write_down(
        actor=world.actor("Sara"),
        scope=case.scope,
        participant=case.participant,
        participation_id=case.pk,
        programme=case.version,
        form=consent.Form("secrecy", "samordning", "1", "sv", today(), refused=True),
    )


def stopped(world: World, case: Participation) -> None:
    for row in Disclosure.objects.open().filter(participation_id=case.pk):
        if row.owner_id == case.owner_id:
            disclosure.close(
                actor=world.actor("Sara"), scope=case.scope, disclosure=row, reason="Fel."
            )


def programme_ended(world: World, case: Participation) -> None:
    sara = world.actor("Sara")
    begun = Exit.objects.get(participation=case)
    closing.prepare(
        actor=sara,
        participation=case,
        closing=closing.Closing(ended_on=today(), **WHOLE),
        revision=begun.revision,
    )
    closing.confirm(actor=sara, participation=case)


@pytest.mark.parametrize("end", [withdrawn, refused_anew, stopped, programme_ended])
def test_gone_by_every_way(
    world: World,
    case: UUID,
    as_person: AsPerson,
    end: Callable[[World, Participation], None],
) -> None:
    lena, urls = as_person("Lena"), ways(world, case)
    before = text_of(lena, urls)
    assert [word for word in WORDS.values() if word not in before] == []
    owner = world.actor("Sara").organisation_id
    rows = [row for row in given(world, case) if row.owner_id == owner]
    with acting(world.actor("Sara")):
        end(world, world.case("Alva"))
    after = text_of(lena, urls)
    assert [word for word in WORDS.values() if word in after] == []
    told = [row.title for row in rows if row.item_kind not in ("question", "note")]
    assert [title for title in told if title in after] == []
    for row in rows:
        for name in ("received-item", "received-copy", "received-pdf", "received-file"):
            assert lena.get(reverse(name, args=[case, row.pk])).status_code == 404
    with acting(world.actor("Lena")), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"select count(*) from casework_{table} "
                "where owner_id = %s and participation_id = %s",
                [owner, case],
            )
            assert cursor.fetchone() == (0,), table


def test_the_seat_ended(world: World, case: UUID, as_person: AsPerson) -> None:
    lena, urls = as_person("Lena"), ways(world, case)
    sara = world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        for seat in Party.objects.now().filter(participation=alva):
            Party.objects.filter(pk=seat.pk).update(starts_on=today() - timedelta(days=9))
            seat = Party.objects.get(pk=seat.pk)
            yesterday = today() - timedelta(days=1)
            party.end(actor=sara, participation=alva, party=seat, ends_on=yesterday)
    after = text_of(lena, urls)
    # A question is put to the authority, in or out of the case, until it is withdrawn.
    assert [w for kind, w in WORDS.items() if kind != "question" and w in after] == []


def test_after_its_last_day(world: World, as_person: AsPerson) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        made = make(
            world,
            case,
            ground="osl_10_2",
            reason="Skäl.",
            assessment="Prövat.",
            valid_to=today() - timedelta(days=1),
        )
    lena = as_person("Lena")
    shown = lena.get(reverse("received-show", args=[case.pk])).content.decode()
    assert "Kanariefågel" not in shown and "Något togs emot" in shown
    assert lena.get(reverse("received-item", args=[case.pk, made.pk])).status_code == 404
    with acting(world.actor("Lena")), connection.cursor() as cursor:
        cursor.execute("select count(*) from casework_note")
        assert cursor.fetchone() == (0,)


def test_the_page_says_what_a_withdrawal_does_not_do(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    with acting(world.actor("Sara")):
        row = Consent.objects.get(participation_id=case, kind="secrecy")
    page = as_person("Sara").get(reverse("consent-withdraw", args=[case, row.pk])).content.decode()
    for words in ("tar inte bort", "redan har fört in i sin egen akt", "fortfarande att, och när"):
        assert words in page


def test_what_happened_after_midnight_is_of_the_swedish_day(world: World) -> None:
    """The copy in the receiver's own record and the list of what was handed out bear the day in
    Sweden, also for what was done in the summer night while it was still yesterday in London."""
    night = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    said = plan_in_words(Plan(confirmed_at=night, number=1), [], world.version.definition)
    assert said.on == date(2026, 7, 1)
    closing = Exit(created_at=night)
    assert shown(closing, world.version.definition).on == date(2026, 7, 1)
    assert _ended(Disclosure(closed_at=night)) == date(2026, 7, 1)
