"""This file is where a programme is shown as a person would explain it, and versions compared.

A definition holds nothing about a person, so looking at it is not logged.
"""

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may_somewhere
from stegvis.programmes.differences import Difference, compare
from stegvis.programmes.explaining.picture import picture_of
from stegvis.programmes.explaining.whole import explain
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion
from stegvis.programmes.queries import seats_of, versions_of
from stegvis.programmes.wording import listed
from stegvis.web.shared.pages import StaffRequest, page


@require_GET
def programme_list(request: StaffRequest) -> HttpResponse:
    """The programmes in which the actor's organisation has a seat, and their versions."""
    seats = seats_of(request.actor.organisation_id)
    rows = [
        _row(list(group)) for _, group in groupby(seats, key=lambda one: one.version.programme_id)
    ]
    return page(request, "programmes/list.html", {"page_title": "Insatser", "programmes": rows})


def _row(seats: list[ProgrammeParty]) -> dict[str, Any]:
    newest = seats[0].version
    roles = [seat.get_seat_display() for seat in seats if seat.version_id == newest.pk]
    versions = {seat.version_id: seat.version for seat in seats}
    return {
        "programme": newest.programme,
        "newest": newest,
        "roles": listed(sorted(set(roles))),
        "versions": list(versions.values()),
    }


@require_GET
def programme_show(request: StaffRequest, key: str) -> HttpResponse:
    """One version, the newest unless ?version= says another."""
    versions = versions_of(request.actor.organisation_id, key)
    version = wanted(versions, request.GET.get("version", ""), versions[0])
    definition = version.definition
    return page(
        request,
        "programmes/show.html",
        {
            "page_title": definition.name,
            "version": version,
            "versions": versions,
            "is_newest": version == versions[0],
            "may_move": len(versions) > 1
            and may_somewhere(request.actor, Permission.PARTICIPATION_MOVE),
            "sections": explain(definition),
            "picture": picture_of(definition),
        },
    )


@require_GET
def programme_compare(request: StaffRequest, key: str) -> HttpResponse:
    """What differs between two versions; the last two unless ?fran= and ?till= say others."""
    versions = versions_of(request.actor.organisation_id, key)
    new = wanted(versions, request.GET.get("till", ""), versions[0])
    old = wanted(versions, request.GET.get("fran", ""), _former(versions, new))
    differences = compare(old.definition, new.definition)
    return page(
        request,
        "programmes/compare.html",
        {
            "page_title": f"Jämför versioner av {new.definition.short_name}",
            "old": old,
            "new": new,
            "versions": versions,
            "sections": laid_out(differences),
        },
    )


def laid_out(differences: list[Difference]) -> list[dict[str, Any]]:
    """The differences by section, and in a section by the entry that they concern."""
    return [
        {
            "title": section,
            "entries": [
                {"title": entry, "differences": list(inside)}
                for entry, inside in groupby(found, key=lambda one: one.entry)
            ],
        }
        for section, found in groupby(differences, key=lambda one: one.section)
    ]


def wanted(
    versions: list[ProgrammeVersion], number: str, default: ProgrammeVersion
) -> ProgrammeVersion:
    """The version with a number from the address. Raises NotVisible for one that is not there."""
    if not number:
        return default
    found = next((one for one in versions if str(one.number) == number), None)
    if found is None:
        raise NotVisible
    return found


def _former(versions: list[ProgrammeVersion], new: ProgrammeVersion) -> ProgrammeVersion:
    return next((one for one in versions if one.number < new.number), versions[-1])
