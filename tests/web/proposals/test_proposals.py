"""The pages of proposals: write, send, follow, assess, take on."""

from collections.abc import Callable

from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from stegvis.audit.journal import acting
from stegvis.casework.actions.proposal import CLOSE_TAKEN_BACK
from stegvis.casework.jobs import close_taken_back
from stegvis.casework.models import Proposal, ProposalAnswer, Referral
from stegvis.core.dates import today
from tests.casework.test_proposal import proposed
from tests.casework.variants import PROPOSING, variant
from tests.counting import queries
from tests.web.referrals.test_referrals import FORM
from tests.world import AMN, World

AsPerson = Callable[[str], Client]


def test_a_proposal_is_written_checked_and_sent(world: World, as_person: AsPerson) -> None:
    version = variant("provinsats", PROPOSING)
    client, operator = as_person("Per"), world.organisation(AMN)
    assert client.get("/forslag/nytt/").headers["Location"].endswith(f"/{operator.pk}/")
    url = f"/forslag/nytt/{version.pk}/{operator.pk}/"
    told = FORM | {"reason": "Vill börja.", "check": "1"}
    answer = client.post(url, told)
    assert answer.status_code == 302, answer.content.decode()
    send = answer.headers["Location"]
    text = client.get(send).content.decode()
    assert "Försäkringskassan får läsa förslaget" in text
    refused = client.post(send, {"ground": "consent", "consent_taken_by": "Per"})
    assert refused.status_code == 422
    why = {"ground": "osl_10_2", "reason": "Behövs i dag."}
    unweighed = client.post(send, why)
    assert unweighed.status_code == 422
    assert "hur du har prövat sekretessen" in unweighed.content.decode()
    done = client.post(
        send, {"ground": "consent", "consent_on": "2026-01-02", "consent_taken_by": "Per"}
    )
    assert done.status_code == 302
    text = client.get(done.headers["Location"]).content.decode()
    assert "Skickat, inte öppnat" in text and "Dana Prov" in text


