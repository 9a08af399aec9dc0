"""This file is where a goal is refused that nothing in the house can count.

The rooms above do the counting; what they can count is listed here, so that the writer of a
definition hears it from the check and nobody from a page. A test holds the two together.
"""

from collections.abc import Iterable, Iterator, Mapping

from stegvis.programmes.vocabulary import Fault, GoalFact, GoalKind, GoalUnit, Population

#: Populations of people who have been enrolled: everything that is registered of them counts.
PARTICIPANTS = frozenset(
    {Population.ENROLLED, Population.ONGOING, Population.EXITED, Population.READY}
)
#: Before enrolment little is known, and only this is counted.
BEFORE = frozenset({GoalFact.ENROLLED, GoalFact.CRITERION_MET})
IN_AREA = frozenset(
    {GoalFact.TRIAGED, GoalFact.MAPPED, GoalFact.NEXT_LIVELIHOOD, GoalFact.ENROLLED}
)
OF_PARTICIPANTS = frozenset(set(GoalFact) - {GoalFact.TRIAGED, GoalFact.ENROLLED})
MEASURED: Mapping[Population, frozenset[GoalFact]] = {
    Population.AREA: IN_AREA,
    Population.REFERRED: BEFORE,
    Population.ASSESSED: BEFORE,
    **dict.fromkeys(PARTICIPANTS, OF_PARTICIPANTS),
}
#: Facts with a day of their own, which can be in time or late.
DATED = frozenset(
    {
        GoalFact.PLAN_CONFIRMED,
        GoalFact.READY,
        GoalFact.COOPERATION_STARTED,
        GoalFact.MAPPED,
        GoalFact.MILESTONE,
        GoalFact.IN_WORK,
        GoalFact.IN_STUDIES,
        GoalFact.WORK_OR_STUDIES,
        GoalFact.EMPLOYED_AT_LEAST,
    }
)
#: Facts that nobody is asked about before the exit.
AT_EXIT = frozenset({GoalFact.KNOWN_PLAN_AT_EXIT, GoalFact.PLAN_ANCHORED})
#: What the comparison group is asked about too.
COMPARED = frozenset({GoalFact.ANSWERED, GoalFact.SCORE_RAISED})
COUNTED = frozenset(set(GoalKind) - {GoalKind.QUALITATIVE})
IN_PERSONS = frozenset({GoalKind.COUNT, GoalKind.ONGOING})
IN_PERCENT = frozenset({GoalKind.SHARE, GoalKind.WITHIN})
#: Kinds that only make sense of people who take part.
OF_PARTICIPATION = frozenset({GoalKind.ONGOING, GoalKind.WITHIN, GoalKind.COMPARISON})


def goal_faults(
    kind: GoalKind,
    population: Population | None,
    facts: Iterable[GoalFact],
    unit: GoalUnit | None,
) -> Iterator[Fault]:
    """Why this goal cannot be counted. A fact of a goal that is judged from evidence is counted
    too, as a figure beside: among the enrolled or exited where no population is named."""
    if kind == GoalKind.QUALITATIVE and population is None:
        return
    among = population or Population.ONGOING
    if kind in OF_PARTICIPATION and among not in PARTICIPANTS:
        yield Fault(
            ("population",),
            f"Ett mål av slaget {kind} räknas bara bland dem som deltar, inte bland ”{among}”.",
            f"Välj ett av: {', '.join(sorted(PARTICIPANTS))}.",
        )
        return
    allowed = _allowed(kind, among)
    for fact in facts:
        if fact not in allowed:
            yield Fault(
                ("fact",),
                f"Stegvis kan inte räkna ”{fact}” bland ”{among}” i ett mål av slaget {kind}.",
                f"Välj ett av: {', '.join(sorted(allowed))}. "
                "Eller gör målet kvalitativt, utan fact, och beskriv underlaget i evidence.",
            )
        elif fact in AT_EXIT and population != Population.EXITED:
            yield Fault(
                ("population",),
                f"”{fact}” skrivs in vid avslut och räknas bara bland avslutade.",
                "Skriv population = ”exited”.",
            )
    yield from _unit_faults(kind, unit)


def _allowed(kind: GoalKind, among: Population) -> frozenset[GoalFact]:
    if kind == GoalKind.WITHIN:
        return DATED
    return COMPARED if kind == GoalKind.COMPARISON else MEASURED[among]


def _unit_faults(kind: GoalKind, unit: GoalUnit | None) -> Iterator[Fault]:
    wanted = {GoalUnit.PERSONS} if kind in IN_PERSONS else {GoalUnit.PERCENT}
    if unit is not None and kind in IN_PERSONS | IN_PERCENT and unit not in wanted:
        yield Fault(
            ("unit",),
            f"Ett mål av slaget {kind} kan inte mätas i {unit}.",
            f"Skriv unit = ”{next(iter(wanted))}”.",
        )
