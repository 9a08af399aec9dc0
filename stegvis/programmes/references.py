"""This file is where a definition is checked against itself: what one table says of another.

The checks read plain data and pass over what is missing or of the wrong type, so that a file with
other mistakes still gets every one of these told at the same time.
"""

import datetime
from collections.abc import Iterator, Mapping

from stegvis.programmes.facts import FACTS, OPS_BY_TYPE, KnownFact
from stegvis.programmes.vocabulary import (
    OUTSIDE_PARTIES,
    DocumentationMode,
    FactType,
    Fault,
    Op,
    Path,
    RouteRight,
)

UNIQUE = (
    "phases[].key",
    "seats[].key",
    "parties[].key",
    "target_group.criteria[].key",
    "facts[].key",
    "intake.meetings[].key",
    "intake.refusal_reasons[].key",
    "consent.categories[].key",
    "consent.purposes[].key",
    "consent.consents[].kind",
    "consent.matrix[].party",
    "consent.translations[].language",
    "steps[].key",
    "steps[].number",
    "ways.alternatives[].key",
    "ways.alternatives[].number",
    "mapping.sections[].key",
    "mapping.sections[].questions[].key",
    "mapping.party_questions[].key",
    "activities[].key",
    "outgoing[].key",
    "ladder[].key",
    "notes.kinds[].key",
    "absence_reasons[].key",
    "readiness.items[].key",
    "exit.destinations[].key",
    "exit.reasons[].key",
    "follow_up.schedule[].key",
    "follow_up.questions[].key",
    "follow_up.not_reached[].key",
    "instruments[].key",
    "goals[].key",
    "reports[].key",
    "deadlines[].watch",
    "area.triage[].key",
    "area.questions[].key",
    "arms.alternatives[].key",
    "milestones[].key",
    "monthly[].key",
    "inventory.needs[].key",
    "own_systems.systems[].party",
)
"""What may stand only once, over the whole file."""

PARTIES = "parties[].key"
SEATS = "seats[].key"
CATEGORIES = "consent.categories[].key"
ACTIVITIES = "activities[].key"
STEPS = "steps[].key"
MILESTONES = "milestones[].key"
CRITERIA = "target_group.criteria[].key"
INSTRUMENTS = "instruments[].key"
ARMS = "arms.alternatives[].key"

REFERENCES = (
    ("parties[].seats[]", SEATS, "platsen"),
    ("staffing[].seat", SEATS, "platsen"),
    ("staffing[].party", PARTIES, "parten"),
    ("routes[].source", PARTIES, "parten"),
    ("routes[].assessed_by", PARTIES, "parten"),
    ("routes[].decides", PARTIES, "parten"),
    ("routes[].decides[]", PARTIES, "parten"),
    ("facts[].category", CATEGORIES, "uppgiftsslaget"),
    ("facts[].only_when", "facts[].key", "uppgiften"),
    ("consent.matrix[].party", PARTIES, "parten"),
    ("consent.matrix[].receives[]", CATEGORIES, "uppgiftsslaget"),
    ("consent.matrix[].gives[]", CATEGORIES, "uppgiftsslaget"),
    ("steps[].entry[].activities[]", ACTIVITIES, "aktiviteten"),
    ("steps[].done[].activities[]", ACTIVITIES, "aktiviteten"),
    ("ways.chosen_after", STEPS, "steget"),
    ("ways.alternatives[].stages[].step", STEPS, "steget"),
    ("ways.alternatives[].stages[].activities[]", ACTIVITIES, "aktiviteten"),
    ("mapping.sections[].category", CATEGORIES, "uppgiftsslaget"),
    ("mapping.party_questions[].category", CATEGORIES, "uppgiftsslaget"),
    ("plan.category", CATEGORIES, "uppgiftsslaget"),
    ("activities[].provider_party", PARTIES, "parten"),
    ("activities[].category", CATEGORIES, "uppgiftsslaget"),
    ("outgoing[].party", PARTIES, "parten"),
    ("outgoing[].category", CATEGORIES, "uppgiftsslaget"),
    ("readiness.judged_by[]", SEATS, "platsen"),
    ("readiness.confirmed_by[]", PARTIES, "parten"),
    ("readiness.category", CATEGORIES, "uppgiftsslaget"),
    ("exit.category", CATEGORIES, "uppgiftsslaget"),
    ("routes[].jointly_with[]", PARTIES, "parten"),
    ("routes[].assessed_in", "intake.meetings[].key", "mötet"),
    ("area.holder", PARTIES, "parten"),
    ("steps[].arms[]", ARMS, "varianten"),
    ("steps[].entry[].milestone", MILESTONES, "hållpunkten"),
    ("steps[].done[].milestone", MILESTONES, "hållpunkten"),
    ("milestones[].category", CATEGORIES, "uppgiftsslaget"),
    ("monthly[].category", CATEGORIES, "uppgiftsslaget"),
    ("inventory.kept_by[]", PARTIES, "parten"),
    ("seats[].shifts[].after", STEPS, "steget"),
    ("team_seats[].party", PARTIES, "parten"),
    ("steering.seats[].party", PARTIES, "parten"),
    ("own_systems.systems[].party", PARTIES, "parten"),
    ("instruments[].category", CATEGORIES, "uppgiftsslaget"),
    ("comparison.instruments[]", INSTRUMENTS, "instrumentet"),
    ("goals[].milestone", MILESTONES, "hållpunkten"),
    ("goals[].triage[]", "area.triage[].key", "resultatet"),
    ("goals[].instrument", INSTRUMENTS, "instrumentet"),
    ("goals[].criterion", CRITERIA, "kriteriet"),
    ("goals[].met", CRITERIA, "kriteriet"),
    ("goals[].arm", ARMS, "varianten"),
)
"""What points where: the place, what it must be found among, and the Swedish word for it."""

