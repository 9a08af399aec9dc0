"""Thirty-odd kinds of mistakes, each with its own clear message: line, key, what, what to do.

The first ones stand in one file together, since all are told at once. A line that is no TOML hides
the rest of its file, so those have a file each.
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from stegvis.programmes.reading import DefinitionErrors, Problem, read_definition
from stegvis.programmes.writing import template


class Mistake(NamedTuple):
    """What is written instead of what; the key that is pointed at, and a text on its line."""

    good: str
    bad: str
    key: str
    on_line: str
    message: str
    remedy: str


MISTAKES = (
    Mistake(
        'method = """',
        'metod = """',
        "metod",
        'metod = """',
        "Nyckeln metod finns inte i språket.",
        "Menade du method?",
    ),
    Mistake(
        'key = "min-insats"',
        'key = "Min Insats"',
        "key",
        'key = "Min Insats"',
        ("Ett nyckelord får bara ha små bokstäver a–z, siffror, - och _ och börjar med bokstav."),
        "Skriv till exempel valj_din_framtid; det läsbara namnet står i name.",
    ),
    Mistake(
        "version = 1",
        'version = "ett"',
        "version",
        'version = "ett"',
        "Här ska stå ett heltal.",
        "Skriv talet utan citattecken och decimaler.",
    ),
    Mistake(
        'owner = "min-namnd" ',
        'owner = "annan-namnd" ',
        "owner",
        'owner = "annan-namnd"                 # organisationen som äger insatsen',
        "Organisationen ”annan-namnd” driver insatsen men är ingen part.",
        'Lägg till en part under parties med organisation = "annan-namnd".',
    ),
    Mistake(
        "[document]\ntitle",
        "[dokument]\ntitle",
        "dokument",
        "[dokument]",
        "Tabellen [dokument] finns inte i språket.",
        "Menade du document?",
    ),
    Mistake(
        "end = 2029-12-31\n\n# [[phases",
        "end = 2026-12-31\n\n# [[phases",
        "period.end",
        "end = 2026-12-31",
        "Slutdatum 2026-12-31 ligger före startdatum 2027-01-01.",
        "Byt plats på datumen eller rätta det som är fel.",
    ),
    Mistake(
        'role = "coordinator"',
        'role = "koordinator"',
        "seats[1].role",
        'role = "koordinator"',
        "”koordinator” går inte att välja här.",
        (
            "Menade du coordinator? Välj ett av: coordinator, case_manager, "
            "specialist, contact, administration, steering."
        ),
    ),
    Mistake(
        'key = "kontakt"\nname = "Handläggare"',
        'key = "handledare"\nname = "Handläggare"',
        "seats[3].key",
        'key = "handledare"',
        "”handledare” finns redan i samma lista.",
        "Ge den här posten ett eget värde, eller ta bort den.",
    ),
    Mistake(
        'decides = "kommun"\nanswer_within = { days = 14 }\ntext = "Försäk',
        'decides = "komun"\nanswer_within = { days = 14 }\ntext = "Försäk',
        "routes[1].decides",
        'decides = "komun"',
        "Här nämns parten ”komun”, som inte finns under parties.",
        "Skriv någon av: af, fk, kommun. Eller lägg till ”komun”.",
    ),
    Mistake(
        'seats = ["samordnare", "handledare", "styrgrupp"]',
        'seats = "samordnare"',
        "parties[1].seats",
        'seats = "samordnare"',
        "Här ska stå en lista.",
        "Skriv inom hakar: [ … ]. Tabeller i lista: [[ … ]].",
    ),
    Mistake(
        "percent = 100",
        "percent = 140",
        "staffing[1].percent",
        "percent = 140",
        "Talet 140 är utanför gränsen.",
        "Skriv högst 100.",
    ),
    Mistake(
        "start = 2027-01-01\nend = 2029-12-31\nparty",
        'start = "1 januari"\nend = 2029-12-31\nparty',
        "staffing[1].start",
        'start = "1 januari"',
        "Det är inget datum.",
        "Skriv ÅÅÅÅ-MM-DD, utan citattecken.",
    ),
    Mistake(
        "low = 19, high = 29",
        "low = 29, high = 19",
        "target_group.criteria[1].test.high",
        'test = { fact = "age", op = "between", low = 29, high = 19 }',
        "Det högsta värdet 19 är mindre än det lägsta 29.",
        "Byt plats på low och high.",
    ),
    Mistake(
        "waiting_list = true",
        'waiting_list = "ja"',
        "intake.waiting_list",
        'waiting_list = "ja"',
        "Här ska stå ja eller nej.",
        "Skriv true (ja) eller false (nej).",
    ),
    Mistake(
        "warn_at = 18",
        "warn_at = 30",
        "capacity.warn_at",
        "warn_at = 30",
        "Varningen kommer vid 30, efter målet 20.",
        "Sätt warn_at till högst samma tal som target.",
    ),
    Mistake(
        '[[consent.matrix]]\nparty = "af"',
        '[[consent.matrix]]\nparty = "kommun"',
        "consent.matrix[2].party",
        'party = "kommun"',
        "”kommun” driver insatsen och är därför ingen mottagare.",
        "Ta bort raden: den som äger uppgifterna lämnar inte ut dem till sig själv.",
    ),
    Mistake(
        "lasts = { months = 12 }",
        "lasts = { months = 12, days = 3 }",
        "consent.consents[2].lasts",
        "lasts = { months = 12, days = 3 }",
        "En tidslängd anges i månader eller i dagar, ett av dem.",
        "Skriv till exempel { months = 2 } eller { days = 30 }.",
    ),
    Mistake(
        "number = 3",
        "number = 4",
        "steps[3].number",
        "number = 4",
        "Stegen ska numreras i ordning; här väntades 3 men står 4.",
        "Skriv number = 3, eller flytta steget.",
    ),
    Mistake(
        'done = [{ fact = "mapping_confirmed" }]',
        "done = []",
        "steps[1].done",
        "done = []",
        "Listan är tom.",
        "Skriv minst en post.",
    ),
    Mistake(
        ', low_label = "Inte alls", high_label = "Mycket stark"',
        "",
        "mapping.sections[1].questions[2]",
        (
            '  { key = "tror_pa", label = "Hur stark är din tro på att det kommer '
            'att gå?", type = "scale" },'
        ),
        "En skala behöver ord för sina båda ändar.",
        'Lägg till low_label = "…" och high_label = "…".',
    ),
    Mistake(
        'anchored_with = ["forsakringskassan", "arbetsformedlingen"]',
        'anchored_with = ["region"]',
        "plan.anchored_with[1]",
        'anchored_with = ["region"]',
        "Ingen part är av slaget ”region”.",
        (
            "Skriv något av: arbetsformedlingen, forsakringskassan, kommun. Eller "
            "lägg till parten under parties."
        ),
    ),
    Mistake(
        "sessions = 6",
        "sessions = 0",
        "activities[1].sessions",
        "sessions = 0",
        "Talet 0 är utanför gränsen.",
        "Skriv minst 1.",
    ),
    Mistake(
        (
            'type = "choice", choices = [\n'
            '    { key = "arbete", label = "Arbetar" },\n'
            '    { key = "studier", label = "Studerar" },\n'
            '    { key = "annat", label = "Annat" },\n'
            "  ]"
        ),
        'type = "choice", choices = []',
        "follow_up.questions[1]",
        ('  { key = "sysselsattning", label = "Vad gör du nu?", type = "choice", choices = [] },'),
        "En fråga med val behöver minst två svar att välja på.",
        'Lägg till choices = [{ key = "…", label = "…" }, …].',
    ),
    Mistake(
        "target = 70",
        "target = 170",
        "goals[1].target",
        "target = 170",
        "Målet 170 procent är mer än alla.",
        'Skriv ett tal mellan 1 och 100, eller unit = "persons".',
    ),
    Mistake(
        'evidence = "Protokoll och överenskommelser."\n',
        "",
        "goals[2]",
        "[[goals]]",
        "Ett mål av slaget qualitative behöver nyckeln evidence.",
        "Lägg till evidence = … under målet.",
    ),
    Mistake(
        "leads = [{ days = 14 }]\n",
        "",
        "deadlines[3]",
        "[[deadlines]]",
        "Bevakningen säger inte när den ska visas.",
        ("Lägg till leads = [{ days = 30 }] (före) eller after = { days = 14 } (efter)."),
    ),
    Mistake(
        'why = "Var och en följer sina egna deltagare."',
        'why = " "',
        "team.why",
        'why = " "',
        "Texten är tom.",
        "Fyll i den.",
    ),
    Mistake(
        "lock_after = { days = 14 }",
        "lock_after = 14",
        "notes.lock_after",
        "lock_after = 14",
        "Här ska stå en tidslängd.",
        "Skriv till exempel { days = 14 } eller { months = 2 }.",
    ),
    Mistake(
        (
            'text = "Vill själv delta"\n'
            'quote = "«Klistra in ansökans ord här, ordagrant.»"\n'
            "judge = true"
        ),
        (
            'text = "Vill själv delta"\n'
            'quote = "«Klistra in ansökans ord här, ordagrant.»"\n'
            'test = { fact = "vilja", op = "is", value = true }'
        ),
        "target_group.criteria[2].test.fact",
        'test = { fact = "vilja", op = "is", value = true }',
        "Uppgiften ”vilja” är okänd.",
        (
            "Använd någon av: age, authority_contact, benefit, benefit_end, "
            "benefit_extent, benefit_months_held, benefit_months_left, "
            "benefit_start, care_judged_on, care_judges_ready, daily_activities, "
            "employed, enhanced_cooperation, functional_limitation, "
            "functional_limitation_documented, home_municipality, language, "
            "lss_decision, mental_ill_health_documented, needs_interpreter, "
            "own_will, substance_misuse, treatment_ongoing, untreated_episode. "
            "Eller fråga efter uppgiften under facts."
        ),
    ),
    Mistake(
        "[[routes]]                          # en",
        (
            "[[facts]]\n"
            'key = "age"\n'
            'label = "Hur gammal är personen?"\n'
            'type = "number"\n'
            'asked_of = ["kommun"]\n'
            'category = "contact"\n'
            "\n"
            "[[routes]]                          # en"
        ),
        "facts[2].key",
        'key = "age"',
        "”Ålder” räknas ut av Stegvis (personnummer).",
        "Ta bort frågan; ingen ska behöva fylla i den.",
    ),
    Mistake(
        "[[facts]]                           # fr",
        (
            "[[target_group.criteria]]\n"
            'key = "tolk"\n'
            'kind = "priority"\n'
            'text = "Behöver tolk"\n'
            'quote = "tolk"\n'
            'test = { fact = "needs_interpreter", op = "at_least", low = 1 }\n'
            "\n"
            "[[facts]]                           # fr"
        ),
        "target_group.criteria[3].test.op",
        'test = { fact = "needs_interpreter", op = "at_least", low = 1 }',
        (
            "”Behöver tolk” är av typen ”Ja, nej eller vet inte” och kan inte "
            "prövas med op = ”at_least”."
        ),
        "Använd någon av: is, unknown.",
    ),
    Mistake(
        '[[facts]]\nkey = "age"',
        (
            "[[target_group.criteria]]\n"
            'key = "vill"\n'
            'kind = "priority"\n'
            'text = "Vill"\n'
            'quote = "vill"\n'
            'test = { fact = "own_will", op = "is" }\n'
            "\n"
            "[[facts]]\n"
            'key = "age"'
        ),
        "target_group.criteria[4].test",
        'test = { fact = "own_will", op = "is" }',
        "Prövningen op = ”is” behöver nyckeln value.",
        "Lägg till value = … i samma tabell.",
    ),
    Mistake(
        "requires_goal = true",
        'requires_goal = true\nfarg = "blå"',
        "plan.farg",
        'farg = "blå"',
        "Nyckeln farg finns inte i språket.",
        (
            "Tillåtna nycklar här: agreed_with_participant, anchored_with, "
            "category, deadline, livelihood_information, name, quote, "
            "requires_goal, requires_next_livelihood."
        ),
    ),
    Mistake(
        '[[facts]]\nkey = "age"',
        (
            "[[target_group.criteria]]\n"
            'key = "ingetdera"\n'
            'kind = "priority"\n'
            'text = "Ingetdera"\n'
            'quote = "ingetdera"\n'
            "\n"
            "[[facts]]\n"
            'key = "age"'
        ),
        "target_group.criteria[5]",
        "[[target_group.criteria]]",
        "Ett kriterium prövas av fakta eller bedöms av en person, ett av dem.",
        "Skriv antingen test = { fact = …, op = … } eller judge = true.",
    ),
)

