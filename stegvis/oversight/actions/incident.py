"""This file is where those who check the log write an incident down, follow it and close it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import now
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Account
from stegvis.oversight.incidents import dues_of
from stegvis.oversight.models import DataKind, Incident, IncidentStep, Risk, StepOutcome

MOST_CHARACTERS = 10_000
# A clock that is a little ahead is no reason to refuse what somebody has just seen.
_AHEAD = timedelta(minutes=5)

# Whose data were shown or changed within the window, as `stegvis incident` lists them.
_CONCERNED = """
select count(distinct e.participant_id),
  count(distinct e.participant_id) filter (where p.protection <> 'none')
from audit_entry e
left join participants_participant p on p.id = e.participant_id and p.owner_id = e.owner_id
where e.owner_id = %(owner)s and e.participant_id is not null
  and e.at between %(start)s and %(end)s
  and (%(account)s::uuid is null or e.account_id = %(account)s::uuid)
"""


@dataclass(frozen=True)
class Told:
    """What is known of an incident. The window is both or neither; `others` are authorities."""

    title: str
    what: str
    noticed_at: datetime
    noticed_by: str
    leaked_from: datetime | None = None
    leaked_to: datetime | None = None
    account: Account | None = None
    kinds: tuple[DataKind, ...] = ()
    others: tuple[UUID, ...] = field(default=())
    is_breach: bool = True
    is_significant: bool = False
    risk: Risk | None = None
    risk_reason: str = ""


@transaction.atomic
def write(*, actor: Actor, told: Told) -> Incident:
    """Write an incident into the authority's register. Raises RuleBroken."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    _check(told)
    incident = Incident(owner_id=actor.organisation_id, created_by_id=actor.account_id)
    _fill(incident, told)
    incident.save()
    record.change(Event.INCIDENT_RECORDED, incident, risk=incident.risk)
    return incident


@transaction.atomic
def change(*, actor: Actor, incident: Incident, revision: int, told: Told) -> Incident:
    """Write what more is known. A changed window or account is counted anew. Raises RuleBroken."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    locked = _open(incident, revision)
    _check(told)
    counted = (locked.leaked_from, locked.leaked_to, locked.account_id)
    fields = _fill(locked, told)
    if counted != (locked.leaked_from, locked.leaked_to, locked.account_id):
        locked.persons = locked.protected = locked.counted_at = None
    locked.keep(*fields, "persons", "protected", "counted_at")
    record.change(Event.INCIDENT_CHANGED, locked, risk=locked.risk)
    return locked


@transaction.atomic
def count(*, actor: Actor, incident: Incident, revision: int) -> Incident:
    """Count in the authority's own log whose data were shown or changed within the window. Who
    they are is not read here. Raises RuleBroken without a window."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    locked = _open(incident, revision)
    if locked.leaked_from is None or locked.leaked_to is None:
        raise RuleBroken("Skriv när läckan började och slutade. Sedan går det att räkna.")
    with connection.cursor() as cursor:
        cursor.execute(
            _CONCERNED,
            {
                "owner": locked.owner_id,
                "start": locked.leaked_from,
                "end": locked.leaked_to,
                "account": locked.account_id,
            },
        )
        locked.persons, locked.protected = cursor.fetchone()
    locked.counted_at = now()
    locked.keep("persons", "protected", "counted_at")
    record.change(Event.INCIDENT_COUNTED, locked, persons=locked.persons)
    return locked


