"""This file is where a definition file is asked whether what it promises can be kept.

Each rule finds two places that are right by themselves but not together: nobody to do what is
said, a time that is never shown, a step that nobody reaches. Only files are asked. A version that
has been published stays as it was, and is read even where it breaks a rule that came later.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping

from stegvis.programmes.references import places
from stegvis.programmes.vocabulary import (
    Anchor,
    ConsentKind,
    Fault,
    Path,
    SeatRole,
    Span,
    StepFact,
    Watched,
)
from stegvis.programmes.wording import span_in_words

Data = Mapping[str, object]

# What counts from something that has happened; everything else counts down to a known date.
_AFTER = frozenset(
    {
        Watched.REFERRAL_UNANSWERED,
        Watched.CONSENT_MISSING,
        Watched.MAPPING_DUE,
        Watched.QUESTION_UNANSWERED,
        Watched.NO_CONTACT,
        Watched.WAITING_FOR_RECEIVER,
    }
)
# Those of them that may also be shown before their day.
_AFTER_WITH_LEADS = frozenset({Watched.QUESTION_UNANSWERED, Watched.WAITING_FOR_RECEIVER})


def broken_promises(data: Data) -> Iterator[Fault]:
    """Every promise of a file that cannot be kept. What is not right in itself is told by others
    (references.py and the tables), and is passed over here."""
    for rule in _RULES:
        yield from rule(data)


def _tables(data: object, pattern: str) -> Iterator[tuple[Path, Data]]:
    for path, value in places(data, pattern):
        if isinstance(value, Mapping):
            yield path, value


def _texts(data: object, pattern: str) -> set[str]:
    return {value for _, value in places(data, pattern) if isinstance(value, str)}


def _watches(data: Data) -> Iterator[Fault]:
    for path, rule in _tables(data, "deadlines[]"):
        watch, leads, after = rule.get("watch"), rule.get("leads"), rule.get("after")
        if watch not in Watched.values or not (leads or after):
            continue
        label = Watched(str(watch)).label
        if watch in _AFTER and not after:
            yield Fault(
                path,
                f"”{label}” räknas från något som har hänt, och det står inte hur långt efter.",
                "Lägg till after = { days = 14 }.",
            )
        elif watch in _AFTER - _AFTER_WITH_LEADS and leads:
            yield Fault(
                (*path, "leads"),
                f"”{label}” räknas från något som har hänt; leads används inte.",
                "Ta bort leads. Tiden står i after.",
            )
        elif watch not in _AFTER and not leads:
            yield Fault(
                path,
                f"”{label}” räknas ner till ett känt datum, och det står inte hur långt före.",
                "Lägg till leads = [{ days = 14 }].",
            )
        elif watch not in _AFTER and after:
            yield Fault(
                (*path, "after"),
                f"”{label}” räknas ner till ett känt datum; after används inte.",
                "Ta bort after. Tiden står i leads.",
            )


def _one_time_without_contact(data: Data) -> Iterator[Fault]:
    """The team's rule counts; the list would say another number of days."""
    said = _span(next((value for _, value in places(data, "team.no_contact")), None))
    for path, rule in _tables(data, "deadlines[]"):
        after = _span(rule.get("after"))
        if rule.get("watch") == Watched.NO_CONTACT and said and after and said != after:
            yield Fault(
                (*path, "after"),
                f"Bevakningen säger {span_in_words(after)} utan kontakt, men team.no_contact säger "
                f"{span_in_words(said)}.",
                "Skriv samma tid på båda ställena, och i text.",
            )


def _span(value: object) -> Span | None:
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    [(unit, number)] = value.items()
    if unit not in ("days", "months") or not isinstance(number, int) or number < 1:
        return None
    return Span.model_validate({unit: number})


def _parties_that_run(data: Data) -> dict[str, Data]:
    operators = _texts(data, "operators[]")
    return {
        str(party.get("key")): party
        for _, party in _tables(data, "parties[]")
        if party.get("organisation") in operators
    }


def _who_decides(data: Data) -> Iterator[Fault]:
    running, known = _parties_that_run(data), _texts(data, "parties[].key")
    for pattern in ("routes[].decides", "routes[].decides[]"):
        for path, value in places(data, pattern):
            if isinstance(value, str) and value in known and value not in running:
                yield Fault(
                    path,
                    f"”{value}” beslutar om vem som tas emot, men driver inte insatsen.",
                    f"Skriv någon av: {', '.join(sorted(running)) or 'inga alls'}. Eller lägg till "
                    "partens organisation under operators.",
                )


def _who_works(data: Data) -> Iterator[Fault]:
    """Somebody who runs the programme takes people in, and somebody follows each of them."""
    roles = {seat.get("key"): seat.get("role") for _, seat in _tables(data, "seats[]")}
    running = _parties_that_run(data).values()
    if not set(roles.values()) <= set(SeatRole.values) or not all(map(_has_seats, running)):
        return
    filled = {roles.get(key) for party in running for _, key in places(party, "seats[]")}
    for role, does in (
        (SeatRole.COORDINATOR, "tar emot och fördelar"),
        (SeatRole.CASE_MANAGER, "följer deltagarna"),
    ):
        if role not in filled:
            yield Fault(
                ("seats",),
                f"Ingen plats hos den som driver insatsen {does}.",
                f"Lägg till en plats med role = ”{role.value}”, och dess nyckel i partens seats.",
            )


