"""Each table's lock broken on purpose, in a savepoint as the owner role: every break is noticed.

By the catalogue, which no longer says what the declaration says, and, wherever a row can show
it, by the same probes that are silent when nothing is broken.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connections, models
from psycopg import Cursor

from stegvis.core.roles import OWNER, PARTICIPANT, RUNTIME
from stegvis.core.secrecy import (
    DAY,
    HANDED_OUT_FUNCTION,
    HERE,
    NAMED_FUNCTION,
    ORGANISATION,
    PARTY_FUNCTION,
    WHO,
    OwnerOrDisclosed,
    OwnerOrParty,
    secure,
)
from tests.database import cluster
from tests.proof.conftest import RICH
from tests.proof.probes import (
    APPEND_ONLY,
    MODELS,
    SECRET,
    Prober,
    as_owner,
    is_in_shape,
    own_keys,
    secrecy_of,
    shape,
)
from tests.proof.reference import FOR_EVERYBODY, HANDED_OUT, NAMES_ITS_READER, Reference, Viewer

Record = Callable[[str, Any], None]


@dataclass(frozen=True)
class Mutant:
    """One way to break a lock. Whether rows can show it, or the catalogue alone."""

    name: str
    sql: tuple[str, ...]
    rows_show_it: bool | None = True  # None: where there is a row that can


@pytest.fixture
def cursor(reference: Reference) -> Iterator[Cursor[Any]]:
    with psycopg.connect(cluster.url(OWNER, RICH)) as connection, connection.cursor() as cursor:
        yield cursor
        connection.rollback()


def of_policies(table: str) -> Iterator[Mutant]:
    """Dropped, made true, switched off; and what is added beside."""
    readable = table not in FOR_EVERYBODY
    writable = table not in APPEND_ONLY
    yield Mutant("reading dropped", (f"drop policy reading on {table}",))
    if readable:
        yield Mutant("reading true", (f"alter policy reading on {table} using (true)",))
    yield Mutant("security disabled", (f"alter table {table} disable row level security",))
    # It binds the owner of the tables alone, who has a policy of its own for migrations.
    yield Mutant("not forced", (f"alter table {table} no force row level security",), False)
    # Nothing is granted on the log, so its policies of writing are a second lock behind that.
    yield Mutant("adding true", (f"alter policy adding on {table} with check (true)",), writable)
    yield Mutant(
        "changing true",
        (f"alter policy changing on {table} using (true) with check (true)",),
        writable,
    )
    yield Mutant(
        "a policy too many", (f"create policy slip on {table} to public using (true)",), readable
    )
    yield Mutant("migrating for all", (f"alter policy migrating on {table} to public",), readable)
    yield Mutant("may be emptied", (f"grant delete, truncate on {table} to {RUNTIME}",))
    yield Mutant("given to all", (f"grant all on {table} to public",), writable)
    yield Mutant("given to her role", (f"grant delete on {table} to {PARTICIPANT}",), False)
    if secrecy_of(table).hers:
        yield Mutant("hers for staff", (f"alter policy her_reading on {table} to public",), False)


def of_triggers_and_keys(table: str) -> Iterator[Mutant]:
    secrecy = secrecy_of(table)
    if secrecy.frozen_by:
        yield Mutant("thawed", (f"drop trigger frozen on {table}",))
    if secrecy.frozen_with:
        yield Mutant("thawed with the above", (f"drop trigger frozen_with on {table}",), None)
    if secrecy.points:
        # What freezes the whole row as well keeps these columns too.
        alone = None if secrecy.frozen_by is None else False
        yield Mutant("may point anew", (f"drop trigger pointing on {table}",), alone)
    if getattr(MODELS[table], "owner_is_authority", False):
        yield Mutant("an association owns", (f"drop trigger owner_is_authority on {table}",))
    if table in APPEND_ONLY:
        yield Mutant("log open", (f"alter table {table} disable trigger append_only",), False)
    for column in own_keys(table):
        key = f"{table}_{column}_own"[:63]
        # An ordinary reference, such as was there before the composite one, sees all rows.
        yield Mutant(f"{column} loose", (f"alter table {table} drop constraint {key}",), None)


def of_conditions(table: str) -> Iterator[Mutant]:
    """One condition within a policy forgotten, or within a question that the policy asks."""
    secrecy = secrecy_of(table)
    reading, adding = secrecy.readable(table), secrecy.addable(table)
    for name, condition, instead in conditions(table):
        yield Mutant(
            f"without {name}",
            (f"alter policy reading on {table} using ({without(reading, condition, instead)})",),
        )
    for function in questions(table):
        for name, condition in conditions_of_question(function):
            # Who may read the disclosures and parties is asked of those tables too: a condition
            # that they repeat is missed only when they are open as well.
            besides = tuple(
                f"alter policy reading on {other} using (true)"
                for other in ("participants_disclosure", "casework_party")
                if name == "receiver"
            )
            yield Mutant(f"without {name}", (without(function, condition, "true"), *besides))
    for column, target in (
        *secrecy.points,
        *([(secrecy.participation, "casework_participation")] if secrecy.participation else []),
    ):
        mutated = adding.replace(f"{table}.{column} is null or", "true or")
        assert mutated != adding, f"{table} does not ask for {target}"
        yield Mutant(
            f"may point at any {column}",
            (f"alter policy adding on {table} with check ({mutated})",),
            None,
        )


def without(text: str, condition: str, instead: str) -> str:
    assert condition in text, f"no condition {condition!r} in {text}"
    return text.replace(condition, instead)


def conditions(table: str) -> Iterator[tuple[str, str, str]]:
    """Of a policy: name, text and what stands there instead."""
    if table not in FOR_EVERYBODY:
        secrecy = secrecy_of(table)
        once = secrecy.by_id or isinstance(secrecy, OwnerOrDisclosed | OwnerOrParty)
        once = once and not getattr(secrecy, "few", False)
        yield "owner", f"{table}.owner_id = {ORGANISATION if once else HERE}", "false"
    if table in HANDED_OUT:
        kind, column = HANDED_OUT[table]
        asked = f"is_handed_out('{kind}', {table}.{column}, {table}.owner_id)"
        yield "its question", f"{asked} is not null", "true"
        yield "asking of this kind", asked, asked.replace(f"'{kind}'", "'another'")
        yield "asking of this item", asked, asked.replace(f".{column}", ".owner_id")
        yield "asking of its owner", asked, asked.replace(f"{table}.owner_id)", f"{HERE})")
    if table in NAMES_ITS_READER:
        column = NAMES_ITS_READER[table]
        yield "the receiver's reading", f"{table}.{column} = {HERE}", "false"
    if table == "casework_participation":
        yield "its question", f"is_party({table}.id) is not null", "true"
        yield "asking of this case", f"is_party({table}.id)", f"is_party({table}.owner_id)"
    if table == "participants_identity":
        yield "protection", f"{table}.protection = 'none'", "true"
        asked = f"is_named({table}.participant_id)"
        yield "asking who is named", f"{asked} is not null", "true"
        yield "asking for this person", asked, f"is_named({table}.id)"
    if table == "participants_formernumber":
        hers = f"i.participant_id = {table}.participant_id"
        asked = f"(select true from participants_identity i where {hers} limit 1) is not null"
        yield "asking who she is", asked, "true"
        yield "asking for this person", hers, "true"


def questions(table: str) -> Iterator[str]:
    """The functions that the policy asks."""
    if table in HANDED_OUT:
        yield HANDED_OUT_FUNCTION
    if table == "casework_participation":
        yield PARTY_FUNCTION
    if table == "participants_identity":
        yield NAMED_FUNCTION


def conditions_of_question(function: str) -> Iterator[tuple[str, str]]:
    """Of a function that a policy asks: name and text; without it, `true` stands there."""
    if function == HANDED_OUT_FUNCTION:
        yield "item", "d.item_id = the_item"
        yield "kind", "d.item_kind = the_kind"
        yield "closed", "d.closed_at is null"
        yield "last day", f"d.valid_to >= {DAY}"
        yield "the discloser's right", "d.owner_id = its_owner"
        yield "receiver", f"d.receiver_id = {HERE}"
    if function == PARTY_FUNCTION:
        yield "case", "q.participation_id = the_case"
        yield "receiver", f"q.organisation_id = {HERE}"
        yield "first day", f"q.starts_on <= {DAY}"
        yield "last day", f"q.ends_on >= {DAY}"
    if function == NAMED_FUNCTION:
        yield "the person named for", "n.participant_id = the_participant"
        yield "the account named", f"n.account_id = {WHO}"
        yield "the end of naming", "n.ended_at is null"
        yield "the minutes", "n.shown_until > now()"


def of_questions(table: str) -> Iterator[Mutant]:
    """A function that a policy asks: answering yes or no to all, with others' rights, or with
    names that the asker decides what they mean."""
    for function in questions(table):
        called = ANSWER.search(function)
        assert called, function
        yes, no = (ANSWER.sub(rf"\g<1>return {x};\g<3>", function) for x in ("true", "null"))
        name = function.split("function ", 1)[1].split("(", 1)[0]
        yield Mutant("yes to all", (yes,))
        yield Mutant("no to all", (no,))
        yield Mutant("with the owner's rights", (f"alter function {name} security definer",), False)
        yield Mutant("names left open", (f"alter function {name} reset search_path",), False)
        yield Mutant("asked by everybody", (f"grant execute on function {name} to public",), False)
        # Every statement is then refused, loudly.
        refused = f"revoke execute on function {name} from {RUNTIME}"
        yield Mutant("not to be asked", (refused,), False)


# What a function does between its begin and its end.
ANSWER = re.compile(r"(\nbegin\n)(.*)(\nend )", re.DOTALL)


@pytest.mark.parametrize("table", SECRET)
def test_every_break_is_caught(
    cursor: Cursor[Any],
    reference: Reference,
    everyone: list[Viewer],
    one_of_each: list[Viewer],
    table: str,
    record_property: Record,
) -> None:
    prober = Prober(cursor, reference)
    who = everyone if table == "participants_identity" else one_of_each
    whole, survivors, made, by_rows = shape(cursor, table), [], 0, 0
    for mutant in (
        *of_policies(table),
        *of_triggers_and_keys(table),
        *of_conditions(table),
        *of_questions(table),
    ):
        made += 1
        with as_owner(cursor):
            for statement in mutant.sql:
                cursor.execute(statement)  # type: ignore[arg-type]
            if is_in_shape(cursor, table, whole):
                survivors.append(f"{mutant.name}: not in the catalogue")
            if mutant.rows_show_it is not False:
                fault = next(prober.faults(table, who), None)
                by_rows += fault is not None
                if fault is None and mutant.rows_show_it:
                    survivors.append(f"{mutant.name}: not in the rows")
    assert survivors == []
    assert next(prober.faults(table, who[:1]), None) is None, "all is whole again"
    record_property("mutants", made)
    record_property("caught", made)
    record_property("caught by rows", by_rows)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_new_table_without_a_declaration_fails() -> None:
    """A forgotten table stops the migration itself, before it can be served."""
    owner = connections["owner"]
    with owner.cursor() as cursor:
        cursor.execute("create table casework_forgotten (id uuid primary key, owner_id uuid)")
        with pytest.raises(RuntimeError, match="casework_forgotten has no secrecy declaration"):
            secure(owner, ())
        cursor.execute("drop table casework_forgotten")


def test_every_model_is_declared() -> None:
    found = apps.get_models(include_auto_created=True)
    ours: list[type[models.Model]] = [m for m in found if m.__module__.startswith("stegvis.")]
    assert [m._meta.db_table for m in ours if getattr(m, "secrecy", None) is None] == []
    reasons = [str(m.secrecy.reason) for m in ours if m._meta.db_table not in SECRET]
    assert all(len(reason) > 20 for reason in reasons)
