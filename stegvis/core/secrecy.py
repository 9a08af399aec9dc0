"""This file is where each table's secrecy is declared and turned into row-level security.

Every model of case data carries `secrecy = ...` with one of the classes below; `secure` asserts
the grants, policies and triggers of all of them after each migration, so that what the code
says and what the database does cannot drift apart. How a policy is written (what is read once
per query, what is asked of a function) was measured; docs/decisions/0005 has the figures.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from stegvis.core.models import OwnForeignKey
from stegvis.core.roles import PARTICIPANT, RUNTIME

# Read where it stands: beside a query's own `owner_id = …` it folds into one test of the query.
HERE = "nullif(current_setting('stegvis.organisation', true), '')::uuid"
# Read once for the whole query: where it stands in an `or`, it would be read for every row.
ORGANISATION = f"(select {HERE})"
WHO = "nullif(current_setting('stegvis.account', true), '')::uuid"
ACCOUNT = f"(select {WHO})"
PERSON = "(select nullif(current_setting('stegvis.person', true), ''))"
# What every authority calls the person who acts; under her role the table shows only her rows.
HERSELF = f"(select i.participant_id from participants_identity i where i.person_key = {PERSON})"
# The day in Sweden, whatever the connection's time zone: a period ends at our midnight.
DAY = "(now() at time zone 'Europe/Stockholm')::date"


def look_up(name: str, arguments: str, sql: str) -> str:
    """A question that a policy asks about a row that is not the actor's own: true or null.

    A function, and none that can be inlined: the sub-select would be set up for every table of a
    query, though own rows never ask. It runs as who asks, so that the policy of the table that
    it reads holds as well. Null and not false, for the planner believes of `… is not null` that
    nearly every row passes; the query has its own filter, which has done the choosing.
    """
    return f"""
create or replace function {name}({arguments}) returns boolean
language plpgsql stable parallel safe set search_path = pg_catalog, public, pg_temp as $$
begin
  return (select true from {sql} limit 1);
end $$
"""


# An open disclosure of the item reaches the acting authority. Only its owner hands an item out:
# a disclosure that one has written oneself opens nothing.
HANDED_OUT_FUNCTION = look_up(
    "is_handed_out",
    "the_kind text, the_item uuid, its_owner uuid",
    f"participants_disclosure d where d.item_id = the_item and d.receiver_id = {HERE} "
    f"and d.owner_id = its_owner and d.item_kind = the_kind and d.closed_at is null "
    f"and (d.valid_to is null or d.valid_to >= {DAY})",
)
# The acting authority takes part in the case today.
PARTY_FUNCTION = look_up(
    "is_party",
    "the_case uuid",
    f"casework_party q where q.participation_id = the_case and q.organisation_id = {HERE} "
    f"and q.starts_on <= {DAY} and (q.ends_on is null or q.ends_on >= {DAY})",
)
# The acting account is named for the person, and has just said why she looks.
NAMED_FUNCTION = look_up(
    "is_named",
    "the_participant uuid",
    f"participants_namedreader n where n.participant_id = the_participant "
    f"and n.account_id = {WHO} and n.ended_at is null and n.shown_until > now()",
)
LOOK_UPS = (HANDED_OUT_FUNCTION, PARTY_FUNCTION, NAMED_FUNCTION)


@dataclass(frozen=True)
class Hers:
    """What the participant herself reaches on her own pages, as a database role of its own.

    Without this declaration her role has no right at all to the table.
    """

    # The column that names her, or (the column, the table above) whose rows she reaches.
    by: str | tuple[str, str] = "participant_id"
    when: str = ""
    adds: bool = False
    changes: tuple[str, ...] = ()
    # Which of her rows she may change, where it is not all that she reads.
    changes_when: str = ""

    def condition(self, table: str) -> str:
        if isinstance(self.by, tuple):
            column, above = self.by
            mine = f"{table}.{column} in (select above.id from {above} above)"
        else:
            mine = f"{table}.{self.by} in {HERSELF}"
        return f"{mine} and {table}.{self.when}" if self.when else mine


@dataclass(frozen=True)
class HerIdentity(Hers):
    """The row that says who she is; an authority may close her pages, with its reason."""

    def condition(self, table: str) -> str:
        return f"{table}.person_key = {PERSON} and {table}.pages_closed_at is null"


@dataclass(frozen=True)
class OfHerAuthorities(Hers):
    """Nothing about anybody, but meant for participants: what each authority that knows her has
    for them, and no other authority's."""

    def condition(self, table: str) -> str:
        knows_her = "select above.owner_id from participants_participant above"
        return f"{table}.owner_id in ({knows_her})"


