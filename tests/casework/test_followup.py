"""Follow-up after exit: reached, not reached, not allowed to ask, not yet."""

from datetime import date, timedelta
from typing import Any

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import followup
from stegvis.casework.closing import due_on
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.actions import consent
from tests.days import as_of_now, tomorrow
from tests.world import World

REACHED = {
    "reached": True,
    "occupation": "arbete",
    "livelihood": "lon",
    "extent_percent": 50,
    "answers": {"mar": "7"},
}
LOST = {"reached": False, "attempts": 3, "not_reached": "svarar_inte"}


def outcome(told: dict[str, Any]) -> followup.Outcome:
    return followup.Outcome(**{"done_on": today()} | as_of_now(told))


def consents(actor: Actor, case: Participation) -> None:
    for kind in ("contact_after_exit", "follow_up_registration"):
        consent.write_down(
            actor=actor,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form(kind, kind, "1", "sv", today()),
        )


def ended(actor: Actor, world: World, days_ago: int = 0) -> Participation:
    case = world.case("Alva")
    closing.prepare(
        actor=actor,
        participation=case,
        closing=closing.Closing(
            ended_on=today() - timedelta(days=days_ago), reason="arbete", destination="arbete"
        ),
    )
    closing.confirm(actor=actor, participation=case)
    return world.case("Alva")


def test_reached_and_then_corrected(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = ended(sara, world)
        consents(sara, case)
        row = followup.record(
            actor=sara, participation=case, moment="manad_3", outcome=outcome(REACHED)
        )
        assert (row.occupation, row.extent_percent, row.answers) == ("arbete", 50, {"mar": "7"})
        with pytest.raises(Conflict):
            followup.record(actor=sara, participation=case, moment="manad_3", outcome=outcome(LOST))
        again = followup.record(
            actor=sara,
            participation=case,
            moment="manad_3",
            outcome=outcome(LOST),
            revision=row.revision,
        )
        assert (again.pk, again.reached, again.occupation) == (row.pk, False, "")
        assert again.answers == {"not_reached": "svarar_inte"}


def test_without_consent_it_counts_as_missing_only(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = ended(sara, world)
        with pytest.raises(RuleBroken) as error:
            followup.record(
                actor=sara, participation=case, moment="manad_3", outcome=outcome(REACHED)
            )
        assert "bortfall" in error.value.message
        row = followup.record(
            actor=sara, participation=case, moment="manad_3", outcome=outcome(LOST)
        )
        assert not row.reached


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("manad_99", LOST),
        ("manad_3", {"reached": False}),
        ("manad_3", LOST | {"done_on": tomorrow}),
        ("manad_3", LOST | {"done_on": date(2001, 1, 1)}),
        ("manad_3", {"reached": True, "occupation": "astronaut"}),
        ("manad_3", {"reached": True, "answers": {"finns_inte": "1"}}),
        ("manad_3", {"reached": True, "extent_percent": 101}),
    ],
)
def test_bad_follow_up_is_refused(world: World, moment: str, told: dict[str, Any]) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = ended(sara, world)
        consents(sara, case)
        with pytest.raises(RuleBroken):
            followup.record(actor=sara, participation=case, moment=moment, outcome=outcome(told))


def test_not_before_exit_and_not_by_a_stranger(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        with pytest.raises(RuleBroken):
            followup.record(actor=sara, participation=case, moment="manad_3", outcome=outcome(LOST))
        with pytest.raises(Refused):
            followup.record(
                actor=world.actor("Stina"),
                participation=case,
                moment="manad_3",
                outcome=outcome(LOST),
            )


def test_due_days_count_from_exit(world: World) -> None:
    schedule = {item.key: item for item in world.version.definition.follow_up.schedule}
    assert due_on(schedule["manad_3"], date(2026, 11, 30)) == date(2027, 2, 28)
    assert due_on(schedule["manad_3"], None) is None
    assert due_on(schedule["samarbetet_slut"], date(2026, 11, 30)) is None
