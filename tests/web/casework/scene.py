"""This file is where a case is filled with work, through the same actions as in life."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.audit.journal import acting
from stegvis.casework.actions import activity, mapping, meeting, note, plan, question
from stegvis.casework.models import Participation, QuestionKind
from stegvis.core.dates import today
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import benefit, consent
from stegvis.participants.models import Consent
from tests.world import FK, World


def ago(days: int) -> datetime:
    """That many days ago at ten in the morning in Sweden."""
    return timezone.make_aware(datetime.combine(today() - timedelta(days=days), time(10)))


def fill(world: World, way: str = "vag_2") -> None:
    """Alva's case in the middle of it: mapped, planned, two activities, a meeting, a question."""
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        _map_and_plan(sara, case, way)
        _do(sara, case)
        _talk(sara, case)
        benefit.add(
            actor=sara,
            scope=case.scope,
            participant=case.participant,
            decision=benefit.Decision(
                kind="activity_compensation",
                extent_percent=100,
                starts_on=today() - timedelta(days=300),
                ends_on=today() + timedelta(days=99),
            ),
        )
        consent.write_down(
            actor=sara,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form("contact_after_exit", "uppföljning", "1", "sv", today()),
        )


def _map_and_plan(sara: Actor, case: Participation, way: str) -> None:
    row = mapping.start(actor=sara, participation=case)
    mapping.choose_way(actor=sara, participation=case, way=way, reason="Orkar två saker samtidigt.")
    mapping.confirm(actor=sara, mapping=row)
    case.refresh_from_db(fields=["way", "revision"])
    draft = plan.start(actor=sara, participation=case)
    first = plan.set_goal(
        actor=sara, plan=draft, text="Komma upp i aktivitet två förmiddagar i veckan"
    )
    plan.set_action(
        actor=sara,
        plan=draft,
        goal=first,
        text="Startmöte på Återbruket",
        responsible="participant",
        due_on=today() + timedelta(days=5),
    )
    second = plan.set_goal(actor=sara, plan=draft, text="Veta vad som händer efter februari")
    plan.set_action(
        actor=sara,
        plan=draft,
        goal=second,
        text="Boka trepartssamtal med FK och AF",
        responsible="operator",
        responsible_name="Sara Berg",
        due_on=today() + timedelta(days=20),
    )
    plan.set_goal(actor=sara, plan=draft, text="Känna mig trygg i en liten grupp")


def _do(sara: Actor, case: Participation) -> None:
    for key, first, last, extent in (
        ("valj_din_framtid", 20, -22, "1 förmiddag à 3 h"),
        ("budget_skuldradgivare", 12, None, ""),
        ("aterbruk", 5, -60, "2 förmiddagar à 3 h"),
        ("praktik_privat", -14, -74, "3 förmiddagar à 3 h"),
    ):
        activity.plan(
            actor=sara,
            participation=case,
            catalogue_key=key,
            details=activity.Details(
                starts_on=today() - timedelta(days=first),
                ends_on=today() - timedelta(days=last) if last is not None else None,
                extent_text=extent,
            ),
        )
    done = activity.plan(
        actor=sara,
        participation=case,
        catalogue_key="studiebesok",
        details=activity.Details(starts_on=today() - timedelta(days=16)),
    )
    activity.end(
        actor=sara,
        activity=done,
        outcome="completed",
        ended_on=today() - timedelta(days=16),
        revision=done.revision,
        result="Alva vill börja med sortering, helst förmiddagar och i liten grupp.",
    )


def _talk(sara: Actor, case: Participation) -> None:
    for days, kind, text in (
        (3, "telefon", "Alva berättar att bussen fungerar. Hon vill pröva en förmiddag till."),
        (9, "samtal", "Vi gick igenom planen. Hon har sovit bättre sedan hon kom i gång."),
    ):
        note.write(
            actor=sara,
            participation=case,
            kind=kind,
            text=text,
            happened_on=today() - timedelta(days=days),
        )
    note.attempt_contact(actor=sara, participation=case)
    meeting.book(
        actor=sara,
        kind="three_party",
        at=ago(-1),
        place="Stationsgatan 12, rum 3",
        with_whom_id=sara.account_id,
        participation=case,
    )
    held = meeting.book(
        actor=sara,
        kind="conversation",
        at=ago(7),
        place="Hos oss",
        with_whom_id=sara.account_id,
        participation=case,
    )
    meeting.report(
        actor=sara, meeting=held, status="held", outcome="Vi bokade studiebesöket tillsammans."
    )
    fk = Organisation.objects.get(key=FK)
    question.ask(
        actor=sara,
        permission=Permission.QUESTION_ASK,
        scope=case.scope,
        kind=QuestionKind.TO_PARTY,
        version=case.version,
        receiver_id=fk.pk,
        addressee_id=None,
        text="När behöver en ny ansökan vara inne?",
        answer_by=today() - timedelta(days=0),
        participation=case,
        participant=case.participant,
        consent=Consent.objects.filter(participation_id=case.pk, kind="secrecy").first(),
        category="planning",
    )
