"""This file is where the areas are found whose target group an authority keeps."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef

from stegvis.programmes.admission import AreaRegister, Triage
from stegvis.programmes.closing import ended
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.vocabulary import find


@dataclass(frozen=True)
class Area:
    """The newest published version of a programme whose area this authority keeps."""

    version: ProgrammeVersion
    rules: AreaRegister
    # Somebody has decided to end the programme: then it is worth asking whether all have.
    may_be_closed: bool = False
    # The authority that keeps the area is an operator of the programme too.
    is_run_here: bool = False

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def programme_id(self) -> UUID:
        return self.version.programme_id

    def triage(self, key: str) -> Triage | None:
        """A result of the first mapping; None for one that an earlier version had."""
        try:
            return find(self.rules.triage, key)
        except KeyError:
            return None


def areas_held(organisation_id: UUID) -> list[Area]:
    """Every area of which the authority knows the people, by programme's name. One query."""
    seats = (
        ProgrammeParty.objects.filter(
            organisation_id=organisation_id,
            seat=Seat.PARTY,
            version__published_at__isnull=False,
        )
        .annotate(
            may_be_closed=Exists(ended().filter(programme=OuterRef("version__programme"))),
            is_run_here=Exists(
                ProgrammeParty.objects.filter(
                    version=OuterRef("version"),
                    organisation=OuterRef("organisation"),
                    seat=Seat.OPERATOR,
                )
            ),
        )
        .select_related("version__programme")
        .order_by("version__programme__name", "version__number")
    )
    newest: dict[UUID, Any] = {seat.version.programme_id: seat for seat in seats}
    return [
        Area(seat.version, rules, seat.may_be_closed, seat.is_run_here)
        for seat in newest.values()
        if (rules := seat.version.definition.area) and rules.holder == seat.key
    ]
