"""Groups in the pages: opened, filled, attendance on one screen; strangers; cost."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.models import Attendance, Group, GroupSession
from stegvis.core.dates import today
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


@pytest.fixture
def group(world: World, as_person: AsPerson) -> UUID:
    """Välj din framtid with Alva, Bo and Cleo, opened in the pages."""
    client = as_person("Sara")
    opened = client.post(
        "/grupper/ny/",
        {
            "entry": f"{world.version.pk}:valj_din_framtid",
            "starts_on": str(today()),
            "days_between": "7",
        },
    )
    assert opened.status_code == 302
    with acting(world.actor("Sara")):
        people = [str(world.case(name).pk) for name in ("Alva", "Bo", "Cleo")]
    assert client.post(opened.url, {"members": people}).status_code == 302
    return UUID(opened.url.split("/")[2])


def members_of(world: World, group: UUID) -> tuple[GroupSession, list[UUID]]:
    with acting(world.actor("Sara")):
        row = Group.objects.get(pk=group)
        keys = row.activities.order_by("participant__identity__family_key").values_list(
            "pk", flat=True
        )
        return row.sessions.get(number=1), list(keys)


def test_opened_with_the_sessions_of_the_catalogue(
    world: World, group: UUID, as_person: AsPerson
) -> None:
    with acting(world.actor("Sara")):
        assert GroupSession.objects.filter(group_id=group).count() == 6
    shown = as_person("Sara").get(f"/grupper/{group}/").content.decode()
    assert "Alva Exempelsson" in shown
    assert "Cleo Hemlig" in shown


def test_protected_names_are_closed_to_colleagues(group: UUID, as_person: AsPerson) -> None:
    shown = as_person("Kim").get(f"/grupper/{group}/").content.decode()
    assert "Deltagare med skyddade personuppgifter" in shown
    assert "Hemlig" not in shown


def test_open_without_a_number_of_sessions(world: World, as_person: AsPerson) -> None:
    answer = as_person("Sara").post(
        "/grupper/ny/",
        {
            "entry": f"{world.version.pk}:mobiliseringskurs",
            "starts_on": str(today()),
            "name": "Höstens kurs",
            "days_between": "7",
        },
    )
    assert answer.status_code == 422
    assert "Höstens kurs" in answer.content.decode()


def test_attendance_of_a_whole_group_in_one_save(
    world: World, group: UUID, as_person: AsPerson
) -> None:
    session, (first, second, third) = members_of(world, group)
    client = as_person("Kim")
    url = f"/grupper/{group}/narvaro/{session.pk}/"
    form = {
        "held_on": str(today()),
        "theme": "Att välja",
        "revision": "1",
        f"mark-{first}": "present",
        f"mark-{second}": "absent",
        f"reason-{second}": "resan",
    }
    assert client.post(url, form).status_code == 302
    with acting(world.actor("Sara")):
        saved = {row.activity_id: row.absence_reason for row in Attendance.objects.all()}
    assert saved == {first: "", second: "resan"}
    shown = client.get(f"/grupper/{group}/").content.decode()
    assert "Resan fungerade inte" in shown
    assert "Närvarande 1 av 2 gånger (50 %)" in shown
    assert as_person("Sara").post(url, form).status_code == 409
    changed = form | {"revision": "2", f"mark-{second}": "present", f"mark-{third}": "present"}
    assert client.post(url, changed).status_code == 302
    assert "Närvarande 3 av 3" in client.get(f"/grupper/{group}/").content.decode()


def test_absent_needs_a_reason(world: World, group: UUID, as_person: AsPerson) -> None:
    session, (first, second, _) = members_of(world, group)
    answer = as_person("Sara").post(
        f"/grupper/{group}/narvaro/{session.pk}/",
        {
            "held_on": str(today()),
            "theme": "Det jag skrev",
            f"mark-{first}": "absent",
            f"mark-{second}": "present",
        },
    )
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_reason-{first}_error"' in shown
    assert "Det jag skrev" in shown
    with acting(world.actor("Sara")):
        assert not Attendance.objects.exists()


def test_all_present_to_begin_with(world: World, group: UUID, as_person: AsPerson) -> None:
    session, _ = members_of(world, group)
    url = f"/grupper/{group}/narvaro/{session.pk}/"
    client = as_person("Sara")
    assert client.get(url).content.decode().count(" checked") == 0
    assert client.get(url + "?alla=narvarande").content.decode().count(" checked") == 3


def test_session_added_and_group_closed(group: UUID, as_person: AsPerson) -> None:
    client = as_person("Sara")
    assert client.post(f"/grupper/{group}/tillfalle/", {"held_on": ""}).status_code == 422
    assert client.post(f"/grupper/{group}/tillfalle/", {"held_on": str(today())}).status_code == 302
    url = f"/grupper/{group}/avsluta/"
    assert client.post(url, {"ended_on": "2020-01-01"}).status_code == 422
    assert client.post(url, {"ended_on": str(today())}).status_code == 302
    assert "Avslutad" in client.get(f"/grupper/{group}/").content.decode()


@pytest.mark.parametrize("name", ["Stina", "Lena", "Frida", "Adam"])
def test_a_stranger_gets_404(world: World, group: UUID, as_person: AsPerson, name: str) -> None:
    session, _ = members_of(world, group)
    client = as_person(name)
    for path in ("", "deltagare/", "tillfalle/", "avsluta/", f"narvaro/{session.pk}/"):
        assert client.get(f"/grupper/{group}/{path}").status_code == 404


def test_a_stranger_case_manager_sees_no_group(group: UUID, as_person: AsPerson) -> None:
    assert str(group) not in as_person("Stina").get("/grupper/").content.decode()
    assert as_person("Adam").get("/grupper/").status_code == 404


def test_few_queries(world: World, group: UUID, as_person: AsPerson) -> None:
    session, _ = members_of(world, group)
    client = as_person("Sara")
    client.get("/grupper/")
    for path in ("", f"{group}/", f"{group}/deltagare/", f"{group}/narvaro/{session.pk}/", "ny/"):
        assert queries(client, f"/grupper/{path}") <= 10
