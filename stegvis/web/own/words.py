"""This file is where codes become the participant's words: kinds of consent, statuses, events.

Every word is marked for translation; what a programme's definition says stays as it is written.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from stegvis.access.actor import Person
from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS
from stegvis.casework.actions.plan import OPERATOR, PARTICIPANT
from stegvis.casework.instruments import ENROLMENT, EXIT
from stegvis.casework.meeting_kinds import meeting_name
from stegvis.casework.models import ActivityStatus, GoalStatus, MeetingStatus, PlanAction
from stegvis.participants.models import ConsentKind, Ground
from stegvis.programmes.definition import Definition
from stegvis.programmes.offer_words import Adaptation, Demand
from stegvis.web.own.consent_words import translation_of

# Short name, and what it is about in one sentence.
CONSENT_KINDS: dict[str, tuple[Any, Any]] = {
    ConsentKind.SECRECY: (
        _("Lämna uppgifter mellan myndigheter"),
        _("Du bestämmer vem som får veta vad om dig."),
    ),
    ConsentKind.FOLLOW_UP: (
        _("Följa hur det går för dig"),
        _("Vi skriver upp vad du gör och lever på, för att se om stödet hjälper."),
    ),
    ConsentKind.QUESTIONNAIRES: (
        _("Svara på enkäter"),
        _("Vi frågar ibland hur du mår och vad du tycker. Du kan hoppa över frågor."),
    ),
    ConsentKind.CONTACT_AFTER_EXIT: (
        _("Höra av oss efteråt"),
        _("Vi ringer och frågar hur det går när du har slutat hos oss."),
    ),
}
CATEGORIES: dict[str, Any] = {
    "contact": _("Kontaktuppgifter"),
    "planning": _("Planering"),
    "health": _("Hälsa"),
    "economy": _("Ekonomi"),
    "work": _("Utbildning och arbete"),
    "living": _("Boende och nätverk"),
}
STATES: dict[str, tuple[Any, str]] = {
    "given": (_("Du har sagt ja"), "success"),
    "refused": (_("Du har sagt nej"), "neutral"),
    "withdrawn": (_("Du har tagit tillbaka ditt ja"), "neutral"),
    "ended": (_("Har slutat gälla"), "neutral"),
    "not_asked": (_("Du har inte svarat"), "warning"),
}
GOALS: dict[str, tuple[Any, str]] = {
    GoalStatus.NOT_STARTED: (_("Inte börjat än"), "neutral"),
    GoalStatus.ONGOING: (_("På gång"), "info"),
    GoalStatus.REACHED: (_("Klart"), "success"),
    GoalStatus.DROPPED: (_("Inte aktuellt längre"), "neutral"),
}
ACTIVITIES: dict[str, tuple[Any, str]] = {
    ActivityStatus.PLANNED: (_("Planerat"), "neutral"),
    ActivityStatus.ONGOING: (_("Pågår"), "info"),
    ActivityStatus.COMPLETED: (_("Klart"), "success"),
    ActivityStatus.INTERRUPTED: (_("Avslutat i förtid"), "neutral"),
}
MEETINGS: dict[str, Any] = {
    MeetingStatus.HELD: _("Ni träffades"),
    MeetingStatus.MISSED: _("Mötet blev inte av"),
}
GROUNDS: dict[str, Any] = {
    Ground.CONSENT: _("Du har sagt ja till det."),
    Ground.NECESSARY: _("Myndigheten behövde lämna det för att göra sitt arbete."),
    Ground.GENERAL_CLAUSE: _("Det var klart viktigare att mottagaren fick veta."),
    Ground.DUTY: _("Lagen säger att det måste lämnas."),
    Ground.OTHER: _("En annan regel i lagen tillåter det."),
    Ground.NO_PERSON: _("Ditt namn fanns inte med."),
}

# The vocabulary of needs: what may be too hard, and how it can be made to work.
DEMANDS: dict[str, Any] = {
    Demand.PUNCTUALITY: _("passa tider"),
    Demand.GROUP: _("vara i grupp"),
    Demand.STRANGERS: _("möta nya människor"),
    Demand.NOISE: _("tåla ljud och rörelse"),
    Demand.PHYSICAL: _("orka kroppsligt arbete"),
    Demand.SCREEN: _("arbeta vid skärm"),
    Demand.READING: _("läsa och skriva svenska"),
    Demand.SPEAKING: _("tala svenska"),
    Demand.TRAVEL: _("ta sig dit själv"),
    Demand.ALONE: _("arbeta på egen hand"),
}
ADAPTATIONS: dict[str, Any] = {
    Adaptation.QUIET_PLACE: _("lugn plats"),
    Adaptation.SHORT_DAYS: _("korta dagar"),
    Adaptation.FLEXIBLE_TIMES: _("rörliga tider"),
    Adaptation.SLOW_START: _("upptrappning i egen takt"),
    Adaptation.SUPERVISOR: _("egen handledare"),
    Adaptation.CLEAR_STEPS: _("bildstöd eller skrivna steg"),
    Adaptation.TOOLS: _("anpassade hjälpmedel"),
    Adaptation.ACCESSIBLE: _("tillgänglig lokal"),
    Adaptation.INTERPRETER: _("tolk"),
    Adaptation.FETCHED: _("sällskap dit"),
}

_CHANGED = _("Skrev eller ändrade något")
_EVENTS: dict[str, Any] = {
    Event.PERSON_READ: _("Läste om dig"),
    Event.PERSON_LISTED: _("Såg dig i en lista"),
    Event.CASES_LISTED: _("Såg dig bakom en siffra"),
    Event.IDENTITY_UNMASKED: _("Såg hela ditt personnummer"),
    Event.PROTECTED_IDENTITY_SHOWN: _("Läste om dig"),
    Event.DOCUMENT_EXPORTED: _("Tog ut ett dokument om dig"),
    Event.EXTRACT_FETCHED: _("Tog ut ett dokument om dig"),
    Event.JOURNAL_COPIED: _("Kopierade till sin egen akt"),
    Event.ACCESS_REFUSED: _("Försökte läsa men fick inte"),
    Event.LOG_READ: _("Kontrollerade vem som har läst"),
    Event.DISCLOSURE_MADE: _("Lämnade ut något om dig"),
    Event.DISCLOSURE_CLOSED: _("Stoppade ett utlämnande"),
    Event.CONSENT_GIVEN: _("Ett ja till samtycke sparades"),
    Event.CONSENT_REFUSED: _("Ett nej till samtycke sparades"),
    Event.CONSENT_WITHDRAWN: _("Ett samtycke togs tillbaka"),
    Event.OWN_PAGES_CLOSED: _("Stängde dina sidor"),
    Event.OWN_PAGES_OPENED: _("Öppnade dina sidor"),
}
# Why a disclosure is closed, as the actions write it for staff.
_CLOSINGS: dict[str, Any] = {
    "Samtycket har återkallats eller ändrats.": _("Du tog tillbaka eller ändrade ditt ja."),
    "Stoppat av utlämnaren.": _("Den som lämnade ut det stoppade det."),
    "Avslutat av den som lämnade ut.": _("Den som lämnade ut det stoppade det."),
    "Insatsen är avslutad.": _("Insatsen är slut."),
    "Bilagan är makulerad.": _("Papperet gäller inte längre."),
    "Ärendet tas inte upp på mötet.": _("Det tas inte upp på mötet."),
    "Ersatt av en nyare referens.": _("Det finns ett nyare."),
    "Aktualiseringen är tillbakadragen.": _("Den som lämnade ut det drog tillbaka det."),
    "Förslaget är tillbakadraget.": _("Den som lämnade ut det drog tillbaka det."),
}
# What was done to her data without changing it.
READING = tuple(
    event.value
    for event in (
        Event.PERSON_READ,
        Event.PERSON_LISTED,
        Event.CASES_LISTED,
        Event.IDENTITY_UNMASKED,
        Event.PROTECTED_IDENTITY_SHOWN,
        *EXPORTS,
        Event.ACCESS_REFUSED,
        Event.LOG_READ,
    )
)


def event_words(event: str) -> Any:
    return _EVENTS.get(event, _CHANGED)


def closing_words(reason: str) -> Any:
    """Why it can no longer be read, in her words; nothing where somebody wrote it herself."""
    return _CLOSINGS.get(reason, "")


def category_name(definition: Definition, key: str) -> Any:
    """Our plain name of a category, or the definition's own, in her language if it is there."""
    said = translation_of(definition.consent) or definition.consent
    own = {category.key: category.label for category in said.categories}
    return CATEGORIES.get(key) or own.get(key, key)


