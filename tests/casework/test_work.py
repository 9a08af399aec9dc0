"""Work periods: written in, refused when they cannot be, warned about when they are unusual."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import employer, work
from stegvis.casework.actions import exit as closing
from stegvis.casework.conversation import basis
from stegvis.casework.happenings import known_of
from stegvis.casework.known import What
from stegvis.casework.models import Participation, WorkPeriod
from stegvis.casework.timeline import timeline
from stegvis.core.dates import add_months, today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.core.extent import percent_of_week
from stegvis.participants.actions import consent
from tests.days import as_of_now, yesterday
from tests.world import World

LATER = timedelta(days=60)


@pytest.fixture
def sara(world: World) -> Iterator[Actor]:
    actor = world.actor("Sara")
    with acting(actor):
        yield actor


@pytest.fixture
def alva(world: World, sara: Actor) -> Participation:
    return world.case("Alva")


def details(kind: str = "development_employment", percent: int = 50, **also: Any) -> work.Details:
    return work.Details(kind=kind, percent=percent, **({"starts_on": today()} | also))


def add(actor: Actor, case: Participation, *given: Any, **also: Any) -> WorkPeriod:
    return work.add(actor=actor, participation=case, details=details(*given, **also))


def test_added_changed_and_ended(sara: Actor, alva: Participation) -> None:
    made = add(sara, alva, benefit_percent=50, name=" Köket ")
    assert (made.name, made.percent, made.is_employment) == ("Köket", 50, True)
    changed = work.change(
        actor=sara, period=made, details=details("arranged_employment", 75), revision=1
    )
    assert (changed.kind, changed.percent, changed.name) == ("arranged_employment", 75, "")
    ended = work.end(actor=sara, period=changed, ends_on=today() + LATER, revision=2)
    assert (ended.ends_on, ended.revision) == (today() + LATER, 3)
    with pytest.raises(Conflict):
        work.end(actor=sara, period=ended, ends_on=today() + LATER, revision=1)


def test_called_by_its_workplace_until_somebody_says_otherwise(
    sara: Actor, alva: Participation
) -> None:
    cafe, shop = (
        employer.add(actor=sara, particulars=employer.Particulars(name, "social"))
        for name in ("Kaféet", "Butiken")
    )
    made = add(sara, alva, employer=cafe)
    assert made.name == "Kaféet"
    moved = work.change(
        actor=sara, period=made, details=details(employer=shop, name="Kaféet"), revision=1
    )
    assert moved.name == "Butiken"
    named = work.change(
        actor=sara, period=moved, details=details(employer=shop, name="Kassan"), revision=2
    )
    assert named.name == "Kassan"


def test_struck_it_counts_nowhere(sara: Actor, alva: Participation) -> None:
    made = add(sara, alva)
    assert [item.entry for item in timeline(sara, alva)].count("work") == 1
    work.strike(actor=sara, period=made, revision=made.revision)
    assert not WorkPeriod.objects.kept().filter(pk=made.pk).exists()
    assert not known_of(sara, [alva])[alva.pk].of(What.WORK)
    assert [item.entry for item in timeline(sara, alva)].count("work") == 0
    with pytest.raises(RuleBroken, match="makulerad"):
        work.end(actor=sara, period=made, ends_on=today() + LATER, revision=2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "trolleri"}, "kind"),
        ({"percent": 0}, "extent_text"),
        ({"percent": 101}, "extent_text"),
        ({"benefit_percent": 101}, "benefit_percent"),
        ({"ends_on": yesterday}, "ends_on"),
        ({"starts_on": date(2018, 2, 13)}, "starts_on"),
        ({"starts_on": lambda: add_months(today(), 24) + timedelta(days=1)}, "starts_on"),
        ({"ends_on": lambda: add_months(today(), 60) + timedelta(days=1)}, "ends_on"),
        ({"kind": "activity", "is_found_workplace": True}, "is_found_workplace"),
    ],
)
def test_what_cannot_be_is_refused(
    sara: Actor, alva: Participation, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        add(sara, alva, **as_of_now(given))
    assert broken.value.field == field
    assert not WorkPeriod.objects.exists()


def test_the_last_days_that_are_possible(sara: Actor, alva: Participation) -> None:
    # Alva was born on 14 February 2003.
    assert add(sara, alva, starts_on=date(2018, 2, 14), ends_on=date(2018, 2, 14))
    assert add(sara, alva, starts_on=add_months(today(), 24), ends_on=add_months(today(), 60))


def test_a_stranger_may_not(world: World, alva: Participation) -> None:
    stina = world.actor("Stina")
    with acting(stina), pytest.raises(Refused):
        add(stina, alva)


def test_after_exit_only_with_consent_to_registration(world: World, sara: Actor) -> None:
    case = world.case("Alva")
    ended_on = today() - timedelta(days=5)
    closing.prepare(
        actor=sara,
        participation=case,
        closing=closing.Closing(ended_on=ended_on, reason="arbete", destination="arbete"),
    )
    closing.confirm(actor=sara, participation=case)
    case = world.case("Alva")
    assert add(sara, case, starts_on=ended_on)
    with pytest.raises(RuleBroken, match="samtycke"):
        add(sara, case, starts_on=today())
    consent.write_down(
        actor=sara,
        scope=case.scope,
        participant=case.participant,
        participation_id=case.pk,
        programme=case.version,
        form=consent.Form("follow_up_registration", "uppföljning", "1", "sv", today()),
    )
    assert add(sara, case, starts_on=today())


def test_more_than_full_time_warns_and_is_saved(sara: Actor, alva: Participation) -> None:
    add(sara, alva, "open_employment", 75, starts_on=today() + LATER)
    made = add(sara, alva, "studies", 50)
    (told,) = work.warnings(made)
    assert "125 % av 40 timmar i veckan från och med" in told
    assert WorkPeriod.objects.count() == 2


def test_wage_and_benefit_over_the_whole_warn(sara: Actor, alva: Participation) -> None:
    assert "125 %" in work.warnings(add(sara, alva, percent=75, benefit_percent=50))[0]


def test_benefit_during_an_activity_is_no_second_share(sara: Actor, alva: Participation) -> None:
    assert work.warnings(add(sara, alva, "work_training", 50, benefit_percent=100)) == []


def test_two_employments_at_once_warn(sara: Actor, alva: Participation) -> None:
    add(sara, alva, percent=25, name="Köket", ends_on=today() + LATER)
    made = add(sara, alva, "open_employment", 25, starts_on=today() + LATER)
    (told,) = work.warnings(made)
    assert told.startswith("Tiden går ihop med utvecklingsanställning 25 % (Köket).")
    after = add(sara, alva, "studies", 25, starts_on=today() + LATER)
    assert work.warnings(after) == []


def test_before_enrolment_warns(sara: Actor, alva: Participation) -> None:
    made = add(sara, alva, starts_on=alva.enrolled_on - timedelta(days=1))
    assert any("före inskrivningen" in told for told in work.warnings(made))


def test_the_underlag_tells_what_goes_on_but_not_the_benefit(
    sara: Actor, alva: Participation
) -> None:
    add(sara, alva, name="Köket", benefit_percent=37, ends_on=today() + LATER)
    add(sara, alva, "studies", 25, starts_on=today() + LATER)
    found = basis(sara, alva, {"work"})
    (told,) = found.works
    assert told.startswith("Pågår: Utvecklingsanställning 50 %, Köket, sedan")
    assert {day for day, _ in found.dates} == {today() + LATER}
    assert "37" not in str(found)
    assert basis(sara, alva, {"planning"}).works == []


def row(first: int, length: int | None, percent: int) -> WorkPeriod:
    starts_on = today() + timedelta(days=first)
    ends_on = None if length is None else starts_on + timedelta(days=length)
    return WorkPeriod(kind="studies", percent=percent, starts_on=starts_on, ends_on=ends_on)


rows = st.builds(
    row, st.integers(0, 60), st.none() | st.integers(0, 60), st.integers(min_value=1, max_value=100)
)


@given(rows, st.lists(rows, max_size=6))
def test_the_sum_is_that_of_the_fullest_day(period: WorkPeriod, others: list[WorkPeriod]) -> None:
    """Told by looking at each day, as nobody would do by hand."""

    def runs(each: WorkPeriod, day: date) -> bool:
        return each.starts_on <= day and (each.ends_on is None or day <= each.ends_on)

    days = [today() + timedelta(days=n) for n in range(130)]
    sums = {
        day: sum(each.percent for each in (period, *others) if runs(each, day))
        for day in days
        if runs(period, day)
    }
    percent, first = work.most_percent(period, others)
    assert percent == max(sums.values())
    assert sums[first] == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("50", 50),
        ("50 %", 50),
        ("20 h/v", 50),
        ("20 h i veckan", 50),
        ("halvtid", 50),
        ("heltid", 100),
        ("12,5", 13),
        ("3 dagar à 4 h", 30),
        ("30 min", 1),
    ],
)
def test_extent_as_people_write_it(text: str, percent: int) -> None:
    assert percent_of_week(text) == percent


@pytest.mark.parametrize("text", ["lite grann", "0", "-5", "", "20 h"[:2] + " äpplen"])
def test_extent_that_cannot_be_read(text: str) -> None:
    with pytest.raises(RuleBroken):
        percent_of_week(text)
