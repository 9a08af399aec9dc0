"""Work that never was can be struck, a month's figure taken back, and a case's curve be drawn."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0006_work_area_instruments"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="struck_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="makulerad"),
        ),
        migrations.AddField(
            model_name="workperiod",
            name="struck_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="makulerad"),
        ),
        migrations.AlterField(
            model_name="monthlyfigure",
            name="value",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="värde"),
        ),
        migrations.CreateModel(
            name="WorkPlot",
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
                ("key", models.CharField(max_length=64, verbose_name="nyckel")),
                ("spec", models.JSONField(verbose_name="beskrivning")),
                ("svg", models.TextField(blank=True, verbose_name="bild")),
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
                "verbose_name": "diagram över arbetsutbud",
                "verbose_name_plural": "diagram över arbetsutbud",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participation", "owner"), name="work_plot_once"
                    )
                ],
            },
        ),
    ]
