"""This file is where it is told what happens from enrolment on: the way, the plan, the goals."""

from collections.abc import Iterable

from stegvis.programmes.definition import Definition
from stegvis.programmes.explaining.parts import (
    Entry,
    Fact,
    Section,
    flat,
    name_of,
    names_of,
    rest,
    told_all,
)
from stegvis.programmes.goal_words import formula
from stegvis.programmes.journey import Condition, Stage
from stegvis.programmes.measures import Goal
from stegvis.programmes.wording import in_words, listed, span_in_words


def condition_in_words(condition: Condition, d: Definition) -> str:
    """aktivitet genomförd (Kurs eller Praktik)."""
    about = []
    if condition.activities:
        names = [name_of(d.activities, key) for key in condition.activities]
        about.append(listed(names, "eller"))
    if condition.work:
        about.append(listed([kind.label.lower() for kind in condition.work], "eller"))
    if condition.milestone:
        about.append(name_of(d.milestones, condition.milestone))
    if condition.percent is not None:
        about.append(f"minst {condition.percent} % av 40 timmar i veckan")
    return condition.fact.label + (f" ({', '.join(about)})" if about else "")


def conditions_in_words(conditions: Iterable[Condition], d: Definition, last: str = "och") -> str:
    return listed([condition_in_words(one, d) for one in conditions], last)


def way(d: Definition) -> Section:
    steps = tuple(
        Entry(
            f"{step.number}. {step.name}",
            (
                *flat(step.text),
                *((f"Börjar när: {conditions_in_words(step.entry, d)}.",) if step.entry else ()),
                "Klart när: "
                f"{conditions_in_words(step.done, d, 'eller' if step.any_of_done else 'och')}.",
            ),
            f"Bara {names_of(d.arms.alternatives, step.arms)}" if d.arms and step.arms else "",
            step.quote or "",
        )
        for step in d.steps
    )
    ways = d.ways.alternatives if d.ways else ()
    entries = tuple(
        Entry(
            f"Väg {way.number}: {way.name}",
            flat(way.text),
            way.mode.label,
            way.quote or "",
            tuple((stage.name, _stage(d, stage)) for stage in way.stages),
        )
        for way in ways
    )
    phases = tuple(
        Entry(
            f"Fas: {phase.name}",
            flat(phase.text),
            f"{in_words(phase.start)} – {in_words(phase.end)}",
            phase.quote or "",
        )
        for phase in d.phases
    )
    text: tuple[str, ...] = ()
    if d.ways is not None:
        change = "och kan ändras" if d.ways.can_be_changed else "och ändras inte"
        text = (
            f"Vägen väljs efter steget {name_of(d.steps, d.ways.chosen_after)} {change}.",
            *flat(d.ways.note),
        )
    return Section("vagen", "Vägen genom insatsen", text, (*steps, *entries, *phases))


def _stage(d: Definition, stage: Stage) -> str:
    """A part of a way: what it is, and the activities to choose among."""
    chosen = names_of(d.activities, stage.activities)
    return " ".join([*flat(stage.text), *([f"{chosen}."] if chosen else [])]) or "–"


def mapping_and_plan(d: Definition) -> Section:
    plan, mapping = d.plan, d.mapping
    entries = (
        Entry(
            mapping.name,
            (
                *flat(mapping.intro),
                f"Avsnitt: {listed([one.title for one in mapping.sections])}.",
                *flat(mapping.party_question_note),
            ),
            facts=(("Frågor till parter", listed([q.label for q in mapping.party_questions])),)
            if mapping.party_questions
            else (),
        ),
        Entry(
            plan.name,
            (
                f"Ska vara klar inom {span_in_words(plan.deadline)} från inskrivning.",
                *(("Görs överens med deltagaren.",) if plan.agreed_with_participant else ()),
                *(("Ska ha minst ett mål.",) if plan.requires_goal else ()),
                *(
                    (f"Förankras hos {listed([one.label for one in plan.anchored_with])}.",)
                    if plan.anchored_with
                    else ()
                ),
            ),
            quote=plan.quote or "",
            facts=rest(
                d, plan,
                "name", "deadline", "agreed_with_participant", "anchored_with", "requires_goal",
                "category",
            ),
        ),
    )  # fmt: skip
    return Section("plan", "Kartläggning och plan", (), entries)