def test_the_assessor_takes_it_on_with_one_click(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    client = as_person("Lena")
    listed = client.get("/forslag/").content.decode()
    assert "Dana Prov" in listed
    assert "Föreslå någon" not in listed, "her authority refers, and may propose to nothing"
    assert "Föreslå någon" in as_person("Per").get("/forslag/").content.decode()
    assert 'href="/aktualiseringar/ny/"' in client.get("/forslag/nytt/").content.decode()
    url = f"/forslag/{row.pk}/bedom/"
    assert "Vill börja med något." in client.get(url).content.decode()
    answer = client.post(url + "vidare/")
    assert answer.status_code == 302 and answer.headers["Location"].endswith("/skicka/")
    assert "Vill börja med något." in client.get(answer.headers["Location"]).content.decode()
    lena = world.actor("Lena")
    with acting(lena):
        assert Referral.objects.filter(owner_id=lena.organisation_id).count() == 1


def test_an_empty_answer_is_refused_and_a_good_one_is_read(
    world: World, as_person: AsPerson
) -> None:
    row = proposed(world)
    client = as_person("Lena")
    url = f"/forslag/{row.pk}/bedom/avboj/"
    assert client.post(url, {"message": " "}).status_code == 422
    assert client.post(url, {"message": "Har redan en plan."}).status_code == 302
    text = as_person("Per").get(f"/forslag/{row.pk}/").content.decode()
    assert "Ledde inte vidare" in text and "Har redan en plan." in text


def test_strangers_learn_nothing(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    for name in ("Samira", "Olof", "Stina", "Sara", "Adam"):
        client = as_person(name)
        for page in ("", "bedom/", "skicka/", "bedom/avboj/"):
            assert client.get(f"/forslag/{row.pk}/{page}").status_code == 404, (name, page)
    assert as_person("Per").get(f"/forslag/{row.pk}/bedom/").status_code == 404
    assert as_person("Lena").get(f"/forslag/{row.pk}/").status_code == 404


def test_she_is_protected_from_her_proposal(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    per, home = as_person("Per"), f"/forslag/{row.pk}/"
    assert f'href="{home}skydd/"' in per.get(home).content.decode()
    assert "är inte skyddade" in per.get(f"{home}skydd/").content.decode()
    told = {
        "level": "marked",
        "reason": "Personen visade beslutet.",
        "readers": [str(world.account("Per").pk)],
    }
    done = per.post(f"{home}skydd/skydda/", told)
    assert done.status_code == 302 and done.headers["Location"] == f"{home}skydd/"
    assert "Dana Prov" not in per.get(home).content.decode()
    assert "Dana Prov" not in as_person("Lena").get(f"{home}bedom/").content.decode()


def test_withdrawing_asks_once(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    client = as_person("Per")
    assert "Dra tillbaka" in client.get(f"/forslag/{row.pk}/dra-tillbaka/").content.decode()
    assert client.post(f"/forslag/{row.pk}/dra-tillbaka/").status_code == 302
    assert as_person("Lena").get(f"/forslag/{row.pk}/bedom/").status_code == 404
    with acting(world.actor("Per")):
        assert Proposal.objects.get(pk=row.pk).withdrawn_at


def test_the_pages_are_cheap(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    lena, per = as_person("Lena"), as_person("Per")
    for client, url in (
        (lena, "/forslag/"),
        (per, "/forslag/"),
        (lena, f"/forslag/{row.pk}/bedom/"),
        (per, f"/forslag/{row.pk}/"),
        (lena, "/att-gora/"),
        (per, "/att-gora/"),
    ):
        assert queries(client, url) <= 10, url


def test_a_draft_of_what_is_taken_back_can_only_be_removed(
    world: World, as_person: AsPerson
) -> None:
    row = proposed(world)
    lena, per = as_person("Lena"), as_person("Per")
    send = lena.post(f"/forslag/{row.pk}/bedom/vidare/").headers["Location"]
    assert per.post(f"/forslag/{row.pk}/dra-tillbaka/").status_code == 302
    drafts = lena.get("/aktualiseringar/?visa=utkast").content.decode()
    assert "förslaget är tillbakadraget" in drafts
    for url in (send, send.replace("skicka", "andra")):
        page = lena.get(url, follow=True)
        assert page.redirect_chain[-1][0].endswith("/dra-tillbaka/")
        assert "utkastet kan inte skickas" in page.content.decode()
    refused = lena.post(
        send, {"ground": "consent", "consent_on": "2026-01-02", "consent_taken_by": "Lena"}
    )
    assert refused.status_code == 422
    assert "utkastet kan inte skickas" in refused.content.decode()
    assert lena.post(page.redirect_chain[-1][0]).status_code == 302
    assert "Dana Prov" not in lena.get("/aktualiseringar/?visa=utkast").content.decode()


def test_what_is_taken_back_closes_the_draft_and_says_so(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    lena, per = as_person("Lena"), as_person("Per")
    draft = lena.post(f"/forslag/{row.pk}/bedom/vidare/").headers["Location"]
    home = draft.removesuffix("skicka/")
    assessor = str(world.actor("Lena").organisation_id)
    close_taken_back(str(row.pk), assessor)
    assert "stängt" not in lena.get(home).content.decode()
    assert per.post(f"/forslag/{row.pk}/dra-tillbaka/").status_code == 302
    asked = ProcrastinateJob.objects.filter(task_name=CLOSE_TAKEN_BACK)
    assert [job.args for job in asked] == [{"proposal": str(row.pk), "organisation": assessor}]
    for _ in range(2):
        close_taken_back(str(row.pk), assessor)
    assert "Utkastet är stängt" in lena.get("/att-gora/").content.decode()
    shown = lena.get(home).content.decode()
    assert "har dragits tillbaka. Inget har skickats" in shown
    assert "Granska och skicka" not in shown
    assert lena.get(draft).headers["Location"] == home
    with acting(world.actor("Lena")):
        answer = ProposalAnswer.objects.get(proposal_id=row.pk)
        assert (answer.status, answer.decided_on) == ("taken_back", today())


def test_what_the_assessor_has_sent_stands(world: World, as_person: AsPerson) -> None:
    row = proposed(world)
    lena, per = as_person("Lena"), as_person("Per")
    draft = lena.post(f"/forslag/{row.pk}/bedom/vidare/").headers["Location"]
    told = {"ground": "consent", "consent_on": str(today()), "consent_taken_by": "Lena"}
    assert lena.post(draft, told).status_code == 302
    assert per.post(f"/forslag/{row.pk}/dra-tillbaka/").status_code == 302
    close_taken_back(str(row.pk), str(world.actor("Lena").organisation_id))
    with acting(world.actor("Lena")):
        answer = ProposalAnswer.objects.select_related("referral").get(proposal_id=row.pk)
        assert (answer.status, answer.referral.status) == ("referred", "sent")
