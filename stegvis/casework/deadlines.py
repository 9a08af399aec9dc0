"""This file is where dates that someone must not miss are worked out from what is known.

Pure and never stored. Which ones are watched, from when, and for whom is the programme's
definition; a few are the house's own and hold everywhere (meetings, reviews, answers).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import TextChoices

from stegvis.casework.benefit_watch import ends_of, life_of
from stegvis.casework.coordination import systems_for
from stegvis.casework.instruments import SOON, Stay, asked_now, moment_names
from stegvis.casework.known import Known, What, latest, meeting_day
from stegvis.casework.meeting_kinds import meeting_name
from stegvis.casework.moments import moments_of
from stegvis.core.dates import add_months
from stegvis.programmes.definition import Deadline as Rule
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import Anchor, SeatRole, Span, Watched

ANSWER_DAYS = 14
"""How long an answer that has arrived is pointed out."""

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_CASE_MANAGER = frozenset({SeatRole.CASE_MANAGER})
_COORDINATOR = frozenset({SeatRole.COORDINATOR})


class Reminder(TextChoices):
    """What is pointed out in every programme, whatever its definition watches."""

    MEETING = "meeting", "Möte"
    PLAN_REVIEW = "plan_review", "Handlingsplan att följa upp"
    ACTION_DUE = "action_due", "Steg i planen"
    ANSWER_ARRIVED = "answer_arrived", "Svar har kommit"
    REVIEW_DUE = "review_due", "Utlämnande att granska"
    AFTERCARE = "aftercare", "Utlovad kontakt efter avslut"
    OWN_WORDS = "own_words", "Nytt från deltagaren"
    EXTRACT = "extract_due", "Registerutdrag"
    UNASSIGNED = "unassigned", "Saknar case manager"
    REGISTRATION = "registration", "Registrering i eget system"
    INSTRUMENT = "instrument", "Enkät att besvara"
    TEAM_MEETING = "team_meeting", "Teammöte"
    PLACE = "place", "Ledig plats"


@dataclass(frozen=True)
class Deadline:
    """A date, what it is about, and from which day it is shown in Att göra.

    `watch` is a Watched or a Reminder and says which page takes care of it; `ref` is the item,
    where there is one; `since` is when the waiting began; `key` tells the follow-up's moment,
    and a referral on (care) from a receiver at exit.
    """

    watch: str
    due_on: date
    shown_from: date
    title: str
    sentence: str
    roles: frozenset[SeatRole] = _CASE_MANAGER
    ref: UUID | None = None
    since: date | None = None
    key: str = ""

    def days_left(self, day: date) -> int:
        return (self.due_on - day).days

    def is_shown(self, day: date) -> bool:
        return self.shown_from <= day

    def color(self, day: date) -> str:
        """Danger when late or today, warning within a week or once it is shown, else neutral."""
        if self.days_left(day) <= 0:
            return "danger"
        if self.days_left(day) <= 7:
            return "warning"
        return "warning" if self.is_shown(day) else "neutral"


def deadlines_of(known: Known, definition: Definition, day: date) -> list[Deadline]:
    """Every date ahead (or passed without being dealt with) of one case, most urgent first."""
    found = list(_reminders(known, definition, day))
    for rule in definition.deadlines:
        watch = _WATCHES.get(rule.watch)
        if watch is not None:
            found += watch(known, definition, rule, day)
    return in_order(found)


def to_do(deadlines: Iterable[Deadline], day: date) -> list[Deadline]:
    """Those that it is time to show."""
    return [deadline for deadline in deadlines if deadline.is_shown(day)]


def in_order(deadlines: Iterable[Deadline]) -> list[Deadline]:
    return sorted(deadlines, key=lambda item: (item.due_on, item.watch, str(item.ref or "")))


def before(due_on: date, leads: Iterable[Span]) -> date:
    """The first day that a date is shown: as long before it as the longest lead."""
    return min((_earlier(due_on, lead) for lead in leads), default=due_on)


def _earlier(day: date, span: Span) -> date:
    if span.days is not None:
        return day - timedelta(days=span.days)
    return add_months(day, -(span.months or 0))


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
            rule, due_on, f"{definition.mapping.name} att slutföra", shown_from=due_on - _WEEK
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


def _livelihood(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    """Ends of decisions, of the age for aktivitetsersättning, and of dormancy, each by its rule.
    A passed end stays until something goes on from it or it is settled."""
    for end in ends_of(life_of(known), day, {rule.watch: rule.leads}):
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
        yield _watched(rule, due_on, title, shown_from=due_on - _WEEK, since=last)


def _waiting(known: Known, definition: Definition, rule: Rule, day: date) -> Iterator[Deadline]:
    """A receiver at exit that has not confirmed, and referrals on that nobody has answered."""
    left_for = _awaited(known, definition)
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
    done = {item.key: item.on for item in known.of(What.FOLLOW_UP) if item.on}
    moments = moments_of(
        definition.follow_up.schedule,
        ended_on=known.ended_on,
        found_on=known.workplace_found_on(day),
        done=done,
        day=day,
    )
    last = latest(moment.due_on for moment in moments if moment.rule.anchor == Anchor.EXIT)
    asked: set[str] = set()
    for moment in moments:
        due_on = moment.due_on
        if due_on is None and moment.rule.anchor == Anchor.COOPERATION_END:
            due_on = last if _awaited(known, definition) else None
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


def _awaited(known: Known, definition: Definition) -> str:
    """Who must confirm that it takes over after the exit; nobody where the way on needs none."""
    closing = known.first(What.EXIT)
    if known.ended_on is None or closing is None or closing.state != "confirmed":
        return ""
    destinations = {item.key: item for item in definition.exit.destinations}
    destination = destinations.get(closing.key)
    needs = destination is not None and destination.needs_confirmation
    return (closing.text or "Mottagaren") if needs else ""


def _after(rule: Rule, since: date) -> date:
    return rule.after.after(since) if rule.after else since


Watch = Callable[[Known, Definition, Rule, date], Iterator[Deadline]]

_WATCHES: Mapping[Watched, Watch] = {
    Watched.CONSENT_MISSING: _consent_missing,
    Watched.CONSENT_END: _consent_end,
    Watched.MAPPING_DUE: _mapping_due,
    Watched.PLAN_DUE: _plan_due,
    Watched.QUESTION_UNANSWERED: _question_unanswered,
    Watched.BENEFIT_END: _livelihood,
    Watched.AGE_LIMIT: _livelihood,
    Watched.DORMANT_END: _livelihood,
    Watched.NO_CONTACT: _no_contact,
    Watched.WAITING_FOR_RECEIVER: _waiting,
    Watched.FOLLOW_UP_DUE: _follow_ups,
    Watched.PROGRAMME_END: _programme_end,
}


def _reminders(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    yield from _meetings(known, definition, day)
    yield from _answers(known, day)
    yield from _own_words(known)
    yield from _extracts(known)
    yield from _instruments(known, definition, day)
    for review in known.of(What.REVIEW):
        if review.on:
            yield Deadline(
                Reminder.REVIEW_DUE,
                review.on,
                review.on - _WEEK,
                "Granska utlämnande",
                f"{review.text} lämnades ut utan samtycke. Någon annan än den som lämnade ut "
                "ska granska det.",
                _COORDINATOR,
                review.ref,
            )
    if known.ended_on is None:
        yield from _plan_reminders(known, definition)
        yield from _registrations(known, definition)
        yield from _team_meetings(known)
        yield from _places(known, day)
        if not known.has_case_manager:
            words = definition.words
            yield Deadline(
                Reminder.UNASSIGNED,
                known.enrolled_on,
                known.enrolled_on,
                f"Utse {words.case_manager}",
                f"Deltagaren är inskriven men saknar {words.case_manager}.",
                _COORDINATOR,
            )
    else:
        yield from _aftercare(known, definition, day)


def _meetings(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    """Booked meetings, from the day before; one that has passed waits for its outcome."""
    for meeting in known.of(What.MEETING):
        due_on = meeting_day(meeting)
        if meeting.state != "booked" or due_on is None or meeting.at is None:
            continue
        sentence = f"Klockan {meeting.at:%H.%M}" + (f", {meeting.text}" if meeting.text else "")
        if due_on < day:
            sentence = "Skriv in hur mötet gick."
        yield Deadline(
            Reminder.MEETING,
            due_on,
            due_on - _DAY,
            meeting_name(definition, meeting.key),
            sentence,
            _CASE_MANAGER,
            meeting.ref,
        )


def _answers(known: Known, day: date) -> Iterator[Deadline]:
    for question in known.of(What.QUESTION):
        if question.third and question.third + timedelta(days=ANSWER_DAYS) >= day:
            yield Deadline(
                Reminder.ANSWER_ARRIVED,
                question.third + timedelta(days=ANSWER_DAYS),
                question.third,
                f"{question.text} har svarat",
                "Läs svaret och ta det vidare i planeringen.",
                _CASE_MANAGER,
                question.ref,
                question.third,
            )


_OWN_WORDS = {
    "comment": "Ny kommentar från deltagaren",
    "answer": "Deltagaren har svarat på en fråga",
    "tick": "Deltagaren har markerat ett steg",
}


def _own_words(known: Known) -> Iterator[Deadline]:
    """What she has written herself and nobody has seen; one line a case, the oldest decides."""
    news = [item for item in known.of(What.OWN_WORDS) if item.on]
    if news:
        since = min(item.on for item in news if item.on)
        kinds = {item.key for item in news}
        title = _OWN_WORDS[kinds.pop()] if len(kinds) == 1 else "Nytt från deltagaren"
        yield Deadline(
            Reminder.OWN_WORDS,
            since + _WEEK,
            since,
            title,
            "Skrivet på de egna sidorna. Läs det, så ser deltagaren att det är läst.",
            since=since,
        )


def _extracts(known: Known) -> Iterator[Deadline]:
    """A register extract is handed over within one month of the day it was asked for."""
    for asked in known.of(What.EXTRACT):
        if asked.on and asked.until:
            herself = asked.state == "herself"
            yield Deadline(
                Reminder.EXTRACT,
                asked.until,
                asked.on,
                "Registerutdrag att granska",
                "Begärt av deltagaren." if herself else "Begärt åt deltagaren.",
                _CASE_MANAGER | _COORDINATOR,
                asked.ref,
                asked.on,
            )


def _registrations(known: Known, definition: Definition) -> Iterator[Deadline]:
    """Where each party writes in its own system, somebody checks that she is registered there;
    asked for where it is known which operator's case it is."""
    if not known.owner_key:
        return
    checked = {item.key for item in known.of(What.REGISTERED)}
    for system in systems_for(definition, known.owner_key):
        if system.party not in checked:
            label = system.reference_label
            yield Deadline(
                Reminder.REGISTRATION,
                known.enrolled_on + _WEEK,
                known.enrolled_on,
                f"Registrering att kontrollera: {definition.party(system.party).name}",
                f"Se att deltagaren finns i {system.name} och skriv in "
                f"{label[0].lower()}{label[1:]}.",
                _CASE_MANAGER,
                since=known.enrolled_on,
                key=system.party,
            )


