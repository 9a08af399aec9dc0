import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("participants", "0002_own_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProtectionDecision",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("none", "inget skydd"),
                            ("marked", "sekretessmarkering"),
                            ("registered", "skyddad folkbokföring"),
                            ("assumed", "fingerade personuppgifter"),
                        ],
                        max_length=12,
                        verbose_name="skydd",
                    ),
                ),
                ("reason", models.TextField(verbose_name="skäl")),
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
                        related_name="protection_decisions",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "beslut om skydd",
                "verbose_name_plural": "beslut om skydd",
                "ordering": ["-created_at"],
            },
        ),
        migrations.AddField(
            model_name="namedreader",
            name="shown_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="visas till"),
        ),
        migrations.AddConstraint(
            model_name="namedreader",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("participant", "account"),
                name="reader_named_once",
            ),
        ),
    ]
