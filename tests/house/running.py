"""This file is where the proofs of the pages get what is kept about the running of a programme."""

from datetime import timedelta
from typing import TYPE_CHECKING

from stegvis.audit.journal import acting
from stegvis.conduct.actions import closing, deviation, planned_work, staffing, steering
from stegvis.core.dates import today
from tests.world import AMN, World

if TYPE_CHECKING:
    from tests.house.objects import Objects


def keep_the_running(world: World, made: "Objects") -> None:
    """One of everything at the operator: a report sent and one not, and the end decided on."""
    samira = world.actor("Samira")
    programme, day = world.version.programme, today()
    told = deviation.Content("Vakans", day, "En vakans.", "Flytt.", "Köp in.", "", "Förbundet")
    with acting(samira):
        holding = staffing.Holding("case_manager", world.organisation(AMN).pk, day, name="Ny")
        held = staffing.add(actor=samira, version=world.version, holding=holding)
        member = steering.add_member(
            actor=samira,
            programme=programme,
            member=steering.Member("Berit Dahl", "Ledamot", "Region Uppsala", day),
        )
        minutes = steering.Minutes(day, "Berit Dahl")
        meeting = steering.keep_meeting(actor=samira, programme=programme, minutes=minutes)
        decided = steering.Decided("Frågan tas om.", "Samira Nordin")
        decision = steering.decide(actor=samira, meeting=meeting, decided=decided)
        steering.correct_decision(
            actor=samira,
            row=decision,
            revision=decision.revision,
            text="Frågan tas om i vår.",
            responsible="Samira Nordin",
            due_on=None,
            reason="Ett ord föll bort.",
        )
        draft = deviation.draft(actor=samira, programme=programme, content=told)
        sent = deviation.draft(actor=samira, programme=programme, content=told)
        deviation.send(actor=samira, row=sent, revision=sent.revision)
        line = world.version.definition.planned_work[0]
        planned_work.mark(
            actor=samira, version=world.version, what=line.what, quarter=line.when[0], done_on=day
        )
        ends = closing.Decision(day, day + timedelta(30), day + timedelta(90), "Slut.", "Samira")
        closing.decide(actor=samira, programme=programme, decision=ends)
    made.keep(
        "own",
        holding=held.pk,
        member=member.pk,
        steering_meeting=meeting.pk,
        decision=decision.pk,
        deviation=draft.pk,
        sent_deviation=sent.pk,
    )
