"""This file is where the proofs get a world in which every table with secrets has rows of at
least two owners, and rows that tempt each condition of each policy.

One of everything is made through actions (tests/house/objects.py). What is then missing is put
in by the superuser: twins for another owner, and temptations: disclosures that are closed, over,
of another kind or to somebody else, parties that have left or are yet to come, readers who were
named once or for somebody else.
"""

import json
from typing import Any
from uuid import uuid4

from stegvis.audit.journal import acting
from stegvis.casework.actions import question, takeover
from stegvis.casework.models import Participation, Question
from stegvis.core.dates import today
from stegvis.outcomes.models import Analysis, Evidence, PublishedFigures
from stegvis.web.models import Draft
from tests.house.objects import Objects, one_of_everything
from tests.proof.probes import MODELS, SECRET
from tests.proof.reference import HANDED_OUT
from tests.world import AF, AMN, FK, OMN, REGION, STRANGER, World

YESTERDAY, TOMORROW = "current_date - 2", "current_date + 2"


def furnish(world: World) -> Objects:
    """All that can be made through actions, and rows of the tables that pages fill."""
    made = one_of_everything(world)
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
        Draft.objects.create(
            owner_id=samira.organisation_id, account_id=samira.account_id, place="/x/", content={}
        )
    return made


def add_twins(cursor: Any, tables: list[str]) -> None:
    """Rows of another owner where one owner has all. Run by the superuser without triggers, for
    a twin's relations need not exist: what is proven is who may see it."""
    cursor.execute("set local session_replication_role = replica")
    for table in tables:
        cursor.execute(f"select distinct owner_id::text from {table}")
        owners = {row[0] for row in cursor.fetchall()}
        if len(owners) == 1:
            other = _organisation(cursor, STRANGER if _organisation(cursor, AMN) in owners else AMN)
            cursor.execute(f"select to_jsonb(t) from {table} t limit 1")
            for (row,) in cursor.fetchall():
                _insert(
                    cursor, table, row | _as_if_hers(cursor, table, other) | {"owner_id": other}
                )
    cursor.execute("set local session_replication_role = origin")


def _as_if_hers(cursor: Any, table: str, owner: str) -> dict[str, str | None]:
    """A new id, and for what the row points at something that the other owner has."""
    given: dict[str, str | None] = {"id": str(uuid4())}
    for field in MODELS[table]._meta.local_fields:
        target = field.related_model._meta.db_table if field.is_relation else ""
        if target not in SECRET:
            continue
        if field.null:
            given[field.column] = None
            continue
        cursor.execute(
            f"select id::text from {target} where owner_id = %s order by id limit 1", [owner]
        )
        found = cursor.fetchone()
        given[field.column] = found[0] if found and not field.unique else str(uuid4())
    return given


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


def _one_of_each_owner(cursor: Any, table: str, column: str) -> list[tuple[str, str]]:
    cursor.execute(
        f"select distinct on (owner_id) owner_id::text, {column}::text from {table} "
        f"order by owner_id, {column}"
    )
    return list(cursor.fetchall())


def _tempt_with_disclosures(cursor: Any, kind: str, owner: str, item: str) -> None:
    """One receiver for each way of being wrong, none of whom may see the item."""
    organisations = {key: _organisation(cursor, key) for key in (AF, REGION, OMN, STRANGER, AMN)}
    fk = _organisation(cursor, FK)
    forger = organisations[STRANGER if owner != organisations[STRANGER] else AMN]
    _disclose(cursor, owner, organisations[AF], kind, item, closed="now()")
    _disclose(cursor, owner, organisations[REGION], kind, item, valid_to=YESTERDAY)
    _disclose(cursor, owner, organisations[OMN], f"not-{kind}", item)
    # Written by one who owns nothing of it, to herself and to somebody else.
    _disclose(cursor, forger, forger, kind, item)
    _disclose(cursor, organisations[OMN], organisations[AF], kind, item)
    if owner != fk:
        _disclose(cursor, owner, fk, kind, item)


def _disclose(
    cursor: Any,
    owner: str,
    receiver: str,
    kind: str,
    item: str,
    *,
    valid_to: str = "null",
    closed: str = "null",
) -> None:
    if owner == receiver and kind.startswith("not-"):
        return
    cursor.execute(
        "insert into participants_disclosure (id, created_at, created_by_id, revision, owner_id, "
        "item_kind, item_id, item_version, title, receiver_id, category, ground, reason, "
        "close_reason, review_outcome, valid_to, closed_at) select gen_random_uuid(), now(), id, "
        f"1, %s, %s, %s, 1, 'Prov', %s, 'planning', 'no_person', '', '', '', {valid_to}, {closed} "
        "from organisations_account limit 1",
        [owner, kind, item, receiver],
    )


def _tempt_with_parties(cursor: Any) -> None:
    """Of every case of Uppsala: one who has left, one yet to come, and one of another case."""
    for key, starts, ends in (
        (AF, "current_date - 30", YESTERDAY),
        (REGION, TOMORROW, "null"),
    ):
        cursor.execute(
            "insert into casework_party (id, created_at, created_by_id, revision, owner_id, "
            "participation_id, organisation_id, key, contact_name, contact_way, seat, starts_on, "
            f"ends_on) select gen_random_uuid(), now(), p.created_by_id, 1, p.owner_id, p.id, %s, "
            f"'', '', '', '', {starts}, {ends} from casework_participation p",
            [_organisation(cursor, key)],
        )


def _tempt_with_readers(cursor: Any) -> None:
    """Kim was named for Cleo once, and is for Bo; Lena is named for Cleo, but by another
    authority than her own."""
    for email, given_name, ended in (
        ("kim@exempel.invalid", "Cleo", "now()"),
        ("kim@exempel.invalid", "Bo", "null"),
        ("lena@exempel.invalid", "Cleo", "null"),
    ):
        cursor.execute(
            "insert into participants_namedreader (id, created_at, created_by_id, revision, "
            "owner_id, participant_id, account_id, reason, ended_at) select gen_random_uuid(), "
            f"now(), i.created_by_id, 1, i.owner_id, i.participant_id, %s, 'Prov.', {ended} "
            "from participants_identity i join organisations_organisation o on o.id = i.owner_id "
            "where i.given_name = %s and o.key = %s",
            [_account(cursor, email), given_name, AMN],
        )
