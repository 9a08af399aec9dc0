"""The pages of protected identity, at the operator's and at the referrer's."""

from django.urls import reverse

from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import intake, referral
from stegvis.casework.inbox import arrived, judgements
from stegvis.casework.intake_facts import known_facts, weigh
from stegvis.casework.models import Participation
from stegvis.core.dates import add_months, today
from stegvis.oversight.models import Alarm
from stegvis.participants.models import Identity, NamedReader, ProtectionDecision
from tests.counting import queries
from tests.web.casework.test_participant import AsPerson
from tests.world import World

PROTECT = {"level": "assumed", "reason": "Visade beslutet."}
HIDDEN = "Deltagare med skyddade personuppgifter"


def test_set_shown_and_lifted(world: World, as_person: AsPerson) -> None:
    case, sara, samira = world.case_id("Alva"), as_person("Sara"), as_person("Samira")
    page = reverse("protection-show", args=[case])
    form = sara.get(reverse("protection-set", args=[case])).content.decode()
    assert f'value="{world.account("Sara").pk}"' in form and "checked" in form
    typed = PROTECT | {"readers": [str(world.account("Sara").pk)]}
    assert sara.post(reverse("protection-set", args=[case]), typed).url == page
    hidden = samira.get(page).content.decode()
    assert "Sara Berg" in hidden and "ingerade personuppgifter" not in hidden
    assert "Visade beslutet" not in hidden, "why she is protected is for the named"
    own = sara.get(page).content.decode()
    assert "fingerade personuppgifter" in own and "Visade beslutet" in own
    show = reverse("identity-show", args=[case])
    assert sara.post(show, {"reason": "annat", "words": ""}).status_code == 422
    assert "Exempelsson" not in sara.get(f"/deltagare/{case}/").content.decode()
    assert sara.post(show, {"reason": "annat", "words": "Ska ringa."}).status_code == 302
    assert "Alva Exempelsson" in sara.get(f"/deltagare/{case}/").content.decode()
    assert "Exempelsson" in sara.get("/deltagare/?namn=Exem").content.decode()
    sara.post(reverse("identity-hide", args=[case]))
    assert "Exempelsson" not in sara.get("/deltagare/").content.decode()
    assert sara.post(reverse("protection-lift", args=[case]), {"reason": "Upphörde."}).url == page
    assert "Alva Exempelsson" in samira.get(f"/deltagare/{case}/").content.decode()


