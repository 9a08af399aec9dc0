"""This file is where plots are asked for by pages and kept by the job that draws them."""

from collections.abc import Iterable

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Refused, may_somewhere
from stegvis.outcomes.models import Plot
from stegvis.outcomes.plots import Spec, content_key

DRAW_PLOT = "stegvis.draw_plot"


@transaction.atomic
def ask_for(*, actor: Actor, specs: Iterable[Spec]) -> list[str]:
    """Have these plots drawn, those that are not already; gives the keys of new ones.

    A plot holds aggregates that the actor may read and is found by the digest of its content
    alone. Asking changes nothing about anybody, so nothing is logged. Jobs are deferred in the
    same transaction, by name: the module that holds them draws, and must never be imported here.
    """
    if not (
        may_somewhere(actor, Permission.GOALS_READ) or may_somewhere(actor, Permission.FIGURES_READ)
    ):
        raise Refused(Permission.GOALS_READ)
    wanted = {content_key(spec): spec for spec in specs}
    known = set(Plot.objects.filter(key__in=wanted).values_list("key", flat=True))
    new = [key for key in wanted if key not in known]
    Plot.objects.bulk_create(
        [Plot(key=key, spec=wanted[key], created_by_id=actor.account_id) for key in new],
        ignore_conflicts=True,
    )
    for key in new:
        configure_task(name=DRAW_PLOT, job_manager=app.job_manager).defer(key=key)
    return new


@transaction.atomic
def keep_picture(*, key: str, svg: str) -> None:
    """Keep what the job has drawn. A plot is found by its content, so a second drawing of it is
    the same picture and does no harm."""
    plot = Plot.objects.select_for_update().get(key=key)
    plot.svg = svg
    plot.keep("svg")
