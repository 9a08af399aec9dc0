"""This file is where an authority's ways into programmes are found, and what each way asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from stegvis.organisations.models import Organisation
from stegvis.programmes.admission import ReferralFact, Route
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeParty, ProgrammeVersion, Seat
from stegvis.programmes.vocabulary import OUTSIDE_PARTIES, FactType, RouteRight

# Key of a referral's facts: who decided together with the referrer, when and where. Each is
# {"party": key, "who": name, "on": ISO date, "at": place}.
ASSENTS = "joint_assents"
# Answers after which a fact that depends on this one is not asked for.
NOTHING_MORE = ("", "no", "none", "unknown", None)
# Facts that must be answered before sending; "vet inte" is an answer. Others may be left empty.
ANSWERED = (FactType.YES_NO_UNKNOWN, FactType.CHOICE)


@dataclass(frozen=True)
class WayIn:
    """One operator of one programme that can be reached by one route. Of a proposal the receiver
    is whoever assesses it, and the operator is the one thought of."""

    version: ProgrammeVersion
    route: Route
    receiver: Organisation
    operator: Organisation | None = None

    @property
    def definition(self) -> Definition:
        return self.version.definition

    @property
    def runs_it(self) -> Organisation:
        """The operator that somebody would come to."""
        return self.operator or self.receiver

    @property
    def facts(self) -> tuple[ReferralFact, ...]:
        return facts_asked(self.definition, self.route.source)


def ways_in(organisation_id: UUID) -> list[WayIn]:
    """Every operator that this authority may refer to: the newest published version of each
    programme that it is a party of and that has a route from it. Two queries."""
    seats = _seats_that(organisation_id, RouteRight.REFER)
    holders = _holders([seat.version_id for seat, _ in seats])
    return [
        WayIn(seat.version, route, operator.organisation)
        for seat, route in seats
        for operator in holders
        if operator.seat == Seat.OPERATOR and operator.version_id == seat.version_id
    ]


def ways_to_propose(organisation_id: UUID) -> list[WayIn]:
    """Every operator that this authority may propose people for, each with the authority that
    assesses the proposal and refers in its own name. Two queries."""
    seats = _seats_that(organisation_id, RouteRight.PROPOSE)
    holders = _holders([seat.version_id for seat, _ in seats])
    return [
        WayIn(seat.version, route, assessor.organisation, operator.organisation)
        for seat, route in seats
        for assessor in holders
        if assessor.version_id == seat.version_id
        and (assessor.seat, assessor.key) == (Seat.PARTY, route.assessed_by)
        for operator in holders
        if operator.version_id == seat.version_id and operator.seat == Seat.OPERATOR
    ]


def may_propose(organisation_id: UUID) -> bool:
    """Has some programme given this authority the right to propose people? One query."""
    return bool(_seats_that(organisation_id, RouteRight.PROPOSE))


def _seats_that(organisation_id: UUID, may: RouteRight) -> list[tuple[ProgrammeParty, Route]]:
    seats = _newest(ProgrammeParty.objects.filter(organisation_id=organisation_id, seat=Seat.PARTY))
    routes = ((seat, route_of(seat.version.definition, seat.key)) for seat in seats)
    return [(seat, route) for seat, route in routes if route is not None and route.may == may]


def _holders(versions: list[UUID]) -> list[ProgrammeParty]:
    """Operators and parties of these versions."""
    return list(
        ProgrammeParty.objects.filter(version__in=versions, seat__in=[Seat.OPERATOR, Seat.PARTY])
        .select_related("organisation")
        .order_by("organisation__name")
    )


def outside_ways_in(organisation_id: UUID) -> list[WayIn]:
    """The ways in for people whom no authority refers, at the programmes that this one runs."""
    seats = _newest(
        ProgrammeParty.objects.filter(organisation_id=organisation_id, seat=Seat.OPERATOR)
    )
    return [
        WayIn(seat.version, route, seat.organisation)
        for seat in seats
        for route in seat.version.definition.routes
        if route.source in OUTSIDE_PARTIES
    ]


def route_of(definition: Definition, source: str) -> Route | None:
    """The route of a party, of `self` or of `outreach`; None when the programme has none."""
    return next((route for route in definition.routes if route.source == source), None)


def facts_asked(definition: Definition, source: str) -> tuple[ReferralFact, ...]:
    """The questions at referral that this route is asked, in the definition's order."""
    asked = source if source in OUTSIDE_PARTIES else definition.party(source).kind.value
    return tuple(fact for fact in definition.facts if asked in fact.asked_of)


def assents_of(answers: Mapping[str, object]) -> dict[str, dict[str, str]]:
    """What a referral's facts tell of those who decided together with the referrer, by party."""
    told = answers.get(ASSENTS)
    rows = told if isinstance(told, list) else []
    return {str(row.get("party")): row for row in rows if isinstance(row, dict)}


def is_due(fact: ReferralFact, answers: Mapping[str, object]) -> bool:
    """Is this asked for, given the other answers? See `ReferralFact.only_when`."""
    return fact.only_when is None or answers.get(fact.only_when) not in NOTHING_MORE


def unanswered(definition: Definition, source: str, answers: Mapping[str, object]) -> list[str]:
    """Keys of the facts that must be answered before this route's referral is sent."""
    return [
        fact.key
        for fact in facts_asked(definition, source)
        if fact.type in ANSWERED and is_due(fact, answers) and not answers.get(fact.key)
    ]


def _newest(seats: QuerySet[ProgrammeParty]) -> list[ProgrammeParty]:
    newest: dict[UUID, ProgrammeParty] = {}
    for seat in (
        seats.filter(version__published_at__isnull=False)
        .select_related("version__programme", "organisation")
        .order_by("version__programme__name", "version__number", "key")
    ):
        newest[seat.version.programme_id] = seat
    return list(newest.values())
