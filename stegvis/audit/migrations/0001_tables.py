"""The log and the ends of its chains."""

import stegvis.core.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
    ]

    initial = True

    dependencies = []

    operations = [
        stegvis.core.tables.CreateModels(
            models=[
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('pk', models.CompositePrimaryKey('owner_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('owner_id', models.UUIDField(verbose_name='ägare')),
                        ('number', models.BigIntegerField(verbose_name='nummer i kedjan')),
                        ('at', models.DateTimeField(verbose_name='tid')),
                        ('event', models.TextField(verbose_name='händelse')),
                        ('item_kind', models.TextField(verbose_name='slag')),
                        ('item_id', models.UUIDField(null=True, verbose_name='uppgift')),
                        ('participant_id', models.UUIDField(null=True, verbose_name='person')),
                        ('account_id', models.UUIDField(null=True, verbose_name='användare')),
                        ('organisation_id', models.UUIDField(null=True, verbose_name='för myndighet')),
                        ('unit', models.TextField(verbose_name='enhet')),
                        ('assignment_id', models.UUIDField(null=True, verbose_name='uppdrag')),
                        ('purpose', models.TextField(verbose_name='ändamål')),
                        ('request_id', models.UUIDField(verbose_name='begäran')),
                        ('detail', models.JSONField(verbose_name='förändring')),
                        ('previous', models.BinaryField(verbose_name='föregående summa')),
                        ('digest', models.BinaryField(verbose_name='summa')),
                    ],
                    options={
                        'verbose_name': 'loggrad',
                        'verbose_name_plural': 'loggrader',
                        'indexes': [models.Index(fields=['participant_id', '-at'], name='audit_entry_person'), models.Index(fields=['account_id', '-at'], name='audit_entry_account')],
                    },
                ),
                migrations.CreateModel(
                    name='ChainHead',
                    fields=[
                        ('owner_id', models.UUIDField(primary_key=True, serialize=False, verbose_name='ägare')),
                        ('number', models.BigIntegerField(default=0, verbose_name='sista nummer')),
                        ('digest', models.BinaryField(verbose_name='sista summa')),
                    ],
                    options={
                        'verbose_name': 'kedjans slut',
                        'verbose_name_plural': 'kedjornas slut',
                    },
                ),
            ],
        ),
    ]
