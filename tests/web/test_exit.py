"""The end of a case in the pages: readiness, closing, takeover, follow-up, documents."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import exit as closing
from stegvis.casework.actions import readiness, takeover
from stegvis.casework.models import Activity, Exit, FollowUp, Mapping, MappingAnswer, Participation
from stegvis.casework.queries import party_case
from stegvis.core.dates import today
from stegvis.participants.actions import consent
from tests.counting import queries
from tests.participants.test_consent import write
from tests.world import FK, World

AsPerson = Callable[[str], Client]
DRAFT = {
    "reason": "fullfoljt",
    "destination": "forstarkt_samarbete",
    "next_step": "Gemensam kartläggning i december.",
    "plan_known": "yes",
    "plan_anchored": "",
    "summary": "Alva har arbetstränat två förmiddagar i veckan.",
    "own_words": "Jag vågar mer nu.",
    "revision": "",
}
CASE_PAGES = ("exit-show", "readiness-judge", "exit-prepare", "exit-confirm", "underlag-show")


def draft(**also: str) -> dict[str, str]:
    days = {"conversation_on": str(today()), "ended_on": str(today())}
    return DRAFT | days | also


def prepared(world: World, *, confirm: bool = False) -> UUID:
    """Alva's closing, with FK as receiver; confirmed or a draft."""
    sara, fk = world.actor("Sara"), world.organisation(FK)
    with acting(sara):
        case = world.case("Alva")
        readiness.judge(
            actor=sara,
            participation=case,
            judged_on=today(),
            items={"vill_sjalv": "yes", "narvaro": "no"},
            is_ready=True,
            with_whom="deltagaren",
            comment="Närvaron är på väg.",
        )
        for kind in ("contact_after_exit", "follow_up_registration"):
            consent.write_down(
                actor=sara,
                scope=case.scope,
                participant=case.participant,
                participation_id=case.pk,
                programme=case.version,
                form=consent.Form(kind, kind, "1", "sv", today()),
            )
        closing.prepare(
            actor=sara,
            participation=case,
            closing=closing.Closing(
                ended_on=today(),
                reason="fullfoljt",
                destination="forstarkt_samarbete",
                receiver_id=fk.pk,
                summary="Alva har arbetstränat.",
                next_step="Möte hos FK.",
            ),
        )
        if confirm:
            closing.confirm(actor=sara, participation=case, receivers=[fk.pk])
        return case.pk


def pdf_text(content: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split()
    )


def test_the_whole_way_out(world: World, as_person: AsPerson) -> None:
    """Judge, prepare, confirm with a receiver ticked, write the receiver's word, follow up."""
    case, client = world.case_id("Alva"), as_person("Sara")
    fk = str(world.organisation(FK).pk)
    base = f"/deltagare/{case}/avslut/"
    judged = client.post(
        f"{base}bedomning/",
        {"judged_on": str(today()), "is_ready": "yes", "vill_sjalv": "yes", "comment": "Ja."},
    )
    assert judged.status_code == 302
    form = draft(receiver_id=fk, onward="1")
    assert client.post(f"{base}utkast/", form).url == f"{base}faststall/"
    confirm_page = client.get(f"{base}faststall/").content.decode()
    assert "checked" in confirm_page and "Försäkringskassan" in confirm_page
    assert client.post(f"{base}faststall/", {"revision": "1", "receivers": fk}).status_code == 302
    told = {"confirmed_on": str(today()), "how": "Telefon", "revision": "4"}
    client.post(f"{base}mottagare/", told)
    shown = client.get(base).content.decode()
    for text in ("Fastställt", "Det förstärkta samarbetet", "Jag vågar mer nu.", "Bortfall"):
        assert (text in shown) is (text != "Bortfall"), text
    lost = {"done_on": str(today()), "attempts": "0", "not_reached": "inget_samtycke"}
    assert client.post(f"{base}uppfoljning/manad_3/", lost).status_code == 302
    assert "Bortfall" in client.get(base).content.decode()
    with acting(world.actor("Sara")):
        assert Participation.objects.get(pk=case).ended_on == today()
        assert FollowUp.objects.get().reached is False


