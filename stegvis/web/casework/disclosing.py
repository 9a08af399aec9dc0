"""This file is where an item of a case is told apart by kind, and offered to its receivers.

`panel` is what the pages of plan, exit and others include to hand out with one click.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import note as notes
from stegvis.casework.actions.introduction import introduce
from stegvis.casework.models import (
    Activity,
    Attachment,
    Exit,
    FollowUp,
    Mapping,
    MappingAnswer,
    Meeting,
    Note,
    OutgoingReferral,
    Participation,
    Plan,
    Readiness,
)
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries as wills
from stegvis.participants.actions import disclosure as disclosures
from stegvis.participants.actions.consent import SEVERAL
from stegvis.participants.models import ConsentGrant, Disclosure, Ground
from stegvis.programmes.definition import Definition
from stegvis.web.templatetags.stegvis import swedish_date


@dataclass(frozen=True)
class Kind:
    """One kind of item: what it is called, what slags of information it holds, when it is ready."""

    model: type[models.Model]
    title: Callable[[Any], str]
    categories: Callable[[Any, Definition], set[str]]
    needs_confirmation: bool = False


def _planning(item: object, definition: Definition) -> set[str]:
    return {definition.plan.category}


def _of_mapping(item: Mapping, definition: Definition) -> set[str]:
    answered = MappingAnswer.objects.filter(owner_id=item.owner_id, mapping=item).exclude(value="")
    return set(answered.order_by().values_list("category", flat=True).distinct()) or {
        definition.plan.category
    }


def _of_activity(item: Activity, definition: Definition) -> set[str]:
    known = {activity.key: activity.category for activity in definition.activities}
    return {known.get(item.catalogue_key, definition.plan.category)}


def _of_outgoing(item: OutgoingReferral, definition: Definition) -> set[str]:
    known = {target.key: target.category for target in definition.outgoing}
    return {known.get(item.target_key, definition.plan.category)}


def _of_readiness(item: Readiness, definition: Definition) -> set[str]:
    rules = definition.readiness
    return {rules.category if rules else definition.plan.category}


def _of_attachment(item: Attachment, definition: Definition) -> set[str]:
    return {item.category}


def _of_exit(item: Exit, definition: Definition) -> set[str]:
    return {definition.exit.category}


# The title stands in the receiver's list, so it holds what and when, and never what was said.
KINDS: dict[str, Kind] = {
    "note": Kind(Note, lambda i: f"Anteckning {swedish_date(i.happened_on)}", _planning),
    "mapping": Kind(Mapping, lambda i: f"Kartläggning, version {i.number}", _of_mapping, True),
    "plan": Kind(Plan, lambda i: f"Handlingsplan, version {i.number}", _planning, True),
    "activity": Kind(Activity, lambda i: f"Aktivitet: {i.name}"[:160], _of_activity),
    "readiness": Kind(Readiness, lambda i: f"Bedömning {swedish_date(i.judged_on)}", _of_readiness),
    "exit": Kind(Exit, lambda i: "Slutdokumentation", _of_exit, True),
    "followup": Kind(FollowUp, lambda i: f"Uppföljning {swedish_date(i.done_on)}", _planning),
    "meeting": Kind(Meeting, lambda i: f"Möte {swedish_date(i.at)}", _planning),
    "outgoingreferral": Kind(
        OutgoingReferral, lambda i: f"Aktualisering hos {i.target_name}"[:160], _of_outgoing
    ),
    "attachment": Kind(
        Attachment,
        lambda i: f"Bilaga: {i.get_kind_display()} {swedish_date(i.happened_on)}",
        _of_attachment,
    ),
}


def item_of(actor: Actor, case: Participation, kind: str, pk: UUID) -> Any:
    """An item of the case that the actor's own authority owns. Raises NotVisible."""
    known = KINDS.get(kind)
    if known is None:
        raise NotVisible
    found = queries.item(
        actor, known.model.objects, pk, participation=case, owner_id=actor.organisation_id
    )
    found.participation = case
    return found


def categories_of(item: Any, case: Participation) -> set[str]:
    """What slags of information the item holds; a mapping can hold several."""
    return KINDS[item.item_kind].categories(item, case.version.definition)


def title_of(item: Any) -> str:
    return KINDS[item.item_kind].title(item)


def panel(case: Participation, item: Any, category: str | set[str] | None = None) -> dict[str, Any]:
    """Context of casework/_disclosure_panel.html: who has the item, who may get it by consent.

    Two queries. `category` is the definition's for the item; left out, it is found by kind.
    """
    holds = {category} if isinstance(category, str) else category or categories_of(item, case)
    grants = wills.receivers_covering(case.pk, case.owner_id, holds)
    has_it = list(
        Disclosure.objects.open()
        .filter(owner_id=case.owner_id, item_id=item.pk)
        .select_related("receiver")
    )
    already = {disclosure.receiver_id for disclosure in has_it}
    labels = {entry.key: entry.label for entry in case.version.definition.consent.categories}
    return {
        "url": reverse("disclosure-make", args=[case.pk, item.item_kind, item.pk]),
        "title": title_of(item),
        "is_ready": is_ready(item),
        "open": has_it,
        "suggested": [grant.receiver for grant in grants if grant.receiver_id not in already],
        "holds": sorted(labels.get(key, key) for key in holds),
        "categories": sorted(holds),
    }


def is_ready(item: Any) -> bool:
    return not KINDS[item.item_kind].needs_confirmation or item.confirmed_at is not None


def by_consent(
    *, actor: Actor, case: Participation, item: Any, receiver_id: UUID, holds: set[str]
) -> Disclosure:
    """Hand out on the secrecy consent in force. Raises RuleBroken when it does not cover all."""
    grants: list[ConsentGrant] = wills.receivers_covering(case.pk, case.owner_id, holds)
    grant = next((grant for grant in grants if grant.receiver_id == receiver_id), None)
    return hand_out(
        actor=actor,
        case=case,
        item=item,
        receiver_id=receiver_id,
        holds=holds,
        ground=Ground.CONSENT,
        consent=grant.consent if grant else None,
    )


def hand_out(
    *,
    actor: Actor,
    case: Participation,
    item: Any,
    receiver_id: UUID,
    holds: set[str],
    ground: str,
    reason: str = "",
    consent: Any = None,
) -> Disclosure:
    """Make the disclosure; a note is locked first, others must have been confirmed."""
    if not is_ready(item):
        raise RuleBroken("Fastställ först. Det är den fastställda versionen som lämnas ut.")
    made = disclosures.make(
        actor=actor,
        scope=case.scope,
        item=item,
        title=title_of(item),
        receiver_id=receiver_id,
        category=next(iter(holds)) if len(holds) == 1 else SEVERAL,
        holds=holds,
        ground=ground,
        consent=consent,
        reason=reason.strip(),
        participation_id=case.pk,
        version=getattr(item, "number", item.revision),
    )
    if isinstance(item, Note):
        notes.lock(actor=actor, note=item)
    if ground == Ground.CONSENT:
        introduce(actor=actor, participation=case, receiver_id=receiver_id)
    return made
