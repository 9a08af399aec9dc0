"""This file is where VILJA is lived: two municipalities, proposals that Försäkringskassan assesses,
and process leaders who call."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from stegvis.access.roles import RoleKey as R
from stegvis.casework.actions import proposal
from stegvis.core.personal_number import parse
from stegvis.participants.actions.participant import Particulars
from stegvis.web.demo import conduct, instruments, inventory
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import FK, Person, Staff, somebody
from stegvis.web.demo.walks import Walk, on

KEY = "vilja"
# How many of its stories are told before the first page is shown.
FIRST = 3
EXEMPEL, PROV = "exempelkopings-kommun", "provboda-kommun"
STAFF = (
    Staff("ida", "Ida Vikman", EXEMPEL, R.CASE_MANAGER, "processledare", "VILJA", percent=50),
    Staff("bengt", "Bengt Ask", EXEMPEL, R.COORDINATOR, "enhetschef", "VILJA"),
    Staff("mona", "Mona Kvist", EXEMPEL, R.REFERRER, "LSS-handläggare", "Omsorg"),
    Staff("tor", "Tor Eng", PROV, R.CASE_MANAGER, "processledare", "VILJA", percent=50),
    Staff("eva", "Eva Rask", PROV, R.COORDINATOR, "enhetschef", "VILJA"),
)
# Operator, its leader and its process leader.
HOMES = ((EXEMPEL, "bengt", "ida"), (PROV, "eva", "tor"))
ACTIVITIES = ("forberedande", "utveckling_daglig_verksamhet", "studiebesok", "arbetstraning")
FIRST_PLACE = 400


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    """Twelve who were referred, ten of them enrolled, and three proposals on their way."""
    for n in range(12):
        home, lead, manager = HOMES[n % 2]
        walk = Walk(stage, person_of(n, stage.today), home, lead, manager)
        yield partial(_lives, walk, n, stage.today - timedelta(days=40 + n * 23))
    for n in range(3):
        yield partial(_is_proposed, stage, n, stage.today - timedelta(days=20 - n * 6))
    yield partial(conduct.fill_seats, stage)
    yield partial(inventory.furnish, stage)
    yield partial(instruments.own_systems, stage)
    yield partial(instruments.kasam, stage)


def person_of(n: int, day: date) -> Person:
    """Always the same one at each place among those who were referred."""
    return somebody(FIRST_PLACE + n, 20 + n * 7 % 9, day)


def facts(n: int, day: date) -> dict[str, object]:
    return {
        "benefit": "activity_compensation",
        "benefit_extent": 100,
        "benefit_end": str(day + timedelta(days=300 + n * 61)),
        "daily_activities": "yes" if n % 5 == 3 else "no",
        "own_will": "yes",
        "needs_interpreter": "no",
        "home_municipality": "Exempelköping" if n % 2 == 0 else "Provboda",
    }


def _lives(walk: Walk, n: int, day: date) -> None:
    walk.is_referred(
        "lena",
        day - timedelta(days=25),
        "fk",
        facts(n, day),
        "Har ersättning men ingen aktivitet, och vill komma igång med något.",
    )
    with walk.told_by(walk.lead) as actor:
        if n == 0:
            return
        walk.is_received(actor, day - timedelta(days=18), "forsta_kontakt")
        if n == 1:
            return
        walk.is_taken_in(actor, day)
    with walk.told_by(walk.manager) as actor:
        walk.consents(actor, follow_up=n != 7)
        if n != 4:
            walk.is_mapped(actor, day + timedelta(days=14))
        walk.plans(
            actor,
            day + timedelta(days=21),
            ("Komma ut två gånger i veckan", "Följa med på första träffen"),
            ("Prova något nytt", "Välja ett studiebesök"),
        )
        if n > 2:
            key = ACTIVITIES[n % len(ACTIVITIES)]
            walk.does(actor, key, day + timedelta(days=35), extent="2 förmiddagar à 3 h")
        if n > 9:
            walk.leaves(
                actor,
                day + timedelta(days=200),
                "forstarkt_samarbete",
                "fullfoljt",
                receiver=FK,
                started=day + timedelta(days=230),
            )


def _is_proposed(stage: Stage, n: int, day: date) -> None:
    """Mona knows people whom nobody has thought of: one waits, one is declined, one referred."""
    who = somebody(FIRST_PLACE + 20 + n, 22 + n, stage.today)
    walk = Walk(stage, who, EXEMPEL, "bengt", "ida")
    with walk.told_by("mona") as actor, on(day):
        made = proposal.draft(
            actor=actor,
            version=stage.version,
            operator=stage.organisations[EXEMPEL],
            particulars=Particulars(who.given_name, who.family_name, parse(who.number)),
            reason="Har daglig verksamhet men vill prova något mer.",
            facts=facts(n, day),
        )
        proposal.send(
            actor=actor,
            proposal=made,
            revision=made.revision,
            ground="consent",
            consent_on=day - timedelta(days=1),
            consent_taken_by=actor.name,
        )
