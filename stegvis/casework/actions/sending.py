"""This file is where what one authority sends to another about a person is written, checked and
handed out: the same for a referral and for a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.casework.intake_facts import fact_date
from stegvis.casework.models import ReferralStatus, Sending
from stegvis.core.dates import age_on, now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants import grounds
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Disclosure, Ground, Identity
from stegvis.programmes.definition import Definition
from stegvis.programmes.ways_in import ASSENTS, assents_of, is_due, route_of, unanswered

MOST_CHARACTERS = 20_000
# Keys that everything sent adds to its facts, because the receiver cannot see the sender's
# participant: the birth date (ISO), the age that day in whole years, and the sex.
BORN_ON, AGE, SEX = "born_on", "age", "sex"
# What is sent with its person's consent written in itself; each opens her name to its receiver.
SENT_KINDS: tuple[type[Sending], ...] = tuple(Sending.__subclasses__())


@dataclass(frozen=True)
class Missing:
    """Something that must be filled in before sending: the form's field, and its words."""

    field: str
    label: str


def missing(row: Sending, identity: Identity | None) -> list[Missing]:
    """What must be filled in before this draft can be sent, in the order of the form."""
    gaps = []
    if identity is not None:
        if not identity.given_name or not identity.family_name:
            gaps.append(Missing("given_name", "personens namn"))
        if row.participant.born_on is None:
            gaps.append(Missing("personal_number", "personnummer eller födelsedatum"))
    if not row.reason.strip():
        gaps.append(Missing("reason", "varför personen behöver insatsen"))
    gaps += [
        Missing(f"joint_{key}_who", f"beslutet från {party}")
        for key, party in joint_parties(row, answered=False)
    ]
    definition = row.version.definition
    labels = {fact.key: fact.label for fact in definition.facts}
    return gaps + [
        Missing(f"fact_{key}", f"”{labels[key]}”")
        for key in unanswered(definition, row.route, row.facts)
    ]


def write(row: Sending, *, reason: str, wish: str, facts: Mapping[str, object]) -> None:
    """Put texts and answers into a row that is not sent; keeps only what is asked for."""
    row.reason, row.wish = reason.strip(), wish.strip()
    for field in ("reason", "wish"):
        if len(getattr(row, field)) > MOST_CHARACTERS:
            raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", field)
    definition = row.version.definition
    if route_of(definition, row.route) is None:
        raise RuleBroken("Insatsen har ingen sådan väg in.", "route")
    row.facts = {
        fact.key: facts[fact.key]
        for fact in definition.facts
        if facts.get(fact.key) not in ("", None) and is_due(fact, facts)
    } | _assents(definition, row.route, facts)


def joint_parties(row: Sending, *, answered: bool) -> list[tuple[str, str]]:
    """Key and name of those who decide together with this referrer: those whose word is written
    down, or those whose word must be there before sending and is not."""
    definition = row.version.definition
    route = route_of(definition, row.route)
    if route is None or (route.assent_may_follow and not answered):
        return []
    told = assents_of(row.facts)
    return [
        (key, definition.party(key).name) for key in route.jointly_with if (key in told) == answered
    ]


