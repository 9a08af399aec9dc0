"""Referrals that have arrived, made through the actions of the one who refers."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from stegvis.audit.journal import acting
from stegvis.casework.actions import intake as intakes
from stegvis.casework.actions import outreach, referral
from stegvis.casework.inbox import Arrived, arrived
from stegvis.casework.models import Intake
from stegvis.core.dates import today
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars
from tests.world import World

# Invented, valid by checksum; Dag is 23 and Ebbe 37 in 2026.
DAG, EBBE = "200307112391", "198902032393"
FACTS: Mapping[str, object] = {
    "benefit": "activity_compensation",
    "benefit_extent": 100,
    "benefit_end": "2027-06-30",
    "functional_limitation": "yes",
    "daily_activities": "no",
    "treatment_ongoing": "unknown",
    "needs_interpreter": "yes",
    "language": "arabiska",
}


def refer(
    world: World,
    *,
    by: str = "Lena",
    route: str = "fk",
    name: str = "Dag",
    number: str = DAG,
    facts: Mapping[str, object] = FACTS,
    **ground: str,
) -> UUID:
    """A referral sent to arbetsmarknadsnämnden."""
    actor = world.actor(by)
    with acting(actor):
        draft = referral.draft(
            actor=actor,
            version=world.version,
            route=route,
            receiver=world.organisation("uppsala-arbetsmarknadsnamnden"),
            particulars=Particulars(
                name, "Väntander", parse(number), phone="070-000 00 00", address="Gatan 1"
            ),
            reason="Behöver bryta isoleringen först.",
            wish="Jag vill ut bland folk.",
            facts=facts,
        )
        return referral.send(
            actor=actor,
            referral=draft,
            revision=draft.revision,
            **(ground or {"ground": "consent", "consent_taken_by": by}),
            consent_on=today() - timedelta(days=1),
        ).pk


def outreach_to(world: World) -> UUID:
    """Somebody who came by herself: the operator owns the referral too."""
    samira = world.actor("Samira")
    with acting(samira):
        return outreach.register(
            actor=samira,
            version=world.version,
            route="self",
            particulars=Particulars("Dag", "Väntander", parse(DAG)),
            reason="Hörde av sig själv.",
            facts=FACTS,
        ).pk


def opened(world: World, pk: UUID) -> Intake:
    """The intake, opened by Samira. Call inside acting(...) of her."""
    seen = arrived(world.actor("Samira"), pk)
    return intakes.open(actor=world.actor("Samira"), referral=seen.referral)


def judged(world: World, pk: UUID) -> Intake:
    """The intake with everything judged that a person must judge."""
    samira, intake = world.actor("Samira"), opened(world, pk)
    for criterion in ("forutsattning", "inte_redo", "behov"):
        intakes.judge(actor=samira, intake=intake, criterion=criterion, outcome="met")
    return again(world, pk)


def seen_by(world: World, name: str, pk: UUID) -> Arrived:
    return arrived(world.actor(name), pk)


def again(world: World, pk: UUID) -> Intake:
    """The intake as it is now."""
    found = arrived(world.actor("Samira"), pk).intake
    assert found is not None
    return found
