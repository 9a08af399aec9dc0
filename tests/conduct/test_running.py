"""What is kept of the running of a programme: only by an operator's coordinator, and frozen."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.conduct import queries
from stegvis.conduct.actions import deviation, planned_work, staffing, steering
from stegvis.conduct.models import Deviation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from tests.days import tomorrow
from tests.world import AMN, World

Write = Callable[[Actor, World], object]


def content() -> deviation.Content:
    return deviation.Content("Vakans", today(), "En vakans.", "Flytt.", "Köp in.", "", "Förbundet")


def meet(actor: Actor, world: World) -> object:
    return steering.keep_meeting(
        actor=actor, programme=world.version.programme, minutes=steering.Minutes(today(), "Alla")
    )


def join(actor: Actor, world: World) -> object:
    member = steering.Member("Berit Dahl", "Ledamot", "Region Uppsala", today())
    return steering.add_member(actor=actor, programme=world.version.programme, member=member)


def report(actor: Actor, world: World) -> Deviation:
    return deviation.draft(actor=actor, programme=world.version.programme, content=content())


def hold(actor: Actor, world: World) -> object:
    holding = staffing.Holding("case_manager", world.organisation(AMN).pk, today(), name="Ny")
    return staffing.add(actor=actor, version=world.version, holding=holding)


def mark(actor: Actor, world: World) -> object:
    line = world.version.definition.planned_work[0]
    return planned_work.mark(
        actor=actor, version=world.version, what=line.what, quarter=line.when[0], done_on=today()
    )


@pytest.mark.parametrize("write", [meet, join, report, hold, mark])
@pytest.mark.parametrize("name", ["Sara", "Lena", "Styrbjörn", "Frida", "Stina"])
def test_only_the_coordinator_writes(world: World, write: Write, name: str) -> None:
    actor = world.actor(name)
    with acting(actor), pytest.raises(Refused):
        write(actor, world)


@pytest.mark.parametrize("write", [meet, join, report, hold, mark])
def test_the_coordinator_writes(world: World, write: Write) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        assert write(samira, world)


def test_a_sent_report_is_frozen_by_the_database_too(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        sent = deviation.send(actor=samira, row=report(samira, world), revision=1)
        with pytest.raises(RuleBroken, match="går inte att ändra"):
            deviation.change(actor=samira, row=sent, revision=2, content=content())
        with pytest.raises(ProgrammingError, match="frozen"), transaction.atomic():
            Deviation.objects.filter(pk=sent.pk).update(why="Annat.")
        with pytest.raises(RuleBroken, match="framåt"):
            deviation.receive(
                actor=samira, row=sent, revision=2, received_on=tomorrow(), received_by="Frida"
            )


def test_only_a_sent_report_is_decided(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        decided = steering.Decided("Ja.", "Samira", deviation=report(samira, world))
        with pytest.raises(RuleBroken, match="inte skickad"):
            steering.decide(actor=samira, meeting=meet(samira, world), decided=decided)


def test_a_line_of_the_plan_is_not_marked_twice_unseen(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        mark(samira, world)
        with pytest.raises(Conflict):
            mark(samira, world)


@pytest.mark.parametrize("name", ["Styrbjörn", "Frida"])
def test_those_who_steer_read_what_is_sent_and_no_draft(world: World, name: str) -> None:
    samira, reader = world.actor("Samira"), world.actor(name)
    with acting(samira):
        report(samira, world)
        sent = deviation.send(actor=samira, row=report(samira, world), revision=1)
    with acting(reader):
        place = queries.place_of(reader, "forrehab-uppsala")
        assert queries.deviations(reader, place) == [sent]
        with pytest.raises(NotVisible):
            queries.kept_place(reader, "forrehab-uppsala")


@pytest.mark.parametrize("name", ["Sara", "Lena", "Stina", "Adam"])
def test_nobody_else_reads_it(world: World, name: str) -> None:
    reader = world.actor(name)
    with acting(reader), pytest.raises(NotVisible):
        queries.place_of(reader, "forrehab-uppsala")
