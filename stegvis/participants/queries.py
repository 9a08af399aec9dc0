"""This file is where the person's will and what has been handed out about her are read.

Every fetch names the owner or the receiver itself; the database's own lock comes second.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from stegvis.access.actor import Actor, Person
from stegvis.access.permissions import Permission
from stegvis.access.policy import NotVisible
from stegvis.access.roles import ROLES
from stegvis.access.somebody import Shape, Somebody, shape_of
from stegvis.audit.journal import Journal, journal
from stegvis.core.compiled import Rows, blank, day_of, moment_of, text_of
from stegvis.core.dates import now, today
from stegvis.core.personal_number import PersonalNumber
from stegvis.organisations.models import Account, Assignment
from stegvis.participants.actions.consent import live_grants
from stegvis.participants.models import (
    Benefit,
    Consent,
    ConsentGrant,
    CuriosityMark,
    Disclosure,
    FormerNumber,
    Identity,
    NamedReader,
    Participant,
    Protection,
    ProtectionDecision,
)

HIDDEN_NAME = "Deltagare med skyddade personuppgifter"
# A reference of letters alone: digits would look like somebody's birth date.
_LETTERS = str.maketrans("0123456789", "GHJKLMNPRS")


@dataclass(frozen=True)
class Standing:
    """How the person stands to one kind of consent now: the newest answer, and what it is worth."""

    consent: Consent | None

    @property
    def state(self) -> str:
        """given, refused, withdrawn, ended or not_asked."""
        consent = self.consent
        if consent is None:
            return "not_asked"
        if consent.refused:
            return "refused"
        if consent.withdrawn_at:
            return "withdrawn"
        if consent.valid_to and consent.valid_to < today():
            return "ended"
        return "given"

    @property
    def is_given(self) -> bool:
        return self.state == "given"


def consents_of(actor: Actor, participation_id: UUID) -> list[Consent]:
    """Every consent and refusal of one participation, newest first, with its cells."""
    return list(
        Consent.objects.filter(owner_id=actor.organisation_id, participation_id=participation_id)
        .select_related("taken_by")
        .prefetch_related(
            Prefetch("grants", ConsentGrant.objects.select_related("receiver", "giver"))
        )
        .order_by("-created_at")
    )


def standing(consents: Iterable[Consent], kind: str) -> Standing:
    """The newest answer of one kind; `consents` are newest first."""
    return Standing(next((consent for consent in consents if consent.kind == kind), None))


def consent(actor: Actor, pk: UUID, participation_id: UUID) -> Consent:
    """One consent of the actor's own authority. Raises NotVisible."""
    found = (
        Consent.objects.filter(
            pk=pk, owner_id=actor.organisation_id, participation_id=participation_id
        )
        .prefetch_related(
            Prefetch("grants", ConsentGrant.objects.select_related("receiver", "giver"))
        )
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def receivers_covering(
    participation_id: UUID, giver_id: UUID, categories: Iterable[str]
) -> list[ConsentGrant]:
    """One grant for each receiver that may now be given all of the categories."""
    wanted = set(categories)
    by_receiver: dict[UUID, list[ConsentGrant]] = {}
    for grant in live_grants(participation_id, giver_id):
        if grant.giver_id == giver_id:
            by_receiver.setdefault(grant.receiver_id, []).append(grant)
    covering = [
        grants[0]
        for grants in by_receiver.values()
        if wanted and wanted <= {grant.category for grant in grants}
    ]
    return sorted(covering, key=lambda grant: grant.receiver.name)


def disclosures_of(actor: Actor, participation_id: UUID) -> list[Disclosure]:
    """What the actor's authority has handed out of a case, and received in it, newest first."""
    mine = Q(owner_id=actor.organisation_id) | Q(receiver_id=actor.organisation_id)
    return list(
        Disclosure.objects.filter(mine, participation_id=participation_id)
        .select_related("owner", "receiver", "created_by", "closed_by", "reviewed_by", "consent")
        .order_by("-created_at")[:500]
    )


def handed_out_about(
    actor: Actor, participant_id: UUID, participations: Iterable[UUID]
) -> list[Disclosure]:
    """What the actor's authority has handed out about one person, in these cases and outside any
    case, newest first; open and ended."""
    return list(
        Disclosure.objects.filter(owner_id=actor.organisation_id, participant_id=participant_id)
        .filter(Q(participation_id__in=participations) | Q(participation_id__isnull=True))
        .select_related("receiver", "created_by")
        .order_by("-created_at")[:500]
    )


def own_disclosure(actor: Actor, pk: UUID, participation_id: UUID) -> Disclosure:
    """One disclosure that the actor's authority has made. Raises NotVisible."""
    found = Disclosure.objects.filter(
        pk=pk, owner_id=actor.organisation_id, participation_id=participation_id
    ).first()
    if found is None:
        raise NotVisible
    return found


def received(actor: Actor, participation_id: UUID) -> QuerySet[Disclosure]:
    """What the actor's authority has been given in a case, open or closed, newest first."""
    return Disclosure.objects.filter(
        receiver_id=actor.organisation_id, participation_id=participation_id
    ).order_by("-created_at")


def reviews_due(actor: Actor, participations: Iterable[UUID]) -> QuerySet[Disclosure]:
    """Disclosures on another ground than consent that nobody has reviewed yet."""
    return Disclosure.objects.filter(
        owner_id=actor.organisation_id,
        participation_id__in=participations,
        review_due_on__isnull=False,
        reviewed_at__isnull=True,
    )


def identity_for(actor: Actor | Person, participant: Participant) -> Identity | None:
    """The identity that was fetched with the participant (select_related('identity')), if the
    actor may see it: a protected one only as a named reader who has said why. No query for
    those who are not protected, one a request for those who are."""
    identity: Identity | None = getattr(participant, "identity", None)
    if identity is None or isinstance(actor, Person):
        return identity
    if identity.owner_id != actor.organisation_id:
        return None
    if not participant.is_protected and identity.protection == Protection.NONE:
        return identity
    return identity if participant.pk in _shown_to(actor) else None


def identity_of(actor: Actor, participant_id: UUID) -> Identity | None:
    """One person's, own or handed out, as far as the actor may know. One query."""
    somebody, rows = _identity(shape_of(actor))
    values = {**somebody.ids_of(actor), _WHO: participant_id, _MOMENT: now(), _DAY: today()}
    return next(iter(rows.run(values)), None)


_WHO, _NUMBER, _MOMENT, _DAY = blank(), blank(), blank(), blank()


@lru_cache(maxsize=64)
def _identity(shape: Shape) -> tuple[Somebody, Rows]:
    somebody = Somebody(shape)
    seen = Identity.objects.visible_to(somebody.actor, moment_of(_MOMENT), day_of(_DAY))
    return somebody, Rows(seen.filter(participant_id=_WHO))


# What one request has asked already, by its journal; gone with it.
_shown: WeakKeyDictionary[Journal, frozenset[UUID]] = WeakKeyDictionary()


def _shown_to(actor: Actor) -> frozenset[UUID]:
    """The protected persons whose identity is open to the actor just now."""
    request = journal()
    if request not in _shown:
        _shown[request] = frozenset(
            NamedReader.objects.showing(actor).values_list("participant_id", flat=True)
        )
    return _shown[request]


def hidden_name(participant_id: UUID) -> str:
    """What stands where a protected person's name would: a reference that can be said aloud."""
    return f"{HIDDEN_NAME} {participant_id.hex[:5].upper().translate(_LETTERS)}"


@dataclass(frozen=True)
class Guard:
    """How one protected person is guarded: who may see her, and what has been decided."""

    readers: list[NamedReader]
    decisions: list[ProtectionDecision]
    own: NamedReader | None
    # None of those who are named has an assignment at the authority any longer.
    is_abandoned: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.own and self.own.shown_until and self.own.shown_until > now())


