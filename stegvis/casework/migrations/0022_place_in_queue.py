"""The moment since when somebody waits for a place, and not only the day: it is the order."""

from django.db import migrations, models

# Nobody knows the hour: those of one day come in the order in which their needs were noted.
_FROM_THE_DAY = """
update casework_need set queued_at = queued_on::timestamp at time zone 'Europe/Stockholm'
where queued_on is not null
"""
_TO_THE_DAY = """
update casework_need set queued_on = (queued_at at time zone 'Europe/Stockholm')::date
where queued_at is not null
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0021_nobody_has_read")]

    operations = [
        migrations.AddField(
            model_name="need",
            name="queued_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="i kö sedan"),
        ),
        migrations.RunSQL(_FROM_THE_DAY, _TO_THE_DAY),
        migrations.RemoveConstraint(model_name="need", name="need_in_queue_is_open"),
        migrations.RemoveField(model_name="need", name="queued_on"),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("queued_at__isnull", True),
                    models.Q(
                        ("met_on__isnull", True),
                        ("offer__isnull", False),
                        ("struck_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="need_in_queue_is_open",
            ),
        ),
    ]
