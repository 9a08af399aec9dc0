"""This file is where ENTER is lived, in its own years: 76 people received for an assessment,
61 of them enrolled, and what they answered. The numbers are the report's, the people invented."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from stegvis.access.actor import Actor
from stegvis.access.roles import RoleKey as R
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AF, FK, REGION, Staff, somebody
from stegvis.web.demo.walks import Walk

KEY = "enter"
# How many of its stories are told before the first page is shown.
FIRST = 2
STAFF = (
    Staff("petra", "Petra Holm", FK, R.COORDINATOR, "projektledare", "ENTER", programme=KEY),
    Staff("linus", "Linus Gran", FK, R.CASE_MANAGER, "projektmedarbetare", "ENTER", programme=KEY),
)
PLACES = ("Uppsala", "Enköping", "Knivsta", "Tierp")
FIRST_PLACE = 700
BEGAN, LAST_EXIT = date(2013, 11, 11), date(2016, 6, 20)
RECEIVED, ENROLLED = 76, 61
# Why fifteen were not enrolled.
REFUSALS = (
    *("kort_tid_kvar",) * 5,
    *("vill_inte",) * 4,
    *("uteslutande",) * 3,
    *("vard_forst",) * 2,
    "flyttat",
)
# Of the sixty who are followed up: into work, studies or enrolment at Arbetsförmedlingen (17 %),
# worried about money at the start (70 %), of great use (93 %).
LED_ON, WORRIED, GREAT_USE = 10, 42, 56
# What those who came into work or studies do, and how much of full time.
WORK = {"arbete": ("wage_subsidy", 50), "studier": ("studies", 100)}


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    for n in range(RECEIVED):
        yield partial(_is_received, stage, n)


def _is_received(stage: Stage, n: int) -> None:
    day = BEGAN + timedelta(days=n * 7)
    walk = Walk(stage, somebody(FIRST_PLACE + n, 20 + n * 7 % 9, day), FK, "petra", "linus")
    # Those who were not enrolled come in between the others.
    refused = n % 5 == 4
    _comes(walk, n, day, REFUSALS[n // 5] if refused else "")
    if not refused:
        _lives(walk, n - n // 5, day + timedelta(days=14))


def _comes(walk: Walk, n: int, day: date, refusal: str) -> None:
    facts = {
        "benefit": "activity_compensation",
        "benefit_extent": 100,
        "benefit_end": str(day + timedelta(days=250 if refusal == "kort_tid_kvar" else 700)),
        "own_will": "no" if refusal == "vill_inte" else "yes",
        "substance_misuse": "yes" if refusal == "uteslutande" else "no",
        "untreated_episode": "no",
        "daily_activities": "no",
        "treatment_ongoing": "yes" if n % 3 == 0 else "no",
        "home_municipality": PLACES[n % 4],
        "needs_interpreter": "no",
    }
    walk.is_referred("jonas" if n % 2 else "lena", day, "fk", facts, "Vill ut i arbetslivet.")
    with walk.told_by(walk.lead) as actor:
        walk.is_received(actor, day + timedelta(days=4))
        if refusal:
            against = "ett_ar_kvar" if refusal == "kort_tid_kvar" else ""
            walk.is_not_taken_in(actor, day + timedelta(days=12), refusal, against=against)
        else:
            walk.is_taken_in(actor, day + timedelta(days=14))


def _lives(walk: Walk, n: int, day: date) -> None:
    """`n` counts the enrolled; the last one has not agreed to follow-up."""
    followed = n < ENROLLED - 1
    ended = min(day + timedelta(days=330 + n % 9 * 20), LAST_EXIT)
    destination, reason, receiver = _way_out(n)
    with walk.told_by(walk.manager) as actor:
        walk.consents(actor, follow_up=followed)
        if followed:
            _answers(walk, actor, n, "enrolment", day + timedelta(days=3))
        if destination in WORK:
            walk.works(actor, *WORK[destination], ended - timedelta(days=30))
        elif receiver == AF:
            walk.passes(actor, "inskriven_af", ended)
        began = ended + timedelta(days=21) if receiver else None
        walk.leaves(actor, ended, destination, reason, receiver=receiver, started=began)
        if followed:
            use = "stor" if n < GREAT_USE else "viss"
            walk.answers(actor, "omdome", "exit", ended, {"nytta": use, "nojd": 7 + n % 3})
            _answers(walk, actor, n, "uppfoljning_2", ended + timedelta(days=365))


def _way_out(n: int) -> tuple[str, str, str | None]:
    """Where she goes on to, why, and who takes over."""
    if n < LED_ON:
        return (
            ("arbete", "arbete", None),
            ("studier", "studier", None),
            ("inskriven_af", "fullfoljt", AF),
        )[n % 3]
    return ("vard", "medicinska_skal", REGION) if n % 7 == 6 else ("annat", "fullfoljt", None)


def _answers(walk: Walk, actor: Actor, n: int, moment: str, day: date) -> None:
    """The worry about money had gone down at follow-up 2; health was as before."""
    worry = 1 + n % 4 if n < WORRIED else 6 + n % 4
    less = 3 if moment == "uppfoljning_2" and n < WORRIED else 0
    said = {"ekonomi": worry + less, "halsa": 3 + n % 5, "motivation": 7 + n % 3}
    walk.answers(actor, "enkat", moment, day, said)
