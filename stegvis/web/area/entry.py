"""This file is where one person of the target group is shown, mapped, judged and watched."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible, may, may_somewhere, own_scope
from stegvis.casework import area as reading
from stegvis.casework import taking_on
from stegvis.casework.actions import area as actions
from stegvis.casework.actions import area_onward
from stegvis.casework.benefit_watch import ends_of
from stegvis.casework.mapping_values import shown
from stegvis.casework.models import AreaEntry
from stegvis.casework.queries import identity_of, name_of, title_of
from stegvis.core.dates import age_on, first_benefit_day, last_benefit_day, today
from stegvis.core.errors import RuleBroken
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import benefit as benefits
from stegvis.participants.models import Benefit
from stegvis.programmes.areas import Area
from stegvis.programmes.closing import closed_everywhere, closed_words
from stegvis.programmes.facts import BENEFITS
from stegvis.programmes.models import ProgrammeParty, Seat
from stegvis.web.area.forms import (
    HandOverForm,
    JoinForm,
    LeaveForm,
    LivelihoodForm,
    MappingForm,
    ReferForm,
    TriageForm,
    WaitForm,
)
from stegvis.web.casework.benefit_course import CourseForm, number_of
from stegvis.web.casework.ends import end_shown
from stegvis.web.casework.person import BenefitForm
from stegvis.web.shared.forms import StegvisForm
from stegvis.web.shared.pages import StaffRequest, page


def entry_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """How far she has come, what she lives on and until when, and what is to be done."""
    area, entry = reading.entry_of(request.actor, pk)
    rows = reading.benefits_of(request.actor, entry)
    triages = reading.triages_of(request.actor, entry)
    life = reading.life_in_area(entry, [reading.decision_of(row) for row in rows])
    ends = ends_of(life, today(), reading.leads_of(area.definition))
    born = entry.participant.born_on
    return page(
        request,
        "area/entry_show.html",
        _frame(area, entry)
        | {
            "answers": _answers(area, entry),
            "triages": [
                {"row": row, "label": _label(area, row.result), "counts": n == 0}
                for n, row in enumerate(triages)
            ],
            "benefits": [
                {"row": row, "kind": BENEFITS.get(row.kind, row.kind).capitalize()} for row in rows
            ],
            "ends": [end_shown(end) for end in ends],
            "earliest": first_benefit_day(born) if born else None,
            "latest": last_benefit_day(born) if born else None,
            "information": area.definition.plan.livelihood_information,
            "may_keep": may(request.actor, Permission.AREA_KEEP, entry.scope),
            "may_enrol": _may_enrol(request, area),
            "may_refer": may_somewhere(request.actor, Permission.REFERRAL_DRAFT),
            "closed": closed_everywhere(area.version) if area.may_be_closed else None,
        },
    )


def _frame(area: Area, entry: AreaEntry, title: str = "") -> dict[str, Any]:
    person = entry.participant
    identity = identity_of(person)
    hidden = title_of(person)
    return {
        "area": area,
        "entry": entry,
        "person": person,
        "identity": identity,
        "name": name_of(person),
        "page_title": f"{title} – {hidden}" if title else hidden,
        "age": age_on(person.born_on, today()) if person.born_on else None,
    }


def _answers(area: Area, entry: AreaEntry) -> list[dict[str, str]]:
    return [
        {
            "label": question.label,
            "value": shown(question, str(entry.answers.get(question.key, "")), today())
            or "Inget svar",
        }
        for question in area.rules.questions
    ]


def _label(area: Area, result: str) -> str:
    known = area.triage(result)
    return known.label if known else result


def entry_map(request: StaffRequest, pk: UUID) -> HttpResponse:
    area, entry = reading.entry_of(request.actor, pk)
    form = MappingForm(
        request.POST or None,
        area=area,
        initial=entry.answers | {"mapped_on": entry.mapped_on or today()},
    )
    return _work(
        request,
        area,
        entry,
        form,
        lambda: actions.map_first(
            actor=request.actor,
            area=area,
            entry=entry,
            answers=form.answers(),
            mapped_on=form.cleaned_data["mapped_on"],
            revision=_revision(request, entry.revision),
        ),
        heading="Inledande kartläggning",
        lead="Utgå från det myndigheten redan vet. Ingen fråga är obligatorisk.",
        said="Kartläggningen är sparad.",
    )


def entry_triage(request: StaffRequest, pk: UUID) -> HttpResponse:
    area, entry = reading.entry_of(request.actor, pk)
    form = TriageForm(request.POST or None, area=area, initial={"decided_on": today()})
    return _work(
        request,
        area,
        entry,
        form,
        lambda: actions.triage(actor=request.actor, area=area, entry=entry, **form.cleaned_data),
        heading="Bedömning efter kartläggningen",
        lead="Varje bedömning sparas, och den senaste gäller. Den är inget beslut om ersättning.",
        said="Bedömningen är sparad.",
    )


def entry_livelihood(request: StaffRequest, pk: UUID) -> HttpResponse:
    area, entry = reading.entry_of(request.actor, pk)
    form = LivelihoodForm(
        request.POST or None,
        initial={"livelihood": entry.next_livelihood, "informed_on": entry.informed_on},
    )
    return _work(
        request,
        area,
        entry,
        form,
        lambda: actions.name_livelihood(
            actor=request.actor,
            entry=entry,
            revision=_revision(request, entry.revision),
            **form.cleaned_data,
        ),
        heading="Försörjning härnäst",
        lead=area.definition.plan.livelihood_information or "Ingen ska stå utan försörjning.",
        said="Det är sparat.",
    )


def entry_benefit(request: StaffRequest, pk: UUID, benefit: UUID | None = None) -> HttpResponse:
    """Add or correct a decision; what looks wrong is said, what is impossible is refused."""
    area, entry = reading.entry_of(request.actor, pk)
    row = _benefit(request, entry, benefit) if benefit else None
    stored = {name: getattr(row, name) for name in BenefitForm.base_fields} if row else None
    form = BenefitForm(request.POST or None, initial=stored)

    def save() -> Benefit:
        decision = benefits.Decision(**form.cleaned_data)
        here: Any = {
            "actor": request.actor,
            "scope": entry.scope,
            "permission": Permission.AREA_KEEP,
            "decision": decision,
        }
        if row is None:
            kept = benefits.add(participant=entry.participant, **here)
        else:
            kept = benefits.change(benefit=row, revision=_revision(request, row.revision), **here)
        for warning in benefits.warnings(decision, entry.participant.born_on):
            messages.warning(request, warning)
        return kept

    return _work(
        request,
        area,
        entry,
        form,
        save,
        heading="Ändra ersättning" if row else "Ny ersättning",
        lead="Är det ett nytt beslut? Lägg till det i stället för att ändra det gamla.",
        said="Ersättningen är sparad.",
        revision=row.revision if row else None,
    )


def entry_benefit_follow(request: StaffRequest, pk: UUID, benefit: UUID) -> HttpResponse:
    """What is done about the time after a decision."""
    area, entry = reading.entry_of(request.actor, pk)
    row = _benefit(request, entry, benefit)
    form = CourseForm(
        request.POST or None,
        initial={name: getattr(row, name) for name in CourseForm.base_fields},
    )
    return _work(
        request,
        area,
        entry,
        form,
        lambda: benefits.follow(
            actor=request.actor,
            scope=entry.scope,
            permission=Permission.AREA_KEEP,
            benefit=row,
            course=form.course(),
            revision=_revision(request, row.revision),
        ),
        heading="Vad görs inför att ersättningen går ut?",
        lead="En skickad ansökan syns i bevakningen tills beslutet har kommit och är inskrivet.",
        said="Det är sparat.",
        revision=row.revision,
    )


def entry_wait(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Ready, while the party that is to receive her has no place."""
    area, entry = reading.entry_of(request.actor, pk)
    form = WaitForm(
        request.POST or None,
        organisations=_others(area, entry),
        initial={
            "organisation": str(entry.waiting_for_id or ""),
            "since": entry.waiting_since,
        },
    )
    return _work(
        request,
        area,
        entry,
        form,
        lambda: actions.wait_for(
            actor=request.actor,
            entry=entry,
            organisation_id=_id_of(form.cleaned_data["organisation"]),
            since=form.cleaned_data["since"],
            until=form.cleaned_data["until"],
            revision=_revision(request, entry.revision),
        ),
        heading="Väntar på en mottagande part",
        lead="När personen är redo men den som ska ta emot inte har plats eller resurser.",
        said="Det är sparat.",
    )


