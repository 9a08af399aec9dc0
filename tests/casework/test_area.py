"""The target group of an area: who is in it, what the mapping led to, what is counted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from stegvis.access.actor import Actor
from stegvis.access.policy import NotVisible, Refused
from stegvis.audit.journal import acting
from stegvis.casework import area as reading
from stegvis.casework import capacity, watching
from stegvis.casework.actions import area as actions
from stegvis.casework.actions import area_onward, milestone, participation
from stegvis.casework.actions.area import Newcomer
from stegvis.casework.area import NOT_MAPPED, Filters
from stegvis.casework.area_results import Moment, results
from stegvis.casework.benefit_watch import Ends
from stegvis.casework.models import AreaEntry, Participation, Referral
from stegvis.casework.register import everything
from stegvis.conduct.actions import closing
from stegvis.core.dates import today
from stegvis.core.errors import Conflict, RuleBroken
from stegvis.core.personal_number import parse
from stegvis.participants.actions import benefit
from stegvis.participants.actions.benefit import Course, Decision
from stegvis.participants.actions.participant import Particulars
from stegvis.participants.models import Participant
from stegvis.programmes.areas import Area, areas_held
from tests.casework.klivet import COORDINATOR, coordinator, number, publish
from tests.world import AF, World, actor_named

START = date(2025, 1, 1)


@pytest.fixture
def area(world: World) -> Area:
    publish()
    (found,) = areas_held(world.actor("Lena").organisation_id)
    return found


@pytest.fixture
def lena(world: World, area: Area) -> Iterator[Actor]:
    actor = world.actor("Lena")
    with acting(actor):
        yield actor


def newcomer(serial: int, **more: object) -> Newcomer:
    particulars = Particulars(
        f"Målg{serial}", f"Rupp{serial}", parse(number(date(1999, 3, 4), 10 + 10 * serial))
    )
    values: dict[str, object] = {"municipality": "Högsby", "entered_on": START} | more
    return Newcomer(particulars, **values)  # type: ignore[arg-type]


def enter(actor: Actor, area: Area, serial: int = 1, **more: object) -> AreaEntry:
    entry = actions.enter(actor=actor, area=area, newcomer=newcomer(serial, **more))
    return reading.entry_of(actor, entry.pk)[1]


def test_somebody_is_written_in_once_and_is_no_participant(lena: Actor, area: Area) -> None:
    decision = Decision("activity_compensation", 100, ends_on=date(2027, 6, 30))
    entry = enter(lena, area, decision=decision)
    assert entry.participant.responsible_id == lena.account_id
    assert not Participation.objects.filter(participant=entry.participant).exists()
    assert entry.participant.benefits.get().ends_on == date(2027, 6, 30)
    with pytest.raises(RuleBroken, match="redan i målgruppen"):
        enter(lena, area)
    with pytest.raises(RuleBroken, match="hör inte till området") as broken:
        enter(lena, area, 2, municipality="Uppsala")
    assert broken.value.field == "municipality"
    with pytest.raises(RuleBroken, match="framåt"):
        enter(lena, area, 2, entered_on=today() + timedelta(days=1))


def test_a_list_is_written_in_whole_or_not_at_all(lena: Actor, area: Area) -> None:
    enter(lena, area, 2)
    people = [newcomer(1, line=1), newcomer(2, line=2), newcomer(3, line=3)]
    with pytest.raises(RuleBroken, match="Rad 2: Personen finns redan"):
        actions.enter_many(actor=lena, area=area, newcomers=people)
    assert AreaEntry.objects.count() == 1
    assert len(actions.enter_many(actor=lena, area=area, newcomers=people[::2])) == 2


def test_only_the_one_who_has_her_and_the_coordinator_see_her(world: World, area: Area) -> None:
    kaj, lena, per = coordinator(world), world.actor("Lena"), world.actor("Per")
    with acting(lena):
        entry = enter(lena, area)
    for stranger in (per, world.actor("Samira"), world.actor("Stina")):
        with acting(stranger), pytest.raises(NotVisible):
            reading.entry_of(stranger, entry.pk)
    with acting(per), pytest.raises(NotVisible):
        reading.area_of(per, area.programme_id)
    with acting(kaj):
        assert reading.entry_of(kaj, entry.pk)[1] == entry
        actions.hand_over(actor=kaj, entry=entry, account=world.account(COORDINATOR))
    with acting(lena), pytest.raises(NotVisible):
        reading.entry_of(lena, entry.pk)
    with acting(world.actor("Maria")), pytest.raises(Refused):
        actions.enter(actor=world.actor("Maria"), area=area, newcomer=newcomer(4))


def test_mapping_comes_before_triage_and_the_newest_counts(lena: Actor, area: Area) -> None:
    entry = enter(lena, area)
    judged = {"actor": lena, "area": area, "entry": entry, "decided_on": today()}
    with pytest.raises(RuleBroken, match="kartläggningen först"):
        actions.triage(**judged, result="erbjuds")
    first = {"actor": lena, "area": area, "entry": entry, "mapped_on": today()}
    with pytest.raises(RuleBroken, match="Välj ett av svaren") as broken:
        actions.map_first(**first, answers={"aktivitet": "rymden"})
    assert broken.value.field == "aktivitet"
    row = actions.map_first(
        **first, answers={"aktivitet": "ingen", "kontakt": "", "okand": "x"}, revision=1
    )
    assert row.answers == {"aktivitet": "ingen"}
    with pytest.raises(Conflict):
        actions.map_first(**first, answers={}, revision=1)
    with pytest.raises(RuleBroken, match="Välj vad"):
        actions.triage(**judged, result="okand")
    actions.triage(**judged, result="erbjuds")
    actions.triage(**judged, result="varaktigt", text="Enligt utredningen.")
    found = reading.triages_of(lena, entry)
    assert [one.result for one in found] == ["varaktigt", "erbjuds"]
    shown = reading.register(lena, area, Filters(triage="varaktigt"), today())
    assert [row.triage for row in shown.rows] == ["Varaktigt nedsatt"]
    assert not reading.register(lena, area, Filters(triage="erbjuds"), today()).rows


def test_the_filters(lena: Actor, area: Area, world: World) -> None:
    day = date(2026, 11, 1)
    soon = Decision("activity_compensation", 50, date(2025, 1, 1), date(2026, 12, 31))
    late = Decision("activity_compensation", 50, date(2025, 1, 1), date(2027, 12, 31))
    first, second = enter(lena, area, 1, decision=soon), enter(lena, area, 2, decision=late)
    actions.wait_for(
        actor=lena, entry=second, organisation_id=world.organisation(AF).pk, since=START
    )

    def names(**asked: object) -> list[str]:
        found = reading.register(lena, area, Filters(**asked), day)  # type: ignore[arg-type]
        return [row.name for row in found.rows]

    assert names() == ["Målg1 Rupp1", "Målg2 Rupp2"]
    assert names(ending=3) == ["Målg1 Rupp1"] and len(names(ending=24)) == 2
    assert names(triage=NOT_MAPPED, name="Rupp2") == ["Målg2 Rupp2"]
    assert names(municipality="Oskarshamn") == []
    (waiting,) = reading.register(lena, area, Filters(waiting=True), day).rows
    assert waiting.waits_for == "Arbetsförmedlingen"
    actions.leave(actor=lena, entry=first, left_on=today(), reason="Har flyttat.")
    assert names() == ["Målg2 Rupp2"] and names(has_left=True) == ["Målg1 Rupp1"]


def test_waiting_and_leaving_have_their_rules(lena: Actor, area: Area, world: World) -> None:
    entry = enter(lena, area)
    with pytest.raises(RuleBroken, match="sedan när") as broken:
        actions.wait_for(
            actor=lena, entry=entry, organisation_id=world.organisation(AF).pk, since=None
        )
    assert broken.value.field == "since"
    received = {"organisation_id": world.organisation(AF).pk, "since": date(2025, 2, 1)}
    with pytest.raises(RuleBroken, match="före den dag då väntan") as broken:
        actions.wait_for(actor=lena, entry=entry, **received, until=date(2025, 1, 15))
    assert broken.value.field == "until"
    row = actions.wait_for(actor=lena, entry=entry, **received, until=date(2025, 3, 1))
    assert row.waiting_for_id is None and row.waits.get().until == date(2025, 3, 1)
    with pytest.raises(RuleBroken, match="annan myndighet"):
        actions.wait_for(actor=lena, entry=entry, organisation_id=entry.owner_id, since=START)
    with pytest.raises(RuleBroken, match="varför"):
        actions.leave(actor=lena, entry=entry, left_on=today(), reason=" ")
    with pytest.raises(RuleBroken, match="före den dag"):
        actions.leave(actor=lena, entry=entry, left_on=date(2024, 1, 1), reason="Fel.")
    actions.leave(actor=lena, entry=entry, left_on=today(), reason="Försörjer sig själv.")
    with pytest.raises(RuleBroken, match="inte längre"):
        actions.name_livelihood(actor=lena, entry=entry, livelihood="Lön", informed_on=None)
    # Who has left may come back, and is a new entry; but she is there once on a day.
    with pytest.raises(RuleBroken, match="kom tillbaka") as broken:
        enter(lena, area)
    assert broken.value.field == "entered_on"
    assert enter(lena, area, entered_on=today()).pk != entry.pk


def test_only_somebody_who_has_said_yes_is_referred(lena: Actor, area: Area) -> None:
    decision = Decision("activity_compensation", 75, date(2025, 1, 1), date(2027, 6, 30))
    entry = enter(lena, area, decision=decision)
    here = {"actor": lena, "area": area, "entry": entry, "taken_by": "Lena Holm"}
    with pytest.raises(RuleBroken, match="själv har sagt ja") as broken:
        area_onward.refer(**here, agreed_on=None)
    assert broken.value.field == "agreed_on" and not Referral.objects.exists()
    draft = area_onward.refer(**here, agreed_on=today())
    assert draft.participant == entry.participant and draft.is_draft
    assert (draft.consent_on, draft.consent_taken_by) == (today(), "Lena Holm")
    assert draft.facts["benefit"] == "activity_compensation"
    with pytest.raises(RuleBroken, match="redan en aktualisering"):
        area_onward.refer(**here, agreed_on=today())
    (row,) = reading.register(lena, area, Filters(), today()).rows
    assert row.is_referred and row.case_id is None


def test_nobody_is_offered_what_has_closed(
    world: World, area: Area, lena: Actor, as_person: Callable[[str], Client]
) -> None:
    entry = enter(lena, area)
    shown, offer = (f"/malgruppen/person/{entry.pk}/{page}" for page in ("", "erbjud/"))
    assert offer in as_person("Lena").get(shown).content.decode()
    kaj = coordinator(world)
    with acting(kaj):
        closing.decide(
            actor=kaj,
            programme=area.version.programme,
            decision=closing.Decision(
                decided_on=today() - timedelta(days=10),
                last_intake_on=today() - timedelta(days=1),
                ends_on=today() + timedelta(days=30),
                reason="Projekttiden är slut.",
                contact="Kaj Öst",
            ),
        )
    with pytest.raises(RuleBroken, match="tar inte emot nya"):
        area_onward.refer(actor=lena, area=area, entry=entry, agreed_on=today(), taken_by="Lena")
    text = as_person("Lena").get(shown).content.decode()
    assert offer not in text and "Vänd dig till Kaj Öst." in text
    assert as_person("Lena").get(offer).status_code == 422


def test_who_runs_the_programme_enrols_straight_from_the_group(world: World, area: Area) -> None:
    kaj, lena = coordinator(world), world.actor("Lena")
    with acting(kaj):
        decision = Decision("activity_compensation", 75, date(2025, 1, 1), date(2027, 6, 30))
        entry = enter(kaj, area, decision=decision)
        told = {"area": area, "entry": entry, "case_manager_id": lena.account_id}
        here = {"actor": kaj, "taken_by": "Kaj Öst", "enrolled_on": today(), **told}
        with pytest.raises(RuleBroken, match="själv har sagt ja"):
            area_onward.enrol(**here, agreed_on=None)
        assert not Participation.objects.filter(participant=entry.participant).exists()
        late = {**here, "enrolled_on": today() - timedelta(days=1)}
        with pytest.raises(RuleBroken, match="kan inte vara tidigare") as broken:
            area_onward.enrol(**late, agreed_on=today())
        assert broken.value.field == "enrolled_on"
        elsewhere = replace(area, is_run_here=False)
        with pytest.raises(RuleBroken, match="driver inte insatsen"):
            area_onward.enrol(**here | {"area": elsewhere}, agreed_on=today())
        case = area_onward.enrol(**here, agreed_on=today())
        assert case.participant_id == entry.participant_id
        assert case.case_manager_id == lena.account_id
        kept = AreaEntry.objects.get(pk=entry.pk)
        assert (kept.agreed_on, kept.agreed_with) == (today(), "Kaj Öst")
        with pytest.raises(RuleBroken, match="deltar redan"):
            area_onward.enrol(**here, agreed_on=today())
    with acting(lena), pytest.raises(Refused):
        area_onward.enrol(**here | {"actor": lena}, agreed_on=today())


def test_nobody_is_left_out_however_many_they_are(
    lena: Actor, area: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are read some at a time, and all of them are read."""
    monkeypatch.setattr(reading, "AT_A_TIME", 2)
    ends = today() + timedelta(days=20)
    for serial in range(1, 6):
        known = Decision("activity_compensation", 100, START, ends)
        enter(lena, area, serial, decision=known)
    page = reading.register(lena, area, Filters(ending=3), today())
    assert len(page.rows) == 5
    (here,) = reading.area_dates(lena, today())
    assert (here.soon, here.first_on) == (5, ends)
    pks = [str(row.entry.pk) for row in page.rows]
    parts = [reading.never_enrolled(lena, area.programme_id, pks, start, 2) for start in (0, 2, 4)]
    assert [total for _, total in parts] == [5, 5, 5]
    assert [str(row.pk) for rows, _ in parts for row in rows] == pks