def test_who_may_not(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Cleo")
    for who in ("Kim", "Samira"):
        client = as_person(who)
        asked = client.get(reverse("identity-show", args=[case])).content.decode()
        assert "Du är inte namngiven" in asked and "Sara Berg" in asked
        shown = client.get(reverse("protection-show", args=[case])).content.decode()
        assert 'class="ds-button" href="' not in shown, "nothing that leads nowhere"
        refused = client.post(reverse("identity-show", args=[case]), {"reason": "kontakt"})
        assert refused.status_code == 403
        assert client.get(reverse("protection-lift", args=[case])).status_code == 404
        assert client.get(reverse("reader-name", args=[case])).status_code == 404
    assert as_person("Kim").get(reverse("protection-set", args=[case])).status_code == 404
    assert as_person("Stina").get(reverse("protection-show", args=[case])).status_code == 404


def test_bad_input_keeps_what_was_typed(world: World, as_person: AsPerson) -> None:
    answer = as_person("Sara").post(
        reverse("protection-set", args=[world.case_id("Alva")]),
        {"level": "marked", "reason": "Ett skäl som står kvar."},
    )
    assert answer.status_code == 422
    assert "Ett skäl som står kvar." in answer.content.decode()
    assert "Välj minst en medarbetare" in answer.content.decode()


def test_each_showing_is_told_to_whoever_checks_the_log(world: World, as_person: AsPerson) -> None:
    """An alarm without her name, in the same transaction, dealt with as the others are."""
    case, sara, adam = world.case_id("Cleo"), as_person("Sara"), as_person("Adam")
    for reason in ("kontakt", "mote"):
        assert sara.post(reverse("identity-show", args=[case]), {"reason": reason}).url
    whole = sara.post(reverse("person-show", args=[case]), {"reason": "Ringer Skatteverket."})
    assert "20000630" in whole.content.decode()
    sara.post(reverse("identity-hide", args=[case]))
    listed = adam.get("/loggkontroll/").content.decode()
    assert "Sara Berg" in listed and "har visat skyddade personuppgifter, 3 gånger" in listed
    with acting(world.actor("Adam")):
        (found,) = Alarm.objects.all()
        told = Entry.objects.get(event=Event.ALARM_SOUNDED, detail__count=3)
    with acting(world.actor("Sara")):
        assert found.subject_id == Participation.objects.get(pk=case).participant_id
    assert set(told.detail) == {"kind", "count", "account"}
    address = reverse("alarm-show", args=[found.pk])
    page = adam.get(address).content.decode()
    assert "Ska ta kontakt med deltagaren" in page and "Ringer Skatteverket." in page
    assert str(found.subject_id)[:8] in page
    assert not any(name in listed + page for name in ("Cleo", "Hemlig"))
    done = {"outcome": "Stämmer med mötet.", "revision": found.revision}
    assert adam.post(address, done).status_code == 302
    assert "Larm att ta reda på" not in adam.get("/loggkontroll/").content.decode()


def test_somebody_is_marked_as_exposed_to_curiosity(world: World, as_person: AsPerson) -> None:
    """Seen by those who may set it, and on no list."""
    case, sara = world.case_id("Alva"), as_person("Sara")
    page = reverse("curiosity-show", args=[case])
    assert page in sara.get(reverse("protection-show", args=[case])).content.decode()
    assert sara.post(page, {"reason": ""}).status_code == 422
    assert sara.post(page, {"reason": "Känd artist."}).url == page
    shown = sara.get(page).content.decode()
    assert "Känd artist." in shown and "Ta bort märkningen" in shown
    assert queries(sara, page) <= 10
    for url in ("/deltagare/", f"/deltagare/{case}/", "/att-gora/"):
        assert "nyfikenhet" not in sara.get(url).content.decode(), url
    assert as_person("Kim").get(page).status_code == 404
    assert (
        page not in as_person("Kim").get(reverse("protection-show", args=[case])).content.decode()
    )
    # Whoever opened the page before she was marked wants to mark her, and never the opposite.
    late = sara.post(page, {"reason": "Granne till Kim.", "revision": ""})
    assert late.status_code == 422 and "redan märkt" in late.content.decode()
    assert sara.post(page, {"reason": "Har slutat.", "revision": "1"}).url == page
    ended = sara.get(page).content.decode()
    assert "Personen är inte märkt" in ended and "Har slutat." in ended
    again = sara.post(page, {"reason": "Behövs inte.", "revision": "1"})
    assert again.status_code == 422 and "redan borttagen" in again.content.decode()
    assert "Personen är inte märkt" in sara.get(page).content.decode()


def test_an_unmasked_number_sounds_for_nobody_else(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    whole = as_person("Sara").post(
        reverse("person-show", args=[case]), {"reason": "Ringer banken."}
    )
    assert "20030214" in whole.content.decode()
    with acting(world.actor("Adam")):
        assert not Alarm.objects.exists()


def test_the_pages_are_cheap(world: World, as_person: AsPerson) -> None:
    case, sara = world.case_id("Cleo"), as_person("Sara")
    for url in (
        reverse("protection-show", args=[case]),
        reverse("protection-set", args=[case]),
        reverse("reader-name", args=[case]),
        reverse("identity-show", args=[case]),
        f"/deltagare/{case}/",
        "/deltagare/?visa=alla",
    ):
        assert queries(sara, url) <= 10, url


def test_a_referral_of_a_protected_person_goes_without_identity(
    world: World, as_person: AsPerson
) -> None:
    """Written by Lena, protected before it is sent; Samira takes in somebody without a name, and
    writes down who she is when she has been told."""
    lena, samira = world.actor("Lena"), world.actor("Samira")
    with acting(lena):
        draft = referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation("uppsala-arbetsmarknadsnamnden"),
            particulars=referral.Particulars("Disa", "Dimfors", phone="070-1"),
            reason="Behöver stöd.",
            facts=FACTS,
        )
        draft.participant.born_on = add_months(today(), -22 * 12)
        draft.participant.keep("born_on")
    client = as_person("Lena")
    typed = PROTECT | {"readers": [str(lena.account_id)]}
    done = client.post(reverse("referral-protection-set", args=[draft.pk]), typed)
    assert done.url == reverse("referral-protection-show", args=[draft.pk])
    send = reverse("referral-send", args=[draft.pk])
    review = client.get(send).content.decode()
    assert "men inte vem personen är" in review and "Dimfors" not in review
    kept = {"reason": "Ändrat skäl.", **{f"fact_{key}": value for key, value in FACTS.items()}}
    assert client.post(reverse("referral-change", args=[draft.pk]), kept).status_code == 302
    with acting(lena):
        draft.refresh_from_db()
        sent = referral.send(
            actor=lena,
            referral=draft,
            revision=draft.revision,
            ground="consent",
            consent_on=today(),
            consent_taken_by="Lena Holm",
        )
        assert sent.facts["born_on"] is None and sent.facts["age"] == 22
    seen = as_person("Samira").get(reverse("intake-show", args=[sent.pk])).content.decode()
    assert HIDDEN in seen and "Dimfors" not in seen and "Lena Holm" in seen
    with acting(samira):
        opened = intake.open(actor=samira, referral=arrived(samira, sent.pk).referral)
        facts = known_facts(arrived(samira, sent.pk).referral, None, today())
        for one in weigh(world.version.definition, facts, judgements(opened)):
            if one.needs_person or one.stands_in_the_way:
                good = "not_met" if one.criterion.kind == "exclusion" else "met"
                intake.judge(actor=samira, intake=opened, criterion=one.criterion.key, outcome=good)
        taken = intake.admit(actor=samira, intake=opened)
        case = intake.enrol(
            actor=samira,
            intake=taken,
            enrolled_on=today(),
            case_manager_id=world.account("Sara").pk,
        )
        assert case.participant.is_protected
        assert not Identity.objects.filter(participant=case.participant).exists()
        assert NamedReader.objects.get(participant=case.participant).account_id == samira.account_id
        assert ProtectionDecision.objects.filter(participant=case.participant).count() == 1
    browser = as_person("Samira")
    assert HIDDEN in browser.get(f"/deltagare/{case.pk}/").content.decode()
    write = reverse("identity-write", args=[case.pk])
    assert browser.post(write, {"given_name": "Disa", "family_name": "Dimfors"}).status_code == 302
    assert "Dimfors" not in browser.get(f"/deltagare/{case.pk}/").content.decode()
    browser.post(reverse("identity-show", args=[case.pk]), {"reason": "kontroll"})
    assert "Disa Dimfors" in browser.get(f"/deltagare/{case.pk}/").content.decode()
    with acting(samira):
        assert Participation.objects.visible_to(samira).filter(pk=case.pk).exists()


FACTS = {
    "benefit": "activity_compensation",
    "benefit_extent": 100,
    "benefit_end": "2027-06-30",
    "functional_limitation": "yes",
    "daily_activities": "no",
    "treatment_ongoing": "unknown",
    "needs_interpreter": "no",
}
