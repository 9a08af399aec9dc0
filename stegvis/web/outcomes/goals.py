"""This file is where the goals page is shown, and its plots are asked for and fetched."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may, may_somewhere
from stegvis.casework.flow import WAITS
from stegvis.casework.models import IntakeStatus
from stegvis.core.dates import today
from stegvis.outcomes import fetching, goal_access, queries
from stegvis.outcomes.actions import plot as plot_actions
from stegvis.outcomes.goals import Measured, asked_days, measured, rules_of, trend_months
from stegvis.outcomes.rules import GoalKind as RuleKind
from stegvis.outcomes.tally import days_for
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import EvidenceKind, GoalKind
from stegvis.web.outcomes import whole
from stegvis.web.outcomes.cards import card, ended_month, specs_of, support
from stegvis.web.shared.pages import StaffRequest, page

#: A page asks for its picture so many times, a little later each time, before the table is enough.
MOST_TRIES = 6


def results(actor: Actor, versions: list[ProgrammeVersion]) -> list[Measured]:
    """Every counted goal of a programme as of today: one query for each register that its goals
    count in, and one for comings and goings where a goal is about how many are ongoing."""
    newest, as_of = versions[0], today()
    months = trend_months(newest.definition, goal_access.last_day_in(versions), as_of)
    days, rules = asked_days(as_of, months), rules_of(newest.definition)
    groups = fetching.case_groups(actor, newest, days_for(rules, days), rules, versions)
    first = days[0].replace(day=1)
    is_asked = any(rule.kind is RuleKind.ONGOING for rule in rules)
    moves = fetching.flows(actor, newest, first - timedelta(days=1)) if is_asked else []
    return measured(newest.definition, groups, moves, as_of, days, months)


@require_GET
def goals(request: StaffRequest) -> HttpResponse:
    """Every goal of a programme, how it stands today and how it has gone; ?insats= chooses."""
    programmes = goal_access.measured_programmes(request.actor, days_in=True)
    if not programmes:
        if not may_somewhere(request.actor, Permission.GOALS_READ):
            raise NotVisible
        return page(request, "outcomes/goals_none.html", {"page_title": "Mål"})
    wanted = request.GET.get("insats")
    versions = next((each for each in programmes if each[0].programme.key == wanted), programmes[0])
    if wanted and versions[0].programme.key != wanted:
        raise NotVisible
    return page(request, "outcomes/goals.html", _context(request, programmes, versions))


def _context(
    request: StaffRequest,
    programmes: list[list[ProgrammeVersion]],
    versions: list[ProgrammeVersion],
) -> dict[str, Any]:
    newest = versions[0]
    key = newest.programme.key
    scope = Scope(request.actor.organisation_id, newest.programme_id)
    found = results(request.actor, versions)
    cards = [card(each, key) for each in found if not each.is_support]
    supports = {each.goal.key: support(each, key) for each in found if each.is_support}
    pictures = queries.pictures(each["key"] for each in cards if each["key"])
    written = queries.written(request.actor, newest)
    _add_wholes(request.actor, newest, cards)
    for each in cards:
        each["svg"] = SafeString(pictures.get(each["key"], ""))
        each["analyses"] = [row for row in written if row.goal == each["goal"].key]
    return {
        "page_title": f"Mål – {newest.programme.short_name}",
        "programme": newest.programme,
        "tabs": [
            {
                "label": each[0].programme.short_name,
                "url": f"{reverse('goals')}?insats={each[0].programme.key}",
                "is_current": each is versions,
            }
            for each in programmes
        ],
        "as_of": today(),
        "over_in": ended_month(found[0]) if found else "",
        "levels": _levels(newest, cards, supports, written),
        "way_in": way_in(queries.intake_counts(request.actor, newest)),
        "is_waiting": any(each["key"] and not each["svg"] for each in cards),
        "may_list": may_somewhere(request.actor, Permission.GOALS_LIST_CASES),
        "may_analyse": may(request.actor, Permission.GOALS_ANALYSE, scope),
        "has_instruments": bool(newest.definition.instruments),
        "may_publish": may(request.actor, Permission.FIGURES_PUBLISH, scope),
    }


def _add_wholes(actor: Actor, version: ProgrammeVersion, cards: list[dict[str, Any]]) -> None:
    """Beside a part, the goal for all operators, for those who read what the others publish."""
    parts = [each for each in cards if each["is_part"]]
    if not parts:
        return
    seats = queries.operators_of(actor, [version.programme_id]).get(version.programme_id, [])
    for each in parts:
        each["whole"] = whole.of_goal(each["found"], version, seats, actor.organisation_id)


def _levels(
    version: ProgrammeVersion,
    cards: list[dict[str, Any]],
    supports: dict[str, dict[str, Any]],
    rows: list[queries.Written],
) -> list[dict[str, Any]]:
    """The goals under the level that each belongs to, both in the document's order."""
    counted = {each["goal"].key: each for each in cards}
    entries = [
        counted.get(goal.key)
        or {"goal": goal, "evidence": [row for row in rows if row.goal == goal.key]}
        for goal in version.definition.goals
    ]
    for entry in entries:
        entry["is_qualitative"] = entry["goal"].kind == GoalKind.QUALITATIVE
        entry["is_reached"] = any(row.is_reached for row in entry.get("evidence", ()))
        entry["support"] = supports.get(entry["goal"].key)
        entry["kinds"] = kinds_of_evidence(entry.get("evidence", ()))
    levels = dict.fromkeys(goal.level for goal in version.definition.goals)
    return [
        {"name": level.label, "entries": [e for e in entries if e["goal"].level == level]}
        for level in levels
    ]


def kinds_of_evidence(rows: Iterable[queries.Written]) -> list[dict[str, Any]]:
    """How many of each kind have been built, with the days of the first and the latest."""
    found: dict[str, list[date]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row.on)
    return [
        {"label": kind.label, "number": len(days), "first": min(days), "latest": max(days)}
        for kind in EvidenceKind
        if (days := found.get(kind.value))
    ]


def way_in(counts: dict[str, int]) -> list[dict[str, Any]]:
    """How many were referred and what became of it; those not taken in are counted too. Nothing
    where nobody was: people may have been enrolled before referrals were written here."""
    referred = sum(counts.values())
    if not referred:
        return []
    rows = [{"label": "Aktualiserade", "value": referred}]
    if counts.get(""):
        rows.append({"label": WAITS, "value": counts[""]})
    return rows + [
        {"label": str(status.label).capitalize(), "value": counts[status.value]}
        for status in IntakeStatus
        if counts.get(status.value)
    ]


@require_POST
def plot_ask(request: StaffRequest, programme: str) -> HttpResponse:
    """Have the plots of the page drawn; asked by the page itself when one is missing."""
    versions = goal_access.measured_programme(request.actor, programme, days_in=True)
    specs = specs_of(results(request.actor, versions), programme)
    plot_actions.ask_for(actor=request.actor, specs=specs)
    return HttpResponse(status=204)


@require_GET
def plot_show(request: StaffRequest, key: str) -> HttpResponse:
    """One plot, or a place that asks again a little later. Found by the digest of its figures."""
    if not may_somewhere(request.actor, Permission.GOALS_READ):
        raise NotVisible
    try:
        tries = int(request.GET.get("forsok", "1")) + 1
    except ValueError as error:
        raise Http404 from error
    svg = queries.pictures([key]).get(key, "")
    return render(
        request,
        "outcomes/plot_fragment.html",
        {"svg": SafeString(svg), "key": key, "tries": tries, "is_over": tries > MOST_TRIES},
    )