def test_every_end_in_the_area_is_watched_until_dealt_with(lena: Actor, area: Area) -> None:
    unknown = enter(lena, area, 1)
    ends = today() + timedelta(days=100)
    known = enter(lena, area, 2, decision=Decision("activity_compensation", 100, START, ends))

    def listed() -> set[tuple[str, str]]:
        due = watching.of_area(lena, area, today(), watching.shown(today())).rows
        whole = watching.fetched(lena, area, due)
        return {(watch.who, watch.end.what.value) for watch in whole}

    assert ("Målg1 Rupp1", Ends.UNKNOWN_BENEFIT) in listed()
    assert ("Målg2 Rupp2", Ends.DECISION) in listed()
    row = known.participant.benefits.get()
    followed = {"actor": lena, "scope": known.scope, "benefit": row}
    with pytest.raises(Refused):
        benefit.follow(**followed, course=Course(), revision=1)
    course = {**followed, "permission": "area_keep"}
    with pytest.raises(RuleBroken, match="vad personen ska leva av"):
        benefit.follow(**course, course=Course(settled_on=today()), revision=1)
    row = benefit.follow(**course, course=Course(applied_on=today()), revision=1)
    assert ("Målg2 Rupp2", Ends.DECISION) in listed()
    benefit.follow(
        **course | {"benefit": row},
        course=Course(settled_on=today(), next_livelihood="Lön"),
        revision=2,
    )
    assert ("Målg2 Rupp2", Ends.DECISION) not in listed()
    actions.leave(actor=lena, entry=unknown, left_on=START, reason="Har flyttat.")
    assert not {who for who, _ in listed()} & {"Målg1 Rupp1"}


