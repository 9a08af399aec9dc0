"""Organisations and their units, accounts, and who may do what for whom."""

import django.db.models.deletion
import django.utils.timezone
import stegvis.core.dates
import stegvis.core.tables
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('organisations', '0001_initial'),
        ('organisations', '0002_participant_account'),
        ('organisations', '0003_login_identity'),
        ('organisations', '0004_access_analysis'),
    ]

    initial = True

    dependencies = []

    operations = [
        stegvis.core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Organisation',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('key', models.SlugField(max_length=60, unique=True, verbose_name='nyckel')),
                        ('name', models.CharField(max_length=120, verbose_name='namn')),
                        ('short_name', models.CharField(max_length=40, verbose_name='kort namn')),
                        ('kind', models.CharField(choices=[('forsakringskassan', 'Försäkringskassan'), ('arbetsformedlingen', 'Arbetsförmedlingen'), ('kommun', 'kommunal nämnd'), ('region', 'region'), ('forbund', 'samordningsförbund')], max_length=20, verbose_name='slag')),
                        ('municipality', models.CharField(blank=True, max_length=60, verbose_name='kommun')),
                        ('contact_way', models.TextField(blank=True, verbose_name='kontaktväg')),
                    ],
                    options={
                        'verbose_name': 'organisation',
                        'verbose_name_plural': 'organisationer',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Unit',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='units', to='organisations.organisation', verbose_name='organisation')),
                        ('name', models.CharField(max_length=120, verbose_name='namn')),
                        ('contact_way', models.TextField(blank=True, verbose_name='kontaktväg')),
                    ],
                    options={
                        'verbose_name': 'enhet',
                        'verbose_name_plural': 'enheter',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='Account',
                    fields=[
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='e-post')),
                        ('person_key', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True)),
                        ('name', models.CharField(blank=True, max_length=120, verbose_name='namn')),
                        ('phone', models.CharField(blank=True, max_length=40, verbose_name='telefon')),
                        ('is_active', models.BooleanField(default=True, verbose_name='aktiv')),
                        ('is_system', models.BooleanField(default=False, verbose_name='systemkonto')),
                        ('employee_issuer', models.CharField(blank=True, max_length=200, verbose_name='utfärdare')),
                        ('employee_id', models.CharField(blank=True, max_length=120, verbose_name='anställnings-id')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='öppnat')),
                        ('session_epoch', models.PositiveIntegerField(default=0, verbose_name='omgång')),
                    ],
                    options={
                        'verbose_name': 'konto',
                        'verbose_name_plural': 'konton',
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('employee_id', ''), _negated=True), fields=('employee_issuer', 'employee_id'), name='account_employee_once'), models.CheckConstraint(condition=models.Q(('person_key__isnull', True), models.Q(('email__isnull', True), ('employee_id', '')), _connector='OR'), name='account_participant_or_staff')],
                    },
                ),
                migrations.CreateModel(
                    name='Assignment',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='medarbetare')),
                        ('employer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='arbetsgivare')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='organisations.organisation', verbose_name='för myndighet')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit', verbose_name='enhet')),
                        ('role', models.CharField(choices=[('referrer', 'handläggare'), ('case_manager', 'case manager'), ('coordinator', 'samordnare'), ('named_contact', 'kontaktperson i ärende'), ('steering_group', 'styrgrupp'), ('association', 'samordningsförbundet'), ('administrator', 'administratör')], max_length=20, verbose_name='roll')),
                        ('title', models.CharField(blank=True, max_length=80, verbose_name='yrkestitel')),
                        ('programme_id', models.UUIDField(blank=True, null=True, verbose_name='insats')),
                        ('percent', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='procent av heltid')),
                        ('reason', models.TextField(verbose_name='behov')),
                        ('starts_on', models.DateField(verbose_name='från och med')),
                        ('ends_on', models.DateField(blank=True, null=True, verbose_name='till och med')),
                    ],
                    options={
                        'verbose_name': 'uppdrag',
                        'verbose_name_plural': 'uppdrag',
                        'ordering': ['starts_on'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='assignment_dates_in_order')],
                    },
                ),
                migrations.CreateModel(
                    name='AccessAnalysis',
                    fields=[
                        ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                        ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                        ('role', models.CharField(choices=[('referrer', 'handläggare'), ('case_manager', 'case manager'), ('coordinator', 'samordnare'), ('named_contact', 'kontaktperson i ärende'), ('steering_group', 'styrgrupp'), ('association', 'samordningsförbundet'), ('administrator', 'administratör')], max_length=20, verbose_name='roll')),
                        ('programme_id', models.UUIDField(blank=True, null=True, verbose_name='insats')),
                        ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.unit', verbose_name='enhet')),
                        ('need', models.TextField(verbose_name='behov')),
                        ('risk', models.TextField(verbose_name='risk')),
                        ('reference', models.CharField(blank=True, max_length=120, verbose_name='diarienummer eller annan hänvisning')),
                        ('longest_months', models.PositiveSmallIntegerField(verbose_name='längsta uppdrag i månader')),
                        ('written_on', models.DateField(verbose_name='skriven')),
                        ('reviewed_by', models.CharField(max_length=120, verbose_name='granskad av')),
                        ('review_on', models.DateField(verbose_name='ses över senast')),
                        ('ended_on', models.DateField(blank=True, null=True, verbose_name='ersatt eller avslutad')),
                    ],
                    options={
                        'verbose_name': 'behovs- och riskanalys',
                        'verbose_name_plural': 'behovs- och riskanalyser',
                        'ordering': ['role', 'created_at'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on__isnull', True)), fields=('owner', 'role', 'programme_id', 'unit'), name='one_analysis_in_force', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('review_on__gte', models.F('written_on'))), name='analysis_dates_in_order')],
                    },
                ),
            ],
        ),
    ]
