"""This file is where random lives are made with everything that a goal can ask about."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from stegvis.access.actor import Actor
from stegvis.casework.models import (
    AreaEntry,
    AreaTriage,
    CaseManagerSpell,
    ComparisonAnswer,
    ComparisonPerson,
    CriterionJudgement,
    FollowUp,
    InstrumentAnswer,
    Intake,
    Meeting,
    Milestone,
    Participation,
    Plan,
    Referral,
    WorkPeriod,
)
from stegvis.core.dates import now, today
from stegvis.participants.models import Benefit, Participant
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.vocabulary import WorkKind
from tests.outcomes.lives import Life, live

KINDS = [
    WorkKind.ACTIVITY,
    WorkKind.DEVELOPMENT_EMPLOYMENT,
    WorkKind.WAGE_SUBSIDY,
    WorkKind.OPEN_EMPLOYMENT,
    WorkKind.STUDIES,
]
MOMENTS = ["manad_3", "manad_6", "manad_12"]
OCCUPATIONS = ["", "arbete", "arbete_med_stod", "studier", "arbetssokande", "inget"]
LIVELIHOODS = ["", "lon", "studiestod", "aktivitetsersattning", "forsorjningsstod", "inget"]
ANSWERS: list[dict[str, str]] = [{}, {"mar": "3"}, {"mar": "7"}, {"mar": "6,5"}, {"mar": "bra"}]


@dataclass(frozen=True)
class Maker:
    """Makes rows of one owner in one programme. Call inside acting(actor)."""

    actor: Actor
    version: ProgrammeVersion
    chance: random.Random

    @property
    def made(self) -> dict[str, Any]:
        return {"owner_id": self.actor.organisation_id, "created_by_id": self.actor.account_id}

    def some(self, most: int) -> range:
        return range(self.chance.randrange(most + 1))

    def day(self, around: date) -> date:
        """Some day from a little before to a year and a half after, today at the latest."""
        return min(around + timedelta(days=self.chance.randrange(-20, 500)), today())

    def later(self, day: date) -> date | None:
        return self.chance.choice([None, day + timedelta(days=self.chance.randrange(0, 300))])

    def participation(self, life: Life) -> Participation:
        case = live(self.actor, self.version, life)
        case.arm = self.chance.choice(["", "se"])
        Participation.objects.filter(pk=case.pk).update(arm=case.arm)
        item = self.made | {"participant_id": case.participant_id, "participation": case}
        self._work(item, case.enrolled_on)
        self._words(item, case)
        self._rest(item, case.enrolled_on)
        return case

    def _work(self, item: dict[str, Any], start: date) -> None:
        for _ in self.some(4):
            day = self.day(start)
            WorkPeriod.objects.create(
                **item,
                kind=self.chance.choice(KINDS),
                percent=self.chance.choice([25, 50, 75, 100]),
                benefit_percent=self.chance.choice([None, 0, 0, 50]),
                starts_on=day,
                ends_on=self.later(day),
                struck_at=self.chance.choice([None, None, None, now()]),
            )
        for _ in self.some(3):
            day = self.day(start)
            Milestone.objects.create(
                **item,
                key=self.chance.choice(["utredd", "samverkan"]),
                starts_on=day,
                ends_on=self.later(day),
            )

    def _words(self, item: dict[str, Any], case: Participation) -> None:
        for moment in self.chance.sample(MOMENTS, self.chance.randrange(len(MOMENTS) + 1)):
            reached = self.chance.random() < 0.8
            FollowUp.objects.create(
                **item,
                moment=moment,
                done_on=self.day(case.ended_on or case.enrolled_on),
                reached=reached,
                occupation=self.chance.choice(OCCUPATIONS) if reached else "",
                livelihood=self.chance.choice(LIVELIHOODS) if reached else "",
                extent_percent=self.chance.choice([None, 25, 50, 100]),
                answers=self.chance.choice(ANSWERS),
            )

    def _rest(self, item: dict[str, Any], start: date) -> None:
        for moment in self.chance.sample(["enrolment", "exit", "manad_3"], 2):
            InstrumentAnswer.objects.create(
                **item,
                instrument="kasam",
                moment=moment,
                answered_on=self.day(start),
                answers=self.chance.choice(ANSWERS),
                score=self.chance.choice([None, Decimal(40), Decimal("55.5"), Decimal(60)]),
            )
        accounts = [self.actor.account_id, self.version.created_by_id]
        for _ in self.some(2):
            CaseManagerSpell.objects.create(
                **self.made,
                participation=item["participation"],
                account_id=self.chance.choice(accounts),
                starts_on=self.day(start),
            )
        for _ in self.some(2):
            day = self.chance.choice([None, self.day(start)])
            Benefit.objects.create(
                **self.made,
                participant_id=item["participant_id"],
                kind=self.chance.choice(["social_assistance", "activity_compensation"]),
                starts_on=day,
                ends_on=self.later(day) if day else None,
            )
        if self.chance.random() < 0.5:
            Plan.objects.create(
                **item,
                number=7,
                confirmed_at=now() - timedelta(days=self.chance.randrange(300)),
                next_livelihood=self.chance.choice(["", "Lön"]),
                livelihood_informed_on=self.chance.choice([None, self.day(start)]),
            )

    def entry(self) -> AreaEntry:
        day = today() - timedelta(days=self.chance.randrange(500))
        person = Participant.objects.create(
            **self.made, sex=self.chance.choice(["woman", "man"]), born_on=date(2002, 1, 1)
        )
        mapped = self.chance.choice([None, self.day(day)])
        entry = AreaEntry.objects.create(
            **self.made,
            participant=person,
            version=self.version,
            municipality="Provköping",
            entered_on=day,
            left_on=self.later(day),
            mapped_on=mapped,
            informed_on=self.chance.choice([None, self.day(day)]),
            next_livelihood=self.chance.choice(["", "Studiestöd"]),
        )
        for _ in self.some(3):
            AreaTriage.objects.create(
                **self.made,
                entry=entry,
                result=self.chance.choice(["varaktigt", "erbjuds"]),
                decided_on=self.day(day),
            )
        if self.chance.random() < 0.3:
            Participation.objects.create(
                **self.made,
                participant=person,
                version=self.version,
                enrolled_on=day + timedelta(days=self.chance.randrange(90)),
            )
        return entry

    def compared(self, number: int) -> ComparisonPerson:
        day = today() - timedelta(days=self.chance.randrange(400))
        person = ComparisonPerson.objects.create(
            **self.made,
            version=self.version,
            code=f"j{number}",
            sex=self.chance.choice(["woman", "man", "unknown"]),
            entered_on=day,
        )
        for moment in self.chance.sample(["enrolment", "exit", "manad_3"], 2):
            ComparisonAnswer.objects.create(
                **self.made,
                person=person,
                instrument="kasam",
                moment=moment,
                answered_on=self.day(day),
                answers=self.chance.choice(ANSWERS),
                score=self.chance.choice([None, Decimal(40), Decimal(60)]),
            )
        return person

    def intake(self, version: ProgrammeVersion) -> Intake:
        """Somebody referred, perhaps assessed at a meeting, queued or decided, perhaps enrolled."""
        day = today() - timedelta(days=self.chance.randrange(400))
        person = Participant.objects.create(**self.made, sex="man", born_on=date(2002, 1, 1))
        referral = Referral.objects.create(
            **self.made,
            participant=person,
            version=version,
            receiver_id=self.actor.organisation_id,
            route="outreach",
            handler_id=self.actor.account_id,
        )
        status = self.chance.choice(["received", "queued", "admitted", "not_admitted", "withdrawn"])
        intake = Intake.objects.create(
            **self.made,
            referral=referral,
            version=version,
            participant=self.chance.choice([None, person]),
            status=status,
            received_on=day,
            queued_on=self.chance.choice([None, self.day(day)]),
            decided_on=self.day(day) if status in ("admitted", "not_admitted") else None,
            decision_reason="skäl",
        )
        for criterion in ("alder", "egen_vilja"):
            outcome = self.chance.choice(["met", "met", "not_met", "unclear", None])
            if outcome is not None:
                CriterionJudgement.objects.create(
                    **self.made, intake=intake, criterion=criterion, outcome=outcome
                )
        if self.chance.random() < 0.5:
            Meeting.objects.create(
                **self.made,
                kind=self.chance.choice([m.key for m in version.definition.intake.meetings]),
                intake=intake,
                at=now() - timedelta(days=self.chance.randrange(100)),
                with_whom_id=self.actor.account_id,
                status=self.chance.choice(["held", "booked"]),
            )
        if status == "admitted" and self.chance.random() < 0.7:
            Participation.objects.create(
                **self.made,
                participant=person,
                version=version,
                intake=intake,
                enrolled_on=self.day(day),
            )
        return intake


def populate(maker: Maker, lives: Sequence[Life]) -> None:
    for number, life in enumerate(lives):
        maker.participation(life)
        maker.entry()
        maker.compared(number)
        maker.intake(maker.version)
