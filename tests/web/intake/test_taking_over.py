"""Taking over from an earlier programme, variants at enrolment, and joint decisions, as pages."""

from collections.abc import Callable

from django.test import Client

from stegvis.audit.journal import acting
from stegvis.casework.actions import intake as intakes
from stegvis.casework.actions import referral as referrals
from stegvis.casework.models import ArmPlacing, Participation, Referral
from stegvis.core.dates import today
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.ways_in import assents_of
from tests.casework.test_joint import consent
from tests.casework.test_moving import in_the_world
from tests.casework.test_referral import FACTS, PERSON, coordinator_of
from tests.casework.variants import JOINT, TAKING_OVER, arms, variant
from tests.counting import queries
from tests.web.referrals.test_referrals import FORM
from tests.world import AMN, World, actor_named

AsPerson = Callable[[str], Client]


def test_several_are_taken_over_at_once(world: World, as_person: AsPerson) -> None:
    version = variant("efterat", TAKING_OVER)
    client = as_person("Samira")
    assert "Ta över från Förrehab" in client.get("/inkorg/").content.decode()
    url = "/inkorg/ta-over/efterat/"
    assert queries(client, url) <= 10
    assert "Alva Exempelsson" in client.get(url).content.decode()
    with acting(world.actor("Samira")):
        chosen = [in_the_world(world, name) for name in ("Alva", "Bo")]
        rules = chosen[0].version.definition.exit
    told = {
        "people": [str(case.pk) for case in chosen],
        "enrolled_on": str(today()),
        "reason": rules.reasons[0].key,
        "destination": rules.destinations[0].key,
    }
    assert client.post(url, told | {"people": []}).status_code == 422
    answer = client.post(url, told)
    assert answer.status_code == 302, answer.content.decode()
    with acting(world.actor("Samira")):
        moved = Participation.objects.filter(moved_from__isnull=False)
        assert {case.moved_from_id for case in moved} == {case.pk for case in chosen}
        pk, earlier = moved[0].pk, f"/deltagare/{moved[0].moved_from_id}/"
    text = client.get(f"/deltagare/{pk}/").content.decode()
    assert "en tidigare insats" in text and earlier in text
    # Who works in the later programme only is told, and not led to a page that she may not see.
    coordinator_of(world, version)
    text = as_person("Tova").get(f"/deltagare/{pk}/").content.decode()
    assert "en tidigare insats" in text and earlier not in text


def test_a_programme_that_takes_nobody_over_has_no_such_page(
    world: World, as_person: AsPerson
) -> None:
    variant("efterat", TAKING_OVER)
    assert as_person("Samira").get("/inkorg/ta-over/forrehab-uppsala/").status_code == 404
    for name in ("Sara", "Lena", "Stina"):
        assert as_person(name).get("/inkorg/ta-over/efterat/").status_code == 404


def admitted(world: World, version: ProgrammeVersion) -> str:
    lena, samira = actor_named("Lena"), actor_named("Samira")
    with acting(lena):
        row = referrals.draft(
            actor=lena,
            version=version,
            route="fk",
            receiver=world.organisation(AMN),
            particulars=PERSON,
            reason="Vill ut.",
            facts=FACTS,
        )
        sent = referrals.send(actor=lena, referral=row, revision=row.revision, **consent())
    with acting(samira):
        intake = intakes.open(actor=samira, referral=Referral.objects.get(pk=sent.pk))
        for key in ("forutsattning", "inte_redo", "behov"):
            intakes.judge(actor=samira, intake=intake, criterion=key, outcome="met")
        return str(intakes.admit(actor=samira, intake=intake).pk)


def enrolled(client: Client, pk: str, **more: str) -> int:
    told = {"enrolled_on": str(today()), "case_manager_id": str(actor_named("Sara").account_id)}
    return client.post(f"/inkorg/{pk}/inskrivning/", told | more).status_code


def test_the_lot_is_drawn_at_enrolment(world: World, as_person: AsPerson) -> None:
    client, pk = as_person("Samira"), admitted(world, variant("lottad", arms("randomised")))
    assert "Lotten dras en gång" in client.get(f"/inkorg/{pk}/inskrivning/").content.decode()
    assert enrolled(client, pk) == 302
    with acting(world.actor("Samira")):
        case = ArmPlacing.objects.get().participation
        assert case and case.arm
    assert "Variant" in client.get(f"/deltagare/{case.pk}/").content.decode()
    url = f"/laget/{case.pk}/variant/"
    assert "lottad till" in client.get(url).content.decode() and queries(client, url) <= 10
    other = "utokat" if case.arm == "vanligt" else "vanligt"
    assert client.post(url, {"arm": other, "reason": ""}).status_code == 422
    assert client.post(url, {"arm": other, "reason": "Flyttade."}).status_code == 302
    assert as_person("Sara").get(url).status_code == 404


def test_a_variant_is_chosen_at_enrolment(world: World, as_person: AsPerson) -> None:
    client, pk = as_person("Samira"), admitted(world, variant("vald", arms("chosen")))
    assert enrolled(client, pk) == 422
    assert enrolled(client, pk, arm="utokat") == 302


def test_the_others_word_is_written_in_the_referral(world: World, as_person: AsPerson) -> None:
    version = variant("tillsammans", JOINT)
    client, operator = as_person("Lena"), world.organisation(AMN).pk
    url = f"/aktualiseringar/ny/{version.pk}/{operator}/"
    text = client.get(url).content.decode()
    assert "Beslut tillsammans med Arbetsförmedlingen" in text and "plattformen" in text
    saved = client.post(url, FORM | {"check": "1"})
    text = client.get(saved.headers["Location"]).content.decode()
    assert "Beslutet från Arbetsförmedlingen" in text
    word = {"joint_af_who": "Per Ek", "joint_af_on": str(today()), "joint_af_at": "plattformen"}
    saved = client.post(url, FORM | word | {"check": "1"})
    text = client.get(saved.headers["Location"]).content.decode()
    assert "Beslutat tillsammans med Arbetsförmedlingen" in text and "Per Ek" in text
    with acting(world.actor("Lena")):
        assert any(assents_of(row.facts) for row in Referral.objects.all())
