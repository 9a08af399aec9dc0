"""A proposal and its answer rest on the consent that the proposal carries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("participants", "0004_grounds_as_data"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="disclosure",
            name="consent_ground_names_consent",
        ),
        migrations.AddConstraint(
            model_name="disclosure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "consent"), _negated=True),
                    ("consent__isnull", False),
                    ("item_kind", "referral"),
                    ("item_kind", "identity"),
                    ("item_kind", "intake"),
                    ("item_kind", "proposal"),
                    ("item_kind", "proposalanswer"),
                    ("item_kind", "takeover"),
                    ("item_kind", "question"),
                    _connector="OR",
                ),
                name="consent_ground_names_consent",
            ),
        ),
    ]
