"""This file is where consent, disclosures and access windows end together with a participation.

The rule (also in docs/decisions/0009):

1. The closing summary is handed out in the same step as the exit is confirmed, while the secrecy
   consent is still in force; afterwards nothing new rests on that consent.
2. The secrecy consent ends on the last day of the participation. A re-entry needs a new one.
   Contact after exit, follow-up registration and questionnaires live on as long as they say.
3. What was handed out on that consent closes at once, except what the authority that takes over
   needs for the handover (name, plan, readiness, closing summary): it stays readable there for
   as many days from confirmation as the definition says (`exit.handover_window`), and then ends
   by itself.
4. A party's window ends with the participation; that of an authority that takes over ends with
   the handover. A party that the definition lets in at intake and exit only is let in again when
   the closing is prepared, if the participant still agrees that it knows of her.
5. What a party keeps itself, its own consent and what rests on it, nobody else may write in: a
   job ends it in that authority's own context.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.actions import participation as parties
from stegvis.casework.actions.sending import category_of
from stegvis.casework.closing import HANDED_OVER, last_handover_day
from stegvis.casework.models import Participation, Party
from stegvis.core.dates import today
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent, ConsentKind, ConsentQuerySet, Disclosure
from stegvis.programmes.vocabulary import Window

REASON = "Insatsen är avslutad."
# Deferred by name: the job process alone imports the module that runs it.
END_AS_PARTY = "stegvis.end_as_party"


@dataclass(frozen=True)
class _Handed:
    """An item that has been handed out already, known by its disclosure."""

    pk: UUID
    owner_id: UUID
    item_kind: str
    about_participant_id: UUID | None


@transaction.atomic
def end_sharing(
    *, actor: Actor, participation: Participation, ended_on: date, takers: Collection[UUID]
) -> None:
    """End consent, disclosures and windows as the module says. `takers` are the authorities that
    take over or were given the closing summary just now."""
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    last = last_handover_day(participation.version.definition, today())
    _end_disclosures(actor, participation, last, takers)
    _end_consents(participation, ended_on)
    _end_windows(actor, participation, ended_on, last, takers)
    _ask_parties_to_end(participation, ended_on)


@transaction.atomic
def end_as_party(*, actor: Actor, participation_id: UUID, ended_on: date) -> int:
    """End the acting authority's own secrecy consents for somebody else's case, and close what it
    has handed out on them. Gives how many consents. May be run again: then nothing is left to do.
    """
    scope = own_scope(actor)
    require(actor, Permission.DISCLOSURE_MAKE, scope)
    mine = {"owner_id": actor.organisation_id, "participation_id": participation_id}
    handed_out = Disclosure.objects.open().filter(**mine, consent__kind=ConsentKind.SECRECY)
    for given in handed_out:
        disclosure.close(actor=actor, scope=scope, disclosure=given, reason=REASON)
    return _end(Consent.objects.filter(**mine), ended_on)


def _ask_parties_to_end(participation: Participation, ended_on: date) -> None:
    others = Party.objects.filter(
        owner_id=participation.owner_id, participation=participation
    ).exclude(organisation_id=participation.owner_id)
    for organisation in set(others.values_list("organisation_id", flat=True)):
        configure_task(name=END_AS_PARTY, job_manager=app.job_manager).defer(
            participation=str(participation.pk),
            organisation=str(organisation),
            ended_on=ended_on.isoformat(),
        )


@transaction.atomic
def open_for_exit(*, actor: Actor, participation: Participation) -> None:
    """Let those in again that take part at intake and exit only: each latest contact, from today,
    where the consent in force still covers contact details. What it was given at intake has
    ended and is handed out anew."""
    require(actor, Permission.EXIT_CLOSE, participation.scope)
    keys = {
        party.key
        for party in participation.version.definition.parties
        if party.window == Window.INTAKE_AND_EXIT
    }
    if not keys:
        return
    category = category_of(participation.version.definition, "contact")
    grants = disclosure.consented_receivers(participation.pk, participation.owner_id, category)
    agreed = {grant.receiver_id for grant in grants}
    rows = Party.objects.filter(
        owner_id=participation.owner_id, participation=participation, key__in=keys
    )
    standing = set(rows.now().values_list("organisation_id", flat=True))
    closed = rows.filter(organisation_id__in=agreed - standing).order_by("starts_on")
    for party in {row.organisation_id: row for row in closed}.values():
        _open_again(actor, party, None)


def _end_disclosures(
    actor: Actor, participation: Participation, last: date, takers: Collection[UUID]
) -> None:
    resting_on_consent = Disclosure.objects.open().filter(
        owner_id=participation.owner_id,
        participation_id=participation.pk,
        consent__kind=ConsentKind.SECRECY,
    )
    for given in resting_on_consent.select_related("consent"):
        keeps = given.receiver_id in takers and given.item_kind in HANDED_OVER
        if keeps and given.valid_to is not None and given.valid_to <= last:
            continue
        disclosure.close(actor=actor, scope=participation.scope, disclosure=given, reason=REASON)
        if keeps:
            # A disclosure is frozen, so its end is set by handing out the same version again.
            _hand_out_again(actor, participation, given, last)


def _hand_out_again(
    actor: Actor, participation: Participation, given: Disclosure, last: date
) -> None:
    # She may have answered anew since: then the earlier answer is over, and this one carries it.
    agreed = disclosure.consented_receivers(
        participation.pk, participation.owner_id, given.category
    )
    grant = next((one for one in agreed if one.receiver_id == given.receiver_id), None)
    disclosure.make(
        actor=actor,
        scope=participation.scope,
        item=_Handed(given.item_id, given.owner_id, given.item_kind, given.participant_id),
        title=given.title,
        receiver_id=given.receiver_id,
        category=given.category,
        ground=given.ground,
        consent=grant.consent if grant else given.consent,
        reason=given.reason,
        assessment=given.assessment,
        participation_id=participation.pk,
        version=given.item_version,
        valid_to=last,
    )


def _end_consents(participation: Participation, ended_on: date) -> None:
    mine = {"owner_id": participation.owner_id, "participation_id": participation.pk}
    _end(Consent.objects.filter(**mine), ended_on)


def _end(consents: ConsentQuerySet, ended_on: date) -> int:
    ended = 0
    for consent in consents.in_force().filter(kind=ConsentKind.SECRECY).select_for_update():
        if consent.valid_to is None or consent.valid_to > ended_on:
            consent.valid_to = ended_on
            consent.keep("valid_to")
            record.change(Event.CONSENT_ENDED, consent, on=ended_on)
            ended += 1
    return ended


def _end_windows(
    actor: Actor,
    participation: Participation,
    ended_on: date,
    last: date,
    takers: Collection[UUID],
) -> None:
    rows = Party.objects.filter(owner_id=participation.owner_id, participation=participation)
    standing: set[UUID] = set()
    for party in rows.now().select_for_update():
        standing.add(party.organisation_id)
        party.ends_on = last if party.organisation_id in takers else max(party.starts_on, ended_on)
        party.keep("ends_on")
        record.change(Event.PARTY_ENDED, party, on=party.ends_on)
    only_at_both_ends = {
        party.key
        for party in participation.version.definition.parties
        if party.window == Window.INTAKE_AND_EXIT
    }
    closed = rows.filter(organisation_id__in=set(takers) - standing, key__in=only_at_both_ends)
    latest = {party.organisation_id: party for party in closed.order_by("starts_on")}
    for party in latest.values():
        _open_again(actor, party, last)


def _open_again(actor: Actor, party: Party, last: date | None) -> None:
    parties.add_party(
        actor=actor,
        participation=party.participation,
        organisation_id=party.organisation_id,
        seat=party.seat,
        key=party.key,
        contact_id=party.contact_id,
        contact_name=party.contact_name,
        contact_way=party.contact_way,
        organisation_participant_id=party.organisation_participant_id,
        starts_on=today(),
        ends_on=last,
    )
