"""This file is where workplaces are kept, and the visits and calls to them."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Activity, Employer, EmployerContact, Sector
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken

WAYS = ("visit", "call", "mail")


@dataclass(frozen=True)
class Particulars:
    """What is known of a workplace. Nothing here is about a participant."""

    name: str
    sector: str
    place: str = ""
    supervisor: str = ""
    contact_way: str = ""
    tasks: str = ""
    ended_on: date | None = None


@transaction.atomic
def add(*, actor: Actor, particulars: Particulars) -> Employer:
    """Add a workplace to the authority's own list. Raises RuleBroken without name and kind."""
    require(actor, Permission.EMPLOYER_KEEP, Scope(actor.organisation_id))
    employer = Employer(owner_id=actor.organisation_id, created_by_id=actor.account_id)
    _describe(employer, particulars)
    employer.save(force_insert=True)
    record.change(Event.EMPLOYER_ADDED, employer, sector=employer.sector)
    return employer


@transaction.atomic
def change(
    *, actor: Actor, employer: Employer, particulars: Particulars, revision: int
) -> Employer:
    """Change what is known of a workplace; with `ended_on` it is no longer offered. Raises
    RuleBroken as `add`; Conflict when somebody else changed it meanwhile."""
    require(actor, Permission.EMPLOYER_KEEP, Scope(employer.owner_id))
    locked = Employer.lock(employer, revision)
    _describe(locked, particulars)
    locked.keep(*_FIELDS)
    record.change(Event.EMPLOYER_ADDED, locked, changed=True)
    return locked


@transaction.atomic
def contact(
    *,
    actor: Actor,
    employer: Employer,
    held_on: date,
    way: str,
    text: str,
    activity: Activity | None = None,
) -> EmployerContact:
    """Write down a visit or a call, in general or about one participant's activity there.

    Raises RuleBroken for a day ahead, an empty text, and an activity at another workplace.
    """
    require(actor, Permission.EMPLOYER_KEEP, Scope(employer.owner_id))
    if activity is not None:
        require(actor, Permission.ACTIVITY_WRITE, activity.scope)
        if activity.employer_id != employer.pk:
            raise RuleBroken("Deltagaren är inte på den arbetsplatsen.", "activity")
    if held_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "held_on")
    if way not in WAYS:
        raise RuleBroken("Välj besök, samtal eller brev.", "way")
    if not text.strip():
        raise RuleBroken("Skriv vad ni talade om.", "text")
    kept = EmployerContact.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        employer=employer,
        activity=activity,
        held_on=held_on,
        way=way,
        text=text.strip(),
    )
    record.change(Event.EMPLOYER_CONTACTED, activity or employer, contact=kept.pk, way=way)
    return kept


_FIELDS = ("name", "sector", "place", "supervisor", "contact_way", "tasks", "ended_on")


def _describe(employer: Employer, particulars: Particulars) -> None:
    for field in _FIELDS:
        value = getattr(particulars, field)
        setattr(employer, field, value.strip() if isinstance(value, str) else value)
    if not employer.name:
        raise RuleBroken("Skriv vad arbetsplatsen heter.", "name")
    if employer.sector not in Sector.values:
        raise RuleBroken("Välj vilket slag av arbetsplats det är.", "sector")
