"""Something is handed out while the consent is being withdrawn: neither overtakes the other."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from stegvis.audit.journal import acting
from stegvis.participants.actions import disclosure
from stegvis.participants.models import Consent
from tests.world import FK, World


def test_the_consent_is_locked_before_anything_rests_on_it(world: World) -> None:
    """Withdrawing locks it too, and closes what it finds: a disclosure in the making must be
    found, or must itself find that the consent is gone."""
    sara = world.actor("Sara")
    with acting(sara):
        case, note = world.case("Alva"), world.note("Alva")
        given = Consent.objects.get(participation_id=case.pk, kind="secrecy")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            disclosure.make(
                actor=sara,
                scope=case.scope,
                item=note,
                title="prov",
                receiver_id=world.organisation(FK).pk,
                category="planning",
                ground="consent",
                consent=given,
                participation_id=case.pk,
            )
    said = [query["sql"] for query in asked]
    locked = next(
        place
        for place, sql in enumerate(said)
        if 'FROM "participants_consent"' in sql and "FOR UPDATE" in sql
    )
    cells = next(
        place for place, sql in enumerate(said) if 'FROM "participants_consentgrant"' in sql
    )
    written = next(place for place, sql in enumerate(said) if sql.startswith("INSERT"))
    assert locked < cells < written
