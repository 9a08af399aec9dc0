"""This file is where the dates are that hold in every programme, whatever its definition watches:
meetings, answers, reviews, what the participant has written."""

from collections.abc import Iterator
from datetime import date, timedelta

from stegvis.casework.coordination import systems_for
from stegvis.casework.deadline import CASE_MANAGER, COORDINATOR, DAY, WEEK, Deadline, Reminder
from stegvis.casework.instruments import SOON, Stay, asked_now, moment_names
from stegvis.casework.known import Known, What, meeting_day
from stegvis.casework.meeting_kinds import meeting_name
from stegvis.programmes.definition import Definition

ANSWER_DAYS = 14
"""How long an answer that has arrived is pointed out."""


def reminders(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
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
                review.on - WEEK,
                "Granska utlämnande",
                f"{review.text} lämnades ut utan samtycke. Någon annan än den som lämnade ut "
                "ska granska det.",
                COORDINATOR,
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
                COORDINATOR,
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
            due_on - DAY,
            meeting_name(definition, meeting.key),
            sentence,
            CASE_MANAGER,
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
                CASE_MANAGER,
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
            since + WEEK,
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
                CASE_MANAGER | COORDINATOR,
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
                known.enrolled_on + WEEK,
                known.enrolled_on,
                f"Registrering att kontrollera: {definition.party(system.party).name}",
                f"Se att deltagaren finns i {system.name} och skriv in "
                f"{label[0].lower()}{label[1:]}.",
                CASE_MANAGER,
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
            CASE_MANAGER,
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
            due_on - WEEK,
            "Tas upp på teammöte",
            f"Klockan {meeting.at:%H.%M}{where}. {called}",
            CASE_MANAGER,
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
            CASE_MANAGER,
            place.ref,
            place.on,
        )


def _plan_reminders(known: Known, definition: Definition) -> Iterator[Deadline]:
    for plan in known.of(What.PLAN):
        if plan.fourth and plan.until and plan.state != "replaced":
            yield Deadline(
                Reminder.PLAN_REVIEW,
                plan.fourth,
                plan.fourth - WEEK,
                f"Följ upp {definition.plan.name.lower()}en",
                "Dagen då ni kom överens om att följa upp planen.",
                CASE_MANAGER,
                plan.ref,
            )
    for action in known.of(What.ACTION):
        if action.on:
            yield Deadline(
                Reminder.ACTION_DUE,
                action.on,
                action.on - WEEK,
                "Steg i planen",
                action.text,
                CASE_MANAGER,
                action.ref,
            )


def _aftercare(known: Known, definition: Definition, day: date) -> Iterator[Deadline]:
    """Contact is kept until the receiver has begun, if she has agreed to contact after exit."""
    if not awaited(known, definition) or known.receiver_started_on:
        return
    if known.ended_on and known.consents_to("contact_after_exit", day):
        last = max(known.last_contact_on or known.ended_on, known.ended_on)
        due_on = definition.team.no_contact.after(last)
        yield Deadline(
            Reminder.AFTERCARE,
            due_on,
            due_on - WEEK,
            "Utlovad kontakt efter avslut",
            definition.exit.aftercare,
            CASE_MANAGER,
            since=last,
        )


def awaited(known: Known, definition: Definition) -> str:
    """Who must confirm that it takes over after the exit; nobody where the way on needs none."""
    closing = known.first(What.EXIT)
    if known.ended_on is None or closing is None or closing.state != "confirmed":
        return ""
    destinations = {item.key: item for item in definition.exit.destinations}
    destination = destinations.get(closing.key)
    needs = destination is not None and destination.needs_confirmation
    return (closing.text or "Mottagaren") if needs else ""
