"""This file is where the end dates of a person's livelihood are worked out, so that none is missed.

Pure and never stored: from what is known of decisions, dormancy, schooling and birth comes what
ends, from which day it is shown, who acts, and what is to be done next. Aktivitetsersättning is
granted for at most three years at a time and at the longest through the month before the month
of the 30th birthday (SFB 33 kap. 18-19 §§); extended schooling ends with the schooling (8 §).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextChoices

from stegvis.casework.known import Happening, Known, What
from stegvis.core.dates import (
    add_months,
    in_swedish,
    last_benefit_day,
    latest_benefit_end,
    latest_dormant_day,
)
from stegvis.programmes.vocabulary import Span, Watched

COMPENSATION = "activity_compensation"
SCHOOLING = "activity_compensation_schooling"
DORMANT = "activity_compensation_dormant"
NOTHING = "none"

# How long before each date it is shown where the programme says nothing of its own.
LEADS: Mapping[Watched, tuple[Span, ...]] = {
    Watched.BENEFIT_END: (Span(days=180), Span(days=120)),
    Watched.AGE_LIMIT: (Span(months=24), Span(months=12), Span(months=6)),
    Watched.DORMANT_END: (Span(days=90),),
}

_DAY = timedelta(days=1)


class Ends(TextChoices):
    """What comes to an end, or must be asked for because nobody knows when it does."""

    DECISION = "decision", "Ersättningen går ut"
    SCHOOLING = "schooling", "Skolgången slutar, och ersättningen med den"
    DORMANCY = "dormancy", "Vilande ersättning går ut"
    AGE = "age", "Sista dagen med aktivitetsersättning"
    UNKNOWN_END = "unknown_end", "Sista dag okänd"
    UNKNOWN_SCHOOLING = "unknown_schooling", "Skolgångens slut okänt"
    UNKNOWN_BENEFIT = "unknown_benefit", "Ersättning okänd"


class Acts(TextChoices):
    """Who does the next thing."""

    PARTICIPANT = "participant", "Personen själv, med stöd"
    OFFICIAL = "official", "Handläggaren hos Försäkringskassan"
    CASE_MANAGER = "case_manager", "Den som följer personen"


_WATCHED: Mapping[Ends, Watched] = {
    Ends.AGE: Watched.AGE_LIMIT,
    Ends.DORMANCY: Watched.DORMANT_END,
}
_ASKED_FOR = frozenset({Ends.UNKNOWN_END, Ends.UNKNOWN_SCHOOLING, Ends.UNKNOWN_BENEFIT})


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as written down; all dates inclusive, None while unknown.

    `applied_on` is when a new application was sent for the time after it, `decided_on` and
    `outcome` what came of that. `settled_on` says that what she lives on afterwards is arranged
    in another way than by a new decision.
    """

    kind: str
    starts_on: date | None = None
    ends_on: date | None = None
    dormant_from: date | None = None
    dormant_until: date | None = None
    schooling_ends_on: date | None = None
    applied_on: date | None = None
    decided_on: date | None = None
    outcome: str = ""
    settled_on: date | None = None
    ref: UUID | None = None

    @property
    def is_compensation(self) -> bool:
        return self.kind.startswith(COMPENSATION)

    @property
    def last_day(self) -> date | None:
        """The decision's own end, or that of the schooling where it comes first."""
        schooling = self.schooling_ends_on if self.kind == SCHOOLING else None
        if schooling is None or self.ends_on is None:
            return self.ends_on or schooling
        return min(self.ends_on, schooling)

    @property
    def rests_since(self) -> date | None:
        return self.dormant_from or (self.starts_on if self.kind == DORMANT else None)


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one person. `watched_from` is when somebody began to look after her dates,
    `watched_until` the last day of it. `expects_benefit`: nothing known is itself something to
    find out, as for everybody in an area's target group."""

    born_on: date | None = None
    decisions: tuple[Decision, ...] = ()
    watched_from: date | None = None
    watched_until: date | None = None
    expects_benefit: bool = False


