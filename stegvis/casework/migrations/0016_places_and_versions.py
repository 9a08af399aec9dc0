"""Which offer an activity has a place in, who waits for one, and what answers said before they
were corrected."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0016_sending_assessment"),
        ("organisations", "0003_login_identity"),
        ("participants", "0008_former_numbers"),
        ("programmes", "0005_places_from_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="offer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.offer",
                verbose_name="utbud",
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="queued_on",
            field=models.DateField(blank=True, null=True, verbose_name="i kö sedan"),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queued_on__isnull", True),
                    models.Q(
                        ("met_on__isnull", True),
                        ("offer__isnull", False),
                        ("struck_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="need_in_queue_is_open",
            ),
        ),
        migrations.CreateModel(
            name="EarlierAnswer",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("answered_on", models.DateField(verbose_name="besvarat den")),
                ("answers", models.JSONField(default=dict, verbose_name="svar")),
                (
                    "score",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="poäng",
                    ),
                ),
                (
                    "subscores",
                    models.JSONField(blank=True, default=dict, verbose_name="delpoäng"),
                ),
                (
                    "answer",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier",
                        to="casework.instrumentanswer",
                        verbose_name="svar",
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
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.participation",
                        verbose_name="deltagande",
                    ),
                ),
            ],
            options={
                "verbose_name": "tidigare svar på instrument",
                "verbose_name_plural": "tidigare svar på instrument",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("answer", "number"), name="earlier_answer_once")
                ],
            },
        ),
    ]
