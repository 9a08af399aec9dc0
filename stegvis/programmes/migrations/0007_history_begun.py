"""The history of what is there already begins on the day when it was written down, with what is
known of it now; a migration of its own, for rows and tables are not changed in the same one."""

from django.db import migrations

_TOLD = """
insert into programmes_offerhistory
    (id, created_at, created_by_id, revision, owner_id, offer_id, since, told)
select gen_random_uuid(), now(), o.created_by_id, 1, o.owner_id, o.id,
    (o.created_at at time zone 'Europe/Stockholm')::date,
    jsonb_build_object(
        'needs', o.needs, 'demands', o.demands, 'adaptations', o.adaptations,
        'languages', o.languages, 'surveyed_on', o.surveyed_on, 'min_percent', o.min_percent,
        'max_percent', o.max_percent, 'municipality', o.municipality,
        'places_given', o.places_given, 'starts_on', o.starts_on, 'ends_on', o.ends_on,
        'ended_on', o.ended_on, 'daily_activities', o.daily_activities)
from programmes_offer o
"""
_TAKEN = """
insert into programmes_offerhistory
    (id, created_at, created_by_id, revision, owner_id, offer_id, since, taken)
select gen_random_uuid(), now(), u.created_by_id, 1, u.owner_id, u.offer_id,
    (o.created_at at time zone 'Europe/Stockholm')::date, u.taken
from programmes_offeruse u join programmes_offer o on o.id = u.offer_id
on conflict (offer_id, owner_id, since) do update set taken = excluded.taken
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0017_places_counted"),
        ("programmes", "0006_offer_history"),
    ]

    operations = [
        migrations.RunSQL(_TOLD, migrations.RunSQL.noop),
        migrations.RunSQL(_TAKEN, migrations.RunSQL.noop),
    ]