@transaction.atomic
def take(
    *,
    actor: Actor,
    incident: Incident,
    step: str,
    outcome: StepOutcome,
    at: datetime,
    reference: str = "",
    comment: str = "",
) -> IncidentStep:
    """Write that something was reported or told, or why that is not needed. Raises RuleBroken."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    locked = _open(incident)
    if step not in {due.deadline.key for due in dues_of(locked, ())}:
        raise RuleBroken("Det steget hör inte till incidenten.", "step")
    if at > now() + _AHEAD:
        raise RuleBroken("Det kan inte ha gjorts en kommande tid.", "day")
    if at < locked.noticed_at and outcome is StepOutcome.DONE:
        raise RuleBroken("Det kan inte ha gjorts innan incidenten upptäcktes.", "day")
    if outcome is StepOutcome.NOT_NEEDED and not comment.strip():
        raise RuleBroken("Skriv varför det inte behövs.", "comment")
    made = IncidentStep.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        incident=locked,
        step=step,
        outcome=outcome,
        at=at,
        reference=reference.strip(),
        comment=comment.strip(),
    )
    record.change(Event.INCIDENT_STEP_TAKEN, locked, step=step, outcome=outcome.value)
    return made


@transaction.atomic
def close(*, actor: Actor, incident: Incident, revision: int, outcome: str) -> Incident:
    """Close an incident when all that it asks for is done, or said not to be needed; after this
    nothing in it can be changed. Raises RuleBroken."""
    require(actor, Permission.LOG_CHECK, own_scope(actor))
    locked = _open(incident, revision)
    if locked.is_breach and not locked.risk:
        raise RuleBroken("Bedöm risken för de berörda först.")
    waiting = [due for due in dues_of(locked, locked.steps.all()) if due.is_open]
    if waiting:
        names = ", ".join(due.deadline.name for due in waiting)
        raise RuleBroken(f"Det här är inte gjort än: {names}.")
    if not outcome.strip():
        raise RuleBroken("Skriv vad ni har gjort så att det inte händer igen.", "outcome")
    locked.outcome = outcome.strip()
    locked.closed_at, locked.closed_by_id = now(), actor.account_id
    locked.keep("outcome", "closed_at", "closed_by")
    record.change(Event.INCIDENT_CLOSED, locked)
    return locked


def _open(incident: Incident, revision: int | None = None) -> Incident:
    locked = Incident.lock(incident, revision)
    if locked.closed_at:
        raise RuleBroken("Incidenten är avslutad och kan inte ändras.")
    return locked


def _fill(incident: Incident, told: Told) -> tuple[str, ...]:
    """Put what is told into the row; the names of the fields it went into."""
    values = {
        "title": told.title.strip(),
        "what": told.what.strip(),
        "noticed_at": told.noticed_at,
        "noticed_by": told.noticed_by.strip(),
        "leaked_from": told.leaked_from,
        "leaked_to": told.leaked_to,
        "account": told.account,
        "kinds": [kind.value for kind in told.kinds],
        "others": [str(one) for one in told.others],
        "is_breach": told.is_breach,
        "is_significant": told.is_significant,
        "risk": told.risk.value if told.risk else "",
        "risk_reason": told.risk_reason.strip(),
    }
    for name, value in values.items():
        setattr(incident, name, value)
    return tuple(values)


def _check(told: Told) -> None:
    for text, name, message in (
        (told.title, "title", "Skriv kort vad som har hänt."),
        (told.what, "what", "Skriv vad som har hänt."),
        (told.noticed_by, "noticed_by", "Skriv vem som upptäckte det."),
    ):
        if not text.strip():
            raise RuleBroken(message, name)
    if max(len(told.what), len(told.risk_reason)) > MOST_CHARACTERS:
        raise RuleBroken(f"Skriv kortare: högst {MOST_CHARACTERS} tecken.", "what")
    if told.noticed_at > now() + _AHEAD:
        raise RuleBroken("Den kan inte ha upptäckts en kommande tid.", "noticed_on")
    if (told.leaked_from is None) != (told.leaked_to is None):
        raise RuleBroken("Skriv både när läckan började och när den slutade.", "leaked_from_on")
    if told.leaked_from and told.leaked_to and told.leaked_from >= told.leaked_to:
        raise RuleBroken("Läckan slutade inte efter att den började.", "leaked_to_on")
    if told.risk and not told.risk_reason.strip():
        raise RuleBroken("Skriv vad bedömningen av risken bygger på.", "risk_reason")