class End(NamedTuple):
    """A date that nobody may miss. Shown from `shown_from` until it has been dealt with."""

    what: Ends
    due_on: date
    leads: tuple[Span, ...]
    acts: Acts
    next_step: str
    ref: UUID | None = None
    since: date | None = None
    awaits: bool = False

    @property
    def watched(self) -> Watched:
        """The programme's rule that says when and to whom it is shown."""
        return _WATCHED.get(self.what, Watched.BENEFIT_END)

    @property
    def title(self) -> str:
        return f"{self.what.label} – beslut väntas" if self.awaits else str(self.what.label)

    @property
    def is_asked_for(self) -> bool:
        """Nobody knows the date: shown until somebody has found out."""
        return self.what in _ASKED_FOR

    @property
    def shown_from(self) -> date:
        if self.is_asked_for:
            return date.min
        return min((_before(self.due_on, lead) for lead in self.leads), default=self.due_on)

    def is_shown(self, day: date) -> bool:
        return self.due_on <= day or self.shown_from <= day

    def stage(self, day: date) -> int:
        """How many of the leads have been passed on the day, one more when the date itself is."""
        passed = sum(_before(self.due_on, lead) <= day for lead in self.leads)
        return passed + (self.due_on < day)


def ends_of(life: Life, day: date, leads: Mapping[Watched, tuple[Span, ...]] = LEADS) -> list[End]:
    """Every end ahead, and those that have passed without being dealt with, soonest first.

    An end is dealt with when a later decision goes on from it, when somebody has written that it
    is settled, or when nobody watches the person any longer. That an application has been sent
    does not deal with it: it says that somebody has acted, and who is waited for.
    """
    if life.watched_until and life.watched_until < day:
        return []
    found = [
        *_decision_ends(life, day),
        *_dormancy_ends(life),
        *_age_limit(life, day),
        *_nothing_known(life, day),
    ]
    once = {(end.what, end.due_on): end for end in reversed(found)}
    fitted = (_with_leads(end, leads) for end in once.values())
    return sorted(fitted, key=lambda end: (end.due_on, end.what))


def life_of(known: Known) -> Life:
    """A case's facts, as long as it is ongoing."""
    course = {item.ref: item for item in known.of(What.BENEFIT_COURSE)}
    return Life(
        born_on=known.born_on,
        decisions=tuple(_decision(item, course.get(item.ref)) for item in known.of(What.BENEFIT)),
        watched_from=known.enrolled_on,
        watched_until=known.ended_on - _DAY if known.ended_on else None,
    )


def _decision(item: Happening, course: Happening | None) -> Decision:
    return Decision(
        kind=item.key,
        starts_on=item.on,
        ends_on=item.until,
        dormant_from=item.third,
        dormant_until=item.fourth,
        schooling_ends_on=course.third if course else None,
        applied_on=course.on if course else None,
        decided_on=course.until if course else None,
        outcome=course.state if course else "",
        settled_on=course.fourth if course else None,
        ref=item.ref,
    )


def _decision_ends(life: Life, day: date) -> Iterator[End]:
    for one in life.decisions:
        if one.settled_on or one.kind == NOTHING:
            continue
        ends_on = one.last_day
        if ends_on is None:
            if one.is_compensation and not _is_replaced(one, life.decisions):
                yield _unknown_end(one, life, day)
            continue
        if _goes_on(one, ends_on, life.decisions, day):
            continue
        is_school = one.kind == SCHOOLING
        what = Ends.SCHOOLING if is_school and ends_on == one.schooling_ends_on else Ends.DECISION
        yield _end(what, ends_on, one)
        if is_school and one.schooling_ends_on is None:
            yield End(
                Ends.UNKNOWN_SCHOOLING,
                ends_on,
                (),
                Acts.CASE_MANAGER,
                "Ersättningen upphör när skolgången gör det. Fråga när den slutar.",
                one.ref,
            )


def _end(what: Ends, due_on: date, one: Decision) -> End:
    acts, next_step = _next(what, one)
    return End(
        what,
        due_on,
        (),
        acts,
        next_step,
        one.ref,
        awaits=bool(one.applied_on and not one.decided_on),
    )


def _next(what: Ends, one: Decision) -> tuple[Acts, str]:
    """Who acts and what next: apply, wait for the answer, write it in, or find another way."""
    if one.outcome == "refused":
        return Acts.CASE_MANAGER, "Ansökan är avslagen. Ordna annan försörjning från dagen efter."
    if one.decided_on:
        return Acts.CASE_MANAGER, "Besked har kommit. Skriv in det nya beslutet."
    if one.applied_on:
        return Acts.OFFICIAL, f"Ansökan skickades {in_swedish(one.applied_on)}. Beslut väntas."
    if what == Ends.SCHOOLING:
        return (
            Acts.PARTICIPANT,
            "Ansök om ersättning för tiden efter skolan, med läkarutlåtande. Det tar månader.",
        )
    if one.is_compensation:
        return Acts.PARTICIPANT, "Ansök om en ny period. Läkarutlåtande behövs, och det tar tid."
    return Acts.PARTICIPANT, "Ta reda på vad som gäller efter den dagen."


