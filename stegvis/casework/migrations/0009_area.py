import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0008_admission"),
        ("organisations", "0003_login_identity"),
    ]

    operations = [
        migrations.AddField(
            "areaentry",
            "waiting_for",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.organisation",
                verbose_name="väntar på",
            ),
        ),
        migrations.AddField(
            "areaentry",
            "waiting_since",
            models.DateField("väntar sedan", null=True, blank=True),
        ),
        migrations.AddField(
            "exit",
            "next_livelihood",
            models.CharField("försörjning härnäst", max_length=160, blank=True),
        ),
        migrations.AddField(
            "plan",
            "livelihood_informed_on",
            models.DateField("informerad om försörjning", null=True, blank=True),
        ),
        migrations.AddField(
            "plan",
            "next_livelihood",
            models.CharField("försörjning härnäst", max_length=160, blank=True),
        ),
    ]
