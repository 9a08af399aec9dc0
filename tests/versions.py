"""This file is where tests publish a further version of the world's programme, with changes."""

from pathlib import Path

from stegvis.audit.journal import acting
from stegvis.programmes.actions import programme
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.reading import definitions_folder
from tests.world import World, definition_file

KEY = "forrehab-uppsala"
GOOD = definitions_folder() / f"{KEY}.toml"
# They follow the consent form, so a test that changes the form leaves them out.
TRANSLATIONS = GOOD.read_text(encoding="utf-8").partition("[[consent.translations]]")[2]
TRANSLATIONS = "[[consent.translations]]" + TRANSLATIONS.partition("\n[[steps]]")[0]


def changed(*changes: tuple[str, str], number: int = 2, base: Path = GOOD) -> str:
    """The definition's text under another number, with these pieces of it replaced."""
    text = base.read_text(encoding="utf-8").replace("\nversion = 1\n", f"\nversion = {number}\n")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def publish(
    world: World, folder: Path, *changes: tuple[str, str], number: int = 2
) -> ProgrammeVersion:
    path = folder / f"version-{number}.toml"
    text = changed(*changes, number=number, base=definition_file())
    path.write_text(text, encoding="utf-8")
    adam = world.actor("Adam")
    with acting(adam):
        return programme.load(actor=adam, path=path)