LONGEST = {
    "name": 160,
    "short_name": 60,
    "association.name": 120,
    "parties[].name": 120,
    "absence_reasons[].key": 40,
    "consent.categories[].key": 40,
    "exit.destinations[].key": 40,
    "exit.reasons[].key": 40,
    "follow_up.schedule[].key": 40,
    "intake.meetings[].key": 40,
    "notes.kinds[].key": 40,
    "parties[].key": 40,
    "ways.alternatives[].key": 40,
}
"""What must fit where it is kept, in characters; a test compares it with the tables."""

KINDS_OF_PARTY = (
    "plan.anchored_with[]",
    "exit.destinations[].receivers[]",
    "mapping.party_questions[].to",
)
"""Places that name a kind of authority; some party must be of that kind."""


def faults_in(data: Mapping[str, object]) -> Iterator[Fault]:
    """Every inconsistency of a definition given as plain data."""
    yield from _repeated(data)
    yield from _dangling(data)
    yield from _absent_kinds(data)
    yield from _criteria(data)
    yield from _own_facts(data)
    yield from _owners(data)
    yield from _phases(data)
    yield from _step_numbers(data)
    yield from _proposals(data)
    yield from _moments(data)
    yield from _own_systems(data)
    yield from _translations(data)
    yield from _too_long(data)
    yield from _too_long_for_numbers(data)


def _too_long(data: Mapping[str, object]) -> Iterator[Fault]:
    for pattern, most in LONGEST.items():
        for path, value in places(data, pattern):
            if isinstance(value, str) and len(value) > most:
                yield Fault(
                    path,
                    f"”{value[:30]}…” är {len(value)} tecken långt; högst {most} får plats.",
                    "Korta det. Det hela kan stå i text.",
                )


# What follows the key of a contact that comes again and again: a hyphen and its number.
ROOM_FOR_NUMBER = len("-999")


def _too_long_for_numbers(data: Mapping[str, object]) -> Iterator[Fault]:
    """A follow-up that comes again is kept under its key with a number, and both must fit."""
    most = LONGEST["follow_up.schedule[].key"] - ROOM_FOR_NUMBER
    for path, rule in places(data, "follow_up.schedule[]"):
        key = rule.get("key") if isinstance(rule, Mapping) and rule.get("every") else None
        if isinstance(key, str) and most < len(key) <= most + ROOM_FOR_NUMBER:
            yield Fault(
                (*path, "key"),
                f"”{key[:30]}…” är {len(key)} tecken långt. Kontakten kommer flera gånger och "
                f"numreras, så att högst {most} får plats.",
                "Korta nyckeln. Det hela kan stå i name.",
            )


