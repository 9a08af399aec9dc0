"""This file is where cases are fetched: to fetch is to be allowed, and to fetch is to be logged.

Everything raises NotVisible for an id that does not exist and for one that the actor may not
see, with no difference between the two.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import models

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may, own_scope
from stegvis.access.roles import ROLES, Reach
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.models import (
    Mapping,
    OwnComment,
    Participation,
    Party,
    Plan,
    PlanGoal,
    Proposal,
    Referral,
)
from stegvis.core.compiled import Rows, blank, moment_of, text_of
from stegvis.core.dates import age_on, now, today
from stegvis.core.sorting import after, sort_key
from stegvis.organisations.models import OwnedRecord
from stegvis.participants.models import Disclosure, Identity, Participant
from stegvis.participants.queries import hidden_name, identity_for

# Another authority's person, of whom something has been handed out, but not the name.
NAMELESS = "Namnet är inte utlämnat"


def own_case(actor: Actor, pk: UUID) -> Participation:
    """A participation of the actor's own authority, with person, programme and case manager.

    One query, and one more for a case that goes on from another. Identity is left out by the
    database for protected persons and strangers to them. `earlier_id` is the case that this one
    goes on from, where the actor sees that too.
    """
    somebody, rows = _own_case(shape_of(actor), today())
    found: Participation | None = next(iter(rows.run({**somebody.ids_of(actor), _CASE: pk})), None)
    if found is None:
        raise NotVisible
    found.earlier_id = _earlier_case(actor, found)
    record.look(Event.PERSON_READ, found)
    return found


_CASE = blank()


@lru_cache(maxsize=64)
def _own_case(shape: Shape, _day: date) -> tuple[Somebody, Rows]:
    """What every page about a case asks first: in SQL once for all who have the same roles, and
    for a day, because who is a party's contact is so on a day."""
    somebody = Somebody(shape)
    actor = somebody.actor
    return somebody, Rows(
        Participation.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, pk=_CASE)
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by("pk")[:1]
    )


def party_case(actor: Actor, pk: UUID) -> Party:
    """A case that another authority owns and the actor is the contact in, seen from her seat.

    Nothing of the owner's is joined: an inner join to a hidden row would lose the case.
    """
    found = (
        Party.objects.now()
        .filter(
            participation_id=pk, organisation_id=actor.organisation_id, contact_id=actor.account_id
        )
        .select_related("participation__version__programme", "owner")
        .first()
    )
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found.participation, purpose="part i ärendet")
    return found


def item(actor: Actor, queryset: Any, pk: UUID, **also: Any) -> Any:
    """One item that the actor may see, own or disclosed. Logs the look. Raises NotVisible.

    `queryset` needs visible_to; `also` narrows it further (participation=…).
    """
    found = queryset.visible_to(actor).filter(pk=pk, **also).first()
    if found is None:
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return found


def named(actor: Actor, text: str) -> Any:
    """Own participants whose given or family name begins with the text, as ids.

    Ranges on stored keys: the only search that an index answers under row-level security.
    """
    key = sort_key(text)
    return _named(actor, key, after(key))


_FIRST_KEY, _AFTER_KEYS, _MOMENT = blank(), blank(), blank()


def named_somehow(actor: Actor) -> Any:
    """As `named`, for a query that is turned into SQL once: `name_values` says which name."""
    return _named(actor, text_of(_FIRST_KEY), text_of(_AFTER_KEYS), moment_of(_MOMENT))


def name_values(text: str) -> dict[UUID, Any]:
    """What stands in the blanks of `named_somehow` when this text is looked for, just now."""
    key = sort_key(text)
    return {_FIRST_KEY: key, _AFTER_KEYS: after(key), _MOMENT: now()}


def _named(actor: Actor, first: Any, beyond: Any, at: Any = None) -> Any:
    return (
        Identity.objects.visible_to(actor, at)
        .filter(owner_id=actor.organisation_id)
        .filter(
            models.Q(name_key__gte=first, name_key__lt=beyond)
            | models.Q(family_key__gte=first, family_key__lt=beyond)
        )
        .values("participant_id")
    )


def _earlier_case(actor: Actor, case: Participation) -> UUID | None:
    if case.moved_from_id is None:
        return None
    earlier = Participation.objects.visible_to(actor).filter(
        owner_id=actor.organisation_id, pk=case.moved_from_id
    )
    return earlier.values_list("pk", flat=True).first()


