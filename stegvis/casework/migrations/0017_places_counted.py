"""Places that are taken already are counted once, from the activities; a migration of its own, for
rows and columns are not changed in the same transaction."""

from django.db import migrations

_LINKED = """
update casework_activity a set offer_id = n.offer_id
from casework_need n
where n.activity_id = a.id and n.owner_id = a.owner_id and n.offer_id is not null
"""
_COUNTED = """
insert into programmes_offeruse
    (id, created_at, created_by_id, revision, owner_id, offer_id, taken, waiting)
select gen_random_uuid(), now(), (array_agg(a.created_by_id order by a.created_at))[1], 1,
       a.owner_id, a.offer_id, count(*), 0
from casework_activity a join casework_participation p on p.id = a.participation_id
where a.offer_id is not null and a.status in ('planned', 'ongoing') and p.ended_on is null
group by a.owner_id, a.offer_id
"""
# What was free already leaves out those who have a place.
_GIVEN = """
update programmes_offer o set places_given = least(o.places_total, o.places_given + u.taken)
from (select offer_id, sum(taken) as taken from programmes_offeruse group by offer_id) u
where u.offer_id = o.id and o.places_given is not null
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0016_places_and_versions")]

    operations = [
        migrations.RunSQL(_LINKED, migrations.RunSQL.noop),
        migrations.RunSQL(_COUNTED, migrations.RunSQL.noop),
        migrations.RunSQL(_GIVEN, migrations.RunSQL.noop),
    ]
