"""This file is where one referral is considered: its page, its criteria, and every way out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.casework import inbox
from stegvis.casework.actions import intake as actions
from stegvis.casework.inbox import Arrived
from stegvis.casework.intake_facts import Weighed, known_facts, told, weigh
from stegvis.casework.models import Intake, IntakeStatus, Judged
from stegvis.core.dates import age_on, today
from stegvis.programmes.definition import Definition
from stegvis.programmes.facts import KnownFact, Value
from stegvis.programmes.vocabulary import CriterionKind
from stegvis.programmes.ways_in import route_of
from stegvis.web.intake.presenting import meeting_rows
from stegvis.web.referrals.status import joint_words
from stegvis.web.shared.days import swedish_date
from stegvis.web.shared.forms import DateField, StegvisForm
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.seen import seen_revision

TO_REFERRER = "Läses av remittenten. Skriv inte mer än som behövs."


class JudgeForm(StegvisForm):
    outcome = forms.ChoiceField(label="Bedömning", widget=forms.RadioSelect)
    set_aside = forms.BooleanField(
        label="Bortse från kriteriet för den här personen", required=False
    )
    reason = forms.CharField(
        label="Skäl",
        required=False,
        widget=forms.Textarea,
        help_text="Behövs när ni bortser från kriteriet. Remittenten ser det inte.",
    )

    def __init__(self, *args: Any, words: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = list(words.items())


class AnswerForm(StegvisForm):
    """What every answer to the referrer may carry."""

    message = forms.CharField(
        label="Meddelande till remittenten",
        required=False,
        widget=forms.Textarea,
        help_text=TO_REFERRER,
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definition = definition


class RefuseForm(AnswerForm):
    reason = forms.ChoiceField(label="Varför tas personen inte emot?")
    text = forms.CharField(
        label="Förklara närmare", required=False, widget=forms.Textarea, help_text=TO_REFERRER
    )
    field_order = ("reason", "text", "message")

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, definition=definition, **kwargs)
        choices = [(one.key, one.label) for one in definition.intake.refusal_reasons]
        self.fields["reason"].choices = [("", "Välj"), *choices]


class QueueForm(AnswerForm):
    expected_on = DateField(
        label="När väntas en plats?", required=False, help_text="Så här: 2026-12-03. Kan ändras."
    )
    field_order = ("expected_on", "message")


class UnreachedForm(AnswerForm):
    text = forms.CharField(
        label="Hur har ni försökt nå personen?", widget=forms.Textarea, help_text=TO_REFERRER
    )
    field_order = ("text", "message")


class AskForm(StegvisForm):
    text = forms.CharField(
        label="Vad behöver ni veta?",
        widget=forms.Textarea,
        help_text="Fråga bara om det som behövs för att ta ställning. Begär inte nytt intyg.",
    )
    answer_by = DateField(label="Svar önskas senast", required=False)

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class WayOut:
    """One way to answer a referral: its words, its form and its action."""

    label: str
    submit: str
    text: str
    done: str
    form: Callable[..., StegvisForm]
    action: Callable[..., Intake]


WAYS_OUT = {
    "intake-admit": WayOut(
        "Ta emot",
        "Ta emot",
        "Personen registreras hos er med det som redan har lämnats. Inget behöver frågas om igen. "
        "Remittenten ser beskedet direkt.",
        "Personen är mottagen. Skriv in henne eller honom när ni är överens om dagen.",
        AnswerForm,
        actions.admit,
    ),
    "intake-refuse": WayOut(
        "Tas inte emot",
        "Spara: tas inte emot",
        "Remittenten ser skälet direkt. Personen kan aktualiseras på nytt.",
        "Sparat: personen tas inte emot.",
        RefuseForm,
        actions.not_admit,
    ),
    "intake-queue": WayOut(
        "Sätt i kö",
        "Spara i kön",
        "Platsen i kön räknas från första dagen.",
        "Personen står i kön.",
        QueueForm,
        actions.queue,
    ),
    "intake-ask": WayOut(
        "Begär komplettering",
        "Skicka frågan",
        "Frågan går till handläggaren som aktualiserade, på samma grund som aktualiseringen.",
        "Frågan är skickad.",
        AskForm,
        actions.ask_more,
    ),
    "intake-unreached": WayOut(
        "Gick inte att nå",
        "Spara: gick inte att nå",
        "Räknas för sig, så att de som ingen nådde inte försvinner bland dem som inte tas emot.",
        "Sparat: personen gick inte att nå.",
        UnreachedForm,
        actions.not_reached,
    ),
}


def intake_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen = inbox.arrived(request.actor, pk)
    return page(request, "intake/show.html", _about(request, seen))


@require_POST
def intake_open(request: StaffRequest, pk: UUID) -> HttpResponse:
    seen = inbox.arrived(request.actor, pk)
    actions.open(actor=request.actor, referral=seen.referral)
    messages.success(request, "Remittenten ser nu att ni har börjat bedöma.")
    return redirect("intake-show", pk=pk)


@require_POST
def intake_assess(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Take the assessment up again after an answer, or from the queue."""
    _, intake = opened(request, pk)
    actions.assess(actor=request.actor, intake=intake, revision=revision_in(request))
    messages.success(request, "Bedömningen fortsätter.")
    return redirect("intake-show", pk=pk)


