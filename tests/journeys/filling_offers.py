"""This file is where a site gets VILJA with its people, inventories and needs for the journeys."""

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.organisations.models import Organisation
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from stegvis.web.demo import vilja
from stegvis.web.demo.inventory import furnish
from stegvis.web.demo.lives import Stage
from tests.world import actor_named, last_day


def fill() -> None:
    """VILJA's own people; Försäkringskassan's is the world's Lena."""
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        programme.load(actor=root, path=definitions_folder() / "vilja.toml")
    organisations = {one.key: one for one in Organisation.objects.all()}
    actors = {"lena": actor_named("Lena")}
    for staff in vilja.STAFF:
        administrator = system(organisations[staff.organisation])
        with acting(administrator):
            account = member.add(
                actor=administrator, email=f"{staff.key}@exempel.invalid", name=staff.name
            )
            member.grant(
                actor=administrator,
                account=account,
                role=staff.role,
                reason="Arbetar i VILJA.",
                starts_on=today().replace(year=today().year - 3, day=1),
                ends_on=last_day(),
                title=staff.title,
            )
        actors[staff.key] = actor_named(staff.key)
    version = ProgrammeVersion.objects.select_related("programme").get(programme__key=vilja.KEY)
    stage = Stage(today(), version, actors, organisations)
    for tell in vilja.lives(stage):
        tell()
    furnish(stage)
    furnish(stage)
