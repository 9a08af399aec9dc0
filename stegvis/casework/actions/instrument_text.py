"""This file is where the questions of a licensed instrument are written in by the authority that
has them from whoever owns the right to them."""

from collections.abc import Sequence

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import own_scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import InstrumentText
from stegvis.core.errors import RuleBroken
from stegvis.programmes.measures import Instrument
from stegvis.programmes.models import ProgrammeVersion

MOST_CHARACTERS = 500


@transaction.atomic
def keep(
    *,
    actor: Actor,
    version: ProgrammeVersion,
    instrument: str,
    edition: str,
    items: Sequence[str],
    low_label: str,
    high_label: str,
    licence: str,
) -> InstrumentText:
    """Write in what the items say, in their order, and by what right they are used. What was
    written before stays, and the newest counts.

    Raises RuleBroken for an instrument without scoring, a wrong number of items, one that is
    empty or too long, and when edition, licence or the words of the scale's ends are left out.
    """
    require(actor, Permission.GOALS_ANALYSE, own_scope(actor, version.programme_id))
    rule = _rule(version, instrument)
    texts = [" ".join(text.split()) for text in items]
    wanted = rule.scoring.items if rule.scoring else 0
    if len(texts) != wanted:
        raise RuleBroken(
            f"Instrumentet har {wanted} frågor, men listan har {len(texts)}. "
            "Skriv en fråga på varje rad.",
            "items",
        )
    for number, text in enumerate(texts, 1):
        if not text or len(text) > MOST_CHARACTERS:
            raise RuleBroken(
                f"Fråga {number} är tom eller längre än {MOST_CHARACTERS} tecken.", "items"
            )
    told = {
        "edition": (edition, "vilken utgåva det är"),
        "low_label": (low_label, "vad det lägsta svaret betyder"),
        "high_label": (high_label, "vad det högsta svaret betyder"),
        "licence": (licence, "vem som har gett tillstånd"),
    }
    for name, (value, what) in told.items():
        if not value.strip():
            raise RuleBroken(f"Skriv {what}.", name)
    row = InstrumentText(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        programme_id=version.programme_id,
        instrument=rule.key,
        items=texts,
        **{name: value.strip() for name, (value, _) in told.items()},
    )
    row.save(force_insert=True)
    record.change(Event.INSTRUMENT_TEXT_KEPT, row, instrument=rule.key)
    return row


def _rule(version: ProgrammeVersion, key: str) -> Instrument:
    rule = next((one for one in version.definition.instruments if one.key == key), None)
    if rule is None or rule.scoring is None:
        raise RuleBroken("Instrumentet har inga frågor som ägs av någon annan.", "items")
    return rule
