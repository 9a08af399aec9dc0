"""This file is where it is told who runs the programme, by which rules, and what is reported."""

from collections.abc import Iterator

from stegvis.programmes.conduct import Seat
from stegvis.programmes.definition import Deadline, Definition, Party
from stegvis.programmes.explaining.parts import (
    Entry,
    Section,
    flat,
    name_of,
    names_of,
    rest,
    told_all,
)
from stegvis.programmes.vocabulary import Window
from stegvis.programmes.wording import in_words, listed, span_in_words


def parties(d: Definition) -> Section:
    parties = tuple(
        Entry(
            party.name,
            flat(party.text),
            _part_played(d, party),
            facts=(
                *((("Platser", names_of(d.seats, party.seats)),) if party.seats else ()),
                ("Är med", _window(party)),
            ),
        )
        for party in d.parties
    )
    seats = tuple(entry for seat in d.seats for entry in _seat(d, seat))
    return Section(
        "parter",
        "Parter och platser",
        (),
        (*parties, *seats, *told_all(d, "team_seats", "steering")),
    )


def _seat(d: Definition, seat: Seat) -> Iterator[Entry]:
    yield Entry(
        seat.name,
        flat(seat.text),
        seat.role.label,
        facts=rest(d, seat, "name", "role", "text", "shifts"),
    )
    for shift in seat.shifts:
        when = f"När steget {name_of(d.steps, shift.after)} är klart"
        yield Entry(f"{seat.name} blir {shift.name}", flat(shift.text), when, shift.quote or "")


def _window(party: Party) -> str:
    if party.window == Window.ALWAYS:
        return party.window.label
    return f"{party.window.label}; efter inskrivning i {span_in_words(party.intake_window)}"


def _part_played(d: Definition, party: Party) -> str:
    if party.organisation and party.organisation in d.operators:
        return "Utförare"
    if party.organisation and party.organisation == d.owner:
        return "Ägare"
    return party.kind.label


def staffing(d: Definition) -> Section:
    entries = tuple(
        Entry(
            f"{name_of(d.seats, one.seat)}, {one.percent} %",
            (f"{in_words(one.start)} – {in_words(one.end)}",),
            one.financing.label,
            facts=(
                ("Ställs av", name_of(d.parties, one.party)),
                ("Källa", one.source),
                *rest(d, one, "seat", "percent", "start", "end", "financing", "party", "source"),
            ),
        )
        for one in d.staffing
    )
    return Section("bemanning", "Bemanning", (), entries)


def rules(d: Definition) -> Section:
    team, notes = d.team, d.notes
    sees = "Hela laget ser alla deltagare" if team.sees_all_cases else "Var och en ser sina egna"
    text = [
        f"{sees}: {team.why}",
        f"Det syns när ingen kontakt har varit på {span_in_words(team.no_contact)}.",
        f"{notes.name} låses efter {span_in_words(notes.lock_after)}.",
        *flat(notes.guidance),
        f"Slag: {listed([kind.name for kind in notes.kinds])}.",
    ]
    if team.full_time_cases:
        text.append(f"Riktmärke: {team.full_time_cases} deltagare på en heltid.")
    watched = tuple(
        Entry(
            rule.watch.label,
            flat(rule.text),
            "Bevakning",
            facts=(
                ("Visas", _when_shown(rule)),
                ("För", listed([role.label for role in rule.shown_to])),
            ),
        )
        for rule in d.deadlines
    )
    return Section(
        "regler", "Regler och bevakningar", tuple(text), (*watched, *told_all(d, "own_systems"))
    )


def _when_shown(rule: Deadline) -> str:
    leads = [f"{span_in_words(lead)} före" for lead in rule.leads]
    after = rule.after
    return listed([*leads, *([f"{span_in_words(after)} efter"] if after else [])])


def planned_work(d: Definition) -> Section:
    entries = tuple(
        Entry(
            one.what,
            (),
            listed(list(one.when)),
            facts=(("Vem", one.who), ("Ansvarig", one.responsible)),
        )
        for one in d.planned_work
    )
    return Section("aktivitetsplan", "Aktivitetsplan", (), entries)


def reports(d: Definition) -> Section:
    entries = [
        Entry(
            one.name,
            flat(one.text),
            quote=one.quote or "",
            facts=(("Till", one.to), ("När", one.when)),
        )
        for one in d.reports
    ]
    if d.evaluation is not None:
        entries.append(
            Entry(
                "Utvärdering",
                flat(d.evaluation.text),
                quote=d.evaluation.quote or "",
                facts=(("Beslutas av", d.evaluation.decided_by),),
            )
        )
    return Section("rapporter", "Rapporter och utvärdering", (), tuple(entries))


_TOLD = (
    "language", "name", "short_name", "version", "purpose", "method", "document", "owner",
    "project_owner", "operators", "association", "period", "predecessors", "phases", "words",
    "seats", "parties", "staffing", "target_group", "facts", "routes", "intake", "capacity",
    "consent", "steps", "ways", "mapping", "plan", "activities", "outgoing", "ladder", "team",
    "notes", "absence_reasons", "readiness", "exit", "follow_up", "goals", "documentation_mode",
    "reports", "evaluation", "deadlines", "area", "arms", "inventory", "team_seats", "steering",
    "own_systems", "instruments", "comparison", "milestones", "monthly", "planned_work",
)  # fmt: skip


def more(d: Definition) -> Section:
    """What else the definition holds, told key by key."""
    left = [key for key in Definition.model_fields if key not in (*_TOLD, "key")]
    return Section("mer", "Mer om insatsen", (), told_all(d, *left))
