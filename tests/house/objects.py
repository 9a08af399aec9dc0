"""This file is where the proofs of the pages get one of everything, with marked words in it.

Four cases have the same items: Alva's (own), one at an authority that is a stranger (foreign),
the protected Cleo's (protected), and Bo's, which is closed and followed up (ended). Each text
holds words that occur nowhere else, so that a page that tells too much is found by reading it.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework import own_queries
from stegvis.casework.actions import (
    activity,
    attachment,
    employer,
    extract,
    followup,
    group,
    instrument_text,
    intake,
    mapping,
    meeting,
    milestone,
    monthly,
    need,
    note,
    outgoing,
    own_words,
    participation,
    party,
    plan,
    question,
    readiness,
    referral,
    work,
    work_plot,
)
from stegvis.casework.actions import exit as closing
from stegvis.casework.inbox import arrived
from stegvis.casework.models import Participation, QuestionKind
from stegvis.core.dates import today
from stegvis.core.personal_number import PersonalNumber, parse
from stegvis.organisations.actions import directory, member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.contact_ways import ContactWays
from stegvis.organisations.models import Account, Unit
from stegvis.participants.actions import benefit, consent, disclosure
from stegvis.participants.actions.participant import Particulars, register
from stegvis.participants.models import Disclosure, Ground, Identity, NamedReader, Participant
from stegvis.programmes.actions import offer
from stegvis.web.documents.typesetting import make_pdf
from stegvis.web.models import ParkedForm
from tests.clients import logged_in
from tests.house.access_table import MONTH_OF_LINE
from tests.house.area import target_group
from tests.house.coming_in import proposed, team_meeting_about, team_meetings_elsewhere
from tests.house.elsewhere import cases_elsewhere
from tests.house.overseen import keep_checks_of_the_log, keep_weeding
from tests.house.running import keep_the_running
from tests.world import AMN, FK, PEOPLE, REGION, STRANGER, World, actor_named, last_day

CATEGORIES = ("contact", "planning", "work", "economy", "health", "living")
TEAM = frozenset({"Sara", "Kim", "Samira"})
# Invented, valid by checksum.
NUMBERS = {"Tova": "200204042386", "Dag": "200307112391", "Disa": "199911122381"}
_A_LETTER = {
    "owner": "Exempelnämnden",
    "programme": "Stegvis",
    "participant": {"first_name": "Anis", "masked_number": "skyddad uppgift"},
    "period": "i dag",
    "copied_by": "Exempel",
    "notes": [],
}
FACTS = {
    "benefit": "activity_compensation",
    "benefit_extent": 100,
    "benefit_end": "2027-06-30",
    "functional_limitation": "yes",
    "daily_activities": "no",
    "treatment_ongoing": "unknown",
    "needs_interpreter": "no",
}


@dataclass(frozen=True)
class Secret:
    """Words about one person that only these people may ever be shown."""

    what: str
    words: tuple[str, ...]
    readers: frozenset[str]


@dataclass
class Objects:
    """Ids by where they belong (own, foreign, protected, ended …) and by what they are."""

    ids: dict[str, dict[str, UUID]] = field(default_factory=dict)
    secrets: list[Secret] = field(default_factory=list)
    # What words of the table of addresses stand for.
    words: dict[str, str] = field(default_factory=dict)

    def keep(self, which: str, **ids: UUID) -> None:
        self.ids.setdefault(which, {}).update(ids)

    def guard(self, what: str, words: tuple[str, ...], readers: frozenset[str]) -> None:
        self.secrets.append(Secret(what, words, readers))


def one_of_everything(world: World) -> Objects:
    """Built through actions. Tova's authority, the stranger, gets a coordinator first."""
    made = Objects()
    made.keep("programme", version=world.version.pk)
    made.keep("programme", operator=world.organisation(AMN).pk)
    made.keep("own", assignment=world.assignment("Sara"), unit=_unit().pk)
    made.keep("foreign", assignment=world.assignment("Stina"))
    made.keep("own", account=world.account("Sara").pk)
    made.keep("foreign", account=world.account("Stina").pk)
    stella = _coordinator_of_the_stranger()
    _questions(world, stella)
    _enrolled_at_the_stranger(world, stella)
    _in_fk_register(world, made)
    for which, name, manager, receiver, contact in (
        ("own", "Alva", actor_named("Sara"), FK, "Lena"),
        ("foreign", "Tova", actor_named("Stina"), REGION, "Maria"),
        ("protected", "Cleo", actor_named("Sara"), FK, "Lena"),
        ("ended", "Bo", actor_named("Kim"), FK, "Lena"),
    ):
        with acting(manager):
            case = world.case(name)
            _furnish(world, made, which, case, manager, receiver, contact)
    _guard_identities(world, made)
    _refer(world, made)
    _party_note(world, made)
    _coming_in(world, made)
    _park(world, made)
    _elsewhere(world, stella, made)
    _target_group(world, made)
    keep_checks_of_the_log(world, made)
    keep_weeding(world, made)
    keep_the_running(world, made)
    return made