def reviews_outside(actor: Actor) -> Any:
    """What the authority has handed out on another ground than consent outside its own cases, in
    a referral or as a party in somebody else's case, and that nobody has reviewed. Whoever reviews
    in some programmes only is not shown what was handed out in the others."""
    cases = Participation.objects.filter(owner_id=actor.organisation_id)
    return (
        Disclosure.objects.filter(
            owner_id=actor.organisation_id,
            review_due_on__isnull=False,
            reviewed_at__isnull=True,
        )
        .filter(
            models.Q(participation_id__isnull=True)
            | ~models.Q(participation_id__in=cases.values("pk"))
        )
        .filter(_not_elsewhere(actor))
        .select_related("receiver", "created_by", "participant__identity")
        .order_by("review_due_on", "created_at")
    )


def _not_elsewhere(actor: Actor) -> models.Q:
    """Not in a programme that the actor's assignments keep her out of. What is of no programme is
    still for somebody to review."""
    granted = [
        (grant.programme_id, reach)
        for grant in actor.grants
        if (reach := ROLES[grant.role].permissions.get(Permission.DISCLOSURE_REVIEW)) is not None
    ]
    if any(programme is None or reach is Reach.AUTHORITY for programme, reach in granted):
        return models.Q()
    hers = {"version__programme_id__in": [programme for programme, _ in granted]}
    found = models.Q(participation_id__in=Participation.objects.exclude(**hers).values("pk"))
    for sent in (Referral.objects, Proposal.objects):
        here = sent.filter(owner_id=actor.organisation_id)
        other = here.exclude(**hers)
        found |= models.Q(item_id__in=other.values("pk"))
        # Who she is goes with each thing that is sent about her.
        found |= models.Q(
            models.Q(item_kind="identity", participant_id__in=other.values("participant_id")),
            ~models.Q(participant_id__in=here.filter(**hers).values("participant_id")),
        )
    return ~found


def review_outside(actor: Actor, pk: UUID) -> Disclosure:
    """One of them. Raises NotVisible."""
    found: Disclosure | None = reviews_outside(actor).filter(pk=pk).first()
    if found is None or not may(actor, Permission.DISCLOSURE_REVIEW, own_scope(actor)):
        raise NotVisible
    record.look(Event.PERSON_READ, found)
    return found


def listed(found: Iterable[OwnedRecord]) -> None:
    """Log that each of these persons was seen in a list."""
    for row in found:
        record.look(Event.PERSON_LISTED, row)


def name_of(participant: Participant) -> str:
    """The name to show, or that the person is protected and a reference to tell her by."""
    identity = identity_of(participant)
    return identity.full_name if identity else hidden_name(participant.pk)


def title_of(participant: Participant) -> str:
    """As name_of, for the browser's title, which others see: never a protected person's name."""
    return hidden_name(participant.pk) if participant.is_protected else name_of(participant)


def identity_of(participant: Participant) -> Identity | None:
    """The identity, if whoever acts may see it; needs select_related('identity')."""
    return identity_for(journal().actor, participant)


def age_of(participant: Participant, day: date) -> int | None:
    return age_on(participant.born_on, day) if participant.born_on else None


def mappings(actor: Actor, case: Participation) -> list[Mapping]:
    """Every version of the own authority's mapping, newest first. One query; logs the look."""
    found = list(
        Mapping.objects.visible_to(actor)
        .filter(participation=case, owner_id=actor.organisation_id)
        .select_related("created_by")
    )
    return [_of_case(row, case) for row in found]


def latest_mapping(actor: Actor, case: Participation) -> Mapping | None:
    """The newest version, being written or confirmed."""
    return next(iter(mappings(actor, case)), None)


def plans(actor: Actor, case: Participation) -> list[Plan]:
    """Every version of the own authority's plan, newest first, and whether she has commented
    something that nobody has seen. One query; logs the look."""
    unseen = OwnComment.objects.filter(
        owner_id=actor.organisation_id,
        participation_id=models.OuterRef("participation_id"),
        seen_at__isnull=True,
    )
    found = list(
        Plan.objects.visible_to(actor)
        .filter(participation=case, owner_id=actor.organisation_id)
        .select_related("anchored_with", "confirmed_by")
        .annotate(has_news=models.Exists(unseen))
    )
    return [_of_case(row, case) for row in found]


def current_plan(actor: Actor, case: Participation) -> Plan | None:
    """The plan that counts: the confirmed one in force, otherwise the draft."""
    versions = plans(actor, case)
    in_force = next((plan for plan in versions if plan.confirmed_at and not plan.replaced_at), None)
    return in_force or next(iter(versions), None)


def goals_of(plan: Plan) -> list[PlanGoal]:
    """The goals of a plan that has been fetched, in order, with their actions. Two queries."""
    return list(
        PlanGoal.objects.filter(plan=plan, owner_id=plan.owner_id).prefetch_related("actions")
    )


def _of_case(row: Any, case: Participation) -> Any:
    """The row with its case at hand, so that its scope asks nothing more; logs the look."""
    row.participation = case
    record.look(Event.PERSON_READ, row)
    return row
