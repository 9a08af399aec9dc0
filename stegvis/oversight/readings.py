"""This file is where the log is read for those who check it: readings with their signs of risk.

Names are compared inside the database and never leave it: what comes out is a number in the
chain and yes or no for each sign. A person with protected identity has no name here at all.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from stegvis.access.permissions import Permission
from stegvis.access.roles import ROLES, Reach
from stegvis.audit.events import Event
from stegvis.audit.journal import EXPORTS
from stegvis.oversight.models import Reason
from stegvis.oversight.sampling import Reading

# What is checked is that somebody opened something about a person. To pass her in a list is
# logged too, and is held back by the limit on how many persons an account may see.
OPENED = (
    Event.PERSON_READ,
    Event.IDENTITY_UNMASKED,
    Event.PROTECTED_IDENTITY_SHOWN,
    *EXPORTS,
)

_SIGNS = (
    Reason.SAME_SURNAME,
    Reason.SAME_CONTACT,
    Reason.COLLEAGUE,
    Reason.NO_ASSIGNMENT,
    Reason.PROTECTED,
    Reason.CURIOSITY,
    Reason.NIGHT,
    Reason.WEEKEND,
)

# One row for what an account opened about a person on one day, nights apart from days.
_READINGS = r"""
with looked as (
  select e.number, e.account_id, e.participant_id, e.organisation_id,
    e.at at time zone 'Europe/Stockholm' as local
  from audit_entry e
  join organisations_account a on a.id = e.account_id and not a.is_system
  join participants_participant her on her.id = e.participant_id and her.owner_id = e.owner_id
  where e.owner_id = %(owner)s and e.at >= %(begins)s and e.at < %(ends)s
    and e.number <= %(last)s and e.event = any(%(events)s) and e.organisation_id is not null
    and (%(unit)s = '' or (e.unit = %(unit)s and e.organisation_id = e.owner_id))
), reading as (
  select min(number) as number, count(*) as times, account_id, participant_id, organisation_id,
    local::date as day, extract(hour from local) >= 22 or extract(hour from local) < 6 as night
  from looked group by 3, 4, 5, 6, 7
), staff_name as (
  select a.id as account_id, part
  from organisations_account a, regexp_split_to_table(
    regexp_replace(lower(a.name), '^\S+\s*', ''), '[\s-]+') part
  where length(part) > 2 and a.id in (select account_id from reading)
), identity as (
  select i.participant_id, lower(i.given_name || ' ' || i.family_name) as name,
    lower(i.family_name) as family, lower(i.email) as email,
    right(regexp_replace(i.phone, '\D', '', 'g'), 9) as phone
  from participants_identity i
  where i.owner_id = %(owner)s and i.participant_id in (select participant_id from reading)
), reader_contact as (
  select a.id as account_id, lower(a.email) as email,
    right(regexp_replace(a.phone, '\D', '', 'g'), 9) as phone
  from organisations_account a where a.id in (select account_id from reading)
), same_contact as (
  select c.account_id, i.participant_id from reader_contact c join identity i
    on i.email <> '' and i.email = c.email or length(i.phone) > 6 and i.phone = c.phone
), family as (
  select participant_id, part from identity, regexp_split_to_table(family, '[\s-]+') part
), own_staff as (
  select distinct a.id, lower(a.name) as name, lower(a.email) as email,
    right(regexp_replace(a.phone, '\D', '', 'g'), 9) as phone
  from organisations_account a join organisations_assignment s on s.account_id = a.id
  where s.organisation_id = %(owner)s and not a.is_system
), colleague as (
  select participant_id from identity join own_staff o using (name)
  union select participant_id from identity i join own_staff o using (email) where i.email <> ''
  union select participant_id from identity i join own_staff o using (phone)
    where length(i.phone) > 6
), responsible as (
  select p.participant_id, s.account_id, s.starts_on, s.ends_on
  from casework_casemanagerspell s join casework_participation p on p.id = s.participation_id
  where p.owner_id = %(owner)s
  union all
  select p.participant_id, q.contact_id, q.starts_on, q.ends_on
  from casework_party q join casework_participation p on p.id = q.participation_id
  where p.owner_id = %(owner)s
  union all
  select q.organisation_participant_id, q.contact_id, q.starts_on, q.ends_on
  from casework_party q where q.organisation_id = %(owner)s
  union all
  select id, responsible_id, null, null from participants_participant where owner_id = %(owner)s
  union all
  select id, created_by_id, null, null from participants_participant where owner_id = %(owner)s
)
select r.number, r.times,
  exists (select from staff_name n join family f using (part)
    where n.account_id = r.account_id and f.participant_id = r.participant_id),
  (r.account_id, r.participant_id) in (select account_id, participant_id from same_contact),
  r.participant_id in (select participant_id from colleague),
  not exists (
    select from organisations_assignment s
    where s.account_id = r.account_id and s.organisation_id = r.organisation_id
      -- An assignment that is ended by hand is dated the day before.
      and s.starts_on <= r.day and (s.ends_on is null or s.ends_on >= r.day - 1)
      and (s.role = any(%(wide)s) and (s.programme_id is null
          or not exists (select from casework_participation p
            where p.owner_id = %(owner)s and p.participant_id = r.participant_id)
          or exists (select from casework_participation p
            join programmes_programmeversion v on v.id = p.version_id
            where p.owner_id = %(owner)s and p.participant_id = r.participant_id
              and v.programme_id = s.programme_id))
        or s.role = any(%(team)s) and exists (select from casework_participation p
          join programmes_programmeversion v on v.id = p.version_id
          where p.owner_id = %(owner)s and p.participant_id = r.participant_id and v.team_open)
        or exists (select from responsible b
          where b.participant_id = r.participant_id and b.account_id = r.account_id
            and (b.starts_on is null or b.starts_on <= r.day)
            and (b.ends_on is null or b.ends_on >= r.day)))),
  (select protection <> 'none' from participants_participant her
    where her.id = r.participant_id and her.owner_id = %(owner)s),
  exists (select from participants_curiositymark k
    where k.participant_id = r.participant_id and k.owner_id = %(owner)s
      and (k.created_at at time zone 'Europe/Stockholm')::date <= r.day
      and (k.ended_at is null
        or (k.ended_at at time zone 'Europe/Stockholm')::date >= r.day)),
  r.night, extract(isodow from r.day) > 5
