"""The product's pages, and beside them the floor: the least that a page here can cost.

The floor has the session, the actor, one hand-written query for the needed rows, one bare
template, the read log and the commit. Nothing else; no page of a product can be below it.
"""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from scripts.bench.needed_rows import CASELOAD_DATES, DATES_AHEAD, FOUND_DATES, ONE_DATES
from stegvis.audit.events import Event
from stegvis.audit.journal import journal
from stegvis.casework.duties import AFTER_EXIT
from stegvis.core.dates import today

# In the same language as our pages, but without their frame, words and dates.
LIST = engines["jinja2"].from_string(
    "<ul>{% for row in rows %}<li>{{ row[1] }} {{ row[2] }} {{ row[3] }}</li>{% endfor %}</ul>"
)
PERSON = engines["jinja2"].from_string(
    "<h1>{{ rows[0][1] }}</h1><ul>{% for row in rows %}<li>{{ row[3] }} {{ row[5] }}</li>"
    "{% endfor %}</ul>"
)

FIGURES = """
select count(*), count(*) filter (where p.ended_on is null),
  count(pl.id) filter (where pl.confirmed_at < p.enrolled_on + interval '2 months'),
  count(e.id), count(e.id) filter (where e.plan_known and e.plan_anchored), pa.sex
from casework_participation p
join participants_participant pa on pa.id = p.participant_id
left join casework_plan pl on pl.participation_id = p.id and pl.owner_id = p.owner_id
left join casework_exit e on e.participation_id = p.id and e.owner_id = p.owner_id
where p.owner_id = %s group by pa.sex
"""
# The same with the days of each person's work, milestones and time in the target group.
WORKED = """
select pa.sex, count(*), count(*) filter (where p.ended_on is null), count(pl.confirmed_on),
  count(m.examined), count(m.cooperation), count(w.employed), count(w.subsidised),
  count(w.studies), count(e.id), count(a.since)
from casework_participation p
join participants_participant pa on pa.id = p.participant_id
left join (select participation_id, min(confirmed_at)::date as confirmed_on
  from casework_plan where owner_id = %(owner)s group by 1) pl on pl.participation_id = p.id
left join (select participation_id, min(starts_on) filter (where key = 'utredd') as examined,
    min(starts_on) filter (where key <> 'utredd') as cooperation
  from casework_milestone where owner_id = %(owner)s and struck_at is null
  group by 1) m on m.participation_id = p.id
left join (select participation_id, min(starts_on) filter (where kind = 'open_employment')
    as employed, min(starts_on) filter (where kind = 'wage_subsidy') as subsidised,
    min(starts_on) filter (where kind = 'studies') as studies
  from casework_workperiod where owner_id = %(owner)s and struck_at is null
  group by 1) w on w.participation_id = p.id
left join (select participant_id, min(entered_on) as since
  from casework_areaentry where owner_id = %(owner)s group by 1) a
  on a.participant_id = p.participant_id
left join casework_exit e on e.participation_id = p.id and e.owner_id = p.owner_id
where p.owner_id = %(owner)s group by pa.sex
"""


def _rows(sql: str, values: list[object] | dict[str, object]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _answer(
    request: HttpRequest, template: Any, rows: list[tuple[object, ...]], person: int
) -> HttpResponse:
    for row in rows:
        journal().look(
            Event.PERSON_LISTED,
            owner_id=request.actor.organisation_id,
            item_kind="participation",
            item_id=row[0],
            participant_id=row[person],
        )
    return HttpResponse(template.render({"rows": rows}))


def caseload(request: HttpRequest) -> HttpResponse:
    me = request.actor
    return _answer(request, LIST, _rows(CASELOAD_DATES, [me.organisation_id, me.account_id]), 4)


def dates(request: HttpRequest) -> HttpResponse:
    me, since = request.actor, today() - AFTER_EXIT
    return _answer(request, LIST, _rows(DATES_AHEAD, [me.organisation_id, me.account_id, since]), 4)


def search(request: HttpRequest) -> HttpResponse:
    name, owner = request.GET["namn"].lower(), request.actor.organisation_id
    return _answer(request, LIST, _rows(FOUND_DATES, [owner, name, name + "\U0010ffff", owner]), 4)


def person(request: HttpRequest, pk: object) -> HttpResponse:
    return _answer(request, PERSON, _rows(ONE_DATES, [pk, request.actor.organisation_id]), 4)


def figures(request: HttpRequest) -> HttpResponse:
    rows = _rows(FIGURES, [request.actor.organisation_id])
    return HttpResponse(LIST.render({"rows": rows}))


def worked(request: HttpRequest) -> HttpResponse:
    rows = _rows(WORKED, {"owner": request.actor.organisation_id})
    return HttpResponse(LIST.render({"rows": rows}))


urlpatterns = [
    path("golv/deltagare/", caseload, name="floor-caseload"),
    path("golv/datum/", dates, name="floor-dates"),
    path("golv/sok/", search, name="floor-search"),
    path("golv/deltagare/<uuid:pk>/", person, name="floor-person"),
    path("golv/mal/", figures, name="floor-figures"),
    path("golv/mal-arbete/", worked, name="floor-worked"),
    path("", include("config.urls")),
]
