"""This file is where a party's contact gets her cases and what has been disclosed in them."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Note, Party, Plan, PlanGoal, Takeover
from stegvis.core.compiled import Rows, blank, moment_of
from stegvis.core.dates import now, today
from stegvis.participants import queries as wills
from stegvis.participants.models import Disclosure, Identity
from stegvis.programmes.definition import Definition
from stegvis.web.casework.disclosing import READ
from stegvis.web.received.rendering import Shown, plan_in_words

# Places for the case that is asked about, and for when.
_CASE, _MOMENT = blank(), blank()


@dataclass(frozen=True)
class Received:
    """A disclosure as the receiver sees it: a link and a title while open, else only a day.

    What is open and not shown here, as a question, has a page of its own elsewhere.
    """

    disclosure: Disclosure
    is_open: bool
    is_shown: bool = True


def seats(actor: Actor, at: Any = None) -> QuerySet[Party]:
    """The actor's seats in other authorities' cases now, with her own authority's name of the
    person where it has one, otherwise the name that it has been given. Nothing of the owner's
    participant is joined. `at` is the moment, where it is not now."""
    own_name = (
        Identity.objects.visible_to(actor, at)
        .filter(
            owner_id=actor.organisation_id,
            participant_id=OuterRef("organisation_participant_id"),
        )
        .annotate(whole=Concat("given_name", Value(" "), "family_name"))
        .values("whole")[:1]
    )
    told_name = (
        Identity.objects.visible_to(actor, at)
        .filter(participant_id=OuterRef("participation__participant_id"))
        .annotate(whole=Concat("given_name", Value(" "), "family_name"))
        .values("whole")[:1]
    )
    open_items = (
        Disclosure.objects.open()
        .filter(receiver_id=actor.organisation_id, participation_id=OuterRef("participation_id"))
        .exclude(item_kind="identity")
        .order_by()
        .values("participation_id")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Party.objects.now()
        .filter(organisation_id=actor.organisation_id, contact_id=actor.account_id)
        .select_related("participation__version__programme", "participation__case_manager", "owner")
        .annotate(
            own_name=Coalesce(Subquery(own_name), Subquery(told_name)),
            open_items=Coalesce(Subquery(open_items, output_field=IntegerField()), 0),
        )
    )


def my_cases(actor: Actor) -> list[Party]:
    """Every case where the actor is a contact; one log row a person."""
    found = list(seats(actor).order_by("-participation__enrolled_on", "pk")[:300])
    for seat in found:
        record.look(Event.PERSON_LISTED, seat.participation, purpose="part i ärendet")
    return found


def my_seat(actor: Actor, participation_id: UUID) -> Party:
    """The actor's seat in one case. Raises NotVisible; logs the look."""
    somebody, rows = _one_seat(shape_of(actor), today())
    seats_here = rows.run({**somebody.ids_of(actor), _CASE: participation_id, _MOMENT: now()})
    if not seats_here:
        raise NotVisible
    seat: Party = seats_here[0]
    record.look(Event.PERSON_READ, seat.participation, purpose="part i ärendet")
    return seat


@lru_cache(maxsize=64)
def _one_seat(shape: Shape, _day: date) -> tuple[Somebody, Rows]:
    """In SQL once a day for all who have the same roles: every page of a case begins with it."""
    somebody = Somebody(shape)
    in_case = seats(somebody.actor, moment_of(_MOMENT)).filter(participation_id=_CASE)
    return somebody, Rows(in_case.order_by("pk")[:1])


def received(actor: Actor, seat: Party) -> list[Received]:
    """Everything that has been handed out in the case to the actor's authority, newest first."""
    found = wills.received(actor, seat.participation_id)[:300]
    return [Received(row, _is_open(row), row.item_kind in READ) for row in found]


def _is_open(row: Disclosure) -> bool:
    lasts = row.valid_to is None or row.valid_to >= today()
    return row.closed_at is None and lasts


def disclosed_item(actor: Actor, seat: Party, disclosure_id: UUID) -> tuple[Disclosure, Any]:
    """An open disclosure and its item. Raises NotVisible once it is closed."""
    row = (
        wills.received(actor, seat.participation_id)
        .open()
        .filter(pk=disclosure_id, item_kind__in=READ)
        .first()
    )
    item = _items(actor, row.item_kind).filter(pk=row.item_id).first() if row else None
    if row is None or item is None:
        raise NotVisible
    record.look(Event.PERSON_READ, item, purpose="utlämnad till oss")
    return row, item


def _items(actor: Actor, kind: str) -> Any:
    """Items of one kind with their parts, which follow the item's own disclosure."""
    parts = {"plan": ("goals__actions",), "mapping": ("answers",)}
    return READ[kind].objects.visible_to(actor).prefetch_related(*parts.get(kind, ()))


def current_plan(
    actor: Actor, rows: list[Received], definition: Definition
) -> tuple[Disclosure, Shown] | None:
    """The newest plan that is open to the actor, in words; two queries, none without a plan.

    A plan that is handed out is confirmed, and so has a goal: the goals are asked for, and bring
    their plan, which is as open as they are.
    """
    newest = next((r for r in rows if r.is_open and r.disclosure.item_kind == "plan"), None)
    if newest is None:
        return None
    visible = Plan.objects.visible_to(actor).filter(pk=newest.disclosure.item_id).values("pk")
    goals = list(
        PlanGoal.objects.filter(plan__in=visible)
        .select_related("plan")
        .prefetch_related("actions")
        .order_by("place", "created_at")
    )
    if not goals:
        return None
    record.look(Event.PERSON_READ, goals[0].plan, purpose="utlämnad till oss")
    return newest.disclosure, plan_in_words(goals[0].plan, goals, definition)


def notes_of(actor: Actor, seat: Party) -> list[Note]:
    """Own notes in the case, and those disclosed to the actor's authority, newest first."""
    found = list(
        Note.objects.visible_to(actor)
        .filter(participation_id=seat.participation_id)
        .order_by("-happened_on", "-created_at")[:100]
    )
    for note in found:
        record.look(Event.PERSON_READ, note)
    return found


def takeovers_of(actor: Actor, seat: Party) -> list[Takeover]:
    """The own authority's word that it takes over, newest first."""
    return list(
        Takeover.objects.filter(
            owner_id=actor.organisation_id, participation_id=seat.participation_id
        ).order_by("-confirmed_on")
    )
