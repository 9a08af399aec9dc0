"""This file is where the forms of Stegvis get their looks, their Swedish and their dates."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString

from stegvis.core.errors import RuleBroken

DATE_FORMAT_MESSAGE = "Skriv datumet så här: 2026-12-03."
# Outside these lie slips of the hand, and 9999-12-31 as other systems write "until further
# notice": days and months are counted from every date, and there would be none to come to.
FIRST_YEAR, LAST_YEAR = 1900, 2199
FAR_DAY_MESSAGE = f"Kontrollera året. Det ska ligga mellan {FIRST_YEAR} och {LAST_YEAR}."
OPTIONS_TEMPLATE = "components/widgets/options.html"
TEXT_ROWS = 4
FORM_KEY = "_token"

# A birth year of two digits means the last century once it lies further ahead than any plan does.
YEARS_AHEAD = 20

# Django's own speak of "this value".
LIMIT_MESSAGES = {
    MinValueValidator: "Skriv %(limit_value)s eller mer.",
    MaxValueValidator: "Skriv högst %(limit_value)s.",
}

T = TypeVar("T")

_DATE_SHAPES = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<year>\d{2})(?P<month>\d{2})(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[ ./-]+(?P<year>\d{4}|\d{2})"),
)


def form_token() -> SafeString:
    """A hidden field that makes a form good for one answer; see the middleware."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_KEY, uuid4())


def one_token(request: HttpRequest) -> dict[str, Any]:
    """For every template: the token against forged forms, masked once for the whole page and not
    anew in each of its forms; not at all on a page that has none."""
    token = SimpleLazyObject(partial(get_token, request))
    field = partial(format_html, '<input type="hidden" name="csrfmiddlewaretoken" value="{}">')
    return {"csrf_token": token, "csrf_input": SimpleLazyObject(partial(field, token))}


class FarDay(ValueError):
    """A day of a year that nothing here can be about."""


def parse_swedish_date(text: str) -> date:
    """A date as people write it: 2026-12-03, 20261203, 261203 or 3/12 2026.

    A year of two digits is this century unless that lies more than 20 years ahead.
    Raises ValueError when the text has another shape or names no day of the calendar, FarDay for
    a year before 1900 or after 2199.
    """
    for shape in _DATE_SHAPES:
        if match := shape.fullmatch(text.strip()):
            year = int(match["year"])
            if len(match["year"]) == 2:
                year = _full_year(year)
            if not FIRST_YEAR <= year <= LAST_YEAR:
                raise FarDay(text)
            return date(year, int(match["month"]), int(match["day"]))
    raise ValueError(text)


def _full_year(two_digits: int) -> int:
    year = 2000 + two_digits
    return year if year <= timezone.localdate().year + YEARS_AHEAD else year - 100


class StegvisRenderer(TemplatesSetting):
    """Draws fields with our own templates."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field.html"


class DateField(forms.DateField):
    """A date in a text field: a calendar is slow for birthdays and hard to listen to."""

    widget = forms.DateInput(format="%Y-%m-%d")
    default_error_messages = {"invalid": DATE_FORMAT_MESSAGE}

    def __init__(self, **kwargs: object) -> None:
        kwargs.setdefault("help_text", "Så här: 2026-12-03")
        super().__init__(**kwargs)

    def to_python(self, value: object) -> date | None:
        """Raises ValidationError with the way to write it when the text is no date."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return parse_swedish_date(str(value))
        except FarDay as error:
            raise ValidationError(FAR_DAY_MESSAGE, code="far") from error
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {"inputmode": "numeric", "autocomplete": "off", "data-kind": "date"}


class StegvisForm(forms.Form):
    """Every form of Stegvis: Designsystemet's classes, errors in plain Swedish.

    `{{ form }}` draws all fields, `{{ form.name.as_field_group }}` one. Optional fields are marked
    as such where others are required; where all are optional, nothing is marked.
    """

    default_renderer = StegvisRenderer
    use_required_attribute = False  # the browser would stop the form before our summary of errors

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A line break is one character, as the person who typed it counts: browsers send two."""
        for name, value in self.cleaned_data.items():
            if isinstance(value, str):
                self.cleaned_data[name] = value.replace("\r\n", "\n")
        return self.cleaned_data

    def obeys(self, action: Callable[[], T]) -> T | None:
        """Run an action; a rule that it breaks becomes an error at its field, and None is returned.

        The action is a transaction of its own inside the request's, so nothing is half-saved.
        """
        try:
            return action()
        except RuleBroken as broken:
            self.add_error(broken.field if broken.field in self.fields else None, broken.message)
            return None

    def __getitem__(self, name: str) -> forms.BoundField:
        # Dressed at first use and not at birth, so that fields added by a subclass are dressed too.
        field = self.fields.get(name)
        if field is not None and not hasattr(field, "is_marked_optional"):
            has_required = any(other.required for other in self.fields.values())
            field.is_marked_optional = has_required and not field.required
            _dress(field)
        return super().__getitem__(name)


def _dress(field: forms.Field) -> None:
    widget = field.widget
    widget.attrs.setdefault("class", "ds-input")
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        widget.template_name = OPTIONS_TEMPLATE
    elif field.required and not widget.is_hidden:
        widget.attrs.setdefault("aria-required", "true")
    if isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = TEXT_ROWS
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = _required_message(field)

    for rule in field.validators:
        if type(rule) in LIMIT_MESSAGES:
            rule.message = LIMIT_MESSAGES[type(rule)]


def _required_message(field: forms.Field) -> str:
    if isinstance(field, DateField):
        return DATE_FORMAT_MESSAGE
    if isinstance(field, forms.BooleanField):
        return "Kryssa i rutan."
    if isinstance(field, forms.FileField):
        return "Välj en fil."
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return "Välj ett alternativ."
    return "Fyll i det här fältet."