def test_figures_are_counted_with_denominator_and_missing(world: World, area: Area) -> None:
    kaj = coordinator(world)
    with acting(kaj):
        entries = [enter(kaj, area, serial) for serial in range(1, 6)]
        for entry in entries[:3]:
            actions.map_first(
                actor=kaj, area=area, entry=entry, answers={}, mapped_on=date(2025, 6, 1)
            )
        for entry, result in zip(entries[:2], ("varaktigt", "erbjuds"), strict=True):
            actions.triage(
                actor=kaj, area=area, entry=entry, result=result, decided_on=date(2025, 7, 1)
            )
        actions.leave(actor=kaj, entry=entries[4], left_on=date(2025, 8, 1), reason="Flyttat.")
        af = world.organisation(AF).pk
        here = {"actor": kaj, "organisation_id": af, "since": date(2025, 2, 1)}
        actions.wait_for(**here, entry=entries[0], until=date(2025, 3, 3))
        actions.wait_for(**here, entry=entries[1])
        for day, waiting in ((date(2025, 3, 2), 2), (date(2025, 3, 3), 1)):
            one = results(kaj, area, Moment(START, day)).figure("vantar")
            assert one and one.count == waiting
        _, started = capacity.waits_by_receiver(kaj, area.version, date(2025, 3, 3))
        assert [(row.who, row.days, row.still) for row in started] == [
            ("Arbetsförmedlingen", (30,), (30,))
        ]
        counted = results(kaj, area, Moment(date(2025, 1, 1), date(2025, 12, 31)))
        found = {one.key: (one.count, one.of, one.missing) for one in counted.stock}
        assert found["i-malgruppen"] == (4, 4, 0)
        assert found["bedomning-varaktigt"] == (1, 4, 2)
        assert found["kartlagda"] == (3, 4, 0)
        flows = {one.key: (one.count, one.of) for one in counted.flows}
        assert flows["kommit-in"] == (5, 5) and flows["lamnat"] == (1, 5)
        assert flows["under-utredd"] == (0, 5)
        early = results(kaj, area, Moment(date(2025, 1, 1), date(2025, 6, 30)))
        assert {one.key: one.count for one in early.stock}["bedomning-varaktigt"] == 0
        with pytest.raises(RuleBroken, match="Byt plats"):
            Moment(date(2025, 2, 1), date(2025, 1, 1))


