"""Questions from a licence holder; and what is kept where parties write in own systems."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0010_needs"),
        ("organisations", "0003_login_identity"),
        ("participants", "0006_benefit_course"),
        ("programmes", "0003_offers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactFact",
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
                ("kind", models.SlugField(max_length=40, verbose_name="slag")),
                (
                    "is_contact",
                    models.BooleanField(default=False, verbose_name="kontakt med deltagaren"),
                ),
                ("is_attempt", models.BooleanField(default=False, verbose_name="kontaktförsök")),
                ("happened_on", models.DateField(verbose_name="händelsedatum")),
                ("source", models.CharField(max_length=120, verbose_name="uppgiften kommer från")),
                (
                    "struck_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="makulerad"),
                ),
            ],
            options={
                "verbose_name": "datum för kontakt",
                "verbose_name_plural": "datum för kontakter",
                "ordering": ["-happened_on", "kind"],
            },
        ),
        migrations.CreateModel(
            name="InstrumentText",
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
                ("instrument", models.SlugField(max_length=60, verbose_name="instrument")),
                ("edition", models.CharField(max_length=60, verbose_name="utgåva")),
                ("items", models.JSONField(default=list, verbose_name="frågor")),
                (
                    "low_label",
                    models.CharField(max_length=120, verbose_name="lägsta svaret betyder"),
                ),
                (
                    "high_label",
                    models.CharField(max_length=120, verbose_name="högsta svaret betyder"),
                ),
                ("licence", models.CharField(max_length=200, verbose_name="tillstånd")),
            ],
            options={
                "verbose_name": "frågor till instrument",
                "verbose_name_plural": "frågor till instrument",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="MonthlyLine",
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
                ("month", models.DateField(verbose_name="månad")),
                ("text", models.CharField(max_length=200, verbose_name="rad")),
                ("author_name", models.CharField(max_length=120, verbose_name="av")),
            ],
            options={
                "verbose_name": "månadens rad",
                "verbose_name_plural": "månadens rader",
                "ordering": ["-month"],
            },
        ),
        migrations.CreateModel(
            name="SystemRegistration",
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
                ("party", models.SlugField(max_length=60, verbose_name="part")),
                ("system", models.CharField(max_length=120, verbose_name="system")),
                ("reference", models.CharField(max_length=60, verbose_name="referens")),
                ("checked_on", models.DateField(verbose_name="kontrollerat den")),
            ],
            options={
                "verbose_name": "registrering i eget system",
                "verbose_name_plural": "registreringar i egna system",
                "ordering": ["checked_on"],
            },
        ),
        migrations.AddIndex(
            model_name="exit",
            index=models.Index(fields=["owner", "confirmed_at"], name="exit_of_owner"),
        ),
        migrations.AddField(
            model_name="contactfact",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skapad av",
            ),
        ),
        migrations.AddField(
            model_name="contactfact",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="ägare",
            ),
        ),
        migrations.AddField(
            model_name="contactfact",
            name="participant",
            field=stegvis.core.models.OwnForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.participant",
                verbose_name="deltagare",
            ),
        ),
        migrations.AddField(
            model_name="contactfact",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.participation",
                verbose_name="deltagande",
            ),
        ),
        migrations.AddField(
            model_name="instrumenttext",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skapad av",
            ),
        ),
        migrations.AddField(
            model_name="instrumenttext",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="ägare",
            ),
        ),
        migrations.AddField(
            model_name="instrumenttext",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.programme",
                verbose_name="insats",
            ),
        ),
        migrations.AddField(
            model_name="monthlyline",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skapad av",
            ),
        ),
        migrations.AddField(
            model_name="monthlyline",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="ägare",
            ),
        ),
        migrations.AddField(
            model_name="monthlyline",
            name="participant",
            field=stegvis.core.models.OwnForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.participant",
                verbose_name="deltagare",
            ),
        ),
        migrations.AddField(
            model_name="monthlyline",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.participation",
                verbose_name="deltagande",
            ),
        ),
        migrations.AddField(
            model_name="systemregistration",
            name="created_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="skapad av",
            ),
        ),
        migrations.AddField(
            model_name="systemregistration",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="ägare",
            ),
        ),
        migrations.AddField(
            model_name="systemregistration",
            name="participant",
            field=stegvis.core.models.OwnForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participants.participant",
                verbose_name="deltagare",
            ),
        ),
        migrations.AddField(
            model_name="systemregistration",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="casework.participation",
                verbose_name="deltagande",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactfact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("struck_at__isnull", True)),
                fields=("participation", "owner", "happened_on", "kind"),
                name="contact_fact_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyline",
            constraint=models.UniqueConstraint(
                fields=("participation", "owner", "month"), name="monthly_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="monthlyline",
            constraint=models.CheckConstraint(
                condition=models.Q(("month__day", 1)), name="monthly_line_is_of_a_month"
            ),
        ),
        migrations.AddIndex(
            model_name="systemregistration",
            index=models.Index(fields=["owner", "party", "reference"], name="registered_as"),
        ),
        migrations.AddConstraint(
            model_name="systemregistration",
            constraint=models.UniqueConstraint(
                fields=("participation", "owner", "party"), name="registered_once"
            ),
        ),
    ]
