"""The target group's pages: a stranger's 404, bad lists told line by line, nothing half-saved."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from stegvis.access.actor import Actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework.actions import area as actions
from stegvis.casework.actions.area import Newcomer
from stegvis.casework.models import AreaEntry, AreaTriage, Referral
from stegvis.core.dates import now, today
from stegvis.core.personal_number import parse
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.participants.actions.benefit import Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Benefit, Identity, NamedReader, Participant
from stegvis.programmes.areas import Area, areas_held
from tests.casework.klivet import coordinator, number, publish
from tests.counting import queries
from tests.web.casework.scene import fill
from tests.world import AF, FK, World, last_day

AsPerson = Callable[[str], Client]


@pytest.fixture
def area(world: World) -> Area:
    publish()
    (found,) = areas_held(world.actor("Lena").organisation_id)
    return found


@pytest.fixture
def client(as_person: AsPerson, area: Area) -> Client:
    return as_person("Lena")


@pytest.fixture
def entry(world: World, area: Area) -> Iterator[AreaEntry]:
    lena = world.actor("Lena")
    with acting(lena):
        yield people(lena, area, 1)[0]


def people(actor: Actor, area: Area, count: int) -> list[AreaEntry]:
    """Young enough for the programme, whichever year it is."""
    born = date(today().year - 28, 1, 1)
    newcomers = [
        Newcomer(
            Particulars(
                f"Förnamn{n}", f"Efternamn{n:03d}", parse(number(born.replace(day=1 + n % 28), n))
            ),
            area.rules.municipalities[n % 3],
            date(2025, 1, 1),
            Decision(
                "activity_compensation",
                100,
                date(2025, 1, 1),
                today() + timedelta(days=7 * n + 30),
            ),
        )
        for n in range(count)
    ]
    return actions.enter_many(actor=actor, area=area, newcomers=newcomers)


def line(serial: int, *more: str, born: date = date(1999, 5, 6)) -> str:
    return ";".join((number(born, serial), "Anna", f"Provrad{serial}", *more))


def test_the_list_and_its_pages_cost_little_with_138_people(
    world: World, area: Area, as_person: AsPerson
) -> None:
    kaj = coordinator(world)
    with acting(kaj):
        people(kaj, area, 138)
    client, base = as_person("Kaj"), f"/malgruppen/{area.programme_id}/"
    for url in (
        base,
        f"{base}?slut=6",
        f"{base}?lage=inte-kartlagd&page=2",
        f"{base}resultat/",
        f"{base}resultat/i-malgruppen/?fran=2025-01-01&till={today()}",
        f"/bevakning/malgruppen/{area.programme_id}/",
        f"/bevakning/malgruppen/{area.programme_id}/?manad={today():%Y-%m}",
    ):
        assert queries(client, url) <= 10, url
    shown = client.get(base).content.decode()
    assert "138 personer" in shown and "Sida 1 av 3" in shown
    this_year = f"?fran={today().year}-01-01&till={today()}"
    assert "138" in client.get(f"{base}resultat/{this_year}").content.decode()


def test_one_who_handles_nobody_is_not_told_that_nobody_is_there(
    world: World, client: Client, area: Area, as_person: AsPerson
) -> None:
    coordinator(world)
    url = f"/malgruppen/{area.programme_id}/"
    assert "Du är inte handläggare för någon i målgruppen" in client.get(url).content.decode()
    assert "Ingen är inskriven än" in as_person("Kaj").get(url).content.decode()


def test_others_do_not_even_learn_that_it_is_there(
    area: Area, entry: AreaEntry, as_person: AsPerson
) -> None:
    for name in ("Per", "Samira", "Stina", "Sara"):
        client = as_person(name)
        for url in (f"/malgruppen/{area.programme_id}/", f"/malgruppen/person/{entry.pk}/"):
            assert client.get(url).status_code == 404


def test_one_person_with_her_benefit(client: Client, area: Area) -> None:
    url = f"/malgruppen/{area.programme_id}/ny/"
    form = {
        "personal_number": number(date(1999, 5, 6), 121),
        "given_name": "Anna",
        "family_name": "Provsson",
        "municipality": "Högsby",
        "entered_on": "2025-01-01",
        "kind": "activity_compensation",
        "extent_percent": "100",
        "ends_on": "2040-01-31",
    }
    wrong = client.post(url, form | {"kind": "", "municipality": ""})
    assert wrong.status_code == 422 and "Provsson" in wrong.content.decode()
    saved = client.post(url, form, follow=True).content.decode()
    assert "inskriven i målgruppen" in saved and "fyller 30" in saved and "Anna Provsson" in saved
    again = client.post(url, form)
    assert again.status_code == 422 and "finns redan" in again.content.decode()


def test_bad_lines_are_told_with_their_numbers_and_nothing_is_saved(
    client: Client, area: Area, entry: AreaEntry
) -> None:
    url = f"/malgruppen/{area.programme_id}/flera/"
    text = "\n".join(
        (
            "personnummer;förnamn;efternamn;kommun;från;ersättning;omfattning;till",
            line(101, "högsby", "2025-01-01", "aktivitetsersättning", "75", "2027-06-30"),
            line(102, "Uppsala", "2025-13-01", "pension", "130", "snart"),
            "123;;B;Högsby;2025-01-01",
            "",
            line(101, "Högsby", "2099-01-01"),
        )
    )
    answer = client.post(url, {"text": text})
    shown = answer.content.decode()
    assert answer.status_code == 422 and "3 av 4 rader" in shown
    assert "Rad 3: Kommunen ska vara Oskarshamn, Högsby, Mönsterås." in shown
    assert "Ersättningen känns inte igen" in shown and "mellan 1 och 100" in shown
    assert "Rad 4: Skriv personnumret" in shown and "Förnamnet saknas" in shown
    assert "Rad 6:" in shown and "Samma nummer som på rad 2" in shown
    assert "Provrad101" in shown and AreaEntry.objects.count() == 1
    # Somebody who is in the group already is found when the list is saved: then nobody is.
    known = Identity.objects.get(participant=entry.participant)
    good = line(103, "Högsby", "2025-01-01")
    twice = f"{good}\n{known.number};A;B;Högsby;2025-01-01"
    assert "skrivs in" in client.post(url, {"text": twice}).content.decode()
    refused = client.post(url, {"text": twice, "confirm": "1"})
    assert refused.status_code == 422 and "Rad 2: Personen finns redan" in refused.content.decode()
    assert AreaEntry.objects.count() == 1


def test_a_list_takes_every_kind_of_number(client: Client, area: Area, world: World) -> None:
    url = f"/malgruppen/{area.programme_id}/flera/"
    heading = "nummer;förnamn;efternamn;kommun;från;slag av nummer;född;identitetsnivå;vilande"
    good = (
        "200302742382;Sam;Prov;Högsby;2025-01-01;;;sannolik;ja",
        "2003AB12CD34;Rut;Prov;Högsby;2025-01-01;Nationellt reservnummer;2003-05-06;;",
        "50123456;Lo;Prov;Högsby;2025-01-01;LMA-nummer;2004-07-08;;nej",
    )
    bad = (
        "50123457;Mo;Prov;Högsby;2025-01-01;LMA-nummer;;;",
        "50123458;Bo;Prov;Högsby;2025-01-01;passnummer;2004-07-08;;",
        "50123459;Do;Prov;Högsby;2025-01-01;LMA;2004-07-08;styrkt;",
        "200302742382;Sa;Prov;Högsby;2025-01-01;samordningsnummer;;viss;kanske",
    )
    told = client.post(url, {"text": "\n".join((heading, *good, *bad))}).content.decode()
    assert "Rad 5: Födelsedatum behövs, för det står inte i ett LMA-nummer." in told
    assert "Rad 6: Slaget av nummer ska vara personnummer, samordningsnummer" in told
    assert "Rad 7: Bara ett samordningsnummer har en identitetsnivå" in told
    assert "Rad 8: Identitetsnivån ska vara styrkt, sannolik, osäker." in told
    assert (
        "ja eller nej om numret är vilande" in told
        and "50123457" not in told.split("Rätta")[1].split("<form")[0]
    )
    text = "\n".join((heading, *good))
    saved = client.post(url, {"text": text, "confirm": "1"}, follow=True).content.decode()
    assert "3 personer är inskrivna" in saved
    with acting(world.actor("Lena")):
        kept = {
            one.given_name: (one.number_kind, one.number_level, one.number_dormant)
            for one in Identity.objects.filter(family_name="Prov")
        }
        born = Identity.objects.get(given_name="Lo").participant.born_on
    assert kept == {
        "Sam": ("coordination", "probable", True),
        "Rut": ("reserve", "", False),
        "Lo": ("lma", "", False),
    }
    assert born == date(2004, 7, 8)


def test_a_file_is_previewed_and_then_written_in(client: Client, area: Area, world: World) -> None:
    url = f"/malgruppen/{area.programme_id}/flera/"
    empty = client.post(url, {"text": " "})
    assert empty.status_code == 422 and "Listan är tom" in empty.content.decode()
    sheet = SimpleUploadedFile("lista.xlsx", b"PK\x03\x04\x00\x00", "application/zip")
    binary = client.post(url, {"file": sheet})
    assert binary.status_code == 422 and "som CSV först" in binary.content.decode()
    text = "efternamn,förnamn,personnummer,kommun,från\r\n" + "\r\n".join(
        f"Å{n},Ö,{number(date(2000, 1, 1), n)},Oskarshamn,2025-01-01" for n in range(3)
    )
    file = SimpleUploadedFile("lista.csv", text.encode("cp1252"), "text/csv")
    preview = client.post(url, {"file": file}).content.decode()
    assert "3 personer skrivs in" in preview and "Ö Å2" in preview
    assert "20000101-****" in preview
    long = line(104, "Högsby", "2025-01-01", "aktivitetsersättning", "100", "2040-01-31")
    assert "månaden före den månad" in client.post(url, {"text": long}).content.decode()
    saved = client.post(url, {"text": text, "confirm": "1"}, follow=True).content.decode()
    assert "3 personer är inskrivna" in saved and "Ö Å2" in saved
    with acting(world.actor("Lena")):
        assert AreaEntry.objects.count() == 3


def test_mapping_triage_and_livelihood_of_one(
    client: Client, entry: AreaEntry, world: World
) -> None:
    base = f"/malgruppen/person/{entry.pk}/"
    assert queries(client, base) <= 10
    answers = {"prognos": "Vill prova hotell", "aktivitet": "ingen", "mapped_on": str(today())}
    wrong = client.post(f"{base}kartlaggning/", answers | {"mapped_on": "2099-01-01"})
    assert wrong.status_code == 422 and "Vill prova hotell" in wrong.content.decode()
    assert client.post(f"{base}kartlaggning/", answers | {"revision": "1"}).status_code == 302
    late = client.post(f"{base}kartlaggning/", answers | {"revision": "1"})
    assert late.status_code == 409
    judged = {"result": "varaktigt", "decided_on": str(today()), "text": "Underlag finns."}
    assert client.post(f"{base}bedomning/", judged).status_code == 302
    lives = {"livelihood": "Sjukersättning", "informed_on": str(today()), "revision": "2"}
    assert client.post(f"{base}forsorjning/", lives).status_code == 302
    junk = client.post(f"{base}forsorjning/", lives | {"revision": "x"})
    assert junk.status_code == 422
    shown = client.get(base).content.decode()
    for word in ("Vill prova hotell", "Varaktigt nedsatt", "Underlag finns", "Sjukersättning"):
        assert word in shown
    assert AreaTriage.objects.get().result == "varaktigt"


def test_her_benefit_is_watched_and_followed(client: Client, entry: AreaEntry) -> None:
    base = f"/malgruppen/person/{entry.pk}/"
    row = Benefit.objects.get(participant=entry.participant)
    shown = client.get(base).content.decode()
    assert "Ersättningen går ut" in shown and "Ansök om en ny period" in shown
    url = f"{base}ersattning/{row.pk}/darefter/"
    wrong = client.post(url, {"applied_on": "2099-01-01", "revision": "1"})
    assert wrong.status_code == 422 and "framåt i tiden" in wrong.content.decode()
    assert client.post(url, {"applied_on": str(today()), "revision": "1"}).status_code == 302
    assert "beslut väntas" in client.get(base).content.decode()
    new = {
        "kind": "activity_compensation_schooling",
        "starts_on": "2025-01-01",
        "ends_on": "2027-06-30",
        "schooling_ends_on": "2027-06-11",
    }
    saved = client.post(f"{base}ersattning/ny/", new, follow=True).content.decode()
    assert "Skolgången slutar 11 juni 2027" in saved
    wrong = client.post(f"{base}ersattning/{row.pk}/", new | {"kind": "other", "revision": "2"})
    assert wrong.status_code == 422 and "förlängd skolgång" in wrong.content.decode()


def test_dates_in_the_area_are_one_line_of_what_is_to_be_done(
    world: World, area: Area, as_person: AsPerson
) -> None:
    fill(world)
    lena = world.actor("Lena")
    with acting(lena):
        mine = people(lena, area, 3)
        row = Benefit.objects.get(participant=mine[1].participant)
        Benefit.objects.filter(pk=row.pk).update(ends_on=today() - timedelta(days=2))
        unknown = Newcomer(
            Particulars("Okänd", "Okänd", parse(number(date(1998, 5, 5), 77))),
            area.rules.municipalities[0],
            date(2025, 1, 1),
        )
        actions.enter(actor=lena, area=area, newcomer=unknown)
    client = as_person("Lena")
    client.get("/att-gora/")
    # With everything that a referrer may have: questions, her own referrals, what is handed over.
    assert queries(client, "/att-gora/") <= 10
    shown = client.get("/att-gora/").content.decode()
    assert "2 i målgruppen har datum inom 30 dagar" in shown and "försenat 2 dagar" in shown
    assert "slutdatum okänt för 1" in shown and "Förnamn1" not in shown
    assert f'href="/bevakning/malgruppen/{area.programme_id}/"' in shown
    with acting(lena):
        gone = today() - timedelta(days=1)
        for entry in mine[:2]:
            actions.leave(actor=lena, entry=entry, left_on=gone, reason="Flyttat.")
    assert "1 i målgruppen har okänt slutdatum" in client.get("/att-gora/").content.decode()
    assert "målgruppen" not in as_person("Per").get("/att-gora/").content.decode()


def test_waiting_handing_over_leaving_and_offering(
    client: Client, entry: AreaEntry, world: World, area: Area
) -> None:
    base = f"/malgruppen/person/{entry.pk}/"
    af = str(world.organisation(AF).pk)
    wrong = client.post(f"{base}vantar/", {"organisation": af})
    assert wrong.status_code == 422 and "sedan när" in wrong.content.decode()
    assert client.post(f"{base}vantar/", {"organisation": af, "since": "2025-03-01"}).url == base
    listed = client.get(f"/malgruppen/{area.programme_id}/?visa=vantar").content.decode()
    assert "Väntar på Arbetsförmedlingen" in listed
    refused = client.post(f"{base}erbjud/", {"taken_by": "Lena"})
    assert refused.status_code == 422 and "själv har sagt ja" in refused.content.decode()
    yes = client.post(f"{base}erbjud/", {"taken_by": "Lena", "agreed_on": str(today())})
    draft = Referral.objects.get()
    assert yes.url == f"/aktualiseringar/{draft.pk}/andra/"
    assert client.get(yes.url).status_code == 200
    assert client.post(f"{base}lamnar/", {"left_on": str(today())}).status_code == 422
    left = {"left_on": str(today()), "reason": "Har flyttat."}
    assert client.post(f"{base}lamnar/", left).status_code == 302
    assert "Har flyttat" in client.get(base).content.decode()
    account = str(world.account("Lena").pk)
    assert client.post(f"{base}handlaggare/", {"responsible": account}).status_code == 302


def test_the_page_says_who_may_offer_and_who_may_enrol(
    client: Client,
    entry: AreaEntry,
    world: World,
    as_person: AsPerson,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = f"/malgruppen/person/{entry.pk}/"
    shown = client.get(base).content.decode()
    assert "Erbjud Klivet" in shown and "Skriv in i Klivet" not in shown
    assert client.get(f"{base}inskrivning/").status_code == 404
    coordinator(world)
    kaj = as_person("Kaj")
    administrator = system(world.organisation(FK))
    with acting(administrator):
        member.grant(
            actor=administrator,
            account=world.account("Lena"),
            role=RoleKey.CASE_MANAGER,
            reason="Följer deltagare.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
        )
    shown = kaj.get(base).content.decode()
    assert "Skriv in i Klivet" in shown and "Erbjud Klivet" not in shown
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr("stegvis.web.area.entry._may_enrol", lambda *_: False)
        shown = kaj.get(base).content.decode()
        assert "Lena Holm, som är handläggare för personen, kan erbjuda Klivet." in shown
    form = {
        "taken_by": "Kaj Öst",
        "enrolled_on": str(today()),
        "case_manager_id": str(world.account("Lena").pk),
    }
    refused = kaj.post(f"{base}inskrivning/", form)
    assert refused.status_code == 422 and "själv har sagt ja" in refused.content.decode()
    saved = kaj.post(f"{base}inskrivning/", form | {"agreed_on": str(today())})
    assert saved.status_code == 302 and saved.url.endswith("/samtycke/nytt/")
    shown = kaj.get(base).content.decode()
    assert "Personen deltar i insatsen" in shown and "till Kaj Öst" in shown


def test_a_protected_person_has_no_name_here(client: Client, entry: AreaEntry, area: Area) -> None:
    home = f"/malgruppen/person/{entry.pk}/skydd/"
    assert f'href="{home}"' in client.get(f"/malgruppen/person/{entry.pk}/").content.decode()
    assert "Skydda personuppgifter" in client.get(home).content.decode()
    reader = NamedReader.objects.create(
        owner_id=entry.owner_id,
        created_by_id=entry.created_by_id,
        participant=entry.participant,
        account_id=entry.created_by_id,
        reason="Handläggare.",
        shown_until=now() + timedelta(days=1),
    )
    Identity.objects.filter(participant=entry.participant).update(protection="marked")
    Participant.objects.filter(pk=entry.participant_id).update(protection="marked")
    NamedReader.objects.filter(pk=reader.pk).update(shown_until=None)
    for url in (
        f"/malgruppen/{area.programme_id}/",
        f"/malgruppen/person/{entry.pk}/",
        f"/malgruppen/person/{entry.pk}/bedomning/",
        f"/bevakning/malgruppen/{area.programme_id}/?manad={today() + timedelta(days=30):%Y-%m}",
        f"/malgruppen/{area.programme_id}/resultat/i-malgruppen/?fran=2025-01-01&till={today()}",
    ):
        shown = client.get(url).content.decode()
        assert "Efternamn000" not in shown and "skyddade personuppgifter" in shown.lower(), url


def test_the_period_of_the_results(client: Client, area: Area, entry: AreaEntry) -> None:
    base = f"/malgruppen/{area.programme_id}/resultat/"
    wrong = client.get(f"{base}?fran=2025-02-01&till=2025-01-01").content.decode()
    assert "Byt plats" in wrong
    assert "2026-12-03" in client.get(f"{base}?fran=igår&till=").content.decode()
    usual = client.get(base).content.decode()
    assert "handläggare för är med" in usual
    # Without days: those of the programme itself, and a link to this year's.
    assert "31 december 2013" in usual and 'value="2012-10-01"' in usual
    assert f'href="?fran={today().year}-01-01&amp;till={today()}"' in usual
    assert 'href="?fran=2012-10-01&amp;till=2013-12-31" aria-current="page"' in usual
    assert "Varje gång räknas" in usual
    assert client.get(f"{base}finns-inte/").status_code == 404
    behind = client.get(f"{base}i-malgruppen/?fran=2025-01-01&till=2025-12-31").content.decode()
    assert "Efternamn000" in behind
