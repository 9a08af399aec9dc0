"""This file is where a definition says who comes in, which way, and what she agrees to."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field

from stegvis.programmes.asking import Question
from stegvis.programmes.facts import Criterion
from stegvis.programmes.vocabulary import (
    ArmAssignment,
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
    TriageGroup,
    choice_faults,
)


def _several(value: object) -> object:
    """One key may be written without brackets, as a list of one."""
    return (value,) if isinstance(value, str) else value


OneOrSeveral = Annotated[tuple[Key, ...], BeforeValidator(_several), Field(min_length=1)]


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

    `source` is a party, or `self` or `outreach` for a young person whom no authority knows. Who
    may only propose sends the proposal to `assessed_by`, which refers in its own name if it finds
    it right. `decides` names every party that may take the person in; of several it is the one
    that the case came to. `jointly_with` are parties that decide on the referral together with the
    source, at the meeting place that `decided_at` names. `assessed_in` is the meeting of the
    programme where the case is assessed before the decision. `word` is what the referral is called
    here. With `assent_may_follow` a joint referral may be sent before the others have decided.
    """

    source: Key
    may: RouteRight
    word: Text | None = None
    jointly_with: tuple[Key, ...] = ()
    decided_at: Text | None = None
    assent_may_follow: Flag = False
    assessed_in: Key | None = None
    assess_within: Span | None = None
    assessed_by: Key | None = None
    decides: OneOrSeveral
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
    """How many at a time. A goal warns and never locks; only a `max` that is no goal would.

    `low` is the lower end where the document says "40–45". `each_operator` tells that the number
    is for each operator, not for all together.
    """

    target: Several
    low: Several | None = None
    is_goal: Flag
    warn_at: Several
    each_operator: Flag = False
    quote: Text | None = None

    def faults(self) -> Iterator[Fault]:
        if self.warn_at > self.target:
            yield Fault(
                ("warn_at",),
                f"Varningen kommer vid {self.warn_at}, efter målet {self.target}.",
                "Sätt warn_at till högst samma tal som target.",
            )


class Triage(Frozen):
    """A result of the first mapping of the area's target group."""

    key: Key
    label: Text
    group: TriageGroup
    text: Text | None = None
    quote: Text | None = None


class AreaRegister(Frozen):
    """The target group of an area, kept by the authority that already knows the people.

    Nobody in it is a participant before she has agreed to be. `holder` is a party; `questions`
    are the first mapping, made from what the holder already knows and, if needed, with her.
    """

    name: Text
    holder: Key
    municipalities: Annotated[tuple[Text, ...], Field(min_length=1)]
    text: Text
    quote: Text | None = None
    questions: tuple[Question, ...] = ()
    triage: Annotated[tuple[Triage, ...], Field(min_length=2)]


class Predecessor(Frozen):
    """An earlier programme that this one builds on, and may take people over from.

    `key` is that programme's key where it runs here; then what she consents to moves with her.
    """

    name: Text
    key: Key | None = None
    takes_over_people: Flag = False
    text: Text
    quote: Text | None = None


class Arm(Frozen):
    key: Key
    name: Text
    text: Text
    quote: Text | None = None


class Arms(Frozen):
    """Variants of one programme that are compared; each participant is in one of them."""

    assigned: ArmAssignment
    text: Text
    alternatives: Annotated[tuple[Arm, ...], Field(min_length=2)]


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


class TranslatedText(Frozen):
    """One consent's own text in another language."""

    kind: ConsentKind
    title: Text
    text: Text


class ConsentTranslation(Frozen):
    """All that the participant reads of the consent, in another language or in easy Swedish. It
    is whole or not there at all; the Swedish text is the one that binds."""

    language: Key
    introduction: Text
    withdrawal: Text
    purposes: Annotated[tuple[Choice, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    consents: Annotated[tuple[TranslatedText, ...], Field(min_length=1)]


class Consent(Frozen):
    form_version: Text
    languages: Annotated[tuple[Key, ...], Field(min_length=1)]
    introduction: Text
    withdrawal: Text
    purposes: Annotated[tuple[Choice, ...], Field(min_length=1)]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    matrix: tuple[Exchange, ...]
    consents: Annotated[tuple[ConsentText, ...], Field(min_length=1)]
    translations: tuple[ConsentTranslation, ...] = ()

    def in_language(self, language: str) -> ConsentTranslation | None:
        """The texts in a language of the form; None for Swedish, and where nobody has written
        them."""
        return next((one for one in self.translations if one.language == language), None)
