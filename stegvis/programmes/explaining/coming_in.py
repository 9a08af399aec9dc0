"""This file is where it is told who the programme is for, the ways in, and the consent."""

from collections.abc import Iterable, Iterator

from pydantic import BaseModel

from stegvis.programmes.admission import ConsentTranslation, Route
from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining.parts import (
    Entry,
    Section,
    flat,
    name_of,
    names_of,
    organisation_name,
    rest,
    told,
    told_all,
)
from stegvis.programmes.facts import NEEDS, Criterion, KnownFact, Test
from stegvis.programmes.vocabulary import CriterionKind, FactType, Op, RouteRight
from stegvis.programmes.wording import (
    LANGUAGES,
    capitalised,
    in_words,
    listed,
    span_in_words,
    title_of,
)


def purpose(d: Definition) -> Section:
    owner = organisation_name(d, d.owner) if d.owner else ""
    if d.project_owner is not None:
        owner = d.project_owner.name
    facts = [
        ("Ägare", owner),
        ("Utförare", listed([organisation_name(d, key) for key in d.operators])),
        ("Betalas av", d.association.name),
        ("Tid", f"{in_words(d.period.start)} – {in_words(d.period.end)}"),
        ("Antal platser", _places(d)),
        ("Dokument", d.document.title + (f". {d.document.note}" if d.document.note else "")),
        ("Dokumentation", d.documentation_mode.label),
    ]
    earlier = tuple(
        Entry(
            f"Föregångare: {one.name}",
            flat(one.text),
            quote=one.quote or "",
            facts=rest(d, one, "name", "text"),
        )
        for one in d.predecessors
    )
    if d.project_owner is not None:
        earlier = (*told(d, d.project_owner, "Projektägare"), *earlier)
    if d.capacity is not None and d.capacity.quote:
        earlier = (Entry("Antal platser", (_places(d),), quote=d.capacity.quote), *earlier)
    text = (*flat(d.purpose), *flat(d.method))
    return Section(
        "syfte", "Syfte och arbetssätt", text, earlier, tuple(fact for fact in facts if fact[1])
    )


def _places(d: Definition) -> str:
    places = d.capacity
    if places is None:
        return ""
    number = f"{places.low}–{places.target}" if places.low else str(places.target)
    each = " för varje utförare" if places.each_operator else ""
    kind = "mål, inget tak" if places.is_goal else "tak"
    return f"{number}{each} ({kind}; det syns från {places.warn_at})"


def target_group(d: Definition) -> Section:
    order = list(CriterionKind)
    criteria = sorted(d.target_group.criteria, key=lambda one: order.index(one.kind))
    vocabulary = d.vocabulary
    entries = tuple(
        Entry(one.text, tuple(_tried(one, vocabulary)), one.kind.label, one.quote)
        for one in criteria
    )
    text = (*flat(d.target_group.text), *flat(d.target_group.age_note))
    return Section("malgrupp", "Målgrupp", text, (*entries, *told_all(d, "area", "arms")))


def _tried(criterion: Criterion, vocabulary: dict[str, KnownFact]) -> Iterator[str]:
    if criterion.test is None:
        yield "Bedöms av en person."
    else:
        yield f"Prövas mot uppgiften: {test_in_words(criterion.test, vocabulary)}."
    if criterion.ambiguous:
        yield f"Kan läsas på två sätt: {criterion.ambiguous}"
    if not criterion.can_be_set_aside:
        yield "Kan inte frångås."


def test_in_words(test: Test, vocabulary: dict[str, KnownFact]) -> str:
    """ålder är mellan 19 och 29 år."""
    known = vocabulary.get(test.fact) or KnownFact(test.fact, FactType.TEXT)
    said = [
        _value(answer, known)
        for name in NEEDS[test.op]
        for answer in (test.values if name == "values" else (getattr(test, name),))
    ]
    last = "eller" if test.op == Op.IN else "och"
    return f"{known.label} {test.op.label} {listed(said, last)} {known.unit}".strip()


def _value(answer: object, known: KnownFact) -> str:
    return known.choices.get(str(answer)) or in_words(answer)


