"""This file is where the demonstration is put together: about eighty people of one programme in
every state and some of each other programme, always the same ones, with dates that follow today.

Some of them live before the first page is shown, the others while it is looked at.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from types import ModuleType

from django.db import connection
from django.db.models import Q

from stegvis.access.actor import Actor
from stegvis.audit.journal import acting
from stegvis.casework.actions import employer, group, question
from stegvis.casework.models import Activity, Employer, Group, Participation
from stegvis.core.dates import add_months, today
from stegvis.organisations.actions import directory, member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.actors import actor_from, assignments_of
from stegvis.organisations.contact_ways import ContactWays
from stegvis.organisations.models import Account, Organisation, Unit
from stegvis.outcomes.actions import analysis, figures, plot
from stegvis.outcomes.goal_access import measured_programme
from stegvis.participants.actions import protection
from stegvis.participants.models import Protection
from stegvis.programmes.models import Programme, ProgrammeVersion
from stegvis.web.demo import (
    conduct,
    effects,
    enter,
    klivet,
    svs,
    umia,
    vilja,
    vinka_in,
    viva,
    words,
)
from stegvis.web.demo.analyses import analyse
from stegvis.web.demo.handed_out import REFERRED_WITHOUT_CONSENT, hand_out
from stegvis.web.demo.lives import Life, Stage
from stegvis.web.demo.log_checks import check_the_log
from stegvis.web.demo.own import live_on_own_pages
from stegvis.web.demo.people import AF, AMN, FK, STAFF, Staff, person
from stegvis.web.outcomes.cards import specs_of
from stegvis.web.outcomes.goals import results

KEY = "forrehab-uppsala"
OTHERS = (vilja, viva, vinka_in, svs, umia, enter, klivet, effects)
# The process that tells the first programme to its end then tells these, while another tells the
# others: so both are done at about the same time.
BESIDE_FIRST = (vilja, viva, vinka_in)
# The places in the first programme of those who live before the first page is shown: somebody in
# each story, whom a visitor may choose to be (own.SELVES), and whom `_protect` protects.
FIRST_PLACES = frozenset(
    (0, 4, 5, 10, 11, 15, 17, 20, 25, 28, 30, 31, 32, 33, 35, 40, 41, 42, 45, 58, 64, 65, 66, 67)
)
WITHOUT_CONSENT_PLACE = 8
REFERRERS = ("lena", "lena", "jonas", "lena", "per", "maria", "olof", "lena")
MANAGERS = ("sara", "sara", "kim", "sara", "nadia")
TRAINING = ("aterbruk", "elektronikatervinning", "naturvard", "capella", "snidar")
PLACEMENTS = ("praktik_privat", "praktik_kommunal", "praktik_socialt_foretag")
EXTENTS = ("2 förmiddagar à 3 h", "3 dagar à 3 h", "ti+to 9-12", "10 h", "4 dagar à 4 h")
ENDINGS = (
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, True),
    ("forstarkt_samarbete", "fullfoljt", FK, True, True, True),
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, True),
    ("arbete", "arbete", None, True, True, False),
    ("studier", "studier", None, True, None, False),
    ("forstarkt_samarbete", "fullfoljt", FK, True, True, True),
    ("medicinsk_rehabilitering", "medicinska_skal", FK, True, True, False),
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, True),
    ("annat", "eget_val", None, False, False, False),
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, False),
    ("arbete", "arbete", None, True, True, False),
    ("forstarkt_samarbete", "fullfoljt", FK, True, True, True),
    ("annat", "flytt", None, None, None, False),
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, True),
    ("studier", "studier", None, True, True, False),
    ("forstarkt_samarbete", "fullfoljt", AF, True, True, True),
)


def prepare(progress: Callable[[str], None]) -> None:
    """The staff, workplaces and groups. Expects the programmes to be loaded and nobody there."""
    organisations = {o.key: o for o in Organisation.objects.all()}
    analyse(everybody(), organisations)
    for staff in everybody():
        _employ(staff, organisations)
    _contact_ways(organisations)
    _workplaces_and_groups(stage_of(KEY))
    progress(f"{len(everybody())} medarbetare")


@contextmanager
def told_whole() -> Iterator[None]:
    """What fails in a story ends the whole telling, so no step need be taken back by itself: each
    is part of its actor's transaction, without a savepoint of its own."""
    features = connection.features
    features.uses_savepoints = False
    try:
        yield
    finally:
        features.uses_savepoints = True