def _unknown_end(one: Decision, life: Life, day: date) -> End:
    at_latest = latest_benefit_end(one.starts_on, life.born_on)
    return End(
        Ends.UNKNOWN_END,
        at_latest or day,
        (),
        Acts.CASE_MANAGER,
        "Ta reda på beslutets sista dag. Senare än så här kan den inte vara."
        if at_latest
        else "Ta reda på när beslutet går ut.",
        one.ref,
    )


def _is_replaced(one: Decision, decisions: Iterable[Decision]) -> bool:
    """Has a later decision of the same kind begun, so that it no longer matters when this ended?"""
    return any(_is_later(other, one) and _same(other, one) for other in decisions)


def _goes_on(one: Decision, ends_on: date, decisions: Iterable[Decision], day: date) -> bool:
    """Does something follow on this end? Something that begins the day after or has begun since;
    more of the same that covers the day after; or another livelihood that begins on the last day.
    What she had beside it, and goes on having, is no successor."""
    after = ends_on + _DAY
    for other in decisions:
        if other is one or other.kind == NOTHING:
            continue
        begins, until = other.starts_on, other.last_day
        if begins and begins > ends_on:
            follows = begins <= max(after, day)
        elif _same(other, one):
            follows = until > ends_on if until else _is_later(other, one)
        else:
            follows = begins == ends_on and (until is None or until > ends_on)
        if follows:
            return True
    return False


def _same(one: Decision, other: Decision) -> bool:
    """Of the same kind: all that is aktivitetsersättning is one livelihood."""
    return one.kind == other.kind or (one.is_compensation and other.is_compensation)


def _is_later(one: Decision, other: Decision) -> bool:
    return bool(one.starts_on and other.starts_on and one.starts_on > other.starts_on)


def _dormancy_ends(life: Life) -> Iterator[End]:
    """The last day of the 24 months, inclusive; over when somebody has written that it is."""
    for one in life.decisions:
        since = one.rests_since
        if since is None or one.dormant_until or one.settled_on or not one.is_compensation:
            continue
        yield End(
            Ends.DORMANCY,
            latest_dormant_day(since),
            (),
            Acts.CASE_MANAGER,
            "Gå igenom med personen: fortsätter arbetet eller studierna, eller ska ersättningen "
            "betalas igen? Det anmäls till Försäkringskassan.",
            one.ref,
            since=since,
        )


def _age_limit(life: Life, day: date) -> Iterator[End]:
    """The last day of aktivitetsersättning, for those who have it or whose benefit is unknown,
    until it is known what she lives on then."""
    if life.born_on is None:
        return
    last = last_benefit_day(life.born_on)
    had = [one for one in life.decisions if one.is_compensation]
    if had:
        newest = had[0]
        if len(had) > 1:
            newest = max(had, key=lambda one: (one.last_day or date.max, one.starts_on or date.min))
        if newest.settled_on or _left_compensation(newest, life.decisions, last):
            return
    elif life.decisions or (life.watched_from and last < life.watched_from):
        return
    yield End(
        Ends.AGE,
        last,
        (),
        Acts.CASE_MANAGER,
        "Planera tillsammans vad personen ska leva av därefter, och se till att ansökan om det "
        "hinner prövas.",
        newest.ref if had else None,
    )


def _left_compensation(newest: Decision, decisions: Iterable[Decision], last: date) -> bool:
    """Has she gone over to another livelihood, at the end of her last decision or of the age?"""
    ends_on = min(newest.last_day or last, last)
    return any(
        not other.is_compensation
        and other.kind != NOTHING
        and other.starts_on is not None
        and other.starts_on >= ends_on
        and (other.last_day is None or other.last_day > last or other.starts_on > last)
        for other in decisions
    )


def _nothing_known(life: Life, day: date) -> Iterator[End]:
    if life.expects_benefit and not life.decisions:
        yield End(
            Ends.UNKNOWN_BENEFIT,
            day,
            (),
            Acts.OFFICIAL,
            "Skriv in vilken ersättning personen har och till vilken dag.",
        )


def _with_leads(end: End, leads: Mapping[Watched, tuple[Span, ...]]) -> End:
    """The same end, shown as long before as these say, or as the house does for others."""
    given = leads.get(end.watched) or LEADS[end.watched]
    return End(
        end.what,
        end.due_on,
        () if end.is_asked_for else given,
        end.acts,
        end.next_step,
        end.ref,
        end.since,
        end.awaits,
    )


def _before(day: date, span: Span) -> date:
    if span.days is not None:
        return day - timedelta(days=span.days)
    return add_months(day, -(span.months or 0))
