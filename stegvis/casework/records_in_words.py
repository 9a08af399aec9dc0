"""This file is where records become words: each column with what it is called in Swedish, for
whoever reads about herself, and as they stand for a program."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models
from django.utils import timezone

from stegvis.audit.events import SENTENCES, Event
from stegvis.audit.models import Entry
from stegvis.casework.meeting_kinds import case_meetings
from stegvis.casework.models import (
    Activity,
    CriterionJudgement,
    Meeting,
    Milestone,
    MonthlyFigure,
    Need,
    Note,
    OutgoingReferral,
    Participation,
    Party,
    PlanAction,
)
from stegvis.casework.names import Released
from stegvis.core.dates import in_swedish
from stegvis.core.personal_number import KINDS, mask
from stegvis.organisations.models import Account, Organisation
from stegvis.participants.models import Consent, FormerNumber, Identity
from stegvis.programmes.definition import Definition
from stegvis.programmes.facts import BENEFITS
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.offer_words import Adaptation, Demand
from stegvis.programmes.vocabulary import Choice

# What only holds the record together says nothing about her.
_TECHNICAL = frozenset({"owner", "owner_id", "revision", "created_by", "created_by_id"})
_SECRET = frozenset({"person_key", "name_key", "family_key", "previous", "digest"})
# Names of staff are given only after a decision of its own, so the log says authority and unit.
_OF_THE_LOG = frozenset({"account_id", "assignment_id", "request_id"})
WHO = "Medarbetare"
# Codes that say nothing to a reader; the file for programs has them. Protection is the person's.
_CODES_ALONE = {"identity": {"protection"}, "entry": {"detail", "number", "item_id"}}
# Columns that have no name of their own in Swedish.
_LABELS = {
    "account": "Medarbetare",
    "case_manager": "Handläggare",
    "closed_by": "Avslutad av",
    "confirmed_by": "Fastställd av",
    "decided_by": "Beslutad av",
    "ended_by": "Avslutad av",
    "judged_by": "Bedömd av",
    "lifted_by": "Hävt av",
    "receiver": "Mottagare",
    "reviewed_by": "Granskad av",
    "seen_by": "Läst av",
    "struck_by": "Makulerad av",
}
_WORDS = {
    **KINDS,
    "yes": "ja",
    "no": "nej",
    "unknown": "vet inte",
    **dict(Adaptation.choices),
    **dict(Demand.choices),
}
_LANGUAGES = {"sv": "svenska", "sv-x-lattlast": "lättläst svenska", "en": "engelska"}
_A_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_A_KEY = re.compile(r"[a-z]+(_[a-z0-9]+)+")


@dataclass(frozen=True)
class Row:
    """One record: `facts` is label and value in Swedish, `raw` what the file for programs holds."""

    kind: str
    pk: str
    facts: tuple[tuple[str, str], ...]
    raw: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.pk}"


@dataclass(frozen=True)
class Table:
    kind: str
    title: str
    rows: tuple[Row, ...]


# What a column's keys are called; nothing for those whose name stands in the column beside.
Keys = dict[tuple[type[models.Model], str], dict[str, str]]
# The rows of each table, as the database tells them.
Gathered = dict[type[models.Model], list[dict[str, Any]]]


def in_words(
    gathered: Gathered, using: str = DEFAULT_DB_ALIAS, names: Released | None = None
) -> list[Table]:
    """Rows as a reader and a program want them, the oldest first; rows of the log have the name of
    whoever looked where a decision has released it. Three queries."""
    called = _names(gathered, using, names or Released())
    return [
        Table(
            model._meta.label_lower,
            str(model._meta.verbose_name_plural).capitalize(),
            tuple(_row(model, row, called) for row in sorted(rows, key=_age)),
        )
        for model, rows in gathered.items()
    ]


@dataclass(frozen=True)
class _Names:
    """What ids and keys are called: authorities, staff and programmes by the table they point at,
    categories and dated facts by their keys in the programmes' definitions."""

    of: dict[type[models.Model], dict[str, str]]
    categories: dict[str, str]
    facts: dict[str, str]
    keys: "Keys"
    released: Released

    def name(self, field: "models.Field[Any, Any]", value: object) -> str:
        known = self.of.get(cast("type[models.Model]", field.related_model), {})
        return known.get(str(value), "")


def _names(gathered: Gathered, using: str, released: Released) -> _Names:
    staff = {
        str(row[field.attname])
        for model, rows in gathered.items()
        for field in model._meta.local_concrete_fields
        if field.related_model is Account and field.attname not in _TECHNICAL
        for row in rows
        if row.get(field.attname)
    }
    organisations = Organisation.objects.using(using).values_list("pk", "name")
    versions = list(ProgrammeVersion.objects.using(using).select_related("programme"))
    accounts = Account.objects.using(using).filter(pk__in=staff).values_list("pk", "name")
    return _Names(
        {
            Organisation: {str(pk): name for pk, name in organisations},
            ProgrammeVersion: {str(row.pk): row.programme.name for row in versions},
            Account: {str(pk): name for pk, name in accounts},
        },
        {
            category.key: category.label
            for row in versions
            for category in row.definition.consent.categories
        },
        {fact.key: fact.name for row in versions for fact in row.definition.monthly}
        | {fact.key: fact.name for row in versions for fact in row.definition.milestones}
        | {need.key: need.label for row in versions for need in _needs_in(row.definition)},
        _keys(_hers_last(versions, gathered)),
        released,
    )


