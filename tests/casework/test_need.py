"""Needs and offers as actions: who may, what is refused, and which places are counted."""

from datetime import timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, need
from stegvis.casework.models import Need
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.actions import offer
from stegvis.programmes.models import Offer
from tests.world import World

WANTS = need.Details("gemenskap", wished_percent=25, adaptations=("quiet_place",))


def noted(world: World, details: need.Details = WANTS) -> Need:
    sara = world.actor("Sara")
    with acting(sara):
        return need.note(actor=sara, participation=world.case("Alva"), details=details)


def offered(world: World, by: str = "Samira", **more: object) -> Offer:
    actor = world.actor(by)
    particulars = offer.Particulars("Kören", "Sången", "course", places_left=1, **more)  # type: ignore[arg-type]
    with acting(actor):
        return offer.add(actor=actor, particulars=particulars)


@pytest.mark.parametrize("name", ["Kim", "Lena", "Stina", "Adam", "Styrbjörn"])
def test_only_those_with_the_right_note_and_keep(world: World, name: str) -> None:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
    row = offered(world)
    actor = world.actor(name)
    with acting(actor):
        if name != "Kim":  # the programme's team sees and writes in each other's cases
            with pytest.raises(Refused):
                need.note(actor=actor, participation=case, details=WANTS)
            with pytest.raises(Refused):
                offer.end(actor=actor, offer=row, revision=row.revision)
        else:
            need.note(actor=actor, participation=case, details=WANTS)
            offer.end(actor=actor, offer=row, revision=row.revision)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (need.Details("hokus"), "key"),
        (need.Details("gemenskap", wished_percent=101), "wished_percent"),
        (need.Details("gemenskap", adaptations=("hokus",)), "adaptations"),
        (need.Details("gemenskap", cannot_meet=("hokus",)), "cannot_meet"),
    ],
)
def test_what_is_outside_the_lists_is_refused(
    world: World, details: need.Details, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        noted(world, details)
    assert broken.value.field == field


def test_met_only_once_and_by_her_own_activity(world: World) -> None:
    row, sara = noted(world), world.actor("Sara")
    samira = world.actor("Samira")
    with acting(samira):
        others = activity.plan(
            actor=samira,
            participation=world.case("Bo"),
            catalogue_key="mobiliseringskurs",
            details=activity.Details(),
        )
    with acting(sara):
        with pytest.raises(RuleBroken, match="en annan deltagares"):
            need.meet(actor=sara, need=row, met_on=today(), revision=1, by=others)
        with pytest.raises(RuleBroken, match="efter den dagen"):
            need.meet(actor=sara, need=row, met_on=today() - timedelta(days=1), revision=1)
        met = need.meet(actor=sara, need=row, met_on=today(), revision=1)
        with pytest.raises(RuleBroken, match="redan mött"):
            need.meet(actor=sara, need=met, met_on=today(), revision=2)
        with pytest.raises(Conflict):
            need.reopen(actor=sara, need=met, revision=1)
        again = need.note(actor=sara, participation=world.case("Alva"), details=WANTS)
        with pytest.raises(RuleBroken, match="redan noterat"):
            need.reopen(actor=sara, need=met, revision=2)
        need.strike(actor=sara, need=again, revision=1)
        assert need.reopen(actor=sara, need=met, revision=2).met_on is None
        with pytest.raises(RuleBroken, match="makulerat"):
            need.change(actor=sara, need=again, details=WANTS, revision=2)


def test_a_full_offer_may_be_chosen_all_the_same(world: World) -> None:
    row, sara = offered(world), world.actor("Sara")
    with acting(sara):
        for key in ("gemenskap", "dagsstruktur"):
            one = need.note(actor=sara, participation=world.case("Alva"), details=need.Details(key))
            need.plan_offer(
                actor=sara,
                need=one,
                offer=Offer.objects.get(pk=row.pk),
                catalogue_key="mobiliseringskurs",
                revision=1,
            )
    row.refresh_from_db()
    assert row.places_left == 0


def test_another_authority_counts_its_own_places(world: World) -> None:
    theirs, row, sara = offered(world, "Stina"), noted(world), world.actor("Sara")
    with acting(sara):
        planned = need.plan_offer(
            actor=sara, need=row, offer=theirs, catalogue_key="mobiliseringskurs", revision=1
        )
        assert (planned.name, planned.adaptations) == ("Kören", "Lugn plats")
    theirs.refresh_from_db()
    assert theirs.places_left == 1


def test_the_place_is_free_again_when_the_activity_is_over(world: World) -> None:
    mine, theirs, row = offered(world), offered(world, "Stina"), noted(world)
    sara = world.actor("Sara")
    with acting(sara):
        for chosen, during in ((mine, 0), (theirs, 1)):
            planned = need.plan_offer(
                actor=sara,
                need=row,
                offer=chosen,
                catalogue_key="mobiliseringskurs",
                revision=row.revision,
            )
            chosen.refresh_from_db()
            assert chosen.places_left == during
            over = {"outcome": "interrupted", "ended_on": today(), "revision": planned.revision}
            activity.end(actor=sara, activity=planned, **over)
            chosen.refresh_from_db()
            assert chosen.places_left == 1
            row.refresh_from_db()
            row = need.reopen(actor=sara, need=row, revision=row.revision)


def test_what_has_ended_is_not_chosen(world: World) -> None:
    gone, row = offered(world), noted(world)
    samira = world.actor("Samira")
    with acting(samira):
        gone = offer.end(actor=samira, offer=gone, revision=1)
        with pytest.raises(RuleBroken, match="inte längre"):
            offer.set_places_left(actor=samira, offer=gone, places_left=1, revision=2)
    sara = world.actor("Sara")
    with acting(sara), pytest.raises(RuleBroken, match="inte längre"):
        need.plan_offer(
            actor=sara, need=row, offer=gone, catalogue_key="mobiliseringskurs", revision=1
        )
