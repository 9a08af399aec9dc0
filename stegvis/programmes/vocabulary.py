"""This file is where the words are that a programme definition chooses among.

Every code has the Swedish label that people read, so that pages, messages and documents say the
same thing. A programme is never named here: what only one programme needs stands in its file.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Protocol, Self, TypeVar

from django.db.models import TextChoices
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from stegvis.core.dates import add_months

Path = tuple[str | int, ...]
"""Where in a definition something stands: keys of tables and places in lists."""

RULE = "programme_rule"
"""The error type of our own rules, told apart from the plain type errors of the schema."""


@dataclass(frozen=True)
class Fault:
    """One broken rule: where (seen from the table that holds it), what, and what to do."""

    path: Path
    message: str
    remedy: str

    def as_details(self) -> InitErrorDetails:
        words = {"message": self.message, "remedy": self.remedy}
        error = PydanticCustomError(RULE, "{message} {remedy}", words)
        return InitErrorDetails(type=error, loc=self.path, input=None)


class Frozen(BaseModel):
    """A table of a definition: no unknown keys, never changed after reading.

    A table states its own rules in `faults`; all that are broken are told at once.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    def faults(self) -> Iterator[Fault]:
        yield from ()

    @model_validator(mode="after")
    def _refuse_faults(self) -> Self:
        details = [fault.as_details() for fault in self.faults()]
        if details:
            raise ValidationError.from_exception_data(type(self).__name__, details)
        return self


Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Flag = StrictBool
Count = Annotated[StrictInt, Field(ge=0)]
Several = Annotated[StrictInt, Field(ge=1)]
Percent = Annotated[StrictInt, Field(ge=0, le=100)]


class Keyed(Protocol):
    @property
    def key(self) -> str: ...


K = TypeVar("K", bound=Keyed)


def find(items: Iterable[K], key: str) -> K:
    """The entry with this key in a list of a definition. Raises KeyError if there is none."""
    for item in items:
        if item.key == key:
            return item
    raise KeyError(key)


def date_order(start: datetime.date, end: datetime.date) -> Iterator[Fault]:
    if end < start:
        yield Fault(
            ("end",),
            f"Slutdatum {end} ligger före startdatum {start}.",
            "Byt plats på datumen eller rätta det som är fel.",
        )


class Choice(Frozen):
    """One of the answers that a question offers."""

    key: Key
    label: Text


def choice_faults(needs_choices: bool, choices: tuple[Choice, ...]) -> Iterator[Fault]:
    if needs_choices and len(choices) < 2:
        yield Fault(
            (),
            "En fråga med val behöver minst två svar att välja på.",
            "Lägg till choices = [{ key = ”…”, label = ”…” }, …].",
        )
    if choices and not needs_choices:
        yield Fault(
            ("choices",),
            "Frågan har svar att välja på men är inte av typen choice.",
            "Skriv type = ”choice” eller ta bort choices.",
        )


class Span(Frozen):
    """A length of time, in whole months or in days."""

    months: Several | None = None
    days: Several | None = None

    def faults(self) -> Iterator[Fault]:
        if (self.months is None) == (self.days is None):
            yield Fault(
                (),
                "En tidslängd anges i månader eller i dagar, ett av dem.",
                "Skriv till exempel { months = 2 } eller { days = 30 }.",
            )

    def after(self, start: datetime.date) -> datetime.date:
        """The day when the span has passed; a month ends on its last day when it is shorter."""
        if self.days is not None:
            return start + datetime.timedelta(days=self.days)
        return add_months(start, self.months or 0)


class Period(Frozen):
    """Days from a first to a last, both inclusive."""

    start: datetime.date
    end: datetime.date

    def faults(self) -> Iterator[Fault]:
        yield from date_order(self.start, self.end)


class OrganisationKind(TextChoices):
    FORSAKRINGSKASSAN = "forsakringskassan", "Försäkringskassan"
    ARBETSFORMEDLINGEN = "arbetsformedlingen", "Arbetsförmedlingen"
    KOMMUN = "kommun", "Kommun"
    REGION = "region", "Region"


class Asked(TextChoices):
    """Who fills in the referral: an authority by its kind, the young person, or outreach."""

    FORSAKRINGSKASSAN = "forsakringskassan", "Försäkringskassan"
    ARBETSFORMEDLINGEN = "arbetsformedlingen", "Arbetsförmedlingen"
    KOMMUN = "kommun", "Kommunen"
    REGION = "region", "Regionen"
    SELF = "self", "Personen själv"
    OUTREACH = "outreach", "Uppsökande arbete"


