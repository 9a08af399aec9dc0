"""This file is where a site gets a target group for the journeys: people at every stage of it."""

from datetime import date, timedelta

from django.db import transaction

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.audit.journal import acting
from stegvis.casework import area as reading
from stegvis.casework.actions import area as actions
from stegvis.core.dates import today
from stegvis.core.personal_number import parse
from stegvis.participants.actions import benefit
from stegvis.participants.actions.benefit import Course, Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.programmes.areas import Area, areas_held
from tests.casework.klivet import number, publish
from tests.world import AF, World, actor_named

SIZE = 60
GIVEN = ("Alice", "Björn", "Cilla", "David", "Elin", "Fredrik", "Gun", "Hamid", "Ida", "Jonas")
FAMILY = ("Ekdal", "Furulund", "Granbacka", "Hasselby", "Idegård", "Källmark")
LATER = ("erbjuds", "senare", "annan_vag", "varaktigt")


def fill() -> None:
    """Klivet, and sixty people in its area, all Lena's."""
    lena = actor_named("Lena")
    with transaction.atomic():
        publish()
        (area,) = areas_held(lena.organisation_id)
        with acting(lena):
            for place in range(SIZE):
                _somebody(lena, area, place)


def _somebody(lena: Actor, area: Area, place: int) -> None:
    born = date(1996 + place % 10, 1 + place % 12, 1 + place % 28)
    ends = today() + timedelta(days=25 * place - 60)
    kind = "activity_compensation_schooling" if place % 9 == 0 else "activity_compensation"
    decision = Decision(kind, 100, ends - timedelta(days=700), ends) if place % 7 else None
    entry = actions.enter(
        actor=lena,
        area=area,
        newcomer=actions.Newcomer(
            Particulars(
                GIVEN[place % 10], f"{FAMILY[place % 6]}sson", parse(number(born, 100 + place))
            ),
            area.rules.municipalities[place % 3],
            date(2025, 1, 1),
            decision,
        ),
    )
    entry = reading.entry_of(lena, entry.pk)[1]
    if place % 3:
        _mapped(lena, area, entry, place)
    if place % 11 == 0:
        af = World.load().organisation(AF).pk
        actions.wait_for(
            actor=lena, entry=entry, organisation_id=af, since=today() - timedelta(days=40)
        )
    if place % 10 == 1 and decision:
        row = entry.participant.benefits.get()
        benefit.follow(
            actor=lena,
            scope=entry.scope,
            permission=Permission.AREA_KEEP,
            benefit=row,
            course=Course(applied_on=today() - timedelta(days=20)),
            revision=row.revision,
        )


def _mapped(lena: Actor, area: Area, entry: reading.AreaEntry, place: int) -> None:
    day = date(2025, 3, 1) + timedelta(days=place)
    answers = {"prognos": "Vill prova i liten skala.", "aktivitet": "ingen"}
    actions.map_first(actor=lena, area=area, entry=entry, answers=answers, mapped_on=day)
    actions.triage(
        actor=lena, area=area, entry=entry, result=LATER[place % 4], decided_on=day, text="Samtal."
    )
    if place % 2:
        actions.name_livelihood(
            actor=lena, entry=entry, livelihood="Lön med lönebidrag", informed_on=day
        )
