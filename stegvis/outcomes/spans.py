"""This file is where one life becomes facts with their days: what was so, from when until when.

Pure: rows of the register in, spans out. How spans are read from the database for thousands at
once is in `spans_sql`, which tests hold to the same answers.

What is not registered is not guessed. Work that nobody has written in is no work, since those who
write it in would have; but an answer, a score or a livelihood that nobody has written in is
missing. After the exit what she says at a follow-up is the word that counts until the next one:
a "no" ends the work that began before it, and somebody who could not be reached is missing unless
the register says yes.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from stegvis.core.dates import add_months
from stegvis.outcomes.facts import (
    ASSISTANCE,
    EMPLOYMENT,
    FULL_TIME,
    LONG_AGO,
    NEVER,
    NO_LIVELIHOOD,
    NOTHING_TO_DO,
    OWN_LIVELIHOODS,
    SOCIAL_ASSISTANCE,
    STUDIES,
    STUDYING,
    WORKING,
    About,
    Answer,
    Ask,
    CaseFacts,
    Given,
    Judged,
    Span,
    Word,
    WorkSpell,
    after,
)


def _span(start: date | None, until: date, answer: Answer = Answer.YES) -> Span:
    return Span(start or LONG_AGO, until, answer)


R = TypeVar("R", Word, Given, Judged)


def _until_next(rows: Sequence[R]) -> Iterator[tuple[R, date]]:
    """Each row with the day of the next one, from which that one counts."""
    for row, later in itertools.zip_longest(rows, rows[1:]):
        yield row, later.on if later else NEVER


def says_of_work(word: Word, about: About, kinds: frozenset[str]) -> Answer:
    """What a follow-up says of being in work of these kinds, at least so much.

    It does not tell one kind of employment from another, so a goal about certain kinds is not
    answered by a yes; nor does it tell of activity, but that there is none at all.
    """
    if not word.reached or not word.occupation:
        return Answer.MISSING
    if kinds - EMPLOYMENT - STUDIES:
        return Answer.NO if word.occupation in NOTHING_TO_DO else Answer.MISSING
    wanted = (WORKING if kinds & EMPLOYMENT else frozenset()) | (
        STUDYING if kinds & STUDIES else frozenset()
    )
    if word.occupation not in wanted:
        return Answer.NO
    if about.work:
        return Answer.MISSING
    if about.percent is None:
        return Answer.YES
    if word.percent is None:
        return Answer.MISSING
    return Answer.YES if word.percent >= about.percent else Answer.NO


def says_of_livelihood(word: Word) -> Answer:
    if not word.reached or not word.livelihood:
        return Answer.MISSING
    return Answer.YES if word.livelihood in OWN_LIVELIHOODS else Answer.NO


def says_of_assistance(word: Word) -> Answer:
    if not word.reached or not word.livelihood:
        return Answer.MISSING
    return Answer.NO if word.livelihood in ASSISTANCE else Answer.YES


def _said(words: Sequence[Word], says: Callable[[Word], Answer]) -> Iterator[Span]:
    """Each word until the next one."""
    for word, until in _until_next(words):
        yield Span(word.on, until, says(word))


def _cut(case: CaseFacts, says: Callable[[Word], Answer]) -> list[tuple[WorkSpell, date]]:
    """The work periods, each until it ended or she said on or after its first day that it had."""
    noes = [word.on for word in case.words if says(word) is Answer.NO]
    return [
        (spell, min([spell.until, *(on for on in noes if on >= spell.starts_on)]))
        for spell in case.work
    ]


def _worked(case: CaseFacts, about: About, kinds: frozenset[str]) -> Iterator[Span]:
    def says(word: Word) -> Answer:
        return says_of_work(word, about, kinds)

    yield from _said(case.words, says)
    for spell, until in _cut(case, says):
        if spell.kind in kinds:
            yield _span(spell.starts_on, until)


def _kinds(about: About, otherwise: frozenset[str]) -> frozenset[str]:
    return about.work or otherwise


def _in_work(case: CaseFacts, about: About) -> Iterator[Span]:
    return _worked(case, about, _kinds(about, EMPLOYMENT))


def _in_studies(case: CaseFacts, about: About) -> Iterator[Span]:
    return _worked(case, about, STUDIES)


def _work_or_studies(case: CaseFacts, about: About) -> Iterator[Span]:
    return _worked(case, about, _kinds(about, EMPLOYMENT | STUDIES))


def _stretches(
    spells: Sequence[tuple[WorkSpell, date]],
) -> Iterator[tuple[date, date, list[WorkSpell]]]:
    """Every stretch of days between which nothing begins or ends, with what went on in it."""
    edges = sorted({day for spell, until in spells for day in (spell.starts_on, until)})
    for start, until in itertools.pairwise(edges):
        yield start, until, [s for s, end in spells if s.starts_on <= start < end]


def _employed_at_least(case: CaseFacts, about: About) -> Iterator[Span]:
    """Employments at the same time are added up."""
    kinds = _kinds(about, EMPLOYMENT)

    def says(word: Word) -> Answer:
        return says_of_work(word, about, kinds)

    yield from _said(case.words, says)
    spells = [each for each in _cut(case, says) if each[0].kind in kinds]
    for start, until, at_once in _stretches(spells):
        if sum(spell.percent for spell in at_once) >= (about.percent or 1):
            yield _span(start, until)


def _self_supporting(case: CaseFacts, about: About) -> Iterator[Span]:
    """Employment, own business and studies of 100 percent together, and no share of benefit kept.

    With a share that nobody knows she is missing. At a follow-up: she lives on wages or studiestöd.
    """
    yield from _said(case.words, says_of_livelihood)
    for start, until, at_once in _stretches(_cut(case, says_of_livelihood)):
        earning = [s.percent for s in at_once if s.kind in EMPLOYMENT | STUDIES]
        if sum(earning) < FULL_TIME or any(s.benefit_percent for s in at_once):
            continue
        is_known = all(s.benefit_percent is not None for s in at_once)
        yield _span(start, until, Answer.YES if is_known else Answer.MISSING)


def _no_assistance(case: CaseFacts, about: About) -> Iterator[Span]:
    """Until the first follow-up by the benefits written in, where any is; then by her own word."""
    yield from _said(case.words, says_of_assistance)
    first = case.words[0].on if case.words else NEVER
    for paid in case.paid:
        has_it = paid.kind == SOCIAL_ASSISTANCE
        until = min(after(paid.ends_on), first)
        yield _span(paid.starts_on, until, Answer.NO if has_it else Answer.YES)


def _milestone(case: CaseFacts, about: About) -> Iterator[Span]:
    for each in case.milestones:
        if each.key == about.milestone:
            yield _span(each.starts_on, after(each.ends_on) if about.lasts else NEVER)


def _triaged(case: CaseFacts, about: About) -> Iterator[Span]:
    """The newest judgement counts."""
    for judged, until in _until_next(case.triages):
        wanted = judged.result in about.triage
        yield _span(judged.on, until, Answer.YES if wanted else Answer.NO)


_OUTCOMES: Mapping[str, Answer] = {"met": Answer.YES, "not_met": Answer.NO}


def _criterion_met(case: CaseFacts, about: About) -> Iterator[Span]:
    """From the decision on. One that nobody could tell is missing."""
    for each in case.tried:
        if each.criterion == about.criterion:
            yield _span(each.on, NEVER, _OUTCOMES.get(each.outcome, Answer.MISSING))


def _same_case_manager(case: CaseFacts, about: About) -> Iterator[Span]:
    """From the first until another one follows; who comes after the exit is no change."""
    spells = [each for each in case.managers if each.on <= (case.exited_on or NEVER)]
    if not spells:
        return
    first = spells[0]
    others = [each.on for each in spells if each.result != first.result]
    second = min(others, default=NEVER)
    yield _span(first.on, second)
    yield _span(second, NEVER, Answer.NO)


def _next_livelihood(case: CaseFacts, about: About) -> Iterator[Span]:
    """Named, and gone through with her. What she lives on at a follow-up answers it too."""
    for word in case.words:
        if word.reached and word.livelihood:
            named = word.livelihood not in NO_LIVELIHOOD
            yield _span(word.on, NEVER, Answer.YES if named else Answer.NO)
    for each in case.livelihoods:
        yield _span(each.known_on, NEVER, Answer.NO)
        if each.named and each.informed_on is not None:
            yield _span(max(each.known_on, each.informed_on), NEVER)


def _followed_up(case: CaseFacts, about: About) -> Iterator[Span]:
    """Reached at the moment named, or at any. Nobody is expected before its day."""
    for word in case.words:
        if about.moment in ("", word.moment):
            yield _span(word.on, NEVER, Answer.YES if word.reached else Answer.NO)
    yield _span(None, due_on(case.exited_on, about), Answer.PENDING)


def due_on(exited_on: date | None, about: About) -> date:
    """The first day when it can be asked for; never while she takes part."""
    if exited_on is None:
        return NEVER
    if about.due_days is not None:
        return exited_on + timedelta(days=about.due_days)
    if about.due_months is not None:
        return add_months(exited_on, about.due_months)
    return NEVER if about.moment else exited_on


_NUMBER = re.compile(r"-?[0-9]+([.][0-9]+)?")


def number(value: str | None) -> float | None:
    """A number as it is written, with a comma or a point; None for words."""
    written = (value or "").replace(",", ".")
    return float(written) if _NUMBER.fullmatch(written) else None


def _is_so(value: str | None, first: str | None, about: About) -> Answer:
    found = number(value)
    if about.raised:
        start = number(first)
        if found is None or start is None:
            return Answer.MISSING
        return Answer.YES if found > start else Answer.NO
    if about.values:
        return Answer.YES if value in about.values else Answer.NO
    if found is None:
        return Answer.MISSING
    is_enough = about.at_least is None or found >= about.at_least
    is_low = about.at_most is None or found <= about.at_most
    return Answer.YES if is_enough and is_low else Answer.NO


def _newest(rows: Sequence[Given], about: About) -> Iterator[Span]:
    """Each answer until the next one; where a rise is asked for, compared with the first."""
    if not rows:
        return
    first = rows[0]
    counted = [row for row in rows if about.moment in ("", row.moment)]
    if about.raised:
        counted = [row for row in counted if row is not first]
    for row, until in _until_next(counted):
        yield _span(row.on, until, _is_so(row.value, first.value, about))


def _answered(case: CaseFacts, about: About) -> Iterator[Span]:
    rows = [
        row
        for row in case.given
        if row.key == about.question and row.value and about.instrument in ("", row.instrument)
    ]
    return _newest(rows, about)


def _score_raised(case: CaseFacts, about: About) -> Iterator[Span]:
    """A score that could not be made, because too much was left out, is missing."""
    return _newest([row for row in case.scores if row.key == about.instrument], about)


class Spanning(NamedTuple):
    """A fact made of spans: the rows it reads, which keys of a goal it is about, and its answer
    where no span is. `says_no_first` where a no beats a yes on the same day."""

    spans: Callable[[CaseFacts, About], Iterable[Span]]
    rows: tuple[str, ...]
    about: tuple[str, ...]
    otherwise: Answer
    says_no_first: bool = False


SPANNING: Mapping[str, Spanning] = {
    "in_work": Spanning(_in_work, ("work", "words"), ("work", "ever"), Answer.NO),
    "in_studies": Spanning(_in_studies, ("work", "words"), ("ever",), Answer.NO),
    "work_or_studies": Spanning(_work_or_studies, ("work", "words"), ("work", "ever"), Answer.NO),
    "employed_at_least": Spanning(
        _employed_at_least, ("work", "words"), ("percent", "work", "ever"), Answer.NO
    ),
    "self_supporting": Spanning(_self_supporting, ("work", "words"), ("ever",), Answer.NO),
    "no_assistance": Spanning(_no_assistance, ("paid", "words"), (), Answer.MISSING, True),
    "milestone": Spanning(_milestone, ("milestones",), ("milestone", "lasts", "ever"), Answer.NO),
    "triaged": Spanning(_triaged, ("triages",), ("triage",), Answer.MISSING),
    "criterion_met": Spanning(_criterion_met, ("tried",), ("criterion",), Answer.MISSING),
    "same_case_manager": Spanning(_same_case_manager, ("managers",), (), Answer.MISSING),
    "next_livelihood": Spanning(_next_livelihood, ("livelihoods", "words"), (), Answer.MISSING),
    "followed_up": Spanning(
        _followed_up, ("words",), ("moment", "due_months", "due_days"), Answer.NO
    ),
    "answered": Spanning(
        _answered,
        ("given",),
        ("question", "moment", "values", "at_least", "at_most", "raised", "instrument"),
        Answer.MISSING,
    ),
    "score_raised": Spanning(
        _score_raised, ("scores",), ("instrument", "moment", "raised"), Answer.MISSING
    ),
}


def ask_of(fact: str, about: About) -> Ask:
    """The question with only what this fact is about, so that like questions are one."""
    relevant = SPANNING[fact].about
    kept = {f.name: getattr(about, f.name) for f in fields(About) if f.name in relevant}
    if fact == "score_raised":
        kept["raised"] = True
    return Ask(fact, About(**kept))


def spans_of(ask: Ask, case: CaseFacts) -> list[Span]:
    """The spans of a fact; with `ever` a yes has no end."""
    found = [span for span in SPANNING[ask.fact].spans(case, ask.about) if span.start < span.until]
    if not ask.about.ever:
        return found
    return [s._replace(until=NEVER) if s.answer is Answer.YES else s for s in found]


_ORDER = (Answer.YES, Answer.MISSING, Answer.PENDING, Answer.NO)


def settled(fact: str, answers: Iterable[Answer]) -> Answer:
    """One answer of those that spans give for a day."""
    known, spanning = set(answers), SPANNING[fact]
    if spanning.says_no_first and Answer.NO in known:
        return Answer.NO
    return next((each for each in _ORDER if each in known), spanning.otherwise)


def answered(ask: Ask, case: CaseFacts, on: date) -> Answer:
    """What the spans of one case say at the end of a day."""
    spans = spans_of(ask, case)
    return settled(ask.fact, (s.answer for s in spans if s.start <= on < s.until))


def first_yes(ask: Ask, case: CaseFacts) -> date | None:
    """The first day on which it was so."""
    days = [span.start for span in spans_of(ask, case) if span.answer is Answer.YES]
    return min(days, default=None)
