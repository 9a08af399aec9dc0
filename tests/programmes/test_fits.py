"""What the check lets through also fits in the tables, and every definition can be loaded."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Field, Model

from stegvis.audit.journal import acting
from stegvis.casework.models import (
    Activity,
    Attendance,
    Exit,
    FollowUp,
    InstrumentAnswer,
    MappingAnswer,
    Meeting,
    Milestone,
    MonthlyFigure,
    Note,
    OutgoingReferral,
    Participation,
    Party,
    PlanAction,
)
from stegvis.organisations.models import Organisation
from stegvis.participants.models import ConsentGrant, Disclosure
from stegvis.programmes.actions import programme
from stegvis.programmes.models import Programme, ProgrammeText, ProgrammeVersion
from stegvis.programmes.reading import DefinitionErrors, definitions_folder, read_definition
from stegvis.programmes.references import LONGEST
from stegvis.programmes.writing import template
from tests.versions import KEY, changed
from tests.world import World

LONGEST_KEY = 60
KEPT: tuple[tuple[str, type[Model], str], ...] = (
    ("name", Programme, "name"),
    ("short_name", Programme, "short_name"),
    ("association.name", Organisation, "name"),
    ("parties[].name", Organisation, "name"),
    ("absence_reasons[].key", Attendance, "absence_reason"),
    ("activities[].key", Activity, "catalogue_key"),
    ("arms.alternatives[].key", Participation, "arm"),
    ("consent.categories[].key", ConsentGrant, "category"),
    ("consent.categories[].key", Disclosure, "category"),
    ("exit.destinations[].key", Exit, "destination"),
    ("exit.reasons[].key", Exit, "reason"),
    ("follow_up.schedule[].key", FollowUp, "moment"),
    ("instruments[].key", InstrumentAnswer, "instrument"),
    ("intake.meetings[].key", Meeting, "kind"),
    ("mapping.sections[].questions[].key", MappingAnswer, "question"),
    ("milestones[].key", Milestone, "key"),
    ("monthly[].key", MonthlyFigure, "key"),
    ("notes.kinds[].key", Note, "kind"),
    ("outgoing[].key", OutgoingReferral, "target_key"),
    ("parties[].key", Party, "key"),
    ("parties[].key", PlanAction, "responsible"),
    ("ways.alternatives[].key", Participation, "way"),
)


@pytest.mark.parametrize(("place", "model", "name"), KEPT)
def test_what_is_kept_fits(place: str, model: type[Model], name: str) -> None:
    field = model._meta.get_field(name)
    assert isinstance(field, Field) and field.max_length
    assert LONGEST.get(place, LONGEST_KEY) <= field.max_length


def test_what_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lang.toml"
    path.write_text(changed(('key = "amf"', f'key = "a{"m" * 45}"')), encoding="utf-8")
    with pytest.raises(DefinitionErrors) as refused:
        read_definition(path)
    told = [problem for problem in refused.value.problems if problem.key == "parties[1].key"]
    assert "är 46 tecken långt; högst 40 får plats." in told[0].message


@pytest.mark.parametrize("number", [37, 41])
def test_a_follow_up_that_comes_again_has_room_for_its_number(tmp_path: Path, number: int) -> None:
    path = tmp_path / "lang.toml"
    key = "k" * number
    rule = (
        f'schedule = [{{ key = "{key}", name = "Kontakt", anchor = "exit", '
        "every = { months = 2 }, lasting = { months = 12 } },"
    )
    path.write_text(changed(("schedule = [", rule)), encoding="utf-8")
    with pytest.raises(DefinitionErrors) as refused:
        read_definition(path)
    told = [p.message for p in refused.value.problems if p.key == "follow_up.schedule[1].key"]
    assert len(told) == 1 and f"{number} tecken långt" in told[0]
    path.write_text(changed(("schedule = [", rule.replace(key, key[:36]))), encoding="utf-8")
    assert read_definition(path).follow_up.schedule[0].key == key[:36]


FILES = [*sorted(definitions_folder().glob("*.toml")), template()]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The template with something in the place of its prompts."""
    path = tmp_path / "insats.toml"
    path.write_text(re.sub("«[^»]*»", "Något.", template().read_text("utf-8")), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_definition_can_be_loaded(
    path: Path, world: World, tmp_path: Path, written: Path
) -> None:
    path = written if path == template() else path
    adam, definition = world.actor("Adam"), read_definition(path)
    if definition.key == KEY:  # the world's own, with more in it, is version 1 already
        path = tmp_path / "nasta.toml"
        path.write_text(changed(), encoding="utf-8")
        definition = read_definition(path)
    with acting(adam):
        version = programme.load(actor=adam, path=path)
        assert programme.load(actor=adam, path=path) == version
    assert version.definition == definition
    assert version.parties.exists()


def test_a_version_from_before_the_language_grew_is_the_same(world: World, written: Path) -> None:
    """Its stored text lacks the newest keys, and the file has not changed."""
    adam = world.actor("Adam")
    with acting(adam):
        version = programme.load(actor=adam, path=written)
        content = json.dumps(
            {
                key: value
                for key, value in json.loads(version.text.content).items()
                if value not in (None, [])
            }
        )
        ProgrammeText.objects.filter(version=version).update(content=content)
        assert programme.load(actor=adam, path=written) == version


def test_the_one_who_loads_a_file_is_told_which_organisations_are_new(
    world: World, written: Path
) -> None:
    """A misspelt key makes a second authority; those that are known are not mentioned."""
    said = StringIO()
    call_command("load_programme", str(written), stdout=said)
    assert "Ny i registret över organisationer: min-namnd (Kommunen)." in said.getvalue()
    assert "forsakringskassan" not in said.getvalue()


def test_what_nobody_has_written_is_not_published(world: World) -> None:
    """The template's prompts would stand in the version for ever."""
    adam = world.actor("Adam")
    with acting(adam), pytest.raises(DefinitionErrors) as told:
        programme.load(actor=adam, path=template())
    keys = [problem.key for problem in told.value.problems]
    assert keys[:2] == ["purpose", "method"] and "goals[1].text" in keys
    assert not ProgrammeVersion.objects.filter(programme__key="min-insats").exists()
