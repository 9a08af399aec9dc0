"""This file is where what a participant needs is held against what there is to take part in.

Rules alone, no database. Every criterion answers yes, no, or that somebody has to be asked, and
says why in Swedish: what nobody has written down is never a no. The whole is no better than its
worst criterion. Nothing is decided here: people read the suggestions and choose.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import NamedTuple
from uuid import UUID

from stegvis.core.dates import in_swedish
from stegvis.programmes.offer_words import (
    SWEDISH,
    Adaptation,
    DailyActivities,
    Demand,
    in_words,
)


class Answer(IntEnum):
    """From worst to best, so that the least of several is that of the whole."""

    NO = 0
    ASK = 1
    YES = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What one participant needs, and what it takes for her. `place` is a municipality; empty or
    None says that nothing in particular is asked for, or for daily activities that nobody knows."""

    need: str
    need_label: str
    percent: int | None = None
    adaptations: frozenset[str] = frozenset()
    cannot_meet: frozenset[str] = frozenset()
    language: str = ""
    place: str = ""
    has_daily_activities: bool | None = None
    # The offer that she stands in queue for, and how many have waited longer, where it is known.
    waits_for: UUID | None = None
    ahead: int | None = None


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is to take part in. Lists of demands and adaptations are whole only if it has
    been surveyed; None is unknown. `is_home` tells the home municipality's own inventory."""

    ref: UUID
    name: str
    needs: frozenset[str] = frozenset()
    demands: frozenset[str] = frozenset()
    adaptations: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    is_surveyed: bool = False
    is_home: bool = True
    municipality: str = ""
    least: int | None = None
    most: int | None = None
    places_left: int | None = None
    waiting: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    ended_on: date | None = None
    daily_activities: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    key: str
    answer: Answer
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One offer held against one need. `fit` is the worst of the answers."""

    supply: Supply
    criteria: tuple[Criterion, ...]

    @property
    def fit(self) -> Answer:
        return min(criterion.answer for criterion in self.criteria)

    def texts(self, answer: Answer) -> list[str]:
        return [criterion.text for criterion in self.criteria if criterion.answer is answer]

    @property
    def sentence(self) -> str:
        """The whole in a sentence, with the reasons for it."""
        return f"{_OPENINGS[self.fit]} {_listed(self.texts(self.fit))}."

    @property
    def meets_need(self) -> bool:
        return all(c.answer is Answer.YES for c in self.criteria if c.key == "need")

    @property
    def has_place(self) -> bool:
        """Nobody has said that it is full, over or gone."""
        return all(
            c.answer is not Answer.NO for c in self.criteria if c.key in ("places", "period")
        )


_OPENINGS = {
    Answer.YES: "Passar, därför att",
    Answer.ASK: "Behöver frågas om:",
    Answer.NO: "Passar inte, därför att",
}


def judge(wish: Wish, supply: Supply, day: date) -> Suggestion:
    """Every criterion of the offer for this need on this day, in the order that people ask."""
    said: tuple[tuple[str, tuple[Answer, str]], ...] = (
        ("need", _need(wish, supply)),
        ("place", _place(wish, supply)),
        ("extent", _extent(wish, supply)),
        ("demands", _demands(wish, supply)),
        ("adaptations", _adaptations(wish, supply)),
        ("language", _language(wish, supply)),
        ("daily", _daily(wish, supply)),
        ("places", _places(wish, supply)),
        ("period", _period(supply, day)),
    )
    return Suggestion(supply, tuple(Criterion(key, *answer) for key, answer in said))


def suggest(wish: Wish, supplies: Iterable[Supply], day: date) -> list[Suggestion]:
    """Those that meet the need, the best first: fit, fewest questions, home first, most places
    left, name. What does not meet the need at all is no suggestion."""
    judged = (judge(wish, supply, day) for supply in supplies)
    return sorted((one for one in judged if one.meets_need), key=_order)


def _order(one: Suggestion) -> tuple[object, ...]:
    supply = one.supply
    return (
        -one.fit,
        len(one.texts(Answer.NO)),
        len(one.texts(Answer.ASK)),
        not supply.is_home,
        -(supply.places_left or 0),
        supply.name.casefold(),
        str(supply.ref),
    )


Said = tuple[Answer, str]


def _need(wish: Wish, supply: Supply) -> Said:
    label = wish.need_label.lower()
    if wish.need in supply.needs:
        return Answer.YES, f"det möter behovet ”{label}”"
    return Answer.NO, f"det möter inte behovet ”{label}”"


def _place(wish: Wish, supply: Supply) -> Said:
    where = supply.municipality or "en okänd kommun"
    if wish.place:
        if _same(wish.place, supply.municipality):
            return Answer.YES, f"det finns i {where}"
        return Answer.ASK, f"det finns i {where}, inte i {wish.place}"
    if supply.is_home:
        return Answer.YES, "det finns i hemkommunens utbud"
    return Answer.ASK, f"det finns i {where}, utanför hemkommunens utbud"


def _extent(wish: Wish, supply: Supply) -> Said:
    wished, least, most = wish.percent, supply.least, supply.most
    if wished is None:
        return Answer.YES, "ingen särskild omfattning är önskad"
    if least is not None and wished < least:
        return Answer.NO, f"det är minst {least} % och {wished} % är önskat"
    if most is not None and wished > most:
        return Answer.ASK, f"det ger högst {most} % av önskade {wished} %"
    if least is None and most is None:
        return Answer.ASK, f"det är inte känt om {wished} % går"
    return Answer.YES, f"{wished} % går"


def _demands(wish: Wish, supply: Supply) -> Said:
    if not wish.cannot_meet:
        return Answer.YES, "inga krav är noterade som för svåra"
    if too_hard := wish.cannot_meet & supply.demands:
        return Answer.NO, f"det ingår att {in_words(Demand, too_hard)}, vilket är för svårt nu"
    told = in_words(Demand, wish.cannot_meet)
    if supply.is_surveyed:
        return Answer.YES, f"det ingår inte att {told}"
    return Answer.ASK, f"det är inte känt om det ingår att {told}"


def _adaptations(wish: Wish, supply: Supply) -> Said:
    if not wish.adaptations:
        return Answer.YES, "ingen anpassning behövs"
    missing = wish.adaptations - supply.adaptations
    if not missing:
        return Answer.YES, f"det finns {in_words(Adaptation, wish.adaptations)}"
    told = in_words(Adaptation, missing)
    if supply.is_surveyed:
        return Answer.NO, f"det saknar {told}"
    return Answer.ASK, f"det är inte känt om det finns {told}"


def _language(wish: Wish, supply: Supply) -> Said:
    language = wish.language.strip().lower()
    if not language or language == SWEDISH:
        only_others = bool(supply.languages) and SWEDISH not in supply.languages
        if language and only_others:
            return Answer.NO, f"det är på {', '.join(sorted(supply.languages))}"
        return Answer.YES, "inget annat språk än svenska behövs"
    if language in supply.languages:
        return Answer.YES, f"det finns på {language}"
    if Adaptation.INTERPRETER in supply.adaptations:
        return Answer.YES, f"det finns tolk, för {language}"
    if supply.is_surveyed:
        return Answer.NO, f"det finns inte på {language} eller med tolk"
    return Answer.ASK, f"det är inte känt om det finns på {language} eller med tolk"


def _daily(wish: Wish, supply: Supply) -> Said:
    rule, has = supply.daily_activities, wish.has_daily_activities
    if rule == DailyActivities.ALSO:
        return Answer.YES, "det är öppet också för den som har daglig verksamhet"
    if rule == DailyActivities.ONLY:
        return _by_daily(has, "det är bara för den som har daglig verksamhet")
    if rule == DailyActivities.NOT:
        return _by_daily(
            None if has is None else not has, "det är inte för den som har daglig verksamhet"
        )
    if has:
        return Answer.ASK, "det är inte känt om det är öppet för den som har daglig verksamhet"
    return Answer.YES, "det gäller inte daglig verksamhet"


def _by_daily(passes: bool | None, told: str) -> Said:
    if passes is None:
        return Answer.ASK, f"{told}, och det är inte känt om deltagaren har det"
    return (Answer.YES if passes else Answer.NO), told


def _places(wish: Wish, supply: Supply) -> Said:
    left = supply.places_left
    ahead, queue = supply.waiting, "står i kö"
    if wish.waits_for == supply.ref:
        ahead, queue = ahead - 1, "till står i kö"
        if wish.ahead is not None:
            ahead, queue = wish.ahead, "står före i kön"
    queue = f" och {ahead} {queue}" if ahead > 0 else ""
    if left is None:
        return Answer.ASK, "det är inte känt om det finns någon ledig plats"
    if left == 0:
        return Answer.NO, f"alla platser är upptagna{queue}"
    free = "en plats är ledig" if left == 1 else f"{left} platser är lediga"
    return (Answer.YES if left > ahead else Answer.ASK), f"{free}{queue}"


def _period(supply: Supply, day: date) -> Said:
    if supply.ended_on is not None:
        return Answer.NO, "det finns inte längre i utbudet"
    if supply.ends_on is not None and supply.ends_on < day:
        return Answer.NO, f"det slutade {in_swedish(supply.ends_on)}"
    if supply.starts_on is not None and supply.starts_on > day:
        return Answer.YES, f"det börjar {in_swedish(supply.starts_on)}"
    if supply.ends_on is not None:
        return Answer.YES, f"det pågår till {in_swedish(supply.ends_on)}"
    return Answer.YES, "det pågår"


def _same(one: str, other: str) -> bool:
    return bool(one) and one.strip().casefold() == other.strip().casefold()


def _listed(texts: list[str]) -> str:
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} och {texts[-1]}"


class State(IntEnum):
    """How it stands with one need, from nothing at all to met."""

    NOTHING = 0
    FULL = 1
    UNFIT = 2
    ASKED = 3
    FITS = 4
    MET = 5


STATE_LABELS = {
    State.NOTHING: "Inget sådant utbud",
    State.FULL: "Utbud utan ledig plats",
    State.UNFIT: "Inget som passar",
    State.ASKED: "Behöver frågas om",
    State.FITS: "Det finns något som passar",
    State.MET: "Mött",
}


#: What kept a participant from what there is: a criterion, or one of these two.
NOTHING_SUCH, SEVERAL = "none", "several"
HINDRANCES = {
    NOTHING_SUCH: "Inget sådant utbud",
    "places": "Ingen ledig plats",
    "extent": "Omfattningen",
    "demands": "Kraven",
    "adaptations": "Anpassningen",
    "language": "Språket",
    "daily": "Daglig verksamhet",
    SEVERAL: "Flera saker",
}


class Standing(NamedTuple):
    """How it stands with a participant's need, and what stands in the way where nothing fits."""

    need: str
    case: UUID
    state: State
    hindrance: str = ""


