"""This file is where it is seen which frozen versions are older than what they were made of."""

from collections.abc import Collection
from uuid import UUID

from stegvis.casework.models import (
    Activity,
    FollowUp,
    FrozenVersion,
    Mapping,
    Meeting,
    OutgoingReferral,
)

_SOURCES = (Activity, FollowUp, Mapping, Meeting, OutgoingReferral)


def changed_since(frozen: Collection[UUID]) -> set[UUID]:
    """Those of the versions whose item has been changed since. At most two queries."""
    if not frozen:
        return set()
    versions = {
        pk: (of_id, revision)
        for pk, of_id, revision in FrozenVersion.objects.filter(pk__in=frozen).values_list(
            "pk", "of_id", "of_revision"
        )
    }
    items = [of_id for of_id, _ in versions.values()]
    first, *others = (
        model.objects.order_by().filter(pk__in=items).values_list("pk", "revision")
        for model in _SOURCES
    )
    now = dict(first.union(*others, all=True))
    return {pk for pk, (of_id, revision) in versions.items() if now.get(of_id, revision) > revision}