def everybody() -> tuple[Staff, ...]:
    """The staff of all programmes."""
    return (*STAFF, *(staff for programme in OTHERS for staff in programme.STAFF))


def live(part: int, parts: int, progress: Callable[[str], None]) -> None:
    """The first people, in every programme: those who fall on this part live their stories.

    Parts may run side by side; `settle` comes after all of them.
    """
    actors = _actors()
    for n, programme in enumerate(OTHERS):
        if n % parts == part:
            for tell in islice(programme.lives(stage_of(programme.KEY, actors)), programme.FIRST):
                tell()
    told = [
        (life, tell)
        for n, (life, tell) in enumerate(_told_first(stage_of(KEY, actors)))
        if n % parts == part
    ]
    for life, tell in told:
        tell(life)
    progress(f"{len(told)} personer i {KEY}")


def settle(progress: Callable[[str], None]) -> None:
    """What a visitor meets at once: participants on their own pages, protected identities."""
    stage = stage_of(KEY)
    live_on_own_pages(stage)
    _protect(stage)
    progress("egna sidor och skyddade personuppgifter")


def live_on_first(progress: Callable[[str], None]) -> None:
    """Everybody of the first programme who has not come in yet, and what comes of many lives: the
    group's sessions, inquiries, evidence, published figures. Then a part of the others."""
    stage = stage_of(KEY)
    for life, tell in _lives(stage):
        if life.place not in FIRST_PLACES:
            tell(life)
    progress(KEY)
    _groups_meet(stage)
    _inquiries(stage)
    hand_out(stage)
    _results(stage)
    conduct.furnish(stage)
    check_the_log(stage)
    progress("grupper, förfrågningar och publicerade siffror")
    _live_on(BESIDE_FIRST, stage.actors, progress)


def live_on_others(progress: Callable[[str], None]) -> None:
    """Everybody of the other programmes who has not come in yet."""
    others = [programme for programme in OTHERS if programme not in BESIDE_FIRST]
    _live_on(others, _actors(), progress)


def _live_on(
    programmes: Iterable[ModuleType], actors: dict[str, Actor], progress: Callable[[str], None]
) -> None:
    for programme in programmes:
        stage = stage_of(programme.KEY, actors)
        for tell in islice(programme.lives(stage), programme.FIRST, None):
            tell()
        progress(programme.KEY)


def stage_of(key: str, actors: dict[str, Actor] | None = None) -> Stage:
    """What the lives of a programme share. Who acts can be given, for they are many to look up."""
    version = ProgrammeVersion.objects.select_related("programme").get(programme__key=key)
    organisations = {o.key: o for o in Organisation.objects.all()}
    stage = Stage(today(), version, actors or _actors(), organisations)
    if key == KEY:
        with stage.on(0, "samira") as actor:
            mine = {"owner_id": actor.organisation_id}
            stage.employers += Employer.objects.filter(**mine).order_by("created_at", "name")
            stage.groups += Group.objects.filter(**mine).order_by("starts_on")
    return stage


def _employ(staff: Staff, organisations: dict[str, Organisation]) -> None:
    organisation = organisations[staff.organisation]
    administrator = system(organisation)
    unit, _ = Unit.objects.get_or_create(organisation=organisation, name=staff.unit)
    with acting(administrator, purpose="demo"):
        account = member.add(
            actor=administrator, email=_email(staff), name=staff.name, phone=_phone(staff)
        )
        member.grant(
            actor=administrator,
            account=account,
            role=staff.role,
            reason="Behövs för arbetet i insatsen.",
            starts_on=date(today().year - 3, 1, 1),
            ends_on=add_months(today(), 11),
            employer_id=organisations[staff.employer].pk if staff.employer else None,
            unit=unit,
            title=staff.title,
            programme_id=Programme.objects.get(key=staff.programme).pk if staff.programme else None,
            percent=staff.percent,
        )


