"""This file is where the running of a programme is told in the demonstration: who works in it,
what its steering group has decided, a deviation reported, and what of the plan has been done."""

from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.access.actor import Actor
from stegvis.conduct.actions import deviation, planned_work, staffing, steering
from stegvis.conduct.models import Deviation, SteeringDecision, SteeringMeeting
from stegvis.web.demo.lives import Stage


@dataclass(frozen=True)
class Holder:
    """Who of the demonstration's staff holds which seat, employed by whom, for whom."""

    who: str
    seat: str
    percent: int | None
    # Whose coordinator writes it down.
    lead: str
    employer: str = ""


@dataclass(frozen=True)
class Told:
    """What is told of one programme: its holders, its group and its report."""

    lead: str
    holders: tuple[Holder, ...]
    members: tuple[tuple[str, int], ...]
    goal: str
    report: tuple[str, str, str, str]
    report_to: str
    decisions: tuple[tuple[str, str], ...]
    about_report: str
    done_lines: int


TOLD = {
    "forrehab-uppsala": Told(
        lead="samira",
        holders=(
            Holder("samira", "projektledare", 50, "samira"),
            Holder("sara", "case_manager", 100, "samira"),
            Holder("kim", "case_manager", 50, "samira"),
            Holder("nadia", "arbetsformedlare", 50, "samira", "arbetsformedlingen"),
        ),
        members=(("Berit Dahl", 0), ("Gunnar Ås", 2), ("Pia Lundmark", 3), ("Anders Holt", 4)),
        goal="rutiner",
        report=(
            "Case manager på halvtid slutade i förtid",
            "En case manager på halvtid har bytt arbete, och platsen står tom.",
            "Tjänsten är tillsvidareanställd hos nämnden och kunde inte fyllas innan hon slutade.",
            "Att pengarna för de tomma månaderna används till att utöka en annan case manager.",
        ),
        report_to="Samordningsförbundet",
        decisions=(
            ("Rutinerna för start ses över tillsammans med mottagningen.", "Samira Nordin"),
            ("Arbetsmarknadsnämnden räknar på vad två case managers kostar.", "Berit Dahl"),
        ),
        about_report="Förslaget antas. Utökningen prövas igen om ett halvår.",
        done_lines=6,
    ),
    "viva": Told(
        lead="cilla",
        holders=(
            Holder("cilla", "samordnare", 50, "cilla"),
            Holder("hamid", "coach", 60, "cilla"),
            Holder("frej", "samordnare", 20, "frej"),
            Holder("asa", "coach", 70, "frej"),
            Holder("vilgot", "samordnare", None, "vilgot"),
            Holder("nora", "coach", 70, "vilgot"),
        ),
        members=(("Tina Brodd", 0), ("Mats Öberg", 1), ("Karin Wall", 3), ("Jens Dahlin", 6)),
        goal="",
        report=(
            "Lokalen i Vingåker blev inte klar",
            "Träffarna i Vingåker hålls tills vidare i Katrineholm, med skjuts.",
            "Ombyggnaden av lokalen är försenad.",
            "Att skjutsen bekostas av de medel som var avsatta för hyra.",
        ),
        report_to="Samordningsförbundet RAR",
        decisions=(
            ("Samordnaren informerar vårdcentralerna i Flen och Vingåker.", "Cilla Ros"),
            ("En gemensam planeringsdag hålls i början av hösten.", "Frej Malm"),
        ),
        about_report="Skjutsen bekostas till och med årsskiftet. Därefter tas frågan upp igen.",
        done_lines=4,
    ),
}


# Programmes of which no more is told than who works there.
HOLDERS = {
    "vilja": (
        Holder("ida", "processledare", 50, "bengt"),
        Holder("bengt", "ansvarig", 10, "bengt"),
        Holder("tor", "processledare", 50, "eva"),
        Holder("eva", "ansvarig", 10, "eva"),
    ),
    "svs-7tjugo": (
        Holder("malin", "projektledare", 50, "malin"),
        Holder("moa", "mentor", 100, "malin"),
        Holder("love", "ungdomshandledare", 100, "malin"),
    ),
}


def fill_seats(stage: Stage, holders: tuple[Holder, ...] = ()) -> None:
    """Who works in the programme on this stage."""
    for holder in holders or HOLDERS[stage.version.programme.key]:
        with stage.on(200, holder.lead) as actor:
            _hold(stage, actor, holder)


