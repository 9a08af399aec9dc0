"""This file is where the demonstration's people get their words: reasons, goals, notes, answers."""

REASONS = (
    "Har haft aktivitetsersättning i två år utan någon aktivitet. Vill komma igång men har fastnat "
    "hemma. Behöver någon som följer hela vägen.",
    "Klarade gymnasiet men orkade inte med praktiken efteråt. Vill pröva igen i lugnare takt.",
    "Tröskeln till Arbetsförmedlingen är för hög i dag. Behöver bryta isoleringen först.",
    "Motiverad och nyfiken men osäker på vad som skulle fungera. Har inte provat något arbete än.",
    "Behandlingen är i slutfasen. Bedöms kunna börja med några timmar i veckan.",
)
WISHES = (
    "Jag vill ha något att gå upp till på morgnarna.",
    "Jag vill veta om jag kan jobba med djur.",
    "Jag vill träffa folk men inte så många på en gång.",
    "Jag vill klara mig själv och slippa känna att jag är till besvär.",
)
GOALS = (
    "Komma upp i aktivitet två förmiddagar i veckan",
    "Känna mig trygg i en liten grupp",
    "Veta vad som händer när ersättningen tar slut",
    "Pröva hur det är att jobba med händerna",
    "Åka buss själv till centrum",
    "Sova på natten och vara vaken på dagen",
)
ACTIONS = (
    ("Göra studiebesök på Återbruket", "participant"),
    ("Boka tid hos studie- och yrkesvägledare", "operator"),
    ("Skicka underlag om hur länge ersättningen gäller", "fk"),
    ("Gå igenom räkningarna med budgetrådgivaren", "participant"),
    ("Ta reda på vilka praktikplatser som har små grupper", "operator"),
    ("Boka trepartssamtal", "operator"),
)
# What is left to do is her own, so that somebody who tries her pages has something to mark.
HER_STEPS = (
    "Prova bussen till Återbruket en dag i veckan",
    "Skriva upp hur morgnarna går under två veckor",
    "Ringa tillbaka om provplatsen",
)
NOTES = (
    (
        "samtal",
        "Träffades på kontoret. Berättade att veckan gått bra och att promenaderna hjälper.",
    ),
    ("telefon", "Stämde av inför torsdagens pass. Lite orolig för bussen, vi gick igenom tiderna."),
    ("aktivitet", "Var med hela passet för första gången. Trivdes bäst med sorteringen."),
    (
        "besok",
        "Besök på arbetsplatsen. Handledaren är nöjd och föreslår en förmiddag till i veckan.",
    ),
    ("samtal", "Gick igenom planen. Vill vänta med gruppen men gärna fortsätta på förmiddagarna."),
    ("mote", "Kort avstämning med laget om nästa steg. Inget nytt underlag behövs."),
    (
        "telefon",
        "Sov dåligt i natt och ville ställa in. Vi kom överens om en kortare dag i stället.",
    ),
)
ANSWERS: tuple[tuple[str, str, bool], ...] = (
    ("viktigast", "Att få en vardag som håller.", True),
    ("forandra", "Att våga säga till när det blir för mycket.", False),
    ("vill_arbeta", "8", False),
    ("tror_pa", "5", False),
    ("bra_dag", "Då har jag sovit, ätit frukost och gjort något med händerna.", False),
    ("underlag_finns", "ja", False),
    ("egna_ord", "Jag blir trött av mycket folk och ljud men klarar en sak i taget bra.", False),
    ("pagar", "ja", False),
    ("fungerar", "Träffar min kurator varannan vecka. Det hjälper.", False),
    ("boende", "eget", False),
    ("vardag", "Sova är svårast. Handla går bra om det är tidigt på dagen.", True),
    ("resor", "Buss, om jag vet tiden i förväg.", False),
    ("forsorjning", "Aktivitetsersättning.", False),
    ("oro", "6", False),
    ("personer", "Min syster och hennes hund.", False),
    ("traffa", "sallan", False),
    ("onskan", "Känna någon att äta lunch med.", True),
    ("niva", "gymnasium", False),
    ("lara", "Genom att pröva själv, gärna med bilder.", False),
    ("erfarenhet", "Sommarjobb i ett kafé, två veckor.", False),
    ("drommer", "Laga saker, kanske cyklar eller elektronik.", True),
    ("gora", "Bygga modeller, lyssna på musik, vara ute.", False),
    ("bra_pa", "Noggrann, tålmodig, ser när något är fel.", False),
    ("andra_sager", "Att man kan lita på mig.", False),
    ("ger_kraft", "Musik och skogen.", False),
    ("i_vagen", "Jag backar när jag inte vet vad som väntar.", True),
    ("anpassning", "Tydliga tider, en sak i taget, en lugn plats att gå undan till.", False),
    ("ork", "Två till tre timmar.", False),
    ("om_ett_ar", "Då har jag ett jobb några dagar i veckan.", True),
    ("forsta_steget", "Gå på studiebesöket.", False),
)
SUMMARY = (
    "Kom in i insatsen efter en lång tid hemma. Har gått från en förmiddag i veckan till tre och "
    "hållit det i två månader. Fungerar bäst med en uppgift i taget, tydliga tider och en lugn plats "
    "för pauser. Vet själv när det blir för mycket och säger till."
)
OWN_WORDS = "Det bästa var att någon ringde även när jag inte svarade. Nu vet jag vad jag klarar."
EMPLOYERS = (
    (
        "Återbruket Boländerna",
        "municipal",
        "Stina Prov",
        "Sortering, reparation, butik. Liten grupp.",
    ),
    (
        "Elektronikåtervinningen",
        "municipal",
        "Hans Mall",
        "Plocka isär och sortera. Lugnt och tyst.",
    ),
    ("Naturvårdslaget", "municipal", "Rut Skiss", "Utomhus, fysiskt, samma lag varje dag."),
    ("Capella kooperativ", "social", "Mio Demo", "Café och hantverk. Egen takt, flexibla tider."),
    ("Snidar kooperativ", "social", "Eva Test", "Snickeri. Arbetskläder finns."),
    ("Exempelköks lunchservering", "private", "Leif Utkast", "Disk och förberedelser, högt tempo."),
    ("Påhittade zoobutiken", "private", "Ylva Fiktiv", "Djurskötsel tidiga morgnar."),
    ("Stadsbibliotekets magasin", "public", "Arne Exempel", "Sätta upp böcker, tyst miljö."),
)

