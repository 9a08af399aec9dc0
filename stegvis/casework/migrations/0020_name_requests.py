import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0019_hold_of_a_case'),
        ('organisations', '0004_access_analysis'),
        ('participants', '0008_former_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NameRequest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                ('asked_on', models.DateField(verbose_name='begärt')),
                ('by_herself', models.BooleanField(default=False, verbose_name='begärt på egna sidor')),
                ('starts_on', models.DateField(verbose_name='från och med')),
                ('ends_on', models.DateField(verbose_name='till och med')),
                ('why', models.TextField(blank=True, verbose_name='varför')),
                ('due_on', models.DateField(verbose_name='besvaras senast')),
                ('decision', models.CharField(blank=True, choices=[('released', 'namn lämnas ut'), ('refused', 'namn lämnas inte ut')], max_length=8, verbose_name='beslut')),
                ('assessment', models.TextField(blank=True, verbose_name='prövning')),
                ('reason', models.TextField(blank=True, verbose_name='skäl för beslutet')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='beslutat')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='återkallat')),
                ('withdrawal_reason', models.TextField(blank=True, verbose_name='skäl för återkallandet')),
                ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                ('participant', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='name_requests', to='participants.participant', verbose_name='deltagare')),
                ('withdrawn_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'begäran om namn',
                'verbose_name_plural': 'begäran om namn',
                'ordering': ['-asked_on', '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='ReleasedName',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                ('name', models.CharField(max_length=160, verbose_name='namn')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='återkallat')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='medarbetare')),
                ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                ('participant', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participants.participant', verbose_name='deltagare')),
                ('request', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='names', to='casework.namerequest', verbose_name='begäran')),
            ],
            options={
                'verbose_name': 'utlämnat namn',
                'verbose_name_plural': 'utlämnade namn',
                'ordering': ['name'],
            },
        ),
        migrations.AddIndex(
            model_name='namerequest',
            index=models.Index(fields=['owner', 'decided_at'], name='names_waiting'),
        ),
        migrations.AddConstraint(
            model_name='namerequest',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('participant',), name='one_name_request_waits'),
        ),
        migrations.AddConstraint(
            model_name='namerequest',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='names_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='namerequest',
            constraint=models.CheckConstraint(condition=models.Q(('decided_at__isnull', True), models.Q(models.Q(('decision', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('assessment', ''), _negated=True)), _connector='OR'), name='names_decided_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='namerequest',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), models.Q(('decision', 'released'), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='names_withdrawn_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='releasedname',
            constraint=models.UniqueConstraint(fields=('request', 'account'), name='name_released_once'),
        ),
    ]
