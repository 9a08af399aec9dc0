"""This file is where the proofs of the pages get log checks and alarms: the own authority's, and
a stranger's."""

from typing import TYPE_CHECKING

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.core.dates import today
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.oversight.actions import alarm, log_check
from stegvis.oversight.models import AlarmKind
from tests.world import AMN, STRANGER, World

if TYPE_CHECKING:
    from tests.house.objects import Objects


def keep_checks_of_the_log(world: World, made: "Objects") -> None:
    """A case is opened in each place, drawn, and an alarm is sounded about the reader."""
    for which, reader, key in (("own", "Sara", AMN), ("foreign", "Stina", STRANGER)):
        actor = world.actor(reader)
        with acting(actor, purpose="case-show"):
            queries.own_case(actor, made.ids[which]["case"])
        robot = system(Organisation.objects.get(key=key))
        with acting(robot):
            _keep(world, made, which, robot, reader)


def _keep(world: World, made: "Objects", which: str, robot: Actor, reader: str) -> None:
    check = log_check.draw(actor=robot, starts_on=today(), ends_on=today(), size=5, share=50)
    sounded = alarm.sound(
        actor=robot,
        account=world.account(reader),
        kind=AlarmKind.MANY_PERSONS,
        count=151,
        limit=150,
    )
    made.keep(which, log_check=check.pk, log_row=check.rows.first().pk, alarm=sounded.pk)