OUTSIDE_PARTIES = ("self", "outreach")
"""Ways in that no authority stands behind."""


class Window(TextChoices):
    ALWAYS = "always", "Hela tiden"
    INTAKE_AND_EXIT = "intake_and_exit", "Endast vid inskrivning och utskrivning"


class SeatRole(TextChoices):
    COORDINATOR = "coordinator", "Samordnare eller projektledare"
    CASE_MANAGER = "case_manager", "Den som följer deltagaren"
    SPECIALIST = "specialist", "Sakkunnig i teamet"
    CONTACT = "contact", "Namngiven kontakt i ett ärende"
    ADMINISTRATION = "administration", "Administration"
    STEERING = "steering", "Styrgrupp"


class Financing(TextChoices):
    ASSOCIATION = "association", "Samordningsförbundet"
    OWN = "own", "Egenfinansiering"


class RouteRight(TextChoices):
    PROPOSE = "propose", "Får föreslå"
    REFER = "refer", "Får aktualisera"


class CriterionKind(TextChoices):
    INCLUSION = "inclusion", "Ska vara uppfyllt"
    EXCLUSION = "exclusion", "Hindrar deltagande"
    PRIORITY = "priority", "Ger företräde"


class FactType(TextChoices):
    YES_NO_UNKNOWN = "yes_no_unknown", "Ja, nej eller vet inte"
    DATE = "date", "Datum"
    PERCENT = "percent", "Procent"
    NUMBER = "number", "Tal"
    TEXT = "text", "Text"
    CHOICE = "choice", "Val"


class Op(TextChoices):
    IS = "is", "är"
    IN = "in", "är något av"
    AT_LEAST = "at_least", "är minst"
    AT_MOST = "at_most", "är högst"
    BETWEEN = "between", "är mellan"
    UNKNOWN = "unknown", "är inte känt"


class QuestionType(TextChoices):
    TEXT = "text", "Text"
    CHOICE = "choice", "Val"
    DATE = "date", "Datum"
    SCALE = "scale", "Skala"
    YES_NO = "yes_no", "Ja eller nej"


class ConsentKind(TextChoices):
    """Consents are given one by one; only secrecy opens anything for another authority."""

    SECRECY = "secrecy", "Samtycke till att lämna ut uppgifter"
    FOLLOW_UP_REGISTRATION = "follow_up_registration", "Samtycke till registrering för uppföljning"
    QUESTIONNAIRES = "questionnaires", "Samtycke till enkäter"
    CONTACT_AFTER_EXIT = "contact_after_exit", "Samtycke till kontakt efter avslut"


class MeetingKind(TextChoices):
    INFORMATION = "information", "Informationsmöte"
    ASSESSMENT = "assessment", "Bedömningssamtal"
    TEAM = "team", "Teammöte"


class StepFact(TextChoices):
    """What can have happened to a participation; steps are entered and finished by these."""

    REFERRED = "referred", "aktualiserad"
    CONSENT_GIVEN = "consent_given", "samtycke lämnat"
    TAKEN_IN = "taken_in", "mottagen"
    ENROLLED = "enrolled", "inskriven"
    MAPPING_STARTED = "mapping_started", "kartläggning påbörjad"
    MAPPING_CONFIRMED = "mapping_confirmed", "kartläggning klar"
    WAY_CHOSEN = "way_chosen", "väg vald"
    PLAN_CONFIRMED = "plan_confirmed", "handlingsplan fastställd"
    PLAN_ANCHORED = "plan_anchored", "handlingsplan förankrad"
    ACTIVITY_STARTED = "activity_started", "aktivitet påbörjad"
    ACTIVITY_COMPLETED = "activity_completed", "aktivitet genomförd"
    SUPPLY_REACHED = "supply_reached", "arbetsutbud uppnått"
    WORK_STARTED = "work_started", "arbete eller anställning påbörjad"
    WORKPLACE_FOUND = "workplace_found", "har funnit sin arbetsplats"
    MILESTONE_REACHED = "milestone_reached", "hållpunkt nådd"
    READY_JUDGED = "ready_judged", "bedömd redo"
    RECEIVER_CONFIRMED = "receiver_confirmed", "mottagaren har bekräftat"
    CLOSING_HELD = "closing_held", "avslutningssamtal hållet"
    EXITED = "exited", "avslutad"