def kind_name(definition: Definition, key: str) -> tuple[Any, Any]:
    """Name and sentence of a kind of consent, or the definition's title."""
    own = {text.kind.value: (text.title, "") for text in definition.consent.consents}
    return CONSENT_KINDS.get(key) or own.get(key, (key, ""))


_MEETING_KINDS: dict[str, Any] = {
    "conversation": _("Samtal"),
    "three_party": _("Möte med flera myndigheter"),
    "follow_up": _("Uppföljning"),
    "closing": _("Avslutande samtal"),
}


_MOMENTS: dict[str, Any] = {
    ENROLMENT: _("När du började"),
    EXIT: _("När du slutade"),
}


def moment_words(key: str, name: str) -> Any:
    """When an instrument is given: our words, or the definition's own."""
    return _MOMENTS.get(key) or name


def meeting_words(definition: Definition, kind: str) -> Any:
    return _MEETING_KINDS.get(kind) or meeting_name(definition, kind)


def who_does(action: PlanAction, definition: Definition, owner: str) -> Any:
    """Who is responsible for a step: she herself, the owner, or a party by name."""
    if action.responsible == PARTICIPANT:
        return _("Du")
    if action.responsible == OPERATOR:
        return action.responsible_name or owner
    names = {party.key: party.name for party in definition.parties}
    name = names.get(action.responsible, action.responsible)
    return f"{name}, {action.responsible_name}" if action.responsible_name else name


def is_herself(person: Person, account_id: Any) -> bool:
    return bool(account_id == person.account_id)
