"""This file is where the mapping is talked through, written, confirmed and looked back at."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible
from stegvis.casework import queries
from stegvis.casework.actions import mapping as actions
from stegvis.casework.actions import plan as plan_actions
from stegvis.casework.mapping_values import age_in_words, find_question, shown
from stegvis.casework.models import GoalStatus, Mapping, MappingAnswer, Participation, PlanGoal
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.programmes.asking import Question
from stegvis.programmes.journey import MappingSection
from stegvis.programmes.vocabulary import QuestionType, find
from stegvis.web.casework.frame import frame
from stegvis.web.casework.mapping_forms import NEED, VALUE, SectionForm, WayForm, posted
from stegvis.web.casework.mapping_questions import questions_put
from stegvis.web.shared.pages import StaffRequest, page

TAB = "mapping-show"
Answers = dict[str, MappingAnswer]


def mapping_show(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What has been said so far, the way, and the questions put to the parties."""
    case = queries.own_case(request.actor, pk)
    versions = queries.mappings(request.actor, case)
    latest = next(iter(versions), None)
    context: dict[str, Any] = {"mapping": latest, "versions": len(versions)}
    if latest is not None:
        answers = _answers(latest)
        context |= _read(case, answers) | {
            "needs": _needs(case, answers, _goals(request.actor, case)),
        }
    return page(
        request,
        "casework/mapping_show.html",
        frame(case, TAB, case.version.definition.mapping.name)
        | context
        | {"way": chosen_way(case), "put": questions_put(request.actor, case)},
    )


