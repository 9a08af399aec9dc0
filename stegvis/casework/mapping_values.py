"""This file is where an answer in a mapping is read, shown in words, and given its age."""

import re
from datetime import date

from stegvis.core.dates import add_months
from stegvis.core.errors import RuleBroken
from stegvis.programmes.asking import Question
from stegvis.programmes.definition import Definition
from stegvis.programmes.journey import MappingSection
from stegvis.programmes.vocabulary import QuestionType

# Ten steps, as in motivational interviewing: people know "from 0 to 10".
SCALE_TOP = 10
MOST_CHARACTERS = 20_000
YES_NO = (("ja", "Ja"), ("nej", "Nej"))
DAY_HELP = "Skriv en dag, en månad eller ett år, till exempel 2026-03-15, mars 2026 eller 2026."

_MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
_MONTH_AND_YEAR = re.compile(r"(?P<month>[a-zå]{3})[a-z]*\.?\s+(?P<year>\d{4})", re.IGNORECASE)
_STORED = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?)?")


def find_question(definition: Definition, key: str) -> tuple[MappingSection, Question] | None:
    """A question of the mapping and the section that it stands in."""
    for section in definition.mapping.sections:
        for question in section.questions:
            if question.key == key:
                return section, question
    return None


def options(question: Question) -> list[tuple[str, str]]:
    """The answers to choose among, key and label; none where anything may be written."""
    if question.type == QuestionType.CHOICE:
        return [(choice.key, choice.label) for choice in question.choices]
    if question.type == QuestionType.YES_NO:
        return list(YES_NO)
    if question.type == QuestionType.SCALE:
        return [(str(step), str(step)) for step in range(SCALE_TOP + 1)]
    return []


def read(question: Question, text: str) -> str:
    """The answer as it is stored; empty is always an answer, since no question is mandatory.

    Dates may be approximate: a day, a month or a year. Raises RuleBroken for what is no answer.
    """
    value = text.strip()
    if not value:
        return ""
    if question.type == QuestionType.DATE:
        return _read_day(value)
    choices = options(question)
    if choices and value not in dict(choices):
        raise RuleBroken("Välj ett av svaren.", question.key)
    if len(value) > MOST_CHARACTERS:
        raise RuleBroken(
            f"Svaret har {len(value)} tecken. Det får ha högst {MOST_CHARACTERS}.", question.key
        )
    return value


def shown(question: Question, value: str, today: date) -> str:
    """The stored answer in words; a date with its age, a scale with what its ends mean."""
    if not value:
        return ""
    if question.type == QuestionType.DATE:
        age = age_in_words(value, today)
        return f"{value} ({age})" if age else value
    if question.type == QuestionType.SCALE:
        ends = (
            f"0 är {_as_word(question.low_label)}, {SCALE_TOP} är {_as_word(question.high_label)}"
        )
        return f"{value} av {SCALE_TOP} ({ends})"
    return dict(options(question)).get(value, value)


def age_in_words(value: str, today: date) -> str:
    """How old a stored date is, to the precision that it has: "8 månader gammalt".

    A coming date is so much ahead: "om 3 månader". Empty for something that is no date.
    """
    match = _STORED.fullmatch(value)
    if match is None:
        return ""
    if not match["month"]:
        return _years(today.year - int(match["year"]))
    day = date(int(match["year"]), int(match["month"]), int(match["day"] or 1))
    if not match["day"]:
        return _span(day, today.replace(day=1), is_day=False)
    return _span(day, today, is_day=True)


def _years(years: int) -> str:
    if years == 0:
        return "från i år"
    return f"{years} år gammalt" if years > 0 else f"om {-years} år"


def _span(day: date, today: date, *, is_day: bool) -> str:
    earlier, later = min(day, today), max(day, today)
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if add_months(earlier, months) > later:
        months -= 1
    if months >= 24:
        length = f"{months // 12} år"
    elif months:
        length = f"{months} {'månad' if months == 1 else 'månader'}"
    elif is_day and later != earlier:
        days = (later - earlier).days
        length = f"{days} {'dag' if days == 1 else 'dagar'}"
    else:
        return "i dag" if is_day else "den här månaden"
    return f"{length} gammalt" if day < today else f"om {length}"


def _read_day(text: str) -> str:
    if match := _MONTH_AND_YEAR.fullmatch(text):
        month = match["month"].lower()
        if month in _MONTHS:
            return f"{match['year']}-{_MONTHS.index(month) + 1:02}"
    match = _STORED.fullmatch(text)
    if match is None:
        raise RuleBroken(DAY_HELP)
    year, month_number, day = match["year"], match["month"], match["day"]
    try:
        date(int(year), int(month_number or 1), int(day or 1))
    except ValueError as error:
        raise RuleBroken(DAY_HELP) from error
    parts = [year, *(f"{int(part):02}" for part in (month_number, day) if part)]
    return "-".join(parts)


def _as_word(label: str | None) -> str:
    return f"{label[0].lower()}{label[1:]}" if label else ""
