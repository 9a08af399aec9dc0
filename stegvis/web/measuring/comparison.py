"""This file is where the comparison group is: codes and answers, and nobody behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from stegvis.access.policy import NotVisible
from stegvis.casework import instruments as reading
from stegvis.casework.actions import instrument as actions
from stegvis.casework.models import ComparisonAnswer, ComparisonPerson
from stegvis.core.dates import today
from stegvis.core.errors import RuleBroken
from stegvis.participants.models import Sex
from stegvis.programmes.definition import Definition
from stegvis.programmes.measures import Instrument
from stegvis.programmes.models import ProgrammeVersion
from stegvis.web.measuring.texts import kept_by
from stegvis.web.shared.forms import StegvisForm, parse_swedish_date
from stegvis.web.shared.pages import StaffRequest, page
from stegvis.web.shared.pasted import BadLine, lines_of
from stegvis.web.shared.seen import whole

MOST_AT_ONCE = 300
MOST_CHARACTERS = 100_000
LEADING = ("kod", "kön", "födelseår", "datum")
_SEXES: Mapping[str, Sex] = {
    "kvinna": Sex.WOMAN,
    "k": Sex.WOMAN,
    "man": Sex.MAN,
    "m": Sex.MAN,
    "": Sex.UNKNOWN,
    "uppgift saknas": Sex.UNKNOWN,
}


class ListForm(StegvisForm):
    """A whole list of answers to one instrument at one moment."""

    what = forms.ChoiceField(label="Vad de har svarat på")
    text = forms.CharField(
        label="Klistra in listan",
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
    )
    replace = forms.BooleanField(
        label="Ersätt svar som redan finns för samma kod och tillfälle", required=False
    )

    def __init__(self, *args: Any, definition: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = reading.moment_names(definition)
        self.fields["what"].choices = [
            (f"{rule.key} {moment}", f"{rule.name}, {names[moment].lower()}")
            for rule in _instruments(definition)
            for moment in rule.given_at
        ]

    @property
    def chosen(self) -> tuple[str, str]:
        key, moment = self.cleaned_data["what"].split(" ")
        return key, moment


@dataclass(frozen=True)
class Line:
    """Somebody's answers as the list has them."""

    number: int
    code: str
    sex: Sex
    birth_year: int | None
    filled: actions.Filled
    shown: tuple[str, ...] = field(default=())


def _instruments(definition: Definition) -> list[Instrument]:
    group = definition.comparison
    keys = group.instruments if group else ()
    return [rule for rule in definition.instruments if rule.key in keys]


def _with_group(request: StaffRequest, programme: str) -> ProgrammeVersion:
    version = kept_by(request, programme)
    if version.definition.comparison is None:
        raise NotVisible
    return version


def _people(request: StaffRequest, version: ProgrammeVersion) -> Any:
    return ComparisonPerson.objects.filter(
        owner_id=request.actor.organisation_id, version__programme_id=version.programme_id
    )


def comparison_list(request: StaffRequest, programme: str) -> HttpResponse:
    """Each code, and what it has answered when."""
    version = _with_group(request, programme)
    definition = version.definition
    names = reading.moment_names(definition)
    columns = [
        (rule.key, moment, f"{rule.name}, {names[moment].lower()}")
        for rule in _instruments(definition)
        for moment in rule.given_at
    ]
    people, answered = reading.comparison_group(request.actor, version.programme_id)
    return page(
        request,
        "measuring/comparison.html",
        {
            "page_title": f"{definition.comparison.name if definition.comparison else ''} – "
            f"{version.programme.short_name}",
            "programme": version.programme,
            "group": definition.comparison,
            "columns": [label for _, _, label in columns],
            "rows": [
                {
                    "person": person,
                    "answers": [
                        (label, answered.get(person.pk, {}).get((key, moment)))
                        for key, moment, label in columns
                    ],
                }
                for person in people
            ],
        },
    )