@require_POST
def mapping_start(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    actions.start(actor=request.actor, participation=case)
    return redirect("mapping-write", pk=case.pk)


def mapping_write(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The whole conversation on one page. Each answer is saved as it is typed (mapping_answer);
    the button of a section saves it without JavaScript, and takes a need on to the plan."""
    case = queries.own_case(request.actor, pk)
    mapping = _being_written(request.actor, case)
    if mapping is None:
        return redirect("mapping-show", pk=case.pk)
    answers = _answers(mapping)
    refused: SectionForm | None = None
    conflicts: Answers = {}
    if request.method == "POST":
        section = _section(case, request.POST.get("section", ""))
        refused = SectionForm(request.POST, section=section, answers=answers)
        conflicts = _save_section(request, mapping, refused, answers)
        if not conflicts and not refused.errors:
            return _after_saving(request, case, section)
    context = {
        "mapping": mapping,
        "sections": _write_sections(case, answers, refused, conflicts),
        "as_goals": _goals(request.actor, case),
        "form": refused,
        "conflicts": conflicts,
    }
    answer = page(
        request,
        "casework/mapping_write.html",
        frame(case, TAB, case.version.definition.mapping.name) | context,
        form=refused,
    )
    if conflicts:
        answer.status_code = 409
    return answer


@require_POST
def mapping_answer(request: StaffRequest, pk: UUID, question: str) -> HttpResponse:
    """Save one answer as it is typed; the answer is only how that went."""
    case = queries.own_case(request.actor, pk)
    mapping = _being_written(request.actor, case)
    found = find_question(case.version.definition, question)
    if mapping is None or found is None:
        raise NotVisible
    text, is_need, revision = posted(request.POST, found[1])
    status: dict[str, Any] = {"key": question, "revision": revision}
    code = 200
    try:
        row = actions.answer(
            actor=request.actor,
            mapping=mapping,
            question=question,
            value=text,
            is_need=is_need,
            revision=revision,
        )
        status |= {"revision": row.revision if row else 0, "is_saved": True}
        status["age"] = _age(found[1], row)
    except RuleBroken as broken:
        status["error"], code = broken.message, 422
    except Conflict as conflict:
        status["other"], code = conflict.current, 422
    return render(request, "casework/mapping_status.html", {"status": status}, status=code)


@require_POST
def mapping_goal(request: StaffRequest, pk: UUID, question: str) -> HttpResponse:
    """Gör till mål: what the participant said becomes a goal in the draft of the plan."""
    case = queries.own_case(request.actor, pk)
    mapping = queries.latest_mapping(request.actor, case)
    said = _answers(mapping).get(question) if mapping else None
    if said is None or not said.value:
        raise NotVisible
    plan_actions.goal_from_need(
        actor=request.actor, participation=case, question=question, text=said.value
    )
    messages.success(request, "Behovet är nu ett mål i utkastet till plan.")
    return redirect("mapping-show", pk=case.pk)


def mapping_way(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Choose the way, or change it later."""
    case = queries.own_case(request.actor, pk)
    ways = case.version.definition.ways
    if ways is None:
        raise NotVisible
    latest = queries.latest_mapping(request.actor, case)
    initial = {"way": case.way, "reason": latest.way_reason if latest else ""}
    form = WayForm(request.POST or None, ways=ways, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.obeys(
            lambda: actions.choose_way(actor=request.actor, participation=case, **form.cleaned_data)
        )
    ):
        messages.success(request, "Vägen är sparad. Den kan ändras när som helst.")
        return redirect("mapping-show", pk=case.pk)
    return page(request, "casework/mapping_way.html", frame(case, TAB, "Välj väg"), form=form)


def mapping_confirm(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Fastställ; the way may be chosen at the same time, or later."""
    case = queries.own_case(request.actor, pk)
    mapping = _being_written(request.actor, case)
    if mapping is None:
        return redirect("mapping-show", pk=case.pk)
    ways = case.version.definition.ways
    form = None
    if ways is not None:
        initial = {"way": mapping.way or case.way, "reason": mapping.way_reason}
        form = WayForm(request.POST or None, ways=ways, is_required=False, initial=initial)
    if request.method == "POST" and (form is None or form.is_valid()):
        chosen = form.cleaned_data if form else {"way": ""}
        if form is None or form.obeys(lambda: _choose_and_confirm(request, mapping, chosen)):
            if form is None:
                actions.confirm(actor=request.actor, mapping=mapping)
            messages.success(request, "Kartläggningen är fastställd.")
            return redirect("mapping-show", pk=case.pk)
    context = {"mapping": mapping, "sections": _read_sections(case, _answers(mapping))}
    return page(
        request,
        "casework/mapping_confirm.html",
        frame(case, TAB, "Fastställ kartläggningen") | context,
        form=form,
    )


def mapping_history(request: StaffRequest, pk: UUID) -> HttpResponse:
    case = queries.own_case(request.actor, pk)
    versions = queries.mappings(request.actor, case)
    rows = [{"mapping": row, "way": _way_name(case, row.way)} for row in versions]
    return page(
        request,
        "casework/mapping_history.html",
        frame(case, TAB, "Kartläggningens versioner") | {"rows": rows},
    )


def mapping_version(request: StaffRequest, pk: UUID, mapping: UUID) -> HttpResponse:
    """One version as it was."""
    case = queries.own_case(request.actor, pk)
    row: Mapping = queries.item(request.actor, Mapping.objects, mapping, participation=case)
    if row.owner_id != request.actor.organisation_id:
        raise NotVisible
    context = {
        "mapping": row,
        "way_name": _way_name(case, row.way),
        **_read(case, _answers(row)),
    }
    return page(
        request,
        "casework/mapping_version.html",
        frame(case, TAB, f"Kartläggning, version {row.number}") | context,
    )


def chosen_way(case: Participation) -> Any:
    """The way of the definition that the participant goes, or None."""
    ways = case.version.definition.ways
    if ways is None or not case.way:
        return None
    return next((way for way in ways.alternatives if way.key == case.way), None)


def _way_name(case: Participation, key: str) -> str:
    ways = case.version.definition.ways
    alternatives = ways.alternatives if ways else ()
    return next((f"Väg {w.number}, {w.name}" for w in alternatives if w.key == key), "")


def _being_written(actor: Actor, case: Participation) -> Mapping | None:
    latest = queries.latest_mapping(actor, case)
    return latest if latest is not None and latest.confirmed_at is None else None


def _answers(mapping: Mapping) -> Answers:
    rows = MappingAnswer.objects.filter(mapping=mapping, owner_id=mapping.owner_id)
    return {row.question: row for row in rows}


def _goals(actor: Actor, case: Participation) -> set[str]:
    """The questions whose needs are goals already, in a plan that still counts."""
    goals = PlanGoal.objects.filter(
        owner_id=actor.organisation_id,
        plan__participation=case,
        plan__owner_id=actor.organisation_id,
        plan__replaced_at__isnull=True,
    ).exclude(from_question="")
    return set(goals.exclude(status=GoalStatus.DROPPED).values_list("from_question", flat=True))


def _section(case: Participation, key: str) -> MappingSection:
    try:
        return find(case.version.definition.mapping.sections, key)
    except KeyError as error:
        raise NotVisible from error


def _save_section(
    request: StaffRequest, mapping: Mapping, form: SectionForm, answers: Answers
) -> Answers:
    """Save what differs; errors end up in the form, other people's answers are returned."""
    conflicts: Answers = {}
    for question in form.section.questions:
        text, is_need, revision = posted(request.POST, question)
        stored = answers.get(question.key)
        if (text.strip(), is_need) == ((stored.value, stored.is_need) if stored else ("", False)):
            continue
        try:
            actions.answer(
                actor=request.actor,
                mapping=mapping,
                question=question.key,
                value=text,
                is_need=is_need,
                revision=revision,
            )
        except RuleBroken as broken:
            form.add_error(f"{VALUE}-{question.key}", broken.message)
        except Conflict as conflict:
            conflicts[question.key] = conflict.current
    return conflicts


def _after_saving(
    request: StaffRequest, case: Participation, section: MappingSection
) -> HttpResponse:
    wanted = next((q for q in section.questions if q.key == request.POST.get("goal")), None)
    text = posted(request.POST, wanted)[0].strip() if wanted else ""
    if wanted and text and wanted.can_become_goal:
        plan_actions.goal_from_need(
            actor=request.actor, participation=case, question=wanted.key, text=text
        )
        messages.success(request, "Behovet är nu ett mål i utkastet till plan.")
    else:
        messages.success(request, f"{section.title} är sparat.")
    return redirect(f"{reverse('mapping-write', args=[case.pk])}#{section.key}")


def _write_sections(
    case: Participation, answers: Answers, refused: SectionForm | None, conflicts: Answers
) -> list[dict[str, Any]]:
    sections = []
    for section in case.version.definition.mapping.sections:
        is_refused = refused is not None and refused.section.key == section.key
        form = refused if is_refused else SectionForm(None, section=section, answers=answers)
        entries = [_entry(form, question, answers, conflicts) for question in section.questions]
        sections.append({"section": section, "form": form, "entries": entries})
    return sections


def _entry(
    form: SectionForm, question: Question, answers: Answers, conflicts: Answers
) -> dict[str, Any]:
    row, key = answers.get(question.key), question.key
    revision = row.revision if row else 0
    if form.is_bound:
        revision = posted(form.data, question)[2]
    return {
        "key": key,
        "field": form[f"{VALUE}-{key}"],
        "need": form[f"{NEED}-{key}"] if question.can_become_goal else None,
        "is_text": question.type == QuestionType.TEXT,
        "status": {
            "key": key,
            "revision": revision,
            "age": _age(question, row),
            "other": conflicts.get(key),
        },
    }


def _age(question: Question, row: MappingAnswer | None) -> str:
    if row is None or question.type != QuestionType.DATE:
        return ""
    return age_in_words(row.value, today())


def _read(case: Participation, answers: Answers) -> dict[str, Any]:
    """What has been answered, and where nothing has been said."""
    sections = _read_sections(case, answers)
    silent = [item["section"].title for item in sections if not item["answers"]]
    return {"sections": sections, "unanswered": silent}


def _read_sections(case: Participation, answers: Answers) -> list[dict[str, Any]]:
    """Each section with what has been answered in it."""
    day = today()
    return [
        {
            "section": section,
            "asked": len(section.questions),
            "answers": [
                {
                    "label": question.label,
                    "text": shown(question, answers[question.key].value, day),
                    "is_need": answers[question.key].is_need,
                }
                for question in section.questions
                if question.key in answers and answers[question.key].value
            ],
        }
        for section in case.version.definition.mapping.sections
    ]


def _needs(case: Participation, answers: Answers, as_goals: set[str]) -> list[dict[str, Any]]:
    questions = [q for s in case.version.definition.mapping.sections for q in s.questions]
    return [
        {"key": q.key, "text": answers[q.key].value, "is_goal": q.key in as_goals}
        for q in questions
        if q.key in answers and answers[q.key].is_need
    ]


def _choose_and_confirm(request: StaffRequest, mapping: Mapping, chosen: dict[str, Any]) -> Mapping:
    case = mapping.participation
    if chosen["way"] and case is not None:
        actions.choose_way(actor=request.actor, participation=case, **chosen)
    return actions.confirm(actor=request.actor, mapping=mapping)
