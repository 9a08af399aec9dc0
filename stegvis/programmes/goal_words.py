"""This file is where a goal's formula is said in words, to stand beside the document's text."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from stegvis.programmes.vocabulary import GoalFact, GoalKind, GoalUnit, Population
from stegvis.programmes.wording import in_words, listed, span_in_words, title_of

if TYPE_CHECKING:
    from stegvis.programmes.definition import Definition
    from stegvis.programmes.measures import Goal


def formula(goal: "Goal", definition: "Definition") -> str:
    """Among whom, what is counted, and what is to be reached: as sentences."""
    return _FORMULAS[goal.kind](goal, definition)


def _count(goal: "Goal", d: "Definition") -> str:
    facts = _facts(goal, d)
    among = ("i " if goal.population == Population.AREA else "") + _among(goal, d)
    return f"Antal {among}" + (f": {facts}. " if facts else ". ") + _target(goal, d)


def _share(goal: "Goal", d: "Definition") -> str:
    return f"Andel bland {_among(goal, d)}: {_facts(goal, d)}. {_target(goal, d)}"


def _within(goal: "Goal", d: "Definition") -> str:
    within = span_in_words(goal.window) if goal.window else ""
    return f"Andel bland {_among(goal, d)}, inom {within}: {_facts(goal, d)}. {_target(goal, d)}"


def _ongoing(goal: "Goal", d: "Definition") -> str:
    return f"Antal samtidigt pågående, varje dag. {_target(goal, d)}"


def _balance(goal: "Goal", d: "Definition") -> str:
    return (
        f"Andelen kvinnor och andelen män bland {_among(goal, d)}. "
        f"Jämnt när båda är mellan {goal.low} och {goal.high} procent."
    )


def _difference(goal: "Goal", d: "Definition") -> str:
    demands = listed([demand.label for demand in goal.when_uneven])
    return (
        f"Skillnaden mellan kvinnor och män bland {_among(goal, d)} i andel: {_facts(goal, d)}. "
        f"Från {goal.low} procentenheter begärs {demands}."
    )


def _comparison(goal: "Goal", d: "Definition") -> str:
    return (
        f"Andel bland {_among(goal, d)}, jämförd med jämförelsegruppen: {_facts(goal, d)}. "
        "Nått när andelen är större bland deltagarna."
    )


def _qualitative(goal: "Goal", d: "Definition") -> str:
    return f"Bedöms av människor utifrån underlag: {goal.evidence}"


_FORMULAS: Mapping[GoalKind, Callable[["Goal", "Definition"], str]] = {
    GoalKind.COUNT: _count,
    GoalKind.SHARE: _share,
    GoalKind.WITHIN: _within,
    GoalKind.ONGOING: _ongoing,
    GoalKind.BALANCE: _balance,
    GoalKind.DIFFERENCE: _difference,
    GoalKind.COMPARISON: _comparison,
    GoalKind.QUALITATIVE: _qualitative,
}


def _among(goal: "Goal", d: "Definition") -> str:
    among = goal.population.label if goal.population else "deltagarna"
    if goal.arm and d.arms:
        among += f" i {_named(d.arms.alternatives, goal.arm)}"
    if goal.met:
        among += f" som uppfyllde kriteriet ”{_criterion(d, goal.met)}”"
    if goal.period is not None:
        among += f", som kom in {in_words(goal.period.start)} – {in_words(goal.period.end)}"
    return among


def _facts(goal: "Goal", d: "Definition") -> str:
    facts = [fact for fact in (goal.fact, *goal.also) if fact is not None]
    said = " och dessutom ".join(_fact(fact, goal, d) for fact in facts)
    if said and goal.ever:
        said += ", någon gång"
    return f"{said}, senast {in_words(goal.by)}" if said and goal.by else said


def _fact(fact: GoalFact, goal: "Goal", d: "Definition") -> str:
    about = _ABOUT.get(fact)
    return (about(goal, d) if about else "") or str(fact.label)


def _work(goal: "Goal", _: "Definition") -> str:
    kinds = listed([kind.label.lower() for kind in goal.work], "eller") or "i anställning"
    return kinds + (f" på minst {goal.percent} %" if goal.percent is not None else "")


def _answer(goal: "Goal", d: "Definition") -> str:
    questions = [*d.follow_up.questions, *(q for i in d.instruments for q in i.questions)]
    questions += [question for section in d.mapping.sections for question in section.questions]
    said = [f"har på frågan ”{_named(questions, goal.question)}” svarat"]
    if goal.moment:
        said.append(f"({_named(d.follow_up.schedule, goal.moment)})")
    if goal.values:
        question = next((one for one in questions if one.key == goal.question), None)
        choices = question.choices if question else ()
        said.append(listed([_named(choices, value) for value in goal.values], "eller"))
    said += [f"minst {goal.at_least}"] if goal.at_least is not None else []
    said += [f"högst {goal.at_most}"] if goal.at_most is not None else []
    said += ["högre än första gången"] if goal.raised else []
    return " ".join(said)


def _triaged(goal: "Goal", d: "Definition") -> str:
    known = d.area.triage if d.area else ()
    return f"bedömd som {listed([_named(known, key) for key in goal.triage], 'eller')}"


def _criterion(d: "Definition", key: str | None) -> str:
    return next((one.text for one in d.target_group.criteria if one.key == key), str(key))


_ABOUT: Mapping[GoalFact, Callable[["Goal", "Definition"], str]] = {
    GoalFact.EMPLOYED_AT_LEAST: _work,
    GoalFact.IN_WORK: _work,
    GoalFact.MILESTONE: lambda goal, d: f"hållpunkten {_named(d.milestones, goal.milestone)}",
    GoalFact.TRIAGED: _triaged,
    GoalFact.ANSWERED: _answer,
    GoalFact.CRITERION_MET: lambda goal, d: (
        f"uppfyllde kriteriet ”{_criterion(d, goal.criterion)}” vid bedömningen"
    ),
    GoalFact.SCORE_RAISED: lambda goal, d: (
        f"högre poäng i {_named(d.instruments, goal.instrument)} än första gången"
    ),
}


def _target(goal: "Goal", d: "Definition") -> str:
    if not goal.target:
        return "Inget måltal."
    unit = "procent" if goal.unit == GoalUnit.PERCENT else "personer"
    of = f" av {goal.of}" if goal.of else ""
    whose = ""
    if len(d.operators) > 1:
        whose = ", för varje utförare" if goal.each_operator else ", för alla utförare tillsammans"
    return f"Målet är {goal.target}{of} {unit}{whose}."


def _named(items: object, key: str | None) -> str:
    """What people call the entry with a key; the key itself when there is none."""
    known = {getattr(item, "key", None): item for item in items}  # type: ignore[attr-defined]
    found = known.get(key)
    return title_of(found) if found is not None else (key or "")
