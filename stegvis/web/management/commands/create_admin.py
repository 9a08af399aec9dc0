"""Give an authority its first administrator; prints the link to choose a password once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.core.dates import today
from stegvis.organisations.actions import member
from stegvis.organisations.actions.installation import system
from stegvis.organisations.grants import latest_end
from stegvis.organisations.models import Organisation
from stegvis.web.login import invitation_path, staff_issuers


class Command(BaseCommand):
    help = "Create the first administrator of an organisation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisation", required=True)
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--employee-id", default="", help="where staff log in elsewhere")
        parser.add_argument("--issuer", default="", help="whose id it is, where there are several")

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(key=options["organisation"]).first()
        issuer = _issuer(options["issuer"]) if options["employee_id"] else ""
        if organisation is None:
            known = ", ".join(Organisation.objects.values_list("key", flat=True)) or "none yet"
            raise CommandError(
                f"There is no organisation {options['organisation']!r}. Known: {known}. "
                "Organisations are added when a programme that names them is loaded."
            )
        actor = system(organisation)
        with acting(actor, purpose="create_admin"):
            number = options["employee_id"]
            account = member.add(
                actor=actor,
                email=options["email"],
                name=options["name"],
                employee=member.Employee(issuer, number) if number else None,
            )
            member.grant(
                actor=actor,
                account=account,
                role=RoleKey.ADMINISTRATOR,
                reason="Myndighetens första administratör.",
                starts_on=today(),
                ends_on=latest_end(today(), today()),
            )
        self.stdout.write(f"{account.name} is administrator of {organisation.name}.")
        if not settings.LOCAL_LOGIN:
            return
        self.stdout.write(
            "Choose a password, within three days, at this path of the site:\n"
            f"{invitation_path(account)}"
        )


def _issuer(wanted: str) -> str:
    """Who vouches for the employee id; the only one there is need not be named."""
    known = list(staff_issuers())
    if not known:
        raise CommandError("There is no login for staff: OIDC_STAFF_ISSUER is not set.")
    if wanted in known or (not wanted and len(known) == 1):
        return wanted or known[0]
    raise CommandError(f"Say which login the employee id belongs to, --issuer: {', '.join(known)}.")
