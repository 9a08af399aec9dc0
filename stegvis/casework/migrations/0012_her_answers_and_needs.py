"""Her comments on needs; pictures of scores beside the one of arbetsutbud."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0011_own_systems_and_texts"),
        ("organisations", "0003_login_identity"),
        ("participants", "0006_benefit_course"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="workplot",
            name="work_plot_once",
        ),
        migrations.AddField(
            model_name="owncomment",
            name="need",
            field=stegvis.core.models.OwnForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="comments",
                to="casework.need",
            ),
        ),
        migrations.AddField(
            model_name="workplot",
            name="about",
            field=models.SlugField(default="0-arbetsutbud", max_length=60, verbose_name="om"),
        ),
        migrations.AlterField(
            model_name="owncomment",
            name="about",
            field=models.CharField(
                choices=[
                    ("plan", "planen"),
                    ("goal", "ett mål"),
                    ("need", "ett behov"),
                    ("particulars", "uppgifterna om mig"),
                ],
                max_length=12,
                verbose_name="om",
            ),
        ),
        migrations.AddConstraint(
            model_name="owncomment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", "need"), _negated=True),
                    ("need__isnull", False),
                    _connector="OR",
                ),
                name="comment_names_need",
            ),
        ),
        migrations.AddConstraint(
            model_name="workplot",
            constraint=models.UniqueConstraint(
                fields=("participation", "owner", "about"), name="work_plot_once"
            ),
        ),
    ]