def _assents(definition: Definition, source: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Whole ones, of the route's own parties; half a one is kept out rather than believed. Raises
    RuleBroken for a decision dated ahead."""
    route = route_of(definition, source)
    told = assents_of(facts)
    rows = []
    for key in route.jointly_with if route else ():
        row = told.get(key, {})
        on = fact_date(row, "on")
        if not row.get("who") or on is None:
            continue
        if on > today():
            raise RuleBroken("Beslutet ligger framåt i tiden.", f"joint_{key}_on")
        at = str(row.get("at") or (route.decided_at if route else "") or "")
        rows.append({"party": key, "who": str(row["who"]), "on": on.isoformat(), "at": at})
    return {ASSENTS: rows} if rows else {}


def mark_sent(row: Sending) -> None:
    """Set the status and time of sending, and the facts about the person that go with it."""
    row.status, row.sent_at = ReferralStatus.SENT, now()
    # A birth date and a sex come near to saying who a protected person is; her age is needed.
    person = row.participant
    born = person.born_on
    row.facts = row.facts | {
        BORN_ON: born.isoformat() if born and not person.is_protected else None,
        AGE: age_on(born, today()) if born else None,
        SEX: row.participant.sex,
    }


def refuse_unless_draft(row: Sending) -> None:
    if not row.is_draft:
        raise RuleBroken(
            "Den är redan skickad eller tillbakadragen och går inte att ändra. "
            "Dra tillbaka den och skriv en ny om något är fel."
        )


def set_ground(
    row: Sending,
    *,
    ground: str,
    consent_on: date | None,
    taken_by: str,
    reason: str,
    assessment: str,
) -> None:
    """Write on what ground it leaves, and the sender's secrecy assessment of it: for a consent
    the day and who took it, otherwise why and how it was weighed, apart from each other."""
    if grounds.find(ground, today()) is None or ground == Ground.NO_PERSON:
        raise RuleBroken("Välj på vilken grund uppgifterna lämnas ut.", "ground")
    row.ground = ground
    if ground != Ground.CONSENT:
        if not reason:
            raise RuleBroken("Skriv varför uppgifterna får lämnas ut utan samtycke.", "reason")
        if not assessment:
            raise RuleBroken(disclosure.NOT_ASSESSED, "assessment")
        row.ground_reason, row.assessment = reason, assessment
        return
    if consent_on is None:
        raise RuleBroken("Skriv vilken dag personen samtyckte.", "consent_on")
    if consent_on > today():
        raise RuleBroken(
            "Dagen för samtycket ligger framåt i tiden. Skriv den dag då personen samtyckte.",
            "consent_on",
        )
    if not taken_by:
        raise RuleBroken("Skriv vem som tog emot samtycket.", "consent_taken_by")
    row.consent_on, row.consent_taken_by = consent_on, taken_by


def category_of(definition: Definition, wanted: str) -> str:
    """This kind of information if the programme has it, otherwise the programme's first."""
    keys = [category.key for category in definition.consent.categories]
    return wanted if wanted in keys else keys[0]


@transaction.atomic
def hand_out(*, actor: Actor, row: Sending, identity: Identity | None, title: str) -> None:
    """Disclose what is sent, and who the person is where that may leave the authority."""
    definition = row.version.definition
    items: list[tuple[Sending | Identity, str, str]] = [(row, title, "planning")]
    if identity is not None:
        items.append((identity, "Namn, personnummer och kontaktuppgifter", "contact"))
    for item, item_title, category in items:
        disclosure.make(
            actor=actor,
            permission=Permission.REFERRAL_SEND,
            scope=row.scope,
            item=item,
            title=item_title,
            receiver_id=row.receiver_id,
            category=category_of(definition, category),
            ground=row.ground,
            reason=row.ground_reason,
            assessment=row.assessed,
        )


@transaction.atomic
def close_what_was_sent(*, actor: Actor, row: Sending, reason: str) -> None:
    """Close the disclosures that rest on this row alone. The person's name stays open while
    something else of hers that was sent to the same receiver does."""
    items = [row.pk]
    if not any(_others(kind, row) for kind in SENT_KINDS):
        person = Identity.objects.visible_to(actor).filter(participant_id=row.participant_id)
        items += person.values_list("pk", flat=True)
    resting = Disclosure.objects.open().filter(
        owner_id=row.owner_id, item_id__in=items, receiver_id=row.receiver_id
    )
    for given in resting:
        disclosure.close(actor=actor, scope=row.scope, disclosure=given, reason=reason)


def _others(kind: type[Sending], row: Sending) -> bool:
    return (
        kind._default_manager.filter(
            owner_id=row.owner_id,
            participant_id=row.participant_id,
            receiver_id=row.receiver_id,
            status=ReferralStatus.SENT,
        )
        .exclude(pk=row.pk)
        .exists()
    )
