"""What is handed out outside an authority's own cases is reviewed there, by somebody else."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible, own_scope
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.casework.duties import duties
from stegvis.casework.duty import Task
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.actors import actor_from, assignments_of
from stegvis.participants.actions import disclosure
from tests.casework.arrivals import refer
from tests.casework.variants import variant
from tests.world import FK, World, email, last_day

WITHOUT_CONSENT = {
    "ground": "osl_10_27",
    "reason": "Skadan av att vänta är större.",
    "assessment": "Mottagaren har samma sekretess.",
}


def test_a_colleague_reviews_what_was_handed_out_in_a_referral(world: World) -> None:
    """Outside the authority's own cases too somebody else looks afterwards, never the same."""
    refer(world, **WITHOUT_CONSENT)
    lena, asta = world.actor("Lena"), colleague_of_lena(world)
    with acting(lena):
        mine = queries.reviews_outside(lena).first()
        assert mine is not None and mine.review_due_on is not None
        with pytest.raises(RuleBroken, match="själv"):
            disclosure.review(
                actor=lena, scope=own_scope(lena), disclosure=mine, outcome="Det var rätt."
            )
    with acting(asta):
        assert any(duty.deadline.watch == Task.REVIEW for duty in duties(asta, today()).found)
        row = queries.review_outside(asta, mine.pk)
        disclosure.review(
            actor=asta, scope=own_scope(asta), disclosure=row, outcome="Fel grund.", is_right=False
        )
        row.refresh_from_db()
        assert row.closed_at is not None and row.reviewed_by_id == asta.account_id
    with acting(world.actor("Samira")), pytest.raises(NotVisible):
        queries.review_outside(world.actor("Samira"), mine.pk)


def test_who_reviews_in_one_programme_is_not_shown_anothers(world: World) -> None:
    """A coordinator of one programme at the authority is none in its others."""
    refer(world, **WITHOUT_CONSENT)
    elsewhere = variant("provinsats").programme_id
    here = world.version.programme_id
    for name, programme, is_shown in (("asta", elsewhere, False), ("bodil", here, True)):
        actor = colleague_of_lena(world, name, RoleKey.COORDINATOR, programme)
        with acting(actor):
            assert queries.reviews_outside(actor).exists() is is_shown


def colleague_of_lena(
    world: World,
    name: str = "asta",
    role: RoleKey = RoleKey.REFERRER,
    programme_id: UUID | None = None,
) -> Actor:
    administrator = system(world.organisation(FK))
    with acting(administrator):
        account = member.add(actor=administrator, email=email(name), name=f"{name.title()} Gran")
        member.grant(
            actor=administrator,
            account=account,
            role=role,
            reason="Arbetar med unga.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
            programme_id=programme_id,
        )
    found = actor_from(assignments_of(account.pk, today()), administrator.organisation_id)
    assert found is not None
    return found


def test_the_page_asks_for_an_outcome_and_keeps_the_answer(world: World) -> None:
    refer(world, **WITHOUT_CONSENT)
    asta = colleague_of_lena(world)
    with acting(asta):
        pk = queries.reviews_outside(asta).first().pk
    client = Client()
    client.post("/valj-roll/", {"assignment": str(asta.grants[0].assignment_id)})
    url = f"/deltagare/granskningar/{pk}/"
    assert "Skadan av att vänta" in client.get(url).content.decode()
    refused = client.post(url, {"is_right": "yes", "outcome": ""})
    assert refused.status_code == 422
    assert "Skriv vad granskningen kom fram till." in refused.content.decode()
    assert client.post(url, {"is_right": "yes", "outcome": "Rätt."}).status_code == 302
    assert client.get(url).status_code == 404
