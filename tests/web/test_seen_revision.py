"""A form that is refused keeps the revision that its author saw: otherwise the second try would
silently overwrite what somebody else wrote between."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.web.shared.seen import whole
from tests.casework.test_proposal import proposed
from tests.casework.test_team_meeting import called
from tests.house.objects import Objects
from tests.web.referrals.test_referrals import FORM
from tests.world import AMN, World

AsPerson = Callable[[str], Client]
SEEN = 'name="revision" value="7"'


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("activity-change", {"activity": "activity"}),
        ("activity-end", {"activity": "activity"}),
        ("benefit-change", {"benefit": "benefit"}),
        ("note-change", {"note": "note"}),
        ("person-correct", {}),
    ],
)
def test_forms_of_a_case(
    name: str, ids: dict[str, str], objects: Objects, as_person: AsPerson
) -> None:
    own = objects.ids["own"]
    url = reverse(name, kwargs={"pk": own["case"]} | {k: own[v] for k, v in ids.items()})
    answer = as_person("Sara").post(url, {"starts_on": "i morgon", "revision": "7"})
    assert (answer.status_code, SEEN in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("typed", ["²", "٣", "-1", "1_0", "9" * 5_000])
def test_what_only_looks_like_a_number(typed: str, objects: Objects, as_person: AsPerson) -> None:
    assert whole(typed) is None
    pk, sara = objects.ids["own"]["case"], as_person("Sara")
    told = {"given_name": "Alva", "family_name": "Ek", "revision": typed}
    assert sara.post(reverse("person-correct", args=[pk]), told).status_code == 422
    address = reverse("goal-cases", args=["forrehab-uppsala", "redo", "ja"])
    samira = as_person("Samira")
    assert samira.get(address, {"fran": typed, "ovriga": typed}).status_code == 200


def test_a_team_meeting(world: World, as_person: AsPerson) -> None:
    with acting(world.actor("Samira")):
        meeting = called(world)
    answer = as_person("Samira").post(
        reverse("team-meeting-change", args=[meeting.pk]), {"on": "i morgon", "revision": "7"}
    )
    assert (answer.status_code, SEEN in answer.content.decode()) == (422, True)


def test_an_answer_to_a_proposal(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    lena = as_person("Lena")
    lena.post(f"/forslag/{row.pk}/bedom/oppna/")
    answer = lena.post(f"/forslag/{row.pk}/bedom/avboj/", {"message": "", "revision": "7"})
    assert (answer.status_code, SEEN in answer.content.decode()) == (422, True)


def test_a_draft_of_a_referral(world: World, as_person: AsPerson) -> None:
    client, receiver = as_person("Lena"), world.organisation(AMN).pk
    saved = client.post(reverse("referral-draft", args=[world.version.pk, receiver]), FORM)
    assert saved.status_code == 302, saved.content.decode()
    again = client.post(saved.headers["Location"], FORM | {"personal_number": "1", "revision": "7"})
    assert (again.status_code, SEEN in again.content.decode()) == (422, True)
