from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("oversight", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("many_persons", "har öppnat ovanligt många personer på en timme"),
                    ("reads_stopped", "har stoppats vid gränsen för personer på en timme"),
                    ("exports_stopped", "har stoppats vid gränsen för uttag på ett dygn"),
                    ("protected_shown", "har visat skyddade personuppgifter"),
                ],
                max_length=20,
                verbose_name="slag",
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="subject_id",
            field=models.UUIDField(blank=True, null=True, verbose_name="vems uppgifter"),
        ),
        migrations.RemoveConstraint(model_name="alarm", name="one_alarm_a_day_and_kind"),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=Q(("subject_id__isnull", True)),
                fields=("owner", "account", "kind", "on"),
                name="one_alarm_a_day_and_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=Q(("handled_at__isnull", True), ("subject_id__isnull", False)),
                fields=("owner", "account", "kind", "on", "subject_id"),
                name="one_open_alarm_a_day_and_person",
            ),
        ),
    ]
