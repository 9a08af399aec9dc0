"""Groups: opened from the catalogue, joined, attendance taken and changed, ended."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import group as actions
from stegvis.casework.actions.group import Mark
from stegvis.casework.models import Activity, Attendance, Group, GroupSession
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from tests.world import World


def first_day() -> date:
    return today() - timedelta(days=14)


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def group(world: World, sara: Actor) -> Group:
    return actions.open_group(
        actor=sara,
        version=world.version,
        catalogue_key="valj_din_framtid",
        name="",
        starts_on=first_day(),
        sessions=6,
    )


@pytest.fixture
def alva(world: World, sara: Actor, group: Group) -> Activity:
    return actions.join(actor=sara, group=group, participation=world.case("Alva"))


@pytest.fixture
def session(group: Group) -> GroupSession:
    return GroupSession.objects.get(group=group, number=1)


def take(sara: Actor, group: Group, session: GroupSession, who: Activity, mark: Mark) -> None:
    actions.take_attendance(
        actor=sara,
        group=group,
        session=session,
        held_on=first_day(),
        theme="Att välja",
        marks={who.pk: mark},
        revision=GroupSession.objects.get(pk=session.pk).revision,
    )


def test_opened_with_weekly_sessions(group: Group) -> None:
    assert group.name == "Välj din framtid"
    days = GroupSession.objects.filter(group=group).values_list("held_on", flat=True)
    assert list(days) == [first_day() + timedelta(days=7 * n) for n in range(6)]


def test_what_is_no_group_is_refused(world: World, sara: Actor) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.open_group(
            actor=sara,
            version=world.version,
            catalogue_key="aterbruk",
            name="",
            starts_on=first_day(),
            sessions=2,
        )
    assert broken.value.field == "catalogue_key"


def test_joined_once(world: World, sara: Actor, group: Group, alva: Activity) -> None:
    assert (alva.group_id, alva.status) == (group.pk, "ongoing")
    with pytest.raises(RuleBroken, match="redan med"):
        actions.join(actor=sara, group=group, participation=world.case("Alva"))


def test_attendance_is_saved_and_changed(
    sara: Actor, group: Group, session: GroupSession, alva: Activity
) -> None:
    take(sara, group, session, alva, Mark(present=True))
    take(sara, group, session, alva, Mark(present=False, reason="sjuk"))
    saved = Attendance.objects.get(session=session)
    assert (saved.present, saved.absence_reason, saved.revision) == (False, "sjuk", 2)
    take(sara, group, session, alva, Mark(present=True, reason="sjuk"))
    saved.refresh_from_db()
    assert (saved.present, saved.absence_reason) == (True, "")


@pytest.mark.parametrize("reason", ["", "paus"])
def test_absence_needs_a_reason(
    sara: Actor, group: Group, session: GroupSession, alva: Activity, reason: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        take(sara, group, session, alva, Mark(present=False, reason=reason))
    assert broken.value.field == f"reason-{alva.pk}"
    assert not Attendance.objects.exists()


def test_nobody_has_come_to_a_session_ahead(
    sara: Actor, group: Group, session: GroupSession, alva: Activity
) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.take_attendance(
            actor=sara,
            group=group,
            session=session,
            held_on=today() + timedelta(days=1),
            theme="",
            marks={alva.pk: Mark(present=True)},
            revision=session.revision,
        )
    assert broken.value.field == "held_on"


def test_two_people_at_one_session(
    sara: Actor, group: Group, session: GroupSession, alva: Activity
) -> None:
    take(sara, group, session, alva, Mark(present=True))
    with pytest.raises(Conflict):
        actions.take_attendance(
            actor=sara,
            group=group,
            session=session,
            held_on=first_day(),
            theme="",
            marks={},
            revision=session.revision,
        )


def test_closed_with_the_activity_completed(sara: Actor, group: Group, alva: Activity) -> None:
    with pytest.raises(RuleBroken) as broken:
        actions.close(
            actor=sara,
            group=group,
            ended_on=first_day() - timedelta(days=1),
            revision=group.revision,
        )
    assert broken.value.field == "ended_on"
    actions.close(actor=sara, group=group, ended_on=today(), revision=group.revision)
    alva.refresh_from_db()
    assert (alva.status, alva.ends_on) == ("completed", today())
    with pytest.raises(RuleBroken, match="avslutad"):
        actions.add_session(actor=sara, group=group, held_on=today())


def test_another_authority_may_not(world: World, group: Group) -> None:
    stina = world.actor("Stina")
    with acting(stina), pytest.raises(Refused):
        actions.add_session(actor=stina, group=group, held_on=today())
