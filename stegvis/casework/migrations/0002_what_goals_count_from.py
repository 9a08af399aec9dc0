"""Indexes with what goals count from: the Swedish day of a plan, and who were told what follows."""

import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0001_tables'),
        ('organisations', '0001_tables'),
        ('participants', '0001_tables'),
        ('programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='plan',
            name='plan_goals',
        ),
        migrations.AddIndex(
            model_name='exit',
            index=models.Index(condition=models.Q(('confirmed_at__isnull', False), models.Q(('next_livelihood', ''), _negated=True)), fields=['owner'], include=('id', 'participation', 'ended_on', 'conversation_on', 'plan_known'), name='exit_livelihood'),
        ),
        migrations.AddIndex(
            model_name='intake',
            index=models.Index(fields=['owner', 'version', 'status'], include=('id', 'referral'), name='intake_statuses'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(models.F('owner'), django.db.models.functions.datetime.TruncDate('confirmed_at'), condition=models.Q(('confirmed_at__isnull', False)), include=('id', 'participation', 'confirmed_at', 'anchored_on'), name='plan_goals'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(models.F('owner'), django.db.models.functions.datetime.TruncDate('confirmed_at'), condition=models.Q(('confirmed_at__isnull', False), ('livelihood_informed_on__isnull', False), models.Q(('next_livelihood', ''), _negated=True)), include=('id', 'participation', 'confirmed_at', 'livelihood_informed_on'), name='plan_livelihood'),
        ),
    ]