def entry_hand_over(request: StaffRequest, pk: UUID) -> HttpResponse:
    area, entry = reading.entry_of(request.actor, pk)
    staff = {str(one.pk): one for one in reading.officials(request.actor, today())}
    form = HandOverForm(request.POST or None, officials=staff.values())
    answer = _work(
        request,
        area,
        entry,
        form,
        lambda: actions.hand_over(
            actor=request.actor,
            entry=entry,
            account=staff[form.cleaned_data["responsible"]],
        ),
        heading="Byt handläggare",
        lead="Den nya handläggaren ser personen, och den som inte samordnar ser den inte längre.",
        said="Handläggaren är bytt.",
        back=reverse("area-list", args=[area.programme_id]),
    )
    return answer


def entry_refer(request: StaffRequest, pk: UUID) -> HttpResponse:
    """From the target group to the programme: only for somebody who has said yes."""
    area, entry = reading.entry_of(request.actor, pk)
    closed = closed_everywhere(area.version) if area.may_be_closed else None
    if request.method == "GET" and closed:
        raise RuleBroken(closed_words(closed))
    form = ReferForm(request.POST or None, initial={"taken_by": request.actor.name})
    if request.method == "POST" and form.is_valid():
        referral = form.obeys(
            lambda: area_onward.refer(
                actor=request.actor, area=area, entry=entry, **form.cleaned_data
            )
        )
        if referral:
            messages.success(request, "Utkastet är sparat. Fyll i det som saknas och skicka.")
            return redirect("referral-change", pk=referral.pk)
    return _form_page(
        request,
        area,
        entry,
        form,
        heading=f"Erbjud {area.definition.short_name}",
        lead="Ingen i målgruppen är deltagare förrän personen själv har sagt ja.",
        submit="Gå vidare",
    )