# Authority, phone hours, mailbox, address, and what is good to know.
CONTACT_WAYS = (
    (
        "forsakringskassan",
        "vardagar 9–11",
        "samverkan.fk",
        "Servicekontoret, Exempelgatan 2",
        "Fråga efter personlig handläggare för unga. Lämna namn och nummer, aldrig ärendet.",
    ),
    (
        "arbetsformedlingen",
        "vardagar 9–12",
        "samverkan.af",
        "Exempelgatan 4",
        "Bokade besök. SIUS-konsulenterna nås enklast på telefon efter klockan 13.",
    ),
    (
        "uppsala-arbetsmarknadsnamnden",
        "vardagar 8–16",
        "forrehab",
        "Lokalen Steget, Provvägen 10, en trappa upp",
        "Studiebesök i Förrehab ordnas torsdagar efter klockan 13.",
    ),
    (
        "uppsala-omsorgsnamnden",
        "vardagar 8.30–10",
        "myndighet.omsorg",
        "Provvägen 3",
        "Biståndshandläggarna har telefontid på morgonen.",
    ),
    (
        "region-uppsala",
        "vardagar 8–9.30",
        "rehab.psykiatri",
        "Sjukhusvägen 1, ingång 10",
        "Rehabkoordinatorn svarar inom två vardagar.",
    ),
    (
        "samordningsforbundet-uppsala-lan",
        "vardagar 9–16",
        "kansli.forbundet",
        "Torget 5",
        "Kansliet hanterar aldrig uppgifter om enskilda.",
    ),
)

# The level of protected identity that some have from the beginning.
PROTECTED = ("marked", "marked", "assumed", "marked")
