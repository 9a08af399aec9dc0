"""One referral in the pages: read, judged, answered, met, enrolled, reassigned."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.models import CriterionJudgement, Meeting, Participation, Party, Question
from stegvis.core.dates import today
from tests.casework.arrivals import EBBE, again, judged, opened, outreach_to, refer
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]
JUDGED = ("forutsattning", "inte_redo", "behov")


def ready(world: World) -> UUID:
    """A referral with everything judged."""
    pk = refer(world)
    with acting(world.actor("Samira")):
        judged(world, pk)
    return pk


def test_the_page_before_it_is_opened(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    client = as_person("Samira")
    text = client.get(f"/inkorg/{pk}/").content.decode()
    assert "Dag Väntander" in text and "Jag vill ut bland folk." in text
    assert "20030711-****" in text and "200307112391" not in text
    assert "Börja bedöma" in text and "Ta emot" not in text
    assert "Samtycke lämnat" in text and "Aktivitetsersättning" in text
    assert client.post(f"/inkorg/{pk}/oppna/").status_code == 302
    assert "Ta emot" in client.get(f"/inkorg/{pk}/").content.decode()


def test_from_the_inbox_to_an_enrolled_participant(world: World, as_person: AsPerson) -> None:
    pk = refer(world)
    client = as_person("Samira")
    client.post(f"/inkorg/{pk}/oppna/")
    assert "3 behöver bedömas" in client.get(f"/inkorg/{pk}/").content.decode()
    for criterion in JUDGED:
        answer = client.post(f"/inkorg/{pk}/kriterium/{criterion}/", {"outcome": "met"})
        assert answer.status_code == 302
    answer = client.post(f"/inkorg/{pk}/ta-emot/", {"message": "Välkommen!"})
    assert answer.status_code == 302
    text = client.get(f"/inkorg/{pk}/").content.decode()
    assert "Skriv in" in text and "Begär komplettering" not in text
    with acting(world.actor("Samira")):
        intake = again(world, pk).pk
    url = f"/inkorg/{intake}/inskrivning/"
    assert "Sara Berg: 2 pågående" in client.get(url).content.decode()
    form = {
        "enrolled_on": today().isoformat(),
        "case_manager_id": str(world.actor("Sara").account_id),
        "with_referrer": "on",
    }
    late = client.post(url, form | {"enrolled_on": "2099-01-01"})
    assert late.status_code == 422 and "framåt i tiden" in late.content.decode()
    answer = client.post(url, form)
    assert answer.status_code == 302
    with acting(world.actor("Sara")):
        case = world.case("Dag")
        assert f"/deltagare/{case.pk}/" in answer.url
        assert Party.objects.filter(participation=case).count() == 1
    assert "Till deltagarens sida" in client.get(f"/inkorg/{pk}/").content.decode()
    assert client.post(url, form).status_code == 422


def test_admission_waits_for_the_criteria(world: World, as_person: AsPerson) -> None:
    pk = refer(world, name="Ebbe", number=EBBE)
    with acting(world.actor("Samira")):
        judged(world, pk)
    client = as_person("Samira")
    answer = client.post(f"/inkorg/{pk}/ta-emot/", {"message": "Det jag skrev."})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "talar emot" in text and "Det jag skrev." in text
    url = f"/inkorg/{pk}/kriterium/alder/"
    answer = client.post(url, {"outcome": "not_met", "set_aside": "on"})
    assert answer.status_code == 422 and "varför" in answer.content.decode()
    answer = client.post(url, {"outcome": "not_met", "set_aside": "on", "reason": "Enigt."})
    assert answer.status_code == 302
    text = client.get(f"/inkorg/{pk}/").content.decode()
    assert "Bortses från" in text and "Enigt." in text
    assert client.post(f"/inkorg/{pk}/ta-emot/", {}).status_code == 302


def test_every_other_way_out(world: World, as_person: AsPerson) -> None:
    client = as_person("Samira")
    pk = ready(world)
    soon = (today() + timedelta(days=20)).isoformat()
    assert client.post(f"/inkorg/{pk}/ko/", {"expected_on": "i går"}).status_code == 422
    assert client.post(f"/inkorg/{pk}/ko/", {"expected_on": soon}).status_code == 302
    assert "I kö (1)" in client.get("/inkorg/").content.decode()
    answer = client.post(f"/inkorg/{pk}/komplettering/", {"text": "", "answer_by": soon})
    assert answer.status_code == 422
    answer = client.post(f"/inkorg/{pk}/komplettering/", {"text": "Hur ser veckan ut?"})
    assert answer.status_code == 302
    assert "Hur ser veckan ut?" in client.get(f"/inkorg/{pk}/").content.decode()
    assert client.post(f"/inkorg/{pk}/bedom/").status_code == 302
    assert client.post(f"/inkorg/{pk}/inte-natt/", {"text": ""}).status_code == 422
    assert client.post(f"/inkorg/{pk}/ta-inte-emot/", {"text": "Skälet"}).status_code == 422
    refusal = {"reason": "vard_forst", "text": "Skälet", "message": "Hör av er."}
    assert client.post(f"/inkorg/{pk}/ta-inte-emot/", refusal).status_code == 302
    text = client.get(f"/inkorg/{pk}/").content.decode()
    assert "Behöver vård eller behandling först" in text and "Hör av er." in text
    answer = client.post(f"/inkorg/{pk}/inte-natt/", {"text": "Ringt."})
    assert answer.status_code == 422 and "redan fattat" in answer.content.decode()
    with acting(world.actor("Lena")):
        assert Question.objects.get(referral_id=pk).text == "Hur ser veckan ut?"


def test_two_coordinators_do_not_overwrite_one_another(world: World, as_person: AsPerson) -> None:
    pk = ready(world)
    client = as_person("Samira")
    assert client.post(f"/inkorg/{pk}/ko/", {"revision": "1"}).status_code == 409


def test_a_meeting_is_booked_called_to_and_written_down(world: World, as_person: AsPerson) -> None:
    pk = ready(world)
    client = as_person("Samira")
    form = {
        "kind": "bedomningssamtal",
        "on": (today() - timedelta(days=1)).isoformat(),
        "clock": "13.30",
        "place": "Vaksalagatan 1",
        "with_whom_id": str(world.actor("Sara").account_id),
    }
    url = f"/inkorg/{pk}/mote/"
    answer = client.post(url, form | {"clock": "halv två"})
    assert answer.status_code == 422 and "Vaksalagatan 1" in answer.content.decode()
    assert client.post(url, form).status_code == 302
    with acting(world.actor("Samira")):
        meeting = Meeting.objects.get()
    assert "Dag Väntander" in client.get("/inkorg/moten/").content.decode()
    letter = client.get(f"/inkorg/moten/{meeting.pk}/kallelse/").content.decode()
    assert "Vaksalagatan 1" in letter and "13.30" in letter and "Gatan 1" in letter
    assert "aktivitetsersättning" not in letter and "Förrehab" not in letter
    report = f"/inkorg/moten/{meeting.pk}/"
    assert client.post(report, {"status": "held"}).status_code == 422
    answer = client.post(report, {"status": "held", "result": "Verksamheten passar"})
    assert answer.status_code == 302
    text = client.get(f"/inkorg/{pk}/").content.decode()
    assert "Verksamheten passar" in text and "genomfört" in text
    for name in ("Sara", "Lena", "Olof"):
        assert as_person(name).get(report).status_code == 404


def test_strangers_meet_nothing(world: World, as_person: AsPerson) -> None:
    pk = ready(world)
    with acting(world.actor("Samira")):
        intake = again(world, pk).pk
    for name in ("Sara", "Lena", "Per", "Olof", "Adam", "Stina"):
        client = as_person(name)
        for path in ("", "ta-emot/", "ta-inte-emot/", "ko/", "komplettering/", "inte-natt/"):
            answer = client.get(f"/inkorg/{pk}/{path}")
            assert answer.status_code == 404, (name, path)
            assert "Väntander" not in answer.content.decode()
        assert client.get(f"/inkorg/{pk}/kriterium/behov/").status_code == 404
        assert client.get(f"/inkorg/{intake}/inskrivning/").status_code == 404
        assert client.post(f"/inkorg/{pk}/oppna/").status_code == 404
    samira = as_person("Samira")
    assert samira.get(f"/inkorg/{pk}/kriterium/finns-inte/").status_code == 404


def test_the_referrer_never_sees_how_it_was_judged(world: World, as_person: AsPerson) -> None:
    ready(world)
    with acting(world.actor("Lena")):
        assert CriterionJudgement.objects.count() == 0


def test_an_own_referral_has_nobody_to_ask(world: World, as_person: AsPerson) -> None:
    pk = outreach_to(world)
    with acting(world.actor("Samira")):
        opened(world, pk)
    text = as_person("Samira").get(f"/inkorg/{pk}/").content.decode()
    assert "Utan remittent" in text and "Begär komplettering" not in text


def test_pages_are_cheap(world: World, as_person: AsPerson) -> None:
    pk = ready(world)
    client = as_person("Samira")
    paths = ("", "ta-emot/", "ta-inte-emot/", "ko/", "komplettering/", "mote/", "kriterium/behov/")
    for path in paths:
        assert queries(client, f"/inkorg/{pk}/{path}") <= 10, path
    client.post(f"/inkorg/{pk}/komplettering/", {"text": "Hur ser veckan ut?"})
    assert queries(client, f"/inkorg/{pk}/") <= 10, "with questions, too"


def test_a_case_is_given_to_another_case_manager(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Bo")
    client = as_person("Samira")
    text = client.get("/laget/").content.decode()
    assert "Kim Lund" in text and "Bo Provdal" in text
    form = {
        "account_id": str(world.actor("Sara").account_id),
        "starts_on": today().isoformat(),
    }
    url = f"/laget/{case}/"
    early = client.post(url, form | {"starts_on": "2020-01-01"})
    assert early.status_code == 422 and "före inskrivningen" in early.content.decode()
    assert client.post(url, form).status_code == 302
    with acting(world.actor("Sara")):
        assert Participation.objects.get(pk=case).case_manager_id == world.actor("Sara").account_id
    for name in ("Sara", "Lena", "Stina"):
        assert as_person(name).get(url).status_code == 404
    assert queries(client, url) <= 10
