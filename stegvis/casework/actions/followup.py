"""This file is where it is written down how it went after exit, also for those not reached."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import require
from stegvis.audit.events import Event
from stegvis.audit.record import change
from stegvis.casework.closing import LIVELIHOOD, OCCUPATION, follow_up_consents
from stegvis.casework.models import FollowUp, Participation
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.models import ConsentKind
from stegvis.programmes.journey import FollowUps
from stegvis.programmes.vocabulary import Anchor

# Where the reason is kept for one who was not reached; no question may have this key.
NOT_REACHED = "not_reached"

NEEDED: dict[str, str] = {
    ConsentKind.CONTACT_AFTER_EXIT: "kontakt efter avslut",
    ConsentKind.FOLLOW_UP: "registrering för uppföljning",
}


@dataclass(frozen=True)
class Outcome:
    """What was learnt. Without reach only the attempts and the reason (`not_reached`) count."""

    done_on: date
    reached: bool
    attempts: int = 1
    not_reached: str = ""
    occupation: str = ""
    livelihood: str = ""
    extent_percent: int | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@transaction.atomic
def record(
    *,
    actor: Actor,
    participation: Participation,
    moment: str,
    outcome: Outcome,
    revision: int | None = None,
) -> FollowUp:
    """Write or change the follow-up of one moment; there is one row a moment.

    Facts about how it goes need two consents in force: contact after exit and registration for
    follow-up. Without them the moment can only be counted as missing (bortfall), which is an
    answer too. Raises Conflict when somebody else wrote it meanwhile.
    """
    require(actor, Permission.FOLLOWUP_RECORD, participation.scope)
    rules = participation.version.definition.follow_up
    _check(participation, rules, moment, outcome)
    if outcome.reached and (missing := missing_consents(participation)):
        raise RuleBroken(
            f"Samtycke till {' och '.join(missing)} saknas. Uppföljningen räknas som bortfall.",
            "reached",
        )
    found = FollowUp.objects.filter(
        participation=participation, owner_id=actor.organisation_id, moment=moment
    ).first()
    if found is not None and revision is None:
        raise Conflict(found)
    row = FollowUp.lock(found, revision) if found else _new(actor, participation, moment)
    values = _values(outcome)
    for name, value in values.items():
        setattr(row, name, value)
    if found is None:
        row.save(force_insert=True)
    else:
        row.keep(*values)
    _log(row)
    return row


def _log(row: FollowUp) -> None:
    change(Event.FOLLOWUP_RECORDED, row, moment=row.moment, reached=row.reached, on=row.done_on)


def missing_consents(participation: Participation) -> list[str]:
    """What the person has not consented to, in words that finish the sentence "samtycke till"."""
    given = follow_up_consents(participation.pk)
    return [words for kind, words in NEEDED.items() if kind not in given]


def _new(actor: Actor, participation: Participation, moment: str) -> FollowUp:
    return FollowUp(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=participation.participant_id,
        participation=participation,
        moment=moment,
    )


def _values(outcome: Outcome) -> dict[str, object]:
    values = asdict(outcome)
    reason = values.pop("not_reached")
    values["text"] = outcome.text.strip()
    if outcome.reached:
        values["answers"] = {key: value for key, value in outcome.answers.items() if value}
        return values
    nothing = {"occupation": "", "livelihood": "", "extent_percent": None}
    return values | nothing | {"answers": {NOT_REACHED: reason}}


def _check(participation: Participation, rules: FollowUps, moment: str, outcome: Outcome) -> None:
    known = next((item for item in rules.schedule if item.key == moment), None)
    if known is None:
        raise RuleBroken("Den uppföljningen finns inte i insatsen.", "moment")
    if outcome.done_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "done_on")
    if known.anchor != Anchor.WORKPLACE_FOUND:
        if participation.ended_on is None:
            raise RuleBroken("Deltagandet är inte avslutat än.")
        if outcome.done_on < participation.ended_on:
            raise RuleBroken("Datumet ligger före avslutet.", "done_on")
    if outcome.extent_percent is not None and not 0 <= outcome.extent_percent <= 100:
        raise RuleBroken("Skriv ett tal mellan 0 och 100.", "extent_percent")
    if outcome.reached:
        _check_answers(rules, outcome)
    elif outcome.not_reached not in {choice.key for choice in rules.not_reached}:
        raise RuleBroken("Välj varför personen inte nåddes.", "not_reached")


def _check_answers(rules: FollowUps, outcome: Outcome) -> None:
    given = {**outcome.answers, OCCUPATION: outcome.occupation, LIVELIHOOD: outcome.livelihood}
    questions = {question.key: question for question in rules.questions}
    for key, value in given.items():
        if not value:
            continue
        question = questions.get(key)
        if question is None:
            raise RuleBroken("Svaret hör inte till någon fråga i insatsen. Ladda om sidan.")
        if question.choices and value not in {choice.key for choice in question.choices}:
            raise RuleBroken("Välj ett svar i listan.", key)
