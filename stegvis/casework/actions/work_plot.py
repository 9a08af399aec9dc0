"""This file is where a picture of one case over time, of arbetsutbud or of scores, is asked for
and kept when drawn."""

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.casework.models import ARBETSUTBUD, Participation, WorkPlot

DRAW_WORK = "stegvis.draw_work"


@transaction.atomic
def ask_for(
    *,
    actor: Actor,
    participation: Participation,
    key: str,
    spec: dict[str, Any],
    about: str = ARBETSUTBUD,
) -> bool:
    """Have the curve drawn, unless this very one is drawn or asked for already; tells which.

    One picture of each thing in a case: the newest takes the former's place. Asking changes
    nothing about anybody, so nothing is logged. The job is named, not imported: its module draws.
    """
    require(actor, Permission.ACTIVITY_WRITE, participation.scope)
    mine = {"owner_id": actor.organisation_id, "participation_id": participation.pk, "about": about}
    row = WorkPlot.objects.select_for_update().filter(**mine).first()
    if row is not None and row.key == key:
        return False
    if row is None:
        row = WorkPlot(
            created_by_id=actor.account_id,
            participant_id=participation.participant_id,
            key=key,
            spec=spec,
            **mine,
        )
        row.save(force_insert=True)
    else:
        row.key, row.spec, row.svg = key, spec, ""
        row.keep("key", "spec", "svg")
    # The authority goes with it, for the job works in its context and no other.
    configure_task(name=DRAW_WORK, job_manager=app.job_manager).defer(
        plot=str(row.pk), organisation=str(actor.organisation_id)
    )
    return True


@transaction.atomic
def keep_picture(*, plot: WorkPlot, key: str, svg: str) -> None:
    """Keep what the job has drawn, if it is still what is asked for."""
    locked = WorkPlot.lock(plot)
    if locked.key == key:
        locked.svg = svg
        locked.keep("svg")
