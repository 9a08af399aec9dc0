"""This file is where the team's meetings are: who comes, which cases, and what was decided."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from stegvis.access.actor import Actor
from stegvis.access.permissions import Permission
from stegvis.access.policy import Scope, reach_q
from stegvis.casework.models.intake import Intake
from stegvis.casework.models.meeting import MeetingStatus
from stegvis.casework.models.participation import Participation
from stegvis.core.models import OwnForeignKey
from stegvis.core.secrecy import Secrecy
from stegvis.organisations.models import Account, Organisation, OwnedRecord
from stegvis.programmes.models import ProgrammeVersion


class TeamMeetingQuerySet(models.QuerySet["TeamMeeting"]):
    def visible_to(self, actor: Actor) -> "TeamMeetingQuerySet":
        """The own authority's meetings, to whoever runs them in the programme."""
        return self.filter(
            reach_q(
                actor,
                Permission.TEAM_MEETING_RUN,
                programme="version__programme_id",
                responsible="created_by_id",
            )
        )


class TeamMeeting(OwnedRecord):
    """A meeting where people who are referred are assessed and ongoing cases are talked through.

    It is the operator's own, and so is what is said: nobody else who comes may read it here.
    """

    owner_is_authority = True
    secrecy: ClassVar = Secrecy()

    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.PROTECT, related_name="+", verbose_name="insats"
    )
    # A key of the definition's meetings; empty where it names none.
    kind = models.SlugField("slag", max_length=60, blank=True)
    at = models.DateTimeField("tid")
    place = models.CharField("plats", max_length=160, blank=True)
    status = models.CharField(
        "status", max_length=10, choices=MeetingStatus.choices, default=MeetingStatus.BOOKED
    )

    objects = TeamMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "teammöte"
        verbose_name_plural = "teammöten"
        ordering = ["-at"]
        indexes = [models.Index(fields=["owner", "-at"], name="team_meeting_at")]

    def __str__(self) -> str:
        return self.kind

    @property
    def scope(self) -> Scope:
        return Scope(self.owner_id, self.version.programme_id)


class TeamAttendee(OwnedRecord):
    """Somebody who is called to the meeting, and for which authority she sits there."""

    secrecy: ClassVar = Secrecy()

    meeting = OwnForeignKey(TeamMeeting, related_name="attendees", verbose_name="teammöte")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name="myndighet"
    )
    name = models.CharField("namn", max_length=120)
    is_called_off = models.BooleanField("kommer inte", default=False)

    class Meta:
        verbose_name = "deltar i teammöte"
        verbose_name_plural = "deltar i teammöte"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TeamDecision(models.TextChoices):
    ADMIT = "admit", "tas emot"
    QUEUE = "queue", "kö"
    NOT_ADMIT = "not_admit", "tas inte emot"
    MORE = "more", "behöver mer underlag"
    TALKED = "talked", "genomgången"
    LATER = "later", "till ett senare möte"


class TeamCase(OwnedRecord):
    """One case of the agenda: somebody waiting for assessment, or an ongoing participation."""

    secrecy: ClassVar = Secrecy()

    meeting = OwnForeignKey(TeamMeeting, related_name="cases", verbose_name="teammöte")
    intake = OwnForeignKey(
        Intake, null=True, blank=True, related_name="team_cases", verbose_name="mottagande"
    )
    participation = OwnForeignKey(
        Participation,
        null=True,
        blank=True,
        related_name="team_cases",
        verbose_name="deltagande",
    )
    place = models.PositiveSmallIntegerField("plats på dagordningen")
    decision = models.CharField("beslut", max_length=10, choices=TeamDecision.choices, blank=True)
    text = models.TextField("det som beslutades", blank=True)
    decided_on = models.DateField("beslutat den", null=True, blank=True)
    decided_by = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    taken_off_at = models.DateTimeField("struken från dagordningen", null=True, blank=True)

    class Meta:
        verbose_name = "ärende på teammöte"
        verbose_name_plural = "ärenden på teammöten"
        ordering = ["place"]
        constraints = [
            models.CheckConstraint(
                condition=Q(intake__isnull=False, participation__isnull=True)
                | Q(intake__isnull=True, participation__isnull=False),
                name="team_case_is_one",
            ),
            models.UniqueConstraint(
                fields=["meeting", "intake"],
                name="team_intake_once",
                condition=Q(taken_off_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["meeting", "participation"],
                name="team_participation_once",
                condition=Q(taken_off_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.decision
