"""This file is where everything that one authority keeps about one person is gathered: each table
that leads to her, found by walking the models' references and not by a list that could forget one.
"""

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Func, Q, Value

from stegvis.access.actor import Actor
from stegvis.audit.models import Entry
from stegvis.casework.models import (
    ExtractContent,
    NameRequest,
    Participation,
    Party,
    RegisterExtract,
    ReleasedName,
    Withheld,
    WorkPlot,
)
from stegvis.casework.names import released_about
from stegvis.casework.records_in_words import Gathered, Row, Table, in_words, moment_in_words
from stegvis.core.dates import add_months
from stegvis.core.errors import RuleBroken
from stegvis.core.secrecy import Published, Secrecy, declared
from stegvis.participants.models import Disclosure, Participant
from stegvis.participants.queries import identity_for

# The request itself is no record about her life, and its own answer cannot hold itself.
LEFT_OUT: dict[type[models.Model], str] = {
    RegisterExtract: "Själva begäran om utdraget.",
    Withheld: "Prövningen av utdraget.",
    ExtractContent: "Tidigare lämnade utdrag, som hon redan har.",
    WorkPlot: "En bild av det som redan står i utdraget.",
    NameRequest: "Begäran om namn i loggen, som hon har fått svar på för sig.",
    ReleasedName: "Namnen står vid sina rader i loggen.",
}
MOST_LOG_ROWS = 20_000
# The way through a column that names a case.
CASE = "participation_id__in"


def tables_of_person(
    without: Collection[type[models.Model]] = tuple(LEFT_OUT),
) -> dict[type[models.Model], tuple[str, ...]]:
    """Every table that leads to a participant, with the ways there as lookups.

    A table that names her in a column of its own needs no other way; the rest are reached
    through the rows above them, whichever of them is filled in.
    """
    secret = [m for m in apps.get_models() if _is_secret(m) and m not in without]
    found: dict[type[models.Model], tuple[str, ...]] = {Participant: ("pk",)}
    found |= {model: ("participant_id",) for model in secret if _names_her(model)}
    while True:
        reached = {
            model: ways
            for model in secret
            if not _names_her(model) and (ways := _ways(model, found)) != found.get(model, ())
        }
        if not reached:
            return found
        found |= reached


def _is_secret(model: type[models.Model]) -> bool:
    kind = declared(model)
    is_about_people = isinstance(kind, Secrecy) and not isinstance(kind, Published)
    return is_about_people and model is not Participant


def _names_her(model: type[models.Model]) -> bool:
    """Has the table a column that always says who it is about?"""
    fields = model._meta.local_concrete_fields
    return any(field.attname == "participant_id" and not field.null for field in fields)


def _ways(
    model: type[models.Model], known: dict[type[models.Model], tuple[str, ...]]
) -> tuple[str, ...]:
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    ways = ["participant_id"] if "participant_id" in fields else []
    if "participation_id" in fields:
        ways.append(CASE)
    for field in fields.values():
        above = field.related_model
        if not isinstance(field, models.ForeignKey) or above not in known or above is model:
            continue
        for way in known[above]:
            ways.append(field.attname if way == "pk" else f"{field.name}__{way}")
    return tuple(dict.fromkeys(ways))


def everything(actor: Actor, participant: Participant) -> list[Table]:
    """All that the actor's own authority keeps about one of its participants, and what it has
    been handed about her by others. Six queries, however much there is.

    Raises RuleBroken for a protected person whose identity is not open to the actor just now:
    the extract is hers whole, or nobody makes it.
    """
    only_when_shown(actor, participant)
    cases = cases_of(actor.organisation_id, participant)
    gathered = gather(tables_of_person(), participant, cases)
    return [*in_words(gathered, names=released_about(participant)), *_received(actor, cases)]


def gather(
    ways: dict[type[models.Model], tuple[str, ...]],
    participant: Participant,
    cases: list[UUID],
    using: str = DEFAULT_DB_ALIAS,
) -> Gathered:
    """The owner's rows about her in these tables, as they stand. One query."""
    parts: list[str] = []
    values: list[Any] = []
    for number, (model, lookups) in enumerate(ways.items()):
        sql, params = _rows_sql(number, model, lookups, participant, cases)
        parts.append(f"({sql})")
        values += params
    found: Gathered = {}
    with connections[using].cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        in_order = list(ways)
        for place, row in cursor.fetchall():
            read = json.loads(row) if isinstance(row, str) else row
            found.setdefault(in_order[place], []).append(read)
    return {model: found[model] for model in ways if model in found}


def only_when_shown(actor: Actor, participant: Participant) -> None:
    if participant.is_protected and identity_for(actor, participant) is None:
        raise RuleBroken(
            "Personen har skyddade personuppgifter. Bara en namngiven medarbetare som först har "
            "visat identiteten på sidan Person kan ta fram utdraget.",
            "review",
        )


def cases_of(owner_id: UUID, participant: Participant, using: str = DEFAULT_DB_ALIAS) -> list[UUID]:
    """The participations that are about her: her own here, and others' in which the authority is
    a party with this participant."""
    own = Q(owner_id=owner_id, participant_id=participant.pk)
    seats = Party.objects.using(using).filter(
        organisation_id=owner_id, organisation_participant_id=participant.pk
    )
    found = Participation.objects.using(using).filter(
        own | Q(pk__in=seats.values("participation_id"))
    )
    return list(found.values_list("pk", flat=True))


def _rows_sql(
    place: int,
    model: type[models.Model],
    lookups: tuple[str, ...],
    participant: Participant,
    cases: list[UUID],
) -> tuple[str, tuple[Any, ...]]:
    """Rows of one table as JSON. Names of tables and columns come from the models, never from
    what anybody has typed; files are handed over beside the rows, not inside them."""
    about_her = Q(pk__in=[])
    for lookup in lookups:
        is_case = lookup.endswith(CASE)
        about_her |= Q(**{lookup: cases if is_case else participant.pk})
    shown = f"to_jsonb({model._meta.db_table}.*)" + "".join(
        f" - '{field.column}'"
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.BinaryField)
    )
    chosen = (
        model._base_manager.filter(about_her, owner_id=participant.owner_id)
        .annotate(
            table_number=Value(place),
            whole_row=Func(template=shown, output_field=models.TextField()),
        )
        .values_list("table_number", "whole_row")
    )
    if model is Entry:
        chosen = chosen.order_by("-at")[:MOST_LOG_ROWS]
    sql, params = chosen.query.sql_with_params()
    return sql, tuple(params)


def _received(actor: Actor, cases: Iterable[UUID]) -> list[Table]:
    """What other authorities have handed out to this one about her: that, what and when."""
    found = (
        Disclosure.objects.filter(receiver_id=actor.organisation_id, participation_id__in=cases)
        .exclude(owner_id=actor.organisation_id)
        .select_related("owner")
        .order_by("created_at")
    )
    rows = tuple(
        Row(
            "mottaget",
            str(row.pk),
            (
                ("Vad", row.title),
                ("Från", row.owner.name),
                ("Mottaget", moment_in_words(row.created_at)),
                ("Grund", row.get_ground_display()),
            ),
            {
                "id": str(row.pk),
                "title": row.title,
                "owner_id": str(row.owner_id),
                "created_at": row.created_at.isoformat(),
                "ground": row.ground,
            },
        )
        for row in found
    )
    return [Table("mottaget", "Mottaget från andra myndigheter", rows)] if rows else []


def due_of(asked_on: date) -> date:
    """One month, inclusive (article 12.3 of the General Data Protection Regulation)."""
    return add_months(asked_on, 1)