LINES = (
    (
        'name = "Utan slut',
        2,
        "En text saknar sitt avslutande citattecken.",
        'Sätt " sist. Text på flera rader börjar och slutar med """.',
    ),
    (
        'name "b"',
        2,
        "Efter nyckeln saknas likhetstecken.",
        "Skriv nyckel = värde på en rad. Är raden en förklaring, börja den med #.",
    ),
    (
        "name = Steget",
        2,
        "En text saknar sina citattecken.",
        'Skriv den inom raka citattecken: name = "…".',
    ),
    (
        'key = "a"\nkey = "b"',
        3,
        "Samma nyckel står två gånger i tabellen.",
        "Ta bort den ena, eller flytta den till sin egen tabell.",
    ),
    (
        'operators = ["b"\nname = "c"',
        3,
        ("En lista är inte avslutad före den här raden, eller saknar komma mellan posterna."),
        "Avsluta den med ], och sätt komma mellan posterna.",
    ),
    (
        'name = "a" "b"',
        2,
        "Raden fortsätter efter att värdet är slut.",
        "Börja på ny rad, eller ta bort det som står efter värdet.",
    ),
    (
        "start = 2026-02-30",
        2,
        "Datumet finns inte i almanackan.",
        "Kontrollera månad och dag: ÅÅÅÅ-MM-DD.",
    ),
    (
        "full = 1,5",
        2,
        "Talet är skrivet med decimaler.",
        ("Skriv ett heltal; Stegvis räknar i hela dagar, månader, personer och procent."),
    ),
    (
        "name = ”Steget”",
        2,
        "Citattecknen är krumma, som från en ordbehandlare.",
        'Skriv raka citattecken: "…".',
    ),
    (
        "is_goal = True",
        2,
        "Ja och nej skrivs på ett eget sätt.",
        "Skriv true (ja) eller false (nej), med små bokstäver.",
    ),
    (
        'målgrupp = "x"',
        2,
        "En nyckel har ett tecken som inte är a–z, siffra, - eller _.",
        "Använd nycklarna som de står i guiden; de ändras inte.",
    ),
    (
        "[period",
        2,
        "Rubriken är inte rätt skriven.",
        "Skriv den inom hakar: [period], eller [[phases]] för en lista av tabeller.",
    ),
    (
        "period = { start = 2026-01-01 end = 2026-01-02 }",
        2,
        (
            "En tabell inom klamrar är inte avslutad på sin rad, eller saknar "
            "komma mellan nycklarna."
        ),
        "Skriv den på en rad: { start = 2026-01-01, end = 2026-12-31 }.",
    ),
    (
        'purpose = """\nutan slut',
        2,
        "En text saknar sitt avslutande citattecken.",
        'Sätt " sist. Text på flera rader börjar och slutar med """.',
    ),
    (
        '[[seats]]\nkey = "a"\n\n[seats]\nkey = "b"',
        5,
        "Samma tabell har två rubriker.",
        (
            "Ta bort den ena. En lista av tabeller har dubbla hakar på alla sina "
            "rubriker: [[steps]]."
        ),
    ),
    (
        'name = "C:\\stegvis"',
        2,
        "Ett omvänt snedstreck (\\) i en text betyder något särskilt.",
        "Skriv två (\\\\), eller byt till vanligt snedstreck (/).",
    ),
    ('name: "x"', 2, "Efter nyckeln står ett kolon.", 'Byt det mot ett likhetstecken: name = "…".'),
    (
        "name =",
        2,
        "Efter likhetstecknet saknas ett värde.",
        "Skriv värdet på samma rad, eller ta bort nyckeln.",
    ),
    (
        "start = 1 januari 2026",
        2,
        "Datumet är inte skrivet som det ska.",
        "Skriv ÅÅÅÅ-MM-DD, med två siffror för månad och dag.",
    ),
    ("percent = 50%", 2, "Procenttecknet hör inte till talet.", "Skriv bara talet: percent = 50."),
    (
        "version = 1 // första utkastet",
        2,
        "Förklaringen börjar inte med rätt tecken.",
        "Börja den med #: version = 1  # första utkastet.",
    ),
    (
        '= "x"',
        2,
        "Raden går inte att förstå.",
        "Jämför med en rad som fungerar: nyckel, likhetstecken, värde.",
    ),
)

