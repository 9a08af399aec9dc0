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
from stegvis.casework.closing import (
    LIVELIHOOD,
    OCCUPATION,
    follow_up_consents,
    moments_now,
    workplace_found_on,
)
from stegvis.casework.models import FollowUp, Participation
from stegvis.casework.moments import Moment
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
    answer too. What is asked during the programme, such as at a workplace that she has found,
    needs neither. Raises Conflict when somebody else wrote it meanwhile.
    """
    require(actor, Permission.FOLLOWUP_RECORD, participation.scope)
    rules = participation.version.definition.follow_up
    written = list(
        FollowUp.objects.filter(participation=participation, owner_id=actor.organisation_id)
    )
    _check(participation, rules, _known(participation, written, moment), outcome)
    if outcome.reached and (missing := missing_consents(participation)):
        raise RuleBroken(
            f"Samtycke till {' och '.join(missing)} saknas. Uppföljningen räknas som bortfall.",
            "reached",
        )
    found = next((row for row in written if row.moment == moment), None)
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
    """What the person has not consented to, in words that finish the sentence "samtycke till".
    Until she has left nothing of it is needed."""
    if participation.ended_on is None:
        return []
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


def moment_of(participation: Participation, written: list[FollowUp], key: str) -> Moment | None:
    """The moment of a case with this key, as of today; one that is written down stays one,
    whatever has happened to its anchor since. One query."""
    found_on = workplace_found_on(participation.pk, participation.owner_id)
    for moment in moments_now(participation, written, found_on):
        if moment.key == key:
            return moment
    if any(row.moment == key for row in written):
        for rule in participation.version.definition.follow_up.schedule:
            if key.rpartition("-")[0] == rule.key:
                return Moment(key, rule.name, rule, None, None)
    return None


def _known(participation: Participation, written: list[FollowUp], key: str) -> Moment:
    moment = moment_of(participation, written, key)
    if moment is None:
        raise RuleBroken("Den uppföljningen finns inte i insatsen.", "moment")
    is_written = any(row.moment == key for row in written)
    is_of_workplace = moment.rule.anchor == Anchor.WORKPLACE_FOUND
    if is_of_workplace and moment.anchor_on is None and not is_written:
        raise RuleBroken("Deltagaren har inte funnit sin arbetsplats än.")
    return moment


def _check(
    participation: Participation, rules: FollowUps, moment: Moment, outcome: Outcome
) -> None:
    if outcome.done_on > today():
        raise RuleBroken("Datumet ligger framåt i tiden.", "done_on")
    if moment.rule.anchor == Anchor.WORKPLACE_FOUND:
        if moment.anchor_on is not None and outcome.done_on < moment.anchor_on:
            raise RuleBroken("Datumet ligger före första dagen på arbetsplatsen.", "done_on")
    else:
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
