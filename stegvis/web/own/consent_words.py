"""This file is where a consent's own text is found in the language that she reads her pages in."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from stegvis.programmes.admission import Category, Consent, ConsentTranslation
from stegvis.programmes.vocabulary import Choice
from stegvis.web.own.language import FORM_LANGUAGES

SWEDISH = "sv"


@dataclass(frozen=True)
class ConsentWords:
    """What she reads before she answers. `language` is how a page marks it, and `form_language`
    what is kept with her answer: the language that the text was really shown in."""

    language: str
    form_language: str
    introduction: str
    text: str
    withdrawal: str
    purposes: tuple[str, ...]
    categories: tuple[Category, ...]

    @property
    def is_translated(self) -> bool:
        """Then the Swedish text, which is the one that counts, stands beside it."""
        return self.form_language != SWEDISH


def translation_of(form: Consent) -> ConsentTranslation | None:
    """The form in the language of the page; None where that is Swedish or nobody has written it."""
    return form.in_language(FORM_LANGUAGES.get(get_language() or SWEDISH, SWEDISH))


def consent_words(form: Consent, kind: str) -> ConsentWords:
    """In her language if the definition has it, otherwise in Swedish."""
    found = translation_of(form)
    return _words(found, kind, found.language) if found else swedish_words(form, kind)


def swedish_words(form: Consent, kind: str) -> ConsentWords:
    return _words(form, kind, SWEDISH)


def _words(said: Consent | ConsentTranslation, kind: str, form_language: str) -> ConsentWords:
    pages = {form: page for page, form in FORM_LANGUAGES.items()}
    return ConsentWords(
        language=pages.get(form_language, form_language),
        form_language=form_language,
        introduction=said.introduction,
        text=next(one.text for one in said.consents if one.kind == kind),
        withdrawal=said.withdrawal,
        purposes=_labels(said.purposes),
        categories=said.categories,
    )


def _labels(choices: Iterable[Choice]) -> tuple[str, ...]:
    return tuple(one.label for one in choices)