def _questions(world: World, stella: Actor) -> None:
    """Each operator has the questions of KASAM from whoever owns the right to them."""
    for actor in (world.actor("Samira"), stella):
        with acting(actor):
            instrument_text.keep(
                actor=actor,
                version=world.version,
                instrument="kasam",
                edition="1987",
                items=["Påhittad fråga ett?", "Påhittad fråga två?"],
                low_label="Aldrig",
                high_label="Alltid",
                licence="Avtal",
            )


def _unit() -> Unit:
    adam = actor_named("Adam")
    with acting(adam):
        return directory.keep_unit(actor=adam, name="Laget", ways=ContactWays(phone="018-00 00 00"))


def _coordinator_of_the_stranger() -> Actor:
    """Stella, who may enrol; nobody logs in as her."""
    administrator = system(World.load().organisation(STRANGER))
    with acting(administrator):
        account = member.add(
            actor=administrator, email="stella@exempel.invalid", name="Stella Norr"
        )
        member.grant(
            actor=administrator,
            account=account,
            role=RoleKey.COORDINATOR,
            reason="Samordnar insatsen.",
            starts_on=today() - timedelta(days=400),
            ends_on=last_day(),
        )
    return actor_named("Stella")


def _enrolled_at_the_stranger(world: World, stella: Actor) -> None:
    with acting(stella):
        person = register(
            actor=stella,
            permission=Permission.PARTICIPATION_ENROL,
            scope=Scope(stella.organisation_id, world.version.programme_id),
            particulars=Particulars("Tova", "Tvillinggren", parse(NUMBERS["Tova"])),
        )
        enrolled = today() - timedelta(days=30)
        case = participation.enrol(
            actor=stella,
            participant=person,
            version=world.version,
            intake=None,
            enrolled_on=enrolled,
        )
        participation.assign(
            actor=stella,
            participation=case,
            account_id=actor_named("Stina").account_id,
            starts_on=enrolled,
        )


def _in_fk_register(world: World, made: Objects) -> None:
    """Försäkringskassan has Alva in a register of its own, as Lena's case."""
    lena = world.actor("Lena")
    with acting(lena):
        person = register(
            actor=lena,
            permission=Permission.REFERRAL_DRAFT,
            scope=Scope(lena.organisation_id, world.version.programme_id),
            particulars=Particulars("Alva", "Exempelsson", parse("200302142385")),
        )
    made.keep("own", fk_participant=person.pk)


