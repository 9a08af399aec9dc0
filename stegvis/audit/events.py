"""This file is where every verb of the system is named, and said in Swedish."""

from enum import StrEnum


class Event(StrEnum):
    """A change, an export or a look. The value is stored; the sentence is in SENTENCES."""

    ACCESS_REFUSED = "access_refused"
    LOGIN_FAILED = "login_failed"
    PERSON_READ = "person_read"
    PERSON_LISTED = "person_listed"
    CASES_LISTED = "cases_listed"
    IDENTITY_UNMASKED = "identity_unmasked"
    PROTECTED_IDENTITY_SHOWN = "protected_identity_shown"
    PROTECTED_IDENTITY_CLOSED = "protected_identity_closed"
    PROTECTION_SET = "protection_set"
    PROTECTION_LIFTED = "protection_lifted"
    READER_NAMED = "reader_named"
    READER_ENDED = "reader_ended"
    CURIOSITY_MARKED = "curiosity_marked"
    CURIOSITY_MARK_ENDED = "curiosity_mark_ended"
    EXTRACT_ASKED = "extract_asked"
    EXTRACT_RELEASED = "extract_released"
    EXTRACT_FETCHED = "extract_fetched"
    DOCUMENT_EXPORTED = "document_exported"
    JOURNAL_COPIED = "journal_copied"

    PROGRAMME_PUBLISHED = "programme_published"
    MEMBER_ADDED = "member_added"
    MEMBER_IDENTIFIED = "member_identified"
    MEMBER_DISABLED = "member_disabled"
    MEMBER_ENABLED = "member_enabled"
    SESSIONS_ENDED = "sessions_ended"
    ASSIGNMENT_GRANTED = "assignment_granted"
    ASSIGNMENT_PROLONGED = "assignment_prolonged"
    ASSIGNMENT_ENDED = "assignment_ended"
    ACCESS_ANALYSIS_WRITTEN = "access_analysis_written"
    ACCESS_ANALYSIS_ENDED = "access_analysis_ended"
    CONTACT_WAY_KEPT = "contact_way_kept"

    INQUIRY_SENT = "inquiry_sent"
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    REFERRAL_DRAFTED = "referral_drafted"
    REFERRAL_CHANGED = "referral_changed"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_WITHDRAWN = "referral_withdrawn"
    PROPOSAL_DRAFTED = "proposal_drafted"
    PROPOSAL_CHANGED = "proposal_changed"
    PROPOSAL_SENT = "proposal_sent"
    PROPOSAL_WITHDRAWN = "proposal_withdrawn"
    PROPOSAL_OPENED = "proposal_opened"
    PROPOSAL_ANSWERED = "proposal_answered"
    OUTREACH_REGISTERED = "outreach_registered"
    INTAKE_OPENED = "intake_opened"
    CRITERION_JUDGED = "criterion_judged"
    MEETING_BOOKED = "meeting_booked"
    MEETING_RECORDED = "meeting_recorded"
    INTAKE_ADMITTED = "intake_admitted"
    INTAKE_NOT_ADMITTED = "intake_not_admitted"
    INTAKE_QUEUED = "intake_queued"
    INTAKE_NOT_REACHED = "intake_not_reached"
    INTAKE_WITHDRAWN = "intake_withdrawn"
    TEAM_MEETING_CALLED = "team_meeting_called"
    TEAM_MEETING_CHANGED = "team_meeting_changed"
    TEAM_CASE_DECIDED = "team_case_decided"

    PARTICIPANT_REGISTERED = "participant_registered"
    PARTICIPANT_CORRECTED = "participant_corrected"
    NUMBER_CHANGED = "number_changed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_REFUSED = "consent_refused"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_ENDED = "consent_ended"
    DISCLOSURE_MADE = "disclosure_made"
    DISCLOSURE_CLOSED = "disclosure_closed"
    VERSION_FROZEN = "version_frozen"
    DISCLOSURE_TOLD = "disclosure_told"
    DISCLOSURE_REVIEWED = "disclosure_reviewed"

    PARTICIPATION_ENROLLED = "participation_enrolled"
    PARTICIPATION_MOVED = "participation_moved"
    PARTICIPATION_TAKEN_OVER = "participation_taken_over"
    ARM_DRAWN = "arm_drawn"
    ARM_CHOSEN = "arm_chosen"
    ARM_CHANGED = "arm_changed"
    CASE_ASSIGNED = "case_assigned"
    PARTY_ADDED = "party_added"
    PARTY_ENDED = "party_ended"
    WAY_CHOSEN = "way_chosen"
    BENEFIT_RECORDED = "benefit_recorded"
    BENEFIT_FOLLOWED = "benefit_followed"

    AREA_ENTERED = "area_entered"
    AREA_MAPPED = "area_mapped"
    AREA_TRIAGED = "area_triaged"
    AREA_LIVELIHOOD_KEPT = "area_livelihood_kept"
    AREA_WAITING_KEPT = "area_waiting_kept"
    AREA_AGREED = "area_agreed"
    AREA_HANDED_OVER = "area_handed_over"
    AREA_LEFT = "area_left"

    MAPPING_STARTED = "mapping_started"
    MAPPING_ANSWERED = "mapping_answered"
    MAPPING_CONFIRMED = "mapping_confirmed"
    PLAN_STARTED = "plan_started"
    PLAN_CHANGED = "plan_changed"
    PLAN_GOAL_SET = "plan_goal_set"
    PLAN_ACTION_SET = "plan_action_set"
    PLAN_ACTION_DONE = "plan_action_done"
    PLAN_CONFIRMED = "plan_confirmed"
    PLAN_ANCHORED = "plan_anchored"

    ACTIVITY_PLANNED = "activity_planned"
    ACTIVITY_CHANGED = "activity_changed"
    ACTIVITY_ENDED = "activity_ended"
    WORK_ADDED = "work_added"
    WORK_CHANGED = "work_changed"
    WORK_ENDED = "work_ended"
    WORK_STRUCK = "work_struck"
    MILESTONE_REACHED = "milestone_reached"
    MILESTONE_CHANGED = "milestone_changed"
    MILESTONE_STRUCK = "milestone_struck"
    MONTH_WRITTEN = "month_written"
    GROUP_OPENED = "group_opened"
    SESSION_HELD = "session_held"
    ATTENDANCE_TAKEN = "attendance_taken"
    EMPLOYER_ADDED = "employer_added"
    EMPLOYER_CONTACTED = "employer_contacted"
    OFFER_ADDED = "offer_added"
    OFFER_CHANGED = "offer_changed"
    OFFER_PLACES_SET = "offer_places_set"
    OFFER_ENDED = "offer_ended"
    OFFER_USE_COUNTED = "offer_use_counted"
    NEED_NOTED = "need_noted"
    NEED_CHANGED = "need_changed"
    NEED_MET = "need_met"
    NEED_REOPENED = "need_reopened"
    NEED_STRUCK = "need_struck"
    NEED_QUEUED = "need_queued"
    NEED_QUEUE_LEFT = "need_queue_left"
    CARE_REFERRED = "care_referred"
    CARE_STATUS_SET = "care_status_set"

    NOTE_WRITTEN = "note_written"
    NOTE_CHANGED = "note_changed"
    NOTE_AMENDED = "note_amended"
    ATTACHMENT_ADDED = "attachment_added"
    ATTACHMENT_STRUCK = "attachment_struck"

    OWN_COMMENT_WRITTEN = "own_comment_written"
    OWN_STEP_TICKED = "own_step_ticked"
    OWN_WORDS_SEEN = "own_words_seen"
    PERSON_ASKED = "person_asked"
    PERSON_QUESTION_WITHDRAWN = "person_question_withdrawn"
    PERSON_ANSWERED = "person_answered"
    OWN_PAGES_CLOSED = "own_pages_closed"
    OWN_PAGES_OPENED = "own_pages_opened"

    READINESS_JUDGED = "readiness_judged"
    EXIT_PREPARED = "exit_prepared"
    EXIT_CONFIRMED = "exit_confirmed"
    RECEIVER_RECORDED = "receiver_recorded"
    TAKEOVER_CONFIRMED = "takeover_confirmed"
    FOLLOWUP_RECORDED = "followup_recorded"
    INSTRUMENT_ANSWERED = "instrument_answered"
    COMPARISON_ADDED = "comparison_added"
    COMPARISON_READ = "comparison_read"
    COMPARISON_ANSWERED = "comparison_answered"
    INSTRUMENT_TEXT_KEPT = "instrument_text_kept"
    SYSTEM_CHECKED = "system_checked"
    MONTH_LINE_WRITTEN = "month_line_written"
    CONTACT_KEPT = "contact_kept"
    CONTACT_STRUCK = "contact_struck"

    ANALYSIS_KEPT = "analysis_kept"
    EVIDENCE_KEPT = "evidence_kept"
    FIGURES_PUBLISHED = "figures_published"

    PROGRAMME_END_DECIDED = "programme_end_decided"
    PROGRAMME_END_CHANGED = "programme_end_changed"
    PROGRAMME_END_WITHDRAWN = "programme_end_withdrawn"
    PROGRAMME_ENDED = "programme_ended"
    IMPLEMENTATION_KEPT = "implementation_kept"
    STEERING_MEMBER_ADDED = "steering_member_added"
    STEERING_MEMBER_CHANGED = "steering_member_changed"
    STEERING_MEETING_KEPT = "steering_meeting_kept"
    STEERING_DECISION_KEPT = "steering_decision_kept"
    STEERING_DECISION_DONE = "steering_decision_done"
    STEERING_DECISION_CORRECTED = "steering_decision_corrected"
    DEVIATION_DRAFTED = "deviation_drafted"
    DEVIATION_CHANGED = "deviation_changed"
    DEVIATION_SENT = "deviation_sent"
    DEVIATION_RECEIVED = "deviation_received"
    SEAT_HOLDING_ADDED = "seat_holding_added"
    SEAT_HOLDING_CHANGED = "seat_holding_changed"
    PLANNED_WORK_MARKED = "planned_work_marked"

    INCIDENT_LISTED = "incident_listed"
    INCIDENT_RECORDED = "incident_recorded"
    INCIDENT_CHANGED = "incident_changed"
    INCIDENT_COUNTED = "incident_counted"
    INCIDENT_STEP_TAKEN = "incident_step_taken"
    INCIDENT_CLOSED = "incident_closed"
    LOG_READ = "log_read"
    NAMES_ASKED = "names_asked"
    NAMES_RELEASED = "names_released"
    NAMES_REFUSED = "names_refused"
    NAMES_NONE = "names_none"
    NAMES_WITHDRAWN = "names_withdrawn"
    LOG_CHECK_DRAWN = "log_check_drawn"
    LOG_ROW_JUDGED = "log_row_judged"
    LOG_CHECK_CLOSED = "log_check_closed"
    SUSPICION_CHECKED = "suspicion_checked"
    READS_STOPPED = "reads_stopped"
    ALARM_SOUNDED = "alarm_sounded"
    ALARM_HANDLED = "alarm_handled"
    WEEDING_PROPOSED = "weeding_proposed"
    WEEDING_DECIDED = "weeding_decided"
    HOLD_SET = "hold_set"
    HOLD_LIFTED = "hold_lifted"
    PERSON_WEEDED = "person_weeded"


