"""This file is where Vinka IN is lived: thirty-three people between 25 and 30 with
försörjningsstöd, all of whom may go over to VIVA."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import Staff, somebody
from stegvis.web.demo.viva import HOMES
from stegvis.web.demo.walks import Walk

KEY = "vinka-in"
# How many of its stories are told before the first page is shown.
FIRST = 2
# The same people run it as run VIVA.
STAFF: tuple[Staff, ...] = ()
MANY = 33
FIRST_PLACE = 540


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    for n in range(MANY):
        yield partial(_lives, stage, n)


def _lives(stage: Stage, n: int) -> None:
    day = stage.today - timedelta(days=150 + n * 9)
    home, lead, manager, _ = HOMES[n % 3]
    walk = Walk(stage, somebody(FIRST_PLACE + n, 25 + n % 5, stage.today), home, lead, manager)
    with walk.told_by(lead) as actor:
        walk.is_enrolled(actor, day)
        walk.consents(actor)
        walk.has_benefit(
            actor,
            "social_assistance",
            day - timedelta(days=400),
            stage.today + timedelta(days=60 + n * 5),
        )
    with walk.told_by(manager) as actor:
        if n % 11:
            walk.is_mapped(actor, day + timedelta(days=14))
        walk.plans(
            actor,
            day + timedelta(days=30 + n % 20),
            ("Ha något att gå till varje vecka", "Välja en dag och en tid"),
        )
        walk.is_noted(actor, stage.today - timedelta(days=2 + n % 18))