def _furnish(
    world: World,
    made: Objects,
    which: str,
    case: Participation,
    actor: Actor,
    receiver: str,
    contact: str,
) -> None:
    """Every item of a case. The plan, a question and an outgoing referral go to the receiver."""
    owners = TEAM if which != "foreign" else frozenset({"Stina"})
    told = owners | {contact}
    to = world.organisation(receiver).pk
    made.keep(which, case=case.pk, participant=case.participant_id)
    _will(made, which, case, actor, to, contact, world)
    _mapping(made, which, case, actor)
    _plan(made, which, case, actor, to)
    _activities(world, made, which, case, actor)
    _work(made, which, case, actor)
    _needs(made, which, case, actor)
    _meetings(made, which, case, actor)
    _ask(world, made, which, case, actor, to, contact)
    written = note.write(
        actor=actor,
        participation=case,
        kind="samtal",
        text=f"Lavendel{which} dagbok.",
        happened_on=today(),
    )
    old = note.write(
        actor=actor,
        participation=case,
        kind="samtal",
        text=f"Lavendel{which} handlades.",
        happened_on=today() - timedelta(days=3),
    )
    given = _hand_out(case, actor, old, to, "Anteckning")
    note.lock(actor=actor, note=old)
    made.keep(which, note=written.pk, given_note=given)
    _papers(made, which, case, actor, to)
    made.guard(f"{which}: paper", (f"Kamomill{which} egen",), owners)
    made.guard(f"{which}: disclosed paper", (f"Kamomill{which} given",), told)
    made.guard(f"{which}: note", (f"Lavendel{which} dagbok",), owners)
    made.guard(f"{which}: disclosed note", (f"Lavendel{which} handlades",), told)
    made.guard(f"{which}: mapping", (f"Timjan{which}",), owners)
    made.guard(f"{which}: plan", (f"Salvia{which}",), told)
    made.guard(f"{which}: question", (f"Oregano{which}",), told)
    made.guard(f"{which}: activity", (f"Mynta{which}",), owners)
    made.guard(f"{which}: meeting", (f"Dragon{which}",), owners)
    made.guard(f"{which}: readiness", (f"Koriander{which}",), owners)
    ending = owners if which != "ended" else told
    made.guard(f"{which}: closing", (f"Rosmarin{which}",), ending)
    _own_words(made, which, case, actor)
    _closing(world, made, which, case, actor, to)
    _register_extracts(made, which, case, actor)


