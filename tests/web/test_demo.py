"""The demonstration: who is there when its first page is shown."""

from stegvis.access.roles import RoleKey
from stegvis.core.dates import today
from stegvis.core.personal_number import parse
from stegvis.participants import retention
from stegvis.web.demo import build, effects, vilja
from stegvis.web.demo.lives import Stage
from stegvis.web.demo.own import SELVES


def test_every_story_has_somebody_from_the_first() -> None:
    stage = Stage(today(), None, {}, {})
    stories = {life.place: story for life, story in build._lives(stage)}
    assert len(stories) == 81
    assert {stories[place] for place in build.FIRST_PLACES} == set(stories.values())


def test_whom_a_visitor_may_be_is_there_from_the_first() -> None:
    assert {place for place, _ in SELVES} <= build.FIRST_PLACES


def test_every_other_programme_has_somebody_from_the_first() -> None:
    assert all(programme.FIRST > 0 for programme in build.OTHERS)
    assert vilja.FIRST > 2, "the first two have not been taken in yet"


def test_some_records_have_been_kept_long_enough_from_the_first() -> None:
    assert any(n < effects.FIRST for n in effects.MOVED_IN)
    rule = retention.rule_of("kommun", today())
    assert rule is not None
    for n in effects.MOVED_IN:
        born = parse(effects.person_of(n).number).born
        due_on = rule.due_on(effects.begins(n), born)
        assert due_on is not None and due_on < today(), n
    deciders = {one.key for one in build.everybody() if one.role == RoleKey.ADMINISTRATOR}
    assert {"adam", "boel"} <= deciders, "it takes two people"
