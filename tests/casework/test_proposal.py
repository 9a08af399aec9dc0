"""Proposals: one authority proposes, another assesses and refers, the first sees what became."""

from datetime import timedelta
from typing import Any

import pytest

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework import proposing
from stegvis.casework.actions import proposal as proposals
from stegvis.casework.actions import referral as referrals
from stegvis.casework.duties import duties
from stegvis.casework.models import (
    Proposal,
    ProposalAnswer,
    ProposalStatus,
    Referral,
    ReferralStatus,
)
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Disclosure, Identity
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import ways_in
from tests.casework.test_referral import FACTS
from tests.casework.variants import PROPOSING, variant
from tests.days import yesterday
from tests.world import AMN, World


def consent() -> dict[str, Any]:
    return {"ground": "consent", "consent_on": yesterday(), "consent_taken_by": "Per Ek"}


def proposed(world: World, version: ProgrammeVersion | None = None) -> Proposal:
    """Sent by Per at Arbetsförmedlingen to Försäkringskassan."""
    version = version or variant("provinsats", PROPOSING)
    per = world.actor("Per")
    with acting(per):
        draft = proposals.draft(
            actor=per,
            version=version,
            operator=world.organisation(AMN),
            particulars=Particulars("Dana", "Prov", parse("20030214-2385")),
            reason="Vill börja med något.",
            facts=FACTS,
        )
        return proposals.send(actor=per, proposal=draft, revision=draft.revision, **consent())


def taken_on(lena: Actor, row: Proposal) -> Referral:
    seen = proposing.proposed_here(lena, row.pk)
    return proposals.refer(actor=lena, proposal=seen.proposal, identity=seen.identity)


def test_it_goes_to_the_assessor_alone(world: World) -> None:
    row = proposed(world)
    for name in ("Samira", "Sara", "Olof", "Maria", "Stina", "Adam"):
        actor = world.actor(name)
        with acting(actor):
            assert not Proposal.objects.exists()
            with pytest.raises(NotVisible):
                proposing.proposed_here(actor, row.pk)
    lena = world.actor("Lena")
    with acting(lena):
        seen = proposing.proposed_here(lena, row.pk)
        assert seen.name == "Dana Prov"
        assert seen.due_on == today() + timedelta(days=14)
        assert [d.deadline.title for d in duties(lena, today()).found] == ["Förslag att bedöma"]


def test_who_may_only_propose_may_not_refer(world: World) -> None:
    version = variant("provinsats", PROPOSING)
    per = world.actor("Per")
    with acting(per):
        assert version.pk not in {way.version.pk for way in ways_in(per.organisation_id)}
        with pytest.raises(RuleBroken):
            referrals.draft(
                actor=per,
                version=version,
                route="af",
                receiver=world.organisation(AMN),
                particulars=Particulars("Dana", "Prov"),
            )
    lena = world.actor("Lena")
    with acting(lena), pytest.raises(RuleBroken):
        proposals.draft(
            actor=lena,
            version=version,
            operator=world.organisation(AMN),
            particulars=Particulars("Dana", "Prov"),
        )


def test_a_referral_is_made_from_it_with_what_was_told(world: World) -> None:
    row, lena, per = proposed(world), world.actor("Lena"), world.actor("Per")
    with acting(lena):
        referral = taken_on(lena, row)
        assert referral.is_draft and referral.owner_id == lena.organisation_id
        assert referral.reason == "Vill börja med något."
        assert referral.facts["functional_limitation"] == "yes"
        assert referral.participant_id != row.participant_id
        assert taken_on(lena, row).pk == referral.pk, "made once"
    with acting(per):
        assert proposing.own_proposal(per, row.pk).status == "bedöms"
    with acting(lena):
        referral = Referral.objects.get(pk=referral.pk)
        referrals.send(
            actor=lena,
            referral=referral,
            revision=referral.revision,
            **consent() | {"consent_taken_by": "Lena Holm"},
        )
    with acting(per):
        assert proposing.own_proposal(per, row.pk).status == "har lett vidare"
        assert not Referral.objects.exists(), "the proposer sees the status and no more"
        assert [d.deadline.title for d in duties(per, today()).found] == ["Svar på ditt förslag"]


def test_declining_needs_words_and_tells_the_proposer(world: World) -> None:
    row, lena, per = proposed(world), world.actor("Lena"), world.actor("Per")
    with acting(lena):
        seen = proposing.proposed_here(lena, row.pk)
        with pytest.raises(RuleBroken) as broken:
            proposals.decline(actor=lena, proposal=seen.proposal, message=" ")
        assert broken.value.field == "message"
        proposals.decline(actor=lena, proposal=seen.proposal, message="Har redan en planering.")
        with pytest.raises(RuleBroken):
            taken_on(lena, row)
        assert proposing.to_assess(lena) == []
    with acting(per):
        seen = proposing.own_proposal(per, row.pk)
        assert seen.answer and seen.answer.message == "Har redan en planering."
        assert seen.answer.status == ProposalStatus.DECLINED


def test_withdrawing_closes_everything(world: World) -> None:
    row, lena, per = proposed(world), world.actor("Lena"), world.actor("Per")
    with acting(per):
        fresh = Proposal.objects.get(pk=row.pk)
        proposals.withdraw(actor=per, proposal=fresh, revision=fresh.revision)
        assert not Disclosure.objects.open().filter(owner_id=per.organisation_id).exists()
    with acting(lena):
        assert not Proposal.objects.exists()
        assert not Identity.objects.filter(participant_id=row.participant_id).exists()
        assert proposing.to_assess(lena) == []


def test_only_the_proposer_sends_and_only_the_assessor_answers(world: World) -> None:
    row, per, olof = proposed(world), world.actor("Per"), world.actor("Olof")
    with acting(per):
        with pytest.raises(Refused):
            proposals.open(actor=per, proposal=row)
        with pytest.raises(RuleBroken):
            proposals.send(actor=per, proposal=row, revision=row.revision, **consent())
    with acting(olof), pytest.raises(Refused):
        proposals.withdraw(actor=olof, proposal=row, revision=row.revision)


def test_nothing_is_sent_without_a_ground(world: World) -> None:
    version, per = variant("provinsats", PROPOSING), world.actor("Per")
    with acting(per):
        draft = proposals.draft(
            actor=per,
            version=version,
            operator=world.organisation(AMN),
            particulars=Particulars("Dana", "Prov", parse("20030214-2385")),
        )
        with pytest.raises(RuleBroken, match="Fyll i det som saknas"):
            proposals.send(actor=per, proposal=draft, revision=draft.revision, **consent())
        changed = proposals.change(
            actor=per,
            proposal=draft,
            revision=draft.revision,
            particulars=None,
            reason="Vill.",
            wish="",
            facts=FACTS,
        )
        with pytest.raises(RuleBroken) as broken:
            proposals.send(actor=per, proposal=changed, revision=changed.revision, ground="consent")
        assert broken.value.field == "consent_on"
        assert Proposal.objects.get(pk=draft.pk).status == ReferralStatus.DRAFT


def test_the_answer_holds_no_more_than_the_proposer_may_read(world: World) -> None:
    row, lena, stina = proposed(world), world.actor("Lena"), world.actor("Stina")
    with acting(lena):
        taken_on(lena, row)
    with acting(stina):
        assert not ProposalAnswer.objects.exists()
