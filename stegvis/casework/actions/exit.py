"""This file is where a participation is closed: prepared as a draft, confirmed, received."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import ending, place
from stegvis.casework.actions.introduction import introduce
from stegvis.casework.closing import last_handover_day
from stegvis.casework.models import Exit, Participation
from stegvis.core.dates import now, today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Ground
from stegvis.programmes.vocabulary import OrganisationKind

MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Closing:
    """What is written about the closing. All of it may be missing in a draft; None for the two
    questions means "not recorded" and is counted as missing, never as no."""

    conversation_on: date | None = None
    ended_on: date | None = None
    reason: str = ""
    destination: str = ""
    next_livelihood: str = ""
    receiver_id: UUID | None = None
    receiver_contact: str = ""
    next_step: str = ""
    plan_known: bool | None = None
    plan_anchored: bool | None = None
    summary: str = ""
    own_words: str = ""


@transaction.atomic
def prepare(
    *,
    actor: Actor,
    participation: Participation,
    closing: Closing,
    revision: int | None = None,
) -> Exit:
    """Write or change the draft of the closing. Nothing ends by it and nobody else sees it. The
    first draft lets those in again that take part at intake and exit only.

    The last day may lie ahead in a draft, never before enrolment. `revision` is the one that the
    form was filled in on, None for the first draft. Raises Conflict when somebody else has
    changed it meanwhile, RuleBroken when it is confirmed already or a rule is broken.
    """
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    _check(participation, closing)
    found = Exit.objects.filter(participation=participation, owner_id=actor.organisation_id).first()
    if found is not None and revision is None:
        raise Conflict(found)
    draft = Exit.lock(found, revision) if found else _new(actor, participation)
    if draft.confirmed_at is not None:
        raise RuleBroken("Avslutet är fastställt och kan inte ändras.")
    values = asdict(closing)
    for name, value in values.items():
        setattr(draft, name, value.strip() if isinstance(value, str) else value)
    if found is None:
        draft.save(force_insert=True)
    else:
        draft.keep(*values)
    record.change(Event.EXIT_PREPARED, draft, destination=draft.destination, reason=draft.reason)
    if found is None:
        ending.open_for_exit(actor=actor, participation=participation)
    return draft


@transaction.atomic
def confirm(
    *,
    actor: Actor,
    participation: Participation,
    revision: int | None = None,
    receivers: Collection[UUID] = (),
) -> Exit:
    """Confirm the closing: the participation ends, and with it consent and sharing.

    `receivers` are given the closing summary in the same transaction, on the secrecy consent
    that is in force until then; after that it is too late for consent to carry it. What ends
    when is said in `ending`. Needs last day, destination and reason; the last day is not ahead.
    """
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    found = Exit.objects.filter(participation=participation, owner_id=actor.organisation_id).first()
    if found is None:
        raise RuleBroken("Förbered avslutet först.")
    closing = Exit.lock(found, revision)
    ended_on = _check_whole(participation, closing)
    case = Participation.lock(participation)
    case.ended_on = ended_on
    case.keep("ended_on")
    place.leave(actor=actor, participation=participation)
    closing.confirmed_at = now()
    closing.keep("confirmed_at")
    record.change(
        Event.EXIT_CONFIRMED,
        closing,
        destination=closing.destination,
        reason=closing.reason,
        on=ended_on,
    )
    _hand_out(actor, participation, closing, set(receivers))
    takers = {*receivers, *([closing.receiver_id] if closing.receiver_id else [])}
    ending.end_sharing(actor=actor, participation=participation, ended_on=ended_on, takers=takers)
    return closing


@transaction.atomic
def record_receiver(
    *,
    actor: Actor,
    participation: Participation,
    confirmed_on: date,
    how: str,
    started_on: date | None = None,
    revision: int | None = None,
) -> Exit:
    """Write down what the receiver said on the phone: that it takes over, and later when the
    participant actually started there. The authority's own word is a takeover of its own."""
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    found = Exit.objects.filter(participation=participation, owner_id=actor.organisation_id).first()
    if found is None:
        raise NotVisible
    closing = Exit.lock(found, revision)
    for field, day in (("confirmed_on", confirmed_on), ("started_on", started_on)):
        if day is not None and day > today():
            raise RuleBroken("Datumet ligger framåt i tiden.", field)
        if day is not None and day < participation.enrolled_on:
            raise RuleBroken("Datumet ligger före inskrivningen.", field)
    closing.receiver_confirmed_on = confirmed_on
    closing.receiver_confirmed_how = how.strip()
    closing.started_on = started_on
    closing.keep("receiver_confirmed_on", "receiver_confirmed_how", "started_on")
    record.change(Event.RECEIVER_RECORDED, closing, on=confirmed_on, started_on=started_on)
    return closing


