"""The register extract holds every table that holds her, and nobody else's rows."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stegvis.access.actor import Person
from stegvis.access.policy import NotVisible, Refused, Scope
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework import extracts, records_in_words, register
from stegvis.casework.actions import extract as actions
from stegvis.casework.actions import note
from stegvis.casework.gone_over import gone_over
from stegvis.casework.models import ExtractContent, Participation, RegisterExtract
from stegvis.core.dates import add_months, today
from stegvis.core.errors import RuleBroken
from stegvis.core.secrecy import Published, Secrecy, declared
from stegvis.organisations.actions.installation import system
from stegvis.organisations.models import Account, Organisation
from stegvis.participants import retention
from stegvis.participants.models import Consent, Participant
from stegvis.participants.queries import own_participants
from tests.counting import number_of_queries
from tests.house.objects import CATEGORIES, Objects
from tests.world import AMN, World

# Tables that are an authority's own and lead to no person; each with its reason.
ABOUT_NOBODY = {
    "Draft": "What somebody is typing and has not saved; removed when it is saved or left.",
    "Employer": "A workplace.",
    "Group": "A group's name and dates; her place in it is an activity, her presence attendance.",
    "GroupSession": "A date and a theme; her presence is attendance.",
    "Analysis": "Text about figures.",
    "Evidence": "Text about a goal.",
    "Alarm": "About a member of staff; what was shown of whom stands in the log.",
    "TeamMeeting": "A time and a place; who is taken up is a row of its own.",
    "TeamAttendee": "A member of staff who is called to a meeting.",
    "InstrumentText": "What the items of an instrument say; the licence holder's words.",
    "ComparisonPerson": "A code; the evaluator has the key, and nobody here knows who it is.",
    "ComparisonAnswer": "Answers of such a code.",
    "AccessAnalysis": "What a role needs to reach, and the risk of it.",
    "Incident": "What went wrong, and how many it concerns; who they are stands in the log.",
    "IncidentStep": "That an incident was reported or told of.",
    "WeedingDecision": "A rule and who decided; whose records are weeded is a row of its own.",
    "WeedingRecord": "How many rows went, and not whose.",
}


def test_every_table_leads_to_her_or_says_why_not() -> None:
    secret = {
        model.__name__
        for model in apps.get_models()
        if isinstance(declared(model), Secrecy) and not isinstance(declared(model), Published)
    }
    walked = {model.__name__ for model in register.tables_of_person()}
    left_out = {model.__name__ for model in register.LEFT_OUT}
    assert secret - walked - left_out == set(ABOUT_NOBODY)


def test_keys_of_the_programme_are_said_in_its_words(world: World, objects: Objects) -> None:
    sara, told = world.actor("Sara"), world.version.definition
    with acting(sara):
        tables = register.everything(sara, world.case("Alva").participant)
    facts = {table.kind: [fact for row in table.rows for fact in row.facts] for table in tables}
    kinds = {kind.name for kind in told.notes.kinds}
    assert {value for label, value in facts["casework.note"] if label == "Slag"} <= kinds
    assert ("Språk på blanketten", "svenska") in facts["participants.consent"]
    parties = {party.name for party in told.parties}
    seats = {value for label, value in facts["casework.party"] if label == "Part i beskrivningen"}
    assert seats and seats <= parties
    keys = {party.key for party in told.parties} | {kind.key for kind in told.activities}
    keys |= {one.key for one in told.target_group.criteria} | {one.key for one in told.outgoing}
    left = {(kind, *fact) for kind, found in facts.items() for fact in found if fact[1] in keys}
    assert {one for one in left if one[0] != "audit.entry"} == set(), "a table has the same name"


def test_every_row_about_her_is_in_the_extract(world: World, objects: Objects) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva").participant
        tables = register.everything(sara, alva)
        found = {table.kind: {row.pk for row in table.rows} for table in tables}
        for model, ways in register.tables_of_person().items():
            if model is Entry:
                continue
            for way in ways:
                value = [world.case("Alva").pk] if way.endswith(register.CASE) else alva.pk
                rows = model._base_manager.filter(owner_id=alva.owner_id, **{way: value})
                expected = {str(pk) for pk in rows.values_list("pk", flat=True)}
                assert expected <= found.get(model._meta.label_lower, set()), model.__name__
        assert len(found) >= 20
        assert len(found[Entry._meta.label_lower]) > 0


def test_nobody_elses_row_is_in_it(world: World, objects: Objects) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        tables = register.everything(sara, world.case("Alva").participant)
        text = str(tables)
    assert "Kanariefågel Alva" in text
    assert "Kanariefågel Bo" not in text
    assert "Provdal" not in text


def test_keys_and_staff_of_the_log_stay_out(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        person = world.case("Alva").participant
        tables = {t.kind: t for t in register.everything(sara, person)}
    identity = tables["participants.identity"].rows[0]
    assert "person_key" not in identity.raw and "name_key" not in identity.raw
    assert "200302142385" not in str(identity.facts) and identity.raw["number"] == "200302142385"
    log = tables[Entry._meta.label_lower].rows
    assert all("account_id" not in row.raw for row in log)
    assert "Sara Berg" not in str([row.facts for row in log])


def test_no_column_is_called_by_its_name_in_code() -> None:
    english = re.compile(r"\b(?:by|at|on|of|is|has|to|from)\b")
    for model in register.tables_of_person():
        for field in model._meta.local_concrete_fields:
            if field.related_model in (None, Account, Organisation):
                label = records_in_words._label(model, field)
                hidden = field.attname in records_in_words._TECHNICAL | records_in_words._SECRET
                assert hidden or not english.search(label), f"{model.__name__}: {label}"


def test_what_she_reads_is_in_words(world: World, objects: Objects) -> None:
    """No column in English, and no key of ours where a word of the field should stand."""
    sara = world.actor("Sara")
    with acting(sara):
        tables = register.everything(sara, world.case("Alva").participant)
    facts = {fact for table in tables for row in table.rows for fact in row.facts}
    labels = {label for label, _ in facts}
    wrong = re.compile(r" by$|^Account$|^Receiver$|^Protection$")
    assert not [label for label in labels if wrong.search(label)]
    told = {value for label, value in facts if label in ("Slag", "Slag av uppgift", "Ersättning")}
    keys = {model._meta.model_name for model in apps.get_models()} | set(CATEGORIES)
    assert told and not told & (keys - {"plan"})
    assert not [value for _, value in facts if value.startswith("{") and "item" in value]
    # The programme's own facts stand by their names.
    assert {("Hållpunkt", "Prövad"), ("Uppgift", "Vårdkontakter")} <= facts
    assert ("Slag", "Utvecklingsanställning") in facts
    # Days as people write them: 3 december 2026, never 2026-12-03.
    assert not [fact for fact in facts if re.search(r"\b\d{4}-\d{2}-\d{2}\b", fact[1])]
    assert {value for label, value in facts if label == "Födelsedatum"} == {"14 februari 2003"}
    assert any(re.fullmatch(r"\d+ \w+ 20\d\d kl\. \d\d\.\d\d", value) for _, value in facts)


def test_it_takes_few_queries(world: World, objects: Objects) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        person = world.case("Alva").participant
        with CaptureQueriesContext(connection) as captured:
            register.everything(sara, person)
    assert number_of_queries(captured) <= 7


@pytest.mark.parametrize(
    ("kind", "born", "due"),
    [
        ("kommun", date(2000, 3, 4), date(2031, 2, 28)),
        ("kommun", date(2000, 3, 15), None),
        ("kommun", None, date(2031, 2, 28)),
        ("region", date(2000, 3, 15), date(2036, 2, 28)),
        ("forsakringskassan", date(2000, 3, 4), None),
    ],
)
def test_each_kind_of_authority_has_its_rule_of_keeping(
    kind: str, born: date | None, due: date | None
) -> None:
    rule = retention.rule_of(kind, date(2026, 2, 28))
    assert rule is not None
    assert rule.due_on(date(2026, 2, 28), born) == due
    assert retention.finish_by(date(2031, 2, 28)) == date(2032, 12, 31)
    assert retention.rule_of("forbund", date(2026, 2, 28)) is None
    assert retention.rule_of(kind, date(2003, 6, 30)) is None


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_what_is_due_is_listed_on_the_day_and_not_before(world: World, days: int) -> None:
    """Bo's case ended; nothing has been written about him since this day."""
    kim = world.actor("Kim")
    with acting(kim):
        bo = world.case("Bo")
        note.attempt_contact(actor=kim, participation=bo)
        Participation.objects.filter(pk=bo.pk).update(ended_on=today())
        Participant.objects.filter(pk=bo.participant_id).update(born_on=date(2000, 3, 4))
    system_of = system(world.organisation(AMN))
    day = add_months(today(), 60) + timedelta(days=days)
    with acting(system_of, read_only=True):
        found = {row.participant_id: row for row in gone_over(system_of, "kommun", day)}
    if days < 0:
        assert bo.participant_id not in found
        return
    assert found[bo.participant_id].due_on == add_months(today(), 60)
    assert found[bo.participant_id].is_late is False
    # Whoever still takes part is never due, however long ago anything was written.
    with acting(world.actor("Sara")):
        assert world.case("Alva").participant_id not in found


