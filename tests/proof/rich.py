"""This file is where the proofs get a world in which every table with secrets has rows of at
least two owners, and rows that tempt each condition of each policy.

One of everything is made through actions (tests/house/objects.py). What is then missing is put
in by the superuser: rows of a second owner, and temptations: disclosures that are closed, over,
of another kind or to somebody else, parties that have left or are yet to come, readers who were
named once or for somebody else.
"""

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from psycopg import IntegrityError

from stegvis.audit.journal import acting
from stegvis.casework.actions import question, takeover
from stegvis.casework.models import Participation, Question
from stegvis.core.dates import now, today
from stegvis.outcomes.models import Analysis, Evidence, PublishedFigures
from stegvis.participants.models import FormerNumber
from stegvis.web.models import Draft
from tests.house.objects import Objects
from tests.proof.probes import MODELS, SECRET
from tests.proof.reference import HANDED_OUT
from tests.world import AF, AMN, FK, OMN, REGION, STRANGER, World

READS_HER_OWN_PAGES = (
    "select i.participant_id from participants_identity i "
    "join organisations_account a on a.person_key = i.person_key where i.pages_closed_at is null"
)
_ORDER = {
    "participants_participant": f"(id in ({READS_HER_OWN_PAGES})) desc, created_at",
    "organisations_organisation": "key",
    "organisations_unit": "name",
    "organisations_account": "email",
    "web_draft": "updated_at",
    "audit_entry": "number",
}


def in_days(days: int) -> str:
    return str(today() + timedelta(days=days))


def furnish(world: World, made: Objects) -> None:
    """What is more than one of everything: what ends it, and rows of the tables that pages fill."""
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        asked = Question.objects.get(pk=made.ids["own"]["question"])
        question.answer(actor=lena, question=asked, text="Ja, behandling pågår.")
        ended = Participation.objects.get(pk=made.ids["ended"]["case"])
        takeover.confirm(actor=lena, participation=ended, confirmed_on=today())
    with acting(samira):
        own = {"owner_id": samira.organisation_id, "created_by_id": samira.account_id}
        goal = {"version": world.version, "goal": "redo"}
        Analysis.objects.create(**own, **goal, as_of=today(), analysis="Tänkbar orsak.")
        Evidence.objects.create(**own, **goal, dated_on=today(), text="Rutin skriven.")
        PublishedFigures.objects.create(
            **own, programme_id=world.version.programme_id, as_of=today(), content={}
        )
        for which in ("own", "protected"):
            FormerNumber.objects.create(
                **own,
                participant_id=made.ids[which]["participant"],
                number="200302742382",
                number_kind="coordination",
                reason="Har blivit folkbokförd.",
            )
        Draft.objects.create(
            owner_id=samira.organisation_id, account_id=samira.account_id, place="/x/", content={}
        )


def complete(cursor: Any, tables: list[str]) -> None:
    """Rows of two owners in every table, and two rows of each, so that one can be shown and the
    other not. Run by the superuser without triggers, for what such a row points at need not
    exist: what is proven is who may see it."""
    cursor.execute("set local session_replication_role = replica")
    here, there = _organisation(cursor, AMN), _organisation(cursor, STRANGER)
    for table in tables:
        for owner in (here, there):
            cursor.execute(f"select to_jsonb(t) from {table} t where owner_id = %s", [owner])
            rows = [row for (row,) in cursor.fetchall()]
            if table == "audit_entry" or len(rows) > 1:
                continue
            if not rows:
                first = _ORDER.get(table, "created_at")
                cursor.execute(f"select to_jsonb(t) from {table} t order by {first} limit 1")
                rows = [row for (row,) in cursor.fetchall()]
            models = [row | _as_if_hers(cursor, table, owner) for row in rows]
            for row in (
                *models,
                *(_invented(cursor, table, owner, full) for full in (True, False)),
            ):
                _try_to_insert(cursor, table, row)
    cursor.execute("set local session_replication_role = origin")


