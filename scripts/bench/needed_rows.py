"""This file is where the floor's queries are: by hand, for the rows that each page needs.

A list of participants needs every dated thing of each, for it shows the step and the next date. Her
own page needs these and the latest that has happened, of whatever kind, with who wrote it and
where; what is planned; who takes part, and what each may be given.
"""

CASELOAD = """
select * from casework_participation
where owner_id = %s and case_manager_id = %s and ended_on is null
"""
# Att göra asks about those who have left, too: they were promised contact for a time.
FOLLOWED = """
select * from casework_participation where owner_id = %s and case_manager_id = %s
and (ended_on is null or ended_on >= %s)
"""
SEARCH = """
select p.* from participants_identity i
join casework_participation p on p.participant_id = i.participant_id
where i.owner_id = %s and i.family_key >= %s and i.family_key < %s and p.owner_id = %s
and p.ended_on is null order by i.family_key limit 50
"""
ONE = "select * from casework_participation where id = %s and owner_id = %s"

_HERS = "where participation_id = p.id and owner_id = p.owner_id"
# The day, the table, and what else is asked of a row: what may ask for something, or tells how far
# somebody has come.
_DATED = (
    ("review_on", "casework_plan", "replaced_at is null"),
    ("created_at::date", "casework_mapping", ""),
    ("at::date", "casework_meeting", "status = 'booked'"),
    ("answer_by", "casework_question", ""),
    ("ends_on", "casework_activity", ""),
    ("max(happened_on)", "casework_note", "is_contact"),
    ("max(happened_on)", "casework_contactfact", "is_contact"),
    ("valid_to", "participants_consent", ""),
    ("done_on", "casework_followup", ""),
    ("ended_on", "casework_exit", ""),
    (
        "review_due_on",
        "participants_disclosure",
        "review_due_on is not null and reviewed_at is null and closed_at is null",
    ),
    ("coalesce(sent_on, status_on)", "casework_outgoingreferral", ""),
    ("starts_on", "casework_workperiod", "struck_at is null"),
    ("starts_on", "casework_milestone", "struck_at is null"),
    ("judged_on", "casework_readiness", ""),
    ("confirmed_on", "casework_takeover", ""),
    ("created_at::date", "casework_owncomment", "seen_at is null"),
    ("created_at::date", "casework_owntick", "seen_at is null"),
    ("checked_on", "casework_systemregistration", ""),
    ("answered_on", "casework_instrumentanswer", ""),
    ("queued_at::date", "casework_need", "struck_at is null and met_on is null"),
)
# The same where a row is found by way of another, or is the person's and not the case's.
_DATED_FURTHER = """
  union all select 'action', a.due_on from casework_planaction a
    join casework_plan pl on pl.id = a.plan_id
    where pl.participation_id = p.id and a.owner_id = p.owner_id and a.done_on is null
  union all select 'own answer', pa.created_at::date from casework_personanswer pa
    join casework_personquestion q on q.id = pa.question_id
    where q.participation_id = p.id and pa.owner_id = p.owner_id and pa.seen_at is null
  union all select 'team meeting', m.at::date from casework_teamcase c
    join casework_teammeeting m on m.id = c.meeting_id
    where c.participation_id = p.id and c.owner_id = p.owner_id
  union all select 'benefit', ends_on from participants_benefit
    where participant_id = p.participant_id and owner_id = p.owner_id
  union all select 'extract', due_on from casework_registerextract
    where participant_id = p.participant_id and owner_id = p.owner_id and released_at is null
"""
# What was said, the day, the table, and what else is asked of a row: all that has happened.
_SAID = (
    ("text", "happened_on", "casework_note", ""),
    ("source", "happened_on", "casework_contactfact", "struck_at is null"),
    ("text", "created_at::date", "casework_monthlyline", ""),
    ("name", "starts_on", "casework_activity", ""),
    ("result", "ends_on", "casework_activity", "status in ('completed', 'interrupted')"),
    ("outcome", "at::date", "casework_meeting", "status not in ('booked', 'cancelled')"),
    ("reason", "coalesce(sent_on, status_on)", "casework_outgoingreferral", ""),
    ("name", "starts_on", "casework_workperiod", "struck_at is null"),
    ("name", "ends_on", "casework_workperiod", "struck_at is null"),
    ("text", "starts_on", "casework_milestone", "struck_at is null"),
    ("way", "confirmed_at::date", "casework_mapping", ""),
    ("number::text", "confirmed_at::date", "casework_plan", ""),
    ("comment", "judged_on", "casework_readiness", ""),
    ("next_step", "ended_on", "casework_exit", "confirmed_at is not null"),
    ("contact", "confirmed_on", "casework_takeover", ""),
    ("text", "done_on", "casework_followup", ""),
    ("kind", "given_on", "participants_consent", ""),
)
_WHO = "owner_id, created_by_id, created_at"


