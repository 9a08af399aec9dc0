from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("participants", "0005_proposals_carry_consent")]

    operations = [
        migrations.AddField(
            "benefit",
            "dormant_until",
            models.DateField("vilande till och med", null=True, blank=True),
        ),
        migrations.AddField(
            "benefit",
            "schooling_ends_on",
            models.DateField("skolgången slutar", null=True, blank=True),
        ),
        migrations.AddField(
            "benefit",
            "applied_on",
            models.DateField("ny ansökan skickad", null=True, blank=True),
        ),
        migrations.AddField(
            "benefit",
            "decided_on",
            models.DateField("besked på ansökan", null=True, blank=True),
        ),
        migrations.AddField(
            "benefit",
            "outcome",
            models.CharField(
                "utfall av ansökan",
                max_length=8,
                choices=[("granted", "beviljad"), ("refused", "avslag")],
                blank=True,
            ),
        ),
        migrations.AddField(
            "benefit",
            "settled_on",
            models.DateField("ordnat den", null=True, blank=True),
        ),
        migrations.AddField(
            "benefit",
            "next_livelihood",
            models.CharField("försörjning härnäst", max_length=160, blank=True),
        ),
    ]
