"""The flow of ENTER: 76 received for assessment, 61 enrolled, and why fifteen were not."""

from datetime import date

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.casework import flow as flows
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.organisations.actors import actor_from, assignments_of
from stegvis.organisations.models import Organisation
from stegvis.programmes.actions import programme
from stegvis.programmes.reading import definitions_folder
from stegvis.web.demo import build, enter
from stegvis.web.demo.lives import Stage
from tests.world import World, last_day


def stage_of_enter() -> Stage:
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        version = programme.load(actor=root, path=definitions_folder() / "enter.toml")
    organisations = {one.key: one for one in Organisation.objects.all()}
    wanted = {"petra", "linus", "jonas", "lena"}
    actors = {}
    for staff in build.everybody():
        if staff.key not in wanted:
            continue
        administrator = system(organisations[staff.organisation])
        with acting(administrator):
            account = member.add(
                actor=administrator, email=f"{staff.key}@prov.invalid", name=staff.name
            )
            member.grant(
                actor=administrator,
                account=account,
                role=staff.role,
                reason="Behövs.",
                starts_on=date(2010, 1, 1),
                ends_on=last_day(),
            )
        assignments = assignments_of(account.pk, today())
        found = actor_from(assignments, assignments[0].organisation_id)
        assert found is not None
        actors[staff.key] = found
    return Stage(today(), version, actors, organisations)


def test_the_report_of_enter(world: World) -> None:
    stage = stage_of_enter()
    for tell in enter.lives(stage):
        tell()
    petra = stage.actors["petra"]
    with acting(petra):
        found = flows.flow(petra, stage.version, today())
        assessed, enrolled = found.stage("assessed"), found.stage("enrolled")
        assert (assessed.number, enrolled.number) == (76, 61)
        refused = assessed.branches[0]
        assert (refused.label, refused.number) == ("Tas inte emot", 15)
        assert sum(number for _, number in refused.reasons) == 15
        assert dict(refused.reasons)["Har mindre än ett år kvar av ersättningen"] == 5
        assert "Vill själv komma ut i arbetslivet" in dict(found.criteria)
        assert found.stage("ended").number == 61
