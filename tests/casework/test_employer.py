"""Workplaces and the contacts with them."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, employer
from stegvis.casework.actions.employer import Particulars
from stegvis.casework.models import Employer
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from tests.world import World


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def cafe(sara: Actor) -> Employer:
    return employer.add(actor=sara, particulars=Particulars("Kafé Exempel", "private"))


def test_changed_on_the_revision_that_was_seen(sara: Actor, cafe: Employer) -> None:
    better = Particulars("Kafé Exempel", "social", supervisor="Anna Prov")
    employer.change(actor=sara, employer=cafe, particulars=better, revision=1)
    with pytest.raises(Conflict):
        employer.change(actor=sara, employer=cafe, particulars=better, revision=1)


@pytest.mark.parametrize(
    ("name", "sector", "field"), [(" ", "private", "name"), ("X", "", "sector")]
)
def test_needs_name_and_kind(sara: Actor, name: str, sector: str, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        employer.add(actor=sara, particulars=Particulars(name, sector))
    assert broken.value.field == field


def test_a_visit_about_one_participant(world: World, sara: Actor, cafe: Employer) -> None:
    placed = activity.plan(
        actor=sara,
        participation=world.case("Alva"),
        catalogue_key="praktik_privat",
        details=activity.Details(employer=cafe),
    )
    kept = employer.contact(
        actor=sara, employer=cafe, held_on=today(), way="visit", text="Går bra.", activity=placed
    )
    assert kept.activity_id == placed.pk
    other = employer.add(actor=sara, particulars=Particulars("Verkstan", "municipal"))
    with pytest.raises(RuleBroken, match="inte på den"):
        employer.contact(
            actor=sara, employer=other, held_on=today(), way="call", text="Hej", activity=placed
        )


@pytest.mark.parametrize(
    ("days", "way", "text", "field"),
    [(1, "visit", "x", "held_on"), (0, "duva", "x", "way"), (0, "call", " ", "text")],
)
def test_bad_contact_is_refused(
    sara: Actor, cafe: Employer, days: int, way: str, text: str, field: str
) -> None:
    day = today() + timedelta(days=days)
    with pytest.raises(RuleBroken) as broken:
        employer.contact(actor=sara, employer=cafe, held_on=day, way=way, text=text)
    assert broken.value.field == field


def test_others_may_not(world: World, cafe: Employer) -> None:
    for name in ("Stina", "Adam", "Lena"):
        actor = world.actor(name)
        with acting(actor), pytest.raises(Refused):
            employer.contact(actor=actor, employer=cafe, held_on=today(), way="call", text="Hej")
