"""This file is where an invented person lives: each method is a stretch of the way, on its days.

Everything is done by the actions that the pages use, by the person whose job it is, with the clock
standing at the day it happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.audit.journal import acting
from stegvis.casework import inbox
from stegvis.casework.actions import (
    activity,
    exit,
    followup,
    intake,
    mapping,
    meeting,
    note,
    outgoing,
    outreach,
    plan,
    question,
    readiness,
    referral,
)
from stegvis.casework.intake_facts import known_facts, weigh
from stegvis.casework.models import (
    Employer,
    Group,
    Intake,
    Participation,
    Plan,
)
from stegvis.core.compiled import ByKey
from stegvis.core.dates import standing_at, today
from stegvis.core.personal_number import parse
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import benefit, consent
from stegvis.participants.actions.participant import Particulars
from stegvis.programmes.models import ProgrammeVersion
from stegvis.web.demo import words
from stegvis.web.demo.people import AMN, FK, Person

WAYS = ("vag_1", "vag_2")
# Fetched anew before each step, as a page does.
INTAKES = ByKey(Intake.objects.select_related("version__programme", "referral__owner"))
CASES = ByKey(Participation.objects.select_related("participant", "version__programme"))


@dataclass
class Stage:
    """What all lives share: today, the people who act, the programme, workplaces, groups."""

    today: date
    version: ProgrammeVersion
    actors: dict[str, Actor]
    organisations: dict[str, Organisation]
    employers: list[Employer] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @contextmanager
    def on(self, days_ago: int, who: str, hour: int = 10) -> Iterator[Actor]:
        """Act as somebody on a day in the past, at an hour of office."""
        day = datetime.combine(self.today - timedelta(days=days_ago), time(hour))
        actor = self.actors[who]
        with standing_at(timezone.make_aware(day)), acting(actor, purpose="demo"):
            yield actor

    def day(self, days_ago: int) -> date:
        return self.today - timedelta(days=days_ago)


@dataclass
class Life:
    """One person's way. `place` picks her words, so that the same one is always the same."""

    stage: Stage
    place: int
    person: Person
    referrer: str = "lena"
    manager: str = "sara"
    referral_id: UUID | None = None
    intake_id: UUID | None = None
    case_id: UUID | None = None

    # Referral and intake

    def is_referred(
        self, days_ago: int, *, send: bool = True, without_consent: dict[str, str] | None = None
    ) -> None:
        """Drafted by the referrer, with consent to the referral or another ground, and sent."""
        with self.stage.on(days_ago, self.referrer) as actor:
            found = referral.draft(
                actor=actor,
                version=self.stage.version,
                route={"lena": "fk", "jonas": "fk", "per": "af", "maria": "region"}.get(
                    self.referrer, "omsorg"
                ),
                receiver=self.stage.organisations[AMN],
                particulars=self._particulars(),
                reason=words.REASONS[self.place % len(words.REASONS)],
                wish=words.WISHES[self.place % len(words.WISHES)],
                facts=self._facts(),
            )
            self.referral_id = found.pk
            given: dict[str, Any] = without_consent or {
                "ground": "consent",
                "consent_on": self.stage.day(days_ago + 3),
                "consent_taken_by": actor.name,
            }
            if send:
                referral.send(actor=actor, referral=found, revision=found.revision, **given)

    def comes_herself(self, days_ago: int, route: str) -> None:
        """Reached by outreach, or heard of it and came: nobody has referred her."""
        with self.stage.on(days_ago, "samira") as actor:
            found = outreach.register(
                actor=actor,
                version=self.stage.version,
                route=route,
                particulars=self._particulars(),
                reason="Hörde av sig efter att ha sett oss på ungdomsgården.",
                wish=words.WISHES[self.place % len(words.WISHES)],
                facts={
                    "benefit": "none",
                    "functional_limitation": "yes",
                    "daily_activities": "no",
                    "treatment_ongoing": "no",
                    "needs_interpreter": "no",
                },
            )
            self.referral_id = found.pk

    def _particulars(self) -> Particulars:
        who = self.person
        return Particulars(
            given_name=who.given_name,
            family_name=who.family_name,
            number=parse(who.number),
            phone=who.phone,
            contact_wish="Sms på förmiddagen" if self.place % 3 == 0 else "",
            language="somaliska" if self.place % 17 == 5 else "",
            needs_interpreter=self.place % 17 == 5,
        )

    def _facts(self) -> dict[str, object]:
        facts: dict[str, object] = {
            "functional_limitation": "yes",
            "daily_activities": "yes" if self.place % 8 == 3 else "no",
            "needs_interpreter": "yes" if self.place % 17 == 5 else "no",
            "treatment_ongoing": ("yes", "no", "unknown")[self.place % 3],
        }
        if self.place % 17 == 5:
            facts["language"] = "somaliska"
        if self.referrer == "maria":
            return facts | {"care_judges_ready": "yes", "care_judged_on": str(self.stage.day(60))}
        facts["benefit"] = "activity_compensation" if self.place % 7 else "social_assistance"
        if self.referrer in ("lena", "jonas", "per") and self.place % 7:
            ends = self.stage.today + timedelta(days=(70, 150, 260, 400, 620)[self.place % 5])
            facts |= {"benefit_extent": 100, "benefit_end": str(ends)}
        return facts

    def is_opened(self, days_ago: int) -> None:
        with self.stage.on(days_ago, "samira") as actor:
            seen = inbox.arrived(actor, self._known(self.referral_id))
            self.intake_id = intake.open(actor=actor, referral=seen.referral).pk

    def is_met(self, days_ago: int, kind: str, status: str = "held") -> None:
        """A meeting before the decision: booked a week before, and reported."""
        with self.stage.on(days_ago + 7, "samira") as actor:
            booked = meeting.book(
                actor=actor,
                kind=kind,
                at=timezone.make_aware(datetime.combine(self.stage.day(days_ago), time(9, 30))),
                place="Boländerna, rum 2",
                with_whom_id=actor.account_id,
                intake=self._intake(),
            )
        if days_ago >= 0:
            with self.stage.on(days_ago, "samira", 11) as actor:
                outcome = "Vill vara med. Undrar mest över resorna." if status == "held" else ""
                meeting.report(actor=actor, meeting=booked, status=status, outcome=outcome)

    def is_judged(self, days_ago: int) -> None:
        """What the facts do not answer is judged; what stands in the way is set aside."""
        with self.stage.on(days_ago, "samira") as actor:
            seen = inbox.arrived(actor, self._known(self.referral_id))
            found = self._intake()
            facts = known_facts(seen.referral, seen.identity, today())
            for one in weigh(self.stage.version.definition, facts, inbox.judgements(found)):
                if one.needs_person:
                    outcome = "met" if one.criterion.kind == "inclusion" else "not_met"
                    intake.judge(
                        actor=actor, intake=found, criterion=one.criterion.key, outcome=outcome
                    )
                elif one.stands_in_the_way and one.criterion.can_be_set_aside:
                    intake.judge(
                        actor=actor,
                        intake=found,
                        criterion=one.criterion.key,
                        outcome=one.outcome,
                        set_aside=True,
                        reason="Laget bedömer att insatsen ändå passar bättre än något annat.",
                    )

    def is_taken_in(self, days_ago: int) -> None:
        with self.stage.on(days_ago, "samira", 13) as actor:
            intake.admit(actor=actor, intake=self._intake(), message="Välkommen. Vi hör av oss.")

    def is_asked_about(self, days_ago: int) -> None:
        with self.stage.on(days_ago, "samira") as actor:
            intake.ask_more(
                actor=actor,
                intake=self._intake(),
                text="Vet ni om kontakten med öppenvården pågår fortfarande?",
            )

    def waits(self, days_ago: int) -> None:
        with self.stage.on(days_ago, "samira") as actor:
            intake.queue(
                actor=actor,
                intake=self._intake(),
                expected_on=self.stage.today + timedelta(days=25),
                message="Vi räknar med en plats inom en månad.",
            )

    def is_not_taken_in(self, days_ago: int, reason: str, text: str) -> None:
        with self.stage.on(days_ago, "samira") as actor:
            intake.not_admit(
                actor=actor,
                intake=self._intake(),
                reason=reason,
                text=text,
                message="Ring gärna så pratar vi om vad som passar bättre.",
            )

    def is_not_reached(self, days_ago: int) -> None:
        with self.stage.on(days_ago, "samira") as actor:
            intake.not_reached(
                actor=actor,
                intake=self._intake(),
                text="Ringt fem gånger under tre veckor, två brev, ett besök.",
            )

    # In the programme

    def starts(self, days_ago: int, *, follow_up: bool = True, secrecy: bool = True) -> None:
        """Enrolled, with a case manager, and the written consents, each on its own."""
        with self.stage.on(days_ago, "samira", 14) as actor:
            case = intake.enrol(
                actor=actor,
                intake=self._intake(),
                enrolled_on=self.stage.day(days_ago),
                case_manager_id=self.stage.actors[self.manager].account_id,
            )
            self.case_id = case.pk
        with self.stage.on(days_ago, self.manager, 15) as actor:
            self._consents(actor, follow_up=follow_up, secrecy=secrecy)

    def _consents(self, actor: Actor, *, follow_up: bool, secrecy: bool) -> None:
        rules = self.stage.version.definition.consent
        case = self._case()
        home = actor.organisation_id
        ways = [
            way
            for exchange in rules.matrix
            if (other := self._organisation_of(exchange.party))
            for way in ((home, other, exchange.receives), (other, home, exchange.gives))
        ]
        cells = [
            consent.Cell(giver, receiver, category)
            for giver, receiver, kinds in ways
            for category in kinds
            if (self.place + len(category)) % 6
        ]
        for kind, refused in (
            ("secrecy", not secrecy),
            ("follow_up_registration", not follow_up),
            ("contact_after_exit", self.place % 6 == 4),
        ):
            if kind == "secrecy" and self.place % 19 == 7 and secrecy:
                continue  # not asked yet: it is among the things to do
            text = next(c for c in rules.consents if c.kind == kind)
            lasts = text.lasts.after(case.enrolled_on) if text.lasts else None
            consent.write_down(
                actor=actor,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=consent.Form(
                    kind=kind,
                    purpose=rules.purposes[0].label,
                    version=rules.form_version,
                    language="sv",
                    given_on=case.enrolled_on,
                    refused=refused,
                    valid_to=lasts,
                ),
                cells=cells if kind == "secrecy" and not refused else (),
            )

    def _organisation_of(self, party_key: str) -> UUID:
        party = self.stage.version.definition.party(party_key)
        return self.stage.organisations[party.organisation or ""].pk

    def is_mapped(self, days_ago: int, *, confirm: bool = True, share: float | None = None) -> None:
        with self.stage.on(days_ago, self.manager) as actor:
            case = self._case()
            found = mapping.start(actor=actor, participation=case)
            # Some say a lot and some a little; no section is mandatory.
            share = share or (1.0 if self.place % 10 == 0 else 0.25)
            many = int(len(words.ANSWERS) * share)
            for key, value, need in words.ANSWERS[:many]:
                mapping.answer(
                    actor=actor, mapping=found, question=key, value=value, is_need=need, revision=0
                )
            if share == 1.0:
                mapping.answer(
                    actor=actor,
                    mapping=found,
                    question="underlag_datum",
                    value=str(self.stage.day(days_ago + 90 + self.place * 11)),
                    is_need=False,
                    revision=0,
                )
            if confirm:
                mapping.choose_way(
                    actor=actor,
                    participation=case,
                    way=WAYS[self.place % 2],
                    reason="Vill komma igång direkt." if self.place % 2 else "Ett steg i taget.",
                )
                mapping.confirm(actor=actor, mapping=found)

    def plans(self, days_ago: int, *, confirm: bool = True, anchor: bool = True) -> None:
        """A plan with goals and steps; agreed, confirmed, and anchored by a phone call."""
        with self.stage.on(days_ago, self.manager, 11) as actor:
            made = plan.start(actor=actor, participation=self._case())
            for n in range(2 + self.place % 2):
                goal = plan.set_goal(
                    actor=actor, plan=made, text=words.GOALS[(self.place + n) % len(words.GOALS)]
                )
                text, responsible = words.ACTIONS[(self.place + n) % len(words.ACTIONS)]
                if self._is_coming(n):
                    text = words.HER_STEPS[self.place % len(words.HER_STEPS)]
                    responsible = plan.PARTICIPANT
                plan.set_action(
                    actor=actor,
                    plan=made,
                    goal=goal,
                    text=text,
                    responsible=responsible,
                    due_on=self._step_due(days_ago, n),
                )
            if not confirm:
                return
            plan.agree(
                actor=actor, plan=made, agreed_on=self.stage.day(days_ago), how="Vid ett möte"
            )
            review = max(self.stage.day(days_ago - 90), self.stage.day(-4 - (self.place * 7) % 50))
            plan.confirm(actor=actor, plan=made, review_on=review)
            if anchor:
                plan.anchor(
                    actor=actor,
                    plan=made,
                    organisation_id=self.stage.organisations[FK].pk,
                    person=self.stage.actors["lena"].name,
                    how="Telefonsamtal",
                    anchored_on=self.stage.day(days_ago),
                )
        self._takes_steps(made)

    def _is_coming(self, n: int) -> bool:
        """The last step of the plan is still to be taken."""
        return n > 0 and n == 1 + self.place % 2

    def _step_due(self, days_ago: int, n: int) -> date:
        """The first steps soon after the plan, the last one in the weeks that come."""
        if self._is_coming(n):
            return self.stage.day(-6 - (self.place * 5) % 24)
        return self.stage.day(days_ago - 20 - 12 * n)

    def _takes_steps(self, made: Plan) -> None:
        """What was due has been done, for most; goals are on their way or reached."""
        if self.place % 9 == 4:
            return
        with self.stage.on(0, self.manager):
            steps = list(made.actions.select_related("goal"))
        for step in steps:
            if step.due_on is None or step.due_on >= self.stage.today:
                continue
            with self.stage.on((self.stage.today - step.due_on).days, self.manager, 16) as actor:
                made.participation = self._case()
                plan.action_done(
                    actor=actor,
                    plan=made,
                    action=step,
                    done_on=step.due_on,
                    revision=step.revision,
                )
                plan.set_goal_status(
                    actor=actor,
                    plan=made,
                    goal=step.goal,
                    status="reached" if self.place % 4 == step.goal.place else "ongoing",
                    revision=step.goal.revision,
                )

    def does(
        self,
        key: str,
        since: int,
        until: int | None = None,
        extent: str = "",
        at: int | None = None,
    ) -> None:
        """An activity of the catalogue, from one day to another; still going on without an end."""
        with self.stage.on(since, self.manager, 12) as actor:
            made = activity.plan(
                actor=actor,
                participation=self._case(),
                catalogue_key=key,
                details=activity.Details(
                    starts_on=self.stage.day(since),
                    extent_text=extent,
                    employer=self.stage.employers[at] if at is not None else None,
                    adaptations="En sak i taget, lugn plats för paus." if at is not None else "",
                ),
            )
            if since >= 0:
                made.refresh_from_db()
                made.participation = self._case()
                made = activity.start(actor=actor, activity=made, revision=made.revision)
        if until is not None:
            with self.stage.on(until, self.manager, 15) as actor:
                made.refresh_from_db()
                made.participation = self._case()
                activity.end(
                    actor=actor,
                    activity=made,
                    outcome="completed",
                    ended_on=self.stage.day(until),
                    revision=made.revision,
                    result="Höll hela tiden och vill fortsätta.",
                )

    def is_noted(self, *days_ago: int) -> None:
        for n, days in enumerate(days_ago):
            kind, text = words.NOTES[(self.place + n) % len(words.NOTES)]
            with self.stage.on(days, self.manager, 9 + n % 7) as actor:
                note.write(
                    actor=actor,
                    participation=self._case(),
                    kind=kind,
                    text=text,
                    happened_on=self.stage.day(days),
                )

    def does_not_answer(self, *days_ago: int) -> None:
        for days in days_ago:
            with self.stage.on(days, self.manager, 10) as actor:
                note.attempt_contact(actor=actor, participation=self._case())

    def meets(self, days_ago: int, kind: str = "three_party") -> None:
        with self.stage.on(max(days_ago, 0) + 5, self.manager) as actor:
            meeting.book(
                actor=actor,
                kind=kind,
                at=timezone.make_aware(datetime.combine(self.stage.day(days_ago), time(13))),
                place="Vaksala torg 1",
                with_whom_id=actor.account_id,
                participation=self._case(),
            )

    def is_referred_on(self, days_ago: int, target: str, status: str) -> None:
        with self.stage.on(days_ago, self.manager) as actor:
            made = outgoing.prepare(
                actor=actor,
                participation=self._case(),
                target_key=target,
                reason="Behöver stöd för att orka med nästa steg.",
            )
            sent = outgoing.send(
                actor=actor,
                referral=made,
                sent_on=self.stage.day(days_ago),
                ground="consent",
                revision=made.revision,
            )
        if status != "sent":
            later = max(0, days_ago - 14)
            with self.stage.on(later, self.manager) as actor:
                sent.participation = self._case()
                outgoing.set_status(
                    actor=actor,
                    referral=sent,
                    status=status,
                    status_on=self.stage.day(later),
                    revision=sent.revision,
                )

    def asks_care(self, days_ago: int, answer: str = "") -> None:
        """A question to a party, where the person has consented to it; sometimes with a reply."""
        region = self._organisation_of("region")
        with self.stage.on(days_ago, self.manager) as actor:
            case = self._case()
            asked = question.ask(
                actor=actor,
                permission=Permission.QUESTION_ASK,
                scope=case.scope,
                kind="to_party",
                version=case.version,
                receiver_id=region,
                addressee_id=self.stage.actors["elin"].account_id,
                text="Pågår behandling nu, och finns något som vi ska ta hänsyn till?",
                answer_by=self.stage.day(days_ago - 14),
                participation=case,
                participant=case.participant,
                category="health",
            )
        if answer:
            with self.stage.on(days_ago - 6, "elin") as actor:
                question.answer(actor=actor, question=asked, text=answer)

    def has_benefit(self, days_ago: int, ends_in: int, dormant_days: int | None = None) -> None:
        with self.stage.on(days_ago, self.manager) as actor:
            case = self._case()
            benefit.add(
                actor=actor,
                scope=case.scope,
                participant=case.participant,
                decision=benefit.Decision(
                    kind="activity_compensation",
                    extent_percent=100,
                    starts_on=self.stage.today + timedelta(days=ends_in - 1000),
                    ends_on=self.stage.today + timedelta(days=ends_in),
                    dormant_from=self.stage.day(dormant_days) if dormant_days else None,
                    source="Beslut från Försäkringskassan",
                ),
            )

    # The end, and after

    def is_ready(self, days_ago: int, *, ready: bool = True) -> None:
        rules = self.stage.version.definition.readiness
        keys = [item.key for item in rules.items] if rules else []
        with self.stage.on(days_ago, self.manager) as actor:
            readiness.judge(
                actor=actor,
                participation=self._case(),
                judged_on=self.stage.day(days_ago),
                items={
                    key: "yes" if ready or n % 3 else ("no", "unclear")[n % 2]
                    for n, key in enumerate(keys)
                },
                is_ready=ready,
                with_whom="Försäkringskassan och deltagaren",
                comment="" if ready else "Behöver några veckor till med jämn närvaro.",
            )

    def leaves(
        self,
        days_ago: int,
        destination: str,
        *,
        reason: str = "fullfoljt",
        receiver: str | None = FK,
        known: bool | None = True,
        anchored: bool | None = True,
        started: bool = False,
    ) -> None:
        with self.stage.on(days_ago, self.manager, 14) as actor:
            exit.prepare(
                actor=actor,
                participation=self._case(),
                closing=exit.Closing(
                    conversation_on=self.stage.day(days_ago),
                    ended_on=self.stage.day(days_ago),
                    reason=reason,
                    destination=destination,
                    receiver_id=self.stage.organisations[receiver].pk if receiver else None,
                    receiver_contact=self.stage.actors["lena"].name if receiver == FK else "",
                    next_step="Första mötet är bokat. Deltagaren har fått tiden.",
                    plan_known=known,
                    plan_anchored=anchored,
                    summary=words.SUMMARY,
                    own_words=words.OWN_WORDS,
                ),
            )
            exit.confirm(actor=actor, participation=self._case())
        if started:
            self._is_received(days_ago - 20)

    def _is_received(self, days_ago: int) -> None:
        with self.stage.on(days_ago, self.manager) as actor:
            exit.record_receiver(
                actor=actor,
                participation=self._case(),
                confirmed_on=self.stage.day(days_ago),
                how="Telefonsamtal",
                started_on=self.stage.day(days_ago),
                revision=None,
            )

    def is_followed_up(
        self, days_ago: int, moment: str, occupation: str = "", livelihood: str = ""
    ) -> None:
        """How it went; without an occupation she could not be reached."""
        with self.stage.on(days_ago, self.manager) as actor:
            followup.record(
                actor=actor,
                participation=self._case(),
                moment=moment,
                outcome=followup.Outcome(
                    done_on=self.stage.day(days_ago),
                    reached=bool(occupation),
                    attempts=1 if occupation else 4,
                    not_reached="" if occupation else "svarar_inte",
                    occupation=occupation,
                    livelihood=livelihood,
                ),
            )

    def _known(self, pk: UUID | None) -> UUID:
        if pk is None:
            raise LookupError("this life has not come that far")
        return pk

    def _intake(self) -> Intake:
        found: Intake = INTAKES.get(self._known(self.intake_id))
        return found

    def _case(self) -> Participation:
        found: Participation = CASES.get(self._known(self.case_id))
        return found
