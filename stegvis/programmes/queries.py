"""This file is where published programmes are found, by the seats of an organisation in them."""

from uuid import UUID

from stegvis.access.policy import NotVisible
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion


def seats_of(organisation_id: UUID) -> list[ProgrammeParty]:
    """Every seat of an organisation in a published version, newest version first. One query.

    A definition is public and holds nothing about a person; that it is shown to those with a
    seat only is to keep the list short.
    """
    return list(
        ProgrammeParty.objects.filter(
            organisation_id=organisation_id, version__published_at__isnull=False
        )
        .select_related("version__programme")
        .order_by("version__programme__name", "-version__number", "key")
    )


def versions_of(organisation_id: UUID, key: str) -> list[ProgrammeVersion]:
    """The published versions of a programme, newest first, with their definitions.

    One query. Raises NotVisible for a programme in which the organisation has no seat.
    """
    seats = ProgrammeParty.objects.filter(organisation_id=organisation_id)
    found = list(
        ProgrammeVersion.objects.filter(
            programme__key=key,
            published_at__isnull=False,
            programme_id__in=seats.values("version__programme_id"),
        )
        .select_related("programme")
        .order_by("-number")
    )
    if not found:
        raise NotVisible
    return found
