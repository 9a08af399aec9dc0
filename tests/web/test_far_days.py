"""A day that no calendar in use holds is refused at its field, and no list breaks on it after."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.models import TeamMeeting
from stegvis.core.dates import today
from stegvis.web.shared.forms import parse_swedish_date
from tests.house.objects import Objects
from tests.world import World

AsPerson = Callable[[str], Client]
FAR = ("9999-12-31", "0001-01-01", "31/12 9999", "99991231")


@pytest.mark.parametrize("far", FAR)
def test_a_day_far_away_is_no_day(far: str) -> None:
    with pytest.raises(ValueError, match=far):
        parse_swedish_date(far)


@pytest.mark.parametrize("field", ["starts_on", "ends_on", "dormant_from"])
@pytest.mark.parametrize("far", FAR[:2])
def test_a_benefit_until_further_notice_has_no_last_day(
    far: str, field: str, objects: Objects, as_person: AsPerson
) -> None:
    client = as_person("Samira")
    told = {"kind": "activity_compensation", "extent_percent": "100", field: far}
    answer = client.post(reverse("benefit-add", args=[objects.ids["own"]["case"]]), told)
    assert (answer.status_code, far in answer.content.decode()) == (422, True)
    assert client.get(reverse("watch-list") + "?visa=alla").status_code == 200


def test_a_meeting_is_not_called_in_the_year_one(world: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    told = {"version_id": str(world.version.pk), "on": "0001-01-01", "clock": "9.30", "place": ""}
    assert client.post("/teammoten/nytt/", told).status_code == 422
    with acting(world.actor("Samira")):
        assert not TeamMeeting.objects.exists()
    assert client.get("/teammoten/").status_code == 200
    assert client.post("/teammoten/nytt/", told | {"on": str(today())}).status_code == 302
