import django.db.models.deletion
import stegvis.core.dates
import stegvis.core.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0004_access_analysis'),
        ('participants', '0008_former_numbers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CuriosityMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                ('reason', models.TextField(verbose_name='skäl')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='borttagen')),
                ('end_reason', models.TextField(blank=True, verbose_name='skäl till att den togs bort')),
                ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                ('participant', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='curiosity_marks', to='participants.participant', verbose_name='deltagare')),
            ],
            options={
                'verbose_name': 'märkning som särskilt utsatt för nyfikenhet',
                'verbose_name_plural': 'märkningar som särskilt utsatt för nyfikenhet',
                'ordering': ['-created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('participant',), name='one_curiosity_mark'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), models.Q(('end_reason', ''), _negated=True), _connector='OR'), name='curiosity_ended_with_reason')],
            },
        ),
    ]
