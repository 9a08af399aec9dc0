"""Where each party writes in a system of its own: registrations, monthly lines, contacts."""

from datetime import date, timedelta

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.journal import acting
from stegvis.casework import coordination as reading
from stegvis.casework.actions import coordination, note
from stegvis.casework.actions.coordination import Contact
from stegvis.casework.happenings import known_of
from stegvis.casework.models import ContactFact, Note, Participation
from stegvis.casework.timeline import timeline
from stegvis.core.dates import add_months, standing_at, today
from stegvis.core.errors import Conflict, RuleBroken
from tests.casework.measured import enrolled
from tests.days import as_of_now, tomorrow
from tests.web.casework.scene import ago
from tests.world import World


def day(days: int) -> date:
    return today() - timedelta(days=days)


def month(ahead: int = 0) -> date:
    return add_months(today().replace(day=1), ahead)


def test_no_day_note_is_written_here(world: World) -> None:
    with enrolled(world) as (sara, case):
        for write in (
            lambda: note.write(
                actor=sara, participation=case, kind="samtal", text="Hej.", happened_on=today()
            ),
            lambda: note.attempt_contact(actor=sara, participation=case),
        ):
            with pytest.raises(RuleBroken, match="sitt eget system"):
                write()
        assert not Note.objects.filter(participation=case).exists()


def test_registered_where_she_should_be(world: World) -> None:
    with enrolled(world) as (sara, case):
        systems = reading.systems_of(case)
        assert [one.party for one in systems] == ["amf", "fk"]
        given = {"actor": sara, "participation": case, "checked_on": day(1)}
        made = coordination.register_in(party="fk", reference=" 12-345 ", **given)
        assert (made.reference, made.system) == ("12-345", "Kassans system")
        left = reading.unregistered(systems, reading.registrations(sara, case))
        assert [one.party for one in left] == ["amf"]
        with pytest.raises(Conflict):
            coordination.register_in(party="fk", reference="12-346", **given)
        again = coordination.register_in(party="fk", reference="12-346", revision=1, **given)
        assert (again.pk, again.reference) == (made.pk, "12-346")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"party": "region"}, "inget eget system"),
        ({"reference": " "}, "Skriv ärendenummer"),
        ({"reference": "20030214-2385"}, "inte är ett personnummer"),
        ({"checked_on": tomorrow}, "framåt i tiden"),
    ],
)
def test_a_registration_that_cannot_be(world: World, change: dict[str, object], told: str) -> None:
    given = {"party": "fk", "reference": "1", "checked_on": today()} | as_of_now(change)
    with enrolled(world) as (sara, case), pytest.raises(RuleBroken, match=told):
        coordination.register_in(actor=sara, participation=case, **given)


def write_line(
    actor: object, case: Participation, text: str = "Prövar en ny aktivitet.", **also: object
) -> object:
    given = {"month": month()} | also
    return coordination.write_line(actor=actor, participation=case, text=text, **given)


def test_one_line_a_month_and_corrected_while_it_lasts(world: World) -> None:
    with enrolled(world) as (sara, case):
        made = write_line(sara, case, " Prövar \n en ny aktivitet. ")
        assert made.text == "Prövar en ny aktivitet."
        with pytest.raises(Conflict):
            write_line(sara, case, "Annat.")
        assert write_line(sara, case, "Annat.", revision=1).pk == made.pk
        last = write_line(sara, case, "Förra.", month=month(-1))
        assert reading.lines(sara, case) == [made, last]
        month_after = ago((today() - month(1)).days)
        with (
            standing_at(month_after),
            pytest.raises(RuleBroken, match="kan inte ändras längre"),
        ):
            write_line(sara, case, "För sent.", month=made.month, revision=2)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": " "}, "Skriv något"),
        ({"text": "x" * 201}, "201 tecken"),
        ({"month": lambda: month(1)}, "den här månaden och den förra"),
        ({"month": lambda: month(-2)}, "den här månaden och den förra"),
        ({"month": lambda: month().replace(day=2)}, "den här månaden och den förra"),
    ],
)
def test_a_line_that_cannot_be(world: World, change: dict[str, object], told: str) -> None:
    with enrolled(world) as (sara, case), pytest.raises(RuleBroken, match=told):
        write_line(sara, case, **as_of_now(change))


def test_no_line_from_before_she_was_enrolled(world: World) -> None:
    with (
        enrolled(world, day=month()) as (sara, case),
        pytest.raises(RuleBroken, match="före inskrivningen"),
    ):
        write_line(sara, case, month=month(-1))


def test_a_contact_counts_and_is_struck(world: World) -> None:
    with enrolled(world) as (sara, case):
        given = {"actor": sara, "participation": case}
        made = coordination.add_contact(kind="samtal", happened_on=day(4), **given)
        coordination.add_contact(kind="ringt_inget_svar", happened_on=day(1), **given)
        assert known_of(sara, [case])[case.pk].last_contact_on == day(4)
        assert [item.key for item in timeline(sara, case)][:2] == ["ringt_inget_svar", "samtal"]
        with pytest.raises(RuleBroken, match="redan inskriven"):
            coordination.add_contact(kind="samtal", happened_on=day(4), **given)
        coordination.strike_contact(actor=sara, contact=made, revision=1)
        assert known_of(sara, [case])[case.pk].last_contact_on is None
        with pytest.raises(RuleBroken, match="redan makulerad"):
            coordination.strike_contact(actor=sara, contact=made, revision=2)
        assert coordination.add_contact(kind="samtal", happened_on=day(4), **given)


def test_the_same_list_comes_again_and_again(world: World) -> None:
    with enrolled(world) as (sara, case):
        wanted = [Contact(case, day(n), "telefon") for n in (9, 6, 3)]
        given = {"actor": sara, "source": "Kommunens system"}
        made, known = coordination.import_contacts(contacts=[*wanted, wanted[0]], **given)
        assert (len(made), known) == (3, 1)
        coordination.strike_contact(actor=sara, contact=made[0], revision=1)
        assert coordination.import_contacts(contacts=wanted, **given) == ([], 3)
        assert [row.happened_on for row in reading.contacts(sara, case)] == [day(3), day(6)]


@pytest.mark.parametrize(
    ("days", "kind", "told"),
    [
        (-1, "telefon", "framåt"),
        (1, "okant", "Välj ett slag"),
        (20_000, "telefon", "före deltagarens födelse"),
    ],
)
def test_nothing_of_a_bad_list_is_taken_in(world: World, days: int, kind: str, told: str) -> None:
    with enrolled(world) as (sara, case):
        good, bad = Contact(case, day(2), "telefon"), Contact(case, day(days), kind)
        with pytest.raises(RuleBroken, match=told):
            coordination.import_contacts(actor=sara, contacts=[good, bad], source="System")
        assert not ContactFact.objects.exists()


def test_not_where_notes_are_written_here_and_not_by_strangers(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        alva = world.case("Alva")
        with pytest.raises(RuleBroken, match="skrivs anteckningar här"):
            coordination.add_contact(
                actor=sara, participation=alva, kind="samtal", happened_on=today()
            )
    with enrolled(world) as (_, case):
        pass
    stina = world.actor("Stina")
    with acting(stina):
        with pytest.raises(Refused):
            write_line(stina, case)
        assert not ContactFact.objects.exists()
