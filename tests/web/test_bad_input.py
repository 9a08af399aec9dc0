"""Bad input, and what it gets: each kind of it has a test. Those that stand elsewhere:

- Personal number with wrong checksum: referrals/test_referrals
  (test_bad_input_keeps_what_was_typed), casework/test_person
  (test_correcting_needs_the_newest_revision).
- Coordination number (samordningsnummer), accepted: referrals/test_referrals
  (test_a_coordination_number_is_accepted).
- Outside the age span: referrals/test_referrals
  (test_outside_the_age_span_is_told_and_may_be_sent); set aside with a reason: here, and
  tests/casework/test_intake.
- Dates in the wrong order: here for every form with two dates.
- A plan without a goal: casework/test_plan (test_without_a_goal_it_is_not_confirmed).
- Extent over 100 %: casework/test_activities (test_over_full_time_warns_but_saves).
- A note of 20,000 characters: test_notes, and here with line breaks as browsers send them.
- A file that is not what it claims: casework/test_attachments, tests/casework/test_file_contents;
  here is that only the one form asks for a file, and that one sent to another form is not kept.
- Double submit: test_notes (test_double_submit_saves_once), referrals/test_referrals.
- The back button: referrals/test_referrals (a sent draft); here for a confirmed plan.
- Two people editing the same plan: casework/test_plan (test_conflict_…).
- Unknown or foreign id: tests/house/test_access_matrix (every address, the same page for both).
- Login that expires in a form: test_parking; here while a mapping is saved as it is typed.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from stegvis.audit.journal import acting
from stegvis.casework.models import Attachment, MappingAnswer, Note, Plan, PlanGoal
from stegvis.core.dates import today
from stegvis.web.models import ParkedForm
from tests.casework.arrivals import EBBE, refer
from tests.days import as_of_now, yesterday
from tests.house.objects import Objects
from tests.world import World

AsPerson = Callable[[str], Client]
WEB = Path(__file__).parents[2] / "stegvis" / "web"
LONG_AGO = "1999-01-01"


@pytest.mark.parametrize(
    ("name", "ids", "typed", "field"),
    [
        (
            "activity-change",
            {"activity": "activity"},
            {"starts_on": today, "ends_on": yesterday, "revision": "1"},
            "ends_on",
        ),
        (
            "benefit-add",
            {},
            {"kind": "activity_compensation", "starts_on": today, "ends_on": yesterday},
            "ends_on",
        ),
        ("party-end", {"party": "party"}, {"ends_on": LONG_AGO}, "ends_on"),
        (
            "exit-prepare",
            {},
            {"conversation_on": "", "ended_on": LONG_AGO, "revision": "1"},
            "ended_on",
        ),
        (
            "readiness-judge",
            {},
            {"judged_on": LONG_AGO, "is_ready": "no"},
            "judged_on",
        ),
    ],
)
def test_dates_in_the_wrong_order(
    objects: Objects,
    as_person: AsPerson,
    name: str,
    ids: dict[str, str],
    typed: dict[str, Any],
    field: str,
) -> None:
    own, typed = objects.ids["own"], as_of_now(typed)
    url = reverse(name, kwargs={"pk": own["case"]} | {k: own[v] for k, v in ids.items()})
    answer = as_person("Sara").post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed[field]}"' in page, "what was typed is kept"
    assert answer.context["form"].errors[field], "told at the field"
    assert "före" in page


def test_an_assignment_does_not_end_before_it_starts(as_person: AsPerson) -> None:
    typed = {
        "name": "Nils Ny",
        "email": "nils@exempel.invalid",
        "role": "case_manager",
        "reason": "Vikarierar.",
        "starts_on": today(),
        "ends_on": yesterday(),
    }
    answer = as_person("Adam").post(reverse("member-add"), typed)
    assert answer.status_code == 422
    assert "Vikarierar." in answer.content.decode()


def test_the_age_is_set_aside_only_with_a_reason(world: World, as_person: AsPerson) -> None:
    samira = as_person("Samira")
    pk = refer(world, name="Ebbe", number=EBBE)
    assert samira.post(reverse("intake-open", args=[pk])).status_code == 302
    shown = samira.get(reverse("intake-show", args=[pk])).content.decode()
    assert "inte uppfyllt" in shown.lower()
    url = reverse("criterion-judge", args=[pk, "alder"])
    typed = {"outcome": "not_met", "set_aside": "on"}
    refused = samira.post(url, typed | {"reason": ""})
    assert refused.status_code == 422
    assert samira.post(url, typed | {"reason": "Fyllde år i väntan på plats."}).status_code == 302


def test_a_line_break_counts_as_one_character(world: World, as_person: AsPerson) -> None:
    """The browser lets 20,000 be typed and sends each line break as two."""
    case, line = world.case_id("Alva"), "å" * 99
    text = "\r\n".join([line] * 200)
    typed = {"kind": "samtal", "happened_on": today(), "text": text}
    sara = as_person("Sara")
    assert sara.post(reverse("note-write", args=[case]), typed).status_code == 302
    with acting(world.actor("Sara")):
        kept = Note.objects.get(text__startswith=line)
    assert kept.text == text.replace("\r\n", "\n")
    assert line in sara.get(reverse("note-list", args=[case])).content.decode()


def test_signs_that_could_be_code_are_only_text(world: World, as_person: AsPerson) -> None:
    case, sara = world.case_id("Alva"), as_person("Sara")
    text = "<script>alert(1)</script> {{ 7 }} '; drop table casework_note; --"
    typed = {"kind": "samtal", "happened_on": today(), "text": text}
    assert sara.post(reverse("note-write", args=[case]), typed).status_code == 302
    page = sara.get(reverse("note-list", args=[case])).content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
    assert "{{ 7 }}" in page


@pytest.mark.parametrize("text", ["\x00nolla", "text\x00"])
def test_a_sign_that_cannot_be_stored_is_told(world: World, as_person: AsPerson, text: str) -> None:
    url = reverse("note-write", args=[world.case_id("Alva")])
    typed = {"kind": "samtal", "happened_on": today(), "text": text}
    assert as_person("Sara").post(url, typed).status_code == 422


def test_a_file_is_taken_in_by_its_own_form_alone(world: World, as_person: AsPerson) -> None:
    """No other form keeps a file, and one that is sent to it anyway is stored nowhere. A list of
    a target group's people is read as text, and only what it says is kept."""
    asking = {str(p.relative_to(WEB)) for p in WEB.rglob("*.py") if "FileField(" in p.read_text()}
    assert asking == {"casework/attachments.py", "area/forms.py"}
    assert [p for p in WEB.rglob("*.html") if 'type="file"' in p.read_text()] == []
    case = world.case_id("Alva")
    program = SimpleUploadedFile("intyg.pdf", b"MZ\x90\x00 a program", "application/pdf")
    typed = {"kind": "samtal", "happened_on": today(), "text": "Med bilaga.", "file": program}
    answer = as_person("Sara").post(reverse("note-write", args=[case]), typed)
    assert answer.status_code == 302
    with acting(world.actor("Sara")):
        assert Note.objects.filter(text="Med bilaga.").count() == 1
        assert not Attachment.objects.exists()