def places(data: object, pattern: str) -> Iterator[tuple[Path, object]]:
    """Every value at a pattern such as `steps[].done[].activities[]`, with where it stands."""
    found: list[tuple[Path, object]] = [((), data)]
    for part in pattern.split("."):
        name = part.removesuffix("[]")
        found = [
            ((*path, name), value[name])
            for path, value in found
            if isinstance(value, Mapping) and value.get(name) is not None
        ]
        if part.endswith("[]"):
            found = [
                ((*path, index), item)
                for path, value in found
                if isinstance(value, list)
                for index, item in enumerate(value)
            ]
    yield from found


def vocabulary_of(data: Mapping[str, object]) -> dict[str, KnownFact]:
    """The house's facts and those that the programme asks for of its own."""
    own: dict[str, KnownFact] = {}
    for _, fact in places(data, "facts[]"):
        if isinstance(fact, Mapping) and fact.get("key") not in FACTS:
            kind = fact.get("type")
            if kind in FactType.values:
                own[str(fact.get("key"))] = KnownFact(
                    str(fact.get("label")), FactType(str(kind)), choices=_choices(fact)
                )
    return own | dict(FACTS)


def _choices(fact: Mapping[str, object]) -> dict[str, str]:
    return {
        str(choice.get("key")): str(choice.get("label"))
        for _, choice in places(fact, "choices[]")
        if isinstance(choice, Mapping)
    }


def _texts(data: object, pattern: str) -> set[str]:
    return {value for _, value in places(data, pattern) if isinstance(value, str)}


def _listed(words: set[str]) -> str:
    return ", ".join(sorted(words)) or "inga alls"


def _repeated(data: Mapping[str, object]) -> Iterator[Fault]:
    for pattern in UNIQUE:
        seen: set[object] = set()
        for path, value in places(data, pattern):
            if not isinstance(value, str | int):
                continue
            if value in seen:
                yield Fault(
                    path,
                    f"”{value}” finns redan i samma lista.",
                    "Ge den här posten ett eget värde, eller ta bort den.",
                )
            seen.add(value)


def _dangling(data: Mapping[str, object]) -> Iterator[Fault]:
    for pattern, target, noun in REFERENCES:
        known = _texts(data, target)
        allowed = known | (set(OUTSIDE_PARTIES) if pattern == "routes[].source" else set())
        for path, value in places(data, pattern):
            if isinstance(value, str) and value not in allowed:
                table = target.removesuffix("[].key")
                yield Fault(
                    path,
                    f"Här nämns {noun} ”{value}”, som inte finns under {table}.",
                    f"Skriv någon av: {_listed(allowed)}. Eller lägg till ”{value}”.",
                )


def _absent_kinds(data: Mapping[str, object]) -> Iterator[Fault]:
    kinds = _texts(data, "parties[].kind")
    for pattern in KINDS_OF_PARTY:
        for path, value in places(data, pattern):
            if isinstance(value, str) and value not in kinds:
                yield Fault(
                    path,
                    f"Ingen part är av slaget ”{value}”.",
                    f"Skriv något av: {_listed(kinds)}. Eller lägg till parten under parties.",
                )


def _criteria(data: Mapping[str, object]) -> Iterator[Fault]:
    vocabulary = vocabulary_of(data)
    for path, test in places(data, "target_group.criteria[].test"):
        if not isinstance(test, Mapping) or not isinstance(test.get("fact"), str):
            continue
        known = vocabulary.get(test["fact"])
        if known is None:
            yield Fault(
                (*path, "fact"),
                f"Uppgiften ”{test['fact']}” är okänd.",
                "Använd någon av: " + ", ".join(sorted(vocabulary)) + ". "
                "Eller fråga efter uppgiften under facts.",
            )
        elif test.get("op") in Op.values:
            yield from _unfit_test(path, test, known)


