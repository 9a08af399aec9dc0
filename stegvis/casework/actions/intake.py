"""This file is where a referral is considered by its receiver: opened, judged, decided, enrolled.

Every way out tells the referrer at once, since the intake has been handed out to her from the
first day. How criteria were judged never leaves the receiver.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework import inbox, windows
from stegvis.casework.actions import participation as cases
from stegvis.casework.actions import question as questions
from stegvis.casework.actions.referred_person import received_person
from stegvis.casework.actions.sending import category_of
from stegvis.casework.intake_facts import Weighed, fact_date, known_facts, weigh
from stegvis.casework.models import (
    CriterionJudgement,
    Intake,
    IntakeStatus,
    Judged,
    Participation,
    QuestionKind,
    Referral,
    ReferralStatus,
)
from stegvis.casework.models.intake import MOVES
from stegvis.core.dates import now, today
from stegvis.core.errors import RuleBroken
from stegvis.participants.actions import benefit, disclosure
from stegvis.participants.models import Ground, Participant
from stegvis.programmes.definition import Definition
from stegvis.programmes.definition import Party as DefinedParty
from stegvis.programmes.facts import readable
from stegvis.programmes.vocabulary import Choice, SeatRole, find


@transaction.atomic
def open(*, actor: Actor, referral: Referral) -> Intake:
    """Open a referral that has been sent here: it gets an intake of our own, and the referrer can
    follow its status from now on. The answer goes back on the ground that the referral came on.

    Opened once; a second opening gives the same intake. Raises RuleBroken for a draft or a
    withdrawn one.
    """
    scope = Scope(referral.receiver_id, referral.version.programme_id)
    require(actor, Permission.INTAKE_JUDGE, scope)
    if referral.status != ReferralStatus.SENT or referral.sent_at is None:
        raise RuleBroken("Den är inte längre skickad hit. Uppdatera inkorgen.")
    intake, is_new = Intake.objects.get_or_create(
        referral=referral,
        defaults={
            "owner_id": actor.organisation_id,
            "created_by_id": actor.account_id,
            "version": referral.version,
            "received_on": timezone.localdate(referral.sent_at),
        },
    )
    if not is_new:
        return intake
    record.change(Event.INTAKE_OPENED, intake, referral=referral.pk)
    if referral.owner_id != intake.owner_id:
        disclosure.make(
            actor=actor,
            scope=scope,
            item=intake,
            title=f"Besked om {referral.version.definition.words.referral_definite}",
            receiver_id=referral.owner_id,
            category=category_of(referral.version.definition, "contact"),
            ground=referral.ground or Ground.CONSENT,
            reason=referral.ground_reason,
            assessment=referral.assessed,
        )
    return intake


@transaction.atomic
def assess(*, actor: Actor, intake: Intake, revision: int | None = None) -> Intake:
    """Take the assessment up again after an answer has come, or from the queue."""
    require(actor, Permission.INTAKE_JUDGE, intake.scope)
    locked = _locked(intake, revision)
    _move(locked, IntakeStatus.ASSESSING)
    locked.keep("status")
    record.change(Event.INTAKE_OPENED, locked, status=locked.status)
    return locked


@transaction.atomic
def judge(
    *,
    actor: Actor,
    intake: Intake,
    criterion: str,
    outcome: str,
    set_aside: bool = False,
    reason: str = "",
) -> CriterionJudgement:
    """Judge one criterion of the target group, or set it aside for this person with a reason.

    The facts fill in what they can; a person's judgement goes before them and may be changed
    until the decision. Raises RuleBroken when the definition does not let it be set aside.
    """
    require(actor, Permission.INTAKE_JUDGE, intake.scope)
    locked = _locked(intake, None)
    _refuse_decided(locked)
    known = {one.key: one for one in intake.version.definition.target_group.criteria}
    if criterion not in known or outcome not in Judged.values:
        raise RuleBroken("Välj hur kriteriet ska bedömas.", "outcome")
    if set_aside and not known[criterion].can_be_set_aside:
        raise RuleBroken("Det här kriteriet går inte att bortse från.", "set_aside")
    if set_aside and not reason.strip():
        raise RuleBroken("Skriv varför ni bortser från kriteriet.", "reason")
    judgement, _ = CriterionJudgement.objects.select_for_update().get_or_create(
        intake=locked,
        criterion=criterion,
        defaults={
            "owner_id": actor.organisation_id,
            "created_by_id": actor.account_id,
            "outcome": outcome,
        },
    )
    judgement.outcome, judgement.set_aside, judgement.reason = outcome, set_aside, reason.strip()
    judgement.created_by_id, judgement.created_at = actor.account_id, now()
    judgement.keep("outcome", "set_aside", "reason", "created_by", "created_at")
    _begin(locked)
    record.change(
        Event.CRITERION_JUDGED, locked, criterion=criterion, outcome=outcome, set_aside=set_aside
    )
    return judgement


@transaction.atomic
def ask_more(
    *,
    actor: Actor,
    intake: Intake,
    text: str,
    answer_by: date | None = None,
    revision: int | None = None,
) -> Intake:
    """Ask the referrer for what is missing; never for a new certificate. She already holds what
    she is asked about, and the question goes on the ground that the referral came on."""
    require(actor, Permission.INTAKE_JUDGE, intake.scope)
    locked = _locked(intake, revision)
    referral = inbox.arrived(actor, intake.referral_id).referral
    if referral.owner_id == intake.owner_id:
        raise RuleBroken("Det finns ingen annan att fråga: uppgifterna har ni skrivit in själva.")
    questions.ask(
        actor=actor,
        permission=Permission.INTAKE_JUDGE,
        scope=intake.scope,
        kind=QuestionKind.COMPLETION,
        version=intake.version,
        receiver_id=referral.owner_id,
        addressee_id=referral.handler_id,
        text=text,
        answer_by=answer_by,
        referral=referral,
        ground=referral.ground or Ground.CONSENT,
        reason=referral.ground_reason,
        assessment=referral.assessed,
    )
    if locked.status != IntakeStatus.ASKED:
        _move(locked, IntakeStatus.ASKED)
        locked.keep("status")
    return locked


@transaction.atomic
def queue(
    *,
    actor: Actor,
    intake: Intake,
    expected_on: date | None = None,
    message: str = "",
    revision: int | None = None,
) -> Intake:
    """Put the person on the waiting list, or change when a place is expected. The place in the
    queue counts from the first day. Raises RuleBroken where the programme has no waiting list."""
    require(actor, Permission.INTAKE_DECIDE, intake.scope)
    locked = _locked(intake, revision)
    if not intake.version.definition.intake.waiting_list:
        raise RuleBroken("Insatsen har ingen kö.")
    if expected_on and expected_on < today():
        raise RuleBroken("Dagen då en plats väntas har redan varit.", "expected_on")
    if locked.status != IntakeStatus.QUEUED:
        _move(locked, IntakeStatus.QUEUED)
    locked.queued_on = locked.queued_on or today()
    locked.expected_on, locked.message = expected_on, message.strip()
    locked.keep("status", "queued_on", "expected_on", "message")
    record.change(Event.INTAKE_QUEUED, locked, expected_on=expected_on)
    return locked


@transaction.atomic
def admit(
    *, actor: Actor, intake: Intake, message: str = "", revision: int | None = None
) -> Intake:
    """Take the person in: she is written into our own register with what the referral told, so
    that nothing is asked for twice; a benefit that the referrer told becomes a benefit of ours.

    Somebody whose identity was not handed out is taken in without one, as protected, with the
    actor as her named reader. The referrer's disclosures stay as they are: only their owner can
    close them. Raises RuleBroken while a criterion stands in the way or has not been judged.
    """
    require(actor, Permission.INTAKE_DECIDE, intake.scope)
    locked = _locked(intake, revision)
    seen = inbox.arrived(actor, intake.referral_id)
    weighed = weigh(
        intake.version.definition,
        known_facts(seen.referral, seen.identity, today()),
        inbox.judgements(intake),
    )
    _refuse_unsettled(weighed)
    _keep_what_was_known(actor, locked, weighed)
    locked.participant = _own_participant(actor, intake, seen)
    locked.message = message.strip()
    _decide(actor, locked, IntakeStatus.ADMITTED)
    locked.keep("status", "participant", "message", "decided_on", "decided_by")
    _write_benefit(actor, intake, locked.participant, seen.referral)
    record.change(Event.INTAKE_ADMITTED, locked)
    return locked


@transaction.atomic
def not_admit(
    *,
    actor: Actor,
    intake: Intake,
    reason: str,
    text: str = "",
    message: str = "",
    revision: int | None = None,
) -> Intake:
    """Do not take the person in (tas inte emot), with one of the programme's reasons. It is no
    decision against anybody, and she can be referred anew; the reason can be counted later."""
    require(actor, Permission.INTAKE_DECIDE, intake.scope)
    locked = _locked(intake, revision)
    reasons = {choice.key: choice.label for choice in _reasons(intake)}
    if reason not in reasons:
        raise RuleBroken("Välj varför personen inte tas emot.", "reason")
    locked.decision_reason = "\n".join(filter(None, [reasons[reason], text.strip()]))
    locked.refusal, locked.message = reason, message.strip()
    seen = inbox.arrived(actor, locked.referral_id)
    facts = known_facts(seen.referral, seen.identity, today())
    weighed = weigh(seen.referral.version.definition, facts, inbox.judgements(locked))
    _keep_what_was_known(actor, locked, weighed)
    _decide(actor, locked, IntakeStatus.NOT_ADMITTED)
    locked.keep("status", "message", "decision_reason", "refusal", "decided_on", "decided_by")
    record.change(Event.INTAKE_NOT_ADMITTED, locked, reason=reason)
    return locked


@transaction.atomic
def not_reached(
    *, actor: Actor, intake: Intake, text: str, message: str = "", revision: int | None = None
) -> Intake:
    """Close an intake because the person could not be reached, and say what was tried. Counted by
    itself, so that those nobody reached do not vanish among those not taken in."""
    require(actor, Permission.INTAKE_DECIDE, intake.scope)
    locked = _locked(intake, revision)
    if not text.strip():
        raise RuleBroken("Skriv hur ni har försökt nå personen.", "text")
    locked.decision_reason, locked.message = text.strip(), message.strip()
    _decide(actor, locked, IntakeStatus.NOT_REACHED)
    locked.keep("status", "message", "decision_reason", "decided_on", "decided_by")
    record.change(Event.INTAKE_NOT_REACHED, locked)
    return locked


@transaction.atomic
def close_withdrawn(*, actor: Actor, intake: Intake) -> Intake:
    """Close an intake whose referral has been withdrawn. What it said can no longer be read;
    that, and when, it was received stays. Raises RuleBroken while it can be read."""
    require(actor, Permission.INTAKE_DECIDE, intake.scope)
    locked = _locked(intake, None)
    if locked.pk not in {one.pk for one in inbox.left_open(actor, [])}:
        raise RuleBroken("Den är inte tillbakadragen. Fatta ett beslut i stället.")
    _decide(actor, locked, IntakeStatus.WITHDRAWN)
    locked.keep("status", "decided_on", "decided_by")
    record.change(Event.INTAKE_WITHDRAWN, locked)
    return locked


@transaction.atomic
def enrol(
    *,
    actor: Actor,
    intake: Intake,
    enrolled_on: date,
    case_manager_id: UUID,
    with_referrer: bool = True,
    arm: str = "",
) -> Participation:
    """Enrol somebody who has been taken in, appoint her case manager and let the referrer into
    the case as a party through the handler who referred. Once for each intake."""
    require(actor, Permission.PARTICIPATION_ENROL, intake.scope)
    locked = Intake.lock(intake)
    if locked.participant is None:
        raise RuleBroken("Personen måste först tas emot.")
    if locked.participations.exists():
        raise RuleBroken("Personen är redan inskriven.")
    case = cases.enrol(
        actor=actor,
        participant=locked.participant,
        version=intake.version,
        intake=locked,
        enrolled_on=enrolled_on,
        arm=arm,
    )
    cases.assign(actor=actor, participation=case, account_id=case_manager_id, starts_on=enrolled_on)
    seen = inbox.arrived(actor, intake.referral_id)
    if with_referrer and not seen.is_own:
        _add_referrer(actor, case, seen.referral)
    return case


def _locked(intake: Intake, revision: int | None) -> Intake:
    return Intake.lock(intake, revision)


def _refuse_decided(intake: Intake) -> None:
    if not intake.is_open:
        raise RuleBroken(
            f"Beslutet är redan fattat: {intake.get_status_display()}. "
            "Den som ska prövas på nytt behöver aktualiseras på nytt."
        )


def _move(intake: Intake, status: IntakeStatus) -> None:
    _refuse_decided(intake)
    if status not in MOVES[intake.status]:
        raise RuleBroken(f"Den är redan {intake.get_status_display()}.")
    intake.status = status


def _begin(intake: Intake) -> None:
    """The first judgement or meeting makes a received referral one that is being assessed."""
    if intake.status == IntakeStatus.RECEIVED:
        intake.status = IntakeStatus.ASSESSING
        intake.keep("status")


def _decide(actor: Actor, intake: Intake, status: IntakeStatus) -> None:
    _move(intake, status)
    intake.decided_on = today()
    intake.decided_by_id = actor.account_id


def _refuse_unsettled(weighed: Iterable[Weighed]) -> None:
    rows = list(weighed)
    unclear = [one.criterion.text for one in rows if one.needs_person]
    against = [one.criterion.text for one in rows if one.stands_in_the_way]
    if against:
        raise RuleBroken(
            f"Det här talar emot: {'; '.join(against)}. Bortse från kriteriet med ett skäl, "
            "eller välj Tas inte emot."
        )
    if unclear:
        raise RuleBroken(f"Bedöm först: {'; '.join(unclear)}.")


def _keep_what_was_known(actor: Actor, intake: Intake, weighed: Iterable[Weighed]) -> None:
    """What the referral's facts said of each criterion is written down with the decision: later the
    referral may be closed, and nobody could say why she was not taken in, nor count how many of
    those considered met a criterion. The facts themselves only where they stood in the way."""
    said = "Enligt det som stod i underlaget."
    CriterionJudgement.objects.bulk_create(
        CriterionJudgement(
            owner_id=actor.organisation_id,
            created_by_id=actor.account_id,
            intake=intake,
            criterion=one.criterion.key,
            outcome=one.outcome,
            reason=f"{said} {one.derived.source}".strip() if one.stands_in_the_way else said,
        )
        for one in weighed
        if one.judged is None and one.outcome != Judged.UNCLEAR
    )


def _own_participant(actor: Actor, intake: Intake, seen: inbox.Arrived) -> Participant:
    if seen.is_own:
        return seen.referral.participant
    return received_person(
        actor=actor,
        permission=Permission.INTAKE_DECIDE,
        scope=intake.scope,
        row=seen.referral,
        identity=seen.identity,
    )


def _write_benefit(actor: Actor, intake: Intake, participant: Participant, seen: Referral) -> None:
    definition, facts = seen.version.definition, seen.facts
    kind = readable(facts.get("benefit"), definition.vocabulary["benefit"])
    if kind in (None, "none"):
        return
    extent = readable(facts.get("benefit_extent"), definition.vocabulary["benefit_extent"])
    starts_on = fact_date(facts, "benefit_start")
    ends_on = fact_date(facts, "benefit_end")
    benefit.add(
        actor=actor,
        scope=intake.scope,
        participant=participant,
        decision=benefit.Decision(
            kind=str(kind),
            extent_percent=extent if isinstance(extent, int) and 0 < extent <= 100 else None,
            # A start after the end is a slip in the referral and must not stop an admission.
            starts_on=None if starts_on and ends_on and starts_on > ends_on else starts_on,
            ends_on=ends_on,
            source=f"{seen.owner.short_name}, {definition.words.referral}"[:120],
        ),
    )


def _reasons(intake: Intake) -> tuple[Choice, ...]:
    return intake.version.definition.intake.refusal_reasons


def _add_referrer(actor: Actor, case: Participation, referral: Referral) -> None:
    definition = referral.version.definition
    party = windows.party_of(definition, referral.owner)
    cases.add_party(
        actor=actor,
        participation=case,
        organisation_id=referral.owner_id,
        organisation_participant_id=referral.participant_id,
        key=party.key if party else "",
        contact_id=referral.handler_id,
        seat=_contact_seat(definition, party),
        starts_on=case.enrolled_on,
        ends_on=windows.entry_end(party, case.enrolled_on),
    )


def _contact_seat(definition: Definition, party: DefinedParty | None) -> str:
    seats = [find(definition.seats, key) for key in party.seats] if party else []
    contact = next((seat for seat in seats if seat.role == SeatRole.CONTACT), None)
    return contact.name.lower() if contact else "handläggare"
