"""The goals page: figures, lists, analyses, plots; who gets it, and what it costs."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.outcomes import jobs
from stegvis.outcomes.models import Analysis, Evidence, Plot
from tests.casework.arrivals import refer
from tests.counting import queries
from tests.outcomes.lives import LEFT, Life, live
from tests.world import World

AsPerson = Callable[[str], Client]
READY = "/mal/forrehab-uppsala/redo"


@pytest.fixture
def counted(world: World) -> World:
    samira = world.actor("Samira")
    with acting(samira):
        for life in LEFT:
            live(samira, world.version, life)
    return world


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_page_shows_every_goal_with_what_it_is_made_of(
    counted: World, as_person: AsPerson
) -> None:
    shown = text(as_person("Samira"), "/mal/")
    for goal in counted.version.definition.goals:
        assert f'id="mal-{goal.key}"' in shown
        assert goal.reading in shown
    assert "12 av 20 (60 %)" in shown  # ready
    assert "7 av 10 (70 %)" in shown  # women
    assert "Uppgift saknas" in shown
    assert "39–78 %" in shown
    assert "Andelen är 20 procentenheter högre bland kvinnor" in shown


def test_a_referral_that_nobody_has_opened_is_counted_as_the_flow_counts_it(
    counted: World, as_person: AsPerson
) -> None:
    client = as_person("Samira")
    refer(counted)
    shown, flow = text(client, "/mal/"), text(client, "/floden/")
    [number] = re.findall(r"<dt>Aktualiserade</dt> ?<dd>(\d+)</dd>", shown)
    assert int(number) >= 1
    assert f"{number} aktualiserade" in re.sub(r"<[^>]+>", "", flow)
    assert "<dt>Väntar på att bedömas</dt><dd>1</dd>" in shown


@pytest.mark.parametrize("name", ["Lena", "Frida", "Styrbjörn", "Adam", "Maria"])
def test_others_get_nothing(counted: World, as_person: AsPerson, name: str) -> None:
    client = as_person(name)
    for url in ("/mal/", f"{READY}/deltagare/ja/", f"{READY}/analys/"):
        assert client.get(url).status_code == 404


def test_a_stranger_gets_nothing_of_uppsalas(counted: World, as_person: AsPerson) -> None:
    stina = as_person("Stina")
    assert "inte utförare" in text(stina, "/mal/")
    assert stina.get("/mal/?insats=forrehab-uppsala").status_code == 200
    assert stina.get(f"{READY}/deltagare/ja/").status_code == 404


def test_at_most_ten_queries(counted: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    client.get("/mal/")
    assert queries(client, "/mal/") <= 10
    assert queries(client, f"{READY}/deltagare/raknade/") <= 10


def test_the_cases_behind_a_figure_are_listed_and_logged(
    counted: World, as_person: AsPerson
) -> None:
    client = as_person("Samira")
    shown = text(client, f"{READY}/deltagare/ja/")
    assert "Visar 1–12 av 12" in shown
    assert "Visar 1–8 av 8" in text(client, f"{READY}/deltagare/nej/")
    assert client.get(f"{READY}/deltagare/hittepa/").status_code == 404
    assert client.get("/mal/forrehab-uppsala/rutiner/deltagare/ja/").status_code == 404
    with acting(counted.actor("Adam")):
        assert Entry.objects.filter(event="cases_listed").count() == 2
        assert Entry.objects.filter(event="person_listed").count() == 20


def test_uneven_asks_for_an_analysis_and_keeps_it(world: World, as_person: AsPerson) -> None:
    samira = world.actor("Samira")
    with acting(samira):
        for _ in range(10):
            live(samira, world.version, Life("woman", mapped=20, way="vag_1"))
            live(samira, world.version, Life("man"))
    client = as_person("Samira")
    shown = text(client, "/mal/")
    assert "ska det finnas analys av tänkbar orsak och särskilt riktad insats" in shown
    url = "/mal/forrehab-uppsala/progression_efter_kon/analys/"
    assert "Tänkbar orsak" in text(client, url)
    bad = client.post(url, {"analysis": "Kurserna passar inte män.", "measure": ""})
    assert bad.status_code == 422
    assert "Kurserna passar inte män." in bad.content.decode()
    form = {"analysis": "Kurserna passar inte män.", "measure": "Verkstad på kvällar."}
    assert client.post(url, form | {"follow_up_on": "2020-01-01"}).status_code == 422
    assert client.post(url, form).status_code == 302
    with acting(samira):
        kept = Analysis.objects.get()
    assert kept.measure == "Verkstad på kvällar."
    assert "Verkstad på kvällar." in text(client, "/mal/")


def test_case_managers_read_and_list_but_do_not_analyse(
    counted: World, as_person: AsPerson
) -> None:
    sara = as_person("Sara")
    assert "Skriv en analys" not in text(sara, "/mal/")
    assert sara.get(f"{READY}/analys/").status_code == 403
    assert sara.get(f"{READY}/deltagare/ja/").status_code == 200


def test_evidence_is_kept_for_goals_that_are_no_numbers(
    counted: World, as_person: AsPerson
) -> None:
    client = as_person("Samira")
    url = "/mal/forrehab-uppsala/rutiner/underlag/"
    assert client.post(url, {"dated_on": "2099-01-01", "text": "Klart."}).status_code == 422
    form = {"dated_on": "2026-05-04", "kind": "routine", "text": "Antagen.", "is_reached": "on"}
    assert client.post(url, form).status_code == 302
    again = {"dated_on": "2026-06-01", "kind": "routine", "text": "Även den andra är antagen."}
    assert client.post(url, again).status_code == 302
    shown = text(client, "/mal/")
    assert "<dt>Rutin</dt><dd>2 (4 maj 2026 – 1 juni 2026)</dd>" in shown
    assert "Rutin, 4 maj 2026, Samira Nordin" in shown
    assert "Även den andra är antagen." in shown
    assert client.get(f"{READY}/underlag/").status_code == 404
    with acting(counted.actor("Samira")):
        assert [row.is_reached for row in Evidence.objects.order_by("dated_on")] == [True, False]


def test_the_table_shows_until_the_picture_is_drawn(counted: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    before = text(client, "/mal/")
    assert 'hx-post="/mal/forrehab-uppsala/diagram/"' in before
    assert "<svg viewBox" in before  # the meters
    assert 'role="img"' not in before
    assert Plot.objects.count() == 0
    assert client.post("/mal/forrehab-uppsala/diagram/").status_code == 204
    key = Plot.objects.values_list("key", flat=True)[0]
    assert "forsok=2" in text(client, f"/mal/diagram/{key}/")
    assert text(client, f"/mal/diagram/{key}/?forsok=6").strip() == ""
    jobs.draw_forgotten_plots(timestamp=0)
    assert 'role="img"' in text(client, f"/mal/diagram/{key}/")
    after = text(client, "/mal/")
    assert after.count('role="img"') == 6
    assert "hx-post" not in after
    assert " style=" not in after
    assert "<style" not in after


def test_of_a_way_in_that_nobody_has_come_no_figure_is_made(
    as_person: AsPerson, world: World
) -> None:
    """As where people were enrolled before referrals were written here."""
    client, nobody = as_person("Samira"), "<p>Ingen aktualisering är registrerad här.</p>"
    shown = text(client, "/mal/")
    assert nobody in shown and "<dt>Aktualiserade</dt>" not in shown
    refer(world)
    shown = text(client, "/mal/")
    assert nobody not in shown and "<dt>Aktualiserade</dt>" in shown