def test_bad_dates_keep_what_was_typed(world: World, as_person: AsPerson) -> None:
    case = world.case_id("Alva")
    answer = as_person("Sara").post(
        f"/deltagare/{case}/avslut/utkast/", draft(ended_on="2001-01-01")
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "före inskrivningen" in text and "Jag vågar mer nu." in text
    assert 'id="id_ended_on_error"' in text


def test_without_destination_it_cannot_be_confirmed(world: World, as_person: AsPerson) -> None:
    case, client = world.case_id("Alva"), as_person("Sara")
    client.post(f"/deltagare/{case}/avslut/utkast/", draft(destination=""))
    url = f"/deltagare/{case}/avslut/faststall/"
    assert "Fastställ och avsluta" not in client.get(url).content.decode()
    refused = client.post(url, {"revision": "1"})
    assert refused.status_code == 422
    assert "Välj planering efter avslut" in refused.content.decode()


def test_follow_up_of_one_who_is_reached(world: World, as_person: AsPerson) -> None:
    case, client = prepared(world, confirm=True), as_person("Sara")
    url = reverse("followup-record", args=[case, "manad_6"])
    form = {
        "done_on": str(today()),
        "attempts": "2",
        "reached": "yes",
        "fraga-sysselsattning": "arbete",
        "fraga-mar": "8",
        "extent_percent": "75",
        "text": "Trivs bra.",
        "revision": "",
    }
    assert client.post(url, form | {"extent_percent": "175"}).status_code == 422
    assert client.post(url, form).status_code == 302
    page = client.get(url).content.decode()
    assert "Trivs bra." in page and 'value="75"' in page
    with acting(world.actor("Sara")):
        row = FollowUp.objects.get()
        assert (row.occupation, row.answers) == ("arbete", {"mar": "8"})
    assert client.get(reverse("followup-record", args=[case, "finns-inte"])).status_code == 404


def test_lena_confirms_and_sara_reads_it(world: World, as_person: AsPerson) -> None:
    case, lena = prepared(world, confirm=True), as_person("Lena")
    url = reverse("takeover-confirm", args=[case])
    page = lena.get(url).content.decode()
    assert "Det förstärkta samarbetet" in page and "Möte hos FK." in page
    bad = lena.post(url, {"confirmed_on": "2099-01-01", "contact": "Lena Holm"})
    assert bad.status_code == 422 and "Lena Holm" in bad.content.decode()
    start = today() + timedelta(days=14)
    good = {"confirmed_on": str(today()), "starts_on": str(start), "contact": "Lena Holm"}
    assert lena.post(url, good).status_code == 302
    assert "Försäkringskassan bekräftade själv" in (
        as_person("Sara").get(reverse("exit-show", args=[case])).content.decode()
    )


@pytest.mark.parametrize("name", ["Stina", "Per", "Frida", "Adam", "Lena"])
def test_strangers_get_404(world: World, as_person: AsPerson, name: str) -> None:
    case, client = prepared(world), as_person(name)
    urls = [reverse(page, args=[case]) for page in (*CASE_PAGES, "exit-pdf", "underlag-pdf")]
    urls.append(reverse("followup-record", args=[case, "manad_3"]))
    if name != "Lena":
        urls.append(reverse("takeover-confirm", args=[case]))
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 404, url
        assert "Exempelsson" not in answer.content.decode()


def test_closing_summary_on_paper(world: World, as_person: AsPerson) -> None:
    case, client = prepared(world), as_person("Sara")
    url = reverse("exit-pdf", args=[case])
    assert "inte fastställt" in pdf_text(client.get(url).content)
    with acting(world.actor("Sara")):
        closing.confirm(actor=world.actor("Sara"), participation=world.case("Alva"))
    answer = client.get(url)
    text = pdf_text(answer.content)
    assert answer["Content-Disposition"] == 'attachment; filename="slutdokumentation.pdf"'
    for part in ("Alva", "Har fullföljt insatsen", "Alva har arbetstränat.", "Försäkringskassan"):
        assert part in text
    assert "2385" not in text


def underlag(world: World) -> UUID:
    """Alva has told what she likes and what is hard, and takes part in something."""
    sara = world.actor("Sara")
    mine = {"owner_id": sara.organisation_id, "created_by_id": sara.account_id}
    with acting(sara):
        case = world.case("Alva")
        about = {"participant": case.participant, "participation": case}
        mapping = Mapping.objects.create(**mine, **about)
        for question, category, value, is_need in (
            ("bra_pa", "planning", "Jag är noggrann.", False),
            ("gora", "work", "Laga cyklar.", False),
            ("om_ett_ar", "planning", "Ha ett arbete jag trivs med.", False),
            ("anpassning", "health", "Lugn miljö.", True),
        ):
            MappingAnswer.objects.create(
                **mine,
                mapping=mapping,
                question=question,
                category=category,
                value=value,
                is_need=is_need,
            )
        Activity.objects.create(
            **mine,
            **about,
            catalogue_key="arbetstraning",
            name="Återbruket",
            status="ongoing",
            starts_on=today(),
            ends_on=today() + timedelta(days=30),
        )
        return case.pk


def test_underlag_begins_with_what_works(world: World, as_person: AsPerson) -> None:
    case, client = underlag(world), as_person("Sara")
    with acting(world.actor("Sara")):
        # Everybody round the table may have these, so that nothing has to be left out.
        covered = [(category, FK) for category in ("contact", "planning", "work", "health")]
        write(world, world.case("Alva"), cells=covered)
    page = client.get(f"/deltagare/{case}/underlag/").content.decode()
    assert page.index("Jag är noggrann.") < page.index("Ha ett arbete jag trivs med.")
    assert "Lugn miljö." not in page, "health is taken in only when somebody ticks it"
    assert "Lena Holm (FK)" in page or "Lena Holm" in page
    with_health = client.get(f"/deltagare/{case}/underlag/?ta_med=health").content.decode()
    assert "Lugn miljö." in with_health and "Jag är noggrann." not in with_health
    answer = client.get(f"/deltagare/{case}/underlag/underlag.pdf")
    assert len(PdfReader(BytesIO(answer.content)).pages) == 1
    text = pdf_text(answer.content)
    for part in ("Det här fungerar", "Laga cyklar.", "Pågår: Återbruket", "Återbruket slutar"):
        assert part in text


def test_what_somebody_at_the_table_must_not_have_is_left_out(
    world: World, as_person: AsPerson
) -> None:
    case, client = underlag(world), as_person("Sara")
    url = f"/deltagare/{case}/underlag/"
    page = client.get(url).content.decode()
    assert "Jag är noggrann." in page and "Laga cyklar." not in page
    assert "En del är inte med" in page and "Försäkringskassan: utbildning och arbete" in page
    outsider = client.get(f"{url}?utomstaende=ja&ta_med=planning&ta_med=health").content.decode()
    for words in ("Jag är noggrann.", "Lugn miljö.", "Återbruket", "arbete jag trivs"):
        assert words not in outsider
    assert "Någon utanför myndigheterna" in outsider
    assert "Laga cyklar." not in pdf_text(client.get(f"{url}underlag.pdf").content)
    with acting(world.actor("Adam")):
        assert Entry.objects.filter(purpose="underlag, en del utelämnad: samtycke saknas").exists()


def test_no_page_costs_more_than_ten_queries(world: World, as_person: AsPerson) -> None:
    case, client = underlag(world), as_person("Sara")
    prepared(world)
    costs = {page: queries(client, reverse(page, args=[case])) for page in CASE_PAGES}
    sara, lena = world.actor("Sara"), world.actor("Lena")
    with acting(sara):
        closing.confirm(actor=sara, participation=world.case("Alva"), receivers=[])
    with acting(lena):
        takeover.confirm(
            actor=lena,
            participation=party_case(lena, case).participation,
            confirmed_on=today(),
        )
    costs["ended"] = queries(client, reverse("exit-show", args=[case]))
    costs["pdf"] = queries(client, reverse("exit-pdf", args=[case]))
    costs["underlag-pdf"] = queries(client, reverse("underlag-pdf", args=[case]))
    costs["followup"] = queries(client, reverse("followup-record", args=[case, "manad_3"]))
    costs["takeover"] = queries(as_person("Lena"), reverse("takeover-confirm", args=[case]))
    assert max(costs.values()) <= 10, costs
    with acting(sara):
        assert Exit.objects.get().confirmed_at is not None


def test_a_plan_is_begun_only_while_she_takes_part(world: World, as_person: AsPerson) -> None:
    case, client = world.case_id("Alva"), as_person("Sara")
    assert "Skriv en plan" in client.get(f"/deltagare/{case}/").content.decode()
    prepared(world, confirm=True)
    assert "Skriv en plan" not in client.get(f"/deltagare/{case}/").content.decode()
