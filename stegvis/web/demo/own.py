"""This file is where some of the demonstration's participants use their own pages.

They are also the ones whom a visitor may choose to be: no name is kept with a login, so the list
is made anew from the invented people.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from stegvis.access.actor import Person
from stegvis.audit.journal import acting
from stegvis.casework import own_queries as mine
from stegvis.casework.actions import own_words
from stegvis.casework.actions.plan import PARTICIPANT
from stegvis.casework.models import Participation, PersonQuestion
from stegvis.core.dates import standing_at, today
from stegvis.core.person_key import person_key
from stegvis.organisations.models import Account
from stegvis.participants.actions import own_consent
from stegvis.participants.actions.consent import Cell, Form
from stegvis.participants.models import Identity
from stegvis.participants.queries import own_participants
from stegvis.web.demo import vilja
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import person

# Place in the list of lives, and what is special about her.
SELVES = (
    (41, "har en fastställd plan, har kommenterat och svarat på frågor"),
    (45, "har sagt nej till att uppgifter lämnas mellan myndigheterna"),
    (64, "har inte svarat om samtycke än"),
    (33, "har nyss börjat och har ingen plan än"),
    (30, "har skyddade personuppgifter"),
    (66, "har avslutat insatsen"),
)
# Of another programme: the one who came there first and has left.
ANSWERED = 10
TALKATIVE, QUIET = 41, 64


@dataclass(frozen=True)
class Self:
    """Somebody to be on her own pages."""

    account_id: UUID
    name: str
    text: str


def selves() -> list[Self]:
    """The participants whom a visitor may choose to be, in order."""
    found = [(person(place, today()), text) for place, text in SELVES]
    found.append((vilja.person_of(ANSWERED, today()), "har svarat på en enkät två gånger"))
    keys = [person_key(who.number) for who, _ in found]
    accounts = dict(Account.objects.filter(person_key__in=keys).values_list("person_key", "pk"))
    return [
        Self(accounts[key], f"{who.given_name} {who.family_name}", text)
        for (who, text), key in zip(found, keys, strict=True)
        if key in accounts
    ]


def log_in_once() -> None:
    """Their logins, as an electronic identification would make them."""
    for place, _ in SELVES:
        Account.objects.get_or_create(person_key=person_key(person(place, today()).number))


def live_on_own_pages(stage: Stage) -> None:
    """Comments, ticks and answers; a consent that was changed on the phone."""
    log_in_once()
    _are_asked(stage)
    with _herself(stage, TALKATIVE, 9) as alva:
        _comments(alva)
        _changes_consent(alva)
    with _herself(stage, TALKATIVE, 4) as alva:
        _answers(alva)


@contextmanager
def herself_in(case: Participation, moment: datetime) -> Iterator[Person]:
    """Act as the participant of a case that staff have at hand, at a moment in the past."""
    key = Identity.objects.get(participant_id=case.participant_id).person_key
    account, _ = Account.objects.get_or_create(person_key=key)
    with (
        standing_at(timezone.make_aware(moment)),
        acting(Person(account.pk, key, {case.participant_id: case.owner_id}), purpose="own-plan"),
    ):
        yield Person(account.pk, key, {case.participant_id: case.owner_id})


@contextmanager
def _herself(stage: Stage, place: int, days_ago: int) -> Iterator[Person]:
    """Act as a participant on an evening in the past."""
    key = person_key(person(place, stage.today).number)
    account = Account.objects.get(person_key=key)
    day = datetime.combine(stage.day(days_ago), time(20, 15))
    person_acting = Person(account.pk, key)
    with acting(person_acting, read_only=True):
        known = own_participants(person_acting)
    person_acting = Person(account.pk, key, known)
    with (
        standing_at(timezone.make_aware(day)),
        acting(person_acting, purpose="own-plan"),
    ):
        yield person_acting


def _case(stage: Stage, place: int, actor_id: UUID) -> Participation:
    key = person_key(person(place, stage.today).number)
    return Participation.objects.select_related("version__programme", "participant").get(
        owner_id=actor_id, participant__identity__person_key=key
    )


def _are_asked(stage: Stage) -> None:
    for place, who, asked in (
        (TALKATIVE, "sara", ("Vill du att vi ringer innan vi kommer?", "yes_no", ())),
        (TALKATIVE, "sara", ("Hur gick resan i förra veckan?", "text", ())),
        (
            TALKATIVE,
            "sara",
            ("Vilken dag passar dig bäst?", "choice", ("Måndag", "Onsdag", "Fredag")),
        ),
        (QUIET, "nadia", ("När vill du att vi hör av oss?", "text", ())),
    ):
        with stage.on(8, who) as actor:
            text, kind, choices = asked
            own_words.ask(
                actor=actor,
                participation=_case(stage, place, actor.organisation_id),
                text=text,
                kind=kind,
                choices=choices,
                answer_by=_soon(stage.today),
            )


def _soon(day: date) -> date:
    return day + timedelta(days=5)


def _comments(herself: Person) -> None:
    plan = mine.plans(herself)[0]
    goal = plan.goals.all()[0]
    own_words.comment(
        actor=herself,
        participant_id=plan.participant_id,
        participation_id=plan.participation_id,
        text="Det här går bättre nu när jag får börja lite senare på morgonen.",
        plan=plan,
        goal=goal,
    )
    own_words.comment(
        actor=herself,
        participant_id=plan.participant_id,
        participation_id=plan.participation_id,
        text="Kan vi skriva in att jag vill prova något med djur?",
        plan=plan,
    )
    steps = [step for goal in plan.goals.all() for step in goal.actions.all()]
    undone = [s for s in steps if s.done_on is None and s.responsible == PARTICIPANT]
    for step in undone[:1]:
        own_words.tick(actor=herself, plan=plan, action=step, is_done=True)


def _answers(herself: Person) -> None:
    said = {"yes_no": "Ja", "choice": "Onsdag"}
    for question in mine.questions(herself):
        if question.kind in said:
            _answer(herself, question, said[question.kind])


def _answer(herself: Person, question: PersonQuestion, text: str) -> None:
    own_words.answer(actor=herself, question=question, text=text)


def _changes_consent(herself: Person) -> None:
    """On her phone she lets fewer know: what concerns money goes to nobody any more."""
    consent = next((row for row in mine.consents(herself) if row.kind == "secrecy"), None)
    case = mine.cases(herself)[0]
    if consent is None or consent.refused:
        return
    own_consent.answer(
        actor=herself,
        participant_id=case.participant_id,
        participation_id=case.pk,
        programme=case.version,
        form=Form(
            kind="secrecy",
            purpose=consent.purpose,
            version=consent.form_version,
            language="sv",
            given_on=today(),
            on_paper=False,
        ),
        cells=[
            Cell(grant.giver_id, grant.receiver_id, grant.category)
            for grant in consent.grants.all()
            if grant.category != "economy"
        ],
    )
