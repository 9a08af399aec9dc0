"""This file is where somebody is marked as one whom people may look up out of curiosity: where her
protection is kept, and for the same staff."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may
from stegvis.core.errors import RuleBroken
from stegvis.participants import queries as wills
from stegvis.participants.actions import curiosity as actions
from stegvis.participants.models import CuriosityMark
from stegvis.web.casework.protection import Subject, subject_of
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


class MarkForm(StegvisForm):
    reason = forms.CharField(
        label="Varför?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=actions.MOST_CHARACTERS,
        help_text="Till exempel: känd från tidningen, eller närstående till en medarbetare. "
        "Skriv inte namn eller personnummer. Skälet följer med i ett registerutdrag.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


def curiosity_show(request: StaffRequest, pk: UUID, where: str = "case") -> HttpResponse:
    """Is she marked, by whom and why; with POST marked, or the mark ended."""
    subject = subject_of(request, pk, where, "Särskilt utsatt för nyfikenhet")
    if not may(request.actor, Permission.CURIOSITY_MARK, subject.scope):
        raise NotVisible
    marks = wills.curiosity_marks(request.actor, subject.participant)
    active = next((one for one in marks if one.ended_at is None), None)
    initial = {"revision": active.revision if active else None}
    form = MarkForm(request.POST or None, initial=initial)
    if active is not None:
        form.fields["reason"].label = "Varför ska märkningen tas bort?"
        form.fields["reason"].help_text = "Skriv inte namn eller personnummer."
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(lambda: _keep(request, subject, active, form))
    ):
        messages.success(request, "Märkningen är borttagen." if active else "Märkningen är sparad.")
        return redirect(subject.url("curiosity-show"))
    context = {
        "active": active,
        "ended": [one for one in marks if one.ended_at],
        "back": subject.url("protection-show"),
    }
    return page(request, "protection/curiosity.html", subject.context | context, form=form)


def _keep(
    request: StaffRequest, subject: Subject, active: CuriosityMark | None, form: MarkForm
) -> CuriosityMark:
    """What the page that was sent is about: with a revision it is of a mark that is to be ended."""
    reason, revision = form.cleaned_data["reason"], form.cleaned_data["revision"]
    if revision is None:
        return actions.mark(
            actor=request.actor,
            scope=subject.scope,
            participant=subject.participant,
            reason=reason,
        )
    if active is None:
        raise RuleBroken("Märkningen är redan borttagen.")
    return actions.end(
        actor=request.actor,
        scope=subject.scope,
        mark=active,
        revision=revision,
        reason=reason,
    )