def way_in(d: Definition) -> Section:
    routes = tuple(
        Entry(
            name_of(d.parties, route.source),
            (*flat(route.text), *_route(d, route)),
            route.may.label if route.word is None else f"{route.may.label}: {route.word}",
            route.quote or "",
            rest(d, route, *_TOLD_OF_ROUTES),
        )
        for route in d.routes
    )
    meetings = tuple(
        Entry(
            meeting.name,
            (*flat(meeting.text), *_outcomes(meeting.outcomes)),
            meeting.kind.label,
            facts=() if meeting.optional else (("Hålls", "alltid före inskrivning"),),
        )
        for meeting in d.intake.meetings
    )
    intake = d.intake
    facts = (
        ("Kö", "ja, den som får vänta ställs i kö" if intake.waiting_list else "nej"),
        ("Får fråga utan namn först", in_words(intake.deidentified_inquiry)),
        ("Frågas vid aktualisering", " · ".join(fact.label for fact in d.facts)),
        ("Skäl att inte tas emot", listed([one.label for one in intake.refusal_reasons], "eller")),
    )
    return Section(
        "vagen-in",
        "Vägen in",
        (),
        (*routes, *meetings),
        tuple(fact for fact in facts if fact[1]),
    )


_TOLD_OF_ROUTES = (
    "source", "may", "word", "jointly_with", "decided_at", "assent_may_follow", "assessed_in",
    "assess_within", "assessed_by", "decides", "readiness_judged_by_referrer", "answer_within",
    "text",
)  # fmt: skip


def _outcomes(outcomes: Iterable[BaseModel]) -> tuple[str, ...]:
    names = [title_of(one).lower() for one in outcomes]
    return (f"Kan leda till: {listed(names, 'eller')}.",) if names else ()


def _route(d: Definition, route: Route) -> Iterator[str]:
    """Who proposes, assesses and decides, and within what time."""
    for sentence in _route_sentences(d, route):
        yield f"{capitalised(sentence)}."


def _route_sentences(d: Definition, route: Route) -> Iterator[str]:
    if route.jointly_with:
        where = f" vid {route.decided_at}" if route.decided_at else ""
        yield f"beslutas tillsammans med {names_of(d.parties, route.jointly_with)}{where}"
    if route.assent_may_follow:
        yield "får skickas innan de andra parterna har beslutat"
    if route.assessed_by:
        within = f" inom {span_in_words(route.assess_within)}" if route.assess_within else ""
        yield f"bedöms först av {name_of(d.parties, route.assessed_by)}{within}"
    if route.assessed_in:
        yield f"tas upp vid {name_of(d.intake.meetings, route.assessed_in).lower()}"
    within = f" inom {span_in_words(route.answer_within)}" if route.answer_within else ""
    names = [name_of(d.parties, key) for key in route.decides]
    which = ", den av dem som ärendet kommer till" if len(names) > 1 else ""
    yield f"{listed(names, 'eller')} beslutar om intag{within}{which}"
    if route.readiness_judged_by_referrer:
        yield "det är redan bedömt att personen är redo, och prövas inte om"
    if route.may == RouteRight.PROPOSE and not route.assessed_by:
        yield "det är ett förslag; någon annan aktualiserar"


def consent(d: Definition) -> Section:
    consents = tuple(
        Entry(
            one.title,
            flat(one.text),
            "Krävs för att delta" if one.required_to_take_part else "Frivilligt",
            facts=(("Gäller", span_in_words(one.lasts) if one.lasts else "så länge hon deltar"),),
        )
        for one in d.consent.consents
    )
    matrix = tuple(
        Entry(
            name_of(d.parties, row.party),
            (),
            "Mottagare",
            facts=tuple(
                (label, names_of(d.consent.categories, keys))
                for label, keys in (("Får", row.receives), ("Lämnar", row.gives))
                if keys
            ),
        )
        for row in d.consent.matrix
    )
    categories = tuple(Entry(one.label, flat(one.explanation)) for one in d.consent.categories)
    text = (*flat(d.consent.introduction), *flat(d.consent.withdrawal))
    facts = (
        ("Blankettens version", d.consent.form_version),
        ("Ändamål", listed([one.label for one in d.consent.purposes])),
    )
    translated = tuple(entry for one in d.consent.translations for entry in _translation(one))
    entries = (*consents, *matrix, *categories, *translated)
    return Section("samtycke", "Samtycke", text, entries, facts)


def _translation(translation: ConsentTranslation) -> Iterator[Entry]:
    """The whole form in one language, to be read by somebody who knows it."""
    tag = f"Översättning till {LANGUAGES.get(translation.language, translation.language)}"
    # Easy Swedish is Swedish to whoever reads the page aloud.
    language = "" if translation.language == "lattlast" else translation.language
    opening = (*flat(translation.introduction), *flat(translation.withdrawal))
    purposes = "; ".join(one.label for one in translation.purposes)
    yield Entry(tag, (*opening, purposes), language=language)
    for consent in translation.consents:
        yield Entry(consent.title, flat(consent.text), tag, language=language)
    for category in translation.categories:
        yield Entry(category.label, flat(category.explanation), tag, language=language)