def _has_seats(party: Data) -> bool:
    return isinstance(party.get("seats", []), list)


def _who_is_shown(data: Data) -> Iterator[Fault]:
    roles = _texts(data, "seats[].role")
    if not roles <= set(SeatRole.values):
        return
    for path, role in places(data, "deadlines[].shown_to[]"):
        if isinstance(role, str) and role in SeatRole.values and role not in roles:
            yield Fault(
                path,
                f"Bevakningen visas för ”{role}”, men ingen plats har den rollen.",
                f"Skriv någon av: {', '.join(sorted(roles))}. Eller lägg till en plats med rollen.",
            )


def _staffing(data: Data) -> Iterator[Fault]:
    parties = {party.get("key"): party for _, party in _tables(data, "parties[]")}
    seats = _texts(data, "seats[].key")
    period = next((value for _, value in _tables(data, "period")), {})
    for path, row in _tables(data, "staffing[]"):
        party, seat = parties.get(row.get("party")), row.get("seat")
        filled = party.get("seats", []) if party is not None else None
        if isinstance(filled, list) and seat in seats and seat not in filled:
            yield Fault(
                (*path, "party"),
                f"”{row['party']}” ska bemanna ”{seat}”, men har inte den platsen.",
                f"Lägg till ”{seat}” i partens seats, eller rätta vem som bemannar.",
            )
        for name in ("start", "end"):
            day = row.get(name)
            if _is_day(day) and _outside(day, period):
                yield Fault(
                    (*path, name),
                    f"Bemanningens datum {day} ligger utanför insatsens tid "
                    f"{period['start']}–{period['end']}.",
                    "Rätta datumet, eller insatsens tid under period.",
                )


def _goal_periods(data: Data) -> Iterator[Fault]:
    period = next((value for _, value in _tables(data, "period")), {})
    for path, when in _tables(data, "goals[].period"):
        start, end = when.get("start"), when.get("end")
        if _is_day(start) and _is_day(end) and _outside(start, period) and _outside(end, period):
            yield Fault(
                path,
                f"Målet räknar dem som kommer in {start}–{end}, utanför insatsens tid "
                f"{period['start']}–{period['end']}.",
                "Rätta målets tid, eller insatsens tid under period.",
            )


def _is_day(value: object) -> bool:
    return isinstance(value, datetime.date)


def _outside(day: object, period: Data) -> bool:
    start, end = period.get("start"), period.get("end")
    if not (isinstance(day, datetime.date) and isinstance(start, datetime.date)):
        return False
    return isinstance(end, datetime.date) and start <= end and not start <= day <= end


def _places_in_order(data: Data) -> Iterator[Fault]:
    for path, capacity in _tables(data, "capacity"):
        low, target = capacity.get("low"), capacity.get("target")
        if isinstance(low, int) and isinstance(target, int) and low > target:
            yield Fault(
                (*path, "low"),
                f"Det lägre antalet {low} är större än antalet {target}.",
                "Byt plats på low och target.",
            )


def _notes(data: Data) -> Iterator[Fault]:
    kinds = list(_tables(data, "notes.kinds[]"))
    for path, kind in kinds:
        if kind.get("is_contact") is True and kind.get("is_attempt") is True:
            yield Fault(
                path,
                "Slaget är både en kontakt och ett försök som ingen svarade på.",
                "Behåll det ena: is_contact eller is_attempt.",
            )
    if kinds and not any(kind.get("is_contact") is True for _, kind in kinds):
        yield Fault(
            ("notes", "kinds"),
            "Inget slag av anteckning räknas som kontakt; då syns alla som om ingen hade hört av "
            "sig.",
            "Lägg till is_contact = true på de slag som är en kontakt med deltagaren.",
        )


def _contact_afterwards(data: Data) -> Iterator[Fault]:
    kinds = _texts(data, "consent.consents[].kind")
    if not kinds <= set(ConsentKind.values) or ConsentKind.CONTACT_AFTER_EXIT in kinds:
        return
    for path, moment in _tables(data, "follow_up.schedule[]"):
        if moment.get("anchor") in (Anchor.EXIT, Anchor.COOPERATION_END):
            yield Fault(
                path,
                "Uppföljning efter avslut görs bara med den som har samtyckt till det, och "
                "blanketten har inget sådant samtycke.",
                "Lägg till ett samtycke med kind = ”contact_after_exit” under consent.consents.",
            )


def _ready_by_a_list(data: Data) -> Iterator[Fault]:
    if "readiness" in data:
        return
    for pattern in ("steps[].entry[].fact", "steps[].done[].fact"):
        for path, fact in places(data, pattern):
            if fact == StepFact.READY_JUDGED:
                yield Fault(
                    path,
                    "Steget väntar på att någon bedöms redo, men insatsen har ingen sådan "
                    "bedömning.",
                    "Lägg till tabellen readiness, eller skriv något annat som ska ha hänt.",
                )


_RULES: tuple[Callable[[Data], Iterator[Fault]], ...] = (
    _watches,
    _one_time_without_contact,
    _who_decides,
    _who_works,
    _who_is_shown,
    _staffing,
    _goal_periods,
    _places_in_order,
    _notes,
    _contact_afterwards,
    _ready_by_a_list,
)