class WayMode(TextChoices):
    SEQUENTIAL = "sequential", "Steg för steg"
    PARALLEL = "parallel", "Parallellt"


class ActivityKind(TextChoices):
    COURSE = "course", "Kurs"
    GROUP = "group", "Gruppverksamhet"
    WORK_TRAINING = "work_training", "Arbetsträning"
    PLACEMENT = "placement", "Arbetsplatsförlagd praktik"
    SUPPORT = "support", "Stöd"
    STUDY_VISIT = "study_visit", "Studiebesök"
    COUNSELLING = "counselling", "Rådgivning"


class AbsenceGroup(TextChoices):
    PERSON = "person", "Personliga skäl"
    LOGISTICS = "logistics", "Praktiska skäl"
    ILLNESS = "illness", "Sjukdom"


class Anchor(TextChoices):
    """The day that a follow-up is counted from."""

    EXIT = "exit", "avslut"
    COOPERATION_END = "cooperation_end", "det förstärkta samarbetets slut"
    WORKPLACE_FOUND = "workplace_found", "funnen arbetsplats"


class GoalLevel(TextChoices):
    OVERALL = "overall", "Övergripande mål"
    EFFECT = "effect", "Effektmål"
    PROGRAMME = "programme", "Insatsmål"
    CONDUCT = "conduct", "Arbetssätt och genomförande"


class GoalKind(TextChoices):
    COUNT = "count", "Antal"
    SHARE = "share", "Andel"
    ONGOING = "ongoing", "Antal pågående"
    WITHIN = "within", "Andel inom viss tid"
    BALANCE = "balance", "Jämn könsfördelning"
    DIFFERENCE = "difference", "Skillnad mellan könen"
    COMPARISON = "comparison", "Skillnad mot jämförelsegruppen"
    QUALITATIVE = "qualitative", "Kvalitativt, med underlag"


class WorkKind(TextChoices):
    """What arbetsutbud is made of: activity first, then employment with more and less support."""

    ACTIVITY = "activity", "Aktivitet"
    WORK_TRAINING = "work_training", "Arbetsträning"
    PLACEMENT = "placement", "Arbetsplatsförlagd praktik"
    DEVELOPMENT_EMPLOYMENT = "development_employment", "Utvecklingsanställning"
    ARRANGED_EMPLOYMENT = "arranged_employment", "Särskilt inrättad anställning"
    WAGE_SUBSIDY = "wage_subsidy", "Anställning med lönebidrag"
    SECURE_EMPLOYMENT = "secure_employment", "Trygghetsanställning"
    SHELTERED_PUBLIC = "sheltered_public", "Skyddat arbete hos offentlig arbetsgivare"
    OTHER_SUPPORT = "other_support", "Annan anställning med stöd"
    OPEN_EMPLOYMENT = "open_employment", "Anställning utan stöd"
    OWN_BUSINESS = "own_business", "Eget företag"
    STUDIES = "studies", "Studier"


EMPLOYED = frozenset(
    {
        WorkKind.DEVELOPMENT_EMPLOYMENT,
        WorkKind.ARRANGED_EMPLOYMENT,
        WorkKind.WAGE_SUBSIDY,
        WorkKind.SECURE_EMPLOYMENT,
        WorkKind.SHELTERED_PUBLIC,
        WorkKind.OTHER_SUPPORT,
        WorkKind.OPEN_EMPLOYMENT,
        WorkKind.OWN_BUSINESS,
    }
)
"""Kinds of work with a wage of her own, with or without support to the employer."""

SUPPORTED = EMPLOYED - {WorkKind.OPEN_EMPLOYMENT, WorkKind.OWN_BUSINESS}
"""Employment that somebody pays a support for."""


class MilestoneKind(TextChoices):
    """An event happened on a day (a flow); a state lasts from a day to a day (a stock)."""

    EVENT = "event", "Händelse"
    STATE = "state", "Läge"


class TriageGroup(TextChoices):
    """What the first mapping of somebody in an area's target group leads to."""

    OFFER = "offer", "Erbjuds insatsen"
    LATER = "later", "Tas upp senare"
    ELSEWHERE = "elsewhere", "Annan väg"
    LASTING = "lasting", "Varaktigt nedsatt"


class ArmAssignment(TextChoices):
    RANDOMISED = "randomised", "Lottas"
    CHOSEN = "chosen", "Väljs"


