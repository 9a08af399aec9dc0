"""This file is where lives are made for the tests of figures: a case and what happened to it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from stegvis.access.actor import Actor
from stegvis.casework.models import Exit, Mapping, Participation, Plan, Readiness
from stegvis.core.dates import today
from stegvis.participants.models import Consent, Participant
from stegvis.programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class Life:
    """Days are counted from enrolment; None for what never happened."""

    sex: str = "woman"
    enrolled_ago: int = 300
    way: str = ""
    mapped: int | None = None
    plan: int | None = None
    plan_anchored: bool = False
    ready: int | None = None
    not_ready: int | None = None
    left: int | None = None
    destination: str = "annat"
    plan_known: bool | None = None
    anchored: bool | None = None
    refused_registration: bool = False
    lives_on: str = ""
    talked: int | None = None

    @property
    def enrolled_on(self) -> date:
        return today() - timedelta(days=self.enrolled_ago)

    def on(self, days: int | None) -> date | None:
        return None if days is None else self.enrolled_on + timedelta(days=days)

    def at(self, days: int) -> datetime:
        return datetime.combine(self.enrolled_on + timedelta(days=days), time(12), UTC)


def live(actor: Actor, version: ProgrammeVersion, life: Life) -> Participation:
    """Make the case. Call inside acting(actor)."""
    made: dict[str, Any] = {"owner_id": actor.organisation_id, "created_by_id": actor.account_id}
    person = Participant.objects.create(**made, sex=life.sex, born_on=date(2002, 1, 1))
    case = Participation.objects.create(
        **made,
        participant=person,
        version=version,
        enrolled_on=life.enrolled_on,
        ended_on=life.on(life.left),
        way=life.way,
    )
    item = made | {"participant": person, "participation": case}
    if life.mapped is not None:
        Mapping.objects.create(**item, confirmed_at=life.at(life.mapped))
    if life.plan is not None:
        Plan.objects.create(
            **item,
            confirmed_at=life.at(life.plan),
            anchored_on=life.on(life.plan) if life.plan_anchored else None,
        )
    for days, is_ready in ((life.ready, True), (life.not_ready, False)):
        if days is not None:
            Readiness.objects.create(
                **item,
                judged_on=life.on(days),
                judged_by_id=actor.account_id,
                is_ready=is_ready,
            )
    if life.left is not None:
        Exit.objects.create(
            **item,
            ended_on=life.on(life.left),
            reason="klar",
            destination=life.destination,
            plan_known=life.plan_known,
            plan_anchored=life.anchored,
            next_livelihood=life.lives_on,
            conversation_on=life.on(life.talked),
            confirmed_at=life.at(life.left),
        )
    if life.refused_registration:
        Consent.objects.create(
            **made,
            participant=person,
            participation_id=case.pk,
            version=version,
            kind="follow_up_registration",
            form_version="1",
            given_on=life.enrolled_on,
            taken_by_id=actor.account_id,
            refused=True,
        )
    return case


#: Counted by hand: 20 who have left, of whom 12 are ready (7 women of 10, 5 men of 10).
LEFT = (
    [Life("woman", left=200, ready=150, plan=30, plan_known=True, anchored=True)] * 6
    + [Life("woman", left=200, destination="arbete", plan=30, plan_known=True, anchored=True)]
    + [Life("woman", left=200, plan=30, plan_known=True, anchored=False)] * 2
    + [Life("woman", left=200, plan=90, plan_known=False)]
    + [Life("man", left=200, ready=150, plan=40, plan_known=True, plan_anchored=True)] * 5
    + [Life("man", left=200, ready=100, not_ready=140, plan=40, plan_known=True)] * 4
    + [Life("man", left=200, plan_known=None, anchored=True)]
)
