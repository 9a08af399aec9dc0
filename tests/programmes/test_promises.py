"""What is right by itself but cannot be kept is told, each time with its place and what to do."""

from pathlib import Path

import pytest

from stegvis.programmes.definition import Definition
from stegvis.programmes.reading import DefinitionErrors, read_definition
from stegvis.programmes.writing import template

# What is written instead of what in the template, where the writer is pointed, and two words.
BROKEN = {
    "a watch that counts from something without after": (
        'watch = "plan_due"',
        'watch = "mapping_due"',
        "deadlines[1]",
        "Kartläggning att göra",
        "after = {",
    ),
    "a watch that counts down without leads": (
        "leads = [{ days = 21 }, { days = 7 }]",
        "after = { days = 21 }",
        "deadlines[1]",
        "räknas ner",
        "leads = [",
    ),
    "leads that are not used": (
        "after = { days = 30 } ",
        "after = { days = 30 }\nleads = [{ days = 7 }] ",
        "deadlines[2].leads",
        "leads används inte",
        "Ta bort leads",
    ),
    "an after that is not used": (
        "leads = [{ days = 14 }]",
        "leads = [{ days = 14 }]\nafter = { days = 3 }",
        "deadlines[3].after",
        "after används inte",
        "Ta bort after",
    ),
    "two times without contact": (
        "no_contact = { days = 30 }",
        "no_contact = { months = 2 }",
        "deadlines[2].after",
        "30 dagar utan kontakt, men team.no_contact säger 2 månader",
        "samma tid",
    ),
    "one who does not run it decides": (
        'decides = "kommun"\nanswer_within = { days = 14 }\ntext = "Den',
        'decides = "fk"\nanswer_within = { days = 14 }\ntext = "Den',
        "routes[2].decides",
        "driver inte insatsen",
        "Skriv någon av: kommun",
    ),
    "nobody takes in": (
        'seats = ["samordnare", "handledare", "styrgrupp"]',
        'seats = ["handledare", "styrgrupp"]',
        "seats",
        "tar emot och fördelar",
        'role = "coordinator"',
    ),
    "nobody follows": (
        'seats = ["samordnare", "handledare", "styrgrupp"]',
        'seats = ["samordnare", "styrgrupp"]',
        "seats",
        "följer deltagarna",
        'role = "case_manager"',
    ),
    "shown to nobody": (
        'shown_to = ["case_manager", "coordinator"]',
        'shown_to = ["administration"]',
        "deadlines[1].shown_to[1]",
        "ingen plats har den rollen",
        "case_manager, contact",
    ),
    "staffed by one without the seat": (
        'party = "kommun"\nfinancing',
        'party = "af"\nfinancing',
        "staffing[1].party",
        "har inte den platsen",
        "handledare",
    ),
    "staffed before it begins": (
        "start = 2027-01-01\nend = 2029-12-31\nparty",
        "start = 2026-12-31\nend = 2029-12-31\nparty",
        "staffing[1].start",
        "2026-12-31 ligger utanför",
        "under period",
    ),
    "a goal of other years": (
        "target = 70\n",
        "target = 70\nperiod = { start = 2019-01-01, end = 2019-12-31 }\n",
        "goals[1].period",
        "utanför insatsens tid",
        "under period",
    ),
    "low over high": (
        "target = 20\n",
        "target = 20\nlow = 30\n",
        "capacity.low",
        "30 är större än antalet 20",
        "Byt plats",
    ),
    "both a contact and an attempt": (
        "is_attempt = true",
        "is_attempt = true, is_contact = true",
        "notes.kinds[2]",
        "både en kontakt och ett försök",
        "Behåll det ena",
    ),
    "no note is a contact": (
        ", is_contact = true",
        "",
        "notes.kinds",
        "räknas som kontakt",
        "is_contact = true",
    ),
    "contact afterwards that nobody can agree to": (
        'kind = "contact_after_exit"',
        'kind = "questionnaires"',
        "follow_up.schedule[1]",
        "inget sådant samtycke",
        'kind = "contact_after_exit"',
    ),
    "a step that waits for a judgement that is not there": (
        "[readiness] ",
        "# ",
        "steps[3].entry[1].fact",
        "ingen sådan bedömning",
        "tabellen readiness",
    ),
}


def told(folder: Path, text: str) -> dict[str, tuple[str, str]]:
    path = folder / "trasig.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionErrors) as refused:
        read_definition(path)
    return {one.key: (one.message, one.remedy) for one in refused.value.problems}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_kept_is_told(tmp_path: Path, case: str) -> None:
    good, bad, key, message, remedy = BROKEN[case]
    text = template().read_text(encoding="utf-8")
    assert good in text
    if case == "a step that waits for a judgement that is not there":
        whole = text[text.index("[readiness]") : text.index("[exit]")]
        text = text.replace(whole, "")
    else:
        text = text.replace(good, bad, 1)
    found = told(tmp_path, text)
    assert message in found[key][0], found
    assert remedy in found[key][1], found


def test_they_are_told_beside_other_mistakes(tmp_path: Path) -> None:
    text = template().read_text(encoding="utf-8")
    text = text.replace("version = 1", 'version = "ett"', 1)
    found = told(tmp_path, text.replace("no_contact = { days = 30 }", "no_contact = { days = 9 }"))
    assert set(found) == {"version", "deadlines[2].after"}


def test_a_published_version_is_read_as_it_stands() -> None:
    """A rule that came later is for files; those who take part under a version keep it."""
    definition = read_definition(template())
    data = definition.model_dump(mode="json")
    data["team"]["no_contact"] = {"days": 9}
    assert Definition.model_validate(data).team.no_contact.days == 9
