"""This file is where Klivet is lived: 138 people in an area's target group, of whom 101 are
investigated, in the project's own years. The numbers are the report's. Fourteen more are in the
group today, so that there is something to watch."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

from stegvis.access.actor import Actor
from stegvis.access.roles import RoleKey as R
from stegvis.audit.journal import acting
from stegvis.casework.actions import area as register
from stegvis.casework.actions import participation
from stegvis.casework.area import Area, area_of
from stegvis.casework.models import AreaEntry
from stegvis.core.dates import last_benefit_day
from stegvis.core.personal_number import parse
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AF, FK, Person, Staff, somebody
from stegvis.web.demo.walks import Walk, on

KEY = "klivet"
# How many of its stories are told before the first page is shown.
FIRST = 1
STAFF = (
    Staff("kajsa", "Kajsa Ljung", FK, R.COORDINATOR, "projektledare", "Klivet", programme=KEY),
    Staff("henrik", "Henrik Ros", FK, R.CASE_MANAGER, "handläggare", "Klivet", programme=KEY),
)
PLACES = ("Oskarshamn", "Oskarshamn", "Mönsterås", "Högsby")
FIRST_PLACE, FIRST_PLACE_NOW = 900, 1100
BEGAN, ENDED = date(2012, 10, 1), date(2013, 12, 31)
IN_GROUP, LASTING, INVESTIGATED, NOW = 138, 30, 101, 14
# Of those investigated, in this order: in the cooperation between the authorities, ten of whom
# went on wholly to Arbetsförmedlingen; full-time studies; employed with lönebidrag; under
# discussion when the project ended.
COOPERATION, TO_AF, STUDIES, EMPLOYED, DISCUSSED = 35, 10, 3, 2, 5
LIVELIHOODS = {"arbete": "Lön", "studier": "Studiestöd", "helt_till_af": "Aktivitetsstöd"}
# Of those in the group today, by their place. The first one has no plan yet, and it is late.
ENROLLED_NOW = (0, 6)
ANSWERS = {"kontakt": "Vi har talats vid i telefon.", "prognos": "", "aktivitet": ""}


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    """Today's people first, then the project's own years."""
    yield partial(_are_there_today, stage)
    people = [somebody(FIRST_PLACE + n, 19 + n * 7 % 9, BEGAN) for n in range(IN_GROUP)]
    entries: list[AreaEntry] = []
    yield partial(_are_entered, stage, people, entries)
    for n in range(INVESTIGATED):
        walk = Walk(stage, people[n], FK, "kajsa", "henrik")
        yield partial(_takes_part, walk, entries, n)
    yield partial(_grow_too_old, stage, entries)


@contextmanager
def _keeping(stage: Stage) -> Iterator[tuple[Actor, Area]]:
    """Kajsa, at the register that she keeps."""
    with acting(stage.actors["kajsa"], purpose="demo"):
        yield stage.actors["kajsa"], area_of(stage.actors["kajsa"], stage.version.programme_id)


def _are_entered(stage: Stage, people: Sequence[Person], entries: list[AreaEntry]) -> None:
    """The whole group at once, then each mapped and judged during the first year."""
    with _keeping(stage) as (actor, area):
        with on(BEGAN, 9):
            entries += register.enter_many(
                actor=actor,
                area=area,
                newcomers=[_newcomer(who, n, BEGAN) for n, who in enumerate(people)],
            )
        for n, entry in enumerate(entries):
            day = BEGAN + timedelta(days=14 + n * 2)
            result = "erbjuds" if n < INVESTIGATED else "senare"
            if n >= IN_GROUP - LASTING:
                result = "varaktigt"
            _is_judged(actor, area, entry, day, result)


def _newcomer(
    who: Person, n: int, day: date, decision: Decision | None = None
) -> register.Newcomer:
    return register.Newcomer(
        particulars=Particulars(who.given_name, who.family_name, parse(who.number)),
        municipality=PLACES[n % 4],
        entered_on=day,
        decision=decision,
        line=n + 1,
    )


def _is_judged(actor: Actor, area: Area, entry: AreaEntry, day: date, result: str) -> None:
    with on(day):
        register.map_first(actor=actor, area=area, entry=entry, answers=ANSWERS, mapped_on=day)
        register.triage(actor=actor, area=area, entry=entry, result=result, decided_on=day)


def _takes_part(walk: Walk, entries: Sequence[AreaEntry], n: int) -> None:
    """With her consent she is enrolled, investigated, and goes on from there."""
    day = BEGAN + timedelta(days=21 + n * 3)
    with walk.told_by(walk.lead) as actor:
        _is_investigated(walk, actor, entries[n], day)
        lives_on = _goes_on(walk, actor, n, day + timedelta(days=45))
        if lives_on in LIVELIHOODS.values():
            _is_told(actor, entries[n], lives_on, day + timedelta(days=45))


def _is_told(actor: Actor, entry: AreaEntry, lives_on: str, day: date) -> None:
    """What she is to live on when what she has now ends, and that she has been told about it."""
    with on(day, 15):
        register.name_livelihood(actor=actor, entry=entry, livelihood=lives_on, informed_on=day)


def _is_investigated(walk: Walk, actor: Actor, entry: AreaEntry, day: date) -> None:
    with on(day):
        walk.case = participation.enrol(
            actor=actor,
            participant=entry.participant,
            version=walk.stage.version,
            intake=None,
            enrolled_on=day,
        )
        participation.assign(
            actor=actor,
            participation=walk.case,
            account_id=walk.stage.actors[walk.manager].account_id,
            starts_on=day,
        )
    walk.consents(actor, kinds=("secrecy", "follow_up_registration"))
    walk.passes(actor, "utredd", day + timedelta(days=30))


def _goes_on(walk: Walk, actor: Actor, n: int, day: date) -> str:
    """Where she goes from there; gives what she will live on."""
    rest = n - COOPERATION
    destination, reason, receiver = "ordinarie", "insatsen_upphor", None
    if n < COOPERATION:
        destination, reason, receiver = "samverkan", "fullfoljt", AF
        over = day + timedelta(days=60) if n < TO_AF else None
        walk.passes(actor, "samverkan", day, over)
        if over:
            walk.passes(actor, "helt_till_af", over + timedelta(days=1))
            destination = "helt_till_af"
    elif rest < STUDIES:
        walk.passes(actor, "heltidsstudier", day)
        destination, reason = "studier", "studier"
    elif rest < STUDIES + EMPLOYED:
        walk.works(actor, "wage_subsidy", 75, day, benefit=25)
        destination, reason = "arbete", "arbete"
    elif rest < STUDIES + EMPLOYED + DISCUSSED:
        walk.passes(actor, "diskussion_anstallning", day)
    lives_on = LIVELIHOODS.get(destination, "Aktivitetsersättning")
    began = ENDED + timedelta(days=14 + n) if receiver else None
    walk.leaves(
        actor, ENDED, destination, reason, receiver=receiver, lives_on=lives_on, started=began
    )
    return lives_on


def _grow_too_old(stage: Stage, entries: Sequence[AreaEntry]) -> None:
    with _keeping(stage) as (actor, _):
        for entry in entries:
            born = entry.participant.born_on
            left = last_benefit_day(born) if born else ENDED
            with on(left):
                register.leave(actor=actor, entry=entry, left_on=left, reason="Fyllde 30 år.")


def _are_there_today(stage: Stage) -> None:
    """People whose decisions end soon, and some who wait for a party that has no time."""
    with _keeping(stage) as (actor, area):
        for n in range(NOW):
            _is_there_today(stage, actor, area, n)


def _is_there_today(stage: Stage, actor: Actor, area: Area, n: int) -> None:
    day = stage.today - timedelta(days=380 - n * 17)
    who = somebody(FIRST_PLACE_NOW + n, 20 + n * 7 % 9, stage.today)
    ends = stage.today + timedelta(days=20 + n * 29)
    decision = Decision(
        kind="activity_compensation",
        extent_percent=100,
        starts_on=ends - timedelta(days=900),
        ends_on=ends,
        source="Beslut hos Försäkringskassan",
    )
    with on(day):
        entry = register.enter(actor=actor, area=area, newcomer=_newcomer(who, n, day, decision))
    if n % 4 != 3:
        later = day + timedelta(days=30)
        _is_judged(actor, area, entry, later, ("erbjuds", "senare", "annan_vag")[n % 3])
        if n in ENROLLED_NOW:
            walk = Walk(stage, who, FK, "kajsa", "henrik")
            _is_investigated(walk, actor, entry, later + timedelta(days=14))
            if n:
                _plans(walk, actor, entry, later + timedelta(days=60))
        elif n % 3 == 0:
            with on(later + timedelta(days=20)):
                register.wait_for(
                    actor=actor,
                    entry=entry,
                    organisation_id=stage.organisations[AF].pk,
                    since=later + timedelta(days=20),
                )


def _plans(walk: Walk, actor: Actor, entry: AreaEntry, day: date) -> None:
    """A plan says what she will live on when aktivitetsersättningen ends."""
    goal = ("Pröva ett arbete på deltid", "Välja arbetsplats tillsammans")
    walk.is_mapped(actor, day - timedelta(days=20))
    walk.is_noted(actor, walk.stage.today - timedelta(days=12))
    walk.plans(actor, day, goal, lives_on="Lön med lönebidrag")
    _is_told(actor, entry, "Lön med lönebidrag", day)
