"""Every goal and every result that a document states is a goal of its definition, word by word.

The sentences stand here as the documents write them, misspellings too. A sentence may be several
goals in its definition; then nothing but small words may be left of it when they are taken out.
"""

import re
from collections.abc import Iterator, Mapping

import pytest

from stegvis.programmes.definition import Definition
from stegvis.programmes.measures import Goal
from stegvis.programmes.reading import definitions_folder, read_definition
from stegvis.programmes.vocabulary import GoalKind, find

SENTENCES: Mapping[str, tuple[str, ...]] = {
    "vilja": (
        "Genom att stärka det som är friskt så klara individen av stressorer, motgångar bättre.",
        "Försäkringskassan har fått i uppdrag av regeringen att genom samordningsförbunden koppla "
        "aktivitet till ersättningen.",
        "Det finns två mål inom ramen för VILJA, dels är det individuella mål för varje deltagare "
        "som i VILJA kommer ges möjlighet och stöd att utveckla sin arbetsförmåga så att de "
        "eventuellt kan ta plats på arbetsmarknaden eller bli föremål för det förstärkta "
        "samarbetet mellan Försäkringskassan och Arbetsförmedlingen.",
        "De individuella målen ska vara anpassat för varje deltagare och följa en process som tar "
        "hänsyn till individens kapacitet och utveckling.",
        "Det andra målet är på strukturell nivå, inom och mellan parterna/instanserna i VILJA, som "
        "uppnås i genomförandet av insatsen. Metoden för samverkan blir bärande genom "
        "tvärsektionella nätverk, nya kontaktvägar och kunskapsutbyte mellan instanserna runt "
        "deltagaren.",
        "Den viktigaste måluppfyllelsen är att unga med aktivitetsersättning ska ges bättre "
        "förutsättningar att ta tillvara på sin förmåga, utvecklas och få egenmakt i sina liv.",
        "Vidare behöver också de i dagligverksamhet stöttas till en och utvecklas för att "
        "möjliggöra en utveckling mot arbetsmarknaden.",
    ),
    "svs-7tjugo": (
        "Vi vill nu genomföra ett samarbete med FK och AF för att nå ungdomar tidigt i "
        "aktivitetsersättningen.",
        "Efter att man hittat ”sin” arbetsplats behålls uppföljningskontakten minst 1 år.",
        "Målet för alla som kommer in i vår verksamhet är att komma närmare arbete.",
        "I samverkan med handläggare på försäkringskassan erbjuda unga som relativt nyligen "
        "beviljats aktivitetsersättning deltagande i projektet.",
        "Första delmålet är att komma upp i en aktivitet på halvtid.",
        "Tidigarelägga unga med aktivitetsersättning till egen försörjning.",
        "Minst 5 st. startar projektet år 1, 4 av 5 st har halvtidsanställning år 1, 3 av 5 st har "
        "heltidsförsörjning år 2.",
        "Minst 5 st. startar projektet år 2, 4 av 5 har halvtidsanställning år 2.",
        "Alla deltagare upplever att de har närmat sig arbetsmarknaden på ett positivt sätt.",
    ),
    "viva": (
        "Syftet är att starta en verksamhet med arbetsförberedande rehabilitering för gruppen i "
        "våra tre kommuner i Västra Sörmland som idag uppbär "
        "försörjningsstöd/sjukpenning/aktivitetsersättning och bedöms vara i behov av och redo "
        "för aktuell insats.",
        "Detta ska ske genom tillvaratagande av de metoder som tagits fram under verksamheten i "
        "TUNA och därefter anpassas utifrån de nya lokala förutsättningarna.",
        "Då samordnaren arbetar resterande 50% på nu verksam Vinka IN kommer det naturligt att "
        "finnas goda möjligheter att hitta samarbetsformer exempelvis gällande övergången från "
        "Vinka IN till VIVA.",
        "Att skapa och utveckla nya samverkansrutiner kring målgruppen.",
        "Att öka det strukturella samverkansarbetet mellan berörda myndigheter inom "
        "samverkansgruppens förvaltningsområde.",
        "Att ge personer i vår målgrupp ökad möjlighet att komma ut i arbetslivet.",
        "Att deltagarna förbereds för återgång i arbete, studier eller arbetsinriktad "
        "rehabilitering.",
        "Att minska deltagarens vårdbehov och kommunernas kostnader för försörjningsstöd via "
        "process mot bättre aktivitetsnivå och därtill kopplade egen försörjning.",
        "Verksamheten kommer att kunna ha 40 – 45 pågående deltagare.",
        "Parternas ambition är att implementera VIVA i ordinarie verksamhet på samma sätt som "
        "Vinka IN.",
    ),
    "vinka-in": (
        "I Vinka IN unga är 33 deltagare inom åldersintervallet 25 - 30 år och har "
        "försörjningsstöd.",
        "Deltagare som idag uppbär försörjningsstöd har behov av motiverande och stödjande "
        "åtgärder för att klara övergången till Arbetsförmedlingen.",
    ),
    "klivet": (
        "Syftet var att ge de unga vuxna i målgruppen fördjupad information och stöd för att "
        "komma vidare och i möjligaste mån kunna försörja sig själva när tiden med "
        "aktivitetsersättning upphör.",
        "Projektet skulle också bidra till en ökad självkänsla för de individer som fick möjlighet "
        "att försörja sig själva.",
        "Målet var att de unga vuxna skulle få rätt insats i rätt tid för att säkerställa att de "
        "inte stod utan ekonomisk ersättning när tiden med aktivitetsersättning skulle ta slut och "
        "kriterierna för sjukersättning inte var uppfyllda.",
        "Målet var också att minska individens behov av försörjningsstöd.",
        "När projekttiden upphörde fanns 138 deltagare i området som projektet omfattar.",
        "Av dessa bedömdes 30 personer vara varaktigt nedsatta i förhållande till alla arbeten "
        "samt anpassade anställningar, och bedömdes aldrig kunna komma ut i ett arbete oavsett "
        "vilka anpassningar som skulle göras.",
        "Under projekttiden har sammanlagt 101 personer utretts.",
        "Två deltagare fått en anställning med lönebidrag.",
        "För ytterligare fem personer pågick diskussioner vid projekt slut om möjligheterna till "
        "anställning.",
        "Sammanlagt 35 personer har varit inskrivna i samverkan mellan Försäkringskassan och "
        "Arbetsförmedlingen.",
        "Tio deltagare har övergått helt till att söka arbete via Arbetsförmedlingen utan "
        "samverkan mellan Försäkringskassan och Arbetsförmedlingen och tre personer har påbörjat "
        "heltidsstudier.",
        "Målet att deltagarna i projektet ska får rätt insats i rätt tid för att säkerställa att "
        "de inte står utan ersättning när aktivitetsersättningen upphör, har uppnåtts i många "
        "fall.",
        "Eftersom ett stort antal personer ingår i målgruppen har inte alla kunnat följas upp "
        "under projekttiden.",
        "Den inledande kartläggningen har dock omfattat samtliga i målgruppen och de personer som "
        "bedömts ha störst möjligheter att komma ut i arbete har fått hjälp att komma igång med "
        "rätt insatser utifrån sina förutsättningar.",
        "På sikt bör detta arbete leda till att färre personer blir beroende av försörjningsstöd "
        "när de inte längre uppfyller kriterierna för att få aktivitetsersättning.",
        "Fler personer hade också kunnat komma igång med arbetslivsinriktade insatser om "
        "Arbetsförmedlingen hade haft resurser att möta upp i större omfattning från "
        "projektstarten.",
        "Det samarbete som genomförts mellan myndigheterna har fungerat bra.",
        "Att skapa nätverk mellan handläggare och enkla kontaktvägar in till samarbetspartners är "
        "något att arbeta vidare med.",
    ),
    "forrehab-uppsala": (
        "För att undvika en ökning av antalet ungdomar med aktivitetsersättning bedöms det "
        "viktigt att dels fånga upp ungdomar i tid som är i behov av särskilt stöd för att "
        "komma ut i arbetslivet dels etablera insatser som i kombination med effektiv samverkan "
        "möjliggör att tiden med aktivitetsersättning förkortas.",
        "Syftet med förrehabiliterande insatser är att deltagaren bryter inaktivitet och social "
        "isolering.",
        "Deltagaren får även själv möjlighet att ta ansvar för sin planering och ökar tilltron "
        "till den egna förmågan och motivationen till arbete.",
        "Förrehabiliterande insatser innebär även att individen får möjlighet att utvecklas i "
        "sin egen takt och stöd i att finna egna mål.",
        "Då rutiner för samverkan samt kända kontaktytor/kontaktvägar har etablerats mellan "
        "myndigheterna innebär det att ungdomen får nödvändigt stöd för att komma ut i "
        "arbetslivet.",
        "Tanken är att case manager skall verka i en kontext där de arbetat upp kontaktvägar "
        "till professioner i andra myndigheter som skall resultera i att kompetens nyttjas med "
        "individens bästa i fokus.",
        'Det krävs att rutiner för samverkan etableras för att "rehabiliteringskedjan" skall '
        "hålla ihop.",
        "Om dessa rutiner är väl kända av samtliga parter ökar möjligheterna för att deltagaren "
        "skall få erforderligt stöd i sin rehabilitering.",
        'Ett tydligt samarbete "under hela resan" innebär att det finns en kedja av insatser '
        "från det att individen blir aktuell för förrehabiliterande insatser till "
        "avslutningssamtalet inom ramen för det förstärkta samarbetet.",
        "Skapa en gemensam plattform för arbetet ungdomar då samtliga parter har ett gemensamt "
        "intresse för att arbeta aktivt med målgruppen som annars riskerar att bli "
        "bidragsberoende.",
        "Skapa en verksamhet som riktar sig ungdomar som befinner sig i ett utanförskap och "
        "behöver stöd för att komma ut i arbetslivet. Det innebär en verksamhet som riktar sig "
        "till ungdomar som antingen har kontakt med diverse myndigheter alternativt ungdomar som "
        "saknar myndighetskontakter",
        "70 % av deltagarna i den förrehabiliterande verksamheten skall bli redo för det "
        "förstärkta samarbetet mellan Arbetsförmedlingen och Försäkringskassan.",
        "90 % av deltagarna skall ha en känd planering efter avslutat deltagande i den "
        "förrehabiliterande verksamheten. Den individuella handlingsplanen skall vara känd och "
        "förankrad hos ordinarie myndighet.",
        "Överenskommelse mellan parterna på strukturell nivå kring hur man skall arbeta med "
        "målgruppen unga med aktivitetsersättning.",
        "Etablera vilka rutiner som skall gälla före – under – efter deltagande i den "
        "förrehabiliterande verksamheten.",
        "Alla deltagare inom projektet skall erhålla en handlingsplan inom två månader.",
        "Att löpande arbeta med 50 deltagare.",
        "Målsättningen är att deltagarna successivt påbörjar deltagande i den förehabiliterande "
        "verksamheten.",
        "Implementeringstanken finns med från start med tanke på insatser som kopplas in finns "
        "redan i dag.",
        "Målsättningen är att det etableras rutiner för hur myndigheterna samarbetar tillsammans "
        "kring ungdomar.",
        "Målsättningen är även att man tar fram en överenskommelse mellan parterna på strukturell "
        "nivå hur man skall arbeta med ungdomar som i dag står långt ifrån arbetsmarknaden och är "
        "i behov av förrehabiliterande insatser för att bli aktuell för det förstärkta samarbetet "
        "mellan Arbetsförmedlingen och Försäkringskassan.",
        "Målsättningen är att case manager följer individen från start och under hela resan till "
        "dess att ungdomen blir redo för det förstärkta samarbetet mellan Arbetsförmedlingen och "
        "Försäkringskassan.",
        "Verksamheten strävar efter en jämn könsfördelning. Om könsfördelningen visar sig vara "
        "ojämn får en analys göras om tänkbar orsak.",
        "Om analysen visar - utifrån könsaspektenser - skillnad i progression bör det resultera "
        "särskilt riktade insatser.",
        "Målsättningen är att samtalet skall resultera i en planering av nästa steg i "
        "rehabiliteringen.",
        "Målet med kursen är att öka deltagarens sociala och emotionella kompetens, vilket gör att "
        "denne fungerar bättre i relation till andra och mår bättre själv.",
        "Målet med kursen är även att öka deltagarens förmågor att övervinna hinder och aktivt "
        "välja sin egen väg i livet.",
        'Det är mycket betydelsefullt att deltagaren tas "väl hand om" även efter projektidens '
        "slut. Med det avses att deltagaren får möjlighet att delta i fortsatta åtgärder om det "
        "sedan tidigare konstaterats att vederbörande är redo för arbetslivsinriktad "
        "rehabilitering.",
    ),
    "umia": (
        "Huvudresultatet av UMiA var att unga vuxna från projektets målgrupp kan komma in i eller "
        "tillbaka till arbetslivet om Försäkringskassan, Arbetsförmedlingen och kommunen utvecklar "
        "ett samarbete mellan myndigheterna och arbetar tillsammans med en gemensam målsättning.",
        "Totalt påbörjade 31 % av deltagarna arbete (någon form av sysselsättning med lön eller "
        "exempelvis lönebidrag) alternativt studier.",
        "Ett annat resultat var att deltagarna i UMiA i högre grad än kontrollgruppen ökade sin "
        "tilltro till sin förmåga, fått en högre upplevd arbetsförmåga samt fått en högre "
        "aktivitetsnivå.",
        "Resultatet stärker ytterligare att de insatser som UMiA erbjöd deltagarna var positiva "
        "för deras möjligheter att komma ut i arbete samt medverkat till att bryta isolering.",
        "Utvärderingen av UMiA påvisade även att aktiviteterna som erbjöds inom projektet gav "
        "möjlighet till social träning och kunde leda till arbetsträning eller praktikplats.",
        "Aktiviteterna bidrog även till möjlighet att träffa andra människor i liknande situation, "
        "vilket gav bekräftelse på att man inte var ensam om sina svårigheter samtidigt som det "
        "fanns möjlighet att utgöra ett stöd för varandra.",
        "Deltagarna var dock besvikna över att de inte fått praktikplats eller arbete under "
        "projekttiden.",
        "Det fanns också deltagare som hade velat få mer träning i att utforma ett CV eller "
        "genomföra en anställningsintervju.",
    ),
    "enter": (
        "Det övergripande projektmålet var att via samordnade insatser från Arbetsförmedlingen, "
        "Försäkringskassan och landstinget i Uppsala län ge unga vuxna en ökad möjlighet att närma "
        "sig arbetsmarknaden eller påbörja studier, och därmed ge möjlighet till egen försörjning.",
        "Under projekttiden togs 76 individer emot för bedömningssamtal varav 61 skrevs in i "
        "projektet.",
        "De huvudsakliga resultaten från Enter visade att 17 % av deltagarna hade kommit ut i "
        "någon form av arbete eller studier alternativt var inskriven vid Arbetsförmedlingen.",
        "En stor del av deltagarna i Enter (70 %) uppgav att de kände oro över sin ekonomi vid "
        "ocklusion och vid uppföljning 2 hade denna oro minskat.",
        "Utvärderingen har även visat på att ett deltagande i Enter inte hade några effekter på "
        "deltagarnas hälsa över tid.",
        "Av rapporten framgår även deltagarnas motivation att komma ut i arbete var redan hög vid "
        "inklusion till projektet och hela 93 % ansåg att de hade haft stor nytta av insatserna i "
        "projektet.",
        "Av rapporten framgår dessutom att deltagarna beskriver att samarbetet mellan de olika "
        "medverkande aktörerna, tillgängligheten till dessa och stödet från de olika "
        "professionerna i projektet har varit värdefullt.",
        "Deltagarna var nöjda med upplägget och betydelsefull faktor tycks den individuella "
        "anpassning och att Enter gav deltagarna möjlighet att bryta sin isolering och träffa "
        "andra deltagare i liknande situation.",
        "Avslutningsvis redovisas i rapporten vad som framförallt saknades i projektet och "
        "ungdomarna anger att de önskat mer insatser med inriktning på arbete såsom genomgång av "
        "CV, möte med studievägledare, möjlighet till praktik samt stöd i att söka arbete.",
        "Sammanfattningsvis var deltagarna i Enter i hög grad nöjda med projektet och tycks ha "
        "motsvarat deltagarnas förväntningar väl.",
    ),
    "effektutvarderingen": (
        'Genomförd "Effektutvärdering" av det förstärkta samarbetet kan ge en fingervisning om hur '
        "många ungdomar det kan handla om då utvärderingen visade att 39 % av ungdomarna även hade "
        "ett beslut om insats enligt LSS.",
        "Totalt deltog 1069 individer (ungdomar) i randomiserad försöksverksamhet, varav 30 i "
        "Uppsala.",
        "Syftet var att vetenskapligt utvärdera tre olika metoder för att i framtiden bättre kunna "
        "stödja unga med aktivitetsersättning att komma ut i arbetslivet.",
        "Sammanfattningsvis visade effektutvärderingen att det förstärkta samarbetet med stöd av "
        "supported employment (place then train) ledde till att flest ungdomar kom ut i "
        "arbetslivet (26 %).",
        "Syftet med effektutvärderingen var dessutom att genom flera kortsiktiga och långsiktiga "
        "uppföljningar ta reda på om stöd via insatsen Supported employment leder till arbete för "
        "unga med aktivitetsersättning på grund av nedsatt arbetsförmåga.",
    ),
}