def _contact_ways(organisations: dict[str, Organisation]) -> None:
    """Everybody's entry in the directory; numbers from the series that nobody can be given."""
    for place, (key, hours, mailbox, visit, other) in enumerate(words.CONTACT_WAYS):
        administrator = system(organisations[key])
        phone = f"08-465 004 {place:02d}"
        ways = ContactWays(phone, hours, f"{mailbox}@exempel.invalid", "", visit, other)
        with acting(administrator, purpose="demo"):
            directory.keep_contact_ways(actor=administrator, ways=ways)
            for number, unit in enumerate(
                organisations[key].units.order_by("name"), 20 + place * 8
            ):
                directory.keep_unit(
                    actor=administrator,
                    unit=unit,
                    name=unit.name,
                    ways=ContactWays(phone=f"08-465 004 {number:02d}", phone_hours=hours),
                )


def _phone(staff: Staff) -> str:
    """From the series that is set aside for books and films."""
    return f"070-174 06 {sum(map(ord, staff.key)) % 95 + 5:02d}"


def _email(staff: Staff) -> str:
    return f"{staff.key}@exempel.invalid"


def _actors() -> dict[str, Actor]:
    organisations = {o.key: o for o in Organisation.objects.all()}
    return {one.key: _actor(one, organisations) for one in everybody()}


def _actor(staff: Staff, organisations: dict[str, Organisation]) -> Actor:
    account = Account.objects.get(email=_email(staff))
    organisation = organisations[staff.organisation]
    actor = actor_from(assignments_of(account.pk, today()), organisation.pk)
    if actor is None:
        raise LookupError(staff.key)
    return actor


def _workplaces_and_groups(stage: Stage) -> None:
    with stage.on(400, "samira") as actor:
        for name, sector, supervisor, tasks in words.EMPLOYERS:
            particulars = employer.Particulars(
                name=name,
                sector=sector,
                place="Uppsala",
                supervisor=supervisor,
                contact_way="018-174 06 00",
                tasks=tasks,
            )
            employer.add(actor=actor, particulars=particulars)
    with stage.on(30, "samira") as actor:
        for key, name, starts_on, sessions in (
            ("valj_din_framtid", "Välj din framtid, hösten", stage.day(24), 6),
            ("mobiliseringskurs", "Mobiliseringskurs", stage.day(-9), 4),
        ):
            group.open_group(
                actor=actor,
                version=stage.version,
                catalogue_key=key,
                name=name,
                starts_on=starts_on,
                sessions=sessions,
            )


def _lives(stage: Stage) -> Iterator[tuple[Life, Callable[[Life], None]]]:
    """Everybody, with the story that she lives. Eighty people and one over."""
    stories: tuple[tuple[int, Callable[[Life], None]], ...] = (
        (4, _draft),
        (6, _sent),
        (5, _being_assessed),
        (2, _asked_about),
        (3, _waiting),
        (5, _not_taken_in),
        (3, _not_reached),
        (2, _taken_in),
        (5, _new),
        (6, _planning),
        (17, _active),
        (5, _ready),
        (2, _quiet),
        (16, _left),
    )
    place = 0
    for many, story in stories:
        for _ in range(many):
            life = Life(
                stage,
                place,
                person(place, stage.today),
                referrer=REFERRERS[place % len(REFERRERS)],
                manager=MANAGERS[place % len(MANAGERS)],
            )
            yield life, story
            place += 1


def _told_first(stage: Stage) -> Iterator[tuple[Life, Callable[[Life], None]]]:
    return (told for told in _lives(stage) if told[0].place in FIRST_PLACES)


def _arrive(life: Life, days_ago: int) -> None:
    if life.place % 12 == 11:
        life.comes_herself(days_ago, "outreach" if life.place % 24 == 11 else "self")
    else:
        life.is_referred(days_ago)


