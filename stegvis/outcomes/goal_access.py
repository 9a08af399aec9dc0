"""This file is where it is asked which programmes' goals somebody may read, in which versions."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, Max, OuterRef, Subquery, Value, When

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may
from stegvis.casework.models import Participation
from stegvis.core.dates import today
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat


def may_measure(actor: Actor, version: ProgrammeVersion) -> None:
    """Raises NotVisible for those who neither read its goals nor publish its figures."""
    scope = Scope(actor.organisation_id, version.programme_id)
    wanted = (Permission.GOALS_READ, Permission.FIGURES_PUBLISH)
    if not any(may(actor, permission, scope) for permission in wanted):
        raise NotVisible


def measured_programmes(actor: Actor, *, days_in: bool = False) -> list[list[ProgrammeVersion]]:
    """The programmes that the actor's authority runs and whose goals she may read, by name; of
    each, every published version, newest first. One query, which looks at cases only when
    `days_in` is asked for, for `last_day_in`."""
    run_here = ProgrammeParty.objects.filter(
        organisation_id=actor.organisation_id, seat=Seat.OPERATOR
    ).values("version__programme_id")
    cases = Participation.objects.filter(
        owner_id=actor.organisation_id, version_id=OuterRef("pk")
    ).order_by()
    # While anybody is in, nobody's last day need be looked for.
    last_in = Case(
        When(Exists(cases.filter(ended_on=None)), then=Value(today())),
        default=Subquery(cases.values("version_id").annotate(last=Max("ended_on")).values("last")),
    )
    versions = (
        ProgrammeVersion.objects.filter(programme_id__in=run_here, published_at__isnull=False)
        .select_related("programme")
        .order_by("programme__name", "programme_id", "-number")
    )
    if days_in:
        versions = versions.annotate(last_in=last_in)
    found: dict[UUID, list[ProgrammeVersion]] = {}
    for version in versions:
        if may(actor, Permission.GOALS_READ, Scope(actor.organisation_id, version.programme_id)):
            found.setdefault(version.programme_id, []).append(version)
    return list(found.values())


def last_day_in(versions: Iterable[ProgrammeVersion]) -> date | None:
    """The last day when anybody was in one of these measured versions: today while somebody is,
    None when nobody has been."""
    known = [day for version in versions if (day := vars(version).get("last_in"))]
    return max(known, default=None)


def measured_programme(actor: Actor, key: str, *, days_in: bool = False) -> list[ProgrammeVersion]:
    """The versions of one of them. Raises NotVisible."""
    for versions in measured_programmes(actor, days_in=days_in):
        if versions[0].programme.key == key:
            return versions
    raise NotVisible


def versions_of(version: ProgrammeVersion) -> list[ProgrammeVersion]:
    """Every version of the same programme."""
    return list(ProgrammeVersion.objects.filter(programme_id=version.programme_id))
