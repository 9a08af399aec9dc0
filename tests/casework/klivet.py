"""Where tests get a programme that keeps its area's target group: Klivet, at Försäkringskassan."""

from datetime import date

from stdnum import luhn

from stegvis.access.actor import Actor, system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system, system_account
from stegvis.organisations.models import Account, Assignment
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from tests.world import FK, World, actor_named, email, last_day

COORDINATOR = "Kaj"


def number(born: date, serial: int) -> str:
    """An invented personal number with the right last digit."""
    digits = f"{born:%Y%m%d}{serial:03d}"
    return f"{digits}{luhn.calc_check_digit(digits[2:])}"


def publish() -> ProgrammeVersion:
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with acting(root):
        return programme.load(actor=root, path=definitions_folder() / "klivet.toml")


def coordinator(world: World) -> Actor:
    """Kaj, who coordinates at Försäkringskassan and sees the whole target group."""
    administrator = system(world.organisation(FK))
    with acting(administrator):
        account = member.add(
            actor=administrator, email=email(COORDINATOR), name=f"{COORDINATOR} Öst"
        )
        member.grant(
            actor=administrator,
            account=account,
            role=RoleKey.COORDINATOR,
            reason="Samordnar insatsen.",
            starts_on=date(2020, 1, 1),
            ends_on=last_day(),
        )
    assert Account.objects.get(email=email(COORDINATOR)).is_active
    assert Assignment.objects.current(today()).filter(account=account).exists()
    return actor_named(COORDINATOR)
