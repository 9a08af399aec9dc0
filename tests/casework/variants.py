"""Programmes for tests: the shipped definition with something of it written otherwise."""

import tempfile
from pathlib import Path

from stegvis.access.actor import system_actor
from stegvis.access.roles import RoleKey
from stegvis.audit.journal import acting
from stegvis.organisations.actions.installation import system_account
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder

# Arbetsförmedlingen may only propose; Försäkringskassan assesses within two weeks.
PROPOSING = (
    '[[routes]]\nsource = "af"\nmay = "refer"\n',
    '[[routes]]\nsource = "af"\nmay = "propose"\nassessed_by = "fk"\n'
    "assess_within = { days = 14 }\n",
)
# Arbetsförmedlingen decides together with Försäkringskassan, at the platform.
JOINT = (
    '[[routes]]\nsource = "fk"\nmay = "refer"\n',
    '[[routes]]\nsource = "fk"\nmay = "refer"\nword = "anvisa"\njointly_with = ["af"]\n'
    'decided_at = "plattformen"\n',
)
ARMS = """
[arms]
assigned = "{how}"
text = "Två varianter jämförs."

[[arms.alternatives]]
key = "vanligt"
name = "Vanligt stöd"
text = "Som alltid."

[[arms.alternatives]]
key = "utokat"
name = "Utökat stöd"
text = "Med mer stöd."

[capacity]
"""


def arms(how: str) -> tuple[str, str]:
    """The programme compares two variants, "randomised" or "chosen"."""
    return "\n[capacity]\n", ARMS.format(how=how)


TAKING_OVER = (
    "\n[capacity]\n",
    '\n[[predecessors]]\nname = "Förrehab"\nkey = "forrehab-uppsala"\ntakes_over_people = true\n'
    'text = "Deltagare kan gå vidare hit."\n\n[capacity]\n',
)


def variant(key: str, *changes: tuple[str, str]) -> ProgrammeVersion:
    """Load Förrehab under another key with these replacements, each of which must be found."""
    text = (definitions_folder() / "forrehab-uppsala.toml").read_text("utf8")
    for before, after in (('key = "forrehab-uppsala"', f'key = "{key}"'), *changes):
        assert before in text, before
        text = text.replace(before, after, 1)
    robot = system_account()
    root = system_actor(robot.pk, robot.pk, robot.name, RoleKey.ADMINISTRATOR)
    with tempfile.TemporaryDirectory() as folder, acting(root):
        path = Path(folder) / f"{key}.toml"
        path.write_text(text, "utf8")
        return programme.load(actor=root, path=path)
