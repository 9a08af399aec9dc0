import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import stegvis.core.dates
import stegvis.core.models


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0001_initial'),
        ('organisations', '0001_initial'),
        ('participants', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(default=stegvis.core.dates.now, editable=False, verbose_name='skapad')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='ändringsnummer')),
                ('kind', models.CharField(choices=[('consent', 'underskrivet samtycke'), ('certificate', 'intyg eller utlåtande'), ('decision', 'beslut från myndighet'), ('agreement', 'överenskommelse eller avtal'), ('other', 'annan handling')], max_length=12, verbose_name='slag')),
                ('title', models.CharField(max_length=120, verbose_name='rubrik')),
                ('category', models.SlugField(max_length=40, verbose_name='slag av uppgift')),
                ('happened_on', models.DateField(verbose_name='handlingens datum')),
                ('file_name', models.CharField(max_length=120, verbose_name='filens namn')),
                ('media_type', models.CharField(choices=[('application/pdf', 'PDF'), ('image/png', 'PNG-bild'), ('image/jpeg', 'JPEG-bild'), ('application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'Word-dokument'), ('text/plain', 'ren text')], max_length=80, verbose_name='filtyp')),
                ('size', models.PositiveIntegerField(verbose_name='storlek i byte')),
                ('sha256', models.CharField(max_length=64, verbose_name='kontrollsumma')),
                ('content', models.BinaryField(verbose_name='innehåll')),
                ('author_name', models.CharField(max_length=120, verbose_name='av')),
                ('struck_at', models.DateTimeField(blank=True, null=True, verbose_name='makulerad')),
                ('struck_reason', models.CharField(blank=True, max_length=200, verbose_name='skäl till makuleringen')),
                ('consent', stegvis.core.models.OwnForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attachments', to='participants.consent', verbose_name='hör till samtycke')),
                ('created_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='skapad av')),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='ägare')),
                ('participant', stegvis.core.models.OwnForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='participants.participant', verbose_name='deltagare')),
                ('participation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='casework.participation', verbose_name='deltagande')),
                ('struck_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'bilaga',
                'verbose_name_plural': 'bilagor',
                'ordering': ['-happened_on', '-created_at'],
                'indexes': [models.Index(fields=['participation', '-happened_on'], name='attachment_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0), ('size__lte', 10485760)), name='attachment_size'), models.CheckConstraint(condition=models.Q(('struck_at__isnull', True), models.Q(('struck_reason', ''), _negated=True), _connector='OR'), name='struck_has_reason')],
            },
        ),
    ]
