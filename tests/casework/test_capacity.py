"""Places, the queue and waiting times, from what is known and nothing else."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.audit.journal import acting
from stegvis.casework import capacity
from stegvis.casework.actions import activity
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import intake as intakes
from stegvis.casework.capacity import Waits
from stegvis.core.dates import today
from tests.casework.arrivals import DAG, EBBE, judged, opened, refer
from tests.casework.test_flow import enrolled
from tests.world import FK, World

SOON, LATER = timedelta(days=20), timedelta(days=60)


def test_a_place_is_free_when_the_first_known_end_comes(world: World) -> None:
    sara, kim, samira = world.actor("Sara"), world.actor("Kim"), world.actor("Samira")
    with acting(sara):
        alva = world.case("Alva")
        activity.plan(
            actor=sara,
            participation=alva,
            catalogue_key=alva.version.definition.activities[0].key,
            details=activity.Details(starts_on=today(), ends_on=today() + LATER),
        )
    with acting(kim):
        bo = world.case("Bo")
        closing.prepare(
            actor=kim, participation=bo, closing=closing.Closing(ended_on=today() + SOON)
        )
    with acting(samira):
        freed = capacity.expected_free(samira, world.version, today())
        assert [(one.on, one.source) for one in freed] == [
            (today() + SOON, "avslutet är förberett"),
            (today() + LATER, "sista planerade aktiviteten slutar"),
            (None, "inget slut är känt"),
        ], "the programme of the document has ended, so nothing is known of the third"


def test_the_queue_is_in_order(world: World) -> None:
    first, second = refer(world, number=DAG), refer(world, number=EBBE)
    samira = world.actor("Samira")
    with acting(samira):
        for pk in (second, first):
            intakes.queue(actor=samira, intake=opened(world, pk))
        other = opened(world, first)
        other.queued_on = today() - timedelta(days=9)
        other.save(update_fields=["queued_on"])
        found = capacity.queue(samira, world.version, today())
        assert [(one.place, one.days) for one in found] == [(1, 9), (2, 0)]
        assert found[0].arrived.referral.pk == first


def test_waiting_by_referrer_keeps_those_who_still_wait(world: World) -> None:
    done, waiting = refer(world, number=DAG), refer(world, number=EBBE)
    samira = world.actor("Samira")
    with acting(samira):
        enrolled(samira, judged(world, done))
        still = opened(world, waiting)
        still.received_on = today() - timedelta(days=30)
        still.save(update_fields=["received_on"])
        decided, taken = capacity.waits_by_referrer(samira, world.version, today())
        assert [
            (one.who, one.n, one.median, one.n_still, one.longest_still) for one in decided
        ] == [("Försäkringskassan", 1, 0, 1, 30)]
        assert taken[0].n == 1 and taken[0].n_still == 1


def test_waiting_by_receiver_counts_from_exit_until_she_started(world: World) -> None:
    kim, samira, fk = world.actor("Kim"), world.actor("Samira"), world.organisation(FK)
    ended = today() - timedelta(days=12)
    with acting(kim):
        bo = world.case("Bo")
        rules = bo.version.definition.exit
        to_fk = next(
            one for one in rules.destinations if not one.receivers or fk.kind in one.receivers
        )
        told = closing.Closing(
            ended_on=ended, reason=rules.reasons[0].key, destination=to_fk.key, receiver_id=fk.pk
        )
        draft = closing.prepare(actor=kim, participation=bo, closing=told)
        closing.confirm(actor=kim, participation=bo, revision=draft.revision)
    with acting(samira):
        confirmed, started = capacity.waits_by_receiver(samira, world.version, today())
        assert (confirmed[0].n, confirmed[0].longest_still) == (0, 12)
        assert (started[0].n, started[0].n_still) == (0, 1)
    with acting(kim):
        closing.record_receiver(
            actor=kim,
            participation=world.case("Bo"),
            confirmed_on=ended + timedelta(days=2),
            how="telefon",
            started_on=ended + timedelta(days=10),
            revision=None,
        )
    with acting(samira):
        confirmed, started = capacity.waits_by_receiver(samira, world.version, today())
        assert confirmed[0].days == (2,) and started[0].days == (10,)
        assert started[0].n_still == 0


def test_figures_of_waiting() -> None:
    waits = Waits("x", (1, 4, 10), (30,))
    assert (waits.n, waits.median, waits.longest, waits.n_still) == (3, 4, 10, 1)
    assert Waits("x", (), ()).median is None and Waits("x", (), ()).longest_still is None


def test_what_a_receiver_told_is_read_only_while_it_is_handed_out(world: World) -> None:
    """The application's own filter, which stands where row-level security does not."""
    samira = world.actor("Samira")
    with acting(samira), CaptureQueriesContext(connection) as asked:
        capacity.waits_by_receiver(samira, world.version, today())
    (sql,) = (one["sql"] for one in asked if "casework_takeover" in one["sql"])
    assert "participants_disclosure" in sql
