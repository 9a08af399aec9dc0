"""This file is where the tests of the pages are told what a page was given to show."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.backends.jinja2 import Template
from django.test.signals import template_rendered


@pytest.fixture(scope="session", autouse=True)
def told_of_templates() -> Iterator[None]:
    """`answer.context`: Django tells the test client of its own templates only."""
    drawn = Template.render

    def render(
        self: Template, context: dict[str, Any] | None = None, request: HttpRequest | None = None
    ) -> str:
        template_rendered.send(sender=self, template=self, context=context or {})
        return str(drawn(self, context, request))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", render)
        yield