def test_who_comes_back_is_one_person_and_two_entries(lena: Actor, area: Area) -> None:
    first = enter(lena, area)
    here = {"actor": lena, "area": area, "entry": first}
    actions.map_first(**here, answers={}, mapped_on=date(2025, 1, 10))
    actions.triage(**here, result="varaktigt", decided_on=date(2025, 1, 10))
    actions.leave(actor=lena, entry=first, left_on=date(2025, 3, 1), reason="Flyttat.")
    again = enter(lena, area, entered_on=date(2025, 9, 1))
    enter(lena, area, 2)

    def counted(last: date) -> dict[str, tuple[int, int, int]]:
        found = results(lena, area, Moment(START, last))
        return {one.key: (one.count, one.of, one.missing) for one in (*found.stock, *found.flows)}

    early, between, late = (counted(date(2025, month, 15)) for month in (2, 6, 12))
    assert [one["i-malgruppen"][0] for one in (early, between, late)] == [2, 1, 2]
    # Back again she is to be mapped and judged anew.
    assert early["bedomning-varaktigt"] == (1, 2, 1) and late["bedomning-varaktigt"] == (0, 2, 2)
    assert late["kommit-in"] == (3, 3, 0) and late["lamnat"] == (1, 3, 0)
    assert late["har-kartlagts"] == (1, 3, 2) and late["har-borjat"] == (0, 2, 0)
    moment = Moment(START, date(2025, 12, 15))
    entered = results(lena, area, moment).figure("kommit-in")
    assert entered and {first.pk, again.pk} < set(entered.people) and entered.of_spells