REPORTED: Mapping[str, dict[str, tuple[int, int | None]]] = {
    "klivet": {
        "malgruppen": (138, None),
        "varaktigt_nedsatta": (30, 138),
        "alla_kartlagda": (100, None),
        "utredda": (101, None),
        "samverkan": (35, None),
        "helt_till_af": (10, None),
        "heltidsstudier": (3, None),
        "lonebidrag": (2, None),
        "diskussioner": (5, None),
    },
    "umia": {"arbete_eller_studier": (31, None)},
    "enter": {
        "mottagna": (76, None),
        "inskrivna": (61, 76),
        "ut_i_arbete": (17, None),
        "oro_vid_inskrivning": (70, None),
        "nytta": (93, None),
    },
    "effektutvarderingen": {
        "supported_employment": (26, None),
        "deltog": (30, 1069),
        "beslut_enligt_lss": (39, None),
    },
    "vinka-in": {"kan_ga_over": (33, None)},
    # These documents are written before the work began: they have goals and no results.
    "svs-7tjugo": {},
    "vilja": {},
    "viva": {},
    "forrehab-uppsala": {},
}

SMALL_WORDS = frozenset({"och", "samt", "varav"})


def of(key: str) -> Definition:
    return read_definition(definitions_folder() / f"{key}.toml")