def _new(actor: Actor, participation: Participation) -> Exit:
    return Exit(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
    )


def _check(participation: Participation, closing: Closing) -> None:
    rules = participation.version.definition.exit
    if closing.ended_on and closing.ended_on < participation.enrolled_on:
        raise RuleBroken(
            f"Sista dagen ligger före inskrivningen {participation.enrolled_on}. Rätta datumet.",
            "ended_on",
        )
    if closing.conversation_on and closing.conversation_on < participation.enrolled_on:
        raise RuleBroken("Avslutningssamtalet ligger före inskrivningen.", "conversation_on")
    if closing.reason and closing.reason not in {choice.key for choice in rules.reasons}:
        raise RuleBroken("Välj en avslutsanledning i listan.", "reason")
    if closing.destination and closing.destination not in {d.key for d in rules.destinations}:
        raise RuleBroken("Välj en planering efter avslut i listan.", "destination")
    for field in ("next_step", "summary", "own_words"):
        if len(getattr(closing, field)) > MOST_CHARACTERS:
            raise RuleBroken(f"Texten får ha högst {MOST_CHARACTERS} tecken.", field)
    _check_receiver(participation, closing)


def _check_receiver(participation: Participation, closing: Closing) -> None:
    if closing.receiver_id is None:
        return
    if closing.receiver_id == participation.owner_id:
        raise RuleBroken("Den egna myndigheten kan inte vara mottagare.", "receiver_id")
    if not closing.destination:
        return
    destination = participation.version.definition.destination(closing.destination)
    kind = Organisation.objects.values_list("kind", flat=True).get(pk=closing.receiver_id)
    if destination.receivers and kind not in destination.receivers:
        names = " eller ".join(OrganisationKind(key).label for key in destination.receivers)
        raise RuleBroken(f"Välj {names}: där tar man över vid {destination.name}.", "receiver_id")


def _check_whole(participation: Participation, closing: Exit) -> date:
    """The last day, when the draft is whole enough to be confirmed."""
    if closing.confirmed_at is not None or participation.ended_on is not None:
        raise RuleBroken("Deltagandet är redan avslutat.")
    if closing.ended_on is None:
        raise RuleBroken("Skriv vilken dag som är den sista.", "ended_on")
    if closing.ended_on > today():
        raise RuleBroken(
            "Sista dagen ligger framåt i tiden. Utkastet finns kvar; fastställ det den dagen.",
            "ended_on",
        )
    if closing.ended_on < participation.enrolled_on:
        raise RuleBroken("Sista dagen ligger före inskrivningen.", "ended_on")
    if not closing.destination:
        raise RuleBroken("Välj planering efter avslut.", "destination")
    if not closing.reason:
        raise RuleBroken("Välj avslutsanledning.", "reason")
    rules = participation.version.definition.plan
    if rules.requires_next_livelihood and not closing.next_livelihood:
        raise RuleBroken(
            "Skriv vad personen lever av från dagen efter. Ingen ska stå utan försörjning.",
            "next_livelihood",
        )
    return closing.ended_on


def _hand_out(
    actor: Actor, participation: Participation, closing: Exit, receivers: set[UUID]
) -> None:
    if not receivers:
        return
    rules = participation.version.definition.exit
    grants = {
        grant.receiver_id: grant
        for grant in disclosure.consented_receivers(
            participation.pk, participation.owner_id, rules.category
        )
    }
    last = last_handover_day(participation.version.definition, today())
    for receiver_id in sorted(receivers, key=str):
        grant = grants.get(receiver_id)
        if grant is None:
            raise RuleBroken(
                "Samtycket omfattar inte alla som är förkryssade. Ladda om sidan.", "receivers"
            )
        disclosure.make(
            actor=actor,
            scope=participation.scope,
            item=closing,
            title=rules.summary,
            receiver_id=receiver_id,
            category=rules.category,
            ground=Ground.CONSENT,
            consent=grant.consent,
            participation_id=participation.pk,
            valid_to=min(last, grant.consent.valid_to or last),
        )
        introduce(actor=actor, participation=participation, receiver_id=receiver_id)
