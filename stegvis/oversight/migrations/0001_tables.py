"""Checks of the log, its alarms, and incidents."""

import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.models
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('oversight', '0001_initial'),
        ('oversight', '0002_alarm_of_the_shown'),
        ('oversight', '0003_incident'),
        ('oversight', '0004_more_signs'),
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
                    name='LogCheck',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('kind', models.CharField(choices=[('sample', 'stickprov'), ('suspicion', 'misstankekontroll')], max_length=12, verbose_name='slag')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit', verbose_name='enhet')),
                        ('starts_on', models.DateField(verbose_name='från och med')),
                        ('ends_on', models.DateField(verbose_name='till och med')),
                        ('seed', models.CharField(blank=True, max_length=64, verbose_name='frö')),
                        ('last_number', models.BigIntegerField(verbose_name='sista raden')),
                        ('size', models.PositiveSmallIntegerField(default=0, verbose_name='antal rader')),
                        ('share', models.PositiveSmallIntegerField(default=0, verbose_name='procent som slumpen väljer')),
                        ('readings', models.PositiveIntegerField(default=0, verbose_name='läsningar att välja bland')),
                        ('cause', models.TextField(blank=True, verbose_name='skäl')),
                        ('participant_id', models.UUIDField(blank=True, null=True, verbose_name='deltagare')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='medarbetare')),
                        ('due_on', models.DateField(verbose_name='klar senast')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='avslutad')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('outcome', models.TextField(blank=True, verbose_name='utfall')),
                    ],
                    options={
                        'verbose_name': 'loggkontroll',
                        'verbose_name_plural': 'loggkontroller',
                        'ordering': ['-created_at'],
                        'indexes': [models.Index(fields=['owner', 'closed_at', 'due_on'], name='logcheck_open')],
                    },
                ),
                migrations.CreateModel(
                    name='LogCheckRow',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('log_check', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='oversight.logcheck', verbose_name='loggkontroll')),
                        ('number', models.BigIntegerField(verbose_name='nummer i kedjan')),
                        ('reason', models.CharField(choices=[('same_surname', 'samma efternamn'), ('same_contact', 'samma telefon eller e-post'), ('colleague', 'deltagaren arbetar själv hos er'), ('no_active_assignment', 'inget uppdrag eller ansvar i ärendet'), ('protected', 'skyddade personuppgifter'), ('curiosity', 'särskilt utsatt för nyfikenhet'), ('night', 'natt (22–06)'), ('weekend', 'lördag eller söndag'), ('random', 'slumpen')], max_length=20, verbose_name='draget som')),
                        ('signs', models.JSONField(default=list, verbose_name='tecken')),
                        ('times', models.PositiveIntegerField(default=1, verbose_name='läsningar samma dag')),
                        ('judgement', models.CharField(blank=True, choices=[('in_order', 'i ordning'), ('asked', 'medarbetaren är tillfrågad'), ('not_in_order', 'inte i ordning')], max_length=12, verbose_name='bedömning')),
                        ('comment', models.TextField(blank=True, verbose_name='kommentar')),
                        ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='bedömd')),
                        ('judged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'rad i loggkontroll',
                        'verbose_name_plural': 'rader i loggkontroll',
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('log_check', 'number'), name='row_once_in_check'), models.CheckConstraint(condition=models.Q(('judgement', ''), ('judged_at__isnull', False), _connector='OR'), name='judged_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Alarm',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('kind', models.CharField(choices=[('many_persons', 'har öppnat ovanligt många personer på en timme'), ('reads_stopped', 'har stoppats vid gränsen för personer på en timme'), ('exports_stopped', 'har stoppats vid gränsen för uttag på ett dygn'), ('protected_shown', 'har visat skyddade personuppgifter')], max_length=20, verbose_name='slag')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='medarbetare')),
                        ('on', models.DateField(verbose_name='dag')),
                        ('count', models.PositiveIntegerField(verbose_name='antal')),
                        ('limit', models.PositiveIntegerField(verbose_name='gräns')),
                        ('subject_id', models.UUIDField(blank=True, null=True, verbose_name='vems uppgifter')),
                        ('handled_at', models.DateTimeField(blank=True, null=True, verbose_name='hanterat')),
                        ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('outcome', models.TextField(blank=True, verbose_name='utfall')),
                    ],
                    options={
                        'verbose_name': 'larm',
                        'verbose_name_plural': 'larm',
                        'ordering': ['-created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('subject_id__isnull', True)), fields=('owner', 'account', 'kind', 'on'), name='one_alarm_a_day_and_kind'), models.UniqueConstraint(condition=models.Q(('handled_at__isnull', True), ('subject_id__isnull', False)), fields=('owner', 'account', 'kind', 'on', 'subject_id'), name='one_open_alarm_a_day_and_person')],
                    },
                ),
                migrations.CreateModel(
                    name='Incident',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('title', models.CharField(max_length=120, verbose_name='kort om vad som har hänt')),
                        ('what', models.TextField(verbose_name='vad som har hänt')),
                        ('noticed_at', models.DateTimeField(verbose_name='upptäckt')),
                        ('noticed_by', models.CharField(max_length=120, verbose_name='upptäckt av')),
                        ('leaked_from', models.DateTimeField(blank=True, null=True, verbose_name='läckan började')),
                        ('leaked_to', models.DateTimeField(blank=True, null=True, verbose_name='läckan slutade')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='konto')),
                        ('kinds', models.JSONField(default=list, verbose_name='slag av uppgifter')),
                        ('others', models.JSONField(default=list, verbose_name='andra ansvariga')),
                        ('is_breach', models.BooleanField(default=True, verbose_name='personuppgiftsincident')),
                        ('is_significant', models.BooleanField(default=False, verbose_name='betydande incident')),
                        ('risk', models.CharField(blank=True, choices=[('unlikely', 'osannolikt att någon drabbas'), ('likely', 'risk för de berörda'), ('high', 'hög risk för de berörda')], max_length=10, verbose_name='risk')),
                        ('risk_reason', models.TextField(blank=True, verbose_name='bedömning av risken')),
                        ('persons', models.PositiveIntegerField(blank=True, null=True, verbose_name='berörda personer')),
                        ('protected', models.PositiveIntegerField(blank=True, null=True, verbose_name='med skyddade uppgifter')),
                        ('counted_at', models.DateTimeField(blank=True, null=True, verbose_name='räknade')),
                        ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='avslutad')),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('outcome', models.TextField(blank=True, verbose_name='utfall')),
                    ],
                    options={
                        'verbose_name': 'incident',
                        'verbose_name_plural': 'incidenter',
                        'ordering': ['-noticed_at'],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('leaked_from__isnull', True), ('leaked_to__isnull', True)), ('leaked_from__lt', models.F('leaked_to')), _connector='OR'), name='leak_window_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='IncidentStep',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('incident', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='oversight.incident', verbose_name='incident')),
                        ('step', models.CharField(max_length=20, verbose_name='steg')),
                        ('outcome', models.CharField(choices=[('done', 'gjort'), ('not_needed', 'behövs inte')], max_length=12, verbose_name='utfall')),
                        ('at', models.DateTimeField(verbose_name='när')),
                        ('reference', models.CharField(blank=True, max_length=120, verbose_name='diarienummer')),
                        ('comment', models.TextField(blank=True, verbose_name='kommentar')),
                    ],
                    options={
                        'verbose_name': 'steg i incident',
                        'verbose_name_plural': 'steg i incident',
                        'ordering': ['created_at'],
                    },
                ),
            ],
        ),
    ]
