"""How sure an identity is, and the numbers that a person had before."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models

LEVELS = [("established", "styrkt"), ("probable", "sannolik"), ("uncertain", "osäker")]


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_login_identity"),
        ("participants", "0007_goal_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="number_level",
            field=models.CharField(
                blank=True,
                choices=LEVELS,
                default="",
                max_length=12,
                verbose_name="identitetsnivå",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="identity",
            name="number_dormant",
            field=models.BooleanField(default=False, verbose_name="vilande"),
        ),
        migrations.CreateModel(
            name="FormerNumber",
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
                    "number",
                    models.CharField(blank=True, max_length=12, verbose_name="personnummer"),
                ),
                (
                    "number_kind",
                    models.CharField(blank=True, max_length=16, verbose_name="slag av nummer"),
                ),
                (
                    "number_level",
                    models.CharField(
                        blank=True, choices=LEVELS, max_length=12, verbose_name="identitetsnivå"
                    ),
                ),
                ("number_dormant", models.BooleanField(default=False, verbose_name="vilande")),
                ("reason", models.TextField(verbose_name="skäl till bytet")),
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
                        related_name="former_numbers",
                        to="participants.participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "tidigare nummer",
                "verbose_name_plural": "tidigare nummer",
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["owner", "number"], name="former_number"),
                ],
            },
        ),
    ]
