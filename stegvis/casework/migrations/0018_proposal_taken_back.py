"""What an assessor has begun is closed when the proposal is taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0017_places_counted")]

    operations = [
        migrations.AlterField(
            model_name="proposalanswer",
            name="status",
            field=models.CharField(
                choices=[
                    ("assessing", "bedöms"),
                    ("referred", "har lett vidare"),
                    ("declined", "ledde inte vidare"),
                    ("taken_back", "tillbakadraget av den som föreslog"),
                ],
                default="assessing",
                max_length=12,
                verbose_name="status",
            ),
        ),
    ]
