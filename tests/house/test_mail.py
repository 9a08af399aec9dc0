"""All mail leaves by one door, and says nothing about anybody."""

import ast
import re
from pathlib import Path

from django.core import mail
from django.test import Client

from stegvis.core.letters import Letter
from stegvis.programmes.models import Programme
from tests.world import PEOPLE, World, email

CODE = sorted((Path(__file__).parents[2] / "stegvis").rglob("*.py"))
WAYS_OUT = {"django.core.mail", "smtplib", "send_mass_mail", "mail_admins", "email_user"}


def names_used(path: Path) -> set[str]:
    """Everything that the module imports or takes out of a module."""
    used = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            used.add(node.attr)
        elif isinstance(node, ast.ImportFrom):
            used |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
        elif isinstance(node, ast.Import):
            used |= {name.name for name in node.names}
    return used


def test_mail_leaves_by_one_door() -> None:
    assert [p.name for p in CODE if names_used(p) & WAYS_OUT] == ["letters.py"]


def test_the_letters_have_no_room_for_anybody(world: World) -> None:
    names = {word for person in PEOPLE.values() for word in str(person[0]).split()}
    programmes = set(Programme.objects.values_list("name", flat=True))
    for letter in Letter:
        text = " ".join(letter.value)
        assert not re.search(r"[{}%\d@]", text), "nothing is put into a letter"
        assert not [word for word in names | programmes if re.search(rf"\b{word}\b", text)]


def test_a_forgotten_password_is_such_a_letter(world: World, client: Client) -> None:
    client.post("/konto/password/reset/", {"email": email("Sara")})
    (sent,) = mail.outbox
    subject, words = Letter.PASSWORD.value
    assert sent.subject == subject and sent.to == [email("Sara")]
    assert re.fullmatch(rf"{re.escape(words)}\n\nhttp://testserver/\S+\n", sent.body)


def test_an_address_that_is_nobodys_gets_no_mail(world: World, client: Client) -> None:
    client.post("/konto/password/reset/", {"email": "okand@exempel.invalid"})
    assert mail.outbox == []