def _as_if_hers(cursor: Any, table: str, owner: str) -> dict[str, Any]:
    """A new id, and for what the row points at something that the other owner has."""
    given: dict[str, Any] = {"id": str(uuid4()), "owner_id": owner}
    for field in MODELS[table]._meta.local_fields:
        if field.is_relation and field.related_model._meta.db_table in SECRET:
            given[field.column] = None if field.null else _pointed_at(cursor, field, owner)
    return given


def _pointed_at(cursor: Any, field: Any, owner: str) -> str:
    """What the owner made first, for ids are drawn by lot; of people one who reads her own pages,
    so that every table has something that is hers."""
    target = field.related_model._meta.db_table
    where = f"where owner_id = '{owner}'" if target in SECRET else ""
    first = _ORDER.get(target, "created_at")
    cursor.execute(f"select id::text from {target} {where} order by {first} limit 1")
    found = cursor.fetchone()
    return str(found[0]) if found and not field.unique else str(uuid4())


def _invented(cursor: Any, table: str, owner: str, full: bool) -> dict[str, Any]:
    """A row of a table about which nothing more is known than its columns; `full` fills also
    those that may be left empty, and so freezes what can be frozen."""
    return {
        field.column: None
        if field.null and not full
        else _pointed_at(cursor, field, owner)
        if field.is_relation
        else _invented_value(field)
        for field in MODELS[table]._meta.local_concrete_fields
    } | {"owner_id": owner}


def _invented_value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    by_type: dict[str, Any] = {
        "UUIDField": str(uuid4()),
        "DateField": str(today()),
        "DateTimeField": str(now()),
        "BooleanField": False,
        "JSONField": {},
        "BinaryField": "\\x00",
    }
    kind = field.get_internal_type()
    if field.name == "month":
        return str(today().replace(day=1))
    if kind.endswith("IntegerField") or kind == "DecimalField":
        return 1
    return by_type.get(kind, "prov"[: field.max_length or 4])


def _try_to_insert(cursor: Any, table: str, row: dict[str, Any]) -> None:
    """A row that breaks a rule of its table is left out; whether enough remain is asked later."""
    with suppress(IntegrityError), cursor.connection.transaction():
        _insert(cursor, table, row)


def _insert(cursor: Any, table: str, row: dict[str, Any]) -> None:
    cursor.execute(
        f"insert into {table} select * from jsonb_populate_record(null::{table}, %s::jsonb)",
        [json.dumps(row)],
    )


def _organisation(cursor: Any, key: str) -> str:
    cursor.execute("select id::text from organisations_organisation where key = %s", [key])
    return str(cursor.fetchone()[0])


def _account(cursor: Any, email: str) -> str:
    cursor.execute("select id::text from organisations_account where email = %s", [email])
    return str(cursor.fetchone()[0])


def tempt(cursor: Any) -> None:
    """Add what would be shown if one condition of a policy were forgotten."""
    for table, (kind, column) in HANDED_OUT.items():
        for owner, item in _one_of_each_owner(cursor, table, column):
            _tempt_with_disclosures(cursor, kind, owner, item)
    _tempt_with_parties(cursor)
    _tempt_with_readers(cursor)
    _tempt_with_what_is_struck(cursor)
    _tempt_with_what_is_withdrawn(cursor)
    # Tova's authority has closed her pages.
    cursor.execute(
        "update participants_identity set pages_closed_at = now(), pages_closed_reason = 'x' "
        "where given_name = 'Tova'"
    )


def _one_of_each_owner(cursor: Any, table: str, column: str) -> list[tuple[str, str]]:
    cursor.execute(
        f"select distinct on (owner_id) owner_id::text, {column}::text from {table} "
        f"order by owner_id, {_ORDER.get(table, 'created_at')}"
    )
    return list(cursor.fetchall())


