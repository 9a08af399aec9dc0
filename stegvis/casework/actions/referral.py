"""This file is where a referral is drafted, changed, sent and withdrawn by the one who refers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions.referred_person import correct_in_draft, known_or_new
from stegvis.casework.models import Referral, ReferralStatus
from stegvis.core.dates import age_on, now, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import grounds
from stegvis.participants.actions import disclosure
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Disclosure, Ground, Identity
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import is_due, route_of, unanswered, ways_in

MOST_CHARACTERS = 20_000
# Keys that every sent referral adds to its facts, because the receiver cannot see the sender's
# participant: the birth date (ISO), the age that day in whole years, and the sex.
BORN_ON, AGE, SEX = "born_on", "age", "sex"


@dataclass(frozen=True)
class Missing:
    """Something that must be filled in before sending: the form's field, and its words."""

    field: str
    label: str


@transaction.atomic
def draft(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    route: str,
    receiver: Organisation,
    particulars: Particulars,
    reason: str = "",
    wish: str = "",
    facts: Mapping[str, object] | None = None,
) -> Referral:
    """Begin a referral. The person enters the referrer's own register; nobody else sees anything
    before it is sent. Only a name is needed. Raises RuleBroken when the actor's authority has no
    such way into the programme."""
    require(actor, Permission.REFERRAL_DRAFT, own_scope(actor, version.programme_id))
    if not any(
        way.version.pk == version.pk and way.route.source == route and way.receiver == receiver
        for way in ways_in(actor.organisation_id)
    ):
        raise RuleBroken("Din myndighet kan inte aktualisera till den här insatsen.", "route")
    person = known_or_new(
        actor=actor,
        permission=Permission.REFERRAL_DRAFT,
        scope=own_scope(actor, version.programme_id),
        particulars=particulars,
    )
    referral = Referral(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant=person,
        version=version,
        receiver=receiver,
        route=route,
        handler_id=actor.account_id,
    )
    write(referral, reason=reason, wish=wish, facts=facts or {})
    referral.save(force_insert=True)
    record.change(Event.REFERRAL_DRAFTED, referral, route=route)
    return referral


@transaction.atomic
def change(
    *,
    actor: Actor,
    referral: Referral,
    revision: int,
    particulars: Particulars | None,
    reason: str,
    wish: str,
    facts: Mapping[str, object],
) -> Referral:
    """Change a draft. An empty number keeps the one that is stored; without particulars, as for
    somebody whose identity is closed, the person is left as she is. Raises RuleBroken when it has
    been sent, Conflict when somebody else changed it meanwhile."""
    require(actor, Permission.REFERRAL_DRAFT, referral.scope)
    locked = Referral.lock(referral, revision)
    _refuse_unless_draft(locked)
    if particulars is not None:
        locked.participant = correct_in_draft(actor=actor, referral=locked, particulars=particulars)
    write(locked, reason=reason, wish=wish, facts=facts)
    locked.keep("participant", "reason", "wish", "facts")
    record.change(Event.REFERRAL_CHANGED, locked)
    return locked


@transaction.atomic
def send(
    *,
    actor: Actor,
    referral: Referral,
    revision: int,
    ground: str,
    consent_on: date | None = None,
    consent_taken_by: str = "",
    reason: str = "",
) -> Referral:
    """Send and freeze a referral. Sending is itself a disclosure of the referral and of who the
    person is, so it carries the person's consent (which day, who took it) or another ground with
    its reason. Within one authority nothing is disclosed and no ground is asked for.

    Of a protected person nothing leaves that says who she is: how that is told is agreed on
    outside the system. Raises RuleBroken for anything missing, and for a consent dated ahead.
    """
    require(actor, Permission.REFERRAL_SEND, referral.scope)
    locked = Referral.lock(referral, revision)
    _refuse_unless_draft(locked)
    identity = (
        Identity.objects.visible_to(actor).filter(participant_id=locked.participant_id).first()
    )
    gaps = missing(locked, identity)
    if gaps or (identity is None and not locked.participant.is_protected):
        labels = ", ".join(gap.label for gap in gaps) or "personens uppgifter"
        raise RuleBroken(f"Fyll i det som saknas först: {labels}.")
    leaves = locked.receiver_id != locked.owner_id
    if leaves:
        _set_ground(locked, ground, consent_on, consent_taken_by.strip(), reason.strip())
    mark_sent(locked)
    locked.keep(
        *("status", "sent_at", "facts", "ground", "ground_reason"),
        *("consent_on", "consent_taken_by"),
    )
    record.change(Event.REFERRAL_SENT, locked, receiver=locked.receiver_id, ground=locked.ground)
    if leaves:
        _disclose(actor, locked, None if locked.participant.is_protected else identity)
    return locked


