"""This file is where it is judged, by the parties' agreed checklist, that somebody is ready."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import Participation
from stegvis.casework.models import Readiness as Judgement
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.programmes.journey import Readiness as Checklist

YES, NO, UNCLEAR = "yes", "no", "unclear"
VALUES = frozenset({YES, NO, UNCLEAR})


@transaction.atomic
def judge(
    *,
    actor: Actor,
    participation: Participation,
    judged_on: date,
    items: Mapping[str, str],
    is_ready: bool,
    with_whom: str = "",
    comment: str = "",
) -> Judgement:
    """Judge whether the participant is ready for the next stage. Each judgement is a row of its
    own and the newest counts; an earlier one is never changed.

    Ready is the judge's decision, not a sum of the items: an item may be left open, with a
    reason. The receiver's confirmation is something else, see `exit` and `takeover`.
    Raises RuleBroken for an unknown item or answer, a day ahead or before enrolment, and for
    ready with open items and no comment.
    """
    require(actor, Permission.READINESS_JUDGE, participation.scope)
    checklist = participation.version.definition.readiness
    if checklist is None:
        raise RuleBroken("Insatsen har ingen checklista att bedöma efter.")
    _check_day(participation, judged_on)
    _check_items(checklist, items)
    if is_ready and open_items(checklist, items) and not comment.strip():
        raise RuleBroken(
            "Skriv varför personen är redo fast någon punkt är öppen eller inte uppfylld.",
            "comment",
        )
    judgement = Judgement.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        judged_on=judged_on,
        judged_by_id=actor.account_id,
        with_whom=with_whom.strip(),
        items=dict(items),
        is_ready=is_ready,
        comment=comment.strip(),
    )
    record.change(Event.READINESS_JUDGED, judgement, ready=is_ready, on=judged_on)
    return judgement


def open_items(checklist: Checklist, items: Mapping[str, str]) -> list[str]:
    """The texts of the items that are not answered with yes, in the list's order."""
    return [item.text for item in checklist.items if items.get(item.key) != YES]


def _check_day(participation: Participation, day: date) -> None:
    if day > today():
        raise RuleBroken("Bedömningens datum ligger framåt i tiden.", "judged_on")
    if day < participation.enrolled_on:
        raise RuleBroken("Bedömningens datum ligger före inskrivningen.", "judged_on")


def _check_items(checklist: Checklist, items: Mapping[str, str]) -> None:
    known = {item.key for item in checklist.items}
    if unknown := set(items) - known:
        raise RuleBroken(f"Punkten {min(unknown)} finns inte i checklistan. Ladda om sidan.")
    for key, value in items.items():
        if value not in VALUES:
            raise RuleBroken("Välj ja, nej eller oklart.", key)
