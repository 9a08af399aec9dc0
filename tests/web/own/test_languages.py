"""Every word of the participant's own pages is there in each language, and the compiled
catalogues are those of the texts."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext as translated
from django.utils.translation import override

from scripts.messages import catalogue_of, collected, kept, translated_languages, untranslated
from stegvis.audit.journal import acting
from stegvis.participants.models import Consent
from stegvis.programmes.admission import Consent as ConsentForm
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.web.own.language import COOKIE, FORM_LANGUAGES
from stegvis.web.own.words import CATEGORIES, CONSENT_KINDS
from tests.world import World

LANGUAGES = translated_languages()
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
Login = Callable[[str], Client]


def keys(catalog: Catalog) -> set[tuple[str, str | None]]:
    return {(first(message.id), message.context) for message in catalog if message.id}


def first(text: object) -> str:
    return text[0] if isinstance(text, tuple | list) else str(text)


def test_the_languages_are_those_that_the_law_asks_for() -> None:
    assert {"sv-x-lattlast", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalog, texts = kept(language), collected()
    assert keys(texts) - keys(catalog) == set(), "run: make messages"
    assert keys(catalog) - keys(texts) == set(), "run: make messages"
    assert untranslated(catalog) == []
    assert len(texts) > 200


def variants(message: Message) -> list[tuple[str, str]]:
    """Each Swedish text with its translation; the plural form has the plural's words."""
    if message.pluralizable:
        return list(zip(message.id, message.string, strict=True))
    return [(str(message.id), str(message.string))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language: str) -> None:
    wrong = [
        text
        for message in kept(language)
        if message.id
        for text, said in variants(message)
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(said))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    with catalogue_of(language).with_suffix(".mo").open("rb") as file:
        made = gettext.GNUTranslations(file)
    for message in kept(language):
        if not message.id:
            continue
        for number, (_text, said) in enumerate(variants(message)):
            if message.pluralizable:
                found = made.ngettext(*message.id, 1 if number == 0 else 5)
            elif message.context:
                found = made.pgettext(message.context, str(message.id))
            else:
                found = made.gettext(str(message.id))
            assert found == said, "run: make messages"


def test_easy_swedish_is_easier() -> None:
    """Its sentences are shorter than those of the ordinary texts."""
    catalog = kept("sv-x-lattlast")
    pairs = [pair for message in catalog if message.id for pair in variants(message)]
    assert longest_sentences(said for _, said in pairs) < longest_sentences(t for t, _ in pairs)
    for word in ("samtycke", "utlämnande", "insats", "blankett", "frivillig", "påverka"):
        assert not [said for _, said in pairs if word in said.lower()], word


def longest_sentences(texts: object) -> float:
    words = [len(s.split()) for t in texts for s in re.split(r"[.?!]", t) if s.strip()]
    return sum(sorted(words)[-20:]) / 20


def test_codes_have_words_in_each_language() -> None:
    for language in LANGUAGES:
        with override(language):
            assert all(str(name) for name, _ in CONSENT_KINDS.values())
            assert all(str(name) for name in CATEGORIES.values())
    with override("en"):
        assert str(CATEGORIES["health"]) == "Health"
        assert translated("Mina samtycken") == "My consents"


@pytest.mark.parametrize("path", sorted(definitions_folder().glob("*.toml")), ids=lambda p: p.stem)
def test_every_consent_is_there_in_each_language_of_the_pages(path: Path) -> None:
    """The check of definitions holds that a translation is whole; here, that there is one."""
    form = read_definition(path).consent
    wanted = {FORM_LANGUAGES[language] for language in LANGUAGES}
    assert {one.language for one in form.translations} == wanted
    swedish = str(form.model_dump(exclude={"translations"}))
    for one in form.translations:
        said = [*one.purposes, *one.categories, *one.consents]
        for text in (one.introduction, one.withdrawal, *(vars(row) for row in said)):
            assert str(text) not in swedish
    easy = form.in_language("lattlast")
    assert easy is not None
    told = str(easy.model_dump(exclude={"language"})).lower()
    for word in ("samtyck", "utlämn", "insats", "blankett", "frivillig", "registrer"):
        assert word not in told, word


@pytest.mark.parametrize(
    ("language", "reads", "keeps"),
    [
        ("en", "I agree that the authorities that are ticked", "en"),
        ("sv-x-lattlast", "Jag säger ja till att de myndigheter som har kryss", "lattlast"),
    ],
)
def test_she_reads_what_she_answers_in_her_language(
    world: World, as_participant: Login, language: str, reads: str, keeps: str
) -> None:
    bo = as_participant("Bo")
    bo.cookies[COOKIE] = language
    url = reverse("own-consent-answer", args=[world.case_id("Bo"), "secrecy"])
    page = bo.get(url).content.decode()
    assert reads in page and f'class="app-text" lang="{language}"' in page
    # The Swedish text, which is the one that counts, is at hand.
    assert "Jag samtycker till att de myndigheter" in page and 'class="app-text" lang="sv"' in page
    assert bo.post(url, {"answer": "no"}).status_code == 302
    with acting(world.actor("Kim")):
        kept = Consent.objects.get(participation_id=world.case("Bo").pk, refused=True)
    assert kept.form_language == keeps


def test_a_form_that_nobody_has_translated_is_read_and_kept_as_swedish(
    world: World, as_participant: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ConsentForm, "in_language", lambda self, language: None)
    bo = as_participant("Bo")
    bo.cookies[COOKIE] = "en"
    url = reverse("own-consent-answer", args=[world.case_id("Bo"), "secrecy"])
    page = bo.get(url).content.decode()
    assert '<html lang="en"' in page and 'class="app-text" lang="sv"' in page
    assert bo.post(url, {"answer": "no"}).status_code == 302
    with acting(world.actor("Kim")):
        kept = Consent.objects.get(participation_id=world.case("Bo").pk, refused=True)
    assert kept.form_language == "sv"


def test_she_chooses_her_language_and_it_is_kept(as_participant: Login) -> None:
    alva = as_participant("Alva")
    assert '<html lang="sv"' in alva.get("/mina-sidor/").content.decode()
    answer = alva.post("/mina-sidor/sprak/", {"language": "en", "next": "/mina-sidor/tider/"})
    assert (answer.status_code, answer.url) == (302, "/mina-sidor/tider/")
    page = alva.get("/mina-sidor/").content.decode()
    assert '<html lang="en"' in page and "My contact" in page
    alva.post("/mina-sidor/sprak/", {"language": "sv-x-lattlast", "next": "/mina-sidor/"})
    page = alva.get("/mina-sidor/").content.decode()
    assert '<html lang="sv-x-lattlast"' in page and "Den som hjälper mig" in page


def test_a_browser_chooses_between_swedish_and_english(as_participant: Login) -> None:
    alva = as_participant("Alva")
    for header, language in (
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.5", "en"),
        ("fr", "sv"),
        ("sv,en", "sv"),
    ):
        page = alva.get("/mina-sidor/", headers={"accept-language": header}).content.decode()
        assert f'<html lang="{language}"' in page


def test_an_unknown_language_and_another_address_change_nothing(as_participant: Login) -> None:
    alva = as_participant("Alva")
    answer = alva.post("/mina-sidor/sprak/", {"language": "xx", "next": "https://annan.invalid/"})
    assert answer.url == "/mina-sidor/"
    assert COOKIE not in answer.cookies


def test_staffs_pages_stay_swedish(as_person: Login) -> None:
    sara = as_person("Sara")
    sara.cookies[COOKIE] = "en"
    page = sara.get("/att-gora/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="sv"' in page and "Att göra" in page
