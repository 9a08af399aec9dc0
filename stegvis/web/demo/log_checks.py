"""This file is where the demonstration's log is read a little, and checked: one check closed, one
overdue, an alarm to look into, and an incident to report."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.casework.actions import names
from stegvis.casework.models import Participation
from stegvis.core.dates import now
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account
from stegvis.oversight.actions import alarm, incident, log_check
from stegvis.oversight.models import AlarmKind, DataKind, Judgement, LogCheck, Risk
from stegvis.participants.actions import curiosity, protection
from stegvis.participants.models import NamedReader
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.people import AMN

READERS = ("sara", "kim", "nadia", "samira")
CASES_EACH = 6
OUTCOME = (
    "Alla läsningar hade stöd i ett ärende. Två medarbetare har påmints om att inte öppna "
    "ärenden åt en kollega utan att skriva varför."
)


def check_the_log(stage: Stage) -> None:
    """As the administrator would: a sample closed a day ago, one that should have been by now."""
    for key in READERS:
        _read(stage.actors[key])
    with stage.on(2, "adam") as adam:
        closed = _draw(stage, adam, days_left=20)
        for row in list(closed.rows.all()):
            log_check.judge(actor=adam, row=row, revision=1, judgement=Judgement.IN_ORDER)
        log_check.close(actor=adam, log_check=closed, revision=1, outcome=OUTCOME)
    with stage.on(4, "adam") as adam:
        late = _draw(stage, adam, days_left=3)
        first = late.rows.first()
        if first is not None:
            log_check.judge(
                actor=adam,
                row=first,
                revision=1,
                judgement=Judgement.ASKED,
                comment="Har frågat varför ärendet öppnades.",
            )
    shown = _show_somebody(stage.actors["samira"])
    robot = system(stage.organisations[AMN])
    with acting(robot, purpose="demo"):
        if shown is not None:
            reader = Account.objects.get(pk=stage.actors["samira"].account_id)
            alarm.sound_shown(actor=robot, account=reader, subject_id=shown)
        alarm.sound(
            actor=robot,
            account=Account.objects.get(pk=stage.actors["nadia"].account_id),
            kind=AlarmKind.MANY_PERSONS,
            count=163,
            limit=150,
        )
    _lose_a_telephone(stage)
    _ask_for_names(stage)


def _ask_for_names(stage: Stage) -> None:
    """Two who wonder: one is marked as exposed to curiosity, one asks on paper for the names."""
    with stage.on(0, "sara") as sara:
        cases = (
            Participation.objects.visible_to(sara)
            .ongoing()
            .filter(case_manager_id=sara.account_id, participant__protection="none")
            .select_related("participant", "version")
            .order_by("created_at", "pk")[:2]
        )
        for number, case in enumerate(cases):
            whose: dict[str, Any] = {
                "actor": sara,
                "scope": case.scope,
                "participant": case.participant,
            }
            if number:
                curiosity.mark(**whose, reason="Känd från tidningen i höstas.")
            else:
                why = "Undrar om någon i grannskapet har läst."
                # Until today: the log's clock cannot be set back, and somebody is to have read.
                names.ask_for(**whose, wish=names.Wish(stage.day(90), stage.today, why))


def _lose_a_telephone(stage: Stage) -> None:
    """An incident of yesterday: judged and counted, and not yet reported."""
    with stage.on(0, "adam") as adam:
        noticed_at = now() - timedelta(hours=20)
        happened = incident.write(
            actor=adam,
            told=incident.Told(
                title="En tjänstetelefon med öppen inloggning är borta",
                what="Telefonen låg kvar på bussen. Kontot loggades ut överallt i dag.",
                noticed_at=noticed_at,
                noticed_by="medarbetaren själv",
                leaked_from=noticed_at - timedelta(hours=2),
                # The log's own clock cannot be set, so the window lasts until it has been read.
                leaked_to=timezone.now(),
                kinds=(DataKind.IDENTITY, DataKind.CONTACT, DataKind.HEALTH),
                risk=Risk.LIKELY,
                risk_reason="Okänt om någon har läst. Telefonen var låst med kod.",
            ),
        )
        incident.count(actor=adam, incident=happened, revision=happened.revision)


def _read(reader: Actor) -> None:
    with acting(reader, purpose="case-show"):
        mine = Participation.objects.visible_to(reader).ongoing().order_by("created_at", "pk")
        for pk in list(mine.values_list("pk", flat=True)[:CASES_EACH]):
            queries.own_case(reader, pk)


def _show_somebody(reader: Actor) -> UUID | None:
    """A protected identity shown for a meeting, and hidden again: that too sounds an alarm."""
    with acting(reader, purpose="identity-show"):
        named = NamedReader.objects.active().filter(account_id=reader.account_id)
        case = (
            Participation.objects.visible_to(reader)
            .filter(participant__in=named.values("participant_id"))
            .select_related("participant", "version")
            .order_by("created_at", "pk")
            .first()
        )
        if case is None:
            return None
        whose: dict[str, Any] = {
            "actor": reader,
            "scope": case.scope,
            "participant": case.participant,
        }
        protection.show(**whose, reason="Förbereder eller håller ett möte")
        protection.hide(**whose)
        return case.participant_id


def _draw(stage: Stage, adam: Actor, *, days_left: int) -> LogCheck:
    """Of the last month until today: the log's clock is the database's, and cannot be set back."""
    drawn_on = stage.day(4 if days_left < 5 else 2)
    return log_check.draw(
        actor=adam,
        starts_on=stage.day(30),
        ends_on=stage.today,
        size=10,
        share=50,
        due_on=drawn_on + timedelta(days=days_left),
        seed="demonstration",
    )
