"""Programmes and their versions, parties and offers."""

import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('programmes', '0001_initial'),
        ('programmes', '0002_text_of_its_own'),
        ('programmes', '0003_offers'),
        ('programmes', '0004_programme_closing'),
        ('programmes', '0005_places_from_facts'),
        ('programmes', '0006_offer_history'),
        ('programmes', '0007_history_begun'),
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
                    name='Programme',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('key', models.SlugField(max_length=60, unique=True, verbose_name='nyckel')),
                        ('name', models.CharField(max_length=160, verbose_name='namn')),
                        ('short_name', models.CharField(max_length=60, verbose_name='kort namn')),
                    ],
                    options={
                        'verbose_name': 'insats',
                        'verbose_name_plural': 'insatser',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeVersion',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='programmes.programme', verbose_name='insats')),
                        ('number', models.PositiveIntegerField(verbose_name='version')),
                        ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='publicerad')),
                        ('team_open', models.BooleanField(default=False, verbose_name='laget ser alla deltagare')),
                    ],
                    options={
                        'verbose_name': 'version av insats',
                        'verbose_name_plural': 'versioner av insatser',
                        'ordering': ['programme', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('programme', 'number'), name='version_number_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeText',
                    fields=[
                        ('version', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='text', serialize=False, to='programmes.programmeversion', verbose_name='version')),
                        ('content', models.TextField(verbose_name='beskrivning')),
                    ],
                    options={
                        'verbose_name': 'beskrivning av insats',
                        'verbose_name_plural': 'beskrivningar av insatser',
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeParty',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='programmes.programmeversion', verbose_name='version')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation')),
                        ('key', models.SlugField(max_length=60, verbose_name='nyckel i beskrivningen')),
                        ('seat', models.CharField(choices=[('operator', 'utförare'), ('party', 'part'), ('association', 'finansiär')], max_length=12, verbose_name='plats')),
                    ],
                    options={
                        'verbose_name': 'part i insats',
                        'verbose_name_plural': 'parter i insatser',
                        'ordering': ['version', 'key'],
                        'constraints': [models.UniqueConstraint(fields=('version', 'organisation', 'seat'), name='party_seat_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Offer',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('name', models.CharField(max_length=160, verbose_name='namn')),
                        ('provider', models.CharField(max_length=160, verbose_name='ges av')),
                        ('kind', models.CharField(choices=[('course', 'Kurs'), ('group', 'Gruppverksamhet'), ('work_training', 'Arbetsträning'), ('placement', 'Arbetsplatsförlagd praktik'), ('support', 'Stöd'), ('study_visit', 'Studiebesök'), ('counselling', 'Rådgivning')], max_length=16, verbose_name='slag')),
                        ('text', models.TextField(blank=True, verbose_name='beskrivning')),
                        ('target', models.CharField(blank=True, max_length=200, verbose_name='till för')),
                        ('daily_activities', models.CharField(blank=True, choices=[('also', 'också för den som har daglig verksamhet'), ('not', 'inte för den som har daglig verksamhet'), ('only', 'bara för den som har daglig verksamhet')], max_length=8, verbose_name='daglig verksamhet')),
                        ('needs', models.JSONField(default=list, verbose_name='behov')),
                        ('demands', models.JSONField(default=list, verbose_name='krav')),
                        ('adaptations', models.JSONField(default=list, verbose_name='anpassningar')),
                        ('languages', models.JSONField(default=list, verbose_name='språk')),
                        ('surveyed_on', models.DateField(blank=True, null=True, verbose_name='inventerad')),
                        ('min_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minst')),
                        ('max_percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='högst')),
                        ('municipality', models.CharField(blank=True, max_length=60, verbose_name='kommun')),
                        ('place', models.CharField(blank=True, max_length=160, verbose_name='plats')),
                        ('places_total', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='platser')),
                        ('places_given', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='för deltagare')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='från och med')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='till och med')),
                        ('contact_way', models.CharField(blank=True, max_length=200, verbose_name='kontakt')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='borttaget ur utbudet')),
                    ],
                    options={
                        'verbose_name': 'utbud',
                        'verbose_name_plural': 'utbud',
                        'ordering': ['name'],
                        'indexes': [models.Index(fields=['owner', 'ended_on'], name='offer_of_owner')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('starts_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='offer_dates_in_order'), models.CheckConstraint(condition=models.Q(('places_given__isnull', True), ('places_total__isnull', True), ('places_given__lte', models.F('places_total')), _connector='OR'), name='offer_places_given_are_of_all')],
                    },
                ),
                migrations.CreateModel(
                    name='OfferUse',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='programmes.offer', verbose_name='utbud')),
                        ('taken', models.PositiveSmallIntegerField(default=0, verbose_name='platser som är tagna')),
                        ('waiting', models.PositiveSmallIntegerField(default=0, verbose_name='väntar på plats')),
                    ],
                    options={
                        'verbose_name': 'använda platser',
                        'verbose_name_plural': 'använda platser',
                        'ordering': ['created_at'],
                        'constraints': [models.UniqueConstraint(fields=('offer', 'owner'), name='use_of_offer_once')],
                    },
                ),
                migrations.CreateModel(
                    name='OfferHistory',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='programmes.offer', verbose_name='utbud')),
                        ('since', models.DateField(verbose_name='från och med')),
                        ('told', models.JSONField(blank=True, null=True, verbose_name='uppgifter')),
                        ('taken', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='platser som är tagna')),
                    ],
                    options={
                        'verbose_name': 'tidigare uppgifter om utbud',
                        'verbose_name_plural': 'tidigare uppgifter om utbud',
                        'ordering': ['since'],
                        'constraints': [models.UniqueConstraint(fields=('offer', 'owner', 'since'), name='history_of_offer_once_a_day')],
                    },
                ),
                migrations.CreateModel(
                    name='ProgrammeClosing',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme', verbose_name='insats')),
                        ('decided_on', models.DateField(verbose_name='beslutat')),
                        ('last_intake_on', models.DateField(verbose_name='sista dag för aktualiseringar')),
                        ('ends_on', models.DateField(verbose_name='sista dag')),
                        ('reason', models.TextField(verbose_name='skäl')),
                        ('contact', models.CharField(max_length=200, verbose_name='kontakt')),
                        ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='beslutet upphävt')),
                        ('completed_at', models.DateTimeField(blank=True, null=True, verbose_name='avslutad')),
                        ('implementation', models.TextField(blank=True, verbose_name='vad som lever vidare')),
                        ('implemented_on', models.DateField(blank=True, null=True, verbose_name='infört')),
                    ],
                    options={
                        'verbose_name': 'avslut av insats',
                        'verbose_name_plural': 'avslut av insatser',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_on__isnull', True)), fields=('owner', 'programme'), name='one_closing_of_programme'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('last_intake_on'))), name='closing_dates_in_order')],
                    },
                ),
            ],
        ),
    ]