def _unfit_test(path: Path, test: Mapping[str, object], known: KnownFact) -> Iterator[Fault]:
    fitting = OPS_BY_TYPE[known.type]
    if test["op"] not in fitting:
        yield Fault(
            (*path, "op"),
            f"”{known.label}” är av typen ”{known.type.label}” och kan inte prövas med "
            f"op = ”{test['op']}”.",
            f"Använd någon av: {_listed({str(op.value) for op in fitting})}.",
        )
        return
    answers = [((*path, "value"), test["value"])] if test.get("value") is not None else []
    answers += [((*path, *place), value) for place, value in places(test, "values[]")]
    for place, value in answers:
        if known.type == FactType.YES_NO_UNKNOWN and not isinstance(value, bool):
            yield Fault(
                place, f"”{known.label}” är ja eller nej.", "Skriv true (ja) eller false (nej)."
            )
        elif known.choices and value not in known.choices:
            yield Fault(
                place,
                f"”{value}” är inget svar på ”{known.label}”.",
                f"Skriv något av: {_listed(set(known.choices))}.",
            )


def _own_facts(data: Mapping[str, object]) -> Iterator[Fault]:
    for path, fact in places(data, "facts[]"):
        if not isinstance(fact, Mapping):
            continue
        known = FACTS.get(str(fact.get("key")))
        if known is None:
            continue
        if known.derived:
            yield Fault(
                (*path, "key"),
                f"”{known.label}” räknas ut av Stegvis ({known.origin}).",
                "Ta bort frågan; ingen ska behöva fylla i den.",
            )
        elif fact.get("type") in FactType.values and fact["type"] != known.type:
            yield Fault(
                (*path, "type"),
                f"”{known.label}” är av typen ”{known.type.value}”, inte ”{fact['type']}”.",
                f"Skriv type = ”{known.type.value}”, eller ge frågan en annan nyckel.",
            )
        for place, choice in places(fact, "choices[].key"):
            if known.choices and choice not in known.choices:
                yield Fault(
                    (*path, *place),
                    f"”{choice}” är inget känt svar på ”{known.label}”.",
                    f"Skriv något av: {_listed(set(known.choices))}.",
                )


def _owners(data: Mapping[str, object]) -> Iterator[Fault]:
    own = _texts(data, "operators[]") | _texts(data, "owner")
    parties = [party for _, party in places(data, "parties[]") if isinstance(party, Mapping)]
    organisations = {party.get("organisation") for party in parties}
    for pattern in ("owner", "operators[]"):
        for path, value in places(data, pattern):
            if isinstance(value, str) and value not in organisations:
                yield Fault(
                    path,
                    f"Organisationen ”{value}” driver insatsen men är ingen part.",
                    f"Lägg till en part under parties med organisation = ”{value}”.",
                )
    own_keys = {party.get("key") for party in parties if party.get("organisation") in own}
    for path, value in places(data, "consent.matrix[].party"):
        if value in own_keys:
            yield Fault(
                path,
                f"”{value}” driver insatsen och är därför ingen mottagare.",
                "Ta bort raden: den som äger uppgifterna lämnar inte ut dem till sig själv.",
            )


def _phases(data: Mapping[str, object]) -> Iterator[Fault]:
    start, end = _day_at(data, "period.start"), _day_at(data, "period.end")
    if start is None or end is None:
        return
    for name in ("start", "end"):
        for path, value in places(data, f"phases[].{name}"):
            day = _day(value)
            if day is not None and not start <= day <= end:
                yield Fault(
                    path,
                    f"Fasens datum {day} ligger utanför insatsens tid {start}–{end}.",
                    "Rätta fasens datum, eller insatsens under period.",
                )


def _day_at(data: Mapping[str, object], pattern: str) -> datetime.date | None:
    return next((_day(value) for _, value in places(data, pattern)), None)


def _day(value: object) -> datetime.date | None:
    """A date as the file holds it, or as a stored version does."""
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None


def _step_numbers(data: Mapping[str, object]) -> Iterator[Fault]:
    numbers = [(path, value) for path, value in places(data, "steps[].number")]
    for expected, (path, value) in enumerate(numbers, start=1):
        if isinstance(value, int) and value != expected and value not in range(1, expected):
            yield Fault(
                path,
                f"Stegen ska numreras i ordning; här väntades {expected} men står {value}.",
                f"Skriv number = {expected}, eller flytta steget.",
            )