@transaction.atomic
def withdraw(*, actor: Actor, referral: Referral, revision: int) -> Referral:
    """Take a referral back, or throw a draft away. What was disclosed with it closes at once: the
    receiver then sees only that, and when, something was received. The person's name stays open
    while another referral of hers to the same receiver does."""
    require(actor, Permission.REFERRAL_SEND, referral.scope)
    locked = Referral.lock(referral, revision)
    if locked.status == ReferralStatus.WITHDRAWN:
        raise RuleBroken("Den är redan tillbakadragen.")
    locked.status, locked.withdrawn_at = ReferralStatus.WITHDRAWN, now()
    locked.keep("status", "withdrawn_at")
    record.change(Event.REFERRAL_WITHDRAWN, locked)
    for row in _disclosures_of(actor, locked):
        disclosure.close(
            actor=actor,
            scope=locked.scope,
            disclosure=row,
            reason="Aktualiseringen är tillbakadragen.",
        )
    return locked


def missing(referral: Referral, identity: Identity | None) -> list[Missing]:
    """What must be filled in before this draft can be sent, in the order of the form."""
    gaps = []
    if identity is not None:
        if not identity.given_name or not identity.family_name:
            gaps.append(Missing("given_name", "personens namn"))
        if not identity.number and referral.participant.born_on is None:
            gaps.append(Missing("personal_number", "personnummer eller födelsedatum"))
    if not referral.reason.strip():
        gaps.append(Missing("reason", "varför personen behöver insatsen"))
    definition = referral.version.definition
    labels = {fact.key: fact.label for fact in definition.facts}
    return gaps + [
        Missing(f"fact_{key}", f"”{labels[key]}”")
        for key in unanswered(definition, referral.route, referral.facts)
    ]


def write(referral: Referral, *, reason: str, wish: str, facts: Mapping[str, object]) -> None:
    """Put texts and answers into a referral that is not sent; keeps only what is asked for."""
    referral.reason, referral.wish = reason.strip(), wish.strip()
    for field in ("reason", "wish"):
        if len(getattr(referral, field)) > MOST_CHARACTERS:
            raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken. Korta den.", field)
    definition = referral.version.definition
    if route_of(definition, referral.route) is None:
        raise RuleBroken("Insatsen har ingen sådan väg in.", "route")
    referral.facts = {
        fact.key: facts[fact.key]
        for fact in definition.facts
        if facts.get(fact.key) not in ("", None) and is_due(fact, facts)
    }


def mark_sent(referral: Referral) -> None:
    """Set the status and time of sending, and the facts about the person that go with it."""
    referral.status, referral.sent_at = ReferralStatus.SENT, now()
    # A birth date and a sex come near to saying who a protected person is; her age is needed.
    person = referral.participant
    born = person.born_on
    referral.facts = referral.facts | {
        BORN_ON: born.isoformat() if born and not person.is_protected else None,
        AGE: age_on(born, today()) if born else None,
        SEX: referral.participant.sex,
    }


def _refuse_unless_draft(referral: Referral) -> None:
    if not referral.is_draft:
        raise RuleBroken(
            "Den är redan skickad eller tillbakadragen och går inte att ändra. "
            "Dra tillbaka den och skriv en ny om något är fel."
        )


def _set_ground(
    referral: Referral, ground: str, consent_on: date | None, taken_by: str, reason: str
) -> None:
    if grounds.find(ground, today()) is None or ground == Ground.NO_PERSON:
        raise RuleBroken("Välj på vilken grund uppgifterna lämnas ut.", "ground")
    referral.ground = ground
    if ground != Ground.CONSENT:
        if not reason:
            raise RuleBroken("Skriv varför uppgifterna får lämnas ut utan samtycke.", "reason")
        referral.ground_reason = reason
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
    referral.consent_on, referral.consent_taken_by = consent_on, taken_by


def category_of(definition: Definition, wanted: str) -> str:
    """This kind of information if the programme has it, otherwise the programme's first."""
    keys = [category.key for category in definition.consent.categories]
    return wanted if wanted in keys else keys[0]


def _disclose(actor: Actor, referral: Referral, identity: Identity | None) -> None:
    definition = referral.version.definition
    items: list[tuple[Referral | Identity, str, str]] = [
        (referral, definition.words.referral.capitalize(), "planning")
    ]
    if identity is not None:
        items.append((identity, "Namn, personnummer och kontaktuppgifter", "contact"))
    for item, title, category in items:
        disclosure.make(
            actor=actor,
            permission=Permission.REFERRAL_SEND,
            scope=referral.scope,
            item=item,
            title=title,
            receiver_id=referral.receiver_id,
            category=category_of(definition, category),
            ground=referral.ground,
            reason=referral.ground_reason,
        )


def _disclosures_of(actor: Actor, referral: Referral) -> list[Disclosure]:
    """Open disclosures that rest on this referral alone."""
    items = [referral.pk]
    others = Referral.objects.filter(
        owner_id=referral.owner_id,
        participant_id=referral.participant_id,
        receiver_id=referral.receiver_id,
        status=ReferralStatus.SENT,
    ).exclude(pk=referral.pk)
    if not others.exists():
        person = Identity.objects.visible_to(actor).filter(participant_id=referral.participant_id)
        items += person.values_list("pk", flat=True)
    return list(
        Disclosure.objects.open().filter(
            owner_id=referral.owner_id, item_id__in=items, receiver_id=referral.receiver_id
        )
    )
