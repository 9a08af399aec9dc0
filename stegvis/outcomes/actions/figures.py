"""This file is where an operator publishes its figures, after disclosure control."""

from datetime import date

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.outcomes import fetching, operation, publication
from stegvis.outcomes.goals import measured, rules_of
from stegvis.outcomes.models import PublishedFigures
from stegvis.outcomes.rules import GoalKind, GoalRule, Population
from stegvis.outcomes.tally import days_for, history
from stegvis.outcomes.unregistered import unregistered
from stegvis.programmes.models import Programme, ProgrammeVersion

_HEADS = GoalRule(GoalKind.ONGOING, Population.ONGOING, "ongoing", 0)


@transaction.atomic
def publish(*, actor: Actor, version: ProgrammeVersion, as_of: date) -> PublishedFigures:
    """Publish the programme's figures as they stood at the end of a day; see `publication` for
    what is hidden. What is published is never changed: a mistake is mended by the next one.

    Raises RuleBroken for a day ahead, or one that is not after the latest publication's.
    """
    require(actor, Permission.FIGURES_PUBLISH, Scope(actor.organisation_id, version.programme_id))
    # Two at once would each look safe beside the publications that it sees.
    Programme.objects.select_for_update().get(pk=version.programme_id)
    earlier = list(
        PublishedFigures.objects.filter(
            owner_id=actor.organisation_id, programme_id=version.programme_id
        )
    )
    if as_of > today():
        raise RuleBroken("Siffror kan inte gälla en dag som inte har varit.", "as_of")
    if earlier and as_of <= earlier[0].as_of:
        raise RuleBroken(
            f"Siffror är redan publicerade per {earlier[0].as_of}. Välj en senare dag.", "as_of"
        )
    sizes = publication.size_rules(rules_of(version.definition))
    rules = [*rules_of(version.definition), _HEADS, *sizes]
    days = days_for(rules, [as_of])
    groups = fetching.case_groups(actor, version, days, rules)
    results = measured(version.definition, groups, [], as_of, [as_of])
    ongoing = history(_HEADS, groups, days)[-1]
    others = {rule.population: history(rule, groups, days)[-1] for rule in sizes}
    former = [row.content for row in earlier]
    goals = publication.content(results, ongoing, former, others)
    running = operation.content(
        actor,
        version,
        as_of,
        publication.heads(ongoing, others),
        former,
        may_tell_enrolled=publication.tells_enrolled(results, goals["tables"], as_of),
    )
    published = PublishedFigures.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        programme_id=version.programme_id,
        as_of=as_of,
        content={
            **goals,
            **running,
            "unregistered": unregistered(actor, version.programme_id, as_of, former),
        },
    )
    record.change(Event.FIGURES_PUBLISHED, published, as_of=as_of, version=version.number)
    return published
