"""An address put together from what was found once is the one that Django writes."""

from uuid import uuid4

import pytest
from django.urls import NoReverseMatch, reverse

from stegvis.web.casework.acts import ACTS, REF, SUBJECT
from stegvis.web.casework.frame import TABS
from stegvis.web.shared.addresses import url_of

ONE, OTHER = uuid4(), uuid4()


def test_every_tab_and_act_leads_where_django_says() -> None:
    ids = {SUBJECT: ONE, REF: OTHER}
    asked = [(name, [ONE]) for _, name in TABS]
    asked += [
        (act.url_name, [ids[name] for name in act.takes])
        for act in ACTS.values()
        if set(act.takes) <= set(ids)
    ]
    for name, args in asked * 2:
        assert url_of(name, *args) == reverse(name, args=args)
    assert url_of("case-list") == reverse("case-list")


def test_what_does_not_exist_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        url_of("no-such-page", ONE)
    with pytest.raises(NoReverseMatch):
        url_of("case-show", ONE, OTHER)
