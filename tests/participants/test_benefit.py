"""Decisions on livelihood, unmasking, and correcting particulars."""

from datetime import date

import pytest

from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting, journal
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.core.personal_number import parse
from stegvis.participants.actions import benefit, identity, participant
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.actions.participant import Particulars
from tests.world import World


def test_dates_in_the_wrong_order_are_refused_and_long_ones_warned(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        here = {"actor": sara, "scope": case.scope}
        wrong = Decision("activity_compensation", 50, date(2026, 5, 1), date(2026, 4, 1))
        with pytest.raises(RuleBroken, match="före första"):
            benefit.add(**here, participant=case.participant, decision=wrong)
        with pytest.raises(RuleBroken, match="mellan 1 och 100"):
            benefit.add(
                **here, participant=case.participant, decision=Decision("sickness_benefit", 101)
            )
        long = Decision("activity_compensation", 100, date(2026, 1, 1), date(2033, 6, 30))
        row = benefit.add(**here, participant=case.participant, decision=long)
        warned = benefit.warnings(long, case.participant.born_on)
        assert len(warned) == 2 and "tre år" in warned[0]
        fine = Decision("activity_compensation", 100, date(2026, 1, 1), date(2028, 12, 31))
        assert benefit.warnings(fine, case.participant.born_on) == []
        assert benefit.change(**here, benefit=row, decision=fine, revision=1).revision == 2
        with pytest.raises(Conflict):
            benefit.change(**here, benefit=row, decision=fine, revision=1)
        with pytest.raises(Refused):
            benefit.add(
                actor=world.actor("Adam"),
                scope=case.scope,
                participant=case.participant,
                decision=fine,
            )


def test_unmasking_needs_a_reason_and_stands_in_the_log(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        here = {"actor": sara, "scope": case.scope, "participant": case.participant}
        with pytest.raises(RuleBroken, match="varför"):
            identity.unmask(**here, reason=" ")
        assert identity.unmask(**here, reason="Ringer vården.") == "20030214-2385"
        logged = journal().rows[-1]
        assert (logged["event"], logged["purpose"]) == ("identity_unmasked", "Ringer vården.")


def test_a_protected_number_is_not_unmasked_by_others(world: World) -> None:
    case_id = world.case_id("Cleo")
    samira = world.actor("Samira")
    with acting(world.actor("Sara")):
        cleo = world.case("Cleo")
    assert cleo.pk == case_id
    with acting(samira), pytest.raises(NotVisible):
        identity.unmask(
            actor=samira, scope=cleo.scope, participant=cleo.participant, reason="Behöver."
        )


def test_correcting_to_a_number_that_is_taken(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        taken = Particulars("Alva", "Exempelsson", parse("200105052393"))
        with pytest.raises(RuleBroken, match="går inte att spara"):
            participant.correct(
                actor=sara,
                participant=case.participant,
                scope=case.scope,
                particulars=taken,
                revision=case.participant.revision,
            )