@dataclass(frozen=True)
class Secrecy:
    """Only the owner sees and writes the rows."""

    owner: str = "owner_id"
    hers: Hers | None = None
    # A column that, once set, freezes the row; the columns in `still` may change all the same.
    frozen_by: str | None = None
    still: tuple[str, ...] = ()
    # A row above (own column, its table, its freezing column): once that is frozen nothing is
    # added here, and only the columns in `still` may change.
    frozen_with: tuple[str, str, str] | None = None
    # Columns that point at a participation, possibly another owner's; it must be visible.
    participation: str | None = None
    # Other columns (and their tables) that may point at another owner's row: it must be visible
    # when this one is added, and they are never changed. Otherwise one could ask which ids exist.
    points: tuple[tuple[str, str], ...] = ()
    # Fetched by the id that other rows point with, many at a time: asked so that the planner
    # does not believe that only a few of them are left.
    by_id: bool = False
    may_delete: bool = False

    def readable(self, table: str) -> str:
        if self.by_id:
            return f"nullif({table}.{self.owner} = {ORGANISATION}, false) is not null"
        return f"{table}.{self.owner} = {HERE}"

    def writable(self, table: str) -> str:
        mine = f"{table}.{self.owner} = {ORGANISATION}"
        if self.participation is None:
            return mine
        seen = (
            f"(select true from casework_participation p "
            f"where p.id = {table}.{self.participation} limit 1)"
        )
        return f"{mine} and ({table}.{self.participation} is null or {seen})"

    def addable(self, table: str) -> str:
        seen = (
            f"({table}.{column} is null or "
            f"(select true from {target} x where x.id = {table}.{column} limit 1))"
            for column, target in self.points
        )
        return " and ".join((self.writable(table), *seen))


@dataclass(frozen=True)
class OwnerOrDisclosed(Secrecy):
    """The owner, and any authority that has an open disclosure of the item."""

    kind: str = ""
    item: str = "id"
    # Looked up for few rows at a time: to set up one more question for the whole query, for each
    # such table, costs the page of a person more than to read the setting for her few rows.
    few: bool = False

    def readable(self, table: str) -> str:
        handed_out = f"is_handed_out('{self.kind}', {table}.{self.item}, {table}.owner_id)"
        mine = HERE if self.few else ORGANISATION
        return f"{table}.{self.owner} = {mine} or {handed_out} is not null"


@dataclass(frozen=True)
class OwnerOrReceiver(Secrecy):
    """The owner and the authority named in the row itself."""

    receiver: str = "receiver_id"

    def readable(self, table: str) -> str:
        # Looked up for few rows at a time.
        return f"{table}.{self.owner} = {HERE} or {table}.{self.receiver} = {HERE}"


@dataclass(frozen=True)
class OwnerOrParty(Secrecy):
    """A participation: its owner, and authorities that are parties in it now."""

    def readable(self, table: str) -> str:
        party = f"is_party({table}.id) is not null"
        return f"{table}.{self.owner} = {ORGANISATION} or {party}"


@dataclass(frozen=True)
class Identity(OwnerOrDisclosed):
    """Name, number and contact: as a disclosed item, and closed to all but named staff when
    the person has protected identity, in her own authority too; to them it opens for the minutes
    after they have said why (participants_namedreader.shown_until)."""

    def readable(self, table: str) -> str:
        named = f"is_named({table}.participant_id) is not null"
        return f"({super().readable(table)}) and ({table}.protection = 'none' or {named})"


@dataclass(frozen=True)
class WithIdentity(Secrecy):
    """The owner alone, and only while the person's identity is shown to whoever asks: what once
    said who she is is as closed as what says it now."""

    def readable(self, table: str) -> str:
        shown = (
            f"(select true from participants_identity i "
            f"where i.participant_id = {table}.participant_id limit 1)"
        )
        return f"{table}.{self.owner} = {HERE} and {shown} is not null"


@dataclass(frozen=True)
class Published(Secrecy):
    """Figures and pictures that have left the authority: everybody reads, the owner writes."""

    def readable(self, table: str) -> str:
        return "true"


@dataclass(frozen=True)
class LogRows(Secrecy):
    """The log: read by the owner's log checkers, written by the database function alone."""

    def writable(self, table: str) -> str:
        return "false"


@dataclass(frozen=True)
class Exempt:
    """No participant data, or needed before anybody acts; the reason is for the officer."""

    reason: str
    may_delete: bool = False
    closed: bool = False  # the runtime role gets no right at all
    hers: str = ""  # the rights of the participant's role, such as "select"


