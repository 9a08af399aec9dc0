"""This file is where authorities, their units, the people who work there and their assignments are.

Nothing here is about a participant: the directory is open to everybody who is logged in.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from stegvis.access.roles import ROLES, RoleKey
from stegvis.core.models import Record
from stegvis.core.secrecy import Exempt, Secrecy

_DIRECTORY = Exempt(
    "The directory of authorities and staff holds no participant data.", hers="select"
)


class OrganisationKind(models.TextChoices):
    SOCIAL_INSURANCE = "forsakringskassan", "Försäkringskassan"
    EMPLOYMENT_SERVICE = "arbetsformedlingen", "Arbetsförmedlingen"
    MUNICIPAL_BOARD = "kommun", "kommunal nämnd"
    REGION = "region", "region"
    ASSOCIATION = "forbund", "samordningsförbund"


class Organisation(models.Model):
    """An authority or nämnd: the unit of secrecy (OSL 8 kap. 1-2 §§). Two nämnder of one
    kommun are two organisations. The förbund is one too, but can never own case records."""

    secrecy: ClassVar = _DIRECTORY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.SlugField("nyckel", max_length=60, unique=True)
    name = models.CharField("namn", max_length=120)
    short_name = models.CharField("kort namn", max_length=40)
    kind = models.CharField("slag", max_length=20, choices=OrganisationKind.choices)
    municipality = models.CharField("kommun", max_length=60, blank=True)
    contact_way = models.TextField("kontaktväg", blank=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    secrecy: ClassVar = _DIRECTORY

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="units", verbose_name="organisation"
    )
    name = models.CharField("namn", max_length=120)
    contact_way = models.TextField("kontaktväg", blank=True)

    class Meta:
        verbose_name = "enhet"
        verbose_name_plural = "enheter"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A login. Assignments alone decide what it may do; by itself it sees nothing."""

    secrecy: ClassVar = Exempt(
        # She reads who to call, and nothing of how anybody logs in.
        "Accounts are read before anybody acts.",
        hers="select (id, name, phone, email)",
    )
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # A participant's account has neither: only the keyed digest of who she has proved to be.
    email = models.EmailField("e-post", unique=True, null=True, blank=True)
    person_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    name = models.CharField("namn", max_length=120, blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    is_active = models.BooleanField("aktiv", default=True)
    is_system = models.BooleanField("systemkonto", default=False)
    # Who she is to her employer's login, such as her HSA-id; written down before she comes.
    employee_issuer = models.CharField("utfärdare", max_length=200, blank=True)
    employee_id = models.CharField("anställnings-id", max_length=120, blank=True)
    # When an administrator last let the account in; a login since then counts from itself.
    opened_at = models.DateTimeField("öppnat", default=timezone.now)
    # Part of what every session is signed with: one more, and all of them are over.
    session_epoch = models.PositiveIntegerField("omgång", default=0)

    objects = AccountManager()

    def get_session_auth_hash(self) -> str:
        """A changed password or a raised epoch ends every session at its next request."""
        signed = f"{self.session_epoch} {self.password}"
        return salted_hmac("stegvis.organisations.session", signed, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """None: a session signed with an earlier SECRET_KEY is over."""
        yield from ()

    def has_rested(self, days: int, now: datetime) -> bool:
        """True when nobody has logged in, or been let in anew, for more than so many days."""
        latest = max(self.opened_at, self.last_login or self.opened_at)
        return days > 0 and now - latest > timedelta(days=days)

    @property
    def is_participant(self) -> bool:
        """A participant's own login: it reaches her own pages and nothing else."""
        return self.person_key is not None

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["employee_issuer", "employee_id"],
                condition=~Q(employee_id=""),
                name="account_employee_once",
            ),
            models.CheckConstraint(
                condition=Q(person_key__isnull=True) | Q(email__isnull=True, employee_id=""),
                name="account_participant_or_staff",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self, day: date) -> "AssignmentQuerySet":
        """In force on the day; start and end inclusive, so an assignment stops at midnight."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Assignment(Record):
    """A person, her employer, the authority she acts for, the role, and the period.

    Staff of a joint team act for the operator though another authority employs them.
    """

    secrecy: ClassVar = _DIRECTORY

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="assignments", verbose_name="medarbetare"
    )
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="arbetsgivare"
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name="för myndighet",
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="enhet",
    )
    role = models.CharField(
        "roll", max_length=20, choices=[(key.value, role.name) for key, role in ROLES.items()]
    )
    title = models.CharField("yrkestitel", max_length=80, blank=True)
    # A bare id, because programmes are a floor above; None means all the authority's programmes.
    programme_id = models.UUIDField("insats", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("procent av heltid", null=True, blank=True)
    reason = models.TextField("behov")
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="assignment_dates_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"

    @property
    def role_key(self) -> RoleKey:
        return RoleKey(self.role)


class OwnedRecord(Record):
    """A record of exactly one authority. The förbund can never be the owner (a check that
    reads another table, so a trigger holds it; IMY 3 March 2016)."""

    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="ägare",
    )

    class Meta:
        abstract = True

    @property
    def item_kind(self) -> str:
        return self._meta.model_name or ""

    @property
    def about_participant_id(self) -> uuid.UUID | None:
        """The owner's own participant that the record is about, for the log."""
        return getattr(self, "participant_id", None)


class AccessAnalysis(OwnedRecord):
    """A documented analysis of need and risk: what one role may reach, why, and what is done about
    the risk (IMY: access follows an analysis for each assignment, never the profession alone).

    One analysis covers every assignment of its role within its programme and unit, or within all
    of them. It is gone over by writing a new one; what has been replaced is kept, and frozen.
    """

    secrecy: ClassVar = Secrecy(frozen_by="ended_on")

    role = models.CharField(
        "roll", max_length=20, choices=[(key.value, role.name) for key, role in ROLES.items()]
    )
    # A bare id, because programmes are a floor above; None means all the authority's programmes.
    programme_id = models.UUIDField("insats", null=True, blank=True)
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="enhet",
    )
    need = models.TextField("behov")
    risk = models.TextField("risk")
    reference = models.CharField("diarienummer eller annan hänvisning", max_length=120, blank=True)
    longest_months = models.PositiveSmallIntegerField("längsta uppdrag i månader")
    written_on = models.DateField("skriven")
    reviewed_by = models.CharField("granskad av", max_length=120)
    review_on = models.DateField("ses över senast")
    ended_on = models.DateField("ersatt eller avslutad", null=True, blank=True)

    class Meta:
        verbose_name = "behovs- och riskanalys"
        verbose_name_plural = "behovs- och riskanalyser"
        ordering = ["role", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "role", "programme_id", "unit"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="one_analysis_in_force",
            ),
            models.CheckConstraint(
                condition=Q(review_on__gte=models.F("written_on")), name="analysis_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.written_on}"

    def covers(self, role: str, programme_id: uuid.UUID | None, unit_id: uuid.UUID | None) -> bool:
        """Is an assignment of this role, programme and unit within what was analysed? One for all
        programmes or units is not covered by the analysis of one of them."""
        return (
            self.role == role
            and self.programme_id in (None, programme_id)
            and self.unit_id in (None, unit_id)
        )
