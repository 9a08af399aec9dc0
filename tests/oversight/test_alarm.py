"""Alarms: kept once a day and kind by the system alone, dealt with by somebody else."""

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions.installation import system
from stegvis.oversight.actions import alarm
from stegvis.oversight.models import Alarm, AlarmKind
from tests.world import AMN, World


def sound(world: World, name: str, count: int = 151) -> Alarm:
    robot = system(world.organisation(AMN))
    with acting(robot):
        return alarm.sound(
            actor=robot,
            account=world.account(name),
            kind=AlarmKind.MANY_PERSONS,
            count=count,
            limit=150,
        )


def test_one_alarm_a_day_and_kind(world: World) -> None:
    first = sound(world, "Sara")
    assert sound(world, "Sara", 200).pk == first.pk
    assert sound(world, "Kim").pk != first.pk


def test_an_alarm_is_the_own_authoritys_alone(world: World) -> None:
    sound(world, "Sara")
    with acting(world.actor("Stina")):
        assert not Alarm.objects.exists()


def test_whoever_reads_may_neither_sound_nor_handle_it(world: World) -> None:
    found = sound(world, "Sara")
    sara = world.actor("Sara")
    with acting(sara):
        with pytest.raises(Refused):
            alarm.sound(
                actor=sara,
                account=world.account("Kim"),
                kind=AlarmKind.MANY_PERSONS,
                count=1,
                limit=1,
            )
        with pytest.raises(Refused):
            alarm.handle(actor=sara, alarm=found, revision=1, outcome="Inget.")


def test_it_is_handled_once_in_words_and_never_by_the_one_it_is_about(world: World) -> None:
    adam = world.actor("Adam")
    found, own = sound(world, "Sara"), sound(world, "Adam")
    with acting(adam):
        with pytest.raises(RuleBroken, match="tagit reda på"):
            alarm.handle(actor=adam, alarm=found, revision=1, outcome=" ")
        with pytest.raises(RuleBroken, match="dig själv"):
            alarm.handle(actor=adam, alarm=own, revision=1, outcome="Inget.")
        done = alarm.handle(actor=adam, alarm=found, revision=1, outcome="Månadens rapport.")
        assert done.handled_by_id == adam.account_id
        with pytest.raises(RuleBroken, match="redan hanterat"):
            alarm.handle(actor=adam, alarm=done, revision=2, outcome="Igen.")
