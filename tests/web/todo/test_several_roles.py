"""Att göra of somebody who works in several programmes and roles: all is there, at the same cost,
and the team's meetings among it."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from tests.casework.arrivals import refer
from tests.casework.test_team_meeting import called
from tests.counting import queries
from tests.world import AMN, World, last_day

AsPerson = Callable[[str], Client]
TODO = "/att-gora/"


def has_roles(world: World, name: str, *roles: RoleKey) -> None:
    administrator = system(world.organisation(AMN))
    with acting(administrator):
        for role in roles:
            member.grant(
                actor=administrator,
                account=world.account(name),
                role=role,
                reason="Arbetar i flera insatser.",
                starts_on=date(2020, 1, 1),
                ends_on=last_day(),
            )


def test_all_roles_at_once_cost_no_more(world: World, as_person: AsPerson) -> None:
    refer(world)
    samira, client = world.actor("Samira"), as_person("Samira")
    with acting(samira):
        called(world, on=today() + timedelta(days=2))
    has_roles(world, "Samira", RoleKey.REFERRER, RoleKey.CASE_MANAGER)
    client.get(TODO)
    assert queries(client, TODO) <= 10
    shown = client.get(TODO).content.decode()
    assert "Ny " in shown and "Teammöte" in shown


def test_the_team_meeting_is_the_coordinators_to_prepare(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        meeting = called(world, on=today() + timedelta(days=2))
    shown = as_person("Samira").get(TODO).content.decode()
    assert "Stora rummet. Inget på dagordningen." in shown
    assert "Kallade: Kim Lund, Lena Holm, Maria Lind, Per Ek" in shown
    assert f"/teammoten/{meeting.pk}/" in shown
    for name in ("Sara", "Lena", "Stina", "Adam"):
        assert "Teammöte" not in as_person(name).get(TODO).content.decode()


def test_one_that_nobody_has_said_was_held_stays(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        called(world, on=today() - timedelta(days=2))
    shown = as_person("Samira").get(TODO).content.decode()
    assert "Teammöte att skriva in" in shown and "Försenat" in shown


def test_one_further_ahead_is_not_shown_yet(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        called(world, on=today() + timedelta(days=9))
    assert "Teammöte" not in as_person("Samira").get(TODO).content.decode()


def test_whoever_oversees_too_has_a_list_for_each(world: World, as_person: AsPerson) -> None:
    refer(world)
    client = as_person("Samira")
    has_roles(world, "Samira", RoleKey.REFERRER, RoleKey.CASE_MANAGER, RoleKey.ADMINISTRATOR)
    client.get(TODO)
    people, oversight = client.get(TODO), client.get(TODO, {"visa": "tillsyn"})
    assert queries(client, TODO) <= 10 and queries(client, f"{TODO}?visa=tillsyn") <= 10
    assert "Ny " in people.content.decode() and "Tillsyn" in people.content.decode()
    assert "Ny " not in oversight.content.decode()
    assert "uppdrag att se över" in oversight.content.decode()
    assert "uppdrag att se över" not in people.content.decode()
