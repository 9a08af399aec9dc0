from django.db import migrations, models

import stegvis.participants.grounds


class Migration(migrations.Migration):

    dependencies = [
        ("casework", "0015_weeding"),
        ("participants", "0008_former_numbers"),
    ]

    operations = [
        migrations.AddField(
            model_name="outgoingreferral",
            name="assessment",
            field=models.TextField(blank=True, verbose_name="sekretessprövning"),
        ),
        migrations.AddField(
            model_name="outgoingreferral",
            name="ground",
            field=models.CharField(
                blank=True,
                choices=stegvis.participants.grounds.choices,
                max_length=12,
                verbose_name="grund",
            ),
        ),
        migrations.AddField(
            model_name="outgoingreferral",
            name="ground_reason",
            field=models.TextField(blank=True, verbose_name="motivering"),
        ),
        migrations.AddField(
            model_name="proposal",
            name="assessment",
            field=models.TextField(blank=True, verbose_name="sekretessprövning"),
        ),
        migrations.AddField(
            model_name="referral",
            name="assessment",
            field=models.TextField(blank=True, verbose_name="sekretessprövning"),
        ),
    ]