def test_states_are_stocks_on_a_day_and_flows_over_a_period(world: World, area: Area) -> None:
    kaj = coordinator(world)
    with acting(kaj):
        entries = [enter(kaj, area, serial) for serial in range(1, 4)]
        for entry, until in zip(entries, (None, date(2025, 5, 1), None), strict=True):
            case = participation.enrol(
                actor=kaj,
                participant=entry.participant,
                version=area.version,
                intake=None,
                enrolled_on=date(2025, 2, 1),
            )
            milestone.add(
                actor=kaj,
                participation=case,
                key="samverkan",
                details=milestone.Details(date(2025, 3, 1), until),
            )
            for day in (date(2025, 2, 5), date(2025, 2, 9)):
                details = milestone.Details(day)
                milestone.add(actor=kaj, participation=case, key="utredd", details=details)
        counted = results(kaj, area, Moment(date(2025, 1, 1), date(2025, 12, 31)))
        stock = {one.key: one.count for one in counted.stock}
        flows = {one.key: (one.count, one.of) for one in counted.flows}
        assert (stock["lage-samverkan"], stock["deltar"]) == (2, 3)
        # Whoever was in it at all is counted once, and so is whoever was looked into twice.
        assert flows["under-samverkan"] == (3, 3) and flows["under-utredd"] == (3, 3)
        assert flows["har-borjat"] == (3, 3)
        later = results(kaj, area, Moment(date(2025, 6, 1), date(2025, 12, 31)))
        flows = {one.key: (one.count, one.of) for one in later.flows}
        assert flows["under-samverkan"] == (2, 3) and flows["under-utredd"] == (0, 3)


def test_the_register_extract_holds_it(lena: Actor, area: Area) -> None:
    entry = enter(lena, area)
    first = {"actor": lena, "area": area, "entry": entry}
    actions.map_first(**first, answers={"kontakt": "Boendestödet"}, mapped_on=today())
    actions.triage(**first, result="erbjuds", decided_on=today(), text="Vill prova.")
    tables = {table.kind: table.rows for table in everything(lena, entry.participant)}
    assert "Boendestödet" in str(tables["casework.areaentry"])
    assert "Vill prova." in str(tables["casework.areatriage"])


def test_a_person_already_known_keeps_her_official(world: World, area: Area) -> None:
    kaj, lena = coordinator(world), actor_named("Lena")
    with acting(lena):
        first = enter(lena, area)
        actions.leave(actor=lena, entry=first, left_on=today(), reason="Flyttat.")
    with acting(kaj):
        again = actions.enter(
            actor=kaj,
            area=area,
            newcomer=newcomer(1, entered_on=today()),
            responsible_id=kaj.account_id,
        )
        assert Participant.objects.get(pk=again.participant_id).responsible_id == lena.account_id