def test_the_list_is_by_authority_and_names_nobody(world: World) -> None:
    with acting(world.actor("Kim")):
        bo = world.case("Bo")
        Participation.objects.filter(pk=bo.pk).update(ended_on=today())
        Participant.objects.filter(pk=bo.participant_id).update(born_on=date(2000, 3, 4))
    said = StringIO()
    later = add_months(today(), 60)
    call_command("retention", on=later.isoformat(), organisation=AMN, stdout=said)
    assert str(bo.participant_id) in said.getvalue()
    assert "Bo" not in said.getvalue().split() and "nothing is removed" in said.getvalue()
    with acting(world.actor("Kim")):
        assert Entry.objects.filter(
            event="person_listed", participant_id=bo.participant_id, purpose="gallring"
        ).exists()
    with pytest.raises(CommandError, match="no date"):
        call_command("retention", on="i dag")
    with pytest.raises(CommandError, match="nowhere"):
        call_command("retention", organisation="nowhere")


def herself(world: World, given_name: str) -> Person:
    account = world.participant_account(given_name)
    person = Person(account.pk, account.person_key)
    with acting(person, read_only=True):
        return Person(person.account_id, person.key, own_participants(person))


def ask(world: World, given_name: str = "Alva") -> RegisterExtract:
    person = herself(world, given_name)
    with acting(person):
        return actions.ask(actor=person, participant_id=next(iter(person.participants)))


