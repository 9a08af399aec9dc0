"""This file is where the days of follow-up are counted out: once, or once in every span.

Pure. A moment that comes again and again (`every`, `lasting`) is written down under the key of
the definition with a number: `arbetsplats-1`, `arbetsplats-2`. If she finds another workplace the
promise begins anew and the numbers go on, so that what was written about the former one stays.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from stegvis.core.dates import add_months
from stegvis.programmes.journey import FollowUp
from stegvis.programmes.vocabulary import Anchor, Span


class Moment(NamedTuple):
    """One follow-up to make. `due_on` is None while its anchor has no day; `over_on` is the day
    when the next one takes its place."""

    key: str
    name: str
    rule: FollowUp
    anchor_on: date | None
    due_on: date | None
    over_on: date | None = None

    def is_over(self, day: date) -> bool:
        return self.over_on is not None and self.over_on <= day


def moments_of(
    schedule: Iterable[FollowUp],
    *,
    ended_on: date | None,
    found_on: date | None,
    done: Mapping[str, date],
    day: date,
) -> list[Moment]:
    """Every moment of the schedule for one case. `found_on` is since when she has her workplace,
    `done` the moments that are written down and their days. One that comes for ever is counted
    out as far as the first after `day`."""
    anchors = {Anchor.EXIT: ended_on, Anchor.WORKPLACE_FOUND: found_on}
    return [
        moment
        for rule in schedule
        for moment in _moments(rule, anchors.get(rule.anchor), done, day)
    ]


def due_first(rule: FollowUp, anchor_on: date) -> date:
    """The first day that a rule asks for, counted from its anchor."""
    span = rule.after or rule.every or rule.lasting
    return span.after(anchor_on) if span else anchor_on


def _moments(
    rule: FollowUp, anchor_on: date | None, done: Mapping[str, date], day: date
) -> Iterator[Moment]:
    if anchor_on is None or rule.every is None:
        due_on = due_first(rule, anchor_on) if anchor_on else None
        yield Moment(rule.key, rule.name, rule, anchor_on, due_on)
        return
    days = _days(rule, rule.every, anchor_on, day)
    before = _former(rule.key, anchor_on, done)
    for n, due_on in enumerate(days, start=1):
        over_on = days[n] if n < len(days) else None
        of_all = f" av {len(days)}" if rule.lasting else ""
        name = f"{rule.name}, {n}{of_all}"
        yield Moment(f"{rule.key}-{before + n}", name, rule, anchor_on, due_on, over_on)


def _days(rule: FollowUp, every: Span, anchor_on: date, day: date) -> list[date]:
    first = due_first(rule, anchor_on)
    last = rule.lasting.after(anchor_on) if rule.lasting else day
    days = [first]
    # Counted from the first and not from one another, or a month's last day would creep back.
    while (following := _times(every, len(days), first)) <= last:
        days.append(following)
    if rule.lasting is None and days[-1] <= day:
        days.append(following)
    return days


def _times(span: Span, number: int, start: date) -> date:
    if span.days is not None:
        return start + timedelta(days=span.days * number)
    return add_months(start, (span.months or 0) * number)


def _former(key: str, anchor_on: date, done: Mapping[str, date]) -> int:
    """How many numbers are taken by what was written before the anchor's day."""
    taken = [0]
    for moment, done_on in done.items():
        name, _, number = moment.rpartition("-")
        if name == key and number.isdecimal() and done_on < anchor_on:
            taken.append(int(number))
    return max(taken)
