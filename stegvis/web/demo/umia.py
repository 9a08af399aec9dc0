"""This file is where UMiA is lived, in its own years: twenty-nine people, nine of whom came into
work or studies, and a comparison group that answered the same questions."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from stegvis.access.roles import RoleKey as R
from stegvis.web.demo import instruments
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AF, FK, Staff, somebody
from stegvis.web.demo.walks import Walk

KEY = "umia"
# How many of its stories are told before the first page is shown.
FIRST = 2
STAFF = (
    Staff("ylva", "Ylva Tall", AF, R.COORDINATOR, "projektledare", "UMiA", programme=KEY),
    Staff("ola", "Ola Vret", AF, R.CASE_MANAGER, "handläggare i teamet", "UMiA", programme=KEY),
)
FIRST_PLACE = 800
BEGAN = date(2012, 3, 5)
MANY, INTO_WORK, COMPARED = 29, 9, 20
ACTIVITIES = ("mobilisering_grupp", "friskvard", "studievagledning", "jobbrummet", "praktik")


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    for n in range(MANY):
        day = BEGAN + timedelta(days=n * 16)
        who = somebody(FIRST_PLACE + n, 20 + n * 7 % 9, day)
        yield partial(_lives, Walk(stage, who, AF, "ylva", "ola"), n, day)
    yield partial(instruments.compare, stage)


def _lives(walk: Walk, n: int, day: date) -> None:
    ended = day + timedelta(days=330 + n % 5 * 12)
    with walk.told_by(walk.lead) as actor:
        walk.is_enrolled(actor, day)
    with walk.told_by(walk.manager) as actor:
        walk.consents(actor)
        before = {"tilltro": 3 + n % 3, "arbetsformaga": 3 + n % 4, "aktivitetsniva": 2 + n % 4}
        walk.answers(actor, "formaga", "enrolment", day + timedelta(days=7), before)
        key = ACTIVITIES[n % len(ACTIVITIES)]
        walk.does(actor, key, day + timedelta(days=60), day + timedelta(days=200))
        if n < INTO_WORK:
            found = ended - timedelta(days=40)
            work = (("wage_subsidy", 75), ("open_employment", 100), ("studies", 100))
            kind, percent = work[n % 3]
            walk.works(actor, kind, percent, found)
            leads_to = "studier" if kind == "studies" else "arbete"
            walk.leaves(actor, ended, leads_to, leads_to)
        else:
            began = ended + timedelta(days=21)
            walk.leaves(actor, ended, "fortsatt_stod", "fullfoljt", receiver=FK, started=began)
        more = 2 if n % 4 else 0
        after = {question: value + more for question, value in before.items()}
        walk.answers(actor, "formaga", "exit", ended, after)
