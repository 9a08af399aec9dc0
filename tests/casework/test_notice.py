"""The mail about something new: to whom, when not, and that it says nothing."""

from collections.abc import Iterator

import pytest
from django.core import mail
from django.test import override_settings

from stegvis.audit.journal import acting
from stegvis.casework.jobs import tell_receiver
from stegvis.core.dates import now
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Disclosure
from tests.participants.test_consent import hand_out
from tests.world import World, email

CANARIES = ("Alva", "Exempelsson", "2385", "Förrehab", "Uppsala", "Försäkringskassan", "Anteckning")


@pytest.fixture
def told() -> Iterator[None]:
    with override_settings(RECEIVERS_ARE_TOLD=True, SITE_URL="https://stegvis.exempel.invalid/"):
        yield


def given(world: World) -> Disclosure:
    with acting(world.actor("Sara")):
        return hand_out(world, world.case("Alva"))


def run(made: Disclosure) -> None:
    tell_receiver(disclosure=str(made.pk), receiver=str(made.receiver_id))


def test_the_contact_is_told_nothing_but_that(world: World, told: None) -> None:
    run(given(world))
    (sent,) = mail.outbox
    assert sent.to == [email("Lena")]
    assert "https://stegvis.exempel.invalid/" in sent.body
    whole = sent.subject + sent.body
    assert not [word for word in CANARIES if word in whole]


def test_a_job_queued_before_a_withdrawal_does_nothing_after(world: World, told: None) -> None:
    made = given(world)
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        disclosure.close(
            actor=world.actor("Sara"), scope=case.scope, disclosure=made, reason="Återkallat."
        )
    run(made)
    assert mail.outbox == []


def test_the_newest_tells_for_all(world: World, told: None) -> None:
    first = given(world)
    with acting(world.actor("Sara")):
        Disclosure.objects.filter(pk=first.pk).update(closed_at=now())
        second = hand_out(world, world.case("Alva"))
    run(first)
    assert mail.outbox == []
    run(second)
    assert len(mail.outbox) == 1


def test_off_without_a_mail_host(world: World) -> None:
    run(given(world))
    assert mail.outbox == []