def entry_enrol(request: StaffRequest, pk: UUID) -> HttpResponse:
    """From the target group straight into the programme, where the own authority runs it."""
    area, entry = reading.entry_of(request.actor, pk)
    if not _may_enrol(request, area):
        raise NotVisible
    rules = area.definition
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        loads=taking_on.loads(request.actor, today()),
        case_manager=rules.words.case_manager,
        referrer="",
        arms=rules.arms,
        initial={"taken_by": request.actor.name, "enrolled_on": today()},
    )
    if request.method == "POST" and form.is_valid():
        case = form.obeys(
            lambda: area_onward.enrol(
                actor=request.actor, area=area, entry=entry, **form.cleaned_data
            )
        )
        if case:
            messages.success(request, "Personen är inskriven.")
            messages.success(request, "Gå igenom samtycket som nästa steg.")
            return redirect("consent-write", pk=case.pk)
    return _form_page(
        request,
        area,
        entry,
        form,
        heading=f"Skriv in i {rules.short_name}",
        lead="Ingen i målgruppen är deltagare förrän personen själv har sagt ja.",
        submit="Skriv in",
    )


def _may_enrol(request: StaffRequest, area: Area) -> bool:
    scope = own_scope(request.actor, area.programme_id)
    return area.is_run_here and may(request.actor, Permission.PARTICIPATION_ENROL, scope)


def entry_leave(request: StaffRequest, pk: UUID) -> HttpResponse:
    area, entry = reading.entry_of(request.actor, pk)
    form = LeaveForm(request.POST or None, initial={"left_on": today()})
    return _work(
        request,
        area,
        entry,
        form,
        lambda: actions.leave(
            actor=request.actor,
            entry=entry,
            revision=_revision(request, entry.revision),
            **form.cleaned_data,
        ),
        heading="Hör inte längre till målgruppen",
        lead="Därefter bevakas inte personens ersättning här längre.",
        said="Personen är utskriven ur målgruppen.",
    )


def _work(
    request: StaffRequest,
    area: Area,
    entry: AreaEntry,
    form: StegvisForm,
    save: Callable[[], Any],
    *,
    heading: str,
    lead: str,
    said: str,
    revision: int | None = None,
    back: str = "",
) -> HttpResponse:
    """A form about one person: saved and back to her, or the form again with what was typed."""
    if request.method == "POST" and form.is_valid() and form.obeys(save):
        messages.success(request, said)
        return redirect(back or reverse("area-person", args=[entry.pk]))
    return _form_page(
        request,
        area,
        entry,
        form,
        heading=heading,
        lead=lead,
        revision=request.POST.get("revision") or str(revision or entry.revision),
    )


def _form_page(
    request: StaffRequest,
    area: Area,
    entry: AreaEntry,
    form: StegvisForm,
    *,
    heading: str,
    lead: str,
    submit: str = "Spara",
    revision: str = "",
) -> HttpResponse:
    if not may(request.actor, Permission.AREA_KEEP, entry.scope):
        raise NotVisible
    context = {"heading": heading, "lead": lead, "submit": submit, "revision": revision}
    return page(request, "area/entry_form.html", _frame(area, entry, heading) | context, form=form)


def _benefit(request: StaffRequest, entry: AreaEntry, pk: UUID) -> Benefit:
    row = Benefit.objects.filter(
        pk=pk, owner_id=request.actor.organisation_id, participant_id=entry.participant_id
    ).first()
    if row is None:
        raise NotVisible
    return row


def _others(area: Area, entry: AreaEntry) -> list[tuple[UUID, str]]:
    """Who can be waited for: the programme's parties but the holder itself."""
    parties = ProgrammeParty.objects.filter(version=area.version, seat=Seat.PARTY)
    return list(
        Organisation.objects.filter(pk__in=parties.values("organisation_id"))
        .exclude(pk=entry.owner_id)
        .values_list("pk", "name")
    )


def _id_of(text: str) -> UUID | None:
    return UUID(text) if text else None


def _revision(request: StaffRequest, current: int) -> int:
    """The revision that the form was made from. Raises RuleBroken for one that is no number."""
    return number_of(request.POST.get("revision") or str(current))
