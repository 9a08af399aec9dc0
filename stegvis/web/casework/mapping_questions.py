"""This file is where a question of the mapping is put to a party, and its answers are read."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import question as actions
from stegvis.casework.models import Participation, Party, Question, QuestionKind
from stegvis.core.dates import today
from stegvis.participants.actions.disclosure import consented_receivers
from stegvis.programmes.journey import PartyQuestion
from stegvis.web.casework.frame import frame
from stegvis.web.casework.mapping_forms import AskForm
from stegvis.web.shared.pages import StaffRequest, page

# What a party is asked to answer within, unless the asker writes another day.
ANSWER_WITHIN = timedelta(days=14)


def questions_put(actor: Actor, case: Participation) -> list[dict[str, Any]]:
    """The questions put to parties in this case, newest first, each with its replies.

    One query. The replies are the parties' own rows, joined outwards: a question without one is
    still shown.
    """
    rows = (
        Question.objects.visible_to(actor)
        .filter(participation=case, owner_id=actor.organisation_id, kind=QuestionKind.TO_PARTY)
        .order_by("-asked_on", "-created_at", "answers__created_at")
        .values(
            "pk",
            "text",
            "asked_on",
            "answer_by",
            "receiver__name",
            "answers__text",
            "answers__answered_on",
        )
    )
    put: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        question = put.setdefault(
            row["pk"], {**row, "receiver": row["receiver__name"], "replies": []}
        )
        if row["answers__text"]:
            question["replies"].append(
                {"text": row["answers__text"], "on": row["answers__answered_on"]}
            )
    return list(put.values())


def mapping_ask(request: StaffRequest, pk: UUID, question: str) -> HttpResponse:
    """Fråga till part: never a demand for a new certificate, and only where she has consented."""
    case = queries.own_case(request.actor, pk)
    asked = _party_question(case, question)
    parties = list(
        Party.objects.now()
        .filter(participation=case, owner_id=request.actor.organisation_id)
        .select_related("organisation")
    )
    grants = consented_receivers(case.pk, request.actor.organisation_id, asked.category)
    receivers = {str(g.receiver_id): g.receiver.name for g in grants if g.receiver.kind == asked.to}
    form = AskForm(
        request.POST or None,
        receivers=list(receivers.items()),
        initial={"text": asked.text, "answer_by": today() + ANSWER_WITHIN},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _ask(request, case, asked, parties, form.cleaned_data))
    ):
        messages.success(request, "Frågan är ställd. Svaret syns här när det kommer.")
        return redirect("mapping-show", pk=case.pk)
    context = {"asked": asked, "receivers": receivers}
    if not receivers:
        context["why_not"] = _why_not(case, asked, parties)
    return page(
        request,
        "casework/mapping_ask.html",
        frame(case, "mapping-show", asked.label) | context,
        form=form,
    )


def _party_question(case: Participation, key: str) -> PartyQuestion:
    rules = case.version.definition.mapping
    found = next((q for q in rules.party_questions if q.key == key), None)
    if found is None:
        raise NotVisible
    return found


def _ask(
    request: StaffRequest,
    case: Participation,
    asked: PartyQuestion,
    parties: list[Party],
    typed: dict[str, Any],
) -> Question:
    receiver = UUID(typed["receiver"])
    contact = next((p.contact_id for p in parties if p.organisation_id == receiver), None)
    return actions.ask(
        actor=request.actor,
        permission=Permission.QUESTION_ASK,
        scope=case.scope,
        kind=QuestionKind.TO_PARTY,
        version=case.version,
        receiver_id=receiver,
        addressee_id=contact,
        text=typed["text"],
        answer_by=typed["answer_by"],
        participation=case,
        participant=case.participant,
        category=asked.category,
    )


def _why_not(case: Participation, asked: PartyQuestion, parties: list[Party]) -> str:
    definition = case.version.definition
    label = next(c.label for c in definition.consent.categories if c.key == asked.category)
    names = [p.organisation.name for p in parties if p.organisation.kind == asked.to]
    if not names:
        names = [party.name for party in definition.receivers() if party.kind == asked.to]
    where = " eller ".join(names) or "en sådan myndighet"
    return (
        f"Frågan kan inte ställas: deltagaren har inte samtyckt till att uppgifter av slaget "
        f"{label.lower()} lämnas till {where}. Prata med deltagaren om samtycket först."
    )
