"""What a participant needs and can, to be held against the inventory."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0009_area"),
        ("organisations", "0003_login_identity"),
        ("participants", "0006_benefit_course"),
        ("programmes", "0003_offers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Need",
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
                ("key", models.SlugField(max_length=60, verbose_name="behov")),
                (
                    "question",
                    models.SlugField(
                        blank=True, max_length=60, verbose_name="fråga i kartläggningen"
                    ),
                ),
                (
                    "wished_percent",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="önskad omfattning i procent"
                    ),
                ),
                (
                    "adaptations",
                    models.JSONField(default=list, verbose_name="anpassningar som behövs"),
                ),
                (
                    "cannot_meet",
                    models.JSONField(default=list, verbose_name="krav som är för svåra nu"),
                ),
                ("language", models.CharField(blank=True, max_length=40, verbose_name="språk")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="kommun")),
                (
                    "has_daily_activities",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="har daglig verksamhet"
                    ),
                ),
                ("noted_on", models.DateField(verbose_name="noterat")),
                ("met_on", models.DateField(blank=True, null=True, verbose_name="mött")),
                (
                    "struck_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="makulerat"),
                ),
                (
                    "activity",
                    stegvis.core.models.OwnForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="needs",
                        to="casework.activity",
                        verbose_name="mött genom",
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
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.offer",
                        verbose_name="utbud",
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
                "verbose_name": "behov",
                "verbose_name_plural": "behov",
                "ordering": ["noted_on", "created_at"],
                "indexes": [models.Index(fields=["participation"], name="need_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("met_on__isnull", True),
                            ("met_on__gte", models.F("noted_on")),
                            _connector="OR",
                        ),
                        name="need_met_after_noted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wished_percent__isnull", True),
                            models.Q(("wished_percent__gte", 1), ("wished_percent__lte", 100)),
                            _connector="OR",
                        ),
                        name="need_percent_is_a_part",
                    ),
                ],
            },
        ),
    ]
