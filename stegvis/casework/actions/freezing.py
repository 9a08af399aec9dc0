"""This file is where a version of something that goes on changing is frozen, to be handed out."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Max

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, require
from stegvis.audit import record
from stegvis.audit.events import Event
from stegvis.casework.models import FrozenVersion, Participation
from stegvis.casework.shown import Shown, words_of

# Kinds of item that are never handed out as themselves.
COPIED = frozenset({"activity", "meeting", "followup", "outgoingreferral"})


@transaction.atomic
def freeze(
    *,
    actor: Actor,
    permission: Permission = Permission.DISCLOSURE_MAKE,
    participation: Participation,
    item: Any,
    categories: Collection[str],
    words: Shown | None = None,
    scope: Scope | None = None,
) -> FrozenVersion:
    """The item in words as it is now. The newest version is given again when nothing has changed
    since, so that two receivers of the same thing have the same version.

    `words` is what to keep where it is not the whole item: the part of a mapping that is covered.
    `scope` is the item's own where a party freezes what is its own in another authority's case.
    """
    require(actor, permission, scope or participation.scope)
    holds = sorted(categories)
    versions = FrozenVersion.objects.filter(owner_id=actor.organisation_id, of_id=item.pk)
    same: FrozenVersion | None = versions.filter(
        of_revision=item.revision, categories=holds
    ).first()
    if same is not None:
        return same
    latest: int = versions.aggregate(latest=Max("number"))["latest"] or 0
    frozen = FrozenVersion.objects.create(
        owner_id=actor.organisation_id,
        created_by_id=actor.account_id,
        participant_id=item.participant_id,
        participation=participation,
        of_kind=item.item_kind,
        of_id=item.pk,
        of_revision=item.revision,
        number=latest + 1,
        categories=holds,
        content=(words or words_of(item, participation.version.definition)).kept(),
    )
    record.change(Event.VERSION_FROZEN, frozen, kind=item.item_kind, number=frozen.number)
    return frozen
