"""This file is where VIVA is lived: three municipalities with one coordinator and two coaches, and
the people of Vinka IN who may go over to it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.roles import RoleKey as R
from stegvis.casework import inbox
from stegvis.casework.actions import monthly, team_meeting
from stegvis.casework.models import MeetingStatus, TeamCase, TeamDecision
from stegvis.core.dates import add_months
from stegvis.web.demo import conduct
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AF, FK, Staff, somebody
from stegvis.web.demo.walks import Walk, on

KEY = "viva"
# How many of its stories are told before the first page is shown.
FIRST = 2
KATRINEHOLM, FLEN, VINGAKER = "katrineholms-kommun", "flens-kommun", "vingakers-kommun"
STAFF = (
    Staff("cilla", "Cilla Ros", KATRINEHOLM, R.COORDINATOR, "samordnare", "VIVA", percent=50),
    Staff("hamid", "Hamid Ek", KATRINEHOLM, R.CASE_MANAGER, "coach", "VIVA", percent=60),
    Staff("vivi", "Vivi Sköld", KATRINEHOLM, R.REFERRER, "socialsekreterare", "Ekonomiskt bistånd"),
    Staff("tina", "Tina Brodd", KATRINEHOLM, R.STEERING_GROUP, "avdelningschef", "Social"),
    Staff("frej", "Frej Malm", FLEN, R.COORDINATOR, "samordnare", "VIVA", percent=20),
    Staff("asa", "Åsa Blom", FLEN, R.CASE_MANAGER, "coach", "VIVA", percent=70),
    Staff("vilgot", "Vilgot Ask", VINGAKER, R.COORDINATOR, "samordnare", "VIVA", percent=20),
    Staff("nora", "Nora Ling", VINGAKER, R.CASE_MANAGER, "coach", "VIVA", percent=70),
)
# Operator, its coordinator and its coach, and what the place is called in a referral.
HOMES = (
    (KATRINEHOLM, "cilla", "hamid", "Katrineholm"),
    (FLEN, "frej", "asa", "Flen"),
    (VINGAKER, "vilgot", "nora", "Vingåker"),
)
BENEFITS = ("social_assistance", "sickness_benefit", "activity_compensation")
ACTIVITIES = ("act", "motiverande_samtal", "aktivitetstraning", "arbetstraning", "praktik")
# What those who came into work or studies do, and how much of full time.
WORK = {"arbete": ("open_employment", 50), "studier": ("studies", 100)}
MOST_MONTHS = 6
FIRST_PLACE = 500


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    """Eighteen adults in the programme, six of whom have left it, and three who wait."""
    for n in range(18):
        yield partial(_lives, stage, n, stage.today - timedelta(days=30 + n * 11))
    waiting = [_walk(stage, n) for n in range(18, 21)]
    for n, walk in enumerate(waiting, start=18):
        day = stage.today - timedelta(days=4 + n % 3 * 5)
        why = "Är redo att börja i liten skala."
        yield partial(walk.is_referred, "lena", day, "fk", facts(n, day), why)
    yield partial(_team_meets, stage, waiting)
    yield partial(conduct.furnish, stage)


def _walk(stage: Stage, n: int) -> Walk:
    # Försäkringskassan refers to Katrineholm; the others take in their own.
    home, lead, manager, _ = HOMES[n % 3 if n < 18 else 0]
    return Walk(
        stage, somebody(FIRST_PLACE + n, 24 + n * 11 % 34, stage.today), home, lead, manager
    )


def facts(n: int, day: date) -> dict[str, object]:
    return {
        "benefit": BENEFITS[n % 3],
        "benefit_extent": 100,
        "benefit_end": str(day + timedelta(days=200 + n * 31)),
        "mental_ill_health_documented": "yes" if n % 3 else "unknown",
        "treatment_ongoing": "yes" if n % 4 == 1 else "no",
        "needs_interpreter": "no",
        "home_municipality": HOMES[n % 3 if n < 18 else 0][3],
    }


def _lives(stage: Stage, n: int, day: date) -> None:
    walk = _walk(stage, n)
    with walk.told_by(walk.lead) as actor:
        walk.is_enrolled(actor, day)
        walk.consents(actor)
        walk.has_benefit(
            actor, BENEFITS[n % 3], day - timedelta(days=300), day + timedelta(days=260 + n * 20)
        )
    with walk.told_by(walk.manager) as actor:
        if n % 7 != 3:
            walk.is_mapped(actor, day + timedelta(days=12))
        walk.plans(
            actor,
            day + timedelta(days=24),
            ("Komma upp tidigare", "Pröva tre morgnar i rad"),
            ("Förstå hur en arbetsplats fungerar", "Följa med på arbetslivskunskap"),
        )
        since = day + timedelta(days=28)
        if since < stage.today:
            key = ACTIVITIES[n % len(ACTIVITIES)]
            walk.does(actor, key, since, extent="3 dagar à 3 h")
            walk.is_noted(actor, since, max(since, stage.today - timedelta(days=1 + n * 2)))
        if n >= 12:
            ended = stage.today - timedelta(days=(18 - n) * 9)
            destination, reason, receiver = (
                ("arbetsinriktad_rehabilitering", "fullfoljt", AF),
                ("arbete", "arbete", None),
                ("studier", "studier", None),
            )[n % 3]
            if destination in WORK:
                walk.works(actor, *WORK[destination], ended)
            walk.leaves(actor, ended, destination, reason, receiver=receiver)
        walk.counts(actor, _months(n, day, stage.today), stage.today)


def _team_meets(stage: Stage, waiting: Sequence[Walk]) -> None:
    """One meeting that asked for more about whoever has waited longest, and the next one."""
    held_on, coming_on = (stage.today + timedelta(days=days) for days in (-9, 5))
    with waiting[-1].told_by(waiting[-1].lead) as actor:
        with on(held_on, 9):
            (case,) = _called(stage, actor, held_on, waiting[-1:])
        with on(held_on, 11):
            team_meeting.decide(
                actor=actor,
                case=case,
                decision=TeamDecision.MORE,
                text="Vi behöver veta om behandlingen är klar innan vi kallar.",
                message="Är behandlingen avslutad, och vad säger vården om att börja?",
            )
            met = case.meeting
            held = MeetingStatus.HELD
            team_meeting.change(actor=actor, meeting=met, at=met.at, place=met.place, status=held)
        with on(stage.today, 8):
            _called(stage, actor, coming_on, waiting)


def _called(stage: Stage, actor: Actor, day: date, walks: Sequence[Walk]) -> list[TeamCase]:
    """A meeting at nine with Försäkringskassan called to it, and these people on its agenda."""
    meeting = team_meeting.call(
        actor=actor,
        version=stage.version,
        at=timezone.make_aware(datetime.combine(day, time(9))),
        place="VIVA, Drottninggatan",
        kind="teammote",
    )
    team_meeting.invite(
        actor=actor,
        meeting=meeting,
        organisation_id=stage.organisations[FK].pk,
        name="Lena Vik, handläggare",
    )
    sent = [walk.referral for walk in walks if walk.referral]
    seen = [inbox.arrived(actor, each.pk).referral for each in sent]
    return team_meeting.put_on_agenda(actor=actor, meeting=meeting, referrals=seen)


def _months(n: int, began: date, today: date) -> dict[monthly.Cell, int | None]:
    """Care contacts fall slowly; so does försörjningsstöd, for the third who has it."""
    first = began.replace(day=1)
    months = [add_months(first, ahead) for ahead in range(MOST_MONTHS)]
    figures: dict[monthly.Cell, int | None] = {}
    for ahead, month in enumerate(month for month in months if month < today.replace(day=1)):
        figures["vardkontakter", month] = max(0, 4 + n % 3 - ahead)
        if BENEFITS[n % 3] == "social_assistance":
            figures["forsorjningsstod", month] = max(0, 9400 - 100 * (n % 5) - 700 * ahead)
    return figures
