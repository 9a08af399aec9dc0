"""This file is where the one-page underlag for a trepartssamtal is gathered: what works first.

Nothing is written twice: it comes from the mapping, the plan, the activities, the work, and what
has been asked and booked. Five queries. Answers are taken by the kinds of information that the
reader ticks, because the paper lies on the table in front of other authorities.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, DateField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from stegvis.access.actor import Actor
from stegvis.casework.models import (
    Activity,
    ActivityStatus,
    Mapping,
    MappingAnswer,
    Meeting,
    MeetingStatus,
    Participation,
    Party,
    Plan,
    PlanGoal,
    Question,
    WorkPeriod,
)
from stegvis.core.dates import in_swedish, today
from stegvis.participants.actions.consent import live_grants
from stegvis.participants.models import Benefit
from stegvis.programmes.definition import Definition
from stegvis.programmes.vocabulary import QuestionType, WorkKind

# The sections of a mapping that salutogenic work begins with; a definition uses these keys.
RESOURCES, INTERESTS, OWN_GOALS = "resurser", "intressen", "egna_mal"
THREE_PARTY = "three_party"
# The category of what somebody lives on; a definition that has one uses this key.
ECONOMY = "economy"
# The category of employment and studies; a definition that has one uses this key.
WORK = "work"
OUTSIDER = "Någon utanför myndigheterna"
MOST_LINES = 6
MOST_LETTERS = 220


@dataclass
class Basis:
    """What the page and the paper show; dates soonest first."""

    works: list[str] = field(default_factory=list)
    wants: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    questions: dict[str, list[str]] = field(default_factory=dict)
    dates: list[tuple[date, str]] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    meeting_on: date | None = None
    meeting_place: str = ""


def basis(actor: Actor, case: Participation, categories: Collection[str]) -> Basis:
    """Gather the underlag of an own case; `categories` are the kinds of information to include."""
    found = Basis()
    _from_mapping(found, actor, case, categories)
    if case.version.definition.plan.category in categories:
        _from_plan(found, actor, case)
    _from_activities(found, actor, case, categories)
    _from_calendar(found, actor, case, categories)
    found.works = found.works[:MOST_LINES]
    found.wants = found.wants[:MOST_LINES]
    found.needs = found.needs[:MOST_LINES]
    found.dates = sorted(found.dates)[:MOST_LINES]
    return found


@dataclass(frozen=True)
class AtTheTable:
    """What may lie on the table with these people round it, and who must not have the rest."""

    categories: frozenset[str]
    # The authority's name, and the categories that the consent does not let it have.
    withheld: dict[str, frozenset[str]]


def at_the_table(
    actor: Actor, case: Participation, wanted: Collection[str], *, outsider: bool
) -> AtTheTable:
    """Of the categories that are wanted, those that every party of the case now may have by
    consent. An outsider, such as an employer, may have none. One query."""
    given = live_grants(case.pk, case.owner_id).filter(
        giver_id=case.owner_id, receiver_id=OuterRef("organisation_id")
    )
    parties = (
        Party.objects.now()
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .annotate(may_have=ArraySubquery(given.values("category")))
        .values_list("organisation__name", "may_have")
    )
    withheld = {name: frozenset(wanted) - set(may_have) for name, may_have in parties}
    if outsider:
        withheld[OUTSIDER] = frozenset(wanted)
    missing = frozenset().union(*withheld.values())
    return AtTheTable(
        frozenset(wanted) - missing, {name: lost for name, lost in withheld.items() if lost}
    )


def usual_categories(definition: Definition) -> frozenset[str]:
    """Planning, and where resources and interests are kept: never health unless ticked."""
    strong = {
        section.category
        for section in definition.mapping.sections
        if section.key in (RESOURCES, INTERESTS, OWN_GOALS)
    }
    return frozenset(strong | {definition.plan.category})


def _from_mapping(
    found: Basis, actor: Actor, case: Participation, categories: Collection[str]
) -> None:
    latest = (
        Mapping.objects.visible_to(actor)
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .order_by("-number")
        .values("pk")[:1]
    )
    answers = {
        answer.question: answer
        for answer in MappingAnswer.objects.filter(
            mapping=Subquery(latest), owner_id=actor.organisation_id, category__in=categories
        ).exclude(value="")
    }
    for section in case.version.definition.mapping.sections:
        for question in section.questions:
            answer = answers.get(question.key)
            if answer is None or question.type != QuestionType.TEXT:
                continue
            if section.key in (RESOURCES, INTERESTS):
                found.works.append(_short(answer.value))
            elif section.key == OWN_GOALS:
                found.wants.append(_short(answer.value))
            elif answer.is_need:
                found.needs.append(_short(answer.value))


def _from_plan(found: Basis, actor: Actor, case: Participation) -> None:
    plan = (
        Plan.objects.visible_to(actor)
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .order_by("-number")
        .values("pk")[:1]
    )
    rows = (
        PlanGoal.objects.filter(plan=Subquery(plan), owner_id=actor.organisation_id)
        .exclude(status="dropped")
        .order_by("place", "created_at", "actions__due_on")
        .values_list(
            "text", "plan__review_on", "actions__text", "actions__due_on", "actions__done_on"
        )
    )
    goals: list[str] = []
    for text, review_on, action, due_on, done_on in rows:
        if text not in goals:
            goals.append(text)
        if review_on and (review_on, "Planen följs upp") not in found.dates:
            _add_date(found, review_on, "Planen följs upp")
        if action and done_on is None and due_on:
            _add_date(found, due_on, _short(action))
    # The plan's goals are the newest wish; what the mapping says comes after them.
    found.wants[:0] = [_short(text) for text in goals]


def _from_activities(
    found: Basis, actor: Actor, case: Participation, categories: Collection[str]
) -> None:
    definition = case.version.definition
    kinds = {entry.key: entry.category for entry in definition.activities}
    rows = (
        Activity.objects.visible_to(actor)
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .annotate(
            held=Count("attendances", distinct=True),
            present=Count("attendances", filter=Q(attendances__present=True), distinct=True),
        )
        .order_by("starts_on")
    )
    for activity in rows:
        if kinds.get(activity.catalogue_key, definition.plan.category) not in categories:
            continue
        if activity.status == ActivityStatus.COMPLETED:
            found.works.append(_with_attendance(f"Genomfört: {activity.name}", activity))
        elif activity.status == ActivityStatus.ONGOING:
            found.works.append(_with_attendance(f"Pågår: {activity.name}", activity))
        elif activity.status == ActivityStatus.PLANNED and activity.starts_on:
            _add_date(found, activity.starts_on, f"{activity.name} börjar")
        if activity.status in (ActivityStatus.ONGOING, ActivityStatus.PLANNED):
            if activity.adaptations and _short(activity.adaptations) not in found.needs:
                found.needs.append(_short(activity.adaptations))
            if activity.ends_on:
                _add_date(found, activity.ends_on, f"{activity.name} slutar")


def _from_work(found: Basis, starts_on: date, what: str, until: str) -> None:
    """Arbetsutbud that goes on, and what is to come; the share of benefit stays at home."""
    kind, percent, name = what.split("|", 2)
    words = f"{WorkKind(kind).label} {percent} %"
    words = _short(f"{words}, {name}" if name else words)
    if starts_on > today():
        _add_date(found, starts_on, f"{words} börjar")
    else:
        found.works.append(f"Pågår: {words}, sedan {in_swedish(starts_on)}")
    if until:
        _add_date(found, date.fromisoformat(until), f"{words} slutar")


def _with_attendance(text: str, activity: Any) -> str:
    """With how often she came, when it is a strength to show."""
    if activity.held == 0 or activity.present * 2 < activity.held:
        return text
    return f"{text}: på plats {activity.present} av {activity.held} gånger"


def _from_calendar(
    found: Basis, actor: Actor, case: Participation, categories: Collection[str]
) -> None:
    definition = case.version.definition
    known = {entry.key for entry in definition.consent.categories}
    for source, day, what, who in _calendar(actor, case):
        if source == "question" and definition.plan.category not in categories:
            continue
        if source == "benefit" and ECONOMY in known and ECONOMY not in categories:
            continue
        if source == "work":
            if (WORK if WORK in known else definition.plan.category) in categories:
                _from_work(found, day, what, who)
        elif source == "question":
            found.questions.setdefault(who, []).append(what)
        elif source == "party":
            found.people.append(f"{what} ({who})" if what else who)
        elif source == "meeting" and who == THREE_PARTY and found.meeting_on is None:
            found.meeting_on, found.meeting_place = day, what
        elif source == "benefit":
            _add_date(found, day, "Beslutet om ersättning går ut")


def _calendar(actor: Actor, case: Participation) -> Iterable[tuple[str, date, str, str]]:
    """Open questions, coming meetings, parties now, benefits that end and work: one UNION."""
    questions = (
        Question.objects.visible_to(actor)
        .unanswered()
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
    )
    meetings = Meeting.objects.visible_to(actor).filter(
        participation_id=case.pk,
        owner_id=actor.organisation_id,
        status=MeetingStatus.BOOKED,
        at__date__gte=today(),
    )
    parties = Party.objects.now().filter(participation_id=case.pk, owner_id=actor.organisation_id)
    benefits = Benefit.objects.filter(
        owner_id=actor.organisation_id, participant_id=case.participant_id, ends_on__gte=today()
    )
    work = (
        WorkPeriod.objects.visible_to(actor)
        .kept()
        .filter(participation_id=case.pk, owner_id=actor.organisation_id)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today()))
    )
    contact = Coalesce("contact__name", "contact_name")
    # The kind is a code and the percent a number; only the last part is anybody's words.
    told = Concat("kind", Value("|"), Cast("percent", CharField()), Value("|"), "name")
    until = Coalesce(Cast("ends_on", TextField()), Value(""))
    rows = [
        _row(work, "work", "starts_on", told, until),
        _row(questions, "question", "asked_on", "text", "receiver__short_name"),
        _row(meetings, "meeting", TruncDate("at"), "place", "kind"),
        _row(parties, "party", "starts_on", contact, "organisation__short_name"),
        _row(benefits, "benefit", "ends_on", "source", "kind"),
    ]
    first, *others = rows
    return first.union(*others, all=True).order_by("day")  # type: ignore[no-any-return]


def _row(queryset: Any, source: str, day: Any, what: Any, who: Any) -> Any:
    return (
        queryset.order_by()
        .annotate(
            from_where=Value(source, output_field=CharField()),
            day=Cast(day, DateField()),
            what=Cast(what, TextField()),
            who=Cast(who, TextField()),
        )
        .values_list("from_where", "day", "what", "who")
    )


def _add_date(found: Basis, day: date, what: str) -> None:
    if day >= today():
        found.dates.append((day, what))


def _short(text: str) -> str:
    """One line; a long answer is cut at a word, since the paper is one page."""
    line = " ".join(text.split())
    if len(line) <= MOST_LETTERS:
        return line
    return line[:MOST_LETTERS].rsplit(" ", 1)[0] + " …"
