"""This file is where activities, workplaces and groups are fetched: to fetch is to be allowed,
and to fetch is to be logged, as in `casework.queries`.
"""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, Scope, may, may_somewhere
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    Attendance,
    Employer,
    EmployerContact,
    Group,
    GroupSession,
    OutgoingReferral,
    Participation,
)
from stegvis.casework.queries import listed
from stegvis.organisations.models import Organisation
from stegvis.programmes.models import ProgrammeVersion, Seat

MOST_ROWS = 200


def activities(actor: Actor, case: Participation) -> list[Activity]:
    """The case's activities, the latest first; those without a first day at the top."""
    rows = (
        Activity.objects.visible_to(actor)
        .filter(participation=case)
        .select_related("employer", "group")
        .order_by("-starts_on")
    )
    return list(rows[:MOST_ROWS])


def outgoing(actor: Actor, case: Participation) -> list[OutgoingReferral]:
    rows = OutgoingReferral.objects.visible_to(actor).filter(participation=case)
    return list(rows.select_related("receiver")[:MOST_ROWS])


def receivers(case: Participation) -> QuerySet[Organisation]:
    """The programme's authorities that a referral can be handed out to: never the owner."""
    parties = case.version.parties.filter(seat=Seat.PARTY).values("organisation_id")
    return Organisation.objects.filter(pk__in=parties).exclude(pk=case.owner_id)


def employers(actor: Actor, *, name: str = "", sector: str = "") -> list[Employer]:
    """The authority's workplaces; the name may be given by its beginning."""
    rows = _employers(actor)
    if name:
        rows = rows.filter(name__istartswith=name)
    if sector:
        rows = rows.filter(sector=sector)
    return list(rows[:MOST_ROWS])


def current_employers(actor: Actor, also: UUID | None = None) -> QuerySet[Employer]:
    """Those that a participant can be placed at now, and the one where she already is."""
    return Employer.objects.filter(
        Q(ended_on__isnull=True) | Q(pk=also), owner_id=actor.organisation_id
    )


def employer(actor: Actor, pk: UUID) -> Employer:
    found = _employers(actor).filter(pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def must_keep_employers(actor: Actor) -> None:
    """Raises NotVisible for those who have no use for workplaces."""
    if not may(actor, Permission.EMPLOYER_KEEP, Scope(actor.organisation_id)):
        raise NotVisible


def _employers(actor: Actor) -> QuerySet[Employer]:
    must_keep_employers(actor)
    return Employer.objects.filter(owner_id=actor.organisation_id)


def placed_at(actor: Actor, where: Employer) -> list[Activity]:
    """Participants that the actor may see who are or have been there. One log row a person."""
    rows = list(_with_person(actor).filter(employer=where)[:MOST_ROWS])
    listed(rows)
    return rows


def contacts_of(where: Employer, placed: list[Activity]) -> list[EmployerContact]:
    """Visits and calls: general ones, and those about somebody among the placed."""
    rows = EmployerContact.objects.filter(owner_id=where.owner_id, employer=where)
    about = Q(activity__isnull=True) | Q(activity_id__in=[row.pk for row in placed])
    return list(rows.filter(about).select_related("created_by")[:MOST_ROWS])


def groups(actor: Actor) -> list[Group]:
    """The authority's groups, those that go on first, each with `size`: members the actor sees."""
    if not may_somewhere(actor, Permission.GROUP_RUN):
        raise NotVisible
    rows = [
        row
        for row in Group.objects.filter(owner_id=actor.organisation_id)
        .select_related("version__programme")
        .order_by("-ended_on", "-starts_on")[:MOST_ROWS]
        if may(actor, Permission.GROUP_RUN, Scope(row.owner_id, row.version.programme_id))
    ]
    counted = (
        Activity.objects.visible_to(actor)
        .filter(group__in=[row.pk for row in rows])
        .exclude(status=ActivityStatus.INTERRUPTED)
        .order_by()
        .values_list("group_id")
        .annotate(size=Count("pk"))
    )
    sizes = dict(counted)
    for row in rows:
        row.size = sizes.get(row.pk, 0)  # type: ignore[attr-defined]
    return rows


def open_groups(actor: Actor, case: Participation, catalogue_key: str) -> QuerySet[Group]:
    """Groups that this participant could join."""
    return Group.objects.filter(
        owner_id=actor.organisation_id,
        version__programme_id=case.version.programme_id,
        catalogue_key=catalogue_key,
        ended_on__isnull=True,
    )


def group(actor: Actor, pk: UUID) -> Group:
    found = (
        Group.objects.filter(owner_id=actor.organisation_id, pk=pk)
        .select_related("version__programme")
        .first()
    )
    if found is None or not may(
        actor, Permission.GROUP_RUN, Scope(found.owner_id, found.version.programme_id)
    ):
        raise NotVisible
    return found


def session(group: Group, pk: UUID) -> GroupSession:
    found = GroupSession.objects.filter(owner_id=group.owner_id, group=group, pk=pk).first()
    if found is None:
        raise NotVisible
    return found


def sessions(group: Group) -> list[GroupSession]:
    return list(GroupSession.objects.filter(owner_id=group.owner_id, group=group))


def members(actor: Actor, group: Group) -> list[Activity]:
    """The group's participants that the actor sees, by name. One log row a person."""
    rows = list(_with_person(actor).filter(group=group)[:MOST_ROWS])
    listed(rows)
    return rows


def attendance(group: Group, members: list[Activity]) -> list[Attendance]:
    return list(
        Attendance.objects.filter(
            owner_id=group.owner_id,
            session__group=group,
            activity_id__in=[row.pk for row in members],
        )
    )


def attendance_at(session: GroupSession) -> list[Attendance]:
    return list(Attendance.objects.filter(owner_id=session.owner_id, session=session))


def joinable(actor: Actor, group: Group) -> list[Participation]:
    """Ongoing participants of the programme that the actor sees and that are not in the group."""
    inside = Activity.objects.filter(
        owner_id=actor.organisation_id, group=group, participation__isnull=False
    ).exclude(status=ActivityStatus.INTERRUPTED)
    rows = (
        Participation.objects.visible_to(actor)
        .ongoing()
        .filter(owner_id=actor.organisation_id, version__programme_id=group.version.programme_id)
        .exclude(pk__in=inside.values("participation_id"))
        .select_related("participant__identity", "version__programme", "case_manager")
        .order_by("participant__identity__family_key", "pk")
    )
    found = list(rows[:MOST_ROWS])
    listed(found)
    return found


def versions_run_by(actor: Actor) -> list[ProgrammeVersion]:
    """Published versions that the authority runs, and in which the actor may lead groups."""
    rows = (
        ProgrammeVersion.objects.filter(
            published_at__isnull=False,
            parties__organisation_id=actor.organisation_id,
            parties__seat=Seat.OPERATOR,
        )
        .select_related("programme")
        .order_by("programme__name", "-number")
        .distinct()
    )
    latest = {row.programme_id: row for row in reversed(rows)}
    return [
        row
        for row in latest.values()
        if may(actor, Permission.GROUP_RUN, Scope(actor.organisation_id, row.programme_id))
    ]


def _with_person(actor: Actor) -> QuerySet[Activity]:
    """Own activities only, so joining the own participant drops nothing."""
    return (
        Activity.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id)
        .select_related("participant__identity", "participation__version")
        .order_by("participant__identity__family_key", "pk")
    )
