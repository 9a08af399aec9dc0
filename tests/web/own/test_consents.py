"""She gives, changes and takes back her consents herself; what rests on them closes at once."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from stegvis.access.policy import Scope
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.core.dates import today
from stegvis.participants.actions import consent
from stegvis.participants.models import Consent, Disclosure, Participant
from stegvis.web.own.days import own_date
from tests.house.objects import Objects
from tests.world import AMN, FK, World

Login = Callable[[str], Client]


def secrecy(world: World, name: str, given: str) -> str:
    return reverse(name, args=[world.case_id(given), "secrecy"])


def in_force(world: World) -> list[Consent]:
    with acting(world.actor("Sara")):
        found = Consent.objects.in_force().filter(
            participation_id=world.case("Alva").pk, kind="secrecy"
        )
        return list(found.prefetch_related("grants"))


def open_disclosures(world: World) -> int:
    with acting(world.actor("Sara")):
        case = world.case("Alva")
        return (
            Disclosure.objects.open()
            .filter(participation_id=case.pk, consent__kind="secrecy", ground="consent")
            .count()
        )


def test_nothing_is_ticked_before_she_has_answered(world: World, as_participant: Login) -> None:
    page = as_participant("Bo").get(secrecy(world, "own-consent-answer", "Bo"))
    assert page.status_code == 200
    assert "checked" not in page.content.decode()


def test_she_lets_fewer_know_and_the_rest_closes(
    world: World, objects: Objects, as_participant: Login
) -> None:
    alva = as_participant("Alva")
    url = secrecy(world, "own-consent-answer", "Alva")
    form = alva.get(url).context["form"]
    number = next(
        n for n, r in enumerate(form.receivers) if r.organisation == world.organisation(FK)
    )
    before = open_disclosures(world)
    assert before > 0
    answer = alva.post(url, {"answer": "yes", f"out_{number}": ["contact"]})
    assert answer.status_code == 302
    kept = in_force(world)
    assert len(kept) == 1
    assert not kept[0].on_paper
    assert kept[0].taken_by_id == world.participant_account("Alva").pk
    assert [grant.category for grant in kept[0].grants.all()] == ["contact"]
    assert open_disclosures(world) < before
    page = as_participant("Alva").get("/mina-sidor/samtycken/").content.decode()
    assert "kontaktuppgifter" in page


def test_yes_without_a_single_tick_is_asked_again(world: World, as_participant: Login) -> None:
    answer = as_participant("Bo").post(
        secrecy(world, "own-consent-answer", "Bo"), {"answer": "yes"}
    )
    assert answer.status_code == 422
    assert "Kryssa i minst en ruta" in answer.content.decode()


def test_no_is_an_answer_and_is_never_a_fault(world: World, as_participant: Login) -> None:
    bo = as_participant("Bo")
    assert bo.post(secrecy(world, "own-consent-answer", "Bo"), {"answer": "no"}).status_code == 302
    page = bo.get("/mina-sidor/samtycken/").content.decode()
    assert "Du har sagt nej" in page
    with acting(world.actor("Kim")):
        assert world.case("Bo").is_ongoing


def test_withdrawing_closes_in_the_same_transaction(
    world: World, objects: Objects, as_participant: Login, as_person: Login
) -> None:
    lena, alva = as_person("Lena"), as_participant("Alva")
    case = objects.ids["own"]["case"]
    assert "Salviaown" in everything_received(lena, case)
    page = alva.get(secrecy(world, "own-consent-withdraw", "Alva")).content.decode()
    for words in (
        "redan har sparat i sin egen akt tas inte bort",
        "Inget nytt lämnas ut",
        "Hjälpen du får här fortsätter",
    ):
        assert words in page
    answer = alva.post(secrecy(world, "own-consent-withdraw", "Alva"), {"receiver": "all"})
    assert answer.status_code == 302
    assert in_force(world) == []
    assert open_disclosures(world) == 0
    told = alva.get("/mina-sidor/lamnat/").content.decode()
    assert "Du tog tillbaka eller ändrade ditt ja." in told and "återkallats" not in told
    assert "Salviaown" not in everything_received(lena, case)


def everything_received(lena: Client, case: object) -> str:
    return lena.get(f"/mottaget/{case}/").content.decode() + "".join(
        lena.get(link).content.decode()
        for link in links(lena.get(f"/mottaget/{case}/").content.decode(), f"/mottaget/{case}/")
    )


def links(page: str, start: str) -> list[str]:
    parts = page.split('href="')[1:]
    return [part.split('"')[0] for part in parts if part.startswith(start) and ".pdf" not in part]


def test_only_one_authority_can_be_taken_back(
    world: World, objects: Objects, as_participant: Login
) -> None:
    alva = as_participant("Alva")
    fk = world.organisation(FK)
    answer = alva.post(secrecy(world, "own-consent-withdraw", "Alva"), {"receiver": str(fk.pk)})
    assert answer.status_code == 302
    assert open_disclosures(world) == 0


def test_one_press_takes_nothing_back_unless_she_says_what(
    world: World, objects: Objects, as_participant: Login
) -> None:
    alva, before = as_participant("Alva"), open_disclosures(world)
    url = secrecy(world, "own-consent-withdraw", "Alva")
    assert " checked" not in alva.get(url).content.decode()
    answer = alva.post(url, {"receiver": ""})
    assert answer.status_code == 422 and "Välj" in answer.content.decode()
    assert open_disclosures(world) == before > 0


def test_a_second_click_changes_nothing(world: World, as_participant: Login) -> None:
    bo = as_participant("Bo")
    url = secrecy(world, "own-consent-answer", "Bo")
    token = bo.get(url).content.decode().split('name="_token" value="')[1].split('"')[0]
    for _ in range(2):
        assert bo.post(url, {"answer": "no", "_token": token}).status_code == 302
    with acting(world.actor("Kim")):
        assert Consent.objects.filter(participation_id=world.case("Bo").pk).count() == 1


def test_another_persons_consent_is_not_there(
    world: World, objects: Objects, as_participant: Login
) -> None:
    bo = as_participant("Bo")
    for name in ("own-consent-answer", "own-consent-withdraw"):
        url = secrecy(world, name, "Alva")
        assert bo.get(url).status_code == 404
        assert bo.post(url, {"answer": "no", "receiver": "all"}).status_code == 404
    assert len(in_force(world)) == 1


def test_after_exit_nothing_new_can_be_handed_out_but_contact_can_be_answered(
    world: World, objects: Objects, as_participant: Login
) -> None:
    bo, case = as_participant("Bo"), world.case_id("Bo")
    assert bo.get(reverse("own-consent-answer", args=[case, "secrecy"])).status_code == 404
    assert bo.get(reverse("own-consent-answer", args=[case, "questionnaires"])).status_code == 200
    assert bo.get(reverse("own-consent-answer", args=[case, "nonsens"])).status_code == 404


def test_what_no_longer_holds_has_the_day_it_ceased(world: World, as_participant: Login) -> None:
    answered = today() - timedelta(days=40)
    with acting(world.actor("Sara")):
        Consent.objects.filter(participation_id=world.case("Alva").pk, kind="secrecy").update(
            given_on=answered
        )
    alva = as_participant("Alva")
    alva.post(secrecy(world, "own-consent-withdraw", "Alva"), {"receiver": "all"})
    page = alva.get(reverse("own-consents")).content.decode()
    said = page[page.index("Du har tagit tillbaka ditt ja</span>") :][:200]
    assert own_date(today()) in said
    assert own_date(answered) not in said


def test_the_receipt_is_hers_and_logged(
    world: World, objects: Objects, as_participant: Login
) -> None:
    alva = as_participant("Alva")
    answer = alva.get(reverse("own-receipt", args=[world.case_id("Alva")]))
    assert answer.headers["Content-Type"] == "application/pdf"
    with acting(world.actor("Sara")):
        assert Entry.objects.filter(
            event="document_exported", account_id=world.participant_account("Alva").pk
        ).exists()


def test_staff_see_where_it_was_given(
    world: World, as_participant: Login, as_person: Login
) -> None:
    bo = as_participant("Bo")
    bo.post(secrecy(world, "own-consent-answer", "Bo"), {"answer": "no"})
    page = as_person("Kim").get(f"/deltagare/{world.case_id('Bo')}/samtycke/").content.decode()
    assert "Lämnat på egna sidor" in page


def test_what_a_party_keeps_itself_is_taken_back_too(
    world: World, objects: Objects, as_participant: Login
) -> None:
    """A party that hands out its own note keeps that consent; to her it is one and the same."""
    lena = world.actor("Lena")
    with acting(lena):
        known = Participant.objects.get(pk=objects.ids["own"]["fk_participant"])
        kept = consent.write_down(
            actor=lena,
            scope=Scope(lena.organisation_id, None, frozenset({lena.account_id})),
            participant=known,
            participation_id=objects.ids["own"]["case"],
            programme=world.version,
            form=consent.Form("secrecy", "samordning", "1", "sv", today()),
            cells=[consent.Cell(lena.organisation_id, world.organisation(AMN).pk, "planning")],
        )
    alva = as_participant("Alva")
    url = secrecy(world, "own-consent-withdraw", "Alva")
    fk = str(world.organisation(FK).pk)
    assert alva.post(url, {"receiver": fk}).status_code == 302
    with acting(lena):
        kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    assert all(
        fk not in (str(grant.receiver_id), str(grant.giver_id)) or grant.withdrawn_at
        for row in in_force(world)
        for grant in row.grants.all()
    )


def test_what_she_unticks_a_party_keeps_no_longer(
    world: World, objects: Objects, as_participant: Login
) -> None:
    """The form shows every tick that holds, whoever keeps it; the answer is the answer to all."""
    lena, amn = world.actor("Lena"), world.organisation(AMN)
    with acting(lena):
        known = Participant.objects.get(pk=objects.ids["own"]["fk_participant"])
        kept = consent.write_down(
            actor=lena,
            scope=Scope(lena.organisation_id, None, frozenset({lena.account_id})),
            participant=known,
            participation_id=objects.ids["own"]["case"],
            programme=world.version,
            form=consent.Form("secrecy", "samordning", "1", "sv", today()),
            cells=[
                consent.Cell(lena.organisation_id, amn.pk, category)
                for category in ("planning", "contact")
            ],
        )
    alva, url = as_participant("Alva"), secrecy(world, "own-consent-answer", "Alva")
    form = alva.get(url).context["form"]
    number = next(
        n for n, r in enumerate(form.receivers) if r.organisation == world.organisation(FK)
    )
    assert {"planning", "contact"} <= set(form[f"in_{number}"].initial)
    answer = alva.post(
        url, {"answer": "yes", f"out_{number}": ["contact"], f"in_{number}": ["contact"]}
    )
    assert answer.status_code == 302
    with acting(lena):
        kept.refresh_from_db()
        assert kept.withdrawn_at is not None
        now = Consent.objects.in_force().get(
            owner_id=lena.organisation_id, participation_id=kept.participation_id
        )
        assert [grant.category for grant in now.grants.all()] == ["contact"]
    page = alva.get("/mina-sidor/samtycken/").content.decode()
    assert "planering" not in page.lower().split("försäkringskassan", 1)[-1][:400]
