"""The rules of the house, held against the code itself: actions, events, rights, names, sizes."""

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType

from stegvis.access.permissions import Permission
from stegvis.access.roles import ROLES
from stegvis.audit.events import Event
from stegvis.web.area.forms import FilterForm

ROOT = Path(__file__).parents[2]
CODE = sorted(p for p in (ROOT / "stegvis").rglob("*.py") if "migrations" not in p.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ACTION_FILES = [p for p in CODE if p.parent.name == "actions" and p.name != "__init__.py"]
# Run from the command line by whoever runs the server: there is nobody yet to hold a right.
WITHOUT_RIGHT = {
    "stegvis.organisations.actions.installation",
    "stegvis.programmes.actions.programme",
}
# A picture of aggregates is asked for; nothing about anybody changes.
CHANGES_NOBODY = {
    "stegvis.outcomes.actions.plot.ask_for",
    "stegvis.casework.actions.work_plot.ask_for",
}
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete"}
FORBIDDEN_NAMES = {"utils", "helpers", "services", "managers", "common", "misc"}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def actions() -> Iterator[tuple[str, FunctionType]]:
    for path in ACTION_FILES:
        module = import_module(module_of(path))
        for name, function in vars(module).items():
            if (
                inspect.isfunction(function)
                and function.__module__ == module.__name__
                and not name.startswith("_")
                and "actor" in inspect.signature(function).parameters
            ):
                yield f"{module.__name__}.{name}", function


ALL_ACTIONS = dict(actions())


def test_an_action_is_keyword_only_with_the_actor_first() -> None:
    faults = [f"{name}: {fault}" for name in ALL_ACTIONS for fault in faults_of_signature(name)]
    assert faults == []


def faults_of_signature(name: str) -> Iterator[str]:
    parameters = list(inspect.signature(ALL_ACTIONS[name]).parameters.values())
    if parameters[0].name != "actor":
        yield "does not begin with the actor"
    if not all(p.kind is p.KEYWORD_ONLY for p in parameters):
        yield "can be called without the names of what it is given"
    if not inspect.getdoc(ALL_ACTIONS[name]):
        yield "does not say the rule that it follows"


def test_an_action_is_atomic_asks_for_the_right_and_is_logged() -> None:
    faults = []
    for path in ACTION_FILES:
        functions = {n.name: n for n in tree_of(path).body if isinstance(n, ast.FunctionDef)}
        for short, node in functions.items():
            name = f"{module_of(path)}.{short}"
            if name in ALL_ACTIONS:
                text = _with_private_calls(node, functions)
                faults += [f"{name}: {fault}" for fault in faults_of_action(name, node, text)]
    assert faults == []


def faults_of_action(name: str, node: ast.FunctionDef, text: str) -> Iterator[str]:
    """What this action lacks; its text is read with that of the private functions it calls."""
    if "transaction.atomic" not in {ast.unparse(d) for d in node.decorator_list}:
        yield "is not atomic"
    calls_another = re.search(r"\b\w+\.?\w*\(\s*actor=actor", text)
    asked = re.search(r"\brequire(_own)?\(actor", text) or "raise Refused" in text
    if name.rpartition(".")[0] not in WITHOUT_RIGHT and not asked and not calls_another:
        yield "no right is asked for"
    logged = "record.change" in text or "journal().add" in text or "_log(" in text
    if name not in CHANGES_NOBODY and not logged and not calls_another:
        yield "nothing is logged"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def _with_private_calls(node: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> str:
    """The function's text with that of the private functions of its module that it calls."""
    seen, queue = {}, [node.name]
    while queue:
        name = queue.pop()
        if name in seen or name not in functions:
            continue
        seen[name] = ast.unparse(functions[name])
        queue += [
            n.func.id
            for n in ast.walk(functions[name])
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
        ]
    return "\n".join(seen.values())


def test_domain_rows_are_written_by_actions_alone() -> None:
    faults = []
    for path in CODE:
        may_write = (
            "actions" in path.parts
            or path.parent == ROOT / "stegvis" / "web"  # drafts, parked forms, submissions, demo
            or "demo" in path.parts
            or path == ROOT / "stegvis" / "core" / "models.py"
        )
        if not may_write:
            faults += [f"{module_of(path)}:{written}" for written in writes_in(path)]
    assert faults == []


def writes_in(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func)
            saves = called.endswith((".save", ".keep")) and not called.startswith("actions.")
            if saves or (node.func.attr in WRITES and ".objects" in called):
                yield f"{node.lineno} {called}"


def test_no_import_inside_functions_and_no_catch_all_names() -> None:
    assert [module_of(path) for path in CODE if path.stem in FORBIDDEN_NAMES] == []
    inside = [
        f"{module_of(path)}.{node.name} imports inside"
        for path in CODE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(node))
    ]
    assert inside == []


def test_no_test_asks_the_clock_while_it_is_collected() -> None:
    """A run that passes midnight would hold the day of one day against what is done the next."""
    asked = [f"{module_of(path)}:{line}" for path in TESTS for line in asked_at_collection(path)]
    assert asked == []


def asked_at_collection(path: Path) -> Iterator[str]:
    """Each place where the clock is asked before any test runs, also through a function."""
    functions = functions_of(path)
    for node in at_collection(tree_of(path)):
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        behind = _with_private_calls(functions[called], functions) if called in functions else ""
        if re.search(r"\b(today|now|time\.time)\(", f"{called}({behind}"):
            yield f"{node.lineno} {called}"


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    """A test module's own functions, and those of the modules of tests that it imports from."""
    named = [str(n.module) for n in tree_of(path).body if isinstance(n, ast.ImportFrom)]
    modules = [ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in named]
    return {
        node.name: node
        for module in [*(one for one in modules if one in TESTS), path]
        for node in tree_of(module).body
        if isinstance(node, ast.FunctionDef)
    }


def at_collection(node: ast.AST) -> Iterator[ast.AST]:
    """The node and all in it but what functions do, which waits until somebody calls them."""
    yield node
    parts = ast.iter_child_nodes(node)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        parts = iter([node.args, *getattr(node, "decorator_list", [])])
    for part in parts:
        yield from at_collection(part)


def test_the_probes_find_what_they_look_for(tmp_path: Path) -> None:
    """The rules of the code are worth something only if they see what they should."""
    path = tmp_path / "bad.py"
    path.write_text("def f():\n    import os\n    Note.objects.create()\n    row.save()\n")
    assert list(writes_in(path)) == ["3 Note.objects.create", "4 row.save"]
    (node,) = tree_of(path).body
    assert isinstance(node, ast.FunctionDef)
    faults = list(faults_of_action("bad.f", node, ast.unparse(node)))
    assert faults == ["is not atomic", "no right is asked for", "nothing is logged"]


def test_the_probe_of_the_clock_finds_it_wherever_it_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "bad.py"
    path.write_text(
        "def ago(days):\n    return today() - days\n\n"
        "LATER = [lambda: now(), ago(7)]\n\n"
        "class Case:\n    on = date.today()\n\n"
        "@pytest.mark.parametrize('day', [ago(1), today])\n"
        "def test_it(at=timezone.now(), *, on=today()):\n    ago(2)\n"
    )
    found = ["10 timezone.now", "10 today", "4 ago", "7 date.today", "9 ago"]
    assert sorted(asked_at_collection(path)) == found


def test_every_event_happens_somewhere() -> None:
    text = "\n".join(p.read_text() for p in CODE if p.name != "events.py")
    assert {event.name for event in Event} - set(re.findall(r"\bEvent\.(\w+)", text)) == set()


def test_every_permission_is_held_and_asked_for() -> None:
    held = {p for role in ROLES.values() for p in role.permissions}
    assert set(Permission) == held
    text = "\n".join(p.read_text() for p in CODE if p.name not in ("permissions.py", "roles.py"))
    asked = set(re.findall(r"\b(?:Permission|P)\.(\w+)", text))
    assert {permission.name for permission in Permission} - asked == set()


def test_every_template_is_used() -> None:
    folder = ROOT / "stegvis" / "web" / "templates"
    sources = "\n".join(p.read_text() for p in CODE)
    templates = {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*.html")}
    everything = sources + "\n".join(templates.values())
    # The account pages are named by the login library.
    named_elsewhere = ("account/", "mfa/", "allauth/", "socialaccount/")
    unused = [
        name
        for name in templates
        if not name.startswith(named_elsewhere) and f'"{name}"' not in everything
    ]
    assert unused == []


def test_the_project_speaks_of_itself_alone() -> None:
    kinds = {".py", ".md", ".toml", ".html", ".css", ".js", ".sh", ".typ"}
    files = [p for p in ROOT.rglob("*") if p.suffix in kinds and ".venv" not in p.parts]
    machine = re.compile("|".join(["/wor" + "k/", "/roo" + "t/", "pypi" + r"\.org", "/far" + "m"]))
    named = [
        p.relative_to(ROOT).as_posix()
        for p in files
        if not {".data", "node_modules"} & set(p.parts) and machine.search(p.read_text("utf8"))
    ]
    assert named == []


def test_what_is_no_code_is_installed_too() -> None:
    """Grounds, definitions, templates and fonts: an ordinary installation copies what is named."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
    patterns = told["tool"]["setuptools"]["package-data"]
    named = {
        path
        for package, found in patterns.items()
        for pattern in found
        for path in (ROOT / package.replace(".", "/")).glob(pattern)
    }
    lying = {
        path
        for path in (ROOT / "stegvis").rglob("*")
        if path.is_file() and path.suffix != ".py" and path.parent.name != "__pycache__"
    }
    assert lying - named == set()


# Every page where something is chosen in its address, and what may be chosen. Lists of people go by
# name, date, place and how far the work has come; never by what somebody is ill with, needs or owes
# (lagen 2018:218, 3 kap. 3 §).
CHOSEN_IN_ADDRESS = {
    "area/area_list.html": "form",
    "area/area_results.html": "form",
    "casework/case_list.html": "namn ordning visa",
    "casework/disclosure_make.html": "slag",
    "casework/underlag.html": "ta_med utomstaende",
    "directory/list.html": "sok",
    "employers/employer_list.html": "namn slag",
    "gallery.html": "q step",
    "offers/offer_gaps.html": "form",
    "offers/offer_list.html": "form",
    "own/reads.html": "myndighet vad",
    "programmes/compare.html": "fran till",
    "programmes/move.html": "deltagare till",
    "referrals/referral_list.html": "namn visa",
}


def test_nobody_is_picked_out_by_what_is_sensitive() -> None:
    """A new filter is added here by somebody who has thought of whom it picks out."""
    templates = ROOT / "stegvis" / "web" / "templates"
    found = {}
    for path in sorted(templates.rglob("*.html")):
        text = path.read_text("utf8")
        forms = re.findall(r'<form[^>]*method="get".*?</form>', text, re.DOTALL)
        if forms:
            names = sorted(set(re.findall(r'name="([a-z_]+)"', "".join(forms))))
            found[path.relative_to(templates).as_posix()] = " ".join(names) or "form"
    assert found == CHOSEN_IN_ADDRESS
    assert set(FilterForm.base_fields) == {"namn", "lage", "kommun", "slut", "visa"}
