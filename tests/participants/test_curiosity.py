"""The mark of somebody whom people may look up out of curiosity: set and ended with a reason."""

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.actions import curiosity
from stegvis.participants.models import CuriosityMark
from tests.world import World


def test_marked_once_and_ended_with_a_reason(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        whose = {"actor": sara, "scope": case.scope}
        for reason in (" ", "Nummer 20030214-2385."):
            with pytest.raises(RuleBroken) as broken:
                curiosity.mark(**whose, participant=case.participant, reason=reason)
            assert broken.value.field == "reason"
        made = curiosity.mark(**whose, participant=case.participant, reason="Känd artist.")
        with pytest.raises(RuleBroken, match="redan märkt"):
            curiosity.mark(**whose, participant=case.participant, reason="Igen.")
        with pytest.raises(Conflict):
            curiosity.end(**whose, mark=made, revision=7, reason="Har slutat.")
        with pytest.raises(RuleBroken):
            curiosity.end(**whose, mark=made, revision=1, reason="")
        ended = curiosity.end(**whose, mark=made, revision=1, reason="Har slutat.")
        with pytest.raises(RuleBroken, match="redan borttagen"):
            curiosity.end(**whose, mark=ended, revision=2, reason="Igen.")
        assert curiosity.mark(**whose, participant=case.participant, reason="Igen.").pk != made.pk


def test_only_staff_who_have_her_and_only_at_their_own_authority(world: World) -> None:
    kim, samira = world.actor("Kim"), world.actor("Samira")
    with acting(samira):
        case = world.case("Alva")
        curiosity.mark(
            actor=samira, scope=case.scope, participant=case.participant, reason="Granne."
        )
    with acting(kim), pytest.raises(Refused):
        case = world.case("Alva")
        curiosity.mark(actor=kim, scope=case.scope, participant=case.participant, reason="Vill.")
    with acting(world.actor("Stina")):
        assert not CuriosityMark.objects.exists()