def offers(d: Definition) -> Section:
    activities = tuple(
        Entry(
            one.name,
            (*flat(one.description), *flat(one.preparation)),
            one.kind.label,
            one.quote or "",
            (("Anordnare", one.provider), *rest(d, one, *_TOLD_OF_ACTIVITIES)),
        )
        for one in d.activities
    )
    others = tuple(
        Entry(f"Vidare till: {one.name}", flat(one.text), "Aktualiseras vidare")
        for one in d.outgoing
    )
    ladder = tuple(
        Entry(
            one.name,
            flat(one.text),
            "Arbetsutbud",
            one.quote or "",
            (
                ("Av 40 timmar i veckan", f"{one.percent} %"),
                ("Ersättning kvar", f"{one.benefit_percent} %"),
                *rest(d, one, "name", "percent", "benefit_percent", "text"),
            ),
        )
        for one in d.ladder
    )
    return Section(
        "aktiviteter",
        "Aktiviteter och stöd",
        (),
        (*activities, *others, *ladder, *told_all(d, "inventory")),
    )


_TOLD_OF_ACTIVITIES = (
    "name", "kind", "provider", "provider_party", "description", "preparation", "category",
)  # fmt: skip


def goals(d: Definition) -> Section:
    entries = tuple(
        Entry(
            goal.text,
            (f"Så räknas det: {formula(goal, d)}", *flat(goal.reading)),
            goal.level.label,
            facts=_asked_of_goal(goal),
        )
        for goal in d.goals
    )
    return Section("mal", "Mål", (), entries)


def _asked_of_goal(goal: Goal) -> tuple[Fact, ...]:
    facts: list[Fact] = []
    if goal.split_by_sex:
        facts.append(("Delas på kön", "ja"))
    if goal.when_uneven:
        facts.append(("Om det blir ojämnt", listed([one.label for one in goal.when_uneven])))
    if goal.reported:
        facts.append(("Dokumentets eget resultat", goal.reported.text))
    return tuple(facts)


def closing(d: Definition) -> Section:
    ways_out = tuple(
        Entry(
            one.name,
            flat(one.text),
            "Räknas som redo" if one.counts_as_ready else "",
            facts=(
                *(
                    (("Tas över av", listed([kind.label for kind in one.receivers], "eller")),)
                    if one.receivers
                    else ()
                ),
                *((("Ska bekräftas", "ja"),) if one.needs_confirmation else ()),
            ),
        )
        for one in d.exit.destinations
    )
    ready = (
        (
            Entry(
                d.readiness.name,
                (*flat(d.readiness.text), *(item.text for item in d.readiness.items)),
                "Bedömning",
                d.readiness.quote or "",
                (
                    ("Bedöms av", names_of(d.seats, d.readiness.judged_by)),
                    ("Bekräftas av", names_of(d.parties, d.readiness.confirmed_by)),
                ),
            ),
        )
        if d.readiness
        else ()
    )
    afterwards = (
        Entry("Efter avslut", flat(d.exit.aftercare), quote=d.exit.quote or ""),
        Entry("När insatsen upphör", flat(d.exit.programme_end)),
    )
    facts = (
        ("Samtal", d.exit.closing_meeting),
        ("Dokument", d.exit.summary),
        ("Den som tar över läser det i", span_in_words(d.exit.handover_window)),
        ("Skäl till avslut", listed([one.label for one in d.exit.reasons], "eller")),
    )
    return Section("avslut", "Avslut", (), (*ready, *ways_out, *afterwards), facts)


def follow_up(d: Definition) -> Section:
    entries = tuple(
        Entry(
            one.name,
            (
                f"Räknas från {one.anchor.label}"
                + (f", {span_in_words(one.after)} efter." if one.after else "."),
            ),
            quote=one.quote or "",
            facts=rest(d, one, "name", "anchor", "after"),
        )
        for one in d.follow_up.schedule
    )
    facts = (
        ("Frågor", " · ".join(question.label for question in d.follow_up.questions)),
        ("När någon inte svarar", listed([one.label for one in d.follow_up.not_reached], "eller")),
    )
    measured = told_all(d, "instruments", "comparison", "milestones", "monthly")
    return Section(
        "uppfoljning",
        "Uppföljning och mätning",
        flat(d.follow_up.text),
        (*entries, *measured),
        facts,
    )