def comparison_import(request: StaffRequest, programme: str) -> HttpResponse:
    """First what the list says, line by line; then, when it is right, all of it."""
    version = _with_group(request, programme)
    definition = version.definition
    form = ListForm(request.POST or None, definition=definition)
    lines: list[Line] = []
    bad: list[BadLine] = []
    if request.method == "POST" and form.is_valid():
        read = form.obeys(lambda: _read(definition, *form.chosen, form.cleaned_data["text"]))
        if read is not None:
            lines, bad = read
        if bad:
            told = f"{len(bad)} av {len(lines) + len(bad)} rader behöver rättas. Inget är sparat."
            form.add_error(None, told)
        elif lines and "confirm" in request.POST:
            taken = form.obeys(
                lambda: _take_in(request, version, lines, form.cleaned_data["replace"])
            )
            if taken is not None:
                messages.success(request, f"Svar från {taken} koder är sparade.")
                return redirect("comparison-list", programme=programme)
    return page(
        request,
        "measuring/comparison_import.html",
        {
            "page_title": "Skriv in svar från många",
            "programme": version.programme,
            "leading": LEADING,
            "orders": [(rule.name, ", ".join(_columns(rule))) for rule in _instruments(definition)],
            "lines": [] if bad or form.errors else lines,
            "bad": bad,
            "typed": form.cleaned_data if lines and not bad else None,
        },
        form=form,
    )


def _columns(rule: Instrument) -> list[str]:
    if rule.scoring:
        return [str(item) for item in range(1, rule.scoring.items + 1)]
    return [question.key for question in rule.questions]


def _read(
    definition: Definition, key: str, moment: str, text: str
) -> tuple[list[Line], list[BadLine]]:
    """Every line as somebody's answers, or what is wrong with it; a first line of headings may
    stand there. Raises RuleBroken."""
    rule = reading.rule_of(definition, key)
    if rule is None:
        raise RuleBroken("Instrumentet finns inte i insatsen.", "what")
    found = lines_of(text, MOST_AT_ONCE, LEADING[0])
    good: list[Line] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, cells in found:
        faults: list[str] = []
        line = _line(rule, moment, number, cells, faults)
        if line.code in seen:
            faults.append(f"Samma kod som på rad {seen[line.code]}.")
        seen.setdefault(line.code, number)
        if faults:
            bad.append(BadLine(number, tuple(faults)))
        else:
            good.append(line)
    return good, bad


def _line(rule: Instrument, moment: str, number: int, cells: list[str], faults: list[str]) -> Line:
    columns = _columns(rule)
    if len(cells) > len(LEADING) + len(columns):
        faults.append("Raden har för många kolumner.")
    code, sex, year, day, *given = (*cells, *[""] * (len(LEADING) - len(cells)))
    if sex.casefold() not in _SEXES:
        faults.append("Kön skrivs kvinna eller man, eller lämnas tomt.")
    if year and not (year.isdecimal() and len(year) == 4):
        faults.append("Födelseåret skrivs med fyra siffror.")
    try:
        answered_on = parse_swedish_date(day)
    except ValueError:
        faults.append("Datumet går inte att läsa. Skriv det så här: 2026-12-03.")
        answered_on = today()
    filled = actions.Filled(rule.key, moment, answered_on, dict(zip(columns, given, strict=False)))
    for check in (lambda: actions.check_code(code), lambda: actions.values_of(rule, filled)):
        try:
            check()
        except RuleBroken as broken:
            faults.append(broken.message)
    return Line(
        number,
        code,
        _SEXES.get(sex.casefold(), Sex.UNKNOWN),
        whole(year),
        filled,
        tuple(value or "–" for value in given),
    )


@transaction.atomic
def _take_in(
    request: StaffRequest, version: ProgrammeVersion, lines: Iterable[Line], replace: bool
) -> int:
    """All of it or nothing. Raises RuleBroken when a code has answered already and is not to be
    replaced."""
    people = {person.code: person for person in _people(request, version).select_related("version")}
    known: dict[str, ComparisonAnswer] = {}
    taken = list(lines)
    for row in ComparisonAnswer.objects.filter(
        owner_id=request.actor.organisation_id,
        person__in=list(people.values()),
        instrument=taken[0].filled.instrument,
        moment=taken[0].filled.moment,
    ).select_related("person"):
        known[row.person.code] = row
    for line in taken:
        row_known = known.get(line.code)
        if row_known is not None and not replace:
            raise RuleBroken(
                f"Rad {line.number}: koden har redan svar för tillfället. Kryssa i att svaren ska "
                "ersättas, eller ta bort raden.",
                "replace",
            )
        person = people.get(line.code) or actions.add_compared(
            actor=request.actor,
            version=version,
            code=line.code,
            entered_on=line.filled.answered_on,
            sex=line.sex,
            birth_year=line.birth_year,
        )
        actions.answer_compared(
            actor=request.actor,
            person=person,
            filled=line.filled,
            revision=row_known.revision if row_known else None,
        )
    return len(taken)