def _proposals(data: Mapping[str, object]) -> Iterator[Fault]:
    """Who may only propose needs somebody who assesses, and who then may refer."""
    routes = [route for _, route in places(data, "routes[]") if isinstance(route, Mapping)]
    referring = {route.get("source") for route in routes if route.get("may") == RouteRight.REFER}
    for path, route in places(data, "routes[]"):
        if not isinstance(route, Mapping) or route.get("may") != RouteRight.PROPOSE:
            continue
        assessor = route.get("assessed_by")
        if assessor is None:
            yield Fault(
                path,
                "Den som bara får föreslå behöver någon som bedömer förslaget.",
                "Lägg till assessed_by = ”…” med partens nyckel.",
            )
        elif assessor not in referring:
            yield Fault(
                (*path, "assessed_by"),
                f"”{assessor}” ska bedöma förslag men har ingen egen väg in.",
                f"Lägg till en väg under routes med source = ”{assessor}” och may = ”refer”.",
            )


def _moments(data: Mapping[str, object]) -> Iterator[Fault]:
    known = {"enrolment", "exit"} | _texts(data, "follow_up.schedule[].key")
    for pattern in ("instruments[].given_at[]", "goals[].moment"):
        for path, value in places(data, pattern):
            if isinstance(value, str) and value not in known:
                yield Fault(
                    path,
                    f"Tillfället ”{value}” finns inte.",
                    f"Skriv något av: {_listed(known)}. Eller lägg till det i follow_up.schedule.",
                )
    asked = _texts(data, "follow_up.questions[].key") | _texts(
        data, "instruments[].questions[].key"
    )
    for path, value in places(data, "goals[].question"):
        if isinstance(value, str) and value not in asked:
            yield Fault(
                path,
                f"Frågan ”{value}” ställs inte, varken vid uppföljning eller i något instrument.",
                f"Skriv någon av: {_listed(asked)}.",
            )


def _own_systems(data: Mapping[str, object]) -> Iterator[Fault]:
    mode, systems = data.get("documentation_mode"), data.get("own_systems")
    if mode == DocumentationMode.OWN_SYSTEM and not systems:
        yield Fault(
            ("documentation_mode",),
            "Parterna dokumenterar i egna system, men det framgår inte vilka.",
            "Lägg till tabellen own_systems.",
        )
    if systems and mode == DocumentationMode.SHARED:
        yield Fault(
            ("own_systems",),
            "Egna system anges, men dokumentationen är gemensam.",
            "Skriv documentation_mode = ”own_system”, eller ta bort own_systems.",
        )


# What a translated consent says of each thing that the form says, and what that is called.
_TRANSLATED = (
    ("purposes", "key", "ändamålet"),
    ("categories", "key", "uppgiftsslaget"),
    ("consents", "kind", "samtycket"),
)


def _translations(data: Mapping[str, object]) -> Iterator[Fault]:
    """A form half in another language is nothing to answer: each translation has all of it."""
    languages = _texts(data, "consent.languages[]")
    for path, translation in places(data, "consent.translations[]"):
        if not isinstance(translation, Mapping):
            continue
        language = translation.get("language")
        if isinstance(language, str) and language not in languages - {"sv"}:
            yield Fault(
                (*path, "language"),
                f"Språket ”{language}” är inget av blankettens andra språk.",
                f"Lägg till ”{language}” i languages. Den svenska texten står redan i blanketten.",
            )
        for table, key, word in _TRANSLATED:
            said = [value for _, value in places(translation, f"{table}[].{key}")]
            wanted = _texts(data, f"consent.{table}[].{key}")
            for missing in sorted(wanted - {str(one) for one in said}):
                yield Fault(
                    (*path, table),
                    f"Översättningen till ”{language}” saknar {word} ”{missing}”.",
                    f"Översätt också {word} ”{missing}”, eller ta bort hela översättningen.",
                )
            for place, value in places(translation, f"{table}[].{key}"):
                if value not in wanted or said.count(value) > 1:
                    yield Fault(
                        (*path, *place),
                        f"{word.capitalize()} ”{value}” står inte en gång i blanketten.",
                        f"Skriv varje {key} en gång, med samma nycklar som i den svenska texten.",
                    )