def _hers_last(versions: list[ProgrammeVersion], gathered: Gathered) -> list[Definition]:
    """Where two programmes have the same key, what her own calls it."""
    hers = {str(row.get("version_id")) for row in gathered.get(Participation, [])}
    return [row.definition for row in sorted(versions, key=lambda row: str(row.pk) in hers)]


def _keys(definitions: list[Definition]) -> Keys:
    """The keys that programmes give to what she is shown, each with its name."""
    found: Keys = {
        (Activity, "catalogue_key"): {},
        (OutgoingReferral, "target_key"): {},
        (Consent, "form_language"): _LANGUAGES,
        (PlanAction, "responsible"): {"participant": "deltagaren", "operator": "insatsen"},
    }
    for told in definitions:
        parties = {party.key: party.name for party in told.parties}
        for column, names in (
            ((Note, "kind"), {kind.key: kind.name for kind in told.notes.kinds}),
            ((Meeting, "kind"), dict(case_meetings(told))),
            ((Meeting, "kind"), {one.key: one.name for one in told.intake.meetings}),
            ((Party, "key"), parties),
            ((PlanAction, "responsible"), parties),
            (
                (CriterionJudgement, "criterion"),
                {one.key: one.text for one in told.target_group.criteria},
            ),
        ):
            found.setdefault(column, {}).update(names)
    return found


def _needs_in(definition: Definition) -> tuple[Choice, ...]:
    return definition.inventory.needs if definition.inventory else ()


def _row(model: type[models.Model], raw: dict[str, Any], names: _Names) -> Row:
    hidden = _SECRET | (_OF_THE_LOG if model is Entry else frozenset())
    kept = {key: value for key, value in raw.items() if key not in hidden}
    facts = []
    for field in model._meta.local_concrete_fields:
        if field.attname in _TECHNICAL | _CODES_ALONE.get(str(model._meta.model_name), set()):
            continue
        if field.attname not in kept:
            continue
        told = _told(field, kept[field.attname], names)
        if told:
            facts.append((_label(model, field), told))
    if model is Entry and (who := _who_looked(raw, names)):
        facts.append((WHO, who))
        kept["name"] = who
    return Row(model._meta.label_lower, str(raw.get("id") or raw["number"]), tuple(facts), kept)


def _who_looked(raw: dict[str, Any], names: _Names) -> str:
    at = datetime.fromisoformat(raw["at"])
    return names.released.name(raw["owner_id"], raw["organisation_id"], raw["account_id"], at)


def _label(model: type[models.Model], field: "models.Field[Any, Any]") -> str:
    if model is Entry and field.attname == "organisation_id":
        return "Myndighet som läste eller skrev"
    name = _LABELS.get(field.name, str(field.verbose_name))
    return name[:1].upper() + name[1:]


def _told(field: "models.Field[Any, Any]", value: Any, names: _Names) -> str:
    """A column in words; empty for what is missing and for what only points at another row."""
    if value is None or value == "" or field.primary_key:
        return ""
    if field.related_model is not None:
        return names.name(field, value)
    if field.attname == "organisation_id":
        return names.of[Organisation].get(str(value), "")
    if field.attname == "event":
        return SENTENCES.get(cast("Event", value), str(value))
    if field.model in (Identity, FormerNumber) and field.attname == "number":
        # Whole in the file that is handed over, masked wherever somebody may look over a shoulder.
        return mask(str(value))
    if field.model in (Milestone, MonthlyFigure, Need) and field.attname == "key":
        return names.facts.get(str(value), "")
    if (field.model, field.attname) in names.keys:
        return names.keys[field.model, field.attname].get(str(value), "")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if field.attname in _KEYS:
        called = _KEYS[field.attname](names, value)
        return "" if _A_KEY.fullmatch(called) else called
    return _plainly(field, value)


def _kind(names: _Names, value: str) -> str:
    return _kinds().get(value, BENEFITS.get(value, value))


@cache
def _kinds() -> dict[str, str]:
    """What the tables are called, by the keys under which the log and disclosures know them."""
    return {
        str(model._meta.model_name): str(model._meta.verbose_name) for model in apps.get_models()
    }


# Keys of the house and of the programmes, which say nothing to whoever reads about herself.
_KEYS: dict[str, Callable[[_Names, str], str]] = {
    "category": lambda names, value: names.categories.get(value, value),
    "item_kind": _kind,
    "kind": _kind,
    "number_kind": lambda names, value: _WORDS.get(value, value),
    # Which page was open is said by what was done; a reason in words is shown as it stands.
    "purpose": lambda names, value: value if "-" not in value or " " in value else "",
}


def _plainly(field: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(field, models.UUIDField):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(field, models.DateTimeField):
        return moment_in_words(datetime.fromisoformat(value))
    if isinstance(value, dict):
        shown = (f"{key}: {_said(item)}" for key, item in value.items())
        return "; ".join(shown).replace("_", " ")
    if isinstance(value, list):
        return ", ".join(_said(item) for item in value).replace("_", " ")
    # A key of a programme's catalogue; what it is called stands beside it.
    return "" if _A_KEY.fullmatch(str(value)) else _said(value)


def _said(value: Any) -> str:
    """A plain value as people write it: 3 december 2026, not 2026-12-03."""
    text = str(value)
    return (
        in_swedish(date.fromisoformat(text)) if _A_DAY.fullmatch(text) else _WORDS.get(text, text)
    )


def moment_in_words(at: datetime) -> str:
    """3 december 2026 kl. 14.05, in Sweden."""
    return f"{in_swedish(at)} kl. {timezone.localtime(at):%H.%M}"


def _age(row: dict[str, Any]) -> str:
    return str(row.get("at") or row.get("created_at") or "")