def _draft(life: Life) -> None:
    life.is_referred(life.place * 4, send=False)


def _sent(life: Life) -> None:
    if life.place == WITHOUT_CONSENT_PLACE:
        life.is_referred(3, without_consent=REFERRED_WITHOUT_CONSENT)
    else:
        _arrive(life, 1 + life.place * 2)


def _being_assessed(life: Life) -> None:
    _arrive(life, 24 + life.place)
    life.is_opened(20)
    if life.place % 2:
        life.is_met(6, "informationsmote")
    else:
        life.is_met(-3, "bedomningssamtal")
    if life.place % 3:
        life.is_judged(5)


def _asked_about(life: Life) -> None:
    life.is_referred(19)
    life.is_opened(15)
    life.is_asked_about(12)


def _waiting(life: Life) -> None:
    _arrive(life, 55 + life.place)
    life.is_opened(50)
    life.is_judged(45)
    life.waits(40 - life.place)


def _not_taken_in(life: Life) -> None:
    days = 60 + life.place * 9
    _arrive(life, days)
    life.is_opened(days - 4)
    life.is_met(days - 20, "bedomningssamtal")
    reason, text = (
        ("vard_forst", "Behandlingen behöver komma längre. Välkommen tillbaka då."),
        ("redan_redo", "Är redan redo för det förstärkta samarbetet."),
        ("vill_inte", "Vill vänta till våren."),
    )[life.place % 3]
    life.is_not_taken_in(days - 21, reason, text)


def _not_reached(life: Life) -> None:
    days = 90 + life.place * 5
    _arrive(life, days)
    life.is_opened(days - 3)
    life.is_not_reached(days - 30)


def _taken_in(life: Life) -> None:
    _arrive(life, 26)
    life.is_opened(22)
    life.is_met(9, "bedomningssamtal")
    life.is_judged(4)
    life.is_taken_in(2)


def _begin(life: Life, enrolled: int, **consents: bool) -> None:
    """Everything up to and with enrolment, `enrolled` days ago."""
    _arrive(life, enrolled + 30)
    life.is_opened(enrolled + 26)
    life.is_met(enrolled + 9, "bedomningssamtal")
    life.is_judged(enrolled + 6)
    life.is_taken_in(enrolled + 5)
    life.starts(enrolled, **consents)


def _new(life: Life) -> None:
    """Just begun: a mapping on its way, a plan that is due, sometimes too late."""
    enrolled = (4, 12, 28, 52, 66)[life.place % 5]
    _begin(life, enrolled)
    life.is_noted(max(1, enrolled - 3))
    if enrolled > 10:
        life.is_mapped(enrolled - 8, confirm=False, share=0.4)


def _planning(life: Life) -> None:
    enrolled = 34 + (life.place * 5) % 22
    _begin(life, enrolled, follow_up=life.place % 5 != 2)
    life.is_mapped(enrolled - 14)
    life.is_noted(enrolled - 2, enrolled - 16, 6)
    life.plans(5, confirm=False)
    life.meets(-4)


def _active(life: Life) -> None:
    """The heart of it: a plan that is followed, training, courses, visits, other support."""
    enrolled = 95 + (life.place * 13) % 160
    _begin(life, enrolled, follow_up=life.place % 11 != 5, secrecy=life.place % 13 != 6)
    life.is_mapped(enrolled - 16)
    late = life.place % 7 == 3
    life.plans(enrolled - (72 if late else 38), anchor=life.place % 5 != 1)
    life.does("studiebesok", enrolled - 45, enrolled - 45, at=life.place % 8)
    work = TRAINING[life.place % len(TRAINING)]
    life.does(work, enrolled - 55, at=life.place % 5, extent=EXTENTS[life.place % len(EXTENTS)])
    if life.place % 3 == 0:
        where = PLACEMENTS[life.place % len(PLACEMENTS)]
        life.does(where, 20, at=5 + life.place % 3, extent="2 dagar à 4 h")
    if life.place % 4 == 1:
        life.does("arbetspsykolog", 40, 18)
    if life.place % 4 == 2:
        life.does("studie_yrkesvagledare", -6)
    if life.place % 5 == 3 and life.place % 13 != 6:
        life.has_benefit(60, (45, 110, 170)[life.place % 3])
    if life.place % 6 == 5:
        life.is_referred_on(50, "boendestod" if life.place % 2 else "psykiatri", "waiting")
    life.is_noted(enrolled - 5, enrolled - 30, 61, 33, 12, 3 + life.place % 9)
    if life.place % 6 == 0:
        life.meets(-2 - life.place % 9)