def criterion_judge(request: StaffRequest, pk: UUID, criterion: str) -> HttpResponse:
    """One click from the page, or the form with the reason for setting a criterion aside."""
    seen, intake = opened(request, pk)
    weighed = next((one for one in _weighed(seen) if one.criterion.key == criterion), None)
    if weighed is None:
        raise NotVisible
    form = JudgeForm(
        request.POST if request.method == "POST" else None,
        words=outcome_words(weighed),
        initial={
            "outcome": weighed.outcome,
            "set_aside": weighed.is_set_aside,
            "reason": weighed.judged.reason if weighed.judged else "",
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.judge(
                actor=request.actor, intake=intake, criterion=criterion, **form.cleaned_data
            )
        )
    ):
        return redirect(reverse("intake-show", args=[pk]) + "#kriterier")
    context = _form_page("Bedöm kriteriet", "Spara bedömningen", pk) | {
        "intro": [weighed.criterion.text, weighed.derived.source],
        "quote": weighed.criterion.quote,
    }
    return page(request, "intake/form.html", context, form=form)


def intake_admit(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, "intake-admit")


def intake_refuse(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, "intake-refuse")


def intake_queue(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, "intake-queue")


def intake_ask(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, "intake-ask")


def intake_unreached(request: StaffRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, "intake-unreached")


def _answer(request: StaffRequest, pk: UUID, name: str) -> HttpResponse:
    seen, intake = opened(request, pk)
    way = WAYS_OUT[name]
    form = way.form(
        request.POST if request.method == "POST" else None,
        definition=seen.referral.version.definition,
        initial={"expected_on": intake.expected_on, "message": intake.message},
    )
    if request.method == "POST" and form.is_valid():
        done = form.obeys(
            lambda: way.action(
                actor=request.actor,
                intake=intake,
                revision=revision_in(request),
                **form.cleaned_data,
            )
        )
        if done:
            messages.success(request, way.done)
            return redirect("intake-show", pk=pk)
    context = _form_page(way.label, way.submit, pk) | {
        "intro": [seen.name, way.text],
        "revision": request.POST.get("revision") or intake.revision,
    }
    return page(request, "intake/form.html", context, form=form)


def opened(request: StaffRequest, pk: UUID) -> tuple[Arrived, Intake]:
    """The referral and its intake. Raises NotVisible when nobody has opened it."""
    seen = inbox.arrived(request.actor, pk)
    if seen.intake is None:
        raise NotVisible
    return seen, seen.intake


def revision_in(request: StaffRequest) -> int | None:
    return seen_revision(request)


def _form_page(title: str, submit: str, pk: UUID) -> dict[str, Any]:
    return {"page_title": title, "submit": submit, "back": reverse("intake-show", args=[pk])}


def _weighed(seen: Arrived) -> list[Weighed]:
    facts = known_facts(seen.referral, seen.identity, today())
    return weigh(seen.referral.version.definition, facts, inbox.judgements(seen.intake))


