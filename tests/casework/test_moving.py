"""Taking over from an earlier programme, and variants at enrolment."""

from datetime import timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework import predecessors
from stegvis.casework.actions import arm as arms
from stegvis.casework.actions import moving
from stegvis.casework.actions import participation as cases
from stegvis.casework.models import ArmPlacing, Exit, Participation
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Consent, Disclosure
from stegvis.programmes.models import ProgrammeVersion
from tests.casework.variants import TAKING_OVER, variant
from tests.casework.variants import arms as with_arms
from tests.world import World


def in_the_world(world: World, name: str = "Alva") -> Participation:
    """The participation in the world's own programme, whatever else she takes part in."""
    return Participation.objects.select_related(
        "participant__identity", "version__programme", "case_manager"
    ).get(participant__identity__given_name=name, version=world.version)


def moved(world: World, version: ProgrammeVersion, name: str = "Alva") -> Participation:
    """Call inside acting(...) of Samira."""
    case = in_the_world(world, name)
    rules = case.version.definition.exit
    return moving.take_over(
        actor=world.actor("Samira"),
        participation=case,
        version=version,
        enrolled_on=today(),
        reason=rules.reasons[0].key,
        destination=rules.destinations[0].key,
    )


def test_she_ends_there_and_begins_here(world: World) -> None:
    version, samira = variant("efterat", TAKING_OVER), world.actor("Samira")
    with acting(samira):
        alva = world.case("Alva")
        found = predecessors.candidates(samira, version, today())
        assert alva.pk in {one.case.pk for one in found if not one.against}
        case = moved(world, version)
        alva = Participation.objects.get(pk=alva.pk)
        assert alva.ended_on == today() - timedelta(days=1)
        assert (case.moved_from_id, case.participant_id) == (alva.pk, alva.participant_id)
        assert case.case_manager_id == alva.case_manager_id and case.intake_id is None
        closing = Exit.objects.get(participation=alva)
        assert closing.confirmed_at and closing.started_on == today()


def test_no_consent_and_nothing_shared_follows(world: World) -> None:
    version, samira = variant("efterat", TAKING_OVER), world.actor("Samira")
    with acting(samira):
        case = moved(world, version)
        assert not Consent.objects.filter(participation_id=case.pk).exists()
        assert not Disclosure.objects.filter(participation_id=case.pk).exists()
        assert not case.parties.exists()
    with acting(world.actor("Lena")):
        assert not Participation.objects.filter(pk=case.pk).exists()


def test_only_from_a_programme_that_is_named(world: World) -> None:
    version, samira = variant("utan"), world.actor("Samira")
    with acting(samira):
        with pytest.raises(RuleBroken, match="tar inte över"):
            moved(world, version)
        assert predecessors.candidates(samira, version, today()) == []


def test_a_criterion_that_is_known_not_to_be_met_stands_in_the_way(world: World) -> None:
    version = variant("aldre", TAKING_OVER, ("low = 19", "low = 25"))
    samira = world.actor("Samira")
    with acting(samira):
        found = {one.case.pk: one for one in predecessors.candidates(samira, version, today())}
        assert found[world.case("Alva").pk].against, "she is 23"
        with pytest.raises(RuleBroken, match="talar emot"):
            moved(world, version)


def test_dates_and_rights_of_taking_over(world: World) -> None:
    version, samira, sara = variant("efterat", TAKING_OVER), "Samira", world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        told = {"participation": alva, "version": version, "reason": "x", "destination": "y"}
        with pytest.raises(Refused):
            moving.take_over(actor=sara, enrolled_on=today(), **told)
    actor = world.actor(samira)
    with acting(actor):
        for day in (today() + timedelta(days=1), alva.enrolled_on - timedelta(days=1)):
            with pytest.raises(RuleBroken) as broken:
                moving.take_over(actor=actor, enrolled_on=day, **told)
            assert broken.value.field == "enrolled_on"
        moved(world, version)
        with pytest.raises(RuleBroken, match="redan avslutat"):
            moved(world, version)


def enrolled(world: World, version: ProgrammeVersion, arm: str = "") -> Participation:
    return cases.enrol(
        actor=world.actor("Samira"),
        participant=in_the_world(world).participant,
        version=version,
        intake=None,
        enrolled_on=today(),
        arm=arm,
    )


def test_the_lot_is_drawn_once_and_kept(world: World) -> None:
    version, samira = variant("lottad", with_arms("randomised")), world.actor("Samira")
    with acting(samira):
        drawn = [enrolled(world, version) for _ in range(12)]
        assert {case.arm for case in drawn} == {"vanligt", "utokat"}, "1 in 2048 that they agree"
        placing = ArmPlacing.objects.get(participation=drawn[0])
        assert placing.by_lot and placing.arm == drawn[0].arm
        with pytest.raises(RuleBroken):
            arms.place(actor=samira, participation=drawn[0])
        with pytest.raises(RuleBroken, match="lottas"):
            enrolled(world, version, arm="vanligt")


def test_a_chosen_variant_must_be_one_of_them(world: World) -> None:
    version, samira = variant("vald", with_arms("chosen")), world.actor("Samira")
    with acting(samira):
        with pytest.raises(RuleBroken) as broken:
            enrolled(world, version)
        assert broken.value.field == "arm"
        assert enrolled(world, version, arm="utokat").arm == "utokat"


def test_a_change_needs_a_reason_and_the_first_stays(world: World) -> None:
    version, samira = variant("vald", with_arms("chosen")), world.actor("Samira")
    with acting(samira):
        case = enrolled(world, version, arm="utokat")
        for reason, arm in (("", "vanligt"), ("Skäl.", "utokat"), ("Skäl.", "finns_inte")):
            with pytest.raises(RuleBroken):
                arms.change(actor=samira, participation=case, arm=arm, reason=reason)
        arms.change(actor=samira, participation=case, arm="vanligt", reason="Flyttade.")
        kept = ArmPlacing.objects.filter(participation=case).order_by("created_at")
        assert [(one.arm, one.is_change) for one in kept] == [("utokat", False), ("vanligt", True)]


def test_without_variants_nothing_is_placed(world: World) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        assert enrolled(world, world.version).arm == ""
        assert not ArmPlacing.objects.exists()
        with pytest.raises(RuleBroken):
            arms.change(actor=samira, participation=world.case("Bo"), arm="vanligt", reason="Skäl.")
