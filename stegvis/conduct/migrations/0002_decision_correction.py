"""What a decision said before it was corrected."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0001_initial"),
        ("organisations", "0003_login_identity"),
        ("programmes", "0004_programme_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionCorrection",
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
                ("text", models.TextField(verbose_name="tidigare text")),
                ("responsible", models.CharField(max_length=120, verbose_name="tidigare ansvarig")),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="tidigare sista dag"),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="varför det rättas")),
                ("corrected_by", models.CharField(max_length=120, verbose_name="rättat av")),
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
                    "decision",
                    stegvis.core.models.OwnForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="conduct.steeringdecision",
                        verbose_name="beslut",
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
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.programme",
                        verbose_name="insats",
                    ),
                ),
            ],
            options={
                "verbose_name": "rättelse av beslut",
                "verbose_name_plural": "rättelser av beslut",
                "ordering": ["created_at"],
            },
        ),
    ]
