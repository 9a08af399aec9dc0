"""This file is where dates that someone must not miss are worked out from what is known.

Pure and never stored. Which ones are watched, from when, and for whom is the programme's
definition; a few are the house's own and hold everywhere (reminders.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from uuid import UUID

from stegvis.casework.benefit_watch import End, ends_of, life_of
from stegvis.casework.deadline import WEEK, Deadline, before, in_order, urgency
from stegvis.casework.known import Known, What, latest
from stegvis.casework.moments import moments_of
from stegvis.casework.reminders import awaited, reminders
from stegvis.programmes.definition import Deadline as Rule
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import Anchor, Watched

_LIVELIHOOD = (Watched.BENEFIT_END, Watched.AGE_LIMIT, Watched.DORMANT_END)


def deadlines_of(known: Known, definition: Definition, day: date) -> list[Deadline]:
    """Every date ahead (or passed without being dealt with) of one case, most urgent first."""
    return in_order(_found(known, definition, day))


def next_of(known: Known, definition: Definition, day: date) -> Deadline | None:
    """The most urgent of them, which is all that a list of cases shows."""
    return min(_found(known, definition, day), key=urgency, default=None)


def _found(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    yield from reminders(known, definition, day)
    ends: list[End] | None = None
    for rule in definition.deadlines:
        if rule.watch in _LIVELIHOOD:
            if ends is None:
                leads = {r.watch: r.leads for r in definition.deadlines if r.watch in _LIVELIHOOD}
                ends = ends_of(life_of(known), day, leads)
            yield from _livelihood(ends, rule)
        elif (watch := _WATCHES.get(rule.watch)) is not None:
            yield from watch(known, definition, rule, day)


def _watched(
    rule: Rule,
    due_on: date,
    title: str,
    *,
    shown_from: date | None = None,
    ref: UUID | None = None,
    since: date | None = None,
    key: str = "",
    sentence: str = "",
) -> Deadline:
    return Deadline(
        watch=rule.watch.value,
        due_on=due_on,
        shown_from=shown_from or before(due_on, rule.leads),
        title=title,
        sentence=sentence or rule.text,
        roles=frozenset(rule.shown_to),
        ref=ref,
        since=since,
        key=key,
    )


def _consent_missing(
    known: Known, definition: Definition, rule: Rule, day: date
) -> Iterator[Deadline]:
    """No answer at all: neither yes nor no. Withdrawn is an answer too."""
    if known.ended_on is None and not any(item.key == "secrecy" for item in known.of(What.CONSENT)):
        due_on = _after(rule, known.enrolled_on)
        yield _watched(rule, due_on, "Samtycke saknas", shown_from=known.enrolled_on)


def _consent_end(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    consent = known.consent("secrecy")
    if known.ended_on is None and consent and consent.until and consent.state != "refused":
        yield _watched(rule, consent.until, "Samtycket går ut", ref=consent.ref)


def _mapping_due(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    if known.ended_on is None and known.mapping_confirmed_on is None:
        due_on = _after(rule, known.enrolled_on)
        yield _watched(
            rule, due_on, f"{definition.mapping.name} att slutföra", shown_from=due_on - WEEK
        )


def _plan_due(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    if known.ended_on is None and known.plan_confirmed_on is None:
        due_on = definition.plan.deadline.after(known.enrolled_on)
        yield _watched(rule, due_on, f"{definition.plan.name} att fastställa")


def _question_unanswered(
    known: Known, definition: Definition, rule: Rule, day: date
) -> Iterator[Deadline]:
    for question in known.of(What.QUESTION):
        if question.on and question.third is None:
            due_on = question.until or _after(rule, question.on)
            yield _watched(
                rule, due_on, f"Svar från {question.text}", ref=question.ref, since=question.on
            )


def _livelihood(ends: Iterable[End], rule: Rule) -> Iterator[Deadline]:
    """Ends of decisions, of the age for aktivitetsersättning, and of dormancy, each by its rule.
    A passed end stays until something goes on from it or it is settled."""
    for end in ends:
        if end.watched == rule.watch:
            yield _watched(
                rule,
                end.due_on,
                end.title,
                shown_from=end.shown_from,
                ref=end.ref,
                since=end.since,
                sentence=end.next_step,
            )


def _no_contact(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    if known.ended_on is None:
        last = known.last_contact_on
        due_on = definition.team.no_contact.after(last or known.enrolled_on)
        title = "Hör av dig" if last else "Ingen kontakt än"
        yield _watched(rule, due_on, title, shown_from=due_on - WEEK, since=last)


def _waiting(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    """A receiver at exit that has not confirmed, and referrals on that nobody has answered."""
    left_for = awaited(known, definition)
    if known.ended_on and left_for and known.receiver_confirmed_on is None:
        yield _watched(
            rule,
            _after(rule, known.ended_on),
            f"{left_for} ska bekräfta",
            since=known.ended_on,
        )
    for care in known.of(What.CARE):
        if care.on and known.ended_on is None:
            yield _watched(
                rule,
                _after(rule, care.on),
                f"Besked från {care.text}",
                ref=care.ref,
                since=care.on,
                key="care",
            )


def _follow_ups(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    """After exit, only for those who agreed to be contacted. How the next stage ended has no date
    of its own: it is asked for together with the last one that has. Of contacts that come again
    and again one is asked for at a time; one that was missed gives way to the next."""
    if known.ended_on is not None and not known.consents_to("contact_after_exit", day):
        return
    found_on = known.workplace_found_on(day)
    if known.ended_on is None and found_on is None:
        return  # no day to count from
    done = {item.key: item.on for item in known.of(What.FOLLOW_UP) if item.on}
    moments = moments_of(
        definition.follow_up.schedule,
        ended_on=known.ended_on,
        found_on=found_on,
        done=done,
        day=day,
    )
    last = latest(moment.due_on for moment in moments if moment.rule.anchor == Anchor.EXIT)
    asked: set[str] = set()
    for moment in moments:
        due_on = moment.due_on
        if due_on is None and moment.rule.anchor == Anchor.COOPERATION_END:
            due_on = last if awaited(known, definition) else None
        if due_on is None or moment.key in done or moment.is_over(day):
            continue
        if moment.rule.key not in asked:
            asked.add(moment.rule.key)
            name = f"{moment.name[0].lower()}{moment.name[1:]}"
            yield _watched(rule, due_on, f"Uppföljning: {name}", key=moment.key)


def _programme_end(
    known: Known, definition: Definition, rule: Rule, day: date
) -> Iterator[Deadline]:
    """Everybody needs a receiver before the programme ends; one that runs past its document's
    period has no end that is known."""
    if known.ended_on is None and definition.period.end >= day:
        yield _watched(rule, definition.period.end, f"{definition.short_name} upphör")


def _after(rule: Rule, since: date) -> date:
    return rule.after.after(since) if rule.after else since


Watch = Callable[[Known, Definition, Rule, date], Iterator[Deadline]]


_WATCHES: Mapping[Watched, Watch] = {
    Watched.CONSENT_MISSING: _consent_missing,
    Watched.CONSENT_END: _consent_end,
    Watched.MAPPING_DUE: _mapping_due,
    Watched.PLAN_DUE: _plan_due,
    Watched.QUESTION_UNANSWERED: _question_unanswered,
    Watched.NO_CONTACT: _no_contact,
    Watched.WAITING_FOR_RECEIVER: _waiting,
    Watched.FOLLOW_UP_DUE: _follow_ups,
    Watched.PROGRAMME_END: _programme_end,
}