def test_back_to_the_form_of_a_confirmed_plan(
    world: World, objects: Objects, as_person: AsPerson
) -> None:
    """The page in the browser's memory is older than the plan: nothing of it is kept."""
    own, sara = objects.ids["own"], as_person("Sara")
    form = reverse("plan-goal", args=[own["case"], own["goal"]])
    assert sara.get(form).status_code == 200
    agreed = {
        "agreed_on": today(),
        "how": "vid möte",
        "review_on": str(today() + timedelta(days=60)),
    }
    assert sara.post(reverse("plan-confirm", args=[own["case"]]), agreed).status_code == 302
    late = sara.post(form, {"text": "För sent.", "place": "1", "revision": "1"})
    assert late.status_code in (302, 404, 409, 422)
    with acting(world.actor("Sara")):
        assert Plan.objects.get(pk=own["draft_plan"]).confirmed_at is not None
        assert not PlanGoal.objects.filter(text="För sent.").exists()


def test_login_that_expires_while_a_mapping_is_saved(
    world: World, objects: Objects, as_person: AsPerson
) -> None:
    """The page goes to the login and what was typed waits for her there."""
    own, sara = objects.ids["own"], as_person("Sara")
    sara.get("/deltagare/")
    session = sara.session
    session["seen_at"] -= 31 * 60
    session.save()
    parked = ParkedForm.objects.count()
    answer = sara.post(
        reverse("mapping-answer", args=[own["case"], "viktigast"]),
        {"viktigast": "Nytt svar.", "revision": "1"},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 204
    assert "fortsatt" in answer.headers["HX-Redirect"]
    assert ParkedForm.objects.count() == parked + 1
    with acting(world.actor("Sara")):
        assert not MappingAnswer.objects.filter(value="Nytt svar.").exists()
