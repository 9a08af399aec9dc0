"""The figures of the documents are read where anybody reads them: on the demonstration's own pages.

Every programme lives its people through the product's actions; nothing here is typed in.
"""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.journeys.conftest import Site, become

pytestmark = pytest.mark.journey


def figures(page: Page, goal: str) -> dict[str, str]:
    """What the card of a goal says, by its label."""
    card = page.locator(f"#mal-{goal}")
    labels = card.locator("dt").all_inner_texts()
    return dict(zip(labels, card.locator("dd").all_inner_texts(), strict=True))


def counted(page: Page, goal: str) -> int:
    return int(figures(page, goal)["Räknas som ja"].split()[0])


def share(page: Page, goal: str) -> int:
    """In percent, rounded as a report would."""
    found = figures(page, goal)
    return round(100 * counted(page, goal) / int(found["Räknade"].split()[0]))


def test_the_table_of_klivet(lived_site: Site, context: BrowserContext) -> None:
    """138 in the area of whom 30 lasting; 101 investigated over the period; 35 in the cooperation,
    10 wholly to Arbetsförmedlingen, 3 in studies, 2 employed, 5 under discussion."""
    page = context.new_page()
    become(page, lived_site, "Kajsa")
    page.goto(lived_site.url + "/mal/")
    expected = {
        "malgruppen": 138,
        "varaktigt_nedsatta": 30,
        "utredda": 101,
        "samverkan": 35,
        "helt_till_af": 10,
        "heltidsstudier": 3,
        "lonebidrag": 2,
        "diskussioner": 5,
    }
    assert {goal: counted(page, goal) for goal in expected} == expected
    assert share(page, "alla_kartlagda") == 100


def test_the_flow_and_shares_of_enter(lived_site: Site, context: BrowserContext) -> None:
    """76 received, 61 enrolled and fifteen not, with reasons; 17, 70 and 93 percent."""
    page = context.new_page()
    become(page, lived_site, "Petra")
    page.goto(lived_site.url + "/mal/")
    assert (counted(page, "mottagna"), counted(page, "inskrivna")) == (76, 61)
    assert share(page, "ut_i_arbete") == 17
    assert share(page, "oro_vid_inskrivning") == 70
    assert share(page, "nytta") == 93
    # The worry had gone down at follow-up 2; health was as before. Seven are in work or studies,
    # three enrolled at Arbetsförmedlingen: together the 17 percent.
    assert (counted(page, "oro_minskat"), counted(page, "halsa")) == (42, 0)
    assert (counted(page, "overgripande"), counted(page, "ut_i_arbete")) == (7, 10)
    page.goto(lived_site.url + "/floden/")
    rows = page.get_by_role("table", name="Flödet som tabell").locator("tbody tr").all()
    cells = [row.locator("th, td").all_inner_texts() for row in rows]
    numbers = {(step, which): int(number) for step, which, number in cells}
    assert numbers["Mottagna till bedömning", "Alla"] == 76
    assert numbers["Inskrivna", "Alla"] == 61
    reasons = {which: n for (_, which), n in numbers.items() if which.startswith("Tas inte emot: ")}
    assert sum(reasons.values()) == 15 and len(reasons) == 5
    against = page.get_by_role("table", name="Kriterier som talade emot").locator("tbody tr").all()
    spoke = dict(row.locator("th, td").all_inner_texts() for row in against)
    assert sorted(spoke.values()) == ["3", "4", "5"]


def test_the_share_of_umia(lived_site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, lived_site, "Ylva")
    page.goto(lived_site.url + "/mal/")
    assert share(page, "arbete_eller_studier") == 31


def test_the_project_years_of_svs(lived_site: Site, context: BrowserContext) -> None:
    """The document gives targets only; what is counted is measured against them year by year."""
    page = context.new_page()
    become(page, lived_site, "Malin")
    page.goto(lived_site.url + "/mal/")
    years = ("startar_ar_1", "halvtidsanstallning_ar_1", "heltidsforsorjning_ar_2", "startar_ar_2")
    assert [counted(page, goal) for goal in years] == [5, 4, 3, 5]
    assert "4 av 5" in figures(page, "halvtidsanstallning_ar_1")["Mål"]
    assert "Enligt rapporten" not in figures(page, "startar_ar_1")


def test_each_arm_of_the_effect_study(lived_site: Site, context: BrowserContext) -> None:
    page = context.new_page()
    become(page, lived_site, "Greta")
    page.goto(lived_site.url + "/mal/")
    assert counted(page, "deltog") == 30
    supported = figures(page, "supported_employment")
    assert "26 %" in supported["Enligt rapporten"]
    # The lot decides how many there are; so many of them as come nearest to the report.
    assert counted(page, "supported_employment") == round(
        int(supported["Räknade"].split()[0]) * 26 / 100
    )
