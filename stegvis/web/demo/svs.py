"""This file is where SVS/7TJUGO is lived, in the years of its application: from a mentor's first
contact to a workplace of one's own. The document gives targets and no results; these are invented.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from stegvis.access.roles import RoleKey as R
from stegvis.web.demo import conduct
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import Staff, somebody
from stegvis.web.demo.walks import Walk

KEY = "svs-7tjugo"
# How many of its stories are told before the first page is shown.
FIRST = 2
VARA = "vara-kommun"
STAFF = (
    Staff("malin", "Malin Hult", VARA, R.COORDINATOR, "projektledare", "Sysselsättning"),
    Staff("moa", "Moa Frid", VARA, R.CASE_MANAGER, "mentor", "Sysselsättning", percent=100),
    Staff("love", "Love Sten", VARA, R.CASE_MANAGER, "ungdomshandledare", "Sysselsättning"),
    Staff("karin", "Karin Falk", VARA, R.STEERING_GROUP, "enhetschef", "Sysselsättning"),
)
FIRST_PLACE = 600


@dataclass(frozen=True)
class Path:
    """How far one person came: days from the start to each stretch, None where she did not."""

    start: date
    half_time: int | None = None  # half-time activity
    developing: int | None = None  # utvecklingsanställning 50 %, half the benefit kept
    arranged: tuple[int, int] | None = None  # särskilt inrättad anställning: day, percent
    opened: tuple[int, int] | None = None  # open employment: day, percent
    left: tuple[int, str, str] | None = None  # day, destination, reason


PATHS = (
    Path(date(2020, 3, 9), 90, 150, (300, 75), (480, 100), (900, "oppen_anstallning", "arbete")),
    Path(date(2020, 4, 20), 110, 170, (290, 50), (520, 100), (860, "oppen_anstallning", "arbete")),
    Path(date(2020, 6, 1), 100, 160, (330, 100), None, (630, "arrangerad", "fullfoljt")),
    Path(date(2020, 9, 14), 75, 130, (280, 50), None, (530, "arrangerad", "fullfoljt")),
    Path(date(2020, 11, 2), 140, None, None, None, (400, "forsakringskassan", "medicinska_skal")),
    Path(date(2021, 3, 15), 80, 140, (320, 75), (600, 75), (960, "oppen_anstallning", "arbete")),
    Path(date(2021, 4, 12), 95, 155, None, None, (320, "studier", "studier")),
    Path(date(2021, 5, 24), 120, 170, (250, 50), None, (280, "arrangerad", "fullfoljt")),
    Path(date(2021, 8, 30), 85, 150, None, None, (180, "arbetsformedlingen", "fullfoljt")),
    Path(date(2021, 10, 4), 110, None, None, None, (145, "forsakringskassan", "eget_val")),
)


def lives(stage: Stage) -> Iterator[Callable[[], None]]:
    """Two who take part today, then five who start the first year and five the second."""
    now = (
        Path(stage.today - timedelta(days=170), 80, 140),
        Path(stage.today - timedelta(days=60), 45),
    )
    for n, path in (*enumerate(now, len(PATHS)), *enumerate(PATHS)):
        who = somebody(FIRST_PLACE + n, 20 + n * 3 % 8, path.start)
        yield partial(_lives, Walk(stage, who, VARA, "malin", ("love", "moa")[n % 2]), n, path)
    yield partial(conduct.fill_seats, stage)


def _lives(walk: Walk, n: int, path: Path) -> None:
    granted = path.start - timedelta(days=120 + n * 17)
    walk.is_referred(
        "jonas",
        path.start - timedelta(days=20),
        "fk",
        {
            "benefit": "activity_compensation",
            "benefit_start": str(granted),
            "benefit_extent": 100,
            "benefit_end": str(granted + timedelta(days=1060)),
            "needs_interpreter": "no",
            "home_municipality": "Vara",
        },
        "Har nyligen beviljats aktivitetsersättning och vill inte bli sittande hemma.",
    )
    with walk.told_by(walk.lead) as actor:
        walk.is_received(actor, path.start - timedelta(days=12), "informationsmote")
        walk.is_taken_in(actor, path.start)
    with walk.told_by(walk.manager) as actor:
        walk.consents(actor)
        walk.is_mapped(actor, path.start + timedelta(days=10))
        walk.plans(
            actor,
            path.start + timedelta(days=20),
            ("Ha en vecka som håller ihop", "Träffa mentorn på samma tid varje vecka"),
            ("Pröva ett arbete på riktigt", "Välja vad det ska vara"),
        )
        _works(walk, n, path)
        if not path.left:
            walk.is_noted(actor, walk.stage.today - timedelta(days=4))
    if path.left:
        days, destination, reason = path.left
        with walk.told_by(walk.manager) as actor:
            ended = path.start + timedelta(days=days)
            walk.leaves(actor, ended, destination, reason)
            answer = ("ja_mycket", "ja_lite", "ja_mycket", "oforandrat")[n % 4 if n > 3 else n % 2]
            walk.answers(actor, "upplevelse", "exit", ended, {"narmat_sig": answer})


def _works(walk: Walk, n: int, path: Path) -> None:
    def day(days: int) -> date:
        return path.start + timedelta(days=days)

    last = day(path.left[0]) if path.left else None
    arranged, opened = path.arranged, path.opened
    with walk.told_by(walk.manager) as actor:
        half = path.half_time or 0
        walk.does(actor, "mentorskap", day(5), day(half), extent="2 förmiddagar à 3 h")
        walk.does(actor, "strukturerat_deltagande", day(15), day(half), extent="3 dagar à 2 h")
        walk.does(actor, "gruppaktivitet", day(30), day(half), extent="2 dagar à 3 h")
        ended = path.developing or (path.left[0] if path.left else None)
        until = day(ended - 1) if ended else None
        walk.works(actor, "activity", 50, day(half), until, benefit=100)
        if path.developing is None:
            return
        walk.passes(actor, "inskriven_af", day(path.developing))
        until = day(arranged[0] - 1) if arranged else last
        walk.works(actor, "development_employment", 50, day(path.developing), until, benefit=50)
        if arranged is None:
            return
        until = day(opened[0] - 1) if opened else None
        kept = 100 - arranged[1]
        walk.works(actor, "arranged_employment", arranged[1], day(arranged[0]), until, benefit=kept)
        if opened is not None:
            kept = 100 - opened[1]
            walk.works(
                actor, "open_employment", opened[1], day(opened[0]), benefit=kept, found=True
            )
