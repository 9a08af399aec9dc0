"""This file is where the log's database functions are written: append, refuse change, verify."""

# The digest covers the previous digest and every column in a fixed order. jsonb has one
# canonical text, so the detail column hashes the same way it was stored.
_CANONICAL = """
  concat_ws('|', e.owner_id, e.number,
    to_char(e.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.event, e.item_kind,
    coalesce(e.item_id::text, ''), coalesce(e.participant_id::text, ''),
    coalesce(e.account_id::text, ''), coalesce(e.organisation_id::text, ''), e.unit,
    coalesce(e.assignment_id::text, ''), e.purpose, e.request_id, e.detail::text)
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
  return total;
end $$;

create or replace function refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'rows of % are never changed or removed', tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
drop trigger if exists append_only on audit_entry;
create trigger append_only before update or delete on audit_entry
  for each row execute function refuse_change();
drop trigger if exists never_emptied on audit_entry;
create trigger never_emptied before truncate on audit_entry
  for each statement execute function refuse_change();
"""

# The first row whose number, link or digest is wrong, or none. Run by the owner role.
VERIFY = """
select number from (
  select e.number, e.previous, e.digest, audit_digest(e) as expected,
    lag(e.digest, 1, ''::bytea) over w as before,
    row_number() over w as place
  from audit_entry e where e.owner_id = %s
  window w as (order by e.number)
) chain
where digest <> expected or previous <> before or number <> place
order by number limit 1
"""
