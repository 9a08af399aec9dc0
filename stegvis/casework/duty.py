"""This file is where one thing to do is defined, and which kinds there are beside a case's own."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import TextChoices

from stegvis.casework.deadline import Deadline


class Task(TextChoices):
    """What is to be done outside a case of one's own."""

    REFERRAL = "referral", "Aktualisering"
    INTAKE_MEETING = "intake_meeting", "Möte"
    DRAFT = "draft", "Utkast"
    DECISION = "decision", "Besked"
    TAKEN_BACK = "taken_back", "Stängt utkast"
    QUESTION = "question", "Fråga"
    TAKEOVER = "takeover", "Övertagande"
    EXTRACT = "extract", "Registerutdrag"
    REVIEW = "review", "Utlämnande att granska"
    PROPOSAL = "proposal", "Förslag att bedöma"
    PROPOSAL_ANSWER = "proposal_answer", "Svar på förslag"
    AREA = "area", "Datum i målgruppen"
    TEAM_MEETING = "team_agenda", "Teammöte"


ABOUT_NOBODY = (Task.AREA, Task.TEAM_MEETING)
"""What names no person."""


_TASKS = frozenset(Task.values)


@dataclass(frozen=True)
class Duty:
    """A deadline and the person it is about; `subject` is what the link needs besides `ref`."""

    deadline: Deadline
    who: str
    subject: UUID
    about: str = ""

    @property
    def is_case(self) -> bool:
        """Is the subject an own case, with a page of its own?"""
        return self.deadline.watch not in _TASKS


def task_of(
    task: Task,
    due_on: date,
    shown_from: date,
    title: str,
    sentence: str,
    *,
    ref: UUID | None = None,
    since: date | None = None,
) -> Deadline:
    return Deadline(task.value, due_on, shown_from, title, sentence, ref=ref, since=since)


def waited_for(since: date, day: date) -> str:
    days = (day - since).days
    if days == 0:
        return "Kom in i dag."
    return f"Har väntat {days} {'dag' if days == 1 else 'dagar'}."
