"""This file is where it is decided whether a person is told who has looked: a name is given on a
reasoned decision alone, and for a period of one authority's own log."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from stegvis.access.actor import Actor
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Hers, Secrecy
from stegvis.organisations.models import Account, OwnedRecord
from stegvis.participants.models import Participant


class NameDecision(models.TextChoices):
    RELEASED = "released", "namn lämnas ut"
    REFUSED = "refused", "namn lämnas inte ut"
    # Neither yes nor no: there is nothing to weigh, and nothing that she could appeal against.
    NOBODY = "nobody", "det finns inga namn att lämna ut"


class NameRequestQuerySet(models.QuerySet["NameRequest"]):
    def visible_to(self, actor: Actor) -> "NameRequestQuerySet":
        return self.filter(owner_id=actor.organisation_id)

    def waiting(self) -> "NameRequestQuerySet":
        return self.filter(decided_at__isnull=True)


class NameRequest(OwnedRecord):
    """A person asks which members of staff have looked at what one authority keeps about her, in
    the days between `starts_on` and `ends_on` (inclusive).

    When, why and from which unit she always sees; a name only where her interest weighs more than
    that of whoever looked (article 15 of the General Data Protection Regulation as the Court of
    Justice reads it in C-579/21) and no secrecy hinders it. `assessment` is that weighing, for
    the authority, where there is anybody to name; `reason` is what she is told. Decided, it can
    only be withdrawn.
    """

    secrecy: ClassVar = Secrecy(
        frozen_by="decided_at",
        still=("withdrawn_at", "withdrawn_by_id", "withdrawal_reason"),
        hers=Hers(adds=True),
    )

    participant = OwnForeignKey(Participant, related_name="name_requests", verbose_name="deltagare")
    asked_on = models.DateField("begärt")
    by_herself = models.BooleanField("begärt på egna sidor", default=False)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")
    why = models.TextField("varför", blank=True)
    due_on = models.DateField("besvaras senast")
    decision = models.CharField("beslut", max_length=8, choices=NameDecision.choices, blank=True)
    assessment = models.TextField("prövning", blank=True)
    reason = models.TextField("skäl för beslutet", blank=True)
    decided_at = models.DateTimeField("beslutat", null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField("återkallat", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    withdrawal_reason = models.TextField("skäl för återkallandet", blank=True)

    objects = NameRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "begäran om namn"
        verbose_name_plural = "begäran om namn"
        ordering = ["-asked_on", "-created_at"]
        indexes = [models.Index(fields=["owner", "decided_at"], name="names_waiting")]
        constraints = [
            # Two requests at the same moment are one.
            models.UniqueConstraint(
                fields=["participant"],
                name="one_name_request_waits",
                condition=Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on")), name="names_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True)
                | (~Q(decision="") & ~Q(reason="") & (~Q(assessment="") | Q(decision="nobody"))),
                name="names_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (Q(decision="released") & ~Q(withdrawal_reason="")),
                name="names_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.asked_on)

    @property
    def is_refused(self) -> bool:
        """Was she denied names that there were?"""
        return self.decision == NameDecision.REFUSED

    @property
    def is_shown(self) -> bool:
        """Are names shown to her on this decision now?"""
        return self.decision == NameDecision.RELEASED and self.withdrawn_at is None


class ReleasedName(OwnedRecord):
    """One member of staff whose name she is told, as it was when it was decided. Closed to her
    from the moment that the decision is withdrawn."""

    secrecy: ClassVar = Secrecy(
        frozen_by="created_at",
        still=("withdrawn_at",),
        hers=Hers(when="withdrawn_at is null"),
    )

    participant = OwnForeignKey(Participant, related_name="+", verbose_name="deltagare")
    request = OwnForeignKey(NameRequest, related_name="names", verbose_name="begäran")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", verbose_name="medarbetare"
    )
    name = models.CharField("namn", max_length=160)
    withdrawn_at = models.DateTimeField("återkallat", null=True, blank=True)

    class Meta:
        verbose_name = "utlämnat namn"
        verbose_name_plural = "utlämnade namn"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["request", "account"], name="name_released_once")
        ]

    def __str__(self) -> str:
        return self.name