HER_FUNCTIONS = ("audit_append(jsonb)", "queue_place(uuid)")
HER_POLICIES = ("her_reading", "her_adding", "her_changing")


def statements(table: str, secrecy: Secrecy) -> Iterator[str]:
    """The SQL that makes one table as secret as it says; may be run again and again."""
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    for policy in ("reading", "adding", "changing", "removing", "migrating", *HER_POLICIES):
        yield f"drop policy if exists {policy} on {table}"
    readable, writable = secrecy.readable(table), secrecy.writable(table)
    addable = secrecy.addable(table)
    mine = f"{table}.{secrecy.owner} = {ORGANISATION}"
    yield f"create policy reading on {table} for select to {RUNTIME} using ({readable})"
    yield f"create policy adding on {table} for insert to {RUNTIME} with check ({addable})"
    yield (
        f"create policy changing on {table} for update to {RUNTIME} "
        f"using ({mine}) with check ({writable})"
    )
    if secrecy.may_delete:
        yield f"create policy removing on {table} for delete to {RUNTIME} using ({mine})"
    # Without this, FORCE would make the owner's own migrations silently see no rows.
    yield f"create policy migrating on {table} to current_user using (true) with check (true)"
    yield f"revoke all on {table} from {RUNTIME}, {PARTICIPANT}, public"
    rights = "select" if isinstance(secrecy, LogRows) else "select, insert, update"
    yield f"grant {rights}{', delete' if secrecy.may_delete else ''} on {table} to {RUNTIME}"
    if secrecy.hers:
        yield from _her_statements(table, secrecy.hers)
    yield f"drop trigger if exists frozen on {table}"
    if secrecy.frozen_by:
        still = ", ".join(f"'{column}'" for column in (*secrecy.still, "revision"))
        yield (
            f"create trigger frozen before update on {table} for each row "
            f"execute function refuse_change_of_frozen('{secrecy.frozen_by}', {still})"
        )
    yield f"drop trigger if exists pointing on {table}"
    if secrecy.points:
        columns = [column for column, _ in secrecy.points]
        changed = " or ".join(f"old.{c} is distinct from new.{c}" for c in columns)
        yield (
            f"create trigger pointing before update of {', '.join(columns)} on {table} "
            f"for each row when ({changed}) execute function refuse_change()"
        )
    yield f"drop trigger if exists frozen_with on {table}"
    if secrecy.frozen_with:
        arguments = ", ".join(f"'{a}'" for a in (*secrecy.frozen_with, *secrecy.still, "revision"))
        yield (
            f"create trigger frozen_with before insert or update on {table} for each row "
            f"when (current_user = '{RUNTIME}') "
            f"execute function refuse_change_within_frozen({arguments})"
        )


def _her_statements(table: str, hers: Hers) -> Iterator[str]:
    """Her role's policies and rights; an update reaches the named columns only."""
    mine = hers.condition(table)
    yield f"create policy her_reading on {table} for select to {PARTICIPANT} using ({mine})"
    yield f"grant select on {table} to {PARTICIPANT}"
    if hers.adds:
        yield (
            f"create policy her_adding on {table} for insert to {PARTICIPANT} "
            f"with check ({mine} and {table}.created_by_id = {ACCOUNT})"
        )
        yield f"grant insert on {table} to {PARTICIPANT}"
    if hers.changes:
        theirs = f"{mine} and {table}.{hers.changes_when}" if hers.changes_when else mine
        yield (
            f"create policy her_changing on {table} for update to {PARTICIPANT} "
            f"using ({theirs}) with check ({theirs})"
        )
        columns = ", ".join((*hers.changes, "revision"))
        yield f"grant update ({columns}) on {table} to {PARTICIPANT}"


FROZEN_FUNCTION = """
create or replace function refuse_change_of_frozen() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Once the named column is set, only the columns listed after it may differ: not itself, or
  -- what is frozen could be thawed, changed and frozen again.
  if (to_jsonb(old) ->> tg_argv[0]) is not null
     and (to_jsonb(old) - tg_argv[1:]) is distinct from (to_jsonb(new) - tg_argv[1:]) then
    raise exception 'this row of % is frozen', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$
"""

