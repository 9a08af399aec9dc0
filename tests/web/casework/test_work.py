"""Arbetsutbud in the pages: shown, written in, warned about, struck; the curve; strangers; cost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from stegvis.audit.journal import acting
from stegvis.casework.actions import milestone, monthly, work
from stegvis.casework.models import FollowUp, Milestone, MonthlyFigure, WorkPeriod, WorkPlot
from stegvis.casework.progress import SeatNow
from stegvis.core.dates import add_months, today
from stegvis.outcomes import jobs
from stegvis.programmes.conduct import Seat, Shift
from stegvis.programmes.vocabulary import SeatRole
from stegvis.web.casework import participant
from tests.counting import queries
from tests.web.casework.scene import fill
from tests.world import World

AsPerson = Callable[[str], Client]


@pytest.fixture
def case(world: World) -> UUID:
    return world.case_id("Alva")


def added(world: World, **also: object) -> WorkPeriod:
    sara = world.actor("Sara")
    given = {"kind": "development_employment", "percent": 50, "starts_on": today()} | also
    with acting(sara):
        return work.add(actor=sara, participation=world.case("Alva"), details=work.Details(**given))


def page(client: Client, case: UUID, *rest: object) -> str:
    return str(
        client.get(
            "/".join([f"/deltagare/{case}/arbetsutbud", *map(str, rest), ""])
        ).content.decode()
    )


def test_nothing_yet_says_what_to_do(case: UUID, as_person: AsPerson) -> None:
    shown = page(as_person("Sara"), case)
    assert "Inget arbetsutbud inskrivet" in shown
    assert "?steg=utvecklingsanstallning" in shown


def test_written_in_with_a_number_alone(case: UUID, as_person: AsPerson) -> None:
    client = as_person("Sara")
    form = (
        page(client, case, "nytt") + page(client, case, "nytt", "?steg=utvecklingsanstallning")[:-1]
    )
    assert "<details" in form
    answer = client.post(
        f"/deltagare/{case}/arbetsutbud/nytt/",
        {
            "kind": "development_employment",
            "extent_text": "50",
            "benefit_percent": "50",
            "starts_on": str(today()),
        },
        follow=True,
    )
    shown = answer.content.decode()
    assert "Arbetsutbudet är inskrivet." in shown
    assert "Utvecklingsanställning 50\xa0%" in shown or "Utvecklingsanställning 50 %" in shown
    assert "Ersättning samtidigt: 50\xa0%" in shown


def test_a_rung_fills_the_form_in(case: UUID, as_person: AsPerson) -> None:
    answer = as_person("Sara").get(
        f"/deltagare/{case}/arbetsutbud/nytt/?steg=utvecklingsanstallning"
    )
    form = answer.content.decode()
    assert '<option value="development_employment" selected>' in form
    assert 'value="50 %"' in form


def test_over_full_time_warns_and_saves(world: World, case: UUID, as_person: AsPerson) -> None:
    added(world, percent=75)
    answer = as_person("Sara").post(
        f"/deltagare/{case}/arbetsutbud/nytt/",
        {"kind": "studies", "extent_text": "halvtid", "starts_on": str(today())},
        follow=True,
    )
    shown = answer.content.decode()
    assert "blir tillsammans 125 %" in shown
    assert "Det är mer än heltid" in shown


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"extent_text": "lite då och då"}, "extent_text"),
        ({"extent_text": "60 h"}, "extent_text"),
        ({"starts_on": "i går"}, "starts_on"),
        ({"starts_on": "2010-01-01"}, "starts_on"),
        ({"ends_on": "2010-01-01"}, "ends_on"),
        ({"benefit_percent": "130"}, "benefit_percent"),
        ({"kind": ""}, "kind"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(
    case: UUID, as_person: AsPerson, given: dict[str, str], field: str
) -> None:
    sent = {
        "kind": "placement",
        "extent_text": "20 h/v",
        "starts_on": str(today()),
        "name": "Trädgården",
    }
    answer = as_person("Sara").post(f"/deltagare/{case}/arbetsutbud/nytt/", sent | given)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in shown
    assert "Trädgården" in shown
    assert '<details class="ds-details" open>' in shown


def test_changed_ended_and_struck(world: World, case: UUID, as_person: AsPerson) -> None:
    period, client = added(world), as_person("Sara")
    place = f"/deltagare/{case}/arbetsutbud/{period.pk}"
    assert "Makulera perioden" in client.get(f"{place}/").content.decode()
    sent = {"kind": "arranged_employment", "extent_text": "75 %", "starts_on": str(today())}
    assert client.post(f"{place}/", sent | {"revision": "1"}).status_code == 302
    assert client.post(f"{place}/", sent | {"revision": "1"}).status_code == 409
    last = str(today() + timedelta(days=9))
    assert client.post(f"{place}/sista-dag/", {"ends_on": last, "revision": "2"}).status_code == 302
    assert client.post(f"{place}/sista-dag/", {"ends_on": "2001-01-01"}).status_code == 422
    assert client.post(f"{place}/makulera/", {"revision": "3"}).status_code == 302
    assert client.get(f"{place}/").status_code == 404
    with acting(world.actor("Sara")):
        assert not WorkPeriod.objects.kept().exists()


def test_the_curve_is_asked_for_drawn_and_shown(
    world: World, case: UUID, as_person: AsPerson
) -> None:
    added(world, benefit_percent=50)
    client, place = as_person("Sara"), f"/deltagare/{case}/arbetsutbud/kurva/"
    assert 'hx-post="' in page(client, case)
    assert client.post(place).status_code == 204
    assert client.post(place).status_code == 204
    (job,) = ProcrastinateJob.objects.filter(task_name="stegvis.draw_work")
    assert 'hx-get="' in client.get(place).content.decode()
    jobs.draw_work(**job.args)
    assert "<svg" in client.get(place).content.decode()
    shown = page(client, case)
    assert "<svg" in shown and 'hx-post="' not in shown
    # What changes the curve has it drawn anew.
    added(world, kind="studies", percent=25)
    assert 'hx-post="' in page(client, case)
    with acting(world.actor("Sara")):
        assert WorkPlot.objects.get().participation_id == case


def test_the_curve_is_not_asked_for_before_anything_has_begun(
    case: UUID, as_person: AsPerson
) -> None:
    client = as_person("Sara")
    assert client.post(f"/deltagare/{case}/arbetsutbud/kurva/").status_code == 204
    assert not ProcrastinateJob.objects.filter(task_name="stegvis.draw_work").exists()
    assert client.get(f"/deltagare/{case}/arbetsutbud/kurva/?forsok=x").status_code == 404


def test_milestones_are_written_in_and_struck(
    world: World, case: UUID, as_person: AsPerson
) -> None:
    client, place = as_person("Sara"), f"/deltagare/{case}/hallpunkter"
    sent = {"starts_on": str(today()), "text": "Vid mötet."}
    assert client.post(f"{place}/provad/ny/", sent).status_code == 302
    assert client.post(f"{place}/provad/ny/", sent).status_code == 422
    assert client.get(f"{place}/okand/ny/").status_code == 404
    with acting(world.actor("Sara")):
        pk = Milestone.objects.get().pk
    assert "Vid mötet." in page(client, case)
    assert "Vid mötet." in client.get(f"{place}/{pk}/").content.decode()
    assert (
        client.post(f"{place}/{pk}/", {"starts_on": "2026-01-02", "revision": "1"}).status_code
        == 302
    )
    assert client.post(f"{place}/{pk}/makulera/", {"revision": "2"}).status_code == 302
    assert client.get(f"{place}/{pk}/").status_code == 404


def test_half_a_year_of_figures_on_one_page(world: World, case: UUID, as_person: AsPerson) -> None:
    client, place = as_person("Sara"), f"/deltagare/{case}/manadsuppgifter/?halvar=2026-1"
    shown = client.get(place).content.decode()
    assert "januari 2026" in shown and "juni 2026" in shown and "halvar=2025-2" in shown
    sent = {"vardkontakter-2026-01": "3", "vardkontakter-2026-02": "0"}
    assert client.post(place, sent).status_code == 302
    with acting(world.actor("Sara")):
        assert [row.value for row in MonthlyFigure.objects.all()] == [3, 0]
    assert client.post(place, sent | {"vardkontakter-2026-01": "4"}).status_code == 409
    seen = {"seen-vardkontakter-2026-01": "1", "seen-vardkontakter-2026-02": "1"}
    bad = client.post(place, sent | seen | {"vardkontakter-2026-01": "många"})
    assert bad.status_code == 422 and "många" in bad.content.decode()
    taken_back = sent | seen | {"vardkontakter-2026-01": ""}
    assert client.post(place, taken_back).status_code == 302
    with acting(world.actor("Sara")):
        assert [row.value for row in MonthlyFigure.objects.all()] == [None, 0]


def test_contact_at_the_workplace_is_written_in_while_she_takes_part(
    world: World, case: UUID, as_person: AsPerson
) -> None:
    client = as_person("Sara")
    place = f"/deltagare/{case}/avslut/uppfoljning/arbetsplatsen-1/"
    assert client.get(place).status_code == 404
    added(world, is_found_workplace=True, starts_on=today() - timedelta(days=20))
    shown = page(client, case)
    assert "Kontakt på arbetsplatsen, 1 av 6" in shown and "arbetsplatsen-6" in shown
    assert "Nådde du personen?" in client.get(place).content.decode()
    sent = {"done_on": str(today()), "attempts": "1", "reached": "yes"}
    too_early = sent | {"done_on": str(today() - timedelta(days=21))}
    assert client.post(place, too_early).status_code == 422
    assert client.post(place, sent).url == f"/deltagare/{case}/arbetsutbud/"
    assert "Gjord" in page(client, case)
    with acting(world.actor("Sara")):
        assert FollowUp.objects.get().moment == "arbetsplatsen-1"


def test_a_stranger_finds_nothing(world: World, case: UUID, as_person: AsPerson) -> None:
    period, client = added(world), as_person("Stina")
    for rest in ("", "nytt/", "kurva/", f"{period.pk}/", f"{period.pk}/sista-dag/"):
        assert client.get(f"/deltagare/{case}/arbetsutbud/{rest}").status_code == 404
    assert client.post(f"/deltagare/{case}/arbetsutbud/{period.pk}/makulera/").status_code == 404
    assert client.get(f"/deltagare/{case}/manadsuppgifter/").status_code == 404


def test_no_page_costs_more_than_ten_queries(world: World, case: UUID, as_person: AsPerson) -> None:
    fill(world)
    period = added(world, is_found_workplace=True)
    sara = world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        reached = milestone.add(
            actor=sara,
            participation=alva,
            key="provad",
            details=milestone.Details(today()),
        )
        month = add_months(today().replace(day=1), -1)
        monthly.write(actor=sara, participation=alva, values={("vardkontakter", month): 2}, seen={})
    client = as_person("Sara")
    client.post(f"/deltagare/{case}/arbetsutbud/kurva/")
    base = f"/deltagare/{case}"
    costs = {
        rest: queries(client, f"{base}/{rest}")
        for rest in (
            "",
            "arbetsutbud/",
            "arbetsutbud/nytt/",
            "arbetsutbud/kurva/",
            f"arbetsutbud/{period.pk}/",
            f"arbetsutbud/{period.pk}/sista-dag/",
            "hallpunkter/provad/ny/",
            f"hallpunkter/{reached.pk}/",
            "manadsuppgifter/",
            "avslut/uppfoljning/arbetsplatsen-1/",
        )
    }
    assert {rest: cost for rest, cost in costs.items() if cost > 10} == {}


def test_the_case_page_tells_what_she_works_with_now(
    world: World, case: UUID, as_person: AsPerson
) -> None:
    added(world, name="Köket")
    shown = as_person("Sara").get(f"/deltagare/{case}/").content.decode()
    assert "Utvecklingsanställning, Köket" in shown
    assert "Utvecklingsanställning 50 %, Köket, började." in shown


def test_the_case_page_tells_what_part_a_seat_has_now(
    case: UUID, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_person("Sara")
    assert "Roller nu" not in client.get(f"/deltagare/{case}/").content.decode()
    shift = Shift(after="halvtid", name="Uppföljande mentor", text="Följer upp.")
    seat = Seat(key="mentor", name="Mentor", role=SeatRole.CASE_MANAGER, shifts=(shift,))
    monkeypatch.setattr(participant, "seats_now", lambda *_: [SeatNow(seat, shift)])
    shown = client.get(f"/deltagare/{case}/").content.decode()
    assert "<strong>Mentor</strong>: Uppföljande mentor<br>Följer upp." in shown
