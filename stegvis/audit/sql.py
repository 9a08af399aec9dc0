"""This file is where the log's database functions are written: append, refuse change, verify."""


def _escaped(column: str) -> str:
    r"""Text where no | is left bare, so that a sign moved into the next column changes the sum."""
    return rf"replace(replace({column}, '\', '\\'), '|', '\|')"


# The digest covers the previous digest and every column in a fixed order. jsonb has one
# canonical text, so the detail column hashes the same way it was stored. A year before our era
# prints as one of ours, so it is marked.
_CANONICAL = f"""
  concat_ws('|', e.owner_id, e.number,
    to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US')
      || case when e.at < timestamptz '0001-01-01 00:00Z' then ' BC' else '' end,
    {_escaped("e.event")}, {_escaped("e.item_kind")},
    coalesce(e.item_id::text, ''), coalesce(e.participant_id::text, ''),
    coalesce(e.account_id::text, ''), coalesce(e.organisation_id::text, ''),
    {_escaped("e.unit")}, coalesce(e.assignment_id::text, ''), {_escaped("e.purpose")},
    e.request_id, e.detail::text)
"""

FUNCTIONS = f"""
create or replace function audit_digest(e audit_entry) returns bytea
language sql immutable set search_path = pg_catalog, public, pg_temp as $$
  select sha256(e.previous || convert_to({_CANONICAL}, 'UTF8'))
$$;

create or replace function audit_append(entries jsonb) returns integer
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  r record; e audit_entry; head audit_chainhead; total integer := 0;
begin
  perform set_config('stegvis.appending', 'on', true);
  -- Owners in order, so that two requests never wait for each other in a ring.
  for r in select (x->>'owner_id')::uuid as owner_id, x
           from jsonb_array_elements(entries) with ordinality t(x, place)
           order by 1, place
  loop
    if head.owner_id is distinct from r.owner_id then
      if head.owner_id is not null then
        update audit_chainhead set number = head.number, digest = head.digest
          where owner_id = head.owner_id;
      end if;
      insert into audit_chainhead (owner_id, number, digest) values (r.owner_id, 0, '')
        on conflict do nothing;
      select * into head from audit_chainhead where owner_id = r.owner_id for update;
    end if;
    e.owner_id := r.owner_id;
    e.number := head.number + 1;
    e.at := clock_timestamp();
    e.event := r.x->>'event';
    e.item_kind := coalesce(r.x->>'item_kind', '');
    e.item_id := (r.x->>'item_id')::uuid;
    e.participant_id := (r.x->>'participant_id')::uuid;
    e.account_id := (r.x->>'account_id')::uuid;
    e.organisation_id := (r.x->>'organisation_id')::uuid;
    e.unit := coalesce(r.x->>'unit', '');
    e.assignment_id := (r.x->>'assignment_id')::uuid;
    e.purpose := coalesce(r.x->>'purpose', '');
    e.request_id := (r.x->>'request_id')::uuid;
    e.detail := coalesce(r.x->'detail', '{{}}'::jsonb);
    e.previous := head.digest;
    e.digest := audit_digest(e);
    insert into audit_entry select e.*;
    head.number := e.number;
    head.digest := e.digest;
    total := total + 1;
  end loop;
  if head.owner_id is not null then
    update audit_chainhead set number = head.number, digest = head.digest
      where owner_id = head.owner_id;
  end if;
  perform set_config('stegvis.appending', '', true);
  return total;
end $$;

-- The same, unless the account has then seen more persons in an hour, or taken out more in a day,
-- than it may: then only that it was stopped is written. Gives both numbers; null is no limit.
-- Runs with the owner's rights and counts in every authority's chain, so it counts nobody but the
-- account whose rows are given: the numbers tell it only what it has itself looked at, and to ask
-- in another's name one would have to leave a row of that in the log.
-- The clock is read first: an index is not searched by a clock that goes on while it is searched.
create or replace function audit_append_within(
  entries jsonb, account uuid, most_persons integer, most_exports integer,
  exporting text[], stopped jsonb) returns integer[]
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  persons integer; exports integer := 0;
  an_hour_ago timestamptz := clock_timestamp() - interval '1 hour';
  a_day_ago timestamptz := clock_timestamp() - interval '1 day';
begin
  if (select bool_and(x->>'account_id' = account::text) from jsonb_array_elements(entries) x)
     is not true then
    raise exception 'an account is counted with its own rows alone'
      using errcode = 'insufficient_privilege';
  end if;
  if most_persons is not null or most_exports is not null then
    -- Two requests at once would each leave the other's persons out of the count.
    perform pg_advisory_xact_lock(hashtextextended(account::text, 0));
  end if;
  select count(distinct participant_id) into persons from (
    select participant_id from audit_entry
      where account_id = account and at > an_hour_ago
    union all
    select (x->>'participant_id')::uuid from jsonb_array_elements(entries) x
  ) seen;
  select count(*) into exports from jsonb_array_elements(entries) x
    where x->>'event' = any(exporting);
  if exports > 0 then
    exports := exports + (select count(*) from audit_entry
      where account_id = account and at > a_day_ago
        and event = any(exporting));
  end if;
  if persons > most_persons or exports > most_exports then
    perform audit_append(jsonb_build_array(stopped || jsonb_build_object('detail',
      jsonb_build_object('persons', persons, 'exports', exports))));
  else
    perform audit_append(entries);
  end if;
  return array[persons, exports];
end $$;

create or replace function refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'rows of % are added by audit_append and never changed or removed',
    tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
drop trigger if exists append_only on audit_entry;
create trigger append_only before update or delete on audit_entry
  for each row execute function refuse_change();
drop trigger if exists only_appended on audit_entry;
-- A guard against slips of the role that owns the table; the role of requests has no such right.
create trigger only_appended before insert on audit_entry
  for each row when (current_setting('stegvis.appending', true) is distinct from 'on')
  execute function refuse_change();
drop trigger if exists never_emptied on audit_entry;
create trigger never_emptied before truncate on audit_entry
  for each statement execute function refuse_change();
"""

