"""What she is to live on next: asked for at the field, read out, and shown on her own page."""

import time
from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.actions import plan
from stegvis.core.dates import today
from stegvis.organisations.models import Account
from stegvis.participants.models import Identity
from stegvis.web.sessions import FRESH_KEY
from tests.casework.klivet import coordinator, publish
from tests.casework.test_livelihood import enrolled
from tests.counting import queries
from tests.world import World

AsPerson = Callable[[str], Client]


def test_a_plan_is_confirmed_with_the_next_livelihood_and_she_reads_it(
    world: World, as_person: AsPerson
) -> None:
    kaj, version = coordinator(world), publish()
    with acting(kaj):
        case = enrolled(kaj, version)
        draft = plan.start(actor=kaj, participation=case)
        plan.set_goal(actor=kaj, plan=draft, text="Prova arbete")
        key = Identity.objects.get(participant_id=case.participant_id).person_key
    client, url = as_person("Kaj"), f"/deltagare/{case.pk}/plan/faststall/"
    assert queries(client, url) <= 10
    page = client.get(url).content.decode()
    assert "Gå igenom det här med deltagaren" in page
    form = {
        "agreed_on": str(today()),
        "how": "möte",
        "review_on": str(today() + timedelta(days=90)),
    }
    refused = client.post(url, form)
    assert refused.status_code == 422 and "Ingen ska stå utan" in refused.content.decode()
    named = form | {"next_livelihood": "Lön med stöd", "livelihood_informed_on": "2099-01-01"}
    ahead = client.post(url, named)
    assert ahead.status_code == 422 and "Lön med stöd" in ahead.content.decode()
    assert client.post(url, named | {"livelihood_informed_on": str(today())}).status_code == 302
    shown = client.get(f"/deltagare/{case.pk}/plan/").content.decode()
    assert "Försörjning härnäst" in shown and "Lön med stöd" in shown
    exiting = client.get(reverse("exit-prepare", args=[case.pk])).content.decode()
    assert 'value="Lön med stöd"' in exiting
    herself = Client()
    herself.force_login(Account.objects.get_or_create(person_key=key)[0])
    session = herself.session
    session[FRESH_KEY] = int(time.time())
    session.save()
    hers = herself.get("/mina-sidor/plan/").content.decode()
    assert "Det här ska du leva av härnäst" in hers and "Lön med stöd" in hers
    assert "Ni gick igenom det" in hers