def _instruments(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    """A questionnaire whose day has come, if she has agreed to answer questionnaires."""
    if not definition.instruments or not known.consents_to("questionnaires", day):
        return
    stay, names = Stay(definition, known.enrolled_on, known.ended_on), moment_names(definition)
    for rule in definition.instruments:
        done = {item.state for item in known.of(What.MEASURED) if item.key == rule.key}
        now = asked_now(stay, rule, done, day)
        if now is None:
            continue
        moment, due_on = now
        yield Deadline(
            Reminder.INSTRUMENT,
            due_on + SOON,
            due_on,
            f"Enkät: {rule.name}",
            f"{names.get(moment, moment)}. Deltagaren svarar på sina egna sidor, på papper eller "
            "tillsammans med dig.",
            _CASE_MANAGER,
            since=due_on,
        )


def _team_meetings(known: Known) -> Iterator[Deadline]:
    """A meeting of the team ahead where the case is taken up, and who is called to it."""
    for meeting in known.of(What.TEAM_MEETING):
        due_on = meeting_day(meeting)
        if due_on is None or meeting.at is None:
            continue
        where = f", {meeting.state}" if meeting.state else ""
        called = f"Kallade: {meeting.text}." if meeting.text else "Ingen är kallad än."
        yield Deadline(
            Reminder.TEAM_MEETING,
            due_on,
            due_on - _WEEK,
            "Tas upp på teammöte",
            f"Klockan {meeting.at:%H.%M}{where}. {called}",
            _CASE_MANAGER,
            meeting.ref,
        )


def _places(known: Known, day: date) -> Iterator[Deadline]:
    """A place that she stands in queue for is free, and nobody who has waited longer is left."""
    for place in known.of(What.QUEUED):
        yield Deadline(
            Reminder.PLACE,
            day,
            day,
            f"Ledig plats: {place.text}",
            "Det är deltagarens tur i kön. Planera, eller ta deltagaren ur kön.",
            _CASE_MANAGER,
            place.ref,
            place.on,
        )


def _plan_reminders(known: Known, definition: Definition) -> Iterator[Deadline]:
    for plan in known.of(What.PLAN):
        if plan.fourth and plan.until and plan.state != "replaced":
            yield Deadline(
                Reminder.PLAN_REVIEW,
                plan.fourth,
                plan.fourth - _WEEK,
                f"Följ upp {definition.plan.name.lower()}en",
                "Dagen då ni kom överens om att följa upp planen.",
                _CASE_MANAGER,
                plan.ref,
            )
    for action in known.of(What.ACTION):
        if action.on:
            yield Deadline(
                Reminder.ACTION_DUE,
                action.on,
                action.on - _WEEK,
                "Steg i planen",
                action.text,
                _CASE_MANAGER,
                action.ref,
            )


def _aftercare(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    """Contact is kept until the receiver has begun, if she has agreed to contact after exit."""
    if not _awaited(known, definition) or known.receiver_started_on:
        return
    if known.ended_on and known.consents_to("contact_after_exit", day):
        last = max(known.last_contact_on or known.ended_on, known.ended_on)
        due_on = definition.team.no_contact.after(last)
        yield Deadline(
            Reminder.AFTERCARE,
            due_on,
            due_on - _WEEK,
            "Utlovad kontakt efter avslut",
            definition.exit.aftercare,
            _CASE_MANAGER,
            since=last,
        )
