"""This file is where people of any programme live: the way in, the work and the end, in the words
of that programme's own definition.

As in lives.py everything is done by the actions that the pages use. Here one person's days are
told in one stretch by each who acts, with the clock standing at the day when it happened.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.casework import inbox
from stegvis.casework.actions import (
    activity,
    exit,
    followup,
    instrument,
    intake,
    mapping,
    meeting,
    milestone,
    monthly,
    note,
    participation,
    plan,
    referral,
    work,
)
from stegvis.casework.intake_facts import known_facts, weigh
from stegvis.casework.models import Intake, Participation, Referral
from stegvis.core.dates import standing_at, today
from stegvis.core.personal_number import parse
from stegvis.participants.actions import benefit, consent
from stegvis.participants.actions.participant import Particulars, register
from stegvis.programmes.definition import Definition
from stegvis.programmes.ways_in import ASSENTS, route_of
from stegvis.web.demo.lives import CASES, INTAKES, Stage
from stegvis.web.demo.people import Person


@contextmanager
def on(day: date, hour: int = 10) -> Iterator[None]:
    """The clock stands at an hour of office on this day."""
    with standing_at(timezone.make_aware(datetime.combine(day, time(hour)))):
        yield


@dataclass
class Walk:
    """One person's way through one programme at one operator.

    `home` is the operator's key, `lead` whoever there has the right to the whole programme, and
    `manager` whoever follows her.
    """

    stage: Stage
    person: Person
    home: str
    lead: str
    manager: str
    referral: Referral | None = None
    intake: Intake | None = None
    case: Participation | None = None

    @property
    def definition(self) -> Definition:
        return self.stage.version.definition

    @property
    def enrolled(self) -> Participation:
        """Her participation as it is now. Raises LookupError before there is one."""
        return self._case()

    @contextmanager
    def told_by(self, who: str) -> Iterator[Actor]:
        """Somebody acts; what was known of the case is fetched anew, as she may see it."""
        actor = self.stage.actors[who]
        with acting(actor, purpose="demo"):
            yield actor

    # The way in

    def is_referred(
        self, who: str, day: date, route: str, facts: Mapping[str, object], reason: str
    ) -> None:
        """Drafted and sent by the one who refers, with her consent to it."""
        with self.told_by(who) as actor, on(day):
            made = referral.draft(
                actor=actor,
                version=self.stage.version,
                route=route,
                receiver=self.stage.organisations[self.home],
                particulars=self.particulars,
                reason=reason,
                facts={**facts, ASSENTS: self._decided_together(route, day)},
            )
            self.referral = referral.send(
                actor=actor,
                referral=made,
                revision=made.revision,
                ground="consent",
                consent_on=day - timedelta(days=2),
                consent_taken_by=actor.name,
            )

    def _decided_together(self, source: str, day: date) -> list[dict[str, str]]:
        """The word of those who decide together with the one who refers."""
        route = route_of(self.stage.version.definition, source)
        decided = {"who": "Kim Sjö", "on": str(day - timedelta(days=3))}
        return [{"party": key, **decided} for key in (route.jointly_with if route else ())]

    @property
    def particulars(self) -> Particulars:
        who = self.person
        return Particulars(
            given_name=who.given_name,
            family_name=who.family_name,
            number=parse(who.number),
            phone=who.phone,
        )

    def is_received(self, actor: Actor, day: date, met_at: str = "") -> None:
        """Opened by the operator and, where the way says so, met for an assessment."""
        with on(day):
            seen = inbox.arrived(actor, self._sent().pk)
            self.intake = intake.open(actor=actor, referral=seen.referral)
        if met_at:
            with on(day, 11):
                booked = meeting.book(
                    actor=actor,
                    kind=met_at,
                    at=timezone.make_aware(datetime.combine(day + timedelta(days=6), time(13))),
                    place="",
                    with_whom_id=actor.account_id,
                    intake=self._intake(),
                )
            with on(day + timedelta(days=6), 14):
                meeting.report(actor=actor, meeting=booked, status="held", outcome="Vill delta.")

    def is_taken_in(self, actor: Actor, day: date) -> None:
        """What no fact answers is judged, and the person is taken in and enrolled the same day."""
        with on(day, 13):
            seen = inbox.arrived(actor, self._sent().pk)
            found = self._intake()
            facts = known_facts(seen.referral, seen.identity, today())
            for one in weigh(self.definition, facts, inbox.judgements(found)):
                if one.needs_person:
                    met = one.criterion.kind == "inclusion"
                    intake.judge(
                        actor=actor,
                        intake=found,
                        criterion=one.criterion.key,
                        outcome="met" if met else "not_met",
                    )
            intake.admit(actor=actor, intake=self._intake())
        with on(day, 14):
            self.case = intake.enrol(
                actor=actor,
                intake=self._intake(),
                enrolled_on=day,
                case_manager_id=self.stage.actors[self.manager].account_id,
            )

    def is_not_taken_in(
        self, actor: Actor, day: date, reason: str, text: str = "", *, against: str = ""
    ) -> None:
        """`against` is a criterion that somebody judges to speak against her."""
        with on(day, 13):
            if against:
                intake.judge(
                    actor=actor, intake=self._intake(), criterion=against, outcome="not_met"
                )
            intake.not_admit(actor=actor, intake=self._intake(), reason=reason, text=text)

    def is_enrolled(self, actor: Actor, day: date) -> None:
        """Enrolled without a referral: the operator is the authority that already knows her."""
        with on(day):
            scope = Scope(actor.organisation_id, self.stage.version.programme_id)
            person = register(
                actor=actor,
                permission=Permission.PARTICIPATION_ENROL,
                scope=scope,
                particulars=self.particulars,
            )
            self.case = participation.enrol(
                actor=actor,
                participant=person,
                version=self.stage.version,
                intake=None,
                enrolled_on=day,
            )
            participation.assign(
                actor=actor,
                participation=self.case,
                account_id=self.stage.actors[self.manager].account_id,
                starts_on=day,
            )

    # In the programme

    def consents(
        self,
        actor: Actor,
        *,
        follow_up: bool = True,
        secrecy: bool = True,
        kinds: Collection[str] = (),
    ) -> None:
        """The written consents that the definition has, or these kinds of them, on the day of
        enrolment."""
        case, rules = self._case(), self.definition.consent
        cells = list(self._cells(actor.organisation_id))
        for text in rules.consents:
            if kinds and text.kind not in kinds:
                continue
            refused = {"secrecy": not secrecy, "follow_up_registration": not follow_up}
            with on(case.enrolled_on, 15):
                consent.write_down(
                    actor=actor,
                    scope=case.scope,
                    participant=case.participant,
                    participation_id=case.pk,
                    programme=case.version,
                    form=consent.Form(
                        kind=text.kind.value,
                        purpose=rules.purposes[0].label,
                        version=rules.form_version,
                        language="sv",
                        given_on=case.enrolled_on,
                        refused=refused.get(text.kind.value, False),
                        valid_to=text.lasts.after(case.enrolled_on) if text.lasts else None,
                    ),
                    cells=cells if text.kind == "secrecy" and secrecy else (),
                )

    def _cells(self, home: UUID) -> Iterator[consent.Cell]:
        """All that the definition proposes: what each party gets, and what it may give."""
        for exchange in self.definition.consent.matrix:
            other = self._organisation_of(exchange.party)
            if other is not None:
                yield from (consent.Cell(home, other, kind) for kind in exchange.receives)
                yield from (consent.Cell(other, home, kind) for kind in exchange.gives)

    def _organisation_of(self, party_key: str) -> UUID | None:
        key = self.definition.party(party_key).organisation
        found = self.stage.organisations.get(key or "")
        return found.pk if found else None

    def has_benefit(self, actor: Actor, kind: str, since: date, until: date) -> None:
        with on(self._case().enrolled_on, 15):
            benefit.add(
                actor=actor,
                scope=self._case().scope,
                participant=self._case().participant,
                decision=benefit.Decision(
                    kind=kind,
                    extent_percent=100,
                    starts_on=since,
                    ends_on=until,
                    source="Beslut från Försäkringskassan",
                ),
            )

    def is_mapped(self, actor: Actor, day: date) -> None:
        """The first question that is answered in words, in her own; confirmed."""
        sections = self.definition.mapping.sections
        questions = [question for section in sections for question in section.questions]
        asked = next(question.key for question in questions if question.type == "text")
        with on(day, 10):
            found = mapping.start(actor=actor, participation=self._case())
            mapping.answer(
                actor=actor,
                mapping=found,
                question=asked,
                value="Att det blir av, och att någon frågar hur det går.",
                is_need=False,
                revision=0,
            )
            mapping.confirm(actor=actor, mapping=found)

    def _ahead(self, day: date) -> date:
        """A day to come, for what is still to be done; one in eight was to be done on the day."""
        spread = int(self.person.number[-4:-1]) % 40
        return day if spread % 8 == 0 else max(day, self.stage.today + timedelta(days=3 + spread))

    def plans(self, actor: Actor, day: date, *goals: tuple[str, str], lives_on: str = "") -> None:
        """A plan with a goal and a step to each, and what she will live on where that is asked
        for; agreed with her, and confirmed."""
        with on(day, 11):
            made = plan.start(actor=actor, participation=self._case())
            for text, step in goals:
                goal = plan.set_goal(actor=actor, plan=made, text=text)
                plan.set_action(
                    actor=actor,
                    plan=made,
                    goal=goal,
                    text=step,
                    responsible=plan.PARTICIPANT,
                    due_on=self._ahead(day + timedelta(days=30)),
                )
            if lives_on:
                plan.name_livelihood(actor=actor, plan=made, livelihood=lives_on, informed_on=day)
            plan.agree(actor=actor, plan=made, agreed_on=day, how="Vid ett möte")
            review_on = max(day + timedelta(days=90), self._ahead(day) + timedelta(days=30))
            plan.confirm(actor=actor, plan=made, review_on=review_on)

    def does(
        self, actor: Actor, key: str, since: date, until: date | None = None, extent: str = ""
    ) -> None:
        """An activity of the catalogue; still going on without a last day."""
        with on(since, 12):
            made = activity.plan(
                actor=actor,
                participation=self._case(),
                catalogue_key=key,
                details=activity.Details(starts_on=since, extent_text=extent),
            )
            made = activity.start(actor=actor, activity=made, revision=made.revision)
        if until is not None:
            with on(until, 15):
                activity.end(
                    actor=actor,
                    activity=made,
                    outcome="completed",
                    ended_on=until,
                    revision=made.revision,
                    result="Genomförd.",
                )

    def is_noted(self, actor: Actor, *days: date, text: str = "Vi har hörts av.") -> None:
        kind = next(kind.key for kind in self.definition.notes.kinds if kind.is_contact)
        for day in days:
            with on(day, 9):
                note.write(
                    actor=actor,
                    participation=self._case(),
                    kind=kind,
                    text=text,
                    happened_on=day,
                )

    def works(
        self,
        actor: Actor,
        kind: str,
        percent: int,
        since: date,
        until: date | None = None,
        *,
        benefit: int | None = None,
        found: bool = False,
    ) -> None:
        """A period of work with the share of benefit kept beside it."""
        with on(since, 16):
            work.add(
                actor=actor,
                participation=self._case(),
                details=work.Details(
                    kind=kind,
                    percent=percent,
                    starts_on=since,
                    ends_on=until,
                    benefit_percent=benefit,
                    is_found_workplace=found,
                    source="Anställningsbevis" if kind != "activity" else "Deltagaren",
                ),
            )

    def passes(self, actor: Actor, key: str, since: date, until: date | None = None) -> None:
        """A milestone of the programme."""
        with on(until or since, 16):
            milestone.add(
                actor=actor,
                participation=self._case(),
                key=key,
                details=milestone.Details(starts_on=since, ends_on=until),
            )

    def counts(self, actor: Actor, values: Mapping[monthly.Cell, int | None], day: date) -> None:
        """Figures of whole months, written down on a day."""
        with on(day, 16):
            monthly.write(actor=actor, participation=self._case(), values=values, seen={})

    def answers(
        self, actor: Actor, key: str, moment: str, day: date, answers: Mapping[str, object]
    ) -> None:
        with on(day, 16):
            filled = instrument.Filled(key, moment, day, answers)
            instrument.answer(actor=actor, participation=self._case(), filled=filled)

    # The end, and after

    def leaves(
        self,
        actor: Actor,
        day: date,
        destination: str,
        reason: str,
        *,
        receiver: str | None = None,
        known: bool | None = True,
        anchored: bool | None = True,
        started: date | None = None,
        lives_on: str = "",
    ) -> None:
        with on(day, 14):
            exit.prepare(
                actor=actor,
                participation=self._case(),
                closing=exit.Closing(
                    conversation_on=day,
                    ended_on=day,
                    reason=reason,
                    destination=destination,
                    receiver_id=self.stage.organisations[receiver].pk if receiver else None,
                    next_livelihood=lives_on,
                    next_step="Nästa steg är bestämt tillsammans.",
                    plan_known=known,
                    plan_anchored=anchored,
                    summary="Har deltagit enligt planen.",
                ),
            )
            exit.confirm(actor=actor, participation=self._case())
        if started is not None:
            with on(started):
                exit.record_receiver(
                    actor=actor,
                    participation=self._case(),
                    confirmed_on=started,
                    how="Telefonsamtal",
                    started_on=started,
                    revision=None,
                )

    def is_followed_up(
        self,
        actor: Actor,
        day: date,
        moment: str,
        occupation: str,
        livelihood: str,
        answers: Mapping[str, object] | None = None,
    ) -> None:
        with on(day):
            followup.record(
                actor=actor,
                participation=self._case(),
                moment=moment,
                outcome=followup.Outcome(
                    done_on=day,
                    reached=True,
                    attempts=1,
                    occupation=occupation,
                    livelihood=livelihood,
                    answers=dict(answers or {}),
                ),
            )

    def _sent(self) -> Referral:
        if self.referral is None:
            raise LookupError("nobody has referred this person")
        return self.referral

    def _intake(self) -> Intake:
        if self.intake is None:
            raise LookupError("nobody has received this person")
        found: Intake = INTAKES.get(self.intake.pk)
        self.intake = found
        return found

    def _case(self) -> Participation:
        if self.case is None:
            raise LookupError("this person is not enrolled")
        found: Participation = CASES.get(self.case.pk)
        self.case = found
        return found
