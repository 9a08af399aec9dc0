"""The receiving authority confirms; the owner of the case sees it, nobody else."""

from datetime import timedelta

import pytest

from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework.actions import takeover
from stegvis.casework.models import Takeover
from stegvis.casework.queries import party_case
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from tests.world import World


def test_lena_confirms_and_sara_sees_it(world: World) -> None:
    case = world.case_id("Alva")
    lena, sara = world.actor("Lena"), world.actor("Sara")
    with acting(lena):
        row = takeover.confirm(
            actor=lena,
            participation=party_case(lena, case).participation,
            confirmed_on=today(),
            starts_on=today() + timedelta(days=14),
            contact="Lena Holm",
        )
        assert row.owner_id == lena.organisation_id
    with acting(sara):
        assert Takeover.objects.visible_to(sara).get().contact == "Lena Holm"
    for name in ("Stina", "Per"):
        stranger = world.actor(name)
        with acting(stranger):
            assert not Takeover.objects.exists()


def test_only_the_contact_of_the_case_confirms(world: World) -> None:
    case = world.case_id("Alva")
    lena = world.actor("Lena")
    with acting(lena):
        participation = party_case(lena, case).participation
    with acting(world.actor("Per")) as journal, pytest.raises(NotVisible):
        takeover.confirm(actor=journal.actor, participation=participation, confirmed_on=today())
    with acting(world.actor("Sara")) as journal, pytest.raises(Refused):
        takeover.confirm(actor=journal.actor, participation=participation, confirmed_on=today())


def test_impossible_days_are_refused(world: World) -> None:
    case = world.case_id("Alva")
    lena = world.actor("Lena")
    with acting(lena):
        participation = party_case(lena, case).participation
        with pytest.raises(RuleBroken):
            takeover.confirm(
                actor=lena, participation=participation, confirmed_on=today() + timedelta(days=1)
            )
        with pytest.raises(RuleBroken):
            takeover.confirm(
                actor=lena,
                participation=participation,
                confirmed_on=today(),
                starts_on=participation.enrolled_on - timedelta(days=1),
            )
