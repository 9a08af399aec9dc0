"""This file is where a definition says how a question is put to a person."""

from collections.abc import Iterator

from stegvis.programmes.vocabulary import (
    Choice,
    Fault,
    Flag,
    Frozen,
    Key,
    QuestionType,
    Text,
    choice_faults,
)


class Question(Frozen):
    """A question asked of a person, in words spoken to her."""

    key: Key
    label: Text
    help: Text | None = None
    type: QuestionType
    choices: tuple[Choice, ...] = ()
    low_label: Text | None = None
    high_label: Text | None = None
    can_become_goal: Flag = False

    def faults(self) -> Iterator[Fault]:
        yield from choice_faults(self.type == QuestionType.CHOICE, self.choices)
        if self.type == QuestionType.SCALE and not (self.low_label and self.high_label):
            yield Fault(
                (),
                "En skala behöver ord för sina båda ändar.",
                "Lägg till low_label = ”…” och high_label = ”…”.",
            )
