"""This file is where a definition says who comes in, which way, and what she agrees to."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from stegvis.programmes.facts import Criterion
from stegvis.programmes.vocabulary import (
    Asked,
    Choice,
    ConsentKind,
    FactType,
    Fault,
    Flag,
    Frozen,
    Key,
    MeetingKind,
    RouteRight,
    Several,
    Span,
    Text,
    choice_faults,
)


class TargetGroup(Frozen):
    text: Text
    age_note: Text | None = None
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class ReferralFact(Frozen):
    """A fact asked for in the referral: only what intake needs.

    With `only_when` it is asked for only if that other fact has been answered yes or chosen.
    """

    key: Key
    label: Text
    help: Text | None = None
    type: FactType
    choices: tuple[Choice, ...] = ()
    asked_of: Annotated[tuple[Asked, ...], Field(min_length=1)]
    category: Key
    only_when: Key | None = None

    def faults(self) -> Iterator[Fault]:
        yield from choice_faults(self.type == FactType.CHOICE, self.choices)


class Route(Frozen):
    """A way in: who may propose or refer, who assesses first, who decides, within what time.

    `source` is a party, or `self` or `outreach` for a young person whom no authority knows.
    """

    source: Key
    may: RouteRight
    assessed_by: Key | None = None
    decides: Key
    readiness_judged_by_referrer: Flag = False
    answer_within: Span | None = None
    text: Text
    quote: Text | None = None


class Meeting(Frozen):
    key: Key
    kind: MeetingKind
    name: Text
    text: Text
    optional: Flag = True
    outcomes: tuple[Choice, ...] = ()


class Intake(Frozen):
    meetings: tuple[Meeting, ...] = ()
    waiting_list: Flag
    deidentified_inquiry: Flag
    refusal_reasons: Annotated[tuple[Choice, ...], Field(min_length=1)]


class Capacity(Frozen):
    """How many at a time. A goal warns and never locks; only a `max` that is no goal would."""

    target: Several
    is_goal: Flag
    warn_at: Several

    def faults(self) -> Iterator[Fault]:
        if self.warn_at > self.target:
            yield Fault(
                ("warn_at",),
                f"Varningen kommer vid {self.warn_at}, efter målet {self.target}.",
                "Sätt warn_at till högst samma tal som target.",
            )


class Category(Frozen):
    """A kind of information that consent can open and a disclosure can carry."""

    key: Key
    label: Text
    explanation: Text


class Exchange(Frozen):
    """What the consent form proposes for one receiver. The participant may strike any of it."""

    party: Key
    receives: tuple[Key, ...] = ()
    gives: tuple[Key, ...] = ()


class ConsentText(Frozen):
    """One consent with its own text. It lasts as long as the programme unless `lasts` is set."""

    kind: ConsentKind
    title: Text
    text: Text
    required_to_take_part: Flag = False
    lasts: Span | None = None


class Consent(Frozen):
    form_version: Text
    languages: Annotated[tuple[Key, ...], Field(min_length=1)]
    introduction: Text
    withdrawal: Text
    purposes: Annotated[tuple[Choice, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    matrix: tuple[Exchange, ...]
    consents: Annotated[tuple[ConsentText, ...], Field(min_length=1)]