# One slip is told twice where a name is both missing and misspelt, or where others point at it.
FOLLOWS = {"method", "document", "parties[2].seats[1]", "parties[3].seats[1]"}


def broken() -> str:
    text = template().read_text(encoding="utf-8")
    for mistake in MISTAKES:
        assert mistake.good in text, mistake
        text = text.replace(mistake.good, mistake.bad, 1)
    return text


def problems_in(folder: Path, text: str) -> list[Problem]:
    path = folder / "trasig.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionErrors) as refused:
        read_definition(path)
    return refused.value.problems


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Problem]:
    found = problems_in(tmp_path_factory.mktemp("thirty"), broken())
    return {problem.key: problem for problem in found}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.key)
def test_each_mistake_gets_its_message(told: dict[str, Problem], mistake: Mistake) -> None:
    problem = told[mistake.key]
    assert (problem.message, problem.remedy) == (mistake.message, mistake.remedy)
    assert broken().split("\n")[problem.line - 1] == mistake.on_line


def test_nothing_is_said_of_what_is_right(told: dict[str, Problem]) -> None:
    assert set(told) == {mistake.key for mistake in MISTAKES} | FOLLOWS


@pytest.mark.parametrize(("lines", "line", "message", "remedy"), LINES)
def test_each_line_that_is_no_toml_gets_its_message(
    tmp_path: Path, lines: str, line: int, message: str, remedy: str
) -> None:
    [problem] = problems_in(tmp_path, f"language = 1\n{lines}\n")
    assert (problem.line, problem.message, problem.remedy) == (line, message, remedy)


def test_they_are_more_than_thirty_and_no_two_are_the_same() -> None:
    messages = [mistake.message for mistake in MISTAKES] + [said[2] for said in LINES]
    assert len(MISTAKES) >= 30
    assert len(messages) > 45
    assert len({re.sub(r"”[^”]*”|\d+", "", message) for message in messages}) >= len(messages) - 2


def test_a_message_is_swedish_and_says_what_to_do() -> None:
    for said in [(one.message, one.remedy) for one in MISTAKES] + [(s[2], s[3]) for s in LINES]:
        for sentence in said:
            assert sentence[0].isupper() or sentence.startswith("”"), sentence
            assert sentence.endswith((".", "?")), sentence
            assert not re.search(r"\b(should|input|valid|required|expected)\b", sentence), sentence
