"""Referred on: prepared, sent on a ground, followed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import QuerySet

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.actions import outgoing as actions
from stegvis.casework.models import CareStatus, FrozenVersion, OutgoingReferral, Participation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.actions import consent
from stegvis.participants.models import Disclosure
from tests.world import REGION, World


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


def prepare(world: World, sara: Actor, case: Participation, to: str = "") -> OutgoingReferral:
    return actions.prepare(
        actor=sara,
        participation=case,
        target_key="psykiatri",
        target_name="Unga vuxna-mottagningen",
        receiver=world.organisation(to) if to else None,
        reason="Vill ha samtalsstöd.",
    )


WEIGHED = "Bara det vården behöver."


def send(
    sara: Actor, referral: OutgoingReferral, ground: str, why: str = "", weighed: str = WEIGHED
) -> OutgoingReferral:
    return actions.send(
        actor=sara,
        referral=referral,
        sent_on=today(),
        ground=ground,
        ground_reason=why,
        assessment=weighed,
        revision=referral.revision,
    )


def versions(referral: OutgoingReferral) -> QuerySet[Disclosure]:
    """What has been handed out of it: frozen versions, never the referral itself."""
    assert not Disclosure.objects.filter(item_id=referral.pk).exists()
    frozen = FrozenVersion.objects.filter(of_id=referral.pk).values("pk")
    return Disclosure.objects.filter(item_id__in=frozen)


def agree_to_region(world: World, sara: Actor, case: Participation) -> None:
    receiver = world.organisation(REGION)
    consent.write_down(
        actor=sara,
        scope=case.scope,
        participant=case.participant,
        participation_id=case.pk,
        programme=case.version,
        form=consent.Form("secrecy", "samordning", "1", "sv", today()),
        cells=[consent.Cell(sara.organisation_id, receiver.pk, "health")],
    )


def test_nothing_leaves_before_it_is_sent(world: World, sara: Actor, alva: Participation) -> None:
    referral = prepare(world, sara, alva, REGION)
    assert referral.status == CareStatus.PLANNED
    assert not versions(referral).exists()


def test_sent_with_consent_is_a_disclosure(world: World, sara: Actor, alva: Participation) -> None:
    agree_to_region(world, sara, alva)
    sent = send(sara, prepare(world, sara, alva, REGION), "consent")
    made = versions(sent).get()
    assert (made.ground, made.category) == ("consent", "health")
    assert made.receiver_id == world.organisation(REGION).pk


def test_consent_must_cover_the_receiver(world: World, sara: Actor, alva: Participation) -> None:
    referral = prepare(world, sara, alva, REGION)
    with pytest.raises(RuleBroken) as broken:
        send(sara, referral, "consent")
    assert broken.value.field == "ground"
    referral.refresh_from_db()
    assert referral.sent_on is None


def test_another_ground_needs_a_reason_and_a_review(
    world: World, sara: Actor, alva: Participation
) -> None:
    referral = prepare(world, sara, alva, REGION)
    with pytest.raises(RuleBroken) as broken:
        send(sara, referral, "osl_10_27")
    assert broken.value.field == "ground_reason"
    with pytest.raises(RuleBroken) as broken:
        send(sara, referral, "osl_10_27", "Akut oro för hälsan.", "")
    assert broken.value.field == "assessment"
    sent = send(sara, referral, "osl_10_27", "Akut oro för hälsan.")
    made = versions(sent).get()
    assert made.review_due_on is not None and made.assessment == WEIGHED


def test_an_outsider_is_only_noted(world: World, sara: Actor, alva: Participation) -> None:
    sent = send(sara, prepare(world, sara, alva), "consent")
    assert sent.status == CareStatus.SENT
    assert not versions(sent).exists()


def test_status_follows_with_its_date(world: World, sara: Actor, alva: Participation) -> None:
    referral = prepare(world, sara, alva)
    with pytest.raises(RuleBroken, match="Skicka"):
        actions.set_status(
            actor=sara, referral=referral, status="waiting", status_on=today(), revision=1
        )
    sent = send(sara, referral, "consent")
    for day in (today() + timedelta(days=1), today() - timedelta(days=1)):
        with pytest.raises(RuleBroken) as broken:
            actions.set_status(
                actor=sara, referral=sent, status="waiting", status_on=day, revision=2
            )
        assert broken.value.field == "status_on"
    told = actions.set_status(
        actor=sara,
        referral=sent,
        status="waiting",
        status_on=today(),
        reply="Kö till mars.",
        revision=2,
    )
    assert (told.status, told.reply) == (CareStatus.WAITING, "Kö till mars.")
    with pytest.raises(Conflict):
        actions.set_status(
            actor=sara, referral=sent, status="started", status_on=today(), revision=2
        )
