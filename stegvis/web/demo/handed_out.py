"""This file is where the demonstration's team hands out: plans to the authorities that the
participants agree to, a few notes, and something on another ground that waits for its review."""

from stegvis.access.actor import Actor
from stegvis.casework.models import Note, Participation, Plan
from stegvis.organisations.models import Organisation
from stegvis.web.casework import disclosing
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import REGION

MANAGERS = ("sara", "kim")
MOST_PLANS, NOTE_OF_EVERY = 12, 4
WITHOUT_CONSENT = {
    "ground": "osl_10_27",
    "reason": "Vården behövde veta samma dag att deltagaren inte kom hem som planerat.",
    "assessment": (
        "Deltagaren gick inte att nå och kan fara illa av att ingen hör av sig. "
        "Bara den här anteckningen lämnas, och bara till den behandlande enheten."
    ),
}

# A referral whose person could not be reached for a consent; a colleague's review of it waits.
REFERRED_WITHOUT_CONSENT = {
    "ground": "osl_10_27",
    "reason": (
        "Personen har inte svarat på brev eller samtal sedan i våras, och ersättningen tar slut "
        "om tre veckor. Utan insatsen står personen utan försörjning."
    ),
    "assessment": (
        "Uppgifterna är sådana som personen själv har sagt till andra. Mottagaren har lika stark "
        "sekretess. Bara det som behövs för att bedöma platsen lämnas, inget om hälsan."
    ),
}


def hand_out(stage: Stage) -> None:
    """Plans that have been confirmed, to everybody whom the consent covers."""
    for manager in MANAGERS:
        with stage.on(1, manager, hour=14) as actor:
            plans = (
                Plan.objects.filter(
                    owner_id=actor.organisation_id,
                    participation__case_manager_id=actor.account_id,
                    participation__ended_on__isnull=True,
                    participation__participant__protection="none",
                    confirmed_at__isnull=False,
                    replaced_at__isnull=True,
                )
                .select_related("participation__version", "participation__participant")
                .order_by("-confirmed_at", "pk")[:MOST_PLANS]
            )
            for number, plan in enumerate(plans):
                _hand_out(stage, actor, plan, number)


def _hand_out(stage: Stage, actor: Actor, plan: Plan, number: int) -> None:
    case: Participation = plan.participation
    agreed = _agreed(case, plan)
    for receiver in agreed:
        disclosing.by_consent(
            actor=actor,
            case=case,
            item=plan,
            receiver_id=receiver.pk,
            holds=disclosing.categories_of(plan, case),
        )
    note = (
        Note.objects.filter(participation=case, owner_id=case.owner_id, is_contact=True)
        .order_by("-happened_on")
        .first()
    )
    if note is None or number % NOTE_OF_EVERY:
        return
    for receiver in agreed[:1]:
        disclosing.by_consent(
            actor=actor, case=case, item=note, receiver_id=receiver.pk, holds={"planning"}
        )
    if number == 0:
        disclosing.hand_out(
            actor=actor,
            case=case,
            item=note,
            receiver_id=stage.organisations[REGION].pk,
            holds={"health"},
            **WITHOUT_CONSENT,
        )


def _agreed(case: Participation, item: object) -> list[Organisation]:
    """Those whom the consent in force covers, as the page suggests them."""
    return [row.receiver for row in disclosing.panel(case, item)["suggested"]]