FROZEN_WITHIN_FUNCTION = """
create or replace function refuse_change_within_frozen() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare is_frozen boolean;
begin
  -- Arguments: own column, the table above, its freezing column, then what may change anyway.
  execute format('select bool_or(%I is not null) from %I where id in ($1, $2)',
                 tg_argv[2], tg_argv[1])
    into is_frozen
    using (to_jsonb(new) ->> tg_argv[0])::uuid, (to_jsonb(old) ->> tg_argv[0])::uuid;
  if is_frozen and (tg_op = 'INSERT'
     or (to_jsonb(old) - tg_argv[3:]) is distinct from (to_jsonb(new) - tg_argv[3:])) then
    raise exception 'this row of % belongs to something frozen', tg_table_name
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$
"""


def exempt_statements(table: str, exempt: Exempt) -> Iterator[str]:
    yield f"revoke all on {table} from {RUNTIME}, {PARTICIPANT}, public"
    if not exempt.closed:
        rights = "select, insert, update" + (", delete" if exempt.may_delete else "")
        yield f"grant {rights} on {table} to {RUNTIME}"
    if exempt.hers:
        yield f"grant {exempt.hers} on {table} to {PARTICIPANT}"


def declared(model: Any) -> Secrecy | Exempt | None:
    """The declaration of a model, its own or its base's."""
    return getattr(model, "secrecy", None)


# Rows whose owner a förbund may never be; the rest hang on these by composite keys.
ASSOCIATION_FUNCTION = """
create or replace function refuse_association_as_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (select kind from organisations_organisation where id = new.owner_id) = 'forbund' then
    raise exception 'a samordningsförbund can not own case records'
      using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$
"""

# Tables of the libraries: none holds participant data, all are needed before anybody acts.
LIBRARY_TABLES = re.compile(r"^(django_|auth_|account_|mfa_|socialaccount_|procrastinate_)")


def secure(connection: BaseDatabaseWrapper, functions: Iterable[str]) -> list[str]:
    """Assert grants, policies, composite keys and triggers of every table. Run as the owner role
    after each migration; may be run again and again. Returns the names of the tables secured.

    Raises RuntimeError for a table without a declaration, so that none is forgotten.
    """
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(FROZEN_FUNCTION)
        cursor.execute(FROZEN_WITHIN_FUNCTION)
        cursor.execute(ASSOCIATION_FUNCTION)
        for function in LOOK_UPS:
            cursor.execute(function)
        for function in functions:
            cursor.execute(function)
        cursor.execute(f"grant usage on schema public to {RUNTIME}, {PARTICIPANT}")
        for table in sorted(connection.introspection.table_names(cursor)):
            if LIBRARY_TABLES.match(table):
                cursor.execute(f"grant select, insert, update, delete on {table} to {RUNTIME}")
                continue
            declaration = declared(models.get(table))
            if declaration is None:
                raise RuntimeError(f"Table {table} has no secrecy declaration.")
            made = (
                exempt_statements(table, declaration)
                if isinstance(declaration, Exempt)
                else statements(table, declaration)
            )
            for statement in made:
                cursor.execute(statement)
        for model in models.values():
            for statement in _keys(model, cursor):
                cursor.execute(statement)
        cursor.execute(f"grant usage, select on all sequences in schema public to {RUNTIME}")
        cursor.execute("revoke execute on all functions in schema public from public")
        cursor.execute(f"grant execute on all functions in schema public to {RUNTIME}")
        # procrastinate's and the log's other functions are none of hers.
        cursor.execute(f"revoke execute on all functions in schema public from {PARTICIPANT}")
        cursor.execute(f"grant execute on function {', '.join(HER_FUNCTIONS)} to {PARTICIPANT}")
    return sorted(models)


def _keys(model: Any, cursor: Any) -> Iterator[str]:
    """Composite keys for references within one owner, and the rule that no förbund owns."""
    table = model._meta.db_table
    for reference in own_references(model):
        target = reference.related_model._meta.db_table
        name = f"{table}_{reference.column}_own"[:63]
        index = f"{target}_of_owner"
        cursor.execute("select 1 from pg_constraint where conname = %s", [name])
        if not cursor.fetchone():
            yield f"create unique index if not exists {index} on {target} (owner_id, id)"
            yield (
                f"alter table {table} add constraint {name} "
                f"foreign key (owner_id, {reference.column}) references {target} (owner_id, id)"
            )
    if getattr(model, "owner_is_authority", False):
        yield f"drop trigger if exists owner_is_authority on {table}"
        yield (
            f"create trigger owner_is_authority before insert or update of owner_id on {table} "
            f"for each row execute function refuse_association_as_owner()"
        )


def own_references(model: Any) -> list[OwnForeignKey]:
    """The references of a model that must stay within one owner."""
    return [f for f in model._meta.local_fields if isinstance(f, OwnForeignKey)]
