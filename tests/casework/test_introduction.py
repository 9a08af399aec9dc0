"""The name goes with what is handed out, where she has agreed to it, and never when protected."""

from stegvis.audit.journal import acting
from stegvis.casework.actions.introduction import introduce
from stegvis.organisations.models import Organisation
from stegvis.participants.actions import consent
from stegvis.participants.models import Disclosure, Identity
from tests.world import AF, FK, World


def test_the_name_goes_with_consent_to_contact_details(world: World) -> None:
    sara = world.actor("Sara")
    fk, af = Organisation.objects.get(key=FK).pk, Organisation.objects.get(key=AF).pk
    with acting(sara):
        alva = world.case("Alva")
        given = introduce(actor=sara, participation=alva, receiver_id=fk)
        assert given is not None and given.category == "contact"
        assert introduce(actor=sara, participation=alva, receiver_id=fk) == given
        assert introduce(actor=sara, participation=alva, receiver_id=af) is None
    with acting(world.actor("Lena")):
        assert Identity.objects.get(pk=given.item_id).given_name == "Alva"
    with acting(world.actor("Per")):
        assert not Identity.objects.filter(pk=given.item_id).exists()


def test_a_protected_name_goes_nowhere(world: World) -> None:
    sara, fk = world.actor("Sara"), Organisation.objects.get(key=FK).pk
    with acting(sara):
        cleo = world.case("Cleo")
        consent.write_down(
            actor=sara,
            scope=cleo.scope,
            participant=cleo.participant,
            participation_id=cleo.pk,
            programme=cleo.version,
            form=consent.Form("secrecy", "samordning", "1", "sv", cleo.enrolled_on),
            cells=[consent.Cell(sara.organisation_id, fk, "contact")],
        )
        assert introduce(actor=sara, participation=cleo, receiver_id=fk) is None
        assert not Disclosure.objects.filter(item_kind="identity").exists()