def test_she_asks_and_gets_it_when_it_has_been_reviewed(world: World) -> None:
    extract = ask(world)
    assert extract.due_on == add_months(today(), 1)
    person = herself(world, "Alva")
    with acting(person, read_only=True), pytest.raises(NotVisible):
        extracts.own_content(person, extract.pk)
    sara = world.actor("Sara")
    with acting(sara):
        assert [row.pk for row in extracts.waiting(sara)] == [extract.pk]
        row, _, scope = extracts.extract(sara, extract.pk)
        actions.release(
            actor=sara,
            scope=scope,
            extract=row,
            revision=row.revision,
            review="Allt har gåtts igenom och kan lämnas.",
            withheld=[],
            document=b"pdf",
            archive=b"zip",
        )
    with acting(person, read_only=True):
        assert bytes(extracts.own_content(person, extract.pk).document) == b"pdf"
        assert extracts.own_extracts(person)[0].released_at


def test_a_second_request_waits_for_the_first(world: World) -> None:
    ask(world)
    with pytest.raises(RuleBroken):
        ask(world)


def test_nobody_asks_for_another(world: World) -> None:
    bo = next(iter(herself(world, "Bo").participants))
    alva = herself(world, "Alva")
    with acting(alva), pytest.raises(NotVisible):
        actions.ask(actor=alva, participant_id=bo)
    # With the application's check deceived, the database still refuses.
    deceived = Person(alva.account_id, alva.key, {bo: world.organisation(AMN).pk})
    with (
        pytest.raises(DatabaseError, match="row-level security"),
        transaction.atomic(),
        acting(deceived),
    ):
        actions.ask(actor=deceived, participant_id=bo)


def test_another_person_does_not_see_the_request(world: World) -> None:
    extract = ask(world)
    bo = herself(world, "Bo")
    with acting(bo, read_only=True):
        assert extracts.own_extracts(bo) == []
        assert not RegisterExtract.objects.filter(pk=extract.pk).exists()


@pytest.mark.parametrize("name", ["Lena", "Stina", "Adam"])
def test_who_does_not_have_her_case_does_not_find_it(world: World, name: str) -> None:
    extract = ask(world)
    with acting(world.actor(name)), pytest.raises(NotVisible):
        extracts.extract(world.actor(name), extract.pk)


def test_a_review_says_something_and_what_is_kept_back_has_a_reason(world: World) -> None:
    extract = ask(world)
    sara = world.actor("Sara")
    with acting(sara):
        row, person, scope = extracts.extract(sara, extract.pk)
        kept = actions.KeptBack("casework.note", person.pk, " ")
        for review, withheld in (("  ", []), ("Prövat och funnet.", [kept])):
            with pytest.raises(RuleBroken):
                actions.release(
                    actor=sara,
                    scope=scope,
                    extract=row,
                    revision=row.revision,
                    review=review,
                    withheld=withheld,
                    document=b"",
                    archive=b"",
                )
        assert not ExtractContent.objects.exists()


def test_release_needs_the_right(world: World) -> None:
    extract = ask(world)
    adam = world.actor("Adam")
    with acting(adam), pytest.raises(Refused):
        actions.release(
            actor=adam,
            scope=Scope(adam.organisation_id),
            extract=extract,
            revision=1,
            review="Prövat och funnet.",
            withheld=[],
            document=b"",
            archive=b"",
        )


def test_a_released_extract_is_frozen_in_the_database(world: World) -> None:
    test_she_asks_and_gets_it_when_it_has_been_reviewed(world)
    with (
        acting(world.actor("Sara")),
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="frozen"),
        transaction.atomic(),
    ):
        cursor.execute("update casework_registerextract set review = 'annat'")


def test_consent_given_by_others_is_not_hers(world: World) -> None:
    """The walk follows her own references only: the consent of another person stays out."""
    sara = world.actor("Sara")
    with acting(sara):
        other = world.case("Bo").participant
        tables = {t.kind: t for t in register.everything(sara, other)}
        assert Consent.objects.exists() and "participants.consent" not in tables


def test_a_protected_persons_extract_is_for_her_named_reader(world: World) -> None:
    sara, kim = world.actor("Sara"), world.actor("Kim")
    with acting(sara):
        cleo = world.case("Cleo").participant
        assert "Hemlig" in str(register.everything(sara, cleo))
    with acting(kim):
        person, _ = extracts.own_person(kim, cleo.pk)
        with pytest.raises(RuleBroken):
            register.everything(kim, person)
