"""A decision that several authorities make together: their word is carried by the referral."""

from datetime import timedelta
from typing import Any

import pytest

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import inbox, team_meetings
from stegvis.casework.actions import referral as referrals
from stegvis.casework.actions import team_meeting as meetings
from stegvis.casework.models import Referral
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import ASSENTS, assents_of
from tests.casework.test_referral import FACTS, PERSON
from tests.casework.test_team_meeting import called
from tests.casework.variants import JOINT, variant
from tests.world import AMN, World


def consent() -> dict[str, Any]:
    return {"ground": "consent", "consent_on": today(), "consent_taken_by": "Lena Holm"}


def assent() -> dict[str, str]:
    return {"party": "af", "who": "Per Ek", "on": str(today() - timedelta(days=2))}


def drafted(
    world: World, lena: Actor, version: ProgrammeVersion, *assents: dict[str, str]
) -> Referral:
    return referrals.draft(
        actor=lena,
        version=version,
        route="fk",
        receiver=world.organisation(AMN),
        particulars=PERSON,
        reason="Vill ut.",
        facts=FACTS | {ASSENTS: list(assents)},
    )


def test_it_is_not_sent_without_the_others_word(world: World) -> None:
    version, lena = variant("tillsammans", JOINT), world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena, version)
        with pytest.raises(RuleBroken, match="beslutet från Arbetsförmedlingen"):
            referrals.send(actor=lena, referral=row, revision=row.revision, **consent())
        half = drafted(world, lena, version, {"party": "af", "who": "Per Ek", "on": ""})
        assert assents_of(half.facts) == {}, "half a word is none"


def test_the_word_is_frozen_with_its_day_and_place(world: World) -> None:
    version, lena = variant("tillsammans", JOINT), world.actor("Lena")
    with acting(lena):
        row = drafted(
            world, lena, version, assent(), {"party": "region", "who": "X", "on": "2026-1-1"}
        )
        sent = referrals.send(actor=lena, referral=row, revision=row.revision, **consent())
        assert list(assents_of(sent.facts)) == ["af"], "only those whom the route names"
        assert assents_of(sent.facts)["af"]["at"] == "plattformen"


def test_a_word_dated_ahead_is_refused(world: World) -> None:
    version, lena = variant("tillsammans", JOINT), world.actor("Lena")
    with acting(lena), pytest.raises(RuleBroken) as broken:
        drafted(world, lena, version, assent() | {"on": str(today() + timedelta(days=1))})
    assert broken.value.field == "joint_af_on"


def test_it_may_follow_where_the_definition_says_so(world: World) -> None:
    later = (JOINT[1], JOINT[1] + "assent_may_follow = true\n")
    version, lena = variant("senare", JOINT, later), world.actor("Lena")
    with acting(lena):
        row = drafted(world, lena, version)
        assert referrals.send(actor=lena, referral=row, revision=row.revision, **consent()).sent_at


def test_who_decided_together_may_stay_at_the_team_meeting(world: World) -> None:
    version, lena, samira = (
        variant("tillsammans", JOINT),
        world.actor("Lena"),
        world.actor("Samira"),
    )
    with acting(lena):
        row = drafted(world, lena, version, assent())
        sent = referrals.send(actor=lena, referral=row, revision=row.revision, **consent())
    with acting(samira):
        meeting = called(world)
        there = inbox.arrived(samira, sent.pk).referral
        meetings.put_on_agenda(actor=samira, meeting=meeting, referrals=[there])
        seen = team_meetings.agenda(samira, meeting.pk).cases[0]
        assert sorted(one.attendee.name.split()[0] for one in seen.stay) == ["Kim", "Lena", "Per"]
