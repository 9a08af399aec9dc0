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


def test_each_showing_of_a_protected_person_counts_until_it_is_dealt_with(world: World) -> None:
    robot, adam = system(world.organisation(AMN)), world.actor("Adam")
    with acting(robot):
        shown = {"actor": robot, "account": world.account("Sara")}
        alva, bo = world.case("Alva").participant_id, world.case("Bo").participant_id
        first = alarm.sound_shown(**shown, subject_id=alva)
        assert alarm.sound_shown(**shown, subject_id=alva).pk == first.pk
        assert alarm.sound_shown(**shown, subject_id=bo).pk != first.pk
    with acting(adam):
        found = Alarm.objects.get(pk=first.pk)
        assert found.count == 2
        alarm.handle(actor=adam, alarm=found, revision=found.revision, outcome="Möte i dag.")
    with acting(robot):
        again = alarm.sound_shown(**shown, subject_id=alva)
    assert (again.pk != first.pk, again.count) == (True, 1), "what is dealt with is not reopened"