def standing(wish: Wish, supplies: Iterable[Supply], day: date) -> tuple[State, str]:
    """What the inventory says of an open need: the best that any of the offers can be, and where
    nothing fits what stands in the way of the one that comes nearest."""
    found = suggest(wish, supplies, day)
    if not found:
        return State.NOTHING, NOTHING_SUCH
    with_place = [one for one in found if one.has_place]
    if not with_place:
        return State.FULL, "places"
    nearest = with_place[0]
    if nearest.fit is Answer.NO:
        against = [one.key for one in nearest.criteria if one.answer is Answer.NO]
        return State.UNFIT, against[0] if len(against) == 1 else SEVERAL
    return (State.ASKED if nearest.fit is Answer.ASK else State.FITS), ""


@dataclass(frozen=True)
class Gap:
    """One need of the programme: how many participants have it, and how it stands with each;
    `hindrances` are what stood in the way of those for whom nothing fits, each of them once."""

    key: str
    label: str
    counts: dict[State, int]
    hindrances: dict[str, int] = field(default_factory=dict)

    @property
    def noted(self) -> int:
        return sum(self.counts.values())

    @property
    def lacking(self) -> int:
        """Those for whom there is nothing, nothing free or nothing that fits."""
        return sum(self.counts[state] for state in LACKING)


LACKING = (State.NOTHING, State.FULL, State.UNFIT)


def gaps(labels: Iterable[tuple[str, str]], standings: Iterable[Standing]) -> Iterator[Gap]:
    """A row for each need of the programme, in its order; a participant who has noted the same
    need more than once counts once, by the worst of them."""
    worst: dict[tuple[str, UUID], Standing] = {}
    for one in standings:
        before = worst.get((one.need, one.case))
        if before is None or one.state < before.state:
            worst[one.need, one.case] = one
    for key, label in labels:
        here = [one for (need, _), one in worst.items() if need == key]
        counts = {state: sum(one.state is state for one in here) for state in State}
        hindered = Counter(one.hindrance for one in here if one.state in LACKING)
        yield Gap(key, label, counts, {each: hindered[each] for each in HINDRANCES})
