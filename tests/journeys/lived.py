"""This file is where a journey gets every programme with the demonstration's people in it."""

from django.core.management import call_command

from stegvis.programmes.reading import definitions_folder
from stegvis.web.demo import build


def live() -> None:
    """All programmes, their staff, and the lives of all but the first and largest of them."""
    files = sorted(map(str, definitions_folder().glob("*.toml")))
    call_command("load_programme", *files, verbosity=0)
    build.prepare(lambda _: None)
    with build.told_whole():
        for programme in build.OTHERS:
            stage = build.stage_of(programme.KEY)
            for tell in programme.lives(stage):
                tell()