def plain(text: str) -> str:
    return " ".join(text.split())


def stating(sentence: str, goals: tuple[Goal, ...]) -> list[Goal]:
    """The goals that together say the sentence; none when some of it is left unsaid."""
    for goal in goals:
        if sentence in plain(goal.text):
            return [goal]
    left, found = sentence, []
    for goal in sorted(goals, key=lambda each: -len(each.text)):
        if plain(goal.text) in left:
            left = left.replace(plain(goal.text), " ")
            found.append(goal)
    return found if set(re.findall(r"\w+", left)) <= SMALL_WORDS else []


def has_formula(goal: Goal) -> bool:
    """Whether the house can count the goal, or knows what it is to be judged by."""
    if goal.kind == GoalKind.QUALITATIVE:
        return goal.evidence is not None
    if goal.kind in (GoalKind.BALANCE, GoalKind.DIFFERENCE):
        return goal.low is not None and bool(goal.when_uneven)
    return goal.population is not None and (goal.target or goal.reported or goal.fact) is not None


def missing(key: str) -> Iterator[str]:
    for sentence in SENTENCES[key]:
        goals = stating(sentence, of(key).goals)
        if not goals:
            yield f"{key}: inget mål säger ”{sentence}”"
        for goal in goals:
            if not has_formula(goal):
                yield f"{key}: målet {goal.key} har ingen formel"


