"""This file is where the job process works: it draws plots and publishes each month's figures.

Only the job process imports it (PROCRASTINATE_IMPORT_PATHS), because it draws. Arguments are ids
and keys; a job reads cases in one owner's context at a time.
"""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.actions import work_plot
from stegvis.casework.actions.work_plot import DRAW_WORK
from stegvis.casework.models import WorkPlot
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation
from stegvis.outcomes.actions import figures, plot
from stegvis.outcomes.actions.plot import DRAW_PLOT
from stegvis.outcomes.drawing import draw
from stegvis.outcomes.models import Plot
from stegvis.programmes.models import ProgrammeParty, Seat

logger = logging.getLogger(__name__)


@app.task(name=DRAW_PLOT, retry=3)
def draw_plot(key: str) -> None:
    """Draw one plot, unless it is drawn already."""
    wanted = Plot.objects.filter(key=key, svg="").first()
    if wanted is not None:
        plot.keep_picture(key=key, svg=draw(wanted.spec))


@app.task(name=DRAW_WORK, retry=3)
def draw_work(plot: str, organisation: str) -> None:
    """Draw the curve of one case's arbetsutbud, in the context of the authority that owns it."""
    actor = system(Organisation.objects.get(pk=organisation), RoleKey.CASE_MANAGER)
    with acting(actor, purpose=DRAW_WORK):
        wanted = WorkPlot.objects.filter(pk=plot, owner_id=UUID(organisation), svg="").first()
        if wanted is not None:
            work_plot.keep_picture(plot=wanted, key=wanted.key, svg=draw(wanted.spec))


@app.periodic(cron="30 3 * * *")
@app.task(name="stegvis.draw_forgotten_plots", queueing_lock="draw_forgotten_plots")
def draw_forgotten_plots(timestamp: int) -> None:
    """Draw what was asked for and never drawn, because the job process was away."""
    for key in Plot.objects.filter(svg="").values_list("key", flat=True):
        draw_plot(key=key)


@app.periodic(cron="0 4 1 * *")
@app.task(name="stegvis.publish_figures", queueing_lock="publish_figures")
def publish_figures(timestamp: int) -> None:
    """Publish the figures of the month that has ended, for every operator of every programme,
    each in its own context. One that cannot be published does not stop the others."""
    local = timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).date()
    as_of = local.replace(day=1) - timedelta(days=1)
    seats = (
        ProgrammeParty.objects.filter(seat=Seat.OPERATOR, version__published_at__isnull=False)
        .select_related("version", "organisation")
        .order_by("organisation_id", "version__programme_id", "-version__number")
        .distinct("organisation_id", "version__programme_id")
    )
    for seat in seats:
        actor = system(seat.organisation, RoleKey.COORDINATOR)
        with acting(actor, purpose="publish_figures"):
            try:
                figures.publish(actor=actor, version=seat.version, as_of=as_of)
            except RuleBroken as broken:
                logger.info("%s: %s", seat.version, broken.message)