def guard_of(actor: Actor, participant: Participant) -> Guard:
    """Three queries; for somebody who is not protected, one: what was decided before.

    A decision says which level and why, and is for named readers alone; once the protection has
    been lifted it is history for all who see the person.
    """
    decisions = list(
        ProtectionDecision.objects.filter(
            owner_id=actor.organisation_id, participant=participant
        ).select_related("created_by")
    )
    if not participant.is_protected:
        return Guard([], decisions, None, False)
    readers = list(
        NamedReader.objects.active()
        .filter(owner_id=actor.organisation_id, participant=participant)
        .select_related("account", "created_by")
        .annotate(is_at_work=_at_work(actor))
        .order_by("account__name")
    )
    own = next((one for one in readers if one.account_id == actor.account_id), None)
    is_abandoned = not any(vars(one)["is_at_work"] for one in readers)
    return Guard(readers, decisions if own else [], own, is_abandoned)


def _at_work(actor: Actor) -> Exists:
    return Exists(
        Assignment.objects.current(today()).filter(
            account_id=OuterRef("account_id"),
            organisation_id=actor.organisation_id,
            account__is_active=True,
        )
    )


def possible_readers(actor: Actor) -> list[Account]:
    """Who at the actor's authority can be named: those whose role reads about participants."""
    roles = [key for key, role in ROLES.items() if Permission.IDENTITY_UNMASK in role.permissions]
    found = (
        Assignment.objects.current(today())
        .filter(organisation_id=actor.organisation_id, role__in=roles, account__is_active=True)
        .select_related("account")
        .order_by("account__name")
    )
    return list({one.account_id: one.account for one in found}.values())


