"""This file is where the language of the templates is set up: Jinja, with our words for dates.

Templates are compiled to Python, which matters: in Django's own language a page of daily work spent
two fifths of its time on being drawn. Everything that a template may call is listed here.
"""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from django.forms import BaseForm
from django.template.defaultfilters import register as defaults
from django.templatetags.l10n import unlocalize
from django.templatetags.static import static
from django.utils.formats import localize
from django.utils.timezone import template_localtime
from django.utils.translation import get_language, gettext, ngettext
from django_htmx.jinja import htmx_script
from jinja2 import ChainableUndefined, Environment, FileSystemBytecodeCache, Undefined
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from markupsafe import Markup

from stegvis.web.own import days as own_days
from stegvis.web.shared import days
from stegvis.web.shared.addresses import url_of
from stegvis.web.shared.forms import form_token

OURS: tuple[Callable[..., str], ...] = (
    days.swedish_date,
    days.short_date,
    days.days_left,
    own_days.own_date,
    own_days.own_day,
    own_days.own_time,
    own_days.phone_link,
    unlocalize,
)
_AS_WRITTEN = (date, time, float, Decimal)


class StegvisEnvironment(Environment):
    """Jinja that reads a dict by its keys and a form by its fields before their own methods:
    `row.items` is what the page was given, `form.login` what is typed."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict:
            if attribute in obj:
                return obj[attribute]
        elif isinstance(obj, BaseForm) and attribute in obj.fields:
            return obj[attribute]
        return super().getattr(obj, attribute)


class BesideOurs(FileSystemBytecodeCache):
    """What templates became when they were compiled, kept where Python keeps what modules became.

    It saves a new process its first seconds. Where the folder may not be written to, as in many
    installations, each process compiles for itself. Jinja compares the template's text; how we set
    up Jinja is in the name, so that nothing is read that was compiled by other rules.
    """

    def __init__(self) -> None:
        ours = Path(__file__)
        rules = sha256(ours.read_bytes() + jinja_version.encode()).hexdigest()[:16]
        super().__init__(str(Path(cache_from_source(str(ours))).parent), f"{rules}-%s.page")

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                super().dump_bytecode(bucket)


def environment(**options: Any) -> Environment:
    """As Django asks for it. What is missing is shown as nothing, as a page's optional parts are:
    a component is called with what there is."""
    options |= {
        "undefined": ChainableUndefined,
        "finalize": _shown,
        "extensions": ["jinja2.ext.i18n"],
        "bytecode_cache": BesideOurs(),
    }
    made = StegvisEnvironment(**options)
    made.install_gettext_callables(gettext, ngettext, newstyle=True)
    # Django's filters, which know Swedish dates and numbers, go before Jinja's of the same name.
    made.filters |= {name: _local(function) for name, function in defaults.filters.items()}
    made.filters |= {function.__name__: function for function in OURS}
    made.tests["none"] = lambda value: value is None or isinstance(value, Undefined)

    def part(name: str, /, **given: Any) -> Markup:
        """Another template, with what it is given and nothing else of this one's."""
        template = made.get_template(name)
        # As render does, but for the copying of all that a template may call, one by one.
        context = template.new_context(callable_here | given, shared=True)
        # It has escaped by itself; and two parts beside one another are two words.
        return Markup("".join([*template.root_render_func(context), "\n"]))  # noqa: S704

    made.globals |= {
        "part": part,
        "url_of": url_of,
        "static": cache(static),
        "form_token": form_token,
        "htmx_script": cache(htmx_script),
        "current_language": get_language,
    }
    callable_here = dict(made.globals)
    return made


def _local(function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter for dates gets a moment as it is in Sweden."""
    if not getattr(function, "expects_localtime", False):
        return function
    return lambda value, *also: function(template_localtime(value), *also)


def _shown(value: Any) -> Any:
    """A number or a date in the reader's language; anything else as it is."""
    if isinstance(value, _AS_WRITTEN):
        if isinstance(value, datetime):
            value = template_localtime(value)
        return localize(value)
    return value
