"""Activities: planned from the catalogue, warned about but saved, changed, started, ended."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import activity as actions
from stegvis.casework.actions.activity import Details
from stegvis.casework.models import Activity, ActivityStatus, Participation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from tests.world import World

SOON, LATER = timedelta(days=7), timedelta(days=60)


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


def plan(actor: Actor, case: Participation, key: str = "aterbruk", **details: Any) -> Activity:
    return actions.plan(
        actor=actor, participation=case, catalogue_key=key, details=Details(**details)
    )


def test_planned_with_the_words_of_the_catalogue(sara: Actor, alva: Participation) -> None:
    made = plan(sara, alva, starts_on=today() + SOON, extent_text="2 förmiddagar à 3 h")
    assert made.name == "Arbetsträning: återbruk"
    assert made.provider == "Arbetsmarknadsenheten, Uppsala kommun"
    assert (made.minutes_per_week, made.status) == (360, ActivityStatus.PLANNED)
    assert actions.warnings(made) == []


def test_ongoing_from_its_first_day(sara: Actor, alva: Participation) -> None:
    assert plan(sara, alva, starts_on=today()).status == ActivityStatus.ONGOING


def test_outside_the_catalogue_is_refused(sara: Actor, alva: Participation) -> None:
    with pytest.raises(RuleBroken, match="utbud"):
        plan(sara, alva, "fallskarmshoppning")


def test_dates_in_the_wrong_order_are_refused(sara: Actor, alva: Participation) -> None:
    with pytest.raises(RuleBroken) as broken:
        plan(sara, alva, starts_on=today() + LATER, ends_on=today() + SOON)
    assert broken.value.field == "ends_on"


def test_extent_that_cannot_be_read_is_refused(sara: Actor, alva: Participation) -> None:
    with pytest.raises(RuleBroken) as broken:
        plan(sara, alva, extent_text="lite då och då")
    assert broken.value.field == "extent_text"


def test_more_than_full_time_warns_but_is_saved(sara: Actor, alva: Participation) -> None:
    plan(sara, alva, starts_on=today(), extent_text="halvtid")
    made = plan(sara, alva, "boendestod", starts_on=today() + SOON, extent_text="60 %")
    assert Activity.objects.filter(pk=made.pk).exists()
    assert any("110 % av 40 timmar" in sentence for sentence in actions.warnings(made))


def test_one_after_the_other_does_not_warn(sara: Actor, alva: Participation) -> None:
    plan(sara, alva, starts_on=today(), ends_on=today() + SOON, extent_text="80 %")
    made = plan(sara, alva, "boendestod", starts_on=today() + LATER, extent_text="80 %")
    assert actions.warnings(made) == []


def test_two_work_trainings_at_once_warn(sara: Actor, alva: Participation) -> None:
    plan(sara, alva, "naturvard", starts_on=today())
    made = plan(sara, alva, "aterbruk", starts_on=today() + SOON)
    assert any("naturvård" in sentence for sentence in actions.warnings(made))


def test_placement_without_a_workplace_warns(sara: Actor, alva: Participation) -> None:
    made = plan(sara, alva, "praktik_privat")
    assert "Ingen arbetsplats är angiven än." in actions.warnings(made)


def test_changed_on_the_revision_that_was_seen(sara: Actor, alva: Participation) -> None:
    made = plan(sara, alva)
    changed = actions.change(
        actor=sara, activity=made, details=Details(extent_text="10 h"), revision=made.revision
    )
    assert changed.minutes_per_week == 600
    with pytest.raises(Conflict):
        actions.change(actor=sara, activity=made, details=Details(), revision=made.revision)


def test_has_begun_with_one_click(sara: Actor, alva: Participation) -> None:
    begun = actions.start(
        actor=sara, activity=plan(sara, alva, starts_on=today() + SOON), revision=1
    )
    assert (begun.status, begun.starts_on) == (ActivityStatus.ONGOING, today())


def test_ended_with_how_it_went(sara: Actor, alva: Participation) -> None:
    made = plan(sara, alva, starts_on=today() - timedelta(days=14))
    ended = actions.end(
        actor=sara,
        activity=made,
        outcome="completed",
        ended_on=today(),
        result="Kom varje gång.",
        revision=1,
    )
    assert (ended.status, ended.result) == ("completed", "Kom varje gång.")
    with pytest.raises(RuleBroken, match="redan avslutad"):
        actions.change(actor=sara, activity=ended, details=Details(), revision=2)


@pytest.mark.parametrize("days", [-20, 1])
def test_ended_on_an_impossible_day_is_refused(sara: Actor, alva: Participation, days: int) -> None:
    made = plan(sara, alva, starts_on=today() - timedelta(days=14))
    with pytest.raises(RuleBroken) as broken:
        actions.end(
            actor=sara,
            activity=made,
            outcome="completed",
            ended_on=today() + timedelta(days=days),
            revision=1,
        )
    assert broken.value.field == "ended_on"


def test_called_off_before_it_began(sara: Actor, alva: Participation) -> None:
    made = plan(sara, alva, starts_on=today() + SOON)
    ended = actions.end(
        actor=sara, activity=made, outcome="interrupted", ended_on=today(), revision=1
    )
    assert (ended.starts_on, ended.ends_on) == (None, today())


def test_a_colleague_in_the_team_may(world: World, alva: Participation) -> None:
    kim = world.actor("Kim")
    with acting(kim):
        assert plan(kim, world.case("Alva")).created_by_id == kim.account_id


def test_other_authorities_may_not(world: World, alva: Participation) -> None:
    lena = world.actor("Lena")
    with acting(lena), pytest.raises(Refused):
        plan(lena, alva)
