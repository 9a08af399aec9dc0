"""How programmes are steered, and deviations from the plan."""

import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.models
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('conduct', '0001_initial'),
        ('conduct', '0002_decision_correction'),
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
                    name='SeatHolding',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('seat', models.SlugField(max_length=60, verbose_name='plats')),
                        ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='medarbetare')),
                        ('name', models.CharField(blank=True, max_length=120, verbose_name='namn')),
                        ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='anställd av')),
                        ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='procent av heltid')),
                        ('starts_on', models.DateField(verbose_name='från och med')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='till och med')),
                    ],
                    options={
                        'verbose_name': 'innehav av plats',
                        'verbose_name_plural': 'innehav av platser',
                        'ordering': ['seat', 'starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='holding_dates_in_order'), models.CheckConstraint(condition=models.Q(('percent__isnull', True), ('percent__lte', 100), _connector='OR'), name='holding_at_most_full_time')],
                    },
                ),
                migrations.CreateModel(
                    name='SteeringMember',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('name', models.CharField(max_length=120, verbose_name='namn')),
                        ('title', models.CharField(max_length=120, verbose_name='befattning')),
                        ('place', models.CharField(max_length=160, verbose_name='företräder')),
                        ('starts_on', models.DateField(verbose_name='från och med')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='till och med')),
                    ],
                    options={
                        'verbose_name': 'ledamot i styrgruppen',
                        'verbose_name_plural': 'ledamöter i styrgruppen',
                        'ordering': ['place', 'starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='steering_member_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='SteeringMeeting',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('held_on', models.DateField(verbose_name='datum')),
                        ('present', models.TextField(verbose_name='närvarande')),
                        ('text', models.TextField(blank=True, verbose_name='anteckningar')),
                    ],
                    options={
                        'verbose_name': 'styrgruppsmöte',
                        'verbose_name_plural': 'styrgruppsmöten',
                        'ordering': ['-held_on', '-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Deviation',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('title', models.CharField(max_length=160, verbose_name='vad det gäller')),
                        ('changed', models.TextField(verbose_name='vad som har ändrats')),
                        ('since_on', models.DateField(verbose_name='sedan')),
                        ('why', models.TextField(verbose_name='varför')),
                        ('proposed', models.TextField(verbose_name='vad som föreslås')),
                        ('report', models.SlugField(blank=True, max_length=60, verbose_name='rapport')),
                        ('sent_to', models.CharField(max_length=160, verbose_name='till')),
                        ('figures_id', models.UUIDField(blank=True, null=True, verbose_name='publicerade siffror')),
                        ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='skickad')),
                        ('received_on', models.DateField(blank=True, null=True, verbose_name='mottagen')),
                        ('received_by', models.CharField(blank=True, max_length=120, verbose_name='mottagen av')),
                    ],
                    options={
                        'verbose_name': 'avvikelserapport',
                        'verbose_name_plural': 'avvikelserapporter',
                        'ordering': ['-since_on', '-created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='SteeringDecision',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('meeting', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='conduct.steeringmeeting', verbose_name='möte')),
                        ('text', models.TextField(verbose_name='beslut')),
                        ('goal', models.SlugField(blank=True, max_length=60, verbose_name='mål')),
                        ('deviation', stegvis.core.models.OwnForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='conduct.deviation', verbose_name='avvikelse')),
                        ('responsible', models.CharField(max_length=120, verbose_name='ansvarig')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='klart senast')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='klart')),
                    ],
                    options={
                        'verbose_name': 'beslut av styrgruppen',
                        'verbose_name_plural': 'beslut av styrgruppen',
                        'ordering': ['created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='DecisionCorrection',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('decision', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='conduct.steeringdecision', verbose_name='beslut')),
                        ('text', models.TextField(verbose_name='tidigare text')),
                        ('responsible', models.CharField(max_length=120, verbose_name='tidigare ansvarig')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='tidigare sista dag')),
                        ('reason', models.CharField(max_length=300, verbose_name='varför det rättas')),
                        ('corrected_by', models.CharField(max_length=120, verbose_name='rättat av')),
                    ],
                    options={
                        'verbose_name': 'rättelse av beslut',
                        'verbose_name_plural': 'rättelser av beslut',
                        'ordering': ['created_at'],
                    },
                ),
                migrations.CreateModel(
                    name='PlannedWorkMark',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('what', models.CharField(max_length=400, verbose_name='rad i planen')),
                        ('quarter', models.CharField(max_length=7, verbose_name='kvartal')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='gjort')),
                        ('note', models.TextField(blank=True, verbose_name='kommentar')),
                    ],
                    options={
                        'verbose_name': 'rad i planen',
                        'verbose_name_plural': 'rader i planen',
                        'ordering': ['quarter'],
                        'constraints': [models.UniqueConstraint(fields=('owner', 'programme', 'what', 'quarter'), name='planned_work_mark_once')],
                    },
                ),
            ],
        ),
    ]
