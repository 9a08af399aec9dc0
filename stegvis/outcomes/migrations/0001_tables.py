"""Analyses and figures that are to be published."""

import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('outcomes', '0001_initial'),
        ('outcomes', '0002_evidence_kind'),
    ]

    initial = True

    dependencies = [
        ('organisations', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('programmes', '0001_tables'),
    ]

    operations = [
        stegvis.core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Analysis',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeversion')),
                        ('goal', models.SlugField(max_length=60, verbose_name='mål')),
                        ('as_of', models.DateField(verbose_name='siffran gällde den')),
                        ('analysis', models.TextField(verbose_name='tänkbar orsak')),
                        ('measure', models.TextField(blank=True, verbose_name='riktad insats')),
                        ('follow_up_on', models.DateField(blank=True, null=True, verbose_name='följs upp den')),
                    ],
                    options={
                        'verbose_name': 'analys',
                        'verbose_name_plural': 'analyser',
                        'ordering': ['-as_of', '-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Evidence',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programmeversion')),
                        ('goal', models.SlugField(max_length=60, verbose_name='mål')),
                        ('dated_on', models.DateField(verbose_name='datum')),
                        ('kind', models.CharField(choices=[('network', 'Nätverk'), ('contact_way', 'Kontaktväg'), ('exchange', 'Kunskapsutbyte'), ('routine', 'Rutin'), ('agreement', 'Överenskommelse'), ('decision', 'Beslut'), ('other', 'Annat underlag')], default='other', max_length=12, verbose_name='slag')),
                        ('text', models.TextField(verbose_name='vad som har gjorts')),
                        ('is_reached', models.BooleanField(default=False, verbose_name='målet är nått')),
                    ],
                    options={
                        'verbose_name': 'underlag för mål',
                        'verbose_name_plural': 'underlag för mål',
                        'ordering': ['-dated_on'],
                    },
                ),
                migrations.CreateModel(
                    name='PublishedFigures',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
                        ('as_of', models.DateField(verbose_name='siffrorna gäller den')),
                        ('content', models.JSONField(verbose_name='siffror')),
                    ],
                    options={
                        'verbose_name': 'publicerade siffror',
                        'verbose_name_plural': 'publicerade siffror',
                        'ordering': ['-as_of', '-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Plot',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('key', models.CharField(max_length=64, unique=True, verbose_name='nyckel')),
                        ('spec', models.JSONField(verbose_name='beskrivning')),
                        ('svg', models.TextField(blank=True, verbose_name='bild')),
                    ],
                    options={
                        'verbose_name': 'diagram',
                        'verbose_name_plural': 'diagram',
                    },
                ),
            ],
        ),
    ]