def benefits_of(actor: Actor, participant: Participant) -> list[Benefit]:
    return list(
        Benefit.objects.filter(owner_id=actor.organisation_id, participant=participant).order_by(
            "-starts_on", "-created_at"
        )
    )


def curiosity_marks(actor: Actor, participant: Participant) -> list[CuriosityMark]:
    """The own authority's marks of her as exposed to curiosity, the newest first."""
    return list(
        CuriosityMark.objects.filter(
            owner_id=actor.organisation_id, participant=participant
        ).select_related("created_by", "ended_by")
    )


def former_numbers(actor: Actor, participant: Participant) -> list[FormerNumber]:
    """The numbers that the person had before, the latest first."""
    return list(
        FormerNumber.objects.visible_to(actor)
        .filter(owner_id=actor.organisation_id, participant=participant)
        .select_related("created_by")
    )


def known_by(actor: Actor, number: PersonalNumber) -> Participant | None:
    """Whoever has the number in the acting authority's own register, or had it before."""
    somebody, asked = _by_number(shape_of(actor))
    values = {**somebody.ids_of(actor), _NUMBER: number.digits, _MOMENT: now(), _DAY: today()}
    for numbers in asked:
        for hers in numbers.run(values):
            known: Participant = hers.participant
            return known
    return None


@lru_cache(maxsize=64)
def _by_number(shape: Shape) -> tuple[Somebody, tuple[Rows, Rows]]:
    """In SQL once for all who have the same roles: a list of hundreds asks it for each line."""
    somebody = Somebody(shape)
    actor, at = somebody.actor, moment_of(_MOMENT)
    hers = {"owner_id": actor.organisation_id, "number": text_of(_NUMBER)}
    now_hers = Identity.objects.visible_to(actor, at, day_of(_DAY)).filter(**hers)
    once_hers = FormerNumber.objects.visible_to(actor, at).filter(**hers)
    return somebody, (
        Rows(now_hers.select_related("participant")[:1]),
        Rows(once_hers.select_related("participant")[:1]),
    )


def own_participants(person: Person) -> dict[UUID, UUID]:
    """What each authority that has opened its pages to her calls the person, and which it is."""
    return dict(
        Identity.objects.filter(person_key=person.key, pages_closed_at__isnull=True).values_list(
            "participant_id", "owner_id"
        )
    )
