"""The inventory of what there is to take part in."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_login_identity"),
        ("programmes", "0002_text_of_its_own"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
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
                ("name", models.CharField(max_length=160, verbose_name="namn")),
                ("provider", models.CharField(max_length=160, verbose_name="ges av")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("course", "Kurs"),
                            ("group", "Gruppverksamhet"),
                            ("work_training", "Arbetsträning"),
                            ("placement", "Arbetsplatsförlagd praktik"),
                            ("support", "Stöd"),
                            ("study_visit", "Studiebesök"),
                            ("counselling", "Rådgivning"),
                        ],
                        max_length=16,
                        verbose_name="slag",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="beskrivning")),
                ("target", models.CharField(blank=True, max_length=200, verbose_name="till för")),
                (
                    "daily_activities",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("also", "också för den som har daglig verksamhet"),
                            ("not", "inte för den som har daglig verksamhet"),
                            ("only", "bara för den som har daglig verksamhet"),
                        ],
                        max_length=8,
                        verbose_name="daglig verksamhet",
                    ),
                ),
                ("needs", models.JSONField(default=list, verbose_name="behov")),
                ("demands", models.JSONField(default=list, verbose_name="krav")),
                ("adaptations", models.JSONField(default=list, verbose_name="anpassningar")),
                ("languages", models.JSONField(default=list, verbose_name="språk")),
                ("surveyed_on", models.DateField(blank=True, null=True, verbose_name="inventerad")),
                (
                    "min_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minst"),
                ),
                (
                    "max_percent",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="högst"),
                ),
                (
                    "municipality",
                    models.CharField(blank=True, max_length=60, verbose_name="kommun"),
                ),
                ("place", models.CharField(blank=True, max_length=160, verbose_name="plats")),
                (
                    "places_total",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="platser"),
                ),
                (
                    "places_left",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="lediga platser"
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="från och med")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="till och med")),
                (
                    "contact_way",
                    models.CharField(blank=True, max_length=200, verbose_name="kontakt"),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="borttaget ur utbudet"),
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
            ],
            options={
                "verbose_name": "utbud",
                "verbose_name_plural": "utbud",
                "ordering": ["name"],
                "indexes": [models.Index(fields=["owner", "ended_on"], name="offer_of_owner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("starts_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="offer_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("places_left__isnull", True),
                            ("places_total__isnull", True),
                            ("places_left__lte", models.F("places_total")),
                            _connector="OR",
                        ),
                        name="offer_places_left_are_of_all",
                    ),
                ],
            },
        ),
    ]
