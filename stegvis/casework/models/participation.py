"""This file is where a person takes part in a programme: participation, its parties, its staff."""

from datetime import date
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.casework.models.intake import Intake
from stegvis.core.dates import today
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, OwnerOrDisclosed, OwnerOrParty, OwnerOrReceiver, Secrecy
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.participants.models import Disclosure, Participant
from stegvis.programmes.models import ProgrammeVersion

_IN_A_LIST = (
    *("owner", "enrolled_on", "ended_on", "way", "arm", "moved_from"),
    *("participant__born_on", "participant__protection", "participant__responsible"),
    *(f"participant__identity__{name}" for name in ("given_name", "family_name", "protection")),
    "participant__identity__owner",
    *("version__revision", "version__programme", "version__number", "version__team_open"),
)


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def visible_to(self, actor: Actor) -> "ParticipationQuerySet":
        """Own cases, the programme's where the definition says so, and cases where the actor is
        the contact of a party; the rule is `access.policy`, here for many rows."""
        here = reach_q(
            actor,
            Permission.PARTICIPATION_READ,
            programme="version__programme_id",
            responsible="case_manager_id",
            team_open="version__team_open",
        )
        as_party = Exists(
            Party.objects.now().filter(
                participation_id=OuterRef("pk"),
                organisation_id=actor.organisation_id,
                contact_id=actor.account_id,
            )
        )
        return self.filter(here | Q(as_party))

    def in_a_list(self, *, of_several: bool = True) -> "ParticipationQuerySet":
        """With the columns that a row in a list and its rules ask for: to make objects of all the
        others, a hundred times, takes longer than to fetch them. `of_several`: cases of more than
        one case manager, whose name the row then tells."""
        found = self.select_related("participant__identity", "version")
        if of_several:
            return found.select_related("case_manager").only(*_IN_A_LIST, "case_manager__name")
        return found.only(*_IN_A_LIST, "case_manager")

    def ongoing(self) -> "ParticipationQuerySet":
        return self.filter(ended_on__isnull=True)


class Participation(OwnedRecord):
    """The owner's participant in one programme version, one spell. A re-entry is a new row."""

    secrecy: ClassVar = OwnerOrParty(hers=Hers())

    participant = OwnForeignKey(
        Participant, related_name="participations", verbose_name="deltagare"
    )
    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    intake = OwnForeignKey(Intake, null=True, blank=True, related_name="participations")
    case_manager = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="case manager",
    )
    enrolled_on = models.DateField("inskriven")
    # The key of a way in the definition; chosen at the mapping and changeable later.
    way = models.SlugField("väg", max_length=40, blank=True)
    # The key of one of the definition's arms, where variants are compared.
    arm = models.SlugField("variant", max_length=60, blank=True)
    # The participation in an earlier programme that this one goes on from.
    moved_from = OwnForeignKey(
        "self", null=True, blank=True, related_name="moved_to", verbose_name="kommer från"
    )
    ended_on = models.DateField("avslutad", null=True, blank=True)

    # The id of that one where the actor sees it; given where a case is fetched.
    earlier_id: UUID | None = None

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagande"
        verbose_name_plural = "deltaganden"
        ordering = ["-enrolled_on"]
        indexes = [
            models.Index(fields=["owner", "case_manager", "ended_on"], name="participation_load"),
            # With all that goals read of every case, so that they are counted from the index alone.
            models.Index(
                fields=["owner", "version", "ended_on"],
                include=["id", "participant", "enrolled_on", "way", "arm"],
                name="participation_goals",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("enrolled_on")),
                name="participation_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def scope(self) -> Scope:
        responsible = frozenset({self.case_manager_id}) if self.case_manager_id else frozenset()
        return Scope(self.owner_id, self.version.programme_id, responsible, self.version.team_open)

    @property
    def is_ongoing(self) -> bool:
        return self.ended_on is None


class CaseManagerSpell(OwnedRecord):
    """Who has been case manager, from which day to which, both inclusive."""

    secrecy: ClassVar = Secrecy()

    participation = OwnForeignKey(Participation, related_name="case_manager_spells")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    class Meta:
        verbose_name = "period som case manager"
        verbose_name_plural = "perioder som case manager"
        ordering = ["starts_on"]
        indexes = [models.Index(fields=["owner", "participation"], name="spell_of_owner")]

    def __str__(self) -> str:
        return str(self.account_id)


class PartyQuerySet(models.QuerySet["Party"]):
    def now(self, day: date | None = None) -> "PartyQuerySet":
        day = day or today()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Party(OwnedRecord):
    """An authority that takes part in one case, through a named contact, within a window.

    It opens the participation (that the person takes part, and since when) to that authority,
    and nothing else; items need a disclosure each. `organisation_participant` is the party's
    own participant, if it has one: what the party writes hangs there.
    """

    secrecy: ClassVar = OwnerOrReceiver(
        receiver="organisation_id", hers=Hers(by=("participation_id", "casework_participation"))
    )

    participation = OwnForeignKey(Participation, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="myndighet"
    )
    organisation_participant_id = models.UUIDField("partens egen deltagare", null=True, blank=True)
    key = models.SlugField("part i beskrivningen", max_length=40, blank=True)
    contact = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kontaktperson",
    )
    contact_name = models.CharField("kontaktperson utan konto", max_length=120, blank=True)
    contact_way = models.CharField("nås på", max_length=200, blank=True)
    seat = models.CharField("roll i ärendet", max_length=80, blank=True)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = "part i ärendet"
        verbose_name_plural = "parter i ärendet"
        ordering = ["starts_on"]
        indexes = [
            models.Index(fields=["participation", "organisation"], name="party_of_case"),
            models.Index(fields=["organisation", "contact"], name="party_contact"),
        ]

    def __str__(self) -> str:
        return self.seat or self.key


class CaseItemQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Items of cases: own ones in cases that the actor sees, and those disclosed to her
    authority in cases where she is the contact. Works with row-level security off, too."""

    def visible_to(self, actor: Actor) -> Self:
        # Asked of each row by its id: as a list of all that the actor sees, it would be made by
        # reading cases from the beginning of the table until the row's own is found.
        of_case = Exists(
            Participation.objects.visible_to(actor).filter(pk=OuterRef("participation_id"))
        )
        # By sub-select and not by joining the participant: a disclosed item's is hidden, and an
        # inner join to it would drop the item.
        of_person = Exists(
            Participant.objects.filter(
                pk=OuterRef("participant_id"),
                owner_id=actor.organisation_id,
                responsible_id=actor.account_id,
            )
        )
        own = Q(owner_id=actor.organisation_id) & (Q(of_case) | Q(of_person))
        if not isinstance(self.model.secrecy, OwnerOrDisclosed):
            # What goes on changing is handed out as a frozen version, never as itself.
            return self.filter(own)
        received = Q(of_case) & Q(
            Exists(
                Disclosure.objects.open().filter(
                    item_id=OuterRef("pk"),
                    item_kind=self.model._meta.model_name,
                    receiver_id=actor.organisation_id,
                )
            )
        )
        return self.filter(own | received)

    def within(self, actor: Actor, case: "Participation") -> Self:
        """The own authority's items of a case that has just been fetched for the actor: whether
        she sees the case has been answered then, and is not asked again of each row. The same
        rows as `visible_to` gives of that case, but for what others have handed out."""
        return self.filter(owner_id=actor.organisation_id, participation=case)


class CaseRecord(OwnedRecord):
    """An item of a case: its owner's own participant, and the participation that it belongs to,
    which may be another authority's (an authority's note on a case it is party to)."""

    participant = OwnForeignKey(Participant, related_name="+", verbose_name="deltagare")
    participation = models.ForeignKey(
        Participation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="deltagande",
        # Another authority's case may be weeded while this item stays: the policy asks that the
        # case can be seen when the item is added, and nothing holds it afterwards.
        db_constraint=False,
    )

    class Meta:
        abstract = True

    @property
    def scope(self) -> Scope:
        """As the participation's when one owner has both, otherwise that of the own official."""
        if self.participation is not None and self.participation.owner_id == self.owner_id:
            return self.participation.scope
        responsible = self.participant.responsible_id
        return Scope(self.owner_id, None, frozenset({responsible} if responsible else ()))
