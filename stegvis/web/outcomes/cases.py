"""This file is where the cases behind a figure are listed, for those who may see them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere
from stegvis.casework import area, inbox
from stegvis.casework.queries import name_of
from stegvis.core.dates import today
from stegvis.outcomes import fetching, goal_access, queries
from stegvis.outcomes.calculate import Figure, measure
from stegvis.outcomes.goals import rule_of
from stegvis.outcomes.rules import rows_read
from stegvis.web.outcomes.words import POPULATIONS
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import whole

PARTS = {
    "ja": "Räknas som ja",
    "raknade": "Räknade",
    "nej": "Räknas som nej",
    "saknas": "Uppgift saknas",
    "vantar": "Kan inte mätas än",
}


def _ids(figure: Figure, part: str) -> list[str]:
    counted_yes = set(figure.numerator_ids)
    return {
        "ja": list(figure.numerator_ids),
        "raknade": list(figure.denominator_ids),
        "nej": [pk for pk in figure.denominator_ids if pk not in counted_yes],
        "saknas": list(figure.missing_ids),
        "vantar": list(figure.pending_ids),
    }[part]


def _others(
    request: StaffRequest, programme_id: UUID, behind: queries.Behind, start: int
) -> tuple[list[dict[str, str]], int]:
    """Those behind the figure who never became participants, and whom the actor may see where
    they stand: in the area's target group, or among those who were referred. A page of them, and
    how many they are in all."""
    most = queries.MOST_LISTED
    if behind.source == "area":
        entries, total = area.never_enrolled(
            request.actor, programme_id, behind.ids, start=start, most=most
        )
        return [
            {
                "name": name_of(entry.participant),
                "url": reverse("area-person", args=[entry.pk]),
                "where": f"I målgruppen, {entry.municipality}",
            }
            for entry in entries
        ], total
    if behind.source in ("referral", "assessment") and may_somewhere(
        request.actor, Permission.INTAKE_READ
    ):
        arrived, total = inbox.never_enrolled(request.actor, behind.ids, start=start, most=most)
        return [
            {
                "name": one.name,
                "url": reverse("intake-show", args=[one.referral.pk]),
                "where": str(one.intake.get_status_display()).capitalize() if one.intake else "",
            }
            for one in arrived
        ], total
    return [], 0


def _place(request: StaffRequest, name: str) -> int:
    return whole(request.GET.get(name, "")) or 0


@require_GET
def goal_cases(request: StaffRequest, programme: str, goal: str, part: str) -> HttpResponse:
    """The cases of one part of a figure, by name, and after the last of them those who do not
    take part; ?fran= and ?ovriga= go on where the last page of either ended."""
    versions = goal_access.measured_programme(request.actor, programme)
    newest = versions[0]
    wanted = next((each for each in newest.definition.goals if each.key == goal), None)
    rule = rule_of(wanted, newest.definition) if wanted is not None else None
    if wanted is None or rule is None or part not in PARTS:
        raise NotVisible
    start, beside = _place(request, "fran"), _place(request, "ovriga")
    facts = fetching.case_facts(
        request.actor, newest, versions, sources=[rule.source], rows=rows_read(rule)
    )
    ids = _ids(measure(rule, facts, today()), part)
    behind = queries.Behind(goal, part, rule.source, ids)
    cases = queries.cases_behind(request.actor, newest, behind, start)
    shown = start + len(cases)
    is_last = len(cases) < queries.MOST_LISTED
    others, in_all = _others(request, newest.programme_id, behind, beside) if is_last else ([], 0)
    until = beside + len(others)
    return page(
        request,
        "outcomes/goal_cases.html",
        {
            "page_title": PARTS[part],
            "programme": newest.programme,
            "goal": wanted,
            "manager": newest.definition.words.case_manager.capitalize(),
            "population": POPULATIONS[rule.counted_among.value],
            "as_of": today(),
            "rows": [{"case": case, "name": name_of(case.participant)} for case in cases],
            "total": len(ids),
            "first": start + 1,
            "last": shown,
            "following": shown if len(cases) == queries.MOST_LISTED else None,
            "others": others,
            "others_in_all": in_all,
            "others_first": beside + 1,
            "others_last": until,
            "others_following": until if until < in_all else None,
            "hidden": max(0, len(ids) - shown - in_all) if is_last else 0,
            "parts": [
                {"label": label, "key": key, "is_current": key == part}
                for key, label in PARTS.items()
            ],
        },
    )
