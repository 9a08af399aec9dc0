"""This file is where each deadline gets its one click: the page that takes care of it."""

from typing import NamedTuple
from uuid import UUID

from stegvis.casework.deadline import Deadline, Reminder
from stegvis.casework.duty import Task
from stegvis.programmes.vocabulary import Watched
from stegvis.web.shared.addresses import url_of

SUBJECT, REF, KEY = "subject", "ref", "key"


class Act(NamedTuple):
    """What the button says, the page, and what the page's address is made of."""

    label: str
    url_name: str
    takes: tuple[str, ...] = (SUBJECT,)


CARE = f"{Watched.WAITING_FOR_RECEIVER}:care"

ACTS: dict[str, Act] = {
    Watched.CONSENT_MISSING: Act("Skriv in samtycke", "consent-write"),
    Watched.CONSENT_END: Act("Se samtycket", "consent-list"),
    Watched.MAPPING_DUE: Act("Öppna", "mapping-show"),
    Watched.PLAN_DUE: Act("Öppna planen", "plan-show"),
    Watched.QUESTION_UNANSWERED: Act("Se frågan", "question-show", (REF,)),
    Watched.BENEFIT_END: Act("Nytt beslut", "benefit-add"),
    Watched.AGE_LIMIT: Act("Se ersättning", "person-show"),
    Watched.DORMANT_END: Act("Se ersättning", "person-show"),
    Watched.NO_CONTACT: Act("Skriv anteckning", "note-write"),
    Watched.WAITING_FOR_RECEIVER: Act("Se läget", "exit-show"),
    CARE: Act("Se läget", "outgoing-status", (SUBJECT, REF)),
    Watched.FOLLOW_UP_DUE: Act("Följ upp", "followup-record", (SUBJECT, KEY)),
    Watched.PROGRAMME_END: Act("Planera avslut", "exit-show"),
    Reminder.MEETING: Act("Öppna mötet", "meeting-report", (SUBJECT, REF)),
    Reminder.PLAN_REVIEW: Act("Öppna planen", "plan-show"),
    Reminder.ACTION_DUE: Act("Öppna planen", "plan-show"),
    Reminder.ANSWER_ARRIVED: Act("Läs svaret", "question-show", (REF,)),
    Reminder.REVIEW_DUE: Act("Granska", "disclosure-review", (SUBJECT, REF)),
    Reminder.AFTERCARE: Act("Skriv anteckning", "note-write"),
    Reminder.OWN_WORDS: Act("Läs", "own-words"),
    Reminder.UNASSIGNED: Act("Utse", "case-reassign"),
    Reminder.EXTRACT: Act("Granska", "extract-review", (REF,)),
    Reminder.REGISTRATION: Act("Skriv in", "registration-write", (SUBJECT, KEY)),
    Reminder.INSTRUMENT: Act("Se enkäterna", "instrument-list"),
    Reminder.PLACE: Act("Planera", "need-list"),
    Reminder.TEAM_MEETING: Act("Förbered", "case-show"),
    Task.REFERRAL: Act("Öppna", "intake-show"),
    Task.INTAKE_MEETING: Act("Öppna mötet", "intake-meeting-report", (REF,)),
    Task.DRAFT: Act("Fortsätt", "referral-change"),
    Task.DECISION: Act("Se läget", "referral-show"),
    Task.TAKEN_BACK: Act("Läs", "referral-show"),
    Task.QUESTION: Act("Svara", "question-show"),
    Task.REVIEW: Act("Granska", "review-outside"),
    Task.EXTRACT: Act("Granska", "extract-review"),
    Task.PROPOSAL: Act("Bedöm", "proposal-assess"),
    Task.PROPOSAL_ANSWER: Act("Se svaret", "proposal-show"),
    Task.TAKEOVER: Act("Bekräfta", "takeover-confirm"),
    Task.TEAM_MEETING: Act("Öppna dagordningen", "team-meeting-show"),
    Task.AREA: Act("Se bevakningen", "watch-area"),
}


def act_of(deadline: Deadline) -> Act:
    return ACTS.get(f"{deadline.watch}:{deadline.key}") or ACTS[deadline.watch]


def url_of_act(deadline: Deadline, subject: UUID) -> str:
    """Straight to the page where it is done; `subject` is the case, referral or question."""
    act = act_of(deadline)
    parts = {SUBJECT: subject, REF: deadline.ref, KEY: deadline.key}
    return url_of(act.url_name, *(parts[name] for name in act.takes))