def _ready(life: Life) -> None:
    enrolled = 240 + (life.place * 7) % 90
    _begin(life, enrolled)
    life.is_mapped(enrolled - 15)
    life.plans(enrolled - 45)
    life.does(TRAINING[life.place % 5], enrolled - 60, 100, at=life.place % 5, extent=EXTENTS[1])
    life.does(PLACEMENTS[life.place % 3], 95, at=5 + life.place % 3, extent="3 dagar à 5 h")
    life.is_ready(60, ready=False)
    life.is_ready(9)
    life.is_noted(enrolled - 5, 80, 40, 11, 4)


def _quiet(life: Life) -> None:
    """Somebody who does not answer: the promise to go on trying is what counts."""
    enrolled = 130 + life.place
    _begin(life, enrolled)
    life.is_mapped(enrolled - 18)
    life.plans(enrolled - 50)
    life.is_noted(enrolled - 20, 47)
    life.does_not_answer(31, 17, 8)
    life.has_benefit(100, 88, dormant_days=640 if life.place % 2 else None)


def _left(life: Life) -> None:
    """Has left: a destination, a plan that is known, and follow-ups, also those not reached."""
    n = life.place % 16
    destination, reason, receiver, known, anchored, started = ENDINGS[n]
    left = 20 + n * 26
    enrolled = left + 180 + (life.place * 11) % 120
    _begin(life, enrolled, follow_up=n % 7 != 5)
    life.is_mapped(enrolled - 15)
    life.plans(enrolled - (30 + (n * 5) % 45))
    life.does(TRAINING[n % 5], enrolled - 60, left + 70, at=n % 5, extent=EXTENTS[n % 5])
    life.does(PLACEMENTS[n % 3], left + 65, left + 3, at=5 + n % 3, extent="3 dagar à 6 h")
    life.is_noted(enrolled - 5, left + 90, left + 30, left + 4)
    if destination in ("forstarkt_samarbete", "arbete", "studier"):
        life.is_ready(left + 6)
    life.leaves(
        left,
        destination,
        reason=reason,
        receiver=receiver,
        known=known,
        anchored=anchored,
        started=started and left > 40,
    )
    _follow(life, n, left, destination)


def _follow(life: Life, n: int, left: int, destination: str) -> None:
    """Follow-ups whose time has come, where the person has consented to them."""
    if life.place % 6 == 4 or n % 7 == 5:
        return
    doing = {"arbete": ("arbete", "lon"), "studier": ("studier", "studiestod")}.get(
        destination, ("forstarkt_samarbete", "aktivitetsersattning")
    )
    for moment, after in (("manad_3", 95), ("manad_6", 186), ("manad_12", 370)):
        if left > after + 4 and not (n % 8 == 4 and left < after + 60):
            reached = (n + after) % 4 != 0
            life.is_followed_up(left - after, moment, *(doing if reached else ()))