SENTENCES: dict[Event, str] = {
    Event.ACCESS_REFUSED: "nekades åtkomst",
    Event.LOGIN_FAILED: "misslyckades med att logga in",
    Event.PERSON_READ: "läste om personen",
    Event.PERSON_LISTED: "såg personen i en lista",
    Event.CASES_LISTED: "såg vilka ärenden som en siffra bygger på",
    Event.IDENTITY_UNMASKED: "visade hela personnumret",
    Event.PROTECTED_IDENTITY_SHOWN: "visade skyddade personuppgifter",
    Event.PROTECTED_IDENTITY_CLOSED: "dolde skyddade personuppgifter igen",
    Event.PROTECTION_SET: "registrerade att personuppgifterna är skyddade",
    Event.PROTECTION_LIFTED: "tog bort skyddet av personuppgifterna",
    Event.READER_NAMED: "gav en medarbetare rätt att se skyddade personuppgifter",
    Event.READER_ENDED: "tog bort en medarbetares rätt att se skyddade personuppgifter",
    Event.CURIOSITY_MARKED: "märkte personen som särskilt utsatt för nyfikenhet",
    Event.CURIOSITY_MARK_ENDED: "tog bort märkningen som särskilt utsatt för nyfikenhet",
    Event.EXTRACT_ASKED: "begärde ett registerutdrag",
    Event.EXTRACT_RELEASED: "lämnade ett registerutdrag",
    Event.EXTRACT_FETCHED: "hämtade ett registerutdrag",
    Event.DOCUMENT_EXPORTED: "tog ut ett dokument",
    Event.JOURNAL_COPIED: "kopierade text till den egna journalen",
    Event.PROGRAMME_PUBLISHED: "publicerade en insats",
    Event.MEMBER_ADDED: "lade till en medarbetare",
    Event.MEMBER_IDENTIFIED: "kopplade en e-legitimation till ett konto",
    Event.MEMBER_DISABLED: "stängde ett konto",
    Event.MEMBER_ENABLED: "öppnade ett konto",
    Event.SESSIONS_ENDED: "avslutade en medarbetares inloggningar",
    Event.ASSIGNMENT_GRANTED: "gav ett uppdrag",
    Event.ASSIGNMENT_PROLONGED: "förlängde ett uppdrag",
    Event.ASSIGNMENT_ENDED: "avslutade ett uppdrag",
    Event.ACCESS_ANALYSIS_WRITTEN: "skrev en behovs- och riskanalys",
    Event.ACCESS_ANALYSIS_ENDED: "avslutade en behovs- och riskanalys",
    Event.CONTACT_WAY_KEPT: "ändrade myndighetens kontaktvägar",
    Event.INQUIRY_SENT: "ställde en avidentifierad förfrågan",
    Event.QUESTION_ASKED: "ställde en fråga",
    Event.QUESTION_ANSWERED: "svarade på en fråga",
    Event.REFERRAL_DRAFTED: "började skriva en aktualisering",
    Event.REFERRAL_CHANGED: "ändrade en aktualisering",
    Event.REFERRAL_SENT: "skickade en aktualisering",
    Event.REFERRAL_WITHDRAWN: "drog tillbaka en aktualisering",
    Event.PROPOSAL_DRAFTED: "började skriva ett förslag",
    Event.PROPOSAL_CHANGED: "ändrade ett förslag",
    Event.PROPOSAL_SENT: "skickade ett förslag",
    Event.PROPOSAL_WITHDRAWN: "drog tillbaka ett förslag",
    Event.PROPOSAL_OPENED: "började bedöma ett förslag",
    Event.PROPOSAL_ANSWERED: "svarade på ett förslag",
    Event.OUTREACH_REGISTERED: "registrerade någon som hör av sig själv eller nås uppsökande",
    Event.INTAKE_OPENED: "öppnade en aktualisering",
    Event.CRITERION_JUDGED: "bedömde ett kriterium",
    Event.MEETING_BOOKED: "bokade ett möte",
    Event.MEETING_RECORDED: "skrev in hur ett möte gick",
    Event.INTAKE_ADMITTED: "tog emot personen",
    Event.INTAKE_NOT_ADMITTED: "tog inte emot personen",
    Event.INTAKE_QUEUED: "satte personen i kö",
    Event.INTAKE_NOT_REACHED: "skrev in att personen inte gick att nå",
    Event.INTAKE_WITHDRAWN: "avslutade en aktualisering som hade dragits tillbaka",
    Event.TEAM_MEETING_CALLED: "kallade till ett teammöte",
    Event.TEAM_MEETING_CHANGED: "ändrade ett teammöte",
    Event.TEAM_CASE_DECIDED: "skrev in ett beslut från ett teammöte",
    Event.PARTICIPANT_REGISTERED: "registrerade personen",
    Event.PARTICIPANT_CORRECTED: "rättade uppgifter om personen",
    Event.NUMBER_CHANGED: "bytte personens nummer eller identitetsnivå",
    Event.CONSENT_GIVEN: "skrev in ett samtycke",
    Event.CONSENT_REFUSED: "skrev in att personen inte samtycker",
    Event.CONSENT_WITHDRAWN: "skrev in ett återkallat samtycke",
    Event.CONSENT_ENDED: "avslutade ett samtycke tillsammans med insatsen",
    Event.DISCLOSURE_MADE: "lämnade ut en uppgift",
    Event.DISCLOSURE_CLOSED: "avslutade ett utlämnande",
    Event.VERSION_FROZEN: "sparade en version för att lämna ut den",
    Event.DISCLOSURE_TOLD: "meddelade mottagaren att något har kommit",
    Event.DISCLOSURE_REVIEWED: "granskade ett utlämnande",
    Event.PARTICIPATION_ENROLLED: "skrev in personen i insatsen",
    Event.PARTICIPATION_MOVED: "flyttade personen till en annan version av insatsen",
    Event.PARTICIPATION_TAKEN_OVER: "förde över personen från en tidigare insats",
    Event.ARM_DRAWN: "lottade personen till en variant",
    Event.ARM_CHOSEN: "valde variant för personen",
    Event.ARM_CHANGED: "ändrade personens variant",
    Event.CASE_ASSIGNED: "utsåg case manager",
    Event.PARTY_ADDED: "lade till en part i ärendet",
    Event.PARTY_ENDED: "avslutade en parts medverkan",
    Event.WAY_CHOSEN: "valde väg genom insatsen",
    Event.BENEFIT_RECORDED: "skrev in en ersättning",
    Event.BENEFIT_FOLLOWED: "skrev in vad som görs inför att en ersättning går ut",
    Event.AREA_ENTERED: "skrev in personen i målgruppen i området",
    Event.AREA_MAPPED: "skrev i den inledande kartläggningen",
    Event.AREA_TRIAGED: "gjorde en bedömning efter den inledande kartläggningen",
    Event.AREA_LIVELIHOOD_KEPT: "skrev in vad personen ska leva av härnäst",
    Event.AREA_WAITING_KEPT: "skrev in att personen väntar på en mottagande part",
    Event.AREA_AGREED: "skrev in att personen har sagt ja till att delta",
    Event.AREA_HANDED_OVER: "bytte handläggare för personen i målgruppen",
    Event.AREA_LEFT: "skrev ut personen ur målgruppen i området",
    Event.MAPPING_STARTED: "började kartlägga",
    Event.MAPPING_ANSWERED: "skrev i kartläggningen",
    Event.MAPPING_CONFIRMED: "fastställde kartläggningen",
    Event.PLAN_STARTED: "började skriva en handlingsplan",
    Event.PLAN_CHANGED: "ändrade handlingsplanen",
    Event.PLAN_GOAL_SET: "skrev in ett mål",
    Event.PLAN_ACTION_SET: "skrev in ett planerat steg",
    Event.PLAN_ACTION_DONE: "markerade ett steg som klart",
    Event.PLAN_CONFIRMED: "fastställde handlingsplanen",
    Event.PLAN_ANCHORED: "skrev in att planen är förankrad",
    Event.ACTIVITY_PLANNED: "planerade en aktivitet",
    Event.ACTIVITY_CHANGED: "ändrade en aktivitet",
    Event.ACTIVITY_ENDED: "avslutade en aktivitet",
    Event.WORK_ADDED: "skrev in en period av arbetsutbud",
    Event.WORK_CHANGED: "ändrade en period av arbetsutbud",
    Event.WORK_ENDED: "skrev in sista dagen av en period av arbetsutbud",
    Event.WORK_STRUCK: "makulerade en period av arbetsutbud",
    Event.MILESTONE_REACHED: "skrev in en hållpunkt",
    Event.MILESTONE_CHANGED: "ändrade en hållpunkt",
    Event.MILESTONE_STRUCK: "makulerade en hållpunkt",
    Event.MONTH_WRITTEN: "skrev in en månadsuppgift",
    Event.GROUP_OPENED: "startade en grupp",
    Event.SESSION_HELD: "lade till ett grupptillfälle",
    Event.ATTENDANCE_TAKEN: "skrev in närvaro",
    Event.EMPLOYER_ADDED: "lade till en arbetsplats",
    Event.EMPLOYER_CONTACTED: "skrev in en kontakt med en arbetsplats",
    Event.OFFER_ADDED: "lade till något i utbudet",
    Event.OFFER_CHANGED: "ändrade något i utbudet",
    Event.OFFER_PLACES_SET: "ändrade hur många platser som är lediga i utbudet",
    Event.OFFER_ENDED: "tog bort något ur utbudet",
    Event.OFFER_USE_COUNTED: "räknade hur många platser i utbudet som används",
    Event.NEED_NOTED: "noterade ett behov",
    Event.NEED_CHANGED: "ändrade ett behov",
    Event.NEED_MET: "noterade att ett behov är mött",
    Event.NEED_REOPENED: "öppnade ett behov igen",
    Event.NEED_STRUCK: "makulerade ett behov",
    Event.NEED_QUEUED: "ställde en deltagare i kö till en plats i utbudet",
    Event.NEED_QUEUE_LEFT: "tog en deltagare ur kön till en plats i utbudet",
    Event.CARE_REFERRED: "aktualiserade personen hos en annan verksamhet",
    Event.CARE_STATUS_SET: "skrev in hur en aktualisering går",
    Event.NOTE_WRITTEN: "skrev en anteckning",
    Event.NOTE_CHANGED: "ändrade en anteckning",
    Event.NOTE_AMENDED: "rättade en anteckning",
    Event.ATTACHMENT_ADDED: "lade till en bilaga",
    Event.ATTACHMENT_STRUCK: "makulerade en bilaga",
    Event.OWN_COMMENT_WRITTEN: "skrev en kommentar på sina egna sidor",
    Event.OWN_STEP_TICKED: "markerade ett steg på sina egna sidor",
    Event.OWN_WORDS_SEEN: "tog del av det som deltagaren har skrivit",
    Event.PERSON_ASKED: "ställde en fråga till deltagaren",
    Event.PERSON_QUESTION_WITHDRAWN: "drog tillbaka en fråga till deltagaren",
    Event.PERSON_ANSWERED: "skrev in deltagarens svar på en fråga",
    Event.OWN_PAGES_CLOSED: "stängde deltagarens egna sidor",
    Event.OWN_PAGES_OPENED: "öppnade deltagarens egna sidor",
    Event.READINESS_JUDGED: "bedömde om personen är redo",
    Event.EXIT_PREPARED: "förberedde ett avslut",
    Event.EXIT_CONFIRMED: "avslutade deltagandet",
    Event.RECEIVER_RECORDED: "skrev in mottagarens besked",
    Event.TAKEOVER_CONFIRMED: "bekräftade ett övertagande",
    Event.FOLLOWUP_RECORDED: "skrev in en uppföljning",
    Event.INSTRUMENT_ANSWERED: "skrev in svar på ett instrument",
    Event.COMPARISON_ADDED: "tog in en kod i jämförelsegruppen",
    Event.COMPARISON_READ: "läste svar från jämförelsegruppen",
    Event.COMPARISON_ANSWERED: "skrev in svar från jämförelsegruppen",
    Event.INSTRUMENT_TEXT_KEPT: "skrev in frågorna till ett instrument",
    Event.SYSTEM_CHECKED: "kontrollerade registreringen i en parts eget system",
    Event.MONTH_LINE_WRITTEN: "skrev månadens rad",
    Event.CONTACT_KEPT: "skrev in datum för en kontakt",
    Event.CONTACT_STRUCK: "makulerade datum för en kontakt",
    Event.ANALYSIS_KEPT: "skrev en analys av en siffra",
    Event.EVIDENCE_KEPT: "skrev in underlag för ett mål",
    Event.FIGURES_PUBLISHED: "publicerade siffror",
    Event.PROGRAMME_END_DECIDED: "beslutade att en insats ska avslutas",
    Event.PROGRAMME_END_CHANGED: "ändrade beslutet att en insats ska avslutas",
    Event.PROGRAMME_END_WITHDRAWN: "upphävde beslutet att en insats ska avslutas",
    Event.PROGRAMME_ENDED: "avslutade en insats",
    Event.IMPLEMENTATION_KEPT: "skrev in vad som lever vidare efter en insats",
    Event.STEERING_MEMBER_ADDED: "skrev in en ledamot i styrgruppen",
    Event.STEERING_MEMBER_CHANGED: "ändrade en ledamot i styrgruppen",
    Event.STEERING_MEETING_KEPT: "skrev in ett styrgruppsmöte",
    Event.STEERING_DECISION_KEPT: "skrev in ett beslut av styrgruppen",
    Event.STEERING_DECISION_DONE: "markerade ett beslut av styrgruppen som klart",
    Event.STEERING_DECISION_CORRECTED: "rättade ett beslut av styrgruppen",
    Event.DEVIATION_DRAFTED: "började skriva en avvikelserapport",
    Event.DEVIATION_CHANGED: "ändrade en avvikelserapport",
    Event.DEVIATION_SENT: "skickade en avvikelserapport",
    Event.DEVIATION_RECEIVED: "skrev in att en avvikelserapport är mottagen",
    Event.SEAT_HOLDING_ADDED: "skrev in vem som har en plats i en insats",
    Event.SEAT_HOLDING_CHANGED: "ändrade vem som har en plats i en insats",
    Event.PLANNED_WORK_MARKED: "skrev in hur det gick med en rad i planen",
    Event.INCIDENT_LISTED: "listade vilka som berörs av en incident",
    Event.INCIDENT_RECORDED: "skrev in en incident",
    Event.INCIDENT_CHANGED: "ändrade en incident",
    Event.INCIDENT_COUNTED: "räknade hur många som berörs av en incident",
    Event.INCIDENT_STEP_TAKEN: "skrev in vad som har gjorts åt en incident",
    Event.INCIDENT_CLOSED: "avslutade en incident",
    Event.LOG_READ: "läste i loggen",
    Event.NAMES_ASKED: "bad att få veta vilka medarbetare som har läst",
    Event.NAMES_RELEASED: "beslutade att lämna ut namn på medarbetare som har läst",
    Event.NAMES_REFUSED: "beslutade att inte lämna ut namn på medarbetare som har läst",
    Event.NAMES_NONE: "svarade att ingen medarbetare hade läst under tiden",
    Event.NAMES_WITHDRAWN: "återkallade ett beslut att lämna ut namn på medarbetare",
    Event.LOG_CHECK_DRAWN: "drog ett stickprov ur loggen",
    Event.LOG_ROW_JUDGED: "bedömde en rad i loggen",
    Event.LOG_CHECK_CLOSED: "avslutade en loggkontroll",
    Event.SUSPICION_CHECKED: "började en kontroll på misstanke",
    Event.READS_STOPPED: "stoppades vid gränsen för hur mycket som får läsas",
    Event.ALARM_SOUNDED: "fick ett larm att ta reda på",
    Event.ALARM_HANDLED: "hanterade ett larm",
    Event.WEEDING_PROPOSED: "föreslog en gallring",
    Event.WEEDING_DECIDED: "beslutade om en gallring",
    Event.HOLD_SET: "stoppade gallring av uppgifterna om personen",
    Event.HOLD_LIFTED: "hävde ett stopp för gallring",
    Event.PERSON_WEEDED: "gallrade uppgifterna om personen",
}
