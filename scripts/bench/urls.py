"""The product's pages, and beside them the floor: the least that a page here can cost.

The floor has the session, the actor, one hand-written query for the needed rows, one bare
template, the read log and the commit. Nothing else; no page of a product can be below it.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import include, path

from stegvis.audit.events import Event
from stegvis.audit.journal import journal

LIST = Template(
    "<ul>{% for row in rows %}<li>{{ row.1 }} {{ row.2 }} {{ row.3 }}</li>{% endfor %}</ul>"
)
PERSON = Template(
    "<h1>{{ rows.0.1 }}</h1><ul>{% for row in rows %}<li>{{ row.4 }} {{ row.5 }}</li>"
    "{% endfor %}</ul>"
)

CASELOAD = """
select p.id, i.given_name, i.family_name, p.enrolled_on, p.participant_id
from casework_participation p
join participants_identity i on i.participant_id = p.participant_id
where p.owner_id = %s and p.case_manager_id = %s and p.ended_on is null
order by i.family_key limit 50
"""
SEARCH = """
select p.id, i.given_name, i.family_name, p.enrolled_on, p.participant_id
from participants_identity i join casework_participation p on p.participant_id = i.participant_id
where i.owner_id = %s and i.family_key >= %s and i.family_key < %s and p.owner_id = %s
and p.ended_on is null order by i.family_key limit 50
"""
ONE = """
select p.id, i.given_name, i.family_name, p.enrolled_on, n.happened_on, n.text, p.participant_id
from casework_participation p
join participants_identity i on i.participant_id = p.participant_id
left join lateral (select happened_on, text from casework_note n where n.participation_id = p.id
  and n.owner_id = p.owner_id order by happened_on desc, created_at desc limit 15) n on true
where p.id = %s and p.owner_id = %s
"""
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


def _rows(sql: str, values: list[object]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _answer(
    request: HttpRequest, template: Template, rows: list[tuple[object, ...]], person: int
) -> HttpResponse:
    for row in rows:
        journal().look(
            Event.PERSON_LISTED,
            owner_id=request.actor.organisation_id,
            item_kind="participation",
            item_id=row[0],
            participant_id=row[person],
        )
    return HttpResponse(template.render(Context({"rows": rows})))


def caseload(request: HttpRequest) -> HttpResponse:
    me = request.actor
    return _answer(request, LIST, _rows(CASELOAD, [me.organisation_id, me.account_id]), 4)


def search(request: HttpRequest) -> HttpResponse:
    name, owner = request.GET["namn"].lower(), request.actor.organisation_id
    return _answer(request, LIST, _rows(SEARCH, [owner, name, name + "\U0010ffff", owner]), 4)


def person(request: HttpRequest, pk: object) -> HttpResponse:
    return _answer(request, PERSON, _rows(ONE, [pk, request.actor.organisation_id]), 6)


def figures(request: HttpRequest) -> HttpResponse:
    rows = _rows(FIGURES, [request.actor.organisation_id])
    return HttpResponse(LIST.render(Context({"rows": rows})))


urlpatterns = [
    path("golv/deltagare/", caseload, name="floor-caseload"),
    path("golv/sok/", search, name="floor-search"),
    path("golv/deltagare/<uuid:pk>/", person, name="floor-person"),
    path("golv/mal/", figures, name="floor-figures"),
    path("", include("config.urls")),
]
