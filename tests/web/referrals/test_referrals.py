"""The referrer's pages: the whole way as Lena, strangers, bad input, cost."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.models import Referral, ReferralStatus
from stegvis.core.dates import today
from stegvis.participants.models import Identity
from tests.casework.test_referral import region_referrer, sent
from tests.counting import queries
from tests.world import AMN, World, actor_named

AsPerson = Callable[[str], Client]
TOKEN = {"_token": "0d3c9d0b-5a6c-4f7e-9d55-1f2ad1a3a111"}
FORM = {
    "given_name": "Dana",
    "family_name": "Prov",
    "personal_number": "030214-2385",
    "phone": "070-174 06 05",
    "reason": "Vill komma ut bland folk.",
    "wish": "Jag vill jobba med djur.",
    "fact_benefit": "activity_compensation",
    "fact_benefit_extent": "100",
    "fact_benefit_end": "2027-06-30",
    "fact_functional_limitation": "yes",
    "fact_daily_activities": "no",
    "fact_treatment_ongoing": "unknown",
    "fact_needs_interpreter": "no",
}
CONSENT = {"ground": "consent", "consent_taken_by": "Lena Holm"}


def new_url(world: World) -> str:
    return f"/aktualiseringar/ny/{world.version.pk}/{world.organisation(AMN).pk}/"


def own(name: str = "Lena") -> list[Referral]:
    actor = actor_named(name)
    with acting(actor):
        return list(Referral.objects.visible_to(actor))


def referral_of(world: World) -> UUID:
    lena = world.actor("Lena")
    with acting(lena):
        return sent(world, lena).pk


def test_lena_writes_checks_sends_and_follows(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    assert lena.get("/aktualiseringar/ny/").url == new_url(world)
    assert "Välj" in lena.get(new_url(world)).content.decode()
    draft = lena.post(new_url(world), FORM | {"check": "1"})
    check = lena.get(draft.url).content.decode()
    assert "Jag vill jobba med djur." in check and "100 %" in check
    assert "20030214-****" in check and "2385" not in check
    answer = lena.post(draft.url, CONSENT | {"consent_on": str(today())})
    assert answer.status_code == 302
    shown = lena.get(answer.url).content.decode()
    assert "skickad, inte öppnad" in shown and "20030214-****" in shown
    assert "Dana Prov" in lena.get("/aktualiseringar/").content.decode()
    unmasked = lena.post(
        f"{answer.url}personnummer/", {"reason": "Ringer vården."}
    ).content.decode()
    assert "20030214-2385" in unmasked


def test_a_draft_may_be_incomplete_and_says_what_is_missing(
    world: World, as_person: AsPerson
) -> None:
    lena = as_person("Lena")
    draft = lena.post(new_url(world), {"given_name": "Dana", "family_name": "Prov", "check": "1"})
    check = lena.get(draft.url).content.decode()
    assert "Det här saknas" in check and "Personnummer eller födelsedatum" in check
    refused = lena.post(draft.url, CONSENT | {"consent_on": str(today())})
    assert refused.status_code == 422
    assert len(own()) == 1 and own()[0].is_draft
    change = draft.url.replace("skicka", "andra")
    again = lena.post(change, FORM | {"revision": "1", "check": "1"})
    assert again.status_code == 302
    assert "Det här saknas" not in lena.get(again.url).content.decode()
    assert "030214" not in re.sub(r"20030214-\*{4}", "", lena.get(change).content.decode())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"personal_number": "20030214-2386"}, "Personnumret stämmer inte"),
        ({"personal_number": "hej"}, "tolv siffror"),
        ({"personal_number": "", "born_on": "2099-01-01"}, "framåt i tiden"),
        ({"given_name": ""}, "förnamn"),
        ({"fact_benefit_extent": "120"}, "100"),
        ({"fact_benefit_end": "i vår"}, "Skriv datumet så här"),
        ({"reason": "x" * 20_001}, "20000"),
    ],
)
def test_bad_input_keeps_what_was_typed(
    world: World, as_person: AsPerson, change: dict[str, str], message: str
) -> None:
    answer = as_person("Lena").post(new_url(world), FORM | change)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "Jag vill jobba med djur." in answer.content.decode()
    assert own() == []


def test_a_coordination_number_is_accepted(world: World, as_person: AsPerson) -> None:
    answer = as_person("Lena").post(new_url(world), FORM | {"personal_number": "200302742382"})
    assert answer.status_code == 302, answer.content.decode()
    with acting(world.actor("Lena")):
        assert Identity.objects.get(number="200302742382").number_kind == "coordination"


def test_how_sure_the_identity_is_can_be_said_at_once(world: World, as_person: AsPerson) -> None:
    lena, number = as_person("Lena"), "200302742382"
    refused = lena.post(new_url(world), FORM | {"number_level": "probable"})
    assert refused.status_code == 422
    assert "Bara ett samordningsnummer" in refused.content.decode()
    told = FORM | {"personal_number": number, "number_level": "uncertain", "number_dormant": "on"}
    draft = lena.post(new_url(world), told)
    assert draft.status_code == 302, draft.content.decode()

    def kept() -> tuple[str, bool]:
        with acting(world.actor("Lena")):
            identity = Identity.objects.get(number=number)
            return identity.number_level, identity.number_dormant

    assert kept() == ("uncertain", True)
    with acting(world.actor("Lena")):
        (row,) = Referral.objects.filter(status=ReferralStatus.DRAFT)
    change = reverse("referral-change", args=[row.pk])
    shown = lena.get(change).content.decode()
    assert '<option value="uncertain" selected' in shown and number not in shown
    # Left empty the number stays, and what is now known of it is kept.
    later = FORM | {"personal_number": "", "number_level": "established", "revision": row.revision}
    assert lena.post(change, later).status_code == 302
    assert kept() == ("established", False)


def test_a_number_is_put_out_of_use_without_a_level(world: World, as_person: AsPerson) -> None:
    lena, number = as_person("Lena"), "200302742382"
    assert lena.post(new_url(world), FORM | {"personal_number": number}).status_code == 302

    def dormant(**said: str) -> bool:
        with acting(world.actor("Lena")):
            (row,) = Referral.objects.filter(status=ReferralStatus.DRAFT)
        told = FORM | {"personal_number": "", "revision": row.revision} | said
        change = reverse("referral-change", args=[row.pk])
        assert lena.post(change, told).status_code == 302
        with acting(world.actor("Lena")):
            return Identity.objects.get(number=number).number_dormant

    assert dormant(number_dormant="on")
    assert not dormant()


def test_outside_the_age_span_is_told_and_may_be_sent(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    older = FORM | {"personal_number": "19800515-2395", "check": "1"}
    draft = lena.post(new_url(world), older)
    check = lena.get(draft.url).content.decode()
    assert "ser inte ut att vara uppfyllt" in check and "bortse" in check
    assert lena.post(draft.url, CONSENT | {"consent_on": str(today())}).status_code == 302


def test_consent_ahead_is_refused_and_nothing_typed_is_lost(
    world: World, as_person: AsPerson
) -> None:
    lena = as_person("Lena")
    draft = lena.post(new_url(world), FORM | {"check": "1"})
    ahead = CONSENT | {"consent_on": str(today() + timedelta(days=1)), "reason": "Min text."}
    answer = lena.post(draft.url, ahead)
    assert answer.status_code == 422
    assert "framåt i tiden" in answer.content.decode() and "Min text." in answer.content.decode()
    assert own()[0].is_draft


def test_without_consent_why_and_how_it_was_weighed_are_two_answers(
    world: World, as_person: AsPerson
) -> None:
    lena = as_person("Lena")
    draft = lena.post(new_url(world), FORM | {"check": "1"})
    why = {"ground": "osl_10_27", "reason": "Skadan av att vänta är större."}
    unweighed = lena.post(draft.url, why)
    assert unweighed.status_code == 422 and own()[0].is_draft
    page = unweighed.content.decode()
    assert "hur du har prövat sekretessen" in page and 'href="#id_assessment"' in page
    sent = lena.post(draft.url, why | {"assessment": "Mottagaren har samma sekretess."})
    shown = lena.get(sent.url).content.decode()
    assert "Sekretessprövningen" in shown and "Mottagaren har samma sekretess." in shown


def test_double_submit_makes_one_draft_and_one_sending(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    first = lena.post(new_url(world), FORM | TOKEN | {"check": "1"})
    second = lena.post(new_url(world), FORM | TOKEN | {"check": "1"})
    assert first.url == second.url and len(own()) == 1
    form = CONSENT | {"consent_on": str(today()), "_token": "1d3c9d0b-5a6c-4f7e-9d55-1f2ad1a3a112"}
    assert lena.post(first.url, form).url == lena.post(first.url, form).url
    # The back button: the form of something that has been sent leads to its page.
    assert lena.get(first.url).url == f"/aktualiseringar/{own()[0].pk}/"


def test_two_pages_of_the_same_draft(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    draft = lena.post(new_url(world), FORM | {"save": "1"})
    assert lena.post(draft.url, FORM | {"revision": "1"}).status_code == 302
    assert lena.post(draft.url, FORM | {"revision": "1", "wish": "Nytt."}).status_code == 409


def test_strangers_get_404(world: World, as_person: AsPerson) -> None:
    pk = referral_of(world)
    for name in ("Olof", "Per", "Maria", "Stina", "Frida", "Samira", "Sara"):
        for page in ("", "andra/", "skicka/", "dra-tillbaka/"):
            answer = as_person(name).get(f"/aktualiseringar/{pk}/{page}")
            assert answer.status_code == 404, name
            assert "Dana" not in answer.content.decode()


def test_withdrawing_in_the_page(world: World, as_person: AsPerson) -> None:
    pk = referral_of(world)
    lena = as_person("Lena")
    assert (
        "bara att något har kommit in"
        in lena.get(f"/aktualiseringar/{pk}/dra-tillbaka/").content.decode()
    )
    answer = lena.post(f"/aktualiseringar/{pk}/dra-tillbaka/")
    assert "tillbakadragen" in lena.get(answer.url).content.decode()
    assert own("Samira") == []


def test_questions_that_depend_on_an_answer(world: World, as_person: AsPerson) -> None:
    lena = as_person("Lena")
    url = f"/aktualiseringar/ny/{world.version.pk}/fragor/fk/"
    asked = lena.post(url, {"fact_benefit": "activity_compensation"}).content.decode()
    silent = lena.post(url, {"fact_benefit": "none"}).content.decode()
    assert "fact_benefit_end" in asked and "fact_benefit_end" not in silent
    assert lena.post(f"/aktualiseringar/ny/{world.version.pk}/fragor/af/").status_code == 404


def test_the_region_reads_that_its_judgement_stands(world: World, as_person: AsPerson) -> None:
    region_referrer(world)
    shown = as_person("Rut").get(new_url(world)).content.decode()
    assert "Er bedömning står fast" in shown
    assert re.search(r'name="fact_care_judges_ready" value="yes"[^>]* checked', shown)
    assert "fact_benefit" not in shown
    assert "Er bedömning" not in as_person("Lena").get(new_url(world)).content.decode()


def test_outreach(world: World, as_person: AsPerson) -> None:
    samira = as_person("Samira")
    assert "Uppsökande arbete" in samira.get("/aktualiseringar/uppsokande/").content.decode()
    url = f"/aktualiseringar/uppsokande/{world.version.pk}/self/"
    assert samira.get(url).status_code == 200
    assert samira.post(url, FORM | {"reason": ""}).status_code == 422
    assert samira.post(url, FORM).status_code == 302
    assert len(own("Samira")) == 1
    assert as_person("Lena").get(url).status_code == 404
    assert as_person("Sara").post(url, FORM).status_code == 404


def test_pages_cost_at_most_ten_queries(world: World, as_person: AsPerson) -> None:
    pk = referral_of(world)
    lena = as_person("Lena")
    draft = lena.post(new_url(world), FORM | {"check": "1"}).url
    pages = ["/aktualiseringar/", new_url(world), f"/aktualiseringar/{pk}/", draft]
    pages += [draft.replace("skicka", "andra"), f"/aktualiseringar/{pk}/dra-tillbaka/"]
    pages += ["/fragor/", "/fragor/?visa=mina", "/forfragningar/", "/forfragningar/ny/"]
    for url in pages:
        assert queries(lena, url) <= 10, url
    assert queries(as_person("Samira"), "/aktualiseringar/uppsokande/") <= 10
