"""Places in the inventory: what there is room for is kept, what is left is worked out."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_login_identity"),
        ("programmes", "0004_programme_closing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="offer", name="offer_places_left_are_of_all"),
        migrations.RenameField(model_name="offer", old_name="places_left", new_name="places_given"),
        migrations.AlterField(
            model_name="offer",
            name="places_given",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="för deltagare"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("places_given__isnull", True),
                    ("places_total__isnull", True),
                    ("places_given__lte", models.F("places_total")),
                    _connector="OR",
                ),
                name="offer_places_given_are_of_all",
            ),
        ),
        migrations.CreateModel(
            name="OfferUse",
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
                    "taken",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="platser som är tagna"
                    ),
                ),
                (
                    "waiting",
                    models.PositiveSmallIntegerField(default=0, verbose_name="väntar på plats"),
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
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
            ],
            options={
                "verbose_name": "använda platser",
                "verbose_name_plural": "använda platser",
                "ordering": ["created_at"],
                "constraints": [
                    models.UniqueConstraint(fields=("offer", "owner"), name="use_of_offer_once")
                ],
            },
        ),
    ]
