"""This file is where the demonstration answers questionnaires and is coordinated without notes: a
comparison group, KASAM, and what is kept here of cases that are written up elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.actions import coordination, instrument
from stegvis.casework.actions.coordination import Contact
from stegvis.casework.actions.instrument import Filled
from stegvis.casework.coordination import systems_of
from stegvis.casework.models import Participation
from stegvis.core.dates import add_months
from stegvis.participants.models import Consent, ConsentKind
from stegvis.web.demo import own, umia, vilja
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.walks import on

LINES = (
    "Har börjat följa med på träffarna. Nästa avstämning med kommunen är bokad.",
    "Prövar en ny aktivitet två gånger i veckan.",
    "Avstämning med Försäkringskassan är gjord. Planen gäller.",
    "Paus i aktiviteten. Vi hörs igen nästa månad.",
)
KINDS = ("samtal", "telefon", "mote", "aktivitet", "ringt_inget_svar")
MOST_LINES = 4
# Every so manieth has something left to do: nobody has checked with Försäkringskassan.
UNCHECKED = 4
ITEMS = 13


def compare(stage: Stage) -> None:
    """UMiA's comparison group: twenty codes who answered the same questions twice, and went up
    less often than those who took part."""
    actor = stage.actors["ylva"]
    with acting(actor, purpose="demo"):
        for n in range(umia.COMPARED):
            day = umia.BEGAN + timedelta(days=30 + n * 18)
            with on(day):
                person = instrument.add_compared(
                    actor=actor,
                    version=stage.version,
                    code=f"K-{n + 1:02d}",
                    entered_on=day,
                    sex="woman" if n % 2 else "man",
                    birth_year=day.year - 20 - n % 9,
                )
            before = {"tilltro": 3 + n % 3, "arbetsformaga": 3 + n % 4, "aktivitetsniva": 2 + n % 4}
            more = 1 if n % 3 == 0 else 0
            after = {question: value + more for question, value in before.items()}
            given = (("enrolment", day, before), ("exit", day + timedelta(days=340), after))
            for moment, answered_on, answers in given:
                filled = Filled("formaga", moment, answered_on, answers)
                with on(answered_on, 11):
                    instrument.answer_compared(actor=actor, person=person, filled=filled)


def kasam(stage: Stage) -> None:
    """VILJA's participants answer KASAM when they begin, and those who have left once more; every
    other one by herself, on her own pages."""
    for _, _, manager in vilja.HOMES:
        with _cases(stage, manager) as (actor, cases):
            for n, case in enumerate(cases):
                if not _agrees(case):
                    continue
                began = min(case.enrolled_on + timedelta(days=10), stage.today)
                by_herself = n % 2 == 0
                _answers_kasam(actor, case, "enrolment", began, 3 + n % 2, by_herself)
                if case.ended_on:
                    _answers_kasam(actor, case, "exit", case.ended_on, 4 + n % 2, by_herself)


def _answers_kasam(
    actor: Actor,
    case: Participation,
    moment: str,
    day: date,
    middle: int,
    by_herself: bool,
) -> None:
    """Thirteen answers around a middle; the turned questions are answered the other way round."""
    rule = next(one for one in case.version.definition.instruments if one.key == "kasam")
    turned = rule.scoring.reversed if rule.scoring else ()
    answers = {}
    for item in range(1, ITEMS + 1):
        value = middle + item % 3 - 1
        answers[str(item)] = str(8 - value if item in turned else value)
    filled = Filled("kasam", moment, day, answers)
    if by_herself:
        with own.herself_in(case, datetime.combine(day, time(19, 40))) as person:
            instrument.answer_herself(actor=person, participation=case, filled=filled)
        return
    with on(day, 16):
        instrument.answer(actor=actor, participation=case, filled=filled)


def own_systems(stage: Stage) -> None:
    """VILJA's cases: where each person is registered, a line for the latest months, and days of
    contact as the municipality's own system has them."""
    for _, _, manager in vilja.HOMES:
        with _cases(stage, manager) as (actor, cases):
            for n, case in enumerate(cases):
                _is_registered(stage, actor, case, n)
                _has_lines(stage, actor, case, n)
            contacts = [
                contact for n, case in enumerate(cases) for contact in _contacts(stage, case, n)
            ]
            coordination.import_contacts(
                actor=actor, contacts=contacts, source="Kommunens verksamhetssystem"
            )


def _is_registered(stage: Stage, actor: Actor, case: Participation, n: int) -> None:
    day = min(case.enrolled_on + timedelta(days=5), stage.today)
    for system in systems_of(case):
        if system.party == "fk" and n % UNCHECKED == UNCHECKED - 1:
            continue
        with on(day, 9):
            coordination.register_in(
                actor=actor,
                participation=case,
                party=system.party,
                reference=f"{system.party[:2].upper()}-{case.enrolled_on:%y%m}-{n + 1:02d}",
                checked_on=day,
            )


def _has_lines(stage: Stage, actor: Actor, case: Participation, n: int) -> None:
    last = case.ended_on or stage.today
    for back in range(MOST_LINES):
        month = add_months(last.replace(day=1), -back)
        day = min(month + timedelta(days=19), last)
        if day < case.enrolled_on:
            break
        with on(day, 15):
            coordination.write_line(
                actor=actor,
                participation=case,
                month=month,
                text=LINES[(n + back) % len(LINES)],
            )


def _contacts(stage: Stage, case: Participation, n: int) -> list[Contact]:
    """Every other week until the end; the latest ones some days ago, or one would be missed."""
    last = case.ended_on or stage.today - timedelta(days=3 + n * 2)
    days = (last - timedelta(days=14 * back) for back in range(12))
    return [
        Contact(case, day, KINDS[(n + at) % len(KINDS)])
        for at, day in enumerate(days)
        if day >= case.enrolled_on
    ]


@contextmanager
def _cases(stage: Stage, manager: str) -> Iterator[tuple[Actor, list[Participation]]]:
    """The manager's own cases of the programme, in the order in which they began."""
    actor = stage.actors[manager]
    with acting(actor, purpose="demo"):
        found = Participation.objects.filter(
            owner_id=actor.organisation_id,
            version=stage.version,
            case_manager_id=actor.account_id,
        )
        cases = found.select_related("participant", "version__programme", "owner")
        yield actor, list(cases.order_by("enrolled_on"))


def _agrees(case: Participation) -> bool:
    given = Consent.objects.in_force().filter(
        owner_id=case.owner_id, participation_id=case.pk, kind=ConsentKind.QUESTIONNAIRES
    )
    return given.exists()
