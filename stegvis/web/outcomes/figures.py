"""This file is where published figures are read, and published by those who may."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Refused, Scope, may
from stegvis.core.dates import today
from stegvis.outcomes import goal_access, queries
from stegvis.outcomes.actions import figures as actions
from stegvis.outcomes.models import PublishedFigures
from stegvis.web.outcomes import whole, words
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page

HIDDEN = "dolt"
HEAD_COLUMNS = {"enrolled": "Inskrivna", "ongoing": "Pågående", "exited": "Avslutade"}
COLUMNS = {
    "yes": "Ja",
    "no": "Nej",
    "missing": "Uppgift saknas",
    "pending": "Kan inte mätas än",
    "total": "Summa",
}


class PublishForm(StegvisForm):
    as_of = DateField(label="Siffrorna gäller till och med")


@require_GET
def figures(request: StaffRequest) -> HttpResponse:
    """The latest publication of each programme and operator; ?visa= shows an earlier one."""
    rows = queries.published(request.actor)
    groups = [list(g) for _, g in groupby(rows, key=lambda row: (row.programme_id, row.owner_id))]
    shown = [_shown(group, request.GET.get("visa", "")) for group in groups]
    _add_wholes(request.actor, shown, groups)
    return page(
        request,
        "outcomes/figures.html",
        {
            "page_title": "Siffror",
            "publications": shown,
            "to_publish": _may_publish(request),
        },
    )


def _add_wholes(
    actor: Actor, shown: list[dict[str, Any]], groups: list[list[PublishedFigures]]
) -> None:
    """After the last of a programme's operators: its goals for all of them together. Each of the
    operators' own says which goals those are."""
    seats = queries.operators_of(actor, {group[0].programme_id for group in groups})
    wholes = {
        programme: whole.of_programme(operators)
        for programme, operators in seats.items()
        if len(operators) > 1
    }
    for place, group in enumerate(groups):
        programme = group[0].programme_id
        following = groups[place + 1][0].programme_id if place + 1 < len(groups) else None
        found = wholes.get(programme, [])
        shown[place]["shared"] = {one["goal"].key for one in found}
        if following != programme:
            shown[place]["wholes"] = found


def _may_publish(request: StaffRequest) -> list[dict[str, str]]:
    actor = request.actor
    return [
        {
            "name": versions[0].programme.short_name,
            "url": reverse("figures-publish", args=[versions[0].programme.key]),
        }
        for versions in goal_access.measured_programmes(actor)
        if may(
            actor,
            Permission.FIGURES_PUBLISH,
            Scope(actor.organisation_id, versions[0].programme_id),
        )
    ]


def _shown(rows: list[PublishedFigures], wanted: str) -> dict[str, Any]:
    """One publication laid out, with links to the others of the same programme and operator."""
    row = next((each for each in rows if str(each.pk) == wanted), rows[0])
    content = row.content
    return {
        "row": row,
        "whose": f"{row.programme.short_name}, {row.owner.short_name}",
        "heads": _table(content["heads"], HEAD_COLUMNS),
        "sizes": [
            {
                "name": words.POPULATIONS[population].capitalize(),
                "table": _table(rows, {population: "Antal"}),
            }
            for population, rows in content.get("others", {}).items()
        ],
        "head_goals": [_head_goal(goal) for goal in content["head_goals"]],
        "unregistered": content.get("unregistered", []),
        "tables": [_goal_table(table) for table in content["tables"]],
        "flow": [_line(line) for line in content.get("flow", ())],
        "waits": [_wait(wait) for wait in content.get("waits", ())],
        "gaps": [_line(line) for line in content.get("gaps", ())],
        "others": [
            {"label": each.as_of, "url": f"{reverse('figures')}?visa={each.pk}"}
            for each in rows
            if each.pk != row.pk
        ],
    }


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    """Counts that make up one number, the hidden ones last."""
    row: Mapping[str, int | None] = line["rows"].get("all", {})
    cells = [(name, row[name]) for name in line["names"] if name in row]
    return {
        "key": line["key"],
        "title": line["title"],
        "as_of": date.fromisoformat(line["as_of"]),
        "total": row.get("total"),
        "shown": [(name, number) for name, number in cells if number is not None],
        "hidden": [name for name, number in cells if number is None],
    }


def _wait(wait: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[row["who"], row["counted"], f"{row['median']} dagar"] for row in wait["rows"]]
    return {
        "title": wait["title"],
        "as_of": date.fromisoformat(wait["as_of"]),
        "still": wait["still"],
        "laid": {"columns": ["", "Räknade", "Hälften inom"], "rows": rows},
    }


def _head_goal(goal: Mapping[str, Any]) -> dict[str, Any]:
    return {**goal, "target_words": _target(goal)}


def _goal_table(table: Mapping[str, Any]) -> dict[str, Any]:
    rows: dict[str, Mapping[str, int | None]] = table["rows"]
    present = {name for row in rows.values() for name in row}
    columns = {name: label for name, label in COLUMNS.items() if name in present}
    return {
        **table,
        "as_of": date.fromisoformat(table["as_of"]),
        "population_name": words.POPULATIONS[table["population"]],
        "target_words": _target(table),
        "laid": _table(rows, columns, with_share=True),
    }


def _target(goal: Mapping[str, Any]) -> str:
    if goal["kind"] in ("balance", "difference", "comparison") or goal["target"] is None:
        return ""
    is_head_count = goal["kind"] in ("count", "ongoing")
    target = goal["target"]
    return words.number(target) if is_head_count else words.percent(target)


def _table(
    rows: Mapping[str, Mapping[str, int | None]],
    columns: Mapping[str, str],
    *,
    with_share: bool = False,
) -> dict[str, Any]:
    laid = []
    for sex in (name for name in words.SEX_NAMES if name in rows):
        row = rows[sex]
        cells = _cells(row.get(name) if name in row else 0 for name in columns)
        laid.append([words.SEX_NAMES[sex], *cells, *([_share(row)] if with_share else [])])
    return {
        "columns": ["", *columns.values(), *(["Andel ja"] if with_share else [])],
        "rows": laid,
    }


def _cells(values: Iterable[int | None]) -> list[str]:
    return [HIDDEN if value is None else str(value) for value in values]


def _share(row: Mapping[str, int | None]) -> str:
    yes, no = row["yes"], row["no"]
    if yes is None or no is None:
        return HIDDEN
    return words.percent(yes / (yes + no)) if yes + no else "–"


def figures_publish(request: StaffRequest, programme: str) -> HttpResponse:
    """Publish the figures of one's own authority as they stood on a day."""
    newest = goal_access.measured_programme(request.actor, programme)[0]
    scope = Scope(request.actor.organisation_id, newest.programme_id)
    if not may(request.actor, Permission.FIGURES_PUBLISH, scope):
        raise Refused(Permission.FIGURES_PUBLISH)
    form = PublishForm(request.POST or None, initial={"as_of": today()})
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.publish(actor=request.actor, version=newest, **form.cleaned_data)
        )
    ):
        messages.success(request, "Siffrorna är publicerade.")
        return redirect("figures")
    context = {"page_title": "Publicera siffror", "programme": newest.programme}
    return page(request, "outcomes/figures_publish.html", context, form=form)
