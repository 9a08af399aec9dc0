"""Follow-up after exit: reached, not reached, not allowed to ask, not yet."""

from datetime import date, timedelta

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
from tests.world import World

REACHED = followup.Outcome(
    done_on=today(),
    reached=True,
    occupation="arbete",
    livelihood="lon",
    extent_percent=50,
    answers={"mar": "7"},
)
LOST = followup.Outcome(done_on=today(), reached=False, attempts=3, not_reached="svarar_inte")


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
        row = followup.record(actor=sara, participation=case, moment="manad_3", outcome=REACHED)
        assert (row.occupation, row.extent_percent, row.answers) == ("arbete", 50, {"mar": "7"})
        with pytest.raises(Conflict):
            followup.record(actor=sara, participation=case, moment="manad_3", outcome=LOST)
        again = followup.record(
            actor=sara,
            participation=case,
            moment="manad_3",
            outcome=LOST,
            revision=row.revision,
        )
        assert (again.pk, again.reached, again.occupation) == (row.pk, False, "")
        assert again.answers == {"not_reached": "svarar_inte"}


def test_without_consent_it_counts_as_missing_only(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = ended(sara, world)
        with pytest.raises(RuleBroken) as error:
            followup.record(actor=sara, participation=case, moment="manad_3", outcome=REACHED)
        assert "bortfall" in error.value.message
        row = followup.record(actor=sara, participation=case, moment="manad_3", outcome=LOST)
        assert not row.reached


@pytest.mark.parametrize(
    ("moment", "outcome"),
    [
        ("manad_99", LOST),
        ("manad_3", followup.Outcome(done_on=today(), reached=False)),
        ("manad_3", followup.Outcome(today() + timedelta(days=1), False, 1, "svarar_inte")),
        ("manad_3", followup.Outcome(date(2001, 1, 1), False, 1, "svarar_inte")),
        ("manad_3", followup.Outcome(today(), True, occupation="astronaut")),
        ("manad_3", followup.Outcome(today(), True, answers={"finns_inte": "1"})),
        ("manad_3", followup.Outcome(today(), True, extent_percent=101)),
    ],
)
def test_bad_follow_up_is_refused(world: World, moment: str, outcome: followup.Outcome) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = ended(sara, world)
        consents(sara, case)
        with pytest.raises(RuleBroken):
            followup.record(actor=sara, participation=case, moment=moment, outcome=outcome)


def test_not_before_exit_and_not_by_a_stranger(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        with pytest.raises(RuleBroken):
            followup.record(actor=sara, participation=case, moment="manad_3", outcome=LOST)
        with pytest.raises(Refused):
            followup.record(
                actor=world.actor("Stina"), participation=case, moment="manad_3", outcome=LOST
            )


def test_due_days_count_from_exit(world: World) -> None:
    schedule = {item.key: item for item in world.version.definition.follow_up.schedule}
    assert due_on(schedule["manad_3"], date(2026, 11, 30)) == date(2027, 2, 28)
    assert due_on(schedule["manad_3"], None) is None
    assert due_on(schedule["samarbetet_slut"], date(2026, 11, 30)) is None