def _about(request: StaffRequest, seen: Arrived) -> dict[str, Any]:
    referral, intake = seen.referral, seen.intake
    definition = referral.version.definition
    route = route_of(definition, referral.route)
    rows = [_criterion(one) for one in _weighed(seen)]
    is_open = intake is not None and intake.is_open
    questions = inbox.exchanges(request.actor, referral)
    return {
        # The browser's title is seen by others: never the name of a protected person.
        "page_title": seen.title,
        "seen": seen,
        "referral": referral,
        "intake": intake,
        "words": definition.words,
        "facts": [
            {"label": known.label, "value": in_words(value, known)}
            for _, value, known in told(referral)
        ]
        + joint_words(referral),
        "particulars": _particulars(seen),
        "ground": _ground(seen),
        "route_note": route.text if route and route.readiness_judged_by_referrer else "",
        # What waits for a click comes first; sorting keeps the definition's order within each.
        "criteria": sorted(rows, key=lambda row: not row["needs_person"]),
        "unclear": sum(row["needs_person"] for row in rows),
        "against": sum(row["stands_in_the_way"] for row in rows),
        "meetings": meeting_rows(inbox.meetings_of(intake), definition),
        "questions": questions,
        "has_new_answer": bool(
            is_open and intake.status == IntakeStatus.ASKED and any(q.answer for q in questions)
        ),
        "can_judge": is_open and may(request.actor, Permission.INTAKE_JUDGE, intake.scope),
        "can_decide": is_open and may(request.actor, Permission.INTAKE_DECIDE, intake.scope),
        "can_resume": is_open and intake.status in (IntakeStatus.ASKED, IntakeStatus.QUEUED),
        "can_ask": is_open and not seen.is_own,
        "can_queue": definition.intake.waiting_list,
        "can_enrol": intake is not None
        and intake.status == IntakeStatus.ADMITTED
        and referral.case_id is None,
    }


def _criterion(one: Weighed) -> dict[str, Any]:
    words = outcome_words(one)
    text, color = words.get(one.outcome, "behöver bedömas"), "neutral"
    if one.is_set_aside:
        text, color = "Bortses från", "info"
    elif one.stands_in_the_way:
        color = "danger"
    elif one.needs_person:
        color = "warning"
    elif one.outcome != "unclear" and one.criterion.kind != CriterionKind.PRIORITY:
        color = "success"
    return {
        "criterion": one.criterion,
        "kind": CriterionKind(one.criterion.kind).label,
        "tag": text,
        "color": color,
        "source": one.derived.source,
        "judged": one.judged,
        "needs_person": one.needs_person,
        "stands_in_the_way": one.stands_in_the_way,
        "choices": [(key, label) for key, label in words.items() if key != "unclear"],
    }


def outcome_words(one: Weighed) -> dict[str, str]:
    """Met means that the criterion's text is true; of what hinders one says that it is so."""
    if one.criterion.kind == CriterionKind.EXCLUSION:
        return {"met": "Stämmer", "not_met": "Stämmer inte", "unclear": "Behöver bedömas"}
    return {key: label.capitalize() for key, label in Judged.choices}


def in_words(value: Value | None, known: KnownFact) -> str:
    """A fact as it is read: an answer that nobody knows is said to be so."""
    if value is None:
        return "Vet inte"
    if isinstance(value, bool):
        return "Ja" if value else "Nej"
    if isinstance(value, date):
        return swedish_date(value)
    return f"{known.choices.get(str(value), str(value))} {known.unit}".strip().capitalize()


def _particulars(seen: Arrived) -> list[dict[str, str]]:
    identity = seen.identity
    if identity is None:
        return []
    rows = [(identity.number_label, identity.masked_number)]
    if identity.caution:
        rows.append(("Identitet", identity.caution))
    number = identity.identifier
    if number and number.born:
        rows.append(("Ålder", f"{age_on(number.born, today())} år"))
    rows += [
        ("Telefon", identity.phone),
        ("E-post", identity.email),
        ("Adress", identity.address),
        ("Nås bäst", identity.contact_wish),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _ground(seen: Arrived) -> str:
    referral = seen.referral
    if seen.is_own:
        return "Registrerad av er själva; inget har lämnats ut."
    if referral.ground == "consent":
        return (
            f"Samtycke lämnat {swedish_date(referral.consent_on)}, "
            f"mottaget av {referral.consent_taken_by}."
        )
    return f"Annan grund: {referral.ground_reason}"
