"""A coordinator moves participants to another version, having seen what changes for each."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from stegvis.access.policy import Refused
from stegvis.audit.events import Event
from stegvis.audit.journal import acting
from stegvis.audit.models import Entry
from stegvis.casework.actions import activity, version_move
from stegvis.casework.actions.version_move import Move
from stegvis.casework.known import Happening, Known, What
from stegvis.casework.models import Participation
from stegvis.casework.version_changes import Changes, Used, changes_for
from stegvis.casework.version_queries import previews, used_by
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.participants.models import Consent
from stegvis.programmes.definition import Definition
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import read_definition
from tests.versions import GOOD, TRANSLATIONS, changed, publish
from tests.world import World

START = date(2026, 9, 1)
DAY = date(2026, 9, 20)
LATER_PLAN = ("deadline = { months = 2 }", "deadline = { months = 3 }")
NO_COURSE = ('key = "valj_din_framtid"', 'key = "valj_din_vag"')
COURSE_IN_WAYS = ('"valj_din_framtid", "mobil', '"valj_din_vag", "mobil')


@pytest.fixture(scope="module")
def old() -> Definition:
    return read_definition(GOOD)


def newer(folder: Path, *changes: tuple[str, str]) -> Definition:
    path = folder / "ny.toml"
    path.write_text(changed(*changes), encoding="utf-8")
    return read_definition(path)


def without_course(folder: Path) -> Definition:
    return newer(folder, NO_COURSE, COURSE_IN_WAYS, COURSE_IN_WAYS)


def moved(known: Known, used: Used, old: Definition, new: Definition) -> Changes:
    return changes_for(known, used, old, new, DAY)


def case(*happenings: Happening, way: str = "") -> Known:
    return Known(uuid4(), START, way=way, happenings=happenings)


def test_a_version_that_says_the_same_changes_nothing(old: Definition, tmp_path: Path) -> None:
    changes = moved(case(), {}, old, newer(tmp_path))
    assert changes.is_none


def test_a_deadline_that_moves_is_told_with_both_days(old: Definition, tmp_path: Path) -> None:
    changes = moved(case(), {}, old, newer(tmp_path, LATER_PLAN))
    assert changes.deadlines == (
        "Handlingsplan att fastställa: 1 november 2026 blir 1 december 2026.",
    )


def test_deadlines_that_come_and_go(old: Definition, tmp_path: Path) -> None:
    watch = (
        '[[deadlines]]\nwatch = "mapping_due"\nafter = { days = 30 }\nshown_to = ["case_manager"]'
    )
    text = f'{watch}\ntext = "Kartläggningen är inte klar."\n\n'
    without = newer(tmp_path, (text, ""))
    gone = moved(case(), {}, old, without).deadlines
    come = moved(case(), {}, without, old).deadlines
    assert [line.rsplit(": ")[1] for line in (*gone, *come)] == ["försvinner.", "tillkommer."]


def test_a_step_done_by_the_new_definition(old: Definition, tmp_path: Path) -> None:
    easier = newer(
        tmp_path,
        (
            'done = [{ fact = "mapping_confirmed" }, { fact = "way_chosen" }]',
            'done = [{ fact = "mapping_confirmed" }]',
        ),
    )
    known = case(Happening(What.MAPPING, on=START, until=START + timedelta(days=5)))
    steps = moved(known, {}, old, easier).steps
    assert "Steget ”Bedömning och kartläggning”: pågår blir klart." in steps


def test_what_is_in_use_and_gone_stands_in_the_way(old: Definition, tmp_path: Path) -> None:
    used: Used = {"activity": frozenset({"valj_din_framtid"})}
    changes = moved(case(), used, old, without_course(tmp_path))
    assert changes.hindrances == (
        "Aktiviteten ”Välj din framtid” används men finns inte i version 2.",
    )
    assert not moved(case(), {}, old, without_course(tmp_path)).hindrances


def test_a_chosen_way_that_is_gone_stands_in_the_way(old: Definition, tmp_path: Path) -> None:
    new = newer(tmp_path, ('key = "vag_2"', 'key = "vag_3"'))
    assert moved(case(way="vag_2"), {}, old, new).hindrances
    assert not moved(case(way="vag_1"), {}, old, new).hindrances


def test_new_texts_kinds_and_receivers_need_an_answer(old: Definition, tmp_path: Path) -> None:
    given = Happening(What.CONSENT, key="questionnaires", on=START)
    new = newer(
        tmp_path,
        ("Det är frivilligt \\\natt svara varje gång", "Du väljer \\\natt svara varje gång"),
        (
            "[[consent.matrix]]",
            '[[consent.categories]]\nkey = "leisure"\nlabel = "Fritid"\nexplanation = "Fritid."\n\n'
            "[[consent.matrix]]",
        ),
        (TRANSLATIONS, ""),
    )
    said = " ".join(moved(case(given), {}, old, new).consents)
    assert "texten är ny. Det tidigare svaret gäller" in said
    assert "Fritid: nytt slag av uppgift" in said
    silent = " ".join(moved(case(), {}, old, new).consents)
    assert "texten är ny" not in silent


def without(folder: Path, kind: str) -> Definition:
    text = GOOD.read_text(encoding="utf-8")
    start = text.index(f'[[consent.consents]]\nkind = "{kind}"')
    part = text[start : text.index("[[consent.consents]]", start + 5)]
    return newer(folder, (part, ""), (TRANSLATIONS, ""))


def test_an_answer_that_the_version_has_no_place_for_keeps_her(
    old: Definition, tmp_path: Path
) -> None:
    """Otherwise she could neither see it nor take it back."""
    given = Happening(What.CONSENT, key="questionnaires", on=START)
    new = without(tmp_path, "questionnaires")
    assert "är besvarat men finns inte" in moved(case(given), {}, old, new).hindrances[0]
    assert not moved(case(), {}, old, new).hindrances


def test_a_receiver_that_she_agreed_to_and_that_is_gone_keeps_her(
    old: Definition, tmp_path: Path
) -> None:
    another = 'organisation = "region-annan"'
    new = newer(tmp_path, ('organisation = "region-uppsala"', another))
    used: Used = {"agreed with": frozenset({"region-uppsala"})}
    assert "samtyckt till utbyte med Region Uppsala" in moved(case(), used, old, new).hindrances[0]
    assert not moved(case(), {}, old, new).hindrances


def test_who_sees_her_is_told_first(old: Definition, tmp_path: Path) -> None:
    closed = ("sees_all_cases = true", "sees_all_cases = false")
    assert moved(case(), {}, old, newer(tmp_path, closed)).access


# What is used, and the action.


def test_what_a_case_uses_is_found_over_all_its_tables(world: World) -> None:
    plan_course(world)
    samira = world.actor("Samira")
    with acting(samira):
        alva = world.case("Alva")
        used = used_by(samira, [alva])[alva.pk]
    assert used["activity"] == {"valj_din_framtid"}
    assert used["note"] == {"samtal"}
    assert used["party"] == {"fk"}
    assert used["category"] == {"planning", "contact"}
    assert used["agreed with"] == {"forsakringskassan"}


def shown(world: World, version: ProgrammeVersion, *names: str) -> list[Move]:
    """The moves as the review page would send them; call acting as the coordinator."""
    samira = world.actor("Samira")
    ids = {world.case(name).pk for name in names}
    return [
        Move(one.case, one.case.revision, one.changes.digest)
        for one in previews(samira, version, ids)
    ]


def test_the_coordinator_moves_two_and_it_is_logged(world: World, tmp_path: Path) -> None:
    version, samira = publish(world, tmp_path, LATER_PLAN), world.actor("Samira")
    with acting(samira):
        moves = shown(world, version, "Alva", "Bo")
        consent = Consent.objects.get(participation_id=world.case("Alva").pk)
        done = version_move.move(actor=samira, moves=moves, version=version)
    assert {row.version_id for row in done} == {version.pk}
    with acting(samira):
        assert world.case("Alva").version.definition.plan.deadline.months == 3
        others = Participation.objects.exclude(pk__in=[row.pk for row in done])
        assert {row.version.number for row in others.select_related("version")} == {1}
        assert Consent.objects.get(pk=consent.pk).version.number == 1
        logged = Entry.objects.filter(event=Event.PARTICIPATION_MOVED)
        assert logged.count() == 2
        assert logged[0].detail == {"from_version": 1, "to_version": 2}


def test_only_a_coordinator_moves(world: World, tmp_path: Path) -> None:
    version, sara = publish(world, tmp_path), world.actor("Sara")
    with acting(world.actor("Samira")):
        moves = shown(world, version, "Alva")
    with acting(sara), pytest.raises(Refused):
        version_move.move(actor=sara, moves=moves, version=version)


def test_what_changed_since_it_was_seen_is_refused(world: World, tmp_path: Path) -> None:
    version, samira = publish(world, tmp_path), world.actor("Samira")
    with acting(samira):
        moves = shown(world, version, "Alva")
        stale = [Move(one.participation, one.revision - 1, one.seen) for one in moves]
        with pytest.raises(Conflict):
            version_move.move(actor=samira, moves=stale, version=version)
    without = publish(world, tmp_path, *no_course(), number=3)
    with acting(samira):
        moves = shown(world, without, "Alva")
    plan_course(world)
    with acting(samira), pytest.raises(Conflict):
        version_move.move(actor=samira, moves=moves, version=without)


def no_course() -> tuple[tuple[str, str], ...]:
    return NO_COURSE, COURSE_IN_WAYS, COURSE_IN_WAYS


def plan_course(world: World) -> None:
    sara = world.actor("Sara")
    with acting(sara):
        activity.plan(
            actor=sara,
            participation=world.case("Alva"),
            catalogue_key="valj_din_framtid",
            details=activity.Details(starts_on=today()),
        )


def test_what_the_version_lacks_keeps_her_where_she_is(world: World, tmp_path: Path) -> None:
    version, samira = publish(world, tmp_path, *no_course()), world.actor("Samira")
    plan_course(world)
    with acting(samira):
        moves = shown(world, version, "Alva", "Bo")
        with pytest.raises(RuleBroken, match="Välj din framtid"):
            version_move.move(actor=samira, moves=moves, version=version)
        # All or none: Bo, who could be moved, has not been.
        assert {row.version.number for row in Participation.objects.select_related("version")} == {
            1
        }


def test_nobody_nowhere_and_twice_are_refused(world: World, tmp_path: Path) -> None:
    version, samira = publish(world, tmp_path), world.actor("Samira")
    with acting(samira):
        with pytest.raises(RuleBroken, match="minst en"):
            version_move.move(actor=samira, moves=[], version=version)
        moves = shown(world, version, "Alva")
        version_move.move(actor=samira, moves=moves, version=version)
        again = [Move(world.case("Alva"), 2, "")]
        with pytest.raises((RuleBroken, Conflict)):
            version_move.move(actor=samira, moves=again, version=version)