def _also(condition: str) -> str:
    return f" and {condition}" if condition else ""


def _dates(cases: str, *, more: str = "", only: str = "", order: str) -> str:
    dated = "\n  union all ".join(
        f"select '{table}' as what, {day} as on_day from {table} {_HERS}{_also(condition)}"
        for day, table, condition in _DATED
    )
    return f"""
select p.id, i.given_name, i.family_name, d.on_day, p.participant_id, d.what
from ({cases}) p
join participants_identity i on i.participant_id = p.participant_id
left join lateral (
  {dated}
  {_DATED_FURTHER}
  {more}
) d on true
{only}
order by {order}
"""


def _happened() -> str:
    said = "\n    union all ".join(
        f"select {text} as said, {day} as on_day, {_WHO} from {table} {_HERS}{_also(condition)}"
        for text, day, table, condition in _SAID
    )
    return f"""
  select concat_ws(' ', o.short_name, a.name, t.said), t.on_day from (
    {said}
    union all select an.text, an.answered_on, an.owner_id, an.created_by_id, an.created_at
      from casework_answer an join casework_question q on q.id = an.question_id
      where q.participation_id = p.id
    union all select ec.text, ec.held_on, ec.owner_id, ec.created_by_id, ec.created_at
      from casework_employercontact ec join casework_activity ac on ac.id = ec.activity_id
      where ac.participation_id = p.id and ec.owner_id = p.owner_id
  ) t
  left join organisations_organisation o on o.id = t.owner_id
  left join organisations_account a on a.id = t.created_by_id
  where t.on_day <= current_date order by t.on_day desc, t.created_at desc limit 15
"""


_MORE_OF_ONE = f"""
  union all ({_happened()})
  union all select g.text, null from casework_plangoal g
    join casework_plan pl on pl.id = g.plan_id
    where pl.participation_id = p.id and g.owner_id = p.owner_id
  union all select concat_ws(' ', o.short_name, a.name), party.starts_on from casework_party party
    join organisations_organisation o on o.id = party.organisation_id
    left join organisations_account a on a.id = party.contact_id
    where party.participation_id = p.id and party.owner_id = p.owner_id
  union all select concat_ws(' ', o.short_name, g.category), null from participants_consentgrant g
    join participants_consent c on c.id = g.consent_id
    join organisations_organisation o on o.id = g.receiver_id
    where c.participation_id = p.id and g.owner_id = p.owner_id and c.withdrawn_at is null
"""

CASELOAD_DATES = _dates(CASELOAD, order="i.family_key")
FOUND_DATES = _dates(SEARCH, order="i.family_key")
# The list of what to do names those who have a date within the month.
DATES_AHEAD = _dates(FOLLOWED, only="where d.on_day < current_date + 30", order="d.on_day")
ONE_DATES = _dates(ONE, more=_MORE_OF_ONE, order="d.on_day desc")
