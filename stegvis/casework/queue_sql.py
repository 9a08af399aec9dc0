"""This file is where the database function is written that tells where in a queue somebody stands.

Those who wait for one place belong to different authorities, and none may see another's. The
function runs with the owner's rights to count them all, and so answers about one need only, that
the asker reads already: two numbers, and the public name of what is waited for. Not who the others
are, whose they are, nor since when they wait. docs/decisions/0017 says why.
"""

from stegvis.core.roles import PARTICIPANT
from stegvis.core.secrecy import HERE, HerIdentity

# In the queue today, as place.py counts it; the table lets no need wait that is met or struck.
_WAITS = (
    "{0}.queued_at is not null and not exists (select from casework_participation p "
    "where p.id = {0}.participation_id and p.ended_on is not null)"
)
_HERS = (
    "n.participant_id in (select i.participant_id from participants_identity i "
    f"where {HerIdentity().condition('i')})"
)

QUEUE_FUNCTION = f"""
create or replace function queue_place(the_need uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare mine casework_need;
begin
  -- With the owner's rights no policy is asked: what the asker may read is said here.
  select n.* into mine from casework_need n
    where n.id = the_need and {_WAITS.format("n")}
      and case when current_setting('role') = '{PARTICIPANT}' then {_HERS}
               else n.owner_id = {HERE} end;
  if mine.id is null then
    return null;
  end if;
  return (
    select jsonb_build_object(
      'place', count(*) filter (where (n.queued_at, n.created_at, n.id)
                                  <= (mine.queued_at, mine.created_at, mine.id)),
      'of', count(*),
      'offer', o.name,
      'is_gone', o.ended_on is not null)
    from casework_need n join programmes_offer o on o.id = n.offer_id
    where n.offer_id = mine.offer_id and {_WAITS.format("n")}
    group by o.id);
end $$
"""
