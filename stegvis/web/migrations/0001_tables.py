"""What a browser has sent, so that it is taken once and not lost."""

import django.db.models.deletion
import django.utils.timezone
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('web', '0001_initial'),
    ]

    initial = True

    dependencies = [
        ('organisations', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        stegvis.core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Draft',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('place', models.CharField(max_length=200, verbose_name='formulär')),
                        ('content', models.JSONField(default=dict, verbose_name='text')),
                        ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'utkast',
                        'verbose_name_plural': 'utkast',
                        'constraints': [models.UniqueConstraint(fields=('owner', 'account', 'place'), name='draft_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ParkedForm',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('path', models.CharField(max_length=300)),
                        ('sealed', models.BinaryField()),
                        ('parked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'parkerat formulär',
                        'verbose_name_plural': 'parkerade formulär',
                    },
                ),
                migrations.CreateModel(
                    name='Submission',
                    fields=[
                        ('token', models.UUIDField(primary_key=True, serialize=False)),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('location', models.CharField(blank=True, max_length=300)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'mottaget formulär',
                        'verbose_name_plural': 'mottagna formulär',
                    },
                ),
            ],
        ),
    ]
