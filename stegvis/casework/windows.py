"""This file is where it is derived when a party takes part: always, or at intake and exit only.

A definition says which (`window`). The periods come from facts and are stored nowhere: intake is
from enrolment and some days on; exit is from the day that the closing is prepared until some days
after it is confirmed. Outside them nothing is handed out to the party, and what was has ended.
"""

from datetime import date, datetime
from uuid import UUID

from stegvis.casework.closing import last_handover_day
from stegvis.casework.models import Exit, Participation
from stegvis.core.dates import day_of, in_swedish, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.programmes.definition import Definition, Party
from stegvis.programmes.vocabulary import Window


def party_of(definition: Definition, organisation: Organisation) -> Party | None:
    """The party of the definition that an authority is, by name, or else by its kind."""
    named = [party for party in definition.parties if party.organisation == organisation.key]
    open_seats = [
        party
        for party in definition.parties
        if party.organisation is None and party.kind == organisation.kind
    ]
    return next(iter(named + open_seats), None)


def is_windowed(party: Party | None) -> bool:
    return party is not None and party.window == Window.INTAKE_AND_EXIT


def entry_end(party: Party | None, enrolled_on: date) -> date | None:
    """The last day, inclusive, of a party's part at intake; None for one that stays."""
    if party is None or not is_windowed(party):
        return None
    return party.intake_window.after(enrolled_on)


def last_day(case: Participation, organisation_id: UUID) -> date | None:
    """The last day, inclusive, of the period that is open for the authority now; None when
    nothing ends it yet. Raises RuleBroken outside its periods."""
    definition = case.version.definition
    if all(party.window == Window.ALWAYS for party in definition.parties):
        return None
    organisation = Organisation.objects.get(pk=organisation_id)
    party = party_of(definition, organisation)
    if party is None or not is_windowed(party):
        return None
    closing = Exit.objects.filter(participation=case, owner_id=case.owner_id).first()
    if closing is not None and closing.confirmed_at is None:
        return None
    intake_ends = party.intake_window.after(case.enrolled_on)
    exit_ends = last_handover_day(definition, day_of(closing.confirmed_at)) if closing else None
    for ends_on in (exit_ends, intake_ends):
        if ends_on is not None and ends_on >= today():
            return ends_on
    raise RuleBroken(
        f"{organisation.name} deltar bara vid inskrivning och avslut. Inskrivningen var öppen "
        f"till och med {in_swedish(intake_ends)}. Nästa gång är när avslutet förbereds.",
        "receiver",
    )


def is_open(case: Participation, organisation_id: UUID) -> bool:
    """Is one of the authority's periods open now? Always, for one that stays."""
    try:
        last_day(case, organisation_id)
    except RuleBroken:
        return False
    return True


def is_open_between(
    definition: Definition,
    party: Party,
    enrolled_on: date,
    *,
    is_closing: bool,
    closed_at: datetime | None,
    day: date,
) -> bool:
    """As `is_open`, for a party that takes part at both ends, from facts already at hand."""
    if is_closing and closed_at is None:
        return True
    ends = [party.intake_window.after(enrolled_on)]
    if closed_at is not None:
        ends.append(last_handover_day(definition, day_of(closed_at)))
    return max(ends) >= day
