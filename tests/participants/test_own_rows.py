"""What the participant's own database role reaches: her rows at every authority, and no other."""

from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from stegvis.access.actor import Person
from stegvis.audit.journal import acting
from stegvis.core.person_key import person_key
from stegvis.core.secrecy import Secrecy, declared
from stegvis.participants.models import Consent, Identity, Participant
from stegvis.participants.queries import own_participants
from tests.world import CASES, World

HERS = {
    m._meta.db_table
    for m in apps.get_models()
    if isinstance(declared(m), Secrecy) and declared(m).hers
}
SECRET = {m._meta.db_table for m in apps.get_models() if isinstance(declared(m), Secrecy)}


def herself(world: World, given_name: str) -> Person:
    account = world.participant_account(given_name)
    assert account.person_key == person_key(CASES[given_name][1])
    return Person(account.pk, account.person_key)


def seen_by(person: Person, table: str) -> int:
    with acting(person, read_only=True), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_she_reaches_herself_and_nobody_else(world: World) -> None:
    alva = herself(world, "Alva")
    with acting(alva, read_only=True):
        known = own_participants(alva)
        assert [i.given_name for i in Identity.objects.all()] == ["Alva"]
        assert set(Participant.objects.values_list("pk", flat=True)) == set(known)
        assert set(Consent.objects.values_list("participant_id", flat=True)) == set(known)
    assert set(known.values()) == {world.organisation("uppsala-arbetsmarknadsnamnden").pk}


def test_a_protected_person_reaches_her_own_pages(world: World) -> None:
    assert seen_by(herself(world, "Cleo"), "participants_identity") == 1


def test_a_key_that_nobody_has_reaches_nothing(world: World) -> None:
    nobody = Person(herself(world, "Alva").account_id, "0" * 64)
    empty = Person(nobody.account_id, "")
    for person in (nobody, empty):
        assert {table: n for table in HERS if (n := seen_by(person, table))} == {}


@pytest.mark.parametrize("table", sorted(SECRET - HERS))
def test_tables_that_are_not_hers_are_closed_to_her_role(world: World, table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        seen_by(herself(world, "Alva"), table)


def test_closed_pages_are_closed_in_the_database(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        case = world.case("Alva")
        identity = case.participant.identity
        Identity.objects.filter(pk=identity.pk).update(pages_closed_at="2026-01-01T00:00Z")
    alva = herself(world, "Alva")
    assert {table: n for table in HERS if (n := seen_by(alva, table))} == {}


def test_she_changes_no_more_than_her_consents(world: World) -> None:
    alva = herself(world, "Alva")
    with acting(alva):
        assert Consent.objects.update(withdrawn_at="2026-01-01T00:00Z") == 1
    for statement in (
        "update participants_consent set purpose = 'annat'",
        "update participants_identity set given_name = 'Annan'",
        "delete from participants_consent",
        "insert into participants_participant select * from participants_participant",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            acting(alva),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_she_cannot_consent_for_somebody_else(world: World) -> None:
    alva = herself(world, "Alva")
    with acting(world.actor("Kim")):
        bo: UUID = world.case("Bo").participant_id
    with acting(alva):
        mine = Consent.objects.get()
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        acting(alva),
    ):
        mine.pk, mine.participant_id, mine.created_by_id = None, bo, alva.account_id
        mine._state.adding = True
        mine.save(force_insert=True)


def test_the_role_is_left_when_she_has_acted(world: World) -> None:
    seen_by(herself(world, "Alva"), "participants_identity")
    with acting(world.actor("Sara")), connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("stegvis_runtime",)
