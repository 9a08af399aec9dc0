"""Needs and offers as actions: who may, what is refused, and which places are counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import activity, need
from stegvis.casework.actions import exit as closing
from stegvis.casework.deadline import Deadline, Reminder
from stegvis.casework.duties import duties
from stegvis.casework.models import Activity, Need
from stegvis.casework.models.need import InQueue
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.actions import offer
from stegvis.programmes.models import Offer, OfferUse
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
                beyond=key != "gemenskap",
            )
    assert use_of(row) == (0, 2, 0)


def use_of(row: Offer) -> tuple[int | None, int, int]:
    """What is left, what is taken and who waits, counted at all authorities."""
    found = Offer.objects.with_use().get(pk=row.pk)
    return found.places_left, found.taken, found.waiting


def planned_for(world: World, name: str, key: str, row: Offer, **more: bool) -> Activity:
    manager = world.actor("Sara" if name == "Alva" else "Samira")
    with acting(manager):
        one = need.note(actor=manager, participation=world.case(name), details=need.Details(key))
        return need.plan_offer(
            actor=manager,
            need=one,
            offer=row,
            catalogue_key="mobiliseringskurs",
            revision=1,
            **more,
        )


def test_a_place_is_never_given_back_that_was_not_taken(world: World) -> None:
    row = offered(world)
    first = planned_for(world, "Alva", "gemenskap", row)
    second = planned_for(world, "Alva", "dagsstruktur", row, beyond=True)
    third = planned_for(world, "Bo", "gemenskap", row, beyond=True)
    left = []
    for done in (third, second, first):
        actor = world.actor("Samira")
        with acting(actor):
            activity.end(
                actor=actor, activity=done, outcome="completed", ended_on=today(), revision=1
            )
        left.append(use_of(row)[:2])
    assert left == [(0, 2), (0, 1), (1, 0)]


def test_what_the_keeper_counts_is_as_it_was_when_the_form_was_opened(world: World) -> None:
    row, samira = offered(world), world.actor("Samira")
    planned_for(world, "Alva", "gemenskap", row)
    with acting(samira):
        offer.set_places_left(actor=samira, offer=row, places_left=3, revision=1, taken=0)
    assert use_of(row) == (2, 1, 0)
    with acting(samira):
        offer.set_places_left(actor=samira, offer=row, places_left=3, revision=2)
    assert use_of(row) == (3, 1, 0)


def test_a_full_offer_has_a_queue(world: World) -> None:
    row, waits, sara = offered(world), noted(world), world.actor("Sara")
    with acting(sara), pytest.raises(RuleBroken, match="ledig plats"):
        need.queue(actor=sara, need=waits, offer=row, revision=1)
    taken = planned_for(world, "Bo", "gemenskap", row)
    with acting(sara):
        with pytest.raises(RuleBroken, match="Ställ deltagaren i kö"):
            need.plan_offer(
                actor=sara, need=waits, offer=row, catalogue_key="mobiliseringskurs", revision=1
            )
        waits = need.queue(actor=sara, need=waits, offer=row, revision=1)
        with pytest.raises(RuleBroken, match="redan i kö"):
            need.queue(actor=sara, need=waits, offer=row, revision=2)
    assert use_of(row) == (0, 1, 1)
    assert not due(world, Reminder.PLACE)
    samira = world.actor("Samira")
    with acting(samira):
        activity.end(
            actor=samira, activity=taken, outcome="completed", ended_on=today(), revision=1
        )
    assert [one.title for one in due(world, Reminder.PLACE)] == ["Ledig plats: Kören"]
    with acting(sara):
        need.plan_offer(
            actor=sara, need=waits, offer=row, catalogue_key="mobiliseringskurs", revision=2
        )
        waits.refresh_from_db()
        assert waits.queued_on is None and waits.met_on == today()
    assert use_of(row) == (0, 1, 0)


def test_the_queue_has_an_order_and_the_first_takes_the_place(world: World) -> None:
    row, sara, kim = offered(world), world.actor("Sara"), world.actor("Kim")
    taken = planned_for(world, "Bo", "gemenskap", row)
    second = noted(world)
    with acting(kim):
        first = need.note(
            actor=kim, participation=world.case("Bo"), details=need.Details("dagsstruktur")
        )
        first = need.queue(actor=kim, need=first, offer=row, revision=1)
    with acting(sara):
        second = need.queue(actor=sara, need=second, offer=row, revision=1)
        other = need.note(
            actor=sara, participation=world.case("Alva"), details=need.Details("dagsstruktur")
        )
        with pytest.raises(RuleBroken, match="för ett annat behov"):
            need.queue(actor=sara, need=other, offer=row, revision=1)
        stands = stands_of(second)
        assert stands and (stands.place, stands.of, stands.offer) == (2, 2, "Kören")
    samira = world.actor("Samira")
    with acting(samira):
        activity.end(
            actor=samira, activity=taken, outcome="completed", ended_on=today(), revision=1
        )
    assert not due(world, Reminder.PLACE)
    plan = {"offer": row, "catalogue_key": "mobiliseringskurs"}
    with acting(sara), pytest.raises(RuleBroken, match="En annan står före i kön"):
        need.plan_offer(actor=sara, need=second, revision=2, **plan)
    with acting(kim):
        need.leave_queue(actor=kim, need=first, revision=2)
    assert [one.title for one in due(world, Reminder.PLACE)] == ["Ledig plats: Kören"]
    with acting(sara):
        stands = stands_of(second)
        assert stands and (stands.place, stands.of) == (1, 1)
        need.plan_offer(actor=sara, need=second, revision=2, **plan)
    with acting(kim):
        first.refresh_from_db()
        need.queue(actor=kim, need=first, offer=row, revision=first.revision)
        assert use_of(row) == (0, 1, 1)


def stands_of(row: Need) -> InQueue | None:
    return Need.objects.with_place().get(pk=row.pk).in_queue


def due(world: World, watch: str) -> list[Deadline]:
    sara = world.actor("Sara")
    with acting(sara):
        return [one.deadline for one in duties(sara, today()).found if one.deadline.watch == watch]


def test_out_of_the_queue_however_the_need_ends(world: World) -> None:
    row, sara = offered(world), world.actor("Sara")
    planned_for(world, "Bo", "gemenskap", row)
    waits = noted(world)
    with acting(sara):
        revision = 1
        for end in ("leave", "strike"):
            waits = need.queue(actor=sara, need=waits, offer=row, revision=revision)
            assert use_of(row)[2] == 1
            if end == "leave":
                need.leave_queue(actor=sara, need=waits, revision=revision + 1)
                with pytest.raises(RuleBroken, match="inte i kö"):
                    need.leave_queue(actor=sara, need=waits, revision=revision + 2)
            else:
                need.strike(actor=sara, need=waits, revision=revision + 1)
            assert use_of(row)[2] == 0
            revision += 2


def test_the_places_are_free_when_the_case_is_closed(world: World) -> None:
    row, sara = offered(world), world.actor("Sara")
    planned_for(world, "Alva", "gemenskap", row)
    told = closing.Closing(
        ended_on=today(), reason="completed", destination="af_fk", next_livelihood="work"
    )
    with acting(sara):
        case = world.case("Alva")
        rules = case.version.definition.exit
        told = replace(told, reason=rules.reasons[0].key, destination=rules.destinations[0].key)
        closing.prepare(actor=sara, participation=case, closing=told)
        closing.confirm(actor=sara, participation=case)
    assert use_of(row) == (1, 0, 0)
    with acting(sara):
        logged = Entry.objects.filter(event=Event.OFFER_USE_COUNTED).latest("number")
    assert logged.detail["taken"] == 0


def test_another_authoritys_place_is_counted_as_a_number_alone(world: World) -> None:
    theirs, row, sara = offered(world, "Stina"), noted(world), world.actor("Sara")
    with acting(sara):
        planned = need.plan_offer(
            actor=sara, need=row, offer=theirs, catalogue_key="mobiliseringskurs", revision=1
        )
        assert (planned.name, planned.adaptations) == ("Kören", "Lugn plats")
    stina = world.actor("Stina")
    with acting(stina):
        assert use_of(theirs) == (0, 1, 0)
        assert not Activity.objects.filter(pk=planned.pk).exists()
        counted = OfferUse.objects.get(offer=theirs)
    assert counted.owner_id == sara.organisation_id


def test_the_place_is_free_again_when_the_activity_is_over(world: World) -> None:
    mine, theirs, row = offered(world), offered(world, "Stina"), noted(world)
    sara = world.actor("Sara")
    with acting(sara):
        for chosen in (mine, theirs):
            planned = need.plan_offer(
                actor=sara,
                need=row,
                offer=chosen,
                catalogue_key="mobiliseringskurs",
                revision=row.revision,
            )
            assert use_of(chosen)[0] == 0
            over = {"outcome": "interrupted", "ended_on": today(), "revision": planned.revision}
            activity.end(actor=sara, activity=planned, **over)
            assert use_of(chosen)[0] == 1
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
