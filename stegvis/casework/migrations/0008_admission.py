"""Proposals, team meetings, placings in variants, and why somebody was not taken in."""

import json
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


def name_refusals(apps, schema_editor):
    """The key of each refusal that was kept as its label alone, from the definition's reasons."""
    intake, text = (
        apps.get_model("casework", "Intake"),
        apps.get_model("programmes", "ProgrammeText"),
    )
    # As the role that migrates: another connection would wait for this one's own locks.
    alias = schema_editor.connection.alias
    for version_id, content in text.objects.using(alias).values_list("version_id", "content"):
        for reason in json.loads(content)["intake"]["refusal_reasons"]:
            label = models.Q(decision_reason=reason["label"]) | models.Q(
                decision_reason__startswith=reason["label"] + "\n"
            )
            refused = intake.objects.using(alias).filter(label, version_id=version_id, refusal="")
            refused.filter(status="not_admitted").update(refusal=reason["key"])


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0007_work_struck_and_drawn"),
        ("organisations", "0003_login_identity"),
        ("participants", "0005_proposals_carry_consent"),
        ("programmes", "0002_text_of_its_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="referral",
            name="participant",
            field=stegvis.core.models.OwnForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="%(class)ss",
                to="participants.participant",
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="refusal",
            field=models.SlugField(blank=True, max_length=60, verbose_name="skäl, nyckel"),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                ("route", models.SlugField(max_length=40, verbose_name="väg in")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "utkast"),
                            ("sent", "skickad"),
                            ("withdrawn", "tillbakadragen"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="varför")),
                ("wish", models.TextField(blank=True, verbose_name="personens egna ord")),
                ("facts", models.JSONField(blank=True, default=dict, verbose_name="uppgifter")),
                ("ground", models.CharField(blank=True, max_length=12, verbose_name="grund")),
                ("ground_reason", models.TextField(blank=True, verbose_name="motivering")),
                (
                    "consent_on",
                    models.DateField(blank=True, null=True, verbose_name="samtycke lämnat den"),
                ),
                (
                    "consent_taken_by",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="samtycke mottaget av"
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="skickad")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="tillbakadragen"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handläggare",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="tänkt utförare",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "participant",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="participants.participant",
                        verbose_name="person",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="mottagare",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.programmeversion",
                        verbose_name="insats",
                    ),
                ),
            ],
            options={
                "verbose_name": "förslag",
                "verbose_name_plural": "förslag",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="ProposalAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("assessing", "bedöms"),
                            ("referred", "har lett vidare"),
                            ("declined", "ledde inte vidare"),
                        ],
                        default="assessing",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("received_on", models.DateField(verbose_name="inkom")),
                (
                    "message",
                    models.TextField(blank=True, verbose_name="meddelande till den som föreslog"),
                ),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="beslutad")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "participant",
                    stegvis.core.models.OwnForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.participant",
                        verbose_name="person",
                    ),
                ),
                (
                    "proposal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer",
                        to="casework.proposal",
                        verbose_name="förslag",
                    ),
                ),
                (
                    "referral",
                    stegvis.core.models.OwnForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal_answers",
                        to="casework.referral",
                        verbose_name="anvisning",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar på förslag",
                "verbose_name_plural": "svar på förslag",
                "ordering": ["received_on"],
            },
        ),
        migrations.CreateModel(
            name="TeamMeeting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                ("kind", models.SlugField(blank=True, max_length=60, verbose_name="slag")),
                ("at", models.DateTimeField(verbose_name="tid")),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="plats")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("booked", "bokat"),
                            ("held", "genomfört"),
                            ("missed", "uteblev"),
                            ("cancelled", "inställt"),
                        ],
                        default="booked",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.programmeversion",
                        verbose_name="insats",
                    ),
                ),
            ],
            options={
                "verbose_name": "teammöte",
                "verbose_name_plural": "teammöten",
                "ordering": ["-at"],
            },
        ),
        migrations.CreateModel(
            name="TeamCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(verbose_name="plats på dagordningen")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("admit", "tas emot"),
                            ("queue", "kö"),
                            ("not_admit", "tas inte emot"),
                            ("more", "behöver mer underlag"),
                            ("talked", "genomgången"),
                            ("later", "till ett senare möte"),
                        ],
                        max_length=10,
                        verbose_name="beslut",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="det som beslutades")),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="beslutat den"),
                ),
                (
                    "taken_off_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="struken från dagordningen"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "intake",
                    stegvis.core.models.OwnForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_cases",
                        to="casework.intake",
                        verbose_name="mottagande",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "participation",
                    stegvis.core.models.OwnForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_cases",
                        to="casework.participation",
                        verbose_name="deltagande",
                    ),
                ),
                (
                    "meeting",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="casework.teammeeting",
                        verbose_name="teammöte",
                    ),
                ),
            ],
            options={
                "verbose_name": "ärende på teammöte",
                "verbose_name_plural": "ärenden på teammöten",
                "ordering": ["place"],
            },
        ),
        migrations.CreateModel(
            name="TeamAttendee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("is_called_off", models.BooleanField(default=False, verbose_name="kommer inte")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="myndighet",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "meeting",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendees",
                        to="casework.teammeeting",
                        verbose_name="teammöte",
                    ),
                ),
            ],
            options={
                "verbose_name": "deltar i teammöte",
                "verbose_name_plural": "deltar i teammöte",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ArmPlacing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=stegvis.core.dates.now, editable=False, verbose_name="skapad"
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        default=1, editable=False, verbose_name="ändringsnummer"
                    ),
                ),
                ("arm", models.SlugField(max_length=60, verbose_name="variant")),
                ("by_lot", models.BooleanField(default=False, verbose_name="lottad")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("placed_on", models.DateField(verbose_name="placerad den")),
                ("is_change", models.BooleanField(default=False, verbose_name="ändring")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skapad av",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.organisation",
                        verbose_name="ägare",
                    ),
                ),
                (
                    "participant",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="participants.participant",
                        verbose_name="deltagare",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.participation",
                        verbose_name="deltagande",
                    ),
                ),
            ],
            options={
                "verbose_name": "placering i variant",
                "verbose_name_plural": "placeringar i varianter",
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_change", False),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="arm_change_has_reason",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["owner", "handler"], name="proposal_handler"),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["receiver", "-sent_at"], name="proposal_receiver"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "sent"), _negated=True),
                    ("sent_at__isnull", False),
                    _connector="OR",
                ),
                name="proposal_sent_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at__isnull", True),
                    models.Q(("ground", "consent"), _negated=True),
                    ("consent_on__isnull", False),
                    _connector="OR",
                ),
                name="proposal_sent_consent_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "declined"), _negated=True),
                    models.Q(("message", ""), _negated=True),
                    _connector="OR",
                ),
                name="declined_has_message",
            ),
        ),
        migrations.AddIndex(
            model_name="teammeeting",
            index=models.Index(fields=["owner", "-at"], name="team_meeting_at"),
        ),
        migrations.AddConstraint(
            model_name="teamcase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("intake__isnull", False), ("participation__isnull", True)),
                    models.Q(("intake__isnull", True), ("participation__isnull", False)),
                    _connector="OR",
                ),
                name="team_case_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_off_at__isnull", True)),
                fields=("meeting", "intake"),
                name="team_intake_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="teamcase",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_off_at__isnull", True)),
                fields=("meeting", "participation"),
                name="team_participation_once",
            ),
        ),
        migrations.RunPython(name_refusals, migrations.RunPython.noop),
    ]