def furnish(stage: Stage) -> None:
    """Tell it of the programme on this stage, if there is anything to tell."""
    told = TOLD.get(stage.version.programme.key)
    if told is None:
        return
    fill_seats(stage, told.holders)
    with stage.on(190, told.lead) as actor:
        _seat(stage, actor, told)
    with stage.on(120, told.lead) as actor:
        text = "Läget i insatsen och de publicerade siffrorna."
        first = _meet(stage, actor, told, stage.day(120), text)
        kept = _decide_first(stage, actor, told, first)
    with stage.on(70, told.lead) as actor:
        steering.finish_decision(actor=actor, row=kept, revision=1, done_on=stage.day(70))
    with stage.on(45, told.lead) as actor:
        sent = _report(stage, actor, told)
    with stage.on(40, told.lead) as actor:
        deviation.receive(
            actor=actor,
            row=sent,
            revision=2,
            received_on=stage.day(40),
            received_by=told.report_to,
        )
    with stage.on(20, told.lead) as actor:
        text = "Avvikelserapporten och arbetet inför nästa år."
        second = _meet(stage, actor, told, stage.day(20), text)
        _decide_report(stage, actor, told, second, sent)
        _follow_plan(stage, actor, told)


def _hold(stage: Stage, actor: Actor, holder: Holder) -> None:
    employer = stage.organisations.get(holder.employer)
    staffing.add(
        actor=actor,
        version=stage.version,
        holding=staffing.Holding(
            seat=holder.seat,
            employer_id=employer.pk if employer else actor.organisation_id,
            starts_on=stage.day(400),
            account_id=stage.actors[holder.who].account_id,
            percent=holder.percent,
        ),
    )


def _seat(stage: Stage, actor: Actor, told: Told) -> None:
    """Some of the definition's places; the others stand empty, and the page says so."""
    rules = stage.version.definition.steering
    if rules is None:
        return
    for name, place in told.members:
        seat = rules.seats[place]
        member = steering.Member(name, seat.title, seat.organisation, stage.day(400))
        steering.add_member(actor=actor, programme=stage.version.programme, member=member)


def _meet(stage: Stage, actor: Actor, told: Told, on: date, text: str) -> SteeringMeeting:
    present = ", ".join(name for name, _ in told.members)
    return steering.keep_meeting(
        actor=actor,
        programme=stage.version.programme,
        minutes=steering.Minutes(on, f"{present} och {actor.name}", text),
    )


def _decide_first(
    stage: Stage, actor: Actor, told: Told, meeting: SteeringMeeting
) -> SteeringDecision:
    """Two decisions; gives the one that will be done, for the other is late."""
    (done, by), (late, whose) = told.decisions
    decided = steering.Decided(done, by, stage.day(60), told.goal)
    row = steering.decide(actor=actor, meeting=meeting, decided=decided)
    decided = steering.Decided(late, whose, stage.day(10))
    steering.decide(actor=actor, meeting=meeting, decided=decided)
    return row


def _decide_report(
    stage: Stage, actor: Actor, told: Told, meeting: SteeringMeeting, sent: Deviation
) -> None:
    decided = steering.Decided(
        text=told.about_report,
        responsible=actor.name,
        due_on=stage.today + timedelta(days=150),
        deviation=sent,
    )
    steering.decide(actor=actor, meeting=meeting, decided=decided)


def _report(stage: Stage, actor: Actor, told: Told) -> Deviation:
    title, changed, why, proposed = told.report
    keys = {report.key for report in stage.version.definition.reports}
    content = deviation.Content(
        title=title,
        since_on=stage.day(50),
        changed=changed,
        why=why,
        proposed=proposed,
        report="avvikelse" if "avvikelse" in keys else "",
        sent_to=told.report_to,
    )
    row = deviation.draft(actor=actor, programme=stage.version.programme, content=content)
    return deviation.send(actor=actor, row=row, revision=1)


def _follow_plan(stage: Stage, actor: Actor, told: Told) -> None:
    """The first lines have been done, each in the last month of its quarter."""
    lines = [
        (line.what, quarter)
        for line in stage.version.definition.planned_work
        for quarter in line.when
    ]
    for what, quarter in lines[: told.done_lines]:
        year, _, part = quarter.partition("-Q")
        planned_work.mark(
            actor=actor,
            version=stage.version,
            what=what,
            quarter=quarter,
            done_on=date(int(year), int(part) * 3, 15),
        )
