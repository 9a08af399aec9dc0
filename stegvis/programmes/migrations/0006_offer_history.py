"""What was known of an offer from a day on, kept beside what is known now."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates

# The column has been given another name, and its own check is to be called by it.
_RENAMED = """
do $$ begin
    if exists (
        select from pg_constraint
        where conname = 'programmes_offer_places_left_check'
            and conrelid = 'programmes_offer'::regclass
    ) then
        alter table programmes_offer
            rename constraint programmes_offer_places_left_check
            to programmes_offer_places_given_check;
    end if;
end $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0003_login_identity"),
        ("programmes", "0005_places_from_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(_RENAMED, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="OfferHistory",
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
                ("since", models.DateField(verbose_name="från och med")),
                ("told", models.JSONField(blank=True, null=True, verbose_name="uppgifter")),
                (
                    "taken",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="platser som är tagna"
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
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
                "verbose_name": "tidigare uppgifter om utbud",
                "verbose_name_plural": "tidigare uppgifter om utbud",
                "ordering": ["since"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("offer", "owner", "since"), name="history_of_offer_once_a_day"
                    )
                ],
            },
        ),
    ]
