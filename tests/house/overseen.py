"""This file is where the proofs of the pages get log checks, alarms, names and weeding: the own
authority's, and a stranger's."""

from typing import TYPE_CHECKING

from stegvis.access.actor import Actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.casework.actions import names, weeding
from stegvis.casework.models import NameDecision, WeedingDecision, WeedingRow
from stegvis.core.dates import add_months, now, today
from stegvis.organisations.actions import access_analysis
from stegvis.organisations.actions.access_analysis import Analysed
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import AccessAnalysis, Organisation
from stegvis.oversight.actions import alarm, incident, log_check
from stegvis.oversight.models import AlarmKind, StepOutcome
from stegvis.participants.actions import curiosity
from stegvis.participants.models import Participant
from tests.world import AMN, STRANGER, World

if TYPE_CHECKING:
    from tests.house.objects import Objects


def keep_checks_of_the_log(world: World, made: "Objects") -> None:
    """A case is opened in each place, drawn, and an alarm is sounded about the reader."""
    for which, reader, key in (("own", "Sara", AMN), ("foreign", "Stina", STRANGER)):
        actor = world.actor(reader)
        with acting(actor, purpose="case-show"):
            case = queries.own_case(actor, made.ids[which]["case"])
            whose = {"actor": actor, "participant": case.participant, "scope": case.scope}
            curiosity.mark(**whose, reason="Känd från tidningen.")
            asked = names.ask_for(**whose, wish=names.Wish(today(), today()))
        robot = system(Organisation.objects.get(key=key))
        with acting(robot):
            _keep(world, made, which, robot, reader)
            told = names.decide(
                actor=robot,
                request=asked,
                revision=asked.revision,
                decision=NameDecision.RELEASED,
                assessment="Hennes intresse väger tyngst.",
                reason="Du behöver namnet.",
                accounts={world.account(reader).pk},
            )
        made.keep(which, names=told.pk)


def analysed(actor: Actor, role: RoleKey = RoleKey.CASE_MANAGER) -> AccessAnalysis:
    """An analysis of need and risk for a role, in all of the actor's programmes and units."""
    return access_analysis.write(
        actor=actor,
        told=Analysed(
            role=role,
            need="Hela ärendet för sina egna deltagare.",
            risk="Läser om lagets. Stickprov varje månad.",
            reviewed_by="Gun Ask, informationssäkerhetssamordnare",
            written_on=today(),
            review_on=add_months(today(), 12),
            longest_months=12,
        ),
    )


def keep_weeding(world: World, made: "Objects") -> None:
    """A hold and a proposal in each place. Nobody here is due, so the list is written directly."""
    for which, key in (("own", AMN), ("foreign", STRANGER)):
        robot = system(Organisation.objects.get(key=key))
        own = {"owner_id": robot.organisation_id, "created_by_id": robot.account_id}
        with acting(robot):
            her = Participant.objects.get(pk=made.ids[which]["participant"])
            held = weeding.hold(actor=robot, participant=her, reason="En överklagan pågår.")
            decision = WeedingDecision.objects.create(
                **own, statute="Regeln", years=5, must_go=True
            )
            WeedingRow.objects.create(
                **own, decision=decision, participant=her, last_entry_on=today(), due_on=today()
            )
        made.keep(which, weeding=decision.pk, hold=held.pk)


def _keep(world: World, made: "Objects", which: str, robot: Actor, reader: str) -> None:
    check = log_check.draw(actor=robot, starts_on=today(), ends_on=today(), size=5, share=50)
    sounded = alarm.sound(
        actor=robot,
        account=world.account(reader),
        kind=AlarmKind.MANY_PERSONS,
        count=151,
        limit=150,
    )
    made.keep(which, analysis=analysed(robot).pk)
    happened = incident.write(
        actor=robot,
        told=incident.Told(
            title="En telefon är borta",
            what="Den låg kvar på bussen, med en öppen inloggning.",
            noticed_at=now(),
            noticed_by="Medarbetaren själv",
        ),
    )
    incident.take(actor=robot, incident=happened, step="imy", outcome=StepOutcome.DONE, at=now())
    made.keep(which, incident=happened.pk)
    made.keep(which, log_check=check.pk, log_row=check.rows.first().pk, alarm=sounded.pk)