def test_every_programme_has_its_sentences_here() -> None:
    files = {path.stem for path in definitions_folder().glob("*.toml")}
    assert files == set(SENTENCES) == set(REPORTED)


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_every_goal_and_result_of_the_document_is_in_its_definition(key: str) -> None:
    assert list(missing(key)) == []


@pytest.mark.parametrize("key", sorted(REPORTED))
def test_results_are_those_that_the_document_tells(key: str) -> None:
    told = {goal.key: goal.reported for goal in of(key).goals if goal.reported}
    assert {name: (each.value, each.of) for name, each in told.items()} == REPORTED[key]


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_no_result_has_been_made_a_target(key: str) -> None:
    """Only where the document says "samtliga" is the result the same as what was wanted."""
    both = [goal.key for goal in of(key).goals if goal.reported and goal.target]
    assert both == (["alla_kartlagda"] if key == "klivet" else [])


def test_the_years_of_svs_begin_on_the_first_of_march() -> None:
    svs = of("svs-7tjugo")
    counted = {
        name: (find(svs.goals, name).target, find(svs.goals, name).of)
        for name in (
            "startar_ar_1",
            "halvtidsanstallning_ar_1",
            "heltidsforsorjning_ar_2",
            "startar_ar_2",
            "halvtidsanstallning_ar_2",
        )
    }
    assert list(counted.values()) == [(5, None), (4, 5), (3, 5), (5, None), (4, 5)]
    starts = {goal.period.start.isoformat() for goal in svs.goals if goal.period}
    assert starts == {"2020-03-01", "2021-03-01"}


def test_the_words_of_kasam_are_not_given_away() -> None:
    """The items belong to whoever holds the right to them; only the arithmetic stands here."""
    kasam = find(of("vilja").instruments, "kasam")
    assert kasam.licence and not kasam.questions
    assert kasam.scoring is not None
    assert (kasam.scoring.items, kasam.scoring.low, kasam.scoring.high) == (13, 1, 7)
    assert kasam.scoring.reversed == (1, 2, 3, 7, 10)
    parts = sorted(item for part in kasam.scoring.subscales for item in part.items)
    assert parts == list(range(1, 14))


def test_the_exclusions_of_enter_are_its_own() -> None:
    criteria = of("enter").target_group.criteria
    excluded = [each.key for each in criteria if each.kind == "exclusion"]
    assert excluded == ["missbruk", "obehandlad_episod", "daglig_verksamhet"]
