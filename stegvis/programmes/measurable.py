"""This file is where a goal is refused that nothing in the house can count.

The rooms above do the counting; what they can count is listed here, so that the writer of a
definition hears it from the check and nobody from a page. A test holds the two together.
"""

from collections.abc import Iterable, Iterator

from stegvis.programmes.vocabulary import Fault, GoalFact, GoalKind, GoalUnit, Population

MEASURED = frozenset(
    {
        GoalFact.READY,
        GoalFact.KNOWN_PLAN_AT_EXIT,
        GoalFact.PLAN_CONFIRMED,
        GoalFact.PLAN_ANCHORED,
        GoalFact.PROGRESSED,
        GoalFact.COOPERATION_STARTED,
    }
)
#: Facts with a day of their own, which can be in time or late.
DATED = frozenset({GoalFact.PLAN_CONFIRMED, GoalFact.READY, GoalFact.COOPERATION_STARTED})
#: Facts that nobody is asked about before the exit.
AT_EXIT = frozenset({GoalFact.KNOWN_PLAN_AT_EXIT, GoalFact.PLAN_ANCHORED})
COUNTED_AMONG = frozenset(
    {Population.ENROLLED, Population.ONGOING, Population.EXITED, Population.READY}
)
COUNTED = frozenset(set(GoalKind) - {GoalKind.QUALITATIVE, GoalKind.COMPARISON})
IN_PERSONS = frozenset({GoalKind.COUNT, GoalKind.ONGOING})
IN_PERCENT = frozenset({GoalKind.SHARE, GoalKind.WITHIN})


def goal_faults(
    kind: GoalKind,
    population: Population | None,
    facts: Iterable[GoalFact],
    unit: GoalUnit | None,
) -> Iterator[Fault]:
    """Why this goal cannot be counted; nothing for one that is judged from evidence."""
    if kind == GoalKind.QUALITATIVE:
        return
    if kind not in COUNTED:
        yield Fault(
            ("kind",),
            f"Stegvis kan inte räkna mål av slaget ”{kind}” än.",
            f"Välj ett av: {', '.join(sorted(COUNTED))}, qualitative.",
        )
        return
    allowed = DATED if kind == GoalKind.WITHIN else MEASURED
    for fact in facts:
        if fact not in allowed:
            yield Fault(
                ("fact",),
                f"Stegvis kan inte räkna ”{fact}” i ett mål av slaget {kind}.",
                f"Välj ett av: {', '.join(sorted(allowed))}. "
                "Eller gör målet kvalitativt och beskriv underlaget i evidence.",
            )
        elif fact in AT_EXIT and population != Population.EXITED:
            yield Fault(
                ("population",),
                f"”{fact}” skrivs in vid avslut och räknas bara bland avslutade.",
                "Skriv population = ”exited”.",
            )
    if population is not None and population not in COUNTED_AMONG:
        yield Fault(
            ("population",),
            f"Stegvis kan inte räkna ett mål bland ”{population}”.",
            f"Välj ett av: {', '.join(sorted(COUNTED_AMONG))}.",
        )
    yield from _unit_faults(kind, unit)


def _unit_faults(kind: GoalKind, unit: GoalUnit | None) -> Iterator[Fault]:
    wanted = {GoalUnit.PERSONS} if kind in IN_PERSONS else {GoalUnit.PERCENT}
    if unit is not None and kind in IN_PERSONS | IN_PERCENT and unit not in wanted:
        yield Fault(
            ("unit",),
            f"Ett mål av slaget {kind} kan inte mätas i {unit}.",
            f"Skriv unit = ”{next(iter(wanted))}”.",
        )
