"""This file is where it is written down how it went with the definition's own plan of work."""

from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.conduct.models import PlannedWorkMark
from stegvis.conduct.queries import refuse_unless_run_here
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.models import ProgrammeVersion


@transaction.atomic
def mark(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    what: str,
    quarter: str,
    done_on: date | None,
    note: str = "",
    revision: int | None = None,
) -> PlannedWorkMark:
    """Write that a line is done, or why it is not. `revision` is the one that was seen, None the
    first time. Raises RuleBroken for a line that is not in the plan and a day ahead, Conflict."""
    scope = Scope(actor.organisation_id, version.programme_id)
    require(actor, Permission.CONDUCT_KEEP, scope)
    refuse_unless_run_here(actor, version.programme_id)
    plan = version.definition.planned_work
    if not any(line.what == what and quarter in line.when for line in plan):
        raise RuleBroken("Planen har ingen sådan rad.")
    if done_on is not None and done_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "done_on")
    own = {"owner_id": actor.organisation_id, "programme_id": version.programme_id}
    found = PlannedWorkMark.objects.filter(**own, what=what, quarter=quarter).first()
    if found is not None and revision is None:
        raise Conflict(found)
    row = (
        PlannedWorkMark.lock(found, revision)
        if found
        else PlannedWorkMark(**own, created_by_id=actor.account_id, what=what, quarter=quarter)
    )
    row.done_on, row.note = done_on, note.strip()
    if found is None:
        row.save(force_insert=True)
    else:
        row.keep("done_on", "note")
    record.change(Event.PLANNED_WORK_MARKED, row, programme=version.programme_id, quarter=quarter)
    return row