class EvidenceKind(TextChoices):
    """What an underlag shows that has been built between the parties."""

    NETWORK = "network", "Nätverk"
    CONTACT_WAY = "contact_way", "Kontaktväg"
    EXCHANGE = "exchange", "Kunskapsutbyte"
    ROUTINE = "routine", "Rutin"
    AGREEMENT = "agreement", "Överenskommelse"
    DECISION = "decision", "Beslut"
    OTHER = "other", "Annat underlag"


class Population(TextChoices):
    AREA = "area", "målgruppen i området"
    REFERRED = "referred", "aktualiserade"
    ASSESSED = "assessed", "mottagna till bedömningssamtal"
    ENROLLED = "enrolled", "inskrivna"
    ONGOING = "ongoing", "pågående"
    EXITED = "exited", "avslutade"
    READY = "ready", "bedömda redo"


class GoalFact(TextChoices):
    """What is counted among a population. Each is computed from the work as registered."""

    READY = "ready", "redo för nästa steg"
    ENROLLED = "enrolled", "inskriven i insatsen"
    MAPPED = "mapped", "kartlagd"
    KNOWN_PLAN_AT_EXIT = "known_plan_at_exit", "känd planering efter avslut"
    PLAN_CONFIRMED = "plan_confirmed", "fastställd handlingsplan"
    PLAN_ANCHORED = "plan_anchored", "handlingsplan förankrad hos ordinarie myndighet"
    PROGRESSED = "progressed", "minst ett steg längre än vid inskrivning"
    COOPERATION_STARTED = "cooperation_started", "det förstärkta samarbetet påbörjat"
    WORK_OR_STUDIES = "work_or_studies", "i arbete eller studier"
    EMPLOYED_AT_LEAST = "employed_at_least", "anställd i minst en viss omfattning"
    SELF_SUPPORTING = "self_supporting", "egen försörjning"
    IN_WORK = "in_work", "i anställning, med eller utan stöd"
    IN_STUDIES = "in_studies", "i studier"
    MILESTONE = "milestone", "har nått en hållpunkt, eller är i ett läge"
    TRIAGED = "triaged", "bedömd i den inledande kartläggningen"
    ANSWERED = "answered", "har svarat så på en fråga"
    CRITERION_MET = "criterion_met", "uppfyllde ett kriterium när hon eller han bedömdes"
    SCORE_RAISED = "score_raised", "högre poäng än första gången"
    NEXT_LIVELIHOOD = "next_livelihood", "vet vad hon eller han ska leva av"
    NO_ASSISTANCE = "no_assistance", "utan försörjningsstöd"
    FOLLOWED_UP = "followed_up", "uppföljd"
    SAME_CASE_MANAGER = "same_case_manager", "samma kontaktperson från start till avslut"


class GoalUnit(TextChoices):
    PERCENT = "percent", "procent"
    PERSONS = "persons", "personer"


class Demand(TextChoices):
    ANALYSIS = "analysis", "analys av tänkbar orsak"
    MEASURE = "measure", "särskilt riktad insats"


class DocumentationMode(TextChoices):
    SHARED = "shared", "Gemensam dokumentation i Stegvis"
    OWN_SYSTEM = "own_system", "Varje part dokumenterar i sitt eget system"


class Watched(TextChoices):
    """What is watched so that no date arrives unseen. Derived from facts, never stored."""

    REFERRAL_UNANSWERED = "referral_unanswered", "Aktualisering väntar på svar"
    CONSENT_MISSING = "consent_missing", "Samtycke saknas"
    CONSENT_END = "consent_end", "Samtycke går ut"
    MAPPING_DUE = "mapping_due", "Kartläggning att göra"
    PLAN_DUE = "plan_due", "Handlingsplan att fastställa"
    QUESTION_UNANSWERED = "question_unanswered", "Fråga till part väntar på svar"
    BENEFIT_END = "benefit_end", "Beslut om ersättning går ut"
    AGE_LIMIT = "age_limit", "Fyller 30 år"
    DORMANT_END = "dormant_end", "Vilande ersättning går ut"
    NO_CONTACT = "no_contact", "Ingen kontakt på länge"
    WAITING_FOR_RECEIVER = "waiting_for_receiver", "Väntar på mottagande part"
    FOLLOW_UP_DUE = "follow_up_due", "Uppföljning att göra"
    PROGRAMME_END = "programme_end", "Insatsen upphör"