from reading r order by r.number
"""


def readings(
    owner_id: UUID, starts_on: date, ends_on: date, *, unit: str = "", last: int | None = None
) -> list[Reading]:
    """What was opened in the owner's records from the first day to the last, both inclusive, by
    day in Sweden; `unit` keeps to the owner's own staff of that unit, `last` to rows that were
    there when a sample was drawn. Call inside acting(...) for the owner. One query."""
    begins, _ = moments(starts_on, starts_on)
    _, ends = moments(ends_on, ends_on)
    given: dict[str, Any] = {
        "owner": owner_id,
        "begins": begins,
        "ends": ends,
        "last": 2**62 if last is None else last,
        "events": [event.value for event in OPENED],
        "unit": unit,
        "wide": _roles(Reach.PROGRAMME, Permission.PARTICIPATION_READ, Permission.INTAKE_READ),
        "team": _roles(Reach.TEAM, Permission.PARTICIPATION_READ),
    }
    with connection.cursor() as cursor:
        cursor.execute(_READINGS, given)
        return [
            Reading(
                row[0], row[1], frozenset(s for s, yes in zip(_SIGNS, row[2:], strict=True) if yes)
            )
            for row in cursor.fetchall()
        ]


def moments(starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """From midnight before the first day to midnight after the last, in Sweden."""
    first = timezone.make_aware(datetime.combine(starts_on, time()))
    after = timezone.make_aware(datetime.combine(ends_on + timedelta(days=1), time()))
    return first, after


def _roles(least: Reach, *permissions: Permission) -> list[str]:
    """Roles that may read cases at least that far without being responsible for them."""
    return [
        key.value
        for key, role in ROLES.items()
        if any(role.permissions.get(wanted, Reach.OWN) >= least for wanted in permissions)
    ]