# What a row's sum ought to be. Written out here, because whoever can change rows may also have
# put another audit_digest in the database.
EXPECTED = f"sha256(e.previous || convert_to({_CANONICAL}, 'UTF8'))"

# Each owner that has a chain or a head, found by leaps through the index.
OWNERS = """
with recursive found(owner_id) as (
  (select owner_id from audit_entry order by owner_id limit 1)
  union all
  select (select e.owner_id from audit_entry e where e.owner_id > f.owner_id
          order by e.owner_id limit 1)
  from found f where f.owner_id is not null
)
select owner_id from found where owner_id is not null
union select owner_id from audit_chainhead
order by 1
"""

# A moment that Python can hold; whoever changes rows need not keep to those.
_SHOWABLE = "at between timestamptz '0001-01-02 00:00Z' and timestamptz '9999-12-30 00:00Z'"

# One chain read once, in order and on the server, in one snapshot with its head.
VERIFY = f"""
select count(*), min(at) filter (where {_SHOWABLE}), max(at) filter (where {_SHOWABLE}),
  min(number) filter (where bad), max(number),
  (select digest from audit_entry where owner_id = %(owner)s order by number desc limit 1),
  (select number from audit_chainhead where owner_id = %(owner)s),
  (select digest from audit_chainhead where owner_id = %(owner)s)
from (
  select e.number, e.at,
    e.digest <> {EXPECTED} or e.previous <> lag(e.digest, 1, ''::bytea) over w
      or e.number <> row_number() over w as bad
  from audit_entry e where e.owner_id = %(owner)s
  window w as (order by e.number)
) chain
"""

# A row with its neighbours: what does not fit.
NEIGHBOURS = f"""
select e.digest = {EXPECTED} as sum_fits, e.digest,
  (select b.number from audit_entry b where b.owner_id = e.owner_id and b.number < e.number
   order by b.number desc limit 1),
  coalesce((select b.digest from audit_entry b where b.owner_id = e.owner_id
    and b.number < e.number order by b.number desc limit 1), ''),
  coalesce((select n.previous from audit_entry n where n.owner_id = e.owner_id
    and n.number = e.number + 1),
    (select h.digest from audit_chainhead h where h.owner_id = e.owner_id))
from audit_entry e where e.owner_id = %(owner)s and e.number = %(number)s
"""

# Where a row whose sum does not fit would fit: another place nearby, or another owner's chain.
ORIGIN = f"""
select e.owner_id, e.number from (
  select o.owner_id, n.number, r.at, r.event, r.item_kind, r.item_id, r.participant_id,
    r.account_id, r.organisation_id, r.unit, r.assignment_id, r.purpose, r.request_id, r.detail,
    r.previous, r.digest
  from audit_entry r, audit_chainhead o,
    generate_series(greatest(1, r.number - 500), r.number + 500) n(number)
  where r.owner_id = %(owner)s and r.number = %(number)s
) e
where e.digest = {EXPECTED}
order by e.owner_id = %(owner)s desc limit 1
"""

# Whether the row that truly continues this sum is still in the chain.
CONTINUED = """
select exists (select 1 from audit_entry where owner_id = %(owner)s and previous = %(digest)s)
"""

HEADS = f"""
select h.owner_id, h.number, h.digest, case when {_SHOWABLE} then e.at end from audit_chainhead h
left join audit_entry e on e.owner_id = h.owner_id and e.number = h.number
where h.number > 0 order by h.owner_id
"""

DIGEST_AT = "select digest from audit_entry where owner_id = %s and number = %s"