def _tempt_with_disclosures(cursor: Any, kind: str, owner: str, item: str) -> None:
    """One receiver for each way of being wrong, none of whom may see the item; and Lena's
    authority, which may."""
    known = {key: _organisation(cursor, key) for key in (AF, FK, REGION, OMN, STRANGER, AMN)}
    forger = known[STRANGER if owner != known[STRANGER] else AMN]
    for giver, receiver, named, wrong in (
        (owner, known[AF], kind, {"closed_at": str(now())}),
        (owner, known[REGION], kind, {"valid_to": in_days(-2)}),
        (owner, known[OMN], f"not-{kind}", {}),
        # Written by one who owns nothing of it, to herself and to somebody else.
        (forger, forger, kind, {}),
        (known[OMN], known[AF], kind, {}),
        (owner, known[FK], kind, {}),
    ):
        if giver == receiver and giver == owner:
            continue
        row = {"item_kind": named, "item_id": item, "receiver_id": receiver, "ground": "no_person"}
        made = _invented(cursor, "participants_disclosure", giver, False)
        _insert(cursor, "participants_disclosure", made | row | wrong)


def _tempt_with_parties(cursor: Any) -> None:
    """Of every case: one who has left, and one yet to come."""
    cursor.execute("select id::text, owner_id::text from casework_participation")
    for case, owner in cursor.fetchall():
        for key, starts, ends in ((AF, in_days(-30), in_days(-2)), (REGION, in_days(2), None)):
            made = _invented(cursor, "casework_party", owner, False)
            seat = {
                "participation_id": case,
                "organisation_id": _organisation(cursor, key),
                "starts_on": starts,
                "ends_on": ends,
            }
            _insert(cursor, "casework_party", made | seat)


def _tempt_with_readers(cursor: Any) -> None:
    """Kim was named for Cleo once, and is for Bo; Samira is named for Cleo, but gave her reason
    yesterday; Lena is named for Cleo by another authority than her own."""
    for email, given_name, ended, shown in (
        ("kim@exempel.invalid", "Cleo", str(now()), in_days(2)),
        ("kim@exempel.invalid", "Bo", None, in_days(2)),
        ("samira@exempel.invalid", "Cleo", None, in_days(-2)),
        ("lena@exempel.invalid", "Cleo", None, in_days(2)),
    ):
        owner = _organisation(cursor, AMN)
        cursor.execute(
            "select participant_id::text from participants_identity "
            "where given_name = %s and owner_id = %s order by created_at limit 1",
            [given_name, owner],
        )
        named = {
            "participant_id": cursor.fetchone()[0],
            "account_id": _account(cursor, email),
            "ended_at": ended,
            "shown_until": shown,
        }
        made = _invented(cursor, "participants_namedreader", owner, False)
        cursor.execute(
            "delete from participants_namedreader where participant_id = %(participant_id)s "
            "and account_id = %(account_id)s",
            named,
        )
        _insert(cursor, "participants_namedreader", made | named)


def _tempt_with_what_is_struck(cursor: Any) -> None:
    """A need that was never hers, and has been struck, of each who reads her own pages."""
    cursor.execute(
        "select to_jsonb(n) from casework_need n join participants_identity i "
        "on i.participant_id = n.participant_id join organisations_account a "
        "on a.person_key = i.person_key where n.struck_at is null"
    )
    for (row,) in cursor.fetchall():
        _insert(cursor, "casework_need", row | {"id": str(uuid4()), "struck_at": str(now())})


def _tempt_with_what_is_withdrawn(cursor: Any) -> None:
    """A name that is no longer told, of somebody else, beside those of each request."""
    cursor.execute(
        "select distinct on (n.request_id) to_jsonb(n), (select a.id::text "
        "from organisations_account a where a.person_key is null and a.id not in "
        "(select o.account_id from casework_releasedname o where o.request_id = n.request_id) "
        "order by a.email limit 1) from casework_releasedname n "
        "where n.withdrawn_at is null order by n.request_id"
    )
    for row, other in cursor.fetchall():
        gone = {"id": str(uuid4()), "account_id": other, "withdrawn_at": str(now())}
        _insert(cursor, "casework_releasedname", row | gone)
