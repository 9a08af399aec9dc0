from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('oversight', '0003_incident'),
    ]

    operations = [
        migrations.AlterField(
            model_name='logcheckrow',
            name='reason',
            field=models.CharField(choices=[('same_surname', 'samma efternamn'), ('same_contact', 'samma telefon eller e-post'), ('colleague', 'deltagaren arbetar själv hos er'), ('no_active_assignment', 'inget uppdrag eller ansvar i ärendet'), ('protected', 'skyddade personuppgifter'), ('curiosity', 'särskilt utsatt för nyfikenhet'), ('night', 'natt (22–06)'), ('weekend', 'lördag eller söndag'), ('random', 'slumpen')], max_length=20, verbose_name='draget som'),
        ),
    ]
