"""This file is where Uppsala's thirty participants of the effect study live, in its own years: each
drawn by lot to one of three methods."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from stegvis.access.roles import RoleKey as R
from stegvis.audit.journal import journal
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AMN, Person, Staff, somebody
from stegvis.web.demo.walks import Walk

KEY = "effektutvarderingen"
# How many of its stories are told before the first page is shown.
FIRST = 2
STAFF = (
    Staff("greta", "Greta Lind", AMN, R.COORDINATOR, "samordnare", "Studien", programme=KEY),
    Staff("viktor", "Viktor Ås", AMN, R.CASE_MANAGER, "case manager", "Studien", programme=KEY),
)
FIRST_PLACE = 1200
BEGAN, MANY = date(2015, 8, 17), 30
# What each method begins with, and how many percent of its participants come into work: the
# report's figure for supported employment, which it says led the most there; the others' are
# invented. The lot is drawn anew each time, so that it comes as near as whole people allow.
METHODS = {
    "forstarkt_samarbete": ("gemensam_planering", 8),
    "supported_employment": ("sius", 26),
    "case_management": ("case_management", 12),
}


# Their records were moved in from an earlier system when the authority took Stegvis into use, and
# what that system logged stayed there: the years that they are kept count from when they came.
MOVED_IN = (1, 9, 20)


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    met: dict[str, int] = dict.fromkeys(METHODS, 0)
    for n in range(MANY):
        walk = Walk(stage, person_of(n), AMN, "greta", "viktor")
        yield partial(_lives, walk, n, begins(n), met)


def begins(n: int) -> date:
    return BEGAN + timedelta(days=n * 5)


def person_of(n: int) -> Person:
    """Always the same one at each place in the study."""
    return somebody(FIRST_PLACE + n, 20 + n * 7 % 9, begins(n))


def _lives(walk: Walk, n: int, day: date, met: dict[str, int]) -> None:
    with walk.told_by(walk.lead) as actor:
        walk.is_enrolled(actor, day)
        method = walk.enrolled.arm
        _is_logged(n)
    first, percent = METHODS[method]
    met[method] += 1
    comes_into_work = into_work(met[method], percent) > into_work(met[method] - 1, percent)
    ended = min(day + timedelta(days=380), date(2016, 12, 30))
    with walk.told_by(walk.manager) as actor:
        walk.consents(actor, kinds=("secrecy", "follow_up_registration", "questionnaires"))
        lss = {"lss": "ja" if n % 5 < 2 else "nej"}
        walk.answers(actor, "vid_start", "enrolment", day + timedelta(days=5), lss)
        walk.does(actor, first, day + timedelta(days=30), ended - timedelta(days=30))
        if comes_into_work:
            walk.works(actor, "wage_subsidy", 50, ended - timedelta(days=90), benefit=50)
            walk.leaves(actor, ended, "arbete", "arbete")
        else:
            walk.leaves(actor, ended, "annat", "insatsen_upphor")
        _is_logged(n)


def into_work(many: int, percent: int) -> int:
    """How many of so many come into work, in whole people."""
    return round(many * percent / 100)


def _is_logged(n: int) -> None:
    """What is written of those who were moved in is not written now."""
    if n in MOVED_IN:
        journal().rows.clear()
