"""This file is where a copy of the world gets work in it, so that no page is empty.

It runs in a process of its own, with DATABASE_URL for the copy; see the fixture that starts it.
"""

from datetime import timedelta
from uuid import UUID

from stegvis.audit.journal import acting
from stegvis.casework import queries
from stegvis.casework.actions import (
    attachment,
    employer,
    exit,
    extract,
    group,
    intake,
    mapping,
    names,
    note,
    outgoing,
    plan,
    question,
)
from stegvis.casework.models import Mapping, Plan
from stegvis.core.dates import today
from stegvis.organisations.actions.installation import system
from stegvis.oversight.actions import alarm, log_check
from stegvis.oversight.models import AlarmKind
from tests.casework.arrivals import EBBE, again, opened, refer
from tests.web.casework import scene
from tests.world import AMN, World

FAR_OFF = "200102032398"


def fill() -> UUID:
    """A case in the middle of it, one that has ended, and referrals in every state of intake.
    Gives the account by which Alva uses her own pages."""
    world = World.load()
    scene.fill(world)
    _go_on_with_alva(world)
    _end_with_bo(world)
    _arrive(world)
    _ask(world)
    _keep_papers(world)
    _check_the_log(world)
    return world.participant_account("Alva").pk


def _go_on_with_alva(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        draft = Plan.objects.get(participation=case)
        plan.agree(actor=sara, plan=draft, agreed_on=today(), how="vid möte")
        plan.confirm(actor=sara, plan=draft, review_on=today() + timedelta(days=60))
        plan.start(actor=sara, participation=case)
        mapping.start(actor=sara, participation=case)
        latest = Mapping.objects.get(participation=case, confirmed_at__isnull=True)
        mapping.answer(
            actor=sara,
            mapping=latest,
            question="viktigast",
            value="Att ha något att gå till.",
            is_need=True,
            revision=0,
        )
        outgoing.prepare(
            actor=sara, participation=case, target_key="primarvard", reason="Hjälp med sömnen."
        )
        employer.add(actor=sara, particulars=employer.Particulars("Kafé Prov", "private"))
        meeting_group = group.open_group(
            actor=sara,
            version=case.version,
            catalogue_key="valj_din_framtid",
            name="",
            starts_on=today() - timedelta(days=7),
            sessions=6,
        )
        group.join(actor=sara, group=meeting_group, participation=case)


def _end_with_bo(world: World) -> None:
    kim = world.actor("Kim")
    with acting(kim):
        case = world.case("Bo")
        note.write(
            actor=kim, participation=case, kind="samtal", text="Ett avslut.", happened_on=today()
        )
        exit.prepare(
            actor=kim,
            participation=case,
            closing=exit.Closing(
                conversation_on=today(),
                ended_on=today(),
                reason="fullfoljt",
                destination="arbete",
                summary="Har börjat arbeta.",
            ),
        )
        exit.confirm(actor=kim, participation=case)


def _arrive(world: World) -> None:
    refer(world)
    asked = refer(world, name="Ebbe", number=EBBE)
    refused = refer(world, name="Folke", number=FAR_OFF)
    samira = world.actor("Samira")
    with acting(samira):
        intake.ask_more(actor=samira, intake=opened(world, asked), text="När på dagen passar det?")
        opened(world, refused)
        intake.not_admit(actor=samira, intake=again(world, refused), reason="utanfor_malgruppen")


def _ask(world: World) -> None:
    lena = world.actor("Lena")
    with acting(lena):
        question.inquire(
            actor=lena,
            version=world.version,
            receiver_id=world.organisation("uppsala-arbetsmarknadsnamnden").pk,
            text="Passar insatsen den som saknar rutiner?",
            answer_by=None,
        )


def _keep_papers(world: World) -> None:
    """A paper in Alva's case, and a register extract that she has asked for."""
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        attachment.add(
            actor=sara,
            participation=case,
            paper=attachment.Paper("decision", "Beslut om ersättning", "planning", today()),
            file_name="beslut.txt",
            data="Beslutet gäller till sommaren.".encode(),
        )
        whose = {"actor": sara, "participant": case.participant, "scope": case.scope}
        extract.ask_for(**whose)
        names.ask_for(**whose, wish=names.Wish(today() - timedelta(days=9), today(), "Undrar."))


def _check_the_log(world: World) -> None:
    """A sample of what has been opened, and an alarm about somebody."""
    sara = world.actor("Sara")
    with acting(sara, purpose="case-show"):
        opened_case = queries.own_case(sara, world.case_id("Alva"))
    robot = system(world.organisation(AMN))
    with acting(robot):
        log_check.draw(actor=robot, starts_on=today(), ends_on=today(), size=5, share=50)
        alarm.sound(
            actor=robot,
            account=world.account("Sara"),
            kind=AlarmKind.MANY_PERSONS,
            count=151,
            limit=150,
        )
        alarm.sound_shown(
            actor=robot,
            account=world.account("Sara"),
            subject_id=opened_case.participant_id,
        )
