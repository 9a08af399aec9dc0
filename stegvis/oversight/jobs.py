"""This file is where the job process draws each month's samples, one owner's log at a time."""

import logging
from datetime import UTC, date, datetime, timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from stegvis.audit.journal import acting
from stegvis.core.errors import RuleBroken
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Organisation, OrganisationKind, Unit
from stegvis.oversight.actions import log_check
from stegvis.oversight.models import LogCheck

logger = logging.getLogger(__name__)

ROWS_OF_AUTHORITY = 20
ROWS_OF_UNIT = 10
SHARE = 50


@app.periodic(cron="0 5 1 * *")
@app.task(name="stegvis.draw_log_checks", queueing_lock="draw_log_checks")
def draw_log_checks(timestamp: int) -> None:
    """Draw the samples of the month that has ended: one of each authority's whole log, which
    holds other authorities' reading too, and one of each of its units. None is drawn twice."""
    local = timezone.localtime(datetime.fromtimestamp(timestamp, UTC)).date()
    ends_on = local.replace(day=1) - timedelta(days=1)
    for organisation in Organisation.objects.exclude(kind=OrganisationKind.ASSOCIATION):
        actor = system(organisation)
        for unit in (None, *Unit.objects.filter(organisation=organisation)):
            with acting(actor, purpose="draw_log_checks"):
                if not _is_drawn(organisation, unit, ends_on):
                    _draw(organisation, unit, ends_on)


def _is_drawn(organisation: Organisation, unit: Unit | None, ends_on: date) -> bool:
    return LogCheck.objects.filter(
        owner_id=organisation.pk, unit=unit, ends_on=ends_on, created_by__is_system=True
    ).exists()


def _draw(organisation: Organisation, unit: Unit | None, ends_on: date) -> None:
    try:
        log_check.draw(
            actor=system(organisation),
            unit=unit,
            starts_on=ends_on.replace(day=1),
            ends_on=ends_on,
            size=ROWS_OF_UNIT if unit else ROWS_OF_AUTHORITY,
            share=SHARE,
        )
    except RuleBroken as broken:
        logger.info("%s: %s", unit or organisation, broken.message)