def _register_extracts(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """One that has been handed over, and one that waits."""
    first = extract.ask_for(actor=actor, participant=case.participant, scope=case.scope)
    extract.release(
        actor=actor,
        scope=case.scope,
        extract=first,
        revision=first.revision,
        review="Allt är prövat och kan lämnas.",
        withheld=[],
        document=make_pdf("journal_copy", _A_LETTER | {"printed_on": today()}),
        archive=b"Anis",
    )
    second = extract.ask_for(actor=actor, participant=case.participant, scope=case.scope)
    made.keep(which, released=first.pk, extract=second.pk)


def _papers(made: Objects, which: str, case: Participation, actor: Actor, to: UUID) -> None:
    """Two papers, one of them handed out."""
    added = [
        attachment.add(
            actor=actor,
            participation=case,
            paper=attachment.Paper("decision", f"Kamomill{which} {word}", "planning", today()),
            file_name="beslut.txt",
            data=f"Kamomill{which} {word}.".encode(),
        )
        for word in ("egen", "given")
    ]
    given = _hand_out(case, actor, added[1], to, "Bilaga: beslut")
    made.keep(which, attachment=added[0].pk, given_file=given)


def _will(
    made: Objects,
    which: str,
    case: Participation,
    actor: Actor,
    to: UUID,
    contact: str,
    world: World,
) -> None:
    """Consents, the party with its contact, and a benefit."""
    given = consent.write_down(
        actor=actor,
        scope=case.scope,
        participant=case.participant,
        participation_id=case.pk,
        programme=case.version,
        form=consent.Form("secrecy", "samordning", "1", "sv", today()),
        cells=[
            *(consent.Cell(actor.organisation_id, to, category) for category in CATEGORIES),
            *(consent.Cell(to, actor.organisation_id, category) for category in CATEGORIES[:2]),
        ],
    )
    for kind in ("contact_after_exit", "follow_up_registration", "questionnaires"):
        consent.write_down(
            actor=actor,
            scope=case.scope,
            participant=case.participant,
            participation_id=case.pk,
            programme=case.version,
            form=consent.Form(kind, kind, "1", "sv", today()),
        )
    for former in case.parties.all():
        party.end(actor=actor, participation=case, party=former, ends_on=former.starts_on)
    seat = participation.add_party(
        actor=actor,
        participation=case,
        organisation_id=to,
        organisation_participant_id=made.ids[which].get("fk_participant"),
        seat="handläggare",
        key="fk" if which != "foreign" else "region",
        starts_on=case.enrolled_on,
        contact_id=world.account(contact).pk,
    )
    decision = benefit.Decision("activity_compensation", 100, today(), today(), source="beslut")
    kept = benefit.add(
        actor=actor, scope=case.scope, participant=case.participant, decision=decision
    )
    made.keep(which, consent=given.pk, party=seat.pk, benefit=kept.pk)


def _mapping(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """A confirmed version, and the next one begun."""
    first = mapping.start(actor=actor, participation=case)
    for key in ("viktigast", "forandra"):
        mapping.answer(
            actor=actor,
            mapping=first,
            question=key,
            value=f"Timjan{which} {key}.",
            is_need=True,
            revision=0,
        )
    mapping.confirm(actor=actor, mapping=first)
    mapping.start(actor=actor, participation=case)
    made.keep(which, mapping=first.pk)


def _plan(made: Objects, which: str, case: Participation, actor: Actor, to: UUID) -> None:
    """A confirmed version that is disclosed, and a draft with goal and step."""
    first = plan.start(actor=actor, participation=case)
    goal = plan.set_goal(actor=actor, plan=first, text=f"Salvia{which} mål.")
    plan.set_action(
        actor=actor,
        plan=first,
        goal=goal,
        text=f"Salvia{which} steg.",
        responsible="participant",
    )
    plan.agree(actor=actor, plan=first, agreed_on=today(), how="vid mötet")
    plan.confirm(actor=actor, plan=first, review_on=today() + timedelta(days=90))
    given = _hand_out(case, actor, first, to, "Handlingsplan, version 1")
    draft = plan.start(actor=actor, participation=case)
    draft_goal = draft.goals.get()
    made.keep(
        which,
        plan=first.pk,
        draft_plan=draft.pk,
        goal=draft_goal.pk,
        action=draft_goal.actions.get().pk,
        given_plan=given,
        plan_goal=goal.pk,
        step=goal.actions.get().pk,
    )


def _own_words(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """A comment, a tick and a question with its answer, as she writes them on her own pages."""
    asked = own_words.ask(
        actor=actor, participation=case, text=f"Saffran{which} fråga.", kind="text"
    )
    key = Identity.objects.get(participant=case.participant).person_key
    account = Account.objects.get_or_create(person_key=key)[0]
    herself = Person(account.pk, key, {case.participant_id: case.owner_id})
    with acting(herself):
        mine = own_queries.plan(herself, made.ids[which]["plan"])
        said = own_words.comment(
            actor=herself,
            participant_id=case.participant_id,
            participation_id=case.pk,
            text=f"Saffran{which} tycker.",
            plan=mine,
        )
        step = own_queries.action(herself, made.ids[which]["step"])
        ticked = own_words.tick(actor=herself, plan=mine, action=step, is_done=True)
        own_words.answer(
            actor=herself,
            question=own_queries.question(herself, asked.pk),
            text=f"Saffran{which} svar.",
        )
    made.keep(which, person_question=asked.pk, comment=said.pk, tick=ticked.pk)
    readers = frozenset({"Stina"}) if which == "foreign" else TEAM
    made.guard(f"{which}: own words", (f"Saffran{which}",), readers)


def _hand_out(case: Participation, actor: Actor, item: object, to: UUID, title: str) -> UUID:
    grants = disclosure.consented_receivers(case.pk, case.owner_id, "planning")
    return disclosure.make(
        actor=actor,
        scope=case.scope,
        item=item,
        title=title,
        receiver_id=to,
        category="planning",
        ground=Ground.CONSENT,
        consent=grants[0].consent,
        participation_id=case.pk,
    ).pk


def _activities(world: World, made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """A group with attendance, a placement at a workplace, and somebody referred on."""
    opened = group.open_group(
        actor=actor,
        version=world.version,
        catalogue_key="valj_din_framtid",
        name=f"Grupp {which}",
        starts_on=today() - timedelta(days=7),
        sessions=2,
    )
    joined = group.join(actor=actor, group=opened, participation=case)
    session = opened.sessions.get(number=1)
    group.take_attendance(
        actor=actor,
        group=opened,
        session=session,
        held_on=session.held_on,
        theme="Början",
        marks={joined.pk: group.Mark(False, "sjuk")},
        revision=session.revision,
    )
    workplace = employer.add(
        actor=actor, particulars=employer.Particulars(f"Café {which}", "social")
    )
    placed = activity.plan(
        actor=actor,
        participation=case,
        catalogue_key="praktik_socialt_foretag",
        details=activity.Details(
            starts_on=today() + timedelta(days=7),
            extent_text="2 förmiddagar à 3 h",
            adaptations=f"Mynta{which} paus.",
            employer=workplace,
        ),
    )
    employer.contact(
        actor=actor,
        employer=workplace,
        held_on=today(),
        way="call",
        text=f"Mynta{which} samtal.",
        activity=placed,
    )
    onward = outgoing.prepare(
        actor=actor,
        participation=case,
        target_key="psykiatri",
        reason=f"Mynta{which} vidare.",
    )
    made.keep(
        which,
        group=opened.pk,
        session=session.pk,
        employer=workplace.pk,
        activity=placed.pk,
        outgoing=onward.pk,
    )


def _work(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """A work period with its curve, a milestone and a month's figure."""
    period = work.add(
        actor=actor,
        participation=case,
        details=work.Details(
            kind="development_employment",
            percent=50,
            starts_on=case.enrolled_on,
            benefit_percent=50,
            name=f"Citron{which} kök",
        ),
    )
    work_plot.ask_for(actor=actor, participation=case, key="0" * 64, spec={"x": which})
    reached = milestone.add(
        actor=actor,
        participation=case,
        key="provad",
        details=milestone.Details(case.enrolled_on, text=f"Citron{which} provad"),
    )
    monthly.write(
        actor=actor,
        participation=case,
        values={("vardkontakter", today().replace(day=1)): 3},
        seen={},
    )
    made.keep(which, period=period.pk, milestone=reached.pk)
    readers = TEAM if which != "foreign" else frozenset({"Stina"})
    made.guard(f"{which}: work", (f"Citron{which}",), readers)


def _needs(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    """A need, told in words of her own too, and something that there is to take part in."""
    offered = offer.add(
        actor=actor,
        particulars=offer.Particulars(
            f"Snickeri {which}", "Föreningen Hyveln", "group", needs=("gemenskap",), places_left=2
        ),
    )
    noted = need.note(
        actor=actor,
        participation=case,
        details=need.Details("gemenskap", language=f"Vejde{which}"),
    )
    never = need.note(actor=actor, participation=case, details=need.Details("dagsstruktur"))
    need.strike(actor=actor, need=never, revision=never.revision)
    made.keep(which, need=noted.pk, offer=offered.pk)
    readers = TEAM if which != "foreign" else frozenset({"Stina"})
    made.guard(f"{which}: need", (f"Vejde{which}",), readers)


def _meetings(made: Objects, which: str, case: Participation, actor: Actor) -> None:
    held = meeting.book(
        actor=actor,
        kind="three_party",
        at=timezone.now() - timedelta(days=1),
        place="",
        with_whom_id=actor.account_id,
        participation=case,
    )
    meeting.report(actor=actor, meeting=held, status="held", outcome=f"Dragon{which} möte.")
    made.keep(which, meeting=held.pk)


def _ask(
    world: World,
    made: Objects,
    which: str,
    case: Participation,
    actor: Actor,
    to: UUID,
    contact: str,
) -> None:
    asked = question.ask(
        actor=actor,
        permission=Permission.QUESTION_ASK,
        scope=case.scope,
        kind=QuestionKind.TO_PARTY,
        version=world.version,
        receiver_id=to,
        addressee_id=world.account(contact).pk,
        text=f"Oregano{which} undrar.",
        answer_by=None,
        participation=case,
        participant=case.participant,
    )
    made.keep(which, question=asked.pk)


def _closing(
    world: World, made: Objects, which: str, case: Participation, actor: Actor, to: UUID
) -> None:
    """The judgement and a draft of the closing; Bo's is confirmed, handed out and followed up."""
    judged = readiness.judge(
        actor=actor,
        participation=case,
        judged_on=today(),
        items={"vill_sjalv": "yes"},
        is_ready=True,
        comment=f"Koriander{which} bedömning.",
    )
    ends = which == "ended"
    drafted = closing.prepare(
        actor=actor,
        participation=case,
        closing=closing.Closing(
            ended_on=today() if ends else None,
            reason="fullfoljt" if ends else "",
            destination="forstarkt_samarbete" if ends else "",
            receiver_id=to if ends else None,
            summary=f"Rosmarin{which} slut.",
        ),
    )
    made.keep(which, readiness=judged.pk, exit=drafted.pk)
    if ends:
        closing.confirm(actor=actor, participation=case, receivers=[to])
        ended = world.case("Bo")
        lost = followup.Outcome(
            done_on=today(), reached=False, attempts=3, not_reached="svarar_inte"
        )
        followup.record(actor=actor, participation=ended, moment="manad_3", outcome=lost)


def _forms(number: PersonalNumber) -> tuple[str, ...]:
    """Every way in which a page could write the number out."""
    digits = number.digits
    return (digits, number.full, digits[2:], f"{digits[2:8]}-{digits[8:]}")


def _guard_identities(world: World, made: Objects) -> None:
    """Family names and numbers. A contact who was asked about somebody on her consent knows her
    name, except of the protected: Cleo's is Sara's alone."""
    for which, actor, family, readers in (
        ("own", "Sara", "Exempelsson", TEAM | {"Lena"}),
        ("ended", "Kim", "Provdal", TEAM | {"Lena"}),
        ("protected", "Sara", "Hemlig", frozenset({"Sara"})),
        ("foreign", "Stina", "Tvillinggren", frozenset({"Stina", "Maria"})),
    ):
        with acting(world.actor(actor)):
            number = parse(
                Identity.objects.get(participant_id=made.ids[which]["participant"]).number
            )
            if which == "protected":
                made.keep(which, reader=NamedReader.objects.get().pk)
        # Nobody is shown a whole number on a page that is only opened: it takes an act.
        made.guard(f"{which}: whole number", _forms(number), frozenset())
        made.guard(f"{which}: name", (family,), readers)


def _refer(world: World, made: Objects) -> None:
    """Dag is referred and considered, Disa too but protected, and Lena has begun a draft."""
    lena = world.actor("Lena")
    with acting(lena):
        for which, given, family in (("sent", "Dag", "Daggryning"), ("hidden", "Disa", "Dimfors")):
            sent = _sent(world, lena, given, family)
            made.keep(which, referral=sent)
            made.guard(f"{which}: whole number", _forms(parse(NUMBERS[given])), frozenset())
        urgent = referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation(AMN),
            particulars=Particulars("Doris", "Dagsländ", parse("199806182383"), address="Gatan 2"),
            reason="Brådskar.",
            facts=FACTS,
        )
        referral.send(
            actor=lena,
            referral=urgent,
            revision=urgent.revision,
            ground="osl_10_27",
            reason="Skadan av att vänta är större.",
            assessment="Mottagaren har samma sekretess.",
        )
        without = Disclosure.objects.get(item_kind="referral", item_id=urgent.pk)
        made.keep("sent", review=without.pk)
        draft = referral.draft(
            actor=lena,
            version=world.version,
            route="fk",
            receiver=world.organisation(AMN),
            particulars=Particulars("Dana", "Diskretsson"),
            reason="Basilika utkast.",
        )
        made.keep("draft", referral=draft.pk)
        disa = Identity.objects.get(given_name="Disa")
        reader = NamedReader.objects.create(
            owner_id=lena.organisation_id,
            created_by_id=lena.account_id,
            participant_id=disa.participant_id,
            account_id=lena.account_id,
            reason="Handläggare.",
            shown_until=timezone.now() + timedelta(days=3650),
        )
        made.keep("hidden", reader=reader.pk)
        Identity.objects.filter(pk=disa.pk).update(protection="marked")
        Participant.objects.filter(pk=disa.participant_id).update(protection="marked")
    made.guard("sent: name", ("Daggryning",), frozenset({"Lena", "Samira"}))
    made.guard("hidden: name", ("Dimfors",), frozenset({"Lena"}))
    made.guard("draft", ("Diskretsson", "Basilika utkast"), frozenset({"Lena"}))
    made.guard("sent: why", ("Basilika skickad",), frozenset({"Lena", "Samira"}))
    for which in ("sent", "hidden"):
        _considered(world, made, which)


def _coming_in(world: World, made: Objects) -> None:
    """Pelle is proposed; Dag who was referred, and Alva, are taken up by the team."""
    pk, _, answer = proposed(world)
    made.keep("proposed", proposal=pk, answer=answer)
    made.keep("programme", proposed_to=world.organisation(AMN).pk)
    made.guard("proposed: name", ("Pimpinella",), frozenset({"Per", "Lena"}))
    made.guard("proposed: why", ("Libbsticka",), frozenset({"Per", "Lena"}))
    referral, case = made.ids["sent"]["referral"], made.ids["own"]["case"]
    made.keep("team", **team_meeting_about(world, referral, case))
    elsewhere = team_meetings_elsewhere(world, made.ids["foreign"]["case"])
    made.keep("foreign team", **made.ids["team"] | {"team_meeting": elsewhere})
    # Alva's team makes her register extract, where it stands.
    made.guard("team meeting", ("Isop sades",), TEAM)


def _sent(world: World, lena: Actor, given: str, family: str) -> UUID:
    draft = referral.draft(
        actor=lena,
        version=world.version,
        route="fk",
        receiver=world.organisation(AMN),
        particulars=Particulars(given, family, parse(NUMBERS[given]), address="Gatan 1"),
        reason="Basilika skickad.",
        wish="Jag vill ut bland folk.",
        facts=FACTS,
    )
    return referral.send(
        actor=lena,
        referral=draft,
        revision=draft.revision,
        ground="consent",
        consent_taken_by="Lena",
        consent_on=today(),
    ).pk


def _considered(world: World, made: Objects, which: str) -> None:
    """Opened by Samira, a meeting held, something asked back."""
    samira, pk = world.actor("Samira"), made.ids[which]["referral"]
    with acting(samira):
        opened = intake.open(actor=samira, referral=arrived(samira, pk).referral)
        met = meeting.book(
            actor=samira,
            kind="bedomningssamtal",
            at=timezone.now() - timedelta(hours=2),
            place="",
            with_whom_id=samira.account_id,
            intake=opened,
        )
        meeting.report(actor=samira, meeting=met, status="held", outcome=f"Dragon{which} samtal.")
        intake.judge(
            actor=samira,
            intake=opened,
            criterion="behov",
            outcome="met",
            reason=f"Dragon{which} kriterium.",
        )
        intake.ask_more(actor=samira, intake=opened, text=f"Oregano{which} komplettering.")
        asked = opened.referral.questions.get()
    made.keep(which, intake=opened.pk, meeting=met.pk, question=asked.pk)
    made.guard(f"{which}: considered", (f"Dragon{which}",), frozenset({"Samira"}))
    asked_words = (f"Oregano{which}",)
    made.guard(f"{which}: completion", asked_words, frozenset({"Lena", "Samira"}))


def _party_note(world: World, made: Objects) -> None:
    """Lena's own note in Alva's case, handed out to nobody."""
    lena = world.actor("Lena")
    with acting(lena):
        written = note.write(
            actor=lena,
            participation=Participation.objects.get(pk=made.ids["own"]["case"]),
            kind="samtal",
            text="Kummin hos parten.",
            happened_on=today(),
            participant=Participant.objects.get(pk=made.ids["own"]["fk_participant"]),
        )
    made.keep("own", party_note=written.pk)
    made.guard("party's note", ("Kummin hos parten",), frozenset({"Lena"}))


def _target_group(world: World, made: Objects) -> None:
    """Marta and the protected Mira at Försäkringskassan, and Moa whom only Per has written in."""
    for which, ids in target_group(world).items():
        made.keep(which, **ids)
    for which in ("area", "area hidden", "area foreign"):
        made.keep(which, programme=made.ids["programme"]["area"])
    readers = frozenset({"Lena"})
    made.guard("target group: name", ("Mejramsson",), readers)
    made.guard("target group: mapping", ("Mejram kan prova",), readers)
    made.guard("target group: triage", ("Mejram bedömd",), readers)
    made.guard("target group: livelihood", ("Mejram lön",), readers)
    made.guard("target group: protected", ("Malva",), frozenset())
    made.guard("target group: elsewhere", ("Myrtensson",), frozenset())


def _elsewhere(world: World, stella: Actor, made: Objects) -> None:
    """Ebba's and Tore's cases, of a programme that is documented in the parties' own systems."""
    for which, ids in cases_elsewhere(world, stella).items():
        made.keep(which, **ids)
    made.words[MONTH_OF_LINE] = f"{today():%Y-%m}"
    # What stands in the programmes that are documented here is no contact of this kind.
    for which in ("own", "foreign"):
        made.keep(which, contact=made.ids["elsewhere"]["contact"])
    made.guard("elsewhere: name", ("Enbärsson",), TEAM | {"Lena"})
    made.guard("elsewhere: line", ("Pors hos oss",), TEAM)
    made.guard("elsewhere: party's line", ("PORS-FK",), frozenset({"Lena"}))
    made.guard("elsewhere foreign: name", ("Tranbärsson",), frozenset({"Stina"}))


def _park(world: World, made: Objects) -> None:
    """A form of Sara's that waits because her login went out while she wrote."""
    client = log_in(world, "Sara")
    client.get("/deltagare/")
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    case = made.ids["own"]["case"]
    client.post(f"/deltagare/{case}/anteckningar/ny/", {"text": "Persilja parkerad."})
    made.keep("own", parked=ParkedForm.objects.get(account=world.account("Sara")).pk)
    made.guard("parked form", ("Persilja parkerad",), frozenset({"Sara"}))


def log_in(world: World, name: str) -> Client:
    # As if she had just proved who she is, for as long as all pages may take.
    assignment = world.assigned(name)
    return logged_in(
        assignment.account,
        assignment.organisation_id,
        ahead=3600,
        raise_request_exception=False,
    )


def everybody(world: World) -> dict[str, Client]:
    """A client for each person of the world, by first name."""
    return {name: log_in(world, name) for name in PEOPLE}
