"""Handing out: consent that covers, another ground with its reason and review, and stopping."""

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.models import Participation
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Disclosure
from tests.world import AMN, FK, World


def make(world: World, case: Participation, who: str = "Sara", **also: object) -> Disclosure:
    values = {"receiver": FK, "category": "planning", "ground": "osl_10_2", "reason": ""}
    values |= {"assessment": "Det minsta som behövs."} | also
    return disclosure.make(
        actor=world.actor(who),
        scope=case.scope,
        item=world.note("Alva"),
        title="Anteckning",
        receiver_id=world.organisation(values.pop("receiver")).pk,
        participation_id=case.pk,
        **values,
    )


def test_another_ground_needs_a_reason_and_the_owner_is_no_receiver(world: World) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        with pytest.raises(RuleBroken, match="utan samtycke"):
            make(world, case)
        with pytest.raises(RuleBroken, match="prövat sekretessen"):
            make(world, case, reason="Skäl.", assessment=" ")
        with pytest.raises(RuleBroken, match="finns redan"):
            make(world, case, receiver=AMN, reason="Skäl.")
        with pytest.raises(RuleBroken, match="inget samtycke"):
            make(world, case, ground="consent")
        assert Disclosure.objects.count() == 0


def test_health_goes_nowhere_where_health_is_not_consented(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        given = queries.standing(queries.consents_of(sara, case.pk), "secrecy").consent
        with pytest.raises(RuleBroken, match="omfattar inte"):
            make(world, case, ground="consent", category="health", consent=given)
        assert make(world, case, ground="consent", consent=given).review_due_on is None


def test_a_second_person_reviews(world: World) -> None:
    sara, samira = world.actor("Sara"), world.actor("Samira")
    with acting(sara):
        case = world.case("Alva")
        made = make(world, case, reason="Fara för liv, OSL 10:2.")
        assert made.review_due_on
        with pytest.raises(Refused):
            disclosure.review(actor=sara, scope=case.scope, disclosure=made, outcome="Rätt.")
    with acting(samira):
        case = world.case("Alva")
        own = make(world, case, who="Samira", reason="Skäl.", receiver=FK)
        assert own == made, "already open to the receiver"
        with pytest.raises(RuleBroken, match="kom fram till"):
            disclosure.review(actor=samira, scope=case.scope, disclosure=made, outcome=" ")
        disclosure.review(
            actor=samira, scope=case.scope, disclosure=made, outcome="Fel.", is_right=False
        )
        with pytest.raises(RuleBroken, match="redan granskat"):
            disclosure.review(actor=samira, scope=case.scope, disclosure=made, outcome="Rätt.")
        made.refresh_from_db()
        assert made.closed_at and made.reviewed_by_id == samira.account_id
        again = make(world, case, who="Samira", reason="Skäl.")
        with pytest.raises(RuleBroken, match="själv"):
            disclosure.review(actor=samira, scope=case.scope, disclosure=again, outcome="Rätt.")


def test_stopping_takes_it_from_the_receiver_at_once(world: World) -> None:
    sara, lena = world.actor("Sara"), world.actor("Lena")
    with acting(sara):
        case = world.case("Alva")
        made = make(world, case, reason="Skäl.")
    with acting(lena):
        row = queries.received(lena, case.pk).open().get()
        assert row == made
    with acting(sara):
        disclosure.close(actor=sara, scope=case.scope, disclosure=made, reason="Fel mottagare.")
    with acting(lena):
        assert not queries.received(lena, case.pk).open().exists()
        assert queries.received(lena, case.pk).count() == 1
