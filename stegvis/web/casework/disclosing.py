"""This file is where an item of a case is told apart by kind, and offered to its receivers.

`panel` is what the pages of plan, exit and others include to hand out with one click.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.urls import reverse

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.casework import queries, windows
from stegvis.casework.actions import note as notes
from stegvis.casework.actions.freezing import COPIED, freeze
from stegvis.casework.actions.introduction import introduce
from stegvis.casework.models import (
    Activity,
    Attachment,
    Exit,
    FollowUp,
    FrozenVersion,
    Mapping,
    MappingAnswer,
    Meeting,
    Note,
    OutgoingReferral,
    Participation,
    Plan,
    Readiness,
)
from stegvis.casework.shown import mapping_in_words
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants import queries as wills
from stegvis.participants.actions import disclosure as disclosures
from stegvis.participants.actions.consent import SEVERAL, live_grants
from stegvis.participants.models import ConsentGrant, Disclosure, Ground
from stegvis.programmes.definition import Definition
from stegvis.web.shared.days import swedish_date


@dataclass(frozen=True)
class Kind:
    """One kind of item: what it is called, what slags of information it holds, when it is ready."""

    model: type[models.Model]
    title: Callable[[Any], str]
    categories: Callable[[Any, Definition], set[str]]
    needs_confirmation: bool = False

    @property
    def goes_on_changing(self) -> bool:
        """Handed out as a frozen version, never as itself."""
        return self.model._meta.model_name in COPIED


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


# What a receiver can be shown: the versions that are frozen by themselves, and those made to be.
READ: dict[str, type[models.Model]] = {
    name: kind.model for name, kind in KINDS.items() if not kind.goes_on_changing
} | {"frozenversion": FrozenVersion}


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


@dataclass(frozen=True)
class Holder:
    """A receiver that can read the item now, since when, and whether it has changed since."""

    receiver: Organisation
    created_at: datetime
    has_changed: bool


@dataclass(frozen=True)
class Suggestion:
    """A receiver that the consent covers; `part` names what it covers of an item it covers only
    partly, and is empty where it covers all."""

    receiver: Organisation
    part: str = ""
    is_newer: bool = False


def panel(case: Participation, item: Any, category: str | set[str] | None = None) -> dict[str, Any]:
    """Context of casework/_disclosure_panel.html: who has the item, who may get it by consent.

    Two or three queries. `category` is the definition's for the item; left out, it is found by
    kind.
    """
    holds = {category} if isinstance(category, str) else category or categories_of(item, case)
    labels = {entry.key: entry.label for entry in case.version.definition.consent.categories}
    has_it = _holders(case, item)
    return {
        "url": reverse("disclosure-make", args=[case.pk, item.item_kind, item.pk]),
        "title": title_of(item),
        "is_ready": is_ready(item),
        "open": has_it,
        "suggested": list(_suggestions(case, item, holds, has_it, labels)),
        "holds": sorted(labels.get(key, key) for key in holds),
        "categories": sorted(holds),
    }


def _holders(case: Participation, item: Any) -> list[Holder]:
    """Everyone to whom the item is open, by the newest that each was given."""
    frozen: dict[UUID, int] = {}
    if isinstance(item, Mapping) or KINDS[item.item_kind].goes_on_changing:
        versions = FrozenVersion.objects.filter(owner_id=case.owner_id, of_id=item.pk)
        frozen = dict(versions.values_list("pk", "of_revision"))
    rows = (
        Disclosure.objects.open()
        .filter(owner_id=case.owner_id, item_id__in=[item.pk, *frozen])
        .select_related("receiver")
        .order_by("created_at")
    )
    newest = {
        row.receiver_id: Holder(
            row.receiver,
            row.created_at,
            frozen.get(row.item_id, item.revision) != item.revision,
        )
        for row in rows
    }
    return list(newest.values())


def _suggestions(
    case: Participation,
    item: Any,
    holds: set[str],
    has_it: list[Holder],
    labels: dict[str, str],
) -> Iterator[Suggestion]:
    current = {one.receiver.pk for one in has_it if not one.has_changed}
    older = {one.receiver.pk for one in has_it if one.has_changed}
    covered = wills.receivers_covering(case.pk, case.owner_id, holds)
    for grant in covered:
        if grant.receiver_id not in current:
            yield Suggestion(grant.receiver, is_newer=grant.receiver_id in older)
    if not isinstance(item, Mapping):
        return
    whole = {grant.receiver_id for grant in covered}
    for category in sorted(holds):
        for grant in wills.receivers_covering(case.pk, case.owner_id, [category]):
            if grant.receiver_id in current | whole:
                continue
            whole.add(grant.receiver_id)
            parts = covered_part(case, grant.receiver_id, holds)
            names = sorted(labels.get(key, key).lower() for key in parts)
            yield Suggestion(grant.receiver, " och ".join(names))


def covered_part(case: Participation, receiver_id: UUID, holds: set[str]) -> set[str]:
    """The slags of information among `holds` that the consent in force lets this receiver have."""
    grants = live_grants(case.pk, case.owner_id).filter(
        giver_id=case.owner_id, receiver_id=receiver_id
    )
    return holds & set(grants.values_list("category", flat=True))


def is_ready(item: Any) -> bool:
    return not KINDS[item.item_kind].needs_confirmation or item.confirmed_at is not None


def by_consent(
    *, actor: Actor, case: Participation, item: Any, receiver_id: UUID, holds: set[str]
) -> Disclosure:
    """Hand out on the secrecy consent in force. Raises RuleBroken when it does not cover all; of
    a mapping the part that it does cover is handed out, answer by answer."""
    if isinstance(item, Mapping):
        holds = covered_part(case, receiver_id, holds) or holds
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
    assessment: str = "",
    consent: Any = None,
) -> Disclosure:
    """Make the disclosure; a note is locked first, others must have been confirmed, and of what
    goes on changing it is the version of this moment that is handed out."""
    if not is_ready(item):
        raise RuleBroken("Fastställ först. Det är den fastställda versionen som lämnas ut.")
    valid_to = windows.last_day(case, receiver_id)
    ends = [day for day in (valid_to, consent.valid_to if consent else None) if day]
    given, title = _version_of(actor, case, item, holds)
    made = disclosures.make(
        actor=actor,
        scope=case.scope,
        item=given,
        title=title,
        receiver_id=receiver_id,
        category=next(iter(holds)) if len(holds) == 1 else SEVERAL,
        holds=holds,
        ground=ground,
        consent=consent,
        reason=reason.strip(),
        assessment=assessment.strip(),
        participation_id=case.pk,
        version=getattr(given, "number", given.revision),
        valid_to=min(ends, default=None),
    )
    if isinstance(item, Note):
        notes.lock(actor=actor, note=item)
    if ground == Ground.CONSENT:
        introduce(actor=actor, participation=case, receiver_id=receiver_id)
    return made


def _version_of(actor: Actor, case: Participation, item: Any, holds: set[str]) -> tuple[Any, str]:
    """What the receiver gets, and what it is called in its list."""
    title = title_of(item)
    definition = case.version.definition
    if KINDS[item.item_kind].goes_on_changing:
        frozen = freeze(actor=actor, participation=case, item=item, categories=holds)
        later = f", version {frozen.number}" if frozen.number > 1 else ""
        return frozen, f"{title[: 160 - len(later)]}{later}"
    if isinstance(item, Mapping) and not categories_of(item, case) <= holds:
        answers = MappingAnswer.objects.filter(owner_id=item.owner_id, mapping=item)
        words = mapping_in_words(item, answers, definition, only=holds)
        labels = {entry.key: entry.label.lower() for entry in definition.consent.categories}
        part = ", ".join(sorted(labels.get(key, key) for key in holds))
        frozen = freeze(actor=actor, participation=case, item=item, categories=holds, words=words)
        return frozen, f"{title}: {part}"[:160]
    return item, title