def _groups_meet(stage: Stage) -> None:
    """Some of Sara's participants in the course, and attendance at the sessions so far."""
    course = stage.groups[0]
    with stage.on(25, "sara") as actor:
        cases = list(
            Participation.objects.filter(
                owner_id=actor.organisation_id,
                case_manager_id=actor.account_id,
                ended_on__isnull=True,
                enrolled_on__lt=stage.day(60),
            )
            .select_related("participant", "version__programme")
            .order_by("enrolled_on", "pk")[:8]
        )
        for case in cases:
            group.join(actor=actor, group=course, participation=case)
    for session in list(_sessions(stage)):
        if session.held_on > stage.today:
            continue
        days_ago = (stage.today - session.held_on).days
        with stage.on(days_ago, "sara", 15) as actor:
            session.refresh_from_db()
            activities = Activity.objects.filter(
                Q(group=course), owner_id=actor.organisation_id
            ).order_by("pk")
            marks = {
                found.pk: group.Mark(False, ("sjuk", "orkade_inte", "resan")[n % 3])
                if (n + session.number) % 4 == 3
                else group.Mark(True)
                for n, found in enumerate(activities)
            }
            group.take_attendance(
                actor=actor,
                group=course,
                session=session,
                held_on=session.held_on,
                theme=("Vem är jag", "Styrkor och svagheter", "Samspel", "Hinder")[
                    (session.number - 1) % 4
                ],
                marks=marks,
                revision=session.revision,
            )


def _sessions(stage: Stage) -> list[object]:
    with stage.on(0, "sara"):
        return list(stage.groups[0].sessions.order_by("number"))


def _inquiries(stage: Stage) -> None:
    """Questions about nobody by name: one answered, one waiting."""
    receiver = stage.organisations[AMN].pk
    with stage.on(16, "olof") as actor:
        asked = question.inquire(
            actor=actor,
            version=stage.version,
            receiver_id=receiver,
            text="En person som är 24 år med försörjningsstöd och adhd, utan daglig verksamhet. "
            "Kan det passa hos er?",
        )
    with stage.on(13, "samira") as actor:
        question.answer(
            actor=actor,
            question=asked,
            text="Ja, ersättningen spelar ingen roll. Aktualisera gärna när personen samtycker.",
        )
    with stage.on(2, "maria") as actor:
        question.inquire(
            actor=actor,
            version=stage.version,
            receiver_id=receiver,
            text="Person, 20 år, med pågående behandling som avslutas i vår. Är det för tidigt?",
        )


def _protect(stage: Stage) -> None:
    """One of each level: the newest raised from a mark of secrecy, and one lifted again."""
    with stage.on(2, "samira") as actor:
        cases = list(
            Participation.objects.filter(owner_id=actor.organisation_id)
            .ongoing()
            .filter(case_manager__isnull=False)
            .select_related("participant", "version")
            .order_by("-enrolled_on", "pk")[:4]
        )
        for case, level in zip(cases, words.PROTECTED, strict=True):
            protection.protect(
                actor=actor,
                scope=case.scope,
                participant=case.participant,
                level=level,
                reason="Deltagaren visade beslutet från Skatteverket vid första mötet.",
                readers={case.case_manager_id, actor.account_id},
            )
    with stage.on(1, "samira") as actor:
        raised, lifted = cases[1], cases[3]
        protection.protect(
            actor=actor,
            scope=raised.scope,
            participant=raised.participant,
            level=Protection.REGISTERED,
            reason="Skatteverket har beslutat om skyddad folkbokföring.",
        )
        protection.lift(
            actor=actor,
            scope=lifted.scope,
            participant=lifted.participant,
            reason="Markeringen har upphört, enligt besked från Skatteverket.",
        )


def _results(stage: Stage) -> None:
    """What the coordinator has kept: evidence, and figures that have been published."""
    goals = stage.version.definition.goals
    qualitative = [goal.key for goal in goals if goal.kind == "qualitative"]
    with stage.on(45, "samira") as actor:
        for key in qualitative:
            analysis.keep_evidence(
                actor=actor,
                version=stage.version,
                goal=key,
                dated_on=stage.day(50),
                text="Styrgruppen gick igenom utkastet. Kontaktvägarna är klara, resten prövas.",
                is_reached=False,
            )
    with stage.on(0, "samira") as actor:
        key = stage.version.programme.key
        counted = results(actor, measured_programme(actor, key, days_in=True))
        # Drawn by the job process as soon as it starts, so that the page has its pictures.
        plot.ask_for(actor=actor, specs=specs_of(counted, key))
    with stage.on(1, "samira") as actor:
        figures.publish(actor=actor, version=stage.version, as_of=stage.day(1))
